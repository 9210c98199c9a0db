"""arrays.py TOOL ROW: milliseconds of a step of gradient descent (loss, gradient and update) in numpy,
written by hand with buffers where they help, or in torch with its own differentiation, as it is or compiled
(torch_compile)."""
import sys

import numpy as np

from common import need, seconds_of, tell, torch_that_compiles, uniform


def data(row):
    """The arrays of the row, as library.c has them."""
    def array(*shape, first=0, a=-1.0, b=1.0):
        return uniform(int(np.prod(shape)), a, b, first).reshape(shape)

    if row == "vector":
        return {"x": array(10**6)}
    if row == "logistic":
        return {"X": array(100000, 100), "w": array(100, a=-.1, b=.1), "y": array(100000, a=0)}
    d = {"I": array(256, 784), "Y": array(256, 10, a=0, b=.2)}
    for k, (m, n) in enumerate([(784, 256), (256, 256), (256, 10)], 1):
        d[f"W{k}"] = array(m, n, first=k, a=-.1, b=.1)
        d[f"b{k}"] = np.zeros(n)
    return d


# Of each row: the names that are updated, and the rate.
ROWS = {
    "vector": (["x"], 1e-5),
    "logistic": (["w"], 0.1),
    "network": (["W1", "b1", "W2", "b2", "W3", "b3"], 0.1),
}


def numpy_vector(d, rate):
    x = d["x"]
    a, b = x[:-1], x[1:]
    t = b - a*a
    s = 1 - a
    loss = 100*(t @ t) + s @ s
    g = np.empty_like(x)
    g[:-1] = -400*a*t
    g[:-1] -= 2*s
    g[-1] = 0
    g[1:] += 200*t
    d["x"] = x - rate*g
    return loss


def numpy_logistic(d, rate):
    z = d["X"] @ d["w"]
    e = np.exp(-np.abs(z))
    loss = np.sum(np.maximum(z, 0) + np.log1p(e) - d["y"]*z)/len(z)
    r = np.where(z >= 0, 1, e)/(1 + e) - d["y"]
    d["w"] = d["w"] - rate/len(z)*(d["X"].T @ r)
    return loss


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
    loss = -np.sum(d["Y"]*(z3 - np.log(total)))/n
    d3 = (e/total*d["Y"].sum(axis=1, keepdims=True) - d["Y"])/n
    d2 = (d3 @ d["W3"].T)*(z2 > 0)
    d1 = (d2 @ d["W2"].T)*(z1 > 0)
    for k, (h, delta) in enumerate([(d["I"], d1), (h1, d2), (h2, d3)], 1):
        d[f"W{k}"] -= rate*(h.T @ delta)
        d[f"b{k}"] -= rate*delta.sum(axis=0)
    return loss


def torch_loss(torch, row, d):
    F = torch.nn.functional
    if row == "vector":
        a, b = d["x"][:-1], d["x"][1:]
        return torch.sum(100*(b - a**2)**2 + (1 - a)**2)
    if row == "logistic":
        return F.binary_cross_entropy_with_logits(d["X"] @ d["w"], d["y"])
    h = torch.relu(torch.addmm(d["b1"], d["I"], d["W1"]))
    h = torch.relu(torch.addmm(d["b2"], h, d["W2"]))
    return F.cross_entropy(torch.addmm(d["b3"], h, d["W3"]), d["Y"])


def torch_step(torch, row, d, rate, loss_of=torch_loss):
    weights = [d[name] for name in ROWS[row][0]]
    loss = loss_of(torch, row, d)
    for w in weights:
        w.grad = None
    loss.backward()
    with torch.no_grad():
        for w in weights:
            w.add_(w.grad, alpha=-rate)
    return float(loss.detach())


def main():
    tool, row = sys.argv[1:]
    d, (updated, rate) = data(row), ROWS[row]
    if tool.startswith("torch"):
        torch = torch_that_compiles() if tool == "torch_compile" else need("torch")
        loss_of = torch.compile(torch_loss) if tool == "torch_compile" else torch_loss
        d = {name: torch.from_numpy(array).requires_grad_(name in updated) for name, array in d.items()}
        step = lambda: torch_step(torch, row, d, rate, loss_of)
    else:
        step = lambda: globals()["numpy_" + row](d, rate)
    losses = [float(step()) for _ in range(3)]
    tell(1e3*seconds_of(step), losses[2])


main()
