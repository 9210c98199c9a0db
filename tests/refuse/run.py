#!/usr/bin/python3
"""run.py BINARY FOLDER [COMMAND...]: whole commands with the n-th allocation refused, alone and with all after it; FOLDER
has the libraries refuse.so and without.so.

Each ends as it does with memory, or with status 4 (3 while it reads or writes) and a message, never by a signal, and
leaves no file that is not whole. A service answers each line in order: one that lacked memory with an error, others
as ever. Every n that is tried is a third larger than the one before; with EVERY=1 each is.

A command that lacks a library names the package that has it, and goes on where it can do without.
"""
import gzip
import os
import pathlib
import select
import subprocess
import sys
import tempfile

JOBS = b"""{"id":1,"command":"grad","expr":"sum(sin(x)^2)","at":{"x":[1,2,3]}}
{"id":2,"command":"eval","expr":"zeta(1/3)+sin(22/3)","digits":30}
{"id":3,"command":"eval","expr":"x+1/","at":{"x":0.25}}
{"id":4,"command":"eval","expr":"sum(x)","at":{"x":"@a.npz[x]"}}
{"id":5,"command":"eval","expr":"1+1"}
"""
KEYS = b"x = 3\rx^2 + 1\rsi\t(0)\r\x1b[A\rquit\r" + b"\x04" * 4
ROWS = b'{"x":1,"y":2}\n{"x":3,"y":4}\n'
# Words of the command, and its input.
COMMANDS = {
    "digits": (["eval", "sin(22/3)", "-n", "50"], b""),
    "doubles": (["grad", "sum(sin(x)^2)", "--at", "x=range(300)"], b""),
    "threads": (["eval", "sum(zeta(range(500)/7+2))", "--numbers", "double", "-j", "2"], b""),
    "json": (["jacobian", "x*y", "x+y", "--at", "x=1,y=2", "-f", "json"], b""),
    "archive": (["eval", "sum(x)", "--at", "x=@a.npz[x]"], b""),
    "json point": (["eval", "x", "--at", "@p.json"], b""),
    "csv": (["eval", "sum(x)", "--at", "x=@t.csv"], b""),
    "to an archive": (["eval", "range(100)", "-o", "out.npz"], b""),
    "to safetensors": (["grad", "sum(x^2)", "--at", "x=range(50)", "-o", "out.safetensors"], b""),
    "code": (["grad", "sum(sin(x)^2)", "--shape", "x=[n]", "-f", "c", "-o", "out.c"], b""),
    "latex": (["hessian", "exp(x*y)", "-f", "latex"], b""),
    "explain": (["diff", "sin(x)^2/x", "--explain"], b""),
    "limit": (["limit", "sin(x)/x", "--at", "x=0"], b""),
    "taylor": (["taylor", "exp(sin(x))", "--at", "x=0"], b""),
    "plot": (["plot", "abs(x)", "--range", "x=-1:1", "--width", "24"], b""),
    "check": (["check", "x^3", "--equals", "3*x^2"], b""),
    "table": (["grad", "x^2*y", "--points", "t.csv", "-j", "2"], b""),
    "json table": (["eval", "x*y", "--points", "-", "-f", "json"], ROWS),
    "archive table": (["eval", "x^2", "--points", "a.npz"], b""),
    "service": (["run", "-", "-j", "1"], JOBS),
    "service of two": (["run", "-", "-j", "2"], JOBS),
    "prompt": (["repl"], KEYS),
    "help": (["help", "sin"], b""),
    "training": (["backprop", "(w*x-1)^2", "--weights", "w", "--at", "w=.5,x=1", "--lr", ".1", "--steps", "5"], b""),
    "svd": (["eval", "sum(svdvals(eye(310)*3))", "--numbers", "double"], b""),
    "kink": (["diff", "abs(x)", "--at", "x=0"], b""),
}
# Commands where no library can be opened: the words, the input, and what the message or the answer has.
WITHOUT = {
    "an archive": (["eval", "sum(x)", "--at", "x=@a.npz[x]"], b"", 3, "install libzip4 (Debian)"),
    "to an archive": (["eval", "range(9)", "-o", "out.npz"], b"", 3, "install libzip4 (Debian)"),
    "gzip": (["eval", "sum(x)", "--at", "@t.csv.gz"], b"", 3, "install zlib1g (Debian)"),
    "gzip, a table": (["eval", "x", "--points", "t.csv.gz"], b"", 3, "install zlib1g (Debian)"),
    "Zstandard": (["eval", "sum(x)", "--at", "@t.csv.zst"], b"", 3, "install libzstd1 (Debian)"),
    "JSON": (["eval", "x", "--at", "@p.json"], b"", 3, "install libcjson1 (Debian)"),
    "jobs": (["run", "-"], JOBS, 3, "install libcjson1 (Debian)"),
    "special functions": (["eval", "gammainc(2, 3)"], b"", 3, "install libflint-arb2 (Debian 12)"),
    "the prompt": (["repl"], b"1 + 1\n", 0, "2"),
    "arrays": (["eval", "sum(sin(x)@cos(x))", "--at", "x=[[0,0],[0,0]]", "--numbers", "double"], b"", 0, "0"),
    "lines of JSON": (["eval", "x*y", "--points", "-", "-f", "json"], ROWS, 0, '{"value":12}'),
}


def run_without(folder, name):
    """Whether a command without libraries ends as it should."""
    words, given, status, says = WITHOUT[name]
    done = subprocess.run([BINARY] + words, cwd=folder, env=dict(os.environ, LD_PRELOAD=f"{LIBRARIES}/without.so"),
                          input=given, capture_output=True, timeout=60, check=False)
    told = (done.stdout + done.stderr).decode()
    if done.returncode == status and says in told:
        return True
    print(f"without libraries, {name}: status {done.returncode}: {told[-300:]}")
    return False


PATIENCE = 60  # seconds


def at_terminal(words, given, folder, variables, mark):
    """Runs the words with the keys that are given, typed ahead. Returns the status and the output."""
    master, slave = os.openpty()
    program = subprocess.Popen(words, stdin=slave, stdout=slave, stderr=slave, cwd=folder, env=variables,
                               pass_fds=(mark,), start_new_session=True)
    os.close(slave)
    os.write(master, given)
    out = b""
    try:
        while select.select([master], [], [], PATIENCE)[0]:
            part = os.read(master, 65536)
            if b"\x1b[c" in part:  # asks what kind of terminal this is
                os.write(master, b"\x1b[?62;c")
            out += part
    except OSError:  # it is gone
        pass
    os.close(master)
    program.kill()  # unless it has ended
    return program.wait(), out


class Run:
    """One run of the program in a folder of its own."""

    def __init__(self, folder, words, given, n=0, for_good=False):
        before = {path.name for path in folder.iterdir()}
        read, write = os.pipe()
        variables = dict(os.environ, LD_PRELOAD=f"{LIBRARIES}/refuse.so", REFUSE_AT=str(n), REFUSE_MARK=str(write), HOME=str(folder),
                         TERM="xterm", XDG_STATE_HOME=str(folder / "state"))
        if for_good:
            variables["REFUSE_ALL"] = "1"
        if given == KEYS:
            self.status, out, errors = *at_terminal([BINARY] + words, given, folder, variables, write), b""
        else:
            done = subprocess.run([BINARY] + words, cwd=folder, env=variables, input=given, capture_output=True,
                                  pass_fds=(write,), timeout=PATIENCE, check=False)
            self.status, out, errors = done.returncode, done.stdout, done.stderr
        os.close(write)
        self.hit = os.read(read, 1) != b""
        os.close(read)
        self.out, self.errors = out.decode(errors="replace"), errors.decode()
        self.files = {}
        for path in [path for path in folder.iterdir() if path.name not in before]:
            self.files[path.name] = path.read_bytes()
            path.unlink()


def fault_of_service(run, want, for_good):
    """What is wrong with the answers of a service, or None."""
    lines, wanted = run.out.splitlines(), want.out.splitlines()
    others = sum(one != other for one, other in zip(lines, wanted))
    if any(one != other and '"error"' not in one for one, other in zip(lines, wanted)):
        return "a wrong answer"
    if len(lines) == len(wanted):
        return None if others <= 1 or for_good else "more than one answer is missing"
    if run.status in (3, 4) and (run.errors if not lines else '"error"' in lines[-1]):
        return None  # it could not begin, or not read the next line
    return f"{len(lines)} answers to {len(wanted)} lines"


def fault(name, run, want, for_good):
    """What is wrong with a run that lacked memory, or None."""
    if run.status < 0 or run.status > 4:
        return "it was ended"
    if name.startswith("service"):
        return fault_of_service(run, want, for_good)
    if name == "prompt":
        return None if "10" in run.out or "out of memory" in run.out else "no answer"
    if (run.status, run.out, run.files) == (want.status, want.out, want.files):
        return None
    if run.status not in (3, 4):
        return "another answer"
    if not run.errors and '"error"' not in run.out:
        return "no message"
    if any(run.files[file] != want.files.get(file) for file in run.files):
        return "a file that is not whole"
    if not want.out.startswith(run.out) and '"error"' not in run.out:
        return "a wrong part of an answer"
    return None


def next_place(n):
    return n + 1 if os.environ.get("EVERY") else n + 1 + n // 3


def try_everywhere(name, folder):
    """How many runs were right, and were not."""
    words, given = COMMANDS[name]
    want = Run(folder, words, given)
    counts = [0, 0]
    for for_good in (False, True):
        n, hit = 1, True
        while hit:
            run = Run(folder, words, given, n, for_good)
            wrong = fault(name, run, want, for_good)
            counts[wrong is not None] += 1
            if wrong:
                print(f"{name}, allocation {n}{' and all after it' if for_good else ''}: {wrong}; status {run.status}: "
                      f"{run.out[-200:]}{run.errors[-200:]}")
            n, hit = next_place(n), run.hit
    return counts


def main(names):
    passed = failed = 0
    with tempfile.TemporaryDirectory() as top:
        folder = pathlib.Path(top)
        (folder / "state").mkdir()
        (folder / "p.json").write_text('{"x":[1,2,3]}')
        (folder / "t.csv").write_text("x,y\n" + "".join(f"{i},{i + 1}\n" for i in range(20)))
        subprocess.run([BINARY, "grad", "sum(x)", "--at", "x=range(5)", "-o", "a.npz"], cwd=folder, check=True)
        (folder / "t.csv.gz").write_bytes(gzip.compress(b"x,y\n1,2\n"))
        (folder / "t.csv.zst").write_bytes(b"\x28\xb5\x2f\xfd\x20\x08\x41\0\0x,y\n1,2\n")  # one raw block
        for name in [] if names else WITHOUT:
            fine = run_without(folder, name)
            passed, failed = passed + fine, failed + (not fine)
        for name in names or COMMANDS:
            good, bad = try_everywhere(name, folder)
            passed, failed = passed + good, failed + bad
    print(f"{passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    BINARY, LIBRARIES = os.path.realpath(sys.argv[1]), os.path.realpath(sys.argv[2])
    sys.exit(main(sys.argv[3:]))
