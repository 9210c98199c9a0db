"""matrices.py [ROW]: certified matrices and special values in FLINT by python-flint, at the fewest bits, in
steps of 32, that leave 17 digits, and exact ones in its rationals, read from the same files as dcalc reads and
written to memory; milliseconds. FLINT's own choice of method. Without arguments it writes these files."""
import re
import sys

import numpy as np

from common import need, seconds_of, tell, uniform


def matrix(n):
    return uniform(n*n, -1, 1).reshape(n, n) + 4*np.eye(n)


def exactly(n):
    """Small fractions: numerators and denominators."""
    return [[((7*i + 3*j) % 23 + 1, (5*i + 11*j) % 17 + 2) for j in range(n)] for i in range(n)]


def written(entries, digits=17):
    return "  ".join(x.str(digits, radius=False) for x in entries)


def of_matrix(row):
    flint = need("flint")

    def answer():
        A = flint.arb_mat(np.load("matrix.npy").tolist())
        if row == "det":
            return [A.det()]
        return (A.inv() if row == "inverse" else A.solve(flint.arb_mat(A.nrows(), 1, [1]*A.nrows()))).entries()

    for flint.ctx.prec in range(64, 4000, 32):
        try:
            if min(x.rel_accuracy_bits() for x in answer()) >= 57:
                break
        except ZeroDivisionError:
            continue
    x = answer()
    return seconds_of(lambda: written(answer())), float(x[0].log()) if row == "det" else float(sum(x, flint.arb(0)))


def inverse_exact():
    flint = need("flint")
    with open("inverse.txt") as file:
        text = file.read()

    def answer():
        entries = [flint.fmpq(int(p), int(q)) for p, q in re.findall(r"(\d+)/(\d+)", text)]
        return flint.fmpq_mat(50, 50, entries).inv().entries()

    return seconds_of(lambda: written(map(flint.arb, answer()))), float(flint.arb(sum(answer(), flint.fmpq(0))))


def special(value):
    flint = need("flint")
    flint.ctx.dps = 10010
    x = flint.arb(1)/3
    return seconds_of(lambda: written([value(x)], 10000)), float(value(x))


def digamma():
    return special(lambda x: x.digamma())


def gamma_slope():
    return special(lambda x: x.gamma()*x.digamma())


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
