/* local_text.c - constants: whether two are equal, and how they are written in hints. */
#include "number/local.h"
#include "number/numbers.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- equality ---- */

int local_same(struct graph *g, id a, id b)
{
    enum { MOST_BITS = 4096 };
    if (a == b) return 1;
    id difference = node_multiply(g, graph_sub(g, a, b), graph_int(g, 1));
    if (difference == POISON) return SIGN_UNKNOWN;
    int sign = node_sign(g, difference, MOST_BITS);
    return sign == SIGN_UNKNOWN ? SIGN_UNKNOWN : sign == 0;
}

/* ---- words ---- */

const char *local_text(const struct question *q, const char *format, ...)
{
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const char *copy = arena_text(&q->core->arena, text, strlen(text));
    return copy ? copy : "?";
}

static const char *taken(const struct question *q, struct str *text)
{
    const char *copy = str_settle(text, &q->core->arena);
    return copy ? copy : "?";
}

/* Both ends as doubles are the same one. */
static bool is_one_double(mpfi_srcptr x, double *value)
{
    *value = mpfr_get_d(&x->left, MPFR_RNDN);
    return isfinite(*value) && *value != 0 && *value == mpfr_get_d(&x->right, MPFR_RNDN);
}

/* Both ends round to these digits; for what is beyond the doubles. */
static bool is_one_text(const struct question *q, mpfi_srcptr x, const char **text)
{
    char low[40], high[40];
    mpfr_snprintf(low, sizeof low, "%.16RNe", &x->left);
    mpfr_snprintf(high, sizeof high, "%.16RNe", &x->right);
    if (!mpfi_bounded_p(x) || mpfi_has_zero(x) || strcmp(low, high) != 0) return false;
    *text = local_text(q, "%s", low);
    return true;
}

/* Digits that are certain, at ever higher precision. */
static const char *digits_of(const struct question *q, id constant)
{
    enum { FIRST_BITS = 128, MOST_BITS = 4096 };
    struct tape tape = {.g = q->graph};
    struct intervals e = {.tape = &tape};
    struct tape_source source = {.roots = &constant, .n_roots = 1};
    struct str text = {.mem = &q->core->mem};
    const char *found = NULL;
    if (tape_compile(&tape, q->graph, &source) && intervals_init(&e, &tape))
        for (mpfr_prec_t bits = FIRST_BITS; bits <= MOST_BITS && !found; bits *= 2) {
            double value;
            if (!intervals_run(&e, bits)) break;
            mpfi_srcptr x = intervals_slot(&e, tape_slot(&tape, constant))[0];
            if (is_one_double(x, &value))
                str_double(&text, value), found = taken(q, &text);
            else
                is_one_text(q, x, &found);
        }
    intervals_free(&e);
    tape_free(&tape);
    return found;
}

const char *local_constant(const struct question *q, id constant)
{
    enum { SHORT = 24 };
    struct str text = {.mem = &q->core->mem};
    number value;
    if (graph_is_number(q->graph, constant, &value)) {
        number_print(&q->graph->numbers, value, &text);
        if (!text.failed && text.n <= SHORT) return taken(q, &text);
        str_free(&text);
        double x = number_to_double(&q->graph->numbers, value);
        text = (struct str){.mem = &q->core->mem};
        if (isfinite(x) && x != 0) return str_double(&text, x), taken(q, &text);
    }
    const char *digits = digits_of(q, constant);
    return digits ? digits : "a number that is not known well enough";
}
