/* series_beta.c - beta where its derivative rules fail: at poles of gamma(u + v), where it is 0. */
#include "series/series_private.h"

enum { MOST_SHIFT = 1000 };

/* out *= w + k, by way of `next`. */
static bool times_shifted(const struct scalars *s, struct series *out, const struct series *w,
                          long k, struct series *shifted, struct series *next)
{
    series_copy(s, shifted, w);
    s->field.set(next->c, k);
    s->field.add(shifted->c, shifted->c, next->c);
    if (!series_multiply(s, next, out, shifted)) return false;
    series_copy(s, out, next);
    return true;
}

/* 1/gamma(w) = w*(w + 1)*...*(w + n - 1)/gamma(w + n), with an n for which w + n is positive. */
static bool inverse_gamma(const struct scalars *s, struct series *out, const struct series *w)
{
    struct series shifted = {NULL, 0}, next = {NULL, 0}, gamma = {NULL, 0};
    bool ok = series_make(s, &shifted, w->n) && series_make(s, &next, w->n) &&
              series_make(s, &gamma, w->n);
    long n = 0;
    if (ok) {
        for (size_t k = 0; k < w->n; k++) s->field.set(series_at(s, out, k), k == 0);
        series_copy(s, &shifted, w);
    }
    for (; ok && s->sign(s, shifted.c) != 1; n++) {
        ok = n < MOST_SHIFT && times_shifted(s, out, w, n, &shifted, &next);
        s->field.set(next.c, 1);
        s->field.add(shifted.c, shifted.c, next.c);
    }
    const struct series *args[] = {&shifted};
    ok = ok && system_fn(s, FN_gamma, &gamma, args) && series_divide(s, &next, out, &gamma);
    if (ok) series_copy(s, out, &next);
    series_free(s, &shifted);
    series_free(s, &next);
    series_free(s, &gamma);
    return ok;
}

static bool by_gammas(const struct scalars *s, struct series *out, const struct series *const *args)
{
    struct series sum = {NULL, 0}, part = {NULL, 0}, product = {NULL, 0};
    bool ok = series_make(s, &sum, out->n) && series_make(s, &part, out->n) &&
              series_make(s, &product, out->n);
    for (size_t k = 0; ok && k < out->n; k++)
        s->field.add(series_at(s, &sum, k), series_at(s, args[0], k), series_at(s, args[1], k));
    ok = ok && inverse_gamma(s, &product, &sum) && system_fn(s, FN_gamma, &part, &args[0]) &&
         series_multiply(s, &sum, &product, &part) && system_fn(s, FN_gamma, &part, &args[1]) &&
         series_multiply(s, out, &sum, &part);
    series_free(s, &sum);
    series_free(s, &part);
    series_free(s, &product);
    return ok;
}

bool series_beta(const struct scalars *s, struct series *out, const struct series *const *args)
{
    if (system_fn(s, FN_beta, out, args)) return true;
    return series_go_on(s) && by_gammas(s, out, args);
}
