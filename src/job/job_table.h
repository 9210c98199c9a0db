/* job_table.h - what a job says of tables: how they are read, and the points of which it asks. */
#ifndef JOB_JOB_TABLE_H
#define JOB_JOB_TABLE_H

#include "job/job.h"

struct render_given;

/* Readers of values by their keys, as those of job_values.h. */
bool job_read_header(struct job *job, const struct json *value, const char *key);
bool job_read_no_header(struct job *job, const struct json *value, const char *key);
bool job_read_columns(struct job *job, const struct json *value, const char *key);
bool job_read_delimiter(struct job *job, const struct json *value, const char *key);
bool job_read_decimal_comma(struct job *job, const struct json *value, const char *key);
bool job_read_skip(struct job *job, const struct json *value, const char *key);
bool job_read_missing(struct job *job, const struct json *value, const char *key);
bool job_read_rows(struct job *job, const struct json *value, const char *key);
bool job_read_table(struct job *job, const struct json *value, const char *key);
bool job_read_keep(struct job *job, const struct json *value, const char *key);
bool job_read_strict(struct job *job, const struct json *value, const char *key);
bool job_read_report(struct job *job, const struct json *value, const char *key);

/* What only a whole job shows: keys that contradict one another, or need "points". */
bool job_check_table(struct job *job);
/* Answers the job at every row of its table. The rows and the report go to `given` as JSON texts in
 * the job's memory. Returns NULL only when out of memory. */
struct dcalc_result *job_run_table(dcalc *session, struct job *job, struct render_given *given);

#endif
