"""Answers of the library as values of Python."""
import ctypes
import html
import math
import re
from ctypes import c_size_t
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from ._errors import RangeError, warn
from ._library import FORMATS, Render, lib, take_text, texts
from ._request import COMPILED, Asked, Question
from ._session import Answer

SIZE_OF_RENDER = ctypes.sizeof(Render)


# ---- formulas ----

def latex_of(question, point, quiet):
    """The answer in LaTeX: a list of lines."""
    asked = Asked(question.but(format="latex"), point)
    answer, length = Answer(asked), c_size_t()
    how = Render(size=SIZE_OF_RENDER, format=FORMATS.index("latex"), quiet=quiet, id=None)
    text = take_text(lib.dcalc_render(asked.struct, answer.pointer, how, length), length.value)
    return text.rstrip("\n").split("\n")


class _Shown:
    """What formulas have beside their text: their LaTeX, and numbers where they are called."""

    question = None  # whose answer it is
    point = None
    _made = None

    @property
    def latex(self):
        """In LaTeX, for math mode."""
        lines = latex_of(self.question, self.point, self.question.by_one)
        if len(lines) == 1:
            return lines[0]
        rows = r" \\ ".join(line.replace(" = ", " &= ", 1) if " = " in line else "& " + line for line in lines)
        return rf"\begin{{aligned}} {rows} \end{{aligned}}"

    def _repr_latex_(self):
        return rf"$\displaystyle {self.latex}$"

    def _asked_again(self):
        """What a call asks."""
        return self.question

    def _function(self):
        from ._function import Function
        if self._made is None:
            self._made = Function(self._asked_again())
        return self._made

    def __call__(self, *args, **point):
        """The numbers at a point; what can be compiled is compiled once, see dcalc.compile."""
        question = self._asked_again()
        if question.command in COMPILED:
            return self._function()(*args, **point)
        if args:
            raise TypeError(f"{question.command} takes values by name")
        reader = Reader(question, point)
        return reader.derivative() if question.command == "jvp" else reader.by_name()

    def rows(self, *args, **columns):
        """The numbers at every row of arrays, see dcalc.compile."""
        return self._function().rows(*args, **columns)


class Formula(_Shown, str):
    """A formula: a string that dcalc reads again, which shows as LaTeX in Jupyter and can be called."""

    def __new__(cls, text, question=None):
        one = super().__new__(cls, text)
        one.question = question
        return one

    def __reduce__(self):
        return str, (str(self),)


class Formulas(_Shown, dict):
    """Formulas by name, as of a gradient."""

    def __init__(self, items, question=None):
        super().__init__(items)
        self.question = question

    def __reduce__(self):
        return dict, (dict(self),)


class Matrix(_Shown, list):
    """Rows of formulas, as of a Jacobian."""

    def __init__(self, rows, question=None):
        super().__init__(rows)
        self.question = question

    def __reduce__(self):
        return list, (list(self),)


class Polynomial(Formula):
    """A Taylor polynomial: its text, and its coefficients from degree 0 on; in several names, rows of
    exponents and a coefficient. `remainder` bounds the function minus it: (least, greatest, within)."""

    coefficients = remainder = None

    def _asked_again(self):
        return Question("eval", str(self), {})


class Picture(str):
    """An SVG, which shows as a picture in Jupyter."""

    def _repr_svg_(self):
        return str(self)

    def save(self, path):
        """Writes it to a file."""
        with open(path, "w", encoding="utf-8") as file:
            file.write(self)


class Explanation(str):
    """The work step by step, which shows with formulas in MathML in Jupyter."""

    question = point = None

    def __reduce__(self):
        return Explanation, (str(self),)

    @property
    def html(self):
        """The work as a part of a page."""
        if self.question is None:
            return f"<pre>{html.escape(self)}</pre>"
        return Reader(self.question.but(format="html"), self.point).explanation_text()

    def _repr_html_(self):
        return f"<div style='text-align: left'>{self.html}</div>"


def _needed(lets, formula):
    """The assignments that a formula uses, in their order, and the formula: a program."""
    words, used = set(re.findall(r"\w+", formula)), []
    for let in reversed(lets or ()):
        name, _, value = let.partition(" = ")
        if name in words:
            used.insert(0, let)
            words.update(re.findall(r"\w+", value))
    return "; ".join([*used, formula])


def _of_one(question, name):
    """The question for one entry of a gradient."""
    if question.command == "grad":
        return question.but(wrt=name)
    return question.but(show=name) if question.command == "eval" else question


def formula_of(array, lets, question):
    """Formulas of an array: one, or rows of them."""
    found = [_needed(lets, text) for text in texts(array.formulas, array.n_formulas)]
    if len(found) == 1 and (array.ndim == 0 or array.count != 1):
        return Formula(found[0], question)
    if array.ndim < 2:
        return Matrix(found, question)
    columns = array.dims[1]
    return Matrix([found[i:i + columns] for i in range(0, len(found), columns)], question)


# ---- numbers ----

def _decimal(text):
    return Decimal({"inf": "Infinity", "-inf": "-Infinity"}.get(text, text))


def _exact(text):
    """A closed form: a fraction where it is one."""
    try:
        return Fraction(text)
    except ValueError:
        return Formula(text, Question("eval", text, {"exact": True}))


def _shaped(items, array):
    if array.ndim == 0:
        return items[0]
    out = np.empty(len(items), object)
    out[:] = items
    return out.reshape([array.dims[i] for i in range(array.ndim)])


def _warn_of_underflow(array, values):
    for value, text in zip(values, texts(array.texts, array.count)):
        if value == 0 and _decimal(text) != 0:
            warn(f"{text} is 0 as a double; ask with numbers='certified'")
            return


def _check_range(array, values):
    """Where doubles do not hold the numbers, the library has them as texts."""
    if not np.all(np.isfinite(values)):
        for i in range(array.count):
            text = array.texts[i].decode()
            if math.isinf(values[i]) and "inf" not in text:
                raise RangeError(f"{text} is beyond the range of doubles; ask with numbers='certified'")
    _warn_of_underflow(array, values)


def doubles_of(array):
    """The doubles of an array: a float, or an array of NumPy of its own."""
    if array.ndim == 0:
        value = ctypes.c_double.from_address(array.values).value
        if array.texts:
            _check_range(array, [value])
        return value
    out = np.empty(tuple(array.dims[i] for i in range(array.ndim)))
    ctypes.memmove(out.ctypes.data, array.values, out.nbytes)
    if array.texts:
        _check_range(array, out.ravel())
    return out


class CSR:
    """A sparse matrix in compressed rows, as scipy.sparse.csr_array has it."""

    def __init__(self, data, indices, indptr, shape):
        self.data, self.indices, self.indptr, self.shape = data, indices, indptr, shape

    def toarray(self):
        out = np.zeros(self.shape, self.data.dtype)
        rows = np.repeat(np.arange(self.shape[0]), np.diff(self.indptr))
        out[rows, self.indices] = self.data
        return out

    def to_scipy(self):
        from scipy.sparse import csr_array
        return csr_array((self.data, self.indices, self.indptr), shape=self.shape)

    def __repr__(self):
        return f"<CSR {self.shape[0]} by {self.shape[1]} with {len(self.data)} nonzeros>"


def _indices(pointer, n, kind):
    out = np.empty(n, kind)
    if n:
        ctypes.memmove(out.ctypes.data, pointer, out.nbytes)
    return out


def nonzeros_of(nonzeros, data):
    starts = _indices(nonzeros.starts, nonzeros.rows + 1, np.uintp).astype(np.int64)
    columns = _indices(nonzeros.column, nonzeros.count, np.uintc).astype(np.int32)
    return CSR(data, columns, starts, (nonzeros.rows, nonzeros.columns))


class Step(NamedTuple):
    """The result of training: the loss before the last step, its gradient there, the new weights."""

    loss: float
    gradient: dict
    weights: dict


class Reader:
    """Takes an answer apart, in the kind of numbers that was asked for: `point` gives values, or is None."""

    def __init__(self, question, point):
        options = question.options
        self.answer = Answer(Asked(question, point))
        self.question, self.point, self.result = question, point, self.answer.result
        self.exact = bool(options.get("exact"))
        self.digits = "digits" in options or options.get("numbers") == "certified"

    def array(self, array):
        if not array.values:
            lets = texts(self.result.lets, self.result.n_lets)
            return formula_of(array, lets, self.question)
        if self.exact:
            return _shaped([_exact(text) for text in texts(array.texts, array.count)], array)
        if not self.digits:
            return doubles_of(array)
        if array.texts:
            return _shaped([_decimal(text) for text in texts(array.texts, array.count)], array)
        values = (ctypes.c_double * array.count).from_address(array.values)
        return _shaped([Decimal(repr(value)) for value in values], array)

    def named(self, arrays):
        if all(array.values for array in arrays):
            return {array.name.decode(): self.array(array) for array in arrays}
        lets = texts(self.result.lets, self.result.n_lets)
        named = {}
        for array in arrays:
            name = array.name.decode()
            named[name] = formula_of(array, lets, _of_one(self.question, name))
        return Formulas(named, self.question)

    def value(self):
        result = self.result
        if "show" in self.question.options:
            return self.named([result.values[i] for i in range(result.n_values)])
        if result.n_values == 1:
            return self.array(result.values[0])
        return [self.array(result.values[i]) for i in range(result.n_values)]

    def derivative(self):
        if self.result.nonzeros:
            array = self.result.derivatives[0] if self.result.n_derivatives else None
            if array is None:
                data = np.ones(self.result.nonzeros.contents.count, bool)
            else:
                data = self.array(array)
            if not isinstance(data, np.ndarray):
                data = np.array([*data], object)
            return nonzeros_of(self.result.nonzeros.contents, data)
        if self.result.n_derivatives == 1:
            return self.array(self.result.derivatives[0])
        return self.named([self.result.derivatives[i] for i in range(self.result.n_derivatives)])

    def by_name(self):
        result = self.result
        arrays = [result.derivatives[i] for i in range(result.n_derivatives)]
        if self.question.by_one and len(arrays) == 1:
            return self.array(arrays[0])
        return self.named(arrays)

    def polynomial(self):
        array = self.result.derivatives[0]
        text = _needed(texts(self.result.lets, self.result.n_lets), texts(array.formulas, 1)[0])
        out = Polynomial(text, self.question)
        out.point = self.point
        exact, self.exact = self.exact, False
        out.coefficients = self.array(array)
        if self.result.remainder:
            bounds = self.array(self.result.remainder[0])
            out.remainder = tuple(bounds.tolist())
        self.exact = exact
        return out

    def step(self):
        result = self.result
        weights = self.named([result.weights[i] for i in range(result.n_weights)])
        gradient = self.named([result.derivatives[i] for i in range(result.n_derivatives)])
        return Step(self.array(result.values[0]), gradient, weights)

    def explanation_text(self):
        return (self.result.explanation or b"").decode("utf-8", "replace")

    def explanation(self):
        out = Explanation(self.explanation_text())
        out.question, out.point = self.question, self.point
        return out
