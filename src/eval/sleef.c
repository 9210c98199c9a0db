#include "eval/sleef.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

/* SLEEF's vector types are GCC's: 2 doubles on any machine, 4 with AVX2, 8 with AVX-512. */
typedef double two __attribute__((vector_size(16)));
typedef double four __attribute__((vector_size(32)));
typedef double eight __attribute__((vector_size(64)));

typedef void any_function(void);
typedef void apply_loop(any_function *, double *, const double *, size_t);
typedef void sincos_loop(any_function *, double *, double *, const double *, size_t);
typedef void power_loop(any_function *, double *, const double *, const double *, size_t);

struct sleef {
    int width;
    any_function *unary[SLEEF_COUNT], *power, *sincos;
};

/* A set of the library's functions; `prefix` chooses those that round alike on every machine of
 * their kind, with fused multiply-adds (finz) or without (cinz). */
struct set {
    const char *prefix, *suffix;
    int width;
};

#if defined(__x86_64__)
static struct set best_set(void)
{
    bool fma = __builtin_cpu_supports("fma");
    if (fma && __builtin_cpu_supports("avx512dq")) return (struct set){"Sleef_finz_", "avx512f", 8};
    if (fma && __builtin_cpu_supports("avx2")) return (struct set){"Sleef_finz_", "avx2", 4};
    return (struct set){"Sleef_cinz_", "sse2", 2};
}
#else
static struct set best_set(void)
{
    return (struct set){"Sleef_finz_", "advsimd", 2};
}
#endif

static any_function *find(void *library, const struct set *set, const char *name)
{
    char symbol[64];
    any_function *found;
    snprintf(symbol, sizeof symbol, "%s%sd%d_u10%s", set->prefix, name, set->width, set->suffix);
    void *address = dlsym(library, symbol);
    memcpy(&found, &address, sizeof found);
    return found;
}

static bool load(struct sleef *sleef)
{
    static const char *const names[] = {
#define NAME(id) #id,
        SLEEF_FUNCTIONS(NAME)
#undef NAME
    };
    void *library = dlopen("libsleef.so.3", RTLD_NOW | RTLD_LOCAL);
    struct set set = best_set();
    if (!library) return false;
    sleef->width = set.width;
    sleef->power = find(library, &set, "pow");
    sleef->sincos = find(library, &set, "sincos");
    bool all = sleef->power && sleef->sincos;
    for (int k = 0; k < SLEEF_COUNT; k++) {
        sleef->unary[k] = find(library, &set, names[k]);
        all = all && sleef->unary[k];
    }
    return all;
}

/* Written once, by the first thread that asks; the library stays open until the process ends. */
static struct sleef functions;
static bool is_loaded;
static pthread_once_t loaded = PTHREAD_ONCE_INIT;

static void load_once(void)
{
    is_loaded = load(&functions);
}

const struct sleef *sleef_open(void)
{
    pthread_once(&loaded, load_once);
    return is_loaded ? &functions : NULL;
}

/* One loop a width. Ones fill up the last vector: they are harmless to every function. */
#define VECTOR_LOOPS(type, width, attributes)                                                  \
    attributes static void apply_##type(any_function *function, double *out, const double *x,  \
                                        size_t n)                                              \
    {                                                                                          \
        type (*call)(type) = (type(*)(type))function;                                          \
        size_t i = 0;                                                                          \
        for (; i + (width) <= n; i += (width)) {                                               \
            type v;                                                                            \
            memcpy(&v, x + i, sizeof v);                                                       \
            v = call(v);                                                                       \
            memcpy(out + i, &v, sizeof v);                                                     \
        }                                                                                      \
        if (i == n) return;                                                                    \
        double rest[width];                                                                    \
        for (size_t k = 0; k < (width); k++) rest[k] = i + k < n ? x[i + k] : 1;               \
        type v;                                                                                \
        memcpy(&v, rest, sizeof v);                                                            \
        v = call(v);                                                                           \
        memcpy(out + i, &v, (n - i) * sizeof *out);                                            \
    }                                                                                          \
    attributes static void sincos_##type(any_function *function, double *sine, double *cosine, \
                                         const double *x, size_t n)                            \
    {                                                                                          \
        struct both {                                                                          \
            type sine, cosine;                                                                 \
        };                                                                                     \
        struct both (*call)(type) = (struct both(*)(type))function;                            \
        for (size_t i = 0; i < n; i += (width)) {                                              \
            size_t count = n - i < (width) ? n - i : (width);                                  \
            double rest[width];                                                                \
            for (size_t k = 0; count < (width) && k < (width); k++)                            \
                rest[k] = k < count ? x[i + k] : 1;                                            \
            type v;                                                                            \
            memcpy(&v, count < (width) ? rest : x + i, sizeof v);                              \
            struct both both = call(v);                                                        \
            if (count == (width)) {                                                            \
                memcpy(sine + i, &both.sine, sizeof v);                                        \
                memcpy(cosine + i, &both.cosine, sizeof v);                                    \
                continue;                                                                      \
            }                                                                                  \
            memcpy(sine + i, &both.sine, count * sizeof *sine);                                \
            memcpy(cosine + i, &both.cosine, count * sizeof *cosine);                          \
        }                                                                                      \
    }                                                                                          \
    attributes static void power_##type(any_function *function, double *out, const double *x,  \
                                        const double *y, size_t n)                             \
    {                                                                                          \
        type (*call)(type, type) = (type(*)(type, type))function;                              \
        for (size_t i = 0; i < n; i += (width)) {                                              \
            size_t count = n - i < (width) ? n - i : (width);                                  \
            double base[width], exponent[width];                                               \
            for (size_t k = 0; k < (width); k++) {                                             \
                base[k] = k < count ? x[i + k] : 1;                                            \
                exponent[k] = k < count ? y[i + k] : 1;                                        \
            }                                                                                  \
            type u, v;                                                                         \
            memcpy(&u, base, sizeof u);                                                        \
            memcpy(&v, exponent, sizeof v);                                                    \
            u = call(u, v);                                                                    \
            memcpy(out + i, &u, count * sizeof *out);                                          \
        }                                                                                      \
    }

VECTOR_LOOPS(two, 2, )
#if defined(__x86_64__)
VECTOR_LOOPS(four, 4, __attribute__((target("avx2"))))
VECTOR_LOOPS(eight, 8, __attribute__((target("avx512f"))))
#endif

/* The loops that fit the width. */
static apply_loop *apply_of(int width)
{
#if defined(__x86_64__)
    if (width == 8) return apply_eight;
    if (width == 4) return apply_four;
#endif
    return width == 2 ? apply_two : NULL;
}

static power_loop *power_of(int width)
{
#if defined(__x86_64__)
    if (width == 8) return power_eight;
    if (width == 4) return power_four;
#endif
    return width == 2 ? power_two : NULL;
}

void sleef_apply(const struct sleef *sleef, enum sleef_function function, double *out,
                 const double *x, size_t n)
{
    apply_of(sleef->width)(sleef->unary[function], out, x, n);
}

static sincos_loop *sincos_of(int width)
{
#if defined(__x86_64__)
    if (width == 8) return sincos_eight;
    if (width == 4) return sincos_four;
#endif
    return width == 2 ? sincos_two : NULL;
}

void sleef_sincos(const struct sleef *sleef, double *sine, double *cosine, const double *x,
                  size_t n)
{
    sincos_of(sleef->width)(sleef->sincos, sine, cosine, x, n);
}

void sleef_power(const struct sleef *sleef, double *out, const double *x, const double *y, size_t n)
{
    power_of(sleef->width)(sleef->power, out, x, y, n);
}
