/* mentions.h - the names that a program takes from outside, before anything is known of them. */
#ifndef TEXT_MENTIONS_H
#define TEXT_MENTIONS_H

#include "text/ast.h"

/* Each name once, in order of appearance; names of functions that are called do not count, nor do
 * those that the program has assigned by then. Memory is the core's. */
struct mentions {
    struct core *core;
    VEC(const char *) all;
    VEC(bool) seen, assigned; /* by the number of the name */
    bool has_equations;       /* `=` assigns nothing to the names of equations, which are: */
    VEC(uint32_t) equations;
};

/* Adds what a part of a program mentions, given in the order in which the parts are read. A part
 * that cannot be parsed mentions nothing, and leaves no error. Returns false without memory. */
bool mentions_add_text(struct mentions *mentions, const char *bytes, size_t length);
/* Notes a name that equations are about, before the texts are added. */
bool mentions_note_equation(struct mentions *mentions, const char *name);
/* Adds a name that is asked for by itself, unless the program has assigned it. */
bool mentions_add_name(struct mentions *mentions, const char *name);
void mentions_free(struct mentions *mentions);

#endif
