"""Sparse Jacobians and Hessians as code: the places and the values that C and Python give, beside the answers of
--sparse, for programs over slices and for random ones, and what SciPy does with the matrices.
"""
import ctypes
import json
import os
import pathlib
import random
import shlex
import subprocess
import tempfile

import numpy as np
from scipy import sparse
from scipy.sparse import linalg

CC = [*shlex.split(os.environ.get("CC", "gcc")), "-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion",
      "-Wshadow", "-Werror", "-O1", "-shared", "-fPIC"]
GRID = "4*U[1:-1,1:-1] - U[:-2,1:-1] - U[2:,1:-1] - U[1:-1,:-2] - U[1:-1,2:] + U[1:-1,1:-1]^3"
NUMBERS = [round(.9*np.sin(7*k + 1), 3) for k in range(400)]

# command, expressions, sizes by name, by which names, the most statements that its C may have: loops, not lists
CASES = [
    ("jacobian", ["(3 - 2*x)*x - concat([0], x[:-1]) - 2*concat(x[1:], [0]) + 1"], {"x": [60]}, "x", 3),
    ("jacobian", [GRID], {"U": [9, 12]}, "U", 6),
    ("jacobian", ["A@x + x^2"], {"A": [15, 15], "x": [15]}, "x", 2),
    ("jacobian", ["A@x + x^2"], {"A": [5, 5], "x": [5]}, "A,x", 4),
    ("jacobian", ["A@B"], {"A": [4, 3], "B": [3, 5]}, "A,B", 9),
    ("jacobian", ["A@A"], {"A": [4, 4]}, "A", 70),
    ("jacobian", ["sin(x[1:]*x[:-1])", "s*x[::-1]", "sum(x^2)"], {"x": [30], "s": []}, "x,s", 16),
    ("jacobian", ["concat([trace(outer(x, x))], x[1:]*x[0] + sin(x[1:]))"], {"x": [40]}, "x", 12),
    ("jacobian", ["cumsum(x)*x"], {"x": [50]}, "x", 62),
    ("jacobian", ["cumsum(x)*x", "_order*x[1]", "f_order*y"], {"x": [20], "y": [4], "_order": [], "f_order": []}, "x,y", 40),
    ("jacobian", ["where(x > 0, x^3, -x)*y[::-1]"], {"x": [30], "y": [30]}, "y,x", 6),
    ("jacobian", ["x[::-1] - x^2"], {"x": [8]}, "x", 12),
    ("jacobian", ["7", "x*y", "y"], {"x": [], "y": []}, "x,y", 4),
    ("jacobian", ["[3, 4]"], {"x": [2]}, "x", 0),
    ("hessian", ["sum(100*(x[1:] - x[:-1]^2)^2 + (1 - x[:-1])^2)"], {"x": [100]}, "x", 8),
    ("hessian", ["sum((U[1:] - U[:-1])^4) + sum((U[:,1:] - U[:,:-1])^4)"], {"U": [9, 11]}, "U", 40),
    ("hessian", ["sum(sin(x[1:]*x[:-1])^2)*s"], {"x": [100], "s": []}, "x,s", 24),
    ("hessian", ["sum(x)*sum(_values*x) + exp(csr_array)"], {"x": [7], "_values": [7], "csr_array": []}, "x,csr_array", 6),
]


def values_of(sizes):
    """Numbers for names, in their order."""
    out, k = {}, 0
    for name, size in sizes.items():
        n = int(np.prod(size, dtype=int))
        out[name] = np.reshape(NUMBERS[k:k + n], size).tolist()
        k += n
    return out


def asked(ask, command, exprs, values, wrt):
    """The matrix of --sparse at the point, its explicit zeros with it."""
    at = ",".join(f"{name}={json.dumps(value)}" for name, value in values.items())
    answer = json.loads(ask(command, exprs, "--sparse", "--wrt", wrt, "--at", at, "-f", "json"))[command]
    entries = np.reshape(answer["entries"], (-1, 3))
    rows, columns = entries[:, 0].astype(int), entries[:, 1].astype(int)
    indptr = np.searchsorted(rows, np.arange(answer["rows"] + 1))
    return sparse.csr_array((entries[:, 2], columns, indptr), shape=(answer["rows"], answer["columns"]))


def differs(got, want):
    if got.shape != want.shape:
        return f"{got.shape} instead of {want.shape}"
    if not np.array_equal(got.indptr, want.indptr) or not np.array_equal(got.indices, want.indices):
        return f"places {got.indptr} {got.indices} instead of {want.indptr} {want.indices}"
    if not np.allclose(got.data, want.data, 1e-13, 1e-14*np.max(np.abs(want.data), initial=1)):
        return f"{got.data} instead of {want.data}"
    return None


def pointer(array):
    return np.ascontiguousarray(array, float).ctypes.data_as(ctypes.POINTER(ctypes.c_double))


def run_c(code, values, shape):
    """What the C function makes of the point; NaN where it writes nothing."""
    with tempfile.TemporaryDirectory() as folder:
        file, library = pathlib.Path(folder, "f.c"), pathlib.Path(folder, "f.so")
        file.write_text(code)
        done = subprocess.run([*CC, file, "-o", library, "-lm"], stderr=subprocess.PIPE, text=True)
        if done.returncode:
            raise ValueError(done.stderr)
        f = ctypes.CDLL(library)
    indptr = np.array((ctypes.c_int*(shape[0] + 1)).in_dll(f, "f_indptr"))
    indices = np.array((ctypes.c_int*max(indptr[-1], 1)).in_dll(f, "f_indices"))[:indptr[-1]]
    data, work = np.full(indptr[-1] + 1, np.nan), np.zeros(100000)
    given = [ctypes.c_double(x) if np.ndim(x) == 0 else pointer(x) for x in values.values()]
    f.f(*given, data.ctypes.data_as(ctypes.POINTER(ctypes.c_double)), pointer(work))
    if not np.isnan(data[-1]):
        raise ValueError("writes beyond its end")
    return sparse.csr_array((data[:-1], indices, indptr), shape=shape)


def statements(code):
    body = code[code.index("\n{\n"):]
    return sum(" values[" in line or "*values =" in line for line in body.split("\n"))


def run_case(ask, load, command, exprs, sizes, wrt, most, compiled=True):
    values = values_of(sizes)
    shapes = ",".join(f"{name}={json.dumps(size)}" for name, size in sizes.items())
    options = ["--sparse", "--wrt", wrt, "--shape", shapes, "--args", ",".join(sizes)]
    want = asked(ask, command, exprs, values, wrt)
    code = ask(command, exprs, *options, "-f", "python")
    f = load(code)
    wrong = differs(f(*values.values()), want)
    if wrong:
        return f"{wrong}\n{code}"
    if not compiled:
        return None
    code = ask(command, exprs, *options, "-f", "c")
    wrong = differs(run_c(code, values, want.shape), want)
    if not wrong and statements(code) > most:
        wrong = f"{statements(code)} statements instead of {most}"
    return wrong and f"{wrong}\n{code}"


# ---- random programs ----

SIZES = {"x": [6], "y": [4], "A": [3, 4], "s": []}


def number(dice, depth):
    if depth <= 0:
        return dice.choice(["s", "x[1]", "x[-2]", "A[1,2]", "y[3]", "2"])
    n = dice.randint(2, 5)
    return dice.choice([f"sum({vector(dice, n, depth - 1)})", f"({vector(dice, n, depth - 1)})[1]",
                        f"({vector(dice, n, depth - 1)})@({vector(dice, n, depth - 2)})",
                        f"logsumexp({vector(dice, n, depth - 1)})", f"trace({matrix(dice, 3, 3, depth - 1)})",
                        f"({number(dice, depth - 1)})*({number(dice, depth - 2)})"])


def vector(dice, n, depth):
    if depth <= 0:
        leaves = [f"range({n})/7"]
        leaves += [f"x[{6 - n}:]", f"x[:{n}]", f"x[::-1][:{n}]"]*(n <= 6) + [f"y[:{n}]", f"A[2,{4 - n}:]"]*(n <= 4)
        return dice.choice(leaves + ["A[:,1]"]*(n == 3) + ["reshape(A, 12)"]*(n == 12))
    a, b = vector(dice, n, depth - 1), vector(dice, n, depth - 2)
    k = dice.randint(1, n - 1) if n > 1 else 1
    return dice.choice([f"sin({a})", f"({a})^2", f"({a}) - 2*({b})", f"({a})*({b})", f"({a})*({number(dice, depth - 1)})",
                        f"where(({a}) < .123456, 3, {b})", f"cumsum({a})", f"({vector(dice, 2*n, depth - 1)})[::2]",
                        f"({vector(dice, n + 2, depth - 1)})[1:-1]", f"({a})[::-1]",
                        f"embed({vector(dice, k, depth - 1)}, {n})",
                        f"({matrix(dice, n, 3, depth - 1)})@({vector(dice, 3, depth - 2)})",
                        f"sum({matrix(dice, n, 3, depth - 1)}, axis=1)"]
                       + [f"concat({vector(dice, k, depth - 1)}, {vector(dice, n - k, depth - 2)})"]*(n > 1))


def matrix(dice, m, n, depth):
    if depth <= 0:
        return f"A[{3 - m}:,{4 - n}:]" if m <= 3 and n <= 4 else f"outer(range({m}) + s, range({n})/5)"
    a, b = matrix(dice, m, n, depth - 1), matrix(dice, m, n, depth - 2)
    return dice.choice([f"exp(-({a})^2)", f"({a})*({b})", f"({a}) + ({b})", f"({matrix(dice, n, m, depth - 1)}).T",
                        f"outer({vector(dice, m, depth - 1)}, {vector(dice, n, depth - 2)})",
                        f"({matrix(dice, m, 2, depth - 1)})@({matrix(dice, 2, n, depth - 2)})",
                        f"({matrix(dice, m + 1, n, depth - 1)})[1:]"])


def random_cases(ask, load):
    dice = random.Random(5)
    for i in range(48):
        expr = vector(dice, dice.randint(2, 6), dice.randint(1, 3))
        case = ("jacobian", [expr], SIZES, "x,y,A,s", 10**9, i % 6 == 0)
        yield f"random sparse {i}: {expr}", run_case, (ask, load, *case)


# ---- what SciPy does with them ----

def use_with_scipy(ask, load):
    """Products, solutions and copies of two matrices with the same places; what would move nonzeros is refused."""
    f = load(ask("jacobian", ["(3 - 2*x)*x - concat([0], x[:-1]) - 2*concat(x[1:], [0]) + 1"], "--sparse", "--shape",
                 "x=[30]", "-f", "python"))
    one, two = f(np.zeros(30)), f(np.ones(30)/3)
    b = np.arange(30.)
    for a in (one, two, one + two, one.T @ two, two*3):
        solved = linalg.spsolve(sparse.csc_array(a), b)
        if not np.allclose(a @ solved, b) or not np.allclose(np.linalg.solve(a.toarray(), b), solved):
            return f"spsolve gives {solved}"
    two.data[3] = 0
    try:
        two.eliminate_zeros()
    except ValueError:
        return None if np.array_equal(one.toarray(), f(np.zeros(30)).toarray()) else "another matrix has changed"
    return "the places that all matrices share were changed"


def cases(ask, load):
    for case in CASES:
        yield f"sparse {case[0]} {case[1]}", run_case, (ask, load, *case)
    yield from random_cases(ask, load)
    yield "sparse matrices in SciPy", use_with_scipy, (ask, load)
