/* cells_private.h - between cells.c and linear_form.c: what a formula is in one cell. */
#ifndef SERIES_CELLS_PRIVATE_H
#define SERIES_CELLS_PRIVATE_H

#include "series/cone.h"
#include "series/form.h"

/* The signs of forms that make a cell. */
struct decision {
    id form;
    int sign;
};
struct cell {
    const struct directions *d;
    struct decision *decisions;
    size_t n;
};

/* A form whose sign the cell does not tell, and on which the formula depends. */
struct open_switch {
    id form;          /* POISON: there is none */
    bool may_be_zero; /* the boundary counts, as what switches is not continuous */
};

/* Replaces the switches in n formulas by what they are in the cell, in place. If some form's sign
 * is open, it is put into *open, and the formulas stay. False if a sign cannot be told, or without
 * memory. */
bool cell_resolve(const struct cell *cell, id *formulas, size_t n, struct open_switch *open);
/* Whether the cell has a point, as far as its linear forms tell; and one. */
enum cone_state cell_point(const struct cell *cell, id *point);
/* Proves that a formula without switches is 0 in the cell. */
bool cell_is_zero(const struct cell *cell, id formula);

#endif
