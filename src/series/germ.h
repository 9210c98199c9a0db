/* germ.h - what a formula does on one side of a point: its expansion as t goes to 0 from above.
 *
 * A germ is a sum of terms c*t^e with rational exponents e that rise, and a rest. The coefficients
 * are nodes: exact constants, or formulas of log(t), written as the symbol germs->log_t, that are
 * smaller than every negative power of t. No coefficient is ever rounded, and no sign is guessed:
 * what neither an exact form nor an enclosure decides is GERM_UNDECIDED. (Gruntz, On Computing
 * Limits in a Symbolic Manipulation System, 1996; Salvy and Shackell, Symbolic asymptotics, 1999.)
 */
#ifndef SERIES_GERM_H
#define SERIES_GERM_H

#include "series/series.h"

enum germ_state {
    GERM_KNOWN,
    GERM_UNDEFINED, /* the formula has no value for some t as small as one likes, as log(-t) */
    GERM_UNDECIDED, /* a coefficient can be shown neither zero nor nonzero, or no rule applies */
    GERM_FAILED,    /* time or memory ran out */
};

/* What is left after the terms. */
enum germ_rest {
    REST_NONE,  /* nothing: the terms are all */
    REST_ORDER, /* O(t^order), up to factors smaller than every negative power of t, as log(t) */
    REST_FLAT,  /* smaller than every power of t, as exp(-1/t); of the sign `sign` */
    REST_OSCILLATES, /* between low*t^order and high*t^order, up to o(t^order). If `attained`, it
                        comes as near as one likes to both, for small t, and so has no limit; if
                        not, these are bounds and no more */
    REST_STEEP, /* there are no terms; larger than every power, as exp(1/t); of the sign `sign` */
};

struct germ_term {
    number exponent;
    id coefficient; /* not the node 0; germ_sign() tells whether it is known to be nonzero */
};

struct germ {
    enum germ_state state;
    enum germ_rest rest;
    struct germ_term *terms; /* exponents rise; all below `order`, or at it where it oscillates */
    size_t n;
    number order;
    id low, high;
    bool attained;
    int sign;        /* -1, 1 or SIGN_UNKNOWN */
    id culprit;      /* GERM_UNDEFINED, GERM_UNDECIDED: the node at which it began */
    const char *why; /* ... and a reason in words, or NULL */
    /* Between the files of germs: */
    const struct germ *scale; /* the rest is sign*exp(scale); NULL if that is not known */
    bool cut;                 /* more terms of its parts might tell more */
    bool jumps;               /* it may be discontinuous for small t */
};

/* Expansions of formulas in one symbol, remembered by node. */
struct germs {
    struct graph *g;
    id t;         /* a scalar variable: the symbol that goes to 0 from above */
    id log_t;     /* the symbol that coefficients have for log(t) */
    size_t terms; /* how many are kept of each series; more are tried where all of them cancel */
    struct germ_memory *memory;
};

/* Begins; t and log_t are made. False without memory. */
bool germs_begin(struct germs *e, struct graph *g, size_t terms);
void germs_end(struct germs *e);

/* The expansion of a scalar formula of t, with every term up to t^order at least, if that can be
 * had. The formula has no names but t and no arrays: see entries_write_out() in
 * pass/entries.h. The germ stays until germs_end(); it is never NULL. */
const struct germ *germ_of(struct germs *e, id formula, number order);
/* The same with as many terms as its sign needs, if that can be had. */
const struct germ *germ_with_sign(struct germs *e, id formula);

/* The sign for all small t > 0: -1, 0 (it is 0 there), 1, or SIGN_UNKNOWN. */
int germ_sign(struct germs *e, const struct germ *a);
/* The coefficient of t^e; a node of 0 where the germ has no such term. False if the rest may hold
 * one: it is not o(t^e). */
bool germ_coefficient(struct germs *e, const struct germ *a, number exponent, id *coefficient);

#endif
