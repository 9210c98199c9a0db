"""The C library: where it is, and its structs and functions as dcalc.h declares them."""
import ctypes
import os
import pathlib
from ctypes import (CFUNCTYPE, POINTER, Structure, c_bool, c_char_p, c_double, c_int, c_size_t, c_uint,
                    c_void_p)

COMMANDS = ("eval", "diff", "grad", "jacobian", "hessian", "backprop", "jvp", "vjp", "taylor", "limit",
            "check", "plot")
FORMATS = ("text", "json", "latex", "csv", "npy", "npz", "mtx", "dot", "c", "python", "tsv", "safetensors",
           "markdown", "html", "svg", "png", "pdf")
LANGUAGES = ("en", "ru")
NUMBERS = (None, "certified", "double")


class Text(Structure):
    _fields_ = [("bytes", c_char_p), ("length", c_size_t), ("source", c_char_p)]


class Values(Structure):
    _fields_ = [("ndim", c_int), ("dims", c_size_t * 2), ("entries", c_void_p)]


class Binding(Structure):
    _fields_ = [("name", c_char_p), ("value", Text), ("array", Values)]


Progress = CFUNCTYPE(None, c_void_p, c_int, c_double)


class Request(Structure):
    _fields_ = [
        ("size", c_size_t), ("command", c_int), ("exprs", POINTER(Text)), ("n_exprs", c_size_t),
        ("lets", POINTER(Text)), ("n_lets", c_size_t), ("at", POINTER(Binding)), ("n_at", c_size_t),
        ("has_at", c_bool), ("shapes", POINTER(Binding)), ("n_shapes", c_size_t),
        ("wrt", POINTER(c_char_p)), ("n_wrt", c_size_t), ("weights", POINTER(c_char_p)),
        ("n_weights", c_size_t), ("vector", POINTER(Binding)), ("n_vector", c_size_t), ("lr", Text),
        ("order", c_int), ("steps", c_int), ("digits", c_int), ("numbers", c_int), ("threads", c_int),
        ("progress", Progress), ("user", c_void_p), ("format", c_int), ("code_name", c_char_p),
        ("code_header", c_char_p), ("code_main", c_bool), ("sparse", c_bool), ("pattern", c_bool),
        ("kinks", c_int), ("exact", c_bool), ("symbolic", c_bool), ("explain", c_bool),
        ("remainder", POINTER(Binding)), ("n_remainder", c_size_t), ("show", POINTER(c_char_p)),
        ("n_show", c_size_t), ("equals", POINTER(Text)), ("n_equals", c_size_t),
        ("gradient", POINTER(Binding)), ("n_gradient", c_size_t), ("assume", POINTER(Text)),
        ("n_assume", c_size_t),
        ("args", POINTER(c_char_p)), ("n_args", c_size_t), ("seconds", c_double), ("of", POINTER(c_char_p)),
        ("n_of", c_size_t), ("watch", c_void_p), ("watch_every", c_int), ("language", c_int),
        ("range", POINTER(Binding)), ("n_range", c_size_t), ("derivative", c_bool), ("tangent", POINTER(Binding)),
        ("n_tangent", c_size_t), ("taylor", c_int), ("data", POINTER(Binding)), ("n_data", c_size_t),
        ("width", c_int), ("ascii", c_bool), ("coloured", c_bool),
        ("explain_steps", POINTER(c_char_p)), ("n_explain_steps", c_size_t), ("simplify", c_bool),
        ("batch", c_int), ("epochs", c_int), ("shuffle", c_bool), ("seed", c_int), ("validate", POINTER(Binding)),
        ("n_validate", c_size_t), ("patience", c_int), ("optimizer", Text), ("schedule", Text), ("clip", Text),
        ("weight_decay", Text), ("save", c_void_p), ("save_every", c_int), ("resume", Text), ("watch_epoch", c_void_p),
        ("parts", c_int), ("ranks", c_void_p), ("no_simplify", c_bool)]


class Trained(Structure):
    _fields_ = [("epochs", c_int), ("steps", c_int), ("best_epoch", c_int), ("validation", c_double)]


class Array(Structure):
    _fields_ = [("name", c_char_p), ("ndim", c_int), ("dims", c_size_t * 2), ("count", c_size_t),
                ("values", c_void_p), ("texts", POINTER(c_char_p)), ("formulas", POINTER(c_char_p)),
                ("n_formulas", c_size_t)]


class Nonzeros(Structure):
    _fields_ = [("rows", c_size_t), ("columns", c_size_t), ("count", c_size_t),
                ("starts", POINTER(c_size_t)), ("column", POINTER(c_uint))]


class Diagnostic(Structure):
    _fields_ = [("kind", c_int), ("message", c_char_p), ("hint", c_char_p), ("source", c_char_p),
                ("line", POINTER(ctypes.c_char)), ("line_length", c_size_t), ("line_number", c_size_t),
                ("column", c_size_t), ("caret_column", c_size_t), ("caret_length", c_size_t),
                ("start", c_size_t), ("end", c_size_t)]


class Compared(Structure):
    _fields_ = [("name", c_char_p), ("count", c_size_t), ("compared", c_size_t), ("entry", c_char_p),
                ("difference", c_double), ("reverse", c_double), ("forward", c_double), ("reverse_off", c_double),
                ("forward_off", c_double), ("reverse_ulps", c_double), ("forward_ulps", c_double)]


class Verdict(Structure):
    _fields_ = [("equal", c_bool), ("proved", c_bool), ("points", c_size_t), ("entry", c_char_p),
                ("where", c_char_p), ("value", c_char_p), ("claimed", c_char_p), ("slip", c_char_p),
                ("domain", c_char_p), ("off", c_char_p), ("compared", POINTER(Compared)), ("n_compared", c_size_t)]


class Result(Structure):
    _fields_ = [
        ("size", c_size_t), ("status", c_int), ("command", c_int), ("values", POINTER(Array)),
        ("n_values", c_size_t), ("derivatives", POINTER(Array)), ("n_derivatives", c_size_t),
        ("nonzeros", POINTER(Nonzeros)), ("weights", POINTER(Array)), ("n_weights", c_size_t),
        ("lets", POINTER(c_char_p)), ("n_lets", c_size_t), ("wrt", POINTER(c_char_p)), ("n_wrt", c_size_t),
        ("notes", POINTER(c_char_p)), ("n_notes", c_size_t), ("explanation", c_char_p),
        ("document", c_char_p), ("document_length", c_size_t), ("header", c_char_p),
        ("errors", POINTER(Diagnostic)), ("n_errors", c_size_t), ("remainder", POINTER(Array)),
        ("wrt_latex", POINTER(c_char_p)), ("value_latex", c_char_p),
        ("verdict", POINTER(Verdict)), ("trained", POINTER(Trained))]


class Limits(Structure):
    _fields_ = [("size", c_size_t), ("depth", c_size_t), ("nodes", c_size_t), ("digits", c_size_t),
                ("bytes", c_size_t), ("memory", c_size_t), ("seconds", c_double), ("work", c_size_t)]


class Render(Structure):
    _fields_ = [("size", c_size_t), ("format", c_int), ("quiet", c_bool), ("id", c_char_p),
                ("whole", c_bool), ("draw", c_void_p)]


class Rows(Structure):
    _fields_ = [("size", c_size_t), ("n", c_size_t), ("inputs", POINTER(c_void_p)),
                ("strides", POINTER(c_size_t)), ("outputs", POINTER(c_void_p)), ("threads", c_int),
                ("undefined", c_size_t), ("first_undefined", c_size_t)]


ResultP = POINTER(Result)
FUNCTIONS = {
    "dcalc_new": (c_void_p, []),
    "dcalc_free": (None, [c_void_p]),
    "dcalc_default_limits": (c_bool, [POINTER(Limits)]),
    "dcalc_set_limits": (c_bool, [c_void_p, POINTER(Limits)]),
    "dcalc_interrupt": (None, [c_void_p]),
    "dcalc_run": (ResultP, [c_void_p, POINTER(Request)]),
    "dcalc_result_free": (None, [ResultP]),
    "dcalc_render": (c_void_p, [POINTER(Request), ResultP, POINTER(Render), POINTER(c_size_t)]),
    "dcalc_dump": (c_void_p, [c_void_p, POINTER(Request), c_char_p, POINTER(ResultP)]),
    "dcalc_render_errors": (c_void_p, [ResultP, c_bool]),
    "dcalc_kind_name": (c_char_p, [c_int]),
    "dcalc_prepare": (c_void_p, [c_void_p, POINTER(Request), POINTER(ResultP)]),
    "dcalc_prepared_free": (None, [c_void_p]),
    "dcalc_prepared_inputs": (POINTER(Array), [c_void_p, POINTER(c_size_t)]),
    "dcalc_prepared_outputs": (POINTER(Array), [c_void_p, POINTER(c_size_t)]),
    "dcalc_run_rows": (c_int, [c_void_p, POINTER(Rows), POINTER(ResultP)]),
    "dcalc_version": (c_char_p, []),
}


def places():
    """Where the library may be: as the environment says, in the package, where the system has it."""
    given = os.environ.get("DCALC_LIBRARY")
    if given:
        return [given]
    here = pathlib.Path(__file__).resolve().parent
    own = [here / name for name in ("libdcalc.so", "libdcalc.dylib")]
    return [str(path) for path in own if path.exists()] + ["libdcalc.so.0", "libdcalc.0.dylib"]


def load():
    reasons = []
    for place in places():
        try:
            library = ctypes.CDLL(place)
            for name, (result, arguments) in FUNCTIONS.items():
                function = getattr(library, name)
                function.restype, function.argtypes = result, arguments
            return library
        except (OSError, AttributeError) as error:
            reasons.append(str(error))
    raise ImportError("the library of dcalc cannot be loaded: " + "; ".join(reasons) +
                      " (install the package with pip, or name the library in DCALC_LIBRARY)")


lib = load()
libc_free = ctypes.CDLL(None).free
libc_free.restype, libc_free.argtypes = None, [c_void_p]


def take_text(address, length=None):
    """The text at an address that the library allocated, which is freed."""
    if not address:
        raise MemoryError("dcalc: out of memory")
    text = ctypes.string_at(address) if length is None else ctypes.string_at(address, length)
    libc_free(address)
    return text.decode("utf-8", "replace")


def texts(pointer, n):
    """A list of strings of the library; None where there is none."""
    return [pointer[i].decode("utf-8", "replace") for i in range(n)] if pointer else None
