"""bench.py DCALC JSON [ROW...]: runs what rows.txt lists, dcalc and its peers in turn, and writes the
medians and every run to JSON; report.py makes the table and the picture of it. make sets BUILD, CC
and LIBS; ROUNDS says how often each tool has its turn (5).

A program prints one line: the result in the row's unit, then words NAME=VALUE. Tools of one row that
print `check` must agree about it. Status 77 says that the tool is not installed: then it is left out,
as it is when its program cannot be compiled. A tool that takes long has one turn only.
"""
import datetime
import glob
import json
import os
import platform
import re
import shlex
import shutil
import signal
import statistics
import subprocess
import sys
import time

from report import as_text

HERE = os.path.dirname(os.path.realpath(__file__))
DEBIANS = "/usr/bin/python3"
TOO_LONG = 30
LONG = 5
ABSENT = 77


def read_rows(path):
    """The rows in order. [id] opens one, `key value` tells of it, `role tool | command` adds a tool."""
    rows = []
    for line in open(path):
        line = line.strip()
        if line.startswith("["):
            rows.append({"id": line.strip("[]"), "tools": []})
        elif "|" in line:
            (role, tool), command = line.split("|")[0].split(None, 1), line.split("|", 1)[1]
            rows[-1]["tools"].append({"tool": tool.strip(), "role": role, "command": command.strip()})
        elif line and not line.startswith("#"):
            key, value = line.split(None, 1)
            rows[-1][key] = float(value) if key == "goal" else value
    return rows


class Bench:
    def __init__(self, dcalc, build):
        self.dcalc = os.path.realpath(dcalc)
        self.library = os.path.join(os.path.dirname(self.dcalc), "libdcalc.a")
        self.folder = os.path.join(os.path.realpath(build), "bench")
        self.programs = {}
        os.makedirs(self.folder, exist_ok=True)
        peers = os.path.abspath(f"{build}/peers/bin/python")
        self.python = peers if os.path.exists(peers) else DEBIANS
        # Debian's torch goes with Debian's NumPy alone.
        self.with_torch = self.python if glob.glob(f"{build}/peers/lib/*/*/torch") else DEBIANS
        self.environment = dict(os.environ, PATH=f"{os.path.dirname(self.dcalc)}:{os.environ['PATH']}")
        for words in ["inputs.py", self.folder], ["matrices.py"]:
            subprocess.run([self.python, f"{HERE}/{words[0]}", *words[1:]], check=True, cwd=self.folder)

    def compile(self, name):
        """The program made of name.c or name.cpp as its head says, or None."""
        source = next(f for f in (f"{HERE}/{name}.c", f"{HERE}/{name}.cpp") if os.path.exists(f))
        with open(source) as file:
            flags = re.search(r"Build: (.*?) \*/", file.read(), re.DOTALL).group(1).replace("\n *", "")
        flags = flags.replace("$dcalc", f"-std=c11 -no-pie -D_GNU_SOURCE -I{HERE}/../../src {self.library} "
                              + os.environ.get("LIBS", "-lmpfi -lmpfr -lgmp -lm -ldl -lpthread"))
        compiler = os.environ.get("CC", "gcc") if source.endswith(".c") else "g++"
        program = os.path.join(self.folder, name)
        made = subprocess.run(shlex.split(compiler) + [source, "-o", program] + flags.split(),
                              stderr=subprocess.PIPE, text=True)
        if made.returncode:
            print(f"{os.path.basename(source)} does not compile: {made.stderr.strip().splitlines()[0]}")
        return None if made.returncode else program

    def program(self, name):
        """Where the program is, one of ours or one along PATH, or None."""
        if name not in self.programs:
            ours = os.path.exists(f"{HERE}/{name}.c") or os.path.exists(f"{HERE}/{name}.cpp")
            self.programs[name] = (self.compile(name) if ours else
                                   shutil.which(name, path=self.environment["PATH"]))
        return self.programs[name]

    def words(self, command):
        """The command as it is run; None if its program cannot be had."""
        words = shlex.split(command)
        name = words[0]
        if name.endswith(".py"):
            python = self.with_torch if "torch" in "".join(words[1:2]) else self.python
            return [python, f"{HERE}/{name}"] + words[1:]
        words[0] = self.program(name)
        if name == "spawn":
            # Found here, so that the search along PATH is not measured.
            i = next(i for i, word in enumerate(words) if word.isdigit()) + 1
            words[i] = self.program(words[i])
        return words if None not in words else None

    def finish(self, words):
        """Status (None: it took too long and was ended with all its children), output and errors."""
        child = subprocess.Popen(words, cwd=self.folder, env=self.environment, text=True, start_new_session=True,
                                 stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            out, said = child.communicate(timeout=TOO_LONG)
            return child.returncode, out, said
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.communicate()
            return None, "", ""

    def turn(self, tool):
        """One run of a tool. Adds to its runs, or says in `status` why there will be no more."""
        words = self.words(tool["command"])
        if not words:
            tool["status"] = "absent"
            return
        start = time.perf_counter()
        status, out, said = self.finish(words)
        if status is None:
            tool["status"] = f"over {TOO_LONG} s"
            return
        if status or not out:
            tool["status"] = "absent" if status == ABSENT else "failed"
            tool["said"] = (said.strip().splitlines() or [""])[-1][-200:]
            return
        result, *more = out.split()
        tool["runs"].append(float(result))
        tool.update((k, float(v)) for k, v in (word.split("=") for word in more))
        if time.perf_counter() - start > LONG:
            tool["status"] = "one turn"

    def run(self, row, rounds):
        for tool in row["tools"]:
            tool["runs"] = []
        for _ in range(rounds):
            for tool in row["tools"]:
                if "status" not in tool:
                    self.turn(tool)
        for tool in row["tools"]:
            if tool["runs"]:
                tool["median"] = statistics.median(tool["runs"])


def agree(row):
    """Do all tools of the row compute the same? Names on standard output who does not."""
    checks = [tool for tool in row["tools"] if "check" in tool]
    good = True
    for tool in checks[1:]:
        first, other = checks[0]["check"], tool["check"]
        if not abs(first - other) <= 1e-6 * max(abs(first), abs(other)):
            print(f"{row['id']}: {checks[0]['tool']} has {first!r}, {tool['tool']} {other!r}")
            good = False
    return good


def machine():
    with open("/proc/cpuinfo") as info:
        model = next((line.split(":")[1].strip() for line in info if line.startswith("model name")),
                     platform.machine())
    system = platform.freedesktop_os_release().get("PRETTY_NAME", "") if os.path.exists("/etc/os-release") else ""
    compiler = subprocess.run(shlex.split(os.environ.get("CC", "gcc")) + ["-dumpfullversion"], stdout=subprocess.PIPE, text=True)
    return {"machine": model, "cores": os.cpu_count(), "system": system or platform.platform(terse=True),
            "compiler": "gcc " + compiler.stdout.strip(),
            "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
            "load": os.getloadavg()[0]}


def main():
    dcalc, out, *wanted = sys.argv[1:]
    rows = read_rows(f"{HERE}/rows.txt")
    unknown = set(wanted) - {row["id"] for row in rows}
    if unknown:
        sys.exit(f"no row {' '.join(unknown)}; there are: {' '.join(row['id'] for row in rows)}")
    rows = [row for row in rows if not wanted or row["id"] in wanted]
    rounds = int(os.environ.get("ROUNDS", "5"))
    result = dict(machine(), rounds=rounds, complete=not wanted, rows=rows)
    bench = Bench(dcalc, os.environ.get("BUILD", "build"))
    good = True
    for row in rows:
        bench.run(row, rounds)
        good = agree(row) and good
        for tool in row["tools"]:
            shown = f"{tool['median']:.4g} {row['unit']}" if tool["runs"] else tool["status"]
            print(f"{row['id']:22s}{tool['tool']:34s}{shown}", flush=True)
            if tool.get("status") == "failed":
                print(f"    {tool['said']}")
            good = good and (tool["role"] != "dcalc" or bool(tool["runs"]))
    with open(out, "w") as file:
        json.dump(result, file, indent=1)
    print("\n" + as_text(result) + f"\n\nwritten: {out}")
    sys.exit(not good)


main()
