"""sparse.py numpy|casadi broyden[-first]: milliseconds of the sparse Jacobian of Broyden's tridiagonal
function in 10^6 variables: SciPy's matrix from a derivative written by hand, or CasADi's own."""
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


tool, row = sys.argv[1:]
start = time.perf_counter()
run = globals()[tool + "_tool"]()
check = np.sum(run())
spent = time.perf_counter() - start
tell(1e3*(spent if row.endswith("first") else seconds_of(run)), check)
