"""series.py flint|pari|mpmath ROW [ORDER]: one derivative of high order by power series, in milliseconds.

FLINT's arb_series computes with error bounds. How many bits leave the digits asked for is found as its
users find it, and as dcalc does, within the time: from 64 on, twice as many until the digits are there,
which are written. PARI and mpmath have no bounds: they compute at the digits asked for and a dozen more.
Formulas are their own objects; nothing is parsed."""
import shutil
import subprocess
import sys

from common import need, seconds_of, tell

# The point and the digits of each.
ROWS = {"xx": ("2", 17), "nested": ("1/2", 17), "expsin": ("1/2", 50)}


def by_flint(row, order):
    flint = need("flint")
    point, digits = ROWS[row]
    flint.ctx.cap = order + 1

    def series(bits):
        flint.ctx.prec = bits
        x = flint.arb_series([flint.arb(1)*flint.fmpq(*map(int, point.split("/"))), 1])
        if row == "xx":
            return (x*x.log()).exp()
        if row == "expsin":
            return x.sin().exp()
        for _ in range(5):
            x = x.sin()
        return x

    def derivative(bits):
        return series(bits)[order]*flint.arb(order + 1).gamma()

    def answer():
        bits = 64
        while (value := derivative(bits)).rel_accuracy_bits() < digits*3.33 + 1:
            bits *= 2
        return value, value.str(digits, radius=False)

    tell(1e3*seconds_of(answer), float(abs(answer()[0]).log()/flint.arb(10).log()))


FORMULAS = {"xx": "exp(x*log(x))", "nested": "sin(sin(sin(sin(sin(x)))))", "expsin": "exp(sin(x))"}


def by_pari(row, order):
    if not shutil.which("gp"):
        sys.exit(77)
    point, digits = ROWS[row]
    script = f"""default(realprecision, {digits + 12});
f(n) = my(x = {point} + 't + O('t^(n + 1))); polcoef({FORMULAS[row]}, n)*n!;
f({order});
{{start = getwalltime(); k = 0;
until(getwalltime() - start > 300, v = f({order}); k++);
printf("%.6f %.14f\\n", (getwalltime() - start)/k, log(abs(v))/log(10))}}"""
    said = subprocess.run(["gp", "-qf", "--default", "parisizemax=1G"], input=script, capture_output=True, text=True)
    if said.returncode or not said.stdout:
        sys.exit(said.stderr or "gp said nothing")
    milliseconds, check = said.stdout.split()[-2:]
    tell(float(milliseconds), float(check))


def by_mpmath(row, order):
    need("mpmath")
    from mpmath import mp
    point, digits = ROWS[row]
    mp.dps = digits + 12
    function = {"xx": lambda x: x**x, "nested": lambda x: mp.sin(mp.sin(mp.sin(mp.sin(mp.sin(x))))),
                "expsin": lambda x: mp.exp(mp.sin(x))}[row]

    def derivative():
        return mp.diff(function, mp.mpmathify(point), order)

    tell(1e3*seconds_of(derivative), float(mp.log10(abs(derivative()))))


ORDERS = {"xx": 50, "nested": 20, "expsin": 1000}
tool, name = sys.argv[1:3]
{"flint": by_flint, "pari": by_pari, "mpmath": by_mpmath}[tool](name, int(sys.argv[3]) if len(sys.argv) > 3 else ORDERS[name])
