/* rows_private.h - what the files that run rows share. */
#ifndef EVAL_ROWS_PRIVATE_H
#define EVAL_ROWS_PRIVATE_H

#include "eval/rows.h"

/* rows_arrays.c, for tapes with arrays: the slots that are read, in rows->keep; what a worker
 * needs; n rows. All are false without memory. */
bool rows_list_kept(struct rows *rows);
bool row_worker_plan(struct row_worker *worker, const struct rows *rows);
bool rows_run_singly(const struct rows *rows, struct row_worker *worker, const double *const *in,
                     size_t n);

#endif
