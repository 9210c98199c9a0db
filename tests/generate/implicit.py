#!/usr/bin/env python3
"""Derivatives of what equations define (tests/data/implicit.tsv).

usage: implicit.py SEED     needs SymPy

Points are chosen first, and each equation gets the constant on its right that the point needs, so that the point
satisfies it. The derivatives are those of Taylor polynomials with undetermined coefficients, which are put into the equations. Columns: command, order, equations, unknowns, names to differentiate by,
point, and the derivatives to 25 digits, row by row.
"""

import itertools
import random
import sys

import sympy as sp

NAMES = {name: sp.Symbol(name) for name in "xyzuvw"}
CURVES = [
    "x^2 + y^2", "x^3 + y^3 - 6*x*y", "x^2 - x*y + y^2", "x*y^2 + x^2*y", "x^4 + 4*x^2*y^2 + y^4", "sqrt(x) + sqrt(y)",
    "sin(x*y) + y", "exp(y) + x*y", "x*exp(y) - y", "log(x + y) - x*y", "tan(y) - x^2", "cos(x) + sin(y)",
    "y^5 + y - x", "x^2*y^3 - x/y", "exp(x - y) + x + y", "atan(y/x) + x^2 + y^2", "sinh(y) - x^3", "1/x + 1/y",
    "(x^2 + y^2)^2 - x^2 + y^2", "x^y", "y*log(y) - x", "cosh(x + 2*y)", "sqrt(x^2 + y^2) + x",
]
SURFACES = ["x^2 + y^2 + z^2", "x*y*z + z^3", "exp(z) + x*z + y^2", "z*sin(z) + x*y", "x^2*z + y*z^2", "log(x*z) + y*z"]
SYSTEMS = [
    (["u^2 - v - x", "u + v^2 - y"], "uv"), (["u*cos(v) - x", "u*sin(v) - y"], "uv"),
    (["u*v + x", "u^2 + y*v^2"], "uv"), (["exp(u) + v*x", "u*v + sin(v) - y"], "uv"),
    (["u + v + w - x", "u*v + v*w + w*u - y", "u*v*w - x*y"], "uvw"),
    (["u^2 + v - x*w", "v^2 + w - y", "w^2 + u*x - u*v"], "uvw"),
]


def parsed(text):
    return sp.sympify(text.replace("^", "**"), locals=NAMES)


def equation(text, point):
    """The left side, and the constant on the right: the left side at the point."""
    right = text
    for name, value in point.items():
        right = "".join("(%s)" % value if c == name and not (i and right[i - 1].isalpha()) and
                        not right[i + 1:i + 2].isalpha() else c for i, c in enumerate(right))
    return "%s = %s" % (text, right)


def derivatives(texts, unknowns, by, order, point):
    """All derivatives of the unknowns by words of up to `order` names: {(unknown, word): value}. The unknowns are
    Taylor polynomials around the point, whose coefficients of each degree follow from those of lower ones."""
    at = {NAMES[n]: sp.Rational(value) for n, value in point.items()}
    steps = {NAMES[x]: sp.Symbol("h" + x) for x in by}
    start = {h: 0 for h in steps.values()}
    shifted = {x: at[x] + h for x, h in steps.items()}
    polynomials = {NAMES[u]: at[NAMES[u]] for u in unknowns}
    found = {}
    for length in range(1, order + 1):
        words = list(itertools.combinations_with_replacement(sorted(by), length))
        new = {(u, word): sp.Dummy() for u in unknowns for word in words}
        for (u, word), coefficient in new.items():
            counts = [word.count(x) for x in by]
            term = coefficient
            for x, n in zip(by, counts):
                term *= steps[NAMES[x]] ** n / sp.factorial(n)
            polynomials[NAMES[u]] += term
        system = []
        for text, word in itertools.product(texts, words):
            side = parsed(text).subs({**shifted, **polynomials}, simultaneous=True)
            system.append(sp.diff(side, *[steps[NAMES[x]] for x in word]).subs(start))
        matrix, right = sp.linear_eq_to_matrix([e.evalf(60) for e in system], list(new.values()))
        solution = dict(zip(new.values(), matrix.LUsolve(right)))
        polynomials = {u: p.subs(solution) for u, p in polynomials.items()}
        found.update({key: solution[dummy] for key, dummy in new.items()})
    return found


def row(command, order, texts, unknowns, by, point, values):
    print("\t".join([command, str(order), "; ".join(equation(t, point) for t in texts), ",".join(unknowns),
                     ",".join(by), ",".join("%s=%s" % i for i in point.items()),
                     " ".join(str(sp.N(v, 25)) for v in values)]))


def main():
    dice = random.Random(int(sys.argv[1]))
    print("# tests/generate/implicit.py %s (SymPy %s)" % (sys.argv[1], sp.__version__))

    def point(names):
        return {n: sp.Rational(dice.randint(2, 9), dice.randint(3, 7)) for n in names}

    for text in CURVES:
        for order in (1, 2, 3):
            at = point("xy")
            found = derivatives([text], "y", "x", order, at)
            row("diff", order, [text], "y", "x", at, [found["y", ("x",) * order]])
    for text in SURFACES:
        at = point("xyz")
        found = derivatives([text], "z", "xy", 2, at)
        row("grad", 1, [text], "z", "xy", at, [found["z", ("x",)], found["z", ("y",)]])
        row("hessian", 2, [text], "z", "xy", at,
            [found["z", tuple(sorted(pair))] for pair in itertools.product("xy", repeat=2)])
    for texts, unknowns in SYSTEMS:
        at = point("xy" + unknowns)
        found = derivatives(texts, unknowns, "xy", 1, at)
        row("jacobian", 1, texts, unknowns, "xy", at, [found[u, (x,)] for u in unknowns for x in "xy"])


main()
