/* series.h - truncated power series c[0] + c[1]*s + ... + c[n-1]*s^(n-1) + O(s^n) over scalars of any
 * kind: exact constants as nodes of a graph, intervals, doubles.
 *
 * Each function of the table has a recurrence from its differential equation (Brent and Kung, 1978;
 * Griewank and Walther, Evaluating Derivatives, 2008, chapter 13; Johansson, 2015, for the special
 * functions). Where there is none, its derivative rule in functions.def serves. */
#ifndef SERIES_SERIES_H
#define SERIES_SERIES_H

#include "graph/elimination.h"
#include "graph/graph.h"

/* Scalars: those of elimination.h with what power series need besides. */
struct scalars {
    struct field field; /* size, make, drop, copy, set, add, subtract, multiply, divide */
    struct graph *graph; /* of numbers, rules and, for nodes, the scalars themselves */
    void (*set_number)(const struct scalars *s, void *out, number value);
    /* out = x*p/q */
    void (*scale)(const struct scalars *s, void *out, const void *x, int64_t p, int64_t q);
    /* out = the sum of x[i]*y[n-1-i] for i < n */
    void (*dot)(const struct scalars *s, void *out, const void *x, const void *y, size_t n);
    /* out = x^e. False if there is none, or none that is certain. */
    bool (*power)(const struct scalars *s, void *out, const void *x, number e);
    /* out = fn(args). False if there is no value, or none that is certain. */
    bool (*apply)(const struct scalars *s, enum fn fn, void *out, const void *const *args);
    /* -1, 0 or 1; SIGN_UNKNOWN if it cannot be told. */
    int (*sign)(const struct scalars *s, const void *x);
};
enum { SIGN_UNKNOWN = 2 };

/* n scalars, contiguous, owned by the core of the scalars' graph until series_free(). */
struct series {
    unsigned char *c;
    size_t n;
};
bool series_make(const struct scalars *s, struct series *a, size_t n); /* of zeros */
void series_free(const struct scalars *s, struct series *a);
static inline void *series_at(const struct scalars *s, const struct series *a, size_t i)
{
    return a->c + i * s->field.size;
}

/* All take and give series of the same n; `out` is made by the caller and is no argument. They
 * return false when c[0] lies where the function is not analytic, or may be so, and when time or
 * memory ran out (core_go_on, mem.failed). */
bool series_multiply(const struct scalars *s, struct series *out, const struct series *a,
                     const struct series *b);
bool series_divide(const struct scalars *s, struct series *out, const struct series *a,
                   const struct series *b);
/* a^e with a constant rational e; a^b. */
bool series_power(const struct scalars *s, struct series *out, const struct series *a, number e);
bool series_to_power(const struct scalars *s, struct series *out, const struct series *a,
                     const struct series *b);
/* fn(args), for every function of the table. Comparisons, where, abs, maximum, floor and their kind
 * are series where c[0] decides them, and false where it does not. */
bool series_fn(const struct scalars *s, enum fn fn, struct series *out,
               const struct series *const *args);

/* The kinds of scalars. Nodes: exact constants, whose sums and products are multiplied out, so that
 * what cancels is found to be 0; a sign that the form does not show is found by enclosing it. */
struct scalars series_nodes(struct graph *g);
struct enclose_env;
struct scalars series_doubles(struct graph *g);
/* Of this many bits; the caller has MPFR's exponent range as wide as interval.h wants it. `env` is
 * an enclose_env of eval/enclose.h. */
struct scalars series_intervals(struct graph *g, struct enclose_env *env, long bits);

/* The sign of a constant node: -1, 0 or 1; SIGN_UNKNOWN if no form and no enclosure up to
 * `most_bits` shows it. */
int node_sign(struct graph *g, id constant, long most_bits);
/* a*b with sums multiplied out, so that like terms meet. */
id node_multiply(struct graph *g, id a, id b);

#endif
