/* fold_matrix.c - linear algebra on exact numbers. */
#include "pass/fold_private.h"

#include <math.h>

/* ---- the operations ---- */

/* The most work that is done, in multiplications of words, and that is done for a determinant which
 * is probably 0, as no enclosure would tell. */
static const double most_work = 1e7, most_for_singular = 2e9;

struct exact {
    struct graph *g;
    const struct node *node;
    const struct literal *args;
    struct literal *out;
    int64_t n;
    struct elements a, b, det;
};

static struct core *core_of(struct exact *e)
{
    return e->g->core;
}

static bool start(struct exact *e, int64_t columns, uint32_t directions)
{
    bool ok = elements_make(core_of(e), &e->a, &fold_rationals, e->n, e->n, directions);
    ok = elements_make(core_of(e), &e->b, &fold_rationals, e->n, columns, directions) && ok;
    ok = elements_make(core_of(e), &e->det, &fold_rationals, 1, 1, directions) && ok;
    if (ok) fold_read(e->g, &e->a, e->args);
    return ok;
}

static void end(struct exact *e)
{
    elements_free(core_of(e), &e->a);
    elements_free(core_of(e), &e->b);
    elements_free(core_of(e), &e->det);
}

/* In multiplications of words; numbers grow to n times the length of the entries. */
static double work_of(const struct exact *e)
{
    double n = (double)e->n, bits = 0;
    for (uint32_t k = 0; k < e->node->n; k++)
        for (size_t i = 0; i < e->args[k].n; i++) {
            struct rational r = e->g->numbers.all.at[e->args[k].at[i]];
            double own = r.q ? log2(fabs((double)r.p) + 1) + log2((double)r.q) : 256;
            if (own > bits) bits = own;
        }
    double products = e->node->op == OP_COFACTOR ? n * n * n * n * pow(3, e->node->n - 1)
                                                 : n * n * (n + (double)e->out->n / n);
    return products * (1 + n * bits / 64);
}

static bool determinant(struct exact *e, double work)
{
    if (work >= most_for_singular || !start(e, 0, 0)) return false;
    if (work >= most_work && !fold_may_be_singular(core_of(e), &e->a)) return false;
    int64_t rank = fold_eliminate(core_of(e), &e->a, &e->b, &e->det);
    if (rank < 0) return false;
    mpq_ptr det = *(mpq_t *)e->det.at;
    if (rank < e->n) mpq_set_si(det, 0, 1);
    if (e->node->fn == DET_SIGN) mpq_set_si(det, mpq_sgn(det), 1);
    fold_write(e->g, &e->det, e->out);
    return true;
}

/* Computes the inverse, or the solution for a right-hand side; false for a singular matrix. */
static bool solution(struct exact *e)
{
    bool solves = e->node->op == OP_SOLVE;
    int64_t columns = (int64_t)e->out->n / e->n;
    if (!start(e, columns, 0)) return false;
    if (solves) fold_read_part(e->g, &e->b, 0, &e->args[1]);
    for (int64_t i = 0; !solves && i < e->n; i++)
        fold_rationals.set(elements_at(&e->b, i, i, 0), 1);
    if (fold_eliminate(core_of(e), &e->a, &e->b, &e->det) < e->n) return false;
    fold_write(e->g, &e->b, e->out);
    return true;
}

static bool all_cofactors(struct exact *e, double work)
{
    uint32_t k = e->node->n - 1;
    bool singular = work >= most_work && k == 0 && work < (double)e->n * most_for_singular;
    if ((work >= most_work && !singular) || !start(e, e->n, k)) return false;
    if (singular ? !fold_singular_cofactors(core_of(e), &e->a, &e->b)
                 : !cofactors(core_of(e), &e->a, &e->b))
        return false;
    fold_write(e->g, &e->b, e->out);
    return true;
}

bool fold_matrix(struct graph *g, const struct node *node, const struct literal *args,
                 struct literal *out)
{
    struct exact e = {.g = g, .node = node, .args = args, .out = out};
    e.n = shape_get(&g->shapes, args[0].shape).d[0];
    double work = work_of(&e);
    bool done = false;
    if (node->op == OP_DET && (node->fn == DET_VALUE || node->fn == DET_SIGN))
        done = determinant(&e, work);
    if ((node->op == OP_INV || node->op == OP_SOLVE) && work < most_work) done = solution(&e);
    if (node->op == OP_COFACTOR) done = all_cofactors(&e, work);
    end(&e);
    return done;
}
