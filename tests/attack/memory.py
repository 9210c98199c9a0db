"""Little memory, small files, closed descriptors: an error with a status of dcalc's own, never a crash."""

import os
import resource

import processes

MORE = [["eval", "sum(exp(x))", "--at", "x=range(1000000)"], ["eval", "inv(A)", "--at", "A=eye(60)*pi"], ["grad", "x^2"],
        ["eval", "gamma(1/3)", "-n", "5000"], ["taylor", "exp(sin(x))", "--order", "60", "--at", "x=1"]]  # fmt: skip


def attack(attack):
    dice = attack.dice
    while attack.goes_on():
        words = list(dice.choice(processes.WORK + MORE))
        megabytes, closed = dice.uniform(15, 400), dice.choice([None, None, 0, 1, 2])
        size = dice.choice([None, None, 0, 1000, 100000])
        if size is not None:
            words += ["-o", os.path.join(attack.folder, "out.csv")]

        def limit():
            resource.setrlimit(resource.RLIMIT_AS, (int(megabytes * 2**20),) * 2)
            if size is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
            if closed is not None:
                os.close(closed)

        done = processes.run(attack, words, preexec_fn=limit)
        attack.count("limited runs")
        attack.count("answered", done.returncode == 0)
        loader = done.returncode == 127  # the system could not even load the program
        attack.expect(
            done.returncode in (0, 1, 2, 3, 4) or loader,
            "%s with %.1f MiB, files of %s, descriptor %s closed: %d %r" % (words, megabytes, size, closed, done.returncode, done.stderr[-300:]),
        )
        for name in os.listdir(attack.folder):
            attack.expect(name == "out.csv" and done.returncode == 0, "%s leaves %s" % (words, name))
            os.unlink(os.path.join(attack.folder, name))
