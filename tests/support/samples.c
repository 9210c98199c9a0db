#include "samples.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>

const struct sample_input sample_inputs[SAMPLE_INPUTS] = {
    {"x", SORT_SCALAR}, {"y", SORT_SCALAR}, {"z", SORT_SCALAR}, {"u", SORT_LONG},
    {"w", SORT_WIDE},   {"A", SORT_MATRIX}, {"B", SORT_TURNED},
};

enum { SCALARS = 3 };

/* $1 and $2 stand for earlier values, $n and $m for the sizes. */
struct form {
    enum sort result;
    enum sort args[2];
    enum language language;
    const char *text;
};

#define S SORT_SCALAR
#define L SORT_LONG
#define W SORT_WIDE
#define M SORT_MATRIX
#define T SORT_TURNED
#define EXACT LANGUAGE_ARITHMETIC
#define ABOUT LANGUAGE_FUNCTIONS

static const struct form forms[] = {
    /* sums */
    {S, {S, S}, EXACT, "$1 + $2"},
    {S, {S, S}, EXACT, "$1 - $2"},
    {S, {S, S}, EXACT, "2/3*$1 - 5*$2/7 + 1/3"},
    {S, {S, S}, EXACT, "1 - $1/10 + x/3 + 1.7*$2 - y"},
    {S, {S, S}, EXACT, "0.1 - $1 - 0.3*$2 + z/7"},
    {S, {S, S}, EXACT, "-$1 + $2 + pi"},
    {S, {S, S}, EXACT, "$1 + x + y + z + $2/2 + 1/9"},
    /* products and quotients */
    {S, {S, S}, EXACT, "$1*$2"},
    {S, {S, S}, EXACT, "2/3*x*$1*pi/7"},
    {S, {S, S}, EXACT, "2/3*$1*x*$2*y"},
    {S, {S, S}, EXACT, "$1/$2"},
    {S, {S, S}, EXACT, "3*$1/(7*$2)"},
    {S, {S, S}, EXACT, "5*x*$1/(3*$2*y)"},
    {S, {S, S}, EXACT, "-$1*$2/3"},
    {S, {S, S}, EXACT, "$1*z/(x*y*$2)"},
    {S, {S, S}, EXACT, "1/$1"},
    {S, {S, S}, EXACT, "1/(1/$1 + 1/$2)"},
    {S, {S, S}, EXACT, "pi/(3*$1)"},
    {S, {S, S}, EXACT, "$1/pi^2*sqrt(2)*$2"},
    {S, {S, S}, EXACT, "0.7*sqrt(3)*$1/sqrt(5)"},
    {S, {S, S}, EXACT, "(1e-3*$1)*(1e5*$2)/3"},
    /* powers */
    {S, {S, S}, EXACT, "$1^2"},
    {S, {S, S}, EXACT, "$1^3*$2/5"},
    {S, {S, S}, EXACT, "$1^(-1)*$2^(-2)"},
    {S, {S, S}, EXACT, "2*$1^(-3)/3"},
    {S, {S, S}, EXACT, "$1^2*$2^2"},
    {S, {S, S}, EXACT, "$1^7 - $2^5"},
    {S, {S, S}, EXACT, "sqrt($1)"},
    {S, {S, S}, EXACT, "sqrt($1^2 + 1)*$2"},
    {S, {S, S}, EXACT, "$1/sqrt($2^2 + 1/3)"},
    {S, {S, S}, EXACT, "abs($1)^(3/2)"},
    {S, {S, S}, EXACT, "($1^2 + $2^2)^(-3/2)"},
    {S, {S, S}, EXACT, "x^2*$1/(y^3*$2)"},
    {S, {S, S}, EXACT, "($1 + 1/3)^2*(2*$2 - 1)"},
    /* choices */
    {S, {S, S}, EXACT, "abs($1)"},
    {S, {S, S}, EXACT, "max($1, $2)"},
    {S, {S, S}, EXACT, "min($1, $2/3)"},
    {S, {S, S}, EXACT, "where($1 < $2, $1/3, 2*$2)"},
    {S, {S, S}, EXACT, "where($1 >= x, $2, -$1)"},
    {S, {S, S}, EXACT, "relu($1)"},
    {S, {S, S}, EXACT, "leaky_relu($1) + sign($2)"},
    {S, {S, S}, EXACT, "floor($1) - ceil($2) + round(x)"},
    {S, {S, S}, EXACT, "heaviside($1)*$2"},
    /* functions of scalars */
    {S, {S, S}, ABOUT, "2/3*x*exp($1)*pi/7"},
    {S, {S, S}, ABOUT, "exp(-$1^2)*$2"},
    {S, {S, S}, ABOUT, "sin($1)"},
    {S, {S, S}, ABOUT, "sin($1)*cos($1) + $2"},
    {S, {S, S}, ABOUT, "cos(2*$1/3)/3"},
    {S, {S, S}, ABOUT, "log($1)"},
    {S, {S, S}, ABOUT, "log1p($1^2)*$2"},
    {S, {S, S}, ABOUT, "tanh($1) - $2/7"},
    {S, {S, S}, ABOUT, "atan($1)/$2"},
    {S, {S, S}, ABOUT, "abs($1)^(2/3)"},
    {S, {S, S}, ABOUT, "3*$1^(1/3)*$2"},
    {S, {S, S}, ABOUT, "($1^2 + 1/2)^(y/2)"},
    {S, {S, S}, ABOUT, "expit($1)*$2"},
    {S, {S, S}, ABOUT, "softplus($1)/3"},
    {S, {S, S}, ABOUT, "erf($1) + log(2)*$2"},
    {S, {S, S}, ABOUT, "cbrt($1)*exp(1)"},
    {S, {S, S}, ABOUT, "hypot($1, $2)"},
    {S, {S, S}, ABOUT, "sinh($1)/cosh($2)"},
    /* vectors */
    {L, {L, L}, EXACT, "$1 + $2/3"},
    {L, {L, L}, EXACT, "2*$1/3 - 0.7*$2 + 1"},
    {L, {L, L}, EXACT, "$1*$2"},
    {L, {L, L}, EXACT, "2/3*$1*x*$2*pi"},
    {L, {L, L}, EXACT, "$1/$2"},
    {L, {L, L}, EXACT, "3*$1/(4*sqrt(1 + $2^2))"},
    {L, {L, L}, EXACT, "$1^3 - $2^(-2)"},
    {L, {S, L}, EXACT, "$1*$2"},
    {L, {S, L}, EXACT, "$2/$1 - $1"},
    {L, {L, L}, EXACT, "where($1 > $2, $1, $2/3)"},
    {L, {L, L}, EXACT, "max($1, 1/3) + abs($2)"},
    {L, {L, L}, EXACT, "$1[::-1] + $2/7"},
    {L, {L, L}, EXACT, "cumsum($1)/3 - $2"},
    {L, {L, L}, EXACT, "concat($1, $2)[$n:]"},
    {L, {S, L}, EXACT, "concat([$1], $2)[:-1]"},
    {L, {M, W}, EXACT, "$1 @ $2"},
    {L, {W, T}, EXACT, "$1 @ $2/3"},
    {L, {M, M}, EXACT, "sum($1*$2, 1)/4"},
    {L, {M, L}, EXACT, "mean($1, 1) + $2"},
    {L, {M, L}, EXACT, "$1[:, 0]*$2"},
    {W, {W, W}, EXACT, "$1 - 2*$2/7"},
    {W, {M, L}, EXACT, "$1.T @ $2"},
    {W, {L, M}, EXACT, "2*$1 @ $2/3"},
    {W, {M, W}, EXACT, "sum($1, 0)*$2"},
    {W, {M, W}, EXACT, "$1[0]/3 + $2"},
    /* matrices */
    {M, {M, M}, EXACT, "$1 + $2/3"},
    {M, {M, M}, EXACT, "$1*$2/7"},
    {M, {M, W}, EXACT, "$1 + $2"},
    {M, {M, W}, EXACT, "$1*$2/3"},
    {M, {S, M}, EXACT, "$1*$2 - 1/3"},
    {M, {S, M}, EXACT, "$2/$1"},
    {M, {L, W}, EXACT, "outer($1, $2)"},
    {M, {T, M}, EXACT, "$1.T - $2"},
    {M, {M, T}, EXACT, "$1 @ $2 @ $1"},
    {M, {M, M}, EXACT, "cumsum($1, 0)*$2"},
    {M, {M, M}, EXACT, "concat($1, $2, 0)[$n:, :]"},
    {M, {M, M}, EXACT, "where($1 < $2, $1^2, $2)"},
    {T, {M, T}, EXACT, "$1.T/2 - $2"},
    {T, {T, T}, EXACT, "$1*sqrt(1 + $2^2)"},
    /* down to scalars */
    {S, {L, L}, EXACT, "sum($1*$2)"},
    {S, {L, L}, EXACT, "$1 @ $2/3"},
    {S, {L, S}, EXACT, "sum($1^2)/$n - $2"},
    {S, {M, S}, EXACT, "mean($1)*$2"},
    {S, {M, T}, EXACT, "trace($1 @ $2)"},
    {S, {L, S}, EXACT, "prod($1)/3 + $2"},
    {S, {L, L}, EXACT, "max($1) - min($2)"},
    {S, {M, S}, EXACT, "norm($1)*$2"},
    {S, {L, W}, EXACT, "$1[0]*$2[-1]"},
    {S, {L, S}, EXACT, "sum(($1 - range($n)/3)^2) + $2"},
    /* functions over arrays */
    {L, {L, L}, ABOUT, "exp($1/3)*$2"},
    {L, {L, L}, ABOUT, "tanh($1)"},
    {L, {L, L}, ABOUT, "sin($1) + cos($1)*$2"},
    {L, {L, L}, ABOUT, "softmax($1)*$2"},
    {M, {M, L}, ABOUT, "log(1 + $1^2)"},
    {M, {M, W}, ABOUT, "expit($1 + $2)"},
    {S, {L, S}, ABOUT, "logsumexp($1) - $2"},
    {S, {M, S}, ABOUT, "sum(atan($1))*$2"},
};
enum { N_FORMS = sizeof forms / sizeof *forms };

/* ---- making ---- */

enum sort sample_sort(const struct sample *p, size_t value)
{
    if (value < SAMPLE_INPUTS) return sample_inputs[value].sort;
    return forms[p->statements[value].form].result;
}

size_t sample_entries(const struct sample *p, enum sort sort, size_t d[2])
{
    size_t rows[] = {1, 1, 1, p->n, p->m}, columns[] = {1, p->n, p->m, p->m, p->n};
    d[0] = rows[sort], d[1] = columns[sort];
    return d[0] * d[1];
}

/* A value of the sort, more often one of the last few than another. */
static uint8_t pick(struct dice *dice, const struct sample *p, enum sort sort)
{
    uint8_t all[SAMPLE_VALUES], n = 0;
    for (size_t i = 0; i < p->count; i++)
        if (sample_sort(p, i) == sort) all[n++] = (uint8_t)i;
    size_t late = n > 3 && dice_below(dice, 2) ? n - 3 : 0;
    return all[late + dice_below(dice, n - late)];
}

static bool suits(const struct form *f, enum language language, bool arrays)
{
    bool scalar = f->result == S && f->args[0] == S && f->args[1] == S;
    return f->language <= language && (arrays || scalar);
}

struct sample sample_make(struct dice *dice, enum language language, bool arrays, size_t statements)
{
    struct sample p = {.language = language, .n = 1, .m = 1, .count = SAMPLE_INPUTS};
    if (arrays) p.n += dice_below(dice, 4), p.m += dice_below(dice, 4);
    while (statements > 0 && p.count < SAMPLE_VALUES - 1) {
        uint16_t form = (uint16_t)dice_below(dice, N_FORMS);
        const struct form *f = &forms[form];
        if (!suits(f, language, arrays)) continue;
        struct sample_statement s = {form, {0}};
        for (int k = 0; k < 2; k++) s.args[k] = pick(dice, &p, f->args[k]);
        p.statements[p.count++] = s;
        statements--;
    }
    return p;
}

static bool uses(const struct form *f, int k)
{
    return strstr(f->text, k ? "$2" : "$1") != NULL;
}

static void mark(const struct sample *p, bool needed[SAMPLE_VALUES])
{
    memset(needed, 0, SAMPLE_VALUES * sizeof *needed);
    needed[p->count - 1] = true;
    for (size_t i = p->count; i-- > SAMPLE_INPUTS;) {
        const struct form *f = &forms[p->statements[i].form];
        for (int k = 0; needed[i] && k < 2; k++)
            if (uses(f, k)) needed[p->statements[i].args[k]] = true;
        for (size_t j = 0; needed[i] && j < SCALARS; j++)
            for (const char *c = f->text; *c; c++)
                if (*c == *sample_inputs[j].name && (c == f->text || !strchr("aeh", c[-1])))
                    needed[j] = true;
    }
}

bool sample_needs(const struct sample *p, size_t value)
{
    bool needed[SAMPLE_VALUES];
    mark(p, needed);
    return needed[value];
}

bool sample_is_scalar(const struct sample *p)
{
    for (size_t i = SCALARS; i < SAMPLE_INPUTS; i++)
        if (sample_needs(p, i)) return false;
    return true;
}

bool sample_sum_up(struct sample *p)
{
    static const char *const texts[] = {NULL, "$1 @ $2/3", NULL, "mean($1)*$2", NULL};
    enum sort sort = sample_sort(p, p->count - 1);
    if (sort == S) return true;
    for (uint16_t i = 0; texts[sort] && p->count < SAMPLE_VALUES && i < N_FORMS; i++) {
        if (forms[i].args[0] != sort || strcmp(forms[i].text, texts[sort])) continue;
        uint8_t last = (uint8_t)(p->count - 1);
        p->statements[p->count++] = (struct sample_statement){i, {last, sort == M ? 0 : last}};
        return true;
    }
    return false;
}

/* ---- writing ---- */

static void put_value(struct str *out, size_t value)
{
    if (value < SAMPLE_INPUTS)
        str_puts(out, sample_inputs[value].name);
    else
        str_putf(out, "t%zu", value - SAMPLE_INPUTS + 1);
}

static void put_statement(struct str *out, const struct sample *p, size_t i)
{
    const struct sample_statement *s = &p->statements[i];
    for (const char *c = forms[s->form].text; *c; c++) {
        if (*c != '$') {
            str_putc(out, *c);
            continue;
        }
        c++;
        if (*c == 'n' || *c == 'm')
            str_putf(out, "%zu", *c == 'n' ? p->n : p->m);
        else
            put_value(out, s->args[*c - '1']);
    }
}

char *sample_text(const struct sample *p)
{
    struct mem mem = {0};
    struct str out = {.mem = &mem};
    bool needed[SAMPLE_VALUES];
    mark(p, needed);
    for (size_t i = SAMPLE_INPUTS; i < p->count; i++) {
        if (!needed[i]) continue;
        if (i + 1 < p->count) str_putf(&out, "t%zu = ", i - SAMPLE_INPUTS + 1);
        put_statement(&out, p, i);
        if (i + 1 < p->count) str_puts(&out, "; ");
    }
    if (p->count == SAMPLE_INPUTS) str_puts(&out, "x");
    char *text = strdup(out.s);
    str_free(&out);
    return text;
}

/* ---- smaller ones ---- */

/* Everywhere after it, `value` gives way to one of its own arguments (0, 1) or to an input. */
static bool replace(struct sample *p, size_t value, size_t how)
{
    enum sort sort = sample_sort(p, value);
    size_t by = value;
    if (how < 2) by = p->statements[value].args[how];
    for (size_t i = 0; how == 2 && i < SAMPLE_INPUTS; i++)
        if (sample_sort(p, i) == sort) by = i;
    if (by == value || sample_sort(p, by) != sort) return false;
    for (size_t i = value + 1; i < p->count; i++)
        for (int k = 0; k < 2; k++)
            if (p->statements[i].args[k] == value) p->statements[i].args[k] = (uint8_t)by;
    return true;
}

bool sample_smaller(const struct sample *p, size_t k, struct sample *out)
{
    bool needed[SAMPLE_VALUES];
    mark(p, needed);
    size_t seen = 0;
    for (size_t i = SAMPLE_INPUTS; i + 1 < p->count; i++) {
        if (!needed[i]) continue;
        for (size_t how = 0; how < 4; how++) {
            *out = *p;
            bool ok = how < 3
                          ? replace(out, i, how)
                          : (out->count = i + 1, sample_sort(p, i) == sample_sort(p, p->count - 1));
            if (ok && seen++ == k) return true;
        }
    }
    return false;
}
