#!/usr/bin/env bash
# tests/bench/sparse.sh DCALC: the sparse Jacobian of Broyden's tridiagonal function for 10^4, 10^5 and
# 10^6 variables, beside the function itself, NumPy with SciPy written by hand, and ADOL-C; what is not
# installed is left out. Medians; ratios are what counts.
set -uo pipefail

dcalc=$(realpath "${1:-build/dcalc}")
library=$(realpath "$(dirname "$dcalc")/libdcalc.a")
source=$(realpath "$(dirname "$0")/../../src")
cc=${CC:-gcc}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

broyden='(3 - 2*x)*x - concat([0], x[:-1]) - 2*concat(x[1:], [0]) + 1'
model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)
echo "machine: ${model:-$(uname -m)}, $(nproc) cores"

# ---- the whole command, its output written ----

# measure ARGUMENT...: "seconds KiB", the median of five runs by time.
measure() {
    rm -f seconds
    for _ in 1 2 3 4 5; do
        /usr/bin/time -f '%e %M' -o last "$dcalc" "$@" -q -o out 2>/dev/null || echo "failed: $*" >&2
        tail -n 1 last >>seconds
    done
    sort -n seconds | sed -n 3p
}

echo
echo "the whole command, n = 10^4, 10^5, 10^6: seconds and KiB (from one n to the next 10 is linear)"
row() {
    local title=$1 line='' n
    shift
    for n in 10000 100000 1000000; do
        line="$line $(measure "$@" --at "x=range($n)/$n")"
    done
    echo "$line" | awk -v title="$title" '{ printf "  %-34s %7.3f %8d %7.3f %8d %7.3f %8d\n",
        title, $1, $2, $3, $4, $5, $6 }'
}
row "the function itself" eval "$broyden" --numbers double
row "its Jacobian, text" jacobian --sparse "$broyden" --numbers double
row "its Jacobian, Matrix Market" jacobian --sparse "$broyden" --numbers double -f mtx
row "the pattern" jacobian --sparse --pattern "$broyden"

# ---- in one process, nothing written ----

cat >dcalc.c <<'END'
#include "app/dcalc.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The first answer of the process and the median of the next nine, each at another point. */
static void measure(const char *title, struct dcalc_request request, double *x, size_t n)
{
    double times[10];
    for (int k = 0; k < 10; k++) {
        for (size_t i = 0; i < n; i++) x[i] = (double)i / (double)n - k;
        dcalc *session = dcalc_new();
        double start = now();
        struct dcalc_result *result = dcalc_run(session, &request);
        times[k] = now() - start;
        if (!result || result->status != DCALC_OK) puts("failed"), exit(1);
        dcalc_result_free(result);
        dcalc_free(session);
    }
    qsort(times + 1, 9, sizeof *times, compare);
    printf("%s %.2f %.2f\n", title, times[0], times[5]);
}

int main(int argc, char **argv)
{
    size_t n = (size_t)atol(argv[argc - 3]);
    double *x = malloc(n * sizeof *x);
    struct dcalc_text text = {argv[argc - 2], strlen(argv[argc - 2]), "expression"};
    struct dcalc_binding at = {"x", {NULL, 0, "x"}, {1, {n, 1}, x}};
    struct dcalc_request request = {.exprs = &text, .n_exprs = 1, .at = &at, .n_at = 1, .has_at = true};
    request.numbers = DCALC_DOUBLE;
    request.sparse = strcmp(argv[argc - 1], "eval") != 0;
    request.command = request.sparse ? DCALC_JACOBIAN : DCALC_EVAL;
    measure(argv[argc - 1], request, x, n);
    free(x);
    return 0;
}
END
# shellcheck disable=SC2086
$cc -O2 -no-pie -I"$source" dcalc.c -o in-process "$library" ${LIBS:--lmpfi -lmpfr -lgmp -lm -ldl -lpthread} || exit 1

cat >by_hand.py <<'END'
import sys, time
import numpy as np
import scipy.sparse as sp

n = int(sys.argv[1])
times = []
for k in range(10):
    x = np.arange(n) / n - k
    start = time.perf_counter()
    jacobian = sp.diags([np.full(n - 1, -1.0), 3 - 4*x, np.full(n - 1, -2.0)], [-1, 0, 1], format="csr")
    times.append(1e3*(time.perf_counter() - start))
print("numpy", times[0], np.median(times[1:]))
END

# Debian builds ADOL-C without ColPack, which would colour: the three colours are given.
cat >adolc.cpp <<'END'
#include <adolc/adolc.h>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

static double now()
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/* The rows of a matrix of three columns, as ADOL-C takes them. */
static std::vector<double *> rows_of(std::vector<double> &entries)
{
    std::vector<double *> rows(entries.size() / 3);
    for (size_t i = 0; i < rows.size(); i++) rows[i] = &entries[3*i];
    return rows;
}

int main(int, char **argv)
{
    int n = atoi(argv[1]);
    std::vector<double> x(n), y(n), seeds(3*(size_t)n), compressed(3*(size_t)n), values(3*(size_t)n), times;
    std::vector<double *> in = rows_of(seeds), out = rows_of(compressed);
    double start = now(), first = 0;
    for (int i = 0; i < n; i++) x[i] = (double)i / n, in[i][i % 3] = 1;
    trace_on(1);
    std::vector<adouble> a(n), f(n);
    for (int i = 0; i < n; i++) a[i] <<= x[i];
    for (int i = 0; i < n; i++) {
        f[i] = (3 - 2*a[i])*a[i] + 1;
        if (i > 0) f[i] -= a[i - 1];
        if (i + 1 < n) f[i] -= 2*a[i + 1];
    }
    for (int i = 0; i < n; i++) f[i] >>= y[i];
    trace_off();
    for (int k = 0; k < 6; k++) {
        for (int i = 0; i < n; i++) x[i] = (double)i / n - k;
        if (k) start = now();
        fov_forward(1, n, n, 3, x.data(), in.data(), y.data(), out.data());
        for (int i = 0; i < n; i++)
            for (int j = -1; j <= 1; j++) values[3*(size_t)i + j + 1] = out[i][(i + j + 3) % 3];
        if (k)
            times.push_back(now() - start);
        else
            first = now() - start;
    }
    std::sort(times.begin(), times.end());
    printf("adolc %.2f %.2f\n", first, times[2]);
}
END
has_adolc=
if c++ -O2 adolc.cpp -o adolc -ladolc 2>/dev/null; then has_adolc=yes; fi
has_scipy=
if /usr/bin/python3 -c 'import scipy.sparse' 2>/dev/null; then has_scipy=yes; fi

echo
echo "in one process, nothing written: milliseconds for the first answer, and for one at another point"
echo "(dcalc starts from the text each time; NumPy is given the derivative, ADOL-C the colours)"
once() { # TITLE COMMAND...
    local title=$1 line='' n
    shift
    for n in 10000 100000 1000000; do line="$line $("$@" "$n" | awk '{ print $2, $3 }')"; done
    echo "$line" | awk -v title="$title" '{ printf "  %-34s %8.2f %8.2f %8.2f %8.2f %8.2f %8.2f\n",
        title, $1, $2, $3, $4, $5, $6 }'
}
in_process() { ./in-process "$2" "$broyden" "$1"; }
once "dcalc, the function" in_process eval
once "dcalc, its Jacobian" in_process jacobian
[ -z "$has_scipy" ] || once "NumPy and SciPy by hand" /usr/bin/python3 by_hand.py
[ -z "$has_adolc" ] || once "ADOL-C" ./adolc
