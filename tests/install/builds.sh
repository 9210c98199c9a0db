#!/usr/bin/env bash
# builds.sh KIND: does the source build as others build it, and without a warning?
#
#   flags  CC, CFLAGS, CPPFLAGS and LDFLAGS count; what is missing is said and never installed
#   clang  clang has nothing to say about what the bench builds; all else it compiles under sanitizers
#   fast   gcc -O3 -march=native -flto builds a program that works
#   plain  gcc -O0 builds a program; in another folder its bytes are the same
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

same() { cmp "$first/build/$1" "$second/build/$1"; }

plain() {
    local first=$work/a second="$work/another folder/b" name
    mkdir "$first" && cp -R Makefile .ci src cmd "$first" && build "$first" CFLAGS='-O0 -g' all
    tell $? "gcc -O0"
    # Two rooms stand for all, since every file is compiled in the same way.
    mkdir "${second%/*}" && cp -Rp "$first" "$second" && rm -r "$second"/build/{src/text,cmd,*.a,dcalc} &&
        build "$second" CFLAGS='-O0 -g' all
    tell $? "gcc -O0 in another folder"
    for name in dcalc libdcalc.a; do
        same $name
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
fast)
    build "$top" CFLAGS='-O3 -march=native -flto=auto -g0' BUILD="$work/fast" all
    tell $? "gcc -O3 -march=native -flto warns"
    [ ! -x "$work/fast/dcalc" ] || tests/golden/run.sh "$work/fast/dcalc" tests/golden/commands.t
    tell $? "gcc -O3 -march=native -flto makes another program"
    ;;
plain) plain ;;
*)
    echo "usage: builds.sh flags|clang|fast|plain" >&2
    exit 2
    ;;
esac

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
