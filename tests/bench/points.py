"""points.py TOOL ROW [setup]: derivatives at many points on one core; TOOL is numpy (formulas written
by hand), sympy (the formulas that it derives, as NumPy code), torch, or casadi (the C that it writes,
compiled by gcc -O3). Millions of points a second; with `setup` the milliseconds until it can start."""
import ctypes
import subprocess
import sys
import time

import numpy as np

from common import need, seconds_of, tell, uniform

N = 1 << 20
CHUNK = 8192  # points at a time, where these tools are at their best
RANGES = {
    "black-scholes": ([80, 80, 0, .1, .2], [120, 120, .1, .5, 2]),
    "rosenbrock": ([-2, -2], [2, 2]),
    "arm": ([-3]*6, [3]*6),
}


def points(row):
    """The table, a row a variable."""
    low, high = map(np.array, RANGES[row])
    rows = uniform(N*len(low), 0, 1).reshape(N, -1)
    return np.ascontiguousarray((low + (high - low)*rows).T)


# ---- the functions, for whatever module has log, exp and so on ----

def functions(m, row, p):
    if row == "black-scholes":
        S, K, r, v, T = p
        d1 = (m.log(S/K) + (r + v**2/2)*T)/(v*m.sqrt(T))
        d2 = d1 - v*m.sqrt(T)
        half = 0.5**0.5
        return [S*(1 + m.erf(d1*half))/2 - K*m.exp(-r*T)*(1 + m.erf(d2*half))/2]
    if row == "rosenbrock":
        x, y = p
        return [100*(y - x**2)**2 + (1 - x)**2]
    angles = [sum(p[1:k], p[0]) for k in range(1, 7)]
    return [sum(m.cos(a) for a in angles), sum(m.sin(a) for a in angles)]


# ---- each tool: from the row to what computes all derivatives of a chunk ----

def numpy_tool(row):
    from scipy.special import erf

    def black_scholes(S, K, r, v, T):
        root = np.sqrt(T)
        deviation = v*root
        d1 = (np.log(S/K) + (r + 0.5*v*v)*T)/deviation
        n1 = 0.5 + 0.5*erf(d1*np.sqrt(0.5))
        n2 = 0.5 + 0.5*erf((d1 - deviation)*np.sqrt(0.5))
        discount = np.exp(-r*T)
        strike = K*discount*n2
        vega = S*root*np.exp(-0.5*d1*d1)/np.sqrt(2*np.pi)
        return n1, -discount*n2, T*strike, vega, vega*v/(2*T) + r*strike

    t, s, u = np.empty((3, CHUNK))

    def rosenbrock(x, y):
        np.multiply(x, x, out=t)
        np.subtract(y, t, out=t)
        np.multiply(t, 200, out=t)
        np.multiply(x, t, out=s)
        np.subtract(x, s, out=s)
        np.subtract(s, 1, out=s)
        np.multiply(s, 2, out=u)
        return u, t

    def arm(*p):
        angles = np.cumsum(p, axis=0)
        down = np.cumsum(-np.sin(angles)[::-1], axis=0)[::-1]
        right = np.cumsum(np.cos(angles)[::-1], axis=0)[::-1]
        return [*down, *right]

    return {"black-scholes": black_scholes, "rosenbrock": rosenbrock, "arm": arm}[row]


def sympy_tool(row):
    sympy = need("sympy")
    p = sympy.symbols(f"p:{len(RANGES[row][0])}")
    f = functions(sympy, row, p)
    return sympy.lambdify(p, [g.diff(v) for g in f for v in p], modules=["scipy", "numpy"], cse=True)


def torch_tool(row):
    torch = need("torch")
    torch.set_num_threads(1)

    def run(*columns):
        p = [torch.from_numpy(c).requires_grad_() for c in columns]
        gradients = []
        for f in functions(torch, row, p):
            gradients += torch.autograd.grad(f.sum(), p)
        return [g.numpy() for g in gradients]

    return run


def casadi_tool(row):
    casadi = need("casadi")
    p = casadi.SX.sym("p", len(RANGES[row][0]))
    f = casadi.vertcat(*functions(casadi, row, casadi.vertsplit(p)))
    J = casadi.densify(casadi.jacobian(f, p).T)
    casadi.Function("f", [p], [J]).generate("casadi_points.c")
    with open("casadi_loop.c", "w") as file:
        file.write(f"""#include "casadi_points.c"
void run(const double *in, double *out, long n)
{{
    double work[1000];
    for (long i = 0; i < n; i++) {{
        const double *from[] = {{in + {p.numel()}*i}};
        double *to[] = {{out + {J.numel()}*i}};
        f(from, to, 0, work, 0);
    }}
}}""")
    subprocess.run("gcc -O3 -march=native -ffast-math -shared -fPIC casadi_loop.c -o casadi_loop.so -lm".split(), check=True)
    compiled = ctypes.CDLL("./casadi_loop.so").run
    out = np.empty((CHUNK, J.numel()))
    pointer = ctypes.POINTER(ctypes.c_double)

    def run(*columns):
        table = np.column_stack(columns)  # small beside the rest
        compiled(table.ctypes.data_as(pointer), out.ctypes.data_as(pointer), ctypes.c_long(CHUNK))
        return out.T

    return run


def main():
    tool, row, *setup = sys.argv[1:]
    start = time.perf_counter()
    derive = globals()[tool + "_tool"](row)
    spent = time.perf_counter() - start
    columns = points(row)
    out = np.zeros((len(derive(*columns[:, :CHUNK])), N))

    def run():
        for i in range(0, N, CHUNK):
            for k, d in enumerate(derive(*columns[:, i:i + CHUNK])):
                out[k, i:i + CHUNK] = d

    seconds = seconds_of(run)
    tell(1e3*spent if setup else N/seconds/1e6, out[:, -1].sum())


main()
