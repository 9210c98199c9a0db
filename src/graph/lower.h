/* lower.h - the AST to the graph: names get meanings, shapes are checked, guards are noted. */
#ifndef GRAPH_LOWER_H
#define GRAPH_LOWER_H

#include "graph/guard.h"
#include "text/ast.h"

/* What lowering needs of later stages for the operators diff, grad, jacobian and hessian. Each
 * differentiates f by the leaf x (a variable or a named value), and adds to kinks, if not NULL, the
 * conditions under which f has that derivative. */
typedef id derive_hook(struct graph *g, id f, id x, struct guards *kinks);
struct derive_hooks {
    derive_hook *gradient, *jacobian, *derivative;
};

enum binding_kind { BOUND_NOT, BOUND_VALUE, BOUND_FUNCTION };

/* What a name stands for at this place of the program. */
struct binding {
    enum binding_kind kind;
    id value;
    uint32_t statement; /* of a function */
};

/* A name's facts that do not change while the program is read. */
struct name_facts {
    bool given;      /* has a value or shape from outside */
    bool shaped;     /* has a shape, but no value, from outside */
    shape shape;     /* of a given or shaped name */
    int64_t size;    /* what a size's letter stands for, itself if that is open; 0: no letter */
    uint32_t uses;   /* as a free name */
    uint32_t place;  /* of a given name among the point's */
    bool keep_named; /* an assignment to it stays visible: it is differentiated by, or explained */
    bool listed;     /* in `free` already */
    bool is_leaf;    /* differentiated by */
};

struct assigned {
    uint32_t name;
    id value; /* as NAMED node if kept */
    struct span span;
};

struct lowering {
    struct graph *g;
    const struct ast *ast;
    const struct derive_hooks *derive;
    bool closed;                   /* no free names: constant expressions */
    bool keep_all;                 /* every assigned name stays visible, for explanations */
    VEC(struct binding) bindings;  /* by name number */
    VEC(struct name_facts) facts;  /* by name number */
    VEC(uint32_t) free;            /* names without a value, in order of appearance */
    VEC(struct assigned) assigned; /* in order */
    struct guards guards;
    bool notes_kinks;           /* of what operators differentiate, among the guards */
    VEC(id) operations;         /* what operators differentiate, each followed by its derivative */
    VEC(id) operands;           /* what they differentiate by, each once */
    int64_t open_size;          /* a letter the program uses whose size is open, or 0 */
    size_t calls;               /* depth of function calls being expanded */
    struct name_facts no_facts; /* stand in when memory is gone */
    struct binding no_binding;
};

/* What is known of a name; a spare place for NAME_NONE, or when memory is gone. */
struct name_facts *lower_facts(struct lowering *l, uint32_t name);
/* The same of a program that has been read; NULL if nothing is known. */
static inline const struct name_facts *lower_known_facts(const struct lowering *l, uint32_t name)
{
    return name < l->facts.n ? &l->facts.at[name] : NULL;
}
/* Lowers statements [from, to); returns the value of the last, POISON after an error. */
id lower_statements(struct lowering *l, size_t from, size_t to);
/* Takes note of the function that statement i defines. */
void lower_definition(struct lowering *l, size_t i);
/* What a name means after the statements so far: its value, or a variable; POISON if unknown. */
id lower_name_value(struct lowering *l, uint32_t name);
void lower_free(struct lowering *l);

#endif
