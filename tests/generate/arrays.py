#!/usr/bin/env python3
"""Writes tests/data/arrays.tsv: files of arrays as NumPy writes them, and broken ones.

Fields: what it is; the file's name; the binding's name, - for everything in the file, or ? and the
expression that the file is read for; "ok" or the kind of the error; the bytes in hex; then for ok, one word an array: name:shape:doubles in hex
(big-endian), or name=text where no double holds some of it, for an error a part of its message.

    /usr/bin/python3 tests/generate/arrays.py >tests/data/arrays.tsv
"""
import gzip
import io
import json
import struct
import zipfile

import numpy as np
from numpy.lib import format as npy_format

rng = np.random.default_rng(20261123)
rows = []


def words(arrays):
    out = []
    for name, a in arrays.items():
        a = np.asarray(a)
        shape = ",".join(map(str, a.shape)) or "-"
        out.append(f"{name}:{shape}:{np.ascontiguousarray(a, '>f8').tobytes().hex()}")
    return " ".join(out)


def good(what, file, data, arrays, name="-"):
    if name[0] not in "-?":
        arrays = {name: arrays}
    rows.append((what, file, name, "ok", data.hex() or "-", words(arrays)))


def exact(what, file, data, text, name="W"):
    rows.append((what, file, name, "ok", data.hex(), f"{name}={text}"))


def bad(what, file, data, kind, part, name="W"):
    rows.append((what, file, name, kind, data.hex() or "-", part))


def npy(a, version=None):
    out = io.BytesIO()
    npy_format.write_array(out, a, version=version, allow_pickle=True)
    return out.getvalue()


# ---- .npy: every type, order of bytes, order of axes, number of axes, version ----

def numbers(dtype, n):
    kind, width = np.dtype(dtype).kind, np.dtype(dtype).itemsize
    if kind == "b":
        return rng.integers(0, 2, n).astype(dtype)
    if kind in "iu":
        info = np.iinfo(dtype)
        most = 2**53
        low, high = max(info.min, -most), min(info.max, most)
        a = rng.integers(low, high, n, endpoint=True).astype(dtype)
        a[0] = low
        a[-1] = info.min if kind == "i" else 2 ** (8 * width - 1)
        return a
    # Any bits of a finite number, subnormals and the ends of the range among them.
    a = np.frombuffer(rng.bytes(n * width), f"<f{width}").copy()
    a[~np.isfinite(a)] = 1.5
    info = np.finfo(a.dtype)
    for i, x in enumerate([info.max, info.smallest_subnormal, info.smallest_normal, -0.0, info.min][:n]):
        a[i] = x
    return a.astype(dtype)


def npy_cases():
    types = ["b1", "i1", "u1"] + [f"{order}{kind}{width}" for kind, widths in
                                  [("i", "248"), ("u", "248"), ("f", "248")]
                                  for width in widths for order in "<>"]
    for dtype in types:
        for shape, order in [((), "C"), ((1,), "C"), ((6,), "C"), ((2, 5), "C"), ((3, 4), "F"),
                             ((1, 3), "F"), ((4, 1), "F")]:
            count = int(np.prod(shape))
            a = np.array(numbers(dtype, count)).reshape(shape).astype(dtype)
            a = np.asfortranarray(a) if order == "F" else a
            good(f"npy {dtype} {shape} {order}", "w.npy", npy(a), a.astype("f8"), "W")
    for version in [(1, 0), (2, 0), (3, 0)]:
        a = rng.normal(size=(2, 2))
        good(f"npy version {version[0]}", "w.npy", npy(a, version), a, "W")
    a = np.asfortranarray(rng.normal(size=(70, 66)).astype("f4"))
    good("npy larger than a tile", "w.npy", npy(a), a.astype("f8"), "W")
    a = rng.normal(size=3)
    good("npy under another name", "w.dat", npy(a), a, "W")


def described(text, data=b"", version=1):
    header = text.encode()
    length = struct.pack("<H" if version == 1 else "<I", len(header))
    return b"\x93NUMPY" + bytes([version, 0]) + length + header + data


def npy_text_cases():
    two = struct.pack("<2d", 1.5, -2.5)
    d = "'descr': '<f8'"
    for what, text in [
            ("double quotes", '{"descr": "<f8", "fortran_order": False, "shape": (2,)}'),
            ("other order", "{'shape': (2,), 'fortran_order': False, 'descr': '<f8'}"),
            ("Python 2", "{'shape': (2L,), 'fortran_order': False, 'descr': '<f8', }"),
            ("blanks", " { 'shape' :( 2 , ) , 'fortran_order' : True,'descr':'<f8' } \n")]:
        good(f"npy with {what}", "w.npy", described(text, two), np.array([1.5, -2.5]), "W")
    for what, text, kind, part in [
            ("expected a shape", "{%s, 'fortran_order': False}" % d, "io", "lacks a key"),
            ("shape twice", "{%s, 'fortran_order': False, 'shape': (2,), 'shape': (2,)}" % d,
             "io", "unexpected key"),
            ("another key", "{%s, 'fortran_order': False, 'shape': (2,), 'x': 1}" % d, "io",
             "unexpected key"),
            ("a negative size", "{%s, 'fortran_order': False, 'shape': (-2,)}" % d, "io",
             "not below 0"),
            ("2^63 entries", "{%s, 'fortran_order': False, 'shape': (9223372036854775808,)}" % d,
             "io", "truncated"),
            ("2^64 entries", "{%s, 'fortran_order': False, 'shape': (18446744073709551616,)}" % d,
             "io", "does not fit into memory"),
            ("2^80 entries", "{%s, 'fortran_order': False, 'shape': (1099511627776, 1099511627776)}"
             % d, "io", "more entries than fit into memory"),
            ("no entries", "{%s, 'fortran_order': False, 'shape': (0,)}" % d, "shape", "empty"),
            ("no entries and 2^70 rows",
             "{%s, 'fortran_order': False, 'shape': (1099511627776, 0)}" % d, "shape", "empty"),
            ("one more entry", "{%s, 'fortran_order': False, 'shape': (3,)}" % d, "io",
             "truncated: 16 bytes"),
            ("one entry less", "{%s, 'fortran_order': False, 'shape': ()}" % d, "io",
             "something follows the last entry"),
            ("no order", "{%s, 'fortran_order': 0, 'shape': (2,)}" % d, "io", "True or False"),
            ("no tuple", "{%s, 'fortran_order': False, 'shape': 2}" % d, "io", "expected a shape"),
            ("no comma", "{%s 'fortran_order': False, 'shape': (2,)}" % d, "io", "no ','"),
            ("no end", "{%s, 'fortran_order': False, 'shape': (2,)" % d, "io", "no ','"),
            ("a tail", "{%s, 'fortran_order': False, 'shape': (2,)} x" % d, "io", "follows"),
            ("no dictionary", "[]", "io", "expected the description"),
            ("nothing", "", "io", "expected the description"),
            ("40 axes", "{%s, 'fortran_order': False, 'shape': (%s)}" % (d, "1," * 40), "io",
             "too many axes"),
            ("longdouble", "{'descr': '<f16', 'fortran_order': False, 'shape': (1,)}", "io",
             "longer than a double"),
            ("no such type", "{'descr': '<q8', 'fortran_order': False, 'shape': (2,)}", "io",
             "unknown type"),
            ("a type of width 0", "{'descr': '<f0', 'fortran_order': False, 'shape': (2,)}", "io",
             "longer than a double"),
            ("a very wide type", "{'descr': '<f18446744073709551624', 'fortran_order': False, "
             "'shape': (2,)}", "io", "floats longer than a double"),
            ("no order of bytes", "{'descr': '|f8', 'fortran_order': False, 'shape': (2,)}", "io",
             "without a byte order")]:
        bad(f"npy with {what}", "w.npy", described(text, two), kind, part)


def npy_errors():
    whole = npy(np.arange(6.0).reshape(2, 3))
    for n in [0, 1, 5, 6, 8, 9, 10, 11, 60, 127, 128, 135, len(whole) - 1]:
        part = "truncated" if n >= 128 else ""
        bad(f"npy cut to {n} bytes", "w.npy", whole[:n], "io", part)
    bad("npy and more", "w.npy", whole + b"x", "io", "byte 176: something follows")
    bad("npy twice", "w.npy", whole + whole, "io", "something follows")
    bad("npy version 4", "w.npy", whole[:6] + b"\4" + whole[7:], "io", "version")
    bad("npy without magic", "w.npy", b"\x93NUMPI" + whole[6:], "io", "not a .npy file")
    bad("npy pickled", "w.npy", npy(np.array([1, "a", None], dtype=object)), "io", "pickled")
    bad("npy of texts", "w.npy", npy(np.array(["a", "bc"])), "io", "strings")
    bad("npy of bytes", "w.npy", npy(np.array([b"a", b"bc"])), "io", "strings")
    bad("npy of dates", "w.npy", npy(np.array(["2026-01-01"], "M8[D]")), "io", "dates")
    bad("npy complex", "w.npy", npy(np.array([1j])), "io", "complex")
    bad("npy longdouble", "w.npy", npy(np.zeros(2, "g")), "io", "longer than a double")
    bad("npy records", "w.npy", npy(np.zeros(2, [("a", "f8"), ("b", "i4")])), "usage",
        "none of its 2 fields is named 'W'")
    bad("npy three axes", "w.npy", npy(np.zeros((2, 2, 2))), "shape", "3 axes")
    bad("npy empty", "w.npy", npy(np.zeros((0, 3))), "shape", "empty")
    for n in [2**53 + 1, 2**63 - 1, -(2**63) + 1, 2**64 - 1, 10**16 + 1]:
        for order in "<>":
            a = np.array([n, 3], order + ("i8" if n < 2**63 else "u8"))
            exact(f"npy {a.dtype.str} {n}", "w.npy", npy(a), f"[{n},3]")
            exact(f"npy {a.dtype.str} {n}, a part", "w.npy[1][0]", npy(a.reshape(2, 1)[::-1]), f"{n}")
            exact(f"npy {a.dtype.str} {n}, by columns", "w.npy", npy(np.asfortranarray(np.array([a, a - 1], a.dtype))),
                  f"[[{n},3],[{n - 1},2]]")
    bad("npy without a name", "w.npy", whole, "usage", "has no name", "-")


# ---- .npy with records, and parts of arrays ----

def record_cases():
    r = np.array([(1, 2.5, "a", [1, 2]), (3, -4.5, "b", [3, 4])],
                 dtype=[("n", "<i4"), ("x y", ">f4"), ("t", "U2"), ("v", "<f8", (2,))])
    data = npy(r)
    n, x, v = r["n"].astype("f8"), r["x y"].astype("f8"), r["v"]
    good("records, two of their fields", "r.npy", data, {"n": n, "v": v}, "?v@[1,1]*n")
    good("records, a field by the name it can have", "r.npy", data, {"x_y": x}, "?x_y")
    good("records, a field by its name", "r.npy", data, n, "n")
    good("records, a picked field", "r.npy[x y]", data, x, "W")
    good("records, a picked field by its other name", "r.npy[x_y]", data, x, "W")
    good("records, a picked field names itself", "r.npy[x y]", data, {"x_y": x}, "-")
    good("records, an entry of a field", "r.npy[v][1]", data, v[1], "W")
    good("records of one field", "r.npy", npy(r[["n"]].copy().astype([("n", "i2")])), n, "W")
    good("records aligned", "r.npy", npy(np.zeros(3, np.dtype([("a", "i1"), ("b", "f8")], align=True))),
         {"a": np.zeros(3), "b": np.zeros(3)}, "-")
    exact("records, whole numbers", "r.npy", npy(np.array([(-(2**53) - 1, 2)] * 2, "i8,f8")),
          f"[{-(2**53) - 1},{-(2**53) - 1}]", "f0")
    m = np.zeros((2, 3), [("a", "f8"), ("b", "i2")])
    m["a"] = rng.normal(size=(2, 3))
    good("records, a matrix of them", "r.npy", npy(m), {"a": m["a"]}, "?a")
    good("records, a matrix by columns", "r.npy", npy(np.asfortranarray(m)), {"a": m["a"]}, "?a")
    bad("records, a field of texts", "r.npy", data, "io", "the field 't': an array of strings", "?t")
    bad("records, everything in them", "r.npy", data, "io", "the field 't'", "-")
    bad("records, no such field", "r.npy[y]", data, "usage", "none of its 4 fields is named 'y'")
    bad("records, a matrix of pairs", "r.npy", npy(np.zeros((2, 2), [("v", "f8", (2,))])), "shape",
        "3 axes", "v")
    bad("records cut", "r.npy", data[:-1], "io", "truncated", "n")
    inner = np.dtype([("x", "f8"), ("y", "<i2", (2,))], align=True)
    r = np.zeros(2, np.dtype([("n", "i1"), ("pos", inner), ("many", inner, (2,)), ("cube", "f8", (1, 2, 1)),
                              (("the time", "t"), ">f4"), ("deep", [("er", [("z", "u2")])])], align=True))
    r["pos"]["x"], r["pos"]["y"], r["t"], r["deep"]["er"]["z"] = [1.5, 2.5], [[1, 2], [3, 4]], [0.5, 7], [8, 9]
    data = npy(r)
    good("records in records", "r.npy", data, {"pos_x": [1.5, 2.5], "t": [0.5, 7.0]}, "?pos_x*t")
    good("records in records, an array", "r.npy[pos.y]", data, [[1.0, 2], [3, 4]], "W")
    good("records in records in records", "r.npy", data, [8.0, 9.0], "deep_er_z")
    good("records in records, in an archive", "a.npz[pos.x]", npz(a=r, b=1.0), [1.5, 2.5], "W")
    bad("records in records, several in each", "r.npy", data, "io", "records within records", "?many_x")
    bad("records, three axes in each", "r.npy", data, "io", "more than two axes in every record", "?cube")
    nest = "{'descr': %s'<f8'%s, 'fortran_order': False, 'shape': (1,)}"
    for depth, kind, part in [(17, "ok", ""), (18, "io", "nested too deep"), (500, "io", "nested too deep")]:
        text = described(nest % ("[('a', " * depth, ")]" * depth), struct.pack("<d", 1.5), 2)
        if kind == "ok":
            good(f"records, {depth} levels", "r.npy", text, [1.5], "W")
        else:
            bad(f"records, {depth} levels", "r.npy", text, kind, part, "W")
    for what, text, part in [("a title alone", "[(('a',), '<f8')]", "must be a string"),
                             ("an open title", "[(('a', 'b', '<f8')]", "no ')'"),
                             ("a huge field", "[('a', [('b', '<f8')], (4294967296, 4294967296, 16))]", "a huge field"),
                             ("an open nest", "[('a', [('b', '<f8')", "expected a field"),
                             ("a shape of no end", "[('a', [('b', '<f8')], (2", "a size must be")]:
        bad(f"records, {what}", "r.npy",
            described("{'descr': %s, 'fortran_order': False, 'shape': (1,)}" % text, b"\0" * 16), "io", part)
    a = rng.normal(size=(2, 3, 4))
    good("a part, one index", "w.npy[1]", npy(a), a[1], "W")
    good("a part, from the end", "w.npy[-2]", npy(a), a[0], "W")
    good("a part, two indexes", "w.npy[1,-1]", npy(a), a[1, 2], "W")
    good("a part, index by index", "w.npy[1][2][3]", npy(a), a[1, 2, 3], "W")
    good("a part, by columns", "w.npy[0]", npy(np.asfortranarray(a)), a[0], "W")
    good("a part, of few bytes", "w.npy[1,0]", npy(a.astype("f2")), a.astype("f2")[1, 0].astype("f8"), "W")
    good("a quoted name", '"a,b""c.npy"[0][0]', npy(a), a[0, 0], "W")
    for item, kind, part in [("2", "shape", "outside axis 0"), ("-3", "shape", "outside axis 0"),
                             ("0,0,4", "shape", "outside axis 2"), ("0,0,0,0", "shape", "4 indexes"),
                             ("x", "usage", "not an index"), ("", "usage", "not an index"),
                             ("1,", "usage", "not an index"), ("1e9", "usage", "not an index"),
                             ("99999999999999999999", "usage", "not an index")]:
        bad(f"a part, {item or 'nothing'}", f"w.npy[{item}]", npy(a), kind, part)


# ---- .npz ----

def npz(save=np.savez, **arrays):
    out = io.BytesIO()
    save(out, **arrays)
    return out.getvalue()


def npz_cases():
    a = {"W": rng.normal(size=(2, 3)), "b": np.arange(3), "c": np.float32(0.1)}
    f8 = {name: np.asarray(x, "f8") for name, x in a.items()}
    good("npz", "step.npz", npz(**a), f8)
    good("npz compressed", "step.npz", npz(np.savez_compressed, **a), f8)
    good("npz by name", "step.npz", npz(**a), f8["b"], "b")
    good("npz of one", "w.npz", npz(x=a["W"]), f8["W"], "W")
    good("npz under another name", "w", npz(x=a["W"]), {"x": f8["W"]})
    whole = npz(**a)
    bad("npz without the name", "step.npz", whole, "usage", "none of its 3 arrays is named 'x'", "x")
    bad("npz cut", "step.npz", whole[:-30], "io", "archive", "-")
    bad("npz half", "step.npz", whole[: len(whole) // 2], "io", "archive", "-")
    flipped = bytearray(whole)
    flipped[200] ^= 1
    bad("npz with a flipped bit", "step.npz", bytes(flipped), "io", "archive is broken", "-")
    bad("npz that is none", "step.npz", b"hello", "io", "not an archive", "-")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("notes.txt", "hello")
    bad("npz with a text", "step.npz", out.getvalue(), "io", "not a .npy file", "-")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w"):
        pass
    bad("npz without arrays", "step.npz", out.getvalue(), "shape", "contains no array", "-")
    large = np.full(4097, 2**53 + 2)
    good("npz, many whole numbers", "w.npz", npz(np.savez_compressed, W=large), large.astype("f8"), "W")
    large[4000] += 1
    bad("npz, many whole numbers, one too long", "w.npz", npz(np.savez_compressed, W=large), "domain",
        "byte 32128: a whole number that a double cannot hold")
    exact("npz, whole numbers", "w.npz", npz(x=large[3999:4001], W=large[:1]), f"[{2**53 + 2},{2**53 + 3}]", "x")
    exact("npz, one whole number", "w.npz", npz(n=large[4000], W=large), f"{2**53 + 3}", "n")
    bad("npz with a broken array", "step.npz", npz(o=np.array([None], object)), "io", "pickled", "-")


def archived_records_cases():
    """Fields of records within archives; golden/members.t has folders."""
    r = np.array([(1, 2.5, "a", [1, 2]), (3, -4.5, "b", [3, 4])],
                 dtype=[("n", "<i4"), ("x y", ">f4"), ("t", "U2"), ("v", "<f8", (2,))])
    n, x, v = r["n"].astype("f8"), r["x y"].astype("f8"), r["v"]
    one = np.array([(7.0,), (8.0,)], [("z", "f8")])
    for save in [np.savez, np.savez_compressed]:
        data = npz(save, rec=r, w=[1.5], v=9.0)
        what = f"npz with records, {save.__name__}"
        good(f"{what}, fields", "a.npz", data, {"w": [1.5], "n": n, "x_y": x}, "?x_y + n*w")
        good(f"{what}, an array of a field's name", "a.npz", data, {"v": 9.0}, "?v")
        good(f"{what}, a field by its name", "a.npz", data, n, "n")
        good(f"{what}, a picked field", "a.npz[x y]", data, x, "W")
        good(f"{what}, a field of a picked array", "a.npz[rec][v]", data, v, "W")
        good(f"{what}, an entry of it", "a.npz[rec][v][1]", data, v[1], "W")
        good(f"{what}, the name within a picked array", "a.npz[rec]", data, v, "v")
        good(f"{what}, the names within a picked array", "a.npz[rec]", data, {"n": n, "v": v}, "?v@[1,1]*n")
        bad(f"{what}, a field of texts", "a.npz", data, "io", "the field 't'", "?t")
        bad(f"{what}, the whole of them", "a.npz", data, "usage", "records of several fields", "?rec*n")
        bad(f"{what}, no field of the name", "a.npz[rec]", data, "usage", "records of several fields", "y")
        bad(f"{what}, no such field", "a.npz[rec][y]", data, "usage", "none of its 4 fields is named 'y'", "y")
        bad(f"{what}, nothing of the name", "a.npz", data, "usage", "none of its 7 arrays is named 'y'", "y")
    good("npz with records of one field", "a.npz", npz(a=one), [7.0, 8.0], "W")
    good("npz with records of one field, picked", "a.npz[a]", npz(a=one, b=one), [7.0, 8.0], "W")
    good("npz with a single record", "a.npz", npz(a=one[1], b=1.0), {"b": 1.0, "z": 8.0}, "?z*b")
    bad("npz with two arrays of records", "a.npz", npz(a=one, b=one), "name", "'z' may be '[a][z]' or '[b][z]'", "?z")
    good("npz with two arrays of records, one picked", "a.npz[b]", npz(a=one, b=(2 * one["z"]).astype([("z", "f8")])),
         {"z": [14.0, 16.0]}, "?z")
    good("npz with records, all of it", "a.npz", npz(a=one, b=1.0), {"b": 1.0, "z": [7.0, 8.0]}, "-")
    broken = {"a": np.zeros(2, [("q", [("b", "f8")])]), "o": np.array([None], object), "b": one}
    good("npz with records beside what cannot be read", "a.npz", npz(**broken), {"z": [7.0, 8.0]}, "?z")


def short(a):
    """An array without the blanks that fill its header."""
    text = f"{{'descr':'{a.dtype.str}','fortran_order':False,'shape':{a.shape}}}"
    return described(text, a.tobytes() if a.dtype != object else b"")


def mixed():
    """What none of can be read, and w, a.b and c-d, which can."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for name, a in {"o": np.array([None], object), "four": np.zeros((1, 2, 3, 4)), "w": [1.5],
                        "text": np.array(["x"]), "e": np.array([1j]), "empty": np.zeros(0),
                        "a.b": [1.0], "c-d": [2.0], "c.d": [3.0], "e.f": [4.0], "e_f": [5.0],
                        "0.w": [6.0], "\u03b1-\u03b2": [7.0], "twice": [1.0]}.items():
            z.writestr(name + ".npy", short(np.asarray(a)))
        z.writestr("notes.txt", "hello")
        z.writestr("broken.npy", b"\x93NUMPY")
        z.writestr("packed.npy", short(np.zeros(2)), zipfile.ZIP_LZMA)
        z.writestr("twice.npy", short(np.zeros(2)))
    return out.getvalue()


def name_cases():
    m = mixed()
    good("names that no expression can spell", "m.npz", m,
         {"a_b": [1.0], "e_f": [5.0], "_0_w": [6.0], "\u03b1_\u03b2": [7.0]},
         "?a_b + e_f*_0_w + \u03b1_\u03b2")
    good("a picked name", "m.npz[a.b]", m, [1.0], "W")
    good("a picked name names itself", "m.npz[0.w]", m, {"_0_w": [6.0]}, "-")
    good("a picked name, one of two alike", "m.npz[c.d]", m, [3.0], "W")
    good("a picked name and an index", "m.npz[four][0][1]", m, np.zeros((3, 4)), "W")
    good("functions are not names", "m.npz", m, {"w": [1.5]}, "?e(2)*w")
    good("what is assigned is not wanted", "m.npz", m, {"w": [1.5]}, "?o = 2*w; f(text) = text; f(o)")
    bad("used before it is assigned", "m.npz", m, "io", "byte", "?o = 2*o; o")
    bad("one of two alike", "m.npz", m, "name", "'c_d' may be 'c-d' or 'c.d'", "?c_d")
    bad("a name that occurs twice", "m.npz", m, "usage", "'twice' occurs twice", "?twice")
    bad("an array of objects", "m.npz", m, "io", "byte 19: pickled", "?o + w")
    bad("an array of texts", "m.npz", m, "io", "byte 19: an array of strings", "?text")
    bad("four axes", "m.npz", m, "shape", "an array with 4 axes", "?four")
    bad("an array that is cut", "m.npz", m, "io", "byte 0", "?broken")
    bad("a name that is not there", "m.npz[a.c]", m, "usage", "none of its 18 arrays is named 'a.c'")
    whole = npz(**{"x": [1.0], "a.b": [2.0]})
    good("everything in an archive", "m.npz", whole, {"x": [1.0], "a_b": [2.0]}, "-")
    bad("torch.save", "m.pt", pickled(), "io", "torch.save", "x")
    bad("a pickle", "m.pkl", b"\x80\x04K\x01.", "io", "pickle", "x")
    bad("HDF5", "m.h5", b"\x89HDF\r\n\x1a\n", "io", "HDF5", "x")
    j = '{"a.b": [1], "text": {"x": {"y": [2, 3]}}, "what": null, "long": []}'
    bad("JSON, what is wanted is", "m.json", j.encode(), "usage", "null", "?what")
    bad("JSON, a key that is not there", "m.json[lang]", j.encode(), "usage", "there is no key lang")
    bad("JSON, a key within that is not there", "m.json[text][z]", j.encode(), "usage", "no key z")
    good("CSV, a column with blanks", "m.csv[a b]", b"a b,c\n1,2\n3,4\n", {"a_b": [1.0, 3.0]}, "-")
    good("CSV, a column by the name it can have", "m.csv", b"a b,c\n1,2\n3,4\n", {"a_b": [1.0, 3.0]}, "?a_b")


def pickled():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("archive/data.pkl", b"\x80\x02}q\x00.")
    return out.getvalue()


# ---- .safetensors ----

def tensors(header, data=b"", pad=0):
    text = (header if isinstance(header, str) else json.dumps(header)).encode() + b" " * pad
    return struct.pack("<Q", len(text)) + text + data


def tensor(dtype, shape, begin, end):
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


def safetensors_cases():
    types = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1",
             "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "u1", "BOOL": "b1"}
    for pad in [0, 3]:
        header, data, want = {"__metadata__": {"format": "pt"}}, b"", {}
        for name, dtype in types.items():
            a = np.array(numbers(dtype, 6)).reshape(2, 3).astype(dtype)
            header[name] = tensor(name, [2, 3], len(data), len(data) + a.nbytes)
            data += a.tobytes()
            want[name] = a.astype("f8")
        good(f"safetensors, {pad} blanks", "m.safetensors", tensors(header, data, pad), want)
        good(f"safetensors by its bytes, {pad} blanks", "m", tensors(header, data, pad), want["F16"], "F16")
    brain = np.array([1.5, -2.0, 3e38, 1e-38], "<f4")
    cut = brain.view("<u4") >> 16
    good("safetensors, bfloat16", "m.safetensors",
         tensors({"b": tensor("BF16", [4], 0, 8)}, cut.astype("<u2").tobytes()),
         (cut << 16).astype("<u4").view("<f4").astype("f8"), "W")
    two = struct.pack("<2d", 1.5, -2.5)
    good("safetensors, a number", "m.safetensors", tensors({"fc.x": tensor("F64", [], 8, 16)}, two),
         {"fc_x": -2.5}, "?fc_x")
    good("safetensors, a part", "m.safetensors[x][1]", tensors({"x": tensor("F64", [2, 1, 1], 0, 16)}, two),
         np.array([[-2.5]]), "W")
    good("safetensors, what is not wanted", "m.safetensors",
         tensors({"x": tensor("F64", [2], 0, 16), "y": tensor("C64", [2], 0, 16), "z": 7}, two),
         {"x": [1.5, -2.5]}, "?x")
    x = {"dtype": "F64", "shape": [2], "data_offsets": [0, 16]}
    for what, header, kind, part in [
            ("complex", x | {"dtype": "C64"}, "io", "type C64"), ("no type", {"shape": [2]}, "io", "no type"),
            ("a number as type", x | {"dtype": 8}, "io", "no type"),
            ("no shape", {"dtype": "F64", "data_offsets": [0, 16]}, "io", "no shape"),
            ("a number as shape", x | {"shape": 2}, "io", "no shape"),
            ("a negative size", x | {"shape": [-2]}, "io", "no whole number"),
            ("half a size", x | {"shape": [1.5]}, "io", "no whole number"),
            ("a text as size", x | {"shape": ["2"]}, "io", "no whole number"),
            ("a huge size", x | {"shape": [2**62]}, "io", "no whole number"),
            ("a huge shape", x | {"shape": [2**40, 2**40]}, "io", "more entries"),
            ("40 axes", x | {"shape": [1] * 40}, "shape", "too many axes"),
            ("three axes", x | {"shape": [1, 2, 1]}, "shape", "3 axes"),
            ("nothing", x | {"shape": [0], "data_offsets": [0, 0]}, "shape", "empty"),
            ("no offsets", {"dtype": "F64", "shape": [2]}, "io", "no two offsets"),
            ("one offset", x | {"data_offsets": [0]}, "io", "no two offsets"),
            ("offsets in reverse", x | {"data_offsets": [16, 0]}, "io", "its shape takes 16 bytes"),
            ("a short place", x | {"data_offsets": [0, 8]}, "io", "its shape takes 16 bytes"),
            ("a place beyond the file", x | {"data_offsets": [8, 24]}, "io", "truncated"),
            ("a place far beyond", x | {"data_offsets": [2**52, 2**52 + 16]}, "io", "truncated"),
            ("null as header", None, "io", "its header is null")]:
        bad(f"safetensors with {what}", "m.safetensors", tensors({"W": header}, two), kind, part)
    whole = tensors({"W": x}, two)
    for length in [0x0250, 0x0280, 0x0480]:  # the last two begin as Python's pickles do
        pad = length - len(json.dumps({"W": x}))
        good(f"safetensors, a header of {length} bytes", "m.safetensors", tensors({"W": x}, two, pad), [1.5, -2.5], "W")
    for dtype, most in [("U64", 2**64 - 1), ("I64", -(2**63) + 1)]:
        exact(f"safetensors, {most}", "m.safetensors",
              tensors({"W": tensor(dtype, [2], 0, 16)}, struct.pack("<2" + "Qq"[most < 0], 1, most)), f"[1,{most}]")
    for n in [0, 7, 8, 9, 20, len(whole) - 1]:
        bad(f"safetensors cut to {n} bytes", "m.safetensors", whole[:n], "io", "truncated" if n > 60 else "byte")
    bad("safetensors with a long header", "m.safetensors", struct.pack("<Q", 2**63) + b"{}", "io", "longer than")
    bad("safetensors with a list", "m.safetensors", tensors("[1]"), "io", "expected a header")
    bad("safetensors with broken JSON", "m.safetensors", tensors('{"x": '), "io", "byte")
    bad("safetensors with deep JSON", "m.safetensors", tensors('{"x":' + "[" * 5000), "limit", "byte")
    bad("safetensors without arrays", "m.safetensors", tensors("{}"), "shape", "contains no array", "-")
    bad("safetensors with a name twice", "m.safetensors",
        tensors('{"W": 1, "W": 2}', two), "usage", "'W' occurs twice")
    bad("safetensors without the name", "m.safetensors", tensors({"a": x, "b": x}, two), "usage",
        "none of its 2 arrays is named 'W'")


# ---- sparse matrices of SciPy, array by array (scipy/sparse/_matrix_io.py); golden/members.t has its own ----

def sparse_cases():
    def csr(**more):
        return {"format": np.array(b"csr"), "shape": [2, 3], "data": [1.0, 2.0, 3.0], "indices": [0, 2, 1],
                "indptr": [0, 2, 3]} | more

    def files(**arrays):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as z:
            for name, a in arrays.items():
                if a is not None:
                    z.writestr(name + ".npy", short(np.asarray(a)))
        return out.getvalue()

    m = np.array([[1.0, 0, 2], [0, 3, 0]])
    good("sparse, csr", "s.npz", files(**csr()), m, "A")
    good("sparse, csr of Python 2", "s.npz", files(**csr(format=np.array("csr"))), m, "A")
    good("sparse, csr of few bytes", "s.npz", files(**csr(indices=np.int8([0, 2, 1]), data=np.int16([1, 2, 3]))),
         m, "A")
    good("sparse, csc", "s.npz", files(**csr(format=np.array(b"csc"), indptr=[0, 1, 2, 3], indices=[0, 1, 0],
                                             data=[1.0, 3.0, 2.0])), m, "A")
    good("sparse, entries twice add up", "s.npz", files(**csr(indices=[0, 0, 1])), [[3.0, 0, 0], [0, 3, 0]], "A")
    good("sparse, bsr", "s.npz", files(**csr(format=np.array(b"bsr"), shape=[4, 3], indptr=[0, 1, 2],
                                             indices=[2, 0], data=np.arange(1.0, 5).reshape(2, 2, 1))),
         [[0.0, 0, 1], [0, 0, 2], [3, 0, 0], [4, 0, 0]], "A")
    coo = csr(format=np.array(b"coo"), indptr=None, indices=None, row=[0, 1, 0], col=[2, 1, 0])
    good("sparse, coo", "s.npz", files(**coo), [[3.0, 0, 1], [0, 2, 0]], "A")
    dia = csr(format=np.array(b"dia"), indptr=None, indices=None, offsets=[0, 1, -1],
              data=[[1.0, 2, 9], [9, 3, 4], [5, 9, 9]])
    good("sparse, dia", "s.npz", files(**dia), [[1.0, 3, 0], [5, 2, 4]], "A")
    nothing = {"data": np.zeros(0), "indices": np.zeros(0, int), "indptr": [0, 0, 0]}
    good("sparse, no entries", "s.npz", files(**csr(**nothing)), np.zeros((2, 3)), "A")
    good("sparse, coo without entries", "s.npz", files(**coo | {"data": [], "row": [], "col": []}), np.zeros((2, 3)), "A")
    good("sparse, bsr without blocks", "s.npz",
         files(**csr(**nothing | {"format": np.array(b"bsr"), "shape": [4, 3], "data": np.zeros((0, 2, 1))})),
         np.zeros((4, 3)), "A")
    good("sparse, dia without diagonals", "s.npz", files(**dia | {"data": np.zeros((0, 3)), "offsets": []}),
         np.zeros((2, 3)), "A")
    good("sparse, its rows", "s.npz[row]", files(**csr()), [0.0, 0, 1], "i")
    good("sparse, its columns", "s.npz[column]", files(**csr()), [0.0, 2, 1], "i")
    good("sparse, its values", "s.npz[value]", files(**csr(shape=[2, 2**40])), [1.0, 2, 3], "i")
    good("sparse, an array of it", "s.npz[indptr]", files(**csr()), [0.0, 2, 3], "i")
    good("an archive that is like a sparse one", "s.npz", npz(format=[1.0], shape=[2.0], data=[3.0]),
         {"format": [1.0], "shape": [2.0], "data": [3.0]})
    bad("sparse, without a name", "s.npz", files(**csr()), "usage", "has no name", "-")
    bad("sparse, large", "s.npz", files(**csr(shape=[2, 2**40])), "limit", "2 by 1099511627776 does not fit")
    for what, arrays, part in [
            ("no indices", csr(indices=None), "lacks an array"), ("no rows", csr(shape=[0, 3]), "empty or huge"),
            ("a huge shape", csr(shape=[2**53, 3]), "empty or huge"), ("half a row", csr(shape=[1.5, 3]), "lines"),
            ("three sizes", csr(shape=[1, 2, 3]), "shape"), ("one line", csr(indptr=[0, 3]), "lines"),
            ("an index of 3", csr(indices=[0, 3, 1]), "outside"), ("an index of -1", csr(indices=[0, -1, 1]), "outside"),
            ("an index of 1/2", csr(indices=[0, 0.5, 1]), "outside"), ("an index of nan", csr(indices=[0, np.nan, 1]), "outside"),
            ("a start of 4", csr(indptr=[0, 2, 4]), "outside"), ("a start of -1", csr(indptr=[-1, 2, 3]), "outside"),
            ("lines twice", csr(shape=[3, 3], indptr=[0, 3, 0, 3]), "overlap"),
            ("few entries", csr(data=[1.0]), "more indices"), ("a matrix of entries", csr(data=[[1.0]]), "other axes"),
            ("an unknown format", csr(format=np.array(b"xyz")), "format is not known"),
            ("a number as format", csr(format=[1.0]), "no word"), ("a short format", csr(format=np.array(b"c")), "no word"),
            ("coo, few columns", coo | {"col": [1]}, "other numbers"), ("coo, row 2", coo | {"row": [0, 2, 0]}, "outside"),
            ("empty blocks", csr(**nothing | {"format": np.array(b"bsr"), "data": np.zeros((0, 0, 1))}), "blocks are empty"),
            ("dia, one offset", dia | {"offsets": [0]}, "other numbers")]:
        bad(f"sparse, {what}", "s.npz", files(**arrays), "io", part, "A")


# ---- .csv ----

def csv_cases():
    a = rng.normal(size=(3, 4)) * 10.0 ** rng.integers(-300, 300, (3, 4))
    for fmt in ["%r", "%.17g", "%.25e", "%+.3f"]:
        for sep in [",", ";", "\t", " ", ", ", "  "]:
            out = io.StringIO()
            np.savetxt(out, a, fmt=fmt, delimiter=sep) if fmt != "%r" else out.write(
                "\n".join(sep.join(repr(float(x)) for x in row) for row in a) + "\n")
            text = out.getvalue()
            want = np.array([[float(x) for x in line.replace(sep.strip() or " ", " ").split()]
                             for line in text.splitlines()])
            good(f"csv {fmt} by {sep!r}", "w.csv", text.encode(), want, "W")
    v = np.array([1.0, 2.5, -3e-5])
    m = np.array([[1.0, 2.0], [3.0, 4.0]])
    columns = {"x": m[:, 0], "y": m[:, 1]}
    good("csv one column", "w.csv", b"1\n2.5\n-3e-5\n", v, "W")
    good("csv one row", "w.csv", b"1,2.5,-3e-5\n", v.reshape(1, 3), "W")
    good("csv one number", "w.csv", b"2.5", np.float64(2.5), "W")
    for what, text in [("plain", "1,2\n3,4\n"), ("no last line end", "1,2\n3,4"),
                       ("CRLF", "1,2\r\n3,4\r\n"), ("blanks", " 1 ,\t2\n3 , 4  \n"),
                       ("empty lines", "\n1,2\n\n3,4\n\n"), ("quotes", '"1","2"\n"3",4\n'),
                       ("comments", "# a b\n1,2\n# more\n3,4\n"), ("a header", "a,b\n1,2\n3,4\n"),
                       ("a quoted header", '"a ""b"", c","x y"\n1,2\n3,4\n'),
                       ("byte order mark", "\ufeff1,2\n3,4\n"), ("points", "1.,2.0\n+3,.4e1\n")]:
        good(f"csv {what}", "w.csv", text.encode(), m, "W")
    for what, text in [("columns", "x,y\n1,2\n3,4\n"), ("columns CRLF", "x,y\r\n1,2\r\n3,4\r\n"),
                       ("quoted names", '"x", "y" \n1,2\n3,4\n'), ("tabs", "x\ty\n1\t2\n3\t4\n")]:
        good(f"csv {what}", "data.csv", text.encode(), columns)
    good("csv column by name", "data.csv", b"x,y\n1,2\n3,4\n", m[:, 1], "y")
    good("csv other name", "data.csv", b"x,y\n1,2\n3,4\n", m, "z")
    good("csv one row of columns", "data.csv", b"x,y\n1,2\n", {"x": [1.0], "y": [2.0]})
    for what, text, kind, part in [
            ("nothing", "", "shape", "no numbers"), ("a header alone", "a,b\n", "shape", "no numbers"),
            ("comments alone", "# a\n\n", "shape", "no numbers"),
            ("an empty field", "1,2\n3,\n", "syntax", "empty field"),
            ("an empty first field", "1,2\n,3\n", "syntax", "empty field"),
            ("an empty field in the first row", "1,,2\n", "syntax", "empty field"),
            ("a short row", "1,2\n3\n", "syntax", "1 field, but 2 in the first row"),
            ("a long row", "1,2\n3,4,5\n", "syntax", "3 fields, but 2 in the first row"),
            ("a word", "1,2\n3,abc\n", "syntax", "'abc' is not a number"),
            ("a slip in the first row", "1,abc\n3,4\n", "syntax", "'abc' is not a number"),
            ("hexadecimal", "1,2\n0x10,4\n", "syntax", "'0x10' is not a number"),
            ("decimal commas", "1,5;2,5\n", "syntax", "not a number"),
            ("nan", "1,nan\n", "syntax", "'nan' is a missing value"),
            ("inf", "1,-Inf\n", "syntax", "'-Inf' is not a finite double"),
            ("1e", "1,2\n1e,3", "syntax", "'1e' is not a number"),
            ("two points", "1,2\n1.2.3,3", "syntax", "not a number"),
            ("an open quote", '1,2\n"3,4\n', "syntax", "not closed"),
            ("more after a quote", '1,2\n"3"x,4\n', "syntax", "follows the quote"),
            ("a NUL", "1,2\n3\0,4\n", "syntax", "not a number")]:
        bad(f"csv with {what}", "w.csv", text.encode(), kind, part)
    bad("csv with a name twice", "data.csv", b"x,x\n3,4\n", "usage", "'x' occurs twice", "-")


# ---- tables as they come ----

def zstd(data):
    """A frame of one raw block (RFC 8878, section 3.1)."""
    assert len(data) < 256
    return (b"\x28\xb5\x2f\xfd\x20" + bytes([len(data)]) +
            (len(data) << 3 | 1).to_bytes(3, "little") + data)


def savetxt(header, **how):
    out = io.StringIO()
    np.savetxt(out, [[1.0, 2.0], [3.0, 4.0]], header=header, **how)
    return out.getvalue()


def table_cases():
    m = np.array([[1.0, 2.0], [3.0, 4.0]])
    xy = {"x": m[:, 0], "y": m[:, 1]}
    plain = "x,y\n1,2\n3,4\n"
    for what, text in [
            ("semicolons", "x;y\n1;2\n3;4\n"), ("bars", "x|y\n1|2\n3|4\n"),
            ("blanks", "  x   y\n  1   2\n  3   4 \n"), ("sep=", "sep=;\r\nx;y\r\n1;2\r\n3;4\r\n"),
            ("commas in text", 'x;note;y\n1;a, b;2\n3;"c; d";4\n'),
            ("a text column", "x,note,y\n1,abc,2\n3,def,4\n"),
            ("gaps in a column", "x,gap,y\n1,,2\n3,NA,4\n"),
            ("row names of R", '"","x","y"\n"1",1,2\n"b",3,4\n'),
            ("row names without a header", '"x" "y"\n"1" 1 2\n"2" 3 4\n'),
            ("an index of pandas", ",x,y\n0,1,2\n1,3,4\n"), ("single quotes", "'x'\t 'y'\n1\t2\n3\t4\n"),
            ("blanks in quotes", '" x ","y "\n" 1","2 "\n3,4\n'),
            ("savetxt", savetxt("x y")), ("savetxt with commas", savetxt("x,y", delimiter=",")),
            ("savetxt with both", savetxt("x, y")), ("comments", "# a table\n" + plain + "# end\n"),
            ("line ends in quotes", '"x","a\nb",y\n1,"c\r\nd,",2\n3,"e ""f\n"" g",4\n'),
            ("separators at the ends", "x,y,\n1,2,\n3,4,\n"), ("separators at ends of rows", "x,y\n1,2,\n3,4,\n"),
            ("quotes within text", 'x,size,y\n1,5\' 10",2\n3,3.5" disk,4\n'),
            ("a column of Excel's errors", "e,x,y\n#N/A,1,2\n#DIV/0!,3,4\n"),
            ("carriage returns", plain.replace("\n", "\r"))]:
        good(f"table: {what}", "data.csv", text.encode(), xy)
    for what, data in [
            ("UTF-8 with a mark", plain.encode("utf-8-sig")), ("UTF-16", plain.encode("utf-16")),
            ("UTF-16 BE", b"\xfe\xff" + plain.encode("utf-16-be")), ("UTF-16 without a mark", plain.encode("utf-16-le")),
            ("gzip", gzip.compress(plain.encode(), mtime=0)),
            ("gzip in two members", gzip.compress(b"x,y\n1,", mtime=0) + gzip.compress(b"2\n3,4\n", mtime=0) + bytes(9)),
            ("UTF-16 in gzip", gzip.compress(plain.encode("utf-16"), mtime=0)),
            ("zstd", zstd(plain.encode())), ("zstd in two frames", zstd(b"x,y\n1,2\n") + zstd(b"3,4\n"))]:
        good(f"table: {what}", "data.csv.gz", data, xy)
    for what, text in [
            ("a list", '[{"x":1,"y":2},\n {"y":4, "x":3}]\n'), ("a list on one line", '[{"x":1,"y":2},{"x":3,"y":4}]'),
            ("lines", '{"x":1,"y":2}\n{"x":3,"y":4}\n'), ("over lines", '{\n"x": 1,\n"y": 2\n}\n{"x": 3, "y": 4}'),
            ("texts and gaps", '[{"x":1,"t":"a","y":"2"},{"g":1,"x":3,"t":"{[","y":4}]')]:
        good(f"records: {what}", "data.json", text.encode(), xy)
    good("records: lists", "data.json", b'[{"x":[1,2]},{"x":[3,4]}]', {"x": m})
    good("records: one name", "data.json", b'[{"x":1,"y":2},{"x":3,"y":4}]', m[:, 1], "y")
    good("table: no header", "data.csv", b"1,2\n3,4\n", {"c1": m[:, 0], "c2": m[:, 1]})
    good("table: units", "data.csv", b"height (cm),1960,%\n1,2,5\n3,4,5\n",
         {"height_cm": m[:, 0], "_1960": m[:, 1]}, "?height_cm*_1960")
    good("table: a quote in a name", "data.csv", b'"x""y", z\n1,2\n3,4\n', {"x_y": m[:, 0], "z": m[:, 1]})
    good("table: vectors in columns", "data.csv", b"x[0],x[1]\n1,2\n3,4\n", {"x": m})
    good("table: one column by its unit", "data.csv", b"h (cm),w\n1,2\n3,4\n", m[:, 0], "h_cm")
    good("table: a matrix of pandas", "w.csv", b",0,1\n0,1,2\n1,3,4\n", m, "W")
    good("table: a matrix of R", "w.csv", b'"","V1","V2"\n"1",1,2\n"2",3,4\n', m, "W")
    good("table: used names tell the header", "data.csv", b"id,2020,y\na,1,2\nb,3,4\n",
         {"_2020": m[:, 0], "y": m[:, 1]}, "?_2020 + y")
    good("table: used places tell that there is none", "data.csv", b"1,a,2\n3,b,4\n", {"c1": m[:, 0], "c3": m[:, 1]}, "?c1 + c3")
    for what, text, kind, part, name in [
            ("a header that may be none", "id,2020\na,1\n", "syntax", "both names and numbers", "?q"),
            ("NA", "x,y\n1,NA\n", "syntax", "'NA' is a missing value", "?y"),
            ("a gap", "x,y\n1,\n", "syntax", "an empty field", "?y"),
            ("inf", "x\ninf\n", "syntax", "'inf' is not a finite double", "?x"),
            ("text", "x,y\n1,abc\n", "syntax", "'abc' is not a number", "?y"),
            ("a name twice", "x,x\n1,2\n", "usage", "'x' occurs twice", "?x"),
            ("no text at all", "", "shape", "no numbers", "?x"),
            ("rows that are longer", "x,y\n1,2,3\n", "syntax", "3 fields, but 2", "?x"),
            ("an open quote", 'x,y\n1,"2\n', "syntax", "the quote is not closed", "?x")]:
        bad(f"table with {what}", "data.csv", text.encode(), kind, part, name)
    packed = gzip.compress(plain.encode(), mtime=0)
    bad("table with half of gzip", "data.csv", packed[:20], "io", "breaks off", "-")
    bad("table with broken gzip", "data.csv", packed[:12] + b"\xff" + packed[13:], "io", "damaged", "-")
    bad("table with broken zstd", "data.csv", zstd(plain.encode())[:-3] + b"\0", "io", "breaks off", "-")
    bad("table with xz", "data.csv", b"\xfd7zXZ\0\0", "io", "packed by xz", "-")
    bad("table with half of UTF-16", "data.csv", plain.encode("utf-16")[:-1], "io", "within a character", "-")
    bad("records without an end", "data.json", b'[{"x":1},{"x":2}', "syntax", "the JSON breaks off", "-")
    bad("records with a number", "data.json", b'[{"x":1},2]', "syntax", "text follows the JSON object", "-")
    bad("records without a key", "data.json", b'[{"x":1},{"y":2}]', "syntax", "no value for a key", "?x")


# ---- .mtx ----

def mtx(kind, body):
    return f"%%MatrixMarket matrix {kind}\n{body}".encode()


def mtx_cases():
    m = np.array([[1.0, 0, 2.5], [0, -3, 0]])
    good("mtx coordinate", "w.mtx",
         mtx("coordinate real general", "% c\n\n2 3 3\n1 1 1\n2 2 -3\n1 3 2.5\n"), m, "W")
    good("mtx duplicates add", "w.mtx",
         mtx("coordinate real general", "2 3 4\n1 1 1\n2 2 -3\n1 3 2\n1 3 .5\n"), m, "W")
    good("mtx array", "w.mtx", mtx("array real general", "2 3\n1\n0\n0\n-3\n2.5\n0\n"), m, "W")
    good("mtx case", "w.mtx", mtx("ARRAY Double GENERAL", "2 3\r\n1\r\n0\n0\n-3\n2.5\n0\n"), m, "W")
    good("mtx integer", "w.mtx", mtx("coordinate integer general", "2 2 1\n2 1 7\n"),
         np.array([[0.0, 0], [7, 0]]), "W")
    good("mtx pattern", "w.mtx", mtx("coordinate pattern general", "2 2 2\n2 1\n1 1\n"),
         np.array([[1.0, 0], [1, 0]]), "W")
    good("mtx pattern symmetric", "w.mtx", mtx("coordinate pattern symmetric", "2 2 2\n2 1\n1 1\n"),
         np.array([[1.0, 1], [1, 0]]), "W")
    good("mtx symmetric", "w.mtx", mtx("coordinate real symmetric", "2 2 2\n2 1 5\n1 1 3\n"),
         np.array([[3.0, 5], [5, 0]]), "W")
    good("mtx skew", "w.mtx", mtx("coordinate real skew-symmetric", "2 2 1\n2 1 5\n"),
         np.array([[0.0, -5], [5, 0]]), "W")
    good("mtx array symmetric", "w.mtx", mtx("array real symmetric", "3 3\n1\n2\n3\n4\n5\n6\n"),
         np.array([[1.0, 2, 3], [2, 4, 5], [3, 5, 6]]), "W")
    good("mtx array skew", "w.mtx", mtx("array real skew-symmetric", "3 3\n1\n2\n3\n"),
         np.array([[0.0, -1, -2], [1, 0, -3], [2, 3, 0]]), "W")
    good("mtx vector", "w.mtx", mtx("array real general", "3 1\n1\n2\n3\n"), np.arange(1.0, 4), "W")
    good("mtx under another name", "w", mtx("array real general", "1 2\n1\n2\n"),
         np.array([[1.0, 2]]), "W")
    good("mtx unsigned", "w.mtx", mtx("coordinate unsigned-integer general", "2 2 1\n2 1 7\n"),
         np.array([[0.0, 0], [7, 0]]), "W")
    good("mtx skew with zeros on the diagonal", "w.mtx",
         mtx("coordinate real skew-symmetric", "2 2 3\n1 1 0\n2 1 5\n2 2 -0.0\n"), np.array([[0.0, -5], [5, 0]]), "W")
    s = mtx("coordinate real symmetric", "1000000000 1000000000 2\n2 1 5\n1 1 3\n")
    good("mtx rows", "w.mtx[row]", s, [1.0, 0, 0], "i")
    good("mtx columns", "w.mtx[column]", s, [0.0, 1, 0], "i")
    good("mtx values", "w.mtx[value]", s, [5.0, 5, 3], "i")
    good("mtx values of a skew pattern", "w.mtx[value]", mtx("coordinate pattern skew-symmetric", "3 3 1\n2 1\n"),
         [1.0, -1], "i")
    bad("mtx without values", "w.mtx[value]", mtx("coordinate real general", "3 3 0\n"), "shape", "no entries", "i")
    bad("mtx full, its rows", "w.mtx[row]", mtx("array real general", "2 1\n1\n2\n"), "usage", "[row] is not an item", "i")
    bad("mtx large, with a lie", "w.mtx[row]", mtx("coordinate real general", "3 3 99999999\n1 1 1\n"), "io", "truncated", "i")
    good("mtx empty pattern", "w.mtx", mtx("coordinate real general", "2 1 0\n"), np.zeros(2), "W")
    for what, data, kind, part in [
            ("nothing", b"", "io", "not a Matrix Market file"),
            ("no banner", b"2 2 1\n1 1 1\n", "io", "not a Matrix Market file"),
            ("a vector", b"%%MatrixMarket vector array real general\n2\n", "syntax", "only matrices"),
            ("complex", mtx("array complex general", "1 1\n1 1\n"), "syntax", "complex"),
            ("hermitian", mtx("array real hermitian", "1 1\n1\n"), "syntax", "symmetric"),
            ("a full pattern", mtx("array pattern general", "1 1\n1\n"), "syntax", "coordinates"),
            ("sizes are missing", mtx("array real general", "% x\n"), "io", "sizes are missing"),
            ("two sizes", mtx("coordinate real general", "2 2\n1 1 1\n"), "syntax", "expected"),
            ("three sizes", mtx("array real general", "2 2 4\n1\n"), "syntax", "expected"),
            ("a negative size", mtx("array real general", "-2 2\n1\n"), "syntax", "whole number"),
            ("2^64 rows", mtx("array real general", "18446744073709551616 2\n1\n"), "syntax",
             "not a whole number, or too large"),
            ("2^63 rows", mtx("array real general", "9223372036854775808 2\n1\n"), "limit",
             "does not fit into memory"),
            ("a large empty matrix", mtx("coordinate real general", "1000000 1000000 1\n1 1 1\n"),
             "limit", "does not fit into memory"),
            ("size 0", mtx("array real general", "0 2\n"), "syntax", "empty matrix"),
            ("no square", mtx("array real symmetric", "2 3\n1\n"), "syntax", "square"),
            ("row 0", mtx("coordinate real general", "2 2 1\n0 1 1\n"), "syntax", "counted from 1"),
            ("row 3", mtx("coordinate real general", "2 2 1\n3 1 1\n"), "syntax", "not a row"),
            ("column 3", mtx("coordinate real general", "2 2 1\n1 3 1\n"), "syntax", "not a column"),
            ("a skew diagonal", mtx("coordinate real skew-symmetric", "2 2 1\n1 1 1\n"), "syntax",
             "diagonal"),
            ("a missing entry", mtx("coordinate real general", "2 2 2\n1 1 1\n"), "io",
             "truncated: 1 of 2"),
            ("a lie", mtx("coordinate real general", "2 2 2000000000000\n1 1 1\n"), "io",
             "truncated"),
            ("a missing number", mtx("array real general", "2 1\n1\n"), "io", "truncated: 1 of 2"),
            ("one too many", mtx("array real general", "2 1\n1\n2\n3\n"), "syntax", "follows"),
            ("a word", mtx("array real general", "2 1\n1\nabc\n"), "syntax", "'abc' is not a number"),
            ("nan", mtx("array real general", "2 1\n1\nnan\n"), "syntax", "not a finite double"),
            ("no value", mtx("coordinate real general", "2 2 1\n1 1\n"), "syntax", "expected"),
            ("two numbers", mtx("array real general", "2 1\n1 2\n3\n"), "syntax", "one number")]:
        bad(f"mtx with {what}", "w.mtx", data, kind, part)


npy_cases()
npy_text_cases()
npy_errors()
record_cases()
npz_cases()
archived_records_cases()
name_cases()
safetensors_cases()
sparse_cases()
csv_cases()
table_cases()
mtx_cases()
print("# Made by tests/generate/arrays.py with NumPy. what, file, name, ok or kind, bytes, wanted")
for row in rows:
    print("\t".join(f or "-" for f in row))
