"""Random programs, and their values and gradients as balls by Arb (python-flint).

A program is a list of assignments that share earlier names, and a last expression of scalars or small
matrices. Arb's power series give the derivative by one name as the coefficient of t, where this name is
x + t: no rule of differentiation of dcalc's is known here.
"""

import sys
from fractions import Fraction

from flint import arb, arb_series, ctx, fmpq

NAMES = ["x", "y", "z"]


def quotient(a, b):
    """Of 0 and a ball around 0 Arb's series make 0, where the divisor may be 0."""
    if b[0].contains(0):
        raise ZeroDivisionError
    return a / b


ONE = [
    ("sin({})", lambda a: a.sin()), ("cos({})", lambda a: a.cos()), ("tan({})", lambda a: a.tan()),
    ("exp({})", lambda a: a.exp()), ("log({})", lambda a: a.log()), ("sqrt({})", lambda a: a.sqrt()),
    ("atan({})", lambda a: a.atan()), ("asin({})", lambda a: a.asin()), ("acos({})", lambda a: a.acos()),
    ("erf({})", lambda a: a.erf()), ("erfc({})", lambda a: a.erfc()), ("gamma({})", lambda a: a.gamma()),
    ("lgamma({})", lambda a: a.lgamma()), ("rgamma({})", lambda a: a.rgamma()), ("Si({})", lambda a: a.si()),
    ("airyai({})", lambda a: a.airy_ai()), ("lambertw({})", lambda a: a.lambertw()),
    ("sinh({})", lambda a: (a.exp() - (-a).exp()) / 2), ("cosh({})", lambda a: (a.exp() + (-a).exp()) / 2),
    ("expit({})", lambda a: 1 / (1 + (-a).exp())), ("({})^2", lambda a: a * a),
    ("({})^3", lambda a: a * a * a), ("({})^(3/2)", lambda a: a * a.sqrt()), ("1/({})", lambda a: 1 / a),
    ("-({})", lambda a: -a), ("asinh({})", lambda a: (a + (a * a + 1).sqrt()).log()),
]  # fmt: skip
TWO = [
    ("({}) + ({})", lambda a, b: a + b), ("({}) - ({})", lambda a, b: a - b), ("({})*({})", lambda a, b: a * b),
    ("({})*({})", lambda a, b: a * b), ("({})/({})", quotient),
    ("hypot({}, {})", lambda a, b: (a * a + b * b).sqrt()), ("({})^({})", lambda a, b: (a.log() * b).exp()),
]  # fmt: skip


def determinant(m):
    """By cofactors: without pivots there is nothing to choose."""
    if len(m) == 1:
        return m[0][0]
    total = 0
    for k, first in enumerate(m[0]):
        minor = determinant([row[:k] + row[k + 1 :] for row in m[1:]])
        total = total + (first * minor if k % 2 == 0 else -(first * minor))
    return total


def inverse(m):
    n, d = len(m), determinant(m)

    def cofactor(i, j):
        minor = [row[:j] + row[j + 1 :] for r, row in enumerate(m) if r != i]
        return determinant(minor) * (1 if (i + j) % 2 == 0 else -1)

    return [[quotient(cofactor(j, i), d) for j in range(n)] for i in range(n)]


def product(a, b):
    return [[sum((a[i][k] * b[k][j] for k in range(1, len(b))), a[i][0] * b[0][j]) for j in range(len(b[0]))] for i in range(len(a))]


def total(m):
    return sum((entry for row in m for entry in row[1:]), sum((row[0] for row in m[1:]), m[0][0]))


def trace(m):
    return sum((m[i][i] for i in range(1, len(m))), m[0][0])


MATRIX = [
    ("det({0})", lambda a, b: determinant(a)), ("trace({0}@{1})", lambda a, b: trace(product(a, b))),
    ("sum({0}@{1})", lambda a, b: total(product(a, b))), ("sum(inv({0}))", lambda a, b: total(inverse(a))),
    ("trace(inv({0})@{1})", lambda a, b: trace(product(inverse(a), b))),
    ("sum(solve({0}, {1}))", lambda a, b: total(product(inverse(a), b))),
    ("det({0}@{1})", lambda a, b: determinant(product(a, b))), ("sum({0}.T*{1})", lambda a, b: trace(product(a, b))),
]  # fmt: skip


def defined(a):
    """A series; an error if it has no value, which a factor of 0 after it would hide."""
    if not a[0].is_finite():
        raise ValueError
    return a


class Program:
    """Statements as text and, for the oracle, as functions of the values before them."""

    def __init__(self, dice):
        self.dice, self.known, self.texts, self.steps = dice, list(NAMES), [], []
        for i in range(dice.randint(0, 4)):
            self.add("v%d" % i, *self.expression(dice.randint(2, 6)))
        self.add("", *(self.matrix() if dice.random() < 0.25 else self.expression(dice.randint(3, 9))))
        self.text = "; ".join(self.texts)

    def add(self, name, text, step):
        self.texts.append("%s = %s" % (name, text) if name else text)
        self.steps.append((name, step))
        if name:
            self.known.append(name)

    def leaf(self):
        if self.dice.random() < 0.25:
            value = Fraction(self.dice.randint(1, 40), self.dice.choice([1, 2, 3, 8, 10]))
            return "(%s)" % value, lambda env, v=value: arb_series([arb(fmpq(v.numerator, v.denominator))])
        name = self.dice.choice(self.known)
        return name, lambda env: env[name]

    def expression(self, size):
        if size <= 1:
            return self.leaf()
        if self.dice.random() < 0.5:
            text, f = self.dice.choice(ONE)
            inner, step = self.expression(size - 1)
            return text.format(inner), lambda env: defined(f(step(env)))
        text, f = self.dice.choice(TWO)
        left = self.dice.randint(1, size - 1)
        (a, first), (b, second) = self.expression(left), self.expression(max(1, size - 1 - left))
        return text.format(a, b), lambda env: defined(f(first(env), second(env)))

    def matrix(self):
        n = self.dice.randint(2, 3)
        text, f = self.dice.choice(MATRIX)
        (a, first), (b, second) = self.entries(n), self.entries(n)
        return text.format(a, b), lambda env: f([[s(env) for s in r] for r in first], [[s(env) for s in r] for r in second])

    def entries(self, n):
        rows = [[self.expression(self.dice.randint(1, 3)) for _ in range(n)] for _ in range(n)]
        text = "[%s]" % ", ".join("[%s]" % ", ".join(e[0] for e in row) for row in rows)
        return text, [[e[1] for e in row] for row in rows]

    def run(self, point, by, bits):
        """Value and derivative by one name (or None) as balls; nan if any statement is undefined."""
        ctx.prec, ctx.cap = bits, 2
        env = {n: arb_series([arb(fmpq(v.numerator, v.denominator))] + [1] * (n == by)) for n, v in point.items()}
        value, defined = None, True
        try:
            for name, step in self.steps:
                value = step(env)
                defined = defined and value[0].is_finite()
                if name:
                    env[name] = value
        except (ValueError, ZeroDivisionError):  # undefined, or a divisor that may be 0
            defined = False
        return (value[0], value[1]) if defined else (arb("nan"), arb("nan"))


def half_unit(number, digits):
    """Half a unit in the last of so many digits; of no number of digits, in that of a double."""
    base, places = (10, digits) if digits else (2, 53)
    size = abs(number)
    exponent = size.numerator.bit_length() - size.denominator.bit_length()
    exponent = int(exponent * 0.30103) if digits else exponent
    while size >= Fraction(base) ** (exponent + 1):
        exponent += 1
    while size < Fraction(base) ** exponent:
        exponent -= 1
    return Fraction(base) ** (exponent - places + 1) / 2


def judge(text, ball, digits):
    """True, False or None: whether a decimal is the ball's number rounded to so many digits, or, without
    any, to a double (which the shortest decimal stands for) or, beyond those, to 17 digits."""
    if abs(int((text + "e0").split("e")[1])) > 5000:
        return None
    number = Fraction(text)
    if not ball.is_finite():
        return None
    if number == 0:  # a value next to nothing is printed as 0, with a note
        return True if abs(ball) < arb(2) ** -1000 else False if not ball.contains(0) else None
    if not digits and sys.float_info.min < abs(number) <= sys.float_info.max:
        number = Fraction(float(text))
    elif not digits:
        digits = 17
    half = half_unit(number, digits)
    bound = arb(fmpq(half.numerator, half.denominator))
    off = abs(ball - arb(fmpq(number.numerator, number.denominator)))
    return True if off <= bound * arb("1.000000001") else False if off > bound else None
