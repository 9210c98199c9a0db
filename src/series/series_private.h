/* series_private.h - what the files of power series share: recurrences for one coefficient. */
#ifndef SERIES_SERIES_PRIVATE_H
#define SERIES_SERIES_PRIVATE_H

#include "series/series.h"

/* One scalar. */
bool scalar_make(const struct scalars *s, struct series *x);

/* Each gives coefficient k of its result from the coefficients before it, and those of arguments up
 * to k. d[i] is i*a[i]: the coefficients of s*a'(s). Results are no arguments. */
void derivative_at(const struct scalars *s, struct series *d, const struct series *a, size_t k);
/* a*b */
void product_at(const struct scalars *s, struct series *out, const struct series *a,
                const struct series *b, size_t k);
/* a/b, where `inverse` is 1/b[0] and b is 0 from its coefficient n on. a = NULL is 1. */
void quotient_at(const struct scalars *s, struct series *out, const struct series *a,
                 const struct series *b, size_t n, const void *inverse, size_t k);
/* out = a^e for k > 0, where `e` and `inverse`, 1/a[0], are scalars and a is 0 from its coefficient
 * n on. */
struct power_state {
    const struct series *a, *da;
    size_t n;
    struct series *out, *dout;
    const void *e, *inverse;
    void *scratch;
};
void power_at(const struct scalars *s, const struct power_state *p, size_t k);
/* Adds to out[k], k > 0, the part of one argument, by which the function's derivative is `rule`;
 * darg[i] is i*arg[i], `scratch` a scalar. */
void chain_at(const struct scalars *s, struct series *out, const struct series *darg,
              const struct series *rule, void *scratch, size_t k);

/* inverse = 1/a[0]. False if a[0] may be 0. */
bool invert_first(const struct scalars *s, void *inverse, const struct series *a);
/* True if all coefficients from k on are exact zeros. */
bool series_ends(const struct scalars *s, const struct series *a, size_t k);
void series_copy(const struct scalars *s, struct series *out, const struct series *a);
bool series_exp(const struct scalars *s, struct series *out, const struct series *a);
bool series_log(const struct scalars *s, struct series *out, const struct series *a);
/* sin, cos, sinh or cosh, each with the other. */
bool series_paired(const struct scalars *s, enum fn fn, struct series *out, const struct series *a);
/* False when time or memory ran out. */
bool series_go_on(const struct scalars *s);

/* series_special.c: functions whose rules do not close. */
bool special_has(enum fn fn);
bool special_is_bessel(enum fn fn);
/* series_removable.c: Si, ellipk, ellipe and rgamma where their rules divide by 0. False where they
 * do not; else *ok is whether the expansion was made. */
bool removable_fn(const struct scalars *s, enum fn fn, struct series *out, const struct series *a,
                  bool *ok);
/* series_partials.c: a function by its partial derivatives, where partials_take() says that no
 * other way leads to its expansion; hyp1f1 and hyp2f1 of constant parameters. */
bool partials_take(const struct scalars *s, enum fn fn, const struct series *const *args);
bool partials_fn(const struct scalars *s, enum fn fn, struct series *out,
                 const struct series *const *args);
bool hypergeometric_fn(const struct scalars *s, enum fn fn, struct series *out,
                       const struct series *const *args);
bool special_fn(const struct scalars *s, enum fn fn, struct series *out,
                const struct series *const *args);
/* series_rules.c: any function, from its derivative rules. */
bool system_fn(const struct scalars *s, enum fn fn, struct series *out,
               const struct series *const *args);
bool series_beta(const struct scalars *s, struct series *out, const struct series *const *args);

#endif
