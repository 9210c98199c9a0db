/* samples.h - random programs: statements over scalars, vectors and matrices, each a form with
 * earlier values put in. A program that shows a fault can be made smaller. */
#ifndef SUPPORT_SAMPLES_H
#define SUPPORT_SAMPLES_H

#include "support.h"

/* What a value is: a scalar, a vector of n or m entries, an n by m or m by n matrix. */
enum sort { SORT_SCALAR, SORT_LONG, SORT_WIDE, SORT_MATRIX, SORT_TURNED, SORTS };

/* Which operations a program has: + - * / and square roots, whose results every machine rounds the
 * same way; or functions too, whose kernels may differ in the last places. */
enum language { LANGUAGE_ARITHMETIC, LANGUAGE_FUNCTIONS };

/* Programs have at most so many values: the inputs, then a statement each. */
enum { SAMPLE_INPUTS = 7, SAMPLE_VALUES = 40, SAMPLE_NUMBERS = 3 + 4 + 4 + 2 * 16 };

struct sample_statement {
    uint16_t form;
    uint8_t args[2]; /* earlier values */
};

struct sample {
    enum language language;
    size_t n, m;
    size_t count; /* values; the last one is the program's */
    struct sample_statement statements[SAMPLE_VALUES];
};

/* The inputs: x, y and z, and of programs over arrays u and w, A and B. */
struct sample_input {
    const char *name;
    enum sort sort;
};
extern const struct sample_input sample_inputs[SAMPLE_INPUTS];

/* A program of so many statements. With arrays, n and m are from 1 to 4. */
struct sample sample_make(struct dice *dice, enum language language, bool arrays,
                          size_t statements);
enum sort sample_sort(const struct sample *p, size_t value);
/* How many entries a value of a sort has, in d[0] rows of d[1]. */
size_t sample_entries(const struct sample *p, enum sort sort, size_t d[2]);
/* Whether the program's value depends on this one. */
bool sample_needs(const struct sample *p, size_t value);
/* Whether it needs scalars alone. */
bool sample_is_scalar(const struct sample *p);
/* Appends `form` of the value that the program had, as its new value; false if it is full. */
bool sample_sum_up(struct sample *p);
/* The program as dcalc reads it; to be freed. */
char *sample_text(const struct sample *p);

/* The k-th program that is one step smaller: one without its end, or with a simpler value in the
 * place of another. False when there are no more. */
bool sample_smaller(const struct sample *p, size_t k, struct sample *out);

#endif
