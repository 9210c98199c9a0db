#include "eval/sleef.h"

#include "base/library.h"
#include "base/processor.h"
#include "eval/sleef_sets.h"

#define SLEEF_LOOPS sleef_plain
#define SLEEF_WIDTH 2
#include "eval/sleef_loops.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

struct sleef {
    void *library;
    const struct sleef_loops *loops;
    any_function *unary[SLEEF_COUNT], *power, *sincos;
};

/* A set of the library's functions. Those with these prefixes round alike on every machine of their
 * kind, with fused multiply-adds (finz) or without (cinz). */
struct set {
    const char *prefix, *suffix;
    const struct sleef_loops *loops;
};

#if defined(__x86_64__)
static struct set set_of_width(int width)
{
    if (width == 8) return (struct set){"Sleef_finz_", "avx512f", &sleef_avx512};
    return (struct set){"Sleef_finz_", "avx2", &sleef_avx2};
}

static struct set best_set(void)
{
    if (processor_vectors() == PROCESSOR_512) return set_of_width(8);
    if (processor_vectors() == PROCESSOR_256) return set_of_width(4);
    return (struct set){"Sleef_cinz_", "sse2", &sleef_plain};
}
#else
static struct set best_set(void)
{
    return (struct set){"Sleef_finz_", "advsimd", &sleef_plain};
}

static struct set set_of_width(int width)
{
    (void)width;
    return best_set();
}
#endif

/* By enum sleef_function. */
static const char *const names[] = {
#define NAME(id) #id,
    SLEEF_FUNCTIONS(NAME)
#undef NAME
        "sincos"};

static any_function *find(void *library, const struct set *set, const char *name)
{
    char symbol[64];
    any_function *found;
    snprintf(symbol, sizeof symbol, "%s%sd%d_u10%s", set->prefix, name, set->loops->width,
             set->suffix);
    library_find(library, symbol, &found);
    return found;
}

/* Returns function k of a set; NULL if the library has none. */
static any_function *choose(void *library, const struct set *set, int k)
{
    any_function *own = set->loops->own[k];
    return own ? own : find(library, set, names[k]);
}

uint64_t sleef_address(const struct sleef *sleef, int function, int width)
{
    struct set set = set_of_width(width);
    any_function *found = sleef->loops->width != width ? choose(sleef->library, &set, function)
                          : function == SLEEF_COUNT    ? sleef->sincos
                                                       : sleef->unary[function];
    void *address;
    memcpy(&address, &found, sizeof address);
    return (uintptr_t)address;
}

bool sleef_raises(int function, int width)
{
    return set_of_width(width).loops->own[function];
}

static bool load(struct sleef *sleef)
{
    void *library = library_open("libsleef.so.3");
    struct set set = best_set();
    if (!library) return false;
    sleef->library = library;
    sleef->loops = set.loops;
    sleef->power = find(library, &set, "pow");
    sleef->sincos = choose(library, &set, SLEEF_COUNT);
    bool all = sleef->power && sleef->sincos;
    for (int k = 0; k < SLEEF_COUNT; k++) {
        sleef->unary[k] = choose(library, &set, k);
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

void sleef_apply(const struct sleef *sleef, enum sleef_function function, double *out,
                 const double *x, size_t n)
{
    sleef->loops->apply(sleef->unary[function], out, x, n);
}

void sleef_sincos(const struct sleef *sleef, double *sine, double *cosine, const double *x,
                  size_t n)
{
    sleef->loops->sincos(sleef->sincos, sine, cosine, x, n);
}

void sleef_power(const struct sleef *sleef, double *out, const double *x, const double *y, size_t n)
{
    sleef->loops->power(sleef->power, out, x, y, n);
}
