#!/usr/bin/python3
"""Indices that are data, new axes, conditions of several comparisons, and functions made of others.

Truth as in linear.py: NumPy on object arrays of mpmath numbers, and difference quotients. An index is
turned into NumPy's own whole numbers, so that gathers are NumPy's; a scatter is numpy.add.at. The
functions are written out from their definitions. No randomness. Writes tests/data/indices.tsv; run again
with

    /usr/bin/python3 tests/generate/indices.py        (Debian: python3-mpmath python3-numpy)
"""

import ast

import numpy
from mpmath import mp, mpf

import linear
import matrices
from matrices import array, call
from truth import write_table

matrices.VALUES.update({
    "idx": "[2,0,-1,0]", "lab": "[1,0,2,1]", "two": "[1,-1]", "M": "[[0,2],[1,1]]", "at1": "1",
    "L": "[[0.5,-1,2],[1,0.25,-0.75],[-2,1,0.5],[0,1.5,1]]", "u": "[2,-1,3]",
})

EVAL = """
x[idx] | x[two] | x[M] | x[[0,2]] | x[[2,2,-3]] | x[at1] | x[at1 - 1] | x[two + 1] | x[range(3)] | x[-two] | A[two] | A[:,idx] | A[two,:] | A[0,idx] | A[idx - idx] | L[range(4),lab] | L[lab,at1] | L[1:3,two] | L[at1] | L[at1,two] | L[:,at1] | L[two[:,None],[0,2]] | L[idx][:,two] | L[::2,lab] | L[idx,lab] | (x*y)[idx] | [s, t, s*t][idx] | C.T[two] | (A @ x)[two] | L[M,M] | L[M,0]
x[:,None] | x[None,:] | x[None] | x[:,None] - y[None,:] | x[:,None]*y | A[0,:,None] | A[0][:,None] | A[None,0] | A[:,0][None,:] | x[two][:,None] | x[two,None] | x[None,two]
onehot(lab, 3) | onehot(at1, 4) | onehot(two, 5) | onehot(lab, 3) @ x | scatter(x, [0,2,0], 4) | scatter(s, two, 3) | scatter(x, [0,1,1], [2,0,0], 2, 3) | scatter(A, [[0],[1]], [0,1,0], 3, 2)
reshape(A, -1) | reshape(A, 3, -1) | reshape(A, [-1, 2]) | reshape(x, -1, 1) | reshape(A.T, -1, 3) | reshape(s, -1)
max(1, 2, 3) | max(s, t, 0.5) | min(s, t, 0.5, -s) | max(x, y, 1) | min(A, x, s) | max(A, c, r) | max(x, 0, y, s, 2*x, -y)
where(0 < x < 1, x, -x) | where(x < y < 3*x, x, y) | where(x > 0 and y > 0, x, y) | where(x > 0 or y > 1, x, y) | where(not x > 0, x, y) | where(not (x > 0 and y > 0), 1, 2) | where(A > 0 and x > 0 or c > 5, A, 0) | where(-1 <= x <= 1 < y, x, y) | where(s > 0 and log(s) < 1, log(s), s) | where(not s > 0 or log(s) < 0, 1, 2) | where(0.5 == x or -2 == x or 1.5 == y, 1, 0) | where(not x, 1, 2) | where(x and y, 1, 2) | where(1 < 2 < 3, s, t) | where(x != y != 3, 1, 0)
clip(x, -1, 1) | clip(A, c, 2) | clip(s, 0, 1) | clip(x, y, 2) | logaddexp(x, y) | logaddexp(A, s) | logaddexp(1000*s, 999*s) | logaddexp(s, t, 1) | cross(x, y) | cross(x, 2*x) | cross(A[0], A[1]) | triu(C) | triu(A, 1) | tril(C, -1) | tril(A) | tril(A, k=1) | triu(A, -1) | triu(c @ r)
var(x) | var(A) | var(A, axis=0) | var(A, 1) | var(x, ddof=1) | var(A, axis=1, ddof=1) | var(A, axis=1, keepdims=1) | std(x) | std(A) | std(A, 0) | std(A, axis=1, ddof=1, keepdims=1) | std(x, ddof=2) | var(3*x + 1) | median(x) | median(v) | median(A) | median([s]) | median(x*y) | mod(A, 2) | mod(x, y) | mod(A, c)
clip(x, -5, 5) | clip(x, 2, 3) | clip(x, s, t + 9) | clip(C, -0.5, 0.5) | clip(-x, -1, 1) | clip(x^2, 1, 2) | clip(s, s, s) | clip([1e-30, -1e30], 0, 1) | logaddexp(x, x) | logaddexp(-800, -801) | logaddexp(800, 801) | logaddexp(s, -1e5) | logaddexp(0, 1e-20) | logaddexp(C, C.T) | logaddexp(c, r) | logaddexp(1e-30, -1e-30)
cross(y, x) | cross(x, x) | cross([1,0,0], [0,1,0]) | cross([0,1,0], [1,0,0]) | cross(1e20*x, y) | cross(x, y + 1e-20) | cross(cross(x, y), u) | cross(u, x - y) | cross(C[0], C[:,1]) | u @ cross(u, y)
triu(C, 2) | triu(C, 3) | triu(C, -5) | triu(A) | triu(A.T, 1) | triu(L, 1) | triu(C @ C) | triu(C) + tril(C, -1) - C | triu([[s]]) | tril(C) | tril(C, 1) | tril(C, 2) | tril(C, -3) | tril(A.T) | tril(L) | tril(L, -1) | tril(C @ C, 1) | tril(outer(x, y)) | tril([[s]]) | tril(A, -1) | tril(L, k=2)
var(y) | var(C) | var(L, 0) | var([s, s, s]) | var(1e20*x) | var(x + 1000) | std(y) | std(C, 1) | std(L) | std(1e-20*x) | std([s, t]) | std(L, axis=0, ddof=1) | median(y) | median([s, t]) | median(C) | median(L[:,0]) | median([1, 1, 1, 2]) | median([3, 1]) | median(-x) | median(x^3)
"""

GRADIENTS = """
sum(x[idx]^2) : x | sum(x[idx]*[1,2,3,4]) : x | sum(exp(x[M])) : x | prod(x[two]) : x | sum(A[two]^3) : A | sum(A[:,idx]^2) : A | sum(A[two] @ x) : A x | sum(L[range(4),lab]^2) : L | -mean(log_softmax(L, axis=1)[range(4),lab]) : L | x[at1]^3 : x | sum(L[at1]^2) : L | sum(L[lab,at1]*[1,2,3,4]) : L | sum(L[two[:,None],[0,2]]^2) : L | sum(tanh(L[idx][:,two])) : L | sum([s, t, s*t][idx]^2) : s t | sum(x[idx]*x[lab]) : x | sum((C @ x)[two]^2) : C x | x[idx] @ x[lab] : x | norm(x[idx]) : x | sum(L[M,M]^2) : L | sum(x[x[[0,0]]*0]^2) : y
sum((x[:,None] - y[None,:])^3) : x y | sum(x[:,None]*A.T) : x A | sum(x[None,:]*C*x[:,None]) : x C | sum(x[two][:,None]*A[:,idx]) : x A
sum(onehot(lab, 3) @ x*[1,2,3,4]) : x | sum(onehot(lab, 3)*log_softmax(L, axis=1)) : L | onehot(at1, 3) @ x^2 : x | sum(scatter(x^2, [0,2,0], 4)^2) : x | sum(scatter(s*x, two[[0,1,1]], 3)^2) : s x | sum(scatter(A, [[0],[1]], [0,1,0], 3, 2)^3) : A
sum(reshape(A, -1)*[1,2,3,4,5,6]) : A | sum(reshape(A, 3, -1)^2 @ b) : A b
max(s, t, s*t) : s t | sum(max(x, y, s)^2) : x y s | sum(min(A, x, s)*A) : A x s | max(exp(x)[0], x[1], x[2]) : x
sum(where(0 < x < 1, x^2, -x)) : x | sum(where(x > 0 and y > 0, x*y, y^2)) : x y | sum(where(x > 0 or y > 1, x*y, y^2)) : x y | sum(where(not (x > 0 and log(abs(x)) > 0), x^3, y)) : x y | where(s > 0 and log(s) < 1, s^2, 0) : s | sum(where(A > 0 and x > 0 or c > 5, A^2*x, c)) : A x c
sum(clip(x, -1, 1.5)^2) : x | sum(clip(s*x, -y^2, 4)) : s x y | sum(logaddexp(x, y)*x) : x y | logaddexp(s, t, s*t) : s t | sum(logaddexp(A, x)) : A x | sum(cross(x, y)*u) : x y u | norm(cross(x, y)) : x | sum(triu(C)^2) : C | sum(tril(C @ C, -1)) : C | sum(triu(A, 1) @ x) : A x
median(x)^2 : x | median(v)^2 : v | median(A @ x) : A x | median(exp(x)) : x | var(x) : x | var(A) : A | sum(var(A, axis=0)*x) : A | sum(var(A, 1, ddof=1)^2) : A | std(x) : x | std(A) : A | sum(std(A, axis=1, keepdims=1)*A) : A | std(x, ddof=1)*s : x s | sum((A - mean(A, 1, keepdims=1))/std(A, 1, keepdims=1)*P) : A | sum(mod(A + 0.1, 2)^2) : A
sum(clip(A, -0.9, 1.1)*A) : A | sum(clip(x, y - 3, y + 3)) : x y | clip(s, -9, 9)^3 : s | sum(exp(clip(C, -0.9, 0.7))) : C | logaddexp(1000*s, 999*t) : s t | logaddexp(s, -1e5) : s | sum(logaddexp(C, 2*C.T)) : C | logaddexp(x @ y, s) : x y s | sum(cross(x, y)) : x y | sum(cross(cross(x, y), u)^2) : x y u | u @ cross(x, x^2) : x | sum(cross(C[0], C[:,1])^3) : C | sum(cross(A[0], A[1])*x) : A x
sum(triu(A)^3) : A | sum(triu(L, 1)^2) : L | sum(triu(C, 2)*C) : C | sum(exp(triu(C @ C))) : C | sum(triu(outer(x, y))^2) : x y | sum(triu(A.T)^2 @ b) : A b | sum(tril(C)^2) : C | sum(tril(A, 1)^3) : A | sum(tril(L)^2) : L | sum(tril(C, -1)*C.T) : C | sum(exp(tril(outer(x, y)))) : x y | sum(tril(C) @ x) : C x | sum((tril(C) @ tril(C).T)*C) : C
var(s*x + y) : s x y | var(x, ddof=1)^2 : x | sum(var(L, axis=0)^3) : L | var(exp(x)) : x | var(C @ x) : C x | std(C) : C | std(x*y) : x y | sum(std(L, 0)^2*u) : L u | log(std(x)) : x | std(A @ x) : A x | std([s, t, s*t]) : s t | median(x*y) : x y | median(C @ x)^2 : C x | median(L) : L | median([s, t, s*t]) : s t | median(s*v) : s v
"""

HESSIANS = """
sum(x[idx]^3) : x | exp(x[two] @ [1,2]) : x | sum(D[two]^3) : D | -sum(log_softmax(D, axis=1)[[0,1],two]) : D | sum(D[:,two]^2 @ b) : D b | (x[idx] @ x[lab])^2 : x | sum(exp(D[two,two]*b)) : D b | x[at1]^4 : x | sum(scatter(x^2, [0,2,0], 4)^2) : x
sum((x[:,None] - y[None,:])^4) : x | max(s, t, s*t)^2 : s t | sum(where(0 < x < 1, x^2, -x^3)) : x | sum(logaddexp(x, y)) : x y | sum(cross(x, y)^2) : x | median(x)^3 : x | median(D)^2 : D | var(x) : x | std(x) : x | sum(var(D, axis=0)^2) : D | sum(triu(D)^3) : D | sum(clip(x, -1, 1.5)^3) : x
clip(s*t, -9, 9)^2 : s t | sum(clip(D, -1, 0.7)^3) : D | logaddexp(s, t, s*t) : s t | logaddexp(1000*s, 999*t) : s t | sum(logaddexp(D, D.T)) : D | norm(cross(x, u)) : x | u @ cross(x, x^2) : x | sum(cross(x, y)*u)^2 : x y | sum(tril(D)^3) : D | sum(tril(D @ D)^2) : D | sum(triu(D @ D)*D) : D | sum(triu(outer(x, x))^2) : x | var(x, ddof=1)^2 : x | std(D) : D | log(std(x)) : x | std([s, t, s*t]) : s t | median([s, t, s*t])^2 : s t | median(x^2) : x
"""

JACOBIANS = """
x[idx] : x | A[two] : A | A[:,idx] : A | L[range(4),lab] : L | (x^2)[M][0] : x | scatter(x, [0,2,0], 4) : x | cross(x, y) : x y | logaddexp(x, y) : x | triu(C) : C | x[:,None]*y : x | max(x, y, s) : x s | var(A, 0) : A | clip(x, -1, 1) : x
"""

JVPS = """
x[idx]^2 : x : [1,-2,0.5] | A[two] : A : [[1,0,2],[0,-1,1]] | scatter(x^2, [0,2,0], 4) : x : [1,-2,0.5] | std(x) : x : [1,-2,0.5] | logaddexp(x, y) : x : [1,-2,0.5] | cross(x, y) : x : [1,-2,0.5]
"""
VJPS = """
x[idx]^2 : x : [1,-2,0.5,3] | L[range(4),lab] : L : [1,-2,0.5,3] | scatter(x, [0,2,0], 4) : x : [1,2,3,4] | cross(x, y) : y : [1,-2,0.5]
"""

for name in ("EVAL", "GRADIENTS", "HESSIANS", "JACOBIANS", "JVPS", "VJPS"):
    setattr(linear, name, globals()[name])


class Indexed(matrices.Arrays):
    """Subscripts are read as Python does, with whole numbers; conditions hold entry by entry."""

    def visit_Subscript(self, node):
        places = ast.Subscript(ast.Name("places", ast.Load()), node.slice, ast.Load())
        return ast.Subscript(self.visit(node.value), places, ast.Load())

    def visit_BoolOp(self, node):
        word = "both" if isinstance(node.op, ast.And) else "either"
        parts = [self.visit(value) for value in node.values]
        joined = parts[0]
        for part in parts[1:]:
            joined = call(word, [joined, part])
        return joined

    def visit_UnaryOp(self, node):
        if isinstance(node.op, ast.Not):
            return call("opposite", [self.visit(node.operand)])
        return self.generic_visit(node)

    def visit_Compare(self, node):
        terms = [self.visit(term) for term in (node.left, *node.comparators)]
        pairs = [ast.Compare(terms[i], [op], [terms[i + 1]]) for i, op in enumerate(node.ops)]
        joined = pairs[0]
        for pair in pairs[1:]:
            joined = call("both", [joined, pair])
        return joined


linear.Arrays = Indexed


def whole(index):
    """An index as NumPy takes it."""
    if isinstance(index, (list, numpy.ndarray)):
        return numpy.array([int(i) for i in numpy.ravel(index)]).reshape(numpy.shape(index))
    return int(index) if isinstance(index, mpf) else index


class Places:
    """What stands between the brackets, with indexes as NumPy takes them."""

    def __getitem__(self, index):
        def part(p):
            if isinstance(p, slice):
                return slice(whole(p.start), whole(p.stop), whole(p.step))
            return whole(p)
        return tuple(part(p) for p in index) if isinstance(index, tuple) else part(index)


def lazily(decides):
    """`and` and `or`: the second decides where the first does not; a nan that it may then be counts not."""
    return numpy.frompyfunc(decides, 2, 1)


def spread(a, axis, keepdims, ddof):
    axis = None if axis is None else int(axis)
    n = a.size if axis is None else a.shape[axis]
    about = a - a.sum(axis=axis, keepdims=True) / n
    return (about ** 2).sum(axis=axis, keepdims=bool(keepdims)) / (n - ddof)


def var(a, axis=None, keepdims=0, ddof=0):
    return spread(numpy.asarray(a, dtype=object), axis, keepdims, ddof)


def std(*arguments, **options):
    return matrices.ELEMENTWISE["sqrt"](var(*arguments, **options))


def median(a):
    ordered = sorted(numpy.ravel(a))
    n = len(ordered)
    return (ordered[(n - 1) // 2] + ordered[n // 2]) / 2


def scatter(b, *rest):
    axes = len(rest) // 2
    out = numpy.full([int(n) for n in rest[axes:]], mpf(0), dtype=object)
    b, *index = numpy.broadcast_arrays(b, *rest[:axes])
    numpy.add.at(out, tuple(whole(i) for i in index), b)
    return out


def onehot(y, k):
    return array([[mpf(int(c) % int(k) == j) for j in range(int(k))] for c in numpy.ravel(y)]).reshape(
        numpy.shape(y) + (int(k),))


def cross(a, b):
    return array([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])


def triangle(keeps):
    def run(a, k=0):
        return array([[x if keeps(j - i, int(k)) else mpf(0) for j, x in enumerate(row)] for i, row in enumerate(a)])
    return run


def several(reduce, function):
    one = matrices.extreme(reduce, function)

    def run(*arguments, **options):
        if len(arguments) < 2:
            return one(*arguments, **options)
        result = arguments[0]
        for argument in arguments[1:]:
            result = one(result, argument)
        return result
    return run


def logaddexp(*arguments):
    exp, log = matrices.ELEMENTWISE["exp"], matrices.ELEMENTWISE["log"]
    return log(sum(exp(a) for a in arguments))


linear.OWN.update({
    "places": Places(), "both": lazily(lambda a, b: bool(a) and bool(b)), "either": lazily(lambda a, b: bool(a) or bool(b)),
    "opposite": numpy.frompyfunc(lambda a: not a, 1, 1), "var": var, "std": std, "median": median, "scatter": scatter, "onehot": onehot,
    "cross": cross, "triu": triangle(lambda d, k: d >= k), "tril": triangle(lambda d, k: d <= k),
    "max": several(numpy.max, max), "min": several(numpy.min, min), "logaddexp": logaddexp,
    "clip": lambda x, low, high: several(numpy.min, min)(several(numpy.max, max)(x, low), high),
    "reshape": lambda a, *shape: numpy.reshape(a, [int(n) for n in numpy.ravel(shape)]),
})
linear.pairs = lambda: iter(())
shared = linear.write_table
linear.write_table = lambda name, columns, rows: write_table("indices.tsv", columns, rows)

if __name__ == "__main__":
    linear.main()
