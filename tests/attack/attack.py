#!/usr/bin/env python3
"""Attacks dcalc for a while and prints what it withstood.

    python3 tests/attack/attack.py BINARY [SECONDS [SEED [KIND...]]]

The kinds of attack take turns until the time is up: random programs against Arb (python-flint), kinks
against exact rationals, mutated files, a service of jobs with broken, slow, huge and interleaved lines,
kills in mid-write, signals at random times, little memory, and generated C and Python beside doubles.
A wrong digit, a crash, a hang, a lost or out-of-step answer, a file half written or memory that grows
is a failure: the case is printed with the seed that makes it again, and the exit status is 1.
"""

import importlib
import os
import random
import signal
import sys
import tempfile
import time
import traceback

KINDS = ["programs", "kinks", "files", "services", "kills", "signals", "memory", "generated"]
TURN = 10  # seconds, at most


class Attack:
    """What an attack has to work with, and where it counts."""

    def __init__(self, kind, binary, seed):
        self.kind, self.binary, self.seed = kind, binary, seed
        self.counts, self.failures, self.left_out = {}, [], None
        self.seconds = 0.0
        self.dice, self.until, self.folder = random.Random(seed), 0.0, None

    def goes_on(self):
        return time.monotonic() < self.until

    def count(self, what, n=1):
        self.counts[what] = self.counts.get(what, 0) + n

    def fail(self, text):
        self.failures.append(text)
        print("FAIL  %s (seed %s): %s" % (self.kind, self.seed, text), flush=True)

    def expect(self, holds, text):
        if not holds:
            self.fail(text)
        return holds


def take_turn(attack, module, seconds):
    begun = time.monotonic()
    attack.until = begun + seconds
    with tempfile.TemporaryDirectory(prefix="dcalc-attack-") as folder:
        attack.folder = folder
        try:
            module.attack(attack)
        except Exception:  # an attack that cannot go on is no success
            attack.fail("the attack itself:\n" + traceback.format_exc())
    attack.seconds += time.monotonic() - begun


def report(attacks):
    print()
    for attack in attacks:
        figures = ", ".join("%s %s" % (format(n, ","), what) for what, n in attack.counts.items())
        if attack.left_out:
            figures = "left out: " + attack.left_out
        print("%-10s %7.1f s  %s" % (attack.kind, attack.seconds, figures))
    failed = sum(len(attack.failures) for attack in attacks)
    print("%d failures" % failed)
    return failed == 0 and any(attack.counts for attack in attacks)


def main():
    binary = os.path.realpath(sys.argv[1])
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 60
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else int(time.time())
    kinds = sys.argv[4:] or KINDS
    attacks = [Attack(kind, binary, seed * 1000 + i) for i, kind in enumerate(kinds)]
    modules = [importlib.import_module(kind) for kind in kinds]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # shells ignore it for what runs in the background
    end = time.monotonic() + seconds
    turn = max(1.0, min(TURN, seconds / len(kinds)))
    print("seed %d, %g seconds" % (seed, seconds), flush=True)
    while time.monotonic() < end:
        for attack, module in zip(attacks, modules):
            if not attack.left_out:
                take_turn(attack, module, min(turn, max(0.5, end - time.monotonic())))
    sys.exit(0 if report(attacks) else 1)


main()
