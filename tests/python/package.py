#!/usr/bin/python3
"""package.py LIBRARY: tests python/dcalc. Ends with: N passed, N failed.

Expected numbers are closed forms, by NumPy, math or fractions; the structs are compared with dcalc.h; the
examples of README.md and of the package's documents are run.
"""
import copy
import doctest
import math
import os
import pathlib
import pickle
import re
import signal
import sys
import threading
import time
import unittest
import warnings
from decimal import Decimal
from fractions import Fraction
from unittest import mock

import numpy as np

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, os.environ.get("DCALC_PACKAGE", str(TOP / "python")))
if len(sys.argv) > 1:
    os.environ["DCALC_LIBRARY"] = os.path.realpath(sys.argv.pop(1))

import dcalc  # noqa: E402
from dcalc import _library, _session  # noqa: E402

RNG = np.random.default_rng(3)


class Structs(unittest.TestCase):
    """The structs of _library.py are those of dcalc.h, member by member; later members may be missing."""

    HEADER = (TOP / "src/app/dcalc.h").read_text()
    NAMES = {"Text": "text", "Values": "values", "Binding": "binding", "Request": "request", "Array": "array",
             "Nonzeros": "nonzeros", "Diagnostic": "diagnostic", "Verdict": "verdict",
             "Result": "result", "Limits": "limits", "Render": "render", "Rows": "rows"}

    def members(self, name):
        body = re.search(rf"^struct dcalc_{name} \{{(.*?)^\}};", self.HEADER, re.S | re.M).group(1)
        body = re.sub(r"/\*.*?\*/", "", body, flags=re.S)
        body = re.sub(r"\(\*(\w+)\)\([^)]*\)", r"\1", body)
        return [re.search(r"(\w+)(\[\d+\])?$", part.strip()).group(1)
                for statement in body.split(";") if statement.strip() for part in statement.split(",")]

    def test_members(self):
        for ours, theirs in self.NAMES.items():
            members = [name for name, *_ in getattr(_library, ours)._fields_]
            self.assertEqual(members, self.members(theirs)[:len(members)], ours)

    def test_words(self):
        for prefix, words in (("command", _library.COMMANDS), ("format", _library.FORMATS)):
            body = re.search(rf"^enum dcalc_{prefix} \{{(.*?)\}};", self.HEADER, re.S | re.M).group(1)
            listed = re.findall(r"DCALC_(\w+),", re.sub(r"/\*.*?\*/", "", body, flags=re.S))
            self.assertEqual([word.lower().removesuffix("_at") for word in listed][:len(words)], list(words))


class Formulas(unittest.TestCase):
    def test_one(self):
        formula = dcalc.diff("sin(x)^2")
        self.assertEqual(formula, "sin(2*x)")
        self.assertEqual(formula.latex, r"\sin\left(2 x\right)")
        self.assertEqual(formula._repr_latex_(), rf"$\displaystyle {formula.latex}$")
        self.assertAlmostEqual(formula(x=1.2), math.sin(2.4), 15)
        self.assertEqual(pickle.loads(pickle.dumps(formula)), formula)

    def test_gradient(self):
        gradient = dcalc.grad("x^2*y")
        self.assertEqual(gradient, {"x": "2*x*y", "y": "x^2"})
        self.assertEqual(gradient["y"].latex, "x^{2}")
        self.assertIn(r"\\ \frac{\partial f}{\partial y} &= x^{2}", gradient.latex)
        self.assertEqual(gradient(x=3, y=2), {"x": 12.0, "y": 9.0})
        self.assertEqual(copy.deepcopy(gradient), gradient)
        self.assertEqual(dcalc.grad("x^2*y", wrt="x"), "2*x*y")

    def test_shared_parts_make_a_program(self):
        gradient = dcalc.grad("z = tanh(A@x); u = exp(z); sum(u*z)", wrt="A,x", shape={"A": ("m", "n"), "x": "n"})
        A, x = RNG.uniform(-1, 1, (2, 3)), RNG.uniform(-1, 1, 3)
        z = np.tanh(A @ x)
        self.assertTrue(gradient["x"].startswith("z = tanh(A@x); "), gradient)
        want = np.exp(z)*(1 + z)*(1 - z**2) @ A
        np.testing.assert_allclose(dcalc.eval(gradient["x"], A=A, x=x), want, 1e-13)
        np.testing.assert_allclose(gradient["x"](A=A, x=x), want, 1e-13)

    def test_matrices(self):
        self.assertEqual(dcalc.jacobian(["x*y", "x^2"]), [["y", "x"], ["2*x", "0"]])
        self.assertEqual(dcalc.hessian("sum(x^2)", shape={"x": "n"}), "2*eye(n)")
        self.assertEqual(dcalc.eval("E = x^2; F = -diff(E, x)", show="E,F"), {"E": "x^2", "F": "-2*x"})

    def test_taylor(self):
        polynomial = dcalc.taylor("sin(x)", x=0, order=3, exact=True, remainder={"x": (0, "1/2")})
        self.assertEqual(polynomial, "x - 1/6*x^3")
        np.testing.assert_allclose(polynomial.coefficients, [0, 1, 0, -1/6])
        least, greatest, within = polynomial.remainder
        rest = math.sin(.5) - polynomial(x=.5)
        self.assertTrue(least <= rest <= greatest and 2.6e-4 >= within >= abs(rest) > 2.5e-4)
        self.assertEqual(dcalc.taylor("x", x=1, order=0), "1")

    def test_counts(self):
        for wrong, error in ((0, dcalc.UsageError), (-1, dcalc.UsageError), (1.5, TypeError), ("2", TypeError)):
            with self.assertRaises(error):
                dcalc.diff("sin(x)", order=wrong)
        with self.assertRaises(dcalc.UsageError):
            dcalc.backprop("(w*x - 1)^2", "w", lr=.1, w=1, x=2, steps=0)
        with self.assertRaises(dcalc.UsageError):
            dcalc.backprop("(w*x - 1)^2", "w", lr=.1, w=1, x=2, steps=2**32 + 1)
        with self.assertRaises(TypeError):
            dcalc.backprop("(w*x - 1)^2", "w", lr=.1, w=1, x=2, optimizer=3)
        self.assertEqual(dcalc.diff("x^3", order=np.int64(2)), "6*x")

    def test_explanation(self):
        explanation = dcalc.explain("x*sin(x)", x=0)
        self.assertIn("sin(x)", explanation)
        self.assertIn("<math>", explanation._repr_html_())
        self.assertNotIn("<math>", pickle.loads(pickle.dumps(explanation)).html)
        russian = dcalc.explain("x*sin(x)", language="ru")
        self.assertIn("производная произведения", russian)
        self.assertIn("производная произведения", russian.html)
        self.assertIn("&lt;", dcalc.explain("where(x < 1, x, 2)")._repr_html_())

    def test_code(self):
        names = {}
        exec(dcalc.code("x^2*y", "python", "grad"), names)
        self.assertEqual(names["f"](3, 2), (18, 12, 9))
        exec(dcalc.code("p*y - t", "python", args="t,y,p"), names)
        self.assertEqual(names["f"](1, 2, 3), 5)
        self.assertIn("double area(double r)", dcalc.code("pi*r^2", "c", name="area"))


class Numbers(unittest.TestCase):
    def test_kinds(self):
        self.assertEqual(dcalc.diff("x^3", x=2), 12.0)
        self.assertIs(type(dcalc.diff("x^3", x=2)), float)
        self.assertEqual(dcalc.diff("x^3", x="1/3", exact=True), Fraction(1, 3))
        self.assertEqual(dcalc.eval("2*x", x=Fraction(1, 7), exact=True), Fraction(2, 7))
        self.assertEqual(dcalc.eval("2*x", x=Decimal("0.1"), exact=True), Fraction(1, 5))
        self.assertEqual(dcalc.eval("2*x", x=0.1, exact=True), 2*Fraction(0.1))
        self.assertEqual(dcalc.eval("cos(x)", x=1, exact=True), "cos(1)")
        self.assertEqual(dcalc.eval("exp(x)", x=1, digits=30), Decimal("2.71828182845904523536028747135"))
        self.assertEqual(dcalc.eval("exp(x)", x=1, numbers="certified"), Decimal("2.718281828459045"))
        self.assertEqual(dcalc.eval("sin(x)", x=1e22), float("-0.8522008497671888"))
        self.assertEqual(dcalc.eval("x - 2^53", x=2**53 + 1), 1)
        self.assertEqual(dcalc.eval("sum(x) - 2^53", x=np.array([2**53 + 1])), 1)

    def test_every_float_is_itself(self):
        for x in [*RNG.standard_normal(50)*10.0**RNG.integers(-300, 300, 50), 5e-324, -0.1, 1/3, 2.5, -1e300]:
            self.assertEqual(dcalc.eval("x", x=float(x), exact=True), Fraction(float(x)))

    def test_arrays(self):
        A, x, b = RNG.uniform(-1, 1, (4, 3)), RNG.uniform(-1, 1, 3), RNG.uniform(-1, 1, 4)
        want = 2*A.T @ (A @ x - b)
        for give in (lambda a: a, np.asfortranarray, lambda a: a.tolist(), lambda a: np.repeat(a, 2, 0)[::2]):
            got = dcalc.grad("sum((A@x - b)^2)", wrt="x", A=give(A), x=give(x), b=b)
            np.testing.assert_allclose(got, want, 1e-13)
        single = A.astype("f4")
        np.testing.assert_array_equal(dcalc.eval("A", A=single), single.astype(float))
        np.testing.assert_array_equal(dcalc.eval("A", A=[[True, False]]), [[1, 0]])
        thirds = dcalc.eval("x/3", x=np.array([1, 2]), digits=20)
        self.assertEqual(list(thirds), [Decimal("0.33333333333333333333"), Decimal("0.66666666666666666667")])
        self.assertEqual(list(dcalc.eval("2*x", x=["1/3", 2], exact=True)), [Fraction(2, 3), 4])

    def test_derivatives(self):
        self.assertEqual(dcalc.grad("x*y", x=2, y=3, wrt=["x"]), {"x": 3.0})
        self.assertEqual(dcalc.grad("lambda*x", wrt="lambda", at={"lambda": 2}, x=3), 3)
        np.testing.assert_array_equal(dcalc.jacobian(["x*y", "x^2"], x=1, y=2), [[2, 1], [2, 0]])
        np.testing.assert_array_equal(dcalc.jvp("[x*y, x]", {"x": 1, "y": 0}, x=2, y=3), [3, 1])
        self.assertEqual(dcalc.vjp("[x*y, x]", np.array([1, 0]), x=2, y=3), {"x": 3, "y": 2})
        self.assertEqual(dcalc.vjp("[x*y, x]", np.array([1, 0])), {"x": "y", "y": "x"})
        self.assertEqual(dcalc.limit("sin(x)/x", x=0), 1)
        self.assertEqual(dcalc.limit("1/x", x="0-"), -math.inf)
        self.assertEqual(dcalc.limit("(1 + 1/x)^x", x=math.inf), math.e)

    def test_sparse(self):
        x = RNG.uniform(1, 2, 50)
        sparse = dcalc.jacobian("x[1:]*x[:-1]", sparse=True, x=x)
        want = np.zeros((49, 50))
        want[range(49), range(49)], want[range(49), range(1, 50)] = x[1:], x[:-1]
        np.testing.assert_array_equal(sparse.toarray(), want)
        self.assertEqual(sparse.data.size, 98)
        self.assertTrue(dcalc.hessian("x^2 + y", pattern=True).toarray().tolist(), [[True, False], [False, False]])

    def test_training(self):
        told = []
        step = dcalc.backprop("sum((w - 1)^2)", "w", lr=.25, steps=2, w=np.zeros(3),
                              progress=lambda number, loss: told.append((number, loss)))
        self.assertEqual(told, [(1, 3.0), (2, .75)])
        self.assertEqual(step.loss, .75)
        np.testing.assert_array_equal(step.gradient["w"], [-1, -1, -1])
        np.testing.assert_array_equal(step.weights["w"], [.75, .75, .75])

    def test_progress_that_raises(self):
        told = []

        def tell(number, loss):
            told.append(number)
            if number == 2:
                raise KeyError("enough")

        with self.assertRaisesRegex(KeyError, "enough"):
            dcalc.backprop("sum((w - 1)^2)", "w", lr=.25, steps=10**6, w=np.zeros(3), progress=tell)
        self.assertEqual(told, [1, 2])
        with self.assertRaises(KeyError):
            dcalc.backprop("(w - 1)^2", "w", lr=.25, steps=2, w=0, progress=tell)
        self.assertEqual(dcalc.eval("1 + x", x=1), 2)

    def test_range(self):
        with self.assertRaises(OverflowError):
            dcalc.eval("exp(x)", x=1000)
        with self.assertWarns(dcalc.DcalcWarning):
            self.assertEqual(dcalc.eval("exp(x)", x=-1000), 0)
        self.assertEqual(dcalc.eval("exp(x)", x=-1000, numbers="certified").adjusted(), -435)


class Pictures(unittest.TestCase):
    def test_functions(self):
        picture = dcalc.plot("a*sin(x)", "x", a=2, x=(0, "2*pi"), diff=True)
        self.assertTrue(picture.startswith("<svg") and picture._repr_svg_() == picture)
        self.assertEqual(picture.count('<path class="curve'), 8)  # four curves, and the legend
        self.assertIn("level", dcalc.plot("x*y", x=(0, 1), y=(0, 1)))

    def test_data(self):
        xs = np.linspace(0, 1, 5)
        self.assertEqual(dcalc.plot(data={"x": xs, "y": xs**2}).count('<path class="curve'), 2)
        self.assertEqual(dcalc.plot("x", data={"x": xs, "y": xs**2}, x=(-1, 2)).count('<circle class="data'), 6)

    def test_errors(self):
        with self.assertRaises(dcalc.UsageError):
            dcalc.plot("x", x=(1, 0))
        with self.assertRaises(dcalc.DomainError):
            dcalc.plot("log(-x)", x=(1, 2))
        with self.assertRaises(TypeError):
            dcalc.plot(x=(1, 2))
        with self.assertRaises(TypeError):
            dcalc.plot("x", x=(1, 2), tangent=1)
        with self.assertRaises(TypeError):
            dcalc.plot(data=[[1, 2], [3, 4]])
        with self.assertRaises(dcalc.UsageError):
            dcalc.plot("x", x=(1,))


class Verdicts(unittest.TestCase):
    def test_right(self):
        self.assertTrue(dcalc.check("x^2*sin(x)", "2*x*sin(x) + x^2*cos(x)").proved)
        self.assertTrue(dcalc.check("x^2*y", ["2*x*y", "x^2"]))
        self.assertTrue(dcalc.check("a*x^3", "18*x", order=2, wrt="x", a=3))
        self.assertTrue(dcalc.check("trace(A@A)", "2*A", assume="symmetric(A)", shape={"A": (2, 2)}))
        verdict = dcalc.check("x^2/2", "x^2/x")
        self.assertEqual((verdict.verdict, verdict.point), ("right", None))
        self.assertTrue(str(verdict).startswith("right: proved\n"))
        self.assertIn("x=0", verdict.domain)

    def test_wrong(self):
        verdict = dcalc.check("x^2*sin(x)", "2*x*cos(x)")
        self.assertFalse(verdict)
        x = float(verdict.point["x"])
        self.assertAlmostEqual(float(verdict.value), 2*x*math.sin(x) + x**2*math.cos(x), 14)
        self.assertAlmostEqual(float(verdict.claimed), 2*x*math.cos(x), 14)
        self.assertIn("product rule", verdict.slip)
        verdict = dcalc.check("A@x", "A.T", wrt="x", shape={"A": (2, 2), "x": 2})
        A = np.array(verdict.point["A"], object)
        self.assertEqual((verdict.entry, verdict.value, verdict.claimed), ("row 1, x[1]", A[0, 1], A[1, 0]))
        self.assertIs(type(verdict.value), Fraction)

    def test_gradient(self):
        W, x = RNG.uniform(-1, 1, (2, 2)), np.array([1., 2])
        right = 2*np.outer(W @ x, x)
        self.assertTrue(dcalc.check("sum((W@x)^2)", gradient={"W": right}, W=W, x=x))
        verdict = dcalc.check("sum((W@x)^2)", gradient={"W": right.T}, W=W, x=x)
        self.assertEqual((verdict.verdict, verdict.slip, verdict.point), ("wrong", "W is transposed", None))

    def test_errors(self):
        for error, ask in [(dcalc.ExpressionError, lambda: dcalc.check("x^2", "2*")),
                           (dcalc.UsageError, lambda: dcalc.check("x^2")),
                           (dcalc.UsageError, lambda: dcalc.check("x^2", gradient={"x": 2}))]:
            with self.assertRaises(error):
                ask()


class Errors(unittest.TestCase):
    def test_span(self):
        with self.assertRaises(dcalc.ExpressionError) as caught:
            dcalc.diff("x +* 2")
        error = caught.exception
        self.assertEqual((error.kind, error.source, error.line, error.span), ("syntax", "expression", "x +* 2", (3, 4)))
        self.assertEqual(error.message, "expected a value, found '*'")
        self.assertEqual(str(error), "expression:1:4: expected a value, found '*'\n  x +* 2\n     ^")
        again = pickle.loads(pickle.dumps(error))
        self.assertEqual((type(again), str(again), again.span), (type(error), str(error), error.span))

    def test_kinds(self):
        for kind, ask in [(ZeroDivisionError, lambda: dcalc.diff("log(x)", x=0)),
                          (ArithmeticError, lambda: dcalc.eval("sqrt(x)", x=-1)),
                          (dcalc.KinkError, lambda: dcalc.diff("abs(x)", x=0)),
                          (NameError, lambda: dcalc.eval("x + y", x=1)),
                          (ValueError, lambda: dcalc.grad("x^2", x=[1, 2])),
                          (dcalc.ShapeError, lambda: dcalc.grad("sum(x)", x=np.zeros((2, 2, 2)))),
                          (dcalc.ShapeError, lambda: dcalc.grad("sum(x)", x=[[1], [2, 3]])),
                          (dcalc.DomainError, lambda: dcalc.grad("x^2", x=math.nan)),
                          (dcalc.DomainError, lambda: dcalc.grad("sum(x)", x=np.array([1, math.inf]))),
                          (dcalc.UsageError, lambda: dcalc.diff("x^2", x=1, numbers="exact")),
                          (TypeError, lambda: dcalc.diff("x^2", x=1j)),
                          (TypeError, lambda: dcalc.diff(2)),
                          (TypeError, lambda: dcalc.diff("x^2", x=2, digit=30))]:
            with self.assertRaises(kind):
                ask()

    def test_hints_speak_python(self):
        with self.assertRaises(dcalc.UnknownNameError) as caught:
            dcalc.eval("x + y", x=1)
        self.assertEqual(caught.exception.hint, "bind it with y=...")
        self.assertEqual(dcalc.diff("abs(x)", x=0, kinks="subgradient"), 0)

    def test_limits(self):
        dcalc.limits(seconds=.05)
        try:
            with self.assertRaises(dcalc.LimitError):
                dcalc.eval("sum(sin(range(100000000)))")
        finally:
            dcalc.limits()

    def test_interrupt(self):
        # A check in the background has Ctrl-C ignored, and Python leaves that so.
        self.addCleanup(signal.signal, signal.SIGINT, signal.signal(signal.SIGINT, signal.default_int_handler))
        started = time.monotonic()
        timer = threading.Timer(.1, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        with self.assertRaises(KeyboardInterrupt):
            dcalc.eval("sum(sin(range(400000000)))")
        timer.join()
        self.assertLess(time.monotonic() - started, 5)
        self.assertEqual(dcalc.eval("1 + 1"), 2)

    def test_interrupt_before_the_library_begins(self):
        self.addCleanup(signal.signal, signal.SIGINT, signal.signal(signal.SIGINT, lambda *_: None))
        library = _session.lib
        run = library.dcalc_run

        def late(*arguments):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(.1)
            return run(*arguments)

        dcalc.limits(seconds=20)
        try:
            with mock.patch.object(library, "dcalc_run", late), self.assertRaisesRegex(dcalc.LimitError, "interrupted"):
                dcalc.eval("sum(sin(range(400000000)))")
        finally:
            dcalc.limits()
        self.assertEqual(dcalc.eval("1 + 1"), 2)


class Compiled(unittest.TestCase):
    def test_shapes(self):
        f = dcalc.compile("sum((A@x - b)^2)", wrt="x")
        for m, n in ((2, 3), (40, 30), (2, 3)):
            A, x, b = RNG.uniform(-1, 1, (m, n)), RNG.uniform(-1, 1, n), RNG.uniform(-1, 1, m)
            r = A @ x - b
            self.assertAlmostEqual(f(x, A=A, b=b), r @ r, 12)
            np.testing.assert_allclose(f.grad(x, A=A, b=b), 2*A.T @ r, 1e-12, 1e-13)
            np.testing.assert_allclose(f.hessian(A=A, x=x, b=b), 2*A.T @ A, 1e-12, 1e-13)
            np.testing.assert_allclose(f.value(A=A.tolist(), x=list(x), b=b), r @ r, 1e-12)

    def test_rows(self):
        n = 30000
        x, y = RNG.uniform(-2, 2, n), RNG.uniform(-2, 2, n)
        f = dcalc.compile("x^2*sin(y)", wrt="x,y")
        np.testing.assert_allclose(f.rows(x, y), x**2*np.sin(y), 1e-14)
        gradient = f.grad.rows(x=x, y=y)
        np.testing.assert_allclose(gradient["x"], 2*x*np.sin(y), 1e-14)
        np.testing.assert_allclose(f.grad.rows(x=x[::3], y=.5)["y"], x[::3]**2*math.cos(.5), 1e-14)
        self.assertEqual(f.hessian.rows(x, y).shape, (n, 2, 2))
        self.assertEqual(f.rows(x[:0], y[:0]).shape, (0,))
        X = RNG.uniform(-1, 1, (500, 3))
        norms = dcalc.compile("norm(v)", wrt="v").grad.rows(X)
        np.testing.assert_allclose(norms, X/np.linalg.norm(X, axis=1)[:, None], 1e-13)

    def test_rows_without_an_answer(self):
        f = dcalc.compile("log(x)", wrt="x")
        with self.assertWarnsRegex(dcalc.DcalcWarning, "3 of 4 rows have no answer; the first, row 1: 'log' has a pole"):
            got = f.rows([1, 0, -1, math.nan])
        np.testing.assert_array_equal(got, [0, math.nan, math.nan, math.nan])
        with self.assertRaises(dcalc.PoleError):
            f(0)
        self.assertEqual(dcalc.compile("x*abs(x)", wrt="x").grad(0), 0)

    def test_masked_rows(self):
        f, x = dcalc.compile("x^2*y", wrt="x,y"), np.ma.array([1., 2, 0, 4], mask=[0, 1, 0, 0])
        got = f.rows(x, y=3)
        self.assertEqual(got.tolist(), [3, None, 0, 48])
        got = f.grad.rows(x=x, y=np.ma.array([1, 2, 3, 4], mask=[1, 0, 0, 0]))
        self.assertEqual({name: column.tolist() for name, column in got.items()},
                         {"x": [None, None, 0, 32], "y": [None, None, 0, 16]})
        X = np.ma.array(np.ones((3, 2)), mask=[[0, 0], [1, 0], [0, 0]])
        self.assertEqual(dcalc.compile("v^2", wrt="v").rows(X).tolist(), [[1, 1], [None, None], [1, 1]])
        self.assertEqual(f.rows(np.ma.masked_all(2), y=1.).tolist(), [None, None])
        self.assertIs(type(f.rows(np.ma.array([1., 2]), y=1.)), np.ndarray)
        with self.assertWarnsRegex(dcalc.DcalcWarning, "1 of 3 rows have no answer; the first, row 2: "):
            self.assertEqual(dcalc.compile("1/x").rows(x=x).tolist()[:2], [1, None])
        for wrong in (lambda: f(x=x, y=1), lambda: f(x=np.ma.masked, y=1), lambda: dcalc.grad("sum(x^2)", x=x),
                      lambda: dcalc.grad("sum(x)", x=[1, None])):
            with self.assertRaises(dcalc.DomainError):
                wrong()

    def test_tensors(self):
        class Tensor:
            """As those of torch that want a gradient: they refuse to be arrays."""
            def __array__(self, dtype=None, copy=None):
                raise RuntimeError("call detach() first")

            def detach(self):
                return self

            def cpu(self):
                return np.array([1., 2])
        self.assertEqual(dcalc.eval("sum(x^2)", x=Tensor()), 5)
        np.testing.assert_array_equal(dcalc.compile("sum(x^2)", wrt="x").grad(Tensor()), [2, 4])

    def test_tables(self):
        class Column:
            def __init__(self, *items):
                self.items = items

            def __array__(self, dtype=None, copy=None):
                return np.array(self.items, dtype)

            def __len__(self):
                return len(self.items)

        class Frame:
            columns = ["x", "name", "y"]
            parts = {"x": Column(1, 2), "name": Column("a", "b"), "y": Column(.5, .25)}

            def __getitem__(self, name):
                return self.parts[name]
        f = dcalc.compile("x^2*y", wrt="x,y")
        records = np.array([(1, .5), (2, .25)], [("x", "i4"), ("y", "f8")])
        for table in (Frame(), Frame.parts, records):
            np.testing.assert_array_equal(f.rows(table), [.5, 1])
            np.testing.assert_array_equal(f.grad.rows(table, y=1)["x"], [2, 4])
        np.testing.assert_array_equal(f(x=Column(1, 2), y=Column(3, 4)), [3, 16])
        NAType = type("NAType", (), {})
        with self.assertWarns(dcalc.DcalcWarning):
            np.testing.assert_array_equal(f.rows(Column(1, NAType()), y=3), [3, math.nan])
        np.testing.assert_array_equal(f.rows([Decimal("0.5"), Fraction(1, 3)], y=9), [2.25, 9*(1/3)**2])
        for wrong, error in ((lambda: f.rows({"x": [1]}), TypeError), (lambda: f.rows(Frame(), q=1), TypeError),
                             (lambda: f.rows(Column("a"), y=1), TypeError),
                             (lambda: f.rows([2**60 + 1], y=1), OverflowError)):
            with self.assertRaises(error):
                wrong()

    def test_arguments(self):
        f = dcalc.compile("a*x", args="x,a", at=None)
        self.assertEqual(f(3, 2), 6)
        self.assertEqual(f(3, a=2), 6)
        self.assertEqual(dcalc.compile("a*x", at={"a": "1/3"}, wrt="x").grad(3), 1/3)
        self.assertEqual(dcalc.compile("E = a*x; F = E + 1", show="E,F")(a=2, x=3), {"E": 6, "F": 7})
        for wrong in (lambda: f(1, 2, 3), lambda: f(1, x=1), lambda: f(x=1), lambda: f(1, 2, b=3), lambda: f("1", 2)):
            with self.assertRaises(TypeError):
                wrong()
        with self.assertRaises(dcalc.ExpressionError):
            dcalc.compile("x +")
        again = pickle.loads(pickle.dumps(f))
        self.assertEqual(again(3, 2), 6)

    def test_threads(self):
        f = dcalc.compile("sum(sin(x)*y)", wrt="x")
        wrong = []

        def work(seed):
            rng = np.random.default_rng(seed)
            for n in (3, 2000, 5):
                x, y = rng.uniform(-1, 1, (2, n))
                if not np.allclose(f.grad(x, y=y), np.cos(x)*y, 1e-13):
                    wrong.append(seed)
                if dcalc.diff("t^2", t=seed) != 2*seed:
                    wrong.append(seed)
        threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])

    def test_fork(self):
        f, x = dcalc.compile("sum(exp(x))", wrt="x"), np.linspace(0, 1, 100000)
        want = f.grad(x)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the test has threads
            child = os.fork()
        if child == 0:
            same = np.array_equal(f.grad(x), want) and dcalc.diff("x^2", x=3) == 6
            os._exit(not same)
        self.assertEqual(os.waitpid(child, 0)[1], 0)


class Documents(unittest.TestCase):
    """Every >>> in them."""

    def play(self, text, name):
        names, runner = {"np": np, "dcalc": dcalc}, doctest.DocTestRunner(verbose=False)
        for block in re.findall(r"^```[^\n]*\n(.*?)^```", text, re.S | re.M):
            test = doctest.DocTestParser().get_doctest(block, names, name, name, 0)
            test.globs = names
            runner.run(test, clear_globs=False)
        self.assertGreater(runner.tries, 0)
        self.assertEqual(runner.failures, 0)

    def test_readme(self):
        self.play((TOP / "README.md").read_text(), "README.md")

    def test_readme_of_the_package(self):
        self.play((TOP / "python/README.md").read_text(), "python/README.md")

    def test_module(self):
        self.assertEqual(doctest.testmod(dcalc).failed, 0)


if __name__ == "__main__":
    result = unittest.TextTestRunner(sys.stdout, verbosity=0).run(unittest.defaultTestLoader.loadTestsFromModule(
        sys.modules["__main__"]))
    bad = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - bad} passed, {bad} failed")
    sys.exit(bad > 0)
