"""sparse.py numpy|casadi|jax broyden[-first]: milliseconds of the sparse Jacobian of Broyden's tridiagonal
function in 10^6 variables: SciPy's matrix from a derivative written by hand, CasADi's own, or JAX's products
with the three colours, which are given to it, as columns are to be told apart."""
import sys
import time

import numpy as np

from common import need, seconds_of, tell, uniform

n = 1000000
x = uniform(n, -1, 1)


def numpy_tool():
    import scipy.sparse as sp

    return lambda: sp.diags([np.full(n - 1, -1.0), 3 - 4*x, np.full(n - 1, -2.0)], [-1, 0, 1], format="csr").data


def casadi_tool():
    casadi = need("casadi")
    v = casadi.MX.sym("x", n)
    f = (3 - 2*v)*v + 1 - casadi.vertcat(0, v[:-1]) - 2*casadi.vertcat(v[1:], 0)
    J = casadi.Function("J", [v], [casadi.jacobian(f, v)])
    return lambda: J(x).nonzeros()


def jax_tool():
    jax = need("jax")
    jax.config.update("jax_enable_x64", True)
    jnp = jax.numpy
    colour = jnp.arange(n) % 3

    def f(v):
        zero = jnp.zeros(1)
        return (3 - 2*v)*v + 1 - jnp.concatenate([zero, v[:-1]]) - 2*jnp.concatenate([v[1:], zero])

    @jax.jit
    def jacobian(v):
        products = jnp.stack([jax.jvp(f, (v,), ((colour == c).astype(v.dtype),))[1] for c in range(3)])
        row = jnp.arange(n)
        return jnp.stack([products[(row + k - 1) % 3, row] for k in range(3)], 1)

    def run():
        entries = np.asarray(jacobian(x)).reshape(-1)
        return entries[1:-1]  # the first and the last stand beside the matrix

    return run


tool, row = sys.argv[1:]
start = time.perf_counter()
run = globals()[tool + "_tool"]()
check = np.sum(run())
spent = time.perf_counter() - start
tell(1e3*(spent if row.endswith("first") else seconds_of(run)), check)
