#!/usr/bin/env bash
# faults.sh: does each step of run.sh find a fault that is put in for it? Works on a copy of the sources.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1

copy=$(mktemp -d)
BUILD=$(realpath "${BUILD:-build}")
export BUILD
trap 'rm -rf "$copy"' EXIT
cp -r --parents .clang-format CONTRIBUTING.md src cmd tests/*.c tests/*.md tests/lint tests/golden tests/python tests/terminal python "$copy"
cd "$copy" || exit 1
missed=0
tried=0

# fault STEP FILE SCRIPT [NAME]: once sed has changed the file, the step fails and tells the file, or NAME.
fault() {
    local step=$1 file=$2 name=${4:-$2}
    tried=$((tried + 1))
    cp "$file" kept
    sed -i "$3" "$file"
    if cmp -s "$file" kept || tests/lint/run.sh "$step" >out 2>&1 || ! grep -qF "$name" out; then
        echo "$step misses the fault in $file: $3"
        missed=1
    fi
    mv kept "$file"
}

fault layers src/base/mem.c '1 i #include "graph/graph.h"'
fault layers cmd/main.c '1 i #include "app/session.h"'
fault links tests/lint/layers.txt 's/^print: .*/print: base/' graph
fault call_circles tests/lint/call_circles.txt '/^graph/ d' graph
fault circles src/base/mem.h '1 i #include "base/str.h"'
fault seams src/data/npy.c '1 i #include <zip.h>'
fault banned src/base/str.c '$ a void f(char *s) { strcpy(s, s); }'
fault wrong_answers tests/WRONG.md '$ a | `no such answer` | x = 1 | 1 | 2 | tests/check_hard.c |' tests/check_hard.c
fault heads src/base/mem.h '1 d'
fault heads src/pass/reverse.c '1 s/reverse/backward/'
fault map CONTRIBUTING.md '/^- `mem`/ d' src/base/mem.c
fault map CONTRIBUTING.md 's/^- `mem`/- `mem`, `memory`/' src/base/memory
fault suites tests/check_text.c '2 s/token\.c/tokens.c/' src/text/tokens.c
fault suites tests/check_text.c '1 d'
fault suites tests/check_number.c '2 s/src.graph.number\.c/src\/graph\/graph.c/' src/graph/number.c
fault sizes src/fn/fn.c '1 { h; :more; G; s/\n/&/500; t; b more }'
fault sizes src/app/session.c $'1 i /* */\nw src/app/1.c\nw src/app/2.c\nw src/app/3.c\nw src/app/4.c' src/app
rm src/app/[0-9].c
# These take their time for each file, so that one room must do.
rm -rf src/[!b]* cmd
fault headers src/base/str.h '/#include "base.mem.h"/ d' 'unknown type'
fault format src/base/mem.c '$ a int   x;'

[ "$missed" -eq 0 ] && echo "$tried faults"
