/* series_partials.c - functions by their partial derivatives: where a parameter varies that no
 * derivative rule closes over, and hypergeometric functions. */
#include "series/series_private.h"

/* ---- by all arguments ---- */

/* A function, and the one that stands for its partial derivatives, up to a sign. */
struct family {
    enum fn fn, partials;
    int sign;
};
static const struct family families[] = {
    {FN_gammainc, FN_gammaincderiv, 1},
    {FN_gammaincc, FN_gammaincderiv, -1},
    {FN_betainc, FN_betaincderiv, 1},
    {FN_jv, FN_jvderiv, 1},
    {FN_yv, FN_yvderiv, 1},
    {FN_iv, FN_ivderiv, 1},
    {FN_kv, FN_kvderiv, 1},
    {FN_hyp1f1, FN_hyp1f1deriv, 1},
    {FN_hyp2f1, FN_hyp2f1deriv, 1},
};

static const struct family *family_of(enum fn fn)
{
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (families[i].fn == fn || families[i].partials == fn) return &families[i];
    return NULL;
}

bool partials_take(const struct scalars *s, enum fn fn, const struct series *const *args)
{
    const struct family *family = family_of(fn);
    if (!family || family->partials == fn) return family != NULL;
    for (int k = 0; k + 1 < fn_arity(fn); k++)
        if (!series_ends(s, args[k], 1)) return true;
    return false;
}

enum { MOST = FN_MOST_ARGUMENTS / 2 };

struct expansion {
    const struct scalars *s;
    const struct family *family;
    enum fn fn;
    const struct series *const *args; /* those after the orders */
    const struct series *const *orders;
    int arity;
    size_t n;
    size_t index[MOST];          /* the derivative that is added */
    struct series power[MOST];   /* the product of powers of the arguments' steps up to each */
    struct series step, product; /* temporary */
    struct series numbers;       /* temporary scalars: orders, then the value */
};

/* The derivative of orders `index`, over their factorials. */
static bool coefficient(struct expansion *e, void *out)
{
    const struct scalars *s = e->s;
    const void *args[2 * MOST];
    bool plain = e->fn != e->family->partials, any = !plain;
    for (int k = 0; k < e->arity; k++) {
        void *order = series_at(s, &e->numbers, (size_t)k);
        s->field.set(order, (long)e->index[k]);
        if (!plain) s->field.add(order, order, e->orders[k]->c);
        args[k] = order;
        args[e->arity + k] = e->args[k]->c;
        any |= e->index[k] > 0;
    }
    bool ok = any ? s->apply(s, e->family->partials, out, args)
                  : s->apply(s, e->fn, out, args + e->arity);
    if (any && plain && e->family->sign < 0) s->scale(s, out, out, -1, 1);
    for (int k = 0; ok && k < e->arity; k++)
        for (size_t i = 2; i <= e->index[k]; i++) s->scale(s, out, out, 1, (int64_t)i);
    return ok && series_go_on(s);
}

/* Sets power[k] to power[k - 1], or to 1. */
static void start_power(struct expansion *e, int k)
{
    const struct scalars *s = e->s;
    if (k) {
        series_copy(s, &e->power[k], &e->power[k - 1]);
        return;
    }
    for (size_t i = 0; i < e->n; i++) s->field.set(series_at(s, &e->power[0], i), i == 0);
}

/* Multiplies power[k] by argument k without its first coefficient. */
static void raise_power(struct expansion *e, int k)
{
    const struct scalars *s = e->s;
    series_copy(s, &e->step, e->args[k]);
    s->field.set(e->step.c, 0);
    for (size_t i = 0; i < e->n; i++) product_at(s, &e->product, &e->power[k], &e->step, i);
    series_copy(s, &e->power[k], &e->product);
}

static bool add_term(struct expansion *e, struct series *out)
{
    const struct scalars *s = e->s;
    void *c = series_at(s, &e->numbers, (size_t)e->arity), *term = e->step.c;
    if (!coefficient(e, c)) return false;
    for (size_t i = 0; i < e->n; i++) {
        s->field.multiply(term, c, series_at(s, &e->power[e->arity - 1], i));
        s->field.add(series_at(s, out, i), series_at(s, out, i), term);
    }
    return true;
}

static size_t total(const struct expansion *e)
{
    size_t sum = 0;
    for (int k = 0; k < e->arity; k++) sum += e->index[k];
    return sum;
}

/* Goes to the next derivative that has a part in the first n coefficients. False after the last. */
static bool advance(struct expansion *e)
{
    int k = e->arity - 1;
    for (; k >= 0; k--) {
        bool fixed = series_ends(e->s, e->args[k], 1);
        e->index[k]++;
        if (!fixed && total(e) < e->n) break;
        e->index[k] = 0;
    }
    if (k < 0) return false;
    raise_power(e, k);
    for (int i = k + 1; i < e->arity; i++) start_power(e, i);
    return true;
}

static bool start(struct expansion *e)
{
    bool ok = series_make(e->s, &e->step, e->n) && series_make(e->s, &e->product, e->n) &&
              series_make(e->s, &e->numbers, (size_t)e->arity + 1);
    for (int k = 0; ok && k < e->arity; k++) {
        ok = series_make(e->s, &e->power[k], e->n);
        if (ok) start_power(e, k);
    }
    return ok;
}

static void finish(struct expansion *e)
{
    series_free(e->s, &e->step);
    series_free(e->s, &e->product);
    series_free(e->s, &e->numbers);
    for (int k = 0; k < e->arity; k++) series_free(e->s, &e->power[k]);
}

bool partials_fn(const struct scalars *s, enum fn fn, struct series *out,
                 const struct series *const *args)
{
    struct expansion e = {.s = s, .family = family_of(fn), .fn = fn, .n = out->n};
    bool plain = fn != e.family->partials;
    e.arity = fn_arity(fn) / (plain ? 1 : 2);
    e.orders = args;
    e.args = args + (plain ? 0 : e.arity);
    for (int k = 0; !plain && k < e.arity; k++)
        if (!series_ends(s, args[k], 1)) return false;
    for (size_t i = 0; i < e.n; i++) s->field.set(series_at(s, out, i), 0);
    bool ok = start(&e);
    do ok = ok && add_term(&e, out);
    while (ok && advance(&e));
    finish(&e);
    return ok;
}

/* ---- hypergeometric functions by their last argument ---- */

/* Coefficient k at x is the function of all parameters raised by k, times those above from the
 * first to the last, over those below and k! (DLMF 13.3.16, 15.5.2). */
static bool expand_hypergeometric(const struct scalars *s, enum fn fn, struct series *out,
                                  const struct series *const *args)
{
    int last = fn_arity(fn) - 1;
    struct series numbers;
    if (!series_make(s, &numbers, (size_t)last + 2)) return false;
    void *factor = series_at(s, &numbers, (size_t)last),
         *one = series_at(s, &numbers, (size_t)last + 1);
    const void *at[FN_MOST_ARGUMENTS] = {NULL};
    bool ok = true;
    s->field.set(factor, 1);
    s->field.set(one, 1);
    for (int k = 0; k < last; k++) {
        at[k] = series_at(s, &numbers, (size_t)k);
        s->field.copy(series_at(s, &numbers, (size_t)k), args[k]->c);
    }
    at[last] = args[last]->c;
    for (size_t i = 0; ok && i < out->n; i++) {
        void *c = series_at(s, out, i);
        ok = s->apply(s, fn, c, at) && series_go_on(s);
        if (ok) s->field.multiply(c, c, factor);
        for (int k = 0; ok && k < last; k++) {
            void *parameter = series_at(s, &numbers, (size_t)k);
            if (k + 1 < last)
                s->field.multiply(factor, factor, parameter);
            else if ((ok = s->divides(s, parameter)))
                s->field.divide(factor, factor, parameter);
            s->field.add(parameter, parameter, one);
        }
        s->scale(s, factor, factor, 1, (int64_t)i + 1);
    }
    series_free(s, &numbers);
    return ok;
}

bool hypergeometric_fn(const struct scalars *s, enum fn fn, struct series *out,
                       const struct series *const *args)
{
    struct series outer = {NULL, 0};
    bool ok = series_make(s, &outer, out->n) && expand_hypergeometric(s, fn, &outer, args) &&
              series_compose(s, out, &outer, args[fn_arity(fn) - 1]);
    series_free(s, &outer);
    return ok;
}
