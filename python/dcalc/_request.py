"""Questions as the library takes them."""
import ctypes
import operator
import re
from ctypes import c_char_p

from ._errors import UsageError
from ._library import COMMANDS, FORMATS, LANGUAGES, NUMBERS, Binding, Progress, Request, Text, lib
from ._session import session
from ._values import binding, names, shape_text, text_of

COUNTS = ("order", "steps", "digits", "threads", "taylor", "width", "batch", "epochs", "seed", "patience",
          "parts")
COMPILED = ("eval", "diff", "grad", "jacobian", "hessian")
FLAGS = ("sparse", "pattern", "exact", "symbolic", "explain", "derivative", "simplify", "shuffle")


class Question:
    """What is asked, without the point: the expressions and the options, in words of Python."""

    __slots__ = ("command", "exprs", "options", "by_one")

    def __init__(self, command, expr, options):
        self.command = command
        self.exprs = [expr] if isinstance(expr, str) else list(expr) if isinstance(expr, (list, tuple)) else []
        data = command == "plot" and options.get("data") is not None
        if not (self.exprs or data) or not all(isinstance(one, str) for one in self.exprs):
            raise TypeError("an expression is a string, or a list of strings")
        wrt = options.get("wrt")
        self.by_one = isinstance(wrt, str) and "," not in wrt
        self.options = {name: value for name, value in options.items() if value is not None and value is not False}
        if "digits" in self.options:
            self.options.setdefault("numbers", "certified")

    def _texts(self):
        let = self.options.get("let", ())
        return [*self.exprs, *([let] if isinstance(let, str) else let)]

    def speaks_of(self, name):
        """Whether the name stands in the texts."""
        return any(name in text for text in self._texts())

    def words(self):
        """All words of the texts."""
        return {word for text in self._texts() for word in re.findall(r"\w+", text)}

    def but(self, command=None, **others):
        """The same question with other options."""
        return Question(command or self.command, self.exprs, {**self.options, **others})


class _Filler:
    """Fills in the members of a request, and holds on to what they point to."""

    def __init__(self, struct, keep):
        self.struct, self.keep = struct, keep

    def items(self, member, kind, items):
        if not items:
            return
        array = (kind * len(items))(*items)
        self.keep.append(array)
        setattr(self.struct, member, ctypes.cast(array, ctypes.POINTER(kind)))
        setattr(self.struct, "n_" + member, len(items))

    def names(self, member, given):
        self.items(member, c_char_p, [name.encode() for name in names(given)])

    def texts(self, member, given, source):
        self.items(member, Text, [text_of(text, source) for text in given])

    def bindings(self, member, given, exact):
        if not hasattr(given, "items"):
            raise TypeError(f"{member} must be a dict of names, as in {{'x': 1}}, not {given!r}")
        self.items(member, Binding, [binding(name, value, exact, self.keep) for name, value in given.items()])

    def words(self, member, given):
        """Bindings whose values are words, as shapes and ranges are."""
        self.items(member, Binding, [Binding(name.encode(), text_of(word, name.encode()))
                                     for name, word in given.items()])


def _vector_of(given):
    return given if isinstance(given, dict) else {"": given}


def _range_of(given):
    if isinstance(given, str):
        return given
    if len(given) != 2:
        raise UsageError(f"a range has two ends, as in (0, 1), not {given!r}")
    return f"{given[0]}:{given[1]}"


def _word(words, given, what):
    if given not in words:
        raise UsageError(f"{what} must be one of {', '.join(str(word) for word in words)}, not {given!r}")
    return words.index(given)


def _progress(tell, raised):
    """`tell` as the library calls it. What it raises is kept and stops the training."""
    handle = session().handle

    def told(user, step, loss):
        if not raised:
            try:
                tell(step, loss)
            except BaseException as error:
                raised.append(error)
                lib.dcalc_interrupt(handle)

    return Progress(told)


class Asked:
    """A request of the library, and all that it points to."""

    __slots__ = ("struct", "keep", "question", "raised")

    def __init__(self, question, point=None):
        self.question, self.keep, self.raised = question, [], []
        self.struct = struct = Request(size=ctypes.sizeof(Request), command=COMMANDS.index(question.command))
        fill, options = _Filler(struct, self.keep), question.options
        exact = bool(options.get("exact"))
        fill.texts("exprs", question.exprs, b"expression")
        if point is not None:
            fill.bindings("at", point, exact)
            struct.has_at = True
        if options:
            self._fill_options(fill, options, exact)

    def _count(self, name, value):
        if not hasattr(value, "__index__"):
            raise TypeError(f"{name} must be a whole number, not {value!r}")
        value = operator.index(value)
        if value == 0 and name == "order" and self.question.command == "taylor":
            return -1
        if value == 0 and name in ("order", "steps", "batch", "epochs", "patience", "parts"):
            raise UsageError(f"{name} must be at least 1, not 0")
        if abs(value) > 2**31 - 1:
            raise UsageError(f"{name} must be at most {2**31 - 1}, not {value}")
        return value

    def _fill_options(self, fill, options, exact):
        struct = self.struct
        for name, value in options.items():
            if name in COUNTS:
                setattr(struct, name, self._count(name, value))
            elif name in FLAGS:
                setattr(struct, name, bool(value))
        if "explain_steps" in options:
            fill.names("explain_steps", ",".join(str(step) for step in options["explain_steps"]))
        for name in ("wrt", "of", "weights", "show", "args"):
            if name in options:
                fill.names(name, options[name])
        if "let" in options:
            let = options["let"]
            fill.texts("lets", [let] if isinstance(let, str) else let, b"let")
        for name in ("equals", "assume"):
            if name in options:
                given = options[name]
                if isinstance(given, dict):
                    given = [f"{key} = {formula}" for key, formula in given.items()]
                fill.texts(name, [given] if isinstance(given, str) else given, name.encode())
        if "gradient" in options:
            fill.bindings("gradient", options["gradient"], False)
        if "shape" in options:
            fill.words("shapes", {name: shape_text(shape) for name, shape in options["shape"].items()})
        if "remainder" in options:
            fill.words("remainder", {name: _range_of(over) for name, over in options["remainder"].items()})
        if "range" in options:
            fill.words("range", {name: _range_of(over) for name, over in options["range"].items()})
        if "tangent" in options:
            fill.bindings("tangent", options["tangent"], True)
        for name in ("data", "validate"):
            if name in options:
                fill.bindings(name, options[name], False)
        for name in ("optimizer", "schedule"):
            if name in options:
                if not isinstance(options[name], str):
                    raise TypeError(f"{name} must be words, as in the command's --{name}, not {options[name]!r}")
                setattr(struct, name, text_of(options[name], b"--" + name.encode()))
        for name in ("clip", "weight_decay"):
            if name in options:
                setattr(struct, name, binding(name, options[name], True, self.keep).value)
        if "vector" in options:
            fill.bindings("vector", _vector_of(options["vector"]), exact or not struct.has_at)
        if "lr" in options:
            struct.lr = binding("lr", options["lr"], True, self.keep).value
        if "progress" in options:
            struct.progress = _progress(options["progress"], self.raised)
            self.keep.append(struct.progress)
        if "numbers" in options:
            struct.numbers = _word(NUMBERS, options["numbers"], "numbers")
        if "format" in options:
            struct.format = _word(FORMATS, options["format"], "format")
        if "language" in options:
            struct.language = _word(LANGUAGES, options["language"], "language")
        if "kinks" in options:
            struct.kinks = 1 + _word(("error", "subgradient"), options["kinks"], "kinks")
        if "code_name" in options:
            struct.code_name = options["code_name"].encode()
