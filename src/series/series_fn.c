/* series_fn.c - functions of the table, of series. */
#include "series/series_private.h"

/* The sign of a[0] - b[0]. */
static int compare_first(const struct scalars *s, const struct series *a, const struct series *b)
{
    struct series difference;
    int sign = SIGN_UNKNOWN;
    if (scalar_make(s, &difference)) {
        s->field.subtract(difference.c, a->c, b->c);
        sign = s->sign(s, difference.c);
    }
    series_free(s, &difference);
    return sign;
}

/* The condition is one that is constant: beyond n coefficients it may still leave 0. */
static bool take_where(const struct scalars *s, struct series *out,
                       const struct series *const *args)
{
    int sign = s->sign(s, args[0]->c);
    const struct series *taken = args[sign ? 1 : 2];
    if (sign == SIGN_UNKNOWN || (sign == 0 && !series_ends(s, args[0], 1)) || !taken) return false;
    return series_copy(s, out, taken), true;
}

static bool take_extreme(const struct scalars *s, bool largest, struct series *out,
                         const struct series *const *args)
{
    int sign = compare_first(s, args[0], args[1]);
    if (sign == 0 || sign == SIGN_UNKNOWN) return false;
    return series_copy(s, out, args[(sign > 0) == largest ? 0 : 1]), true;
}

static bool take_abs(const struct scalars *s, struct series *out, const struct series *a)
{
    int sign = s->sign(s, a->c);
    if (sign == 0 || sign == SIGN_UNKNOWN) return false;
    for (size_t k = 0; k < out->n; k++)
        s->scale(s, series_at(s, out, k), series_at(s, a, k), sign, 1);
    return true;
}

/* True if a[0]^2 > 1/4: Bessel's equation, which divides by a, then serves as it is. */
static bool is_away_from_zero(const struct scalars *s, const struct series *a)
{
    struct series both;
    bool away = false;
    if (series_make(s, &both, 2)) {
        void *square = both.c, *quarter = series_at(s, &both, 1);
        s->field.multiply(square, a->c, a->c);
        s->set_number(s, quarter, number_from_ratio(&s->graph->numbers, 1, 4));
        s->field.subtract(square, square, quarter);
        away = s->sign(s, square) == 1;
    }
    series_free(s, &both);
    return away;
}

/* Whether a Bessel function goes by its equation. Along a line those of the first kind do not:
 * their coefficients shrink like 1/k!, and the errors of the recurrence do not. */
static bool by_equation(const struct scalars *s, enum fn fn, const struct series *a)
{
    bool first_kind = fn == FN_j0 || fn == FN_j1 || fn == FN_jn;
    if (!special_is_bessel(fn) || (first_kind && series_ends(s, a, 2))) return false;
    return is_away_from_zero(s, a);
}

static bool other_fn(const struct scalars *s, enum fn fn, struct series *out,
                     const struct series *const *args)
{
    bool ok;
    if (removable_fn(s, fn, out, args[0], &ok)) return ok;
    if (partials_take(s, fn, args)) return partials_fn(s, fn, out, args);
    if (fn == FN_hyp1f1 || fn == FN_hyp2f1) return hypergeometric_fn(s, fn, out, args);
    bool by_rules = !special_has(fn) || by_equation(s, fn, args[fn_arity(fn) - 1]);
    return by_rules ? system_fn(s, fn, out, args) : special_fn(s, fn, out, args);
}

bool series_fn(const struct scalars *s, enum fn fn, struct series *out,
               const struct series *const *args)
{
    switch (fn) {
    case FN_exp: return series_exp(s, out, args[0]);
    case FN_log: return series_log(s, out, args[0]);
    case FN_sin:
    case FN_cos:
    case FN_sinh:
    case FN_cosh: return series_paired(s, fn, out, args[0]);
    case FN_beta: return series_beta(s, out, args);
    case FN_where: return take_where(s, out, args);
    case FN_minimum: return take_extreme(s, false, out, args);
    case FN_maximum: return take_extreme(s, true, out, args);
    case FN_abs: return take_abs(s, out, args[0]);
    default: return other_fn(s, fn, out, args);
    }
}
