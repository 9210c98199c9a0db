"""training.py FOLDER: what PyTorch's optimizers make of small models, for tests/golden/train.t.

Writes into FOLDER, which is tests/data/training of the repository:
  rows.npz, start.npz       data and first weights of a network of one hidden layer
  runs.txt                  runs: a name, and the options of dcalc that ask for the same
  expected.npz              of each run the mean loss of each epoch, NAME_losses, and the last weights, NAME_W and so on
  digits_train.npz, digits_test.npz   the digits of scikit-learn
  logistic_*, network_*     start, runs and expected for them: by logistic regression, and by a network 64-64-10
Needs torch, numpy and scikit-learn; run with torch 2.15.0.
"""
import pathlib
import sys

import numpy as np
import torch
from sklearn.datasets import load_digits

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
MASK = (1 << 64) - 1


def mix(z):
    """The output of splitmix64 for a state (Steele, Lea and Flood 2014)."""
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
    return z ^ z >> 31


def order(n, seed, epoch):
    """The rows of an epoch as dcalc shuffles them: a Feistel network with eight rounds, and cycle walking."""
    half = max(4, ((n - 1).bit_length() + 1) // 2)
    low = (1 << half) - 1
    keys = [mix((seed << 32) + epoch + (i + 1) * 0x9E3779B97F4A7C15 & MASK) for i in range(8)]

    def place(i):
        while True:
            left, right = i >> half, i & low
            for key in keys:
                left, right = right, left ^ mix(right + key & MASK) & low
            i = left << half | right
            if i < n:
                return i
    return [place(i) for i in range(n)]


def train(loss_of, weights, data, make, epochs, batch, seed=None, schedule=None, clip=None):
    """The mean loss of each epoch, and the last weights."""
    optimizer = make(weights)
    scheduler = schedule(optimizer) if schedule else None
    n, losses = len(data[0]), []
    for epoch in range(epochs):
        rows = list(range(n)) if seed is None else order(n, seed, epoch)
        total = 0.0
        for first in range(0, n, batch):
            some = rows[first:first + batch]

            def closure():
                optimizer.zero_grad()
                loss = loss_of(*[x[some] for x in data])
                loss.backward()
                if clip:
                    torch.nn.utils.clip_grad_norm_(weights, clip)
                return loss
            total += optimizer.step(closure).item() * len(some)
        if scheduler:
            scheduler.step()
        losses.append(total / n)
    return np.array(losses), [w.detach().numpy().copy() for w in weights]


def tensors(start):
    return {name: torch.tensor(value, requires_grad=True) for name, value in start.items()}


def record(folder, name, start, model, data, runs):
    """Trains every run from the same start, and writes what came out beside the options of dcalc."""
    expected, lines = {}, []
    for run, options, settings in runs:
        w = tensors(start)
        losses, last = train(lambda *rows: model(w, *rows), list(w.values()), data, **settings)
        expected[f"{run}_losses"] = losses
        expected.update({f"{run}_{key}": value for key, value in zip(w, last)})
        lines.append(f"{run} {options}\n")
    np.savez_compressed(folder / f"{name}expected.npz", **expected)
    np.savez_compressed(folder / f"{name}start.npz", **start)
    (folder / f"{name}runs.txt").write_text("".join(lines))


def small(folder):
    """143 epochs of 50 rows in batches of 8, the last of 2: 1,001 steps; fewer of lbfgs, which moves up to 20 times in one."""
    r = np.random.default_rng(18)
    X, y = r.normal(size=(50, 3)), r.normal(size=50)
    start = {"W": r.normal(size=(3, 5)), "b": r.normal(size=5), "v": r.normal(size=5), "c": np.array(0.1)}
    np.savez_compressed(folder / "rows.npz", X=X, y=y)

    def model(w, X, y):
        return ((torch.tanh(X @ w["W"] + w["b"]) @ w["v"] + w["c"] - y) ** 2).mean()

    o, s = torch.optim, torch.optim.lr_scheduler
    sgd = lambda w: o.SGD(w, lr=0.05)
    runs = [
        ("sgd", "--lr .05", dict(make=sgd)),
        ("decay", "--lr .05 --weight-decay .01", dict(make=lambda w: o.SGD(w, lr=0.05, weight_decay=0.01))),
        ("momentum", "--optimizer momentum:momentum=.8,dampening=.1 --lr .02",
         dict(make=lambda w: o.SGD(w, lr=0.02, momentum=0.8, dampening=0.1))),
        ("nesterov", "--optimizer nesterov --lr .005 --weight-decay .001",
         dict(make=lambda w: o.SGD(w, lr=0.005, momentum=0.9, nesterov=True, weight_decay=0.001))),
        ("adam", "--optimizer adam", dict(make=lambda w: o.Adam(w))),
        ("adam2", "--optimizer adam:beta1=.8,beta2=.99,eps=1e-6 --lr .01 --weight-decay .01 --clip .5",
         dict(make=lambda w: o.Adam(w, lr=0.01, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.01), clip=0.5)),
        ("adamw", "--optimizer adamw --lr .01", dict(make=lambda w: o.AdamW(w, lr=0.01))),
        ("rmsprop", "--optimizer rmsprop --lr .002", dict(make=lambda w: o.RMSprop(w, lr=0.002))),
        ("centered", "--optimizer rmsprop:alpha=.9,momentum=.5,centered=1 --lr .001 --weight-decay .01",
         dict(make=lambda w: o.RMSprop(w, lr=0.001, alpha=0.9, momentum=0.5, centered=True, weight_decay=0.01))),
        ("clip", "--lr .05 --clip .3", dict(make=sgd, clip=0.3)),
        ("shuffle", "--lr .05 --shuffle --seed 7", dict(make=sgd, seed=7)),
        ("step", "--lr .05 --schedule step:size=30,gamma=.5", dict(make=sgd, schedule=lambda a: s.StepLR(a, 30, 0.5))),
        ("exponential", "--lr .05 --schedule exponential:gamma=.98",
         dict(make=sgd, schedule=lambda a: s.ExponentialLR(a, 0.98))),
        ("cosine", "--lr .05 --schedule cosine:min=.001",
         dict(make=sgd, schedule=lambda a: s.CosineAnnealingLR(a, 143, 0.001))),
        ("linear", "--lr .05 --schedule linear:start=.1,end=.9,epochs=50",
         dict(make=sgd, schedule=lambda a: s.LinearLR(a, 0.1, 0.9, 50))),
        ("lbfgs", "--optimizer lbfgs --lr .5", dict(make=lambda w: o.LBFGS(w, lr=0.5), epochs=1, batch=50)),
        ("lbfgs2", "--optimizer lbfgs:max_iter=5,history_size=4 --lr .3",
         dict(make=lambda w: o.LBFGS(w, lr=0.3, max_iter=5, history_size=4), epochs=8, batch=25)),
    ]
    data = [torch.tensor(X), torch.tensor(y)]
    runs = [(name, options, dict(epochs=143, batch=8) | more) for name, options, more in runs]
    record(folder, "", start, model, data,
           [(name, f"--epochs {more['epochs']} --batch {more['batch']} {options}", more) for name, options, more in runs])


def digits(folder):
    given = load_digits()
    X, y = given.data.astype(np.uint8), given.target.astype(np.uint8)
    for name, rows in (("train", slice(0, 1500)), ("test", slice(1500, None))):
        np.savez_compressed(folder / f"digits_{name}.npz", X=X[rows], y=y[rows])
    r = np.random.default_rng(64)
    start = {"W": 0.1 * r.normal(size=(64, 64)), "b": np.zeros(64), "V": 0.1 * r.normal(size=(64, 10)), "c": np.zeros(10)}
    data = [torch.tensor(X[:1500]) / 16.0, torch.tensor(y[:1500]).long()]

    def logistic(w, X, y):
        return torch.nn.functional.cross_entropy(X @ w["V"] + w["c"], y)

    def network(w, X, y):
        return torch.nn.functional.cross_entropy(torch.relu(X @ w["W"] + w["b"]) @ w["V"] + w["c"], y)

    o = torch.optim
    settings = dict(epochs=10, batch=64, seed=7)
    runs = [("adam", "--optimizer adam --lr .005", dict(make=lambda w: o.Adam(w, lr=0.005))),
            ("momentum", "--optimizer momentum --lr .05", dict(make=lambda w: o.SGD(w, lr=0.05, momentum=0.9)))]
    runs = [(name, f"--epochs 10 --batch 64 --shuffle --seed 7 {options}", settings | more)
            for name, options, more in runs]
    record(folder, "logistic_", {"V": np.zeros((64, 10)), "c": np.zeros(10)}, logistic, data, runs)
    record(folder, "network_", start, network, data, runs)


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1])
    small(target)
    digits(target)
