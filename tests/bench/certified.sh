#!/usr/bin/env bash
# tests/bench/certified.sh DCALC: certified gradients of twenty operations inside the process, beside
# mpmath's interval arithmetic; and the same as a stream of jobs. Medians of 5 runs, taken in turn.
# make sets CC, BUILD and LIBS.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
dcalc=$(realpath "${1:-build/dcalc}")
build=$(realpath "${BUILD:-build}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# shellcheck disable=SC2086
${CC:-gcc} -O2 -no-pie -D_GNU_SOURCE -I"$root/src" "$here/certified.c" -o "$work/certified" \
    "$build/libdcalc.a" ${LIBS:--lmpfi -lmpfr -lgmp -lm -ldl -lpthread} || exit 1

median() { sort -n "$1" | awk '{ x[NR] = $1 } END { print x[int((NR + 1) / 2)] }'; }
# rate FILE ARGUMENT...: jobs a second of one run, appended to FILE.
rate() {
    local out=$1 seconds
    shift
    seconds=$({ TIMEFORMAT=%U && time "$dcalc" run - <"$work/jobs" >"$work/answers"; } 2>&1)
    awk -v n="$(wc -l <"$work/answers")" -v s="$seconds" 'BEGIN { print n / s }' >>"$work/$out"
}

# stream KIND: 20,000 jobs, every one another point, half of them with another formula.
stream() {
    awk -v kind="$1" 'BEGIN { srand(7); for (i = 0; i < 20000; i++) {
        printf "{\"id\":%d,\"command\":\"grad\",\"numbers\":\"%s\",\"expr\":\"u = tanh(w1*x + b1); v = expit(w2*u + b2); ", i, kind
        printf "(v - y)^2 + %s*(w1^2 + w2^2) + exp(-x^2/2)/sqrt(1 + w1^2)\",\"wrt\":[\"w1\",\"w2\",\"b1\",\"b2\"],", i % 2 ? "0.01" : "0.0" (i % 1000 + 1)
        printf "\"at\":{\"w1\":%.3f,\"w2\":%.3f,\"b1\":%.3f,\"b2\":%.3f,\"x\":%.3f,\"y\":%.3f}}\n", rand() * 4 - 2, rand() * 4 - 2, rand() * 4 - 2, rand() * 4 - 2, rand() * 4 - 2, rand() * 4 - 2 } }' >"$work/jobs"
}

for _ in 1 2 3 4 5; do
    "$work/certified" 5000 CERTIFIED >>"$work/c"
    "$work/certified" 5000 DOUBLE >>"$work/d"
    /usr/bin/python3 "$here/certified.py" 500 >>"$work/mpmath" 2>/dev/null || echo nan >>"$work/mpmath"
    stream certified && rate rate-certified
    stream double && rate rate-double
done

echo
echo "a gradient of twenty operations inside the process: medians of 5"
awk -v c="$(median "$work/c")" -v d="$(median "$work/d")" -v m="$(median "$work/mpmath")" 'BEGIN {
    printf "  %-58s %9.1f us\n", "dcalc, certified: parse, derive, evaluate, round", c
    printf "  %-58s %9.1f us\n", "dcalc, doubles: parse, derive, evaluate", d
    printf "  %-58s %9.1f us %8.2f times dcalc\n", "mpmath.iv at 30 digits: evaluate written-out formulas", m, m / c }'
echo "the same as 20,000 jobs, one core's seconds: medians of 5"
awk -v c="$(median "$work/rate-certified")" -v d="$(median "$work/rate-double")" 'BEGIN {
    printf "  %-58s %9.0f jobs/s\n", "certified", c
    printf "  %-58s %9.0f jobs/s\n", "doubles", d }'
