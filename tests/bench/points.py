"""points.py TOOL ROW [setup]: derivatives at many points on one core; TOOL is numpy (formulas written
by hand), sympy (the formulas that it derives, as NumPy code), numba (the same, compiled), torch,
torch_compile, jax, heyoka, or casadi (the C that it writes, compiled by gcc -O3). Millions of points a
second; with `setup` the milliseconds until it can start, with what is compiled at the first call.

heyoka 7.13 does the same work as dcalc on Black-Scholes: 12 divisions (dcalc 13), a root, a logarithm, three
exponentials and two erf, these by the SLEEF 3.9 that it brings, at 1 ulp, with multiply-adds fused. Over 1,500
points the medians of the partials' errors are 0.9 to 1.6 ulp, dcalc's 1.0 to 1.6."""
import ctypes
import os
import subprocess
import sys
import time

import numpy as np

from common import need, seconds_of, tell, torch_that_compiles, uniform

N = 1 << 20
# Points at a time, where each tool is at its best.
CHUNKS = {"jax": 1 << 16, "torch_compile": 1 << 15}
CHUNK = CHUNKS.get(sys.argv[1], 8192)
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


def numba_tool(row):
    sympy, numba = need("sympy"), need("numba")
    p = sympy.symbols(f"p:{len(RANGES[row][0])}")
    partials = [g.diff(v) for g in functions(sympy, row, p) for v in p]
    scalar = numba.njit(fastmath=True)(sympy.lambdify(p, partials, modules="math", cse=True))
    ins, outs = (", ".join(f"{name}{k}[i]" for k in range(n)) for name, n in (("x", len(p)), ("y", len(partials))))
    scope = {"scalar": scalar}
    exec(f"""def loop(x, y):
    {"; ".join(f"x{k} = x[{k}]" for k in range(len(p)))}
    {"; ".join(f"y{k} = y[{k}]" for k in range(len(partials)))}
    for i in range({CHUNK}):
        {outs} = scalar({ins})""", scope)
    loop = numba.njit(fastmath=True)(scope["loop"])
    out = np.empty((len(partials), CHUNK))

    def run(*columns):
        loop(columns, out)
        return out

    run(*points(row)[:, :CHUNK])
    return run


def heyoka_tool(row):
    heyoka = need("heyoka")
    p = heyoka.make_vars(*(f"p{k}" for k in range(len(RANGES[row][0]))))
    compiled = heyoka.cfunc([heyoka.diff(g, v) for g in functions(heyoka, row, p) for v in p], p)
    out = np.empty((len(compiled.fn), CHUNK))
    return lambda *columns: compiled(np.array(columns), outputs=out)


def jax_tool(row):
    jax = need("jax")
    jax.config.update("jax_enable_x64", True)

    class Module:
        def __getattr__(self, name):
            return jax.scipy.special.erf if name == "erf" else getattr(jax.numpy, name)

    def derive(columns):
        one = lambda p: jax.numpy.stack(functions(Module(), row, list(p)))
        return jax.vmap(jax.jacrev(one), in_axes=1, out_axes=-1)(columns)

    compiled = jax.jit(derive)

    def run(*columns):
        answer = np.asarray(compiled(np.array(columns)))
        return answer.reshape(-1, CHUNK)

    run(*points(row)[:, :CHUNK])
    return run


def torch_tool(row, compiles=False):
    torch = need("torch")
    torch.set_num_threads(1)

    def derive(p):
        return [g for f in functions(torch, row, p) for g in torch.autograd.grad(f.sum(), p)]

    def derive_functions(p):
        gradients = []
        for k in range(2 if row == "arm" else 1):
            gradients += torch.func.grad(lambda q: functions(torch, row, q)[k].sum())(p)
        return gradients

    compiled = torch.compile(derive_functions) if compiles else derive

    def run(*columns):
        p = [torch.from_numpy(c) for c in columns]
        return [g.numpy() for g in compiled(p if compiles else [c.requires_grad_() for c in p])]

    if compiles:
        run(*points(row)[:, :CHUNK])
    return run


def torch_compile_tool(row):
    torch_that_compiles()
    return torch_tool(row, compiles=True)


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
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
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
