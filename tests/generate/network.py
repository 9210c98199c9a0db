#!/usr/bin/python3
"""The notebook's network of matrices as NumPy's files, for the README's example.

Writes tests/data/network/*.npy: W, U and V are the weights, x the input, y_true what is wanted.

    /usr/bin/python3 tests/generate/network.py         (Debian: python3-numpy)
"""
import numpy as np

for name, values in {"W": [[-1, 1], [1, 1]], "U": [[2, -4], [-0.5, 1]], "V": [[1], [-1]],
                     "x": [[1], [2]], "y_true": [[5]]}.items():
    np.save(f"tests/data/network/{name}.npy", np.array(values, float))
