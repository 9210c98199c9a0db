/* multiplicity.c - what the characteristic polynomial p of a matrix of exact numbers tells: how
 * many different eigenvalues a symmetric one has, the degree of p minus that of gcd(p, p'); and
 * whether one that is not symmetric has eigenvalues that are real and not positive. */
#include "graph/matrix_function.h"
#include "graph/spectrum.h"

/* The most rows, and the longest numbers in bits, for which this is done. */
enum { MOST_ROWS = 32, MOST_BITS = 4096, DEEPEST_NUMBER = 16 };

/* ---- reading ---- */

static bool read_sum(const struct graph *g, const struct node *n, int64_t row, int64_t column,
                     mpq_t out, int depth);

/* Reads an entry that is a number; a vector has one row. */
static bool read_entry(const struct graph *g, id a, int64_t row, int64_t column, mpq_t out,
                       int depth)
{
    const struct node *n = graph_node(g, a);
    struct shape_data d = graph_dims(g, a);
    if (depth == 0) return false;
    if (shape_rows(d) == 1) row = 0;
    if (shape_columns(d) == 1) column = 0;
    switch (n->op) {
    case OP_NUMBER: number_get(&g->numbers, n->data, out); return true;
    case OP_EYE: mpq_set_si(out, row == column, 1); return true;
    case OP_ARRAY: mpq_set_d(out, node_array(g, n)->values[row * d.d[1] + column]); return true;
    case OP_STACK:
        if (d.ndim == 2) return read_entry(g, node_child(g, n, row), 0, column, out, depth - 1);
        return read_entry(g, node_child(g, n, column), 0, 0, out, depth - 1);
    case OP_NAMED:
    case OP_BROADCAST: return read_entry(g, node_child(g, n, 0), row, column, out, depth - 1);
    case OP_TRANSPOSE: return read_entry(g, node_child(g, n, 0), column, row, out, depth - 1);
    case OP_DIAG:
        mpq_set_si(out, 0, 1);
        if (d.ndim == 1) return false;
        return row != column || read_entry(g, node_child(g, n, 0), 0, row, out, depth - 1);
    case OP_SUM:
    case OP_PRODUCT: return read_sum(g, n, row, column, out, depth);
    default: return false;
    }
}

/* Reads an entry of a sum of multiples, or of one multiple. */
static bool read_sum(const struct graph *g, const struct node *n, int64_t row, int64_t column,
                     mpq_t out, int depth)
{
    bool ok = n->op == OP_SUM || (n->n == 1 && node_number(g, n, 0) == NUMBER_ONE);
    mpq_t c, x;
    mpq_init(c);
    mpq_init(x);
    number_get(&g->numbers, n->data, c);
    mpq_set(out, c);
    for (uint32_t i = 0; ok && i < n->n; i++) {
        ok = read_entry(g, node_child(g, n, i), row, column, x, depth - 1);
        if (n->op == OP_PRODUCT) {
            mpq_mul(out, c, x);
            continue;
        }
        number_get(&g->numbers, node_number(g, n, i), c);
        mpq_mul(x, x, c);
        mpq_add(out, out, x);
    }
    mpq_clear(c);
    mpq_clear(x);
    return ok;
}

/* ---- whole numbers ---- */

struct integers {
    struct core *core;
    size_t n;
    mpz_t *at;
};

static bool integers_make(struct integers *v, struct core *core, size_t n)
{
    *v = (struct integers){core, n, mem_array(&core->mem, n, sizeof *v->at)};
    for (size_t i = 0; v->at && i < n; i++) mpz_init(v->at[i]);
    return v->at != NULL;
}

static void integers_free(struct integers *v)
{
    for (size_t i = 0; v->at && i < v->n; i++) mpz_clear(v->at[i]);
    mem_free_array(&v->core->mem, v->at, v->n, sizeof *v->at);
    v->at = NULL;
}

/* Multiplies rationals by their common denominator. False if that makes long numbers. */
static bool make_whole(mpq_t *x, struct integers *out)
{
    mpz_t denominator;
    mpz_init_set_ui(denominator, 1);
    bool ok = true;
    for (size_t i = 0; i < out->n; i++) mpz_lcm(denominator, denominator, mpq_denref(x[i]));
    for (size_t i = 0; i < out->n && ok; i++) {
        mpz_divexact(out->at[i], denominator, mpq_denref(x[i]));
        mpz_mul(out->at[i], out->at[i], mpq_numref(x[i]));
        ok = mpz_sizeinbase(out->at[i], 2) <= MOST_BITS;
    }
    mpz_clear(denominator);
    return ok;
}

/* Adds x to the entries of the symmetric matrix to which entry (i, j) of A belongs. */
static void place(mpq_t *to, int64_t n, int64_t i, int64_t j, mpq_t x)
{
    mpq_add(to[i * n + j], to[i * n + j], x);
    mpq_add(to[j * n + i], to[j * n + i], x);
}

/* Which matrix the polynomial is that of: A + A.T, [[0, A], [A.T, 0]], or A. */
enum form { SYMMETRIC, SINGULAR, ITSELF };

/* Reads the matrix, times some positive number. */
static bool read_matrix(const struct graph *g, id a, enum form form, int64_t n,
                        struct integers *out)
{
    struct shape_data d = graph_dims(g, a);
    struct mem *mem = &g->core->mem;
    size_t count = (size_t)(n * n);
    mpq_t *x = mem_array(mem, count, sizeof *x), one;
    bool ok = x != NULL;
    mpq_init(one);
    for (size_t i = 0; x && i < count; i++) mpq_init(x[i]);
    for (int64_t i = 0; ok && i < d.d[0]; i++)
        for (int64_t j = 0; ok && j < d.d[1]; j++) {
            ok = read_entry(g, a, i, j, one, DEEPEST_NUMBER);
            if (!ok) break;
            if (form == ITSELF)
                mpq_set(x[i * n + j], one);
            else
                place(x, n, i, form == SINGULAR ? d.d[0] + j : j, one);
        }
    ok = ok && make_whole(x, out);
    for (size_t i = 0; x && i < count; i++) mpq_clear(x[i]);
    mpq_clear(one);
    mem_free_array(mem, x, count, sizeof *x);
    return ok;
}

/* ---- the characteristic polynomial ---- */

/* Sets m to s @ m. */
static void multiply_by(const struct integers *s, struct integers *m, struct integers *scratch,
                        int64_t n)
{
    for (int64_t j = 0; j < n; j++) {
        for (int64_t i = 0; i < n; i++) {
            mpz_set_ui(scratch->at[i], 0);
            for (int64_t k = 0; k < n; k++)
                mpz_addmul(scratch->at[i], s->at[i * n + k], m->at[k * n + j]);
        }
        for (int64_t i = 0; i < n; i++) mpz_swap(m->at[i * n + j], scratch->at[i]);
    }
}

/* By the recurrence of Faddeev and LeVerrier (Faddeev and Faddeeva, 1963): M = S M + c I, where c
 * is minus the trace of S M divided by k. Coefficients are from the constant up. */
static bool characteristic(const struct integers *s, int64_t n, struct integers *p)
{
    struct integers m, scratch;
    bool ok = integers_make(&m, s->core, (size_t)(n * n));
    ok = integers_make(&scratch, s->core, (size_t)n) && ok;
    mpz_set_ui(p->at[n], 1);
    for (int64_t i = 0; ok && i < n; i++) mpz_set_ui(m.at[i * n + i], 1);
    for (int64_t k = 1; ok && k <= n; k++) {
        multiply_by(s, &m, &scratch, n);
        mpz_ptr c = p->at[n - k];
        for (int64_t i = 0; i < n; i++) mpz_sub(c, c, m.at[i * n + i]);
        mpz_divexact_ui(c, c, (unsigned long)k);
        for (int64_t i = 0; i < n; i++) mpz_add(m.at[i * n + i], m.at[i * n + i], c);
        ok = core_go_on_slow(s->core);
    }
    integers_free(&m);
    integers_free(&scratch);
    return ok;
}

static int64_t degree_of(const struct integers *p)
{
    int64_t degree = (int64_t)p->n - 1;
    while (degree >= 0 && mpz_sgn(p->at[degree]) == 0) degree--;
    return degree;
}

/* Divides by the greatest common divisor of the coefficients. */
static void make_primitive(struct integers *p)
{
    mpz_t content;
    mpz_init(content);
    for (size_t i = 0; i < p->n; i++) mpz_gcd(content, content, p->at[i]);
    for (size_t i = 0; i < p->n && mpz_sgn(content); i++) mpz_divexact(p->at[i], p->at[i], content);
    mpz_clear(content);
}

/* Sets a to the rest of a positive multiple of a divided by b. */
static void reduce(struct integers *a, const struct integers *b)
{
    int64_t high = degree_of(b), top;
    mpz_t lead, size;
    mpz_init(lead);
    mpz_init(size);
    mpz_abs(size, b->at[high]);
    while ((top = degree_of(a)) >= high) {
        mpz_mul_si(lead, a->at[top], mpz_sgn(b->at[high]));
        for (int64_t i = 0; i <= top; i++) mpz_mul(a->at[i], a->at[i], size);
        for (int64_t i = 0; i <= high; i++) mpz_submul(a->at[top - high + i], lead, b->at[i]);
        make_primitive(a);
    }
    mpz_clear(lead);
    mpz_clear(size);
}

static bool derivative(const struct integers *p, struct integers *q)
{
    if (!integers_make(q, p->core, p->n)) return false;
    for (size_t i = 1; i < p->n; i++) mpz_mul_ui(q->at[i - 1], p->at[i], i);
    make_primitive(q);
    return true;
}

/* The degree of gcd(p, p'), by Euclid's algorithm with primitive remainders (Knuth, 1997, 4.6.1).
 */
static int64_t common_degree(struct integers *p)
{
    struct integers q;
    if (!derivative(p, &q)) return -1;
    struct integers *a = p, *b = &q;
    while (degree_of(b) >= 0 && core_go_on_slow(p->core)) {
        reduce(a, b);
        struct integers *swap = a;
        a = b;
        b = swap;
    }
    int64_t degree = degree_of(b) < 0 ? degree_of(a) : -1;
    integers_free(&q);
    return degree;
}

/* Makes the polynomial of an n by n matrix, which is freed by the caller. */
static bool polynomial_of(const struct graph *g, id a, enum form form, int64_t n,
                          struct integers *p)
{
    struct integers s = {0};
    *p = (struct integers){.core = g->core};
    if (n < 1 || n > MOST_ROWS) return false;
    bool ok = integers_make(&s, g->core, (size_t)(n * n));
    ok = integers_make(p, g->core, (size_t)n + 1) && ok;
    ok = ok && read_matrix(g, a, form, n, &s) && characteristic(&s, n, p);
    if (s.core) integers_free(&s);
    return ok;
}

int64_t spectrum_distinct(const struct graph *g, id a, bool singular)
{
    struct shape_data d = graph_dims(g, a);
    int64_t n = singular ? d.d[0] + d.d[1] : d.d[0], common = -1;
    struct integers p;
    if (polynomial_of(g, a, singular ? SINGULAR : SYMMETRIC, n, &p)) common = common_degree(&p);
    integers_free(&p);
    return common < 0 ? 0 : n - common;
}

/* ---- roots that are negative ---- */

/* How often signs change from one of Sturm's polynomials to the next: at 0, and at -infinity. */
struct changes {
    int at_zero, far, before_zero, before_far;
};

static void count_change(int *changes, int *before, int sign)
{
    if (sign && *before && sign != *before) ++*changes;
    if (sign) *before = sign;
}

static void count_changes(struct changes *c, const struct integers *p)
{
    int64_t degree = degree_of(p);
    int lead = mpz_sgn(p->at[degree]);
    count_change(&c->at_zero, &c->before_zero, mpz_sgn(p->at[0]));
    count_change(&c->far, &c->before_far, degree % 2 ? -lead : lead);
}

static void negate(struct integers *p)
{
    for (size_t i = 0; i < p->n; i++) mpz_neg(p->at[i], p->at[i]);
}

/* The number of different roots less than 0 of a polynomial that is not 0 there (Sturm, 1829); p is
 * overwritten. -1 when stopped. */
static int negative_roots(struct integers *p)
{
    struct integers q;
    struct changes c = {0};
    if (!derivative(p, &q)) return -1;
    struct integers *a = p, *b = &q;
    bool going = true;
    count_changes(&c, a);
    while (degree_of(b) >= 0 && (going = core_go_on_slow(p->core))) {
        count_changes(&c, b);
        reduce(a, b);
        negate(a);
        struct integers *swap = a;
        a = b;
        b = swap;
    }
    integers_free(&q);
    return going ? c.far - c.at_zero : -1;
}

bool matrix_rooted(const struct graph *g, id a, int *value)
{
    struct integers p;
    int negative = -1;
    bool ok = polynomial_of(g, a, ITSELF, graph_dims(g, a).d[0], &p);
    bool singular = ok && mpz_sgn(p.at[0]) == 0;
    if (ok && !singular) negative = negative_roots(&p);
    integers_free(&p);
    *value = singular ? 0 : negative > 0 ? -1 : 1;
    return singular || negative >= 0;
}
