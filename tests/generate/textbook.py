#!/usr/bin/python3
"""The shortest derivatives that other tools find for the formulas in textbook.txt.

Each derivative is written by SymPy (as it comes, simplify, factor, expand) and by Maxima (as it comes,
factor, ratsimp, trigsimp, radcan). Forms that are not equal to the derivative at random points of all
signs, to 30 digits by mpmath, are dropped: some hold for positive numbers only. Of the others the one
with the fewest operations is kept. Operations are operators between two operands, calls, powers, and
a minus before one operand. Writes tests/data/textbook.tsv; run again with

    /usr/bin/python3 tests/generate/textbook.py     (Debian: maxima python3-mpmath python3-sympy)
"""

import ast
import concurrent.futures
import os
import random
import re
import signal
import subprocess

import mpmath
import sympy

HERE = os.path.dirname(os.path.abspath(__file__))
SECONDS = 20
# Names of functions that differ.
TO_SYMPY = {"lgamma": "loggamma", "digamma": "digamma", "expi": "Ei", "abs": "Abs"}
TO_MAXIMA = {"expi": "expintegral_ei", "Si": "expintegral_si", "Ci": "expintegral_ci", "lgamma": "log_gamma",
             "digamma": "psi[0]"}
POINTS = 12


def read_formulas():
    seen = []
    with open(os.path.join(HERE, "textbook.txt")) as lines:
        for line in lines:
            if line.startswith("#") or not line.strip():
                continue
            row = tuple(line.rstrip("\n").split("\t"))
            if row not in seen:
                seen.append(row)
    return seen


def names_in(formula):
    return sorted(set(re.findall(r"\b[A-Za-z]\w*\b(?!\()", formula)) - {"pi"})


def renamed(formula, table):
    return re.sub(r"\b(\w+)\(", lambda m: table.get(m[1], m[1]) + "(", formula)


class Count(ast.NodeVisitor):
    def __init__(self):
        self.total = 0

    def visit_BinOp(self, node):
        self.total += 1
        self.generic_visit(node)

    visit_Call = visit_UnaryOp = visit_BinOp


def operations(text):
    count = Count()
    count.visit(ast.parse(text, mode="eval"))
    return count.total


def alarm(*_):
    raise TimeoutError


def by_sympy(row):
    """Returns the raw derivative and the texts that SymPy finds."""
    order, name, formula = row
    names = {n: sympy.Symbol(n, real=True) for n in names_in(formula)}
    text = renamed(formula, TO_SYMPY).replace("^", "**")
    f = sympy.sympify(text, locals={**names, "cbrt": lambda u: sympy.real_root(u, 3)})
    raw = sympy.diff(f, names[name], int(order))
    forms = {"raw": raw}
    signal.signal(signal.SIGALRM, alarm)
    for how in (sympy.simplify, sympy.factor, sympy.expand):
        signal.alarm(SECONDS)
        try:
            forms[how.__name__] = how(raw)
        except Exception:
            pass
        signal.alarm(0)
    return {"SymPy " + how: str(form) for how, form in forms.items()}


MAXIMA_HEAD = """display2d:false$ ratprint:false$ linel:100000$ fpprintprec:17$ logexpand:false$
show(h, e) := (print("@", h, string(e)), 0)$
forms(f, x, n) := block([d: diff(f, x, n)], show("raw", d), show("factor", factor(d)), show("ratsimp", ratsimp(d)),
    show("trigsimp", trigsimp(d)), show("radcan", radcan(d)))$
"""


def by_maxima(rows):
    script = MAXIMA_HEAD
    for k, (order, name, formula) in enumerate(rows):
        text = re.sub(r"\bpi\b", "%pi", renamed(formula, TO_MAXIMA))
        text = re.sub(r"cbrt\(([^()]*)\)", r"(\1)^(1/3)", text)
        script += f'print("#", {k})$ errcatch(forms({text}, {name}, {order}))$\n'
    out = subprocess.run(["maxima", "--very-quiet"], input=script, capture_output=True, text=True,
                         timeout=1500).stdout
    found = [{} for _ in rows]
    at = None
    for line in out.splitlines():
        line = line.strip()
        if line.startswith("#"):
            at = int(line.split()[1])
        elif line.startswith("@"):
            _, how, text = line.split(None, 2)
            text = text.replace("%e^", "e^").replace("%", "").replace("^", "**")
            text = re.sub(r"psi\[(\d+)\]\(", r"polygamma(\1, ", text)
            text = text.replace("log_gamma", "loggamma").replace("expintegral_ei", "Ei")
            text = text.replace("expintegral_si", "Si").replace("expintegral_ci", "Ci")
            found[at]["Maxima " + how] = text.strip()
    return found


def environment():
    env = {n: getattr(mpmath, n) for n in (
        "sin cos tan sec csc cot asin acos atan sinh cosh tanh sech csch coth asinh acosh atanh exp log "
        "sqrt erf gamma loggamma digamma polygamma pi e sign factorial").split()}
    env.update(Abs=abs, abs=abs, Ei=mpmath.ei, Si=mpmath.si, Ci=mpmath.ci, E=mpmath.e,
               li=mpmath.li, ln=mpmath.log, loggamma=lambda u: mpmath.log(abs(mpmath.gamma(u))))
    return env


def value(text, env):
    try:
        v = eval(compile(re.sub(r"(?<![\w.])(\d+)(?![\w.])", r"mpf(\1)", text), "", "eval"), env)
        v = mpmath.mpc(v)
        if not mpmath.isfinite(v) or abs(v.imag) > mpmath.mpf(10)**-40 * (1 + abs(v.real)):
            return None
        return v.real
    except Exception:
        return None


def equal_forms(row, forms):
    """Returns the forms that agree with SymPy's raw derivative wherever that is real."""
    mpmath.mp.dps = 50
    dice = random.Random(repr(row))
    env = environment()
    env["mpf"] = mpmath.mpf
    good = dict(forms)
    reference = forms["SymPy raw"]
    seen = 0
    for _ in range(20 * POINTS):
        for name in names_in(row[2]):
            env[name] = mpmath.mpf(dice.choice([1, 1, -1])) * mpmath.mpf(dice.uniform(.1, 3))
        right = value(reference, env)
        if right is None:
            continue
        seen += 1
        for how, text in list(good.items()):
            v = value(text, env)
            if v is None or abs(v - right) > mpmath.mpf(10)**-30 * (1 + abs(right)):
                del good[how]
        if seen == POINTS:
            break
    return good if seen >= 3 else {}


def main():
    rows = read_formulas()
    maxima = by_maxima(rows)
    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        sympys = list(pool.map(by_sympy, rows))
        forms = [{**s, **m} for s, m in zip(sympys, maxima)]
        good = list(pool.map(equal_forms, rows, forms))
    with open(os.path.join(HERE, "..", "data", "textbook.tsv"), "w") as out:
        out.write("# order, name, formula, fewest operations, the tool, its text\n")
        for row, all_forms in zip(rows, good):
            if not all_forms:
                print("left out:", *row)
                continue
            how, text = min(all_forms.items(), key=lambda item: (operations(item[1]), item[0]))
            out.write("\t".join([*row, str(operations(text)), how, text]) + "\n")


if __name__ == "__main__":
    main()
