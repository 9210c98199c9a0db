/* document.h - a whole result as a text in another language; one writer per language. */
#ifndef PRINT_DOCUMENT_H
#define PRINT_DOCUMENT_H

#include "graph/graph.h"

/* A result and its label: "f", "df/dx". */
struct output {
    const char *label;
    id root;
};

/* Labels are in the core's arena. */
struct document {
    struct graph *g;
    const struct output *values, *derivatives;
    size_t n_values, n_derivatives;
};

/* Each appends its text and returns false after a diagnostic. */
bool print_dot(const struct document *d, struct str *out);

#endif
