"""One-sided expansions of formulas along a ray, with exact coefficients: what sides.py judges by.

A series is a list of coefficients of t^((v + i)/q), i = 0, 1, ..., with a rest of the order of the next.
Every formula is expanded at p + d*t for t -> 0+; with d = 0 that is its exact value at p. All is written
from the definitions; nothing of dcalc is used.
"""

import itertools
import math
from fractions import Fraction

from mpmath import mp, mpf

import constants as k
from constants import Drop

HALF = Fraction(1, 2)


class Undefined(Exception):
    """No value: the reason is domain or pole."""


class Series:
    __slots__ = ("q", "v", "c")

    def __init__(self, q, v, c):
        cut = 0
        while cut < len(c) and not nonzero(c[cut]):
            cut += 1
        self.q, self.v, self.c = q, v + cut, c[cut:]

    def scaled(self, q):
        """The same in steps of 1/q."""
        if q == self.q:
            return self
        by, c = q // self.q, []
        for a in self.c:
            c += [a] + [Fraction(0)] * (by - 1)
        return Series(q, self.v * by, c)

    def order(self):
        """The exponent of the first term, or None where it is 0 as far as can be seen."""
        return Fraction(self.v, self.q) if self.c else None

    def end(self):
        return Fraction(self.v + len(self.c), self.q)

    def at(self, e):
        """The coefficient of t^e, e within what is known."""
        if e >= self.end():
            raise Drop("too few terms")
        i = e * self.q - self.v
        return self.c[int(i)] if i.denominator == 1 and i >= 0 else Fraction(0)

    def terms(self):
        return [(Fraction(self.v + i, self.q), a) for i, a in enumerate(self.c) if nonzero(a)]


def nonzero(a):
    return a != 0 if isinstance(a, (int, Fraction)) else bool(k.sign(a))


def common(a, b):
    q = a.q * b.q // math.gcd(a.q, b.q)
    if q > 12:
        raise Drop("roots of roots")
    return a.scaled(q), b.scaled(q), q


def add(a, b):
    a, b, q = common(a, b)
    v, end = min(a.v, b.v), min(a.v + len(a.c), b.v + len(b.c))
    c = [Fraction(0)] * max(end - v, 0)
    for s in (a, b):
        for i, x in present(s.c):
            if s.v + i < end:
                at = s.v + i - v
                c[at] = c[at] + x if s is b else x
    return Series(q, v, c)


def present(c):
    """The coefficients that are not formally 0, with their places."""
    return [(i, x) for i, x in enumerate(c) if isinstance(x, k.Constant) or x]


def scale(a, x):
    return Series(a.q, a.v, [y * x for y in a.c]) if nonzero(x) else Series(a.q, a.v + len(a.c), [])


def multiply(a, b):
    a, b, q = common(a, b)
    n = min(len(a.c), len(b.c))
    c = [Fraction(0)] * n
    factors = present(b.c[:n])
    for i, x in present(a.c[:n]):
        for j, y in factors:
            if i + j >= n:
                break
            c[i + j] = c[i + j] + x * y
    return Series(q, a.v + b.v, c)


def reciprocal(a):
    if not a.c:
        raise Drop("a divisor that may be 0")
    first = k.inverse(a.c[0])
    c, terms = [first], present(a.c)[1:]
    for i in range(1, len(a.c)):
        s = Fraction(0)
        for j, x in terms:
            if j > i:
                break
            s = s + x * c[i - j]
        c.append(-first * s)
    return Series(a.q, -a.v, c)


def power(a, e):
    """a^e; a must be positive where e is no integer."""
    if not a.c:
        raise Drop("a power of what may be 0")
    lead = Fraction(a.v, a.q) * e
    q = a.q * lead.denominator // math.gcd(a.q, lead.denominator) if lead.denominator > 1 else a.q
    if q > 12:
        raise Drop("roots of roots")
    c0 = k.power(a.c[0], e)
    inv = k.inverse(a.c[0])
    u = [x * inv for x in a.c]
    c, terms = [Fraction(1)], present(u)[1:]
    for n in range(1, len(u)):  # c' u = e u' c
        s = Fraction(0)
        for j, x in terms:
            if j > n:
                break
            s = s + (e * j - (n - j)) * x * c[n - j]
        c.append(s / n)
    out = Series(a.q, 0, [x * c0 for x in c]).scaled(q)
    return Series(q, int(lead * q), out.c)


def constant(x, n):
    return Series(1, 0, [x] + [Fraction(0)] * (n - 1)) if nonzero(x) else Series(1, n, [])


def split(a, n):
    """The limit u0 and the rest v of a series that has a limit."""
    if not a.c or a.v > 0:
        return Fraction(0), a
    if a.v < 0:
        raise Drop("no limit")
    return a.c[0], Series(a.q, 1, a.c[1:])


def compose(coefficients, v):
    """sum coefficients[i]*v^i for v -> 0, as far as the coefficients reach."""
    if not v.c:
        e = max(v.v, 1)
        c0 = coefficients[0]
        return Series(v.q, 0, [c0] + [Fraction(0)] * (e - 1))
    n = v.v + len(v.c)
    terms = coefficients[:(n - 1) // v.v + 1]
    inner, out = [(v.v + i, x) for i, x in present(v.c)], []
    for x in reversed(terms):  # Horner
        c = [Fraction(0)] * n
        for i, y in out:
            for j, z in inner:
                if i + j >= n:
                    break
                c[i + j] = c[i + j] + y * z
        c[0] = c[0] + x
        out = present(c)
    rest = min(n, len(coefficients) * v.v)
    return Series(v.q, 0, c[:rest])


# ---- Taylor coefficients at special points ----


def exponential(n):
    return [Fraction(1, math.factorial(i)) for i in range(n)]


def cosine(n, s=1):
    return [Fraction((1 if s == 1 or i % 4 == 0 else -1), math.factorial(i)) if i % 2 == 0 else Fraction(0) for i in range(n)]


def sine(n, s=1):
    return [Fraction((1 if s == 1 or i % 4 == 1 else -1), math.factorial(i)) if i % 2 else Fraction(0) for i in range(n)]


def binomial(e, n):
    out = [Fraction(1)]
    for i in range(1, n):
        out.append(out[-1] * (e - i + 1) / i)
    return out


def integral(c, first=Fraction(0)):
    return [first] + [x / (i + 1) for i, x in enumerate(c)]


def squares(c, s, n):
    """c[0] + c[1]*(s*x^2) + ..."""
    out = [Fraction(0)] * n
    for i in range(0, n, 2):
        out[i] = c[i // 2] * s ** (i // 2)
    return out


def lgamma_coefficients(n):
    """Of lgamma(1 + x)."""
    out = [Fraction(0), -k.monomial("euler")]
    for i in range(2, n):
        out.append(k.monomial("zeta%d" % i) * Fraction((-1) ** i, i))
    return out[:n]


def series_of(n, function):
    return Series(1, 0, function(n))


def at_zero(rule):
    def expand(u, n):
        u0, v = split(u, n)
        if nonzero(u0):
            raise Drop("known at 0 only")
        return compose(rule(n), v)
    return expand


def fn_exp(u, n):
    u0, v = split(u, n)
    if not isinstance(u0, Fraction):
        raise Drop("the exponential of a constant")
    return scale(compose(exponential(n), v), k.monomial("e", u0))


def fn_log(u, n):
    if not u.c:
        raise Drop("the logarithm of what may be 0")
    if k.sign(u.c[0]) < 0:
        raise Undefined("domain")
    if u.v > 0 or u.v < 0:
        raise Drop("a logarithmic scale")
    u0, v = split(u, n)
    rule = [k.log(u0)] + [Fraction((-1) ** (i + 1), i) for i in range(1, n)]
    return compose(rule, scale(v, k.inverse(u0)))


def circular(u, n):
    """sin and cos."""
    u0, v = split(u, n)
    s, c = compose(sine(n, -1), v), compose(cosine(n, -1), v)
    if not nonzero(u0):
        return s, c
    turns = u0 * k.monomial("pi", -1) if isinstance(u0, k.Constant) else None
    if isinstance(turns, Fraction) and (4 * turns).denominator == 1:
        root = k.power(Fraction(2), -HALF)
        eighth = [(Fraction(0), Fraction(1)), (root, root), (Fraction(1), Fraction(0)), (root, -root),
                  (Fraction(0), Fraction(-1)), (-root, -root), (Fraction(-1), Fraction(0)), (-root, root)]
        s0, c0 = eighth[int(4 * turns) % 8]
    elif isinstance(u0, Fraction):
        sg = 1 if u0 > 0 else -1
        s0, c0 = k.monomial("sin %s" % abs(u0)) * sg, k.monomial("cos %s" % abs(u0))
    else:
        raise Drop("an angle")
    return add(scale(s, c0), scale(c, s0)), add(scale(c, c0), scale(s, -s0))


def quotient(a, b):
    if not b.c:
        raise Drop("a divisor that may be 0")
    return multiply(a, reciprocal(b))


def hyperbolic(u, n):
    u0, v = split(u, n)
    if nonzero(u0):
        e, f = fn_exp(u, n), fn_exp(scale(u, Fraction(-1)), n)
        return scale(add(e, scale(f, Fraction(-1))), HALF), scale(add(e, f), HALF)
    return compose(sine(n), v), compose(cosine(n), v)


def from_derivative(values, derivative):
    """f(u0 + v) where f(u0) stands in `values` and f' is a function of coefficients."""
    def expand(u, n):
        u0, v = split(u, n)
        if u0 not in values:
            raise Drop("no known value")
        value = values[u0]
        x = Series(1, 0, [u0, Fraction(1)] + [Fraction(0)] * (n - 2))
        slope = derivative(x, n)
        if slope.q != 1 or slope.v < 0:
            raise Drop("a branch point")
        c = [Fraction(0)] * slope.v + slope.c
        return compose(integral(c, value)[:n], v)
    return expand


def one(n):
    return constant(Fraction(1), n)


PI = k.monomial("pi")
ROOT3 = k.power(Fraction(3), HALF)
ROOT2 = k.power(Fraction(2), HALF)
fn_atan = from_derivative({Fraction(0): Fraction(0), Fraction(1): PI * Fraction(1, 4), Fraction(-1): PI * Fraction(-1, 4)},
                          lambda x, n: reciprocal(add(one(n), multiply(x, x))))


def branch(x, n, s):
    """(1 + s*x^2)^(-1/2)."""
    b = add(one(n), scale(multiply(x, x), Fraction(s)))
    if not b.c or b.v:
        raise Drop("a branch point")
    return power(b, -HALF)


fn_asin = from_derivative({Fraction(0): Fraction(0), HALF: PI * Fraction(1, 6), -HALF: PI * Fraction(-1, 6)},
                          lambda x, n: branch(x, n, -1))
fn_asinh = from_derivative({Fraction(0): Fraction(0), Fraction(3, 4): k.log(2), Fraction(-3, 4): -k.log(2)},
                           lambda x, n: branch(x, n, 1))
fn_atanh = from_derivative({Fraction(0): Fraction(0), HALF: k.log(3) * HALF, -HALF: k.log(3) * -HALF},
                           lambda x, n: reciprocal(add(one(n), scale(multiply(x, x), Fraction(-1)))))


def fn_expit(u, n):
    return reciprocal(add(one(n), fn_exp(scale(u, Fraction(-1)), n)))


def fn_softplus(u, n):
    return fn_log(add(one(n), fn_exp(u, n)), n)


def erf_rule(n):
    two = k.monomial("pi", -HALF) * 2
    c = [Fraction(0)] * n
    for i in range(1, n, 2):
        m = (i - 1) // 2
        c[i] = two * Fraction((-1) ** m, math.factorial(m) * i)
    return c


def bessel_rule(order):
    def rule(n):
        c = [Fraction(0)] * n
        for m in range(n):
            if 2 * m + order < n:
                c[2 * m + order] = Fraction((-1) ** m, math.factorial(m) * math.factorial(m + order) * 2 ** (2 * m + order))
        return c
    return rule


def lambert_rule(n):
    return [Fraction(0)] + [Fraction((-i) ** (i - 1), math.factorial(i)) for i in range(1, n)]


def fn_lgamma(u, n):
    u0, v = split(u, n)
    if not isinstance(u0, Fraction) or u0.denominator != 1 or u0 < 1 or u0 > 6:
        raise Drop("gamma at a whole number only")
    out = compose(lgamma_coefficients(n), v)
    for i in range(1, int(u0)):
        out = add(out, fn_log(add(v, constant(Fraction(i), n)), n))
    return out


def fn_gamma(u, n):
    u0, v = split(u, n)
    if not isinstance(u0, Fraction) or u0.denominator != 1 or u0 < 1 or u0 > 6:
        raise Drop("gamma at a whole number only")
    out = fn_exp(compose(lgamma_coefficients(n), v), n)
    for i in range(1, int(u0)):
        out = multiply(out, add(v, constant(Fraction(i), n)))
    return out


def fn_cbrt(u, n):
    if not u.c:
        raise Drop("a root of what may be 0")
    if k.sign(u.c[0]) < 0:
        return scale(power(scale(u, Fraction(-1)), Fraction(1, 3)), Fraction(-1))
    return power(u, Fraction(1, 3))


def ratio_rule(a, b):
    return lambda u, n: quotient(a(u, n), b(u, n))


def named(f, g=None):
    return lambda u, n: f(u, n)


def per_log(base):
    return lambda u, n: scale(fn_log(u, n), k.inverse(k.log(Fraction(base))))


def digamma_rule(u, n):
    u0, v = split(u, n)
    if u0 != 1:
        raise Drop("digamma at 1 only")
    c = [-k.monomial("euler")] + [k.monomial("zeta%d" % (i + 1)) * Fraction((-1) ** (i + 1)) for i in range(1, n)]
    return compose(c, v)


FUNCTIONS = {
    "sin": lambda u, n: circular(u, n)[0], "cos": lambda u, n: circular(u, n)[1],
    "tan": lambda u, n: quotient(*circular(u, n)), "sec": lambda u, n: reciprocal(circular(u, n)[1]),
    "sinh": lambda u, n: hyperbolic(u, n)[0], "cosh": lambda u, n: hyperbolic(u, n)[1],
    "tanh": lambda u, n: quotient(*hyperbolic(u, n)), "sech": lambda u, n: reciprocal(hyperbolic(u, n)[1]),
    "csc": lambda u, n: reciprocal(circular(u, n)[0]), "csch": lambda u, n: reciprocal(hyperbolic(u, n)[0]),
    "cot": lambda u, n: quotient(*reversed(circular(u, n))), "coth": lambda u, n: quotient(*reversed(hyperbolic(u, n))),
    "exp": fn_exp, "expm1": lambda u, n: add(fn_exp(u, n), constant(Fraction(-1), n)),
    "exp2": lambda u, n: fn_exp(scale(u, k.log(2)), n),
    "log": fn_log, "log1p": lambda u, n: fn_log(add(u, one(n)), n), "log2": per_log(2), "log10": per_log(10),
    "asin": fn_asin, "atan": fn_atan, "asinh": fn_asinh, "atanh": fn_atanh,
    "acos": lambda u, n: add(constant(PI * HALF, n), scale(fn_asin(u, n), Fraction(-1))),
    "expit": fn_expit, "softplus": fn_softplus, "silu": lambda u, n: multiply(u, fn_expit(u, n)),
    "erf": at_zero(erf_rule), "erfc": lambda u, n: add(one(n), scale(at_zero(erf_rule)(u, n), Fraction(-1))),
    "gelu": lambda u, n: multiply(scale(u, HALF), add(one(n), at_zero(erf_rule)(scale(u, k.inverse(ROOT2)), n))),
    "j0": at_zero(bessel_rule(0)), "j1": at_zero(bessel_rule(1)), "lambertw": at_zero(lambert_rule),
    "gamma": fn_gamma, "lgamma": fn_lgamma, "digamma": digamma_rule, "cbrt": fn_cbrt,
}

NUMERIC = {
    "sin": mp.sin, "cos": mp.cos, "tan": mp.tan, "sec": mp.sec, "csc": mp.csc, "cot": mp.cot, "sinh": mp.sinh,
    "cosh": mp.cosh, "tanh": mp.tanh, "sech": mp.sech, "csch": mp.csch, "coth": mp.coth, "exp": mp.exp,
    "expm1": mp.expm1, "exp2": lambda x: mpf(2) ** x, "log": mp.log, "log1p": mp.log1p,
    "log2": lambda x: mp.log(x) / mp.log(2), "log10": mp.log10, "asin": mp.asin, "acos": mp.acos, "atan": mp.atan,
    "asinh": mp.asinh, "atanh": mp.atanh, "expit": lambda x: 1 / (1 + mp.exp(-x)),
    "softplus": lambda x: mp.log1p(mp.exp(x)), "silu": lambda x: x / (1 + mp.exp(-x)), "erf": mp.erf, "erfc": mp.erfc,
    "gelu": lambda x: x * (1 + mp.erf(x / mp.sqrt(2))) / 2, "j0": mp.j0, "j1": mp.j1,
    "lambertw": lambda x: mp.re(mp.lambertw(x)), "gamma": mp.gamma, "lgamma": mp.loggamma, "digamma": mp.digamma,
    "cbrt": lambda x: mp.sign(x) * abs(x) ** (mpf(1) / 3), "abs": abs, "relu": lambda x: max(x, mpf(0)),
    "leaky_relu": lambda x: x if x > 0 else x / 100, "elu": lambda x: x if x > 0 else mp.expm1(x),
    "sign": lambda x: mp.sign(snap(x)), "heaviside": lambda x: (mp.sign(snap(x)) + 1) / 2,
    "floor": lambda x: mp.floor(snap(x)), "ceil": lambda x: mp.ceil(snap(x)), "round": lambda x: mp.nint(snap(2 * x) / 2),
}


def snap(x):
    """The whole number that x differs from by rounding only."""
    return mp.nint(x) if abs(x - mp.nint(x)) < mpf(10) ** (-3 * mp.dps // 4) else x


# ---- formulas ----


class Ray:
    """Where names stand: at point[name] + direction[name]*t. A direction of None is the point itself."""

    def __init__(self, point, direction, n):
        self.point, self.direction, self.n = point, direction, n
        self.known = {}


class Node:
    """op and arguments; `text` as dcalc reads it, at a binding strength: 0 sum, 1 product, 2 power, 3 atom."""

    def __init__(self, op, args, data=None):
        self.op, self.args, self.data = op, args, data

    def __add__(self, b):
        return Node("+", (self, wrap(b)))

    def __radd__(self, b):
        return wrap(b) + self

    def __sub__(self, b):
        return Node("-", (self, wrap(b)))

    def __rsub__(self, b):
        return wrap(b) - self

    def __mul__(self, b):
        return Node("*", (self, wrap(b)))

    def __rmul__(self, b):
        return wrap(b) * self

    def __truediv__(self, b):
        return Node("/", (self, wrap(b)))

    def __rtruediv__(self, b):
        return wrap(b) / self

    def __neg__(self):
        return Node("neg", (self,))

    def __pow__(self, e):
        return Node("^", (self,), Fraction(e))

    def __str__(self):
        return text(self)[0]


def wrap(x):
    return x if isinstance(x, Node) else Node("number", (), x if isinstance(x, k.Constant) else Fraction(x))


def name(x):
    return Node("name", (), x)


def call(f, *args):
    return Node(f, tuple(wrap(a) for a in args))


COMPARISONS = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1), "==": (0,), "!=": (-1, 1)}


def negative(a):
    """-a, where a begins with a negative number."""
    if a.op == "number" and isinstance(a.data, Fraction) and a.data < 0:
        return wrap(-a.data)
    if a.op == "*" and negative(a.args[0]):
        first = negative(a.args[0])
        return a.args[1] if first.data == 1 else Node("*", (first, a.args[1]))
    return None


def text(a):
    def inner(b, strength):
        s, had = text(b)
        return s if had >= strength else "(%s)" % s
    if a.op == "number":
        if isinstance(a.data, k.Constant):
            return k.text(a.data), (3 if len(a.data.terms) > 1 else 1 if k.text(a.data)[0] != "(" else 1)
        return str(a.data), 3 if a.data.denominator == 1 and a.data >= 0 else 1 if a.data >= 0 else 0
    if a.op == "name":
        return a.data, 3
    if a.op == "+" and negative(a.args[1]):
        return text(Node("-", (a.args[0], negative(a.args[1]))))
    if a.op == "-" and negative(a.args[1]):
        return text(Node("+", (a.args[0], negative(a.args[1]))))
    if a.op == "*" and a.args[0].op == "number" and a.args[0].data == -1:
        return text(Node("neg", (a.args[1],)))
    if a.op in "+-" and len(a.args) == 2:
        return inner(a.args[0], 0) + " %s " % a.op + inner(a.args[1], 1 if a.op == "-" or str(a.args[1])[0] == "-" else 0), 0
    if a.op == "*":
        return inner(a.args[0], 1) + "*" + inner(a.args[1], 1 if a.args[1].op != "/" else 2), 1
    if a.op == "/":
        return inner(a.args[0], 1) + "/" + inner(a.args[1], 2), 1
    if a.op == "neg":
        return "-" + inner(a.args[0], 1), 0
    if a.op == "^":
        e = str(a.data)
        return inner(a.args[0], 3) + "^" + (e if a.data.denominator == 1 and a.data >= 0 else "(%s)" % e), 2
    if a.op in COMPARISONS:
        return inner(a.args[0], 0) + " %s " % a.op + inner(a.args[1], 0), -1
    if a.op in ("max of", "min of", "norm", "sum", "logsumexp"):
        return "%s([%s])" % (a.op.split()[0], ", ".join(str(b) for b in a.args)) if not a.data else a.data, 3
    return "%s(%s)" % (a.op, ", ".join(str(b) for b in a.args)), 3


def sign(a, ray):
    """The sign of a formula on the ray, for small t > 0, or at the point."""
    s = expand(a, ray)
    if s.c:
        return k.sign(s.c[0])
    if ray.direction is not None:
        identical(a, ray)
    return 0


def identical(a, ray):
    """Zero to so many terms: is it zero, at two places beside the point too?"""
    for t in (mpf(1) / 37, mpf(1) / 11):
        at = {x: k.number(ray.point[x]) + k.number(ray.direction.get(x, Fraction(0))) * t for x in ray.point}
        try:
            value = numeric(a, at)
        except (ValueError, ZeroDivisionError, TypeError) as problem:
            raise Drop("no number beside the point") from problem
        if abs(value) > mpf(10) ** -50:
            raise Drop("a tie of high order")


def choose(a, ray, condition):
    return sign(condition.args[0] - condition.args[1], ray) in COMPARISONS[condition.op]


def expand(a, ray):
    key = id(a)
    if key not in ray.known:
        ray.known[key] = (expand_node(a, ray), a)
    return ray.known[key][0]


def whole_part(u, ray, node):
    """floor of the series, as a number."""
    if u.c and u.v < 0:
        raise Drop("the floor of what grows")
    u0, v = split(u, ray.n)
    low, whole = k.floor(u0)
    if whole and v.c and k.sign(v.c[0]) < 0:
        return low - 1
    if whole and not v.c and ray.direction is not None:
        identical(node - wrap(u0), ray)
    return low


def expand_node(a, ray):
    n = ray.n
    if a.op == "number":
        return constant(a.data, n)
    if a.op == "name":
        p = constant(ray.point[a.data], n)
        d = ray.direction.get(a.data, 0) if ray.direction is not None else 0
        return add(p, Series(1, 1, [d] + [Fraction(0)] * (n - 2))) if d else p
    if a.op == "where":
        return expand(a.args[1] if choose(a, ray, a.args[0]) else a.args[2], ray)
    u = [expand(b, ray) for b in a.args]
    if a.op in ("+", "-"):
        return add(u[0], scale(u[1], Fraction(1 if a.op == "+" else -1)))
    if a.op == "*":
        return multiply(u[0], u[1])
    if a.op == "/":
        if not u[1].c:
            zero_here(a.args[1], ray, "pole")
        return multiply(u[0], reciprocal(u[1]))
    if a.op == "neg":
        return scale(u[0], Fraction(-1))
    if a.op in ("^", "sqrt"):
        return expand_power(a, u[0], a.data if a.op == "^" else HALF, ray)
    if a.op in ("max", "min", "max of", "min of"):
        best = 0
        for i in range(1, len(u)):
            s = sign(a.args[i] - a.args[best], ray)
            if s == (1 if a.op[:3] == "max" else -1):
                best = i
        return u[best]
    if a.op in ("sum", "norm", "hypot"):
        total = constant(Fraction(0), n)
        for x in u:
            total = add(total, x if a.op == "sum" else multiply(x, x))
        if a.op == "sum":
            return total
        if not total.c:
            zero_here(Node("sum", tuple(b * b for b in a.args)), ray, None)
            return total
        return power(total, HALF)
    if a.op in ("abs", "relu", "leaky_relu", "elu", "sign", "heaviside"):
        s = sign(a.args[0], ray)
        if a.op == "sign":
            return constant(Fraction(s), n)
        if a.op == "heaviside":
            return constant(Fraction(s + 1, 2), n)
        if a.op == "abs":
            return scale(u[0], Fraction(s)) if s else u[0]
        if s >= 0:
            return u[0]
        return {"relu": lambda: constant(Fraction(0), n), "leaky_relu": lambda: scale(u[0], Fraction(1, 100)),
                "elu": lambda: FUNCTIONS["expm1"](u[0], n)}[a.op]()
    if a.op == "floor":
        return constant(Fraction(whole_part(u[0], ray, a.args[0])), n)
    if a.op == "ceil":
        return constant(Fraction(-whole_part(scale(u[0], Fraction(-1)), ray, -a.args[0])), n)
    if a.op == "round":
        shifted = a.args[0] + wrap(HALF)
        s = expand(shifted, ray)
        low = whole_part(s, ray, shifted)
        u0, v = split(s, n)
        if k.floor(u0)[1] and not v.c and low % 2:  # half, exactly: to even
            low -= 1
        return constant(Fraction(low), n)
    if a.op == "mod":
        if not u[1].c:
            zero_here(a.args[1], ray, "pole")
        ratio = a.args[0] / a.args[1]
        return add(u[0], scale(u[1], Fraction(-whole_part(expand(ratio, ray), ray, ratio))))
    if a.op in FUNCTIONS:
        return expand_function(a, u[0], ray)
    raise Drop("no rule for " + a.op)


def zero_here(a, ray, kind):
    """A formula without terms: 0 at the point, and on a ray if it is 0 for good."""
    if ray.direction is not None:
        identical(a, ray)
    if kind:
        raise Undefined(kind)


def expand_power(a, u, e, ray):
    if not u.c:
        zero_here(a.args[0], ray, None)
        if e < 0:
            raise Undefined("pole")
        if e == 0:
            return one(ray.n)
        return constant(Fraction(0), ray.n) if ray.direction is None else Series(u.q, u.v, [])
    if e.denominator != 1 and k.sign(u.c[0]) < 0:
        raise Undefined("domain")
    return power(u, e)


def expand_function(a, u, ray):
    f = a.op
    if not u.c:
        zero_here(a.args[0], ray, None)
        if f in ("log", "log2", "log10", "cot", "coth", "csc", "csch", "gamma", "lgamma", "digamma"):
            raise Undefined("pole")
        if f == "cbrt":
            return u
        u = Series(1, ray.n, [])
    if f in ("cot", "coth", "csc", "csch") and ray.direction is None:
        u0, v = split(u, ray.n)
    if f in ("asin", "acos", "atanh") and u.v == 0 and not nonzero(abs_minus_one(u.c[0])):
        raise Drop("a branch point")
    if ray.direction is None and u.v == 0 and f in ("log", "log2", "log10") and k.sign(u.c[0]) < 0:
        raise Undefined("domain")
    return FUNCTIONS[f](u, ray.n)


def abs_minus_one(c):
    return c * k.sign(c) - 1 if isinstance(c, Fraction) else c


def numeric(a, at):
    """The value at a point of mpmath's numbers, by the definitions."""
    if a.op == "number":
        return k.number(a.data)
    if a.op == "name":
        return at[a.data]
    if a.op == "where":
        c = a.args[0]
        d = numeric(c.args[0], at) - numeric(c.args[1], at)
        s = 0 if abs(d) < mpf(10) ** (-3 * mp.dps // 4) else 1 if d > 0 else -1
        return numeric(a.args[1] if s in COMPARISONS[c.op] else a.args[2], at)
    u = [numeric(b, at) for b in a.args]
    if a.op == "+":
        return u[0] + u[1]
    if a.op == "-":
        return u[0] - u[1]
    if a.op == "*":
        return u[0] * u[1]
    if a.op == "/":
        return u[0] / u[1]
    if a.op == "neg":
        return -u[0]
    if a.op == "sqrt":
        return real(mp.sqrt(u[0]))
    if a.op == "^":
        return real(u[0] ** a.data.numerator if a.data.denominator == 1 else u[0] ** (mpf(a.data.numerator) / a.data.denominator))
    if a.op in ("max", "max of"):
        return max(u)
    if a.op in ("min", "min of"):
        return min(u)
    if a.op == "sum":
        return mp.fsum(u)
    if a.op in ("norm", "hypot"):
        return mp.sqrt(mp.fsum(x * x for x in u))
    if a.op == "mod":
        return u[0] - u[1] * mp.floor(snap(u[0] / u[1]))
    return real(NUMERIC[a.op](u[0]))


def real(x):
    if not isinstance(x, (mpf, int)):
        raise ValueError("no real number")
    return mpf(x)


def polynomial(coefficients, s):
    """sum c[i]*s^i as a formula, terms of 0 left out."""
    out = None
    for i, c in enumerate(coefficients):
        if not nonzero(c):
            continue
        term = wrap(c) if i == 0 else (s if i == 1 else s ** i) if c == 1 else wrap(c) * (s if i == 1 else s ** i)
        out = term if out is None else out + term
    return out if out is not None else wrap(0)


def directions(names, most):
    """Whole directions, every one once as a ray."""
    for d in itertools.product(range(-most, most + 1), repeat=len(names)):
        if any(d) and math.gcd(*d) == 1:
            yield dict(zip(names, (Fraction(x) for x in d)))
