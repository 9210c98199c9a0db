#include "eval/arb.h"

#include "base/escape.h"
#include "base/library.h"
#include "eval/enclose.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

/* FLINT's releases from 3.0 to 3.4, and some to come; the library of Arb before it became a part of
 * FLINT is tried last. */
enum { FLINT_FIRST = 18, FLINT_LAST = 30 };

/* Written once, by the first thread that asks; the library stays open until the process ends. */
static struct arb functions;
static atomic_bool is_loaded;
static pthread_once_t loaded = PTHREAD_ONCE_INIT;

/* FLINT may come with a GMP of its own, as where the program's is linked statically. */
static void serve_memory(void *library)
{
    void (*flint)(void *(*)(size_t), void *(*)(size_t, size_t), void *(*)(void *, size_t),
                  void (*)(void *));
    void (*gmp)(void *(*)(size_t), void *(*)(void *, size_t, size_t), void (*)(void *, size_t));
    if (!escape_owns_libraries() ||
        !library_find(library, "__flint_set_memory_functions", &flint) ||
        !library_find(library, "__gmp_set_memory_functions", &gmp))
        return;
    gmp(escape_allocate, escape_resize, escape_free);
    flint(escape_allocate, escape_flint_zeroed, escape_flint_resize, escape_flint_free);
}

static bool find_all(void *library)
{
    bool all = true;
#define FIND(type, name, parameters) all = library_find(library, #name, &functions.name) && all;
    ARB_FUNCTIONS(FIND)
#undef FIND
    return all;
}

static bool try_library(const char *name)
{
    void *library = library_open(name);
    if (!library || !find_all(library)) return false;
    serve_memory(library);
    return true;
}

static void load_once(void)
{
    static const char *const others[] = {"libflint-arb.so.2", "libarb.so.2", "libflint.dylib"};
    bool done = false;
    for (int version = FLINT_LAST; version >= FLINT_FIRST && !done; version--) {
        char name[32];
        snprintf(name, sizeof name, "libflint.so.%d", version);
        done = try_library(name);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others && !done; i++)
        done = try_library(others[i]);
    atomic_store(&is_loaded, done);
}

const struct arb *arb_open(void)
{
    pthread_once(&loaded, load_once);
    return atomic_load(&is_loaded) ? &functions : NULL;
}

const struct arb *arb_need(struct core *core, struct span span, const char *what)
{
    const struct arb *arb = arb_open();
    if (arb) return arb;
    diag_error(core, KIND_IO, span, "'%s' needs the library FLINT, which cannot be loaded", what);
    diag_hint(core, "install libflint-arb2 (Debian 12), libflint-dev (later Debian, Ubuntu) or "
                    "flint (Fedora, Arch, Homebrew)");
    return NULL;
}

void arb_free_cache(void)
{
    if (atomic_load(&is_loaded)) functions.flint_cleanup();
}

/* The midpoint takes a few bits more than the ends, so that the ball is hardly wider than the
 * interval. */
void arb_from_interval(const struct arb *arb, arb_ptr x, mpfi_srcptr from)
{
    arb->arb_set_interval_mpfr(x, &from->left, &from->right, mpfi_get_prec(from) + 32);
}

bool arb_to_interval(const struct arb *arb, mpfi_ptr out, arb_srcptr x)
{
    if (!arb->arb_is_finite(x)) return enclose_fail(out);
    arb->arb_get_interval_mpfr(&out->left, &out->right, x);
    return enclose_finish(out);
}

/* The midpoint comes first in a ball. */
double arb_middle(const struct arb *arb, arb_srcptr x)
{
    enum { NEAREST = 4 }; /* ARF_RND_NEAR */
    return arb->arf_get_d(x, NEAREST);
}
