/* functions.c - the tables of functions and identities as the library shows them. */
#include "app/dcalc.h"
#include "fn/fn.h"

#include <string.h>

static const struct dcalc_function rows[] = {
#define FUNCTION(id, parameters, rules, defined, smooth, ulps, group, summary) \
    {#id, parameters, rules, summary, group, ulps},
#define ALIAS(name, id, group) {#name, "x", NULL, "another name of " #id, group, 0},
#define BUILDER(id, parameters, group, summary) {#id, parameters, NULL, summary, group, 0},
#define FORMULA(id, parameters, formula, defined, group, summary) \
    {#id, parameters, NULL, summary, group, 0},
#define FORMULA_ALIAS ALIAS
#include "fn/functions.def"
};

const struct dcalc_function *dcalc_function_at(size_t i)
{
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        if (strcmp(rows[k].group, "internal") != 0 && i-- == 0) return &rows[k];
    return NULL;
}

const char *dcalc_function_elsewhere(const char *name)
{
    return fn_elsewhere(name);
}

static const struct dcalc_rewrite rewrites[] = {
#define REWRITE(fn, pattern, result, condition) {pattern, result, condition},
#include "pass/rewrites.def"
#undef REWRITE
};

const struct dcalc_rewrite *dcalc_rewrite_at(size_t i)
{
    return i < sizeof rewrites / sizeof *rewrites ? &rewrites[i] : NULL;
}
