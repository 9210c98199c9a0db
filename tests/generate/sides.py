#!/usr/bin/env python3
"""Questions at ties, kinks, jumps and removable points, with their right answers.

usage: sides.py COUNT [SEED] [KINDS]        writes NDJSON; tests/data/sides.ndjson is `sides.py 400 11`

A function and its Taylor polynomial tie at a point to an order that is known, so that what max, abs,
sign, where, floor and their kind do beside it shows only in high terms. Every formula is expanded on
both sides with exact coefficients (germs.py) and evaluated exactly at the point; the n-th derivative
exists where both sides and the value agree as far as t^n. Each expansion is compared with numbers of
mpmath beside the point before its question is written. Where several variables meet, the functions are
Lipschitz and positively homogeneous to first order, so that the derivative exists exactly if the terms
of order t along rays are linear in the direction; that is seen along all small whole directions.
(Debian: python3-mpmath)
"""

import json
import random
import sys
from fractions import Fraction as Q

from mpmath import mp, mpf

sys.dont_write_bytecode = True

import constants as k
import germs as g
from constants import Drop
from germs import Node, Ray, Undefined, call, name, wrap

TERMS = 15
S = name("s")


def where(condition, a, b):
    return Node("where", (condition, wrap(a), wrap(b)))


def compare(op, a, b):
    return Node(op, (wrap(a), wrap(b)))


def replace(a, old, new):
    """`a` with the name `old` replaced by a formula."""
    if a.op == "name":
        return new if a.data == old else a
    if not a.args:
        return a
    args = tuple(replace(b, old, new) for b in a.args)
    if a.op == "+" and args[0].op == "number" and isinstance(args[0].data, Q):  # 1 + (x - 1/3) as x + 2/3
        b = args[1]
        if b.op == "-" and b.args[1].op == "number":
            c = args[0].data - b.args[1].data
            return b.args[0] if c == 0 else b.args[0] + wrap(c) if c > 0 else b.args[0] - wrap(-c)
    return Node(a.op, args, a.data)


def names_of(a):
    return {a.data} if a.op == "name" else set().union(*(names_of(b) for b in a.args)) if a.args else set()


# ---- what exists ----


def verified(formula, ray, series):
    """The series beside mpmath, close to the point; closer where a sign changes in between."""
    if not near_point(formula, ray, series, mpf(1) / 4096):
        with mp.workdps(400):
            if not near_point(formula, ray, series, mpf(1) / 2 ** 50):
                raise AssertionError("%s is not %s" % (formula, series.terms()))


def near_point(formula, ray, series, t):
    at = {x: k.number(p) + k.number(ray.direction.get(x, Q(0))) * t for x, p in ray.point.items()}
    value = g.numeric(formula, at)
    total = mp.fsum(k.number(c) * t ** (mpf(e.numerator) / e.denominator) for e, c in series.terms())
    end = series.end()
    size = 1 + max([abs(k.number(c)) for _, c in series.terms()] + [0])
    return abs(value - total) <= size * 10 ** 6 * (8 * t) ** (mpf(end.numerator) / end.denominator) + mpf(10) ** -60


def sides(formula, point, direction):
    """The value at the point and the expansions for t < 0 and t > 0; each an Undefined where there is none."""
    out = []
    for d in (None, {x: -v for x, v in direction.items()}, direction):
        ray = Ray(point, d, TERMS)
        try:
            series = g.expand(formula, ray)
            if d is not None:
                verified(formula, ray, series)
            out.append(series)
        except Undefined as problem:
            out.append(problem)
    return out


def no(why, *accept):
    return {"expect_error": True, "accept": list(accept), "why": why}


def derivative(formula, point, direction, order):
    """The derivative of that order along a direction as a constant, or a dict that says why there is none."""
    value, left, right = sides(formula, point, direction)
    if isinstance(value, Undefined):
        return no("no value at the point", "domain", "pole")
    if isinstance(left, Undefined) or isinstance(right, Undefined):
        return no("no value on one side", "domain", "kink", "pole", "value")  # some call the other side's enough
    value = value.at(Q(0)) if value.end() > 0 else Q(0)
    for e in sorted({e for s in (left, right) for e, _ in s.terms()} | {Q(j) for j in range(order + 1)}):
        if e > order:
            break
        if e < 0:
            return no("unbounded beside the point", "kink", "pole", "domain")
        if e.denominator != 1:
            return no("a term of order %s" % e, "kink", "pole", "domain")
        l, r = left.at(e) * (-1) ** int(e), right.at(e)
        if g.nonzero(l - r):
            return no("order %s: left %s, right %s" % (e, k.number(l * fact(e)), k.number(r * fact(e))), "kink")
        if e == 0 and g.nonzero(l - value):
            return no("%s beside the point, %s there" % (k.number(l), k.number(value)), "kink")
    if order >= min(left.end(), right.end()):
        raise Drop("too few terms")
    return right.at(Q(order)) * fact(order)


def fact(n):
    out = 1
    for i in range(2, int(n) + 1):
        out *= i
    return out


def gradient(formula, point, names):
    """The entries by `names`, or why there is no derivative."""
    value = g.expand(formula, Ray(point, None, 8))
    value = value.at(Q(0)) if value.end() > 0 else Q(0)
    slopes = []
    for d in g.directions(names, 3 if len(names) == 2 else 2 if len(names) == 3 else 4):
        ray = Ray(point, d, 8)
        series = g.expand(formula, ray)
        for e, c in series.terms():
            if e < 0 or 0 < e < 1:
                return no("a term of order %s" % e, "kink", "pole", "domain")
        if g.nonzero(series.at(Q(0)) - value):
            return no("a jump", "kink")
        slopes.append((d, series.at(Q(1)), ray, series))
    d, _, ray, series = slopes[len(slopes) // 3]
    verified(formula, ray, series)
    unit = {x: next(c for d, c, _, _ in slopes if d[x] == 1 and sum(map(abs, d.values())) == 1) for x in names}
    for d, c, _, _ in slopes:
        total = Q(0)
        for x in names:
            total = total + unit[x] * d[x]
        if g.nonzero(total - c):
            return no("along %s the slope is %s, not %s" % ({x: str(v) for x, v in d.items()}, k.number(c), k.number(total)), "kink")
    return unit


# ---- smooth functions that are 0, or known, at s = 0 ----


def argument(r, s, depth=0):
    """Something that is 0 at s = 0."""
    kind = r.randrange(12)
    if kind < 5:
        return s
    if kind < 7:
        return wrap(r.choice([2, 3, -1, Q(1, 2), -2])) * s
    if kind == 7:
        return s ** r.choice([2, 2, 3])
    if kind == 8:
        return s + s ** 2
    if kind == 9:
        return call(r.choice(["sin", "tanh", "atan", "expm1", "log1p", "asinh", "tan", "sinh"]), s)
    if kind == 10 and depth < 2:
        return argument(r, argument(r, s, depth + 1), depth + 2)
    return s - s ** 2


AT_ZERO = ["sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "expm1", "log1p", "asin", "acos", "atan", "asinh",
           "atanh", "sec", "sech", "expit", "exp2", "erf", "erfc", "gelu", "silu", "softplus", "lambertw", "j0", "j1"]
PLAIN = ["sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "expm1", "log1p", "asin", "atan", "asinh", "atanh",
         "sec", "sech", "expit"]


def smooth(r, s=S):
    u = argument(r, s)
    kind = r.randrange(22)
    if kind < 9:
        return call(r.choice(PLAIN), u)
    if kind < 11:
        return call(r.choice(AT_ZERO), u)
    if kind == 11:
        return call(r.choice(["log", "sqrt", "cbrt"]), wrap(1) + u)
    if kind == 12:
        return call(r.choice(["sqrt"]), wrap(r.choice([Q(4), Q(9), Q(1, 4), Q(2)])) + u)
    if kind == 13:
        return wrap(1) / (wrap(r.choice([1, 2, Q(1, 2)])) + u)
    if kind == 14:
        return (wrap(r.choice([1, 1, 4])) + u) ** r.choice([Q(3, 2), Q(-1, 2), Q(-3, 2), Q(-2), Q(5, 2)])
    if kind == 15:
        return call("sqrt", wrap(1) + u ** 2)
    if kind == 16:
        return call(r.choice(["gamma", "lgamma", "gamma", "exp", "log"]), wrap(r.choice([1, 2])) + u)
    if kind == 17:
        return call(r.choice(["sin", "cos"]), name("pi") * (wrap(r.choice([Q(0), Q(1, 2), Q(1), Q(1, 4)])) + u))
    if kind == 18:
        return call(r.choice(["sin", "cos", "exp"]), u) * call(r.choice(PLAIN), s)
    if kind == 19:
        return call(r.choice(["exp", "cos", "sinh", "atan"]), call(r.choice(["sin", "tan", "atan", "expm1"]), u))
    if kind == 20:
        return call(r.choice(["sin", "exp", "cosh"]), u) ** r.choice([2, 3])
    return call(r.choice(["hypot"]), wrap(1), u)


def point_s():
    return {"s": Q(0), "pi": g.PI}


def series_of(f, side=1):
    return g.expand(f, Ray(point_s(), {"s": Q(side)}, TERMS))


def taylor(r, f, degree, s=S):
    """Its polynomial of that degree at s = 0; and the order of what is left."""
    a = series_of(f)
    if a.q != 1 or a.v < 0:
        raise Drop("no Taylor series")
    c = [a.at(Q(i)) for i in range(degree + 1)]
    left = next((e for e, _ in a.terms() if e > degree), None)
    if left is None:
        raise Drop("a polynomial itself")
    for x in c:
        if isinstance(x, k.Constant):
            k.text(x)  # may drop
    return g.polynomial(c, s), int(left)


def power(n):
    return S if n == 1 else S ** n


def small(r):
    return wrap(r.choice([Q(1), Q(2), Q(-1), Q(1, 2), Q(3), Q(-3, 2), Q(1, 3)]))


def pair(r):
    """f, p and the order at which they part."""
    f = smooth(r)
    p, order = taylor(r, f, r.choice([1, 2, 2, 3, 3, 4, 5]))
    kind = r.randrange(8)
    if kind == 0:  # another function with the same beginning
        h = smooth(r)
        q, other = taylor(r, h, order - 1)
        p = p - q + h
        d = series_of(f - p)
        if d.order() is None:
            raise Drop("equal")
        order = int(d.order())
    elif kind == 1 and order < 8:  # the sign turned by a later term
        p = p + small(r) * power(order + r.choice([0, 1]))
        d = series_of(f - p)
        if d.order() is None:
            raise Drop("equal")
        order = int(d.order())
    return (f, p, order) if r.random() < .7 else (p, f, order)


# ---- the kinds of questions: each gives a formula in s and the orders that are of interest ----


def tie(r):
    f, p, m = pair(r)
    op = r.randrange(8)
    if op < 2:
        return call(r.choice(["max", "min"]), f, p), m
    if op == 2:
        return call("abs", f - p), m
    if op == 3:
        return call(r.choice(["relu", "leaky_relu", "elu"]), f - p), m
    if op == 4:
        return power(r.choice([1, 1, 2, 3])) * call(r.choice(["sign", "heaviside"]), f - p), r.choice([1, 2, 3])
    if op == 5:
        a, b, n = f, p, m
        if r.random() < .5:
            a, b, n = small(r) * S, small(r) * S, 1
        if r.random() < .2:
            a, b, n = smooth(r), smooth(r), 2
        return where(compare(r.choice(list(g.COMPARISONS)), f, p), a, b), n
    whole = r.choice([0, 1, -1, 2])
    if op == 6:
        h = r.choice(["floor", "ceil", "round"])
        inner = f - p + wrap(whole if h != "round" else whole + Q(1, 2))
        n = r.choice([0, 1, 1, 2])
        return power(n) * call(h, inner) if n else call(h, inner), r.choice([1, 2])
    e = call("mod", f - p + wrap(whole), wrap(r.choice([1, 2, Q(1, 2), -1])))
    return (S * e, 1) if r.random() < .6 else (e, m)


def moved(r):
    """floor and its kind of something whose whole part comes from the function itself."""
    f, p, m = pair(r)
    c = series_of(f).at(Q(0))
    if not isinstance(c, Q):
        raise Drop("no rational value")
    h = r.choice(["floor", "ceil", "round", "mod"])
    inner = f - (p - wrap(c)) if r.random() < .7 else p - (f - wrap(c))
    if h == "mod":
        return S * call("mod", inner, wrap(r.choice([Q(1), Q(2), Q(1, 2)]))), r.choice([1, 2])
    shift = Q(1, 2) if h == "round" and (c + Q(1, 2)).denominator != 1 else Q(0)
    return S * call(h, inner + wrap(shift) if shift else inner), 1


def three(r):
    f, p, m = pair(r)
    h = smooth(r)
    q, other = taylor(r, h, r.choice([1, 2, 3]))
    k2 = min(m, other)
    third = f + (h - q) if r.random() < .5 else p + small(r) * power(r.choice([1, 2, 3]))
    parts = [f, p, third]
    r.shuffle(parts)
    if r.random() < .5:
        return Node(r.choice(["max of", "min of"]), tuple(parts)), k2
    outer, inner = r.choice([("max", "max"), ("max", "min"), ("min", "max"), ("min", "min")])
    return call(outer, parts[0], call(inner, parts[1], parts[2])), k2


def nest(r):
    """A tie with the polynomial of a tie."""
    e, m = r.choice([tie, three, removable])(r)
    a = series_of(e, r.choice([1, 1, -1]))
    if a.q != 1 or a.v < 0:
        raise Drop("no polynomial")
    degree = r.choice([1, 2, 3])
    p = g.polynomial([a.at(Q(i)) for i in range(degree + 1)], S)
    op = r.randrange(5)
    if op < 2:
        return call(r.choice(["max", "min"]), e, p), m
    if op == 2:
        return call(r.choice(["abs", "relu"]), e - p), m
    if op == 3:
        return where(compare(r.choice(list(g.COMPARISONS)), e, p), e, p), m
    f, p2, m2 = pair(r)
    return where(compare(r.choice(list(g.COMPARISONS)), f, p2), e, p), m


def outer(r):
    """A smooth function of a tie, sums and products of ties."""
    e, m = r.choice([tie, tie, three, removable, moved])(r)
    kind = r.randrange(5)
    if kind == 0:
        f, m2 = r.choice([tie, removable])(r)
        return (e + f if r.random() < .7 else e - f), min(m, m2)
    if kind == 1:
        return e * smooth(r), m
    if kind == 2:
        return power(r.choice([1, 2])) * e, m + 1
    if kind == 3:
        return e + smooth(r), m
    a = series_of(e)
    c = a.at(Q(0))
    if a.v < 0:
        raise Drop("unbounded")
    return call(r.choice(["sin", "exp", "atan", "cosh"]), e - wrap(c) if g.nonzero(c) else e), m


EQUAL = [
    lambda u: (call("sin", u) ** 2 + call("cos", u) ** 2, wrap(1)),
    lambda u: (call("cosh", u) ** 2 - call("sinh", u) ** 2, wrap(1)),
    lambda u: (call("sin", 2 * u), 2 * call("sin", u) * call("cos", u)),
    lambda u: (call("cos", 2 * u), wrap(1) - 2 * call("sin", u) ** 2),
    lambda u: (call("exp", 2 * u), call("exp", u) ** 2),
    lambda u: (call("log", (wrap(1) + u) ** 2), 2 * call("log1p", u)),
    lambda u: ((wrap(1) + u) ** 2, wrap(1) + 2 * u + u ** 2),
    lambda u: (call("tan", u) * call("cos", u), call("sin", u)),
    lambda u: (call("expm1", u), call("exp", u) - 1),
    lambda u: (call("sinh", u), (call("exp", u) - call("exp", -u)) / 2),
    lambda u: (call("tanh", u), 2 * call("expit", 2 * u) - 1),
    lambda u: (call("sqrt", wrap(1) + u) ** 2, wrap(1) + u),
    lambda u: (call("erf", u), wrap(1) - call("erfc", u)),
    lambda u: (call("atan", u), call("asin", u / call("sqrt", wrap(1) + u ** 2))),
    lambda u: (call("softplus", u), u + call("softplus", -u)),
    lambda u: (call("expit", u), wrap(1) - call("expit", -u)),
    lambda u: (call("exp", call("log1p", u)), wrap(1) + u),
    lambda u: (call("asinh", u), call("log", u + call("sqrt", wrap(1) + u ** 2))),
    lambda u: (u, call("lambertw", u) * call("exp", call("lambertw", u))),
    lambda u: (call("cos", u) ** 2, (wrap(1) + call("cos", 2 * u)) / 2),
    lambda u: (call("sec", u) ** 2, wrap(1) + call("tan", u) ** 2),
    lambda u: (call("gamma", wrap(2) + u), (wrap(1) + u) * call("gamma", wrap(1) + u)),
]


def forever(r):
    """Equal formulas that are written differently."""
    a, b = r.choice(EQUAL)(argument(r, S))
    if r.random() < .5:
        a, b = b, a
    op = r.randrange(7)
    if op < 2:
        e = call(r.choice(["max", "min"]), a, b)
    elif op == 2:
        e = call(r.choice(["abs", "relu"]), a - b)
    elif op == 3:
        e = S * call(r.choice(["sign", "heaviside"]), a - b)
    elif op == 4:
        e = where(compare(r.choice(list(g.COMPARISONS)), a, b), small(r) * S, small(r) * S)
    elif op == 5:
        e = S * call(r.choice(["floor", "ceil"]), a - b + wrap(r.choice([0, 1])))
    else:
        c, d, m = pair(r)
        e = call("max", c + (a - b), d)
    return e, r.choice([1, 2, 3])


def removable(r):
    """A quotient whose hole is filled."""
    kind = r.randrange(5)
    if kind < 3:
        f = smooth(r)
        p, m = taylor(r, f, r.choice([0, 0, 0, 1, 2]))
        n = m if kind < 2 else r.choice([m - 1, m])
        quotient = (f - p) / power(n) if n else f - p
        if n < 1:
            raise Drop("no quotient")
    elif kind == 3:
        f, h = smooth(r), smooth(r)
        p, m = taylor(r, f, r.choice([0, 1]))
        q, m2 = taylor(r, h, r.choice([0, 1]))
        if m < m2:
            f, p, h, q = h, q, f, p
        quotient = (f - p) / (h - q)
    else:
        u = argument(r, S)
        quotient = r.choice([lambda: call("sin", u) / u, lambda: u / call("tanh", u), lambda: u / call("expm1", u),
                             lambda: call("log1p", u) / u, lambda: u * call("cot", u), lambda: u * call("csch", u),
                             lambda: (wrap(1) - call("cos", u)) / u ** 2, lambda: wrap(1) / u - call("cot", u),
                             lambda: wrap(1) / call("sin", u) - wrap(1) / u, lambda: wrap(1) / call("expm1", u) - wrap(1) / u])()
    a = series_of(quotient)
    c = a.at(Q(0)) if a.v >= 0 else Q(0)
    if isinstance(c, k.Constant):
        k.text(c)
    if r.random() < .15:
        c = c + r.choice([1, Q(1, 2), -1])
    e = where(compare("==", S, 0), c, quotient) if r.random() < .5 else where(compare("!=", S, 0), quotient, c)
    return e, r.choice([1, 1, 2, 2, 3, 4])


def glued(r):
    """Two functions that meet at the point."""
    f, p, m = pair(r)
    if r.random() < .3:
        p = p + small(r) * S ** r.choice([0, 1, 2, 3])
        m = 2
    return where(compare(r.choice(["<", "<=", ">", ">="]), S, 0), f, p), m


def powers(r):
    """Rational powers of what is 0 at the point."""
    u = argument(r, S)
    e = r.choice([Q(1, 2), Q(3, 2), Q(5, 2), Q(7, 2), Q(1, 3), Q(4, 3), Q(5, 3), Q(7, 3)])
    kind = r.randrange(6)
    if kind == 0:
        f = call("abs", u) ** e
    elif kind == 1:
        f = call("cbrt", u) ** r.choice([1, 2, 3, 4, 6])
    elif kind == 2:
        f = call("sqrt", u ** r.choice([2, 4])) * r.choice([wrap(1), S, S ** 2])
    elif kind == 3:
        f = call("sqrt", wrap(1) - call("cos", u)) * r.choice([wrap(1), S, S ** 2])
    elif kind == 4:
        f, p, m = pair(r)
        f = call("sqrt", call("abs", f - p))
    else:
        f = call("max", call("abs", u) ** e, S ** r.choice([2, 3, 4]))
    return f, r.choice([1, 2, 3, 4])


def one_sided(r):
    """No values on one side."""
    u = argument(r, S)
    return r.choice([lambda: u * call("sqrt", S), lambda: S ** r.choice([Q(3, 2), Q(5, 2)]) + smooth(r),
                     lambda: call("max", call("sqrt", S), S), lambda: where(compare(">", S, 0), call("sqrt", S) * S ** 2, S ** 2),
                     lambda: where(compare(">", S, 0), S ** Q(5, 2), 0), lambda: where(compare("<=", S, 0), S ** 2, S ** Q(7, 2)),
                     lambda: where(compare("<", S, 0), smooth(r), call("log1p", call("sqrt", S)))])(), r.choice([1, 2])


KINDS = {"tie": (tie, 26), "moved": (moved, 8), "three": (three, 10), "nest": (nest, 10), "outer": (outer, 10),
         "forever": (forever, 8), "removable": (removable, 14), "glued": (glued, 4), "powers": (powers, 4),
         "one-sided": (one_sided, 2)}
POINTS = [Q(0)] * 5 + [Q(1), Q(-1), Q(1, 3), Q(2), Q(1, 2), Q(-3, 2), Q(5), Q(-2, 7), Q(1, 10)]


def near(r, m):
    return max(1, min(6, m + r.choice([-2, -1, -1, 0, 0, 0, 1])))


def answer_text(x):
    return k.decimal(x)


def in_one(r, kind):
    """By one variable, at a rational point."""
    e, m = KINDS[kind][0](r)
    a = r.choice(POINTS)
    at, names = {"x": a, "pi": g.PI}, ["x"]
    if r.random() < .1:
        at["c"] = a
        e = replace(e, "s", name("x") - name("c"))
    else:
        e = replace(e, "s", name("x") if a == 0 else name("x") - wrap(a) if a > 0 else name("x") + wrap(-a))
    order = near(r, m)
    answer = derivative(e, at, {"x": Q(1)}, order)
    return question("diff", [str(e)], names, at, answer, order)


def question(command, exprs, wrt, at, answer, order=1):
    case = {"command": command, "exprs": exprs, "wrt": wrt}
    if command == "diff":
        case["order"] = order
    case["at"] = {x: [str(v) for v in p] if isinstance(p, list) else str(p) for x, p in at.items() if x != "pi"}
    case.update(answer if isinstance(answer, dict) and "expect_error" in answer else {"expected": answer if not isinstance(answer, (Q, k.Constant)) else answer_text(answer)})
    return case


def form(r, names, point):
    """A linear form that is 0 at the point, its text and its factors."""
    while True:
        c = [Q(r.choice([-2, -1, 0, 1, 1, 2, 3])) for _ in names]
        if any(c):
            break
    e, total = None, Q(0)
    for x, f in zip(names, c):
        if f:
            t = name(x) if f == 1 else wrap(f) * name(x)
            e = t if e is None else e + t
            total += f * point[x]
    if total:
        e = e - wrap(total) if total > 0 else e + wrap(-total)
    return e, c


def along(r):
    """A function of one linear form: gradient, Hessian and mixed partials follow from one variable."""
    e, m = r.choice([tie, three, removable, nest])(r)
    names = ["x", "y", "z"][:r.choice([2, 2, 3])]
    point = {x: r.choice([Q(0), Q(1), Q(-1), Q(1, 2), Q(2)]) for x in names}
    l, c = form(r, names, point)
    order = r.choice([1, 2])
    answer = derivative(e, point_s(), {"s": Q(1)}, order)
    text = [str(replace(e, "s", l))]
    if isinstance(answer, dict):
        if not all(c):
            raise Drop("an entry that does not matter")
        return question("grad" if order == 1 else "hessian", text, names, point, answer)
    if order == 1:
        return question("grad", text, names, point, {x: answer_text(answer * f) for x, f in zip(names, c)})
    return question("hessian", text, names, point, [[answer_text(answer * f * h) for h in c] for f in c])


def plane(r, names, point, depth=0):
    """A Lipschitz function with a kink at the point, of first-order terms that are known on rays."""
    kind = r.randrange(9)
    if kind < 3 or depth > 2:
        l, _ = form(r, names, point)
        return l
    if kind == 3:
        l, _ = form(r, names, point)
        return call(r.choice(["sin", "expm1", "atan", "tanh", "log1p", "sinh", "asinh"]), l)
    if kind == 4:
        return call(r.choice(["abs", "relu", "leaky_relu"]), plane(r, names, point, depth + 1))
    if kind == 5:
        return call(r.choice(["max", "min"]), plane(r, names, point, depth + 1), plane(r, names, point, depth + 1))
    if kind == 6:
        return plane(r, names, point, depth + 1) + plane(r, names, point, depth + 1)
    if kind == 7:
        return small(r) * plane(r, names, point, depth + 1)
    return plane(r, names, point, depth + 1) - plane(r, names, point, depth + 1)


def several(r):
    """Gradients at ties of several variables."""
    names = ["x", "y", "z"][:r.choice([2, 2, 2, 3])]
    point = {x: r.choice([Q(0), Q(0), Q(1), Q(-1), Q(1, 2), Q(2)]) for x in names}
    kind = r.randrange(7)
    l, _ = form(r, names, point)
    if kind == 0:
        e = plane(r, names, point)
    elif kind == 1:  # first-order terms cancel: max(u, -u) and its kind squared
        e = plane(r, names, point) * plane(r, names, point) + l
    elif kind == 2:
        u = plane(r, names, point)
        e = call("max", u, -u) - call("abs", u) + l
    elif kind == 3:
        u, v = plane(r, names, point), plane(r, names, point)
        e = call("max", u, v) + call("min", u, v)
    elif kind == 4:
        u = plane(r, names, point)
        e = call("relu", u) - call("relu", -u)
    elif kind == 5:
        e = call(r.choice(["max", "min"]), l, l + plane(r, names, point) ** 2)
    else:
        u = plane(r, names, point)
        e = call(r.choice(["max", "min"]), call("sin", l), l) + call("abs", u) * u
    if not names_of(e) & set(names):
        raise Drop("constant")
    return question("grad", [str(e)], names, point, in_order(gradient(e, {**point, "pi": g.PI}, names), names))


def in_order(answer, names):
    return answer if "expect_error" in answer else {x: answer_text(answer[x]) for x in names}


def norms(r):
    """Functions of a norm where it is 0: by a vector."""
    n = r.choice([2, 3])
    point = [r.choice([Q(0), Q(1), Q(1, 2)]) for _ in range(n)] if r.random() < .3 else [Q(0)] * n
    f = smooth(r)
    if r.random() < .6:  # even, or with a term of odd order far up
        f = r.choice([lambda: call("cos", S), lambda: S ** 3, lambda: S * call("sin", S), lambda: call("exp", -S ** 2),
                      lambda: (wrap(1) + S) * call("exp", -S), lambda: (wrap(1) + S + S ** 2 / 3) * call("exp", -S),
                      lambda: call("log", wrap(1) + S ** 2), lambda: S ** 2 + S ** 3, lambda: call("sech", S), lambda: call("j0", S),
                      lambda: call("sqrt", wrap(1) + S ** 2), lambda: S ** 2 * call("exp", S), lambda: call("sin", S) - S,
                      lambda: S - call("tanh", S), lambda: where(compare("==", S, 0), 1, call("sin", S) / S),
                      lambda: call("max", call("cos", S), wrap(1) - S ** 2 / 2), lambda: call("abs", S) ** 3])()
    at = name("norm(x - c)") if any(point) else name("norm(x)")
    a = series_of(f)
    if a.q != 1 or a.v < 0:
        raise Drop("not of a norm")
    value = g.expand(f, Ray(point_s(), None, TERMS))
    value = value.at(Q(0)) if value.end() > 0 else Q(0)
    verified(f, Ray(point_s(), {"s": Q(1)}, TERMS), a)
    order = r.choice([1, 2])
    where_at = {"x": point, **({"c": point} if any(point) else {})}
    text = [str(replace(f, "s", at))]
    if g.nonzero(a.at(Q(0)) - value):
        answer = no("a jump", "kink")
    elif g.nonzero(a.at(Q(1))):
        answer = no("slope %s times the norm" % k.number(a.at(Q(1))), "kink")
    elif order == 1:
        answer = {"x": ["0"] * n}
    else:
        answer = [[answer_text(a.at(Q(2)) * 2) if i == j else "0" for j in range(n)] for i in range(n)]
    return question("grad" if order == 1 else "hessian", text, ["x"], where_at, answer)


def oscillating(r):
    """x^p*sin(1/x^m) with its hole filled, beside a smooth function."""
    p, m, n = r.choice([1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 7]), r.choice([1, 1, 2, 3]), r.choice([1, 1, 1, 2, 3])
    h = r.choice(["sin", "cos"])
    a = r.choice(POINTS)
    x = name("x") if a == 0 else name("x") - wrap(a) if a > 0 else name("x") + wrap(-a)
    osc = (x ** p if p > 1 else x) * call(h, wrap(1) / (x ** m if m > 1 else x))
    hole = r.random()
    c = Q(0) if hole < .9 else Q(1)
    e = where(compare("==", x, 0), c, osc) if r.random() < .5 else where(compare("!=", x, 0), osc, c)
    f = smooth(r) if r.random() < .4 else None
    value = Q(0)
    if f is not None:
        value = derivative(f, point_s(), {"s": Q(1)}, n)
        if isinstance(value, dict):
            raise Drop("not smooth")
        e = e + replace(f, "s", x)
    if c:
        answer = no("a wrong value at the point", "kink", "domain")
    elif p > (n - 1) * (m + 1) + 1:
        answer = value
    else:
        answer = no("the quotient oscillates", "kink", "domain", "pole")
    return question("diff", [str(e)], ["x"], {"x": a}, answer, n)


def bounded(r):
    """Oscillation that does not matter to a sign."""
    a = r.choice(POINTS)
    x = name("x") if a == 0 else name("x") - wrap(a) if a > 0 else name("x") + wrap(-a)
    osc = call(r.choice(["sin", "cos"]), wrap(1) / r.choice([x, x ** 2]))
    b = r.choice([2, 3])
    sure = wrap(b) + osc  # positive
    kind = r.randrange(4)
    c = small(r)
    if kind == 0:
        e, value = where(compare("==", x, 0), 0, x * call("sign", sure)), Q(1)
    elif kind == 1:
        e, value = where(compare("==", x, 0), 0, call("relu", -x ** 2 * sure) + c * x), c.data
    elif kind == 2:
        e, value = where(compare("==", x, 0), 0, call("max", x ** 2 * osc, -wrap(b) * x ** 2) + c * x), c.data
    else:
        e, value = where(compare("==", x, 0), 0, where(compare(">", x ** 2 * sure, 0), c * x, 7 * x)), c.data
    return question("diff", [str(e)], ["x"], {"x": a}, value, 1)


def flat(r):
    """exp(-1/x^2) and logarithms beside powers."""
    a = r.choice(POINTS)
    x = name("x") if a == 0 else name("x") - wrap(a) if a > 0 else name("x") + wrap(-a)
    m, n, p, c = r.choice([2, 2, 4]), r.choice([1, 2, 3, 4]), r.choice([1, 2, 3]), small(r)
    e0 = call("exp", -wrap(1) / x ** m)
    kind = r.randrange(7)
    if kind == 0:
        e, value = where(compare("==", x, 0), 0, r.choice([e0, e0 / x, e0 / x ** 2, e0 / x ** 5])), Q(0)
    elif kind == 1:
        e, value = where(compare(">", x, 0), call("exp", -wrap(1) / x), 0), Q(0)
    elif kind == 2:  # flat against a power
        e, value = where(compare("==", x, 0), 0, call("max", e0, x ** (2 * p))), Q(fact(n)) if n == 2 * p else Q(0)
    elif kind == 3:
        e, value = x * where(compare("==", x, 0), 1, call("sign", e0 - x ** (2 * p))), Q(-1) if n == 1 else Q(0)
    elif kind == 4:
        e = where(compare("==", x, 0), 0, (x ** p if p > 1 else x) * call("log", call("abs", x)))
        value = Q(0) if n < p else no("a term x^%d*log(x)" % p, "kink", "pole", "domain")
    elif kind == 5:
        e = where(compare("==", x, 0), 0, x ** (2 * p) * call("log", x ** 2)) + c * x
        value = (c.data if n == 1 else Q(0)) if n < 2 * p else no("a term of log(x)", "kink", "pole", "domain")
    else:
        e = where(compare("==", x, 0), 0, call("relu", call("log", x ** 2)) + c * (x ** n if n > 1 else x))
        value = c.data * fact(n)
    return question("diff", [str(e)], ["x"], {"x": a}, value, n)


OTHERS = {"along": (along, 8), "several": (several, 8), "norms": (norms, 6), "oscillating": (oscillating, 4),
          "bounded": (bounded, 2), "flat": (flat, 3)}


def cases(count, seed, kinds=None):
    table = [(kind, w) for kind, (_, w) in list(KINDS.items()) + list(OTHERS.items()) if not kinds or kind in kinds]
    seen, made, at = set(), 0, 0
    while made < count:
        at += 1
        r = random.Random(seed * 10 ** 7 + at)
        kind = r.choices([x for x, _ in table], [w for _, w in table])[0]
        try:
            case = in_one(r, kind) if kind in KINDS else OTHERS[kind][0](r)
        except Drop:
            continue
        except Undefined:
            continue
        except ZeroDivisionError:
            continue
        key = json.dumps({x: case[x] for x in ("command", "exprs", "at")}) + str(case.get("order"))
        if key in seen or any(len(e) > 400 for e in case["exprs"]):
            continue
        seen.add(key)
        made += 1
        yield {"id": "%s-%d-%d" % (kind, seed, at), **case}


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    for case in cases(count, seed, sys.argv[3].split(",") if len(sys.argv) > 3 else None):
        print(json.dumps(case))


if __name__ == "__main__":
    main()
