/* statement.h - what the prompt needs to know of a line before the engine reads it: where
 * statements end, which of them define a name, which names a text mentions. */
#ifndef CMD_STATEMENT_H
#define CMD_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>

/* "f = EXPR" or "f(a, b) = EXPR"; a statement that defines nothing has a name of length 0. */
struct statement {
    const char *name;
    size_t name_length;
    bool is_function;
};
struct statement statement_read(const char *text, size_t length);

/* The length of the statement at `text`: up to a ';' or newline outside of brackets. */
size_t statement_length(const char *text, size_t length);

/* Where the text ends when a comment at its end is left out. */
size_t statement_uncommented(const char *text, size_t length);

/* Brackets that are open at the end of the text. */
size_t statement_open_brackets(const char *text, size_t length);

/* Finds the next name at or after *at and moves *at behind it; false: there is none. */
bool statement_next_name(const char *text, size_t length, size_t *at, size_t *start);

#endif
