"""certified.py: milliseconds that mpmath's interval arithmetic at 30 digits takes for the gradient of
library.c's row `certified`, evaluated from formulas written down beforehand: nothing is parsed or
differentiated here."""
from common import need, seconds_of, tell

need("mpmath")
from mpmath import iv, mp, mpf

iv.dps = 30
mp.dps = 30


def number(text):
    return iv.mpf(text)


def tanh(x):
    e = iv.exp(-2 * x)
    return (1 - e) / (1 + e)


def gradient(w1, w2, b1, b2, x, y):
    u = tanh(w1 * x + b1)
    v = 1 / (1 + iv.exp(-(w2 * u + b2)))
    bell, root = iv.exp(-x * x / 2), 1 + w1 * w1
    dv = 2 * (v - y) * v * (1 - v)
    du = dv * w2 * (1 - u * u)
    hundredth = iv.mpf("0.01")
    return (
        du * x + 2 * hundredth * w1 - bell * w1 / (root * iv.sqrt(root)),
        dv * u + 2 * hundredth * w2,
        du,
        dv,
    )


point = [number(t) for t in ("0.6", "1.15", "-1.6", "-1.8", "1.34", "-0.26")]
tell(1e3*seconds_of(lambda: gradient(*point)), sum(float(mpf(g.mid)) for g in gradient(*point)))
