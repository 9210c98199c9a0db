#!/usr/bin/python3
"""Formulas whose doubles leave the range on the way, with their values.

Random formulas of products, quotients, powers, exponentials and logarithms at points of extreme size.
Truth: mpmath with 120 digits, whose exponents have no bounds; formulas that are undefined there, or that
cancel, are left out, and so are most of those whose doubles stay within the range. Writes
tests/data/range.tsv: formula, x, y, value; run again with

    /usr/bin/python3 tests/generate/range.py        (Debian: python3-mpmath)
"""

import random

import mpmath
from mpmath import mp, mpf

mp.dps = 120
LEAST, GREATEST = mpf("2.2250738585072014e-308"), mpf("1.7976931348623157e308")


class Leaf:
    def __init__(self, name):
        self.name = name


class Node:
    def __init__(self, text, function, *arguments):
        self.text, self.function, self.arguments = text, function, arguments


def positive_log(x):
    if x <= 0:
        raise ValueError
    return mp.log(x)


def root(x):
    if x < 0:
        raise ValueError
    return mp.sqrt(x)


def quotient(x, y):
    return x / y if y else 1 / mpf(0)


def total(x, y):
    if x and y and abs(x + y) < max(abs(x), abs(y)) / 1000:
        raise ValueError  # cancellation is not what this is about
    return x + y


UNARY = [
    ("exp({})", mp.exp), ("exp(-({}))", lambda x: mp.exp(-x)), ("exp(-({})^2)", lambda x: mp.exp(-x * x)),
    ("log({})", positive_log), ("sqrt({})", root), ("({})^2", lambda x: x**2), ("({})^3", lambda x: x**3),
    ("({})^5", lambda x: x**5), ("sigmoid({})", lambda x: 1 / (1 + mp.exp(-x))), ("tanh({})", mp.tanh),
    ("softplus({})", lambda x: mp.log1p(mp.exp(x))), ("erfc({})", mp.erfc), ("atan({})", mp.atan),
]  # fmt: skip
BINARY = [
    ("({})*({})", lambda x, y: x * y), ("({})*({})", lambda x, y: x * y), ("({})/({})", quotient),
    ("({}) + ({})", total), ("where(({}) > ({}), x, y)", None), ("max({}, {})", max),
]  # fmt: skip


def tree(dice, size):
    if size <= 1:
        return Leaf(dice.choice("xy"))
    if dice.random() < 0.45:
        text, function = dice.choice(UNARY)
        return Node(text, function, tree(dice, size - 1))
    text, function = dice.choice(BINARY)
    left = dice.randint(1, size - 1)
    return Node(text, function, tree(dice, left), tree(dice, size - left))


def text_of(node):
    if isinstance(node, Leaf):
        return node.name
    return node.text.format(*map(text_of, node.arguments))


def value_of(node, point, seen):
    if isinstance(node, Leaf):
        return point[node.name]
    arguments = [value_of(a, point, seen) for a in node.arguments]
    if node.function:
        value = node.function(*arguments)
    else:
        value = point["x"] if arguments[0] > arguments[1] else point["y"]
    if abs(value) > mpf("1e100000") or (value and abs(value) < mpf("1e-100000")):
        raise ValueError
    seen.append(abs(value))
    return value


def leaves_range(seen):
    return any(value and not LEAST <= value <= GREATEST for value in seen)


def number_of(dice):
    if dice.random() < 0.4:
        return str(dice.randint(1, 999)) + dice.choice(["", "e-1", "e-2"])
    return "%de%d" % (dice.randint(1, 99), dice.randint(-180, 180))


def main():
    dice = random.Random(17)
    rows = set()
    while len(rows) < 250:
        node = tree(dice, dice.randint(3, 9))
        x, y = number_of(dice), number_of(dice)
        seen = []
        try:
            value = value_of(node, {"x": mpf(x), "y": mpf(y)}, seen)
        except (ValueError, ZeroDivisionError, OverflowError):
            continue
        if not leaves_range(seen) and dice.random() < 0.9:
            continue
        shown = "0" if value == 0 else mpmath.nstr(value, 25, min_fixed=1, max_fixed=0)
        rows.add("\t".join([text_of(node), x, y, shown]))
    with open("tests/data/range.tsv", "w") as out:
        out.write("# tests/generate/range.py: formula, x, y, value\n")
        for row in sorted(rows):
            out.write(row + "\n")


main()
