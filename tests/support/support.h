/* support.h - what the suites share: questions in one line, tables of references, comparisons,
 * seeded randomness, small stacks. Paths are relative to the root of the sources. */
#ifndef SUPPORT_H
#define SUPPORT_H

#include "app/dcalc.h"
#include "base/diag.h"

#include <check.h>
#include <stdint.h>
#include <stdio.h>

/* Sanitizers make what computes much some ten times slower; such suites try as many times less. */
#ifdef __SANITIZE_ADDRESS__
enum { SLOWER = 10 };
#else
enum { SLOWER = 1 };
#endif

/* ---- a suite ---- */

/* A suite of one case whose tests may take their time; checks_run gives main's exit status. */
struct checks {
    Suite *suite;
    TCase *tests;
};
struct checks checks_new(const char *name);
int checks_run(struct checks checks);
/* The number in a variable of the environment, as TRIAL or SEED; the other one where it is not set.
 */
size_t number_from(const char *name, size_t otherwise);

/* ---- asking ---- */

/* A request as on a command line: expressions separated by " | ", names and bindings by commas
 * outside of brackets. at: NULL is no point, "" a point that binds nothing. A
 * vector without a name is a value. */
struct test_question {
    enum dcalc_command command;
    const char *expr, *at, *wrt, *weights, *lr, *vector, *shape, *show, *assume, *of, *range,
        *tangent;
    int order, digits, steps, threads, width;
    bool symbolic, exact, explain, sparse, pattern, derivative;
    enum dcalc_numbers numbers;
    enum dcalc_format format;
    bool code_main;
    const char *code_name;
};
struct dcalc_result *ask(dcalc *session, const struct test_question *question);

/* The first error's message, or "no error". */
const char *complaint(const struct dcalc_result *result);
/* The number a question has as its answer: the derivative where there is one, else the value. nan
 * after an error. */
double ask_number(dcalc *session, const struct test_question *question);
/* The formula that is the answer, as a program that can be asked again: the parts it shares come
 * first. To be freed; NULL after an error. */
char *ask_formula(dcalc *session, const struct test_question *question);
/* An array's formulas as a program; several are laid out as the list they stand for. To be freed.
 */
char *formula_program(const struct dcalc_result *result, const struct dcalc_array *array);
/* The array that is the answer: the first derivative, else the first value; NULL if there is none.
 */
const struct dcalc_array *answer_of(const struct dcalc_result *result);
/* Everything that a result says, and what the answer to a question says; to be freed. */
char *words_of(const struct dcalc_result *result);
char *ask_words(dcalc *session, const struct test_question *question, enum dcalc_kind *status);
/* Asks and demands that the error is of this kind. */
void ck_refused(const struct test_question *question, enum dcalc_kind kind, const char *part);

/* ---- references ---- */

/* A table of tab-separated fields; lines that begin with # are left out, "-" is an empty field. */
struct table {
    char *bytes;
    char **fields;
    size_t rows, columns;
};
struct table table_read(const char *path, size_t columns);
void table_free(struct table *table);
static inline const char *table_field(const struct table *table, size_t row, size_t column)
{
    return table->fields[row * table->columns + column];
}

/* The numbers of a nested list, row by row; to be freed. */
double *read_numbers(const char *text, size_t *n);

/* True if got is want up to this part of want or of the scale, whichever is larger. */
bool is_near(double got, double want, double relative, double scale);
/* The largest size among n numbers. */
double largest(const double *values, size_t n);

/* A loop over a table goes on after a difference, and tells the first few at its end. */
struct tally {
    size_t tried, wrong, length;
    char text[3000];
};
void tally_wrong(struct tally *tally, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void ck_tally(const struct tally *tally);
/* Asks, and notes it if the error is not of this kind. */
void tally_refused(struct tally *tally, const struct test_question *question, enum dcalc_kind kind);

/* ---- randomness ---- */

/* xorshift64*; any seed but 0. */
struct dice {
    uint64_t state;
};
uint64_t dice_next(struct dice *dice);
size_t dice_below(struct dice *dice, size_t n);
double dice_between(struct dice *dice, double low, double high);
/* A smooth expression in x, y and z that has a value everywhere in -2 to 2; to be freed. */
char *dice_expression(struct dice *dice, int size);
/* A point for it: "x=...,y=...,z=...". */
void dice_point(struct dice *dice, char point[64]);

/* ---- the rooms below the library's door ---- */

/* A core with the library's limits. */
void core_open(struct core *core);
void core_close(struct core *core);
/* The same with a graph and what enclosures need; MPFR's exponents may be any until the end. */
struct graph;
struct enclose_env;
void enclosing_open(struct core *core, struct graph *graph, struct enclose_env *env);
void enclosing_close(struct core *core, struct graph *graph, struct enclose_env *env);

/* Runs work(user) on a thread with a stack of so many bytes (more under a sanitizer). */
void on_small_stack(size_t bytes, void (*work)(void *), void *user);
/* How many bytes of memory work(user) takes at its height, measured in a process of its own. */
size_t memory_of(void (*work)(void *), void *user);

/* feed.c. Bytes as the input of dcalc_run_jobs, dcalc_run_points and the like, whose `user` is a
 * feed or a struct that begins with one. */
struct feed {
    const char *bytes;
    size_t length, taken;
    size_t most; /* at a time; 0: as many as there is room for */
};
struct feed feed_of(const char *text);
long feed_next(void *user, char *buffer, size_t size);

/* folder.c. A folder under /tmp for the files of one suite; folder_run() runs words of a shell in
 * it and fails, naming `what`, if they do. */
void folder_make(void);
void folder_remove(void);
FILE *folder_open(const char *name, const char *mode);
void folder_write(const char *name, const char *text);
void folder_run(const char *words, const char *what);

/* Text put together with printf; to be freed. */
char *text_of(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
