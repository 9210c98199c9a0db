"""Values and gradients of random programs, to up to 40 digits, beside Arb."""

from fractions import Fraction

from service import Service

DIGITS = [0, 0, 20, 30, 40]  # 0: doubles
SECONDS = [0.2] * 95 + [2] * 4 + [20]  # most programs take milliseconds, and a few would take all of the time


def check(attack, oracle, program, point, digits, answer):
    texts = {None: answer.get("value"), **answer.get("gradient", {})}
    for by, text in texts.items():
        verdict, bits = None, 200
        while verdict is None and bits <= 1600:
            value, slope = program.run(point, by, bits)
            verdict = oracle.judge(str(text), slope if by else value, digits)
            bits *= 2
        attack.count("numbers" if verdict else "numbers that Arb does not decide")
        if verdict is False:
            attack.fail("%s at %s, %d digits: %s is %s, not %s" % (program.text, show(point), digits, by or "value", text, slope if by else value))


def show(point):
    return ",".join("%s=%s" % item for item in point.items())


def is_finite(program, point):
    value = [x for by in point for x in program.run(point, by, 400)]
    return all(x.is_finite() and (x.rad() < abs(x.mid()) * 1e-20 + 1e-30) for x in value)


def attack(attack):
    try:
        import oracle
    except ImportError:
        attack.left_out = "python-flint is not installed (python3 -m pip install python-flint)"
        return
    service, dice = Service(attack.binary), attack.dice
    while attack.goes_on():
        batch = []
        for _ in range(20):
            program = oracle.Program(dice)
            used = [n for n in oracle.NAMES if n in program.text] or ["x"]
            point = {n: Fraction(dice.randint(dice.choice([-300, 1]), 300), dice.choice([1, 7, 100, 128])) for n in oracle.NAMES}
            digits = dice.choice(DIGITS)
            job = {"command": "grad", "expr": program.text, "at": {n: str(point[n]) for n in used}, "timeout": dice.choice(SECONDS)}
            batch.append((program, point, digits, {**job, **({"digits": digits} if digits else {})}))
        for (program, point, digits, _), answer in zip(batch, service.ask(*[b[3] for b in batch])):
            attack.count("programs")
            error = answer.get("error")
            if not error:
                check(attack, oracle, program, point, digits, answer)
            elif error["kind"] in ("undecided", "limit"):
                attack.count("undecided or too costly")
            else:
                attack.count("refused")
                refusal_fits = error["kind"] in ("domain", "pole", "kink", "overflow") or not program_has_names(program)
                if not refusal_fits:
                    attack.fail("%s at %s: %s" % (program.text, show(point), error))
                elif is_finite(program, point) and error["kind"] != "overflow":
                    attack.fail("%s at %s is refused: %s" % (program.text, show(point), error["message"]))
    service.end()


def program_has_names(program):
    return any(name in program.text for name in ("x", "y", "z"))
