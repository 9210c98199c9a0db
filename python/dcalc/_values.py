"""Values of Python as the library takes them: texts, which are exact, or arrays of doubles in place."""
import math
from ctypes import c_size_t
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Rational, Real

import numpy as np

from ._errors import DomainError, RangeError, ShapeError, UsageError
from ._library import Binding, Text, Values

EXACT = 2**53
Sizes = c_size_t*2


def exact_text(x):
    """A number as text that means exactly this number: a float is the binary fraction that it is."""
    if isinstance(x, str):
        return x
    if isinstance(x, (bool, np.bool_)):
        return "1" if x else "0"
    if isinstance(x, Integral):
        return str(int(x))
    if isinstance(x, Decimal):
        if x.is_finite():
            return str(x)
    elif isinstance(x, Rational):
        return f"{x.numerator}/{x.denominator}" if x.denominator != 1 else str(x.numerator)
    elif isinstance(x, (np.longdouble, Real)):
        if isinstance(x, np.longdouble):
            low = float(x)
            if np.longdouble(low) != x and x == x:
                return f"({exact_text(low)} + {exact_text(float(x - np.longdouble(low)))})"
            x = low
        x = float(x)
        if math.isfinite(x):
            numerator, denominator = x.as_integer_ratio()
            if denominator <= 1024 and -EXACT < numerator < EXACT:
                return repr(x)  # its decimals end, and these are all of them
            mantissa, exponent = math.frexp(x)
            return f"{int(math.ldexp(mantissa, 53))}*2^{exponent - 53}"
    else:
        raise TypeError(f"a number was expected, not {type(x).__name__}")
    raise DomainError(f"{x} is not a finite number")


def list_text(x):
    return f"[{','.join(list_text(item) for item in x)}]" if isinstance(x, (list, tuple)) else exact_text(x)


def _has_text(x):
    """Whether a list holds what no array of doubles does."""
    if isinstance(x, (list, tuple)):
        return any(map(_has_text, x))
    return isinstance(x, (str, Decimal, Fraction))


def _is_missing(item):
    """None, and what pandas has in the place of a number."""
    return item is None or type(item).__name__ in ("NAType", "NaTType")


def _without_gaps(array):
    """An array of objects; as doubles if some are missing, which are nan then."""
    if not any(map(_is_missing, array.flat)):
        return array
    return np.reshape([math.nan if _is_missing(item) else float(item) for item in array.flat], array.shape)


def doubles(name, x, axes=2):
    """An array as doubles, row by row, with the same numbers; or None, where it has others."""
    if type(x) is np.ndarray and x.dtype == np.float64 and x.flags.c_contiguous and x.ndim <= axes:
        return x
    if isinstance(x, np.ma.MaskedArray):
        if np.ma.is_masked(x):
            raise DomainError(f"{name} has masked entries, which have no value")
        x = x.data
    if hasattr(x, "detach"):  # of torch, which may want a gradient itself
        x = x.detach().cpu()
    try:
        array = np.asarray(x)
    except ValueError as error:  # rows of different lengths
        raise ShapeError(f"{name}: {error}") from None
    if array.dtype.kind == "O":
        array = _without_gaps(array)
    kind = array.dtype.kind
    if kind == "O":
        return None if array.ndim else array.item()
    if kind not in "fiub":
        raise TypeError(f"{name}: numbers were expected, not an array of {array.dtype}")
    if array.ndim > axes:
        raise ShapeError(f"{name} has {array.ndim} axes; at most {axes} are supported")
    out = np.ascontiguousarray(array, np.float64).reshape(array.shape)
    if (kind in "iu" and array.itemsize > 4) or array.itemsize > 8:
        with np.errstate(invalid="ignore"):
            if kind == "f" and not np.array_equal(out.astype(array.dtype), array, equal_nan=True):
                raise RangeError(f"{name} holds numbers that no double holds; give it as float64")
            if kind != "f" and array.size and (int(array.max()) > EXACT or int(array.min()) < -EXACT):
                return None
    return out


def rounded(name, x):
    """An array of fractions and decimals as the doubles that are nearest."""
    array = np.asarray(x)
    for item in array.flat:
        if not isinstance(item, (Real, Decimal)):
            raise TypeError(f"{name}: numbers were expected, not {type(item).__name__}")
        if isinstance(item, Integral) and not -EXACT <= item <= EXACT:
            raise RangeError(f"{name} holds numbers that no double holds")
    return np.reshape([float(item) for item in array.flat], array.shape)


def address(array):
    return array.__array_interface__["data"][0]


def binding(name, x, exact, keep):
    """A name and its value as the library takes them; `keep` holds on to what it points to."""
    key = name.encode()
    if x is None:
        raise UsageError(f"{name} is None")
    kind = type(x)
    if kind is float and math.isfinite(x):
        return Binding(key, text_of(exact_text(x), key))
    if kind is np.ndarray and not exact and x.ndim:
        array = doubles(name, x)
        if array is not None:
            return _in_place(name, key, array, keep)
    if kind is str or kind is int or kind is Fraction or kind is Decimal:
        return Binding(key, text_of(exact_text(x), key))
    if isinstance(x, (list, tuple)) and _has_text(x):
        return Binding(key, text_of(list_text(x), key))
    if not hasattr(x, "__array__") and not hasattr(x, "__len__"):
        return Binding(key, text_of(exact_text(x), key))
    array = doubles(name, x)
    if array is None:
        return Binding(key, text_of(list_text(np.asarray(x, object).tolist()), key))
    if not isinstance(array, np.ndarray):
        return Binding(key, text_of(exact_text(array), key))
    if array.ndim == 0:
        return Binding(key, text_of(exact_text(array.item()), key))
    if exact:
        return Binding(key, text_of(list_text(array.tolist()), key))
    return _in_place(name, key, array, keep)


def _in_place(name, key, array, keep):
    if array.size == 0:
        raise ShapeError(f"{name} is an empty array")
    keep.append(array)
    return Binding(key, Text(None, 0, key), Values(array.ndim, Sizes(*array.shape), address(array)))


def text_of(text, source):
    """A text as the library takes it."""
    bytes_ = text.encode()
    return Text(bytes_, len(bytes_), source)


def shape_text(shape):
    """(2, "n"), 3 or "[2,n]" as the library reads a shape."""
    if isinstance(shape, str):
        return shape if shape.startswith("[") else f"[{shape}]"
    if isinstance(shape, (int, np.integer)):
        shape = (shape,)
    return f"[{','.join(map(str, shape))}]"


def names(given):
    """ "x,y" or ["x", "y"] as a list."""
    if isinstance(given, str):
        return [name.strip() for name in given.split(",")]
    return list(given)
