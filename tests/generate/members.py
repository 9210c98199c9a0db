#!/usr/bin/env python3
"""Writes the files of tests/data/members: archives as Python's libraries leave them, for golden/members.t.

Needs numpy and scipy; run with scipy 1.17.1.

    python3 tests/generate/members.py tests/data/members
"""
import io
import json
import os
import struct
import sys
import zipfile

import numpy as np
import scipy.sparse

os.chdir(sys.argv[1])


def archive(path, compression=zipfile.ZIP_STORED, texts=(), **arrays):
    with zipfile.ZipFile(path, "w") as z:
        for name, a in arrays.items():
            out = io.BytesIO()
            np.save(out, np.asarray(a), allow_pickle=True)
            z.writestr(zipfile.ZipInfo(name + ".npy"), out.getvalue(), compression)
        for name in texts:
            z.writestr(zipfile.ZipInfo(name), "hello")


model = {
    "fc1.weight": [[1.0, -1.0], [0.5, 2.0], [0.0, 1.5]],
    "fc1.bias": [0.25, -0.5, 1.0],
    "fc2.weight": [[1.0, 2.0, -1.0]],
    "0.bias": np.float32([0.5, 1.5]),
    "conv.weight": np.arange(24.0).reshape(2, 3, 2, 2),
    "names": np.array(["a", "b"]),
    "objects": np.array([None, 1], object),
    "a.b": 1.0,
    "a-b": 2.0,
}
archive("model.npz", texts=["README"], **model, e=np.array(["x"]), gamma=2.0)
archive("x.npz", w=[1.0, 2.0], u=5.0, e=1.0)
archive("y.npz", w=[3.0, 4.0], v=7.0, e=2.0)
archive("packed.npz", zipfile.ZIP_LZMA, w=[1.0])
np.save("records.npy", np.array([(1, 2.5, "a"), (3, 4.5, "b")], dtype=[("n", "i4"), ("x", "f8"), ("t", "U3")]))
os.makedirs("steps", exist_ok=True)
np.save("steps/w.npy", [2.0, 3.0])
np.save("steps/log.npy", np.array([(1, 0.5), (2, 0.25)], dtype=[("step", "i4"), ("loss", "f8")]))
np.savez("log.npz", log=np.load("steps/log.npy"), w=[2.0, 3.0])

header, data = {"__metadata__": {"format": "pt"}}, b""
for name in ["fc1.weight", "fc1.bias", "0.bias"]:
    a = np.asarray(model[name])
    header[name] = {"dtype": {"float64": "F64", "float32": "F32"}[str(a.dtype)], "shape": a.shape,
                    "data_offsets": [len(data), len(data) + a.nbytes]}
    data += a.tobytes()
header["c"] = {"dtype": "C64", "shape": [0], "data_offsets": [0, 0]}
text = json.dumps(header).encode()
with open("model.safetensors", "wb") as f:
    f.write(struct.pack("<Q", len(text)) + text + data)

# One matrix in every sparse format that SciPy saves, and full.
rng = np.random.default_rng(20261129)
full = rng.normal(size=(4, 6)) * (rng.random((4, 6)) < 0.4)
np.save("full.npy", full)
for form in ["csr", "csc", "coo", "dia"]:
    scipy.sparse.save_npz(f"{form}.npz", scipy.sparse.csr_matrix(full).asformat(form))
scipy.sparse.save_npz("bsr.npz", scipy.sparse.csr_array(full).tobsr((2, 3)), compressed=False)

# Whole numbers that no double holds, and others as large, in every sparse format, and full.
whole = np.array([[2**53 + 1, 0, 2**62, 0], [1, 2, 0, -2**53 - 1], [0, 0, 3, 0], [0, 0, 0, 2**63 - 1]])
np.save("whole.npy", whole)
for form in ["csr", "csc", "coo", "dia", "bsr"]:
    scipy.sparse.save_npz(f"whole_{form}.npz", scipy.sparse.coo_array(whole).asformat(form))
scipy.sparse.save_npz("whole_large.npz", scipy.sparse.coo_array(([2**53 + 1, 5], ([0, 99], [0, 99])), shape=(100, 100)))

# Arrays of objects are pickled, and so are records with a field of them.
np.save("objects.npy", np.array([1, None], object), allow_pickle=True)
np.save("mixed.npy", np.array([(1, 2.0)], [("a", object), ("b", "f8")]), allow_pickle=True)
np.savez("long.npz", x=[2**53 + 1, 5], y=[1.0, 2.0])
