/* special.h - the functions of the table that Arb computes (special.def), in doubles and in
 * intervals. */
#ifndef EVAL_SPECIAL_H
#define EVAL_SPECIAL_H

#include "eval/arb.h"
#include "fn/fn.h"
struct tape;

/* How a function varies with its last argument. */
enum special_change { SPECIAL_VARIES, SPECIAL_RISES, SPECIAL_FALLS };

/* Sets `out` to a ball that holds the value everywhere in the balls x. Not finite where the
 * function may not be defined, or this many bits are too few. */
typedef void special_value(const struct arb *arb, arb_ptr out, const arb_struct *x, long bits);

/* One for each row: value_<id>. */
#define SPECIAL(id, arity, change, from, to, defined) special_value value_##id;
#include "eval/special.def"
#undef SPECIAL

struct special {
    special_value *value;
    bool (*is_defined)(const mpfi_srcptr *x);
    int arity;
    enum special_change change;
    double from, to; /* limits for the last argument at -infinity and infinity, or nan */
};

/* Returns the row of special.def for a function, or NULL if Arb does not compute it. */
const struct special *special_find(enum fn fn);
/* Returns why a partial derivative certainly does not exist at x, or NULL: the function has a value
 * there, but not for parameters nearby. */
const char *special_gap(enum fn fn, const mpfi_srcptr *x);
/* Opens the library if the tape calls such a function. False, with an error that points to the
 * call, if the library cannot be loaded. */
bool special_ready(const struct tape *tape);

#endif
