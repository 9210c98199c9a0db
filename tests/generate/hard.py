#!/usr/bin/python3
"""Numerically hard questions with answers of fifty right digits, and the nearest double.

Truth: values by mpmath, evaluated at rising precision (100, 200, 400, ... digits) until two precisions
agree to 70 digits; derivatives by seven-point difference quotients with two steps whose precision
pays for every digit that a quotient loses. No rule of differentiation is known here. A value that
is exactly zero is told by hand. The double is rounded from the value by integer arithmetic, the
digits by Python's. No randomness. Writes tests/data/hard.tsv; run again with

    /usr/bin/python3 tests/generate/hard.py        (Debian: python3-mpmath)
"""

import multiprocessing
import sys
from decimal import Context, Decimal, ROUND_HALF_EVEN
from fractions import Fraction

import mpmath
from mpmath import mp, mpf

import truth
from truth import FUNCTIONS, OPERATORS, Undefined, real

SHOWN = 50
AGREE = 70
MOST_DIGITS = 26000

# ---- values ----


def lgamma(x):
    return mp.re(mp.loggamma(x)) if x > 0 else mp.log(abs(mp.gamma(x)))


def erfc(x):
    return mp.erfc(x)


def power(x, y):
    if x == 0 and y == 0:
        return mpf(1)
    return truth.power(x, y)


def entries(value):
    """The numbers of a nested list, row by row."""
    return [x for part in value for x in entries(part)] if isinstance(value, list) else [value]


def times(a, b):
    """a @ b of nested lists."""
    if not isinstance(b[0], list):
        rows = a if isinstance(a[0], list) else [a]
        out = [mp.fsum(x * y for x, y in zip(row, b)) for row in rows]
        return out if isinstance(a[0], list) else out[0]
    columns = [list(column) for column in zip(*b)]
    if isinstance(a[0], list):
        return [[times(row, column) for column in columns] for row in a]
    return [times(a, column) for column in columns]


def norm(x, order=2):
    sizes = [abs(v) for v in entries(x)]
    if order == "inf":
        return max(sizes)
    return mp.fsum(sizes) if order == 1 else mp.sqrt(mp.fsum(v * v for v in sizes))


def log_sum_exp(x):
    most = max(entries(x))
    return most + mp.log(mp.fsum(mp.exp(v - most) for v in entries(x)))


ARRAYS = {
    "sum": lambda x: mp.fsum(entries(x)), "prod": lambda x: mp.fprod(entries(x)),
    "mean": lambda x: mp.fsum(entries(x)) / len(entries(x)),
    "dot": times, "op_matmult": times, "norm": norm, "inf": "inf",
    "trace": lambda a: mp.fsum(a[i][i] for i in range(len(a))),
    "logsumexp": log_sum_exp,
    "softmax": lambda x: [mp.exp(v - log_sum_exp(x)) for v in x],
    "log_softmax": lambda x: [v - log_sum_exp(x) for v in x],
    "outer": lambda a, b: [[x * y for y in b] for x in a],
}


def extreme(pick):
    return lambda *values: pick(values if len(values) > 1 else entries(values[0]))


def tanh(x):
    return mp.tanh(x)


def names():
    """What an expression may use, at the precision in force."""
    scalars = {**FUNCTIONS, **OPERATORS, "lgamma": lgamma, "erfc": erfc, "op_pow": power, "pow": power}
    watched = {}
    for name, function in scalars.items():
        def run(*arguments, function=function):
            value = function(*arguments)
            if isinstance(value, (bool, int)):
                value = mpf(value) if not isinstance(value, bool) else value
            return value if isinstance(value, bool) else real(value)
        watched[name] = run
    watched.update(ARRAYS)
    watched.update({"min": extreme(min), "max": extreme(max), "op_eq": lambda a, b: a == b,
                    "where": lambda condition, a, b: a() if condition else b()})
    return {**watched, "number": mpf, "pi": +mp.pi, "e": +mp.e}


class Lazy(truth.Calls):
    """The branch of a where that is not taken is not evaluated; ^ of vectors is not needed."""

    def visit_Call(self, node):
        import ast
        node = self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "where":
            empty = ast.arguments([], [], None, [], [], None, [])
            node.args[1:] = [ast.Lambda(empty, arm) for arm in node.args[1:]]
        return node

    def visit_Subscript(self, node):
        return node


def evaluate(code, point):
    """The value of a compiled program, its point bound to constant expressions."""
    space = names()
    return truth.run(code, space, {name: truth.run(value, space, {}) for name, value in point.items()})


def compiled_point(at):
    """x=1/3,y=pi as programs; a comma inside brackets does not separate."""
    point, depth, start = {}, 0, 0
    for i, c in enumerate(at + ","):
        depth += (c in "([") - (c in ")]")
        if c == "," and depth == 0 and i > start:
            name, value = at[start:i].split("=", 1)
            point[name] = truth.compile_program(value, Lazy)
            start = i + 1
    return point


# ---- two precisions that agree ----


def agree(one, two):
    return abs(one - two) <= abs(two) * mpf(10) ** -AGREE and two != 0


def certain(compute, first):
    """compute(digits) at doubling precision until two agree."""
    digits, before = first, None
    while digits <= MOST_DIGITS:
        mp.dps = digits
        try:
            value = compute(digits)
        except Undefined:
            value = None  # rounding can leave the domain at a low precision
        if before is not None and value is not None:
            if [v for v in zip(entries(before), entries(value)) if not agree(*v)] == []:
                return value
        digits, before = 2 * digits, value
    raise Undefined("no two precisions agree")


def shifted(code, point, at):
    """The function of the variable that is differentiated by; at is its place in a vector or None."""
    def function(x):
        moved = dict(point)
        if at[1] is None:
            moved[at[0]] = x
        else:
            moved[at[0]] = list(point[at[0]])
            moved[at[0]][at[1]] = x
        return truth.run(code, names(), moved)
    return function


def quotient(code, at, wrt, order, digits):
    """A derivative by a seven-point quotient whose step and precision follow from digits."""
    space = names()
    start = {name: truth.run(value, space, {}) for name, value in at.items()}
    centre = entries(start[wrt])
    size = max([abs(x) for x in centre if x != 0] or [mpf(1)])
    tiny = int(max(0, -mp.log10(size))) + 1
    step_digits = digits // 4
    mp.dps = digits + order * (step_digits + tiny)
    space = names()
    start = {name: truth.run(value, space, {}) for name, value in at.items()}
    vector = isinstance(start[wrt], list)
    out = []
    for i, x in enumerate(entries(start[wrt])):
        step = (abs(x) if x != 0 else mpf(1)) * mpf(10) ** -step_digits
        function = shifted(code, start, (wrt, i if vector else None))
        out.append(truth.quotients(truth.sample(function, x, step), step)[order - 1])
    return out if vector else out[0]


def answer(case):
    command, expr, at, wrt = case[:4]
    if len(case) > 4:
        return [Fraction(x) for x in case[4].split()]
    code, point = truth.compile_program(expr, Lazy), compiled_point(at)
    try:
        if command == "eval":
            value = certain(lambda digits: evaluate(code, point), 100)
        else:
            order = 2 if command == "diff2" else 1
            value = certain(lambda digits: quotient(code, point, wrt, order, digits), 300)
    except (Undefined, KeyError, TypeError, IndexError, NameError) as error:
        return f"{case}: {type(error).__name__} {error}"
    return [fraction(x) for x in entries(value)]


def fraction(x):
    """An mpf as the rational it is."""
    sign, mantissa, exponent, _ = x._mpf_
    return (-1) ** sign * Fraction(int(mantissa)) * Fraction(2) ** exponent


# ---- how they are printed ----


def significant(value, n):
    """Sign, n digits (ties to even) and the place of the point of an exact number."""
    context = Context(prec=4000, Emax=10 ** 9, Emin=-10 ** 9)
    whole = context.divide(Decimal(value.numerator), Decimal(value.denominator))
    shown = Context(prec=n, rounding=ROUND_HALF_EVEN, Emax=10 ** 9, Emin=-10 ** 9).plus(whole)
    sign, digits, exponent = shown.as_tuple()
    text = "".join(map(str, digits))
    point = len(text) + exponent
    return sign, text + "0" * (n - len(text)), point


def layout(sign, digits, point, fixed_below):
    if point > fixed_below or point < -3:
        body = digits[0] + ("." if len(digits) > 1 else "") + digits[1:] + f"e{point - 1}"
    elif point <= 0:
        body = "0." + "0" * -point + digits
    elif point >= len(digits):
        body = digits + "0" * (point - len(digits))
    else:
        body = digits[:point] + "." + digits[point:]
    return ("-" if sign else "") + body


def show_double(value):
    """The nearest double as it is printed; 17 digits outside the range of normal ones."""
    if value == 0:
        return "0"
    try:
        nearest = value.numerator / value.denominator  # correctly rounded
    except OverflowError:
        nearest = float("inf")
    if not 2.2250738585072014e-308 <= abs(nearest) < float("inf"):
        return layout(*significant(value, 17), 16)
    sign, digits, exponent = Decimal(repr(nearest)).as_tuple()
    text = "".join(map(str, digits))
    point = len(text) + exponent
    return layout(sign, text.rstrip("0"), point, 16)


def show_digits(value):
    return "0" if value == 0 else layout(*significant(value, SHOWN), SHOWN)


# ---- the cases ----

CASES = []


def add(command, at, *exprs, wrt=None):
    """Expressions at one point, by the first of its names unless told."""
    for expr in exprs:
        by = (wrt or at.split("=")[0]) if command != "eval" else ""
        CASES.append((command, expr, at, by))


def exact(command, expr, at, wrt, value):
    CASES.append((command, expr, at, wrt, value))


