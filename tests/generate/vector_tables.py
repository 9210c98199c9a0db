"""Writes src/eval/vector_tables.c: polynomials for erf, powers of 2 for exp, logarithms, and sines.

    vector_tables.py > ../../src/eval/vector_tables.c
"""

from mpmath import mp, mpf

mp.prec = 300

STEP = mpf(49)/128  # between the centres of the polynomials
PIECES = 16
TERMS = 14  # of each


def words(x):
    high = float(x)  # mpmath rounds to nearest
    return [high, float(x - mpf(high))]


def around_zero(half):
    """Where relative errors count and every second term is 0."""
    ratio = lambda z: mp.erf(mp.sqrt(z))/mp.sqrt(z)
    even = mp.chebyfit(ratio, [mpf(2)**-100, half**2], TERMS//2)[::-1]
    return [v for term in even for v in (mpf(0), term)]


def polynomial(piece):
    half = STEP/2*(1 + mpf(2)**-40)
    if piece == 0:
        return around_zero(half)
    return mp.chebyfit(lambda t: mp.erf(piece*STEP + t), [-half, half], TERMS)[::-1]


def erf_terms(piece):
    constant, slope, *others = polynomial(piece)
    return words(constant) + words(slope) + [float(v) for v in others]


def log_terms(piece):
    y = float(1/(1 + mpf(piece)/16))
    log, unit = -mp.log(y), mpf(2)**-42
    head = mp.nint(log/unit)*unit
    return [y, 0.0, float(head), float(log - head)]


def sine_terms(piece):
    """The sine and the cosine, exactly 0 at a right angle."""
    angle = piece*mp.pi/16
    return words(mp.sin(angle)) + (words(mp.cos(angle)) if piece != 8 else [0.0, 0.0])


def table(name, rows):
    lines = ",\n    ".join("{" + ", ".join(v.hex() for v in row) + "}" for row in rows)
    return f"_Alignas(64) const double {name}[][{len(rows[0])}] = {{\n    {lines},\n}};"


def both(name, rows):
    return table(name, rows) + "\n" + table(f"{name}_by_term", list(zip(*rows)))


print("""/* vector_tables.c - tables of vector_functions.h; made by tests/generate/vector_tables.py. */
#include "eval/vector_tables.h"
""")
print(both("vector_erf", [erf_terms(piece) for piece in range(PIECES)]) + "\n")
print(both("vector_exp2", [words(mpf(2)**(mpf(k)/16)) for k in range(PIECES)]))
print()
print(both("vector_log", [log_terms(piece) for piece in range(PIECES)]))
print()
print(both("vector_sine", [sine_terms(piece) for piece in range(PIECES)]))
