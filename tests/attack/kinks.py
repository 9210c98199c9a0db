"""Derivatives where branches meet, beside exact rationals: to which order do both sides agree?"""

from fractions import Fraction

from service import Service

WAYS = [  # text, what is taken on the side where q > p, and where q < p
    ("max({p}, {q})", "q", "p"), ("min({p}, {q})", "p", "q"), ("abs({q} - ({p}))", "d", "-d"),
    ("relu({q} - ({p}))", "d", "0"), ("where({p} < {q}, {q}, {p})", "q", "p"), ("where({q} <= {p}, {p}, {q})", "q", "p"),
    ("max([{p}, {q}])", "q", "p"), ("{p} + relu({q} - ({p}))", "q", "p"),
]  # fmt: skip


def text_of(coefficients, at):
    terms = ["(%s)*(x - (%s))^%d" % (c, at, i) if i else "(%s)" % c for i, c in enumerate(coefficients) if c]
    return "(%s)" % (" + ".join(terms) or "0")


def taken(what, p, q):
    n = max(len(p), len(q))
    p, q = p + [Fraction(0)] * (n - len(p)), q + [Fraction(0)] * (n - len(q))
    if what == "0":
        return [Fraction(0)] * n
    if what in ("p", "q"):
        return p if what == "p" else q
    return [(b - a) * (-1 if what == "-d" else 1) for a, b in zip(p, q)]


def question(dice):
    at = Fraction(dice.randint(-40, 40), dice.choice([1, 2, 3, 10]))
    p = [Fraction(dice.randint(-9, 9), dice.choice([1, 2, 5])) for _ in range(dice.randint(1, 4))]
    contact = dice.randint(1, 5)
    q = p + [Fraction(0)] * (contact - len(p)) if contact > len(p) else list(p)
    q += [Fraction(0)] * (contact + 1 - len(q))
    step = Fraction(dice.choice([-3, -1, 1, 2]), dice.choice([1, 3]))
    q[contact] += step
    text, above, below = dice.choice(WAYS)
    right, left = (above, below) if step > 0 else (below, above)
    if contact % 2 == 0:
        left = right
    order = dice.randint(1, contact + 1)
    sides = [taken(side, p, q) + [Fraction(0)] * (order + 1) for side in (left, right)]
    agree = sides[0][: order + 1] == sides[1][: order + 1]
    factorial = 1
    for i in range(2, order + 1):
        factorial *= i
    job = {"command": "diff", "expr": text.format(p=text_of(p, at), q=text_of(q, at)), "wrt": "x", "at": {"x": str(at)}, "order": order}
    return job, sides[1][order] * factorial if agree else None


def is_value(answer, want):
    got = answer.get("derivative")
    return got is not None and abs(Fraction(str(got)) - want) <= abs(want) * Fraction(1, 10**15)


def attack(attack):
    service = Service(attack.binary, "--timeout", "20")
    while attack.goes_on():
        batch = [question(attack.dice) for _ in range(50)]
        for (job, want), answer in zip(batch, service.ask(*[b[0] for b in batch])):
            attack.count("kinks" if want is None else "ties with a derivative")
            error = answer.get("error", {})
            fine = error.get("kind") == "kink" if want is None else is_value(answer, want)
            attack.expect(fine, "%s: %s instead of %s" % (job, error or answer.get("derivative"), "a kink" if want is None else want))
    service.end()
