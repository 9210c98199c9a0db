/* limit_private.h - what the files share that compute limits. */
#ifndef SERIES_LIMIT_PRIVATE_H
#define SERIES_LIMIT_PRIVATE_H

#include "series/limit.h"

/* A function without a limit, of which only bounds are known: it stands in formulas as a symbol. */
enum bounded_kind {
    BOUNDED_SINE,     /* of an angle that goes to infinity */
    BOUNDED_COSINE,   /* of the same angle; the symbol after its sine */
    BOUNDED_FRACTION, /* all of 0 to 1: u - floor(u) of a u that goes to infinity, a sine's size */
    BOUNDED_REST,     /* of an asymptotic expansion: anywhere in its bounds */
};
struct bounded {
    enum bounded_kind kind;
    id symbol, argument;
    int low, high;
};

/* What is known of a node, by id. */
enum known { KNOWN_NOT, KNOWN_YES, KNOWN_NO };
struct fact {
    uint8_t has_limit; /* `kind` and `limit` are set */
    uint8_t kind;      /* enum limit_kind */
    uint8_t zero;      /* enum known */
    uint8_t depends;   /* on x: enum known */
    id limit;
    id tractable; /* rewritten, or POISON */
    id expanded;  /* multiplied out, or POISON */
    id concrete;  /* see growth_concrete() */
    const char *why;
    uint8_t trouble; /* of rewriting: enum limit_kind */
};

/* One formula's way to its limit, as x goes to infinity. The first trouble ends it. */
struct growth {
    struct graph *g;
    id x;
    VEC(struct bounded) bounded;
    VEC(struct fact) facts;
    unsigned depth;
    unsigned symbols, towers;
    bool in_trouble, needs_terms;
    bool strict; /* see limit.h */
    enum limit_kind trouble;
    const char *why;
    struct fact no_fact; /* used when memory is gone */
    id marker;           /* makes a call of polygamma one of exp(u^2)*erfc(u) */
    /* growth_limit() and growth_sign(), which expansions ask again for slower parts. */
    bool (*ask_limit)(struct growth *r, id f, enum limit_kind *kind, id *value);
    bool (*ask_sign)(struct growth *r, id f, bool needed, int *sign);
    id unbounded; /* the coefficient whose sign changes for ever, or POISON */
};

/* Notes why there is no answer. Always returns false. */
bool growth_trouble(struct growth *r, enum limit_kind kind, const char *why);
struct fact *growth_fact(struct growth *r, id a);
/* Does the formula change with x? */
bool growth_depends(struct growth *r, id a);
bool growth_go_on(struct growth *r);
/* The bounded function that a symbol stands for, or NULL. */
const struct bounded *growth_bounded_of(const struct growth *r, id symbol);
/* The variables of a formula; *free tells of others than x and bounded symbols. */
bool growth_variables(struct growth *r, id c, struct reach *reach, bool *free);

/* limit_zero.c. Strict ways need that c is not 0 whatever its names stand for. False when in
 * trouble. */
bool growth_certain(struct growth *r, id c);
/* Notes that a name decides, and which. Always returns false. */
bool growth_name_decides(struct growth *r, id c);

/* limit_growth.c. The limit: LIMIT_VALUE with *value, which may hold symbols of bounded functions,
 * LIMIT_PLUS or LIMIT_MINUS. False when in trouble. */
bool growth_limit(struct growth *r, id f, enum limit_kind *kind, id *value);
/* The sign for all large x. False when in trouble. */
bool growth_sign(struct growth *r, id f, int *sign);
/* The same; `needed`: of what must be positive for the formula to have a value. If other names
 * decide it, it is taken to be so. */
bool growth_sign_needed(struct growth *r, id f, int *sign);
bool growth_sign_of(struct growth *r, id f, bool needed, int *sign);
/* The leading term c*w^e of a formula that depends on x, where w > 0 goes to 0 and varies more
 * rapidly than c. *c is 0 if the formula is 0. May change what x means (x := exp(x)). */
bool growth_lead(struct growth *r, id f, id *c, id *e);

/* limit_zero.c. */
bool growth_is_zero(struct growth *r, id c, bool *zero);
/* The sign of a formula without x, whatever the bounded functions are; SIGN_UNKNOWN (2). */
int growth_constant_sign(struct growth *r, id c);
/* Does it have names besides x and bounded symbols? */
bool growth_has_names(struct growth *r, id c);
/* Does it have bounded symbols? */
bool growth_has_bounded(struct growth *r, id c);
/* Products of sums multiplied out, exponentials joined. */
id growth_expand(struct growth *r, id a);
/* exp(a)^2*exp(b) as exp(2*a + b). */
id growth_join(struct growth *r, id a);
/* log of what is positive, products taken apart as far as that is certain. */
id growth_log(struct growth *r, id a);

/* limit_infinity.c: the limit of a formula of x. */
struct limit growth_at_infinity(struct growth *r, id f);

/* limit_rewrite.c: functions as exp, log and what is analytic at the limit of its arguments. */
bool growth_tractable(struct growth *r, id f, id *out);
/* limit_special.c: special functions of arguments that have the limit (kind, value). POISON when
 * in trouble. */
id growth_special(struct growth *r, enum fn fn, const id *args, enum limit_kind kind, id value);
id growth_rest(struct growth *r, int low, int high);
/* limit_asymptotic.c: lgamma, digamma, polygamma and exp(u^2)*erfc(u), which are not analytic at
 * infinity. */
id growth_scaled_erfc(struct growth *r, id u);
bool growth_is_scaled_erfc(const struct growth *r, id call);
/* With exp(u^2)*erfc(u) written as what it is. */
id growth_concrete(struct growth *r, id f);
/* limit_circular.c */
bool growth_circular(struct growth *r, id u, id *sine, id *cosine);
id growth_fraction(struct growth *r, id u);
id growth_size(struct growth *r, id u); /* abs(u) */
/* The answer for a value in which bounded symbols stand. */
struct limit growth_oscillation(struct growth *r, id value);
struct limit growth_unbounded(struct growth *r);

/* limit_terms.c: sums of c*w^e, with exponents (constant formulas) that rise. */
struct term_of_w {
    id e, c;
};
struct terms {
    struct term_of_w *at; /* in the core's arena */
    size_t n;
    bool exact; /* else there is a rest O(w^order) */
    id order;
};
bool terms_compare(struct growth *r, id a, id b, int *order); /* of exponents */
bool terms_single(struct growth *r, struct terms *out, id e, id c);
bool terms_add(struct growth *r, struct terms *out, const struct terms *a, const struct terms *b);
bool terms_multiply(struct growth *r, struct terms *out, const struct terms *a,
                    const struct terms *b, size_t most);
/* The sum of coefficients[k]*u^k, of a u that goes to 0; `more`: it does not end with them. */
bool terms_compose(struct growth *r, struct terms *out, const id *coefficients, size_t n, bool more,
                   const struct terms *u, size_t most);
/* Scales by c*w^e. */
bool terms_scale(struct growth *r, struct terms *a, id e, id c);

/* limit_expand.c: the expansion of f in w = exp(h), given which nodes are comparable with w. */
struct scale {
    id h;
    const id *rapid; /* exponentials of the class of w, ascending */
    size_t n;
};
/* limit_series.c: n coefficients; whether there is a first term, else more are needed; exp(u) of a
 * u that goes to 0. */
id *growth_room(struct growth *r, size_t n);
bool growth_has_lead(struct growth *r, const struct terms *a);
bool growth_exp_series(struct growth *r, struct terms *out, const struct terms *u, size_t most);
/* log(a), and a^e, of a series a; `h` is log(w). */
bool growth_log_series(struct growth *r, struct terms *out, const struct terms *a, id h,
                       size_t most);
bool growth_power_series(struct growth *r, struct terms *out, const struct terms *a, number e,
                         size_t most);
/* limit_asymptotic.c: the function's expansion where its argument u grows as a power of 1/w; and
 * its derivatives at c0 divided by factorials. False, without trouble, for other functions. */
bool growth_asymptotic(struct growth *r, struct terms *out, id call, const struct terms *u, id h,
                       size_t most);
bool growth_scaled_erfc_series(struct growth *r, id *c, size_t n, id c0);
bool growth_expansion(struct growth *r, id f, const struct scale *scale, size_t most,
                      struct terms *out);

#endif
