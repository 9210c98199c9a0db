/* fold_whole.c - determinants and linear systems of rationals, by elimination in whole numbers.
 *
 * Rows are multiplied by their common denominators. Every division of the elimination then leaves
 * no rest (Bareiss, 1968), and so does every one of the way back, where the solution times the
 * determinant is found: no common divisors are searched before the end, and numbers grow to the
 * length of the determinant and no further. */
#include "pass/fold_private.h"

struct whole {
    struct core *core;
    int64_t n, columns; /* rows; columns with those of the right side */
    mpz_t *at, scale;   /* row by row; what the rows were multiplied by */
    mpz_t **rows;       /* by their present position */
    bool odd;           /* rows were exchanged an odd number of times */
};

static size_t count(const struct whole *w)
{
    return (size_t)(w->n * w->columns);
}

static void drop(struct whole *w)
{
    for (size_t i = 0; w->at && i < count(w); i++) mpz_clear(w->at[i]);
    mem_free_array(&w->core->mem, w->at, w->at ? count(w) : 0, sizeof *w->at);
    mem_free_array(&w->core->mem, w->rows, w->rows ? (size_t)w->n : 0, sizeof *w->rows);
    mpz_clear(w->scale);
}

static mpq_srcptr given(const struct elements *a, const struct elements *b, int64_t i, int64_t j)
{
    return j < a->columns ? *(mpq_t *)elements_at(a, i, j, 0)
                          : *(mpq_t *)elements_at(b, i, j - a->columns, 0);
}

static void read_row(struct whole *w, const struct elements *a, const struct elements *b, int64_t i)
{
    mpz_t common;
    mpz_init_set_ui(common, 1);
    for (int64_t j = 0; j < w->columns; j++) mpz_lcm(common, common, mpq_denref(given(a, b, i, j)));
    for (int64_t j = 0; j < w->columns; j++) {
        mpq_srcptr x = given(a, b, i, j);
        mpz_divexact(w->rows[i][j], common, mpq_denref(x));
        mpz_mul(w->rows[i][j], w->rows[i][j], mpq_numref(x));
    }
    mpz_mul(w->scale, w->scale, common);
    mpz_clear(common);
}

static bool read_all(struct whole *w, const struct elements *a, const struct elements *b)
{
    mpz_init_set_ui(w->scale, 1);
    w->at = mem_array(&w->core->mem, count(w), sizeof *w->at);
    for (size_t i = 0; w->at && i < count(w); i++) mpz_init(w->at[i]);
    w->rows = mem_array(&w->core->mem, (size_t)w->n, sizeof *w->rows);
    for (int64_t i = 0; w->at && w->rows && i < w->n; i++) {
        w->rows[i] = w->at + i * w->columns;
        read_row(w, a, b, i);
    }
    return w->at && w->rows;
}

/* Moves the row with the shortest number in column p to position p. False if there are only zeros.
 */
static bool find_pivot(struct whole *w, int64_t p)
{
    int64_t best = -1;
    for (int64_t i = p; i < w->n; i++)
        if (mpz_sgn(w->rows[i][p]) && (best < 0 || mpz_cmpabs(w->rows[i][p], w->rows[best][p]) < 0))
            best = i;
    if (best < 0) return false;
    mpz_t *row = w->rows[best];
    w->rows[best] = w->rows[p];
    w->rows[p] = row;
    w->odd ^= best != p;
    return true;
}

/* Takes the multiple of row p from row i that leaves a 0 in column p. */
static void clear_entry(struct whole *w, int64_t p, int64_t i, mpz_ptr term)
{
    mpz_t *row = w->rows[i], *pivots = w->rows[p];
    for (int64_t j = p + 1; j < w->columns; j++) {
        mpz_mul(term, row[j], pivots[p]);
        mpz_submul(term, row[p], pivots[j]);
        if (p)
            mpz_divexact(row[j], term, w->rows[p - 1][p - 1]);
        else
            mpz_swap(row[j], term);
    }
}

/* Returns the rank, up to the first column without a pivot, or -1 when time or memory ran out. */
static int64_t eliminate_whole(struct whole *w, mpz_ptr term)
{
    for (int64_t p = 0; p < w->n; p++) {
        if (!find_pivot(w, p)) return p;
        for (int64_t i = p + 1; i < w->n; i++) {
            clear_entry(w, p, i, term);
            if (!core_go_on_slow(w->core)) return -1;
        }
    }
    return w->n;
}

/* The solution times the last pivot takes the place of the right side. */
static bool substitute_back(struct whole *w, mpz_ptr term)
{
    mpz_srcptr last = w->rows[w->n - 1][w->n - 1];
    for (int64_t i = w->n - 1; i-- > 0;)
        for (int64_t c = w->n; c < w->columns; c++) {
            mpz_mul(term, last, w->rows[i][c]);
            for (int64_t j = i + 1; j < w->n; j++) mpz_submul(term, w->rows[i][j], w->rows[j][c]);
            mpz_divexact(w->rows[i][c], term, w->rows[i][i]);
            if (!core_go_on_slow(w->core)) return false;
        }
    return true;
}

static void write_quotient(mpq_ptr out, mpz_srcptr over, mpz_srcptr under)
{
    mpz_set(mpq_numref(out), over);
    mpz_set(mpq_denref(out), under);
    mpq_canonicalize(out);
}

static void write_determinant(const struct whole *w, mpq_ptr det)
{
    write_quotient(det, w->rows[w->n - 1][w->n - 1], w->scale);
    if (w->odd) mpq_neg(det, det);
}

static void write_solution(const struct whole *w, struct elements *b)
{
    mpz_srcptr last = w->rows[w->n - 1][w->n - 1];
    for (int64_t i = 0; i < w->n; i++)
        for (int64_t c = 0; c < b->columns; c++)
            write_quotient(*(mpq_t *)elements_at(b, i, c, 0), w->rows[i][w->n + c], last);
}

int64_t fold_eliminate(struct core *core, const struct elements *a, struct elements *b,
                       struct elements *det)
{
    struct whole w = {.core = core, .n = a->rows, .columns = a->columns + b->columns};
    mpz_t term;
    mpz_init(term);
    int64_t rank = read_all(&w, a, b) ? eliminate_whole(&w, term) : -1;
    if (rank == w.n && !substitute_back(&w, term)) rank = -1;
    if (rank == w.n) {
        write_determinant(&w, *(mpq_t *)det->at);
        write_solution(&w, b);
    }
    mpz_clear(term);
    drop(&w);
    return rank;
}
