#!/usr/bin/python3
"""Derivatives of every function by every argument, at points all over its domain.

Truth: central difference quotients at 160 digits of the mpmath functions in truth.py (two step
sizes must agree to 42 digits), and where SymPy knows the function its symbolic derivative must
agree to 35 digits. No randomness. Writes tests/data/functions.tsv; run again with

    /usr/bin/python3 tests/generate/functions.py        (Debian: python3-mpmath python3-sympy)
"""

import multiprocessing
import re

import sympy
from mpmath import mp, mpf

from truth import compile_program, derivatives_of, run, show, write_table

ALL = "-7.5 -2 -0.5 0.001 0.3 1.25 4 12.5"
POSITIVE = "0.001 0.05 0.5 0.9 1.1 2 7.5 100"
UNIT = "-0.99 -0.75 -0.2 0.001 0.3 0.5 0.875 0.96"
MODERATE = "-4.5 -2 -0.5 -0.001 0.001 0.3 1.25 3.75"
NOT_WHOLE = "-4.3 -2.5 -0.9 -0.001 0.001 0.3 1.7 2.5 7.8"
GAMMA = "-3.3 -1.5 -0.4 0.001 0.3 0.75 1.5 2.5 6.2 20.5"
HALF_LINE = "0.001 0.1 0.5 1 2.5 5.5 12.25 40"
SIGNED = "-100 -3.5 -1 -0.001 0.001 0.25 2 1000"

ONE = {
    "sin": ALL + " 100", "cos": ALL + " 100", "tan": ALL, "sec": ALL, "csc": ALL, "cot": ALL,
    "asin": UNIT, "acos": UNIT, "atan": ALL + " -150", "sinh": ALL, "cosh": ALL,
    "tanh": MODERATE, "sech": ALL, "csch": ALL, "coth": MODERATE,
    "asinh": SIGNED, "acosh": "1.001 1.05 1.5 2 3.7 10 100 12345.5", "atanh": UNIT,
    "exp": ALL + " 30", "exp2": ALL + " 40", "expm1": ALL + " -0.00001",
    "log": POSITIVE + " 12345.5", "ln": POSITIVE, "log1p": "-0.99 -0.5 -0.001 0.00001 0.3 1 9 250",
    "log2": POSITIVE, "log10": POSITIVE, "sqrt": POSITIVE + " 12345.5", "cbrt": SIGNED,
    "abs": SIGNED, "sign": SIGNED, "floor": NOT_WHOLE, "ceil": NOT_WHOLE,
    "round": "-4.3 -2.6 -0.9 -0.001 0.001 0.3 1.7 2.4 7.8", "heaviside": SIGNED,
    "erf": "-3 -1.5 -0.5 0.001 0.3 0.8 1.7 2.75", "erfc": "-3 -1.5 -0.5 0.001 0.3 0.8 2 5",
    "gamma": GAMMA, "lgamma": GAMMA + " 150", "digamma": GAMMA + " 150",
    "polygamma(0, x)": GAMMA, "polygamma(1, x)": GAMMA, "polygamma(2, x)": GAMMA,
    "polygamma(4, x)": "-2.5 -0.4 0.3 0.75 1.5 2.5 20.5",
    "j0": ALL + " 40", "j1": ALL + " 40", "jn(0, x)": ALL, "jn(1, x)": ALL, "jn(2, x)": ALL,
    "jn(5, x)": "-7.5 -2 -0.5 0.3 1.25 4 12.5", "y0": HALF_LINE, "y1": HALF_LINE,
    "yn(0, x)": HALF_LINE, "yn(1, x)": HALF_LINE, "yn(2, x)": HALF_LINE,
    "yn(4, x)": "0.1 0.5 1 2.5 5.5 12.25 40",
    "lambertw": "-0.35 -0.2 -0.001 0.001 0.5 1 2.75 10 1000",
    "sinc": "-33.5 -4 -2.75 -1 -0.75 -0.5 -0.25 -0.125 -1e-5 -1e-20 0 1e-30 1e-10 0.001 0.125 0.3 0.5 0.625 0.75 0.99 1 "
            "1.25 1.43 1.5 2 2.45 3 5.75 12.5 100 1000.25",
    "sincderiv(1, x)": "-2.5 -1 -0.25 0 1e-10 0.125 0.5 0.75 1 1.5 7.25 100.5",
    "sincderiv(2, x)": "-2.5 -0.25 0 1e-10 0.5 0.75 1 1.5 7.25", "sincderiv(5, x)": "-2.5 0 1e-10 0.5 1 1.5 1.75 7.25",
    "sincderiv(20, x)": "-7.5 0 0.5 3 6.5 100",
    "expit": MODERATE + " -20", "sigmoid": MODERATE, "relu": SIGNED, "leaky_relu": SIGNED,
    "elu": "-7.5 -2 -0.5 -0.001 0.001 0.3 4 100", "softplus": ALL + " -20",
    "gelu": MODERATE, "silu": MODERATE + " -20", "logit": "2e-5 3e-5 1e-5 1e-4 0.001 0.0078125 0.01 0.05 0.1 0.125 0.2 0.2499 0.25 0.2501 0.3 0.375 0.4 0.45 0.4999 0.475 "
             "0.5001 0.525 0.55 0.625 0.7 0.7499 0.75 0.7501 0.9 0.95 0.99 0.999 0.998 0.9995",
}

BEYOND_ONE = "-100 -2.5 -1.25 1.001 1.5 3 12.5"
ONE |= {
    "acot": ALL, "arccot": ALL, "arcctg": ALL, "asec": BEYOND_ONE, "arcsec": BEYOND_ONE, "acsc": BEYOND_ONE,
    "arccsc": BEYOND_ONE, "asech": "0.001 0.05 0.3 0.5 0.75 0.96", "acsch": SIGNED, "acoth": BEYOND_ONE,
    "arcth": BEYOND_ONE, "radians": SIGNED, "degrees": SIGNED, "trunc": NOT_WHOLE,
    "factorial": GAMMA, "trigamma": GAMMA, "normpdf": MODERATE, "normcdf": MODERATE,
    "arccotg": SIGNED, "arccosec": BEYOND_ONE, "arcoth": BEYOND_ONE, "arsech": "0.05 0.5 0.96", "arcsch": SIGNED,
    "logsigmoid": MODERATE + " -20", "mish": MODERATE + " -20",
    "softsign": SIGNED, "hardtanh": MODERATE, "relu6": MODERATE + " 5.5 7", "hardsigmoid": MODERATE,
    "hardswish": MODERATE, "selu": MODERATE, "swish": MODERATE,
}

PLANE = "0.5,2 -0.5,3 1.5,-0.25 -2,-0.75 0.001,1 4,0.001 25,-40"
BASE = "0.5,2 2,0.5 0.001,1.5 3.5,-2.25 1.1,20 7,-0.001 100,0.3"
TWO = {
    "atan2(x, y)": PLANE, "atan2(y, x)": PLANE, "hypot(x, y)": PLANE, "pow(x, y)": BASE, "x^y": BASE,
    "min(x, y)": PLANE, "max(x, y)": PLANE, "x + y": PLANE, "x - y": PLANE, "x*y": PLANE,
    "x/y": PLANE, "mod(x, y)": "7.3,2 -7.3,2 7.3,-2 -7.3,-2 0.001,1 5.5,0.7 100.25,-3.5",
    "beta(x, y)": "0.5,2 2.5,1.5 0.001,1 0.3,0.4 4,7.5 -0.5,2.25 -1.3,-0.4",
    "xlogy(x, y)": "0.5,2 -3,0.25 0.001,1.5 2.25,0.001 0,3 0,0.5 100,0.75 0,1e-5 1,1 -2,1 1e-5,2 3,1e-5 -7.5,1e10 2.5,0.999 2.5,1.001",
    "celu(x, y)": "-2,0.5 0.3,2 -0.001,1 4,1.5 -1.5,3", "huber(x, y)": "-2,0.5 0.3,2 0.001,1 4,1.5 -1.5,3",
    "where(x > y, x^2*y, sin(x) + y^3)": PLANE, "where(x <= y, exp(x*y/9), x/y)": PLANE[:-7],
}

EXTRA = {  # integer and rational exponents, whose base may be negative, and the constants
    "x^2": SIGNED, "x^3": SIGNED, "x^-1": SIGNED, "x^-2": SIGNED, "x^(1/3)": POSITIVE,
    "x^0.5": POSITIVE, "x^-1.5": POSITIVE, "2^x": ALL, "e^x": ALL, "pi^-x": ALL, "x^x": "0.001 0.2 0.5 1 1.7 3 6.5",
    "-x^2": SIGNED, "2^3^x": "-7.5 -2 -0.5 0.001 0.3 1.25", "where(x < 1, 2 - x, 1/x)": SIGNED,
}


def cases():
    """Every (expr, at, wrt)."""
    for head, points in {**ONE, **EXTRA}.items():
        expr = head if re.search(r"\W", head) else head + "(x)"
        for x in points.split():
            yield expr, "x=" + x, "x"
    for expr, points in TWO.items():
        for wrt in "xy":
            for x, y in (pair.split(",") for pair in points.split()):
                yield expr, f"x={x},y={y}", wrt


def sympy_names():
    """The same functions in SymPy, as far as it has them."""
    s = sympy
    names = {n: getattr(s, n) for n in
             "sin cos tan sec csc cot asin acos atan atan2 sinh cosh tanh sech csch coth asinh acosh "
             "atanh exp log ln sqrt erf erfc gamma digamma polygamma".split()}
    names.update({
        "exp2": lambda x: 2**x, "expm1": lambda x: s.exp(x) - 1, "log1p": lambda x: s.log(1 + x),
        "log2": lambda x: s.log(x, 2), "log10": lambda x: s.log(x, 10),
        "cbrt": lambda x: s.sign(x) * s.Abs(x)**s.Rational(1, 3), "pow": lambda x, y: x**y,
        "hypot": lambda x, y: s.sqrt(x**2 + y**2), "abs": s.Abs,
        "lgamma": lambda x: s.log(s.gamma(x)**2)/2,
        "beta": lambda x, y: s.gamma(x)*s.gamma(y)/s.gamma(x + y),
        "j0": lambda x: s.besselj(0, x), "j1": lambda x: s.besselj(1, x), "jn": s.besselj,
        "y0": lambda x: s.bessely(0, x), "y1": lambda x: s.bessely(1, x), "yn": s.bessely,
        "lambertw": s.LambertW, "expit": lambda x: 1/(1 + s.exp(-x)),
        "sigmoid": lambda x: 1/(1 + s.exp(-x)), "softplus": lambda x: s.log(1 + s.exp(x)),
        "sinc": lambda x: s.sinc(s.pi*x), "logit": lambda x: s.log(x/(1 - x)), "xlogy": lambda x, y: x*s.log(y),
        "gelu": lambda x: x*(1 + s.erf(x/s.sqrt(2)))/2, "silu": lambda x: x/(1 + s.exp(-x)),
        "op_add": lambda a, b: a + b, "op_sub": lambda a, b: a - b, "op_mult": lambda a, b: a*b,
        "op_div": lambda a, b: a/b, "op_pow": lambda a, b: a**b,
        "number": s.Rational, "pi": s.pi, "e": s.E,
        "x": s.Symbol("x", real=True), "y": s.Symbol("y", real=True), "z": s.Symbol("z", real=True)})
    return names


def agrees_with_sympy(expr, at, wrt, found, orders=3):
    """None if SymPy has no such function, else whether its derivatives agree to 35 digits."""
    names = sympy_names()
    if any(word not in names for word in re.findall(r"[a-z]\w*(?=\()", expr)):
        return None
    formula = run(compile_program(expr), names, {})
    point = {names[n]: sympy.Rational(v) for n, v in (pair.split("=") for pair in at.split(","))}
    for order in range(orders + 1):
        derived = sympy.diff(formula, names[wrt], order).subs(point)
        value = mpf(str(sympy.re(sympy.N(derived, 50, maxn=1000))))
        if abs(value - found[order]) > mpf(10)**-35 * abs(found[order]):
            return False
    return True


def row(case):
    found = derivatives_of(*case)
    agreed = agrees_with_sympy(*case, found)
    return [*case, *map(show, found)], agreed


def main():
    with multiprocessing.Pool(2) as pool:
        done = pool.map(row, cases(), chunksize=8)
    print(sum(agreed is True for _, agreed in done), "rows agree with SymPy,",
          sum(agreed is None for _, agreed in done), "are not in its reach")
    wrong = [fields for fields, agreed in done if agreed is False]
    if wrong:
        raise SystemExit("SymPy disagrees:\n" + "\n".join(map(str, wrong)))
    write_table("functions.tsv", "expr at wrt value d1 d2 d3".split(), [fields for fields, _ in done])


if __name__ == "__main__":
    main()
