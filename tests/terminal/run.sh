#!/bin/sh
# run.sh BINARY: what only a person at a terminal sees. Ends with: N passed, N failed.
exec /usr/bin/python3 -B "$(dirname "$0")/run.py" "$1"
