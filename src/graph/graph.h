/* graph.h - the hash-consed expression graph.
 *
 * The graph is an array of nodes with 32-bit ids. A node's arguments are older than the node, so
 * that the order of ids is a topological order and every pass is a loop. Equal nodes have equal ids
 * (Ershov, 1958). Sums and products are n-ary, with exact rational coefficients and exponents.
 * Elementwise nodes broadcast as in NumPy. A number may have a shape: it is then an array with that
 * number in every entry.
 *
 * Constructors apply the identities that never make a formula larger. These keep the value wherever
 * the written form has one, but may lose the conditions under which it has one; those are kept
 * separately, as guards (guard.h). A constructor returns POISON if it is given POISON or when
 * memory runs out. */
#ifndef GRAPH_GRAPH_H
#define GRAPH_GRAPH_H

#include "fn/fn.h"
#include "graph/number.h"
#include "graph/shape.h"

typedef uint32_t id;
enum { POISON = 0 };

enum op {
#define OPERATION(op, ...) OP_##op,
#include "graph/ops.def"
    OP_COUNT
};

/* Kinds of operations: the column `class` of ops.def. */
enum op_class {
    CLASS_NONE,
    CLASS_LEAF,
    CLASS_NAMED,          /* a name for its value, kept visible */
    CLASS_ELEMENTWISE,    /* arguments are broadcast to the shape */
    CLASS_BILINEAR,       /* products of arrays */
    CLASS_REDUCTION,      /* entries combined into fewer */
    CLASS_MOVE,           /* each entry is an entry of an argument, or zero */
    CLASS_GATHER,         /* entries at places that are data (gather.h) */
    CLASS_SCAN,           /* each entry is computed from the one before along axis `data` */
    CLASS_MATRIX,         /* linear algebra (linear.h) */
    CLASS_SPECTRUM,       /* eigenvalues and singular values (spectrum.h) */
    CLASS_FACTOR,         /* pseudoinverses and factors of matrices (factor.h) */
    CLASS_MATRIX_FUNCTION /* exponentials and square roots of matrices (matrix_function.h) */
};

/* What follows the children in the pool. */
enum op_words { WORDS_CHILDREN, WORDS_PAIRS, WORDS_AXES, WORDS_BLOCKS };

/* What a node's `data` means. */
enum op_data {
    DATA_NONE,
    DATA_NUMBER, /* constant term of a sum, coefficient of a product */
    DATA_CONSTANT,
    DATA_NAME,
    DATA_ARRAY, /* index among the given arrays */
    DATA_AXIS   /* or AXIS_ALL */
};

static inline enum op_class op_class(unsigned op)
{
    static const uint8_t classes[] = {
#define OPERATION(op, class, ...) CLASS_##class,
#include "graph/ops.def"
    };
    return (enum op_class)classes[op];
}
static inline enum op_words op_words(unsigned op)
{
    static const uint8_t words[] = {
#define OPERATION(op, class, words, ...) WORDS_##words,
#include "graph/ops.def"
    };
    return (enum op_words)words[op];
}
static inline enum op_data op_data(unsigned op)
{
    static const uint8_t data[] = {
#define OPERATION(op, class, words, data, ...) DATA_##data,
#include "graph/ops.def"
    };
    return (enum op_data)data[op];
}
/* The operation in views of the stages, and in explanations. */
static inline const char *op_name(unsigned op)
{
    static const char *const names[] = {
#define OPERATION(op, class, words, data, rank, dump, ...) dump,
#include "graph/ops.def"
    };
    return names[op];
}
static inline bool op_is_elementwise(unsigned op)
{
    return op_class(op) == CLASS_ELEMENTWISE;
}
static inline bool op_has_pairs(unsigned op)
{
    return op == OP_SUM || op == OP_PRODUCT;
}

enum reduction { REDUCE_SUM, REDUCE_MAX, REDUCE_MIN, REDUCE_LOGSUMEXP };
enum { AXIS_ALL = 2 };

/* Whether a node divides by an exact zero or is gamma, or of its kind, at a pole. A power of zero
 * may: it depends on the sign of the exponent. */
enum singular { SINGULAR_NOT, SINGULAR_MAYBE, SINGULAR_SURELY };

/* The nesting that the order of terms looks at (print/order.c). */
enum { MOST_HEIGHT = 4 };

struct node {
    uint8_t op, fn;
    uint8_t singular; /* enum singular, of anything in it */
    uint8_t height;   /* how deep its first two children are nested, at most MOST_HEIGHT */
    uint32_t args, n; /* n children from pool[args] on, each with a number in sums and products */
    shape shape;
    uint32_t data;
    uint64_t hash; /* of the structure; the same in every run */
    struct span span;
};

struct term {
    id id;
    number c; /* coefficient, or exponent */
};

/* A node's position in the list of the reach numbered `epoch`. */
struct place {
    uint32_t epoch, position;
};

/* An array of doubles that the caller gave under a name and owns. Row-major. */
struct given_array {
    uint32_t name;
    const double *values;
};

/* What functions are differentiated for: formulas for people, by the rules of functions.def;
 * numbers alone, also by fn_numeric_rules; numbers that those leave undecided, and doubles, also by
 * fn_regular_rules. */
enum rules_for { RULES_FOR_FORMULAS, RULES_FOR_NUMBERS, RULES_FOR_DOUBLES };

/* An id for each of some nodes, numbers or names, as far as it is known. Starts zeroed. */
struct known_ids {
    VEC(id) of; /* POISON: not known */
};
static inline id known_at(const struct known_ids *known, uint32_t i)
{
    return i < known->of.n ? known->of.at[i] : POISON;
}
/* False without memory. */
bool known_set(struct mem *mem, struct known_ids *known, uint32_t i, id value);

struct graph {
    struct core *core;
    struct numbers numbers;
    struct shapes shapes;
    VEC(struct node) nodes;
    VEC(uint32_t) pool;
    VEC(struct given_array) arrays;
    uint32_t *slots; /* hash table, see graph.c */
    size_t n_slots;
    struct known_ids numbered, named; /* scalars, found without the table */
    VEC(struct term) scratch;         /* a stack: terms of the sums and products being built */
    VEC(struct place) places;         /* by node: its position in the newest reach */
    uint32_t epoch;
    struct rule_cache *rules; /* parsed texts of the function table, created when first needed */
    void (*rules_free)(struct graph *g); /* of these */
    struct rule_store *store;            /* has those of earlier requests; not owned; or NULL */
    enum rules_for rules_for;            /* chosen before the first derivative */
    struct span span;                    /* where new nodes were written */
    bool kept_whole;                     /* factor or apart met what is too large for them */
    bool kept_number;                    /* factor met a whole number, which it leaves as it is */
    bool long_prime;                     /* factorint found one of more than 17 digits */
    bool renames_constants;              /* pi or e is the name of a variable */
    bool has_names;                      /* some node is a named value */
    bool has_branches;                   /* some node is a where() */
    VEC(id) assumed;                     /* conditions that hold, for shorter formulas alone */
};

struct rule_cache;

bool graph_init(struct graph *g, struct core *core);
void graph_free(struct graph *g);

static inline const struct node *graph_node(const struct graph *g, id a)
{
    return &g->nodes.at[a];
}
static inline enum op graph_op(const struct graph *g, id a)
{
    return (enum op)g->nodes.at[a].op;
}
static inline shape graph_shape(const struct graph *g, id a)
{
    return g->nodes.at[a].shape;
}
/* Returns the sizes of a node's array. */
static inline struct shape_data graph_dims(const struct graph *g, id a)
{
    return shape_get(&g->shapes, graph_shape(g, a));
}
/* True if some node is, or was asked to be, an array. */
static inline bool graph_has_arrays(const struct graph *g)
{
    return g->shapes.all.n > 1;
}
/* Returns child i of a node. In sums and products node_number() returns the number that goes with
 * it. */
static inline id node_child(const struct graph *g, const struct node *n, uint32_t i)
{
    return g->pool.at[n->args + (op_has_pairs(n->op) ? 2 * i : i)];
}
static inline number node_number(const struct graph *g, const struct node *n, uint32_t i)
{
    return g->pool.at[n->args + 2 * i + 1];
}
/* Returns the doubles of a given array. */
static inline const struct given_array *node_array(const struct graph *g, const struct node *n)
{
    return &g->arrays.at[n->data];
}
/* Returns raw word i, after the children. */
static inline int32_t node_raw(const struct graph *g, const struct node *n, uint32_t i)
{
    return (int32_t)g->pool.at[n->args + n->n + i];
}
static inline id graph_child(const struct graph *g, id a, uint32_t i)
{
    return node_child(g, graph_node(g, a), i);
}
/* Returns how many words of the pool a node with n children and an array of ndim axes takes. */
static inline uint32_t op_pool_words(unsigned op, uint32_t n, int ndim)
{
    switch (op_words(op)) {
    case WORDS_PAIRS: return 2 * n;
    case WORDS_AXES: return n + 2 * (uint32_t)ndim;
    case WORDS_BLOCKS: return n + 2;
    case WORDS_CHILDREN: break;
    }
    return n;
}
/* Returns the name of a constant, variable, named value or given array; NULL for other nodes. */
const char *node_name(const struct graph *g, const struct node *n);
/* Returns "sum", "max" and so on. */
const char *reduction_name(enum reduction how);
/* True for a number or an array filled with one; puts it in *value. */
static inline bool graph_is_number(const struct graph *g, id a, number *value)
{
    const struct node *n = graph_node(g, a);
    if (n->op != OP_NUMBER) return false;
    *value = n->data;
    return true;
}
bool graph_is_zero(const struct graph *g, id a); /* or an array of zeros */
bool graph_is_one(const struct graph *g, id a);  /* or an array of ones */
/* True for a power such as 2^(-n): its base cannot be 0, and its exponent is written with a minus.
 */
bool graph_has_minus(const struct graph *g, id power);
/* True for such a power, which divides where it is a factor of a product: a/2^n. */
static inline bool graph_power_divides(const struct graph *g, id a)
{
    return graph_op(g, a) == OP_POWER && graph_has_minus(g, a);
}
/* True for a product with a factor that does not divide. */
bool graph_has_dividend(const struct graph *g, const struct node *product);

static inline bool graph_is_fn(const struct graph *g, id a, enum fn fn)
{
    return graph_op(g, a) == OP_FN && graph_node(g, a)->fn == fn;
}
/* True for a < b, a == b and the like. */
bool graph_is_comparison(const struct graph *g, id a);

/* Leaves. */
id graph_number(struct graph *g, number value);
id graph_int(struct graph *g, int64_t value);
id graph_fill(struct graph *g, number value, shape s);
id graph_constant(struct graph *g, enum constant constant);
id graph_variable(struct graph *g, uint32_t name, shape s);
/* The same of a matrix that is its own transpose: another node of that name, for formulas alone. */
id graph_symmetric_variable(struct graph *g, uint32_t name, shape s);
/* Returns a size as a scalar: a number, or the letter as a name. */
id graph_size(struct graph *g, int64_t size);
id graph_named(struct graph *g, uint32_t name, id value);
/* The doubles must outlive the graph. They are taken as exact numbers. */
id graph_array(struct graph *g, uint32_t name, const double *values, shape s);
id graph_eye(struct graph *g, int64_t n);
id graph_range(struct graph *g, int64_t n);

/* n-ary sums and products (algebra.c): push terms between begin and end. graph_end_sum() returns
 * constant + the sum of all c*id, graph_end_product() coefficient * the product of all id^c. */
static inline size_t graph_begin(struct graph *g)
{
    return g->scratch.n;
}
static inline void graph_push(struct graph *g, id a, number c)
{
    struct term term = {a, c};
    vec_push(&g->core->mem, &g->scratch, term);
}
id graph_end_sum(struct graph *g, size_t begin, number constant);
id graph_end_product(struct graph *g, size_t begin, number coefficient);

id graph_add(struct graph *g, id a, id b);
id graph_sub(struct graph *g, id a, id b);
id graph_mul(struct graph *g, id a, id b);
id graph_div(struct graph *g, id a, id b);
id graph_neg(struct graph *g, id a);
id graph_scale(struct graph *g, number c, id a);
id graph_pow_number(struct graph *g, id a, number exponent);
id graph_power(struct graph *g, id a, id b);

/* Elementwise functions (identities.c). */
id graph_fn(struct graph *g, enum fn fn, const id *args);
id graph_fn1(struct graph *g, enum fn fn, id a);
id graph_fn2(struct graph *g, enum fn fn, id a, id b);
id graph_where(struct graph *g, id condition, id a, id b);

/* Arrays (tensor.c). Shapes must fit; whoever reads user input must check them first. */
id graph_matmul(struct graph *g, id a, id b);
id graph_transpose(struct graph *g, id a);
id graph_outer(struct graph *g, id a, id b);
id graph_trace(struct graph *g, id a);
id graph_reduce(struct graph *g, enum reduction how, id a, uint32_t axis); /* without the axis */
/* Returns the number of entries along an axis, or of all, as a scalar. */
id graph_axis_size(struct graph *g, id a, uint32_t axis);
id graph_broadcast(struct graph *g, id a, shape to);
id graph_reshape(struct graph *g, id a, shape to);
id graph_flat(struct graph *g, id a); /* as a vector; POISON if size_times() has no size for it */
struct slice {
    int32_t start, step;
    int64_t count;
};
id graph_slice(struct graph *g, id a, const struct slice *axes); /* one per axis of a */
id graph_embed(struct graph *g, id a, const struct slice *axes, shape to);
/* Returns which entries a slice takes, or where an embedding puts its entries, along each axis. */
void graph_slice_axes(const struct graph *g, id a, struct slice axes[static 2]);
id graph_stack(struct graph *g, const id *items, uint32_t n);
/* Returns an array of up to MOST_LISTED entries, given row by row, as a list of them or of rows. */
enum { MOST_LISTED = 64 };
id graph_list(struct graph *g, const id *entries, struct shape_data d);
/* Returns a short list of scalars without the repeated ones, which are no tie of its extreme. */
id graph_distinct(struct graph *g, id list);
id graph_concat(struct graph *g, const id *items, uint32_t n, uint32_t axis);
/* Returns entry i of an array, in row-major order, as a scalar. */
id graph_entry(struct graph *g, id a, int64_t i);
/* Sums a over the axes along which `to` was broadcast: the adjoint of broadcasting. */
id graph_unbroadcast(struct graph *g, id a, shape to);
/* Restores a reduced axis with length 1. */
id graph_keep_axis(struct graph *g, id reduced, shape before, uint32_t axis);

/* Returns the node with other children of the same shapes (`children` has n of them), built by its
 * constructor, so that identities apply (rebuild.c). */
id graph_rebuild(struct graph *g, id a, const id *children);
/* The same of a sum or product in which only names are others (algebra.c): no identity applies that
 * did not before, and the children are only put in order. */
id graph_renamed(struct graph *g, id a, const id *children);

/* Lists the nodes that roots depend on, roots included, oldest first (reach.c). graph_place()
 * returns a node's position in the list, until the next reach. False without memory; the list is
 * then empty. */
struct reach {
    VEC(id) ids;
};
bool graph_reach(struct graph *g, const id *roots, size_t n, struct reach *out);
/* The same for one root. False also if it depends on more than `most` nodes, itself included, which
 * takes no longer than if there are so many. */
bool graph_reach_few(struct graph *g, id a, size_t most, struct reach *out);
void reach_free(struct graph *g, struct reach *reach);
/* True if f depends on a node of the class, or on the node x; POISON depends on none. */
bool graph_uses(struct graph *g, id f, enum op_class class);
bool graph_depends(struct graph *g, id f, id x);
/* True if a node of the class has been reached. */
bool reach_uses(const struct graph *g, const struct reach *reach, enum op_class class);
static inline uint32_t graph_place(const struct graph *g, id a)
{
    return g->places.at[a].position;
}
static inline bool graph_reached(const struct graph *g, id a)
{
    return a < g->places.n && g->places.at[a].epoch == g->epoch;
}

/* Returns the node equal to this one, adding it if there is none. For constructors only. */
id graph_intern(struct graph *g, struct node node, const uint32_t *words, uint32_t n_words);

#endif
