#include "eval/lu.h"

#include "eval/matrix.h"

#include <math.h>
#include <string.h>

static void swap_rows(struct lu *f, int64_t i, int64_t k)
{
    if (i == k) return;
    for (int64_t j = 0; j < f->n; j++) {
        double x = f->lu[i * f->n + j];
        f->lu[i * f->n + j] = f->lu[k * f->n + j];
        f->lu[k * f->n + j] = x;
    }
    int64_t row = f->row[i];
    f->row[i] = f->row[k];
    f->row[k] = row;
    f->odd = !f->odd;
}

static void bring_pivot(struct lu *f, int64_t p)
{
    int64_t best = p;
    for (int64_t i = p + 1; i < f->n; i++)
        if (fabs(f->lu[i * f->n + p]) > fabs(f->lu[best * f->n + p])) best = i;
    swap_rows(f, p, best);
}

static bool factorise(struct lu *f)
{
    int64_t n = f->n;
    for (int64_t p = 0; p < n; p++) {
        bring_pivot(f, p);
        const double *top = f->lu + p * n;
        if (top[p] == 0) f->singular = true;
        for (int64_t i = p + 1; i < n && top[p] != 0; i++) {
            double *row = f->lu + i * n, factor = row[p] / top[p];
            row[p] = factor;
            for (int64_t j = p + 1; j < n; j++) row[j] -= factor * top[j];
        }
        if (!matrix_go_on(f->core, (n - p) * (n - p))) return false;
    }
    return true;
}

bool lu_make(struct lu *f, struct core *core, const double *a, int64_t n)
{
    *f = (struct lu){.core = core, .n = n};
    f->lu = mem_array(&core->mem, (size_t)(n * n), sizeof *f->lu);
    f->row = mem_array(&core->mem, (size_t)n, sizeof *f->row);
    if (!f->lu || !f->row) return false;
    memcpy(f->lu, a, (size_t)(n * n) * sizeof *a);
    for (int64_t i = 0; i < n; i++) f->row[i] = i;
    return factorise(f);
}

void lu_free(struct lu *f)
{
    mem_free_array(&f->core->mem, f->lu, (size_t)(f->n * f->n), sizeof *f->lu);
    mem_free_array(&f->core->mem, f->row, (size_t)f->n, sizeof *f->row);
}

bool lu_solve(const struct lu *f, double *x, int64_t columns)
{
    int64_t n = f->n;
    for (int64_t i = 0; i < n; i++) {
        for (int64_t k = 0; k < i; k++)
            for (int64_t j = 0; j < columns; j++)
                x[i * columns + j] -= f->lu[i * n + k] * x[k * columns + j];
        if (!matrix_go_on(f->core, n * columns)) return false;
    }
    for (int64_t i = n; i-- > 0;) {
        for (int64_t k = i + 1; k < n; k++)
            for (int64_t j = 0; j < columns; j++)
                x[i * columns + j] -= f->lu[i * n + k] * x[k * columns + j];
        for (int64_t j = 0; j < columns; j++) x[i * columns + j] /= f->lu[i * n + i];
        if (!matrix_go_on(f->core, n * columns)) return false;
    }
    return true;
}

bool lu_invert(const struct lu *f, double *out)
{
    memset(out, 0, (size_t)(f->n * f->n) * sizeof *out);
    for (int64_t i = 0; i < f->n; i++) out[i * f->n + f->row[i]] = 1;
    return lu_solve(f, out, f->n);
}

double lu_determinant(const struct lu *f, int64_t *exponent)
{
    double fraction = f->odd ? -1 : 1;
    *exponent = 0;
    for (int64_t i = 0; i < f->n; i++) {
        int e;
        fraction = frexp(fraction * f->lu[i * f->n + i], &e);
        *exponent += e;
    }
    return fraction;
}
