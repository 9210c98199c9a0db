#!/usr/bin/python3
"""Linear algebra: every operation and each of its rules, forward, reverse and twice.

Truth as in matrices.py: NumPy on object arrays of mpmath numbers, and difference quotients. What
NumPy cannot do on objects is written out from its textbook definition: a determinant by Leibniz'
expansion along the first row, an inverse by mpmath's LU. A hessian is a mixed second difference
quotient, a jvp a quotient along the vector, a vjp the vector times the quotients. No randomness.
Writes tests/data/linear.tsv (the vector's column holds what jvp and vjp multiply by); run again with

    /usr/bin/python3 tests/generate/linear.py         (Debian: python3-mpmath python3-numpy)
"""

import itertools
import re

import numpy
from mpmath import mp, mpf

import matrices
from matrices import Arrays, along, array, as_value, entries, moved, nested
from truth import compile_program, run, settle, write_table

DIGITS = 160

matrices.VALUES.update({
    "k": "[3,0,2,-0.5]", "K": "[[0,2,-1,3],[1.5,0,0,2],[-1,0.5,4,0]]",   # zeros among the factors
    "S": "[[4,1,0.5],[1,3,-0.2],[0.5,-0.2,2.5]]",      # symmetric, positive definite
    "N": "[[1,2,3],[2,4,6],[1,0,-1]]",                 # of rank 2
    "R": "[[1,2,-1],[0.5,1,-0.5],[-2,-4,2]]",          # of rank 1
    "Z": "[[0,0,0],[0,0,0],[0,0,0]]",
    "E": "[[1,-2,0.5,0.3],[0.25,3,-1.5,1],[2,0.7,-1,0.4],[0.1,1.2,0.6,-2]]",
    "F": "[[1,2],[2,4]]", "G": "[[0.3,-0.1],[0.2,0.5]]",
})

EVAL = """
det(C) | det(q) | det(D) | det(E) | det(N) | det(C.T) | det(2*C) | det(C @ C) | det(inv(C)) | det(C.T @ C + eye(3)) | det([[s,t],[1,s]]) | det([[s,1,0],[t,s,1],[0,t,s]])
det(A @ B) | det(-E) | logdet(S) | logdet(C.T @ C) | logdet(2*S) | logdet(q) | logdet(S) - log(det(S)) | logdet(D) + logdet(D)
slogdet(E)[0] | slogdet(E)[1] | s, l = slogdet(-C); s*exp(l) - det(-C) | slogdet(q)[1] | f(A) = slogdet(A @ A); s, l = f(C); s*l
inv(C) | inv(q) | inv(D) | inv(E) | inv(2*D) | inv(C.T) | inv(C) @ x | inv(C) @ C | C @ inv(C) | inv(inv(C)) | inv(C @ C) - inv(C)^2 | inv(S)[0] | x @ inv(C) @ y | trace(inv(E))
solve(C, x) | solve(C, B) | solve(E, E.T) | solve(2*C, 3*x) | solve(C.T, y) | solve(D, b) @ b | solve(S, x) @ x | solve(q, [s])
cofactor(C) | cofactor(N) | cofactor(R) | cofactor(Z) | cofactor(q) | cofactor(D) | cofactor(E) | cofactor(C, S) | cofactor(N, S) | cofactor(R, S) | cofactor(Z, S) | cofactor(R, S, C) | cofactor(E, E.T, E) | cofactor(D, F) | cofactor(C, 2*S, -C)
diag(x) | diag(C) | diag(A) | diag(B) | diag(x*y) | diag(2*x) | diag(diag(x)) | diag(diag(C)) | diag(x) @ C | C*eye(3) | diag(A @ B) | diag(C.T) | diag(A) @ b | diag(C) @ x | diag(x) @ y | diag(C) @ C
kron(A, D) | kron(D, A) | kron(x, y) | kron(A, x) | kron(x, A) | kron(A, s) | kron(s, x) | kron(2*A, D) | kron(r, c) | kron(eye(2), D) | kron(D, D) @ kron(b, b) | kron(A, B)[1]
cumsum(x) | cumsum(A) | cumsum(A, 0) | cumsum(A, axis=1) | cumsum(A, -1) | cumsum(2*x) | cumsum(x)[-1] | cumsum(v[::-1]) | cumsum(c, 1) | cumsum(A, axis=0)[-1]
norm(A, 1) | norm(A, inf) | norm(x, 3) | norm(x, 2) | norm(x, 1) | norm(x, inf) | norm(x, 5/2) | norm(A, axis=1) | norm(A, axis=0) | norm(A, 1, axis=0) | norm(A, inf, axis=1) | norm(A, axis=1, keepdims=1) | norm(A, 3, axis=0, keepdims=1) | norm(x, axis=0)
rearrange(P, 1, 3) | rearrange(E, 2, 2) | rearrange(E, 4, 2) | rearrange(A, 2, 3) | rearrange(rearrange(E, 2, 2), 2, 2)
where(A > 0, 1, 0) | where(x > 0, x, A) | where(c > 0, A, r) | where(s > 0, A, x) | where(A > A, x, r) | where(A == A, c, r) | where([1, 0, 1] > 0, x, -x)
x + c | c + r | q + A | q*x | s*A + x | [s] + x | x*[[1],[2]] | c/r | r^2 + c | A + x + c + s | c @ r + x | b + A.T | 1/(c*r) | c^2*x
v[1::3] | v[::-2] | v[4:1:-1] | v[-1:-5:-2] | E[::2, ::2] | E[::-2, 1::2] | E[3:0:-1, ::-1] | E[1:3, -2:] | E[::3] | E[:, ::3] | E[-1, ::-1] | E[2:, 0]
x = 2*x; x = x + 1; x | x = A @ x; x = A.T @ x; x | A = A + 1; A = A*A; A[0] | s = s + 1; u = s*x; s = 2; u + s
recurrence(x, y) | recurrence(s, y) | recurrence(x, s) | recurrence(A, P) | recurrence(A, P, 0) | recurrence(A, P, axis=1) | recurrence(A, x, -1) | recurrence(0, x) | recurrence(1, x) | recurrence(x, 0*y) | recurrence(x, 3*y) | recurrence(w, w) | recurrence(c, c, 1) | recurrence(1 - v, v)[-1] | cumprod(x) | cumprod(A) | cumprod(A, 0) | cumprod(A, axis=1) | cumprod(A, -1) | cumprod(2*x) | cumprod(k) | cumprod(K) | cumprod(K, 0) | cumprod(K, 1)[2] | cumprod(c, 1) | cumprod(0*x) | cumprod([1,1,1]) | cumprod(x)[-1] - prod(x)
slogdet(C)[0] | slogdet(C)[1] | slogdet(D)[0] | slogdet(D)[1] | slogdet(S)[1] | slogdet(-S)[0] | slogdet(-S)[1] | slogdet(C.T)[1] | slogdet(1e200*C)[1] | slogdet(1e-200*D)[1] | slogdet(inv(C))[1] | slogdet([[s,t],[1,s]])[1]
"""

GRADIENTS = """
max(exp(x)) : x | min(tanh(A)) : A | sum(max(sin(A), axis=1)*b) : A | sum(min(exp(A), axis=0)) : A | max(exp(x))*min(exp(x)) : x | sum(max(A @ B, axis=1)^2) : A B | norm(exp(x), inf) : x | norm(tanh(A), 1) : A
det(C) : C | det(q) : q | det(E) : E | det(N) : N | det(R) : R | det(Z) : Z | det(F) : F | det(C)^2 : C | log(abs(det(E))) : E | det(C.T) : C | det(2*C) : C | det(C @ S) : C S | det(C.T @ C + s*eye(3)) : C s | det(inv(C)) : C
det([[s,t],[1,s]]) : s t | det([[s,1,0],[t,s,1],[0,t,s]]) : s t | det(A @ B) : A B | det(C - s*eye(3)) : s C | det(N + s*C) : N s | det(exp(D)) : D | det(outer(x, y) + C) : x y | det(D)*trace(D) : D
logdet(S) : S | logdet(C.T @ C) : C | logdet(S + s*eye(3)) : s S | logdet(q) : q | logdet(2*S) : S | logdet(D)^2 : D | logdet(diag(p)) : p | logdet(A @ A.T) : A | slogdet(E)[1] : E | s, l = slogdet(-C); s*l^2 : C | slogdet(q)[1] : q | l, s = slogdet(E @ E.T); s*l : E
sum(inv(C)) : C | sum(inv(C)*S) : C | trace(inv(E)) : E | x @ inv(C) @ y : x C y | sum(inv(q)) : q | sum(inv(C.T)*S) : C | sum(inv(C)^2) : C | norm(inv(D)) : D | sum(inv(inv(D))*G) : D | sum(inv(2*D) @ b) : D b | sum(inv(C @ S)) : C S | sum((inv(C) @ C)*S) : C | inv(E)[1,2] : E
sum(solve(C, x)) : C x | solve(C, x) @ y : C x y | sum(solve(C, B)^2) : C B | sum(solve(S + diag(x^2), y)) : S x y | solve(S, x) @ x : S x | norm(C @ solve(C, x) - y)^2 : C x | sum(solve(C.T @ C, C.T @ x)^2) : C x | sum(solve(q, [s])) : q s
sum(cofactor(C)*S) : C | sum(cofactor(N)*S) : N | sum(cofactor(R)*C) : R | sum(cofactor(Z)*C) : Z | sum(cofactor(C, S)*N) : C S | sum(cofactor(R, S)*N) : R S | sum(cofactor(E, E.T)*E) : E | sum(cofactor(D)^2) : D | sum(cofactor(R, S, C)) : R S C
sum(diag(x) @ C) : x C | sum(diag(C)^2) : C | sum(diag(A)*b) : A b | diag(B) @ b : B | sum(diag(x)*C) : x | x @ diag(y) @ x : x y | sum(diag(diag(C)) @ x) : C | trace(diag(x) @ C @ diag(y)) : x y C | prod(diag(C)) : C
sum(kron(A, D)^2) : A D | sum(kron(x, y)*kron(y, x)) : x y | sum(kron(A, x)^3) : A x | sum(kron(x, A) @ [1,2,3,4,5,6,7,8,9]) : x A | sum(kron(A, s)^2) : A s | kron(b, w) @ kron(D, G) @ kron(b, b) : D G b w | trace(kron(D, G)) : D G | sum(kron(r, c)^2*A) : r c | det(kron(D, G)) : D G
sum(cumsum(x)^2) : x | sum(cumsum(A)^2) : A | sum(cumsum(A, 0)*P) : A P | sum(cumsum(A, axis=1)^3) : A | cumsum(x*y)[1] : x y | sum(cumsum(exp(v))*v) : v | sum(exp(-cumsum(x^2))) : x
norm(A, 1) : A | norm(A, inf) : A | norm(x, 3) : x | norm(x, 5/2)^2 : x | sum(norm(A, axis=1)) : A | sum(norm(A, axis=0)^3) : A | sum(norm(A, 1, axis=0)*x) : A | sum(norm(A, inf, axis=1)*b) : A | sum(A/norm(A, axis=1, keepdims=1)*P) : A | norm(C @ x, 4) : C x
sum(rearrange(E, 2, 2)^2*E) : E | sum(rearrange(E, 4, 2)*rearrange(E^2, 4, 2)) : E | norm(rearrange(E, 2, 2) - outer([1,2,3,4], [s,t,s,t])) : s t
sum(where(c > 0, A, r*A)^2) : A r c | sum(where(x > 0, x, A)^2) : x A | sum(where(s > 0, A*x, c)) : A x s | sum(where(A > r, A - r, 0)^2) : A r | sum(where(P > 1, log(P), P - 1)) : P
sum((A + x + c + s)^2) : A x c s | sum(c/r) : c r | sum(q*x) : q x | sum((q + A)^2) : q A | sum(p^c^2) : c | sum((c @ r + x)^3) : c r x | sum([s]*x^2) : s x | sum(x*[[1],[2]]*A) : x A | (q @ q)^2 : q | sum(1/(c*r)) : c r
sum(v[1::3]^2) : v | v[::-2] @ v[::2] : v | v[4:1:-1] @ x : v x | sum(E[::2, ::2] @ E[1::2, ::-2]) : E | sum(E[3:0:-1, ::-1]^2) : E | sum(E[::-2, 1::2]*G) : E G | E[-1, ::-1] @ E[0] : E | sum(E[::3]*E[1:3]) : E
q^2*sum(x) : q x | r @ C @ r.T : r C | c.T @ D @ c : c D | q @ q : q | (r @ x)*[s] : r s | q : q | A[:1,:1]*2 : A
x = 2*x; x = x + 1; x @ y : y | x = tanh(C @ x); x = tanh(C @ x); x @ y : C y | s = s*t; s = s^2; s*t : t | A = A + 1; A = A*A; sum(A[0]*y) : y
sum(recurrence(x, y)^2) : x y | sum(recurrence(s, v)*exp(v)) : s v | sum(recurrence(A, P, 0)^2) : A P | sum(recurrence(A, P, axis=1)^3) : A P | sum(recurrence(A, x)^2) : A x | sum(recurrence([0,0,2], x)*y) : x | recurrence(x*y, x)[2] : x y | sum(exp(recurrence(sin(x), x^2))) : x | sum(cumprod(x)) : x | sum(cumprod(x)^2*y) : x y | sum(cumprod(k)) : k | sum(cumprod(k)^2) : k | sum(cumprod(K)) : K | sum(cumprod(K, 0)*K) : K | sum(cumprod(K, 1)^3) : K | cumprod(k)[3] : k | sum(cumprod([0,0,2]*x)) : x | sum(exp(cumprod(sin(v)))) : v | sum(cumprod(A*B.T, axis=1)) : A B | sum(cumprod(s*x)) : s x
slogdet(C)[1] : C | slogdet(D)[1] : D | slogdet(-S)[1] : S | slogdet(1e200*C)[1] : C | slogdet([[s,t],[1,s]])[1] : s t | slogdet(C @ S)[1]^2 : C S | slogdet(C)[0]*s : s C
"""

HESSIANS = """
det(C) : C | det(N) : N | det(R) : R | det(Z) : Z | det(D) : D | det(F) : F | det(D)^2 : D | log(det(D)) : D | det(E) : E | det(D + s*G) : s D | det(C - s*eye(3)) : s | exp(det(F)) : F
logdet(S) : S | logdet(D) : D | logdet(S + s*eye(3)) : s | logdet(D.T @ D) : D
slogdet(D)[1]^2 : D | s, l = slogdet(-C); s*exp(l/3) : C
sum(inv(D)) : D | trace(inv(S)) : S | b @ inv(D) @ w : b w D | sum(solve(D, b)^2) : D b | solve(D, b) @ w : D | solve(S, x) @ x : x
sum(cofactor(D)^2) : D | sum(cofactor(R)*C) : R | sum(diag(x)^3*C) : x | prod(diag(D)) : D | sum(kron(b, w)^2) : b w | sum(kron(D, b)^3) : b | sum(exp(cumsum(x))) : x | sum(cumsum(D, 0)^3) : D
norm(x) : x | norm(x)^2 : x | norm(x, 3) : x | sum(norm(D, axis=1)) : D | logsumexp(x) : x | sum(softmax(D, axis=1)*G) : D | sum(log_softmax(D, axis=0)[0]) : D | logsumexp(C @ x) : x | sum(logsumexp(D, axis=1)^2) : D | trace(D @ D @ G) : D
sum((D @ b - w)^2) : D b | sum(D[::-1, ::-1]*D^2) : D | sum(where(D > 0, D^3, D^2)) : D | max(D)^2 : D | prod(x) : x | sum(outer(b, w)^2) : b w | sum(sum(D, 0)^3) : D | x @ C @ x : x | q^3 : q | sum((b*D + w)^3) : b
tanh(b @ tanh(D @ w)) : D w | -log_softmax(D @ b)[0] : D b | sum(concat(b, w)^3)*b[0] : b w | sum(reshape(D, 4)[1:]^3) : D | rearrange(D, 2, 1)[0,1]*det(D) : D | mean((D - mean(D, axis=0))^3) : D
sum(exp(recurrence(x/2, y))) : x y | sum(recurrence(D, G, 0)^3) : D G | sum(cumprod(x)) : x | sum(exp(cumprod(x))) : x | sum(cumprod(k)) : k | sum(cumprod(k)^2) : k | sum(cumprod(K, 0)*K) : K | sum(cumprod(D, 1)^3) : D
slogdet(D)[1] : D | slogdet(-D)[1] : D | slogdet([[s,t],[1,s]])[1] : s t
"""

JACOBIANS = """
inv(C) : C | solve(C, x) : C x | cofactor(C) : C | cofactor(R) : R | diag(x) : x | diag(C) : C | kron(b, D) : b D | cumsum(x) : x | cumsum(A, 0) : A | cofactor(D, G) : D G | inv(D) @ b : D b | solve(D, G) : D G | rearrange(E, 2, 2) : E | norm(A, axis=1) : A | x/norm(x) : x | softmax(A, axis=0) : A
recurrence(x, y) : x y | recurrence(A, P, 1) : A P | cumprod(x) : x | cumprod(k) : k | cumprod(K, 1) : K
"""

# expr : name : vector
JVPS = """
det(C) : C : [[1,0.5,-1],[2,0,0.3],[0.1,1,-2]] | det(R) : R : [[1,0.5,-1],[2,0,0.3],[0.1,1,-2]] | logdet(S) : S : [[1,0.5,-1],[2,0,0.3],[0.1,1,-2]] | inv(C) : C : [[1,0.5,-1],[2,0,0.3],[0.1,1,-2]] | inv(C)^2 : C : [[1,0,0],[0,0,0],[0,0,0]]
solve(C, x) : C : [[1,0.5,-1],[2,0,0.3],[0.1,1,-2]] | solve(C, x) : x : [1,-2,0.5] | cofactor(C) : C : [[1,0.5,-1],[2,0,0.3],[0.1,1,-2]] | cofactor(R, S) : R : [[1,0.5,-1],[2,0,0.3],[0.1,1,-2]] | cofactor(R, S) : S : [[1,0.5,-1],[2,0,0.3],[0.1,1,-2]]
diag(x) @ C : x : [1,-2,0.5] | diag(C) : C : [[1,0.5,-1],[2,0,0.3],[0.1,1,-2]] | kron(D, b) : D : [[1,2],[3,4]] | kron(D, b) : b : [1,-1] | cumsum(x^2) : x : [1,-2,0.5] | cumsum(D, 1)^2 : D : [[1,2],[3,4]] | rearrange(E, 2, 2)^2 : E : [[1,2,3,4],[5,6,7,8],[9,10,11,12],[13,14,15,16]]
A @ x : x : [1,-2,0.5] | A @ x : A : [[1,0,2],[0,-1,1]] | x @ C @ x : x : [1,-2,0.5] | C @ C : C : [[1,0.5,-1],[2,0,0.3],[0.1,1,-2]] | outer(x, b) : x : [1,-2,0.5] | tanh(A*x) : x : [1,-2,0.5] | sum(A, axis=1)^2 : A : [[1,0,2],[0,-1,1]] | max(A, axis=1) : A : [[1,0,2],[0,-1,1]] | logsumexp(A, axis=0) : A : [[1,0,2],[0,-1,1]] | softmax(x) : x : [1,-2,0.5]
x[::-1]*x : x : [1,-2,0.5] | concat(x, x^2) : x : [1,-2,0.5] | reshape(A^2, 3, 2) : A : [[1,0,2],[0,-1,1]] | where(A > 0, A^2, A) : A : [[1,0,2],[0,-1,1]] | p^x : p : [1,-2,0.5] | p^x : x : [1,-2,0.5] | x*s^2 : s : 2 | [s, s^2, exp(s)] : s : -1.5 | trace(C @ C) : C : [[1,0.5,-1],[2,0,0.3],[0.1,1,-2]] | norm(x) : x : [1,-2,0.5] | prod(x) : x : [1,-2,0.5] | mean(A.T, 0) : A : [[1,0,2],[0,-1,1]]
u = x*s; u^2 + u : x : [1,-2,0.5] | A + c*r : c : [[2],[3]] | q*x : q : [[2]] | x + s : s : 3
recurrence(x, x^2) : x : [1,-2,0.5] | recurrence(D, D, 1)^2 : D : [[1,2],[3,4]] | recurrence(s, x) : s : 2 | cumprod(x^2) : x : [1,-2,0.5] | cumprod(k) : k : [1,2,-1,3] | cumprod(D, 1)^2 : D : [[1,2],[3,4]]
"""
VJPS = """
A @ x : x : [1,-2] | A @ x : A : [1,-2] | inv(D) : D : [[1,2],[3,4]] | solve(C, x) : C : [1,-2,0.5] | solve(C, x) : x : [1,-2,0.5] | cofactor(R) : R : [[1,0.5,-1],[2,0,0.3],[0.1,1,-2]] | diag(x) : x : [[1,0.5,-1],[2,0,0.3],[0.1,1,-2]] | kron(b, w) : b : [1,2,3,4] | cumsum(x) : x : [1,-2,0.5] | det(C) : C : -2 | logdet(S) : S : 3
x^2 : x : [1,-2,0.5] | x*s : s : [1,-2,0.5] | softmax(x) : x : [1,-2,0.5] | tanh(A*r + c) : c : [[1,0,2],[0,-1,1]] | tanh(A*r + c) : r : [[1,0,2],[0,-1,1]] | C @ tanh(C @ x) : x : [1,-2,0.5] | q @ q : q : [[3]] | outer(b, w) : w : [[1,2],[3,4]] | A.T : A : [[1,2],[3,4],[5,6]]
recurrence(x, y) : x : [1,-2,0.5] | recurrence(x, y) : y : [1,-2,0.5] | cumprod(x) : x : [1,-2,0.5] | cumprod(k) : k : [1,2,-1,3]
"""


def det(a):
    """Leibniz' expansion along the first row."""
    if len(a) == 0:
        return mpf(1)
    return sum((-1) ** j * a[0, j] * det(minor(a, 0, j)) for j in range(len(a)))


def minor(a, i, j):
    return numpy.delete(numpy.delete(a, i, 0), j, 1)


def cofactor(a, *directions):
    """Cofactors, and how they move: a determinant is linear in each row, so its derivative along k
    directions is a sum over the ways of putting rows of these in the place of rows of a."""
    n = len(a)
    out = numpy.empty((n, n), dtype=object)
    for i, j in itertools.product(range(n), repeat=2):
        m, others = minor(a, i, j), [minor(h, i, j) for h in directions]
        total = mpf(0)
        for rows in itertools.permutations(range(n - 1), len(directions)):
            mixed = m.copy()
            for row, other in zip(rows, others):
                mixed[row] = other[row]
            total += det(mixed)
        out[i, j] = (-1) ** (i + j) * total
    return out


def inv(a):
    return array((mp.matrix(a.tolist()) ** -1).tolist())


def diag(a):
    n = len(a)
    if a.ndim == 2:
        return array([a[i, i] for i in range(min(a.shape))])
    return array([[a[i] if i == j else mpf(0) for j in range(n)] for i in range(n)])


def kron(a, b):
    return numpy.kron(numpy.asarray(a, dtype=object), numpy.asarray(b, dtype=object))


def norm(a, order=None, axis=None, keepdims=0):
    order = mpf(2) if order is None and a.ndim == 1 or axis is not None and order is None else order
    if order is None:
        return mp.sqrt(sum(x * x for x in a.ravel()))
    if a.ndim == 2 and axis is None:
        return max(numpy.abs(a).sum(axis=1 if order == mp.inf else 0))
    def one(v):
        sizes = [abs(x) for x in v]
        return max(sizes) if order == mp.inf else sum(x ** order for x in sizes) ** (1 / mpf(order))
    if a.ndim == 1:
        return one(a)
    axis = int(axis)
    lines = array([one(v) for v in (a if axis == 1 else a.T)])
    return numpy.expand_dims(lines, axis) if keepdims else lines


def rearrange(a, m, n):
    m, n = int(m), int(n)
    p, q = a.shape[0] // m, a.shape[1] // n
    return a.reshape(m, p, n, q).transpose(0, 2, 1, 3).reshape(m * n, p * q)


OWN = {
    "det": det, "slogdet": lambda a: (mp.sign(det(a)), mp.log(abs(det(a)))), "logdet": lambda a: mp.log(det(a)), "inv": inv, "solve": lambda a, b: inv(a) @ b,
    "cofactor": cofactor, "diag": diag, "kron": kron, "norm": norm, "rearrange": rearrange,
    "cumprod": lambda a, axis=None: numpy.cumprod(a, axis=None if axis is None else int(axis)),
    "cumsum": lambda a, axis=None: numpy.cumsum(a, axis=None if axis is None else int(axis)),
}


def recurrence(a, b, axis=None):
    """y[i] = a[i]*y[i-1] + b[i], from y[0] = b[0] on."""
    a, b = numpy.broadcast_arrays(a, b)
    if axis is None:
        a, b = a.ravel(), b.ravel()
    y = numpy.moveaxis(b, int(axis or 0), 0).copy()
    for i, m in enumerate(numpy.moveaxis(a, int(axis or 0), 0)):
        if i:
            y[i] = m * y[i - 1] + y[i]
    return numpy.moveaxis(y, 0, int(axis or 0))


OWN["recurrence"] = recurrence
shared_names = matrices.names
matrices.names = lambda: {**shared_names(), **OWN}


def value(code, point):
    return run(code, matrices.names(), point)


def second(code, point, wrt, i, j, step):
    """A mixed second quotient."""
    total = mpf(0)
    for a, b in itertools.product((1, -1), repeat=2):
        there = moved(moved(point[wrt], i, a * step), j, b * step)
        total += a * b * entries(value(code, {**point, wrt: there}))[0]
    return total / (4 * step ** 2)


def hessian(code, point, wrt):
    n = len(entries(point[wrt]))
    rows = [[None] * n for _ in range(n)]
    for i, j in itertools.combinations_with_replacement(range(n), 2):
        one, two = (second(code, point, wrt, i, j, mpf(h)) for h in ("1e-25", "3.7e-26"))
        rows[i][j] = rows[j][i] = settle(one, two)
    return rows


def along_vector(code, point, wrt, vector):
    """Quotients along the vector, in the shape of the value."""
    def slope(step):
        a, b, d, e = (value(code, {**point, wrt: point[wrt] + k * step * vector}) for k in (-2, -1, 1, 2))
        return (a - 8 * b + 8 * d - e) / (12 * step)
    one, two = slope(mpf("1e-16")), slope(mpf("3.7e-17"))
    settled = [settle(p, q) for p, q in zip(entries(one), entries(two))]
    return array(settled).reshape(one.shape) if isinstance(one, numpy.ndarray) else settled[0]


def expected(kind, code, point, wrt, vector):
    if kind == "hessian":
        return hessian(code, point, wrt)
    if kind == "jvp":
        return along_vector(code, point, wrt, vector)
    if kind == "vjp":
        rows = array(matrices.jacobian(code, point, wrt))
        weighted = array(entries(vector)) @ rows
        shape = getattr(point[wrt], "shape", None)
        return snapped(weighted.reshape(shape) if shape else weighted[0])
    if kind == "eval":
        return snapped(value(code, point))
    return matrices.expected(kind, code, point, wrt)


# Every pair of shapes that NumPy stretches to one, elementwise, and every pair that @ takes.
STRETCHED = ["s", "[s]", "x", "q", "r", "c", "A"]
MULTIPLIED = ["x", "y", "A", "B", "C", "r", "c", "q", "b", "D"]


def pairs():
    """(expression, names) of all pairs."""
    for left, right in itertools.product(STRETCHED, repeat=2):
        names = [name.strip("[]") for name in dict.fromkeys((left, right))]
        yield f"sum((tanh({left})*{right} - {left})^2)", names
        yield f"{left}*{right} + {right}", []
    for left, right in itertools.product(MULTIPLIED, repeat=2):
        a, b = (as_value(matrices.VALUES[name]) for name in (left, right))
        if a.shape[-1] == b.shape[0]:
            yield f"sum(({left} @ {right})^2)", list(dict.fromkeys((left, right)))
            yield f"{left} @ {right}", []


def cases():
    for expr, names in pairs():
        for wrt in dict.fromkeys(names):
            yield "grad", expr, wrt, "-"
        if not names:
            yield "eval", expr, "-", "-"
    for kind, text in (("eval", EVAL), ("grad", GRADIENTS), ("hessian", HESSIANS), ("jacobian", JACOBIANS)):
        for item in re.split(r" \| |\n", text.strip()):
            expr, _, names = item.rpartition(" : ") if kind != "eval" else (item, "", "-")
            for wrt in names.split():
                yield kind, expr.strip(), wrt, "-"
    for kind, text in (("jvp", JVPS), ("vjp", VJPS)):
        for item in re.split(r" \| |\n", text.strip()):
            yield (kind, *(part.strip() for part in item.split(" : ")))


def snapped(value):
    """What is below 1e-100 is the rounding of a zero."""
    flat = [mpf(0) if abs(x) < mpf(10) ** -100 else x for x in entries(value)]
    return array(flat).reshape(value.shape) if isinstance(value, numpy.ndarray) else flat[0]


def row(kind, expr, wrt, vector):
    mp.dps = DIGITS
    chosen = matrices.used(expr, wrt)
    point = {name: as_value(matrices.VALUES[name]) for name in chosen}
    at = ",".join(f"{name}={matrices.VALUES[name]}" for name in chosen) or "-"
    along_what = None if vector == "-" else as_value(vector)
    code = compile_program(expr, Arrays)
    return [kind, expr, at, wrt, vector, nested(expected(kind, code, point, wrt, along_what))]


def main(path="linear.tsv"):
    rows, failures = [], []
    for case in cases():
        try:
            rows.append(row(*case))
        except Exception as error:
            failures.append(f"{case}: {str(error)[:200]}")
    if failures:
        raise SystemExit("\n".join(failures))
    write_table(path, "kind expr at wrt vector expected".split(), rows)


def main_of(lists, path):
    """The same for the lists of another script, without pairs. Entries that are 0 whatever the step, such as
    those above a factor's diagonal, are noise."""
    def quiet(one, two, settled=settle):
        return mpf(0) if max(abs(one), abs(two)) < mpf(10) ** -45 else settled(one, two)

    own = globals()
    own["settle"] = matrices.settle = quiet
    for name in ("EVAL", "GRADIENTS", "HESSIANS", "JACOBIANS", "JVPS", "VJPS"):
        own[name] = lists[name]
    own["STRETCHED"] = own["MULTIPLIED"] = []
    main(path)


if __name__ == "__main__":
    main()
