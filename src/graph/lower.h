/* lower.h - turns the AST into the graph: gives names their meanings, checks shapes and notes
 * guards. */
#ifndef GRAPH_LOWER_H
#define GRAPH_LOWER_H

#include "graph/demand.h"
#include "text/ast.h"

/* The differentiation that lowering needs for the operators diff, grad, jacobian and hessian. Each
 * hook differentiates f by the leaf x (a variable or a named value) and, if `kinks` is not NULL,
 * adds the conditions under which f has that derivative. */
typedef id derive_hook(struct graph *g, id f, id x, struct guards *kinks);
/* Where a name goes in a limit. */
struct limit_target {
    id at;
    int infinite, side; /* -1 or 1; 0: to `at`, from both sides */
    struct span span;   /* of the call */
};
/* Returns the limit of a scalar; POISON after an error. */
typedef id limit_hook(struct graph *g, id f, id x, const struct limit_target *to);
/* Words of algebra (pass/words.h). */
enum algebra_word {
    ALGEBRA_EXPAND,
    ALGEBRA_COLLECT,
    ALGEBRA_COEFFICIENTS,
    ALGEBRA_TOGETHER,
    ALGEBRA_FACTOR,
    ALGEBRA_FACTORINT,
    ALGEBRA_APART,
    ALGEBRA_CANCEL,
    ALGEBRA_GCD,
    ALGEBRA_LCM,
    ALGEBRA_QUOTIENT,
    ALGEBRA_REMAINDER,
    ALGEBRA_NUMERATOR,
    ALGEBRA_DENOMINATOR
};
/* Returns what a word makes of its arguments, and in *divisor what it divides by, if that may be 0.
 * POISON after an error. */
typedef id word_hook(struct graph *g, enum algebra_word word, const id *args, id *divisor);
/* Puts a value in the place of a leaf of its shape. False after an error. */
typedef bool put_in_hook(struct graph *g, id *formula, id leaf, id value);
struct derive_hooks {
    derive_hook *gradient, *jacobian, *derivative;
    limit_hook *limit;
    word_hook *word;
    put_in_hook *put_in;
};

/* What the program has made of a name up to the current place: a value, and for calls a function.
 */
struct binding {
    bool assigned, defined;
    id value;
    uint32_t operation; /* as the value was written, in demand.h */
    uint32_t statement; /* that defines the function */
};

/* What is known of a name for the whole program. */
struct name_facts {
    bool given;      /* the caller gave it a value or shape */
    bool shaped;     /* the caller gave it a shape only */
    bool asked;      /* the caller names it: something is differentiated by it, or shown */
    shape shape;     /* of a given or shaped name */
    int64_t size;    /* of a size's letter: the size, or the letter if open; else 0 */
    bool symmetric;  /* it is assumed to be a symmetric matrix: as a value, its symmetric part */
    bool fixed;      /* its value at the point is a size or an index */
    bool in_limit;   /* its value at the point stands in a limit in its place */
    uint32_t uses;   /* how often it is used as a free name */
    uint32_t place;  /* of a given name: its index in the point */
    bool keep_named; /* its assignments stay visible, as it is differentiated by or explained */
    bool listed;     /* is in `free` */
    bool is_leaf;    /* something is differentiated by it */
};

struct assigned {
    uint32_t name;
    id value; /* a NAMED node if it stays visible */
    struct span span;
};

/* Left minus right, and where it is written. */
struct equation {
    id node;
    struct span span;
};

enum { MOST_RESULTS = 4 };
/* A call that has several results, as qr(A) has. */
struct results {
    uint32_t node; /* of the syntax tree */
    uint32_t n;
    id at[MOST_RESULTS];
};

/* A derivative by an operator of the language. */
struct operation {
    id f, x, derivative;
};

struct lowering {
    struct graph *g;
    const struct ast *ast;
    const struct derive_hooks *derive;
    /* Returns a formula with the names of `point` replaced by their values, since these may be
     * sizes and indexes; NULL if they may not. */
    id (*put_in)(const void *point, id formula);
    const void *point;
    bool sized_by_point;           /* some are: the graph is that of this point alone */
    bool closed;                   /* free names are errors: constant expressions */
    bool keep_all;                 /* all assigned names stay visible, for explanations */
    VEC(struct binding) bindings;  /* by name number */
    VEC(struct name_facts) facts;  /* by name number */
    VEC(uint32_t) free;            /* names without a value, in order of appearance */
    VEC(struct assigned) assigned; /* in order */
    VEC(struct equation) equations;
    struct guards guards;
    struct demands demands;
    uint32_t result;        /* the operation of the last value that was lowered */
    struct results results; /* those of the last expression; n is 0 where it has one value */
    bool notes_kinks;       /* kinks of what operators differentiate are among the guards */
    VEC(struct operation) operations; /* of the innermost operators first */
    VEC(id) operands;                 /* what they differentiate by, without repetition */
    VEC(id) forms;                    /* results of words that choose a formula's form */
    VEC(uint32_t) moving;     /* names that limits move, which are free only if used elsewhere */
    int64_t open_size;        /* a letter in use whose size is open, or 0 */
    size_t calls;             /* depth of the function calls being expanded */
    bool inverts, transposes; /* a matrix has the exponent -1, an array a free T: entry by entry */
    int64_t terms;            /* of sums and products over an index, so far */
    struct name_facts no_facts; /* used when memory is gone */
    struct binding no_binding;
};

/* Returns what is known of a name, to be changed. For NAME_NONE, or without memory, returns a
 * dummy. lower_new_facts() is for names that are new. */
struct name_facts *lower_new_facts(struct lowering *l, uint32_t name);
static inline struct name_facts *lower_facts(struct lowering *l, uint32_t name)
{
    return name < l->facts.n ? &l->facts.at[name] : lower_new_facts(l, name);
}
/* Returns the same for a program that has been read; NULL if nothing is known. */
static inline const struct name_facts *lower_known_facts(const struct lowering *l, uint32_t name)
{
    return name < l->facts.n ? &l->facts.at[name] : NULL;
}
/* True if the caller speaks of a name, so that it is a variable even where a constant or a function
 * has that name. */
static inline bool lower_is_users(const struct name_facts *facts)
{
    return facts->given || facts->shaped || facts->asked || facts->size;
}
/* Lowers statements [from, to). Returns the value of the last, POISON after an error. */
id lower_statements(struct lowering *l, size_t from, size_t to);
/* Notes the function that statement i defines. */
void lower_definition(struct lowering *l, size_t i);
/* Returns what a name means after the statements so far: its value, or a variable; POISON if it is
 * unknown. */
id lower_name_value(struct lowering *l, uint32_t name);
void lower_free(struct lowering *l);

#endif
