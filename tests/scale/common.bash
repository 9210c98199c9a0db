# common.bash - what the tests of this folder share. A test sources it with DCALC as its first argument, and ends with
# `finish`. The folder $work is its own, and is removed at its end.
# shellcheck shell=bash
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
dcalc=$(realpath "$1")
work=$(mktemp -d)
chmod 755 "$work" # other users of a test's daemons pass through
PATH=$(dirname "$dcalc"):/usr/sbin:/sbin:$PATH
export LC_ALL=C PATH HOME=$work
passed=0
failed=0
at_end=()

# The last first.
clean_up() {
    local i
    for ((i = ${#at_end[@]} - 1; i >= 0; i--)); do eval "${at_end[i]}"; done
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 1' INT TERM

tell() { # STATUS WHAT
    if [ "$1" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)) && echo "failed: $2"; fi
}

# left_out N WHY: N tests that cannot run here.
left_out() { echo "left out: $1 tests: $2"; }

finish() {
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
    exit
}

# table N: N rows of id, x and y, where every seventh x is negative.
table() {
    awk -v n="$1" 'BEGIN {
        print "id,x,y"
        for (i = 1; i <= n; i++) printf "r%d,%.12g,%.12g\n", i, (i % 7 ? 1 : -1) * (i % 1009 + 0.5) / 37, (i * 7919 % 10007) / 5003
    }'
}

# example NAME: that text of dcalc-scale(7).
example() { "$top/tests/docs/example.sh" "$top/man/dcalc-scale.7" "$1"; }

# waits SECONDS COMMAND...: until the command succeeds. Fails after so many seconds.
waits() {
    local i=$((10 * $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $((i -= 1)) -gt 0 ] || return 1
        sleep 0.1
    done
}
