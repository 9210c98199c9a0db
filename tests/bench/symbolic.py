"""symbolic.py casadi|sympy|symengine|symbolica|maxima ROW: formulas derived inside the process and written to
memory, as dcalc writes its own; milliseconds. All start from the text, but CasADi, which has no parser, from its
own objects. Shared parts are written once by CasADi and, after its own `cse`, by symengine, which would need 0.7 s
for the text of the nest as a tree; the others write trees. CasADi's 18th derivative takes minutes to be written."""
import os
import shutil
import subprocess
import sys

from common import need, seconds_of, tell


def lines(name):
    with open(name + ".txt") as file:
        return file.read().split("\n")


# Where the derivatives are summed for the check.
POINTS = {"order18": 0.5, "nest": 1.5, "rational": 0.5, "chain": 0.5}


# ---- how CasADi builds each row ----

def casadi_nest(c):
    x = f = c.SX.sym("x")
    for _ in range(200):
        f = c.sin(f*x)
    return x, c.gradient(f, x)


def casadi_rational(c):
    x = c.SX.sym("x", 50)
    A = c.DM([[(7*i + 3*j) % 11 + 1 for j in range(50)] for i in range(50)])
    return x, c.jacobian(x/(1 + A @ x**2), x)


def casadi_chain(c):
    x = c.SX.sym("x", 10000)
    a, b = x[:-1], x[1:]
    d = c.gradient(c.sum1(100*(b - a**2)**2 + (1 - a)**2), x)
    with open("out", "w") as file:
        file.write(str(d))
    return x, d


def casadi(row):
    c = need("casadi")
    build = globals()["casadi_" + row]
    seconds = seconds_of(lambda: writing(build(c)[1]))
    x, d = build(c)
    at = c.DM.ones(x.shape)*POINTS[row]
    return seconds, float(c.sum1(c.sum2(c.Function("d", [x], [d])(at))))


# ---- from the text ----

def sympy(row):
    s = need("sympy")
    sys.setrecursionlimit(100000)
    partials = []

    def work():
        s.core.cache.clear_cache()
        partials.clear()
        if row == "order18":
            partials.append(s.expand(s.sympify("exp(sin(x))").diff("x", 18)))
            return
        functions = [s.sympify(line.replace("^", "**")) for line in lines(row)]
        names = set().union(*(f.free_symbols for f in functions))
        partials.extend(f.diff(v) for f in functions for v in names)

    seconds = seconds_of(lambda: (work(), writing(partials)))
    point = {name: POINTS[row] for f in partials for name in f.free_symbols}
    return seconds, sum(float(f.evalf(subs=point)) for f in partials)


def symengine(row):
    s = need("symengine")

    def derive():
        if row == "order18":
            f = s.sympify("exp(sin(x))")
            for _ in range(18):
                f = s.expand(f.diff(s.Symbol("x")))
            return [f]
        functions = [s.sympify(line.replace("^", "**")) for line in lines(row)]
        names = set().union(*(f.free_symbols for f in functions))
        return [f.diff(v) for f in functions for v in names]

    def write(partials):
        if row == "order18":  # a sum of terms
            return [str(f) for f in partials]
        parts, partials = s.cse(partials)
        return [f"{name} = {part}" for name, part in parts] + [str(f) for f in partials]

    seconds = seconds_of(lambda: write(derive()))
    partials = derive()
    point = {name: POINTS[row] for f in partials for name in f.free_symbols}
    return seconds, sum(float(f.subs(point).n(real=True)) for f in partials)


def symbolica(row):
    os.environ["SYMBOLICA_HIDE_BANNER"] = "1"
    s = need("symbolica")

    def derive():
        if row == "order18":
            f, x = s.E("exp(sin(x))"), s.S("x")
            for _ in range(18):
                f = f.derivative(x).expand()
            return [f]
        functions = [s.E(line) for line in lines(row)]
        names = {str(v): v for f in functions for v in f.get_all_symbols(False)}.values()
        return [f.derivative(v) for f in functions for v in names]

    seconds = seconds_of(lambda: writing(derive()))
    partials = derive()
    point = {v: POINTS[row] for f in partials for v in f.get_all_symbols(False)}
    return seconds, sum(complex(f.evaluate(point)).real for f in partials)


def maxima(row):
    if not shutil.which("maxima"):
        sys.exit(77)
    text = f't: elapsed_real_time()$ f: {lines(row)[0]}$ d: diff(f, x)$ string(d)$ t: elapsed_real_time() - t$\n' \
           f'print(t, float(subst(x = {POINTS[row]}, d)))$\n'
    if row == "order18":
        text = text.replace("diff(f, x)", "expand(diff(f, x, 18))")
    out = subprocess.run(["maxima", "--very-quiet"], input=text, stdout=subprocess.PIPE, text=True, check=True).stdout
    seconds, check = out.split()[-2:]
    return float(seconds), float(check)


def writing(formulas):
    return list(map(str, formulas if isinstance(formulas, list) else [formulas]))


tool, row = sys.argv[1:]
seconds, check = globals()[tool](row)
tell(1e3*seconds, check)
