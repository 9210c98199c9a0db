"""Exact constants: rational combinations of products of rational powers of primes, e, pi, logarithms of
primes, Euler's constant and values of zeta.

A formal zero is zero. Anything else must be shown not to be by 60 digits of it, or the question that
needs it is dropped: so no sign here is ever a guess.
"""

from fractions import Fraction
from functools import lru_cache

from mpmath import mp, mpf

DIGITS = 80
mp.dps = DIGITS
NOTHING = mpf(10) ** -45


class Drop(Exception):
    """This module cannot tell; the question is not asked."""


def numeric(name):
    return numeric_to(name, mp.dps)


@lru_cache(maxsize=None)
def numeric_to(name, digits):
    """As precise as mpmath is set to be."""
    if name.isdigit():
        return mpf(int(name))
    if name.startswith("log"):
        return mp.log(int(name[3:]))
    if name.startswith("zeta"):
        return mp.zeta(int(name[4:]))
    if name.startswith(("sin ", "cos ")):
        p = Fraction(name[4:])
        return (mp.sin if name[0] == "s" else mp.cos)(mpf(p.numerator) / p.denominator)
    return {"e": mp.e, "pi": mp.pi, "euler": mp.euler}[name] + 0


def written(name, e):
    """A power of a generator in dcalc's language."""
    if name == "e":
        return "exp(%s)" % e
    if name.startswith("log"):
        name = "log(%s)" % name[3:]
    elif name.startswith(("sin ", "cos ")):
        name = "%s(%s)" % (name[:3], name[4:])
    elif name in ("euler",) or name.startswith("zeta"):
        raise Drop("no name for " + name)
    return name if e == 1 else "%s^(%s)" % (name, e) if e.denominator != 1 or e < 0 else "%s^%s" % (name, e)


class Constant:
    """A sum {monomial: rational}, a monomial being a sorted tuple of (generator, exponent)."""

    __slots__ = ("terms",)

    def __init__(self, terms):
        self.terms = terms

    def __repr__(self):
        return text(self)

    def __add__(self, b):
        out = dict(self.terms)
        for m, c in lift(b).terms.items():
            c += out.pop(m, 0)
            if c:
                out[m] = c
        return plain(out)

    __radd__ = __add__

    def __neg__(self):
        return Constant({m: -c for m, c in self.terms.items()})

    def __sub__(self, b):
        return self + -b

    def __rsub__(self, b):
        return -self + b

    def __mul__(self, b):
        if isinstance(b, (int, Fraction)):
            return plain({m: c * b for m, c in self.terms.items()} if b else {})
        out = Fraction(0)
        for m, c in self.terms.items():
            for n, d in b.terms.items():
                out = out + product(m, n, c * d)
        return out

    __rmul__ = __mul__

    def __truediv__(self, b):
        return self * inverse(b)

    def __rtruediv__(self, b):
        return inverse(self) * b


def lift(a):
    return a if isinstance(a, Constant) else Constant({(): Fraction(a)} if a else {})


def plain(terms):
    """A rational where it is one."""
    if not terms:
        return Fraction(0)
    if len(terms) == 1 and () in terms:
        return terms[()]
    return Constant(terms)


def product(m, n, c):
    powers = dict(m)
    for name, e in n:
        powers[name] = powers.get(name, 0) + e
    for name, e in list(powers.items()):
        if name.isdigit():  # whole powers of primes go into the coefficient
            whole = e.numerator // e.denominator
            c, e = c * Fraction(int(name)) ** whole, e - whole
            powers[name] = e
        if not e:
            del powers[name]
    return plain({tuple(sorted(powers.items())): c})


def monomial(name, e=1):
    return product((), ((name, Fraction(e)),), Fraction(1)) if e else Fraction(1)


def inverse(a):
    if isinstance(a, (int, Fraction)):
        if not a:
            raise ZeroDivisionError
        return Fraction(1) / a
    if len(a.terms) != 1:
        raise Drop("the inverse of a sum")
    (m, c), = a.terms.items()
    return product((), tuple((n, -e) for n, e in m), 1 / c)


def number(a):
    """80 digits of it."""
    if isinstance(a, (int, Fraction)):
        a = Fraction(a)
        return mpf(a.numerator) / a.denominator
    out = mpf(0)
    for m, c in a.terms.items():
        p = number(c)
        for name, e in m:
            p *= numeric(name) ** (mpf(e.numerator) / e.denominator)
        out += p
    return out


def sign(a):
    if isinstance(a, (int, Fraction)):
        return (a > 0) - (a < 0)
    value = number(a)
    if abs(value) < NOTHING:
        raise Drop("a sign that does not show")
    return 1 if value > 0 else -1


def floor(a):
    """Its floor, and whether it is whole."""
    if isinstance(a, (int, Fraction)):
        a = Fraction(a)
        return a.numerator // a.denominator, a.denominator == 1
    value = number(a)
    if abs(value - mp.nint(value)) < NOTHING:
        raise Drop("a floor that does not show")
    return int(mp.floor(value)), False


def factors(n):
    out, p = {}, 2
    while n > 1:
        while n % p == 0:
            out[p] = out.get(p, 0) + 1
            n //= p
        p += 1
        if p > 1000:
            raise Drop("a large number")
    return out


def power(a, e):
    """a^e for positive a, or any a but 0 where e is whole."""
    e = Fraction(e)
    if e.denominator == 1:
        out, base = Fraction(1), a if e >= 0 else inverse(a)
        for _ in range(abs(e.numerator)):
            out = out * base
        return out
    if isinstance(a, (int, Fraction)):
        a, out = Fraction(a), Fraction(1)
        for n, s in ((a.numerator, 1), (a.denominator, -1)):
            for p, k in factors(n).items():
                out = out * monomial(str(p), s * k * e)
        return out
    if len(a.terms) != 1:
        raise Drop("the root of a sum")
    (m, c), = a.terms.items()
    return product((), tuple((n, f * e) for n, f in m), Fraction(1)) * power(c, e)


def log(a):
    """Of a positive rational."""
    if isinstance(a, Constant):
        if len(a.terms) == 1:
            (m, c), = a.terms.items()
            if c == 1 and len(m) == 1 and m[0][0] == "e":
                return m[0][1]
        raise Drop("the logarithm of a sum")
    a, out = Fraction(a), Fraction(0)
    for n, s in ((a.numerator, 1), (a.denominator, -1)):
        for p, k in factors(n).items():
            out = out + monomial("log%d" % p) * (s * k)
    return out


def text(a):
    """As dcalc reads it."""
    if isinstance(a, (int, Fraction)):
        return str(a)
    parts = []
    for m, c in sorted(a.terms.items()):
        if not m:
            parts.append(str(c))
            continue
        product_text = "*".join(written(n, e) for n, e in m)
        parts.append(product_text if c == 1 else "%s*%s" % (c if c > 0 else "(%s)" % c, product_text))
    return "(%s)" % " + ".join(parts) if len(parts) > 1 else parts[0]


def decimal(a, digits=40):
    """The exact decimal where it is short, else so many digits."""
    if isinstance(a, (int, Fraction)):
        a, d = Fraction(a), Fraction(a).denominator
        twos = fives = 0
        while d % 2 == 0:
            d, twos = d // 2, twos + 1
        while d % 5 == 0:
            d, fives = d // 5, fives + 1
        places = max(twos, fives)
        if d == 1 and places <= 25:
            scaled = a * 10 ** places
            s = str(abs(scaled.numerator)).rjust(places + 1, "0")
            return ("-" if a < 0 else "") + (s[:-places] + "." + s[-places:] if places else s)
    return mp.nstr(number(a), digits)
