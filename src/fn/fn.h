/* fn.h - the function table, read from functions.def. */
#ifndef FN_FN_H
#define FN_FN_H

#include <stdbool.h>
#include <stddef.h>

enum fn {
#define FUNCTION(id, parameters, rules, defined, smooth, ulps, group, summary) FN_##id,
#include "fn/functions.def"
    FN_COUNT
};

enum builder {
#define BUILDER(id, parameters, group, summary) BUILD_##id,
#include "fn/functions.def"
    BUILD_COUNT
};

enum constant {
#define CONSTANT(id, value, formula, summary) CONSTANT_##id,
#include "fn/constants.def"
#undef CONSTANT
    CONSTANT_COUNT
};

/* A row of functions.def. `function` or `builder` is -1, `formula` NULL, in a row of another kind.
 */
struct fn_row {
    const char *name;
    size_t length; /* of the name */
    int function, builder;
    const char *formula;
    const char *parameters, *rules, *defined, *smooth, *group, *summary;
    double ulps; /* the largest error of its kernels in doubles, in units in the last place */
};

/* All n_fn_rows rows, in the order of the file. */
extern const struct fn_row fn_rows[];
extern const size_t n_fn_rows;

/* Returns the row of a function. */
const struct fn_row *fn_row(enum fn fn);
/* Returns the row of a name, or NULL. */
const struct fn_row *fn_find(const char *name, size_t length);

/* Returns what is written here instead of a function that other programs have, or NULL. */
const char *fn_elsewhere(const char *name);
enum { FN_MOST_ARGUMENTS = 8 };
/* Returns how many arguments a function takes, from 1 to FN_MOST_ARGUMENTS. */
int fn_arity(enum fn fn);
int fn_row_arity(const struct fn_row *row);
/* True for a < b, a <= b, a == b and a != b. */
static inline bool fn_is_comparison(enum fn fn)
{
    return fn == FN_less || fn == FN_less_equal || fn == FN_equal || fn == FN_not_equal;
}
/* True for the functions of one argument that are constant between jumps. */
static inline bool fn_is_step(enum fn fn)
{
    return fn == FN_sign || fn == FN_heaviside || fn == FN_floor || fn == FN_ceil || fn == FN_round;
}
/* Returns the function whose derivatives fn is, by orders that come before its arguments; or
 * FN_COUNT. */
enum fn fn_differentiated(enum fn fn);
/* Returns rules, as functions.def has them, that hold everywhere, where its own, which say more to
 * people, are 0/0 at points; NULL if its own hold. */
const char *fn_numeric_rules(enum fn fn);
/* Returns rules, as functions.def has them, by which doubles keep their digits near points where
 * the function is analytic and its own rules divide by what vanishes; NULL if it has no such
 * points. */
const char *fn_regular_rules(enum fn fn);
/* Returns the name under which a function is written: FN_maximum is "max". */
const char *fn_name(enum fn fn);

const char *constant_name(enum constant constant);
/* Returns the constant as a formula without its name, for where that is the name of something else.
 */
const char *constant_formula(enum constant constant);
double constant_value(enum constant constant);
/* Returns the constant with a name, or -1. */
int constant_find(const char *name, size_t length);

#endif
