/* several_private.h - between local_several.c and several_text.c. */
#ifndef NUMBER_SEVERAL_PRIVATE_H
#define NUMBER_SEVERAL_PRIVATE_H

#include "number/local.h"
#include "series/affine.h"
#include "series/differentiable.h"

/* The entries of all leaves: a symbol for each, what each is at the point, and those that the
 * formula at hand depends on. */
struct several {
    struct computation *c;
    const struct question *q;
    const id *leaves;
    size_t n_leaves, n;
    id *symbols, *base;
    id some[MOST_DIRECTIONS], some_base[MOST_DIRECTIONS];
    size_t places[MOST_DIRECTIONS], m;
    bool too_many; /* it depends on more than these */
    bool ended;    /* it was judged at an end of its domain */
};

/* Judges a formula of the symbols, which is also given as one of the program's names, and fills in
 * the derivatives by those entries that it depends on. */
typedef struct local_verdict (*judge_part)(struct several *s, id of_names, id formula, id *slopes);
/* several_parts.c: judges a sum part by part, where parts share no entry. LOCAL_SEVERAL if it is no
 * such sum or some part has too many entries as well. */
struct local_verdict several_parts(struct several *s, id formula, judge_part judge, id *slopes);

/* Its terms, and formulas of them, with entries of the program's names for the symbols. POISON
 * without memory. */
id several_with_names(const struct several *s, id formula);
/* What several_ends.c asks of local_several.c. */
struct part_ways {
    bool (*choose)(struct several *s, id formula); /* the entries that it depends on; false if there
                                                      are too many */
    bool (*is_of_one_form)(struct several *s, id formula); /* and through one form */
    judge_part judge, judge_twice; /* its derivatives; a table of second ones */
};
/* several_ends.c: the formula with polynomials of the order, 1 or 2, for the parts that have values
 * on one side of the point only. POISON if there are none or they have no derivatives. */
id several_ends(struct several *s, id formula, int order, const struct part_ways *ways);

/* A direction of those entries: "(1, 0)", or of many entries those that move: "x[3] - x[7]". */
const char *several_way(const struct several *s, const id *direction);
/* Why there is no derivative by some forms of these entries, or that it is not decided. */
const char *several_hint(const struct several *s, const struct affine_forms *forms,
                         const struct derivative_of_several *d);

#endif
