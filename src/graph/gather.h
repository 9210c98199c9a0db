/* gather.h - entries of an array at places that are data: x[i], A[i,j], and the adjoint.
 *
 * A gather takes an array and one index of each of its entries' places: i for a vector, i and j for
 * a matrix, both of the result's shape. A scatter puts entries there, in an array of zeros, and
 * adds up those that meet. Indexes count from 0, or from the end if they are negative, as in
 * Python. An index that is no place makes nan of what it touches; lowering guards against that. */
#ifndef GRAPH_GATHER_H
#define GRAPH_GATHER_H

#include "graph/graph.h"

enum { MOST_INDEXES = 2 };

/* Returns the entries of a; `indexes` has one per axis of a, of one shape. */
id graph_gather(struct graph *g, id a, const id *indexes);
/* Returns an array of shape `to` that has the entries of b at these places. */
id graph_scatter(struct graph *g, id b, const id *indexes, shape to);
/* Does what graph_rebuild() does, for these two. */
id gather_rebuild(struct graph *g, id a, const id *children);

/* Returns the row-major place of an entry in an array, or -1 if an index is outside its axis. */
int64_t gather_place(struct shape_data large, const int64_t *index);
/* The same for indexes in doubles; -1 also if one is no whole number. */
int64_t gather_place_of_doubles(struct shape_data large, const double *index);

/* Returns entry `place` of an array if it is an exact whole number by its form: an entry of a list,
 * a range and the like. */
bool gather_known(const struct graph *g, id array, int64_t place, int64_t *value);
/* Returns the place in an array of shape `large` that entry `entry` of the indexes names, or -1 if
 * an index is not known in this way or is none. */
int64_t gather_known_place(const struct graph *g, const id *indexes, struct shape_data large,
                           int64_t entry);

#endif
