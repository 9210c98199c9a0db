/* spelling.h - the program's names in another language, no two of them alike.
 *
 * A language has one rule, which offers the spellings of a name one after another, the best first.
 * Names whose best spelling is their own come first, so that they keep it: lambda_ stays lambda_ in
 * Python, and lambda becomes lambda_2. */
#ifndef PRINT_SPELLING_H
#define PRINT_SPELLING_H

#include "graph/graph.h"

enum fit {
    FIT_NOT,   /* not a name of the language, or not there: the next spelling is to be asked for */
    FIT_LOOSE, /* another name may have a better claim to it */
    FIT_EXACT,
};

/* Appends spelling k of a name. From some k on, every k has one. */
typedef enum fit spell_rule(struct str *out, const char *name, unsigned k);

/* Set core and rule, and all else to 0. After lack of memory, spellings are "". */
struct spelling {
    struct core *core;
    spell_rule *rule;
    struct names names;      /* that have a spelling */
    VEC(const char *) texts; /* their spellings, by number of the name */
    struct names taken;
};

/* Spell several names; spelling_add_graph() the graph's variables and letters of sizes. */
void spelling_add(struct spelling *s, const char *const *names, size_t n);
void spelling_add_graph(struct spelling *s, const struct graph *g);
/* Returns how a name is written, which is decided when it is first asked for. */
const char *spelling_of(struct spelling *s, const char *name);
bool spelling_knows(const struct spelling *s, const char *name);
/* Returns a spelling for something that is not a name of the program, such as a temporary; by the
 * language's rule or another one. */
const char *spelling_fresh(struct spelling *s, const char *wanted);
const char *spelling_fresh_by(struct spelling *s, spell_rule *rule, const char *wanted);
/* The same for several, in place; those that may stay as they are come first. */
void spelling_fresh_all(struct spelling *s, const char **wanted, size_t n);
/* Appends "x1_2 is x₁, lambda_2 is lambda": the names that cannot be guessed from how they are
 * written, each once, between `before` and `after`; nothing if there are none. */
void spelling_explain(struct spelling *s, struct str *out, const char *before, const char *after);
/* True if nothing is spelled like this, nor, if `subscripts`, like this with a subscript. */
bool spelling_is_free(const struct spelling *s, const char *text, bool subscripts);
/* True if a spelling begins with a text. */
bool spelling_begins(const struct spelling *s, const char *text);
void spelling_free(struct spelling *s);

#endif
