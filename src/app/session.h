/* session.h - what lies behind `dcalc`. */
#ifndef APP_SESSION_H
#define APP_SESSION_H

#include "app/dcalc.h"
#include "data/columns.h"
#include "data/json.h"
#include "data/point.h"
#include "question/literals.h"
#include "question/point_decimals.h"

struct dcalc {
    struct core core;       /* texts and diagnostics that outlive a request: points, job input */
    struct arena_mark kept; /* before it lie the texts of points */
    struct table_form form; /* how tables of text are read */
    bool has_table;         /* one was read for the point since the form was set */
    struct buffers buffers; /* files and arrays that the point is read from */
    struct offers offers;   /* what those files hold */
    atomic_bool interrupted;
    double until;            /* when the time of the next request is over; 0: it has not begun */
    bool keeps_interrupts;   /* an interrupt ends this request and those after it */
    bool allows_files;       /* the jobs of dcalc_ask may name files */
    struct json_reader jobs; /* of dcalc_ask */
    struct fault fault;      /* of the next request, for tests */
    struct point_decimals point; /* of the request at hand */
    struct literals literals;    /* of the request at hand */
    struct cache *cache;         /* questions that come again (cache.h); NULL before the second */
    struct shared_nonzeros *nonzeros; /* of the last sparse answer; NULL: none */
    struct rule_store *rules; /* of the function table, as they were parsed; NULL before it too */
    size_t asked;
    struct mem_pool pool; /* of its own memory, of jobs, of requests from the second on */
};

/* For tests: the n-th allocation of the next request fails (0: none); was it reached? */
void session_fail_at(dcalc *session, size_t n);
bool session_did_fail(const dcalc *session);

/* A session with the same limits, which the other's interrupts stop too; NULL without memory. */
dcalc *session_like(dcalc *other);
/* The two halves of dcalc_run, in this order: the answer if the question has come before, else
 * NULL; and then all the work. The first reads the decimals of the point for both. */
struct dcalc_result *session_run_again(dcalc *session, const struct dcalc_request *request);
struct dcalc_result *session_run_anew(dcalc *session, const struct dcalc_request *request);

/* Where the first error is about a name without a value, its hint tells what the files have. */
void session_offer_names(dcalc *session, struct core *core);

/* The session's diagnostics as a result, taken off the session, with all that its arena was given
 * since a file was read. */
struct dcalc_result *session_failure(struct dcalc *session);

#endif
