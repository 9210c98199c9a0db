"""Commands that write, and how they are run and ended."""

import os
import subprocess

WORK = [["eval", "range(100000)*1.5"], ["grad", "sum(sin(x)^2)", "--at", "x=range(20000)"],
        ["jacobian", "sin(x)", "--at", "x=range(300)"], ["eval", "sin(1/3)", "-n", "20000"],
        ["hessian", "prod(x)", "--at", "x=range(60) + 1"]]  # fmt: skip
FORMATS = ["csv", "npy", "json", "npz", "safetensors", "mtx", "txt"]


def run(attack, words, **options):
    return subprocess.run([attack.binary, *words], stdin=subprocess.DEVNULL, capture_output=True, timeout=120, **options)


def start(attack, words):
    return subprocess.Popen([attack.binary, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def contents(path):
    if not os.path.exists(path):
        return None
    with open(path, "rb") as file:
        return file.read()
