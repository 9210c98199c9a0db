"""Variables named like words of Python, and like what the code has names for itself: cases of run.py.

The keywords and builtins are those of the Python that runs. Names that Python would take for one another, as it
compares them in their normal form, must stay apart: every letter that a name of dcalc may have is one here.
"""
import builtins
import keyword

import numpy as np

WORDS = [*keyword.kwlist, *getattr(keyword, "softkwlist", []), *dir(builtins)]
# What the code has names for itself, and what would be spelled alike.
TRICKY = """gamma sum exp e pi sin max where norm np special scipy math f t1 t2 t1_ t2_ value value_ dx x dvalue _expit _gelu _power np_ float_ lambda_ lambda_2
    x1 x_1 x₁ x_₁ v1 ₁ α alpha a\u0302 a_hat â é e\u0301 e_acute µ μ mu д u0434 ϕ φ phi 𝐱 𝑥 ⁿ n ﬁ fi λ̂ λ_hat ℓ ell""".split()


def readable(ask, names):
    """Those that dcalc reads as names."""
    try:
        ask("grad", [" + ".join(names)], "-f", "python", "--wrt", ",".join(names))
        return names
    except ValueError:
        half = len(names)//2
        return readable(ask, names[:half]) + readable(ask, names[half:]) if half else []


def run(ask, load, names):
    """The sum of k*name^2: its value and gradient."""
    names = readable(ask, list(dict.fromkeys(names)))
    terms = " + ".join(f"{k + 2}*{name}^2" for k, name in enumerate(names))
    code = ask("grad", [terms], "-f", "python", "--wrt", ",".join(names))
    point = [k % 7 + 1 for k in range(len(names))]
    value, *gradient = load(code)(*point)
    if value != sum((k + 2)*x**2 for k, x in enumerate(point)):
        return f"{value}\n{code}"
    wrong = [name for k, name in enumerate(names) if gradient[k] != 2*(k + 2)*point[k]]
    return f"the derivatives by {wrong}" if wrong or not names else None


def letters():
    """All that names may begin with: what is none of dcalc's is left out by `readable`."""
    ranges = [(0xAA, 0x2000), (0x2071, 0x20A0), (0x2102, 0x2139), (0x2C00, 0x2E00), (0x3005, 0x3100),
              (0xF900, 0xFB10), (0xFF21, 0xFF5B), (0x1D400, 0x1D800)]
    for low, high in ranges:
        yield [chr(code) for code in range(low, high)]


def cases(ask, load):
    yield "words of Python", run, (ask, load, WORDS)
    yield "names of the code's own", run, (ask, load, TRICKY)
    for names in letters():
        yield f"letters from U+{ord(names[0]):04X}", run, (ask, load, names)
