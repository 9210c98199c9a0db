#!/usr/bin/env bash
# tests/bench/points.sh DCALC: gradients at many points. Inside the process, a core: millions of points
# a second, and of numbers read and written. The whole command over a table of a million rows, with
# one thread and with all. Beside it the C code that dcalc writes, compiled with -O3, over the same
# table. make sets CC, BUILD and LIBS.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
dcalc=$(realpath "${1:-build/dcalc}")
build=$(realpath "${BUILD:-build}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# shellcheck disable=SC2086
${CC:-gcc} -std=c11 -O2 -no-pie -D_GNU_SOURCE -I"$root/src" "$here/points.c" -o "$work/points" \
    "$build/libdcalc.a" ${LIBS:--lmpfi -lmpfr -lgmp -lm -ldl -lpthread} || exit 1
cd "$work" || exit 1

echo
echo "points: inside the process, one core, best of 7 (M/s; preparation in ms)"
printf '  %-30s %8s %8s %8s\n' '' M/s goal ms
row() { printf '  %-30s %8.1f %8s %8s\n' "$1" "$3" "$2" "${4-}"; }
# shellcheck disable=SC2046
row 'Black-Scholes, 5 partials' 40 $(./points black-scholes)
# shellcheck disable=SC2046
row 'Rosenbrock, 2 variables' 1305 $(./points rosenbrock)
# shellcheck disable=SC2046
row 'robot arm, 6 joints, Jacobian' 35 $(./points robot-arm)
row 'CSV numbers read' 45 "$(./points read | cut -d' ' -f1)"
row 'CSV numbers written' 40 "$(./points write | cut -d' ' -f1)"

LC_ALL=C awk 'BEGIN { srand(1); print "x,y"; for (i = 0; i < 1000000; i++)
    printf "%.16g,%.16g\n", 4*rand() - 2 + rand()/1e9, 4*rand() - 2 + rand()/1e9 }' >table.csv
tail -n +2 table.csv | tr , ' ' >plain
rosenbrock='100*(y - x^2)^2 + (1 - x)^2'
"$dcalc" grad "$rosenbrock" -f c --main -o rosen.c && ${CC:-gcc} -std=c11 -O3 rosen.c -o rosen -lm || exit 1

# seconds COMMAND...: elapsed and user seconds, and KiB, of the median of five runs.
seconds() {
    for _ in 1 2 3 4 5; do /usr/bin/time -f '%e %U %M' -a -o times "$@" >/dev/null; done
    sort -n times | sed -n 3p
    rm times
}
echo
echo "points: gradient of Rosenbrock's function over a table of a million rows (s, s of CPU, KiB)"
show() { printf '  %-30s %8s %8s %8s\n' "$@"; }
# shellcheck disable=SC2046
show 'dcalc --points, -j 1' $(seconds "$dcalc" grad "$rosenbrock" --points table.csv -j 1)
# shellcheck disable=SC2046
show 'dcalc --points, all cores' $(seconds "$dcalc" grad "$rosenbrock" --points table.csv)
# shellcheck disable=SC2046
show 'dcalc -f c --main, gcc -O3' $(seconds sh -c './rosen <plain')
