"""inputs.py FOLDER: the texts that the programs of the bench read."""
import json
import os
import sys

from common import uniform

os.chdir(sys.argv[1])


def write(name, text):
    with open(name, "w") as file:
        file.write(text)


# A chained Rosenbrock function in 10^4 variables, and a nest of 200 sines.
write("chain.txt", " + ".join(f"100*(x{i + 1} - x{i}^2)^2 + (1 - x{i})^2" for i in range(1, 10000)))
nest = "x"
for _ in range(200):
    nest = f"sin({nest}*x)"
write("nest.txt", nest)

# A dense rational system, 50 by 50, a line for each of its functions.
write("rational.txt", "\n".join(
    f"x{i}/(1 + " + " + ".join(f"{(7*i + 3*j) % 11 + 1}*x{j}^2" for j in range(50)) + ")"
    for i in range(50)))

# Small jobs, each with other constants at another point; `same`, one formula at many points; and `various`, each
# another formula: its parts are chosen by the digits of its number.
names = "w1", "w2", "b1", "b2", "x", "y"
values = uniform(6*20000, -2, 2).round(3).reshape(-1, 6).tolist()


def job(i, row, kind, weight):
    at = ",".join(f'"{name}":{value}' for name, value in zip(names, row))
    return (f'{{"id":{i},"command":"grad","numbers":"{kind}","expr":"u = tanh(w1*x + b1); v = expit(w2*u + b2); '
            f'(v - y)^2 + {weight}*(w1^2 + w2^2) + exp(-x^2/2)/sqrt(1 + w1^2)",'
            f'"wrt":["w1","w2","b1","b2"],"at":{{{at}}}}}\n')


for name, kind in ("double", "double"), ("certified", "certified"), ("same", "double"):
    write(name + ".jsonl", "".join(
        job(i, row, kind, "0.01" if name == "same" else f"0.{i + 10001}") for i, row in enumerate(values)))

PARTS = [
    ["sin", "cos", "tanh", "exp"], ["w1*x + b1", "b1 - w1*x", "w1*x^2 + b1", "x/(1 + w1^2) + b1"], ["v - y", "y - v", "v*y", "v + y"],
    ["^2", "^3", "^4", "/(2 + x^2)"], ["+", "-"], ["w1^2 + w2^2", "w1*w2", "w1^2*w2", "sqrt(1 + w1^2 + w2^2)"],
    ["+", "-"], ["exp(-x^2/2)", "sin(x*w2)", "1/(1 + b1^2)", "log(2 + b2^2)", "x*y"]]  # fmt: skip


def various(i):
    chosen = []
    for part in PARTS:
        i, k = divmod(i, len(part))
        chosen.append(part[k])
    f, of, gap, power, sign, size, other, last = chosen
    return f"u = {f}({of}); v = expit(w2*u + b2); ({gap}){power} {sign} 0.01*({size}) {other} {last}"


with open("certified.jsonl") as jobs:
    write("various.jsonl", "".join(
        json.dumps({**json.loads(line), "expr": various(i)}) + "\n" for i, line in enumerate(jobs)))

# What a table of points holds: numbers of 16 and 17 digits.
x = uniform(10**6, -2, 2)
write("table.csv", "x,y\n" + "".join(f"{a!r},{b!r}\n" for a, b in x.reshape(-1, 2).tolist()))
