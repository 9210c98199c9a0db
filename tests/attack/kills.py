"""Killed in mid-write: a file is the old one or the whole new one, never a part."""

import os
import time

import processes


def attack(attack):
    dice = attack.dice
    words, kind = dice.choice(processes.WORK), dice.choice(processes.FORMATS)
    path = os.path.join(attack.folder, "out." + kind)
    whole = processes.run(attack, [*words, "-o", path])
    if whole.returncode != 0:  # a format that does not hold this
        return
    new, old = processes.contents(path), b"the old contents\n"
    begun = time.monotonic()
    processes.run(attack, [*words, "-o", path])
    length = time.monotonic() - begun
    while attack.goes_on():
        with open(path, "wb") as out:
            out.write(old)
        process = processes.start(attack, [*words, "-o", path])
        time.sleep(dice.uniform(0, 1.2 * length))
        process.kill()
        process.communicate()
        attack.count("kills")
        found = processes.contents(path)
        attack.count("found new", found == new)
        attack.expect(found in (old, new), "%s -o out.%s leaves %s bytes of %d" % (words, kind, found and len(found), len(new)))
        for name in os.listdir(attack.folder):
            if name != os.path.basename(path):
                os.unlink(os.path.join(attack.folder, name))  # a temporary file, which nobody could remove
