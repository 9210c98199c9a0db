/* orders_private.h - what the files share that derive to high orders. */
#ifndef PASS_ORDERS_PRIVATE_H
#define PASS_ORDERS_PRIVATE_H

#include "pass/derive.h"

enum { PARTS = 8, MOST_SUMMANDS = 16, MOST_TERMS = 4096, MOST_EXPONENT = 8000, MOST_UNIT = 12 };
enum { MOST_READ = 64 };

/* In multiples of 1/unit. */
struct exponents {
    int16_t of[PARTS];
};

/* c times powers of parts. The numbers of one sum have one denominator. */
struct order_term {
    struct exponents e;
    int64_t c;
};

struct part {
    id node;
    struct order_term derivative; /* its number over q; 0 if the part does not depend on x */
    int64_t q;                    /* 0: not asked for yet */
    uint32_t first, n;            /* of a sum: its terms, in `summands`, over `below` */
    int64_t below;                /* 0: not asked for yet */
};

struct orders {
    struct graph *g;
    id x;
    struct known_tangents *known;
    struct part parts[PARTS];
    int n;
    int64_t unit;  /* exponents are multiples of 1/unit */
    int64_t finer; /* the unit with which those would be that are not; 0: all are */
    bool failed;   /* it does not fit */
    bool has_sums; /* among the parts */
    VEC(struct order_term) summands, terms, next;
    int64_t below;       /* the denominator of all terms */
    int64_t scale;       /* what each order multiplies it with */
    VEC(uint16_t) slots; /* a hash table of `next`: positions, each plus 1 */
};

/* Returns a*b. Fails the orders if that, or its opposite, is beyond 64 bits. */
static inline int64_t orders_times(struct orders *s, int64_t a, int64_t b)
{
    int64_t c = 0;
    if (__builtin_mul_overflow(a, b, &c) || c == INT64_MIN) s->failed = true;
    return c;
}

/* orders_read.c: reads f as terms, with a finer unit where its exponents need it. */
void orders_read(struct orders *s, id f);
/* Reads the derivatives of the parts that the terms have, and all sums among the parts of these.
 * False if that fails. */
bool orders_prepare(struct orders *s);

#endif
