#!/usr/bin/python3
# Tests cmd/history.c, cmd/libedit.c, cmd/prompt.c, cmd/interrupt.c.
"""run.py BINARY: what only a person at a terminal sees: the prompt's editing and history, Ctrl-C.

The program runs on a pseudo-terminal with a home of its own. Keys are sent once what they answer to is seen.
"""
import os
import pathlib
import pty
import re
import select
import sys
import tempfile
import time

UP, CONTROL_A, CONTROL_C, CONTROL_D, TAB = "\x1b[A", "\x01", "\x03", "\x04", "\t"
PATIENCE = 60
binary = os.path.abspath(sys.argv[1])
home = pathlib.Path(tempfile.mkdtemp())
passed = failed = 0


class Terminal:
    def __init__(self, *arguments, **variables):
        self.text = ""
        self.pid, self.side = pty.fork()
        if self.pid == 0:
            os.chdir(home)
            os.execve(binary, ["dcalc", *arguments], {"HOME": str(home), "TERM": "xterm", **variables})

    def read(self):
        """Some of what the program wrote; False at its end."""
        try:
            ready = select.select([self.side], [], [], 0.2)[0]
            part = os.read(self.side, 65536) if ready else b" "
        except OSError:
            return False
        self.text += part.decode() if ready else ""
        return bool(part)

    def sees(self, pattern):
        """Waits until the pattern is written, and forgets what came before its end."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = re.search(pattern, self.text)
            if found:
                self.text = self.text[found.end():]
                return True
            if not self.read():
                break
        return bool(re.search(pattern, self.text))

    def types(self, keys):
        os.write(self.side, keys.encode())

    def answers(self, keys, pattern):
        self.types(keys)
        return self.sees(pattern)

    def status(self):
        while self.read():
            pass
        os.close(self.side)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def check(name, ok, terminal=None):
    global passed, failed
    passed, failed = passed + bool(ok), failed + (not ok)
    if not ok:
        print(name, repr(terminal.text) if terminal else "")


def prompt():
    t = Terminal("repl")
    check("prompt", t.sees("> "), t)
    check("definition", t.answers("x = 3\r", "x = 3[^>]*> "), t)
    check("value", t.answers("x^2 + 100\r", r"109\r?\n"), t)
    check("last line again", t.answers(UP + "\r", r"109\r?\n"), t)
    check("editing", t.answers("11" + CONTROL_A + "20*\r", r"220\r?\n"), t)
    check("Ctrl-C drops the line", t.answers("1 + 6000" + CONTROL_C, "> "), t)
    check("and goes on", t.answers("7*3\r", r"21\r?\n"), t)
    t.types(CONTROL_D)
    check("Ctrl-D ends it", t.status() == 0, t)


def history():
    path = home / ".local/state/dcalc/history"
    check("history is kept", path.is_file() and "x^2 + 100" in path.read_text().replace("\\040", " "))
    t = Terminal("repl")
    t.sees("> ")
    check("history of the session before", t.answers(UP + "\r", r"21\r?\n"), t)
    t.types(CONTROL_D)
    t.status()
    t = Terminal("repl", XDG_STATE_HOME=str(home / "state"))
    t.sees("> ")
    t.answers("5*5\r", r"25\r?\n")
    t.types(CONTROL_D)
    t.status()
    check("XDG_STATE_HOME", (home / "state/dcalc/history").is_file())


for part in (prompt, history):
    part()
print(f"{passed} passed, {failed} failed")
sys.exit(failed != 0)
