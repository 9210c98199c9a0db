/* fold_function.c - exponentials and square roots of matrices of exact numbers, where these are
 * exact: exp(A) if a power of A is 0, and roots of 2 by 2 and of triangular matrices. */
#include "pass/fold_private.h"

/* ---- exponentials ---- */

enum { MOST_ROWS = 16, MOST_DIRECTED = 3 };

struct series {
    struct graph *g;
    int64_t n;
    uint32_t directions;
    struct elements a, term, next, sum;
};

static bool is_zero(const struct series *s, const struct elements *m)
{
    for (int64_t i = 0; i < s->n * s->n; i++)
        for (uint32_t k = 0; k < 1u << s->directions; k++)
            if (mpq_sgn(*(mpq_t *)elements_at(m, 0, i, k))) return false;
    return true;
}

/* term = A term/j; sum += term. */
static bool add_term(struct series *s, unsigned long j)
{
    mpq_t divisor;
    if (!elements_multiply(s->g->core, &s->a, &s->term, &s->next)) return false;
    struct elements before = s->term;
    s->term = s->next;
    s->next = before;
    mpq_init(divisor);
    mpq_set_ui(divisor, j, 1);
    for (int64_t i = 0; i < s->n * s->n; i++)
        for (uint32_t k = 0; k < 1u << s->directions; k++) {
            mpq_ptr x = *(mpq_t *)elements_at(&s->term, 0, i, k),
                    sum = *(mpq_t *)elements_at(&s->sum, 0, i, k);
            mpq_div(x, x, divisor);
            mpq_add(sum, sum, x);
        }
    mpq_clear(divisor);
    return true;
}

/* False if no term up to the last that may differ from 0 is 0. */
static bool add_terms(struct series *s)
{
    int64_t most = s->n * (1 + (int64_t)s->directions);
    for (int64_t i = 0; i < s->n; i++) {
        mpq_set_ui(*(mpq_t *)elements_at(&s->term, i, i, 0), 1, 1);
        mpq_set_ui(*(mpq_t *)elements_at(&s->sum, i, i, 0), 1, 1);
    }
    for (int64_t j = 1; j <= most; j++) {
        if (!add_term(s, (unsigned long)j)) return false;
        if (is_zero(s, &s->term)) return true;
    }
    return false;
}

static bool exponential(struct series *s, const struct literal *args, struct literal *out)
{
    struct core *core = s->g->core;
    struct elements *all[] = {&s->a, &s->term, &s->next, &s->sum};
    bool ok = true;
    for (int i = 0; i < 4; i++)
        ok = elements_make(core, all[i], &fold_rationals, s->n, s->n, s->directions) && ok;
    if (ok) fold_read(s->g, &s->a, args);
    ok = ok && add_terms(s);
    if (ok) fold_write(s->g, &s->sum, out);
    for (int i = 0; i < 4; i++) elements_free(core, all[i]);
    return ok;
}

/* The trace of a matrix with a power that is 0 is 0, which most traces are not. */
static bool may_end(struct graph *g, const struct literal *a, int64_t n)
{
    number trace = NUMBER_ZERO;
    for (int64_t i = 0; i < n; i++) trace = number_add(&g->numbers, trace, a->at[i * (n + 1)]);
    return trace == NUMBER_ZERO;
}

/* ---- square roots ---- */

struct root {
    struct numbers *numbers;
    int64_t n;
    const number *a;
    number *x;
    bool lower; /* the transposes of a and x are upper triangular */
};

static int64_t place(const struct root *r, int64_t i, int64_t j)
{
    return r->lower ? j * r->n + i : i * r->n + j;
}

static bool positive_root(struct root *r, number square, number *out)
{
    return number_sign(r->numbers, square) > 0 && number_root(r->numbers, square, 2, out);
}

/* Column by column: x[i][j] is what is left of a[i][j] over x[i][i] + x[j][j] (Bjorck and
 * Hammarling, 1983). */
static bool of_triangular(struct root *r)
{
    struct numbers *t = r->numbers;
    for (int64_t j = 0; j < r->n; j++) {
        number diagonal, under;
        if (!positive_root(r, r->a[place(r, j, j)], &diagonal)) return false;
        r->x[place(r, j, j)] = diagonal;
        for (int64_t i = j; i-- > 0;) {
            number rest = r->a[place(r, i, j)];
            for (int64_t k = i + 1; k < j; k++)
                rest =
                    number_sub(t, rest, number_mul(t, r->x[place(r, i, k)], r->x[place(r, k, j)]));
            under = number_add(t, r->x[place(r, i, i)], diagonal);
            r->x[place(r, i, j)] = number_div(t, rest, under);
            r->x[place(r, j, i)] = NUMBER_ZERO;
        }
    }
    return true;
}

static bool is_triangular(const struct root *r)
{
    for (int64_t i = 0; i < r->n; i++)
        for (int64_t j = 0; j < i; j++)
            if (r->a[place(r, i, j)] != NUMBER_ZERO) return false;
    return true;
}

/* By the theorem of Cayley and Hamilton, (A + s)/t for s = sqrt(det A), t = sqrt(trace A + 2 s). */
static bool of_two_rows(struct root *r)
{
    struct numbers *t = r->numbers;
    const number *a = r->a;
    number det = number_sub(t, number_mul(t, a[0], a[3]), number_mul(t, a[1], a[2])), s, under;
    if (!positive_root(r, det, &s)) return false;
    number trace = number_add(t, a[0], a[3]);
    if (!positive_root(r, number_add(t, trace, number_add(t, s, s)), &under)) return false;
    for (int i = 0; i < 4; i++)
        r->x[i] = number_div(t, i % 3 ? a[i] : number_add(t, a[i], s), under);
    return true;
}

static bool square_root(struct graph *g, const struct literal *a, struct literal *out, int64_t n)
{
    struct root r = {.numbers = &g->numbers, .n = n, .a = a->at, .x = out->at};
    if (is_triangular(&r)) return of_triangular(&r);
    r.lower = true;
    if (is_triangular(&r)) return of_triangular(&r);
    r.lower = false;
    return n == 2 && of_two_rows(&r);
}

bool fold_function(struct graph *g, const struct node *node, const struct literal *args,
                   struct literal *out)
{
    int64_t n = shape_get(&g->shapes, args[0].shape).d[0];
    if (n > MOST_ROWS || node->n > MOST_DIRECTED + 1) return false;
    if (node->op == OP_SQRTM) return node->n == 1 && square_root(g, args, out, n);
    struct series s = {.g = g, .n = n, .directions = node->n - 1};
    return node->op == OP_EXPM && may_end(g, args, n) && exponential(&s, args, out);
}
