#!/bin/sh
# run.sh BINARY: runs the NumPy code that dcalc writes, and tests the Python package with the library beside the
# program. Ends with: N passed, N failed.
here=$(dirname "$0")
library=$(dirname "$1")/libdcalc.so.0
/usr/bin/python3 -B "$here/run.py" "$1"
code=$?
[ -e "$library" ] || library=$(dirname "$1")/libdcalc.0.dylib
/usr/bin/python3 -B "$here/package.py" "$library" && exit $code
