#!/usr/bin/python3
"""Derivatives at ends of the domain, where functions have values on one side only.

Truth: one-sided difference quotients by mpmath with 200 digits, at two distances that are far apart: a
quotient that stays is the derivative, and one that grows without bound has none. No rule of
differentiation is known here. Writes tests/data/ends.tsv: formula, point, order, value or "infinite";
run again with

    /usr/bin/python3 tests/generate/ends.py        (Debian: python3-mpmath)
"""

import mpmath
from mpmath import mp, mpf

mp.dps = 200

# Function, its end as dcalc writes it and as a number, the side that has values, and the function.
ENDS = [
    ("sqrt(x)", "0", mpf(0), 1, mp.sqrt),
    ("x^(1/2)", "0", mpf(0), 1, mp.sqrt),
    ("x^(3/2)", "0", mpf(0), 1, lambda x: x * mp.sqrt(x)),
    ("x^(5/2)", "0", mpf(0), 1, lambda x: x * x * mp.sqrt(x)),
    ("x^1.25", "0", mpf(0), 1, lambda x: x * mp.root(x, 4)),
    ("sqrt(2 - x)", "2", mpf(2), -1, lambda x: mp.sqrt(2 - x)),
    ("asin(x)", "1", mpf(1), -1, mp.asin),
    ("asin(x)", "-1", mpf(-1), 1, mp.asin),
    ("acos(x)", "1", mpf(1), -1, mp.acos),
    ("acos(x)", "-1", mpf(-1), 1, mp.acos),
    ("acosh(x)", "1", mpf(1), 1, mp.acosh),
    ("acosh(2*x + 3)", "-1", mpf(-1), 1, lambda x: mp.acosh(2 * x + 3)),
    ("1 + lambertw(x)", "-exp(-1)", -mp.exp(-1), 1, lambda x: 1 + mp.re(mp.lambertw(x))),
    ("1 + lambertwm1(x)", "-exp(-1)", -mp.exp(-1), 1, lambda x: 1 + mp.re(mp.lambertw(x, -1))),
    ("ellipe(x)", "1", mpf(1), -1, mp.ellipe),
    ("gammainc(1/2, x)", "0", mpf(0), 1, lambda x: mp.gammainc(mpf(1) / 2, 0, x, regularized=True)),
    ("gammainc(5/2, x)", "0", mpf(0), 1, lambda x: mp.gammainc(mpf(5) / 2, 0, x, regularized=True)),
    ("betainc(3/2, 1/3, x)", "0", mpf(0), 1, lambda x: mp.betainc(mpf(3) / 2, mpf(1) / 3, 0, x, regularized=True)),
    ("betainc(2, 1/2, x)", "1", mpf(1), -1, lambda x: mp.betainc(2, mpf(1) / 2, 0, x, regularized=True)),
    ("iv(1/2, x)", "0", mpf(0), 1, lambda x: mp.besseli(mpf(1) / 2, x)),
    ("xlogy(x, x)", "0", mpf(0), 1, lambda x: x * mp.log(x) if x else mpf(0)),
]
# What is made of the function f, its distance d from the end, and x.
FORMS = [
    ("{f}", lambda f, d, x: f),
    ("({f})^2", lambda f, d, x: f**2),
    ("({f})^3", lambda f, d, x: f**3),
    ("({f})^4", lambda f, d, x: f**4),
    ("({f})^5", lambda f, d, x: f**5),
    ("x*({f})", lambda f, d, x: x * f),
    ("{d}*({f})", lambda f, d, x: d * f),
    ("({d})^2*({f})", lambda f, d, x: d**2 * f),
    ("exp(x)*({f})^3", lambda f, d, x: mp.exp(x) * f**3),
    ("sin({f})^3", lambda f, d, x: mp.sin(f) ** 3),
    ("cos({f})", lambda f, d, x: mp.cos(f)),
    ("1/(2 + ({f})^3)", lambda f, d, x: 1 / (2 + f**3)),
    ("abs({d})*({f})", lambda f, d, x: abs(d) * f),
]


def quotient(value, end, side, order, t):
    if order == 1:
        return (value(end + side * t) - value(end)) / (side * t)
    return (value(end + 2 * side * t) - 2 * value(end + side * t) + value(end)) / t**2


def derivative(value, end, side, order):
    near, nearer = (quotient(value, end, side, order, mpf(10) ** -k) for k in (30, 60))
    if abs(nearer) < mpf("1e-4"):
        return "0"
    if abs(nearer) > abs(near) * mpf("1.5"):
        return "infinite"
    assert abs(near - nearer) < abs(nearer) * mpf("1e-6"), (near, nearer)
    return mpmath.nstr(nearer, 14)


def main():
    with open("tests/data/ends.tsv", "w") as out:
        out.write("# tests/generate/ends.py: formula, point, order, derivative from the side with values\n")
        for text, at, end, side, function in ENDS:
            distance = "(x - (%s))" % at if side > 0 else "(%s - x)" % at
            for form, combined in FORMS:

                def value(x):
                    return combined(function(x), abs(x - end), x)

                expression = form.format(f=text, d=distance)
                first = derivative(value, end, side, 1)
                second = derivative(value, end, side, 2) if first != "infinite" else "infinite"
                for order, found in ((1, first), (2, second)):
                    out.write("\t".join([expression, at, str(order), found]) + "\n")


main()
