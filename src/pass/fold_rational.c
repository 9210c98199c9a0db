/* fold_rational.c - rationals as scalars of linear algebra, and literals as matrices of them. */
#include "pass/fold_private.h"

static void make(const struct field *f, void *x)
{
    (void)f;
    mpq_init(x);
}

static void drop(void *x)
{
    mpq_clear(x);
}

static void copy(void *out, const void *x)
{
    mpq_set(out, x);
}

static void set(void *out, long value)
{
    mpq_set_si(out, value, 1);
}

static void add(void *out, const void *a, const void *b)
{
    mpq_add(out, a, b);
}

static void subtract(void *out, const void *a, const void *b)
{
    mpq_sub(out, a, b);
}

static void multiply(void *out, const void *a, const void *b)
{
    mpq_mul(out, a, b);
}

static void divide(void *out, const void *a, const void *b)
{
    mpq_div(out, a, b);
}

/* None is chosen as a pivot. */
const struct field fold_rationals = {sizeof(mpq_t), NULL,     make,     drop,   copy, set,
                                     add,           subtract, multiply, divide, NULL};

/* ---- from literals and back ---- */

void fold_read_part(struct graph *g, struct elements *m, uint32_t part, const struct literal *from)
{
    for (size_t i = 0; i < from->n; i++)
        number_get(&g->numbers, from->at[i], *(mpq_t *)elements_at(m, 0, (int64_t)i, part));
}

void fold_read(struct graph *g, struct elements *m, const struct literal *args)
{
    for (uint32_t k = 0; k <= m->directions; k++)
        fold_read_part(g, m, k ? 1u << (k - 1) : 0, &args[k]);
}

void fold_write(struct graph *g, const struct elements *m, struct literal *out)
{
    uint32_t last = (1u << m->directions) - 1;
    for (size_t i = 0; i < out->n; i++)
        out->at[i] = number_from_mpq(&g->numbers, *(mpq_t *)elements_at(m, 0, (int64_t)i, last));
}
