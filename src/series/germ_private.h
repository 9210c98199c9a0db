/* germ_private.h - what the files of germs share.
 *
 * Every function takes germs and returns one, never NULL. A germ that is not known passes through.
 * A germ that is nothing but a rest with a scale is called pure: it is sign*exp(scale). */
#ifndef SERIES_GERM_PRIVATE_H
#define SERIES_GERM_PRIVATE_H

#include "series/germ.h"

/* What is in a coefficient. */
enum { HAS_LOG = 1, HAS_T = 2, HAS_OTHER = 4, HAS_ANY = 7 };
/* What has been found out by its form. */
enum { IS_ZERO = 64, IS_NOT_ZERO = 128 };

/* What lower files need of higher ones, so that no two call each other. */
struct germ_hooks {
    const struct germ *(*with_sign)(struct germs *e, id formula);
    const struct germ *(*log_abs)(struct germs *e, const struct germ *a, int *sign);
    const struct germ *(*pure)(struct germs *e, int sign, const struct germ *scale);
    const struct germ *(*add_pure)(struct germs *e, const struct germ *a, const struct germ *b);
};

struct remembered {
    const struct germ *germ;
    size_t terms; /* with which it was made */
};

/* What is known of nodes as coefficients, by id. Germs of coefficients of germs share it. */
struct germ_notes {
    VEC(uint8_t) contents; /* flags from above */
    VEC(uint8_t) signs;    /* 2 + sign, or 0 */
};

struct germ_memory {
    const struct germ_hooks *hooks;
    struct arena arena;
    VEC(struct remembered) nodes; /* by id */
    struct germ_notes *notes, own_notes;
    VEC(id) stack;         /* nodes whose germs are wanted */
    size_t terms;          /* kept now */
    id now;                /* the node being expanded */
    int depth;             /* how many germs of coefficients of germs this is */
    int scales;            /* how many sums of flat rests are being found by scales */
    VEC(number) bernoulli; /* B(0), B(2), B(4), ... */
};

/* a/b; 0 without memory, when b may have become 0. */
static inline number germ_quotient(struct numbers *t, number a, number b)
{
    return b == NUMBER_ZERO ? NUMBER_ZERO : number_div(t, a, b);
}

/* germ_make.c: the memory of germs, which germs_begin() and germs of coefficients open with the
 * same hooks; new germs. */
bool germs_open(struct germs *e, struct graph *g, size_t terms, const struct germ_hooks *hooks);
struct germ *germ_new(struct germs *e, size_t n); /* known, with room for n terms */
const struct germ *germ_failed(void);
const struct germ *germ_undefined(struct germs *e, const char *why);
const struct germ *germ_undecided(struct germs *e, const char *why);
/* The same; `cut` says whether more terms might help. */
const struct germ *germ_unclear(struct germs *e, const struct germ *of, const char *why);
const struct germ *germ_constant(struct germs *e, id c);
const struct germ *germ_number(struct germs *e, int64_t p, int64_t q);
const struct germ *germ_monomial(struct germs *e, id c, number exponent);
const struct germ *germ_order(struct germs *e, number order);
/* No terms; a rest of order 0. */
const struct germ *germ_between(struct germs *e, id low, id high, bool attained);
/* Only the terms, or only the rest. */
const struct germ *germ_terms_of(struct germs *e, const struct germ *a);
const struct germ *germ_rest_of(struct germs *e, const struct germ *a);
/* Without its first terms. */
const struct germ *germ_after(struct germs *e, const struct germ *a, size_t first);
bool germ_ok(const struct germs *e); /* time and memory are left */
/* The first of two that is not known, or NULL. */
const struct germ *germ_bad(const struct germ *a, const struct germ *b);

/* germ_terms.c: terms that are collected and then added up. */
struct germ_sum {
    struct germs *e;
    VEC(struct germ_product) items;
};
struct germ_product {
    number exponent;
    id a, b; /* the coefficient is a*b */
};
void germ_sum_push(struct germ_sum *s, number exponent, id a, id b);
/* Makes the germ with this rest (only its rest is read); drops terms that the rest covers. */
const struct germ *germ_sum_end(struct germ_sum *s, const struct germ *rest);

/* germ_rest.c */
const struct germ *germ_add_rests(struct germs *e, const struct germ *a, const struct germ *b);
/* The rest of c*t^exponent*(1 + o(1)) times the rest of a. */
const struct germ *germ_scale_rest(struct germs *e, const struct germ *a, id c, number exponent);
const struct germ *germ_multiply_rests(struct germs *e, const struct germ *a, const struct germ *b);

/* germ_arithmetic.c */
const struct germ *germ_add(struct germs *e, const struct germ *a, const struct germ *b);
const struct germ *germ_subtract(struct germs *e, const struct germ *a, const struct germ *b);
const struct germ *germ_times(struct germs *e, const struct germ *a, id c, number exponent);
const struct germ *germ_scale(struct germs *e, const struct germ *a, int64_t p, int64_t q);
const struct germ *germ_multiply(struct germs *e, const struct germ *a, const struct germ *b);
/* a divided by its first term, less 1 */
struct germ_lead;
const struct germ *germ_relative(struct germs *e, const struct germ *a,
                                 const struct germ_lead *lead);
/* sum of c[k]*a^k for k < n, and O(a^n) unless `exact`. */
const struct germ *germ_polynomial(struct germs *e, const number *c, size_t n, bool exact,
                                   const struct germ *a);

/* germ_powers.c */
const struct germ *germ_power(struct germs *e, const struct germ *a, number exponent);
const struct germ *germ_divide(struct germs *e, const struct germ *a, const struct germ *b);
const struct germ *germ_sqrt(struct germs *e, const struct germ *a);
const struct germ *germ_cbrt(struct germs *e, const struct germ *a); /* with the sign of a */

/* germ_exp.c */
const struct germ *germ_exp(struct germs *e, const struct germ *a);
const struct germ *germ_log(struct germs *e, const struct germ *a);
/* log(abs(a)); puts the sign of a, which is not 0, in *sign. */
const struct germ *germ_log_abs(struct germs *e, const struct germ *a, int *sign);
/* sign*exp(scale) */
const struct germ *germ_pure(struct germs *e, int sign, const struct germ *scale);

/* a + b, neither of which is 0, by their scales. */
const struct germ *germ_add_pure(struct germs *e, const struct germ *a, const struct germ *b);

/* germ_series.c: functions by their Taylor series. */
/* True if a tends to a constant, or is one; puts it in *limit. */
bool germ_is_finite(struct germs *e, const struct germ *a, id *limit);
/* fn(args) where all tend to constants at which fn is analytic; else NULL. */
const struct germ *germ_analytic(struct germs *e, enum fn fn, const struct germ *const *args);
/* (1 + a)^exponent, where a tends to 0. */
const struct germ *germ_one_plus_power(struct germs *e, const struct germ *a, number exponent);

/* germ_sign.c */
unsigned germ_contents(struct germs *e, id a);
int germ_coefficient_sign(struct germs *e, id c);
/* The germ of a coefficient with -1/t for log(t), which goes to -inf like it. *inner is to be
 * ended; NULL if formulas of logarithms nest too deeply. */
const struct germ *germ_of_coefficient(struct germs *e, struct germs *inner, id c);
/* The first term, whose sign is known and not 0; false if there is none. */
struct germ_lead {
    struct germ_term term;
    int sign;
    size_t index;
};
bool germ_lead(struct germs *e, const struct germ *a, struct germ_lead *lead);
/* True if a tends to infinity, or minus infinity; puts the sign in *sign. */
bool germ_is_infinite(struct germs *e, const struct germ *a, int *sign);
/* The integer part of a constant; false if that cannot be told. */
bool germ_floor(struct germs *e, id c, number *floor);

/* germ_identity.c */
/* True if a formula of which all terms cancel is 0 by its form, as sin(t)^2 + cos(t)^2 - 1 is. */
bool germ_is_zero_by_form(struct germs *e, id a);
/* Of a node that is a function which jumps or bends, by the form of its arguments; NULL if that
 * tells nothing. Arguments that are found to be constant are replaced. */
const struct germ *germ_by_identity(struct germs *e, id a, const struct germ **args);

/* germ_functions.c: every function of the table. */
const struct germ *germ_apply(struct germs *e, enum fn fn, const struct germ *const *args);
/* germ_singular.c, germ_poles.c, germ_special.c: at points where series do not serve; NULL if it
 * has no rule. */
const struct germ *germ_singular(struct germs *e, enum fn fn, const struct germ *const *args);
const struct germ *germ_pole(struct germs *e, enum fn fn, const struct germ *const *args);
const struct germ *germ_special(struct germs *e, enum fn fn, const struct germ *const *args);
/* germ_steps.c, germ_corners.c: functions with steps and with corners; NULL for others. */
const struct germ *germ_step(struct germs *e, enum fn fn, const struct germ *const *args);
const struct germ *germ_corner(struct germs *e, enum fn fn, const struct germ *const *args);
/* germ_either.c */
/* True if a goes above and below 0 again and again. */
bool germ_alternates(struct germs *e, const struct germ *a);
/* Either a or b, it is not known which; both again and again, if `attained`. */
const struct germ *germ_either(struct germs *e, const struct germ *a, const struct germ *b,
                               bool attained);
/* germ_oscillation.c: functions of what oscillates; NULL if there is no rule. */
const struct germ *germ_oscillate(struct germs *e, enum fn fn, const struct germ *const *args);
const struct germ *germ_oscillating_power(struct germs *e, const struct germ *a, number exponent);

#endif
