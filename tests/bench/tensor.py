"""tensor.py DCALC JSON: tensor programs of real size in dcalc, NumPy by hand and PyTorch, from the same
files, in doubles, in turn in one run. A step is loss, gradient and update.

Of dcalc the time of a step is the difference between a process of many steps and one of two, so that
reading, planning and writing drop out; the peers are timed around a step inside their process.
Medians of ROUNDS rounds (5). Ratios are what counts: a ratio above 1 says how many times longer the
peer takes than dcalc, one below 1 that dcalc lost.

tensor.py FOLDER PEER WORK SECONDS is what it runs for the peers: milliseconds of a step, the median
over so many seconds; with "once" for SECONDS one step as a whole process, its results written.

What is written here for the peers is what somebody who knows the library would write: NumPy with
buffers where they help, PyTorch with its own automatic differentiation.
"""
import json
import os
import platform
import subprocess
import sys
import tempfile
import time

import numpy as np

folder = sys.argv[1]  # of the data; in the run as a whole, set by compare()


def path(name):
    return os.path.join(folder, name + ".npy")


def make():
    random = np.random.default_rng(20261123)
    data = {
        "x": random.uniform(-1, 1, 10**6),
        "X": random.standard_normal((100000, 100)),
        "w": random.standard_normal(100) / 10,
        "A": random.standard_normal((2000, 2000)) / 45,
        "u": random.standard_normal(2000),
        "b": random.standard_normal(2000),
        "I": random.standard_normal((256, 784)),
        "Y": np.eye(10)[random.integers(0, 10, 256)],
    }
    data["y"] = (data["X"] @ random.standard_normal(100) > 0).astype(float)
    for k, (m, n) in enumerate([(784, 256), (256, 256), (256, 10)], 1):
        data[f"W{k}"] = random.standard_normal((m, n)) / np.sqrt(m)
        data[f"b{k}"] = np.zeros(n)
    for name, array in data.items():
        np.save(path(name), array)


# Of each work: the names it reads, the names it updates, and the rate.
WORKS = {
    "rosenbrock": (["x"], ["x"], 1e-5),
    "logistic": (["X", "w", "y"], ["w"], 0.1),
    "squares": (["A", "u", "b"], ["u"], 1e-4),
    "network": (["I", "Y", "W1", "b1", "W2", "b2", "W3", "b3"],
                ["W1", "b1", "W2", "b2", "W3", "b3"], 0.1),
}


def numpy_rosenbrock(d, rate):
    x = d["x"]
    a, b = x[:-1], x[1:]
    t = b - a * a
    s = 1 - a
    loss = 100 * (t @ t) + s @ s
    g = np.empty_like(x)
    g[:-1] = -400 * a * t
    g[:-1] -= 2 * s
    g[-1] = 0
    g[1:] += 200 * t
    d["x"] = x - rate * g
    return loss


def numpy_logistic(d, rate):
    z = d["X"] @ d["w"]
    e = np.exp(-np.abs(z))
    loss = np.sum(np.maximum(z, 0) + np.log1p(e) - d["y"] * z) / len(z)
    r = np.where(z >= 0, 1, e) / (1 + e) - d["y"]
    d["w"] = d["w"] - rate / len(z) * (d["X"].T @ r)
    return loss


def numpy_squares(d, rate):
    r = d["A"] @ d["u"] - d["b"]
    d["u"] = d["u"] - 2 * rate * (d["A"].T @ r)
    return r @ r


def numpy_network(d, rate):
    z1 = d["I"] @ d["W1"] + d["b1"]
    h1 = np.maximum(z1, 0)
    z2 = h1 @ d["W2"] + d["b2"]
    h2 = np.maximum(z2, 0)
    z3 = h2 @ d["W3"] + d["b3"]
    z3 -= z3.max(axis=1, keepdims=True)
    e = np.exp(z3)
    total = e.sum(axis=1, keepdims=True)
    n = len(z3)
    loss = -np.sum(d["Y"] * (z3 - np.log(total))) / n
    d3 = (e / total - d["Y"]) / n
    d2 = (d3 @ d["W3"].T) * (z2 > 0)
    d1 = (d2 @ d["W2"].T) * (z1 > 0)
    for k, (h, delta) in enumerate([(d["I"], d1), (h1, d2), (h2, d3)], 1):
        d[f"W{k}"] -= rate * (h.T @ delta)
        d[f"b{k}"] -= rate * delta.sum(axis=0)
    return loss


def torch_loss(work, d):
    import torch
    from torch.nn import functional as F

    if work == "rosenbrock":
        a, b = d["x"][:-1], d["x"][1:]
        return torch.sum(100 * (b - a**2) ** 2 + (1 - a) ** 2)
    if work == "logistic":
        return F.binary_cross_entropy_with_logits(d["X"] @ d["w"], d["y"])
    if work == "squares":
        r = d["A"] @ d["u"] - d["b"]
        return r @ r
    h = torch.relu(torch.addmm(d["b1"], d["I"], d["W1"]))
    h = torch.relu(torch.addmm(d["b2"], h, d["W2"]))
    return F.cross_entropy(torch.addmm(d["b3"], h, d["W3"]), d["Y"])


def torch_step(work, d, rate):
    import torch

    weights = [d[name] for name in WORKS[work][1]]
    loss = torch_loss(work, d)
    for w in weights:
        w.grad = None
    loss.backward()
    with torch.no_grad():
        for w in weights:
            w.add_(w.grad, alpha=-rate)
    return float(loss.detach())


def load(peer, work):
    reads, updates, rate = WORKS[work]
    d = {name: np.load(path(name)) for name in reads}
    if peer == "numpy":
        return d, lambda: globals()["numpy_" + work](d, rate)
    import torch

    torch.set_num_threads(os.cpu_count())
    d = {name: torch.from_numpy(array) for name, array in d.items()}
    for name in updates:
        d[name].requires_grad_(True)
    return d, lambda: torch_step(work, d, rate)


def run(peer, work, how):
    d, step = load(peer, work)
    first = float(step())
    if how == "once":
        np.savez(os.path.join(folder, "out.npz"),
                 **{name: d[name] if peer == "numpy" else d[name].detach().numpy()
                    for name in WORKS[work][1]})
        return
    times = []
    end = time.perf_counter() + float(how)
    while len(times) < 5 or time.perf_counter() < end:
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    print(1000 * float(np.median(times)), first)


# ---- the comparison ----

# Of each work: the program, how many steps are timed, and the goal in milliseconds.
PROGRAMS = {
    "rosenbrock": ("sum(100*(x[1:] - x[:-1]^2)^2 + (1 - x[:-1])^2)", 400, 0.6),
    "logistic": ("z = X@w; sum(softplus(z) - y*z)/100000", 100, 6),
    "squares": ("r = A@u - b; r@r", 300, None),
    "network": ("Z1 = I@W1 + b1; Z2 = relu(Z1)@W2 + b2; Z3 = relu(Z2)@W3 + b3; "
                "-sum(Y*log_softmax(Z3, axis=1))/256", 100, 7.4),
}


def seconds_of(command):
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def dcalc_seconds(dcalc, work, steps):
    reads, updates, rate = WORKS[work]
    at = ",".join(f"{name}=@{path(name)}" for name in reads)
    return seconds_of([dcalc, "backprop", PROGRAMS[work][0], "--weights", ",".join(updates),
                       "--lr", repr(rate), "--at", at, "--steps", str(steps),
                       "-o", os.path.join(folder, "out.npz")])


def peer(name, work, how):
    command = [sys.executable, __file__, folder, name, work, how]
    if how == "once":
        return 1000 * seconds_of(command)
    out = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    return float(out.split()[0])


def dcalc_step(dcalc, work):
    steps = PROGRAMS[work][1]
    few = dcalc_seconds(dcalc, work, 2)
    return 1000 * (dcalc_seconds(dcalc, work, steps + 2) - few) / steps


def have(name):
    return subprocess.run([sys.executable, "-c", "import " + name],
                          stderr=subprocess.DEVNULL).returncode == 0


def measure(dcalc, peers, work, rounds):
    """Milliseconds of a step and of a process, each a dictionary of lists."""
    step = {name: [] for name in ["dcalc", *peers]}
    process = {name: [] for name in ["dcalc", *peers]}
    for _ in range(rounds):
        step["dcalc"].append(dcalc_step(dcalc, work))
        process["dcalc"].append(1000 * dcalc_seconds(dcalc, work, 1))
        for name in peers:
            step[name].append(peer(name, work, "0.5"))
            process[name].append(peer(name, work, "once"))
    return step, process


def row(work, what, times, goal):
    ours = float(np.median(times["dcalc"]))
    line = f"  {work:12s}{what:9s}{ours:11.3f}{goal if goal else '-':>9}"
    found = {"work": work, "what": what, "unit": "ms", "goal": goal, "dcalc": ours}
    for name in list(times)[1:]:
        theirs = float(np.median(times[name]))
        found[name] = theirs
        line += f"{theirs:13.3f}{theirs / ours:9.2f}"
    print(line, flush=True)
    return found


def machine():
    with open("/proc/cpuinfo") as info:
        models = [line.split(":")[1].strip() for line in info if line.startswith("model name")]
    model = models[0] if models else platform.machine()
    return f"{model}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"


def compare(dcalc, out):
    rounds = int(os.environ.get("ROUNDS", "5"))
    peers = [name for name in ("numpy", "torch") if have(name)]
    for name in {"numpy", "torch"} - set(peers):
        print(f"{name} is absent (Debian: python3-{name})")
    make()
    where = machine()
    print(f"machine: {where}\ntensor programs: ms, medians of {rounds} rounds; ratio: peer / dcalc")
    print(f"  {'':21s}{'dcalc':>11}{'goal':>9}" + "".join(f"{p:>13}{'ratio':>9}" for p in peers))
    rows = []
    for work in PROGRAMS:
        step, process = measure(dcalc, peers, work, rounds)
        rows.append(row(work, "step", step, PROGRAMS[work][2]))
        rows.append(row(work, "process", process, None))
    with open(out, "w") as file:
        json.dump({"machine": where, "rounds": rounds, "rows": rows}, file, indent=1)
    print("written:", out)


if len(sys.argv) == 5:
    run(*sys.argv[2:])
else:
    with tempfile.TemporaryDirectory() as folder:
        compare(os.path.realpath(sys.argv[1]), sys.argv[2])
