"""A process of `dcalc run -`, which answers a line with a line."""

import json
import os
import select
import subprocess
import time


class Service:
    def __init__(self, binary, *options):
        self.process = subprocess.Popen(
            [binary, "run", "-", *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.rest = b""

    def write(self, data):
        """Writes bytes while it reads what comes back, so that neither side waits for the other."""
        os.set_blocking(self.process.stdin.fileno(), False)
        while data:
            readable, writable, _ = select.select([self.process.stdout], [self.process.stdin], [], 60)
            if not readable and not writable:
                raise TimeoutError("the service takes nothing in")
            if readable:
                self._read()
            if writable:
                try:
                    data = data[os.write(self.process.stdin.fileno(), data[:65536]) :]
                except BlockingIOError:
                    pass

    def _read(self):
        more = os.read(self.process.stdout.fileno(), 1 << 20)
        if not more:
            raise EOFError("the service ended with status %s" % self.process.wait())
        self.rest += more

    def line(self, seconds=60):
        """The next line of answer, as JSON; decimals as they are written."""
        end = time.monotonic() + seconds
        while b"\n" not in self.rest:
            if not select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))[0]:
                raise TimeoutError("no answer")
            self._read()
        line, self.rest = self.rest.split(b"\n", 1)
        return json.loads(line, parse_float=str)

    def ask(self, *jobs):
        self.write(b"".join(json.dumps(job).encode() + b"\n" for job in jobs))
        return [self.line() for _ in jobs]

    def resident(self):
        """Kilobytes of memory in use."""
        with open("/proc/%d/status" % self.process.pid) as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))

    def end(self):
        self.process.stdin.close()
        left = self.rest + self.process.stdout.read()
        return self.process.wait(timeout=60), left
