"""What the generators share: dcalc text read as Python, functions in mpmath, difference quotients.

Nothing here knows a rule of differentiation. A function is what its textbook definition says, in
mpmath; a derivative is a central difference quotient of it, taken at 160 digits with two step
sizes that must agree to 42 digits.
"""

import ast
import os
import re

import mpmath
from mpmath import mp, mpf

DIGITS = 160
SHOWN = 40
DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data")


class Undefined(Exception):
    """The reals give no answer, or the quotients do not settle."""


def real(value):
    """The value, if it is a finite real number."""
    if not isinstance(value, mpf) or not mp.isfinite(value):
        raise Undefined(str(value))
    return value


def expit(x):
    return 1 / (1 + mp.exp(-x))


def heaviside(x):
    return (mp.sign(x) + 1) / 2


def cbrt(x):
    return mp.sign(x) * mp.cbrt(abs(x))


def lambertw(x):
    if x < -mp.exp(-1):
        raise Undefined("lambertw below -1/e")
    return real(mp.re(mp.lambertw(x)))


def power(x, y):
    if x == 0 and y <= 0:
        raise Undefined("power of zero")
    return x ** y


def within(function, *bounds):
    """A function that mpmath continues where the reals give no answer."""
    def run(*arguments):
        for (low, high), x in zip(bounds, arguments):
            if not low < x < high:
                raise Undefined(f"{x} is not between {low} and {high}")
        return real(function(*arguments))
    return run


def besselk(order, x):
    """The integral of exp(-x*cosh(t))*cosh(order*t) over t > 0 (DLMF 10.32.9). The function is analytic up to
    a distance of pi/2 from the real line, so that sums of step h err by exp(x - pi^2/h), where it is at most exp(x)."""
    if x <= 0:
        raise Undefined("besselk beyond 0")
    nats = mp.dps * mp.log(10)
    h, total, t = 9 / (nats + x), mp.exp(-x) / 2, mpf(0)
    while True:
        t += h
        total += mp.exp(-x * mp.cosh(t)) * mp.cosh(order * t)
        if x * mp.cosh(t) - x - abs(order) * t > nats:
            return h * total


SPECIAL = {
    "erfinv": within(mp.erfinv, (-1, 1)),
    "erfcinv": within(lambda x: mp.erfinv(1 - x), (0, 2)),
    "exp1": within(mp.e1, (0, mp.inf)), "expi": mp.ei,
    "gammainc": lambda a, x: mp.gammainc(a, 0, x, regularized=True),
    "gammaincc": lambda a, x: mp.gammainc(a, x, regularized=True),
    "betainc": lambda a, b, x: mp.betainc(a, b, 0, x, regularized=True),
    "jv": mp.besselj, "yv": mp.bessely, "iv": mp.besseli, "kv": besselk,
    "i0": lambda x: mp.besseli(0, x), "i1": lambda x: mp.besseli(1, x),
    "k0": lambda x: besselk(0, x), "k1": lambda x: besselk(1, x),
    "airyai": mp.airyai, "airybi": mp.airybi,
    "airyaip": lambda x: mp.airyai(x, derivative=1), "airybip": lambda x: mp.airybi(x, derivative=1),
    "zeta": mp.zeta, "zetaderiv": lambda n, x: mp.zeta(x, 1, int(n)),
    "Si": mp.si, "Ci": within(mp.ci, (0, mp.inf)), "fresnels": mp.fresnels, "fresnelc": mp.fresnelc,
    "ellipk": within(mp.ellipk, (-mp.inf, 1)), "ellipe": within(mp.ellipe, (-mp.inf, 1)),
    "hyp1f1": mp.hyp1f1, "hyp2f1": mp.hyp2f1, "rgamma": mp.rgamma,
    "rgammaderiv": lambda n, x: mp.diff(mp.rgamma, x, int(n)),
    "lambertwm1": within(lambda x: mp.re(mp.lambertw(x, -1)), (-mp.exp(-1), 0)),
}

def sinc(x):
    return mp.sinpi(x) / (mp.pi * x) if x else mpf(1)


def sincderiv(n, x):
    """By Leibniz's rule for sin(pi*x) times 1/(pi*x), with as many more digits as cancel; its series next to 0."""
    n = int(n)
    if not x:
        return mpf(0) if n % 2 else (-1) ** (n // 2) * mp.pi**n / (n + 1)
    with mp.workdps(mp.dps + 10 + int((n + 1) * (abs(mp.log10(abs(x))) + mp.log10(n + 1) + 1))):
        return mp.fsum(mp.binomial(n, k) * mp.pi ** (n - k - 1) * mp.sinpi(x + mpf(n - k) / 2)
                       * (-1) ** k * mp.factorial(k) / x ** (k + 1) for k in range(n + 1))


FUNCTIONS = {
    "sin": mp.sin, "cos": mp.cos, "tan": mp.tan, "sec": mp.sec, "csc": mp.csc, "cot": mp.cot,
    "asin": mp.asin, "acos": mp.acos, "atan": mp.atan, "atan2": mp.atan2,
    "sinh": mp.sinh, "cosh": mp.cosh, "tanh": mp.tanh, "sech": mp.sech, "csch": mp.csch,
    "coth": mp.coth, "asinh": mp.asinh, "acosh": mp.acosh, "atanh": mp.atanh,
    "exp": mp.exp, "exp2": lambda x: mpf(2) ** x, "expm1": mp.expm1,
    "log": mp.log, "ln": mp.log, "log1p": mp.log1p,
    "log2": lambda x: mp.log(x) / mp.log(2), "log10": lambda x: mp.log(x) / mp.log(10),
    "sqrt": mp.sqrt, "cbrt": cbrt, "pow": power, "hypot": lambda x, y: mp.sqrt(x * x + y * y),
    "abs": abs, "sign": mp.sign, "min": min, "max": max,
    "floor": mp.floor, "ceil": mp.ceil, "round": mp.nint,
    "mod": lambda x, y: x - y * mp.floor(x / y),
    "where": lambda condition, a, b: a if condition else b, "heaviside": heaviside,
    "sinc": sinc, "sincderiv": sincderiv,
    "erf": mp.erf, "erfc": mp.erfc, "gamma": mp.gamma,
    "lgamma": lambda x: mp.log(abs(mp.gamma(x))), "digamma": mp.digamma,
    "polygamma": lambda n, x: mp.psi(int(n), x),
    "beta": lambda x, y: mp.gamma(x) * mp.gamma(y) * mp.rgamma(x + y),
    "j0": lambda x: mp.besselj(0, x), "j1": lambda x: mp.besselj(1, x),
    "jn": lambda n, x: mp.besselj(int(n), x),
    "y0": lambda x: mp.bessely(0, x), "y1": lambda x: mp.bessely(1, x),
    "yn": lambda n, x: mp.bessely(int(n), x),
    "lambertw": lambertw, **SPECIAL,
    "expit": expit, "sigmoid": expit, "relu": lambda x: max(x, mpf(0)),
    "leaky_relu": lambda x: x if x > 0 else x / 100,
    "elu": lambda x: x if x > 0 else mp.exp(x) - 1,
    "softplus": lambda x: mp.log(1 + mp.exp(x)),
    "logit": lambda x: mp.log(x / (1 - x)), "xlogy": lambda x, y: mpf(0) if x == 0 else x * mp.log(y),
    "gelu": lambda x: x * (1 + mp.erf(x / mp.sqrt(2))) / 2, "silu": lambda x: x * expit(x),
}

# Those that the table of functions has as formulas, from other definitions where mpmath has them.
FUNCTIONS |= {
    "acot": lambda x: mp.acot(x) + (mp.pi if x < 0 else 0), "asec": mp.asec, "acsc": mp.acsc,
    "asech": mp.asech, "acsch": mp.acsch, "acoth": mp.acoth,
    "radians": mp.radians, "degrees": mp.degrees, "trunc": lambda x: mp.sign(x) * mp.floor(abs(x)),
    "factorial": mp.factorial, "binomial": mp.binomial, "trigamma": lambda x: mp.psi(1, x),
    "normpdf": mp.npdf, "normcdf": mp.ncdf,
    "norminv": within(lambda p: mp.sqrt(2) * mp.erfinv(2 * p - 1), (0, 1)),
    "logsigmoid": lambda x: mp.log(expit(x)), "mish": lambda x: x * mp.tanh(mp.log(1 + mp.exp(x))),
    "softsign": lambda x: x / (1 + abs(x)), "hardtanh": lambda x: max(mpf(-1), min(mpf(1), x)),
    "relu6": lambda x: max(mpf(0), min(mpf(6), x)),
    "hardsigmoid": lambda x: max(mpf(0), min(mpf(1), x / 6 + mpf(1) / 2)),
    "hardswish": lambda x: x * max(mpf(0), min(mpf(1), x / 6 + mpf(1) / 2)),
    "celu": lambda x, a: max(mpf(0), x) + min(mpf(0), a * (mp.exp(x / a) - 1)),
    "selu": lambda x: mpf("1.0507009873554804934193349852946") * (
        max(mpf(0), x) + min(mpf(0), mpf("1.6732632423543772848170429916717") * (mp.exp(x) - 1))),
    "huber": lambda x, d: x * x / 2 if abs(x) <= d else d * (abs(x) - d / 2),
}
for name, other in {"arccot": "acot", "arcctg": "acot", "arcsec": "asec", "arccsc": "acsc", "arcth": "acoth",
                    "arccotg": "acot", "arccosec": "acsc", "arcoth": "acoth", "arsech": "asech", "arcsch": "acsch",
                    "swish": "silu"}.items():
    FUNCTIONS[name] = FUNCTIONS[other]

OPERATORS = {
    "op_add": lambda a, b: a + b, "op_sub": lambda a, b: a - b, "op_mult": lambda a, b: a * b,
    "op_div": lambda a, b: a / b, "op_pow": power,
    "op_lt": lambda a, b: a < b, "op_lte": lambda a, b: a <= b,
    "op_gt": lambda a, b: a > b, "op_gte": lambda a, b: a >= b,
}


class Calls(ast.NodeTransformer):
    """Turns numbers into exact ones and every scalar operation into a call, so that it can be watched."""

    def __init__(self, source):
        self.source = source

    def visit_Constant(self, node):
        return call("number", [ast.Constant(ast.get_source_segment(self.source, node))])

    def visit_BinOp(self, node):
        name = "op_" + type(node.op).__name__.lower()
        return call(name, [self.visit(node.left), self.visit(node.right)])

    def visit_Compare(self, node):
        name = "op_" + type(node.ops[0]).__name__.lower()
        return call(name, [self.visit(node.left), self.visit(node.comparators[0])])


def call(name, arguments):
    return ast.Call(ast.Name(name, ast.Load()), arguments, [])


def compile_program(text, transformer=Calls):
    """A dcalc program as Python code that leaves its value in `result`."""
    lines = []
    for statement in text.split(";"):
        statement = statement.strip().replace("^", "**")
        match = re.match(r"(\w+(?:\s*,\s*\w+)*)\s*(\([\w, ]*\))?\s*=(?!=)", statement)
        name, parameters = match.groups() if match else ("result", None)
        body = statement[match.end():].strip() if match else statement
        tree = transformer(body).visit(ast.parse(body, mode="eval"))
        body = ast.unparse(ast.fix_missing_locations(tree))
        lines.append(f"{name} = {'lambda ' + parameters[1:-1] + ': ' if parameters else ''}{body}")
        lines.append(f"result = {name}")
    return compile("\n".join(lines), text, "exec")


def scalar_names(watch=lambda name, arguments, value: value):
    """The names a scalar program may use; watch sees every operation and may change its value."""
    def watched(name, function):
        def run(*arguments):
            value = function(*arguments)
            return value if isinstance(value, bool) else watch(name, arguments, real(value))
        return run

    names = {name: watched(name, f) for name, f in {**FUNCTIONS, **OPERATORS}.items()}
    return {**names, "number": mpf, "pi": +mp.pi, "e": +mp.e}


def run(code, names, point):
    """The value of a compiled program at a point."""
    space = {**names, **point}
    try:
        exec(code, space)
    except (ZeroDivisionError, ValueError, TypeError, OverflowError,
            mpmath.libmp.NoConvergence, NotImplementedError) as error:
        raise Undefined(str(error)) from error
    return space["result"]


def parse_point(text):
    """`x=1,y=-.5` as exact numbers at the precision in force."""
    return {name: mpf(value) for name, value in (pair.split("=") for pair in text.split(","))}


def quotients(samples, step):
    """First, second and third derivative from seven samples at -3..3 steps."""
    a, b, c, d, e, f, g = samples
    first = (45 * (e - c) - 9 * (f - b) + (g - a)) / (60 * step)
    second = (2 * (a + g) - 27 * (b + f) + 270 * (c + e) - 490 * d) / (180 * step ** 2)
    third = (-13 * (e - c) + 8 * (f - b) - (g - a)) / (8 * step ** 3)
    return first, second, third


def sample(function, x, step):
    return [function(x + k * step) for k in range(-3, 4)]


def settle(one, two):
    """The common value of two approximations; what is below 1e-70 is a zero."""
    if max(abs(one), abs(two)) < mpf(10) ** -70:
        return mpf(0)
    if abs(one - two) > abs(one) * mpf(10) ** -(SHOWN + 2):
        raise Undefined("the quotients do not settle: " + mp.nstr(one, 50) + " " + mp.nstr(two, 50))
    return one


def derivatives(function, x):
    """Value and derivatives one to three of a function of one number."""
    mp.dps = DIGITS
    value = function(x)
    pairs = []
    for step in (mpf("1e-20"), mpf("3.7e-21")):
        pairs.append(quotients(sample(function, x, step), step))
    return [value] + [settle(one, two) for one, two in zip(*pairs)]


def derivatives_of(expr, at, wrt):
    """Value and derivatives one to three of a program at a point, by one of its variables."""
    mp.dps = DIGITS
    code, names, point = compile_program(expr), scalar_names(), parse_point(at)
    return derivatives(lambda x: run(code, names, {**point, wrt: x}), point[wrt])


def show(value):
    """A number to 40 significant digits."""
    text = mp.nstr(value, SHOWN)
    return text[:-2] if text.endswith(".0") else text.replace(".0e", "e")


def write_table(name, columns, rows):
    """Write rows under tests/data, beside and renamed."""
    path = os.path.join(DATA, name)
    with open(path + ".new", "w", encoding="utf-8", newline="\n") as out:
        out.write("# " + "\t".join(columns) + "\n")
        for row in rows:
            assert not any("\t" in field for field in row), row
            out.write("\t".join(row) + "\n")
    os.replace(path + ".new", path)
    print(f"{name}: {len(rows)} rows")
