"""What goes wrong, as exceptions."""
import re
import sys
import warnings

from ._library import lib, take_text


class DcalcError(Exception):
    """An error of dcalc. Its text is the message with the line, a caret and the hint.

    kind     its word: "syntax", "domain", "pole" and so on
    message  what is wrong, alone
    hint     what to do, or None
    source   the name of the text that it is about ("expression", "x"), or None
    line     the line in which the place is, or None
    span     (start, end): the place, in characters of that line, or None
    """

    kind = "usage"

    def __init__(self, text, message=None, hint=None, source=None, line=None, span=None):
        super().__init__(text)
        self.message = text if message is None else message
        self.hint, self.source, self.line, self.span = hint, source, line, span

    def __reduce__(self):
        return type(self), (self.args[0], self.message, self.hint, self.source, self.line, self.span)


class UsageError(DcalcError, ValueError):
    """The question makes no sense."""


class ExpressionError(DcalcError, ValueError):
    """A text cannot be read."""

    kind = "syntax"


class UnknownNameError(DcalcError, NameError):
    """A name is unknown, or means something else."""

    kind = "name"


class ShapeError(DcalcError, ValueError):
    """Sizes do not fit together."""

    kind = "shape"


class DomainError(DcalcError, ArithmeticError):
    """A function is not defined at the point."""

    kind = "domain"


class PoleError(DomainError, ZeroDivisionError):
    """A function goes to infinity there."""

    kind = "pole"


class KinkError(DomainError):
    """A function has no derivative there."""

    kind = "kink"


class RangeError(DcalcError, OverflowError):
    """The answer is beyond the range of numbers."""

    kind = "overflow"


class UndecidedError(DcalcError, ArithmeticError):
    """No precision tells whether there is an answer."""

    kind = "undecided"


class LimitError(DcalcError, RuntimeError):
    """A limit was reached, or the question was interrupted."""

    kind = "limit"


class FileError(DcalcError, OSError):
    """A file or a library cannot be read."""

    kind = "io"


class DcalcWarning(RuntimeWarning):
    """Some numbers are not what was asked for: rows without an answer, numbers that doubles cannot hold."""


CLASSES = {one.kind: one for one in (UsageError, ExpressionError, UnknownNameError, ShapeError, DomainError, PoleError,
                                     KinkError, RangeError, UndecidedError, LimitError, FileError)}


def warn(text):
    """A warning at the line that called the package."""
    level, frame = 1, sys._getframe()
    while frame and frame.f_globals.get("__package__") == __package__:
        level, frame = level + 1, frame.f_back
    warnings.warn(text, DcalcWarning, stacklevel=level)


def decoded(text):
    return None if text is None else in_python(text.decode("utf-8", "replace"))


def in_python(text):
    """Options of the command line, of which hints speak, as arguments: "bind it with --at x=..."."""
    if "--" not in text:
        return text
    text = re.sub(r"--wrt (\w+)", r'wrt="\1"', re.sub(r"--([a-z]+) [A-Z]+\b", r"\1=...", text))
    return re.sub(r"--at (?=\w+=)|--(?=[a-z])", "", text)


def error_of(result):
    """The exception that a result holds, which stays the caller's to free."""
    first = result.contents.errors[0]
    line, span = None, None
    if first.line:
        line = first.line[:first.line_length].decode("utf-8", "replace")
        span = first.caret_column, first.caret_column + first.caret_length
    lines = take_text(lib.dcalc_render_errors(result, False)).rstrip("\n").removeprefix("dcalc: ").split("\n")
    text = "\n".join(in_python(line) if line.startswith("  hint: ") or not i else line for i, line in enumerate(lines))
    kind = lib.dcalc_kind_name(first.kind).decode()
    return CLASSES.get(kind, DcalcError)(text, decoded(first.message), decoded(first.hint), decoded(first.source), line,
                                         span)
