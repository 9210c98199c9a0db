#!/usr/bin/python3
# Tests cmd/complete.c, cmd/generate.c, cmd/history.c, cmd/interrupt.c, cmd/libedit.c, cmd/line.c, cmd/prompt.c,
# cmd/repl.c, cmd/screen.c, cmd/typing.c.
"""run.py BINARY: what only a person at a terminal sees: the prompt, and completion in shells. Ends with: N passed, N failed."""
import json
import os
import re
import subprocess
import sys

import prompt
import shells
from driver import Home, PATIENCE, Tally

LONGEST = 600  # seconds, after which the rest is given up


def make_locales(folder):
    """No locale, that of UTF-8, and Russian where the system can make it."""
    made = subprocess.run(["localedef", "-i", "ru_RU", "-f", "UTF-8", folder + "/ru_RU.UTF-8"], timeout=PATIENCE,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode <= 1
    if not made:
        print("not judged: ru_RU.UTF-8 cannot be made here")
    os.environ["LOCPATH"] = folder
    return [{}, {"LANG": "C.UTF-8"}, *([{"LANG": "ru_RU.UTF-8"}] if made else [])]


def both(binary):
    """Two parts side by side, each in a process of its own."""
    with Home() as folder:
        locales = json.dumps(make_locales(folder))
        parts = [subprocess.Popen([sys.executable, "-B", __file__, binary, part, locales], stdout=subprocess.PIPE, text=True)
                 for part in ("prompt", "shells")]
        passed = failed = 0
        for part in parts:
            try:
                told = part.communicate(timeout=LONGEST)[0]
            except subprocess.TimeoutExpired:
                part.kill()
                told = part.communicate()[0]
            total = re.search(r"(\d+) passed, (\d+) failed\n$", told)
            print(told[:total.start()] if total else told + "a part did not end\n", end="")
            passed, failed = passed + int(total[1] if total else 0), failed + int(total[2] if total else 1)
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed != 0)


def main():
    binary = os.path.abspath(sys.argv[1])
    if len(sys.argv) == 2:
        both(binary)
    tally = Tally()
    locales = json.loads(sys.argv[3])
    if sys.argv[2] == "prompt":
        prompt.run(binary, locales, tally)
    else:
        shells.run(binary, locales, tally)
    tally.end()


main()
