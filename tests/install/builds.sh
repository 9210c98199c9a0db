#!/usr/bin/env bash
# builds.sh KIND: does the source build as others build it, and without a warning?
#
#   flags  CC, CFLAGS, CPPFLAGS and LDFLAGS count; what is missing is said and never installed
#   clang  clang has nothing to say about what the bench builds; all else it compiles under sanitizers
#   whole  gcc -flto -march=native sees all files at once, in one part, and the program works
#   plain  gcc compiles without optimisation, in another folder to the same bytes
#
# Ends with N passed, N failed.
set -u
cd "$(dirname "$0")/../.." || exit 1
top=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

tell() { # STATUS WHAT
    if [ "$1" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)) && echo "failed: $2"; fi
}

# One of its own: neither the make that may run this nor the user's flags are of interest.
own_make() { env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS -u CC -u CFLAGS -u CPPFLAGS -u LDFLAGS make -j1 "$@"; }

# build FOLDER ARGUMENT...: says what the compiler has to say, and fails if that is anything.
build() {
    (cd "$1" && shift && own_make -s WERROR=-Werror "$@") >"$work/log" 2>&1
    local status=$?
    grep -vE '^  (cc|ld|ar) ' "$work/log"
    [ "$status" -eq 0 ] && ! grep -q 'warning: ' "$work/log"
}

# ---- flags ----

# would_run WORD ARGUMENT...: does a build with these run a compiler with that word?
would_run() { own_make -n V=1 BUILD="$work/none" "${@:2}" all 2>&1 | grep -qF -e "$1"; }

flags() {
    local from
    for from in CC='ccache gcc' CFLAGS=-DMARK CPPFLAGS=-DMARK LDFLAGS=-DMARK; do
        would_run "${from#*=} " "$from"
        tell $? "$from on the command line does not count"
        env -u MAKEFLAGS -u MAKELEVEL "$from" make -n V=1 BUILD="$work/none" all | grep -qF -e "${from#*=} "
        tell $? "$from in the environment does not count"
    done
    would_run -Werror
    test $? -ne 0
    tell $? "warnings stop a user's build"
}

# A machine that has a package manager, which does nothing, but not what the library needs.
bare_make() { # GOAL
    local tool
    rm -rf "${work:?}/bin" "$work/called"
    mkdir "$work/bin"
    for tool in sh bash cat id grep make; do ln -s "$(command -v $tool)" "$work/bin/$tool"; done
    printf '#!/bin/sh\necho called >%s/called\n' "$work" >"$work/bin/apt-get"
    cp "$work/bin/apt-get" "$work/bin/sudo" 2>/dev/null
    chmod +x "$work/bin/apt-get" "$work/bin/sudo"
    own_make PATH="$work/bin" BUILD="$work/none" "$1" >"$work/log" 2>&1
}

missing() { # GOAL
    local tool
    bare_make "$1"
    test $? -ne 0 -a ! -e "$work/called"
    tell $? "make $1 installs packages"
    for tool in 'apt-get install' 'dnf install' 'pacman -S' 'brew install'; do
        grep -qE "$tool.* (lib)?mpfi" "$work/log" || { cat "$work/log"; false; }
        tell $? "make $1 does not say: $tool"
    done
}

installs() { # GOAL
    bare_make "$1"
    test -e "$work/called"
    tell $? "make $1 installs no packages"
}

# ---- compilers ----

# Two rooms stand for all, since every file is compiled in the same way, except the one that needs MPI.
objects() { printf "build/%s\n" src/text/*.c cmd/*.c | sed 's/c$/o/' | grep -v '/mpi\.o$'; }

plain() {
    local first=$work/a second="$work/another folder/b" name folder
    for folder in "$first" "$second"; do
        mkdir -p "$folder" && cp -R Makefile .ci src cmd "$folder"
        # shellcheck disable=SC2046 # a list
        build "$folder" CFLAGS='-O0 -g' $(objects)
        tell $? "gcc -O0 in $folder"
    done
    for name in $(objects); do
        cmp "$first/$name" "$second/$name"
        tell $? "$name depends on its folder"
    done
}

case ${1:-} in
flags)
    flags
    for goal in all install test lint; do missing $goal; done
    for goal in demo check; do installs $goal; done
    ;;
clang)
    for name in library points; do # make check runs no bench
        clang -std=c11 -D_GNU_SOURCE -Isrc -Wall -Werror -fsyntax-only tests/bench/$name.c
        tell $? "tests/bench/$name.c does not compile"
    done
    ;;
whole)
    build "$top" MPICC= CFLAGS='-O1 -march=native -flto=1 -flto-partition=one -g0' BUILD="$work/whole" all
    tell $? "gcc -march=native -flto warns"
    [ ! -x "$work/whole/dcalc" ] || tests/golden/run.sh "$work/whole/dcalc" tests/golden/commands.t
    tell $? "gcc -march=native -flto makes another program"
    ;;
plain) plain ;;
*)
    echo "usage: builds.sh flags|clang|whole|plain" >&2
    exit 2
    ;;
esac

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
