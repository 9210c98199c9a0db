#!/usr/bin/env bash
# tests/fuzz/run.sh SECONDS [TARGET...]: runs each fuzz target, or those named, for so many seconds
# over its seeds and over what earlier runs found, and fails on any crash, leak, timeout or broken
# law. The targets must have been built into $BUILD/tests/fuzz. What a target says is in $BUILD/log;
# an input that broke it is kept in $BUILD/broken.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1

build=${BUILD:-build/fuzz}
seconds=${1:?usage: tests/fuzz/run.sh SECONDS [TARGET...]}
shift
[ $# -gt 0 ] || set -- fuzz_parser fuzz_jobs fuzz_pipeline fuzz_files
passed=0
failed=0
mkdir -p "$build/log" "$build/broken"

for name in "$@"; do
    corpus=$build/corpus/$name
    log=$build/log/$name
    mkdir -p "$corpus"
    options=(-max_total_time="$seconds" -timeout=20 -rss_limit_mb=2500 -max_len=2000
        -artifact_prefix="$build/broken/$name-" -print_final_stats=1)
    [ ! -e "tests/fuzz/$name.dict" ] || options+=("-dict=tests/fuzz/$name.dict")
    if "$build/tests/fuzz/$name" "${options[@]}" "$corpus" "tests/fuzz/corpus/$name" >"$log" 2>&1; then
        printf '%-16s %s\n' "$name" "$(awk '/number_of_executed_units/ { print $2, "inputs" }' "$log")"
        passed=$((passed + 1))
    else
        printf '%-16s FAILED\n' "$name"
        grep -v '^#' "$log" | tail -n 60 | sed 's/^/    /'
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
