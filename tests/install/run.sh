#!/usr/bin/env bash
# run.sh: is what `make install` brings all there, and does it work? Programs in C and C++ are
# built against an installed tree, static and shared; the examples of dcalc(3) and of the README's
# chapter on the library are among them. The Python package is installed as a user would. BUILD, CC and CXX are those of the build; everything must
# have been built there before. Ends with N passed, N failed.
set -u
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.." || exit 1
build=${BUILD:-build}
cc=${CC:-gcc}
cxx=${CXX:-g++}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
passed=0
failed=0

tell() { # STATUS WHAT
    if [ "$1" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)) && echo "failed: $2"; fi
}

# make's own variables, of the make that may run this, are not for the one below.
quiet_make() { env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make -s -j1 BUILD="$build" DESTDIR="$root" PREFIX=/usr "$@"; }

quiet_make install >"$work/log" 2>&1 || cat "$work/log"
export PKG_CONFIG_LIBDIR=$root/usr/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$root LD_LIBRARY_PATH=$root/usr/lib
export PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 PKG_CONFIG_ALLOW_SYSTEM_LIBS=1

# ---- files ----

# dcalc-mpi and its page are installed where it was built, which needs a compiler of MPI, and dcalc-shared where dcalc
# is static.
files() { (cd "$root" && find . ! -type d ! -name 'dcalc-mpi*' ! -name dcalc-shared | sort); }
files | diff - "$here/files.txt"
tell $? "other files were installed than those of tests/install/files.txt"
if [ -e "$build/dcalc-mpi" ]; then
    cmp "$build/dcalc-mpi" "$root/usr/bin/dcalc-mpi" && cmp man/dcalc-mpi.1 "$root/usr/share/man/man1/dcalc-mpi.1"
else
    test -z "$(find "$root" -name 'dcalc-mpi*')"
fi
tell $? "dcalc-mpi and its manual page are not installed where it was built, or are where it was not"
test "$("$root/usr/bin/dcalc" diff 'x^2')" = '2*x'
tell $? "the installed program does not run"
test "$("$root/usr/bin/dcalc" eval 'exp1(2)' -n 5)" = 0.048901
tell $? "the installed program opens no libraries"
if [ -e "$build/dcalc-shared" ]; then
    cp "$build/dcalc" "$work/alone"
    test "$("$work/alone" diff 'x^2')" = '2*x' && "$work/alone" eval 'exp1(2)' 2>&1 |
        grep -q "^dcalc: note: libraries are opened by $work/alone-shared: No such file"
    tell $? "the static program alone does not say what it lacks"
fi
test "$(pkg-config --modversion dcalc)" = "$("$root/usr/bin/dcalc" version | awk '{ print $2 }')"
tell $? "dcalc.pc has another version than the program"

# ---- symbols ----

declared() { sed -nE 's/^DCALC_API [^(]*[ *](dcalc_[a-z_]+)\(.*/\1/p' "$root/usr/include/dcalc.h" | sort; }
exported() { nm -D --defined-only "$root/usr/lib/libdcalc.so" | awk '$2 != "A" { print $3 }' | sort; }
archived() { nm -g --defined-only "$root/usr/lib/libdcalc.a" 2>/dev/null | awk 'NF == 3 { print $3 }' | sort; }
mapped() { awk '/^DCALC_/ { version = $1 } /^ +dcalc_/ { sub(/;/, ""); print $1 "@@" version }' src/app/dcalc.map | sort; }
diff <(mapped) <(exported)
tell $? "the shared library offers other symbols than dcalc.map"
diff <(declared) <(exported | sed 's/@.*//')
tell $? "the shared library offers other symbols than dcalc.h"
diff <(declared) <(archived)
tell $? "the archive offers other symbols than dcalc.h"
for name in $(declared); do grep -q "^\.Nm $name\b" man/dcalc.3 || echo "$name"; done >"$work/unnamed"
test ! -s "$work/unnamed"
tell $? "dcalc.3 does not name $(cat "$work/unnamed")"

# ---- programs ----

strict='-Wall -Wextra -Wpedantic -Werror'
cflags=$(pkg-config --cflags dcalc)
shared=$(pkg-config --libs dcalc)
static=$(pkg-config --static --libs dcalc)
static=${static/-ldcalc/-l:libdcalc.a}

# The literal displays of the manual page, one file each.
awk -v work="$work" '
    /^\.Bd -literal/ { inside = 1; n++; next }
    /^\.Ed/ { inside = 0; next }
    inside { gsub(/\\e/, "\\"); gsub(/\\-/, "-"); gsub(/\\\(ha/, "^"); gsub(/\\\(aq/, "\047"); print >(work "/display" n) }' \
    man/dcalc.3

# program WHAT COMPILER... <INPUT: builds it shared and static, as a PIE; runs it.
program() { # NAME SOURCE EXPECTED INPUT COMPILER...
    local name=$1 source=$2 expected=$3 input=$4 libs
    shift 4
    for libs in "$shared" "$static"; do
        # shellcheck disable=SC2086 # lists
        "$@" $strict -fPIE -pie $cflags "$source" -o "$work/program" $libs &&
            "$work/program" <"$input" | diff - "$expected"
        tell $? "$name with $libs"
    done
}

echo right >"$work/right"
cp "$work/display1" "$work/gradient.c"
cp "$work/display3" "$work/service.c"
diff <(tail -n +2 tests/docs/gradient.c) "$work/gradient.c"
tell $? "the first example of dcalc.3 is not tests/docs/gradient.c"
# shellcheck disable=SC2086 # the compiler may be "ccache gcc"
{
    program "the gradient of dcalc.3" "$work/gradient.c" "$work/display2" /dev/null $cc -std=c11
    program "the service of dcalc.3" "$work/service.c" "$work/display5" "$work/display4" $cc -std=c11
    program "C++" "$here/program.cpp" "$work/right" /dev/null $cxx -std=c++11
}

# The README's.
awk -v library=yes -f tests/docs/blocks.awk README.md >"$work/README.md"
PLAY_LINK=$PWD/tests PLAY_NAME=README.md bash tests/golden/play.sh -s "$root/usr/bin/dcalc" "$work/README.md"
tell $? "the README's chapter on the library"

# ---- the Python package ----

# As pip installs it, with the library in it, where pip is at hand; else from the wheel that its backend makes.
export DCALC_BUILD=$build PYTHONDONTWRITEBYTECODE=1
unset PKG_CONFIG_LIBDIR PKG_CONFIG_SYSROOT_DIR LD_LIBRARY_PATH
site=$work/site
if /usr/bin/python3 -m pip --version >/dev/null 2>&1; then
    /usr/bin/python3 -m pip install -q --no-deps --no-index --disable-pip-version-check --root-user-action=ignore \
        --target "$site" ./python
else
    (cd python/backend && /usr/bin/python3 -c 'import sys, dcalc_build; dcalc_build.build_wheel(sys.argv[1])' "$work") &&
        /usr/bin/python3 -m zipfile -e "$work"/dcalc-*.whl "$site"
fi
tell $? "the Python package cannot be installed"
PYTHONPATH=$site /usr/bin/python3 -c 'import dcalc, sys; print(dcalc.grad("x^2*y", x=3, y=2))
sys.exit(not any(sys.argv[1] in line for line in open("/proc/self/maps") if "libdcalc" in line))' "$site" |
    diff - <(echo "{'x': 12.0, 'y': 9.0}")
tell $? "the installed Python package does not answer"
if git rev-parse --git-dir >/dev/null 2>&1; then
    test -z "$(git ls-files --others --exclude-standard python)"
    tell $? "building the Python package leaves files among the sources"
fi

quiet_make uninstall >/dev/null
left=$(cd "$root" && find . ! -type d)
test -z "$left"
tell $? "uninstall leaves $left"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
