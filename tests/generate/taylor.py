#!/usr/bin/python3
"""Taylor coefficients of every function, and derivatives of high order.

Truth: interpolation of the functions in truth.py with two step sizes that must agree to 42 digits;
python-flint's arb_series must agree wherever it has the function, and alone gives the high orders.
Writes tests/data/taylor.tsv and tests/data/orders.tsv; run again with

    python3 tests/generate/taylor.py        (python3-mpmath, python-flint)
"""

import multiprocessing
import re

import flint
from mpmath import mp, mpf

from functions import EXTRA, ONE
from truth import DIGITS, Undefined, compile_program, parse_point, run, scalar_names, show, write_table

TERMS = 9
MOST_POINTS = 4

FLINT = {name: (lambda s, name=name: getattr(s, name)()) for name in
         "sin cos tan cot asin acos atan sinh cosh tanh asinh acosh atanh exp log sqrt erf erfc "
         "gamma lgamma digamma lambertw".split()}
FLINT["ln"] = FLINT["log"]


def coefficients(expr, at, step):
    """The first coefficients in x: those of the polynomial through 25 neighbouring values, whose
    error is about step^(25 - k). Newton's differences, then Horner's rule."""
    mp.dps = DIGITS
    code, names, point = compile_program(expr), scalar_names(), parse_point(at)
    nodes = [k * mpf(step) for k in range(-12, 13)]
    c = [run(code, names, {**point, "x": point["x"] + t}) for t in nodes]
    for j in range(1, len(c)):
        for i in range(len(c) - 1, j - 1, -1):
            c[i] = (c[i] - c[i - 1]) / (nodes[i] - nodes[i - j])
    for j in range(len(c) - 2, -1, -1):
        for i in range(j, len(c) - 1):
            c[i] -= nodes[j] * c[i + 1]
    return c[:TERMS]


def settled(one, two, scale):
    if max(abs(one), abs(two)) < mpf(10) ** -45 * scale:
        return mpf(0)
    if abs(one - two) > abs(two) * mpf(10) ** -42:
        raise Undefined("the interpolations do not settle")
    return two


def agrees_with_flint(expr, at, found):
    """None if flint has no such function, else whether its coefficients agree to 38 digits."""
    name = expr[:-3]
    if expr != name + "(x)" or name not in FLINT or (name == "lgamma" and "-" in at):
        return None
    flint.ctx.dps, flint.ctx.cap = 80, TERMS
    x = flint.arb_series([flint.arb(at.split("=")[1]), 1], TERMS)
    try:
        series = FLINT[name](x)
    except (AttributeError, ValueError):
        return None
    for k, value in enumerate(found):
        ours = flint.arb(mp.nstr(value, 60))
        theirs = series[k]
        if not theirs.is_finite() or not abs(ours - theirs) <= abs(theirs) * flint.arb("1e-38") + flint.arb("1e-45"):
            return False
    return True


def answer(case):
    expr, at = case
    try:
        with_less, with_more = coefficients(expr, at, "1e-10"), coefficients(expr, at, "3e-11")
        scale = max(1, max(abs(c) for c in with_more))
        found = [settled(a, b, scale) for a, b in zip(with_less, with_more)]
    except Undefined as why:
        return expr, at, str(why)
    return expr, at, found, agrees_with_flint(expr, at, found)


def cases():
    for head, points in {**ONE, **EXTRA}.items():
        expr = head if re.search(r"\W", head) else head + "(x)"
        chosen = points.split()
        step = max(1, len(chosen) // MOST_POINTS)
        for x in chosen[::step][:MOST_POINTS]:
            yield expr, "x=" + x


# ---- high orders, in flint alone ----

def nested_sines(x):
    for _ in range(5):
        x = x.sin()
    return x


HIGH = [
    ("x^x", "2", lambda x: (x * x.log()).exp(), (5, 50, 100)),
    ("sin(sin(sin(sin(sin(x)))))", "1", nested_sines, (20, 40)),
    ("exp(sin(x))", "1", lambda x: x.sin().exp(), (10, 100, 1000)),
    ("exp(sin(x))", "0.3", lambda x: x.sin().exp(), (60,)),
    ("1/(1 + x^2)", "0.5", lambda x: 1 / (1 + x * x), (7, 80, 400)),
    ("sqrt(1 + x)/(2 - x)", "0.25", lambda x: (1 + x).sqrt() / (2 - x), (30, 200)),
    ("atan(exp(x))", "0.2", lambda x: x.exp().atan(), (25, 150)),
    ("gamma(x)", "2.5", lambda x: x.gamma(), (12, 60)),
    ("log(gamma(x))*cos(x)", "1.5", lambda x: x.lgamma() * x.cos(), (15, 40)),
    ("tan(x)", "0.7", lambda x: x.tan(), (11, 120)),
    ("erf(x)*exp(x)", "0.5", lambda x: x.erf() * x.exp(), (30, 90)),
    ("x^10", "2", lambda x: x ** 10, (4, 10, 11)),
]


def high_order(function, at, order):
    flint.ctx.dps, flint.ctx.cap = 1200 + 4 * order, order + 1
    series = function(flint.arb_series([flint.arb(at), 1], order + 1))
    value = series[order] * flint.arb(flint.fmpz.fac_ui(order))
    return value.str(40, radius=False)


def main():
    with multiprocessing.Pool() as pool:
        answers = pool.map(answer, list(cases()), chunksize=1)
    rows = []
    checked = 0
    for expr, at, found, *flint_says in answers:
        if isinstance(found, str):
            print("left out:", expr, at, found)
            continue
        if flint_says[0] is False:
            raise SystemExit(f"flint disagrees on {expr} at {at}")
        checked += flint_says[0] is True
        rows.append([expr, at] + [show(c) for c in found])
    print(len(rows), "rows,", checked, "of them in flint too")
    write_table("taylor.tsv", ["expr", "at"] + [f"c{k}" for k in range(TERMS)], rows)
    write_table("orders.tsv", ["expr", "at", "order", "derivative"],
                [[expr, "x=" + at, str(n), high_order(f, at, n)] for expr, at, f, orders in HIGH for n in orders])


if __name__ == "__main__":
    main()
