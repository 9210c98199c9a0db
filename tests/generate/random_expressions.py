#!/usr/bin/python3
"""Random well-conditioned expressions over the whole function table, with derivatives one to three.

Truth: central difference quotients at 160 digits (truth.py), two step sizes agreeing to 42 digits.
Kept are only expressions that are
  - real, finite and of moderate size (below 1e6) in every intermediate value and its derivatives,
  - away from kinks, jumps, poles and edges of domains, in every operation,
  - right to 1e-11 when evaluated with a 53-bit mantissa,
  - well conditioned: when each input and each intermediate result is moved by 1e-15, value and
    derivatives move by less than 1e-12,
  - really dependent on the variable: the first derivative is between 1e-4 and 1e6.
Case i draws from its own generator seeded with "SEED-i", so the number of processes is of no
consequence, and is made to hold the (i mod n)-th function of the table.
Writes tests/data/random.tsv; run again with

    /usr/bin/python3 tests/generate/random_expressions.py [--count 2000] [--seed 20261123]
        [--sympy 200]   how many cases SymPy's symbolic first derivative is to confirm
"""

import argparse
import collections
import multiprocessing
import random
import re
import signal

import truth
from functions import agrees_with_sympy
from mpmath import mp, mpf
from truth import Undefined, compile_program, quotients, run, scalar_names, settle, show, write_table

# Where each function's argument should lie when it is drawn.
RANGES = {name: (-4, 4) for name in
          "sin cos atan sinh cosh tanh sech asinh exp exp2 expm1 erf erfc j0 j1 expit sigmoid relu "
          "leaky_relu elu softplus gelu silu sign heaviside abs cbrt floor ceil round".split()}
RANGES.update({
    "tan": (-1.4, 1.4), "sec": (-1.4, 1.4), "csc": (0.1, 3), "cot": (0.1, 3), "csch": (0.1, 3),
    "coth": (0.1, 3), "asin": (-0.95, 0.95), "acos": (-0.95, 0.95), "acosh": (1.05, 50),
    "atanh": (-0.95, 0.95), "log": (0.02, 200), "ln": (0.02, 200), "log1p": (-0.9, 100),
    "log2": (0.02, 200), "log10": (0.02, 200), "sqrt": (0.02, 200), "gamma": (0.2, 6),
    "lgamma": (0.2, 20), "digamma": (0.2, 20), "polygamma": (0.2, 10), "jn": (-8, 8),
    "y0": (0.2, 12), "y1": (0.2, 12), "yn": (0.3, 12), "lambertw": (-0.3, 20)})
PAIRS = {"atan2": ((-5, 5), (-5, 5)), "hypot": ((-9, 9), (-9, 9)), "pow": ((0.1, 5), (-3, 3)),
         "min": ((-20, 20), (-20, 20)), "max": ((-20, 20), (-20, 20)),
         "mod": ((-20, 20), (0.3, 9)), "beta": ((0.2, 5), (0.2, 5))}
WITH_ORDER = ("polygamma", "jn", "yn")
TABLE = sorted(RANGES) + sorted(PAIRS) + ["where"]
BINDING = {"+": 1, "-": 1, "*": 2, "/": 2, "neg": 3, "^": 4}
NUMBERS = "2 3 4 5 7 1/2 1/3 0.5 0.25 1.5 0.3 2.75 .1 10 pi e".split()


# --- text: a piece is (text, binding strength, value) ---------------------------------------------

class Piece:
    def __init__(self, text, binding, value):
        self.text, self.binding, self.value = text, binding, value

    def within(self, binding):
        return self.text if self.binding >= binding else f"({self.text})"


def join(rng, op, left, right, value):
    """A binary operation with no more parentheses than needed (now and then some more)."""
    own = BINDING[op]
    before = left.within(own + (op == "^") + (rng.random() < 0.05))
    after = right.within(4 if op == "^" else own + 1)
    if op != "^" and right.binding == BINDING["neg"]:
        after = f"({right.text})"
    sign = {"+": " + ", "-": " - ", "^": rng.choice(["^", "^", "^", "**"])}.get(op, op)
    return Piece(before + sign + after, own, value)


# --- growing --------------------------------------------------------------------------------------

class Grower:
    """Grows one expression bottom up, minding the values so that domains are met."""

    def __init__(self, rng, point, forced):
        self.rng, self.forced = rng, forced
        self.leaves = [Piece(name, 5, value) for name, value in point.items()]

    def leaf(self):
        if self.rng.random() < 0.78:
            return self.rng.choice(self.leaves)
        text = self.rng.choice(NUMBERS)
        above, _, below = text.partition("/")
        value = {"pi": mp.pi, "e": mp.e}.get(above) or mpf(above) / mpf(below or 1)
        return Piece(text, 2 if below else 5, +value)

    def fit(self, piece, low, high):
        """The piece, or something simple of it, with its value between low and high."""
        rng, tries = self.rng, 0
        while not low + 0.01 <= piece.value <= high - 0.01:
            tries += 1
            if tries > 6:
                raise Undefined("does not fit")
            if abs(piece.value) > 3 * max(abs(low), abs(high)):
                inner = rng.choice(["tanh", "atan", "asinh", "expit"])
                piece = self.call(inner, piece)
            elif low > -1e-9 and piece.value < low:
                square = join(rng, "^", piece, Piece("2", 5, mpf(2)), piece.value ** 2)
                shift = Piece(*rng.choice([("1", 5, mpf(1)), ("0.5", 5, mpf("0.5")), ("1.25", 5, mpf("1.25"))]))
                piece = join(rng, "+", square, shift, square.value + shift.value)
            else:
                factor = Piece(*rng.choice([("0.3", 5, mpf("0.3")), ("0.2", 5, mpf("0.2"))]))
                piece = join(rng, "*", factor, piece, factor.value * piece.value)
        return piece

    def call(self, name, *pieces):
        first = [str(self.rng.randint(0, 4))] if name in WITH_ORDER else []
        value = truth.FUNCTIONS[name](*map(mpf, first), *(p.value for p in pieces))
        return Piece(f"{name}({', '.join(first + [p.text for p in pieces])})", 5, truth.real(value))

    def function(self, size, name):
        if name == "where":
            return self.choice(size)
        if name in PAIRS:
            left, right = self.split(size)
            (a, b), (c, d) = PAIRS[name]
            return self.call(name, self.fit(left, a, b), self.fit(right, c, d))
        return self.call(name, self.fit(self.grow(size), *RANGES[name]))

    def choice(self, size):
        a, b = self.split(size // 2)
        left, right = self.leaf(), self.leaf()
        sign = self.rng.choice(["<", "<=", ">", ">="])
        taken = a if (left.value < right.value) == (sign[0] == "<") else b
        return Piece(f"where({left.text} {sign} {right.text}, {a.text}, {b.text})", 5, taken.value)

    def split(self, size):
        left = self.rng.randint(0, size)
        return self.grow(left), self.grow(size - left)

    def power(self, size):
        base = self.grow(size)
        if self.rng.random() < 0.6:
            text = self.rng.choice("2 2 3 -1 -2 4".split())
            exponent = Piece(text, 5, mpf(text))
            return join(self.rng, "^", base, exponent, base.value ** exponent.value)
        base = self.fit(base, 0.1, 8)
        exponent = self.fit(self.grow(size // 3), -3, 3)
        if exponent.binding == BINDING["neg"]:
            exponent.binding = 5
        return join(self.rng, "^", base, exponent, base.value ** exponent.value)

    def operation(self, size):
        op = self.rng.choice("++--**//^^n")
        if op == "n":
            inner = self.grow(size)
            return Piece("-" + inner.within(4), 3, -inner.value)
        if op == "^":
            return self.power(size)
        left, right = self.split(size)
        value = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
                 "/": lambda a, b: a / b}[op](left.value, right.value)
        return join(self.rng, op, left, right, value)

    def grow(self, size):
        if size <= 0:
            return self.leaf()
        for _ in range(8):
            try:
                if self.forced and self.rng.random() < 0.4:
                    name, self.forced = self.forced, None
                    piece = self.function(size - 1, name)
                elif self.rng.random() < 0.45:
                    piece = self.function(size - 1, self.rng.choice(TABLE))
                else:
                    piece = self.operation(size - 1)
                if abs(truth.real(piece.value)) < 500:
                    return piece
            except (Undefined, ZeroDivisionError, ValueError, OverflowError):
                pass
        return self.leaf()


def grow_program(rng, point, forced):
    """The text of an expression, or of a program with one to three assignments."""
    grower, size = Grower(rng, point, forced), min(25, 3 + int(rng.expovariate(1 / 6)))
    if rng.random() > 0.2:
        return grower.grow(size).text
    lines = []
    for name in "uvw"[:rng.randint(1, 3)]:
        piece = grower.grow(max(2, size // 4))
        lines.append(f"{name} = {piece.text}")
        grower.leaves += [Piece(name, 5, piece.value)] * 2
    last = grower.grow(max(3, size // 2)).text
    if not all(re.search(rf"\b{line[0]}\b", last + "".join(lines[i + 1:])) for i, line in enumerate(lines)):
        raise Undefined("a name is not used")
    return "; ".join(lines + [last])


# --- judging --------------------------------------------------------------------------------------

def off_whole(x):
    return abs(x - mp.nint(x))


def off_half(x):
    return off_whole(x - mpf(1) / 2)


def off_pole(x):
    return abs(x) if x > 0 else off_whole(x)


def gap(x, y):
    return abs(x - y)


# How far the arguments are from a kink, a jump, a pole or an edge of the domain.
MARGINS = {
    "abs": abs, "sign": abs, "heaviside": abs, "relu": abs, "leaky_relu": abs, "elu": abs,
    "cbrt": abs, "sqrt": abs, "log": abs, "ln": abs, "log2": abs, "log10": abs,
    "log1p": lambda x: x + 1, "floor": off_whole, "ceil": off_whole, "round": off_half,
    "min": gap, "max": gap, "mod": lambda x, y: off_whole(x / y), "op_lt": gap, "op_lte": gap,
    "op_gt": gap, "op_gte": gap, "op_div": lambda x, y: abs(y), "hypot": lambda x, y: abs(x) + abs(y),
    "atan2": lambda y, x: abs(y) + max(x, mpf(0)), "pow": lambda x, y: x, "op_pow": lambda x, y: abs(x),
    "asin": lambda x: 1 - abs(x), "acos": lambda x: 1 - abs(x), "atanh": lambda x: 1 - abs(x),
    "acosh": lambda x: x - 1, "lambertw": lambda x: x + mp.exp(-1), "gamma": off_pole,
    "lgamma": off_pole, "digamma": off_pole, "polygamma": lambda n, x: off_pole(x),
    "beta": lambda x, y: min(off_pole(x), off_pole(y)), "y0": abs, "y1": abs,
    "yn": lambda n, x: abs(x), "csc": abs, "cot": abs, "csch": abs, "coth": abs,
}


class Judge:
    """Runs one expression many times, each operation watched."""

    def __init__(self, expr):
        self.code, self.trace, self.margins, self.noise = compile_program(expr), [], False, None
        self.expr = expr

    def watch(self, name, arguments, value):
        if self.margins and name in MARGINS and MARGINS[name](*arguments) < mpf("0.002"):
            raise Undefined("too near an edge: " + name)
        if self.noise:
            value = value * (1 + self.noise.choice((-1, 1)) * mpf("1e-15"))
        self.trace.append(value)
        return value

    def value(self, point):
        return run(self.code, scalar_names(self.watch), point)

    def sampled(self, point, wrt, step, noise_seed=None):
        """Rows of the trace at seven points, the value of the expression last."""
        rows = []
        for k in range(-3, 4):
            self.trace = []
            self.noise = noise_seed and random.Random(noise_seed)
            value = self.value({**point, wrt: point[wrt] + k * step})
            rows.append(self.trace + [value])
        self.noise = None
        if len({len(row) for row in rows}) != 1:
            raise Undefined("another branch")
        return rows


def moderate(rows, step):
    """Every intermediate value and derivative below 1e6."""
    for samples in zip(*rows):
        if any(abs(v) > mpf("1e6") for v in (samples[3], *quotients(samples, step))):
            raise Undefined("too large")


def exact(judge, point, wrt):
    """Value and three derivatives, settled from two step sizes."""
    step, other = mpf("1e-20"), mpf("3.7e-21")
    rows = judge.sampled(point, wrt, step)
    moderate(rows, step)
    one = quotients([row[-1] for row in rows], step)
    two = quotients([row[-1] for row in judge.sampled(point, wrt, other)], other)
    return [rows[3][-1]] + [settle(a, b) for a, b in zip(one, two)]


def reject_unsuitable_size(found):
    if not mpf("1e-6") < abs(found[0]) or not mpf("1e-4") < abs(found[1]):
        raise Undefined("too small")
    if any(0 < abs(value) < mpf("1e-6") for value in found[2:]):
        raise Undefined("a higher derivative is too small")


def reject_ill_conditioned(judge, point, wrt, found, rng):
    step = mpf("1e-20")
    for seed in ("a", "b", "c"):
        moved = {n: v * (1 + rng.choice((-1, 1)) * mpf("1e-15")) for n, v in point.items()}
        samples = [row[-1] for row in judge.sampled(moved, wrt, step, seed)]
        for was, now in zip(found, (samples[3], *quotients(samples, step))):
            if abs(now - was) > abs(was) * mpf("1e-12") + mpf("1e-60"):
                raise Undefined("ill conditioned")


def reject_hard_for_doubles(judge, at, value):
    mp.prec = 53
    rounded = judge.value(truth.parse_point(at))
    mp.dps = truth.DIGITS
    if abs(rounded - value) > abs(value) * mpf("1e-11"):
        raise Undefined("doubles lose it")


def judged(expr, at, wrt, rng):
    """Value and derivatives, or Undefined when the case is not fit to be one."""
    mp.dps = truth.DIGITS
    judge, point = Judge(expr), truth.parse_point(at)
    judge.margins = True
    judge.value(point)
    judge.margins = False
    found = exact(judge, point, wrt)
    reject_unsuitable_size(found)
    reject_hard_for_doubles(judge, at, found[0])
    reject_ill_conditioned(judge, point, wrt, found, rng)
    return found


# --- all cases ------------------------------------------------------------------------------------

def draw(rng, forced):
    """A candidate (expr, at, wrt)."""
    mp.prec = 53
    names = "xyz"[:rng.choice((1, 1, 2, 2, 2, 3, 3))]
    at = {n: f"{rng.choice((0.5, 1, 2, 4)) * rng.uniform(-1, 1):.{rng.randint(1, 4)}f}" for n in names}
    expr = grow_program(rng, {n: mpf(v) for n, v in at.items()}, forced)
    used = [n for n in names if re.search(rf"\b{n}\b", expr)]
    operations = len(re.findall(r"\w\(|[-+*/^]", expr.replace("**", "^")))
    if not used or not 3 <= operations <= 40 or not re.search(rf"\b{forced}\(", expr):
        raise Undefined("not wanted")
    return expr, ",".join(f"{n}={at[n]}" for n in used), rng.choice(used)


def too_slow(_signal, _frame):
    raise Undefined("too slow")


def case(job):
    """The i-th case: the first candidate of its generator that passes."""
    seed, index = job
    rng = random.Random(f"{seed}-{index}")
    signal.signal(signal.SIGALRM, too_slow)
    while True:
        try:
            signal.alarm(20)
            expr, at, wrt = draw(rng, TABLE[index % len(TABLE)])
            found = judged(expr, at, wrt, rng)
            signal.alarm(0)
            return [expr, at, wrt, *map(show, found)]
        except (Undefined, ZeroDivisionError, ValueError, OverflowError, TypeError):
            signal.alarm(0)


def confirm(row):
    """SymPy's opinion of the first derivative, None if it has none (in 20 seconds)."""
    mp.dps = truth.DIGITS
    signal.signal(signal.SIGALRM, too_slow)
    signal.alarm(20)
    try:
        return agrees_with_sympy(*row[:3], [mpf(v) for v in row[3:]], 1)
    except Exception:
        return None
    finally:
        signal.alarm(0)


def occurrences(rows):
    return collections.Counter(name for row in rows for name in re.findall(r"[a-z]\w*(?=\()", row[0]))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--count", type=int, default=2000)
    options.add_argument("--seed", default="20261123")
    options.add_argument("--sympy", type=int, default=200)
    options = options.parse_args()
    with multiprocessing.Pool(2) as pool:
        rows = pool.map(case, [(options.seed, i) for i in range(options.count)], chunksize=4)
        opinions = pool.map(confirm, rows[:options.sympy], chunksize=4)
    print("SymPy:", collections.Counter(opinions))
    for row, opinion in zip(rows, opinions):
        if opinion is False:
            print("SymPy disagrees:", row)
    counts = occurrences(rows)
    print("rarest:", counts.most_common()[:-8:-1])
    assert len({tuple(row[:3]) for row in rows}) == len(rows)
    assert options.count < 2000 or all(counts[name] >= 40 for name in TABLE)
    write_table("random.tsv", "expr at wrt value d1 d2 d3".split(), rows)


if __name__ == "__main__":
    main()
