/* series.c - sums, products, quotients and powers of series, coefficient by coefficient. */
#include "series/series_private.h"

/* ---- memory ---- */

bool series_make(const struct scalars *s, struct series *a, size_t n)
{
    struct mem *mem = &s->graph->core->mem;
    *a = (struct series){NULL, 0};
    if (!mem_charge(mem, n * s->outside)) return false;
    a->c = mem_array(mem, n, s->field.size);
    if (!a->c) return mem_release(mem, n * s->outside), false;
    a->n = n;
    for (size_t i = 0; i < n; i++) s->field.make(&s->field, series_at(s, a, i));
    return true;
}

void series_free(const struct scalars *s, struct series *a)
{
    struct mem *mem = &s->graph->core->mem;
    if (!a->c) return;
    for (size_t i = 0; i < a->n; i++) s->field.drop(series_at(s, a, i));
    mem_free_array(mem, a->c, a->n, s->field.size);
    mem_release(mem, a->n * s->outside);
    *a = (struct series){NULL, 0};
}

bool scalar_make(const struct scalars *s, struct series *x)
{
    return series_make(s, x, 1);
}

void series_copy(const struct scalars *s, struct series *out, const struct series *a)
{
    for (size_t i = 0; i < a->n; i++) s->field.copy(series_at(s, out, i), series_at(s, a, i));
}

bool series_ends(const struct scalars *s, const struct series *a, size_t k)
{
    for (; k < a->n; k++)
        if (!s->is_zero(series_at(s, a, k))) return false;
    return true;
}

bool series_go_on(const struct scalars *s)
{
    return core_go_on_slow(s->graph->core);
}

/* How many coefficients there are up to the last that is not an exact zero; 1 of a constant. */
static size_t length_of(const struct scalars *s, const struct series *a)
{
    size_t n = a->n;
    while (n > 1 && s->is_zero(series_at(s, a, n - 1))) n--;
    return n;
}

/* ---- one coefficient ---- */

/* out = the sum of x[i]*y[n-1-i] for i < n, divided by q, where x has no more than `most` that are
 * not 0. */
static void dot_of_few_over(const struct scalars *s, void *out, const void *x, const void *y,
                            size_t n, size_t most, size_t q)
{
    const unsigned char *last = y;
    if (n > most) last += (n - most) * s->field.size, n = most;
    s->dot(s, out, x, last, n, (int64_t)q);
}

static void dot_of_few(const struct scalars *s, void *out, const void *x, const void *y, size_t n,
                       size_t most)
{
    dot_of_few_over(s, out, x, y, n, most, 1);
}

void derivative_at(const struct scalars *s, struct series *d, const struct series *a, size_t k)
{
    s->scale(s, series_at(s, d, k), series_at(s, a, k), (int64_t)k, 1);
}

void product_at(const struct scalars *s, struct series *out, const struct series *a,
                const struct series *b, size_t k)
{
    s->dot(s, series_at(s, out, k), a->c, b->c, k + 1, 1);
}

/* b[0]*q[k] = a[k] - the sum of b[i]*q[k-i] for 0 < i <= k. */
void quotient_at(const struct scalars *s, struct series *out, const struct series *a,
                 const struct series *b, size_t n, const void *inverse, size_t k)
{
    void *q = series_at(s, out, k);
    if (k == 0) {
        if (a)
            s->field.divide(q, series_at(s, a, 0), series_at(s, b, 0));
        else
            s->field.copy(q, inverse);
        return;
    }
    dot_of_few(s, q, series_at(s, b, 1), out->c, k, n - 1);
    if (a)
        s->field.subtract(q, series_at(s, a, k), q);
    else
        s->scale(s, q, q, -1, 1);
    s->field.multiply(q, q, inverse);
}

/* From a*p' = e*a'*p: k*a[0]*p[k] is e times the sum of i*a[i]*p[k-i] for 0 < i <= k, less the sum
 * of a[i]*(k-i)*p[k-i] for 0 < i < k. */
void power_at(const struct scalars *s, const struct power_state *p, size_t k)
{
    void *out = series_at(s, p->out, k);
    dot_of_few(s, out, series_at(s, p->da, 1), p->out->c, k, p->n - 1);
    s->field.multiply(out, out, p->e);
    if (k > 1) {
        dot_of_few(s, p->scratch, series_at(s, p->a, 1), series_at(s, p->dout, 1), k - 1, p->n - 1);
        s->field.subtract(out, out, p->scratch);
    }
    s->field.multiply(series_at(s, p->dout, k), out, p->inverse);
    s->scale(s, out, series_at(s, p->dout, k), 1, (int64_t)k);
}

void chain_at(const struct scalars *s, struct series *out, const struct series *darg,
              const struct series *rule, void *scratch, size_t k)
{
    void *y = series_at(s, out, k);
    s->dot(s, scratch, series_at(s, darg, 1), rule->c, k, (int64_t)k);
    s->field.add(y, y, scratch);
}

bool invert_first(const struct scalars *s, void *inverse, const struct series *a)
{
    if (!s->divides(s, series_at(s, a, 0))) return false;
    s->field.set(inverse, 1);
    s->field.divide(inverse, inverse, series_at(s, a, 0));
    return true;
}

/* ---- products and quotients ---- */

bool series_multiply(const struct scalars *s, struct series *out, const struct series *a,
                     const struct series *b)
{
    size_t of_a = length_of(s, a), of_b = length_of(s, b);
    const struct series *few = of_a < of_b ? a : b, *other = of_a < of_b ? b : a;
    for (size_t k = 0; k < out->n; k++) {
        dot_of_few(s, series_at(s, out, k), few->c, other->c, k + 1, of_a < of_b ? of_a : of_b);
        if (!series_go_on(s)) return false;
    }
    return true;
}

bool series_divide(const struct scalars *s, struct series *out, const struct series *a,
                   const struct series *b)
{
    struct series inverse;
    size_t n = length_of(s, b);
    bool ok = scalar_make(s, &inverse) && invert_first(s, inverse.c, b);
    for (size_t k = 0; ok && k < out->n; k++) {
        quotient_at(s, out, a, b, n, inverse.c, k);
        ok = series_go_on(s);
    }
    series_free(s, &inverse);
    return ok;
}

/* ---- powers ---- */

/* a^e for a whole e >= 0, by squaring. */
static bool whole_power(const struct scalars *s, struct series *out, const struct series *a,
                        uint64_t e)
{
    struct series square = {NULL, 0}, next = {NULL, 0};
    bool ok = series_make(s, &square, a->n) && series_make(s, &next, a->n), first = true;
    for (size_t i = 0; i < out->n; i++) s->field.set(series_at(s, out, i), i == 0 && e == 0);
    if (ok) series_copy(s, &square, a);
    for (; ok && e; e >>= 1) {
        if (e & 1 && first) {
            series_copy(s, out, &square);
            first = false;
        } else if (e & 1) {
            ok = series_multiply(s, &next, out, &square);
            series_copy(s, out, &next);
        }
        if (ok && e > 1) {
            ok = series_multiply(s, &next, &square, &square);
            series_copy(s, &square, &next);
        }
    }
    series_free(s, &square);
    series_free(s, &next);
    return ok;
}

static bool recur_power(const struct scalars *s, struct series *out, const struct series *a,
                        number e)
{
    struct series da = {NULL, 0}, dout = {NULL, 0}, scalars = {NULL, 0};
    bool ok = series_make(s, &da, a->n) && series_make(s, &dout, a->n) &&
              series_make(s, &scalars, 3) && invert_first(s, scalars.c, a) &&
              s->power(s, out->c, a->c, e);
    if (ok) s->set_number(s, series_at(s, &scalars, 1), e);
    struct power_state p = {.a = a, .da = &da, .n = length_of(s, a), .out = out, .dout = &dout};
    if (ok) {
        p.inverse = scalars.c;
        p.e = series_at(s, &scalars, 1);
        p.scratch = series_at(s, &scalars, 2);
    }
    for (size_t k = 1; ok && k < a->n; k++) {
        if (k < p.n) derivative_at(s, &da, a, k);
        power_at(s, &p, k);
        ok = series_go_on(s);
    }
    series_free(s, &da);
    series_free(s, &dout);
    series_free(s, &scalars);
    return ok;
}

/* Small powers by multiplication, which c[0] = 0 does not disturb. */
enum { FEW_FACTORS = 4 };

bool series_power(const struct scalars *s, struct series *out, const struct series *a, number e)
{
    int64_t n;
    bool whole = number_to_int(&s->graph->numbers, e, &n);
    if (whole && n >= 0 && (n <= FEW_FACTORS || !s->divides(s, a->c)))
        return whole_power(s, out, a, (uint64_t)n);
    if (whole && n == -1) return series_divide(s, out, NULL, a);
    return recur_power(s, out, a, e);
}

/* ---- exp and log ---- */

/* exp(a), or a function with out' = a'*out, whose first coefficient is there. */
static bool recur_exp(const struct scalars *s, struct series *out, const struct series *a)
{
    struct series da = {NULL, 0};
    size_t n = length_of(s, a);
    bool ok = series_make(s, &da, a->n);
    for (size_t k = 1; ok && k < a->n; k++) {
        if (k < n) derivative_at(s, &da, a, k);
        dot_of_few_over(s, series_at(s, out, k), series_at(s, &da, 1), out->c, k, n - 1, k);
        ok = series_go_on(s);
    }
    series_free(s, &da);
    return ok;
}

/* b = a/a[0] from its second coefficient on. */
static bool divide_by_first(const struct scalars *s, struct series *b, const struct series *a,
                            size_t n)
{
    struct series inverse = {NULL, 0};
    bool ok = scalar_make(s, &inverse) && invert_first(s, inverse.c, a);
    for (size_t i = 1; ok && i < n; i++)
        s->field.multiply(series_at(s, b, i), series_at(s, a, i), inverse.c);
    series_free(s, &inverse);
    return ok;
}

/* From b*log(b)' = b' where b[0] = 1: k*out[k] is k*b[k] less the sum of b[i]*(k-i)*out[k-i] for
 * 0 < i < k. */
static bool recur_log(const struct scalars *s, struct series *out, const struct series *a)
{
    struct series b = {NULL, 0}, dout = {NULL, 0};
    size_t n = length_of(s, a);
    bool ok = series_make(s, &b, n) && series_make(s, &dout, a->n) && divide_by_first(s, &b, a, n);
    for (size_t k = 1; ok && k < a->n && n > 1; k++) {
        void *y = series_at(s, &dout, k), *sum = series_at(s, out, k);
        dot_of_few(s, sum, series_at(s, &b, 1), series_at(s, &dout, 1), k - 1, n - 1);
        if (k < n) {
            derivative_at(s, &dout, &b, k);
            s->field.subtract(y, y, sum);
        } else
            s->scale(s, y, sum, -1, 1);
        s->scale(s, sum, y, 1, (int64_t)k);
        ok = series_go_on(s);
    }
    series_free(s, &b);
    series_free(s, &dout);
    return ok;
}

static bool apply_first(const struct scalars *s, enum fn fn, struct series *out,
                        const struct series *a)
{
    const void *args[] = {a->c};
    return s->apply(s, fn, out->c, args);
}

bool series_exp(const struct scalars *s, struct series *out, const struct series *a)
{
    return apply_first(s, FN_exp, out, a) && recur_exp(s, out, a);
}

bool series_log(const struct scalars *s, struct series *out, const struct series *a)
{
    return apply_first(s, FN_log, out, a) && recur_log(s, out, a);
}

/* ---- sin and cos, sinh and cosh ---- */

struct pair {
    enum fn fn, other;
    int sign, other_sign; /* fn' = sign*other, other' = other_sign*fn */
};

static struct pair pair_of(enum fn fn)
{
    switch (fn) {
    case FN_sin: return (struct pair){fn, FN_cos, 1, -1};
    case FN_cos: return (struct pair){fn, FN_sin, -1, 1};
    case FN_sinh: return (struct pair){fn, FN_cosh, 1, 1};
    default: return (struct pair){fn, FN_sinh, 1, 1};
    }
}

/* Coefficient k of a function whose derivative is `sign` times that of `other`, by da of n
 * coefficients that may not be 0. */
static void paired_at(const struct scalars *s, struct series *out, const struct series *da,
                      size_t n, const struct series *other, int sign, size_t k)
{
    void *y = series_at(s, out, k);
    dot_of_few_over(s, y, series_at(s, da, 1), other->c, k, n - 1, k);
    if (sign < 0) s->scale(s, y, y, -1, 1);
}

static bool paired_first(const struct scalars *s, enum fn fn, enum fn other, struct series *out,
                         struct series *of_other, const struct series *a)
{
    if (s->sin_cos && fn == FN_sin) return s->sin_cos(s, out->c, of_other->c, a->c);
    if (s->sin_cos && fn == FN_cos) return s->sin_cos(s, of_other->c, out->c, a->c);
    return apply_first(s, fn, out, a) && apply_first(s, other, of_other, a);
}

bool series_paired(const struct scalars *s, enum fn fn, struct series *out, const struct series *a)
{
    struct pair pair = pair_of(fn);
    struct series da = {NULL, 0}, other = {NULL, 0};
    size_t n = length_of(s, a);
    bool ok = series_make(s, &da, a->n) && series_make(s, &other, a->n) &&
              paired_first(s, pair.fn, pair.other, out, &other, a);
    for (size_t k = 1; ok && k < a->n; k++) {
        if (k < n) derivative_at(s, &da, a, k);
        paired_at(s, out, &da, n, &other, pair.sign, k);
        paired_at(s, &other, &da, n, out, pair.other_sign, k);
        ok = series_go_on(s);
    }
    series_free(s, &da);
    series_free(s, &other);
    return ok;
}

/* ---- powers by exp and log ---- */

bool series_to_power(const struct scalars *s, struct series *out, const struct series *a,
                     const struct series *b)
{
    struct series log = {NULL, 0}, exponent = {NULL, 0};
    bool ok = series_make(s, &log, a->n) && series_make(s, &exponent, a->n) &&
              series_log(s, &log, a) && series_multiply(s, &exponent, b, &log) &&
              s->to_power(s, out->c, a->c, b->c) && recur_exp(s, out, &exponent);
    series_free(s, &log);
    series_free(s, &exponent);
    return ok;
}
