#!/usr/bin/python3
"""Derivatives of special functions by their parameters.

Truth: mpmath's difference quotients (mp.diff) of its own functions, taken at two precisions that must agree to
42 digits. Writes tests/data/parameters.tsv; run again with

    /usr/bin/python3 tests/generate/parameters.py        (Debian: python3-mpmath)

Rows that are in the file stay as they are; with the argument "all" everything is computed anew.
"""

import multiprocessing
import os
import re
import sys

from mpmath import mp, mpf

from truth import DATA, SPECIAL, Undefined, show, write_table

# Where x stands, the function is differentiated zero to three times. "deriv" says how often it is already.
POINTS = {
    "gammainc(x, 1.25)": "1e-10 0.125 0.5 1 1.5 2 2.5 4 7.25 12.5 30.25", "gammainc(x, 20)": "0.25 2 12.5 19 20 21.5 40",
    "gammainc(x, 0.0078125)": "0.5 1 3", "gammainc(x, 300)": "3 280.5 310", "gammainc(x, 1e-30)": "2.5",
    "gammaincc(x, 1.25)": "0.125 1 2.5 7.25 30.25", "gammaincc(x, 20)": "0.25 3 20.5 40", "gammaincc(x, 700)": "2.5 650",
    "gammaincderiv(1, 0, 2.5, x)": "0.0078125 0.5 4 12.5", "gammaincderiv(2, 0, 2.5, x)": "1", "gammaincderiv(2, 0, x, 2.5)": "0.5 7.25",
    "betainc(x, 0.5, 0.25)": "0.0078125 0.125 0.5 1 2.5 20", "betainc(x, 3, 0.75)": "0.125 1 2 7.25 40.5",
    "betainc(0.5, x, 0.25)": "0.0078125 0.125 0.5 1 2.5 20", "betainc(2, x, 0.75)": "0.125 1 2 7.25 40.5",
    "betainc(x, 1000, 0.0625)": "60.5 70", "betainc(1000, x, 0.9375)": "60.5 70", "betainc(x, x, 0.25)": "0.5 3",
    "betaincderiv(1, 0, 0, 2.5, 0.25, x)": "0.0078125 0.25 0.75 0.9921875", "betaincderiv(0, 1, 0, 2, 3, x)": "0.125 0.875",
    "betaincderiv(1, 1, 0, 2, x, 0.125)": "3 20", "betaincderiv(0, 1, 1, x, 0.5, 0.125)": "0.5",
    "jv(x, 2.5)": "-2.5 -1 -0.25 0 0.5 1 1.5 2 7.25 20 40.5", "jv(x, 0.0078125)": "0.5 3", "jv(x, 33.5)": "-0.5 0 2 33",
    "yv(x, 2.5)": "-2.5 -1 -0.25 0 0.5 1 1.5 2 7.25 20 40.5", "yv(x, 33.5)": "-0.5 0 2 33",
    "iv(x, 2.5)": "-2.5 -1 -0.25 0 0.5 1 1.5 2 7.25 20 40.5", "iv(x, 33.5)": "-0.5 0 2 33",
    "kv(x, 2.5)": "-2.5 -1 -0.25 0 0.5 1 1.5 2 7.25 20", "kv(x, 33.5)": "-0.5 2 33",
    "jvderiv(1, 0, 0.5, x)": "0.125 1 4", "jvderiv(2, 0, 2.5, x)": "0.5", "yvderiv(1, 0, 0.5, x)": "0.125 1 4", "yvderiv(2, 0, 2.5, x)": "0.5",
    "ivderiv(1, 0, 0.5, x)": "0.125 1 4", "ivderiv(2, 0, 2.5, x)": "0.5", "kvderiv(1, 0, 0.5, x)": "0.125 1 4", "kvderiv(2, 0, 2.5, x)": "0.5",
    "hyp1f1(x, 1.5, 2.5)": "-3 -0.5 0.5 1 2.25 12.5", "hyp1f1(x, 2, -4)": "-3 -0.5 0.5 1 2.25 12.5", "hyp1f1(0.5, x, 2.5)": "-3.5 -0.5 0.5 1 2.25 12.5",
    "hyp1f1deriv(1, 1, 0, 0.5, 1.5, x)": "-4 0.5", "hyp1f1deriv(0, 2, 0, 2, 3, x)": "-1 2.5",
    "hyp2f1(x, 1.5, 2.25, 0.25)": "-3 -0.5 0.5 1 2.25 12.5", "hyp2f1(0.5, x, 2.25, -4)": "-3 -0.5 1 2.25", "hyp2f1(x, 1, 2, 0.875)": "-0.5 0.5 2",
    "hyp2f1(0.5, 1.5, x, 0.25)": "-3.5 -0.5 0.5 1 2.25 12.5", "hyp2f1(1, 1, x, 0.75)": "0.5 2 3.25", "hyp2f1deriv(1, 0, 0, 0, 0.5, 1.5, 2.5, x)": "-1 0.5",
    "hyp2f1deriv(0, 1, 1, 0, 0.5, 1.5, 2.5, x)": "0.25",
}


def parsed(expr):
    """The function, the orders of its derivative, its arguments as text."""
    name, arguments = re.fullmatch(r"(\w+)\((.*)\)", expr).groups()
    arguments = arguments.split(", ")
    if not name.endswith("deriv"):
        return name, [0] * len(arguments), arguments
    half = len(arguments) // 2
    return name[:-5], [int(order) for order in arguments[:half]], arguments[half:]


def settled_side(name, base, point):
    """A function with the same derivatives or their negatives that is not near 1."""
    if name == "gammainc" and point[1] > point[0]:
        return -1, SPECIAL["gammaincc"]
    if name == "gammaincc" and point[1] < point[0]:
        return -1, SPECIAL["gammainc"]
    if name == "betainc" and base(*point) > 0.5:
        return -1, lambda a, b, x: base(b, a, 1 - x)
    return 1, base


def derivatives(expr, text, digits):
    """Value and derivatives one to three by x."""
    name, orders, arguments = parsed(expr)
    mp.dps = digits
    base = SPECIAL[name]
    places = [k for k, argument in enumerate(arguments) if argument == "x"]
    point = [mpf(text if argument == "x" else argument) for argument in arguments]
    if len(places) > 1:
        return [mp.diff(lambda x: base(*[x if k in places else p for k, p in enumerate(point)]), mpf(text), n) for n in range(4)]
    found = []
    for n in range(4):
        order = [o + n * (k == places[0]) for k, o in enumerate(orders)]
        sign, function = settled_side(name, base, point) if sum(order) else (1, base)
        found.append(sign * mp.diff(function, tuple(point), tuple(order)) if sum(order) else base(*point))
    return found


def settle(one, two):
    """The common value of two approximations; where quotients cancel entirely, 0."""
    if one * two == 0 and abs(one + two) < mpf(10) ** -60:
        return mpf(0)
    if abs(one - two) > abs(one) * mpf(10) ** -42:
        raise Undefined("the quotients do not settle: " + mp.nstr(one, 50) + " " + mp.nstr(two, 50))
    return one


def row(case):
    expr, x = case
    one, two = (derivatives(expr, x, digits) for digits in (70, 85))
    return [expr, "x=" + x, "x", *(show(settle(a, b)) for a, b in zip(one, two))]


def cases():
    for expr, points in POINTS.items():
        for x in points.split():
            yield expr, x


def known_rows():
    """The rows of the file as it is, by expression and point."""
    path = os.path.join(DATA, "parameters.tsv")
    if sys.argv[1:] == ["all"] or not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    return {(r[0], r[1].partition("=")[2]): r for r in rows}


def main():
    known = known_rows()
    wanted = list(cases())
    missing = [case for case in wanted if case not in known]
    with multiprocessing.Pool(2) as pool:
        known.update(zip(missing, pool.imap(row, missing)))
    write_table("parameters.tsv", "expr at wrt value d1 d2 d3".split(), [known[case] for case in wanted])


if __name__ == "__main__":
    main()
