#!/usr/bin/python3
"""Published limit problems, with answers that are checked by numbers.

The problems and their answers stand in limits.txt beside this file, each with its source: Gruntz's thesis
(1996), Demidovich's problems, Wester's review of computer algebra systems, the test suites of SymPy and
Maxima. Here each is evaluated by mpmath at points ever nearer; where the numbers are within reach, they must
approach the answer. What towers of exponentials put out of reach is counted. A formula with names is compared
at the point NAMES. No randomness. Writes tests/data/limits.tsv: source, expression, where, answer, its value
to 30 digits, checked or not; run again with

    /usr/bin/python3 tests/generate/limits.py        (Debian: python3-mpmath)
"""

import os
import re
import signal

import mpmath
from mpmath import mp, mpf

from truth import DATA, FUNCTIONS, OPERATORS, Undefined, compile_program, run

HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = {"a": "1.3", "h": "0.7", "x": "0.9", "y": "0.4", "m": "2.2", "n": "1.7"}
SLOW = {"Gruntz 8.9"}  # towers of logarithms, which numbers only see beyond any reach
STEPS = [mpf(10) ** -k for k in (2, 3, 4, 6, 8, 12, 16, 24, 40, 80)]


PRECISIONS = (400, 600)


class Late(Exception):
    pass


def late(*_):
    raise Late()


def names():
    space = {**FUNCTIONS, **OPERATORS, "number": mpf, "pi": +mp.pi, "e": +mp.e}
    return {**space, **{name: mpf(value) for name, value in NAMES.items()}}


def value_at(code, point):
    """A value that two precisions agree on, or None where the numbers are out of reach."""
    values = []
    for mp.dps in PRECISIONS:
        values.append(value_once(code, point))
        if values[-1] is None:
            return None
    one, two = values
    if two == 0 and max(map(abs, point.values())) > 4:
        return None  # all digits may have cancelled
    return two if abs(one - two) <= abs(two) * mpf(10) ** -20 else None


def value_once(code, point):
    signal.alarm(1)
    try:
        value = run(code, names(), point)
    except (Undefined, Late, OverflowError, MemoryError, ValueError, ZeroDivisionError, TypeError):
        return None
    finally:
        signal.alarm(0)
    if isinstance(value, (int, float)):
        value = mpf(value)
    return value if isinstance(value, mpf) and mp.isfinite(value) else None


def approach(where):
    """The name, and the points of each side, ever nearer."""
    name, target = where.split("=")
    if target in ("inf", "-inf"):
        sign = 1 if target == "inf" else -1
        return name, [[sign / step for step in STEPS[:6]] + [sign * mpf(x) for x in (5, 20, 50)]]
    sides = [1, -1]
    if target[-1] in "+-":
        sides = [1 if target[-1] == "+" else -1]
        target = target[:-1]
    at = run(compile_program(target), names(), {})
    return name, [[at + side * step for step in STEPS] for side in sides]


def samples(expr, where):
    name, sides = approach(where)
    code = compile_program(expr)
    out = []
    for points in sides:
        near = sorted(points, key=abs) if "inf" in where else points
        values = [value_at(code, {name: point}) for point in near]
        out.append([value for value in values if value is not None])
    return out


def agrees(values, answer):
    """True, False, or None where there are too few numbers."""
    if len(values) < 2:
        return None
    last = values[-1]
    if answer in ("inf", "-inf"):
        sign = 1 if answer == "inf" else -1
        return sign * last > 0 and sign * (last - values[0]) > 0
    errors = [abs(value - answer) for value in values]
    small = errors[-1] <= mpf("1e-3") * max(1, abs(answer))
    return small or (errors[-1] < errors[0] and errors[-1] < mpf("0.6") * max(1, abs(answer)))


def answer_of(text):
    if text in ("inf", "-inf", "none"):
        return text
    return run(compile_program(text), names(), {})


def check(problem):
    source, expr, where, text = problem
    answer = answer_of(text)
    if answer == "none":
        return answer, "by hand"
    verdicts = [agrees(values, answer) for values in samples(expr, where)]
    if False in verdicts and source not in SLOW:
        print(f"{source}: {expr} at {where} is not {text}: {verdicts}")
    return answer, "published" if None in verdicts else "checked"


def main():
    signal.signal(signal.SIGALRM, late)
    mp.dps = PRECISIONS[-1]
    rows, counts = [], {}
    with open(os.path.join(HERE, "limits.txt")) as file:
        lines = [line.strip() for line in file if not line.startswith("#")]
    for line in lines:
        problem = re.split(r";\s+", line)
        answer, how = check(problem)
        counts[how] = counts.get(how, 0) + 1
        digits = answer if isinstance(answer, str) else mp.nstr(answer, 30)
        rows.append([*problem, digits, how])
    head = "# Written by tests/generate/limits.py: source, expression, where, answer, its value, how it was checked.\n"
    with open(os.path.join(DATA, "limits.tsv"), "w") as file:
        file.write(head)
        for row in rows:
            file.write("\t".join(row) + "\n")
    print(counts)


if __name__ == "__main__":
    main()
