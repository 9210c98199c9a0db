/* work_sheet.h - the cells of the work's lines in LaTeX, which documents are laid out from. */
#ifndef WRITE_WORK_SHEET_H
#define WRITE_WORK_SHEET_H

#include "write/work.h"

#include "print/formula.h"

struct sheet {
    struct work *work;
    struct formulas formulas; /* of each line its name, its formula and what that goes to */
};

/* False without memory, or after an error about what LaTeX has no notation for. Free it either way.
 */
bool sheet_open(struct sheet *sheet, struct work *work);
void sheet_free(struct sheet *sheet);
/* Line i's name and formula, "" where it has none, of a step its numbers; a value, "" without a
 * point. */
const char *sheet_name(const struct sheet *sheet, size_t i);
const char *sheet_formula(const struct sheet *sheet, size_t i);
const char *sheet_value(const struct sheet *sheet, id node);
/* Returns what line i's formula goes to, "\\to 0"; "" if the line does not say. */
const char *sheet_limit(const struct sheet *sheet, size_t i);
/* How wide a display may be, in points: --width in columns, or the page of a document. */
double sheet_room(const struct sheet *sheet);
/* Appends the factors of a chain, lines `first` to first + n - 1, over braces with their names
 * below, as on a blackboard; and their numbers. */
void sheet_put_chain(const struct sheet *sheet, size_t first, size_t n, struct str *factors,
                     struct str *numbers);
/* The same as factors: sums and negative numbers in parentheses. */
const char *sheet_factor(const struct sheet *sheet, size_t i);
const char *sheet_number(const struct sheet *sheet, id node);

#endif
