#!/usr/bin/env bash
# run.sh DCALC [NAME...]: dcalc under other people's engines: each tests/scale/NAME.sh, or those named. A test that needs
# hosts makes them as network namespaces (hosts.bash) and takes them down at its end. What this machine cannot run is
# said in a line `left out: N tests: why`, and counted. Ends with: N passed, N failed, N left out.
set -u
here=$(cd "$(dirname "$0")" && pwd)
dcalc=$(realpath "$1")
shift
[ $# -gt 0 ] || set -- $(cd "$here" && printf '%s\n' [a-z]*.sh | sed -n 's/\.sh$//p' | grep -vxE 'run|throughput')
log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0 failed=0 left_out=0
for name in "$@"; do
    echo "$name:"
    "$here/$name.sh" "$dcalc" >"$log" 2>&1 </dev/null
    status=$?
    read -r ok bad < <(awk '/^[0-9]+ passed, [0-9]+ failed$/ { print $1, $3 }' "$log" | tail -n 1)
    if [ "$status" -ne 0 ] || [ -z "${ok:-}" ]; then [ "${bad:-0}" -gt 0 ] || bad=1; fi
    without=$(awk '/^left out: [0-9]+ / { n += $3 } END { print n + 0 }' "$log")
    sed 's/^/    /' "$log"
    passed=$((passed + ${ok:-0})) failed=$((failed + ${bad:-0})) left_out=$((left_out + without))
done
echo "$passed passed, $failed failed, $left_out left out"
[ "$failed" -eq 0 ]
