"""Sessions of the library, one a thread, and how Ctrl-C reaches a question that is being answered."""
import ctypes
import os
import signal
import threading
import time

from ._errors import error_of
from ._library import Limits, lib

_main = threading.main_thread().ident
_running = [0]  # the main thread's session while the library works for it, else 0
_turn = [0]  # how many questions the main thread has asked
_turns = threading.Lock()
_limits = {}
_generation = [0]
process = [0]  # changes in a child; what a parent made is left alone there


class Session:
    """A session; freed with the last reference to it."""

    def __init__(self):
        self.handle = lib.dcalc_new()
        if not self.handle:
            raise MemoryError("dcalc: out of memory")
        self.generation, self.process = -1, process[0]

    def __del__(self):
        if getattr(self, "handle", None) and lib is not None and self.process == process[0]:
            lib.dcalc_free(self.handle)


_local = threading.local()


def session():
    """This thread's session, within the limits that were set last."""
    try:
        one = _local.session
    except AttributeError:
        one = _local.session = Session()
    if one.process != process[0]:
        one = _local.session = Session()
    if one.generation != _generation[0]:
        limits = Limits(size=ctypes.sizeof(Limits))
        lib.dcalc_default_limits(limits)
        for name, value in _limits.items():
            setattr(limits, name, value)
        lib.dcalc_set_limits(one.handle, limits)
        one.generation = _generation[0]
    return one


def limits(*, seconds=None, memory=None, depth=None, nodes=None, digits=None, bytes=None, work=None):
    """Sets bounds on what one question may use from now on; what is not given gets its default.

    Reaching one raises LimitError. `seconds` are of the clock on the wall, `memory` and `bytes` (of one
    text) are in bytes; `nodes` bounds the size of expressions, `digits` that of exact numbers, `work` the operations, each
    about a nanosecond.
    """
    given = dict(seconds=seconds, memory=memory, depth=depth, nodes=nodes, digits=digits, bytes=bytes, work=work)
    _limits.clear()
    _limits.update({name: value for name, value in given.items() if value is not None})
    _generation[0] += 1


# ---- Ctrl-C ----
#
# Python sees a signal only when the library returns. But the interpreter writes the signal's number
# into a pipe at once, where a thread of our own waits for it and stops the question; then Python raises
# KeyboardInterrupt. Without a question at work the pipe is whoever's it was. A question that has not yet
# begun to be answered, in the microseconds after its turn came, forgets an interrupt, so it is told again.

_pipe = []


def _watch(reader):
    while True:
        numbers = os.read(reader, 64)
        if not numbers:
            return
        turn, before = _turn[0], _pipe[2]
        if before != -1:
            try:
                os.write(before, numbers)
            except OSError:
                pass
        if signal.SIGINT in numbers:
            _interrupt(turn)


def _interrupt(turn):
    """Stops the question of this turn, unless it has been answered."""
    while True:
        with _turns:
            if _turn[0] != turn or not _running[0]:
                return
            lib.dcalc_interrupt(_running[0])
        time.sleep(.02)


def _after_fork():
    """The threads of the parent are not here, neither ours nor those of its sessions and functions."""
    global _main, _turns
    _turns = threading.Lock()
    _pipe.clear()
    _main = threading.main_thread().ident
    process[0] += 1


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def _listen():
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    _pipe[:] = [reader, writer, -1]
    threading.Thread(target=_watch, args=(reader,), daemon=True, name="dcalc").start()


def call(one, function, *arguments):
    """Calls a function of the library for a session so that Ctrl-C stops it."""
    if threading.get_ident() != _main:
        return function(*arguments)
    if not _pipe:
        _listen()
    try:
        before = signal.set_wakeup_fd(_pipe[1])
    except ValueError:  # not the main interpreter
        return function(*arguments)
    try:
        with _turns:
            _turn[0] += 1
            _pipe[2], _running[0] = before, one.handle
        return function(*arguments)
    finally:
        _running[0] = 0
        signal.set_wakeup_fd(before)


class Answer:
    """A result of the library; freed with the last reference to it. An error is raised."""

    def __init__(self, request):
        one = session()
        self.request = request
        self.pointer = call(one, lib.dcalc_run, one.handle, request.struct)
        if request.raised:
            raise request.raised[0]
        if not self.pointer:
            raise MemoryError("dcalc: out of memory")
        self.result = self.pointer.contents
        if self.result.status:
            raise error_of(self.pointer)

    def __del__(self):
        if getattr(self, "pointer", None) and lib is not None:
            lib.dcalc_result_free(self.pointer)


def take_error(errors):
    """The exception that a result holds, which is freed."""
    if not errors:
        raise MemoryError("dcalc: out of memory")
    try:
        return error_of(errors)
    finally:
        lib.dcalc_result_free(errors)
