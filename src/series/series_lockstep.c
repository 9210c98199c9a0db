/* series_lockstep.c - runs a system: coefficient after coefficient of all its steps. */
#include "graph/guard.h"
#include "series/series_system.h"

static void *own(const struct system *sys, const struct step *step, int i)
{
    return series_at(sys->s, &step->own, (size_t)i);
}

static const struct series *arg(const struct system *sys, const struct step *step, int k)
{
    return &sys->steps.at[step->args[k]].y;
}

/* Coefficient k of an argument, which is 0 beyond the first where it does not vary. */
static const void *arg_at(const struct system *sys, const struct step *step, int i, size_t k)
{
    const struct step *a = &sys->steps.at[step->args[i]];
    return k == 0 || a->varies ? series_at(sys->s, &a->y, k) : NULL;
}

/* ---- the first coefficients ---- */

static bool apply(const struct system *sys, struct step *step)
{
    const void *args[FN_MOST_ARGUMENTS] = {NULL};
    for (int k = 0; k < FN_MOST_ARGUMENTS && step->args[k] != NO_STEP; k++)
        args[k] = arg_at(sys, step, k, 0);
    if (step->kind == STEP_RAISE) return sys->s->to_power(sys->s, step->y.c, args[0], args[1]);
    return sys->s->apply(sys->s, (enum fn)step->fn, step->y.c, args);
}

static bool first_power(const struct system *sys, struct step *step)
{
    const struct series *base = arg(sys, step, 0);
    sys->s->set_number(sys->s, own(sys, step, 1), step->number);
    return sys->s->power(sys->s, step->y.c, base->c, step->number) &&
           (!step->varies || invert_first(sys->s, own(sys, step, 0), base));
}

static bool first_quotient(const struct system *sys, struct step *step)
{
    const struct series *over = step->args[0] == NO_STEP ? NULL : arg(sys, step, 0);
    const struct series *under = arg(sys, step, 1);
    if (!invert_first(sys->s, own(sys, step, 0), under)) return false;
    quotient_at(sys->s, &step->y, over, under, under->n, own(sys, step, 0), 0);
    return true;
}

/* ---- all coefficients ---- */

static void sum_at(const struct system *sys, struct step *step, size_t k)
{
    const struct scalars *s = sys->s;
    void *y = series_at(s, &step->y, k), *c = own(sys, step, 0);
    s->set_number(s, y, k ? NUMBER_ZERO : step->number);
    for (uint32_t i = 0; i < step->n; i++) {
        struct step_term t = sys->terms.at[step->terms + i];
        const struct step *from = &sys->steps.at[t.step];
        if (k && !from->varies) continue;
        const void *x = series_at(s, &from->y, k);
        if (t.c == NUMBER_ONE) {
            s->field.add(y, y, x);
            continue;
        }
        s->set_number(s, c, t.c);
        s->field.multiply(c, c, x);
        s->field.add(y, y, c);
    }
}

static void product_step_at(const struct system *sys, struct step *step, size_t k)
{
    const void *left = arg_at(sys, step, 0, k), *right = arg_at(sys, step, 1, k);
    const struct series *a = arg(sys, step, 0), *b = arg(sys, step, 1);
    if (left && right)
        product_at(sys->s, &step->y, a, b, k);
    else
        sys->s->field.multiply(series_at(sys->s, &step->y, k), left ? left : a->c,
                               right ? right : b->c);
}

static void quotient_step_at(const struct system *sys, struct step *step, size_t k)
{
    const struct scalars *s = sys->s;
    void *inverse = own(sys, step, 0), *y = series_at(s, &step->y, k);
    const void *over = step->args[0] == NO_STEP ? NULL : arg_at(sys, step, 0, k);
    const struct series *under = arg(sys, step, 1);
    if (!sys->steps.at[step->args[1]].varies)
        s->field.multiply(y, over, inverse);
    else
        quotient_at(s, &step->y, over ? arg(sys, step, 0) : NULL, under, under->n, inverse, k);
}

static void power_step_at(const struct system *sys, struct step *step, size_t k)
{
    const struct step *base = &sys->steps.at[step->args[0]];
    struct power_state p = {.a = &base->y,
                            .da = &base->d,
                            .n = base->y.n,
                            .out = &step->y,
                            .dout = &step->d,
                            .inverse = own(sys, step, 0),
                            .e = own(sys, step, 1),
                            .scratch = own(sys, step, 2)};
    power_at(sys->s, &p, k);
}

static void function_at(const struct system *sys, struct step *step, size_t k)
{
    for (int i = 0; i < FN_MOST_ARGUMENTS; i++) {
        if (step->rules[i] == NO_STEP) continue;
        const struct step *rule = &sys->steps.at[step->rules[i]],
                          *of = &sys->steps.at[step->args[i]];
        if (rule->varies) {
            chain_at(sys->s, &step->y, &of->d, &rule->y, own(sys, step, 0), k);
            continue;
        }
        void *y = series_at(sys->s, &step->y, k), *t = own(sys, step, 0);
        sys->s->field.multiply(t, series_at(sys->s, &of->y, k), rule->y.c);
        sys->s->field.add(y, y, t);
    }
}

static bool special(const struct system *sys, struct step *step)
{
    const struct series *args[FN_MOST_ARGUMENTS] = {NULL};
    struct series constants[FN_MOST_ARGUMENTS] = {{NULL, 0}};
    bool ok = true;
    for (int k = 0; k < FN_MOST_ARGUMENTS && step->args[k] != NO_STEP && ok; k++) {
        args[k] = arg(sys, step, k);
        if (args[k]->n == sys->length) continue;
        ok = series_make(sys->s, &constants[k], sys->length);
        if (ok) sys->s->field.copy(constants[k].c, args[k]->c);
        args[k] = &constants[k];
    }
    ok = ok && special_fn(sys->s, (enum fn)step->fn, &step->y, args);
    for (int k = 0; k < FN_MOST_ARGUMENTS; k++) series_free(sys->s, &constants[k]);
    return ok;
}

static bool first_at(const struct system *sys, struct step *step)
{
    switch ((enum step_kind)step->kind) {
    case STEP_NUMBER: sys->s->set_number(sys->s, step->y.c, step->number); return true;
    case STEP_CONSTANT:
        sys->s->set_constant(sys->s, step->y.c, (enum constant)step->data);
        return true;
    case STEP_SUM: sum_at(sys, step, 0); return true;
    case STEP_PRODUCT: product_step_at(sys, step, 0); return true;
    case STEP_QUOTIENT: return first_quotient(sys, step);
    case STEP_POWER: return first_power(sys, step);
    case STEP_FN:
    case STEP_RAISE: return apply(sys, step);
    case STEP_SPECIAL: return step->varies ? special(sys, step) : apply(sys, step);
    case STEP_ARGUMENT: break;
    }
    return true;
}

static bool step_at(const struct system *sys, struct step *step, size_t k)
{
    bool ok = k || first_at(sys, step);
    switch ((enum step_kind)(k ? step->kind : STEP_NUMBER)) {
    case STEP_SUM: sum_at(sys, step, k); break;
    case STEP_PRODUCT: product_step_at(sys, step, k); break;
    case STEP_QUOTIENT: quotient_step_at(sys, step, k); break;
    case STEP_POWER: power_step_at(sys, step, k); break;
    case STEP_FN:
    case STEP_RAISE: function_at(sys, step, k); break;
    case STEP_NUMBER:
    case STEP_CONSTANT:
    case STEP_SPECIAL:
    case STEP_ARGUMENT: break;
    }
    if (ok && step->d.c && (k == 0 || step->kind != STEP_POWER))
        derivative_at(sys->s, &step->d, &step->y, k);
    return ok;
}

/* One step alone, all its coefficients. */
static bool run_alone(const struct system *sys, struct step *step)
{
    for (size_t k = 0; k < (step->varies ? sys->length : 1); k++)
        if (!step_at(sys, step, k) || !series_go_on(sys->s)) return false;
    return true;
}

bool system_run(struct system *sys)
{
    for (size_t i = 0; i < sys->steps.n; i++)
        if (sys->steps.at[i].early && !run_alone(sys, &sys->steps.at[i])) return false;
    for (size_t k = 0; k < sys->length; k++) {
        for (size_t i = 0; i < sys->steps.n; i++) {
            struct step *step = &sys->steps.at[i];
            if (step->early || (k && !step->varies)) continue;
            if (!step_at(sys, step, k)) return false;
        }
        if (!series_go_on(sys->s)) return false;
    }
    return true;
}
