#!/usr/bin/env bash
# tests/bench/run.sh DCALC: what a small command costs beside an empty program, and how time and
# memory grow from 10,000 variables to 100,000. Ratios are what counts; the machine is named.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
dcalc=$(realpath "${1:-build/dcalc}")
BUILD=$(realpath "${BUILD:-build}")
export BUILD
cc=${CC:-gcc}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)
echo "machine: ${model:-$(uname -m)}, $(nproc) cores"

# ---- start-up ----

echo 'int main(void) { return 0; }' >empty.c
$cc -O2 empty.c -o empty-dynamic
$cc -O2 -static empty.c -o empty-static

echo
echo "start-up: medians of one hyperfine -N run"
hyperfine -N --style none --warmup 50 --runs 1000 --export-csv start.csv \
    -n "empty C program, dynamic" ./empty-dynamic \
    -n "empty C program, static" ./empty-static \
    -n "dcalc diff 'cos(exp(x))^3' --at x=0" "$dcalc diff cos(exp(x))^3 --at x=0" \
    -n "dcalc grad '1/w - w*x^2 + w*x*y' --at ..." \
    "$dcalc grad '1/w - w*x^2 + w*x*y' --at w=.5,x=2,y=3,z=4" >/dev/null 2>hyperfine.err || cat hyperfine.err
# From the right, because the name of a command may hold commas.
awk -F, 'NR == 2 { dynamic = $(NF - 4) } NR == 3 { fixed = $(NF - 4) }
    NR > 1 { median[NR] = $(NF - 4); NF -= 7; OFS = ","; $1 = $1; name[NR] = $0; gsub(/"/, "", name[NR]); last = NR }
    END { printf "  %-44s %8s %12s %12s\n", "", "ms", "of dynamic", "of static"
          for (i = 2; i <= last; i++)
              printf "  %-44s %8.3f %12.2f %12.2f\n", name[i], 1000 * median[i], median[i] / dynamic, median[i] / fixed }' start.csv

# ---- certified numbers ----

"$here/certified.sh" "$dcalc"

# ---- size ----

product() { awk -v n="$1" 'BEGIN { for (i = 1; i <= n; i++) printf "%sx%d", (i > 1 ? "*" : ""), i; print "" }'; }

rosenbrock() {
    awk -v n="$1" 'BEGIN { for (i = 1; i < n; i++)
        printf "%s100*(x%d-x%d^2)^2 + (1-x%d)^2", (i > 1 ? " + " : ""), i + 1, i, i; print "" }'
}

nest() { awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) printf "sin("; printf "x"; for (i = 0; i < n; i++) printf "*x)"; print "" }'; }

# measure FILE ARGUMENT...: "seconds KiB bytes", the median of three runs by time; in words, if it fails.
measure() {
    local out=$1 status
    shift
    rm -f seconds
    for _ in 1 2 3; do
        (ulimit -s 8192 && exec timeout 60 /usr/bin/time -f '%e %M' -o last "$dcalc" "$@" >"$out" 2>errors)
        status=$?
        if [ $status -ne 0 ]; then
            echo "status $status: $(head -c 100 errors | head -n 1)"
            return
        fi
        tail -n 1 last >>seconds
    done
    echo "$(sort -n seconds | sed -n 2p) $(wc -c <"$out" 2>/dev/null)"
}

# compare TITLE COMMAND GENERATOR OPTION...: one row for both sizes and their ratio.
compare() {
    local title=$1 command=$2 make=$3 small large
    shift 3
    "$make" 10000 >small.txt
    "$make" 100000 >large.txt
    small=$(measure out "$command" @small.txt "$@")
    large=$(measure out "$command" @large.txt "$@")
    case "$small $large" in
    *status*) printf '  %-34s %s | %s\n' "$title" "$small" "$large" ;;
    *) echo "$small $large" | awk -v title="$title" '{
        printf "  %-34s %8.2f %9d %8.2f %9d %8.1f %8.1f %11d\n", title, $1, $2, $4, $5,
            ($1 > 0 ? $4 / $1 : 0), $5 / $2, $6 }' ;;
    esac
}

echo
echo "size: n = 10,000 and 100,000 in an 8 MB stack, medians of 3 (a time ratio of 10 is linear)"
printf '  %-34s %8s %9s %8s %9s %8s %8s %11s\n' '' s KiB s KiB 'time x' 'mem x' bytes
compare "gradient of a product" grad product
compare "the same, -q -o /dev/null" grad product -q -o /dev/null
compare "gradient of a chained Rosenbrock" grad rosenbrock
compare "the same, -q -o /dev/null" grad rosenbrock -q -o /dev/null
compare "derivative of a nest of sines" diff nest
compare "the same, -q -o /dev/null" diff nest -q -o /dev/null
