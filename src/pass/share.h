/* share.h - computes once what products of derivatives have in common. */
#ifndef PASS_SHARE_H
#define PASS_SHARE_H

#include "graph/graph.h"

/* What is rewritten: formulas, and behind them others, which follow what is chosen for the
 * formulas.
 */
struct share_request {
    const id *values;
    size_t n_values;
    id *formulas;
    size_t n_formulas, n_others;
};

/* Rewrites formulas in place for computing in doubles: products within products, which no
 * constructor makes and no other pass expects. What the `values` consist of stays as it is written,
 * and serves as a factor where a product contains it. Parts that several products share become
 * factors of their own, and what several divide by is divided into 1 once. What is chosen depends
 * on the values and formulas alone, not on the order in which the graph was made. Formulas with
 * arrays, and very large ones, stay as they are. False without memory. */
bool share_products(struct graph *g, const struct share_request *request);

#endif
