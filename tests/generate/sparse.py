#!/usr/bin/env python3
"""Jacobians and Hessians of programs over slices, for tests/data/sparse.tsv.

Each function is written a second time here, in Python over arrays of mpmath numbers, and its
derivatives are central difference quotients at 120 digits: the step 10^-40 leaves an error of about
10^-80. Entries below 10^-30 are zero. Fields: command, expression, point, names, and the nonzeros
as row:column:value with the nearest doubles.
"""
import sys

import mpmath as mp
import numpy as np

mp.mp.dps = 120
STEP = mp.mpf(10) ** -40


def vector(n, seed):
    """Decimals that look like any others."""
    return [mp.mpf((seed * 7919 + i * 104729) % 1997 - 998) / 1000 for i in range(n)]


def text(values):
    return "[" + ",".join(mp.nstr(v, 12) for v in values) + "]"


def matrix_text(rows):
    return "[" + ",".join(text(row) for row in rows) + "]"


def wrap(f):
    return np.frompyfunc(f, 1, 1)


sin, exp, tanh = wrap(mp.sin), wrap(mp.exp), wrap(mp.tanh)
ZERO = np.array([mp.mpf(0)], dtype=object)


def concat(*parts):
    return np.concatenate([np.atleast_1d(np.array(p, dtype=object)) for p in parts])


def zeros(*shape):
    z = np.empty(shape, dtype=object)
    z[...] = mp.mpf(0)
    return z


def broyden(x):
    return (3 - 2 * x) * x - concat(ZERO, x[:-1]) - 2 * concat(x[1:], ZERO) + 1


def brusselator(z):
    n = len(z) // 2
    u, v = z[:n], z[n:]
    a, b = mp.mpf(1), mp.mpf(3)

    def spread(w, edge):
        w = concat([edge], w, [edge])
        return (w[2:] - 2 * w[1:-1] + w[:-2]) * mp.mpf(25) / 4

    return concat(a + u**2 * v - (b + 1) * u + spread(u, a), b * u - u**2 * v + spread(v, b))


def bratu(u):
    n = u.shape[0]
    p = zeros(n + 2, n + 2)
    p[1:-1, 1:-1] = u
    return 4 * u - p[:-2, 1:-1] - p[2:, 1:-1] - p[1:-1, :-2] - p[1:-1, 2:] - exp(u) / 10


def rosenbrock(x):
    return sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def arrow(x):
    return concat([sum(x**2)], x[1:] * x[0] + sin(x[1:]))


def upwind(x):
    return (x[::2] * x[1::2])[::-1] - concat(x[4:6], x[:2], x[2:4])[::2]


def network(z):
    w = np.array([[mp.mpf(i * j % 5 - 2) / 4 for j in range(1, 5)] for i in range(1, 4)], dtype=object)
    return tanh(w.dot(z)) * z[:3]


def chain(x):
    y = sin(x[1:] * x[:-1])
    y = y[1:] - y[:-1] * x[1:-1]
    return y[::2] + y[1::2] ** 2


BRATU = (
    "P = embed(embed(U, 5, 1), 5, 1, 1, 1); "
    "4*U - P[:-2, 1:-1] - P[2:, 1:-1] - P[1:-1, :-2] - P[1:-1, 2:] - exp(U)/10"
)
BRUSSELATOR = (
    "u = z[:5]; v = z[5:]; spread(w, b) = (concat(w[1:], [b]) - 2*w + concat([b], w[:-1]))*25/4; "
    "concat(1 + u^2*v - 4*u + spread(u, 1), 3*u - u^2*v + spread(v, 3))"
)

CASES = [
    ("jacobian", "(3 - 2*x)*x - concat([0], x[:-1]) - 2*concat(x[1:], [0]) + 1", "x", broyden, (9,)),
    ("jacobian", "(3 - 2*x)*x - embed(x[:-1], 9, 1) - 2*embed(x[1:], 9) + 1", "x", broyden, (9,)),
    ("jacobian", BRUSSELATOR, "z", brusselator, (10,)),
    ("jacobian", BRATU, "U", bratu, (3, 3)),
    ("hessian", "sum(100*(x[1:] - x[:-1]^2)^2 + (1 - x[:-1])^2)", "x", rosenbrock, (7,)),
    ("jacobian", "concat([sum(x^2)], x[1:]*x[0] + sin(x[1:]))", "x", arrow, (6,)),
    ("jacobian", "concat([trace(outer(x, x))], x[1:]*x[0] + sin(x[1:]))", "x", arrow, (6,)),
    ("jacobian", "(x[::2]*x[1::2])[::-1] - concat(x[4:], x[:2], x[2:4])[::2]", "x", upwind, (6,)),
    ("jacobian", "W = outer([1,2,3], [1,2,3,4]); W = mod(W, 5)/4 - 1/2; tanh(W @ z)*z[:3]", "z", network, (4,)),
    ("jacobian", "y = sin(x[1:]*x[:-1]); y = y[1:] - y[:-1]*x[1:-1]; y[::2] + y[1::2]^2", "x", chain, (8,)),
]


def flat(value):
    return list(np.array(value, dtype=object).reshape(-1))


def at(f, point, moves):
    moved = np.array(point, dtype=object).copy()
    for index, by in moves:
        moved.reshape(-1)[index] += by
    return flat(f(moved))


def first(f, point, j):
    up, down = at(f, point, [(j, STEP)]), at(f, point, [(j, -STEP)])
    return [(a - b) / (2 * STEP) for a, b in zip(up, down)]


def second(f, point, j, size):
    column = []
    for i in range(size):
        corners = [at(f, point, [(i, s * STEP), (j, t * STEP)])[0] for s, t in ((1, 1), (1, -1), (-1, 1), (-1, -1))]
        column.append((corners[0] - corners[1] - corners[2] + corners[3]) / (4 * STEP**2))
    return column


def main():
    print(f"# {__doc__.strip().splitlines()[0]} Made by tests/generate/sparse.py.")
    for number, (command, expr, name, f, shape) in enumerate(CASES):
        size = int(np.prod(shape))
        values = vector(size, number + 1)
        point = np.array(values, dtype=object).reshape(shape)
        given = text(values) if len(shape) == 1 else matrix_text(point.tolist())
        columns = [first(f, point, j) if command == "jacobian" else second(f, point, j, size) for j in range(size)]
        entries = [
            f"{i}:{j}:{float(columns[j][i])!r}"
            for i in range(len(columns[0]))
            for j in range(size)
            if abs(columns[j][i]) > mp.mpf(10) ** -30
        ]
        print("\t".join([command, expr, f"{name}={given}", name, " ".join(entries)]))


if __name__ == "__main__":
    sys.exit(main())
