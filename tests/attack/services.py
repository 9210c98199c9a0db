"""A service whose lines are broken, slow, huge and interleaved: one answer a line, in order, in flat memory."""

import json

from service import Service

BROKEN = [b"junk", b"{", b"[", b'{"command":', b"}{", b"\xff\xfe\x00", b'{"command":"grad"}', b'{"command":"grad","expr":"x^"}', b"[]", b"null",
          b'{"command":"grad","expr":"log(x)","at":{"x":-1}}', b'[{"command":"eval","expr":"1"},{"command":"eval","expr":"2"}]',
          b'"text"', b"1e5", b'{"command":"run"}', b'{"command":"eval","expr":"@x"}', b'{"jobs":[]}', b'{"a":' * 50, b"[" * 5000]  # fmt: skip


def whole(dice, number):
    """A job whose answer is known, with its number as its id."""
    a, b = dice.randint(-99, 99), dice.randint(-99, 99)
    job = {"id": number, "command": "grad", "expr": "%d*x^2 + x*y" % a, "at": {"x": b, "y": 1}}
    return json.dumps(job).encode(), lambda r: r.get("gradient") == {"x": 2 * a * b + 1, "y": b} and r.get("id") == number


def slow(number):
    job = {"id": number, "command": "eval", "expr": "gamma(x)", "at": {"x": "1/3"}, "digits": 100000, "timeout": 0.05}
    return json.dumps(job).encode(), lambda r: r.get("error", {}).get("kind") == "limit" and r.get("id") == number


def huge(dice, number):
    n = dice.choice([100, 5000, 200000])
    job = {"id": number, "command": "eval", "expr": "sum(x)", "at": {"x": [1] * n}}
    return json.dumps(job).encode(), lambda r: r.get("value") == n and r.get("id") == number


def wide(dice, number):
    terms = dice.randint(100, 3000)
    job = {"id": number, "command": "diff", "expr": "+".join(["x"] * terms), "wrt": "x", "at": {"x": 3}}
    return json.dumps(job).encode(), lambda r: r.get("derivative") == terms and r.get("id") == number


def any_line(dice, number):
    r = dice.random()
    if r < 0.6:
        return whole(dice, number)
    if r < 0.62:
        return slow(number)
    if r < 0.65:
        return huge(dice, number)
    if r < 0.7:
        return wide(dice, number)
    if r < 0.75:
        return b"  \t", None
    return dice.choice(BROKEN), lambda r: isinstance(r, list) or "error" in r


def attack(attack):
    dice = attack.dice
    service = Service(attack.binary, *dice.choice([[], ["-j", "2"], ["--no-files"]]))
    first, number = whole(dice, -1)
    service.write(first + b"\n")  # the first line decides that lines have answers
    attack.expect(number(service.line()), "the first job")
    largest = dict(command="eval", expr="sum(x)", at={"x": [1] * 200000})
    for _ in range(8):  # what the largest job takes is kept for the next, in each thread
        service.write(json.dumps(largest).encode() + b"\n")
    for _ in range(8):
        attack.expect(service.line().get("value") == 200000, "one of the largest jobs")
    resident, number, rounds = None, 0, 0
    while attack.goes_on():
        waiting, data = [], b""
        for _ in range(dice.randint(1, 60)):
            line, fits = any_line(dice, number)
            number += 1
            data += line + b"\n"
            if fits:
                waiting.append((line, fits))
        while data:  # in pieces that respect no line
            cut = dice.randint(1, max(1, len(data)))
            service.write(data[:cut])
            data = data[cut:]
        for line, fits in waiting:
            answer = service.line()
            attack.count("jobs")
            if not attack.expect(fits(answer), "out of step or wrong: %r has %s" % (line[:200], str(answer)[:200])):
                break
        rounds += 1
        if rounds == 40:
            resident = service.resident()
    if resident:
        grown = service.resident() - resident
        attack.expect(grown < 64 * 1024, "the service grew by %d KiB in %d jobs" % (grown, number))
    status, left = service.end()
    attack.expect(status in (0, 1) and left == b"", "the service ends with %d and %r" % (status, left[:200]))
