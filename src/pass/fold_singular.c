/* fold_singular.c - singular matrices of rationals, which no enclosure shows to be singular.
 *
 * Elimination modulo a prime tells which rows and columns probably depend on the others. Exact
 * elimination of the others proves it. */
#include "graph/remainders.h"
#include "pass/fold_private.h"

enum { PRIME = 2147483647 };

/* ---- modulo the prime ---- */

/* False if a denominator is a multiple of the prime. */
static bool eliminate_remainders(struct core *core, const struct elements *a, struct remainders *m,
                                 size_t *rank)
{
    size_t n = (size_t)a->rows;
    m->prime = PRIME;
    bool ok = remainders_make(core, m, n);
    for (size_t i = 0; ok && i < n * n; i++) {
        mpq_srcptr x = *(mpq_t *)elements_at(a, (int64_t)(i / n), (int64_t)(i % n), 0);
        uint64_t under = mpz_fdiv_ui(mpq_denref(x), PRIME);
        m->at[i] = mpz_fdiv_ui(mpq_numref(x), PRIME) * remainders_inverse(m, under) % PRIME;
        ok = under != 0;
    }
    return ok && remainders_eliminate(core, m, rank);
}

bool fold_may_be_singular(struct core *core, const struct elements *a)
{
    struct remainders m = {0};
    size_t rank;
    bool singular = eliminate_remainders(core, a, &m, &rank) && rank < m.n;
    remainders_free(core, &m);
    return singular;
}

/* ---- cofactors ---- */

/* The given matrix, in the order in which dependent rows and columns come last; the others of it,
 * or of its transpose, with the dependent ones as right sides; what their solution is. */
struct dependence {
    struct core *core;
    const struct elements *a;
    struct remainders m;
    int64_t n, rank;
    struct elements part, right, left, det;
};

static mpq_ptr entry(const struct dependence *s, int64_t i, int64_t j)
{
    return *(mpq_t *)elements_at(s->a, (int64_t)s->m.rows[i], (int64_t)s->m.columns[j], 0);
}

static mpq_ptr at(const struct elements *x, int64_t i, int64_t j)
{
    return *(mpq_t *)elements_at(x, i, j, 0);
}

/* Solves for the dependent columns by the others, or for the rows. */
static bool solve(struct dependence *s, struct elements *x, bool transposed)
{
    for (int64_t i = 0; i < s->rank; i++)
        for (int64_t j = 0; j < s->n; j++) {
            mpq_ptr out = j < s->rank ? at(&s->part, i, j) : at(x, i, j - s->rank);
            mpq_set(out, transposed ? entry(s, j, i) : entry(s, i, j));
        }
    return fold_eliminate(s->core, &s->part, x, &s->det) == s->rank;
}

/* True if the dependent columns are sums of the others in the dependent rows too. */
static bool is_proved(const struct dependence *s, mpq_ptr sum, mpq_ptr term)
{
    bool same = true;
    for (int64_t i = s->rank; i < s->n && same; i++)
        for (int64_t j = s->rank; j < s->n && same; j++) {
            mpq_set_si(sum, 0, 1);
            for (int64_t k = 0; k < s->rank; k++) {
                mpq_mul(term, entry(s, i, k), at(&s->right, k, j - s->rank));
                mpq_add(sum, sum, term);
            }
            same = core_go_on_slow(s->core) && mpq_equal(sum, entry(s, i, j));
        }
    return same;
}

/* Where one row and column depend on the others, A x = 0 and y A = 0 for an x and a y with 1 in
 * these places, and the cofactor of entry i, j is y_i x_j times that of the place of both. */
static void write(const struct dependence *s, struct elements *out)
{
    int64_t last = s->rank;
    mpq_ptr factor = at(&s->det, 0, 0);
    if ((s->m.rows[last] + s->m.columns[last]) % 2) mpq_neg(factor, factor);
    for (int64_t i = 0; i < s->n; i++)
        for (int64_t j = 0; j < s->n; j++) {
            mpq_ptr x = at(out, (int64_t)s->m.rows[i], (int64_t)s->m.columns[j]);
            mpq_set(x, factor);
            if (i < last) mpq_mul(x, x, at(&s->left, i, 0)), mpq_neg(x, x);
            if (j < last) mpq_mul(x, x, at(&s->right, j, 0)), mpq_neg(x, x);
        }
}

static void write_zeros(const struct dependence *s, struct elements *out)
{
    for (int64_t i = 0; i < s->n; i++)
        for (int64_t j = 0; j < s->n; j++) mpq_set_si(at(out, i, j), 0, 1);
}

static bool make(struct dependence *s)
{
    const struct field *q = &fold_rationals;
    int64_t missing = s->n - s->rank;
    bool ok = elements_make(s->core, &s->part, q, s->rank, s->rank, 0);
    ok = elements_make(s->core, &s->right, q, s->rank, missing, 0) && ok;
    ok = elements_make(s->core, &s->left, q, s->rank, missing, 0) && ok;
    return elements_make(s->core, &s->det, q, 1, 1, 0) && ok;
}

static void drop(struct dependence *s)
{
    elements_free(s->core, &s->part);
    elements_free(s->core, &s->right);
    elements_free(s->core, &s->left);
    elements_free(s->core, &s->det);
}

/* The determinant of the independent part changes its sign with its rows and columns in order. */
static bool is_odd(const size_t *places, size_t n)
{
    bool odd = false;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) odd ^= places[i] > places[j];
    return odd;
}

static bool find(struct dependence *s, struct elements *out)
{
    mpq_t sum, term;
    mpq_init(sum), mpq_init(term);
    bool done = solve(s, &s->right, false) && is_proved(s, sum, term);
    mpq_clear(sum), mpq_clear(term);
    if (done && s->rank < s->n - 1) return write_zeros(s, out), true;
    if (!done || !solve(s, &s->left, true)) return false;
    mpq_ptr det = at(&s->det, 0, 0);
    size_t rank = (size_t)s->rank;
    if (is_odd(s->m.rows, rank) != is_odd(s->m.columns, rank)) mpq_neg(det, det);
    return write(s, out), true;
}

bool fold_singular_cofactors(struct core *core, const struct elements *a, struct elements *out)
{
    struct dependence s = {.core = core, .a = a, .n = a->rows};
    size_t rank = 0;
    bool done = eliminate_remainders(core, a, &s.m, &rank);
    s.rank = (int64_t)rank;
    if (done && s.rank > 0 && s.rank < s.n) {
        done = make(&s) && find(&s, out);
        drop(&s);
    } else
        done = false;
    remainders_free(core, &s.m);
    return done;
}
