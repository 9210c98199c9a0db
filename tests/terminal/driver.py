"""A program on a pseudo-terminal: keys go in when what they answer to has been seen. Nothing waits longer than PATIENCE,
and no program outlives its test."""
import fcntl
import os
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

PATIENCE = 60  # seconds; once something was waited for in vain, the rest waits less
LITTLE = 10
CONTROL = re.compile(r"\x1b(\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[()][A-Z0-9]|[=>])|[\x07\x0f]")
HERE = os.path.dirname(os.path.abspath(__file__))


class Failed(Exception):
    """What was expected was not seen in time."""


class Terminal:
    failed = False

    def __init__(self, words, home, columns=80, **variables):
        self.text = ""
        self.columns = columns
        self.locale = {name: value for name, value in variables.items() if name == "LANG"}
        self.patience = LITTLE if Terminal.failed else PATIENCE
        self.master, slave = os.openpty()
        self.resize(columns)
        self.before = termios.tcgetattr(self.master)
        keep = {name: os.environ[name] for name in ("PATH", "ASAN_OPTIONS", "LOCPATH") if name in os.environ}
        self.program = subprocess.Popen(
            [sys.executable, "-S", os.path.join(HERE, "child.py"), *words], stdin=slave, stdout=slave, stderr=slave,
            cwd=home, env={"HOME": str(home), "TERM": "xterm", **keep, **variables}, start_new_session=True)
        os.close(slave)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.program.returncode is None:
            self.program.kill()
            self.program.wait()
        if self.master >= 0:
            os.close(self.master)

    def resize(self, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))

    def read(self, end):
        """Adds what the program writes next, or returns False: at its end, or when time is over."""
        left = end - time.monotonic()
        if left <= 0 or not select.select([self.master], [], [], left)[0]:
            return False
        try:
            part = os.read(self.master, 65536)
        except OSError:
            return False
        if b"\x1b[c" in part or b"\x1b[0c" in part:  # asks what kind of terminal this is
            os.write(self.master, b"\x1b[?62;c")
        self.text += part.decode(errors="surrogateescape")
        return bool(part)

    def sees(self, pattern):
        """Waits for the pattern, commands to the terminal left out, and forgets what came before its end."""
        end = time.monotonic() + self.patience
        while True:
            plain = CONTROL.sub("", self.text)
            found = re.search(pattern, plain)
            if found:
                self.text = plain[found.end():]
                return found
            if not self.read(end):
                Terminal.failed, self.patience = True, LITTLE
                raise Failed(f"no {pattern!r} in ...{self.text[-400:]!r}")

    def types(self, keys):
        os.write(self.master, keys.encode())

    def status(self):
        """Reads to the end of the output and returns the exit status."""
        end = time.monotonic() + PATIENCE
        while self.read(end):
            pass
        return self.program.wait(max(0.01, end - time.monotonic()))

    def hang_up(self):
        os.close(self.master)
        self.master = -1
        return self.program.wait(PATIENCE)


class Tally:
    """Counts checks; `with tally("name"):` is one."""

    def __init__(self):
        self.passed = self.failed = 0

    def __call__(self, name):
        self.name = name
        return self

    def __enter__(self):
        pass

    def __exit__(self, kind, what, _):
        self.passed += kind is None
        self.failed += kind is not None
        if kind is not None:
            print(f"{self.name}: {kind.__name__}: {what}", flush=True)
        return kind is not None and issubclass(kind, Exception)

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(self.failed != 0)


class Home:
    """A folder that is gone afterwards."""

    def __enter__(self):
        self.path = tempfile.mkdtemp()
        return self.path

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


def stop_and_go(program):
    """Ctrl-Z and fg."""
    os.kill(program.pid, signal.SIGTSTP)
    os.waitid(os.P_PID, program.pid, os.WSTOPPED | os.WNOWAIT)
    os.kill(program.pid, signal.SIGCONT)
