"""Generated C and Python: compiled and run at random points, beside dcalc's own doubles."""

import math
import os
import re
import shutil
import subprocess

import processes

ONE = ["sin(tanh({}))", "cos(atan({}))", "exp(-({})^2)", "sqrt(({})^2 + 1)", "tanh({})", "atan({})", "({})^2", "({})^3", "-({})", "abs({})", "relu({})",
       "1/(1 + ({})^2)", "expit({})", "max({}, 1/3)", "erf({})", "log(1 + ({})^2)"]  # fmt: skip
TWO = ["({}) + ({})", "({}) - ({})", "({})*({})", "({})/(2 + ({})^2)", "hypot({}, {})", "where({} < {}, x, y)", "min({}, {})"]
POINTS = 40


def tree(dice, size):
    if size <= 1:
        return dice.choice(["x", "y", "z", "1/3", "2.5"])
    if dice.random() < 0.5:
        return dice.choice(ONE).format(tree(dice, size - 1))
    left = dice.randint(1, size - 1)
    return dice.choice(TWO).format(tree(dice, left), tree(dice, size - left))


def are_near(a, b):
    if not math.isfinite(a) or not math.isfinite(b):
        return True  # generated code has no conditions, and no certified evaluator where doubles overflow
    return abs(a - b) <= 1e-9 * max(1e-3, abs(a), abs(b))


def same_numbers(attack, text, what, got, want):
    attack.count("numbers of " + what, len(want))
    if len(got) != len(want):
        return attack.fail("%s: %d numbers of %s instead of %d" % (text, len(got), what, len(want)))
    for a, b in zip(got, want):
        if not are_near(b, a):
            return attack.fail("%s: %s gives %r, dcalc %r" % (text, what, a, b))


def by_c(attack, text, points, names):
    source, program = os.path.join(attack.folder, "f.c"), os.path.join(attack.folder, "f")
    made = processes.run(attack, ["grad", "-e", text, "--wrt", names, "-f", "c", "--main", "-o", source])
    if made.returncode != 0:
        return attack.fail("%s as C: %r" % (text, made.stderr))
    cc = subprocess.run(["cc", "-O1", "-ffp-contract=off", "-o", program, source, "-lm"], capture_output=True, timeout=120)
    if cc.returncode != 0:
        return attack.fail("%s as C does not compile: %r" % (text, cc.stderr[:500]))
    lines = "".join(" ".join(map(repr, p)) + "\n" for p in points)
    run = subprocess.run([program], input=lines, capture_output=True, text=True, timeout=60)
    return [float(x) for line in run.stdout.split("\n") for x in line.split()[1:]]


def by_python(attack, text, points, names):
    import numpy as np

    made = processes.run(attack, ["grad", "-e", text, "--wrt", names, "-f", "python"])
    if made.returncode != 0:
        return attack.fail("%s as Python: %r" % (text, made.stderr))
    scope, columns = {}, [np.array(c) for c in zip(*points)]
    with np.errstate(all="ignore"):
        exec(made.stdout.decode(), scope)  # what dcalc has written itself
        _, *slopes = scope["f"](*columns)
    return [float(s[i]) for i in range(len(points)) for s in (np.broadcast_to(s, len(points)) for s in slopes)]


def by_dcalc(attack, text, points, names):
    path = os.path.join(attack.folder, "points.csv")
    with open(path, "w") as out:
        out.write(names + "\n" + "".join(",".join(map(repr, p)) + "\n" for p in points))
    done = processes.run(attack, ["grad", "-e", text, "--wrt", names, "--points", path])
    return [float(x) for line in done.stdout.decode().split("\n")[1:] for x in line.split(",") if x]


def attack(attack):
    dice = attack.dice
    try:
        import numpy
    except ImportError:
        numpy = None
    while attack.goes_on():
        text = tree(dice, dice.randint(3, 12))
        names = list(dict.fromkeys(re.findall(r"\b[xyz]\b", text)))  # as generated functions order them
        if not names:
            continue
        points = [[dice.uniform(-3, 3) for _ in names] for _ in range(POINTS)]
        names = ",".join(names)
        want = by_dcalc(attack, text, points, names)
        attack.count("programs")
        for what, way in (("C", by_c if shutil.which("cc") else None), ("Python", by_python if numpy else None)):
            got = way(attack, text, points, names) if way else None
            if got is not None:
                same_numbers(attack, text, what, got, want)
