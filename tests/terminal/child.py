"""child.py PROGRAM...: makes the terminal on standard input that of this session, and becomes the program. What a test
in the background ignores is not ignored there, as after a login."""
import fcntl
import os
import signal
import sys
import termios

for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
    signal.signal(number, signal.SIG_DFL)
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
