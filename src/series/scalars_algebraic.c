/* scalars_algebraic.c - how near to 0 a number by sums, products, quotients and roots can be
 * without being 0.
 *
 * Burnikel, Funke, Mehlhorn, Schirra and Schmitt, A separation bound for real algebraic
 * expressions, 2009: an expression x over whole numbers, with bounds u and l by the rules below, is
 * 0 or at least 1/(l*u^(D-1)) in size, where D is the product of the degrees of its roots, shared
 * ones once. So an enclosure that is narrow enough decides whether it is 0. */
#include "series/normal_private.h"

#include <math.h>

enum { MOST_ROOTS = 16, MOST_DEGREE = 64 };

/* Logarithms base 2 of u and l. */
struct bounds {
    double u, l;
};

struct algebraic {
    struct graph *g;
    struct reach reach;
    VEC(struct bounds) bounds; /* by place */
    struct {
        id base;
        int64_t degree;
    } roots[MOST_ROOTS];
    size_t n_roots;
    double degree; /* D */
};

static struct bounds of_number(const struct graph *g, number value)
{
    mpq_t q;
    mpq_init(q);
    number_get(&g->numbers, value, q);
    struct bounds b = {(double)mpz_sizeinbase(mpq_numref(q), 2),
                       (double)mpz_sizeinbase(mpq_denref(q), 2)};
    if (mpz_cmp_ui(mpq_denref(q), 1) == 0) b.l = 0;
    mpq_clear(q);
    return b;
}

static struct bounds product_of(struct bounds a, struct bounds b)
{
    return (struct bounds){a.u + b.u, a.l + b.l};
}

static struct bounds sum_of(struct bounds a, struct bounds b)
{
    double left = a.u + b.l, right = a.l + b.u;
    double most = fmax(left, right), least = fmin(left, right);
    return (struct bounds){most + log2(1 + exp2(least - most)), a.l + b.l};
}

static struct bounds root_of(struct bounds a, double k)
{
    if (a.u >= a.l) return (struct bounds){((k - 1) * a.l + a.u) / k, a.l};
    return (struct bounds){a.u, ((k - 1) * a.u + a.l) / k};
}

/* Counts a root's degree, once for each base. */
static bool count_root(struct algebraic *x, id base, int64_t degree)
{
    for (size_t i = 0; i < x->n_roots; i++)
        if (x->roots[i].base == base && x->roots[i].degree == degree) return true;
    if (x->n_roots == MOST_ROOTS) return false;
    x->roots[x->n_roots].base = base;
    x->roots[x->n_roots++].degree = degree;
    x->degree *= (double)degree;
    return true;
}

static struct bounds bounds_at(const struct algebraic *x, id a)
{
    return x->bounds.at[graph_place(x->g, a)];
}

/* a^e. */
static bool power(struct algebraic *x, id a, number e, struct bounds *out)
{
    struct numbers *t = &x->g->numbers;
    int64_t p, q;
    if (!number_to_int(t, number_numerator(t, e), &p) ||
        !number_to_int(t, number_denominator(t, e), &q) || q > MOST_DEGREE)
        return false;
    struct bounds b = bounds_at(x, a);
    if (q > 1) {
        if (!count_root(x, a, q)) return false;
        b = root_of(b, (double)q);
    }
    double size = fabs((double)p);
    *out =
        p < 0 ? (struct bounds){size * b.l, size * b.u} : (struct bounds){size * b.u, size * b.l};
    return true;
}

static bool terms(struct algebraic *x, const struct node *n, struct bounds *out)
{
    struct bounds factor;
    *out = of_number(x->g, n->data);
    for (uint32_t i = 0; i < n->n; i++) {
        id a = node_child(x->g, n, i);
        number c = node_number(x->g, n, i);
        if (n->op == OP_SUM)
            *out = sum_of(*out, product_of(of_number(x->g, c), bounds_at(x, a)));
        else if (power(x, a, c, &factor))
            *out = product_of(*out, factor);
        else
            return false;
    }
    return true;
}

static bool function(struct algebraic *x, const struct node *n, struct bounds *out)
{
    id a = node_child(x->g, n, 0);
    if (n->fn == FN_abs) return *out = bounds_at(x, a), true;
    if (n->fn != FN_cbrt || !count_root(x, a, 3)) return false;
    return *out = root_of(bounds_at(x, a), 3), true;
}

static bool bound_of(struct algebraic *x, id a, struct bounds *out)
{
    const struct node *n = graph_node(x->g, a);
    switch (n->op) {
    case OP_NUMBER: return *out = of_number(x->g, n->data), true;
    case OP_NAMED: return *out = bounds_at(x, node_child(x->g, n, 0)), true;
    case OP_SUM:
    case OP_PRODUCT: return terms(x, n, out);
    case OP_FN: return function(x, n, out);
    default: return false;
    }
}

long node_separation(struct graph *g, id a, long most_bits)
{
    struct algebraic x = {.g = g, .degree = 1};
    bool ok = graph_reach(g, &a, 1, &x.reach);
    struct bounds b = {0, 0};
    for (size_t i = 0; ok && i < x.reach.ids.n; i++)
        ok = bound_of(&x, x.reach.ids.at[i], &b) && vec_push(&g->core->mem, &x.bounds, b);
    vec_free(&g->core->mem, &x.bounds);
    reach_free(g, &x.reach);
    /* A thousandth and some bits more, for what logarithms round. */
    double bits = 1.001 * ((x.degree - 1) * b.u + b.l) + 8;
    return ok && bits <= (double)most_bits ? (long)ceil(bits) : 0;
}
