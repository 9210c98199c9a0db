/* indexes.h - how indexes that are data are written: A[i,:] for rows. */
#ifndef PRINT_INDEXES_H
#define PRINT_INDEXES_H

#include "graph/gather.h"
#include "print/pieces.h"

/* One subscript: all of its axis, or an index. */
struct index_part {
    bool whole;
    id index;
};

/* Finds the indexes of a gather or scatter before they were broadcast, and, if `whole`, axes that
 * are taken whole. Returns how many there are. */
int indexes_of(struct graph *g, id a, bool whole, struct index_part out[static MOST_INDEXES]);
/* Writes those of a gather or scatter, with commas: i,: */
void indexes_put(struct pieces *p, id a);

#endif
