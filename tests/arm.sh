#!/usr/bin/env bash
# arm.sh [SUITE...]: builds the suites for AArch64 into $BUILD/arm with Debian's cross compiler, and plays them in
# qemu-user: those named (check_points), or all. It runs for an hour on one core. First, as root:
#   dpkg --add-architecture arm64 && apt-get update && apt-get install qemu-user gcc-aarch64-linux-gnu \
#     lib{gmp,mpfr,mpfi,cjson,edit,zip}-dev:arm64 {zlib1g-dev,check,libsleef3,libflint-arb2,libzstd1}:arm64
# Ends with: N passed, N failed.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
build=${BUILD:-build}/arm
suites=("$@")
[ $# -gt 0 ] || mapfile -t suites < <(basename -s .c tests/check_*.c)
export PKG_CONFIG_LIBDIR=/usr/lib/aarch64-linux-gnu/pkgconfig:/usr/share/pkgconfig
export QEMU_LD_PREFIX=/ CK_TIMEOUT_MULTIPLIER=100

tool=aarch64-linux-gnu
env -u MAKEFLAGS -u MAKELEVEL make BUILD="$build" MPICC=none CC="${CROSS:-$tool-gcc}" LD=$tool-ld AR=$tool-ar \
    OBJCOPY=$tool-objcopy all "${suites[@]/#/$build/tests/}" || exit
for suite in "${suites[@]}"; do
    echo "$suite"
    qemu-aarch64 "$build/tests/$suite" || true
done | awk '
    /^[0-9]+%: Checks: / { all = $0; gsub(/[^0-9 ]/, "", all); split(all, n, " "); ok += n[2] - n[3] - n[4]; bad += n[3] + n[4]; next }
    !/^Running suite/ { print; fflush() }
    END { print ok + 0 " passed, " bad + 0 " failed"; exit bad > 0 || ok == 0 }'
