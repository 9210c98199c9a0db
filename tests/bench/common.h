/* common.h - what the programs of the bench share: the clock, the median over a fraction of a
 * second, numbers that are the same in every language, and the line that tells the result. */
#ifndef BENCH_COMMON_H
#define BENCH_COMMON_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BENCH_MOST = 10000 };

static inline double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The i-th number between a and b of a sequence that every program of the bench can make:
 * splitmix64 (Steele, Lea and Flood 2014). */
static inline double uniform(size_t i, double a, double b)
{
    uint64_t z = ((uint64_t)i + 1) * 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return a + (b - a) * ((double)((z ^ z >> 31) >> 11) * 0x1p-53);
}

static inline int bench_compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static inline double median(double *x, size_t n)
{
    qsort(x, n, sizeof *x, bench_compare);
    return n ? x[n / 2] : NAN;
}

/* Seconds that a piece of work takes: the median over at least three times and 0.2 seconds, after
 * one that does not count; what takes longer than a second is done once. */
static inline double seconds_of(void (*work)(void *), void *of)
{
    static double times[BENCH_MOST];
    size_t n = 0;
    double begin = now();
    work(of);
    if (now() - begin > 1) return now() - begin;
    for (double end = now() + 0.2; n < BENCH_MOST && (n < 3 || now() < end); n++) {
        double start = now();
        work(of);
        times[n] = now() - start;
    }
    return median(times, n);
}

/* The result, and a number that every tool of the row must agree about. */
static inline void tell(double result, double check)
{
    printf("%.6g check=%.12g\n", result, check);
}

static inline char *read_text(const char *path)
{
    FILE *file = fopen(path, "rb");
    size_t n = 0, room = 1 << 24;
    char *text = (char *)malloc(room);
    if (!file || !text) perror(path), exit(1);
    n = fread(text, 1, room - 1, file);
    text[n] = 0;
    fclose(file);
    return text;
}

#endif
