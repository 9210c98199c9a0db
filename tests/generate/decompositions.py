#!/usr/bin/python3
"""Pseudoinverses, factors and functions of matrices: values and derivatives of every kind.

Truth as in linear.py: NumPy on object arrays of mpmath numbers, and difference quotients. What an
operation is follows from its definition alone: a pseudoinverse from the normal equations, a
Cholesky factor from its recurrence, Q and R by orthogonalizing one column after the other. Edges
are matrices of one entry, nearly singular ones, equal entries, and entries far apart in size. No
randomness. Writes tests/data/decompositions.tsv; run again with

    /usr/bin/python3 tests/generate/decompositions.py     (Debian: python3-mpmath python3-numpy)
"""

import linear
import matrices
from linear import OWN, inv
from matrices import array
from mpmath import mp, mpf

matrices.VALUES.update({
    "T": "[[1,2],[3,4],[5,7]]", "W": "[[1,-1,2],[0.5,3,1]]",             # tall, wide
    "U": "[[1,1,0],[1,1.001,0],[0,2,1],[1,0,1]]",                        # nearly of rank 2
    "M": "[[2,-1,0.5],[0.3,1,4],[1,0,-1],[0.2,2,1]]",
    "L": "[[1,1],[1,1.0009765625]]",                                     # nearly singular
    "Q": "[[1e6,1],[1,1e-5]]",                                           # far apart in size
    "O": "[[2,1,1],[1,2,1],[1,1,2]]",                                    # equal entries
    "H": "[[1,0.5,0.25],[0.5,0.75,0.125],[0.25,0.125,0.5]]",
    "one": "[[4]]", "row": "[[3,4]]", "col": "[[3],[4]]",
})

EVAL = """
matrix_power(C, 0) | matrix_power(C, 1) | matrix_power(C, 2) | matrix_power(C, 7) | matrix_power(D, 12) | matrix_power(one, 5) | matrix_power(C, -1) | matrix_power(D, -3) | matrix_power(L, -2) | matrix_power(N, 4)
pinv(T) | pinv(W) | pinv(D) | pinv(U) | pinv(M) | pinv(one) | pinv(row) | pinv(col) | pinv(T.T) | pinv(3*M) | pinv(pinv(T)) | pinv(Q)
lstsq(T, y) | lstsq(W, b) | lstsq(D, b) | lstsq(M, M) | lstsq(U, w4) | lstsq(col, b) | lstsq(row, [s]) | T @ lstsq(T, y) - y
cholesky(S) | cholesky(H) | cholesky(O) | cholesky(one) | cholesky(L) | cholesky(Q) | cholesky(S.T) | cholesky(C.T @ C) | cholesky(diag(p)) | cholesky(T.T @ T) | cholesky(S) @ cholesky(S).T
qr(T)[0] | qr(T)[1] | qr(M)[0] | qr(M)[1] | qr(U)[0] | qr(U)[1] | qr(C)[0] | qr(C)[1] | qr(W)[0] | qr(W)[1] | qr(one)[0] | qr(one)[1] | qr(col)[1] | qr(row)[0] | qr(row)[1] | qr(D.T)[1] | F1, F2 = qr(Q); F1 @ F2 | F1, F2 = qr(O); F1.T @ F1 - F2
matrix_power(C, -4) | matrix_power(D, 0) | matrix_power(D, 31) | matrix_power(one, -3) | matrix_power(C.T, 3) | matrix_power(C @ C, 2) | matrix_power(L, 5) | pinv(2*T) | T @ pinv(T) @ T - T | lstsq(T.T, w) | lstsq(3*D, b) | lstsq(W, W)
"""

GRADIENTS = """
sum(matrix_power(C, 3)*S) : C | sum(matrix_power(D, -2)^2) : D | trace(matrix_power(C, 6)) : C | sum(matrix_power(D + s*eye(2), 5)) : s
sum(pinv(T)*W) : T | sum(pinv(W)*T) : W | sum(pinv(M)^2) : M | norm(pinv(U)) : U | sum(pinv(D)) : D | sum(pinv(row)) : row | sum(pinv(col)^2) : col | sum(pinv(one)) : one | sum(pinv(T.T)^2*T) : T | sum(exp(pinv(2*M))) : M
sum(lstsq(T, y)^2) : T y | sum(lstsq(W, b)^3) : W b | lstsq(M, w4) @ x : M w4 x | norm(T @ lstsq(T, y) - y) : T y | sum(lstsq(D, b)) : D b | sum(lstsq(U, U^2)) : U
sum(cholesky(S)*C) : S | sum(cholesky(H)^3) : H | sum(log(diag(cholesky(S)))) : S | cholesky(O)[2] @ x : O x | sum(cholesky(one)) : one | sum(cholesky(L)*F) : L | sum(cholesky(C.T @ C + eye(3))*S) : C | sum(cholesky(T.T @ T)^2*D) : T | x @ solve(cholesky(S), y) : S x y | sum(cholesky(diag(p))) : p | sum(cholesky(S).T*C) : S
sum(qr(T)[0]*W.T) : T | sum(qr(T)[1]*D) : T | sum(qr(M)[0]*M) : M | sum(qr(M)[1]^3) : M | sum(qr(C)[0]*S) : C | sum(log(diag(qr(C)[1]))) : C | sum(qr(W)[0]*D) : W | sum(qr(W)[1]^2*W) : W | sum(qr(U)[1]) : U | sum(qr(col)[0]*b) : col | qr(one)[1][0,0] : one | sum(qr(row)[1]) : row | F1, F2 = qr(M); sum(F1 @ F2*M) : M | F1, F2 = qr(T); sum(F1*T)*sum(F2) : T
sum(matrix_power(C, -3)) : C | trace(matrix_power(D, 9)) : D | x @ matrix_power(C, 2) @ x : C x | sum(matrix_power(C, 0)*C) : C
"""

HESSIANS = """
sum(matrix_power(D, 3)) : D | sum(pinv(T)) : T | sum(pinv(W)^2) : W | sum(pinv(row)) : row | sum(lstsq(T, y)^2) : T y | sum(lstsq(D, b)^2) : D
sum(cholesky(S)*C) : S | sum(log(diag(cholesky(H)))) : H | sum(cholesky(L)) : L | cholesky(O)[2,2] : O | sum(cholesky(T.T @ T)) : T
sum(qr(T)[0]*W.T) : T | sum(qr(T)[1]^2*D) : T | sum(log(diag(qr(D)[1]))) : D | sum(qr(col)[0]) : col | F1, F2 = qr(D); sum(F1)*sum(F2) : D
trace(matrix_power(D, 4)) : D | sum(matrix_power(D, -1)) : D | sum(matrix_power(D + s*eye(2), 5)) : s | sum(pinv(D)^2) : D | sum(lstsq(col, b)) : col b
"""

JACOBIANS = """
pinv(T) : T | lstsq(T, y) : T y | cholesky(H) : H | qr(T)[0] : T | qr(T)[1] : T | qr(W)[1] : W | matrix_power(D, 3) : D
"""

JVPS = """
pinv(T) : T : [[1,0.5],[2,0],[0.1,1]] | lstsq(W, b) : W : [[1,0,2],[0,-1,1]] | cholesky(S) : S : [[1,0.5,-1],[2,0,0.3],[0.1,1,-2]] | qr(T)[0] : T : [[1,0.5],[2,0],[0.1,1]] | qr(T)[1] : T : [[1,0.5],[2,0],[0.1,1]] | matrix_power(C, 4) : C : [[1,0.5,-1],[2,0,0.3],[0.1,1,-2]]
"""

VJPS = """
pinv(T) : T : [[1,0,2],[0,-1,1]] | lstsq(M, w4) : M : [1,-2,0.5] | cholesky(S) : S : [[1,0.5,-1],[2,0,0.3],[0.1,1,-2]] | qr(T)[0] : T : [[1,0.5],[2,0],[0.1,1]] | qr(T)[1] : T : [[1,2],[3,4]]
"""

matrices.VALUES["w4"] = "[1,-0.5,2,0.25]"


def matrix_power(a, n):
    base, result = (a if n >= 0 else inv(a)), array([[mpf(i == j) for j in range(len(a))] for i in range(len(a))])
    for _ in range(abs(int(n))):
        result = result @ base
    return result


def pinv(a):
    tall = a.shape[0] >= a.shape[1]
    return inv(a.T @ a) @ a.T if tall else a.T @ inv(a @ a.T)


def cholesky(a):
    s, n = (a + a.T) / 2, len(a)
    l = array([[mpf(0)] * n for _ in range(n)])
    for i in range(n):
        for j in range(i + 1):
            rest = s[i, j] - sum((l[i, k] * l[j, k] for k in range(j)), mpf(0))
            l[i, j] = mp.sqrt(rest) if i == j else rest / l[j, j]
    return l


def qr(a):
    """The columns of Q, one after the other, of the first square part of a wide matrix."""
    m, n = a.shape[0], min(a.shape)
    q = array([[mpf(0)] * n for _ in range(m)])
    for j in range(n):
        v = a[:, j] - sum(((q[:, k] @ a[:, j]) * q[:, k] for k in range(j)), array([mpf(0)] * m))
        q[:, j] = v / mp.sqrt(v @ v)
    r = q.T @ a
    for i in range(n):
        r[i, :i] = mpf(0)
    return q, r


OWN.update({"matrix_power": matrix_power, "pinv": pinv, "lstsq": lambda a, b: pinv(a) @ b, "cholesky": cholesky,
            "qr": qr})


if __name__ == "__main__":
    linear.main_of(globals(), "decompositions.tsv")
