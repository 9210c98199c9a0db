#!/usr/bin/env bash
# tests/run.sh STAGE...: runs the stages and ends with one line, N passed, N failed.
#
#   test      every Check suite, the golden runs, the documents' examples, arrays to NumPy and back, tables in parts
#   asan      suites, golden runs and examples in $BUILD/asan
#   valgrind  the golden runs that read and write files, and much in few processes, under valgrind
#   lint      tests/lint/run.sh
#   install   programs against an installed tree
#   builds    other compilers and flags, which find nothing to warn about
#   trial     random certified numbers against plain MPFR
#   fuzz      the fuzz targets in $BUILD/asan, side by side for a short while
#   threads   suites that use threads, in $BUILD/threads under ThreadSanitizer
#
# Everything must have been built into $BUILD before. Steps run side by side, one a core; what a
# step has to say is kept in $BUILD/log and shown when the step fails.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

build=${BUILD:-build}
log=$build/log
cores=$(nproc 2>/dev/null || echo 1)
totals=$log/totals
TIMEFORMAT='%U %S'
mkdir -p "$log"
: >"$totals"

# A suite under a sanitizer, or two on a busy machine, needs more than Check's four seconds.
export CK_TIMEOUT_MULTIPLIER=${CK_TIMEOUT_MULTIPLIER:-10}
# Looking for leaks, clang's runtime crashes over the thread storage of libraries that were closed
# again, if it has followed how they ask for it. What is undefined is a trap, hence SIGILL.
export ASAN_OPTIONS=detect_leaks=1:intercept_tls_get_addr=0:handle_sigill=1

# count FILE: the totals that FILE ends with, in Check's form or as "N passed, N failed".
count() {
    awk '
        /^[0-9]+%: Checks: / { gsub(/[^0-9 ]/, ""); ok += $2 - $3 - $4; bad += $3 + $4 }
        /^[0-9]+ passed, [0-9]+ failed$/ { ok += $1; bad += $3 }
        END { print ok + 0, bad + 0 }' "$1"
}

# run NAME COMMAND...: one step, and how many seconds of a processor it took. If it fails, or tests
# nothing, without saying so, that counts as one failure. What this machine cannot run is said.
run() {
    local name=$1 file=$log/${1//[ \/]/-} status ok bad left_out
    shift
    { time "$@" >"$file" 2>&1 </dev/null; } 2>"$file.seconds"
    status=$?
    read -r ok bad < <(count "$file")
    left_out=$(grep '^left out: ' "$file")
    if [ "$bad" -eq 0 ] && { [ "$status" -ne 0 ] || [ "$ok$left_out" = 0 ]; }; then bad=1; fi
    echo "$ok $bad" >>"$totals"
    {
        if [ "$bad" -ne 0 ]; then
            sed 's/^/    /' "$file"
            [ "$status" -eq 0 ] || echo "    exit status $status"
        fi
        [ -z "$left_out" ] || echo "$left_out"
        printf '%-38s %6d passed %4d failed %6.1f s\n' "$name" "$ok" "$bad" "$(awk '{ print $1 + $2 }' "$file.seconds")"
    } >"$file.said"
    cat "$file.said"
}

# step NAME COMMAND...: runs it beside the others as soon as a core is free.
step() {
    while [ "$(jobs -rp | wc -l)" -ge "$cores" ]; do wait -n; done
    run "$@" &
}

# scripts DIR LOCALES: the tests that run the program itself.
scripts() {
    local name
    for name in golden docs python numpy terminal refuse mpi; do
        [ ! -e tests/$name/run.sh ] || step "$1 $name" env LOCALES="$2" tests/$name/run.sh "$1/dcalc"
    done
}

# Suites of very many small tests, none of which leaves anything to the next. Under a sanitizer a process for each
# test takes longer than the test.
in_one_process=" check_agreement check_enclose check_faults check_fit check_kernels "

# suites DIR: every Check program under DIR/tests that has a source here.
suites() {
    local source name how
    for source in tests/check_*.c; do
        name=$(basename "$source" .c) how=()
        [[ $1 != */asan || $in_one_process != *" $name "* ]] || how=(env CK_FORK=no timeout 600)
        [ ! -e "$source" ] || step "$1/tests/$name" "${how[@]}" "$1/tests/$name"
    done
}

# Reading what was inlined where takes a quarter of a process's time.
memcheck="valgrind -q --read-inline-info=no --leak-check=full --error-exitcode=99 --errors-for-leak-kinds=definite,possible --suppressions=$PWD/tests/valgrind.supp"

stage() {
    case $1 in
    test)
        scripts "$build" "${LOCALES:-}"
        step "$build train" tests/train/run.sh "$build/dcalc"
        step "$build scale" tests/scale/pipes.sh "$build/dcalc"
        suites "$build"
        ;;
    # Looking for leaks, the sanitizer stops the process, and hangs if a signal comes just then.
    asan)
        local script=tests/golden/run.sh program=$build/asan/dcalc
        mapfile -t signals < <(grep -lE 'kill|timeout' tests/golden/*.t)
        mapfile -t others < <(grep -LE 'kill|timeout' tests/golden/*.t)
        step "$build/asan golden" env LOCALES=C $script "$program" "${others[@]}"
        step "$build/asan golden with signals" env ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0" LOCALES=C $script "$program" "${signals[@]}"
        step "$build/asan docs" tests/docs/run.sh "$program"
        step "$build/asan numpy" tests/numpy/run.sh "$program"
        suites "$build/asan"
        ;;
    lint) step lint tests/lint/run.sh ;;
    install) step install env BUILD="$build" tests/install/run.sh ;;
    builds) for kind in whole plain clang flags; do step "build $kind" tests/install/builds.sh $kind; done ;;
    valgrind)
        step "$build golden under valgrind" env DCALC_WRAP="$memcheck" tests/golden/run.sh "$build/dcalc" \
            tests/golden/{files,memory}.t
        ;;
    trial) step trial env BUILD="$build" tests/trial/run.sh 20000 ;;
    threads) step threads tests/threads.sh "$build"/threads/check_* ;;
    fuzz) step fuzz env BUILD="$build/asan" JOBS=1 TOGETHER=yes tests/fuzz/run.sh 10 ;;
    *)
        echo "tests/run.sh: no stage $1" >&2
        exit 2
        ;;
    esac
}

for name in "$@"; do stage "$name"; done
wait
awk '{ ok += $1; bad += $2 } END { print ok + 0 " passed, " bad + 0 " failed"; exit bad != 0 }' "$totals"
