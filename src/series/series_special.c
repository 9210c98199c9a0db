/* series_special.c - functions whose derivative rules never close: polygamma, zeta, sinc and Bessel
 * functions, by their Taylor coefficients. */
#include "series/series_private.h"

/* ---- composition ---- */

/* outer(s*a[1]): each coefficient times a power of a[1]. */
static void compose_linear(const struct scalars *s, struct series *out, const struct series *outer,
                           const struct series *a, void *power)
{
    s->field.set(power, 1);
    for (size_t k = 0; k < out->n; k++) {
        s->field.multiply(series_at(s, out, k), series_at(s, outer, k), power);
        if (k + 1 < out->n) s->field.multiply(power, power, series_at(s, a, 1));
    }
}

/* Horner's scheme. Before coefficient k is added, k more factors s are to come: so n - k
 * coefficients of the result so far are enough. */
static bool horner(const struct scalars *s, struct series *out, const struct series *outer,
                   const struct series *step, struct series *next)
{
    size_t n = out->n;
    for (size_t i = 0; i < n; i++) s->field.set(series_at(s, out, i), 0);
    for (size_t k = n; k-- > 0;) {
        for (size_t i = 1; i < n - k; i++) product_at(s, next, out, step, i);
        for (size_t i = 1; i < n - k; i++)
            s->field.copy(series_at(s, out, i), series_at(s, next, i));
        s->field.copy(out->c, series_at(s, outer, k));
        if (!series_go_on(s)) return false;
    }
    return true;
}

bool series_compose(const struct scalars *s, struct series *out, const struct series *outer,
                    const struct series *a)
{
    struct series step = {NULL, 0}, next = {NULL, 0};
    bool ok = series_make(s, &step, a->n) && series_make(s, &next, a->n);
    if (ok && series_ends(s, a, 2)) {
        compose_linear(s, out, outer, a, next.c);
    } else if (ok) {
        series_copy(s, &step, a);
        s->field.set(step.c, 0);
        ok = horner(s, out, outer, &step, &next);
    }
    series_free(s, &step);
    series_free(s, &next);
    return ok;
}

/* ---- polygamma, zeta and sinc ---- */

/* Of a function whose first argument counts derivatives, coefficient k at x is f(n + k, x)/k!. */
static bool expand_derivatives(const struct scalars *s, enum fn fn, struct series *out,
                               const void *order, const void *x)
{
    struct series temporary;
    if (!series_make(s, &temporary, 3)) return false;
    void *n = temporary.c, *one = series_at(s, &temporary, 1), *c = series_at(s, &temporary, 2);
    bool ok = true;
    s->field.copy(n, order);
    s->field.set(one, 1);
    s->field.set(c, 1);
    for (size_t k = 0; ok && k < out->n; k++) {
        const void *args[] = {n, x};
        if (k) s->scale(s, c, c, 1, (int64_t)k);
        ok = s->apply(s, fn, series_at(s, out, k), args) && series_go_on(s);
        if (ok) s->field.multiply(series_at(s, out, k), series_at(s, out, k), c);
        s->field.add(n, n, one);
    }
    series_free(s, &temporary);
    return ok;
}

/* ---- Bessel functions ---- */

/* Values at x of the orders `order` - n + 1 to `order` + n - 1. */
static bool bessel_values(const struct scalars *s, enum fn fn, struct series *row,
                          const void *order, const void *x, size_t n)
{
    struct series temporary;
    if (!series_make(s, &temporary, 2)) return false;
    void *m = temporary.c, *shift = series_at(s, &temporary, 1);
    bool ok = true;
    for (size_t i = 0; ok && i < row->n; i++) {
        const void *args[] = {m, x};
        s->field.set(shift, (long)i - (long)(n - 1));
        s->field.add(m, order, shift);
        if (fn == FN_jn && s->is_zero(x))
            s->field.set(series_at(s, row, i), s->is_zero(m));
        else
            ok = s->apply(s, fn, series_at(s, row, i), args) && series_go_on(s);
    }
    series_free(s, &temporary);
    return ok;
}

/* The derivative of order m is half of the difference of orders m - 1 and m + 1; of modified
 * functions, of their sum, and its negative for the second kind. So derivative k of orders from
 * `order` - n + 1 + k to `order` + n - 1 - k follows from the one before. */
static bool expand_bessel(const struct scalars *s, enum fn fn, struct series *out,
                          const void *order, const void *x)
{
    size_t n = out->n;
    bool modified = fn == FN_iv || fn == FN_kv;
    struct series row = {NULL, 0};
    bool ok = series_make(s, &row, 2 * n - 1) && bessel_values(s, fn, &row, order, x, n);
    for (size_t k = 0; ok && k < n; k++) {
        s->field.copy(series_at(s, out, k), series_at(s, &row, n - 1 - k));
        for (size_t i = 0; i + 2 * (k + 1) < row.n; i++) {
            void *y = series_at(s, &row, i);
            (modified ? s->field.add : s->field.subtract)(y, y, series_at(s, &row, i + 2));
            s->scale(s, y, y, fn == FN_kv ? -1 : 1, 2 * (int64_t)(k + 1));
        }
        ok = series_go_on(s);
    }
    series_free(s, &row);
    return ok;
}

/* ---- the functions ---- */

/* The function of the first order that one without an order is: j0(x) is jn(0, x). */
struct special {
    enum fn fn, general;
    int order;
};
static const struct special specials[] = {
    {FN_digamma, FN_polygamma, 0},
    {FN_polygamma, FN_polygamma, -1},
    {FN_j0, FN_jn, 0},
    {FN_j1, FN_jn, 1},
    {FN_jn, FN_jn, -1},
    {FN_y0, FN_yn, 0},
    {FN_y1, FN_yn, 1},
    {FN_yn, FN_yn, -1},
    {FN_zeta, FN_zetaderiv, 0},
    {FN_zetaderiv, FN_zetaderiv, -1},
    {FN_rgammaderiv, FN_rgammaderiv, -1},
    {FN_sinc, FN_sincderiv, 0},
    {FN_sincderiv, FN_sincderiv, -1},
    {FN_jv, FN_jv, -1},
    {FN_yv, FN_yv, -1},
    {FN_i0, FN_iv, 0},
    {FN_i1, FN_iv, 1},
    {FN_iv, FN_iv, -1},
    {FN_k0, FN_kv, 0},
    {FN_k1, FN_kv, 1},
    {FN_kv, FN_kv, -1},
};

static const struct special *find(enum fn fn)
{
    for (size_t i = 0; i < sizeof specials / sizeof *specials; i++)
        if (specials[i].fn == fn) return &specials[i];
    return NULL;
}

bool special_has(enum fn fn)
{
    return find(fn) != NULL;
}

bool special_is_bessel(enum fn fn)
{
    const struct special *s = find(fn);
    return s && (s->general == FN_jn || s->general == FN_yn);
}

bool special_fn(const struct scalars *s, enum fn fn, struct series *out,
                const struct series *const *args)
{
    const struct special *special = find(fn);
    bool given = special->order < 0;
    const struct series *x = args[given ? 1 : 0];
    struct series outer = {NULL, 0}, order = {NULL, 0};
    if (given && !series_ends(s, args[0], 1)) return false;
    bool ok = series_make(s, &outer, out->n) && scalar_make(s, &order);
    if (ok && given)
        s->field.copy(order.c, args[0]->c);
    else if (ok)
        s->field.set(order.c, special->order);
    bool bessel = special->general == FN_jn || special->general == FN_yn ||
                  special->general == FN_jv || special->general == FN_yv ||
                  special->general == FN_iv || special->general == FN_kv;
    ok = ok &&
         (bessel ? expand_bessel : expand_derivatives)(s, special->general, &outer, order.c, x->c);
    ok = ok && series_compose(s, out, &outer, x);
    series_free(s, &outer);
    series_free(s, &order);
    return ok;
}
