/* rule_store.h - rules of the function table as they were parsed, kept from one request of a
 * session to the next. */
#ifndef GRAPH_RULE_STORE_H
#define GRAPH_RULE_STORE_H

#include "fn/fn.h"
#include "text/ast.h"

struct rule_store;

/* NULL without memory. */
struct rule_store *rule_store_new(void);
void rule_store_free(struct rule_store *store); /* which may be NULL */

/* Where a rule is kept: two rules must differ in this. */
struct rule_key {
    enum fn fn;
    uint32_t place; /* below RULE_PLACES */
};
enum { RULE_PLACES = 66 };

/* Appends a rule's statement to `ast`, as ast_parse would for `source`, which holds its text.
 * Returns false if the rule must be parsed there after all; errors are left to that. */
bool rule_store_copy(struct rule_store *store, struct rule_key key, struct core *core,
                     struct ast *ast, uint32_t source);

#endif
