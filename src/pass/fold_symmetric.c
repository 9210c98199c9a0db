/* fold_symmetric.c - Cholesky factors of exact numbers. */
#include "pass/fold_private.h"

/* S = L D L' with ones on the diagonal of L (Golub and Van Loan, 1996, 4.1). */
struct ldl {
    struct numbers *numbers;
    const number *a; /* S is the symmetric part of this */
    int64_t n;
    number *l, *d;
};

/* Entry (i, j) of L*D, or of D if i is j, from the entries before it. */
static number entry(struct ldl *f, int64_t i, int64_t j)
{
    struct numbers *t = f->numbers;
    number both = number_add(t, f->a[i * f->n + j], f->a[j * f->n + i]);
    number s = number_mul(t, both, NUMBER_HALF);
    for (int64_t k = 0; k < j; k++) {
        number product = number_mul(t, f->l[i * f->n + k], f->l[j * f->n + k]);
        s = number_sub(t, s, number_mul(t, product, f->d[k]));
    }
    return s;
}

/* Returns the first entry of D that is not positive, or 1. */
static number factorise(struct ldl *f)
{
    for (int64_t i = 0; i < f->n; i++) {
        for (int64_t j = 0; j < i; j++)
            f->l[i * f->n + j] = number_div(f->numbers, entry(f, i, j), f->d[j]);
        f->d[i] = entry(f, i, i);
        f->l[i * f->n + i] = NUMBER_ONE;
        if (number_sign(f->numbers, f->d[i]) <= 0 || !core_go_on_slow(f->numbers->core))
            return f->d[i];
    }
    return NUMBER_ONE;
}

/* Multiplies the columns of L by the roots of D. False if one is irrational. */
static bool write_factor(struct ldl *f, struct literal *out)
{
    for (int64_t j = 0; j < f->n; j++) {
        number root;
        if (!number_root(f->numbers, f->d[j], 2, &root)) return false;
        for (int64_t i = 0; i < f->n; i++)
            out->at[i * f->n + j] =
                i < j ? NUMBER_ZERO : number_mul(f->numbers, f->l[i * f->n + j], root);
    }
    return true;
}

/* Numbers grow to n times the length of the entries; larger matrices are left to the evaluators. */
enum { MOST_ROWS = 60 };

bool fold_symmetric(struct graph *g, const struct node *node, const struct literal *args,
                    struct literal *out)
{
    struct mem *mem = &g->core->mem;
    struct ldl f = {.numbers = &g->numbers, .a = args[0].at};
    f.n = shape_get(&g->shapes, args[0].shape).d[0];
    if (f.n > MOST_ROWS) return false;
    size_t square = (size_t)(f.n * f.n);
    f.l = mem_array(mem, square, sizeof *f.l);
    f.d = mem_array(mem, (size_t)f.n, sizeof *f.d);
    bool ok = f.l && f.d;
    number least = ok ? factorise(&f) : NUMBER_ZERO;
    int sign = number_sign(&g->numbers, least);
    if (ok && node->op == OP_DEFINITE)
        out->at[0] = number_from_int(&g->numbers, sign);
    else
        ok = ok && sign > 0 && write_factor(&f, out);
    mem_free_array(mem, f.l, square, sizeof *f.l);
    mem_free_array(mem, f.d, (size_t)f.n, sizeof *f.d);
    return ok;
}
