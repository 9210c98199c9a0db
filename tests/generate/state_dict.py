#!/usr/bin/env python3
"""Writes tests/data/state_dict: models as PyTorch saves them, and their losses and gradients.

A network of three layers with its batch, and a block of a transformer with a sequence, in float64; each as
NAME.npz (numpy.savez of the state_dict) and NAME.safetensors (safetensors.torch.save_file), what goes in as
NAME_data.npz, and what torch's autograd answers as NAME.json: the loss, and by each parameter as it is called in
an expression. Needs torch, numpy and safetensors; run with torch 2.15.0.

    python3 tests/generate/state_dict.py tests/data/state_dict
"""
import json
import os
import sys

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn

os.chdir(sys.argv[1])
torch.manual_seed(20261129)
torch.set_default_dtype(torch.float64)


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 7)
        self.fc2 = nn.Linear(7, 6)
        self.fc3 = nn.Linear(6, 3)

    def forward(self, x):
        return self.fc3(nn.functional.gelu(self.fc2(torch.relu(self.fc1(x)))))


def spelled(name):
    name = "".join(c if c.isalnum() else "_" for c in name)
    return "_" + name if name[0].isdigit() else name


def save(name, model, data, loss):
    state = model.state_dict()
    np.savez(f"{name}.npz", **{key: value.numpy() for key, value in state.items()})
    save_file(state, f"{name}.safetensors", metadata={"format": "pt"})
    np.savez(f"{name}_data.npz", **{key: value.numpy() for key, value in data.items()})
    model.zero_grad()
    value = loss()
    value.backward()
    answer = {"loss": value.item()}
    answer |= {spelled(key): p.grad.tolist() for key, p in model.named_parameters()}
    with open(f"{name}.json", "w") as f:
        json.dump(answer, f, indent=0)


model, x, y = Network(), torch.randn(5, 4), torch.tensor([0, 2, 1, 1, 0])
save("network", model, {"X": x, "y": y}, lambda: nn.functional.cross_entropy(model(x), y))

# The loss after a step of gradient descent in two of the parameters, for the golden test.
with torch.no_grad():
    for p in [model.fc1.weight, model.fc3.bias]:
        p -= 0.5 * p.grad
    print(f"network, after a step: {nn.functional.cross_entropy(model(x), y).item():.12g}")

block = nn.TransformerEncoderLayer(8, 2, 12, dropout=0, activation="gelu", batch_first=True, norm_first=True)
with torch.no_grad():  # torch begins with biases of 0 and norms of 1, by which much would go unseen
    for p in block.parameters():
        p += 0.3 * torch.randn_like(p)
x, t = torch.randn(5, 8), torch.randn(5, 8)
mask = nn.Transformer.generate_square_subsequent_mask(5)
save("block", block, {"X": x, "T": t},
     lambda: nn.functional.mse_loss(block(x[None], src_mask=mask)[0], t))
