#!/usr/bin/python3
"""The special functions that dcalc computes with Arb: values and derivatives all over their domains.

Truth: mpmath at 130 digits, 300 where functions are steep, and central difference quotients of it (truth.py). Steps go with the
size of the argument, and values are divided by their own, so that tiny arguments and tiny results
keep their digits. No randomness. Writes tests/data/special.tsv; run again with

    /usr/bin/python3 tests/generate/special.py        (Debian: python3-mpmath)

Rows that are in the file stay as they are; with the argument "all" everything is computed anew.
"""

import multiprocessing
import os
import re
import sys

from mpmath import mp, mpf

from truth import DATA, compile_program, quotients, run, sample, scalar_names, settle, show, write_table

INNER = "-0.96875 -0.75 -0.5 -0.25 -0.125 -0.0078125 0.0078125 0.03125 0.125 0.25 0.3125 0.5 0.625 0.75 0.875 0.96875"
POSITIVE = "0.0078125 0.125 0.25 0.5 0.75 1 1.5 2.5 4 7.25 12.5 20 33.5"
BOTH = "-33.5 -12.5 -4 -1.5 -1 -0.5 -0.125 -0.0078125 " + POSITIVE
SHARE = "0.0078125 0.125 0.25 0.375 0.5 0.625 0.75 0.875 0.9921875"
SIGNED = "-33.5 -4 -1 -0.9 -0.5 -0.0078125 0 1e-20 0.125 0.5 0.75 0.9 0.99"

POINTS = {
    "erfinv": INNER + " -0.999999999068677425384521484375 0.999999999068677425384521484375 1e-10 -1e-20 1e-20 -0.1 0.1 0.3 0.7 0.9 0.99 0.999 0.3203125 -0.6015625",
    "erfcinv": "1e-100 1e-20 1e-10 0.001 0.0078125 0.03125 0.125 0.25 0.3125 0.5 0.625 0.75 0.875 0.96875 0.9999 "
               "1.0001 1.03125 1.125 1.25 1.375 1.5 1.625 1.75 1.875 1.96875 1.99 1.999 1.9999997615814208984375 0.1 1 0.3",
    "exp1": POSITIVE + " 1e-100 1e-20 1e-5 0.001 0.01 0.1 0.3 0.7 0.9 1.1 3 5 10 50 100 300 700 740",
    "expi": BOTH + " -700 -100 -1e-5 1e-5 0.372507410781366634 0.3725 100 300 700",
    "gammainc(0.5, x)": POSITIVE, "gammainc(1, x)": "0.125 1 7.25", "gammainc(2.5, x)": POSITIVE,
    "gammainc(20.25, x)": POSITIVE + " 19 21 30", "gammainc(300, x)": "250 290 300 310 350",
    "gammainc(1e-10, x)": "0.125 1 7.25", "gammainc(4, x)": "1e-50",
    "gammaincc(0.5, x)": POSITIVE + " 300", "gammaincc(1, x)": "0.125 1 7.25", "gammaincc(2.5, x)": POSITIVE + " 700",
    "gammaincc(20.25, x)": POSITIVE, "gammaincc(300, x)": "250 290 300 310 350",
    "gammaincc(1e-10, x)": "0.125 1 7.25",
    "betainc(0.5, 0.5, x)": SHARE, "betainc(2, 3, x)": SHARE + " 0.1 1e-10", "betainc(2.5, 0.25, x)": SHARE,
    "betainc(30, 40.5, x)": SHARE + " 0.42 0.43", "betainc(1, 1, x)": "0.25 0.5", "betainc(0.001, 5, x)": "0.125 0.75",
    "betainc(1000, 1, x)": "0.99 0.999",
    "jv(0.5, x)": POSITIVE + " 100 1000.5", "jv(-0.5, x)": POSITIVE, "jv(2.25, x)": POSITIVE + " 2.23828125", "jv(40.5, x)": "20 40 45 60",
    "jv(3, x)": BOTH, "jv(-1.75, x)": "0.5 2.5",
    "yv(0.5, x)": POSITIVE + " 100 1000.5", "yv(-0.25, x)": POSITIVE, "yv(2.25, x)": POSITIVE, "yv(40.5, x)": "20 40 45 60",
    "iv(0.5, x)": POSITIVE + " 100", "iv(-0.25, x)": POSITIVE, "iv(2.25, x)": POSITIVE, "iv(40.5, x)": "20 40 60", "iv(3, x)": BOTH,
    "kv(0.5, x)": POSITIVE + " 100", "kv(-0.25, x)": POSITIVE, "kv(2.25, x)": POSITIVE, "kv(3, x)": "0.5 2.5 33.5",
    "i0": BOTH + " -100 100 700 0.1 0.3 -0.3 3 -3 50", "i1": BOTH + " -100 100 700 1e-10 0.1 0.3 -0.3 3 -3 50",
    "k0": POSITIVE + " 1e-20 1e-10 1e-5 0.01 0.1 0.3 0.7 1.1 2 3 5 9 30 50 100 300 700",
    "k1": POSITIVE + " 1e-20 1e-10 1e-5 0.01 0.1 0.3 0.7 1.1 2 3 5 9 30 50 100 300 700",
    "airyai": BOTH + " -100 50 -2.338107410459767 -0.1 0.1 3 -3 8 -8", "airyaip": BOTH + " -100 50 -1.018792971647471 -0.1 0.1 3 -3 8 -8",
    "airybi": BOTH + " -100 50 -1.1737132227091 -0.1 0.1 3 -3 8 -8", "airybip": BOTH + " -100 50 -2.2944396826141 -0.1 0.1 3 -3 8 -8",
    "zeta": BOTH.replace(" 1 ", " ") + " -20.5 1.0000001 0.9999999 1.5 2 3 10 50 -3 -2.71726282920457 0.9 1.1",
    "zetaderiv(1, x)": "-20.5 -3.5 -2 -1 -0.5 0 0.5 0.9 0.99 1.01 1.25 2 7.25 33.5",
    "zetaderiv(2, x)": "-7.5 -4 -2.5 0 0.5 1.125 2 3.5 12.5", "zetaderiv(3, x)": "-2.5 0 0.5 1.25 2.5 7.25", "zetaderiv(8, x)": "-1.5 0.5 3",
    "Si": BOTH + " -100 100 1000.5 1e-10 -1e-10 0.1 0.3 3 -3", "Ci": POSITIVE + " 1e-20 1e-10 1e-5 0.01 0.1 0.3 0.6165 0.7 1.1 2 3 5 9 100 300 1000.5 3.384",
    "fresnels": BOTH + " -100 100.5 1e-10 -1e-10 0.1 0.3 3 -3 7.5", "fresnelc": BOTH + " -100 100.5 1e-10 -1e-10 0.1 0.3 3 -3 7.5",
    "ellipk": INNER + " -1e6 0.0625 -1000 -33.5 -4 -1.5 -1 0.99 0.999 0.99999 0.1 0.3 0.7 0.9",
    "ellipe": INNER + " -1e6 0.0625 -1000 -33.5 -4 -1.5 -1 0.99 0.999 0.99999 0.1 0.3 0.7 0.9",
    "hyp1f1(0.5, 1.5, x)": BOTH + " -100 50", "hyp1f1(2.25, -0.5, x)": BOTH, "hyp1f1(-2.5, 3, x)": BOTH, "hyp1f1(1, 2, x)": "-4 0.5 3",
    "hyp2f1(0.5, 1.5, 2.25, x)": SIGNED, "hyp2f1(1, 1, 2, x)": SIGNED, "hyp2f1(-2.5, 0.75, -0.5, x)": SIGNED,
    "hyp2f1(-3, 2.5, 1.5, x)": SIGNED + " 1 7.25", "hyp2f1(40, 0.25, 30.5, x)": "-2 0.25 0.5",
    "rgamma": "-7.5 -3.25 -1.5 -0.5 -0.125 -0.0078125 0.0078125 0.125 0.25 0.5 0.75 1 1.25 1.5 2 2.5 3.75 4 5.5 7.25 10 12.5 20 33.5 50 100 -20.5 0.1 0.3 -0.3",
    "rgammaderiv(1, x)": "-7.5 -3 -3.25 -1 -0.5 0 0.0078125 0.5 1.25 4 12.5 50", "rgammaderiv(2, x)": "-4 -2.25 0 0.125 1 3.75 20",
    "rgammaderiv(5, x)": "-10 -1.5 0 0.75 7.25",
    "binomial(x, 2.5)": "0.75 2.25 5 7.75 20", "binomial(x, 5)": "-2.5 -0.5 6.5 12.25", "binomial(5.5, x)": "-0.75 0.25 2 4 6 7.25",
    "norminv": "1e-20 0.001 0.0078125 0.125 0.25 0.3 0.75 0.875 0.99 0.999",
    "lambertwm1": "-0.36787 -0.3671875 -0.36 -0.359375 -0.34375 -0.328125 -0.3125 -0.296875 -0.28125 -0.265625 -0.25 -0.234375 -0.21875 -0.203125 -0.1875 "
                  "-0.15625 -0.125 -0.1 -0.09375 -0.0625 -0.03125 -0.0078125 -0.001 -1e-5 -1e-10 -1e-20 -1e-30 -0.3 -0.2 -0.05",
}


def relative_derivatives(expr, text):
    """Value and derivatives one to three at x, from those of f(x + x*t)/f(x) at t = 0; where x is 0, of f(t)."""
    code, names = compile_program(expr), scalar_names()
    steep = re.match("erf|exp|gamma|beta|fresnel|ellip|hyp2", expr)
    mp.dps = 300 if steep else 130
    x = mpf(text)
    unit = x or mpf(1)
    value = run(code, names, {"x": x})
    size = abs(value) or mpf(1)
    pairs = []
    for step in (mpf("1e-40"), mpf("3.7e-41")) if steep else (mpf("1e-20"), mpf("3.7e-21")):
        samples = sample(lambda t: run(code, names, {"x": x + unit * t}) / size, mpf(0), step)
        pairs.append(quotients(samples, step))
    found = [settle(one, two) for one, two in zip(*pairs)]
    return [value] + [d * size / unit ** k for k, d in enumerate(found, 1)]


def row(case):
    expr, x = case
    return [expr, "x=" + x, "x", *map(show, relative_derivatives(expr, x))]


def cases():
    for head, points in POINTS.items():
        expr = head if re.search(r"\W", head) else head + "(x)"
        for x in points.split():
            yield expr, x


def known_rows():
    """The rows of the file as it is, by expression and point."""
    if sys.argv[1:] == ["all"]:
        return {}
    with open(os.path.join(DATA, "special.tsv"), encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    return {(r[0], r[1].partition("=")[2]): r for r in rows}


def main():
    known = known_rows()
    wanted = list(cases())
    missing = [case for case in wanted if case not in known]
    with multiprocessing.Pool(2) as pool:
        known.update(zip(missing, pool.map(row, missing, chunksize=4)))
    write_table("special.tsv", "expr at wrt value d1 d2 d3".split(), [known[case] for case in wanted])


if __name__ == "__main__":
    main()
