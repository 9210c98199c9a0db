#!/usr/bin/python3
"""Programs with vectors and matrices: values, gradients and Jacobians.

Truth: NumPy itself on object arrays of mpmath numbers (so that indexing, broadcasting, `@` and axes
are NumPy's own), derivatives by five-point central differences at 120 digits, one entry of the
variable at a time, two step sizes agreeing to 42 digits. No randomness. The dcalc text is read as
Python: `^` becomes `**`, numbers become exact, a bracketed list becomes an array.
Writes tests/data/matrices.tsv (grad in the variable's shape; jacobian one row an entry of the
expression, one column an entry of the variable, both row-major); run again with

    /usr/bin/python3 tests/generate/matrices.py         (Debian: python3-mpmath python3-numpy)
"""

import ast
import re

import numpy
from mpmath import mp, mpf

from truth import FUNCTIONS, Undefined, call, compile_program, run, settle, show, write_table

DIGITS = 120

VALUES = {
    "s": "0.75", "t": "-1.3",
    "x": "[0.5,-1.2,2]", "y": "[1.5,0.25,-0.75]", "p": "[0.4,1.7,2.2]", "b": "[0.1,-0.2]",
    "v": "[0.3,-0.8,1.1,2.5,-1.6,0.9]",
    "A": "[[1,-2,0.5],[0.25,3,-1.5]]", "B": "[[0.5,1],[-1,2],[0.3,-0.7]]",
    "C": "[[2,0.5,-1],[1,-3,0.2],[0.4,1.1,1.5]]", "D": "[[1.1,0.3],[-0.6,2.4]]",
    "P": "[[0.2,1.4,3],[2.5,0.7,1.1]]", "r": "[[1.5,-0.5,0.8]]", "c": "[[0.6],[-1.4]]", "q": "[[0.9]]",
    "X": "[[0.5,-1],[1.5,2],[-0.3,0.8],[0.1,-0.6]]", "T": "[[1],[0],[0.5],[-1]]",
    "W1": "[[0.2,-0.5,0.7],[1.1,0.4,-0.3]]", "b1": "[0.1,-0.2,0.3]",
    "W2": "[[0.6,-0.9],[-0.4,0.8],[1.2,0.5]]", "b2": "[-0.15,0.25]", "W3": "[[0.7],[-1.3]]", "b3": "[0.05]",
    "h": "[0.2,-0.1,0.4]", "w": "[0.8,-0.6]",
}

EVAL = """
A @ B | B @ A | A @ x | y @ A.T | x @ y | x.T @ y | A.T | x.T | C @ C @ x | A*r + c | x + s | 2*A - A/3
A^2 | C^-1 | 2^x | p^y | -A + 1 | A/x | c*x | c + x*c | r @ C | c @ r | q*x
x[0] | x[-1] | x[1:] | x[:2] | x[::2] | x[::-1] | v[1:5] | v[1:5:2] | v[-3:] | v[:-2] | v[4:0:-2] | v[-2::-2]
A[0,1] | A[1] | A[-1,-1] | A[:,0] | A[:,1:] | A[0:1,:] | A[::-1,:] | C[::2,1:] | C[1:,::-1] | A[1][2] | C[:,0] @ C[0] | A[:, -1]
sum(A) | sum(A, 0) | sum(A, 1) | sum(A, axis=0) | sum(A, axis=1, keepdims=1) | sum(A, axis=0, keepdims=1) | sum(x) | sum(A, axis=-1)
mean(A) | mean(A, axis=0) | mean(x) | mean(C, 1) | prod(x) | prod(A, axis=0) | prod(C, axis=1, keepdims=1)
min(A) | max(A) | min(x) | max(A, axis=0) | min(C, axis=1) | max(x, y) | min(x, 0) | max(A, r) | max(A, axis=1, keepdims=1) | min(c, x)
dot(x, y) | dot(A, B) | outer(x, b) | norm(x) | norm(A) | norm(x, 1) | norm(x, inf) | trace(C) | trace(A @ B) | trace(A) | trace(X) | trace(q)
size(A) | size(A, 1)*x | size(x)*size(s) | log(p, 2) | log(p, 10)*s | log(p, p + 1) | log(abs(A), 3) | log(2, [0.5,3])
zeros(3) | zeros(2, 3) + A | ones(2, 2) | eye(3) - C | range(5) | range(3)*x | ones(2) @ A
reshape(v, 2, 3) | reshape(v, 3, 2) @ b | reshape(A, 6) | reshape(A, 3, 2) | concat(x, y) | concat(A, r) | concat(A, A*2, axis=0) | concat(A, c, axis=1) | concat(x, v[:2])
logsumexp(x) | softmax(x) | log_softmax(x) | logsumexp(1000*x) | softmax(A, axis=1) | softmax(A, 0) | log_softmax(A, axis=0) | logsumexp(A, axis=1) | logsumexp(A)
[s, t, s*t] | [[s, 1], [t, s + t]] | [x[0]^2, 3*x[0]^2 - x[1], x[0]*x[1]] | [x, y] @ p | [s, 1] @ [[1, 2], [3, 4]]
where(A > 0, A, A/10) | where(x < y, x, y) | where(x > 0, sqrt(abs(x)), s) | where(A >= r, c, A) | sin(A) + cos(r) | atan2(A, c) | hypot(x, s) | relu(A) | mod(A, 2) | floor(A) | pow(p, 2)
f(a, b) = a*exp(-b); f(A, r) | f(a) = a @ a; g(a, k) = k*f(a) + 1; g(x, s) | u = A @ x; u = u/norm(u); u @ u | z = tanh(W1.T @ w); z[::2]
f(a, k) = where(a > k, a^2, k); f(x, s) | (A @ B)^2 - A^2 @ B^2 | (c @ r).T | x @ C @ y | -x^2 | A.T[0] | (A @ B)[0,1]
"""

GRADIENTS = """
sum(A @ x) : A x | sum((A @ B)^2) : A B | x @ y : x | x @ C @ x : x C | (A @ x) @ (A @ x) : A x | norm(x) : x | norm(A) : A
norm(x, 1) : x | norm(x, inf) : x | norm(x - y)^2 : y | trace(C @ C) : C | trace(A @ B) : A B | trace(C.T @ C) : C | dot(x, y)^2 : x
trace(A)^2 : A | trace(X) : X | trace(A.T)*s : A s | sum(log(p, 2)) : p | sum(log(p, y^2)) : p y | log(s^2, t^2)/size(A) : s t A
sum(outer(x, b) @ w) : x b | sum(A*r + c) : r c | sum(tanh(A*r + c)) : A r c | sum(A^2/x) : A x | mean((x - y)^2) : x y | prod(x) : x
prod(A) : A | sum(prod(A, axis=0)*x) : A | sum(prod(C, axis=1)^2) : C | max(x) : x | min(A) : A | sum(max(A, axis=0)*x) : A x
sum(max(x, y)^2) : x y | sum(min(A, r)) : A r | sum(p^y) : p y | sum(2^x) : x | sum(s*A) : s | sum(A + s*t)^2 : s t | x[0]*x[-1] : x
sum(v[::2]*v[1::2]) : v | sum(v[::-1]*v^2) : v | v[-1]*sum(v[1:4]) : v | A[0,1]*A[1,0] : A | sum(A[:,0]*A[:,-1]) : A | A[1] @ A[0] : A
sum(C[::2,1:] @ b) : C b | sum(C[1:,::-1]*A) : C A | sum(sum(A, 1)^2) : A | sum(sum(A, axis=0, keepdims=1) @ C) : A C
sum((A - mean(A, axis=1, keepdims=1))^2) : A | sum(A/sum(A^2, axis=1, keepdims=1)) : A | sum(mean(A, 0)^3) : A
logsumexp(x) : x | logsumexp(1000*x)/1000 : x | softmax(x) @ y : x y | log_softmax(x)[1] : x | -sum(y*log_softmax(C @ x)) : C x y
sum(softmax(A, axis=1)*P) : A P | sum(logsumexp(A, axis=0)*x) : A | sum(log_softmax(A, axis=0)*P) : A | sum(softmax(C, 0) @ x) : C
sum(reshape(v, 2, 3)*A) : v A | sum(reshape(A, 3, 2) @ D) : A D | sum(concat(x, y)^2*v) : x v | sum(concat(A, c, axis=1)^3) : A c | sum(concat(A, r)@x) : r
sum([s, t, s*t]^2) : s t | sum([[s, 1], [t, s + t]] @ b) : s t b | [s, t] @ D @ [t, s] : s t D | sum([x, y] @ p) : x y p
sum(where(A > 0, A^2, A/10)) : A | sum(where(x < y, x*y, y^3)) : x y | sum(where(A >= r, c, A*s)) : A r c s | sum(relu(A @ B)) : A
sum(gelu(x)*silu(y)) : x y | sum(erf(A)*gamma(P)) : A P | sum(lgamma(p)) : p | sum(hypot(x, s)) : x s | sum(atan2(A, c)) : A c
sum(log(P) @ x) : P | sum(sqrt(P)/cbrt(r)) : P r | q @ q - 2*q : q | r @ C @ r.T : r C | c.T @ D @ c : c D | (r @ x - 1)^2 : r x
sum((eye(3) + C) @ x) : C x | sum(ones(2) @ A) : A | sum(range(3)*x^2) : x | sum(zeros(2, 3)*A + A) : A | x @ y : s
f(a, b) = a*exp(-b); sum(f(A, r)) : A r | f(a) = a @ a; g(a, k) = k*f(a) + 1; g(x, s)^2 : x s | u = A @ x; u = u/norm(u); u[0]*u[1] : A x
f(z) = expit(z @ C); norm(f(f(x)))^2 : x C | u = x*s; u = u^2 + u; sum(u*y) : x s | f(a, k) = where(a > k, a^2, k); sum(f(x, s)) : x s
y = C @ x; z = C @ y; w = C @ z; w @ x : C x | g = A.T @ (A @ x - b); g @ g : A x b | sum((A @ B - D)^2)/2 + s*sum(A^2) : A B D s
z = tanh(W1.T @ w); z @ b1 : W1 w | mean((X @ w - T[:,0])^2) : w X | mean((X @ W1[:,:1] - T)^2) : W1
H = tanh(X @ W1 + b1); Z = expit(H @ W2 + b2); mean((Z @ W3 + b3 - T)^2) : W1 b1 W2 b2 W3 b3
H = relu(X @ W1 + b1); mean((H @ W2 @ W3 + b3 - T)^2) : W1 b1 W2 W3
H = gelu(X @ W1 + b1); L = log_softmax(H @ W2 + b2, axis=1); -sum(L[:,0]*T[:,0] + L[:,1]*(1 - T[:,0]))/4 : W1 W2 b2
z = tanh(W1.T @ w + b1); o = W2.T @ z + b2; -log_softmax(o)[1] : W1 b1 W2 b2 w
z = silu(W1.T @ c); o = softplus(W2.T @ z); (W3.T @ o - 5)^2 : W1 W2 W3 c
layer(a, W, k) = tanh(a @ W + k); mean((layer(layer(X, W1, b1), W2, b2) @ W3 - T)^2) : W1 W2 b2
h = tanh(W1.T @ X[0] + h); h = tanh(W1.T @ X[1] + h); h = tanh(W1.T @ X[2] + h); sum(h^2) : W1 h
M = X - mean(X, axis=0); V = mean(M^2, axis=0); N = M/sqrt(V + 1e-5); sum((N @ W1)^2*b1) : X W1
K = X @ X.T/sqrt(2); S = softmax(K, axis=1); sum((S @ X)[1]*w) : X w
"""

JACOBIANS = """
A @ x : x A | x^2 : x | x*y : x | C @ tanh(C @ x) : x | x/norm(x) : x | softmax(x) : x | log_softmax(C @ x) : x | A.T : A
[x[0]^2, 3*x[0]^2 - x[1], x[0]*x[1]] : x | [s^2, 3*s^2 - t, s*t] : s t | v[::-2] : v | A @ B : A B | outer(b, w) : b w
A*r + c : r c | sum(A, axis=0) : A | reshape(A, 3, 2) @ b : A b | concat(x*s, y) : x s | where(x > y, x, y^2) : x y
W2.T @ relu(W1.T @ w + b1) + b2 : w W1 b1 | C^-1 : C | f(a) = a @ C; f(f(x)) : x | max(C, axis=1) : C | x @ y : x | A[:,1] : A
"""


class Arrays(ast.NodeTransformer):
    """Numbers become exact, lists arrays; what stands between index brackets stays Python's."""

    def __init__(self, source):
        self.source = source

    def visit_Constant(self, node):
        return call("number", [ast.Constant(ast.get_source_segment(self.source, node))])

    def visit_List(self, node):
        return call("array", [ast.List([self.visit(item) for item in node.elts], ast.Load())])

    def visit_Subscript(self, node):
        return ast.Subscript(self.visit(node.value), node.slice, node.ctx)


def array(items):
    return numpy.array(items, dtype=object)


def along(reduce):
    """A reduction with NumPy's axis and keepdims."""
    def run_it(a, axis=None, keepdims=0):
        axis = None if axis is None else int(axis)
        return reduce(numpy.asarray(a, dtype=object), axis=axis, keepdims=bool(keepdims))
    return run_it


def extreme(reduce, function):
    """min and max: of two arguments elementwise, of one along an axis."""
    elementwise, whole = numpy.frompyfunc(function, 2, 1), along(reduce)
    return lambda *a, **options: elementwise(*a) if len(a) == 2 else whole(*a, **options)


def mean(a, axis, keepdims):
    total = a.sum(axis=axis, keepdims=keepdims)
    return total / (a.size if axis is None else a.shape[axis])


def logsumexp(a, axis, keepdims):
    return ELEMENTWISE["log"](numpy.sum(ELEMENTWISE["exp"](a), axis=axis, keepdims=keepdims))


def softmax(a, axis=None):
    powers = ELEMENTWISE["exp"](a)
    return powers / powers.sum(axis=None if axis is None else int(axis), keepdims=True)


def norm(a, order=2):
    sizes = numpy.abs(a).ravel()
    if order == mp.inf:
        return max(sizes)
    return sum(sizes) if order == 1 else mp.sqrt(sum(sizes ** 2))


def filled(value):
    return lambda *shape: numpy.full([int(n) for n in shape], mpf(value), dtype=object)


def eye(n):
    return array([[mpf(i == j) for j in range(int(n))] for i in range(int(n))])


def where(condition, a, b):
    return ELEMENTWISE["where"](condition, a, b)


ELEMENTWISE = {name: numpy.frompyfunc(f, {"atan2": 2, "pow": 2, "hypot": 2, "mod": 2, "beta": 2,
                                          "polygamma": 2, "jn": 2, "yn": 2, "where": 3}.get(name, 1), 1)
               for name, f in FUNCTIONS.items() if name not in ("min", "max")}


def names():
    return {
        **ELEMENTWISE, "number": mpf, "array": array, "inf": mp.inf, "pi": +mp.pi, "e": +mp.e,
        "min": extreme(numpy.min, min), "max": extreme(numpy.max, max),
        "sum": along(numpy.sum), "prod": along(numpy.prod), "mean": along(mean),
        "logsumexp": along(logsumexp), "softmax": softmax,
        "log_softmax": lambda a, axis=None: ELEMENTWISE["log"](softmax(a, axis)),
        "dot": lambda a, b: a @ b, "outer": numpy.outer, "norm": norm, "trace": numpy.trace,
        "log": lambda a, base=None: ELEMENTWISE["log"](a) / (ELEMENTWISE["log"](base) if base is not None else 1),
        "size": lambda a, axis=None: mpf(numpy.size(a, None if axis is None else int(axis))),
        "zeros": filled(0), "ones": filled(1), "eye": eye,
        "range": lambda n: array([mpf(i) for i in range(int(n))]),
        "reshape": lambda a, *shape: a.reshape([int(n) for n in shape]),
        "concat": lambda a, b, axis=0: numpy.concatenate([a, b], axis=int(axis)),
    }


def as_value(text):
    """A literal as an exact number or an array of them."""
    return run(compile_program(text, Arrays), {"number": mpf, "array": array}, {})


def entries(value):
    return list(numpy.ravel(numpy.asarray(value, dtype=object)))


def nested(value):
    """A value as the text of nested lists."""
    if isinstance(value, (list, numpy.ndarray)):
        return "[" + ",".join(nested(item) for item in value) + "]"
    if not isinstance(value, mpf) or not mp.isfinite(value):
        raise Undefined(str(value))
    return show(value)


def moved(value, index, by):
    """The value with one entry moved."""
    flat = entries(value)
    flat[index] = flat[index] + by
    return array(flat).reshape(value.shape) if isinstance(value, numpy.ndarray) else flat[0]


def slopes(code, point, wrt, index, step):
    """Five-point quotients of every entry of the result by one entry of a variable."""
    a, b, d, e = (entries(run(code, names(), {**point, wrt: moved(point[wrt], index, k * step)}))
                  for k in (-2, -1, 1, 2))
    return [(p - 8 * q + 8 * r - s) / (12 * step) for p, q, r, s in zip(a, b, d, e)]


def refuse_kinks(code, point, wrt, index, found):
    """Where the slopes to the left and to the right differ there is no derivative to expect."""
    step = mpf("1e-30")
    a, b, c = (entries(run(code, names(), {**point, wrt: moved(point[wrt], index, k * step)})) for k in (-1, 0, 1))
    for left, middle, right, slope in zip(a, b, c, found):
        if max(abs(middle - left - slope * step), abs(right - middle - slope * step)) > step * mpf("1e-20"):
            raise Undefined("a kink")


def jacobian(code, point, wrt):
    columns = []
    for index in range(len(entries(point[wrt]))):
        one, two = (slopes(code, point, wrt, index, mpf(h)) for h in ("1e-15", "3.7e-16"))
        columns.append([settle(p, q) for p, q in zip(one, two)])
        refuse_kinks(code, point, wrt, index, columns[-1])
    return [list(row) for row in zip(*columns)]


def expected(kind, code, point, wrt):
    if kind == "eval":
        return run(code, names(), point)
    rows = jacobian(code, point, wrt)
    if kind == "jacobian":
        return rows
    assert len(rows) == 1, "a gradient is of one number"
    shape = getattr(point[wrt], "shape", None)
    return array(rows[0]).reshape(shape) if shape else rows[0][0]


def cases():
    """Every (kind, expr, wrt)."""
    for kind, table in (("eval", EVAL), ("grad", GRADIENTS), ("jacobian", JACOBIANS)):
        for item in re.split(r" \| |\n", table.strip()):
            expr, _, variables = item.rpartition(" : ") if kind != "eval" else (item, "", "-")
            for wrt in variables.split():
                yield kind, expr.strip(), wrt


def used(expr, wrt):
    """The names of VALUES that an expression leaves free, and wrt."""
    free = {name for name in VALUES if re.search(rf"(?<![\w.]){name}\b(?!\()", first_uses(expr))}
    return [name for name in VALUES if name in free or name == wrt]


def first_uses(expr):
    """The text without function definitions and without uses of names that are assigned before."""
    kept, bound = [], set()
    for statement in expr.split(";"):
        name, equals, body = re.match(r"\s*(?:(\w+(?:\([\w, ]*\))?)\s*(=)(?!=))?(.*)", statement, re.S).groups()
        words = set(re.findall(r"(?<![\w.])[A-Za-z]\w*\b(?!\s*=)", body)) - bound
        if equals and "(" in name:
            words -= set(re.findall(r"\w+", name))
            name = name.split("(")[0]
        kept += sorted(words)
        bound |= {name} if equals else set()
    return " ".join(kept)


def row(kind, expr, wrt):
    mp.dps = DIGITS
    chosen = used(expr, wrt)
    point = {name: as_value(VALUES[name]) for name in chosen}
    at = ",".join(f"{name}={VALUES[name]}" for name in chosen) or "-"
    return [kind, expr, at, wrt, nested(expected(kind, compile_program(expr, Arrays), point, wrt))]


def main():
    rows = []
    for case in cases():
        try:
            rows.append(row(*case))
        except Exception as error:
            raise SystemExit(f"{case}: {error!r}")
    write_table("matrices.tsv", "kind expr at wrt expected".split(), rows)


if __name__ == "__main__":
    main()
