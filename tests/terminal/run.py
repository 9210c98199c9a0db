#!/usr/bin/python3
# Tests cmd/complete.c, cmd/history.c, cmd/interrupt.c, cmd/libedit.c, cmd/line.c, cmd/prompt.c, cmd/repl.c,
# cmd/screen.c, cmd/typing.c.
"""run.py BINARY: the prompt on pseudo-terminals. Ends with: N passed, N failed."""
import os
import subprocess
import sys

import prompt
from driver import Home, PATIENCE, Tally


def locales(folder):
    """No locale, that of UTF-8, and Russian where the system can make it."""
    made = subprocess.run(["localedef", "-i", "ru_RU", "-f", "UTF-8", folder + "/ru_RU.UTF-8"], timeout=PATIENCE,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode <= 1
    if not made:
        print("not judged: ru_RU.UTF-8 cannot be made here")
    os.environ["LOCPATH"] = folder
    return [{}, {"LANG": "C.UTF-8"}, *([{"LANG": "ru_RU.UTF-8"}] if made else [])]


def main():
    binary, tally = os.path.abspath(sys.argv[1]), Tally()
    with Home() as folder:
        prompt.run(binary, locales(folder), tally)
    tally.end()


main()
