#!/usr/bin/python3
"""Linear algebra on matrices so large that Arb is asked where it is there: the same to 40 digits.

Truth: mpmath's LU at 120 digits. A is the kernel exp(-(s - t)^2) on 60 points and the identity; in B
its two halves know nothing of one another, so that entries of the inverse are exactly 0; T is the
upper triangle of A. No randomness. Writes tests/data/large_matrices.tsv; run again with

    /usr/bin/python3 tests/generate/large_matrices.py         (Debian: python3-mpmath)
"""

from mpmath import det, inverse, log, lu_solve, matrix, mp, mpf, nstr

from truth import write_table

mp.dps = 120
N, HALF, DIGITS = 60, 30, 40

x = [mpf(i) / 10 for i in range(N)]
A = matrix(N, N)
for i in range(N):
    for j in range(N):
        A[i, j] = mp.exp(-(x[i] - x[j]) ** 2) + (i == j)
B, T = A.copy(), A.copy()
for i in range(N):
    for j in range(N):
        if (i < HALF) != (j < HALF):
            B[i, j] = 0
        if i > j:
            T[i, j] = 0

inverse_a, inverse_b, inverse_t = inverse(A), inverse(B), inverse(T)
rows = [
    ("inv(A)[3,5]", inverse_a[3, 5]),
    ("sum(inv(A))", sum(inverse_a)),
    ("det(A)", det(A)),
    ("logdet(A)", log(det(A))),
    ("sum(solve(A, x))", sum(lu_solve(A, matrix(x)))),
    ("diff(det(A + s*ones(60, 60)), s)", det(A) * sum(inverse_a)),
    ("inv(B)[3,5]", inverse_b[3, 5]),
    ("inv(B)[3,45]", mpf(0)),
    ("inv(T)[3,45]", inverse_t[3, 45]),
    ("inv(T)[45,3]", mpf(0)),
]

write_table("large_matrices.tsv", ["expression", "value"],
            [(expr, str(int(value)) if value == 0 else
              nstr(value, DIGITS, strip_zeros=False, min_fixed=-4)) for expr, value in rows])
