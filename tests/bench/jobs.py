"""jobs.py TOOL [KIND]: a stream of small jobs, each to be parsed, derived by four names, evaluated and answered,
JSON in and out but for ginsh; jobs a second of one core's time. TOOL is double, certified, same or various (dcalc
run - with these jobs of inputs.py), ginsh, sympy, symengine or symbolica, whose jobs are of the kind double or
various, or symengine_same (compiled once)."""
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time

from common import need, tell

tool, kind = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "double"
# The slow ones get fewer of them.
COUNT = {"ginsh": 2000, "sympy": 20, "symengine": 500, "symbolica": 2000}


def jobs(kind, count=None):
    with open(f"{kind}.jsonl") as file:
        return [json.loads(line) for line, _ in zip(file, range(count or 10**9))]


def seconds_of(command, path):
    """Of processor time, the answers in the file `answers`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(path) as jobs, open("answers", "w") as answers:
        subprocess.run(command, stdin=jobs, stdout=answers, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def dcalc():
    seconds = seconds_of([shutil.which("dcalc"), "run", "-"], f"{tool}.jsonl")
    with open("answers") as file:
        answers = [json.loads(line) for line in file]
    return len(answers)/seconds, sum(answers[0]["gradient"].values())


def ginsh():
    if not shutil.which("ginsh"):
        sys.exit(77)
    some = jobs("double", COUNT[tool])
    with open("jobs.ginsh", "w") as file:
        for job in some:
            point = ",".join(f"{name}=={value}" for name, value in job["at"].items())
            f = job["expr"].split("; ")[-1].replace("v", "1/(1+exp(-w2*tanh(w1*x+b1)-b2))")
            file.write(f"f={f}:\np={{{point}}}:\n" + "".join(f"evalf(subs(diff(f,{n}),p));\n" for n in job["wrt"]))
    seconds = seconds_of(["ginsh"], "jobs.ginsh")
    with open("answers") as file:
        answers = [float(line) for line in file if line.strip()]
    if len(answers) != 4*len(some):
        sys.exit("ginsh did not answer all")
    return len(some)/seconds, sum(answers[:4])


def in_process(gradient_of):
    """The jobs one after the other by a module, which is handed each."""
    with open(f"{kind}.jsonl") as file:
        lines = [line for line, _ in zip(file, range(COUNT[tool]))]
    answers, start = [], time.process_time()
    for line in lines:
        job = json.loads(line)
        gradient = map(float, gradient_of(job))
        answers.append(json.dumps({"id": job["id"], "gradient": dict(zip(job["wrt"], gradient))}))
    return len(lines)/(time.process_time() - start), sum(json.loads(answers[0])["gradient"].values())


def sympy():
    module = need("sympy")

    def gradient_of(job):
        names = {name: module.Symbol(name) for name in job["at"]}
        f = module.sympify("0")
        scope = dict(names, expit=lambda t: 1/(1 + module.exp(-t)))
        for statement in job["expr"].split("; "):
            name, _, value = statement.rpartition(" = ")
            f = module.sympify(value, locals=scope)
            scope[name] = f
        point = {names[name]: value for name, value in job["at"].items()}
        return [f.diff(names[name]).evalf(subs=point) for name in job["wrt"]]

    return in_process(gradient_of)


def in_one(job):
    """The formula of a job as one expression of its six names."""
    u, v, loss = (statement.rpartition(" = ")[2] for statement in job["expr"].split("; "))
    v = v.replace("expit(w2*u + b2)", f"1/(1 + exp(-w2*{u} - b2))")
    return loss.replace("v", f"({v})")


def symengine():
    module = need("symengine")

    def gradient_of(job):
        names = {name: module.Symbol(name) for name in job["at"]}
        f = module.sympify(in_one(job).replace("^", "**"))
        point = {names[name]: value for name, value in job["at"].items()}
        return [float(f.diff(names[name]).subs(point)) for name in job["wrt"]]

    return in_process(gradient_of)


def symengine_same():
    module = need("symengine")
    with open("same.jsonl") as file:
        lines = file.readlines()
    first = json.loads(lines[0])
    names = {name: module.Symbol(name) for name in first["at"]}
    f = module.sympify(in_one(first).replace("^", "**"))
    gradient = [f.diff(names[name]) for name in first["wrt"]]
    run = module.Lambdify(list(names.values()), gradient, cse=True, backend="llvm" if module.have_llvm else "lambda")
    answers, start = [], time.process_time()
    for line in lines:
        job = json.loads(line)
        gradient = run([job["at"][name] for name in names])
        answers.append(json.dumps({"id": job["id"], "gradient": dict(zip(job["wrt"], gradient.tolist()))}))
    return len(lines)/(time.process_time() - start), sum(json.loads(answers[0])["gradient"].values())


def symbolica():
    os.environ["SYMBOLICA_HIDE_BANNER"] = "1"
    module = need("symbolica")

    def gradient_of(job):
        f = module.E(re.sub(r"tanh\(((?:[^()]|\([^()]*\))*)\)", r"(1 - 2/(exp(2*(\1)) + 1))", in_one(job)))
        point = {module.S(name): value for name, value in job["at"].items()}
        return [complex(f.derivative(module.S(name)).evaluate(point)).real for name in job["wrt"]]

    return in_process(gradient_of)


if not tool.startswith(("sym", "gin")):
    tell(*dcalc())
else:
    tell(*globals()[tool]())
