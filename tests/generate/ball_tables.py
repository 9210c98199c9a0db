"""Writes src/eval/ball_tables.c: constants and tables as double words, rounded to nearest twice.

    ball_tables.py > ../../src/eval/ball_tables.c
"""

from mpmath import mp, mpf

mp.prec = 400


def double(x):
    return float(x)  # mpmath rounds to nearest


def cut(x, bits):
    """The first bits of x, and the rest."""
    exponent = mp.floor(mp.log(x, 2)) + 1
    unit = mpf(2) ** (exponent - bits)
    head = mp.floor(x/unit)*unit
    return head, x - head


def word(x):
    hi = double(x)
    return f"{{{hi.hex()}, {double(x - mpf(hi)).hex()}}}"


def parts(x, bits, n):
    """x as n doubles, of which all but the last have few bits."""
    out = []
    for _ in range(n - 1):
        head, x = cut(x, bits)
        out.append(double(head))
        assert mpf(out[-1]) == head
    return "{" + ", ".join(v.hex() for v in out + [double(x)]) + "}"


def table(name, values):
    lines = ",\n    ".join(word(v) for v in values)
    return f"const struct dw {name}[] = {{\n    {lines},\n}};\n"


print("""/* ball_tables.c - constants of ball_exp.c and ball_circular.c, as double words rounded to nearest; made
 * by tests/generate/ball_tables.py. */
#include "eval/ball_tables.h"
""")
print(f"const struct dw ball_pi = {word(mp.pi)};")
print(f"const struct dw ball_e = {word(mp.e)};")
print(f"const struct dw ball_log2 = {word(mp.log(2))};")
print(f"const struct dw ball_log10 = {word(mp.log(10))};\n")
print(f"const double ball_log2_parts[] = {parts(mp.log(2)/64, 37, 3)};")
print(f"const double ball_pi_parts[] = {parts(mp.pi/64, 27, 4)};\n")
print(table("ball_exp2", [mpf(2) ** (mpf(j)/64) for j in range(64)]))
print(table("ball_sines", [mp.sin(j*mp.pi/64) for j in range(33)]))
print("/* 1/k! */")
print(table("ball_factorials", [1/mp.factorial(k) for k in range(14)]), end="")
