"""Verdicts on derivatives that were worked out by hand or computed elsewhere."""
from ctypes import c_size_t
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from ._answer import SIZE_OF_RENDER
from ._library import FORMATS, Render, lib, take_text
from ._request import Asked
from ._session import Answer


class Verdict:
    """Whether a derivative is right; true as a condition if it is. Its text is what `dcalc check` prints.

    verdict  "right" or "wrong"
    proved   equal as formulas, and not only at `points` random points
    entry    which entry is wrong, "y" or "W[0,1]", or "" if there is only one; None if all are right
    point    where it is wrong: a dict of numbers, which are fractions; None if it is right, or for a gradient
    value    the right value there: a Fraction or a Decimal, or its text
    claimed  what was given there, or None where that has no value
    off      how far the worst entry of a gradient is off, as text
    slip     what was probably done, or None
    domain   where only one of the two has a value, or None
    compared without a formula: for each name how far reverse and forward mode are off a difference quotient, at the
             entry that is off most, as {"W": {"entry": "W[0,1]", "difference": 1.5, "reverse_ulps": 1.0, ...}}
    """

    def __init__(self, text, verdict):
        self.text = text
        self.verdict = "right" if verdict.equal else "wrong"
        self.proved, self.points = verdict.proved, verdict.points
        for name in ("entry", "off", "slip", "domain"):
            setattr(self, name, _decoded(getattr(verdict, name)))
        self.value, self.claimed = _number(_decoded(verdict.value)), _number(_decoded(verdict.claimed))
        self.compared = {_decoded(c.name): _fields(c) for c in verdict.compared[:verdict.n_compared]}
        where = _decoded(verdict.where)
        self.point = where and {name: _nested(value) for name, value in (part.split("=", 1) for part in _parts(where))}

    def __bool__(self):
        return self.verdict == "right"

    def __repr__(self):
        return self.text


def _fields(compared):
    values = {name: getattr(compared, name) for name, _ in compared._fields_ if name != "name"}
    return dict(values, entry=_decoded(compared.entry))


def _decoded(text):
    return None if text is None else text.decode("utf-8", "replace")


def _number(text):
    """A whole number or a fraction is one, what has more digits is a Decimal, anything else stays a text."""
    if text is None:
        return None
    try:
        return Fraction(text) if "." not in text and "e" not in text.lower() else Decimal(text)
    except (ValueError, InvalidOperation):
        return text


def _parts(text):
    """What stands between the commas outside of brackets."""
    depth, begin, parts = 0, 0, []
    for i, c in enumerate(text):
        depth += (c in "[(") - (c in "])")
        if c == "," and not depth:
            parts.append(text[begin:i])
            begin = i + 1
    return [*parts, text[begin:]]


def _nested(text):
    return [_nested(part) for part in _parts(text[1:-1])] if text.startswith("[") else _number(text)


def verdict_on(question, point):
    asked = Asked(question, point)
    answer, length = Answer(asked), c_size_t()
    how = Render(size=SIZE_OF_RENDER, format=FORMATS.index("text"), quiet=False, id=None)
    text = take_text(lib.dcalc_render(asked.struct, answer.pointer, how, length), length.value)
    return Verdict(text.rstrip("\n"), answer.result.verdict.contents)
