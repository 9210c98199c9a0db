"""Functions that are differentiated and compiled once, and called on arrays."""
import ctypes
import threading
from ctypes import POINTER, addressof, byref, c_double, c_size_t, c_void_p

import numpy as np

from ._errors import ExpressionError, RangeError, ShapeError, UnknownNameError, warn
from ._library import ResultP, Rows, lib, take_text
from ._request import Asked, Question
from ._session import call, process, session, take_error
from ._values import EXACT, address, doubles, names, rounded

SIZE_OF_ROWS = ctypes.sizeof(Rows)
MOST_KEPT = 32  # shapes that a function is compiled for at a time


class Compiled:
    """A question compiled for inputs of certain shapes: pairs of names and sizes. Only its own thread may
    call it."""

    def __init__(self, question, shapes):
        self.session, self.process = session(), process[0]
        given = {name: list(dims) for name, dims in shapes}
        self.asked = Asked(question.but(shape={**question.options.get("shape", {}), **given}),
                           question.options.get("point"))
        self.errors = errors = ResultP()
        self.handle = call(self.session, lib.dcalc_prepare, self.session.handle, self.asked.struct, byref(errors))
        if not self.handle:
            raise take_error(errors)
        n = c_size_t()
        inputs = lib.dcalc_prepared_inputs(self.handle, byref(n))
        inputs = [inputs[i].name.decode() for i in range(n.value)]
        self.check(inputs, [name for name, _ in shapes])
        self.places = [inputs.index(name) for name, _ in shapes]
        outputs = lib.dcalc_prepared_outputs(self.handle, byref(n))
        self.names = [outputs[i].name.decode() for i in range(n.value)]
        self.sizes = [tuple(outputs[i].dims[k] for k in range(outputs[i].ndim)) for i in range(n.value)]
        self.numbers = (c_double * len(inputs))()  # of scalars that are given alone
        self.pointers = (c_void_p * len(inputs))()
        self.strides = (c_size_t * len(inputs))()
        self.results = (c_void_p * n.value)()
        self.rows = Rows(size=SIZE_OF_ROWS, inputs=ctypes.cast(self.pointers, POINTER(c_void_p)),
                         strides=ctypes.cast(self.strides, POINTER(c_size_t)),
                         outputs=ctypes.cast(self.results, POINTER(c_void_p)),
                         threads=int(question.options.get("threads", 0)))
        self.arguments = (self.handle, self.rows, byref(errors))

    @staticmethod
    def check(inputs, given):
        missing = [name for name in inputs if name not in given]
        if missing:
            raise TypeError(f"a value is missing for {', '.join(missing)}")
        unknown = [name for name in given if name not in inputs]
        if unknown:
            raise TypeError(f"the expression has no name {', '.join(unknown)}")

    def __del__(self):
        if getattr(self, "handle", None) and lib is not None and self.process == process[0]:
            lib.dcalc_prepared_free(self.handle)

    def run(self, values, n, strides, numbers=None):
        """The outputs at n rows, in arrays. `values`: arrays and floats in the order of the shapes;
        `strides`: numbers from row to row, or None; `numbers`: what the rows are called, if not 0, 1, ..."""
        pointers = self.pointers
        for k, place in enumerate(self.places):
            value = values[k]
            if type(value) is float:
                self.numbers[place] = value
                pointers[place] = addressof(self.numbers) + 8 * place
            else:
                pointers[place] = address(value)
            self.strides[place] = strides[k] if strides else 0
        out = [np.empty((n, *sizes)) for sizes in self.sizes]
        for i, array in enumerate(out):
            self.results[i] = address(array)
        self.rows.n = n
        if call(self.session, lib.dcalc_run_rows, *self.arguments):
            self.complain(n, numbers)
        return out

    def complain(self, n, numbers):
        """Where there is no answer, the first row says why: of one, as an error; of more, in a warning."""
        undefined, first, error = self.rows.undefined, self.rows.first_undefined, take_error(self.errors)
        if not undefined or (n == 1 and numbers is None):
            raise error
        first = first if numbers is None else numbers[first]
        warn(f"{undefined} of {n} rows have no answer; the first, row {first}: {error.message}")


def _number(name, value, axes):
    """A float, or an array of doubles with so many axes at most."""
    kind = type(value)
    if kind is float:
        return value
    if kind is int and -EXACT <= value <= EXACT:
        return float(value)
    if isinstance(value, str):
        raise TypeError(f"{name}: numbers were expected, not {value!r}; a value that is the same in every call may "
                        "be a text in `at`")
    array = doubles(name, value, axes)
    if array is None:
        array = rounded(name, value)
    if not isinstance(array, np.ndarray):
        return float(array)
    return array if array.ndim else float(array)


def _columns_of(table, question):
    """The columns of a table that the question speaks of; None if it is an array or a number."""
    if isinstance(table, np.ndarray):
        names = table.dtype.names
    else:
        mapping = hasattr(table, "keys") and not hasattr(table, "index")  # a Series of pandas has both
        names = table.keys() if mapping else getattr(table, "columns", None)
    if names is None:
        return None
    words = question.words()
    return {name: table[name] for name in names if name in words}


def _masked_rows(columns):
    """Which rows have a masked entry; None if none has."""
    masked = None
    for name, value in columns.items():
        if not isinstance(value, np.ma.MaskedArray) or not value.ndim or not np.ma.is_masked(value):
            continue
        own = np.ma.getmaskarray(value).reshape(len(value), -1).any(1)
        if masked is not None and len(own) != len(masked):
            raise ShapeError(f"{name} has {len(own)} rows, others have {len(masked)}")
        masked = own if masked is None else masked | own
    return masked


class Function:
    """A function of arrays, made from text; see dcalc.compile."""

    def __init__(self, question, args=None):
        self.question = question
        self.args = names(args) if args else names(question.options.get("wrt", ()))
        self._kept, self._process = threading.local(), process[0]
        self._others = {}
        self._is_named = question.command == "grad" or "show" in question.options

    def __repr__(self):
        return f"dcalc.compile({'; '.join(self.question.exprs)!r}, command={self.question.command!r})"

    def __reduce__(self):
        return _again, (self.question.command, self.question.exprs, self.question.options, self.args)

    # ---- derivatives ----

    def _other(self, command):
        if command not in self._others:
            self._others[command] = Function(self.question.but(command), self.args)
        return self._others[command]

    value = property(lambda self: self._other("eval"), doc="The function itself.")
    diff = property(lambda self: self._other("diff"), doc="Its derivative by one name.")
    grad = property(lambda self: self._other("grad"), doc="Its gradient: an array if wrt is one name, else a dict.")
    jacobian = property(lambda self: self._other("jacobian"), doc="Its Jacobian.")
    hessian = property(lambda self: self._other("hessian"), doc="The matrix of its second derivatives.")

    # ---- calls ----

    def _named(self, args, named):
        if len(args) > len(self.args):
            said = f"args is {','.join(self.args)}" if self.args else "dcalc.compile was given no args"
            raise TypeError(f"{len(args)} values without names, but {said}; give values as x=...")
        for name in self.args[:len(args)]:
            if name in named:
                raise TypeError(f"two values for {name}")
        return {**dict(zip(self.args, args)), **named}

    def _compiled(self, shapes):
        if self._process != process[0]:
            self._kept, self._process = threading.local(), process[0]
        try:
            kept = self._kept.compiled
        except AttributeError:
            kept = self._kept.compiled = {}
        one = kept.get(shapes)
        if one is None:
            if len(kept) >= MOST_KEPT:
                kept.pop(next(iter(kept)))
            one = kept[shapes] = Compiled(self.question, shapes)
        return one

    def _result(self, outputs, names):
        if self._is_named and not (self.question.by_one and len(outputs) == 1):
            return dict(zip(names, outputs))
        return outputs[0] if len(outputs) == 1 else outputs

    def __call__(self, *args, **point):
        """The numbers at one point. Arrays have the shapes that they are given in."""
        if args:
            point = self._named(args, point)
        values, shapes = [], []
        for name, value in point.items():
            value = _number(name, value, 2)
            values.append(value)
            shapes.append((name, () if type(value) is float else value.shape))
        compiled = self._compiled(tuple(shapes))
        outputs = [array[0] if array.ndim > 1 else float(array[0]) for array in compiled.run(values, 1, None)]
        return self._result(outputs, compiled.names)

    def rows(self, *args, **columns):
        """The numbers at every row of arrays, all at once: the first axis of each array counts the rows,
        what is left is the shape of the name. A number alone is the same in every row. A table may come in
        the place of arrays: a dict, a DataFrame, records of NumPy; its columns that the program speaks of are
        taken. Rows that are masked in an array of np.ma are masked in the answer."""
        if len(args) == 1:
            table = _columns_of(args[0], self.question)
            args, columns = (args, columns) if table is None else ((), {**table, **columns})
        columns = self._named(args, columns)
        masked = _masked_rows(columns)
        return self._rows(columns) if masked is None else self._rows_between(columns, masked)

    def _rows_between(self, columns, masked):
        """The answers at the rows that are not masked, in masked arrays."""
        kept = {name: np.asarray(value)[~masked] if np.ndim(value) else value for name, value in columns.items()}

        def spread(array):
            out = np.ma.masked_all((len(masked), *array.shape[1:]))
            out[~masked] = array
            return out
        found = self._rows(kept, np.flatnonzero(~masked))
        if isinstance(found, dict):
            return {name: spread(array) for name, array in found.items()}
        return [spread(array) for array in found] if isinstance(found, list) else spread(found)

    def _rows(self, columns, numbers=None):
        values = [_number(name, value, 3) for name, value in columns.items()]
        n = None
        for name, value in zip(columns, values):
            if type(value) is float:
                continue
            if n is not None and len(value) != n:
                raise ShapeError(f"{name} has {len(value)} rows, others have {n}")
            n = len(value)
        if n is None:
            raise ShapeError("no value has rows; call the function for a single point")
        shapes = [(name, () if type(value) is float else value.shape[1:]) for name, value in zip(columns, values)]
        compiled = self._compiled(tuple(shapes))
        strides = [0 if type(value) is float or not n else value.size // n for value in values]
        return self._result(compiled.run(values, n, strides, numbers), compiled.names)


def check_text(question):
    """Raises what is wrong with the texts themselves, before there are shapes."""
    one, errors = session(), ResultP()
    asked = Asked(question, question.options.get("point"))
    address = lib.dcalc_dump(one.handle, asked.struct, b"ast", byref(errors))
    if address:
        take_text(address)
    elif errors:
        error = take_error(errors)
        if isinstance(error, (ExpressionError, UnknownNameError)):
            raise error


def _again(command, exprs, options, args):
    return Function(Question(command, exprs, options), args)
