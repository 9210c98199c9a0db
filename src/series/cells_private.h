/* cells_private.h - between cells.c, cells_each.c and those that look at
 * cells: what a formula is in one cell. */
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

/* Divides the directions until no switch in n formulas (up to 4) is open, and visits each cell with
 * what they are there, but for the direction 0. False if a visit is, if there are too many cells or
 * a sign cannot be told, or without memory. */
typedef bool (*cell_visit)(const struct cell *cell, const id *formulas, void *user);
bool cells_each(const struct directions *d, const id *formulas, size_t n, cell_visit visit,
                void *user);

#endif
