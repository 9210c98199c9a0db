"""Files of every kind that dcalc reads, mutated: an answer or an error, in time, and no crash."""

import gzip
import os
import subprocess

TEXTS = {
    "a.csv": b"x,y\n1,2\n3.5,-4e-3\n1e400,0x1p3\n",
    "b.csv": b"1,2,3\n4,5,6\n",
    "c.tsv": b"x\ty\n1\t2\n3\t4\n",
    "d.json": b'{"x": [1, 2.5, -3e-7], "y": [[1, 2], [3, 4]], "z": "1/3"}\n',
    "e.ndjson": b'{"x": 1, "y": 2}\n{"x": 3, "y": null}\n{"y": 5, "x": [1]}\n',
    "f.jobs": b'{"command":"grad","expr":"x^2*y","at":{"x":1,"y":2}}\n{"command":"eval","expr":"1+1"}\n',
    "g.mtx": b"%%MatrixMarket matrix coordinate real general\n2 2 3\n1 1 1.5\n2 1 -2\n2 2 1e300\n",
    "h.dcalc": b"a = x^2; b = where(a > 1, sin(a), cos(x)); det([[a, b], [1, x]])\n",
}
MEMBERS = os.path.join(os.path.dirname(__file__), "..", "data", "members")
INTERESTING = [b"\0", b"\xff", b"\x7f", b"\n", b"\r\n", b",", b'"', b"\\", b"[", b"]", b"{", b"}", b"nan", b"inf", b"1e999999999",
               b"-", b"\xff\xff\xff\xff", b"\0\0\0\x80", b"\xef\xbb\xbf", b"99999999999999999999", b"(" * 300]  # fmt: skip


def seeds():
    found = dict(TEXTS)
    for name in os.listdir(MEMBERS):
        path = os.path.join(MEMBERS, name)
        if os.path.isfile(path) and os.path.getsize(path) < 100000:
            found[name] = open(path, "rb").read()
    found["i.csv.gz"] = gzip.compress(TEXTS["a.csv"])
    return sorted(found.items())


def mutated(dice, data):
    data = bytearray(data)
    for _ in range(dice.choice([1, 1, 2, 4, 16])):
        at, how = dice.randint(0, len(data)), dice.randint(0, 6)
        if how == 0 and data:
            data[at % len(data)] ^= 1 << dice.randint(0, 7)
        elif how == 1 and data:
            data[at % len(data)] = dice.randint(0, 255)
        elif how == 2:
            data[at:at] = dice.choice(INTERESTING)
        elif how == 3:
            piece = dice.choice(INTERESTING)
            data[at : at + len(piece)] = piece
        elif how == 4:
            del data[at : at + dice.randint(1, 40)]
        elif how == 5:
            other = dice.randint(0, len(data))
            data[at:at] = data[other : other + dice.randint(1, 200)]
        elif dice.random() < 0.3:
            del data[at:]
    return bytes(data)


def commands(path):
    return [["eval", "x", "--at", "x=@" + path], ["eval", "x + y", "--at", "@" + path], ["grad", "x*y", "--points", path],
            ["grad", "sum(x)", "--at", "@" + path, "-f", "json"], ["run", path], ["eval", "--file", path, "--at", "x=2"]]  # fmt: skip


def attack(attack):
    dice, kinds = attack.dice, seeds()
    while attack.goes_on():
        name, data = dice.choice(kinds)
        path = os.path.join(attack.folder, name)
        bad = mutated(dice, data)
        with open(path, "wb") as out:
            out.write(bad)
        words = dice.choice(commands(path))
        attack.count("mutated files")
        try:
            done = subprocess.run([attack.binary, *words, "--timeout", "10"], stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        except subprocess.TimeoutExpired:
            attack.fail("%s hangs on %r" % (words[:2], bad[:400]))
            continue
        attack.count("answered", done.returncode == 0)
        attack.expect(done.returncode in (0, 1, 2, 3, 4), "%s ends with %d on %s: %r" % (words[:2], done.returncode, name, bad[:400]))
        attack.expect(done.returncode == 0 or done.stderr or words[0] == "run", "%s says nothing of %s: %r" % (words[:2], name, bad[:400]))
