#!/usr/bin/env python3
"""Derivatives as students hand them in, right and wrong (tests/data/homework.tsv).

usage: homework.py COUNT SEED     COUNT of each; needs SymPy

Expressions are trees of this file's own. The right answers are SymPy's, in one of its forms. The wrong ones
come from differentiating the tree with one rule misapplied at one place; SymPy's numbers at several points
show that they are wrong. Columns: expression, formula, right or wrong, and words of which one names the slip that was
made: some slips give the same formula as others.
"""

import random
import sys

import sympy as sp

X = sp.Symbol("x", real=True)
FUNCTIONS = {
    "sin": (sp.sin, lambda u: sp.cos(u)),
    "cos": (sp.cos, lambda u: -sp.sin(u)),
    "tan": (sp.tan, lambda u: 1 / sp.cos(u) ** 2),
    "exp": (sp.exp, lambda u: sp.exp(u)),
    "log": (sp.log, lambda u: 1 / u),
    "sqrt": (sp.sqrt, lambda u: 1 / (2 * sp.sqrt(u))),
    "atan": (sp.atan, lambda u: 1 / (1 + u ** 2)),
    "sinh": (sp.sinh, lambda u: sp.cosh(u)),
    "tanh": (sp.tanh, lambda u: 1 - sp.tanh(u) ** 2),
    "log10": (lambda u: sp.log(u) / sp.log(10), lambda u: 1 / (u * sp.log(10))),
}
POINTS = [sp.Rational(7, 10), sp.Rational(13, 10), sp.Rational(19, 10)]


# ---- trees: ("x",), ("n", number), ("+", [...]), ("*", [...]), ("/", a, b), ("^", a, n), (function, a) ----

def value(t):
    kind = t[0]
    if kind == "x":
        return X
    if kind == "n":
        return sp.nsimplify(t[1])
    if kind == "+":
        return sp.Add(*[value(a) for a in t[1]])
    if kind == "*":
        return sp.Mul(*[value(a) for a in t[1]])
    if kind == "/":
        return value(t[1]) / value(t[2])
    if kind == "^":
        return value(t[1]) ** value(t[2])
    return FUNCTIONS[kind][0](value(t[1]))


def text(t):
    kind = t[0]
    if kind == "x":
        return "x"
    if kind == "n":
        return str(t[1])
    if kind == "+":
        return "(" + " + ".join(text(a) for a in t[1]) + ")"
    if kind == "*":
        return "*".join(text(a) if a[0] in ("x", "n", "+") or a[0] in FUNCTIONS else "(" + text(a) + ")" for a in t[1])
    if kind == "/":
        return "(%s)/(%s)" % (text(t[1]), text(t[2]))
    if kind == "^":
        return "(%s)^(%s)" % (text(t[1]), text(t[2]))
    return "%s(%s)" % (kind, text(t[1]))


def nodes(t, path=()):
    yield path, t
    kind = t[0]
    children = t[1] if kind in "+*" else t[1:] if kind in ("/",) else [t[1]] if kind in FUNCTIONS or kind == "^" else []
    for i, a in enumerate(children):
        yield from nodes(a, path + (i,))


def moves(t):
    return any(n[0] == "x" for _, n in nodes(t))


# ---- the derivative, with the rule `slip` misapplied at the place `where` ----

def derive(t, path=(), where=None, slip=None):
    here = path == where
    kind = t[0]
    if kind == "x":
        return sp.Integer(1)
    if kind == "n":
        return sp.Integer(0)
    d = lambda a, i: derive(a, path + (i,), where, slip)
    if kind == "+":
        terms = [d(a, i) for i, a in enumerate(t[1])]
        if here:
            moving = [i for i, a in enumerate(t[1]) if moves(a)]
            fixed = [i for i, a in enumerate(t[1]) if not moves(a)]
            k = moving[-1]
            if slip == "term lost":
                terms[k] = 0
            if slip == "sign of a term":
                terms[k] = -terms[k]
            if slip == "constant kept" and fixed:
                terms[fixed[0]] = value(t[1][fixed[0]])
        return sp.Add(*terms)
    if kind == "*":
        if here and slip == "product":
            return sp.Mul(*[d(a, i) if moves(a) else value(a) for i, a in enumerate(t[1])])
        if here and slip == "factor lost":
            return derive(("*", [a for a in t[1] if a[0] != "n"]), (), None, None)
        parts = []
        for i, a in enumerate(t[1]):
            rest = sp.Mul(*[value(b) for k, b in enumerate(t[1]) if k != i])
            parts.append(d(a, i) * rest)
        moving = [i for i, a in enumerate(t[1]) if moves(a)]
        if here and slip == "half of a product":
            parts[moving[-1]] = 0
        return sp.Add(*parts)
    if kind == "/":
        u, v, du, dv = value(t[1]), value(t[2]), d(t[1], 0), d(t[2], 1)
        if here and slip == "quotient":
            return du / dv
        if here and slip == "quotient's order":
            return (u * dv - du * v) / v ** 2
        if here and slip == "quotient's sign":
            return (du * v + u * dv) / v ** 2
        if here and slip == "quotient's square":
            return (du * v - u * dv) / v
        return (du * v - u * dv) / v ** 2
    if kind == "^":
        u, n, du = value(t[1]), value(t[2]), d(t[1], 0)
        if here and slip == "inner":
            du = 1
        if here and slip == "exponent lost":
            return u ** (n - 1) * du
        if here and slip == "exponent kept":
            return n * u ** n * du
        return n * u ** (n - 1) * du
    u, du = value(t[1]), d(t[1], 0)
    outer = FUNCTIONS[kind][1]
    if here and slip == "inner":
        du = 1
    if here and slip == "outer at inner":
        return outer(du)
    if here and slip == "sign of a function":
        return -outer(u) * du
    if here and slip == "log10":
        return du / u
    return outer(u) * du


def slips_for(t):
    """Each place and rule, with words of which the answer should have one."""
    for path, n in nodes(t):
        kind = n[0]
        if not moves(n):
            continue
        if kind == "+" and any(moves(a) for a in n[1]):
            yield path, "sign of a term", "sign|subtracted"
            if sum(moves(a) for a in n[1]) > 1:
                yield path, "term lost", "term"
            if any(a[0] == "n" for a in n[1]):
                yield path, "constant kept", "constant"
        if kind == "*":
            if sum(moves(a) for a in n[1]) > 1:
                yield path, "product", "product rule"
                yield path, "half of a product", "product rule"
            if any(a[0] == "n" for a in n[1]):
                yield path, "factor lost", "constant|chain rule"
        if kind == "/" and moves(n[1]) and moves(n[2]):
            for slip in ("quotient", "quotient's order", "quotient's sign", "quotient's square"):
                yield path, slip, "quotient rule"
        if kind == "^":
            yield path, "exponent lost", "power rule|constant"
            yield path, "exponent kept", "power rule"
            if n[1][0] != "x":
                yield path, "inner", "chain rule"
        if kind in FUNCTIONS:
            if n[1][0] != "x":
                yield path, "inner", "chain rule"
                yield path, "outer at inner", "chain rule"
            yield path, "sign of a function", "sign|subtracted"
            if kind == "log10":
                yield path, "log10", "log10"


def number(r):
    return ("n", r.choice([2, 3, 4, 5, 7]))


def power(r):
    return ("^", ("x",), ("n", r.choice([2, 3, 4, 5])))


def linear(r):
    return ("+", [("*", [number(r), ("x",)]), number(r)])


def inner(r):
    return r.choice([linear(r), ("*", [number(r), ("x",)]), power(r), ("+", [power(r), number(r)])])


def atom(r):
    """What exercises are made of: a power, a function, a function of something simple."""
    kind = r.choice(["power", "f(x)", "f(x)", "f(inner)", "f(inner)", "inner^n"])
    name = r.choice(sorted(FUNCTIONS))
    if kind == "power":
        return power(r)
    if kind == "inner^n":
        return ("^", r.choice([linear(r), ("+", [power(r), number(r)])]), ("n", r.choice([2, 3, 5])))
    return (name, ("x",) if kind == "f(x)" else inner(r))


def tree(r):
    kind = r.choice(["+", "+", "*", "*", "/", "/", "atom", "c", "^", "f"])
    if kind == "atom":
        return atom(r)
    if kind == "c":
        return ("*", [number(r), atom(r)])
    if kind == "^":
        return ("^", (r.choice(sorted(FUNCTIONS)), ("x",)), ("n", r.choice([2, 3])))
    if kind == "f":
        return (r.choice(sorted(FUNCTIONS)), atom(r))
    if kind == "/":
        return ("/", atom(r), r.choice([linear(r), ("+", [power(r), number(r)]), atom(r)]))
    if kind == "*":
        return ("*", [atom(r), atom(r)])
    terms = [atom(r), ("*", [number(r), atom(r)]), number(r)]
    return ("+", terms[:r.choice([2, 3])])


def written(f):
    return sp.sstr(f).replace("**", "^").replace("Abs", "abs")


def numbers(f):
    return [complex(sp.N(f.subs(X, p), 30)) for p in POINTS]


def differ(f, g):
    return any(abs(a - b) > 1e-9 * max(1, abs(a)) for a, b in zip(numbers(f), numbers(g)))


def is_real(f):
    return all(abs(v.imag) < 1e-20 and abs(v) < 1e12 for v in numbers(f))


FORMS = [lambda f: f, sp.expand, sp.factor, sp.together, sp.cancel]


def main():
    count, r = int(sys.argv[1]), random.Random(int(sys.argv[2]))
    right = wrong = 0
    print("# tests/generate/homework.py %s %s (SymPy %s)" % (sys.argv[1], sys.argv[2], sp.__version__))
    print("# expression\tformula\tverdict\tslip")
    seen = set()
    while right < count or wrong < count:
        t = tree(r)
        if text(t) in seen or not moves(t):
            continue
        seen.add(text(t))
        try:
            f = value(t)
            d = sp.diff(f, X)
            if not (is_real(f) and is_real(d)) or d.has(sp.zoo, sp.nan) or d == 0:
                continue
            if right < count:
                right += 1
                print("%s\t%s\tright\t-" % (text(t), written(r.choice(FORMS)(d))))
            choices = list(slips_for(t))
            if choices and wrong < count:
                where, slip, word = r.choice(choices)
                bad = derive(t, (), where, slip)
                if is_real(bad) and differ(bad, d):
                    wrong += 1
                    print("%s\t%s\twrong\t%s" % (text(t), written(r.choice(FORMS[:1] * 3 + FORMS)(bad)), word))
        except (TypeError, ValueError, ZeroDivisionError):
            continue


main()
