/* dual.h - the second opinion: values and first derivatives by forward differentiation in plain
 * MPFR, with rules of its own (Wengert, 1964). Nothing here is shared with the product: no
 * intervals, no graph, no table of rules.
 *
 * Rounding is not tracked. Who asks evaluates at two precisions and takes what they agree on;
 * where rounding could have chosen a side (a jump, a kink, the edge of a domain), flags say so. */
#ifndef DUAL_H
#define DUAL_H

#include <stdbool.h>
#include <gmp.h>
#include <mpfr.h>

enum { MOST_NAMES = 3, MOST_ARGUMENTS = 4 };

enum {
    SHAKY_VALUE = 1, /* so near a jump or the edge of a domain that rounding may have chosen */
    SHAKY_SLOPE = 2, /* as near a kink */
    UNDEFINED = 4,   /* surely outside of a domain */
};

struct dual {
    mpfr_t value, slope[MOST_NAMES];
    bool depends[MOST_NAMES]; /* on a name; else that slope is 0 */
    unsigned flags;
};

void dual_init(struct dual *x, mpfr_prec_t bits);
void dual_clear(struct dual *x);

/* An operation of the language: how it is written, $1 to $4 being its arguments, and how it is
 * computed here; without a rule there is no second opinion. */
struct operation {
    const char *form;
    unsigned arity;
    /* of one argument: f(u), f'(u) from u and f, and the flags at u */
    int (*value)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);
    void (*slope)(mpfr_ptr out, mpfr_srcptr u, mpfr_srcptr f);
    unsigned (*look)(mpfr_srcptr u);
    /* of more: the value and the partial derivatives, and the flags; a partial by an argument that
     * depends on no name is not used */
    unsigned (*apply)(mpfr_ptr value, mpfr_t *partials, const struct dual *const *args,
                      unsigned order);
    unsigned order; /* of jn, yn, polygamma */
    bool costly;    /* not for thousands of bits */
};

extern const struct operation unary_operations[], several_operations[];
extern const unsigned n_unary_operations, n_several_operations;

void dual_apply(struct dual *out, const struct operation *operation,
                const struct dual *const *args);

/* ---- for the rules ---- */

/* u lies within half the bits of an edge. */
bool dual_near(mpfr_srcptr u, double edge);
bool dual_near_integer(mpfr_srcptr u);

/* special.c: functions MPFR lacks. */
int special_lambertw(mpfr_ptr out, mpfr_srcptr x, mpfr_rnd_t rounding);
void special_polygamma(mpfr_ptr out, unsigned n, mpfr_srcptr x);

#endif
