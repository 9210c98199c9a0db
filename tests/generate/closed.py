#!/usr/bin/env python3
"""Constants that have closed forms (tests/data/closed.tsv).

usage: closed.py     needs mpmath

Columns: an expression, the function that its closed form does not have, and its value to 35 digits.
"""

import mpmath

mpmath.mp.dps = 60


def row(text, without, value):
    print("%s\t%s\t%s" % (text, without, mpmath.nstr(value, 35, strip_zeros=False)))


def main():
    print("# tests/generate/closed.py (mpmath %s)" % mpmath.__version__)
    for q in (3, 4, 5, 6, 8, 10, 12):
        for p in range(1, 2 * q, 3):
            x = mpmath.pi * p / q
            for name in ("sin", "cos", "tan", "sec", "csc", "cot"):
                zero = mpmath.cos(x) if name in ("tan", "sec") else mpmath.sin(x) if name in ("csc", "cot") else 1
                value = getattr(mpmath, name)(x) if abs(zero) > 1e-30 else None
                if value is not None and abs(value) > 1e-30:
                    row("%s(%d*pi/%d)" % (name, p, q), name + "(", value)
    for name, text in (("asin", "1/2"), ("asin", "-sqrt(2)/2"), ("acos", "-1/2"), ("acos", "(sqrt(5) - 1)/4"),
                       ("atan", "sqrt(3)"), ("atan", "1 - sqrt(2)"), ("acos", "(sqrt(6) - sqrt(2))/4")):
        row("%s(%s)" % (name, text), name, getattr(mpmath, name)(eval(text, {"sqrt": mpmath.sqrt})))
    for a, b in ((8, 2), (27, 9), (32, 8), (125, 25), (1024, 4)):
        row("log(%d)/log(%d)" % (a, b), "log", mpmath.log(a) / mpmath.log(b))
    for twice in (-7, -3, 1, 3, 5, 9, 15):
        row("gamma(%d/2)" % twice, "gamma", mpmath.gamma(mpmath.mpf(twice) / 2))
    for k in (2, 4, 6, 8, 10):
        row("zeta(%d)" % k, "zeta", mpmath.zeta(k))
    row("sinh(log(2))", "sinh", mpmath.mpf(3) / 4)
    row("tanh(log(3))", "tanh", mpmath.mpf(4) / 5)
    row("log(6) - log(2)", "log(2)", mpmath.log(3))
    row("sqrt(3 + 2*sqrt(2))", "*", 1 + mpmath.sqrt(2))
    row("1/(1 + sqrt(2))", "/", mpmath.sqrt(2) - 1)


main()
