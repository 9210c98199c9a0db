/* share_private.h - products as lists of literals. */
#ifndef PASS_SHARE_PRIVATE_H
#define PASS_SHARE_PRIVATE_H

#include "pass/share.h"

#define NO_LITERAL UINT32_MAX

enum literal_kind {
    LITERAL_POWER,     /* base^exponent; whole powers are lists of base^1 or base^-1 */
    LITERAL_PRODUCT,   /* of two others */
    LITERAL_RECIPROCAL /* 1 divided by what one or more others divide by */
};

struct literal {
    uint8_t kind;
    bool is_constant, is_divisor;
    id base;
    number exponent;
    uint32_t left, right; /* the others; NO_LITERAL: there is no second one */
    uint64_t hash;        /* of the structure */
    id node;              /* of a product or a reciprocal, once it is built */
};

struct share_factor {
    uint32_t literal, times;
};

/* A product as literals: `n` of `room` factors from `first` on. */
struct monomial {
    id product;
    uint32_t first, n, room;
    bool counts;  /* is part of a formula, and says what is shared; others follow */
    bool is_free; /* of divisors, once the shared ones are reciprocals */
    bool changed; /* since it was read */
};

/* The state of a node while formulas are rewritten. */
enum share_mark { MARK_VALUE = 1, MARK_READ = 2, MARK_ROOT = 4 };

struct sharing {
    struct graph *g;
    struct mem *mem;
    uint8_t *marks; /* by node */
    size_t n_marks;
    VEC(struct literal) literals;
    VEC(struct share_factor) factors;
    VEC(struct monomial) products; /* of formulas and others, and not of the values */
    VEC(struct monomial) values;   /* products of the values that may be factors */
    uint64_t work;                 /* that is left to do */
    bool failed;
};

static inline uint64_t share_mix(uint64_t a, uint64_t b)
{
    a = (a ^ b) * UINT64_C(0x9E3779B97F4A7C15);
    return a ^ a >> 29;
}
static inline struct share_factor *monomial_factors(struct sharing *s, const struct monomial *m)
{
    return s->factors.at + m->first;
}

/* Returns the literal, which is added if `adds`; else NO_LITERAL if there is none. */
uint32_t share_literal(struct sharing *s, struct literal literal, bool adds);
/* Replaces `times` copies of one or two literals (a may be b) by a third. */
void share_replace(struct sharing *s, struct monomial *m, uint32_t a, uint32_t b, uint32_t by,
                   uint32_t times);
void share_drop(struct sharing *s, struct monomial *m, uint32_t literal);
/* Returns how often a monomial has a literal. */
uint32_t share_times(struct sharing *s, const struct monomial *m, uint32_t literal);

/* The stages: divisors that several products have become reciprocals; pairs of literals that
 * several products have become literals. */
void share_divisors(struct sharing *s);
void share_pairs(struct sharing *s);

#endif
