#!/usr/bin/env bash
# words.sh TARGET: the dictionary of a fuzz target, for libFuzzer and AFL++: its own words, if it has any,
# and, where it reads expressions, the names of the function table.
set -u
cd "$(dirname "$0")/../.." || exit 1
[ ! -e "tests/fuzz/$1.dict" ] || cat "tests/fuzz/$1.dict"
case $1 in
fuzz_jobs) sed -nE 's/^FIELD\(.*, "([a-z-]+)", [A-Z]+\)$/"\\"\1\\": "/p' src/app/request.def ;;
esac
case $1 in
fuzz_files) ;;
*) sed -nE 's/^(FUNCTION|ALIAS|BUILDER|FORMULA|FORMULA_ALIAS)\(([A-Za-z0-9_]+),.*/"\2("/p' src/fn/functions.def ;;
esac
