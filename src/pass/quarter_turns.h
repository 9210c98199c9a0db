/* quarter_turns.h - sin(x + pi/2) is cos(x). */
#ifndef PASS_QUARTER_TURNS_H
#define PASS_QUARTER_TURNS_H

#include "graph/graph.h"

/* Returns a circular function of an angle without the quarter turns that are added to it; any other
 * formula as it is. */
id quarter_turns_taken(struct graph *g, id a);

#endif
