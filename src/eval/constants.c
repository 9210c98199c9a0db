#include "eval/constants.h"

#include "base/escape.h"
#include "eval/arb.h"

#include <mpfr.h>
#include <pthread.h>

/* A key's destructor frees them, so that what comes and goes in one thread finds them again. */
static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static bool has_key;

static void free_constants(void *unused)
{
    (void)unused;
    if (!escape_has_spoilt_thread()) {
        arb_free_cache();
        mpfr_free_cache2(MPFR_FREE_LOCAL_CACHE);
    }
    escape_free_kept();
}

static void make_key(void)
{
    has_key = pthread_key_create(&key, free_constants) == 0;
}

void constants_free_at_end(void)
{
    pthread_once(&key_once, make_key);
    if (has_key) pthread_setspecific(key, &key); /* anything but NULL */
}
