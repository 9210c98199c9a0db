"""inputs.py FOLDER: the texts that the programs of the bench read."""
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

# Small jobs, each another formula at another point; and `same`, one formula at many points.
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

# What a table of points holds: numbers of 16 and 17 digits.
x = uniform(10**6, -2, 2)
write("table.csv", "x,y\n" + "".join(f"{a!r},{b!r}\n" for a, b in x.reshape(-1, 2).tolist()))
