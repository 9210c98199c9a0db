#!/usr/bin/env bash
# afl.sh SECONDS [TARGET...]: the fuzz targets, built by afl-clang-fast into $BUILD/tests/fuzz, under AFL++
# for so many seconds each. Fails on any crash or hang; what made one is in $BUILD/found/TARGET.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1

build=${BUILD:-build/afl}
seconds=${1:?usage: tests/fuzz/afl.sh SECONDS [TARGET...]}
shift
[ $# -gt 0 ] || set -- fuzz_parser fuzz_jobs fuzz_pipeline fuzz_files fuzz_points fuzz_forms
export AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_AFFINITY=1
passed=0 failed=0
for name in "$@"; do
    found=$build/found/$name
    mkdir -p "$found"
    tests/fuzz/words.sh "$name" >"$found.dict"
    words=()
    [ ! -s "$found.dict" ] || words=(-x "$found.dict")
    seeds=tests/fuzz/corpus/$name
    afl-fuzz -V "$seconds" -t 5000 -m none "${words[@]}" -i "$seeds" -o "$found" -- \
        "$build/tests/fuzz/$name" >"$found.log" 2>&1
    runs=$(awk '/^execs_done/ { print $3 }' "$found/default/fuzzer_stats" 2>/dev/null)
    bad=$(find "$found"/default/{crashes,hangs} -name 'id*' 2>/dev/null | wc -l)
    printf '%-16s %s inputs in %d s%s\n' "$name" "${runs:-no}" "$seconds" "$([ "$bad" = 0 ] || echo ", $bad BROKEN")"
    if [ -n "$runs" ] && [ "$bad" = 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); tail -n 5 "$found.log"; fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
