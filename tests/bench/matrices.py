"""matrices.py [ROW]: certified matrices and special values in FLINT by python-flint, at the fewest bits, in
steps of 32, that leave 17 digits; exact ones in its rationals; milliseconds. FLINT's own choice of method, and nothing
is read or written. Without arguments it writes what dcalc reads of the same."""
import sys

import numpy as np

from common import need, seconds_of, tell, uniform


def matrix(n):
    return uniform(n*n, -1, 1).reshape(n, n) + 4*np.eye(n)


def exactly(n):
    """Small fractions: numerators and denominators."""
    return [[((7*i + 3*j) % 23 + 1, (5*i + 11*j) % 17 + 2) for j in range(n)] for i in range(n)]


def fewest(compute, accuracy):
    flint = need("flint")
    for flint.ctx.prec in range(64, 4000, 32):
        try:
            if accuracy(compute()) >= 57:
                break
        except ZeroDivisionError:
            continue
    return seconds_of(compute), compute()


def of_matrix(row, n=200):
    flint = need("flint")
    A, b = flint.arb_mat(matrix(n).tolist()), flint.arb_mat(n, 1, [1]*n)
    compute = {"inverse": A.inv, "det": A.det, "solve": lambda: A.solve(b)}[row]
    entries = lambda x: [x] if isinstance(x, flint.arb) else x.entries()
    seconds, x = fewest(compute, lambda x: min(e.rel_accuracy_bits() for e in entries(x)))
    x = entries(x)
    return seconds, float(x[0].log()) if row == "det" else float(sum(x, flint.arb(0)))


def inverse_exact():
    flint = need("flint")
    A = flint.fmpq_mat([[flint.fmpq(*e) for e in row] for row in exactly(50)])
    x = A.inv().entries()
    return seconds_of(A.inv), float(flint.arb(sum(x, flint.fmpq(0))))


def digamma():
    flint = need("flint")
    flint.ctx.dps = 10010
    x = flint.arb(1)/3
    return seconds_of(x.digamma), float(x.digamma())


def gamma_slope():
    flint = need("flint")
    flint.ctx.dps = 10010
    x = flint.arb(1)/3
    return seconds_of(lambda: x.gamma()*x.digamma()), float(x.gamma()*x.digamma())


def flint(row):
    own = {"inverse-exact": inverse_exact, "digamma": digamma, "gamma-slope": gamma_slope}
    tell_it = own[row] if row in own else lambda: of_matrix(row)
    seconds, check = tell_it()
    tell(1e3*seconds, check)


if len(sys.argv) > 1:
    flint(sys.argv[1])
else:
    np.save("matrix.npy", matrix(200))
    with open("inverse.txt", "w") as file:
        file.write("inv([" + ", ".join("[" + ", ".join("%d/%d" % e for e in row) + "]" for row in exactly(50)) + "])")
