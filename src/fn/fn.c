#include "fn/fn.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>

/* What the other names of a formula share with it. */
#define FORMULA(id, parameters, formula, defined, group, summary) \
    static const char formula_##id[] = formula, defined_##id[] = defined;
#include "fn/functions.def"

const struct fn_row fn_rows[] = {
#define FUNCTION(id, parameters, rules, defined, smooth, ulps, group, summary) \
    {#id,   sizeof #id - 1, FN_##id, -1,    NULL,    parameters,               \
     rules, defined,        smooth,  group, summary, ulps},
#define ALIAS(name, id, group) \
    {#name, sizeof #name - 1, FN_##id, -1, NULL, "x", "", "", "", group, "another name of " #id, 0},
#define BUILDER(id, parameters, group, summary) \
    {#id, sizeof #id - 1, -1, BUILD_##id, NULL, parameters, "", "", "", group, summary, 0},
#define FORMULA(id, parameters, formula, defined, group, summary) \
    {#id, sizeof #id - 1, -1, -1,    formula_##id, parameters,    \
     "",  defined_##id,   "", group, summary,      0},
#define FORMULA_ALIAS(name, id, group)                                \
    {#name, sizeof #name - 1, -1, -1,    formula_##id,           "x", \
     "",    defined_##id,     "", group, "another name of " #id, 0},
#include "fn/functions.def"
};
const size_t n_fn_rows = sizeof fn_rows / sizeof *fn_rows;

/* FUNCTION rows come first in the file, in the order of their ids. */
const struct fn_row *fn_row(enum fn fn)
{
    return &fn_rows[fn];
}

/* Rows by the first letter and the length of their names: of each place the last row, of each row
 * the one before it there; 0: none. Every name of a formula is looked up, and most are not
 * functions. */
enum { PLACES = 512 };
static uint16_t last_row[PLACES], row_before[sizeof fn_rows / sizeof *fn_rows];
static pthread_once_t rows_once = PTHREAD_ONCE_INIT;

static size_t place_of(char first, size_t length)
{
    return ((size_t)(unsigned char)first + length * 31) % PLACES;
}

static void place_rows(void)
{
    for (size_t i = n_fn_rows; i-- > 0;) {
        uint16_t *last = &last_row[place_of(*fn_rows[i].name, fn_rows[i].length)];
        row_before[i] = *last;
        *last = (uint16_t)(i + 1);
    }
}

const struct fn_row *fn_find(const char *name, size_t length)
{
    if (!length) return NULL;
    pthread_once(&rows_once, place_rows);
    for (size_t i = last_row[place_of(*name, length)]; i; i = row_before[i - 1]) {
        const struct fn_row *row = &fn_rows[i - 1];
        if (row->length != length || memcmp(row->name, name, length) != 0) continue;
        if (strcmp(row->group, "internal") != 0) return row;
    }
    return NULL;
}

const char *fn_elsewhere(const char *name)
{
    static const struct {
        const char *name, *hint;
    } rows[] = {
#define ELSEWHERE(name, hint) {#name, hint},
#include "fn/elsewhere.def"
#undef ELSEWHERE
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!strcmp(rows[i].name, name)) return rows[i].hint;
    }
    return NULL;
}

int fn_row_arity(const struct fn_row *row)
{
    int commas = 0;
    for (const char *c = row->parameters; *c; c++) commas += *c == ',';
    return commas + 1;
}

int fn_arity(enum fn fn)
{
    return fn_row_arity(&fn_rows[fn]);
}

enum fn fn_differentiated(enum fn fn)
{
    switch (fn) {
    case FN_sincderiv: return FN_sinc;
    case FN_zetaderiv: return FN_zeta;
    case FN_rgammaderiv: return FN_rgamma;
    case FN_gammaincderiv: return FN_gammainc;
    case FN_betaincderiv: return FN_betainc;
    case FN_jvderiv: return FN_jv;
    case FN_yvderiv: return FN_yv;
    case FN_ivderiv: return FN_iv;
    case FN_kvderiv: return FN_kv;
    case FN_hyp1f1deriv: return FN_hyp1f1;
    case FN_hyp2f1deriv: return FN_hyp2f1;
    default: return FN_COUNT;
    }
}

const char *fn_numeric_rules(enum fn fn)
{
    switch (fn) {
    case FN_Si: return "sinc(u/pi)";
    case FN_ellipk: return "pi/8*hyp2f1(3/2, 3/2, 2, u)"; /* DLMF 19.5.1, 19.5.2 and 15.5.1 */
    case FN_ellipe: return "-pi/8*hyp2f1(1/2, 3/2, 2, u)";
    case FN_rgamma: return "rgammaderiv(1, u)";
    default: return NULL;
    }
}

/* Near the poles of gamma(u + v), which are zeros of beta. */
#define BETA_SLOPE(x)                                                                             \
    "where((u + v)^2*sinc(u + v)^2 < 1/100 and u + v < 1/2 and u + v > -30 and u^2 + v^2 < 900, " \
    "gamma(u)*gamma(v)*(rgamma(u + v)*digamma(" x ") + rgammaderiv(1, u + v)), "                  \
    "f*(digamma(" x ") - digamma(u + v)))"

const char *fn_regular_rules(enum fn fn)
{
    switch (fn) {
    case FN_Si: return "where(u^2 < 1, sinc(u/pi), sin(u)/u)";
    case FN_ellipk:
        return "where(u^2 < 1/4, pi/8*hyp2f1(3/2, 3/2, 2, u), (ellipe(u)/(1 - u) - f)/(2*u))";
    case FN_ellipe: return "where(u^2 < 1/4, -pi/8*hyp2f1(1/2, 3/2, 2, u), (f - ellipk(u))/(2*u))";
    case FN_beta: return BETA_SLOPE("u") "; " BETA_SLOPE("v");
    default: return NULL;
    }
}

const char *fn_name(enum fn fn)
{
    if (fn == FN_maximum) return "max";
    if (fn == FN_minimum) return "min";
    return fn_rows[fn].name;
}

static const struct {
    const char *name;
    double value;
    const char *formula;
} constants[] = {
#define CONSTANT(id, value, formula, summary) {#id, value, formula},
#include "fn/constants.def"
#undef CONSTANT
};

const char *constant_name(enum constant constant)
{
    return constants[constant].name;
}

const char *constant_formula(enum constant constant)
{
    return constants[constant].formula;
}

double constant_value(enum constant constant)
{
    return constants[constant].value;
}

int constant_find(const char *name, size_t length)
{
    if (length == 2 && !memcmp(name, "\xCF\x80", 2)) return CONSTANT_pi; /* the letter */
    for (int i = 0; i < CONSTANT_COUNT; i++)
        if (strlen(constants[i].name) == length && !memcmp(constants[i].name, name, length))
            return i;
    return -1;
}
