/* series.h - truncated power series c[0] + c[1]*s + ... + c[n-1]*s^(n-1) + O(s^n) over scalars of
 * any kind: exact constants as nodes of a graph, intervals, doubles.
 *
 * Most functions of the table need no code here: their derivative rules in functions.def, closed
 * under the functions that they call, are a system of differential equations, which is solved
 * coefficient by coefficient (series_system.h; Griewank and Walther, Evaluating Derivatives, 2008,
 * chapter 13). Sums, products, powers, exp, log, sin and sinh have recurrences of their own (Brent
 * and Kung, 1978), and so have functions whose rules never close, as polygamma's. */
#ifndef SERIES_SERIES_H
#define SERIES_SERIES_H

#include "graph/elimination.h"
#include "graph/graph.h"

#include <mpfi.h>

/* Scalars: those of elimination.h with what power series need besides. */
struct scalars {
    struct field field;      /* size, make, drop, copy, set, add, subtract, multiply, divide */
    struct graph *graph;     /* of numbers, rules and, for nodes, the scalars themselves */
    struct enclose_env *env; /* of intervals */
    long bits;               /* of intervals; how far node_sign() goes, of nodes */
    size_t outside;          /* bytes that each takes outside of itself */
    void (*set_number)(const struct scalars *s, void *out, number value);
    void (*set_constant)(const struct scalars *s, void *out, enum constant constant);
    /* out = x*p/q */
    void (*scale)(const struct scalars *s, void *out, const void *x, int64_t p, int64_t q);
    /* out = the sum of x[i]*y[n-1-i] for i < n, divided by q > 0; out is neither of them */
    void (*dot)(const struct scalars *s, void *out, const void *x, const void *y, size_t n,
                int64_t q);
    /* out = x^e and x^y. False if there is none, or none that is certain. */
    bool (*power)(const struct scalars *s, void *out, const void *x, number e);
    bool (*to_power)(const struct scalars *s, void *out, const void *x, const void *y);
    /* out = fn(args). False if there is no value, or none that is certain. */
    bool (*apply)(const struct scalars *s, enum fn fn, void *out, const void *const *args);
    /* sin(x) and cos(x); NULL where nothing is gained by asking for both at once. */
    bool (*sin_cos)(const struct scalars *s, void *sin, void *cos, const void *x);
    /* -1, 0 or 1; SIGN_UNKNOWN if it cannot be told. */
    int (*sign)(const struct scalars *s, const void *x);
    /* True if it is the exact 0, as seen at once. */
    bool (*is_zero)(const void *x);
    /* True if x may be divided by: it is not 0, or, over nodes, holds free symbols. */
    bool (*divides)(const struct scalars *s, const void *x);
    /* Of balls and intervals: out = an interval that holds x. */
    void (*get)(mpfi_ptr out, const void *x);
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
 * memory ran out (core_go_on, mem.failed). What c[0] is left undefined then. */
bool series_multiply(const struct scalars *s, struct series *out, const struct series *a,
                     const struct series *b);
bool series_divide(const struct scalars *s, struct series *out, const struct series *a,
                   const struct series *b);
/* a^e with a constant rational e; a^b. */
bool series_power(const struct scalars *s, struct series *out, const struct series *a, number e);
bool series_to_power(const struct scalars *s, struct series *out, const struct series *a,
                     const struct series *b);
/* fn(args), for every function of the table. Comparisons, where, abs, maximum, floor and their kind
 * are series where c[0] decides them, and false where it does not. An argument of where that is not
 * taken may be NULL. */
bool series_fn(const struct scalars *s, enum fn fn, struct series *out,
               const struct series *const *args);
/* out = outer(a - a[0]), where outer's coefficients are Taylor coefficients at a[0]. */
bool series_compose(const struct scalars *s, struct series *out, const struct series *outer,
                    const struct series *a);

/* The kinds of scalars. Nodes: exact constants, whose sums and products are multiplied out, so that
 * what cancels is found to be 0; a sign that the form does not show is found by enclosing it. A
 * node may hold free symbols; then it has no sign, but may be divided by. Functions of it are
 * formal, and where they are defined is the caller's to know. */
struct node_scalar {
    struct graph *graph;
    id id;
};
struct scalars series_nodes(struct graph *g);
static inline id series_node(const struct series *a, size_t i)
{
    return ((const struct node_scalar *)(const void *)a->c)[i].id;
}
static inline void series_set_node(const struct series *a, size_t i, id x)
{
    ((struct node_scalar *)(void *)a->c)[i].id = x;
}

struct enclose_env;
struct scalars series_doubles(struct graph *g);
/* Of this many bits; the caller has MPFR's exponent range as wide as interval.h wants it. `env` is
 * an enclose_env of eval/enclose.h. */
struct scalars series_intervals(struct graph *g, struct enclose_env *env, long bits);
/* The same in balls, where all is thin: in much less time. Of very many bits they are intervals. */
struct scalars series_balls(struct graph *g, struct enclose_env *env, long bits);

/* The sign of a constant node: -1, 0 or 1; SIGN_UNKNOWN if no form and no enclosure up to
 * `most_bits` shows it. This and node_has_symbols() begin a new reach (graph_reach). */
int node_sign(struct graph *g, id constant, long most_bits);
/* True if it is 0 by its normal form, for all values of its symbols at which it is defined. False
 * says nothing. */
bool node_is_zero(struct graph *g, id a);
/* True if a free symbol is in it. */
bool node_has_symbols(struct graph *g, id a);
/* a + b, a*b and a^e with sums multiplied out, so that like terms meet; as they are if that takes
 * too many terms. */
id node_add(struct graph *g, id a, id b);
id node_multiply(struct graph *g, id a, id b);
id node_power(struct graph *g, id a, number e);
/* Pushes the terms of a*b, multiplied out, onto a sum that graph_begin() began. */
void node_push_product(struct graph *g, id a, id b);

#endif
