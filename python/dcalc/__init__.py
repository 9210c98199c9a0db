"""dcalc: exact derivatives of mathematical expressions, with NumPy arrays in and out.

    >>> import dcalc
    >>> dcalc.diff("sin(x)^2")
    'sin(2*x)'
    >>> dcalc.grad("x^2*sin(y)", x=3, y=0)
    {'x': 0.0, 'y': 9.0}

Without values for the names the answer is a formula; with values it is numbers: floats and arrays of
NumPy, correctly rounded where only scalars come in. A float is the binary fraction that it is, so write
"0.1", Decimal("0.1") or Fraction(1, 10) for a tenth.

    numbers="certified"  Decimals, every digit right, also of arrays; digits=30 says how many
    numbers="double"     plain doubles
    exact=True           Fractions, or closed forms as formulas

Most functions also take
    wrt    the names to differentiate by: "x" or "x,y"; one name alone gives an array instead of a dict
    at     values by name, for names that are no keywords: at={"lambda": 2}
    let    assignments that come before: "z = tanh(x)"
    shape  shapes of names without values: {"A": (2, "n")}, where a letter is an open size
    assume what holds of names: "symmetric(A)"
    kinks  "subgradient" takes the convention of learning frameworks where there is no derivative
"""
from difflib import get_close_matches as _get_close_matches

from . import _answer
from ._answer import CSR, Explanation, Formula, Formulas, Matrix, Picture, Polynomial, Step
from ._errors import (DcalcError, DcalcWarning, DomainError, ExpressionError, FileError, KinkError, LimitError,
                      PoleError, RangeError, ShapeError, UndecidedError, UnknownNameError, UsageError)
from ._function import Function
from ._function import check_text as _check_text
from ._library import lib as _lib
from ._request import Asked as _Asked
from ._request import Question as _Question
from ._session import Answer as _Answer
from ._session import limits
from ._verdict import Verdict
from ._verdict import verdict_on as _verdict_on

__version__ = _lib.dcalc_version().decode()
__all__ = ["diff", "grad", "jacobian", "hessian", "jvp", "vjp", "taylor", "limit", "backprop", "check", "explain",
           "code", "plot", "limits", "Formula", "Formulas", "Matrix", "Picture", "Polynomial", "Explanation", "Verdict", "Function", "CSR",
           "Step", "DcalcError", "DcalcWarning", "UsageError", "ExpressionError", "UnknownNameError", "ShapeError",
           "DomainError", "PoleError", "KinkError", "RangeError", "UndecidedError", "LimitError", "FileError"]
_OPTIONS = ("wrt", "order", "let", "shape", "show", "kinks", "numbers", "digits", "exact", "threads", "sparse",
            "at", "of", "pattern", "vector", "remainder", "weights", "steps", "progress", "symbolic", "explain", "simplify",
            "format", "assume", "equals", "gradient")


def _reader(command, expr, at, point, options):
    """The answer. Without a point it is formulas."""
    question = _Question(command, expr, options)
    for name in point:
        if not question.speaks_of(name):
            _check_spelling(name)
    return _answer.Reader(question, {**at, **point} if at else point or None)


def _check_spelling(name):
    """A value for a name that the program does not have may be an option that is written wrong."""
    near = _get_close_matches(name, _OPTIONS, 1, .7)
    if near:
        raise TypeError(f"no option or name {name!r}; did you mean {near[0]!r}? A value for it can be given in at")


def eval(expr, /, *, at=None, let=None, shape=None, assume=None, show=None, kinks=None, numbers=None, digits=None,
         exact=False, threads=None, **point):
    """The value of an expression, or its simplified formula. `show` names several values: "E,F"."""
    options = dict(let=let, shape=shape, assume=assume, show=show, kinks=kinks, numbers=numbers, digits=digits,
                   exact=exact, threads=threads)
    return _reader("eval", expr, at, point, options).value()


def diff(expr, /, *, wrt=None, of=None, order=None, at=None, let=None, shape=None, assume=None, kinks=None,
         numbers=None, digits=None, exact=False, threads=None, **point):
    """The derivative of an expression by one name; wrt="x,y,y" is a mixed one, `order` a higher one. With of="y"
    that of y, which an equation such as "x^2 + y^2 = 1" defines."""
    options = dict(wrt=wrt, of=of, order=order, let=let, shape=shape, assume=assume, kinks=kinks, numbers=numbers,
                   digits=digits, exact=exact, threads=threads)
    return _reader("diff", expr, at, point, options).derivative()


def grad(expr, /, *, wrt=None, of=None, at=None, let=None, shape=None, assume=None, kinks=None, numbers=None,
         digits=None, exact=False, threads=None, **point):
    """The gradient: a dict by name, or an array if wrt is one name."""
    options = dict(wrt=wrt, of=of, let=let, shape=shape, assume=assume, kinks=kinks, numbers=numbers, digits=digits,
                   exact=exact, threads=threads)
    return _reader("grad", expr, at, point, options).by_name()


def jacobian(expr, /, *, wrt=None, of=None, sparse=False, pattern=False, at=None, let=None, shape=None, assume=None,
             kinks=None, numbers=None, digits=None, exact=False, threads=None, **point):
    """The Jacobian of a vector, or of a list of expressions: a matrix. With sparse=True a CSR matrix, with
    pattern=True the places of its nonzeros alone."""
    options = dict(wrt=wrt, of=of, sparse=sparse or pattern, pattern=pattern, let=let, shape=shape, assume=assume,
                   kinks=kinks, numbers=numbers, digits=digits, exact=exact, threads=threads)
    return _reader("jacobian", expr, at, point, options).derivative()


def hessian(expr, /, *, wrt=None, of=None, sparse=False, pattern=False, at=None, let=None, shape=None, assume=None,
            kinks=None, numbers=None, digits=None, exact=False, threads=None, **point):
    """The matrix of second derivatives; sparse and pattern as for jacobian."""
    options = dict(wrt=wrt, of=of, sparse=sparse or pattern, pattern=pattern, let=let, shape=shape, assume=assume,
                   kinks=kinks, numbers=numbers, digits=digits, exact=exact, threads=threads)
    return _reader("hessian", expr, at, point, options).derivative()


def jvp(expr, vector, /, *, wrt=None, at=None, let=None, shape=None, assume=None, kinks=None, numbers=None,
        digits=None, exact=False, threads=None, **point):
    """The Jacobian times a vector, the derivative in a direction: {"x": [1, 0]}, or the value alone."""
    options = dict(wrt=wrt, vector=vector, let=let, shape=shape, assume=assume, kinks=kinks, numbers=numbers,
                   digits=digits, exact=exact, threads=threads)
    return _reader("jvp", expr, at, point, options).derivative()


def vjp(expr, vector, /, *, wrt=None, at=None, let=None, shape=None, assume=None, kinks=None, numbers=None,
        digits=None, exact=False, threads=None, **point):
    """A vector times the Jacobian: a dict by name, or an array if wrt is one name."""
    options = dict(wrt=wrt, vector=vector, let=let, shape=shape, assume=assume, kinks=kinks, numbers=numbers,
                   digits=digits, exact=exact, threads=threads)
    return _reader("vjp", expr, at, point, options).by_name()


def taylor(expr, /, *, order=None, remainder=None, wrt=None, at=None, let=None, numbers=None, digits=None,
           exact=False, **point):
    """A Taylor polynomial around a point. remainder={"x": (0, "1/2")} bounds how far it is from the function."""
    options = dict(order=order, remainder=remainder, wrt=wrt, let=let, numbers=numbers, digits=digits, exact=exact)
    return _reader("taylor", expr, at, point, options).polynomial()


def limit(expr, /, *, at=None, let=None, wrt=None, numbers=None, digits=None, exact=False, **point):
    """The limit as a name goes to its value: x=0, "0+", "0-", float("inf")."""
    at = {name: _end_of(value) for name, value in {**(at or {}), **point}.items()}
    options = dict(wrt=wrt, let=let, numbers=numbers, digits=digits, exact=exact)
    return _reader("limit", expr, at, {}, options).value()


def _end_of(value):
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return "inf" if value > 0 else "-inf"
    return value


def backprop(loss, /, weights, *, lr=None, steps=None, progress=None, at=None, let=None, assume=None, kinks=None,
             numbers=None, digits=None, threads=None, data=None, batch=None, epochs=None, shuffle=None, seed=None,
             validate=None, patience=None, optimizer=None, schedule=None, clip=None, weight_decay=None,
             parts=None, **point):
    """Steps of gradient descent: Step(loss, gradient, weights). `progress(step, loss)` is called after each; what
    it raises ends the training.

        >>> rows = {"x": [0, 1, 2, 3, 4, 5], "y": [1, 3, 5, 7, 9, 11]}
        >>> done = backprop("mean((a*x + b - y)^2)", "a, b", data=rows, batch=2, epochs=200, lr=0.02, shuffle=True,
        ...                 seed=7, a=0, b=0)
        >>> print(round(done.weights["a"], 3), round(done.weights["b"], 3))
        2.0 1.0

    `data` has arrays of which every step takes the next rows, `batch` of them, `epochs` times. `optimizer`, such as
    "adam:beta1=0.9", and `schedule` are words of the command line. With either there is no gradient, and the loss is
    that of the last epoch.
    """
    options = dict(weights=weights, lr=lr, steps=steps, progress=progress, let=let, assume=assume, kinks=kinks,
                   numbers=numbers, digits=digits, threads=threads, data=data, batch=batch, epochs=epochs,
                   shuffle=shuffle, seed=seed, validate=validate, patience=patience, optimizer=optimizer,
                   schedule=schedule, clip=clip, weight_decay=weight_decay, parts=parts)
    return _reader("backprop", loss, at, point, options).step()


def check(expr, equals=None, /, *, gradient=None, wrt=None, order=None, at=None, let=None, shape=None, assume=None,
          **point):
    """Whether a derivative that was worked out by hand is right: a Verdict.

        >>> check("x^2*sin(x)", "2*x*cos(x)").slip
        "the product rule: the derivative of (x^2)*(sin(x)) is u'*v + u*v', not u'*v'"

    `equals` is its formula, or one for each name. `gradient` has instead numbers that were computed elsewhere,
    by name, as {"W": W.grad}, of a point that is given. A wrong derivative is no error; a text that cannot be
    read is one.
    """
    options = dict(equals=equals, gradient=gradient, wrt=wrt, order=order, let=let, shape=shape, assume=assume)
    return _verdict_on(_Question("check", expr, options), {**(at or {}), **point} or None)


def explain(expr, /, command="diff", *, at=None, **others):
    """The work of a command, step by step; options of the command and values are told apart by their names."""
    options = {name: others.pop(name) for name in ("wrt", "of", "order", "let", "shape", "assume", "vector", "weights",
                                                   "lr", "kinks", "numbers", "digits", "language", "steps", "explain_steps") if name in others}
    return _reader(command, expr, at, others, dict(options, explain=True)).explanation()


def code(expr, /, language, command="eval", *, name=None, args=None, at=None, **others):
    """A function in C ("c") or for NumPy ("python"), as text; `at` or `shape` give the shapes in C, `args` the
    order of its arguments."""
    options = {key: others.pop(key) for key in ("wrt", "of", "order", "let", "shape", "assume", "vector", "weights",
                                                "lr", "kinks", "sparse") if key in others}
    question = _Question(command, expr, dict(options, format=language, code_name=name, args=args))
    at = {**(at or {}), **others}
    return _Answer(_Asked(question, at or None)).result.document.decode()


def plot(*exprs, diff=False, tangent=None, taylor=None, data=None, width=None, let=None, at=None, **names):
    """A picture of expressions, an SVG that shows in Jupyter. A tuple is a range, all else a value:

        >>> picture = plot("a*sin(x)", "x", a=2, x=(0, "2*pi"), diff=True)

    Two ranges give the level lines of one expression. tangent={"x": 1} adds the tangents there, taylor=3 the
    polynomials of that degree, there or at the middle. data={"x": xs, "y": ys} are drawn as dots, or as lines
    if there are no expressions.
    """
    ranges = {name: value for name, value in names.items() if isinstance(value, tuple)}
    point = {**(at or {}), **{name: value for name, value in names.items() if name not in ranges}}
    options = dict(range=ranges, derivative=diff, tangent=tangent, taylor=taylor, data=data, width=width, let=let,
                   format="svg")
    answer = _Answer(_Asked(_Question("plot", list(exprs), options), point or None))
    return Picture(answer.result.document.decode())


def compile(expr, /, *, wrt=None, args=None, let=None, shape=None, assume=None, at=None, kinks=None, threads=None,
            show=None):
    """A function that is compiled once and called on arrays of NumPy.

        >>> f = compile("sum((A@x - b)^2)", wrt="x")

    f(A=..., x=..., b=...) is its value at a point, f.grad(...), f.diff(...), f.jacobian(...) and
    f.hessian(...) are its derivatives by `wrt`. Arrays have the shapes that they come in; each set of shapes
    is compiled once. `f.rows(...)` and `f.grad.rows(...)` answer at every row of arrays at once: the first
    axis counts the rows. `args` names the values that come without names; default: those of `wrt`. Values
    in `at` are the same in every call.

    Numbers are doubles; where these do not decide, as at a kink or after an overflow, the certified
    evaluator does. A point without an answer is an error; of several rows, those without have nan, and a
    DcalcWarning counts them.
    """
    options = dict(wrt=wrt, let=let, shape=shape, assume=assume, point=at, kinks=kinks, threads=threads, show=show)
    question = _Question("eval", expr, options)
    _check_text(question)
    return Function(question, args)


for _name in __all__:
    globals()[_name].__module__ = "dcalc"  # as errors and help() name them
