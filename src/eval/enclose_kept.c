/* enclose_kept.c - the last values of costly functions at points: an end of one interval is often
 * that of the next, and derivatives ask for the same ones several times. */
#include "eval/enclose.h"

enum { KEPT = 8, KEPT_BITS = 64 };

struct enclose_kept {
    struct {
        enclose_compute *compute;
        int which;
        mpfr_t x;
        mpfi_t value;
    } at[KEPT];
    size_t next;
};

void enclose_kept_free(struct enclose_env *env)
{
    struct enclose_kept *kept = env->kept;
    for (size_t i = 0; kept && i < KEPT; i++) {
        mpfr_clear(kept->at[i].x);
        mpfi_clear(kept->at[i].value);
    }
    if (kept) mem_free_array(&env->core->mem, kept, 1, sizeof *kept);
    env->kept = NULL;
}

/* NULL without memory: then nothing is kept. */
static struct enclose_kept *kept_of(struct enclose_env *env)
{
    if (env->kept) return env->kept;
    struct enclose_kept *kept = env->kept = mem_array(&env->core->mem, 1, sizeof *kept);
    for (size_t i = 0; kept && i < KEPT; i++) {
        mpfr_init2(kept->at[i].x, KEPT_BITS); /* NaN, which equals nothing */
        mpfi_init2(kept->at[i].value, KEPT_BITS);
    }
    return kept;
}

/* Returns where it is, or KEPT. */
static size_t find(const struct enclose_kept *kept, enclose_compute *compute, int which,
                   mpfr_prec_t bits, mpfr_srcptr x)
{
    size_t i = 0;
    while (i < KEPT &&
           !(kept->at[i].compute == compute && kept->at[i].which == which &&
             mpfr_equal_p(kept->at[i].x, x) && mpfi_get_prec(kept->at[i].value) == bits))
        i++;
    return i;
}

static size_t replace_oldest(struct enclose_kept *kept, enclose_compute *compute, int which,
                             mpfr_prec_t bits, mpfr_srcptr x)
{
    size_t i = kept->next++ % KEPT;
    kept->at[i].compute = compute;
    kept->at[i].which = which;
    mpfr_set_prec(kept->at[i].x, mpfr_get_prec(x));
    mpfr_set(kept->at[i].x, x, MPFR_RNDN);
    mpfi_set_prec(kept->at[i].value, bits);
    compute(which, kept->at[i].value, x);
    return i;
}

void enclose_once(struct enclose_env *env, enclose_compute *compute, int which, mpfi_ptr value,
                  mpfr_srcptr x)
{
    struct enclose_kept *kept = kept_of(env);
    mpfr_prec_t bits = mpfi_get_prec(value) > KEPT_BITS ? mpfi_get_prec(value) : KEPT_BITS;
    if (!kept) {
        compute(which, value, x);
        return;
    }
    size_t i = find(kept, compute, which, bits, x);
    if (i == KEPT) i = replace_oldest(kept, compute, which, bits, x);
    mpfr_set(&value->left, &kept->at[i].value->left, MPFR_RNDD);
    mpfr_set(&value->right, &kept->at[i].value->right, MPFR_RNDU);
}
