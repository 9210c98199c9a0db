#!/usr/bin/python3
"""Exponentials and square roots of matrices: values and derivatives of every kind.

Truth as in linear.py: difference quotients of mpmath's expm (Taylor), and of Denman and
Beavers' iteration with its digits for roots.
Matrices have one to four rows; some are 0, nilpotent, defective, rotations, far from normal, nearly
singular, with entries far apart in size or of size 1e3. No randomness. Writes
tests/data/matrix_functions.tsv; run again with

    /usr/bin/python3 tests/generate/matrix_functions.py     (Debian: python3-mpmath python3-numpy)
"""

import linear
import matrices
from linear import OWN
from matrices import array
from mpmath import mp, mpf

matrices.VALUES.update({
    "one": "[[4]]", "less": "[[-0.75]]", "O2": "[[0,0],[0,0]]", "I2": "[[1,0],[0,1]]",
    "nil": "[[0,1],[0,0]]", "Nil": "[[0,1,-2],[0,0,3],[0,0,0]]", "turn": "[[1,-1],[1,-1]]",    # of power 0
    "J": "[[2,1,0],[0,2,1],[0,0,2]]", "j": "[[0.25,1],[0,0.25]]",                              # defective
    "rot": "[[0,-3],[3,0]]", "axis": "[[0,-1,2],[1,0,-0.5],[-2,0.5,0]]",                      # skew
    "wide": "[[0.1,1e3],[0,-0.2]]", "whirl": "[[1,-1000],[1000,2]]",
    "neg": "[[-30,2,0],[1,-40,3],[0,2,-20]]", "mark": "[[-1,1,0],[0.5,-1.5,1],[0,2,-2]]",
    "up": "[[1,2,3],[0,4,5],[0,0,6]]", "low": "[[9,0,0],[1,4,0],[2,-3,1]]", "dia": "[[4,0,0],[0,9,0],[0,0,2]]",
    "pair": "[[5,4],[4,5]]", "asym": "[[2,1],[-0.5,3]]", "tiny": "[[1e-12,0],[1,2]]", "ill": "[[1,1],[1,1.0001]]",
    "cycle": "[[0,0,1],[1,0,0],[0,1,0]]", "spd": "[[4,1,0.5],[1,3,-0.2],[0.5,-0.2,2.5]]",
    "W4": "[[3,1,0,0.5],[-1,4,0.2,0],[0,0.3,5,1],[0.1,0,-1,2]]", "sized": "[[1e6,1],[1,1e-5]]", "edge": "[[-1,0.01],[-0.01,-1]]",
    "h": "[[1,0.5],[-2,0.25]]", "k": "[[0,1],[1,3]]", "H": "[[1,0.5,-1],[2,0,0.3],[0.1,1,-2]]", "t": "0.3",
})

ALL = "one less O2 I2 nil Nil turn J j rot axis wide whirl neg mark up low dia pair asym tiny cycle W4".split()
SMALL = "O2 nil turn j rot pair asym wide".split()
ROOTED = "one I2 J j up low dia pair asym tiny ill spd W4 sized edge".split()
FEW = "I2 j pair asym ill edge".split()


def along(form, names):
    return " | ".join(form.format(name) for name in names)


def steady(names):
    """Those of whose functions difference quotients are good."""
    return [name for name in names if name not in ("tiny", "sized")]


EVAL = "\n".join([
    along("expm({})", ALL), along("sqrtm({})", ROOTED),
    "expm(asym, h) | expm(nil, h) | expm(O2, h, k) | expm(rot, h, k) | expm(pair, h, k, h) | expm(J, H) | expm(wide, h)",
    "sqrtm(asym, h) | sqrtm(I2, h) | sqrtm(I2, h, k) | sqrtm(pair, h, k) | sqrtm(j, h, k, h) | sqrtm(J, H) | sqrtm(ill, k)",
    "expm(axis.T) @ x | expm(t*asym) | inv(expm(asym)) | expm(2*I2) | expm(diag(x)) | sqrtm(diag(p)) | sqrtm(4*asym)",
    "sqrtm(expm(asym)) | sqrtm(asym @ asym) - asym | sqrtm(spd.T) | det(expm(mark)) | sqrtm(sqrtm(W4))",
])

GRADIENTS = "\n".join([
    along("sum(expm({0})) : {0}", steady(ALL)), along("sum(sqrtm({0})) : {0}", steady(ROOTED)),
    "trace(expm(axis)) : axis | trace(expm(asym @ asym)) : asym | sum(expm(t*rot)*h) : t rot | x @ expm(H) @ y : x H y | expm(up)[0,2] : up | norm(expm(mark)) : mark",
    "trace(sqrtm(spd)) : spd | sum(sqrtm(asym + t*k)^2) : t asym | sum(sqrtm(expm(asym))*h) : asym | x @ sqrtm(J) @ y : x J y | sqrtm(low)[2,0] : low | log(det(sqrtm(W4))) : W4",
    "sum(expm(asym, h)*k) : asym h | sum(sqrtm(pair, h)*k) : pair h | sum(expm(one)) : one | sum(sqrtm(one)^3) : one | sum(expm(k, h, h)) : k h",
])

HESSIANS = "\n".join([
    along("sum(expm({0})) : {0}", SMALL), along("sum(sqrtm({0})) : {0}", FEW),
    "trace(expm(asym)) : asym | sum(expm(one)) : one | sum(sqrtm(one)) : one | sum(expm(t*H)^2) : t | expm(J)[0,2] : J | sum(expm(asym, h)) : asym",
    "trace(sqrtm(asym)) : asym | sum(sqrtm(spd + t*H)) : t | sum(sqrtm(expm(k))) : k | b @ expm(t*h) @ w : t b w",
])

JACOBIANS = """
expm(asym) : asym | expm(nil) : nil | expm(O2) : O2 | expm(H) : H | expm(t*axis) @ x : t x | sqrtm(pair) : pair | sqrtm(j) : j | sqrtm(spd) : spd | sqrtm(asym + t*I2) : t
"""

JVPS = """
expm(H) : H : [[1,2,0],[0.5,-1,0.25],[3,0,1]] | expm(rot) : rot : [[1,0],[2,-1]] | sqrtm(spd) : spd : [[1,2,0],[0.5,-1,0.25],[3,0,1]] | sqrtm(j) : j : [[1,0],[2,-1]]
"""

VJPS = """
expm(H) : H : [[1,2,0],[0.5,-1,0.25],[3,0,1]] | expm(rot) : rot : [[1,0],[2,-1]] | sqrtm(spd) : spd : [[1,2,0],[0.5,-1,0.25],[3,0,1]] | sqrtm(j) : j : [[1,0],[2,-1]]
"""


def as_array(m):
    return array([[mp.re(m[i, j]) for j in range(m.cols)] for i in range(m.rows)])


def block(a, h):
    """The derivative of a function along h is the block at the upper right of that of this one."""
    n = len(a)
    out = mp.matrix(2 * n)
    for i in range(n):
        for j in range(n):
            out[i, j] = out[n + i, n + j] = a[i, j]
            out[i, n + j] = h[i, j]
    return array(out.tolist())


def directed(function):
    def of(a, *directions):
        """Along k directions, of a matrix of 2^k blocks a row."""
        n = len(a)
        for h in directions:
            blocks = array([[mpf(0)] * len(a) for _ in range(len(a))])
            for i in range(0, len(a), n):
                blocks[i:i + n, i:i + n] = h
            a = block(a, blocks)
        with mp.extradps(20):
            return as_array(function(mp.matrix(a.tolist())))[:n, -n:]
    return of


def expm(a):
    return mp.expm(a, method="taylor")


def sqrtm(a):
    """By the iteration of Denman and Beavers; that it is the principal root is checked."""
    x, y = a, mp.eye(a.rows)
    for _ in range(60):
        before, x, y = x, (x + y**-1) / 2, (y + x**-1) / 2
        if mp.norm(x - before, 1) < mpf(10) ** (15 - mp.dps) * mp.norm(x, 1):
            break
    assert mp.norm(x * x - a, 1) <= mpf(10) ** -150 * mp.norm(a, 1)
    with mp.workdps(30):
        assert all(mp.re(value) > 0 for value in (mp.eig(x, left=False, right=False) if x.rows > 1 else x))
    return x


OWN.update({"expm": directed(expm), "sqrtm": directed(sqrtm)})


if __name__ == "__main__":
    linear.main_of(globals(), "matrix_functions.tsv")
