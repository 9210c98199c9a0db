/* statement.h - finds out what the prompt needs to know of a line before the library reads it:
 * where statements end, which of them define a name, and which names a text mentions. */
#ifndef CMD_STATEMENT_H
#define CMD_STATEMENT_H

#include <stdbool.h>
#include <stddef.h>

/* "f = EXPR", "f(a, b) = EXPR" or "f, g = EXPR". For a statement that defines nothing, name_length
 * is 0. */
struct statement {
    const char *name;
    size_t name_length;
    size_t more;   /* names being unpacked after the first */
    bool no_value; /* of a function or several names */
};
struct statement statement_read(const char *text, size_t length);

/* Returns name k of those being unpacked; 0 is the first. */
struct statement statement_name(struct statement statement, size_t k);

/* Returns the length of the statement at `text`, which ends at a ';' or newline outside
 * brackets. */
size_t statement_length(const char *text, size_t length);

/* Returns the length of the text without the comment at its end. */
size_t statement_uncommented(const char *text, size_t length);

/* Returns the number of brackets still open at the end of the text. */
size_t statement_open_brackets(const char *text, size_t length);

/* Finds the next name at or after *at, sets *start to its start and moves *at past it. Returns
 * false if there is none. */
bool statement_next_name(const char *text, size_t length, size_t *at, size_t *start);

#endif
