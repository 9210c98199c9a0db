/* series_removable.c - functions at points where they are analytic and their derivative rules
 * divide by 0: Si, ellipk and ellipe at 0, and 1/gamma where gamma has poles. */
#include "series/series_private.h"

/* Coefficients at 0 (DLMF 6.6.5, 19.5.1, 19.5.2), each from those before. */
static void expand_at_zero(const struct scalars *s, enum fn fn, struct series *outer)
{
    struct series power;
    if (!scalar_make(s, &power)) return;
    if (fn == FN_Si) {
        s->field.set(power.c, 1);
    } else {
        s->set_constant(s, power.c, CONSTANT_pi);
        s->scale(s, power.c, power.c, 1, 2);
        s->field.copy(outer->c, power.c);
    }
    for (size_t i = 1; i < outer->n; i++) {
        int64_t k = (int64_t)i;
        switch (fn) {
        case FN_Si: s->scale(s, power.c, power.c, k % 2 ? 1 : -1, k); break;
        case FN_ellipk: s->scale(s, power.c, power.c, (2 * k - 1) * (2 * k - 1), 4 * k * k); break;
        default: s->scale(s, power.c, power.c, (2 * k - 3) * (2 * k - 1), 4 * k * k);
        }
        if (fn != FN_Si)
            s->field.copy(series_at(s, outer, i), power.c);
        else if (k % 2)
            s->scale(s, series_at(s, outer, i), power.c, 1, k);
    }
    series_free(s, &power);
}

static bool compose_at_zero(const struct scalars *s, enum fn fn, struct series *out,
                            const struct series *a)
{
    struct series outer;
    if (!series_make(s, &outer, out->n)) return false;
    expand_at_zero(s, fn, &outer);
    bool ok = series_compose(s, out, &outer, a);
    series_free(s, &outer);
    return ok;
}

/* Adds 1 to a until its first coefficient is 0, and once more. False if that takes too long. */
static bool step_over_poles(const struct scalars *s, struct series *a, long *steps)
{
    enum { MOST_STEPS = 1000 };
    struct series one;
    bool found = false;
    if (!scalar_make(s, &one)) return false;
    s->field.set(one.c, 1);
    for (*steps = 0; !found && *steps < MOST_STEPS; ++*steps) {
        found = s->is_zero(a->c);
        s->field.add(a->c, a->c, one.c);
    }
    series_free(s, &one);
    return found;
}

/* rgamma(z) = z rgamma(z + 1), until z + n is 1. */
static bool rgamma_at_pole(const struct scalars *s, struct series *out, const struct series *a,
                           const struct series *beyond, long n)
{
    struct series factor, product;
    const struct series *args[] = {beyond};
    bool ok = series_make(s, &factor, out->n);
    ok = series_make(s, &product, out->n) && ok;
    ok = ok && system_fn(s, FN_rgamma, out, args);
    if (ok) series_copy(s, &factor, a);
    for (long i = 0; ok && i < n; i++) {
        struct series one;
        ok = series_multiply(s, &product, out, &factor) && scalar_make(s, &one);
        if (!ok) break;
        series_copy(s, out, &product);
        s->field.set(one.c, 1);
        s->field.add(factor.c, factor.c, one.c);
        series_free(s, &one);
    }
    series_free(s, &factor);
    series_free(s, &product);
    return ok;
}

bool removable_fn(const struct scalars *s, enum fn fn, struct series *out, const struct series *a,
                  bool *ok)
{
    bool at_zero = fn == FN_Si || fn == FN_ellipk || fn == FN_ellipe;
    if (at_zero && s->is_zero(a->c)) return *ok = compose_at_zero(s, fn, out, a), true;
    if (fn != FN_rgamma || s->sign(s, a->c) == 1) return false;
    struct series beyond;
    long n;
    if (!series_make(s, &beyond, a->n)) return false;
    series_copy(s, &beyond, a);
    bool found = step_over_poles(s, &beyond, &n);
    if (found) *ok = rgamma_at_pole(s, out, a, &beyond, n);
    series_free(s, &beyond);
    return found;
}
