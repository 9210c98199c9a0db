/* job.h - one job: a JSON object with the words of the command line, read into a request. */
#ifndef JOB_JOB_H
#define JOB_JOB_H

#include "app/dcalc.h"
#include "data/point.h"
#include "data/json.h"

enum { JOB_LATE_KEYS = 3 };

/* The request with the memory behind it, and the first error. Strings of the request may be
 * those of the JSON tree, which must outlive the job. */
struct job {
    struct mem mem;
    struct arena arena;
    struct dcalc_request request;
    const char *id;        /* JSON text, or NULL */
    const char *const *at; /* the values of request.at as JSON texts; NULL where it has none */
    bool has_command;
    /* Keys whose files are read when all others are known, of the defaults and of the job. */
    struct late_key {
        const struct json *value;
        const char *key;
        bool (*read)(struct job *job, const struct json *value, const char *key);
    } late[2 * JOB_LATE_KEYS];
    size_t n_late;
    struct table_form form;   /* how tables are read */
    bool has_table;           /* one was read for the point */
    const struct json *table; /* at whose rows the job is asked: "@FILE" or a list; or NULL */
    const char *const *keep;  /* n_keep columns to pass through */
    size_t n_keep;
    bool strict, report;    /* an undefined row is an error; a summary of the table is wanted */
    const char *no_files;   /* what refuses values from files, or NULL */
    struct core files;      /* takes what reading files has to say */
    struct buffers buffers; /* the memory of their arrays */
    struct offers offers;   /* what else they hold */
    struct dcalc_diagnostic error;
};

/* With the session's limits, and stopped by what stops it. */
void job_start(struct job *job, const struct core *session);
void job_free(struct job *job);

/* Reads an object over the defaults (NULL: none); false with job->error set. */
bool job_read(struct job *job, const struct json *defaults, const struct json *object);

/* Sets the error. Always false. */
bool job_fail(struct job *job, enum dcalc_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
