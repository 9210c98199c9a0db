"""Signals at random times: the end comes soon, with the status of the signal, and leaves nothing half done."""

import os
import signal
import subprocess
import time

import processes

LONG = [["eval", "gamma(1/3)", "-n", "100000"], ["eval", "det(x)", "--at", "x=eye(400)*pi"], ["taylor", "sin(exp(x))", "--order", "400", "--at", "x=1"],
        ["backprop", "sum((A@w)^2)", "--weights", "w", "--at", "A=eye(200),w=range(200)", "--lr", "1e-3", "--steps", "1000000"],
        ["run", "-"], ["eval", "x", "--points", "-"],
        ["eval", "range(200000)"], ["eval", "f(x) = x; f(range(3))", "-f", "json"]]  # fmt: skip
ENDS = {signal.SIGINT: 130, signal.SIGTERM: 143}


def attack(attack):
    dice = attack.dice
    while attack.goes_on():
        words = dice.choice(LONG + processes.WORK)
        path = os.path.join(attack.folder, "out.csv")
        writes = words in processes.WORK
        process = subprocess.Popen(
            [attack.binary, *words, *(["-o", path] if writes else [])], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        time.sleep(dice.choice([0, 0.001, 0.01, 0.05, 0.2]) * dice.random())
        number = dice.choice(list(ENDS))
        begun = time.monotonic()
        process.send_signal(number)
        if dice.random() < 0.3:
            time.sleep(0.001 * dice.random())
            process.send_signal(number)
        try:
            if dice.random() < 0.5:
                process.wait(timeout=30)  # nobody reads
            process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            attack.fail("%s goes on after %s" % (words, number.name))
            continue
        attack.count("signals")
        late = time.monotonic() - begun
        attack.expect(late < 5, "%s ends %.1f s after %s" % (words, late, number.name))
        # before the program has asked for the signal, it ends as any process
        fine = process.returncode in (0, 1, 2, 4, ENDS[number], -number)
        attack.expect(fine, "%s ends with %d after %s" % (words, process.returncode, number.name))
        left = [name for name in os.listdir(attack.folder) if name != "out.csv"]
        attack.expect(not left, "%s leaves %s after %s" % (words, left, number.name))
        for name in os.listdir(attack.folder):
            os.unlink(os.path.join(attack.folder, name))
