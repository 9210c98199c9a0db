#!/usr/bin/env bash
# tests/fuzz/run.sh SECONDS [TARGET...]: runs each fuzz target, or those named, for so many seconds
# over its seeds and over what earlier runs found, and fails on any crash, leak, timeout or broken
# law. The targets must have been built into $BUILD/tests/fuzz.
#
#   JOBS      workers for each target, which share what they find; all cores unless given
#   TOGETHER  if not empty, the targets run side by side instead of one after another
#
# What a worker says is in $BUILD/log; an input that broke a target is kept in $BUILD/broken.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1

build=${BUILD:-build/asan}
jobs=${JOBS:-$(nproc 2>/dev/null || echo 1)}
seconds=${1:?usage: tests/fuzz/run.sh SECONDS [TARGET...]}
shift
[ $# -gt 0 ] || set -- fuzz_parser fuzz_jobs fuzz_pipeline fuzz_files fuzz_points fuzz_forms
mkdir -p "$build/log" "$build/broken"

# worker TARGET LOG: one process. The time an input may take is for a machine that does other work
# as well; what hangs, hangs longer. The entropic schedule takes as long as the program itself and
# finds no more: ten thousand inputs of each target cover as much without it in half the time.
worker() {
    local name=$1 corpus=$build/corpus/$1
    local options=(-max_total_time="$seconds" -timeout=180 -rss_limit_mb=2500 -max_len=2000
        -detect_leaks=1 -entropic=0 -artifact_prefix="$build/broken/$name-" -print_final_stats=1)
    tests/fuzz/words.sh "$name" >"$2.dict"
    [ ! -s "$2.dict" ] || options+=("-dict=$2.dict")
    mkdir -p "$corpus"
    "$build/tests/fuzz/$name" "${options[@]}" "$corpus" "tests/fuzz/corpus/$name" >"$2" 2>&1
}

# target NAME: its workers; fails if one of them does.
target() {
    local name=$1 log bad=0 i pids=() logs=()
    for ((i = 1; i <= jobs; i++)); do
        log=$build/log/$name-$i
        logs+=("$log")
        worker "$name" "$log" &
        pids+=($!)
    done
    for ((i = 0; i < jobs; i++)); do
        wait "${pids[i]}" && continue
        bad=1
        grep -v '^#' "${logs[i]}" | tail -n 60 | sed 's/^/    /'
    done
    printf '%-16s %s inputs in %d s, %d at once%s\n' "$name" "$(awk '
        /number_of_executed_units/ { n += $2 } END { print n + 0 }' "${logs[@]}")" \
        "$seconds" "$jobs" "$([ $bad = 0 ] || echo ', BROKEN')"
    return $bad
}

passed=0 failed=0
if [ -n "${TOGETHER:-}" ]; then
    pids=()
    for name in "$@"; do
        target "$name" &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do
        if wait "$pid"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
    done
else
    for name in "$@"; do
        if target "$name"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
    done
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
