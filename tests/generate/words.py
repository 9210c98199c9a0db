#!/usr/bin/env python3
"""Formulas in the forms that words of algebra ask for (tests/data/words.tsv).

usage: words.py COUNT SEED     COUNT of each word; needs SymPy

Columns: a call, SymPy's result for it, and how many terms that has; of coefficients a list. A number below
zero counts factors instead, powers as often as they say.
"""

import random
import sys

import sympy as sp

NAMES = sp.symbols("x y a")


def polynomial(dice, depth):
    if depth == 0:
        return dice.choice([*NAMES, sp.Integer(dice.randint(-4, 4)), sp.Rational(dice.randint(1, 5), dice.randint(2, 4))])
    kind = dice.randrange(4)
    left, right = polynomial(dice, depth - 1), polynomial(dice, depth - 1)
    if kind == 0:
        return sp.Mul(left, right, evaluate=False)
    if kind == 1:
        return sp.Pow(sp.Add(left, right), dice.randint(2, 4))
    return left + right if kind == 2 else left - right


def small(dice):
    """A polynomial of few terms, whose formula needs no names for parts."""
    while True:
        f = polynomial(dice, 3)
        if terms(sp.expand(f)) <= 30:
            return f


def fraction(dice):
    parts = [polynomial(dice, 1) / dice.choice([NAMES[0], NAMES[1], NAMES[0] + 1, NAMES[0] * NAMES[1], 6])
             for _ in range(dice.randint(2, 3))]
    return sum(parts[1:], parts[0])


def text(expression):
    return str(expression).replace("**", "^")


def terms(expression):
    return len(sp.Add.make_args(expression))


def product(dice):
    """An expanded product of a few polynomials in one to three names."""
    names = NAMES[:dice.choice([1, 1, 2, 3])]
    degree = {1: 6, 2: 2, 3: 1}[len(names)]
    f = sp.Integer(1)
    for _ in range(dice.randint(2, 4)):
        g = sum(dice.choice([1, -1, 2, -3, 5]) * sp.prod(n**dice.randint(0, degree) for n in names)
                for _ in range(dice.randint(2, 4)))
        f *= g if not g.is_number else names[0] + 7
    return sp.expand(f)


def factors(f):
    return sum(power for _, power in sp.factor_list(f)[1])


def quotient(dice):
    """A rational function of x."""
    x, a = NAMES[0], NAMES[2]
    below = sp.Integer(1)
    for _ in range(dice.randint(2, 3)):
        below *= dice.choice([x, x - 1, x + 2, 2*x - 1, x**2 + 1, x**2 - 2, x**3 + x + 1, x**4 + 1, x - a,
                              a*x + 2])**dice.choice([1, 1, 2, 3])
    above = sum(dice.randint(-5, 5) * x**dice.randint(0, 6) for _ in range(3)) + 1
    return above / (sp.expand(below) if dice.randint(0, 1) else below)


def longer_words(count, dice):
    for _ in range(count):
        f = product(dice)
        while terms(f) > 30:
            f = product(dice)
        print("factor(%s)\t%s\t%d" % (text(f), text(sp.factor(f)), -factors(f)))
        f = quotient(dice)
        apart = sp.apart(f, NAMES[0])
        while terms(apart) == 1 or len(text(apart)) > 250:
            f = quotient(dice)
            apart = sp.apart(f, NAMES[0])
        print("apart(%s, x)\t%s\t%d" % (text(f), text(apart), terms(sp.expand(apart, deep=False, frac=False))))


def whole(dice, names, degree):
    """A polynomial with whole coefficients that is no number."""
    f = sum(dice.randint(-6, 6) * sp.prod(n**dice.randint(0, degree) for n in names) for _ in range(3))
    return f if f.free_symbols else f + names[0]


def divisors(count, dice):
    """Common divisors and multiples, quotients and remainders, fractions without common factors."""
    x = NAMES[0]
    for _ in range(count):
        names = NAMES[:dice.choice([1, 1, 2, 3])]
        degree = {1: 4, 2: 2, 3: 1}[len(names)]
        shared, left, right = (whole(dice, names, degree) for _ in range(3))
        f, g = sp.expand(shared * left), sp.expand(shared * right) * dice.choice([1, 6])
        for word, of in (("gcd", sp.gcd), ("lcm", sp.lcm)):
            common = sp.expand(of(f, g))
            if len(names) == 1:
                print("%s(%s, %s)\t%s\t%d" % (word, text(f), text(g), text(common), terms(common)))
            else:  # which coefficient is the first, and positive, is a matter of the order of names
                print("%s(%s, %s)^2\t%s\t0" % (word, text(f), text(g), text(common**2)))
        print("cancel((%s)/(%s))\t%s\t1" % (text(f), text(g), text(sp.cancel(f / g))))
        f, g = whole(dice, NAMES[:2], 4) + x**5 * dice.randint(1, 4), whole(dice, [x], 3) * dice.choice([1, NAMES[2]])
        print("quotient(%s, %s, x)\t%s\t0" % (text(f), text(g), text(sp.quo(f, g, x))))
        print("remainder(%s, %s, x)\t%s\t0" % (text(f), text(g), text(sp.rem(f, g, x))))
        a, b = dice.randint(1, 10**30), 30**dice.randint(1, 20)
        print("gcd(%d, %d)*lcm(%d, %d)\t%d\t0" % (a, b, a, b, sp.igcd(a, b) * sp.ilcm(a, b)))
        print("gcd(%d, %d)\t%d\t0" % (a * 77, b * 77, sp.igcd(a * 77, b * 77)))
    for _ in range(count):
        n = dice.randint(2, 10**dice.randint(2, 20))
        print("factorint(%d)\t[%s]\t0" % (n, ", ".join("[%d, %d]" % row for row in sorted(sp.factorint(n).items()))))


def main():
    count, dice = int(sys.argv[1]), random.Random(int(sys.argv[2]))
    x = NAMES[0]
    print("# tests/generate/words.py %s %s (SymPy %s)" % (sys.argv[1], sys.argv[2], sp.__version__))
    for _ in range(count):
        f = small(dice)
        print("expand(%s)\t%s\t%d" % (text(f), text(sp.expand(f)), terms(sp.expand(f))))
        f = small(dice)
        collected = sp.collect(sp.expand(f), x)
        powers = {sp.degree(t, x) for t in sp.Add.make_args(sp.expand(f))} if f.has(x) else {0}
        free = terms(sp.expand(f).coeff(x, 0)) if 0 in powers else 0
        print("collect(%s, x)\t%s\t%d" % (text(f), text(collected), len(powers - {0}) + free))
        f = small(dice) + x
        list_ = sp.Poly(f, x).all_coeffs()[::-1]
        print("coefficients(%s, x)\t[%s]\t0" % (text(f), ", ".join(text(c) for c in list_)))
        f = fraction(dice) + 1 / NAMES[0]
        over, under = sp.fraction(sp.together(f))
        g = sp.expand((small(dice) + NAMES[0]) * (polynomial(dice, 1) + NAMES[1]))
        while terms(g) > 30 or not g.free_symbols:
            g = sp.expand((small(dice) + NAMES[0]) * (polynomial(dice, 1) + NAMES[1]))
        print("factor(%s)\t%s\t1" % (text(g), text(sp.factor(g))))
        print("together(%s)\t(%s)/(%s)\t1" % (text(f), text(over), text(under)))
        print("numerator(%s)/denominator(%s)\t%s\t0" % (text(f), text(f), text(f)))
        f, value = small(dice) + x, polynomial(dice, 1)
        print("subs(%s, x, %s)\t%s\t0" % (text(f), text(value), text(f.subs(x, value))))
    longer_words(2 * count, random.Random(int(sys.argv[2]) + 1))
    divisors(count, random.Random(int(sys.argv[2]) + 2))


main()
