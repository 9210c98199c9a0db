/* sqrtm_floats.c - approximate square roots of matrices in floats of any precision, by the
 * iterations of sqrtm_doubles.c, here in all parts at once. */
#include "eval/sqrtm_private.h"

#include <limits.h>
#include <math.h>

/* The iterations halve the exponents of far eigenvalues until they are near 1. */
enum { MOST_STEPS = 600 };

/* All of the shape of the argument. */
struct iteration {
    struct core *core;
    const struct field *field;
    uint32_t parts;
    int64_t n;
    struct elements z, inverse, factors, product, det;
    mpfr_t one;
};

static mpfr_ptr at(const struct elements *m, int64_t i, uint32_t part)
{
    return elements_at(m, 0, i, part);
}

static bool is_diagonal(const struct iteration *t, int64_t i, uint32_t part)
{
    return part == 0 && i % (t->n + 1) == 0;
}

static void copy(const struct iteration *t, struct elements *out, const struct elements *m)
{
    for (int64_t i = 0; i < t->n * t->n; i++)
        for (uint32_t k = 0; k < t->parts; k++) mpfr_set(at(out, i, k), at(m, i, k), MPFR_RNDN);
}

static void set_identity(const struct iteration *t, struct elements *m)
{
    for (int64_t i = 0; i < t->n * t->n; i++)
        for (uint32_t k = 0; k < t->parts; k++)
            mpfr_set_si(at(m, i, k), is_diagonal(t, i, k), MPFR_RNDN);
}

static bool begin(struct iteration *t, struct core *core, const struct elements *a)
{
    const struct field *f = a->field;
    int64_t n = a->rows;
    uint32_t k = a->directions;
    *t = (struct iteration){.core = core, .field = f, .parts = 1u << k, .n = n};
    mpfr_init2(t->one, (mpfr_prec_t)(intptr_t)f->context);
    bool ok =
        elements_make(core, &t->z, f, n, n, k) && elements_make(core, &t->inverse, f, n, n, k) &&
        elements_make(core, &t->factors, f, n, n, k) &&
        elements_make(core, &t->product, f, n, n, k) && elements_make(core, &t->det, f, 1, 1, k);
    if (ok) copy(t, &t->z, a);
    return ok;
}

static void end(struct iteration *t)
{
    struct elements *all[] = {&t->z, &t->inverse, &t->factors, &t->product, &t->det};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) elements_free(t->core, all[i]);
    mpfr_clear(t->one);
}

/* Inverts z. *exponent is near the logarithm to base 2 of |det|^(1/n). */
static bool invert(struct iteration *t, double *exponent)
{
    copy(t, &t->factors, &t->z);
    set_identity(t, &t->inverse);
    if (eliminate(t->core, &t->factors, &t->inverse, &t->det) < t->n) return false;
    mpfr_srcptr det = at(&t->det, 0, 0);
    *exponent = mpfr_regular_p(det) ? (double)mpfr_get_exp(det) / (double)t->n : 0;
    return true;
}

/* The exponent of the largest entry of z - 1, without directions. */
static long distance(struct iteration *t)
{
    long largest = LONG_MIN;
    for (int64_t i = 0; i < t->n * t->n; i++) {
        mpfr_sub_si(t->one, at(&t->z, i, 0), is_diagonal(t, i, 0), MPFR_RNDN);
        if (!mpfr_number_p(t->one)) return LONG_MAX;
        if (!mpfr_zero_p(t->one) && mpfr_get_exp(t->one) > largest) largest = mpfr_get_exp(t->one);
    }
    return largest;
}

/* Repeats a step, which is given how far to scale z, until z is near 1 and that many times more. */
static bool iterate(struct iteration *t, struct elements *result, long near, int more,
                    bool (*step)(struct iteration *, struct elements *, double exponent,
                                 bool scale))
{
    long off = LONG_MAX - 1;
    for (int steps = 0; steps < MOST_STEPS; steps++) {
        double exponent;
        if (off <= near && more-- == 0) return true;
        if (!invert(t, &exponent) || !step(t, result, exponent, off > -1)) return false;
        if ((off = distance(t)) == LONG_MAX) return false;
    }
    return false;
}

/* ---- roots ---- */

/* z = (1 + (m z + inverse/m)/2)/2 for m = 2^(2 half), y = y (1 + inverse/m) 2^half/2. */
static bool step_to_root(struct iteration *t, struct elements *y, double exponent, bool scale)
{
    long half = scale ? lrint(-exponent / 2) : 0;
    for (int64_t i = 0; i < t->n * t->n; i++)
        for (uint32_t k = 0; k < t->parts; k++) {
            mpfr_ptr z = at(&t->z, i, k), v = at(&t->inverse, i, k);
            bool one = is_diagonal(t, i, k);
            mpfr_mul_2si(v, v, -2 * half, MPFR_RNDN);
            mpfr_mul_2si(z, z, 2 * half, MPFR_RNDN);
            mpfr_add(z, z, v, MPFR_RNDN);
            mpfr_div_2ui(z, z, 1, MPFR_RNDN);
            mpfr_add_si(z, z, one, MPFR_RNDN);
            mpfr_div_2ui(z, z, 1, MPFR_RNDN);
            mpfr_add_si(v, v, one, MPFR_RNDN);
        }
    if (!elements_multiply(t->core, y, &t->inverse, &t->product)) return false;
    for (int64_t i = 0; i < t->n * t->n; i++)
        for (uint32_t k = 0; k < t->parts; k++)
            mpfr_mul_2si(at(y, i, k), at(&t->product, i, k), half - 1, MPFR_RNDN);
    return true;
}

bool sqrtm_approximate(struct core *core, struct elements *y, const struct elements *a)
{
    struct iteration t;
    bool ok = begin(&t, core, a);
    if (ok) copy(&t, y, a);
    long near = -(long)(intptr_t)a->field->context / 2;
    ok = ok && iterate(&t, y, near, (int)a->directions + 2, step_to_root);
    end(&t);
    return ok;
}

/* ---- equations of Lyapunov ---- */

static mpfr_ptr entry(const struct elements *m, int64_t i, int64_t j)
{
    return elements_at(m, i, j, 0);
}

/* product = inverse.T @ p. */
static void multiply_transposed(struct iteration *t, const struct elements *p)
{
    for (int64_t i = 0; i < t->n; i++)
        for (int64_t j = 0; j < t->n; j++) {
            mpfr_ptr sum = entry(&t->product, i, j);
            mpfr_set_zero(sum, 1);
            for (int64_t k = 0; k < t->n; k++)
                mpfr_fma(sum, entry(&t->inverse, k, i), entry(p, k, j), sum, MPFR_RNDN);
        }
}

/* With V = inverse/m and m = 2^e: z = (m z + V)/2, p = (m p + V.T (m p) V)/2. */
static bool step_to_sign(struct iteration *t, struct elements *p, double exponent, bool scale)
{
    long e = scale ? lrint(-exponent) : 0;
    for (int64_t i = 0; i < t->n * t->n; i++) {
        mpfr_ptr z = at(&t->z, i, 0), v = at(&t->inverse, i, 0), x = at(p, i, 0);
        mpfr_mul_2si(v, v, -e, MPFR_RNDN);
        mpfr_mul_2si(z, z, e, MPFR_RNDN);
        mpfr_add(z, z, v, MPFR_RNDN);
        mpfr_div_2ui(z, z, 1, MPFR_RNDN);
        mpfr_mul_2si(x, x, e, MPFR_RNDN);
    }
    multiply_transposed(t, p);
    if (!elements_multiply(t->core, &t->product, &t->inverse, &t->factors)) return false;
    for (int64_t i = 0; i < t->n * t->n; i++) {
        mpfr_add(at(p, i, 0), at(p, i, 0), at(&t->factors, i, 0), MPFR_RNDN);
        mpfr_div_2ui(at(p, i, 0), at(p, i, 0), 1, MPFR_RNDN);
    }
    return true;
}

bool lyapunov_approximate(struct core *core, struct elements *p, const struct elements *x)
{
    enum { NEAR = -20 };
    struct iteration t;
    bool ok = begin(&t, core, x);
    if (ok) set_identity(&t, p);
    ok = ok && iterate(&t, p, NEAR, 1, step_to_sign);
    for (int64_t i = 0; ok && i < t.n; i++)
        for (int64_t j = 0; j <= i; j++) {
            mpfr_div_2ui(entry(p, i, j), entry(p, i, j), 1, MPFR_RNDN);
            mpfr_set(entry(p, j, i), entry(p, i, j), MPFR_RNDN);
        }
    end(&t);
    return ok;
}
