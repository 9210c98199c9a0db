/* job_values.h - readers of JSON values, one per kind of member of a request (app/request.def).
 * Each returns false after setting the job's error, and keeps what it makes in the job's arena.
 * `key` is the value's key, for messages. */
#ifndef JOB_JOB_VALUES_H
#define JOB_JOB_VALUES_H

#include "job/job.h"

/* Sets the hint of the error: the three texts in a row. These three always return false. */
bool job_hint(struct job *job, const char *before, const char *name, const char *after);
bool job_out_of_memory(struct job *job);
bool job_wrong_type(struct job *job, const struct json *value, const char *key, const char *wanted);

/* The value as JSON again, for the answer; NULL without memory. */
const char *job_given(struct job *job, const struct json *value);

/* A string or a list of strings. */
bool job_read_texts(struct job *job, const struct json *value, const char *key,
                    const struct dcalc_text **texts, size_t *count);
/* Names: "x, y" or a list of such strings. */
bool job_read_names(struct job *job, const struct json *value, const char *key,
                    const char *const **names, size_t *count);
/* The same, or a number or a list of numbers, as they are written. */
bool job_read_numbers_as_names(struct job *job, const struct json *value, const char *key,
                               const char *const **names, size_t *count);
/* The same as job_read_names() for columns, of which one may be "": it keeps its name. */
bool job_read_column_names(struct job *job, const struct json *value, const char *key,
                           const char *const **names, size_t *count);
/* Any value, as an expression's text; messages call it `source`. */
bool job_read_value(struct job *job, const struct json *value, const char *source,
                    struct dcalc_text *out);
/* A number or a string, as an expression's text. */
bool job_read_constant(struct job *job, const struct json *value, const char *key,
                       struct dcalc_text *out);
/* A whole number from 1 to `most`. */
bool job_read_count(struct job *job, const struct json *value, const char *key, int most, int *out);
/* One from 0 on. */
bool job_read_seed(struct job *job, const struct json *value, const char *key, int most, int *out);
/* One from 0 on, which stands in the request as DCALC_DEGREE_ZERO. */
bool job_read_order(struct job *job, const struct json *value, const char *key, int most, int *out);
/* A number greater than 0. */
bool job_read_seconds(struct job *job, const struct json *value, const char *key, double *out);
bool job_read_flag(struct job *job, const struct json *value, const char *key, bool *out);
/* One of two words; *second tells whether it is the second. */
bool job_read_word(struct job *job, const struct json *value, const char *key,
                   const char *const words[2], bool *second);

/* job_point.c: sets the error that reading a file appended to job->files. Always false. */
bool job_fail_file(struct job *job);
/* An object of values by name, or one value without a name. files: a value may be
 * "@FILE". */
bool job_read_bindings(struct job *job, const struct json *value, const char *key, bool files,
                       const struct dcalc_binding **out, size_t *n_out);
/* The data of a training or to validate with: an object of arrays, or "@FILE". */
bool job_read_data(struct job *job, const struct json *value, const char *key,
                   const struct dcalc_binding **out, size_t *n_out);
/* The point: an object or "@FILE". Its values take the place of those that the request has by the
 * same names, the others come after them. */
bool job_read_point(struct job *job, const struct json *value, const char *key);

#endif
