#include "eval/parts.h"

#include <math.h>

enum { BOUND_BITS = 64 };

bool parts_bounds_make(struct core *core, struct part_bounds *b, uint32_t parts)
{
    *b = (struct part_bounds){parts, mem_array(&core->mem, parts, sizeof *b->at)};
    for (uint32_t k = 0; b->at && k < parts; k++) {
        mpfr_init2(b->at[k], BOUND_BITS);
        mpfr_set_zero(b->at[k], 1);
    }
    return b->at != NULL;
}

void parts_bounds_free(struct core *core, struct part_bounds *b)
{
    for (uint32_t k = 0; b->at && k < b->parts; k++) mpfr_clear(b->at[k]);
    mem_free_array(&core->mem, b->at, b->parts, sizeof *b->at);
    b->at = NULL;
}

void parts_read(struct elements *m, mpfi_t *const *args, uint32_t n, long exponent)
{
    for (uint32_t k = 0; k < n; k++)
        for (int64_t i = 0; i < m->rows * m->columns; i++) {
            mpfi_ptr x = elements_at(m, 0, i, k ? 1u << (k - 1) : 0);
            if (exponent < 0)
                mpfi_div_2ui(x, args[k][i], (unsigned long)-exponent);
            else
                mpfi_mul_2ui(x, args[k][i], (unsigned long)exponent);
        }
}

void parts_middle(struct elements *out, const struct elements *m)
{
    for (int64_t i = 0; i < m->rows * m->columns; i++)
        for (uint32_t k = 0; k < 1u << m->directions; k++) {
            mpfi_ptr x = elements_at(out, 0, i, k);
            mpfi_mid(&x->left, elements_at(m, 0, i, k));
            mpfr_set(&x->right, &x->left, MPFR_RNDU);
        }
}

/* Sets a bound to the length of what `measure` finds of the entries. */
static void measure_part(mpfr_ptr bound, const struct elements *m, uint32_t part,
                         void (*measure)(mpfr_ptr, mpfi_srcptr))
{
    mpfr_t one;
    mpfr_init2(one, BOUND_BITS);
    mpfr_set_zero(bound, 1);
    for (int64_t i = 0; i < m->rows * m->columns; i++) {
        measure(one, elements_at(m, 0, i, part));
        mpfr_sqr(one, one, MPFR_RNDU);
        mpfr_add(bound, bound, one, MPFR_RNDU);
    }
    mpfr_sqrt(bound, bound, MPFR_RNDU);
    mpfr_clear(one);
}

static void size_of(mpfr_ptr out, mpfi_srcptr x)
{
    mpfi_mag(out, x);
}

static void distance_from_middle(mpfr_ptr out, mpfi_srcptr x)
{
    mpfr_t middle, below;
    mpfr_init2(middle, mpfi_get_prec(x));
    mpfr_init2(below, BOUND_BITS);
    mpfi_mid(middle, x);
    mpfr_sub(below, middle, &x->left, MPFR_RNDU);
    mpfr_sub(out, &x->right, middle, MPFR_RNDU);
    mpfr_max(out, out, below, MPFR_RNDU);
    mpfr_clear(middle);
    mpfr_clear(below);
}

void parts_length(mpfr_ptr bound, const struct elements *m, uint32_t part)
{
    measure_part(bound, m, part, size_of);
}

void parts_width(mpfr_ptr bound, const struct elements *m, uint32_t part)
{
    measure_part(bound, m, part, distance_from_middle);
}

/* Adds x*y to a bound. */
static void add_product(mpfr_ptr bound, mpfr_srcptr x, mpfr_srcptr y, mpfr_ptr scratch)
{
    mpfr_mul(scratch, x, y, MPFR_RNDU);
    mpfr_add(bound, bound, scratch, MPFR_RNDU);
}

void parts_add_error(mpfr_ptr bound, const struct part_bounds *sizes,
                     const struct part_bounds *errors, uint32_t i, uint32_t j, mpfr_ptr scratch)
{
    add_product(bound, sizes->at[i], errors->at[j], scratch);
    add_product(bound, errors->at[i], sizes->at[j], scratch);
    add_product(bound, errors->at[i], errors->at[j], scratch);
}

/* ---- paths: booleans as scalars, with `or` for a sum and `and` for a product ---- */

static void make(const struct field *f, void *x)
{
    (void)f;
    *(bool *)x = false;
}

static void drop(void *x)
{
    (void)x;
}

static void copy(void *out, const void *x)
{
    *(bool *)out = *(const bool *)x;
}

static void set(void *out, long value)
{
    *(bool *)out = value != 0;
}

static void add(void *out, const void *a, const void *b)
{
    *(bool *)out = *(const bool *)a || *(const bool *)b;
}

static void multiply(void *out, const void *a, const void *b)
{
    *(bool *)out = *(const bool *)a && *(const bool *)b;
}

static const struct field booleans = {.size = sizeof(bool),
                                      .make = make,
                                      .drop = drop,
                                      .copy = copy,
                                      .set = set,
                                      .add = add,
                                      .multiply = multiply};

bool parts_has_path(const struct elements *paths, int64_t i, int64_t j, uint32_t part)
{
    return *(const bool *)elements_at(paths, i, j, part);
}

/* Squares I + M until paths of every length without a circle are in it; each direction is taken
 * once. */
bool parts_paths(struct core *core, struct elements *paths, const struct elements *m)
{
    struct elements next;
    int64_t n = m->rows, longest = n * (1 + (int64_t)m->directions);
    bool ok = elements_make(core, paths, &booleans, n, n, m->directions);
    ok = elements_make(core, &next, &booleans, n, n, m->directions) && ok;
    for (int64_t i = 0; ok && i < n * n; i++)
        for (uint32_t k = 0; k < 1u << m->directions; k++)
            set(elements_at(paths, 0, i, k),
                !mpfi_is_zero((mpfi_ptr)elements_at(m, 0, i, k)) || (k == 0 && i % (n + 1) == 0));
    for (int64_t length = 1; ok && length < longest; length *= 2) {
        ok = elements_multiply(core, paths, paths, &next);
        struct elements before = *paths;
        *paths = next;
        next = before;
    }
    elements_free(core, &next);
    return ok;
}
