#!/usr/bin/python3
"""The notebook's problems as a table of expected numbers and as a job file.

Truth: the cases of the file named on the command line (JSON Lines; expected numbers are right to 30
digits, computed at 120 and confirmed by central differences at 240 digits and by a second
implementation). They are only laid out differently here, nothing is computed. No randomness.
Writes tests/data/seed.tsv, one row a result (a dash where there is nothing; several expressions of one
Jacobian are separated by " | "; names by commas), and tests/data/notebook.json, the job file of
`make demo`, with the notebook's own problems in its order. Run again with

    /usr/bin/python3 tests/generate/seed.py CASES.ndjson
"""

import json
import os
import sys

from truth import DATA, write_table

NOTEBOOK = ["seed-1-cos-exp-cubed", "seed-2-dLdw3", "seed-3-step-sigmoid", "seed-4-step-tanh",
            "seed-5-V", "seed-6-U", "seed-7-gradient", "seed-8-jacobian"]


def nested(value):
    """Decimal strings, or lists of them, as text."""
    return "[" + ",".join(map(nested, value)) + "]" if isinstance(value, list) else value


def numbers(value):
    """The same as JSON numbers, whole ones as whole numbers."""
    if isinstance(value, list):
        return [numbers(item) for item in value]
    return float(value) if set(value) & set(".e") else int(value)


def results(case):
    """Every (kind, name, expected) of a case."""
    if "value" in case:
        yield "value", "-", case["value"]
    if case["command"] == "diff":
        yield "derivative", "-", case["expected"]
    if case["command"] == "jacobian":
        yield "jacobian", "-", case["expected"]
    if case["command"] == "grad":
        for name, value in case["expected"].items():
            yield "gradient", name, value
    if case["command"] == "backprop":
        yield "loss", "-", case["expected_loss"]
        for name, value in case["expected_grad"].items():
            yield "gradient", name, value
        for name, value in case["expected_weights"].items():
            yield "weights", name, value


def rows(case):
    expr = " | ".join(case.get("exprs") or [case["loss"]])
    at = ",".join(f"{name}={nested(value)}" for name, value in case["at"].items())
    head = [case["id"], case["command"], expr, ",".join(case.get("wrt", [])) or "-",
            ",".join(case.get("weights", [])) or "-", case.get("lr", "-"), at]
    return [head + [kind, name, nested(value)] for kind, name, value in results(case)]


def job(case):
    """A case as a dcalc job."""
    exprs = case.get("exprs") or [case["loss"]]
    made = {"id": case["id"].removeprefix("seed-"), "command": case["command"],
            "expr": exprs if len(exprs) > 1 else exprs[0]}
    made.update({key: case[key] for key in ("wrt", "weights") if key in case})
    if "lr" in case:
        made["lr"] = numbers(case["lr"])
    return {**made, "at": {name: numbers(value) for name, value in case["at"].items()}}


def write_jobs(cases):
    jobs = [job(cases[name]) for name in NOTEBOOK]
    lines = ",\n".join("    " + json.dumps(item, ensure_ascii=False) for item in jobs)
    with open(os.path.join(DATA, "notebook.json"), "w", encoding="utf-8") as out:
        out.write('{\n  "jobs": [\n' + lines + "\n  ]\n}\n")
    print(f"notebook.json: {len(jobs)} jobs")


def main():
    if len(sys.argv) != 2:
        raise SystemExit("usage: seed.py CASES.ndjson")
    with open(sys.argv[1], encoding="utf-8") as lines:
        cases = [json.loads(line) for line in lines]
    write_table("seed.tsv", "id command expr wrt weights lr at expected_kind name expected".split(),
                [row for case in cases for row in rows(case)])
    write_jobs({case["id"]: case for case in cases})


if __name__ == "__main__":
    main()
