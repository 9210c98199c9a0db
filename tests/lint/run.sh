#!/usr/bin/env bash
# run.sh [STEP...]: checks on the source itself, all or those named. Ends with N passed, N failed; the
# table of sizes is a report. CC and CFLAGS are those of the build.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1

shopt -s nullglob
cc=${CC:-gcc}
build=${BUILD:-build}
flags=${CFLAGS:--std=c11 -D_GNU_SOURCE -Isrc -I.}
library=(src/*/*.[ch] src/*/*.def src/*/*.map)
program=(cmd/*.[ch] cmd/*.def)
tests=(tests/*.[ch] tests/*/*.[ch])
passed=0
failed=0
steps=("$@")

# check STEP NAME: the function of that name prints what is wrong and fails, or prints what it looked at.
check() {
    local out
    [[ ${#steps[@]} -eq 0 || " ${steps[*]} " == *" $1 "* ]] || return 0
    if out=$("$1" 2>&1); then
        echo "ok    $1: $2${out:+ ($out)}"
        passed=$((passed + 1))
    else
        printf 'FAIL  %s: %s\n%s\n' "$1" "$2" "$out"
        failed=$((failed + 1))
    fi
}

# only PATTERN FILE...: the pattern stands in no source of the product but these.
only() {
    local pattern=$1 file others=()
    shift
    for file in "${library[@]}" "${program[@]}"; do
        [[ " $* " == *" $file "* ]] || others+=("$file")
    done
    ! grep -nHE "$pattern" "${others[@]}"
}

layers() { awk -f tests/lint/layers.awk tests/lint/layers.txt "${library[@]}" "${program[@]}"; }

# Of files that are still there: their objects, as the build made them.
symbols() {
    local source objects=()
    for source in src/*/*.c cmd/*.c; do
        # The one file that needs MPI is compiled only where that is.
        [ "$source" = cmd/mpi.c ] && [ ! -e "$build/cmd/mpi.o" ] || objects+=("$build/${source%.c}.o")
    done
    nm -A "${objects[@]}"
}

links() { symbols | awk -f tests/lint/links.awk tests/lint/layers.txt src/app/dcalc.h -; }

call_circles() { symbols | awk -f tests/lint/call_circles.awk tests/lint/call_circles.txt -; }

circles() { awk -f tests/lint/circles.awk "${library[@]}" "${program[@]}" | tsort >/dev/null; }

# shellcheck disable=SC2086 # the flags are a list
header() { echo "#include \"${1#src/}\"" | $cc $flags -fsyntax-only -x c -; }

# Some at once, one a core.
headers() {
    export -f header
    export cc flags
    printf '%s\n' src/*/*.h cmd/*.h | xargs -P "$(nproc)" -I{} bash -c 'header {}'
}

# Another release of clang-format lays out the same style differently, so only 14 can judge.
format() {
    local tool=clang-format-14
    command -v $tool >/dev/null || tool=clang-format
    case $($tool --version 2>&1) in
    *'version 14.'*) ;;
    *) echo "not judged: this takes clang-format 14" && return ;;
    esac
    # The lines alone; `make format` mends them.
    printf '%s\n' "${library[@]}" "${program[@]}" "${tests[@]}" | grep '\.[ch]$' |
        xargs -r $tool --dry-run -Werror 2>&1 | sed -n 's/: error: code should.*/: make format changes this line/p'
    return "${PIPESTATUS[2]}"
}

# Each library is touched in one file.
seams() {
    local bad=0
    only 'dl(open|sym) *\(' src/base/library.c cmd/libedit.c cmd/static.c || bad=1
    only 'include *[<"](cjson/)?cJSON\.h' src/data/json.c || bad=1
    only 'include *[<"]zip\.h' src/data/zip.c || bad=1
    only 'include *[<"](editline/)?(readline|histedit)\.h' cmd/libedit.c || bad=1
    only 'libsleef' src/eval/sleef.c || bad=1
    only 'lib(open|c)?blas' src/eval/blas.c || bad=1
    only 'lib(flint|arb)[.-]' src/eval/arb.c || bad=1
    return $bad
}

# Functions that overrun, depend on the locale or keep hidden state.
banned() {
    local bad=0
    only '(^|[^A-Za-z0-9_>.])(strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|atof|strtok) *\(' || bad=1
    only '(^|[^A-Za-z0-9_>.])setlocale *\(' cmd/libedit.c || bad=1
    return $bad
}

# Every answer that was wrong stands in the test that is named beside it.
wrong_answers() {
    local input file bad=0
    while IFS=$'\t' read -r input file; do
        grep -qF -- "$input" "$file" || { echo "$file does not hold $input" && bad=1; }
    done < <(awk -F' [|] ' '/^\| `/ { gsub(/^\| `|`$/, "", $1); sub(/ \|$/, "", $NF); print $1 "\t" $NF }' tests/WRONG.md)
    return $bad
}

heads() { awk -f tests/lint/heads.awk "${library[@]}" "${program[@]}"; }

map() { awk -f tests/lint/map.awk CONTRIBUTING.md "${library[@]}" "${program[@]}" python/*/*.py; }

suites() {
    awk -f tests/lint/suites.awk tests/check_*.c tests/golden/*.t tests/{python,terminal}/run.py "${library[@]}" "${program[@]}"
}

# Tables may be long. `app` knows the order of things and does nothing else.
sizes() {
    local bad=0 app=(src/app/*.c)
    wc -l src/*/*.c cmd/*.c | awk '$2 != "total" && $2 != "src/print/c_functions.c" && $1 > 500 {
        print $2 " has " $1 " lines"; bad = 1 } END { exit bad }' || bad=1
    [ ${#app[@]} -le 6 ] || { echo "src/app has ${#app[@]} .c files instead of six at most" && bad=1; }
    return $bad
}

faults() { tests/lint/faults.sh; }

check layers "a folder includes only what layers.txt allows"
check links "no call into a room that layers.txt does not allow"
check circles "no file includes itself by a detour"
check call_circles "no more files call one another in a circle than call_circles.txt has"
check headers "every header compiles alone"
check format "clang-format has nothing to change"
check seams "each outside library is touched in one file"
check wrong_answers "each has its test"
check banned "no function that overruns or keeps hidden state"
check heads "each file says what it is for"
check map "CONTRIBUTING.md names every file once"
check suites "each says what it tests, and every file of src has one"
check sizes "no file is over 500 lines, except tables, and app is small"
check faults "each step above finds a fault"
[ $# -gt 0 ] || {
    echo
    awk -f tests/lint/sizes.awk src/*/*.[ch] cmd/*.[ch]
    echo
}
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
