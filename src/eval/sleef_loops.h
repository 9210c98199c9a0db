/* sleef_loops.h - loops over functions of vectors of SLEEF_WIDTH doubles, the set SLEEF_LOOPS.
 * SLEEF's vector types are GCC's. The last vector is padded with ones, which are harmless to every
 * function. */
#include "eval/sleef_sets.h"

#include <string.h>

#ifndef SLEEF_LOOPS
#define SLEEF_LOOPS sleef_plain
#define SLEEF_WIDTH 2
#endif

enum { WIDTH = SLEEF_WIDTH };

typedef double vector __attribute__((vector_size(8 * SLEEF_WIDTH)));

struct both {
    vector sine, cosine;
};

/* Functions that are taken instead of SLEEF's. */
#if SLEEF_WIDTH > 2
#include "eval/vector_functions.h"
#define OWN(id) (any_function *)own_##id
#else
#define OWN(id) NULL
#endif

static vector load_padded(const double *x, size_t count)
{
    double ones[WIDTH];
    vector v;
    for (size_t k = 0; k < WIDTH; k++) ones[k] = k < count ? x[k] : 1;
    memcpy(&v, ones, sizeof v);
    return v;
}

static void apply(any_function *function, double *out, const double *x, size_t n)
{
    vector (*call)(vector) = (vector(*)(vector))function;
    vector v;
    size_t i = 0;
    for (; i + WIDTH <= n; i += WIDTH) {
        memcpy(&v, x + i, sizeof v);
        v = call(v);
        memcpy(out + i, &v, sizeof v);
    }
    if (i == n) return;
    v = call(load_padded(x + i, n - i));
    memcpy(out + i, &v, (n - i) * sizeof *out);
}

static void sincos_of(any_function *function, double *sine, double *cosine, const double *x,
                      size_t n)
{
    struct both (*call)(vector) = (struct both(*)(vector))function;
    vector v;
    size_t i = 0;
    for (; i + WIDTH <= n; i += WIDTH) {
        memcpy(&v, x + i, sizeof v);
        struct both both = call(v);
        memcpy(sine + i, &both.sine, sizeof v);
        memcpy(cosine + i, &both.cosine, sizeof v);
    }
    if (i == n) return;
    struct both both = call(load_padded(x + i, n - i));
    memcpy(sine + i, &both.sine, (n - i) * sizeof *sine);
    memcpy(cosine + i, &both.cosine, (n - i) * sizeof *cosine);
}

static void power(any_function *function, double *out, const double *x, const double *y, size_t n)
{
    vector (*call)(vector, vector) = (vector(*)(vector, vector))function;
    for (size_t i = 0; i < n; i += WIDTH) {
        size_t count = n - i < WIDTH ? n - i : WIDTH;
        vector v = call(load_padded(x + i, count), load_padded(y + i, count));
        memcpy(out + i, &v, count * sizeof *out);
    }
}

const struct sleef_loops SLEEF_LOOPS = {WIDTH, apply, sincos_of, power,
                                        .own = {[SLEEF_exp] = OWN(exp),
                                                [SLEEF_log] = OWN(log),
                                                [SLEEF_sin] = OWN(sin),
                                                [SLEEF_cos] = OWN(cos),
                                                [SLEEF_erf] = OWN(erf),
                                                [SLEEF_COUNT] = OWN(sincos)}};
