/* render_parts.c - what the forms of a result share: entries, and the words for commands and
 * errors. */
#include "report/render.h"

#include "print/phrases.h"

void render_entry(struct str *out, const struct dcalc_array *array, size_t i)
{
    if (array->texts)
        str_puts(out, array->texts[i]);
    else
        str_double(out, array->values[i]);
}

/* A nest has hundreds, for which formats are slow. */
void render_lets(struct str *out, const struct dcalc_result *result)
{
    for (size_t i = 0; i < result->n_lets; i++) {
        str_puts(out, result->lets[i]);
        str_putc(out, '\n');
    }
}

const char *render_language(int language)
{
    return phrase_language(language);
}

const char *render_command(enum dcalc_command command)
{
    static const char *const words[] = {
        [DCALC_EVAL] = "eval",         [DCALC_DIFF] = "diff",       [DCALC_GRAD] = "grad",
        [DCALC_JACOBIAN] = "jacobian", [DCALC_HESSIAN] = "hessian", [DCALC_BACKPROP] = "backprop",
        [DCALC_JVP] = "jvp",           [DCALC_VJP] = "vjp",         [DCALC_TAYLOR] = "taylor",
        [DCALC_LIMIT_AT] = "limit",    [DCALC_CHECK] = "check",     [DCALC_PLOT] = "plot",
    };
    return words[command];
}

int dcalc_exit_status(enum dcalc_kind kind)
{
    switch (kind) {
    case DCALC_OK: return 0;
    case DCALC_DOMAIN:
    case DCALC_POLE:
    case DCALC_KINK:
    case DCALC_UNDECIDED: return 1;
    case DCALC_USAGE:
    case DCALC_SYNTAX:
    case DCALC_NAME:
    case DCALC_SHAPE: return 2;
    case DCALC_IO: return 3;
    case DCALC_OVERFLOW: /* the answer is past the range of numbers */
    case DCALC_LIMIT: break;
    }
    return 4;
}

const char *dcalc_kind_name(enum dcalc_kind kind)
{
    static const char *const names[] = {
        [DCALC_OK] = "ok",
        [DCALC_USAGE] = "usage",
        [DCALC_SYNTAX] = "syntax",
        [DCALC_NAME] = "name",
        [DCALC_SHAPE] = "shape",
        [DCALC_DOMAIN] = "domain",
        [DCALC_POLE] = "pole",
        [DCALC_KINK] = "kink",
        [DCALC_OVERFLOW] = "overflow",
        [DCALC_UNDECIDED] = "undecided",
        [DCALC_LIMIT] = "limit",
        [DCALC_IO] = "io",
    };
    return (size_t)kind < sizeof names / sizeof *names ? names[kind] : "unknown";
}
