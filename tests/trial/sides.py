#!/usr/bin/env python3
"""Random questions at ties, kinks, jumps and removable points, asked as one stream of jobs.

usage: sides.py BINARY COUNT [SEED] [KINDS]     questions made by tests/generate/sides.py
       sides.py BINARY FILE                     those of a file

A number is right if it is the double nearest to the exact answer. Prints each question that is not
answered right, and ends with how many are right, wrong (another number, a number where there is none,
or an error of a kind that is not so) and refused, then N passed, N failed: at most one in a hundred of
the answers that exist may be refused, and none may be wrong.
"""

import json
import multiprocessing
import os
import select
import subprocess
import sys
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "generate"))
PATIENCE = 10  # seconds for one answer
REFUSALS = ("undecided", "limit")
ANSWER = {"diff": "derivative", "grad": "gradient", "jacobian": "jacobian", "hessian": "hessian", "limit": "limit"}


def made(part):
    import sides
    count, seed, kinds = part
    return list(sides.cases(count, seed, kinds))


def job(case):
    out = {"id": case["id"], "command": case["command"], "at": case["at"]}
    out["expr"] = case["exprs"][0] if len(case["exprs"]) == 1 else case["exprs"]
    for key in ("wrt", "order"):
        if key in case:
            out[key] = case[key]
    return out


def numbers(value):
    if isinstance(value, dict):
        return [x for name in sorted(value) for x in numbers(value[name])]
    if isinstance(value, list):
        return [x for item in value for x in numbers(item)]
    return [value]


def judge(case, answer):
    """"right", "wrong", "refused" (an answer exists), "undecided" (none exists), and what it said."""
    error = answer.get("error")
    if error:
        said = "%s: %s" % (error.get("kind"), error.get("message"))
        if "hint" in error:
            said += " (%s)" % error["hint"]
        if not case.get("expect_error"):
            return "refused", said
        kind = error.get("kind")
        return ("right" if kind in case["accept"] else "undecided" if kind in REFUSALS else "wrong"), said
    got = answer.get(ANSWER[case["command"]])
    if case.get("expect_error"):
        return "right" if "value" in case["accept"] else "wrong", str(got)
    want = numbers(case["expected"])
    got = numbers(got)
    right = len(got) == len(want) and all(g is not None and float(g) == float(w) for g, w in zip(got, want))
    return ("right" if right else "wrong"), str(got)


class Stream:
    """One dcalc that answers a line with a line; another one after it took too long."""

    def __init__(self, binary):
        self.binary, self.child = binary, None

    def ask(self, case):
        if self.child is None:
            self.child = subprocess.Popen([self.binary, "run", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.child.stdin.write((json.dumps(job(case)) + "\n").encode())
        self.child.stdin.flush()
        if select.select([self.child.stdout], [], [], PATIENCE)[0]:
            line = self.child.stdout.readline()
            if line:
                return json.loads(line)
        self.child.kill()
        status = self.child.wait()
        self.child = None
        return {"error": {"kind": "limit", "message": "no answer in %d s" % PATIENCE if status == -9 else "ended by %d" % status}}


def ask(binary, cases):
    stream = Stream(binary)
    for case in cases:
        start = time.perf_counter()
        answer = stream.ask(case)
        yield case, answer, time.perf_counter() - start


def main():
    binary, what = sys.argv[1], sys.argv[2]
    if what.isdigit():
        seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
        kinds = sys.argv[4].split(",") if len(sys.argv) > 4 else None
        cores = os.cpu_count() or 1
        with multiprocessing.Pool(cores) as pool:
            share = (int(what) + cores - 1) // cores
            cases = sum(pool.map(made, [(share, seed * 100 + i, kinds) for i in range(cores)]), [])
    else:
        cases = [json.loads(line) for line in open(what, encoding="utf-8") if line.strip()]
    counts = dict.fromkeys(("right", "wrong", "refused", "undecided"), 0)
    exist, slow = 0, []
    for case, answer, seconds in ask(binary, cases):
        exist += not case.get("expect_error")
        verdict, said = judge(case, answer)
        counts[verdict] += 1
        slow.append((seconds, case["id"]))
        if verdict != "right":
            want = case.get("expected", "no answer, as %s" % case.get("why"))
            print("%s %s: %s '%s' --order %s --at %s\n    said %s\n    right: %s" % (
                verdict, case["id"], case["command"], "' '".join(case["exprs"]), case.get("order", 1),
                ",".join("%s=%s" % (x, v if isinstance(v, str) else "[%s]" % ",".join(v)) for x, v in case["at"].items()), said, want))
            sys.stdout.flush()
    print("slowest: " + ", ".join("%.2f s %s" % x for x in sorted(slow, reverse=True)[:5]))
    print(", ".join("%d %s" % (n, word) for word, n in counts.items()) + ", of %d; %d have an answer" % (len(cases), exist))
    bad = counts["wrong"] + max(0, counts["refused"] - exist // 100)
    print("%d passed, %d failed" % (len(cases) - bad, bad))
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
