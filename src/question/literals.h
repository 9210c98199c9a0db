/* literals.h - requests whose formulas differ in decimals alone are one question: the decimals
 * become values of names, which the point has as it has its own. So a stream of such formulas is
 * read and differentiated once. */
#ifndef QUESTION_LITERALS_H
#define QUESTION_LITERALS_H

#include "app/dcalc.h"
#include "base/str.h"

enum { MOST_LITERALS = 16 };

/* A request with names in the place of its literals, which lasts until the next is lifted. Starts
 * zeroed. */
struct literals {
    struct mem mem;
    struct dcalc_request request;
    struct str text; /* of all expressions */
    VEC(struct dcalc_text) exprs;
    VEC(struct dcalc_binding) at;
    VEC(const char *) wrt; /* those of the point, where none are given */
    size_t n;
    uint64_t hash; /* by which the cache knows its form; 0: it does not (cache.c) */
};

/* Lifts the literals out of the expressions of a request. False, and nothing is lifted, if there
 * are none or if an answer may depend on their being literals: in doubles, where constants are
 * folded; where what is differentiated by depends on the formula, or operators of the language take
 * names. */
bool literals_lift(struct literals *l, const struct dcalc_request *request);
void literals_free(struct literals *l);

#endif
