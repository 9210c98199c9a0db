/* local_trend.h - what the derivatives of an expansion do on one side of the point. */
#ifndef NUMBER_LOCAL_TREND_H
#define NUMBER_LOCAL_TREND_H

#include "number/local.h"

/* What the k-th derivative does on one side, those before it being finite. */
enum trend { TREND_LIMIT, TREND_UNBOUNDED, TREND_OSCILLATES, TREND_UNKNOWN };

struct side {
    enum trend trend;
    id limit;     /* of the derivative */
    id low, high; /* of the quotient, where that oscillates */
};

/* Both sides of a formula, the left one first. */
struct sides {
    struct local_line *line;
    id formula;
    int order; /* that was asked for */
    const struct germ *germs[2];
    struct side at[2]; /* as far as they are known */
};
enum { LEFT, RIGHT };
static const int local_directions[2] = {-1, 1};

static inline struct graph *local_graph(const struct sides *s)
{
    return s->line->q->graph;
}

/* The k-th derivative on a side; for k = 0 the function. */
struct side local_trend(const struct sides *s, int side, int k);

#endif
