#!/usr/bin/env bash
# tests/run.sh STAGE...: runs the stages and ends with one line, N passed, N failed.
#
#   test      every Check suite, the golden runs, the documents' examples, arrays to NumPy and back
#   asan      the same in $BUILD/asan
#   valgrind  the golden runs under valgrind
#   lint      tests/lint/run.sh
#
# Everything must have been built into $BUILD before. Suites run side by side, one a core; what a
# step has to say is kept in $BUILD/log and shown when the step fails.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

build=${BUILD:-build}
log=$build/log
cores=$(nproc 2>/dev/null || echo 1)
passed=0
failed=0
mkdir -p "$log"

# A suite under a sanitizer, or two on a busy machine, needs more than Check's four seconds.
export CK_TIMEOUT_MULTIPLIER=${CK_TIMEOUT_MULTIPLIER:-10}
export ASAN_OPTIONS=detect_leaks=1
export UBSAN_OPTIONS=print_stacktrace=1

# count NAME FILE STATUS: adds the totals that FILE ends with, in Check's form or as "N passed, N
# failed". A step that fails without saying so counts as one failure.
count() {
    local name=$1 file=$2 status=$3 ok bad
    read -r ok bad < <(awk '
        /^[0-9]+%: Checks: / { gsub(/[^0-9 ]/, ""); ok += $2 - $3 - $4; bad += $3 + $4 }
        /^[0-9]+ passed, [0-9]+ failed$/ { ok += $1; bad += $3 }
        END { print ok + 0, bad + 0 }' "$file")
    if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
    if [ "$status" -eq 0 ] && [ "$ok" -eq 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
    if [ "$bad" -ne 0 ]; then
        sed 's/^/    /' "$file"
        [ "$status" -eq 0 ] || echo "    exit status $status"
    fi
    printf '%-44s %6d passed %4d failed\n' "$name" "$ok" "$bad"
    passed=$((passed + ok))
    failed=$((failed + bad))
}

# step NAME COMMAND...: one script that counts for itself.
step() {
    local name=$1 file
    file=$log/${1//[ \/]/-}
    shift
    "$@" >"$file" 2>&1 </dev/null
    count "$name" "$file" $?
}

# suites DIR: every Check program under DIR/tests that has a source here.
suites() {
    local dir=$1 source name list=()
    for source in tests/check_*.c; do
        [ -e "$source" ] && list+=("$(basename "$source" .c)")
    done
    [ ${#list[@]} -gt 0 ] || return 0
    printf '%s\n' "${list[@]}" | xargs -P "$cores" -I{} sh -c \
        '"$1/tests/$3" >"$2-$3" 2>&1 </dev/null; echo $? >"$2-$3.status"' \
        sh "$dir" "$log/${dir//\//-}" {}
    for name in "${list[@]}"; do
        local file="$log/${dir//\//-}-$name"
        count "$dir/tests/$name" "$file" "$(cat "$file.status")"
    done
}

# scripts DIR: the tests that run the program itself.
scripts() {
    local name
    for name in golden docs python numpy; do
        [ ! -e tests/$name/run.sh ] || step "$1 $name" tests/$name/run.sh "$1/dcalc"
    done
}

stage() {
    case $1 in
    test) suites "$build" && scripts "$build" ;;
    asan) suites "$build/asan" && scripts "$build/asan" ;;
    lint) step lint tests/lint/run.sh ;;
    valgrind)
        [ -e tests/golden/run.sh ] || return 0
        export DCALC_WRAP='valgrind -q --leak-check=full --error-exitcode=99 --errors-for-leak-kinds=definite,possible'
        step "$build golden under valgrind" tests/golden/run.sh "$build/dcalc"
        unset DCALC_WRAP
        ;;
    *)
        echo "tests/run.sh: no stage $1" >&2
        exit 2
        ;;
    esac
}

for name in "$@"; do stage "$name"; done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
