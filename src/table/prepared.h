/* prepared.h - a question prepared for arrays of points that the caller holds. */
#ifndef TABLE_PREPARED_H
#define TABLE_PREPARED_H

#include "table/chunk.h"

/* The rows that one thread has answered. */
struct prepared_hand {
    struct chunk_worker worker;
    size_t undefined, first; /* how many rows have no answer, and which is the first */
    bool failed;
};

struct dcalc_prepared {
    struct dcalc_points points; /* what a table of such rows would be */
    struct row_query query;
    struct dcalc_array *inputs;
    const struct dcalc_array *outputs;
    size_t n_outputs;
    struct mem mem;
    struct prepared_hand *hands; /* one a thread; the first is made at once */
    size_t n_hands;
    bool overlaps; /* outputs are written where inputs are read */
    /* Of large arrays: a row is evaluated as it is, and not as entries in columns. */
    bool whole;
    struct tape tape;
    struct evaluation evaluation;
    uint32_t *slots; /* of the inputs, UINT32_MAX where one is not in use; of the outputs' parts; of
                        the alarms */
    size_t n_parts, n_alarms;
    struct plan_request plan;
};

static inline struct core *prepared_core(struct dcalc_prepared *p)
{
    return &p->query.run.core;
}
/* The graph's nodes that the outputs consist of, one after another. */
static inline const id *prepared_parts(const struct dcalc_prepared *p, size_t *n)
{
    const struct question *q = &p->query.run.question;
    bool eval = q->request->command == DCALC_EVAL;
    *n = eval ? q->values.n : q->derivatives.n;
    return eval ? q->values.at : q->derivatives.at;
}
/* Input k of a row. */
static inline const double *prepared_input(const struct dcalc_prepared *p,
                                           const struct dcalc_rows *rows, size_t k, size_t row)
{
    size_t stride = rows->strides ? rows->strides[k] : p->inputs[k].count;
    return rows->inputs[k] + row * stride;
}

/* prepared_columns.c, prepared_whole.c: makes ready to run; answers the rows, and says in *rows
 * which have no answer; asks about one of them alone, certified if it is small. The answer is NULL
 * without memory. False after a diagnostic. */
bool prepared_columns_init(struct dcalc_prepared *p);
bool prepared_columns_run(struct dcalc_prepared *p, struct dcalc_rows *rows);
struct dcalc_result *prepared_columns_ask(struct dcalc_prepared *p, const struct dcalc_rows *rows,
                                          dcalc *session, size_t row);
void prepared_columns_free(struct dcalc_prepared *p);
bool prepared_whole_init(struct dcalc_prepared *p);
bool prepared_whole_run(struct dcalc_prepared *p, struct dcalc_rows *rows);
struct dcalc_result *prepared_whole_ask(struct dcalc_prepared *p, const struct dcalc_rows *rows,
                                        dcalc *session, size_t row);
void prepared_whole_free(struct dcalc_prepared *p);

#endif
