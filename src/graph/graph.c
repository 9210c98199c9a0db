#include "graph/graph.h"

#include <string.h>

static uint64_t mix(uint64_t h, uint64_t x)
{
    h = (h ^ x) * 0x9E3779B97F4A7C15u;
    return h ^ (h >> 29);
}

static uint64_t hash_data(const struct graph *g, const struct node *node)
{
    switch (op_data(node->op)) {
    case DATA_NUMBER: return number_hash(&g->numbers, node->data);
    case DATA_NAME: return g->core->names.all.at[node->data].hash;
    case DATA_ARRAY: return g->core->names.all.at[g->arrays.at[node->data].name].hash;
    case DATA_NONE:
    case DATA_CONSTANT:
    case DATA_AXIS: break;
    }
    return node->data;
}

/* Children of sums and products are unordered, so their hashes are added. */
static uint64_t hash_node(const struct graph *g, const struct node *node, const uint32_t *words,
                          uint32_t n_words)
{
    const struct shape_data *s = &g->shapes.all.at[node->shape];
    uint64_t h = mix(mix(node->op * 256u + node->fn, hash_data(g, node)),
                     (uint64_t)s->ndim + 3 * (uint64_t)s->d[0] + 1000003 * (uint64_t)s->d[1]);
    if (op_has_pairs(node->op)) {
        uint64_t all = 0;
        for (const uint32_t *end = words + n_words; words < end; words += 2)
            all += mix(g->nodes.at[words[0]].hash, number_hash(&g->numbers, words[1]));
        return mix(h, all);
    }
    for (uint32_t i = 0; i < n_words; i++)
        h = mix(h, i < node->n ? g->nodes.at[words[i]].hash : words[i]);
    return h;
}

static bool same_node(const struct graph *g, const struct node *a, const struct node *b,
                      const uint32_t *words, uint32_t n_words)
{
    return a->hash == b->hash && a->op == b->op && a->fn == b->fn && a->data == b->data &&
           a->n == b->n && a->shape == b->shape &&
           (n_words == 0 || memcmp(g->pool.at + a->args, words, n_words * sizeof *words) == 0);
}

/* A slot of the hash table is 0 if it is free. Else it holds an id + 1 and, above it, some bits of
 * the hash, which tell most unequal nodes apart without reading them from memory. Since almost
 * every look-up in the table of a large graph waits for memory, the table is kept small. */
enum { ID_BITS = 26, MOST_NODES = (1 << ID_BITS) - 2 };

static uint32_t slot_tag(uint64_t hash)
{
    return (uint32_t)(hash >> 32) >> ID_BITS << ID_BITS;
}

static uint32_t slot_for(uint64_t hash, id a)
{
    return slot_tag(hash) | (a + 1);
}

static bool grow_slots(struct graph *g)
{
    enum { LARGE_TABLE = 1 << 14 };
    size_t n = g->n_slots == 0 ? 256 : g->n_slots * (g->n_slots < LARGE_TABLE ? 4 : 2);
    uint32_t *slots = mem_array(&g->core->mem, n, sizeof *slots);
    if (!slots) return false;
    for (size_t k = 0; k < g->nodes.n; k++) {
        size_t i = g->nodes.at[k].hash & (n - 1);
        while (slots[i]) i = (i + 1) & (n - 1);
        slots[i] = slot_for(g->nodes.at[k].hash, (id)k);
    }
    mem_free_array(&g->core->mem, g->slots, g->n_slots, sizeof *slots);
    g->slots = slots;
    g->n_slots = n;
    return true;
}

static id too_large(struct graph *g)
{
    struct span nowhere = {0};
    size_t limit = g->core->limits.nodes, most = limit < MOST_NODES ? limit : MOST_NODES;
    if (!diag_any(g->core))
        diag_error(g->core, KIND_LIMIT, nowhere, "the graph has more than %zu nodes", most);
    return POISON;
}

/* True for gamma and its kind at their poles, 0, -1, -2 and so on. */
static bool is_at_pole(const struct graph *g, const struct node *node, const uint32_t *words)
{
    bool second = node->fn == FN_polygamma;
    if (!second && node->fn != FN_gamma && node->fn != FN_lgamma && node->fn != FN_digamma)
        return false;
    const struct node *x = &g->nodes.at[words[second]];
    return x->op == OP_NUMBER && number_sign(&g->numbers, x->data) <= 0 &&
           number_is_integer(&g->numbers, x->data);
}

/* Whether child i, a singular node or a number, makes a node singular. A branch of where may not be
 * taken. */
static uint8_t singular_by(const struct graph *g, const struct node *node, uint32_t i,
                           const uint32_t *word)
{
    const struct node *child = &g->nodes.at[*word];
    bool is_branch = node->op == OP_FN && node->fn == FN_where && i > 0;
    if (child->singular == SINGULAR_SURELY && is_branch) return SINGULAR_MAYBE;
    if (child->op != OP_NUMBER || child->data != NUMBER_ZERO) return child->singular;
    if (node->op == OP_PRODUCT && number_sign(&g->numbers, word[1]) < 0) return SINGULAR_SURELY;
    return node->op == OP_POWER && i == 0 ? SINGULAR_MAYBE : child->singular;
}

/* Notes what the children say of a node: how deep it is, and whether it or anything in it is
 * singular. */
static void look_at_children(const struct graph *g, struct node *node, const uint32_t *words)
{
    uint32_t step = op_has_pairs(node->op) ? 2 : 1;
    uint8_t most = SINGULAR_NOT, height = 0;
    if (node->op == OP_FN && is_at_pole(g, node, words)) most = SINGULAR_SURELY;
    for (uint32_t i = 0; i < node->n; i++, words += step) {
        const struct node *child = &g->nodes.at[*words];
        if (i < 2 && child->height > height) height = child->height;
        if (child->singular == SINGULAR_NOT && child->op != OP_NUMBER) continue;
        uint8_t inner = singular_by(g, node, i, words);
        if (inner > most) most = inner;
    }
    node->singular = most;
    node->height = node->n && height < MOST_HEIGHT ? height + 1 : height;
}

id graph_intern(struct graph *g, struct node node, const uint32_t *words, uint32_t n_words)
{
    struct mem *mem = &g->core->mem;
    if (g->nodes.n * 4 >= g->n_slots * 3 && !grow_slots(g)) return POISON;
    node.hash = hash_node(g, &node, words, n_words);
    size_t mask = g->n_slots - 1, i = node.hash & mask;
    uint32_t tag = slot_tag(node.hash), slot;
    for (; (slot = g->slots[i]); i = (i + 1) & mask) {
        id have = (slot & (MOST_NODES + 1)) - 1;
        if (slot - 1 - have == tag && same_node(g, &g->nodes.at[have], &node, words, n_words))
            return have;
    }
    if (g->nodes.n >= g->core->limits.nodes || g->nodes.n >= MOST_NODES) return too_large(g);
    if (!core_go_on(g->core)) return POISON;
    if (!vec_reserve(mem, &g->pool, n_words)) return POISON;
    node.args = (uint32_t)g->pool.n;
    node.span = g->span;
    look_at_children(g, &node, words);
    if (!vec_push(mem, &g->nodes, node)) return POISON;
    if (n_words) memcpy(g->pool.at + g->pool.n, words, n_words * sizeof *words);
    g->pool.n += n_words;
    g->slots[i] = slot_for(node.hash, (id)g->nodes.n - 1);
    return (id)g->nodes.n - 1;
}

bool graph_init(struct graph *g, struct core *core)
{
    enum { FEW_NODES = 64, FEW_WORDS = 256 }; /* those of a small request */
    struct mem *mem = &core->mem;
    *g = (struct graph){.core = core};
    if (!numbers_init(&g->numbers, core) || !shapes_init(&g->shapes, core)) return false;
    if (!vec_reserve(mem, &g->nodes, FEW_NODES) || !vec_reserve(mem, &g->pool, FEW_WORDS))
        return false;
    graph_intern(g, (struct node){.op = OP_POISON}, NULL, 0);
    return g->nodes.n == 1;
}

void graph_free(struct graph *g)
{
    struct mem *mem = &g->core->mem;
    if (g->rules) g->rules_free(g);
    mem_free_array(mem, g->slots, g->n_slots, sizeof *g->slots);
    vec_free(mem, &g->numbered.of);
    vec_free(mem, &g->named.of);
    vec_free(mem, &g->nodes);
    vec_free(mem, &g->pool);
    vec_free(mem, &g->arrays);
    vec_free(mem, &g->assumed);
    vec_free(mem, &g->scratch);
    vec_free(mem, &g->places);
    vec_free(mem, &g->shapes.all);
    vec_free(mem, &g->shapes.sizes.products);
    numbers_free(&g->numbers);
}

bool graph_is_zero(const struct graph *g, id a)
{
    number value;
    return graph_is_number(g, a, &value) && value == NUMBER_ZERO;
}

bool graph_is_one(const struct graph *g, id a)
{
    number value;
    return graph_is_number(g, a, &value) && value == NUMBER_ONE;
}

bool graph_is_comparison(const struct graph *g, id a)
{
    return graph_op(g, a) == OP_FN && fn_is_comparison((enum fn)graph_node(g, a)->fn);
}

const char *node_name(const struct graph *g, const struct node *n)
{
    switch (op_data(n->op)) {
    case DATA_CONSTANT:
        return g->renames_constants ? constant_formula((enum constant)n->data)
                                    : constant_name((enum constant)n->data);
    case DATA_NAME: return names_text(&g->core->names, n->data);
    case DATA_ARRAY: return names_text(&g->core->names, node_array(g, n)->name);
    case DATA_NONE:
    case DATA_NUMBER:
    case DATA_AXIS: break;
    }
    return NULL;
}

const char *reduction_name(enum reduction how)
{
    static const char *const names[] = {"sum", "max", "min", "logsumexp"};
    return names[how];
}

id graph_fill(struct graph *g, number value, shape s)
{
    return graph_intern(g, (struct node){.op = OP_NUMBER, .data = value, .shape = s}, NULL, 0);
}

bool known_set(struct mem *mem, struct known_ids *known, uint32_t i, id value)
{
    size_t more = i < known->of.n ? 0 : i + 1 - known->of.n;
    if (!vec_reserve(mem, &known->of, more)) return false;
    if (more) memset(known->of.at + known->of.n, 0, more * sizeof *known->of.at);
    known->of.n += more;
    known->of.at[i] = value;
    return true;
}

id graph_number(struct graph *g, number value)
{
    id known = known_at(&g->numbered, value);
    if (known) return known;
    known = graph_fill(g, value, SHAPE_SCALAR);
    return known_set(&g->core->mem, &g->numbered, value, known) ? known : POISON;
}

id graph_int(struct graph *g, int64_t value)
{
    return graph_number(g, number_from_int(&g->numbers, value));
}

id graph_constant(struct graph *g, enum constant constant)
{
    return graph_intern(g, (struct node){.op = OP_CONSTANT, .data = constant}, NULL, 0);
}

static id variable(struct graph *g, uint32_t name, shape s, bool symmetric)
{
    if (name == NAME_NONE) return POISON; /* out of memory */
    const struct name *text = &g->core->names.all.at[name];
    if (constant_find(text->text, text->length) >= 0) g->renames_constants = true;
    struct node node = {.op = OP_VARIABLE, .fn = symmetric, .data = name, .shape = s};
    return graph_intern(g, node, NULL, 0);
}

id graph_variable(struct graph *g, uint32_t name, shape s)
{
    id known = s == SHAPE_SCALAR ? known_at(&g->named, name) : POISON;
    if (known) return known;
    known = variable(g, name, s, false);
    if (s != SHAPE_SCALAR || known == POISON) return known;
    return known_set(&g->core->mem, &g->named, name, known) ? known : POISON;
}

id graph_symmetric_variable(struct graph *g, uint32_t name, shape s)
{
    return variable(g, name, s, true);
}

id graph_named(struct graph *g, uint32_t name, id value)
{
    if (value == POISON) return POISON;
    g->has_names = true;
    struct node node = {.op = OP_NAMED, .data = name, .n = 1, .shape = graph_shape(g, value)};
    return graph_intern(g, node, &value, 1);
}

id graph_array(struct graph *g, uint32_t name, const double *values, shape s)
{
    struct given_array array = {name, values};
    struct node node = {.op = OP_ARRAY, .data = (uint32_t)g->arrays.n, .shape = s};
    return vec_push(&g->core->mem, &g->arrays, array) ? graph_intern(g, node, NULL, 0) : POISON;
}

id graph_eye(struct graph *g, int64_t n)
{
    struct node node = {.op = OP_EYE, .shape = shape_matrix(&g->shapes, n, n)};
    return n == 1 ? graph_fill(g, NUMBER_ONE, node.shape) : graph_intern(g, node, NULL, 0);
}

id graph_range(struct graph *g, int64_t n)
{
    struct node node = {.op = OP_RANGE, .shape = shape_vector(&g->shapes, n)};
    return n == 1 ? graph_fill(g, NUMBER_ZERO, node.shape) : graph_intern(g, node, NULL, 0);
}

/* ---- how it is written ---- */

static bool has_minus(const struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    if (n->op == OP_PRODUCT) return number_sign(&g->numbers, n->data) < 0;
    bool all = n->op == OP_SUM && number_sign(&g->numbers, n->data) <= 0;
    for (uint32_t i = 0; i < n->n && all; i++)
        all = number_sign(&g->numbers, node_number(g, n, i)) < 0;
    return all;
}

static bool is_positive_constant(const struct graph *g, id a)
{
    number value;
    return graph_op(g, a) == OP_CONSTANT ||
           (graph_is_number(g, a, &value) && number_sign(&g->numbers, value) > 0);
}

/* Of x^(-n) nothing is known: where x is 0 and n negative, it is 0, and x^n has no value. */
bool graph_has_minus(const struct graph *g, id power)
{
    const struct node *n = graph_node(g, power);
    return n->shape == SHAPE_SCALAR && is_positive_constant(g, node_child(g, n, 0)) &&
           has_minus(g, node_child(g, n, 1));
}

bool graph_has_dividend(const struct graph *g, const struct node *n)
{
    for (uint32_t i = 0; i < n->n && n->op == OP_PRODUCT; i++)
        if (number_sign(&g->numbers, node_number(g, n, i)) > 0 &&
            !graph_power_divides(g, node_child(g, n, i)))
            return true;
    return false;
}
