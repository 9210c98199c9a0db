"""Writes arrays with NumPy, has dcalc read and write them, and reads the result with NumPy.

Every type, order of bytes and order of axes that dcalc reads, and every format that it writes; the
doubles must be the same bits. Random bits of finite numbers, the ends of their range among them.
"""
import json
import subprocess
import sys

import numpy as np

DCALC = sys.argv[1]
rng = np.random.default_rng(7)
passed = failed = 0


def dcalc(*args):
    done = subprocess.run([DCALC, *args], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{args}: {done.stderr}")
    return done.stdout


def judge(what, got, want):
    global passed, failed
    want = np.asarray(want, "f8") + 0.0  # dcalc has one zero
    same = got.shape == want.shape and got.dtype == np.dtype("f8") and (
        np.ascontiguousarray(got).tobytes() == np.ascontiguousarray(want).tobytes())
    passed += same
    failed += not same
    if not same:
        print(f"failed: {what}: {got!r} instead of {want!r}")


def numbers(dtype, count):
    d = np.dtype(dtype)
    if d.kind == "b":
        return rng.integers(0, 2, count).astype(d)
    if d.kind in "iu":
        info = np.iinfo(d)
        return rng.integers(max(info.min, -2**53), min(info.max, 2**53), count, endpoint=True).astype(d)
    a = np.frombuffer(rng.bytes(count * d.itemsize), d.newbyteorder("=")).copy()
    a[~np.isfinite(a)] = 0.1
    info = np.finfo(a.dtype)
    ends = [info.max, info.min, info.smallest_subnormal, info.smallest_normal]
    a[: len(ends)] = ends[:count]
    return a.astype(d)


TYPES = ["b1", "i1", "u1"] + [o + t for t in ["i2", "i4", "i8", "u2", "u4", "u8", "f2", "f4", "f8"]
                              for o in "<>"]
SHAPES = [(), (1,), (9,), (3, 4), (1, 5), (5, 1), (67, 65)]

for dtype in TYPES:
    for shape in SHAPES:
        for order in "CF":
            if order == "F" and len(shape) < 2:
                continue
            a = numbers(dtype, max(1, int(np.prod(shape)))).reshape(shape)
            np.save("in.npy", np.asarray(a, order=order))
            dcalc("eval", "W", "--at", "W=@in.npy", "-o", "out.npy")
            judge(f"{dtype} {shape} {order}", np.load("out.npy"), a)

a = numbers("f8", 60).reshape(12, 5)
np.save("a.npy", a)
for name, read in [("out.csv", lambda f: np.loadtxt(f, delimiter=",")),
                   ("out.json", lambda f: np.array(__import__("json").load(open(f))["value"], "f8")),
                   ("out.mtx", lambda f: np.loadtxt(f, skiprows=2).reshape(5, 12).T)]:
    dcalc("eval", "A", "--at", "A=@a.npy", "-o", name)
    judge(name, read(name), a)
    if not name.endswith("json"):
        dcalc("eval", "A", "--at", f"A=@{name}", "-o", "again.npy")
        judge(f"{name} read again", np.load("again.npy"), a)
np.savetxt("w.csv", a, delimiter=",", fmt="%.17g")
dcalc("eval", "A", "--at", "A=@w.csv", "-o", "again.npy")
judge("savetxt", np.load("again.npy"), a)

# Archives and folders, by every name, packed and not; a step and one more.
W, x = rng.normal(size=(3, 4)), rng.normal(size=4)
# Fields of records, aligned or not, and parts of arrays of more axes; names that no expression can spell.
for align in [False, True]:
    fields = np.dtype([(f"a.{k}", t, (3,) * (k % 3)) for k, t in enumerate(TYPES)], align=align)
    records = np.zeros((4,), fields)
    for k, t in enumerate(TYPES):
        records[f"a.{k}"] = numbers(t, 4 * 3 ** (k % 3)).reshape(records[f"a.{k}"].shape)
    np.save("records.npy", records)
    for k, t in enumerate(TYPES):
        picked = records[f"a.{k}"]
        item = "" if picked.ndim < 3 else "[1]"
        dcalc("eval", "W", "--at", f"W=@records.npy[a.{k}]{item}", "-o", "out.npy")
        judge(f"field of {t}, aligned {align}", np.load("out.npy"), picked if picked.ndim < 3 else picked[1])
deep = numbers("<f4", 2 * 3 * 4 * 5).reshape(2, 3, 4, 5)
for order in "CF":
    np.savez("deep.npz", **{"conv.weight": np.asarray(deep, order=order), "text": np.array(["x"])})
    dcalc("eval", "W", "--at", "W=@deep.npz[conv.weight][1,-1]", "-o", "out.npy")
    judge(f"a part {order}", np.load("out.npy"), deep[1, -1])

np.savez("point.npz", W=W, x=x)
np.savez_compressed("small.npz", W=W, x=x)
for point in ["point.npz", "small.npz"]:
    dcalc("grad", "sum(W*W)/2 + sum(x*x*x)", "--at", f"@{point}", "-o", "grad.npz")
    judge(f"{point} W", np.load("grad.npz")["W"], W)
    judge(f"{point} x", np.load("grad.npz")["x"], 3 * (x * x))
step = ["backprop", "sum(W*W)/2", "--weights", "W", "--lr", "1/2"]
dcalc("grad", "sum(W*W)/2 + sum(x*x*x)", "--at", "@point.npz", "-o", "grad.safetensors")
with open("grad.safetensors", "rb") as f:
    header = json.loads(f.read(int.from_bytes(f.read(8), "little")))
    data = f.read()
for name, want in [("W", W), ("x", 3 * (x * x))]:
    begin, end = header[name]["data_offsets"]
    assert header[name]["dtype"] == "F64"
    judge(f"safetensors {name}", np.frombuffer(data[begin:end]).reshape(header[name]["shape"]), want)
dcalc(*step, "--at", "@point.npz", "-o", "step.npz")
judge("a step", np.load("step.npz")["W"], W / 2)
dcalc(*step, "--at", "@step.npz", "-o", "step/")
judge("a second step", np.load("step/W.npy"), W / 4)
dcalc(*step, "--at", "@step/", "-o", "step/")
judge("a third step, in place", np.load("step/W.npy"), W / 8)
dcalc(*step, "--at", "@step/", "-o", "step.json")
dcalc(*step, "--at", "@step.json", "-o", "step.npy", "--numbers", "double")
judge("over JSON", np.load("step.npy"), W / 32)

# Tables of points: rows lie along the first axis.
VECTORS = {(): [], (3,): ["--shape", "x=[3]"], (2, 3): ["--shape", "x=[2,3]"]}
for dtype in TYPES:
    for rows in [1, 7, 700]:
        for shape, options in VECTORS.items():
            for order in "CF":
                a = numbers(dtype, rows * int(np.prod(shape))).reshape(rows, *shape)
                np.save("in.npy", np.asarray(a, order=order))
                dcalc("eval", "x", "--points", "in.npy", *options, "-o", "out.npy")
                judge(f"table of {dtype} {rows} {shape} {order}", np.load("out.npy") + 0.0, a)

record = np.dtype([("y", "f4"), ("name", "U3"), ("x", ">i8"), ("v", "f8", (3,)), ("M", "<f8", (2, 2))])
for dtype in [record, np.dtype(record.descr, align=True)]:
    a = np.zeros(1000, dtype)
    for name in ["y", "x", "v", "M"]:
        a[name] = rng.integers(-2**20, 2**20, a[name].shape)
    np.save("in.npy", a)
    dcalc("grad", "x*y + sum(v^2)", "--wrt", "v,y", "--points", "in.npy", "--keep", "M,x", "-o", "out.npy")
    judge("records", np.load("out.npy"),
          np.column_stack([a["M"].reshape(-1, 4), a["x"], 2 * a["v"], a["x"]]))
    dcalc("jacobian", "M@v[:2]", "y*v[1:]", "--wrt", "v", "--points", "in.npy", "-o", "out.npy")
    want = np.zeros((1000, 4, 3))
    want[:, :2, :2] = a["M"]
    want[:, 2, 1] = want[:, 3, 2] = a["y"]
    judge("records to Jacobians", np.load("out.npy"), want)

# From a pipe, and to one; the header stands first although the rows are counted last.
a = rng.integers(-99, 99, (5000, 2)).astype("f8")
np.save("in.npy", a)
piped = subprocess.run(f"cat in.npy | {DCALC} eval x*y --points - -f npy | cat >out.npy", shell=True)
judge("pipes", np.load("out.npy"), a[:, 0] * a[:, 1])
text = "x,y\n" + "".join(f"{x},{y}\n" for x, y in a)
subprocess.run([DCALC, "grad", "x*y^2", "--points", "-", "-o", "out.npy"], input=text, text=True)
judge("CSV to an array", np.load("out.npy"), np.column_stack([a[:, 1] ** 2, 2 * a[:, 0] * a[:, 1]]))

print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
