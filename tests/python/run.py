#!/usr/bin/python3
# Tests src/print/python.c, src/print/python_texts.c, src/print/python_arrays.c, src/print/python_axes.c,
# src/print/python_expression.c, src/print/python_file.c, src/print/python_functions.c, src/print/python_names.c,
# src/print/python_sparse.c, src/print/places.c, src/write/code.c, src/write/code_sparse.c,
# src/write/code_inputs.c, src/print/spelling.c, src/print/letters.c.
"""run.py BINARY: does the NumPy code that dcalc writes run, and give the numbers that dcalc gives?

Each case is asked twice, for the code (with the shapes that --shape or --at give) and for the numbers at
a point as JSON; the code is run with NumPy and compared entry by entry. Of the tables of references, every
function and every program over vectors and matrices is run as well. Random programs of + - * /, whole and
half powers and constants alone must give the doubles of --numbers double --simplify bit for bit.
"""
import json
import pathlib
import random
import re
import subprocess
import sys

import numpy as np

import names
import sparse

BINARY = sys.argv[1]
DATA = pathlib.Path(__file__).parent.parent / "data"
NET = "z = tanh(W.T@x); q = tanh(U.T@z); y = V.T@q; (y - t)^2"
NET_AT = "W=[[-1,1],[1,1]],U=[[2,-4],[-.5,1]],V=[[1],[-1]],x=[[1],[2]],t=[[5]]"
NET_SHAPE = "W=[k,m],U=[m,n],V=[n,1],x=[k,1],t=[1,1]"
MATRIX = "A=[[3,1,.5],[.2,2,.1],[.3,.4,4]],x=[1,-2,.5],b=[.1,.2,.3]"

# command, expressions, point, further options, of the code alone
CASES = [
    ("eval", ["(x^2 - 1)/(x - 3) + sin(x)^2"], "x=.7", []),
    ("diff", ["cos(exp(x))^3"], "x=.3", []),
    ("diff", ["x^x + sqrt(x) + cbrt(x) + x^(2/3)"], "x=.3", []),
    ("diff", ["sinh(x)*tanh(x)/cosh(x) + sec(x)*csc(x) + cot(x) + sech(x)*csch(x) + coth(x)"], "x=.6", []),
    ("diff", ["asin(x)*acos(x) + atan(x) + asinh(x) + acosh(x + 2) + atanh(x)"], "x=.6", []),
    ("diff", ["expm1(x) + log1p(x) + log2(x) + log10(x) + exp2(x) + log(x)"], "x=.6", []),
    ("diff", ["softplus(x) + expit(x)*silu(x) + relu(x) + leaky_relu(-x) + elu(-x)"], "x=.6", []),
    ("eval", ["floor(x) + ceil(x) + round(x) + mod(x, 3) + heaviside(x) + sign(x) + abs(-x)"], "x=2.5", []),
    ("eval", ["mod(-x, 3) + hypot(x, 2) + atan2(x, -1) + min(x, 1) + max(x, 1)"], "x=2.5", []),
    ("diff", ["where(x > 1, log(x), x^2/2) + where(x <= 1, x, exp(-x))"], "x=2.5", []),
    ("diff", ["x^3*y"], "x=2,y=3", ["--wrt", "x,x,y"]),
    ("grad", ["1/w - w*x^2 + w*x*y"], "w=.5,x=2,y=3,z=4", []),
    ("grad", ["u = expit(w1*x); z = expit(w2*u); (w3*z - t)^2"], "w1=1,w2=2,w3=3,x=10,t=-1", []),
    ("grad", ["lambda*x + is^2"], "lambda=1,x=2,is=3", []),
    ("grad", ["value^2*dx*x + t1*value"], "value=2,dx=3,x=5,t1=7", []),
    ("grad", [NET], NET_AT, ["--wrt", "V,U,W"], ["--shape", NET_SHAPE]),
    ("grad", ["norm(A@x - b)^2/2 + norm(x)"], MATRIX, [], ["--shape", "A=[m,n],x=[n],b=[m]"]),
    ("grad", ["logdet(A) + b@inv(A)@x + solve(A, b)@x + det(A)^2"], MATRIX, ["--wrt", "A,x,b"],
     ["--shape", "A=[n,n],x=[n],b=[n]"]),
    ("grad", ["trace(A@A) + sum(diag(A)) + sum(diag(x)@A) + sum(cumsum(x)*b)"], MATRIX, []),
    ("grad", ["sum(A, axis=0)@x + mean(A, axis=1)@b + mean(x) + max(A) + min(x)"], MATRIX, [],
     ["--shape", "A=[n,n],x=[n],b=[n]"]),
    ("grad", ["logsumexp(A@x) + sum(softmax(A, axis=1)*A) - sum(log_softmax(A, axis=0)) + logsumexp(A)"],
     MATRIX, ["--wrt", "A,x"], ["--shape", "A=[n,n],x=[n]"]),
    ("grad", ["A[0]@x + A[:,1]@x[::-1] + x[-1] + A[1,2]*prod(x) + sum(x[1:]^2)"], MATRIX, []),
    ("grad", ["sum(outer(x, b)*A) + sum(reshape(A, 9)[2:5]) + sum(concat(x, b)^2)"], MATRIX, []),
    ("grad", ["sum(kron(A, outer(x, b))) + sum([x, b]@A) + sum(range(3)*x)"], MATRIX, []),
    ("grad", ["sum(x[2:90:3]^2*x[3:91:3])"], "x=range(100)/7", []),
    ("jacobian", ["x^2", "3*x^2 - y", "x*y"], "x=1,y=2", []),
    ("jacobian", ["softmax(A@x)"], MATRIX, ["--wrt", "x,A"]),
    ("jacobian", ["tanh(A@x)", "x@b"], MATRIX, ["--wrt", "x,b"]),
    ("hessian", ["x^2*y + exp(x*y)"], "x=1,y=2", []),
    ("hessian", ["x@A@x*s + logsumexp(x)"], MATRIX + ",s=2", ["--wrt", "x,s"]),
    ("jvp", ["tanh(A@x)"], MATRIX, ["--vector", "x=[1,2,3]"]),
    ("vjp", ["tanh(A@x)"], MATRIX, ["--vector", "[1,2,3]", "--wrt", "x,A"]),
    ("backprop", [NET], NET_AT, ["--weights", "V,U,W", "--lr", ".1"]),
    ("hessian", ["det(A) + logdet(A)"], MATRIX, ["--wrt", "A"]),
    ("grad", ["sum(cumprod(A, 1)*A) + cumprod(x)[1]"], MATRIX, []),
    ("grad", ["sum(recurrence(A, A.T, 1)*A) + recurrence(.5, x)[1]"], MATRIX, []),
    ("eval", ["grad(grad(det(A), A)[0, 0]*det(A), A)"], MATRIX, []),
    ("grad", ["sum(log(eigvalsh(A.T@A))) + eigh(A + A.T)[1][0,1]"], MATRIX, []),
    ("hessian", ["eigvalsh(A + A.T)[0] + sum(svdvals(A)^3)"], MATRIX, ["--wrt", "A"]),
    ("jacobian", ["svd(A[:2])[0]@svdmap(A[:2], 2*svdvals(A[:2]))@svd(A[:2])[2].T"], MATRIX, []),
    ("hessian", ["sum(expm(A/4)) + sum(sqrtm(A.T@A))"], MATRIX, ["--wrt", "A"]),
    ("grad", ["gelu(x) + erf(x)*gamma(y) + lgamma(x)*digamma(y) + beta(x, y)"], "x=.7,y=1.3", []),
    ("eval", ["2^400*x + 10^30/3*x - 1e-300"], "x=2", []),
]

# Programs that take arrays in the place of numbers: command, expressions, shapes, values at each point, options.
BROADCAST = [
    ("jacobian", ["x^2*y", "x"], "x=[],y=[]", {"x": [1, 2, 3], "y": [.5, .25, 4]}, "--wrt", "x,y"),
    ("hessian", ["x^2*y + 3*y"], "x=[],y=[]", {"x": [1, 2, 3], "y": [.5, .25, 4]}),
    ("grad", ["x + 2*y"], "x=[],y=[]", {"x": [1, 2], "y": [.5, .25]}),
    ("diff", ["2*x"], "x=[]", {"x": [1, 2]}),
    ("eval", ["7*[x, 1, y]*x"], "x=[],y=[]", {"x": [1, 2], "y": [.5, .25]}),
    ("eval", ["[[x, 1], [y, x*y]]/y"], "x=[],y=[]", {"x": [1, 2], "y": [.5, .25]}),
    ("eval", ["where(x < y, x, sin(y))"], "x=[],y=[]", {"x": [1, 2, .1], "y": [.5, 2.25, 1]}),
    ("taylor", ["exp(x*y)"], "x=[],y=[]", {"x": [1, 2], "y": [.5, .25]}, "--at", "x=0,y=1"),
    ("jacobian", ["[y[1], -p*sin(y[0]) + t]"], "t=[],y=[2],p=[]",
     {"t": [1, 2, 3], "y": [[1, 2], [3, 4], [5, 6]], "p": [.1, .2, .3]}, "--wrt", "y", "--args", "t,y,p"),
    ("eval", ["t*y^2 + y[0]"], "t=[],y=[2]", {"t": [1, 2, 3], "y": [[1, 2], [3, 4], [5, 6]]}, "--args", "t,y"),
    ("jvp", ["[x*y, y]"], "x=[],y=[]", {"x": [1, 2], "y": [.5, .25]}, "--vector", "x=1,y=2"),
]
# Programs, shapes, and which arguments must be numbers alone.
HELD = [("s*norm([x, y])", "s=[],x=[],y=[]", "xy"), ("s + sum(sin(range(3)*x))", "s=[],x=[]", "x"), ("s + sum(range(3)*x)", "s=[],x=[]", ""),
        ("s*[x, 1]@[1, x]", "s=[],x=[]", "x"), ("s*inv([[x, 1], [1, 5]])[0, 0]", "s=[],x=[]", "x"),
        ("(x*eye(2))[0, 1:] + s", "s=[],x=[]", "sx")]


def ask(command, exprs, *options):
    words = [BINARY, command, *(w for e in exprs for w in ("-e", e)), *options]
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise ValueError(f"{words}: {done.stderr}")
    return done.stdout


def flat(value):
    if isinstance(value, (list, tuple)):
        return np.concatenate([flat(v) for v in value])
    return np.ravel(np.array(value, float))


def wanted(command, answer):
    """What f is to return, in its order."""
    value = answer.get("value", answer.get("loss"))
    if command in ("diff", "jvp"):
        return [answer["derivative"] if "derivative" in answer else answer["jvp"]]
    if command == "eval":
        return [value]
    if command in ("jacobian", "hessian"):
        return [value, answer[command]]
    gradient = answer.get("gradient", answer.get("vjp"))
    return [value, *gradient.values(), *answer.get("weights", {}).values()]


def run_case(command, exprs, point, options, of_code=None):
    shape = of_code or ["--at", point]
    code = ask(command, exprs, *options, *(shape if command != "backprop" else ["--at", point]), "-f", "python")
    answer = json.loads(ask(command, exprs, *options, "--at", point, "-f", "json"))
    f = load(code)
    values = []
    for name in f.__code__.co_varnames[:f.__code__.co_argcount]:
        written = name[:-1] if name.endswith("_") else name
        values.append(json.loads(ask("eval", [written], "--at", point, "-f", "json"))["value"])
    got = f(*values)
    got = got if isinstance(got, tuple) else (got,)
    want = wanted(command, answer)
    if len(got) != len(want):
        return f"{len(got)} results instead of {len(want)}"
    for g, w in zip(got, want):
        if flat(g).shape != flat(w).shape or not np.allclose(flat(g), flat(w), rtol=1e-11, atol=1e-13):
            return f"{g} instead of {w}\n{code}"
    return None


def load(code):
    names = {}
    exec(compile(code, "<dcalc>", "exec"), names)
    return names["f"]


def table(name):
    lines = (DATA / name).read_text().splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def point(at):
    """The values of "x=1,A=[[1,2]]", in that order."""
    parts = re.split(r",?\b(\w+)=", at)[1:]
    return {name: json.loads(value) for name, value in zip(parts[::2], parts[1::2])}


def differs(got, want, tolerance):
    got, want = flat(got), flat(want)
    scale = np.max(np.abs(want), initial=1e-2)
    if got.shape != want.shape or not np.all(np.abs(got - want) <= tolerance*scale):
        return f"{got} instead of {want}"
    return None


def run_row(command, expr, at, wrt, *rest):
    """A row of a table; its last field is the value of eval, else all that follows the value."""
    options = ["--at", at if at != "-" else ""]
    if wrt != "-":
        options += ["--wrt", wrt]
    if len(rest) > 1 and rest[0] != "-":
        options += ["--vector", rest[0]]
    code = ask(command, [expr], *options, "-f", "python")
    got = load(code)(*point(at).values())
    if command != "eval" and isinstance(got, tuple):
        got = got[1:]
    wrong = differs(got, json.loads(rest[-1]), 1e-12)
    return wrong and f"{wrong}\n{code}"


def run_function(expr, rows):
    """A function and two derivatives at all its points; SciPy's own errors are larger than NumPy's."""
    wrt = rows[0][2]
    program = f"[{expr}, diff({expr}, {wrt}), diff({expr}, {wrt}, 2)] + 0*y"
    code = ask("eval", [program], "--at", "x=1,y=1", "-f", "python")
    f = load(code)
    for _, at, _, *wanted in rows:
        values = {"x": 1, "y": 1, **point(at)}
        want = [float(number) for number in wanted[:3]]
        got = f(values["x"], values["y"])
        for order in range(3):
            wrong = differs(got[order], want[order], 1e-7 if order == 2 else 1e-10)
            if wrong:
                return f"order {order} at {at}: {wrong}\n{code}"
    return broadcasts(f, [{"x": 1, "y": 1, **point(row[1])} for row in rows], code)


def broadcasts(f, points, code):
    """Arrays in the place of numbers give the answers at all points, in the last axis; the bits are the same
    but for functions of SciPy and NumPy that have loops of their own for arrays."""
    names = f.__code__.co_varnames[:f.__code__.co_argcount]
    alone = [f(*(at[name] for name in names)) for at in points]
    got = f(*(np.stack([np.array(at[name], float) for at in points], -1) for name in names))
    if not isinstance(got, tuple):
        alone, got = [(one,) for one in alone], (got,)
    for i, all_points in enumerate(got):
        want = np.stack([one[i] for one in alone], -1)
        if np.shape(all_points) != want.shape or not np.allclose(all_points, want, 1e-12, 1e-300, equal_nan=True):
            return f"of arrays {all_points} instead of {want}\n{code}"
    return None


def run_broadcast(command, exprs, shape, points, *options):
    """points: lists of values by name; the last axis counts the points."""
    code = ask(command, exprs, "--shape", shape, *options, "-f", "python")
    n = len(next(iter(points.values())))
    return broadcasts(load(code), [{name: np.array(values[i]) for name, values in points.items()} for i in range(n)],
                      code)


def run_held(expr, shape, names):
    """Each of these names must be a number alone."""
    code = ask("eval", [expr], "--shape", shape, "-f", "python")
    f = load(code)
    parameters = f.__code__.co_varnames[:f.__code__.co_argcount]
    for name in parameters:
        values = {**dict.fromkeys(parameters, .5), name: np.array([.5, .25, .125])}
        try:
            f(*values.values())
            wrong = name in names
        except ValueError:
            wrong = name not in names
        if wrong:
            return f"{name} is {'not ' if name in names else ''}held to a number\n{code}"
    return None


NUMBERS = ["2", "3", "7", ".1", "1/3", "10/7", "pi", "e", "sqrt(2)", "1e-3", "12345.678"]


def arithmetic(dice, leaves, depth):
    """A random expression, defined wherever the leaves are positive, or nearly everywhere."""
    if depth == 0 or dice.random() < .1:
        return dice.choice(leaves if dice.random() < .75 else NUMBERS)
    a, b, c = (arithmetic(dice, leaves, depth - 1) for _ in range(3))
    return dice.choice([f"({a} + {b})", f"({a} - {b} + {c})", f"(-{a} - {b}*{c})", f"{a}*{b}", f"{a}*{b}*{c}",
                        f"({a})/({b})", f"({a})/(({b})*({c}))", f"({a})^{dice.randint(2, 7)}",
                        f"({a})^(-{dice.randint(1, 4)})", f"sqrt(1 + ({a})^2)", f"(2 + ({a})^2)^({dice.choice('1357')}/2)",
                        f"({a})/sqrt(3 + ({b})^2)", f"where({a} < {b}, {b}, {c})"])


def number(dice):
    return round(dice.uniform(.5, 2), dice.randint(1, 15))


def same_bits(command, exprs, points, shape, *options):
    """The code asked once, for shapes alone, and run at each point."""
    f = load(ask(command, exprs, *options, "--shape", shape, "-f", "python"))
    names = f.__code__.co_varnames[:f.__code__.co_argcount]
    for at in points:
        written = ",".join(f"{name}={json.dumps(value)}" for name, value in at.items())
        answer = ask(command, exprs, *options, "--at", written, "--numbers", "double", "--simplify", "-f", "json")
        got, want = f(*(at[name] for name in names)), wanted(command, json.loads(answer))
        got = got if isinstance(got, tuple) else (got,)
        if command == "grad":  # its value is a sum, which NumPy adds up in its own order
            got, want = got[1:], want[1:]
        for g, w in zip(got, want, strict=True):
            bad = np.flatnonzero(flat(g) != flat(w))
            if bad.size:
                return f"entries {bad} at {at}: {flat(g)[bad]} instead of {flat(w)[bad]}"
    if all(np.ndim(value) == 0 for value in points[0].values()):
        return broadcasts(f, points, "")
    return None


def random_cases():
    """Hundreds of programs, some dozen in one run: scalars with all partial derivatives, arrays entry by
    entry, and gradients of sums of entries."""
    for seed in range(24):
        dice = random.Random(seed)
        points = [{name: number(dice) for name in "xyz"} for _ in range(3)]
        exprs = [arithmetic(dice, "xyz", 3) for _ in range(12)]
        yield f"random scalars {seed}", same_bits, ("jacobian", exprs, points, "x=[],y=[],z=[]", "--wrt", "x,y,z")
    for seed in range(24):
        dice = random.Random(100 + seed)
        vector, rows = lambda: [number(dice) for _ in range(19)], dice.randint(2, 3)
        points = [{"u": vector(), "v": vector(), "s": number(dice)} for _ in range(2)]
        parts = [f"{arithmetic(dice, ['u', 'v', 's', 'u[::-1]'], 3)} + 0*u" for _ in range(8)]
        yield f"random vectors {seed}", same_bits, ("eval", [f"concat({', '.join(parts)})"], points, "u=[19],v=[19],s=[]")
        points = [{"A": [vector() for _ in range(rows)], "v": vector(), "s": number(dice)} for _ in range(2)]
        total = " + ".join(f"sum(A*({arithmetic(dice, ['A', 'v', 's'], 2)}))" for _ in range(4))
        yield f"random gradients {seed}", same_bits, ("grad", [total], points, "A=[m,n],v=[n],s=[]", "--wrt", "A")


def cases():
    """A name, a function and its arguments for each."""
    for case in CASES:
        yield f"{case[0]} {case[1]} at {case[2]}", run_case, case
    tables = ("matrices.tsv", "linear.tsv", "indices.tsv", "matrixcases.tsv", "decompositions.tsv")
    for name in tables:
        for row in table(name):
            yield " ".join(row[:4]), run_row, row
    functions = {}
    for row in table("functions.tsv") + table("special.tsv"):
        functions.setdefault((row[0], row[2]), []).append(row)
    for (expr, _), rows in functions.items():
        if expr.startswith(("zeta", "rgammaderiv")):  # SciPy has no derivatives of them
            continue
        yield expr, run_function, (expr, rows)
    for case in BROADCAST:
        yield f"arrays for numbers: {case[0]} {case[1]}", run_broadcast, case
    for case in HELD:
        yield f"held: {case[0]}", run_held, case
    yield from names.cases(ask, load)
    yield from sparse.cases(ask, load)
    yield from random_cases()


def main():
    passed = failed = 0
    np.seterr(all="ignore")
    for name, run, arguments in cases():
        try:
            wrong = run(*arguments)
        except Exception as error:  # whatever the code does wrong
            wrong = repr(error)
        passed += not wrong
        failed += bool(wrong)
        if wrong:
            print(f"{name}: {wrong}")
    print(f"{passed} passed, {failed} failed")
    return failed > 0


sys.exit(main())
