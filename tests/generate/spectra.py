#!/usr/bin/python3
"""Eigenvalues, singular values and their vectors: values and derivatives.

Truth as in linear.py: difference quotients of what mpmath computes at 160 digits with its own
algorithms (mp.eigsy, mp.svd_r). Eigenvalues are those of the symmetric part; of each eigenvector, or
left singular vector, the first entry of at least 0.99 times the largest is positive. Matrices have
one to five rows; some are diagonal, indefinite, singular, with eigenvalues that are equal or nearly
so, of rank one less. Where values are equal, only what has a derivative all the same is asked for.
Writes tests/data/spectra.tsv; run again with

    /usr/bin/python3 tests/generate/spectra.py         (Debian: python3-mpmath python3-numpy)
"""

import numpy
from mpmath import mp, mpf

import linear
import matrices
import truth
from matrices import Arrays, array, as_value, nested
from truth import compile_program, write_table

DIGITS = 160

# Eigenvalues differ by more than a tenth of the largest.
DISTINCT = """
[[3]] | [[-0.25]] | [[2,1],[1,5]] | [[0,1],[1,0]] | [[1,2],[2,4]] | [[-3,0.5],[0.5,7]] | [[2,0],[0,-1]] | [[0,0],[0,1]]
[[2,1,0],[1,3,1],[0,1,4]] | [[4,1,-2],[1,0,0.5],[-2,0.5,1]] | [[1,0,0],[0,3,0],[0,0,2]] | [[0,1,0],[1,0,1],[0,1,0]]
[[1.5,-0.3,0.2],[-0.3,0.4,0.6],[0.2,0.6,-2]] | [[5,2,1],[2,2,0.5],[1,0.5,0.25]] | [[100,1,2],[1,10,3],[2,3,1]]
[[1,2,3],[2,4,6],[3,6,8]] | [[2,0,1],[0,5,0],[1,0,3]] | [[1e-3,2e-4,0],[2e-4,5e-3,1e-4],[0,1e-4,2e-3]]
"""
# Positive definite.
POSITIVE = """
[[2,1],[1,5]] | [[0.7,-0.2],[-0.2,0.3]] | [[2,1,0],[1,3,1],[0,1,4]] | [[4,1,0.5],[1,3,-0.2],[0.5,-0.2,2.5]] | [[10,3,2],[3,2,1],[2,1,1]]
"""
# With equal eigenvalues, or next to equal ones.
EQUAL = """
[[1,0],[0,1]] | [[0.3,0],[0,0.3]] | [[2,1,1],[1,2,1],[1,1,2]] | [[1,0,0],[0,2,0],[0,0,1]] | [[0.1,0,0],[0,0.1,0],[0,0,0.1]]
[[3,1,1,1],[1,3,1,1],[1,1,3,1],[1,1,1,3]] | [[2,1,0,0],[1,2,0,0],[0,0,3,0],[0,0,0,1]] | [[1,1e-9],[1e-9,1]] | [[2,0,0],[0,2.0001,0],[0,0,1]]
"""
# Those whose second derivatives are asked for.
TIED = """
[[1,0],[0,1]] | [[2,1,1],[1,2,1],[1,1,2]] | [[2,0],[0,2.0001]]
"""
TIED_VALUES = """
[[1,0],[0,1]] | [[0,1],[-1,0]] | [[3,0],[0,3],[0,0]] | [[1,0.5,2],[0.25,3,-1]]
"""
LARGE = """
[[4,1,0.5,-1],[1,3,-0.2,0.7],[0.5,-0.2,2.5,0.1],[-1,0.7,0.1,1]]
[[1,0.5,0.2,0,-1],[0.5,-2,0.3,0.6,0],[0.2,0.3,5,1,0.4],[0,0.6,1,0.5,0.9],[-1,0,0.4,0.9,8]]
"""
# Of full rank, with distinct singular values.
GENERAL = """
[[2]] | [[-0.5]] | [[3,4]] | [[3],[4]] | [[1,2],[3,4]] | [[0,2],[1,0]] | [[2,0],[0,-1]] | [[1,-2,0.5],[0.25,3,-1.5]] | [[1,2],[3,4],[5,6]]
[[0.5,1],[-1,2],[0.3,-0.7]] | [[2,0.5,-1],[1,-3,0.2],[0.4,1.1,1.5]] | [[1,2,3],[4,5,6],[7,8,10]] | [[100,1],[2,0.1]]
[[1,0],[0,2],[0,0],[0,0]] | [[0.5,-1],[1.5,2],[-0.3,0.8],[0.1,-0.6]] | [[0.5,1.5,-0.3,0.1],[-1,2,0.8,-0.6]]
[[1,1],[1,-0.5]] | [[1,2,0],[0,1,3]]
"""
TALL_AND_WIDE = """
[[1,2],[3,4],[5,6]] | [[1,-2,0.5],[0.25,3,-1.5]] | [[0.5,-1],[1.5,2],[-0.3,0.8],[0.1,-0.6]] | [[2,0.5,-1],[1,-3,0.2],[0.4,1.1,1.5]]
"""
# With zeros, which take long to be told from small numbers.
SPARSE = """
[[0,1,0],[0,0,3],[2,0,0]] | [[1e-3,2e-3],[3e-3,1e-3]] | [[4,0,0],[3,-5,0]]
"""
# With equal singular values, or of rank one less than could be.
SPECIAL = """
[[1,0],[0,1]] | [[0,1],[-1,0]] | [[2,0,0],[0,0,2],[0,2,0]] | [[1,1],[1,-1]] | [[3,0],[0,3],[0,0]]
"""
SHORT_OF_RANK = """
[[1,2],[2,4]] | [[1,2],[2,4],[-1,-2]] | [[0,0],[0,3]] | [[1,1,1],[2,2,2]]
"""


def listed(text):
    return [item.strip() for line in text.split("\n") for item in line.split(" | ") if item.strip()]


# Each set of matrices, and what is asked of every one of them.
ASKED = [
    (DISTINCT + EQUAL + LARGE, """
eval eigvalsh(A)
"""),
    (DISTINCT, """
grad eigvalsh(A)[0] | grad sum(eigvalsh(A)^3) | jacobian eigvalsh(A) | eval eigh(A)[1] | eval eigmap(A, sin(eigvalsh(A)))
hessian eigvalsh(A)[-1]
"""),
    (POSITIVE, """
grad sum(log(eigvalsh(A))) | hessian sum(log(eigvalsh(A))) | jacobian eigmap(A, sqrt(eigvalsh(A))) | jacobian eigh(A)[1]
w, V = eigh(A); grad w[0]*V[0,0] + V[-1,0] | hessian eigh(A)[1][0,0]*eigh(A)[0][1] | hessian sum(eigmap(A, sqrt(eigvalsh(A))))
"""),
    (EQUAL, """
grad sum(log(eigvalsh(A))) | grad sum(eigvalsh(A)*log(eigvalsh(A))) | grad logsumexp(eigvalsh(A))
eval eigmap(A, sqrt(eigvalsh(A))) | grad sum(sqrt(1 + eigvalsh(A)^2))
"""),
    (TIED, """
hessian sum(exp(eigvalsh(A))) | hessian logsumexp(eigvalsh(A)) | hessian sum(eigvalsh(A)^1.5) | hessian sum(expit(eigvalsh(A))/eigvalsh(A))
jacobian eigmap(A, sqrt(eigvalsh(A))) | hessian sum(tanh(eigvalsh(A)))
"""),
    (TIED_VALUES, """
hessian sum(svdvals(A)) | hessian sum(svdvals(A)^4) | hessian sum(log(svdvals(A)))
"""),
    (LARGE, """
grad eigvalsh(A)[1] | jacobian eigvalsh(A) | grad sum(exp(eigvalsh(A)/4)) | eval eigh(A)[1] | grad eigh(A)[1][0,1]
"""),
    (GENERAL + SPARSE + SPECIAL + SHORT_OF_RANK, """
eval svdvals(A)
"""),
    (SPARSE, """
grad svdvals(A)[0] | eval svd(A)[0]
"""),
    (GENERAL, """
grad svdvals(A)[0] | grad sum(svdvals(A)) | jacobian svdvals(A) | eval svd(A)[0] | eval svd(A)[2] | hessian svdvals(A)[0]
eval svdmap(A, tanh(svdvals(A))) | jacobian svd(A)[0] | jacobian svd(A)[2]
U, s, Vt = svd(A); grad U[0,0]*s[0]*Vt[0,0] + Vt[0,-1]
"""),
    (SPECIAL, """
grad sum(svdvals(A)) | grad sum(log(svdvals(A))) | grad logsumexp(svdvals(A)) | eval svdmap(A, exp(svdvals(A)))
"""),
    (SHORT_OF_RANK, """
grad svdvals(A)[0]
"""),
    (POSITIVE, """
jvp eigvalsh(A) | jvp eigh(A)[1] | jvp eigmap(A, sqrt(eigvalsh(A))) | vjp eigh(A)[1]
"""),
    (TALL_AND_WIDE, """
jvp svdvals(A) | jvp svd(A)[0] | jvp svd(A)[2] | jvp svdmap(A, tanh(svdvals(A))) | vjp svd(A)[0]
"""),
]


def sign_of(column):
    least = mpf("0.99") * max(abs(x) for x in column)
    return mp.sign(next(x for x in column if abs(x) >= least))


def vector(values):
    return array([mpf(x) for x in values])


def square(a):
    return mp.matrix(a.tolist())


def eigh(a):
    w, v = mp.eigsy(square((a + a.T) / 2))
    order = sorted(range(len(w)), key=lambda i: w[i])
    columns = [[v[i, j] for i in range(len(w))] for j in order]
    columns = [[x * sign_of(column) for x in column] for column in columns]
    return vector(w[i] for i in order), array(columns).T


def svd(a):
    u, s, vt = mp.svd_r(square(a), full_matrices=False)
    k = min(a.shape)
    order = sorted(range(k), key=lambda i: -s[i])
    left = [[u[i, j] for i in range(a.shape[0])] for j in order]
    right = [[vt[j, i] for i in range(a.shape[1])] for j in order]
    signs = [sign_of(column) for column in left]
    left = [[x * sign for x in column] for column, sign in zip(left, signs)]
    right = [[x * sign for x in column] for column, sign in zip(right, signs)]
    return array(left).T, vector(s[i] for i in order), array(right)


def eigmap(a, g):
    v = eigh(a)[1]
    return (v * g) @ v.T


def svdmap(a, g):
    u, _, vt = svd(a)
    return (u * g) @ vt


linear.OWN.update({
    "eigh": eigh, "eigvalsh": lambda a: eigh(a)[0], "eigmap": eigmap,
    "svd": svd, "svdvals": lambda a: svd(a)[1], "svdmap": svdmap,
})


def settle(one, two):
    """As in truth.py, but quotients with these steps leave more of a zero."""
    return mpf(0) if max(abs(one), abs(two)) < mpf(10) ** -45 else truth.settle(one, two)


matrices.settle = linear.settle = settle


def along_what(like):
    """A vector for jvp and vjp: 1, -2, 3, ... in the shape of a value."""
    flat = [mpf((-1) ** i * (i + 1)) for i in range(like.size)]
    return array(flat).reshape(like.shape)


def row(kind, expr, text):
    mp.dps = DIGITS
    code = compile_program(expr, Arrays)
    wrt, a = "-" if kind == "eval" else "A", as_value(text)
    like = {"jvp": lambda: a, "vjp": lambda: matrices.run(code, matrices.names(), {"A": a})}
    vector = along_what(like[kind]()) if kind in like else None
    expected = linear.expected(kind, code, {"A": a}, "A", vector)
    return [kind, expr, f"A={text}", wrt, "-" if vector is None else nested(vector), nested(expected)]


def cases():
    for texts, asked in ASKED:
        for text in listed(texts):
            for item in listed(asked):
                before, _, last = item.rpartition("; ")
                kind, _, expr = last.partition(" ")
                yield kind, before + "; " + expr if before else expr, text


def main():
    rows, failures = [], []
    for case in cases():
        try:
            rows.append(row(*case))
        except Exception as error:
            failures.append(f"{case}: {error!r}"[:300])
    if failures:
        raise SystemExit("\n".join(failures))
    write_table("spectra.tsv", "kind expr at wrt vector expected".split(), rows)


if __name__ == "__main__":
    main()
