#!/usr/bin/python3
"""Taylor coefficients of every function of the table, along lines and along curves.

Row: function, points of its arguments, shape, coefficients 0 to 11 of f(u(s), v(s), ...). The first
argument that may vary is u = p + s along a line and p + s + s^2/3 - s^3/7 along a curve; the second
is q - s/2 + s^2/5; an order stays as it is.

Truth: the polynomial through f at 31 points 10^-25 apart, at 420 digits of the mpmath functions in
truth.py; python-flint's power series must agree to 40 digits where it has the function.
Writes tests/data/series.tsv; run again with

    python3 tests/generate/series.py        (mpmath, python-flint)
"""

import os
import sys

from mpmath import mp, mpf

from truth import DATA, FUNCTIONS

mp.dps = 420
TERMS, SIDE, STEP = 12, 15, mpf(10) ** -25

ONE = {
    "sin": "0 0.5 -2", "cos": "0 0.5 -2", "tan": "0 0.5 -2", "sec": "0 0.5 -2", "csc": "0.5 -2 4",
    "cot": "0.5 -2 4", "asin": "0 0.5 -0.75", "acos": "0 0.5 -0.75", "atan": "0 0.5 -2 3",
    "sinh": "0 0.5 -2", "cosh": "0 0.5 -2", "tanh": "0 0.5 -2", "sech": "0 0.5 -2",
    "csch": "0.5 -2 1", "coth": "0.5 -2 1", "asinh": "0 0.5 -2", "acosh": "1.5 3 10",
    "atanh": "0 0.5 -0.75", "exp": "0 1 -2.5", "exp2": "0 0.5 -2", "expm1": "0 0.5 -2",
    "log": "1 0.5 3", "log1p": "0 -0.5 3", "log2": "1 0.5 3", "log10": "1 0.5 3", "cbrt": "1 0.5 -2",
    "abs": "2.5 -3", "sign": "2.5 -3", "floor": "2.5 -0.25", "ceil": "2.5 -0.25",
    "round": "2.25 -0.25", "heaviside": "2.5 -3", "sinc": "0 0.5 -2", "erf": "0 0.5 -2", "erfc": "0 0.5 -2",
    "gamma": "1 0.5 -1.5 4.25", "lgamma": "1 0.5 -1.5 4.25", "digamma": "1 0.5 -1.5 4.25",
    "j0": "0 0.5 -2 6", "j1": "0 0.5 -2 6", "y0": "0.5 2 6", "y1": "0.5 2 6",
    "lambertw": "0 0.5 -0.25 5", "expit": "0 0.5 -2", "relu": "2.5 -3", "leaky_relu": "2.5 -3",
    "elu": "2.5 -3 -0.5", "softplus": "0 0.5 -2", "gelu": "0 0.5 -2", "silu": "0 0.5 -2",
}
TWO = {
    "atan2": "0.5,2 -0.5,-3 3,-1", "hypot": "0.5,2 -0.5,-3 3,0", "mod": "7.5,2 -7.5,2 7.5,-2",
    "minimum": "0.5,2 2,-1", "maximum": "0.5,2 2,-1", "beta": "0.5,2 2.5,1.5 -0.5,2.25",
    "polygamma": "0,1.5 1,0.75 3,2.5 2,-0.5", "jn": "0,2 2,0 3,1.5 5,-2", "yn": "0,2 2,1.5 4,3",
}
ORDERS = {"polygamma", "jn", "yn"}
NAMES = {"minimum": "min", "maximum": "max"}


def first(p, curve):
    return lambda s: p + s + (s * s / 3 - s ** 3 / 7 if curve else 0)


def second(q):
    return lambda s: q - s / 2 + s * s / 5


def coefficients(f):
    """Those of the polynomial through f at -15, ..., 15 steps, by Newton's divided differences."""
    nodes = [j * STEP for j in range(-SIDE, SIDE + 1)]
    differences = [f(s) for s in nodes]
    for order in range(1, len(nodes)):
        for i in range(len(nodes) - 1, order - 1, -1):
            differences[i] = (differences[i] - differences[i - 1]) / (nodes[i] - nodes[i - order])
    result = [mpf(0)] * len(nodes)
    for difference, node in zip(reversed(differences), reversed(nodes)):
        shifted = [mpf(0)] + result[:-1]
        result = [a - node * b for a, b in zip(shifted, result)]
        result[0] += difference
    return result[:TERMS]


def arguments(fn, points, curve):
    points = [mpf(p) for p in points]
    if len(points) == 1:
        return [first(points[0], curve)]
    if fn in ORDERS:
        return [lambda s: points[0], first(points[1], curve)]
    return [first(points[0], curve), second(points[1])]


def flint_series(fn, points, curve):
    """The same by python-flint, or None."""
    import flint
    if len(points) != 1 or not hasattr(flint.arb_series, fn):
        return None
    flint.ctx.dps, flint.ctx.cap = 60, TERMS
    polynomial = [flint.arb(points[0]), 1] + ([flint.arb(1) / 3, flint.arb(-1) / 7] if curve else [])
    return [mpf(str(c.mid().str(50, radius=False))) for c in getattr(flint.arb_series(polynomial), fn)()]


def check(fn, points, curve, ours):
    theirs = flint_series(fn, points, curve) or []
    for k, c in enumerate(theirs):
        if abs(c - ours[k]) > mpf(10) ** -40 * (1 + abs(c)):
            sys.exit(f"{fn} {points}: coefficient {k} is {mp.nstr(ours[k], 40)} or {mp.nstr(c, 40)}")


def show(x):
    return "0" if abs(x) < mpf(10) ** -90 else mp.nstr(x, 40)


def rows():
    for fn, places in {**ONE, **TWO}.items():
        f = FUNCTIONS[NAMES.get(fn, fn)]
        for points in places.split():
            for curve in (False, True):
                us = arguments(fn, points.split(","), curve)
                found = coefficients(lambda s: f(*(u(s) for u in us)))
                check(fn, points.split(","), curve, found)
                yield "\t".join([fn, points, "curve" if curve else "line"] + [show(c) for c in found])


def main():
    with open(os.path.join(DATA, "series.tsv"), "w", encoding="ascii") as out:
        out.write("# fn\tpoints\tshape\tc0 ... c11\n")
        out.writelines(row + "\n" for row in rows())


main()
