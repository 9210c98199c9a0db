#!/usr/bin/env bash
# tests/trial/run.sh COUNT [SEED]: compares COUNT random certified numbers with plain MPFR, shared
# among the cores, each with a seed of its own from SEED on. Ends with N passed, N failed.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1

build=${BUILD:-build}
cores=$(nproc 2>/dev/null || echo 1)
count=${1:?usage: tests/trial/run.sh COUNT [SEED]}
seed=${2:-1}
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
for ((i = 0; i < cores; i++)); do
    { "$build/tests/trial/trial" $(((count + cores - 1) / cores)) $((seed + i)) >"$logs/$i" 2>&1 ||
        echo "exit status $?" >>"$logs/$i"; } &
done
wait
cat "$logs"/* | grep -v ' passed, '
awk '/ passed, .* failed$/ { ok += $1; bad += $3 } /^exit status/ { stopped++ }
    END { if (bad + 0 == 0) bad = stopped + 0
          print ok + 0 " passed, " bad " failed"; exit bad > 0 || ok == 0 }' "$logs"/*
