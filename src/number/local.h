/* local.h - what a function does at a point and on its two sides, by expansions (series/germ.h):
 * never by samples, and no number is ever rounded to judge by it. */
#ifndef NUMBER_LOCAL_H
#define NUMBER_LOCAL_H

#include "pass/substitute.h"
#include "question/question.h"
#include "series/germ.h"

enum local_state {
    LOCAL_SMOOTH,    /* the derivative exists */
    LOCAL_KINK,      /* it does not */
    LOCAL_UNDECIDED, /* neither can be shown */
    LOCAL_SEVERAL,   /* several entries move, and were not looked at */
    LOCAL_FAILED,    /* time or memory ran out */
};

struct local_verdict {
    enum local_state state;
    id derivative;    /* smooth: an exact constant */
    bool by_quotient; /* smooth, but the derivatives beside the point have no limit */
    bool one_sided;   /* smooth, at an end of the domain: from the side that has values */
    bool several;     /* of several entries */
    bool infinite;    /* a kink: the derivative asked for grows without bound */
    const char *hint; /* a kink: what the two sides are; undecided: why, or NULL */
};

/* A derivative by an operator of the program, and what it is at the point; POISON if it has none
 * there. */
struct local_operation {
    id derivative, here;
    struct local_verdict verdict;
};

/* What has been found out about a question. */
struct local {
    bool asked, asked_operations;
    bool differs; /* the derivatives' formulas have other values at the point, or none */
    bool settled, settled_operations; /* roots are right: kinks of formulas do not matter */
    bool pending;                     /* they are still to be made so */
    bool by_convention; /* derivatives of norms are 0 where these are 0 (convention.c) */
    struct local_verdict verdict;
    id edge;       /* the condition of a kink that fails, if it is why this is asked; or POISON */
    int64_t place; /* the entry of it that does */
    VEC(struct local_operation) operations; /* by lowering.operations */
    struct replacement *here;               /* those whose formulas do not tell */
    size_t n_here;
    id *derivatives; /* by derivative: exact, or POISON as it is */
};

/* ---- local.c: the whole question; each is asked once ---- */

struct computation;
/* The derivatives that are asked for. Where they exist, *_put_* below makes roots of them. */
const struct local_verdict *local_of_derivatives(struct computation *c);
/* The derivatives by operators of the program that a guard concerns; NULL: all. */
struct local_verdict local_of_operators(struct computation *c, const struct guard *guard);
/* Make roots right at the point: operators' results, before the point is put in; derivatives of the
 * question, afterwards. */
bool local_put_operations(struct computation *c, id *roots, size_t n);
void local_put_derivatives(struct computation *c);
void local_free(struct computation *c);
/* Works without leaving errors: neither they nor long numbers on the way are the question's. */
void local_aside(struct computation *c, void (*work)(struct computation *));
void local_ask_operations(struct computation *c);
/* The derivative of a scalar formula of the program's names by one entry; `here` is its value at
 * the point, POISON for that of the formula. */
struct local_verdict local_judge(struct computation *c, id formula, id leaf, int64_t entry,
                                 int order, id here);
/* The array of a shape from its entries. */
id local_array(struct graph *g, const id *entries, size_t n, shape s);

/* ---- local_moving.c: which entries formulas depend on ---- */

struct mover {
    size_t n; /* entries that formulas depend on; the first of them: */
    size_t leaf, column;
    int64_t entry;
};
struct local_formulas {
    VEC(id) all;
};
int64_t local_entries(const struct question *q, id a);
/* The entries of an array, as scalar formulas. */
bool local_push_entries(const struct question *q, struct local_formulas *out, id a);
/* On which entries of leaves scalar formulas depend once the other names are put in. False if that
 * cannot be told. */
bool local_moving(const struct question *q, const id *leaves, size_t n, const id *formulas,
                  size_t n_formulas, struct mover *out);
/* On which entries one formula depends; the leaves may have any number. False if on none. */
bool local_first_mover(const struct question *q, const id *leaves, size_t n, id formula,
                       struct mover *out);
/* Replaces scalar formulas of the program's names by formulas of symbols, one for each entry of n
 * leaves, without arrays; the symbols are filled in. */
bool local_put_symbols(const struct question *q, const id *leaves, size_t n, id *symbols,
                       id *formulas, size_t n_formulas);

/* ---- local_along.c ---- */

/* True if one of the formulas has no derivative along an entry on which the edge depends, or, if
 * there is none, along the first entry: then it has none by all entries. */
bool local_kink_along_one(struct computation *c, const id *leaves, size_t n,
                          const struct local_formulas *rows, struct local_verdict *out);

/* ---- local_several.c ---- */

/* The derivatives of scalar formulas by all entries of leaves, row after row, of an order up to 2:
 * then of one formula, a row for each of its derivatives. LOCAL_SEVERAL if they are not looked at.
 */
struct local_verdict local_several(struct computation *c, const id *leaves, size_t n_leaves,
                                   const struct local_formulas *rows, int order, id *table);

/* ---- local_line.c: formulas of one variable ---- */

/* A line through the point, along which one entry of a leaf moves. */
struct local_line {
    const struct question *q;
    const struct local *local;
    id leaf;
    int64_t entry;
    id symbol, base; /* what stands for the entry, and what it is at the point */
    struct germs germs;
    const struct replacement *moves; /* or else what n_moves leaves are along it */
    size_t n_moves;
};
/* What a leaf is at the point; POISON if it has no value. */
id local_value(const struct question *q, id leaf);
/* False if the leaf has no value, or without memory. */
bool local_line_begin(struct local_line *line, const struct question *q, const struct local *local,
                      id leaf, int64_t entry);
/* A line along which leaves move as line->moves says, which the caller makes of the symbol; it is 0
 * at the point. */
bool local_line_begin_along(struct local_line *line, const struct question *q,
                            const struct local *local);
void local_line_end(struct local_line *line);
/* Replaces scalar formulas of the program's names by formulas of the line's symbol alone, without
 * arrays. `here`: operators' results become what they are at the point. False if that cannot be
 * done. */
bool local_line_put(const struct local_line *line, id *formulas, size_t n, bool here);
/* A formula of the symbol, at the point; on a side (-1, 1) as a formula of the germs' t. POISON
 * without memory. */
id local_line_at(const struct local_line *line, id formula);
id local_line_beside(const struct local_line *line, id formula, int direction);
/* Whether guards hold for all points near enough on a side: LOCAL_SMOOTH, LOCAL_KINK if one fails,
 * LOCAL_UNDECIDED. They are of the program's names, or of the symbol alone. */
enum local_state local_line_guards(struct local_line *line, const struct guards *guards,
                                   int direction);

/* ---- local_sides.c ---- */

/* The derivative of this order of a formula of the symbol, whose exact value at the point is
 * `here`. */
struct local_verdict local_sides(struct local_line *line, id formula, id here, int order);

/* ---- local_text.c: words for hints, in the core's arena ---- */

/* An exact constant: a number, or its digits. */
const char *local_constant(const struct question *q, id constant);
const char *local_text(const struct question *q, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Whether two constants are equal: 1, 0, or SIGN_UNKNOWN. */
int local_same(struct graph *g, id a, id b);

#endif
