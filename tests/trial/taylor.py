#!/usr/bin/env python3
"""Taylor coefficients of the function table beside FLINT and PARI: taylor.py DCALC.

Every smooth function of the table is expanded along a line and along a curve, to degree 11, at 34
digits, by dcalc, by python-flint's arb_series and by PARI's gp. A function that a peer does not
have is written in those that it has. Ends with N passed, N failed; a disagreement in the first 30
digits fails. Needs python-flint, mpmath and gp (Debian: pari-gp).
"""

import subprocess
import sys

import flint
from mpmath import mp, mpf

mp.dps = 60
DEGREE = 11
CURVES = {"line": "{p} + {s}", "curve": "{p} + {s} + {s}^2/3 - {s}^3/7"}
SECOND = "{q} - {s}/2 + {s}^2/5"

# Function: how peers write it, where "fn" alone stands for fn(u); its points. Other texts serve
# both, or are a pair of FLINT's and PARI's, None where there is none. PARI divides series of Bessel
# functions by (u/2)^n/n!.
ONE = {
    "sin": ("sin", "0 1/2 -2"), "cos": ("cos", "0 1/2 -2"), "tan": ("tan", "0 1/2 -2"),
    "sec": ("1/cos(u)", "0 1/2 -2"), "csc": ("1/sin(u)", "1/2 -2 4"),
    "cot": ("cos(u)/sin(u)", "1/2 -2 4"), "asin": ("asin", "0 1/2 -3/4"),
    "acos": ("acos", "0 1/2 -3/4"), "atan": ("atan", "0 1/2 -2 3"),
    "sinh": ("(exp(u) - exp(-u))/2", "0 1/2 -2"), "cosh": ("(exp(u) + exp(-u))/2", "0 1/2 -2"),
    "tanh": ("1 - 2/(exp(2*u) + 1)", "0 1/2 -2"), "sech": ("2/(exp(u) + exp(-u))", "0 1/2 -2"),
    "csch": ("2/(exp(u) - exp(-u))", "1/2 -2 1"), "coth": ("1 + 2/(exp(2*u) - 1)", "1/2 -2 1"),
    "asinh": ("log(u + sqrt(u*u + 1))", "0 1/2 -2"),
    "acosh": ("log(u + sqrt(u*u - 1))", "3/2 3 10"),
    "atanh": ("log((1 + u)/(1 - u))/2", "0 1/2 -3/4"), "exp": ("exp", "0 1 -5/2"),
    "exp2": ("exp(u*log2)", "0 1/2 -2"), "expm1": ("exp(u) - 1", "0 1/2 -2"), "log": ("log", "1 1/2 3"),
    "log1p": ("log(1 + u)", "0 -1/2 3"), "log2": ("log(u)/log2", "1 1/2 3"),
    "log10": ("log(u)/log10", "1 1/2 3"), "cbrt": ("exp(log(u)/3)", "1 1/2 7"),
    "erf": (("erf(u)", "1 - erfc(u)"), "0 1/2 -2"), "erfc": ("erfc", "0 1/2 -2"),
    "gamma": ("gamma", "1 1/2 -3/2 17/4"), "lgamma": (("lgamma(u)", "lngamma(u)"), "1 1/2 17/4"),
    "digamma": (("lgamma(u).derivative()", "psi(u)"), "1 1/2 17/4"),
    "j0": ((None, "besselj(0, u)"), "0"), "j1": ((None, "besselj(1, u)*u/2"), "0"),
    "lambertw": ("lambertw", "1/2 5"), "expit": ("1/(1 + exp(-u))", "0 1/2 -2"),
    "softplus": ("log(1 + exp(u))", "0 1/2 -2"), "silu": ("u/(1 + exp(-u))", "0 1/2 -2"),
    "gelu": ("u*erfc(-u/sqrt2)/2", "0 1/2 -2"), "elu": ("exp(u) - 1", "-3 -1/2"),
    "Si": (("si(u)", None), "1/2 -2"), "Ci": (("ci(u)", None), "1/2 3"),
    "expi": (("ei(u)", None), "1/2 3 -2"), "exp1": (("-ei(-u)", None), "1/2 3"),
    "airyai": (("airy_ai(u)", None), "0 1/2 -2"), "airyaip": (("airy_ai_prime(u)", None), "0 1/2 -2"),
    "airybi": (("airy_bi(u)", None), "0 1/2 -2"), "airybip": (("airy_bi_prime(u)", None), "0 1/2 -2"),
    "fresnels": (("fresnel_s(u)", None), "0 1/2 -2"), "fresnelc": (("fresnel_c(u)", None), "0 1/2 -2"),
    "rgamma": (("rgamma(u)", "1/gamma(u)"), "1/2 -3/2 4"), "zeta": (("zeta(u)", None), "1/2 3 -2"),
    "relu": ("u", "5/2"), "leaky_relu": ("u/100", "-3"),
}
TWO = {
    "atan2": ("atan(u/v)", "1/2,2 -1/3,3"), "hypot": ("sqrt(u*u + v*v)", "1/2,2 3,-1"),
    "beta": ("gamma(u)*gamma(v)/gamma(u + v)", "1/2,2 5/2,3/2 -1/2,9/4"),
}
# Functions of an order n and u; FLINT differentiates its series, which it has in s alone.
ORDER = {
    "polygamma": ("(-1)^(n+1)*n!*zetahurwitz(n + 1, u)", "1,3/4 3,5/2"),
    "jn": ("besselj(n, u)*(u/2)^n/n!", "2,0 5,0"),
}
CONSTANTS = {"log2": (lambda: flint.arb(2).log(), "log(2)"),
             "log10": (lambda: flint.arb(10).log(), "log(10)"),
             "sqrt2": (lambda: flint.arb(2).sqrt(), "sqrt(2)")}


def rational(text):
    top, _, bottom = text.partition("/")
    return flint.arb(int(top)) / int(bottom or 1)


def flint_coefficients(text, points, shape, derived):
    flint.ctx.dps, flint.ctx.cap = 60, DEGREE + 1 + derived
    first = [rational(points[0]), 1] + ([flint.arb(1) / 3, flint.arb(-1) / 7] if shape == "curve" else [])
    names = {"u": flint.arb_series(first), **{n: value() for n, (value, _) in CONSTANTS.items()}}
    if len(points) > 1:
        names["v"] = flint.arb_series([rational(points[1]), flint.arb(-1) / 2, flint.arb(1) / 5])
    for name in ("sin cos tan asin acos atan exp log sqrt erf erfc gamma lgamma lambertw si ci ei airy_ai "
                 "airy_ai_prime airy_bi airy_bi_prime fresnel_s fresnel_c rgamma zeta").split():
        names[name] = lambda s, name=name: getattr(flint.arb_series(s), name)()
    found = eval(text, {"__builtins__": {}}, names)  # texts of this file alone
    return [mpf(str(c.mid().str(50, radius=False))) for c in list(found)][:DEGREE + 1]


def pari_lines(text, points, shape, n):
    if text is None:
        return "error(0)"
    start = "0" if points[0] == "0" else f"({points[0]}.)"  # PARI's Bessel functions want an exact 0
    u = CURVES[shape].format(p=start, s="x")
    lines = f"u = {u} + O(x^{DEGREE + 1}); "
    if len(points) > 1:
        lines += f"v = {SECOND.format(q=f'({points[1]}.)', s='x')} + O(x^{DEGREE + 1}); "
    return lines + f"n = {n}; s = {text}; print1(real(polcoef(s, 0))); " + \
        f"for(k = 1, {DEGREE}, print1(\";\", real(polcoef(s, k)))); print()"


def pari(questions):
    preamble = "default(realprecision, 60); default(seriesprecision, 30); " + \
        "".join(f"{name} = {text}; " for name, (_, text) in CONSTANTS.items())
    program = "\n".join([preamble] + [f"iferr({{{q}}}, E, print(\"none\"))" for q in questions])
    out = subprocess.run(["gp", "-q", "-f"], input=program, capture_output=True, text=True, check=False).stdout
    rows = [line for line in out.splitlines() if line.strip()]
    return [None if row == "none" else [mpf(c.replace(" ", "").replace("E", "e")) for c in row.split(";")]
            for row in rows]


def ask(dcalc, fn, points, shape, n):
    arguments = [CURVES[shape].format(p=points[0], s="x")]
    if len(points) > 1:
        arguments.append(SECOND.format(q=points[1], s="x"))
    if n is not None:
        arguments.insert(0, n)
    out = subprocess.run([dcalc, "taylor", f"{fn}({', '.join(arguments)})", "--at", "x=0", "--order",
                          str(DEGREE), "-n", "34", "-q"], capture_output=True, text=True, check=False)
    return [mpf(c) for c in out.stdout.split()]


def questions():
    for table in (ONE, TWO, ORDER):
        for fn, (text, places) in table.items():
            texts = text if isinstance(text, tuple) else (text, text)
            texts = [f"{t}(u)" if t == fn else t for t in texts]
            for place in places.split():
                points = place.split(",")
                n = points.pop(0) if table is ORDER else None
                for shape in CURVES:
                    yield fn, texts, points, shape, n


def agree(ours, theirs):
    return len(ours) == DEGREE + 1 and all(
        abs(a - b) <= mpf(10) ** -30 * max(abs(b), mpf(10) ** -20) for a, b in zip(ours, theirs + [mpf(0)] * DEGREE))


def main():
    dcalc = sys.argv[1]
    rows = list(questions())
    by_pari = pari([pari_lines(texts[1], points, shape, n or 0) for _, texts, points, shape, n in rows])
    if len(by_pari) != len(rows):
        sys.exit(f"gp answered {len(by_pari)} of {len(rows)} questions")
    passed = failed = 0
    seen = {}
    for (fn, texts, points, shape, n), theirs in zip(rows, by_pari):
        ours = ask(dcalc, fn, points, shape, n)
        peers = {"PARI": theirs}
        if texts[0] and n is None and not (fn == "digamma" and shape == "curve"):
            peers["FLINT"] = flint_coefficients(texts[0], points, shape, fn == "digamma")
        for peer, found in peers.items():
            if found is None:
                continue
            seen.setdefault(fn, set()).add(peer)
            passed, failed = passed + agree(ours, found), failed + (not agree(ours, found))
            if not agree(ours, found):
                print(f"{fn} {points} {shape}: {peer} has another: {ours[:4]} {found[:4]}")
    for fn in seen:
        if len(seen[fn]) == 1:
            print(f"{fn}: by {seen[fn].pop()} alone")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed != 0)


main()
