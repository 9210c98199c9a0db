/* share.c - rewrites the products of formulas by what they share. */
#include "pass/share_private.h"

/* Formulas with more literals are left alone. */
enum { MOST_LITERALS = 500, MOST_FACTORS = 20000, MOST_COPIES = 4 };

/* ---- literals ---- */

static bool is_same_literal(const struct literal *a, const struct literal *b)
{
    return a->hash == b->hash && a->kind == b->kind && a->base == b->base &&
           a->exponent == b->exponent && a->left == b->left && a->right == b->right;
}

uint32_t share_literal(struct sharing *s, struct literal literal, bool adds)
{
    for (uint32_t i = 0; i < s->literals.n; i++)
        if (is_same_literal(&s->literals.at[i], &literal)) return i;
    if (!adds) return NO_LITERAL;
    s->failed |= !vec_push(s->mem, &s->literals, literal);
    return (uint32_t)s->literals.n - 1;
}

static bool is_constant(const struct graph *g, id a)
{
    return graph_op(g, a) == OP_NUMBER || graph_op(g, a) == OP_CONSTANT;
}

static struct literal power(const struct sharing *s, id base, number exponent)
{
    struct rational r = s->g->numbers.all.at[exponent];
    struct literal l = {.kind = LITERAL_POWER, .base = base, .exponent = exponent};
    l.is_constant = is_constant(s->g, base);
    l.is_divisor =
        !l.is_constant && (exponent == NUMBER_MINUS_ONE || exponent == NUMBER_MINUS_HALF);
    l.left = l.right = NO_LITERAL;
    l.hash = share_mix(share_mix(graph_node(s->g, base)->hash, (uint64_t)r.p), (uint64_t)r.q);
    return l;
}

/* ---- monomials ---- */

uint32_t share_times(struct sharing *s, const struct monomial *m, uint32_t literal)
{
    const struct share_factor *f = monomial_factors(s, m);
    for (uint32_t i = 0; i < m->n; i++)
        if (f[i].literal == literal) return f[i].times;
    return 0;
}

static void add_times(struct sharing *s, struct monomial *m, uint32_t literal, uint32_t times)
{
    struct share_factor *f = monomial_factors(s, m);
    for (uint32_t i = 0; i < m->n; i++)
        if (f[i].literal == literal) {
            f[i].times += times;
            return;
        }
    f[m->n++] = (struct share_factor){literal, times};
}

static void take_times(struct sharing *s, struct monomial *m, uint32_t literal, uint32_t times)
{
    struct share_factor *f = monomial_factors(s, m);
    uint32_t i = 0;
    while (f[i].literal != literal) i++;
    f[i].times -= times;
    if (f[i].times == 0) f[i] = f[--m->n];
}

void share_replace(struct sharing *s, struct monomial *m, uint32_t a, uint32_t b, uint32_t by,
                   uint32_t times)
{
    take_times(s, m, a, times);
    if (b != NO_LITERAL) take_times(s, m, b, times);
    add_times(s, m, by, times);
    m->changed = true;
}

void share_drop(struct sharing *s, struct monomial *m, uint32_t literal)
{
    take_times(s, m, literal, share_times(s, m, literal));
}

/* How a power is written in literals: `n` copies of one, and perhaps a half power. */
struct copies {
    number exponent;
    uint32_t n;
    number half; /* NUMBER_ZERO: none */
};

/* Where a half power of the same base occurs, divisors are counted in halves. */
static struct copies copies_of(const struct sharing *s, id base, number exponent)
{
    struct rational r = s->g->numbers.all.at[exponent];
    int64_t p = r.p < 0 ? -r.p : r.p;
    bool below = r.p < 0, is_root = r.q == 2;
    if ((r.q != 1 && !is_root) || p > MOST_COPIES)
        return (struct copies){.exponent = exponent, .n = 1};
    if (below && s->marks[base] & MARK_ROOT)
        return (struct copies){.exponent = NUMBER_MINUS_HALF, .n = (uint32_t)(is_root ? p : 2 * p)};
    number half = below ? NUMBER_MINUS_HALF : NUMBER_HALF;
    return (struct copies){below ? NUMBER_MINUS_ONE : NUMBER_ONE, (uint32_t)(is_root ? p / 2 : p),
                           is_root ? half : NUMBER_ZERO};
}

static bool add_power(struct sharing *s, struct monomial *m, id base, number exponent, uint32_t n,
                      bool adds)
{
    uint32_t literal = n ? share_literal(s, power(s, base, exponent), adds) : 0;
    if (literal == NO_LITERAL || s->failed) return false;
    if (n) add_times(s, m, literal, n);
    return true;
}

/* Returns how many copies of literals a product has. */
static uint32_t count_copies(const struct sharing *s, id product)
{
    const struct node *n = graph_node(s->g, product);
    uint32_t count = 0;
    for (uint32_t i = 0; i < n->n; i++) {
        struct copies c = copies_of(s, node_child(s->g, n, i), node_number(s->g, n, i));
        count += c.n + (c.half != NUMBER_ZERO);
    }
    return count;
}

/* Writes a product in literals. False if `adds` is not set and it has others than there are. */
static bool read_product(struct sharing *s, id product, struct monomial *m, bool adds)
{
    const struct node *n = graph_node(s->g, product);
    *m = (struct monomial){product, .first = (uint32_t)s->factors.n};
    m->room = count_copies(s, product);
    s->failed |= !vec_reserve(s->mem, &s->factors, m->room);
    for (uint32_t i = 0; i < n->n && !s->failed; i++) {
        id base = node_child(s->g, n, i);
        struct copies c = copies_of(s, base, node_number(s->g, n, i));
        if (!add_power(s, m, base, c.exponent, c.n, adds) ||
            !add_power(s, m, base, c.half, c.half != NUMBER_ZERO, adds))
            return false;
    }
    if (!s->failed) s->factors.n += m->room;
    return !s->failed;
}

/* ---- what the values have ---- */

static uint32_t size_of(struct sharing *s, const struct monomial *m)
{
    uint32_t size = 0;
    for (uint32_t i = 0; i < m->n; i++) size += monomial_factors(s, m)[i].times;
    return size;
}

/* How often a product contains a value. */
static uint32_t contains(struct sharing *s, const struct monomial *m, const struct monomial *value)
{
    uint32_t most = UINT32_MAX;
    s->work -= s->work ? 1 : 0;
    for (uint32_t i = 0; i < value->n && most; i++) {
        struct share_factor f = monomial_factors(s, value)[i];
        uint32_t times = share_times(s, m, f.literal) / f.times;
        if (times < most) most = times;
    }
    return most;
}

static void put_value(struct sharing *s, const struct monomial *value)
{
    uint32_t literal = NO_LITERAL;
    for (size_t i = 0; i < s->products.n && !s->failed; i++) {
        struct monomial *m = &s->products.at[i];
        uint32_t times = contains(s, m, value);
        if (times == 0) continue;
        if (literal == NO_LITERAL)
            literal = share_literal(s, power(s, value->product, NUMBER_ONE), true);
        for (uint32_t k = 0; k < value->n && !s->failed; k++) {
            struct share_factor f = monomial_factors(s, value)[k];
            take_times(s, m, f.literal, times * f.times);
        }
        if (!s->failed) add_times(s, m, literal, times);
        m->changed = true;
    }
}

/* The longest first, which saves most. */
static void put_values(struct sharing *s)
{
    for (size_t i = 0; i < s->values.n && s->work && !s->failed; i++) {
        size_t best = i;
        for (size_t k = i + 1; k < s->values.n; k++) {
            struct monomial *a = &s->values.at[k], *b = &s->values.at[best];
            uint32_t size = size_of(s, a), most = size_of(s, b);
            uint64_t hash = graph_node(s->g, a->product)->hash;
            if (size > most || (size == most && hash < graph_node(s->g, b->product)->hash))
                best = k;
        }
        struct monomial value = s->values.at[best];
        s->values.at[best] = s->values.at[i];
        put_value(s, &value);
    }
}

/* ---- reading the formulas ---- */

static bool is_product(const struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    if (n->op != OP_PRODUCT || n->shape != SHAPE_SCALAR) return false;
    for (uint32_t i = 0; i < n->n; i++)
        if (g->numbers.all.at[node_number(g, n, i)].q == 0) return false;
    return true;
}

static void mark_roots(struct sharing *s, const struct reach *reach)
{
    for (size_t i = 0; i < reach->ids.n; i++) {
        const struct node *n = graph_node(s->g, reach->ids.at[i]);
        for (uint32_t k = 0; n->op == OP_PRODUCT && k < n->n; k++)
            if (s->g->numbers.all.at[node_number(s->g, n, k)].q == 2)
                s->marks[node_child(s->g, n, k)] |= MARK_ROOT;
    }
}

static bool has_arrays(const struct sharing *s, const struct reach *reach)
{
    for (size_t i = 0; i < reach->ids.n; i++)
        if (graph_shape(s->g, reach->ids.at[i]) != SHAPE_SCALAR) return true;
    return false;
}

/* Reads the products that are not read yet. False if they are too many. */
static bool read_products(struct sharing *s, const struct reach *reach, bool counts)
{
    for (size_t i = 0; i < reach->ids.n && !s->failed; i++) {
        id a = reach->ids.at[i];
        struct monomial m;
        if (s->marks[a] & (MARK_VALUE | MARK_READ)) continue;
        if (s->literals.n > MOST_LITERALS || s->factors.n > MOST_FACTORS) return false;
        s->marks[a] |= MARK_READ;
        if (!is_product(s->g, a) || !read_product(s, a, &m, true)) continue;
        m.counts = counts;
        s->failed |= !vec_push(s->mem, &s->products, m);
    }
    return !s->failed;
}

/* The products of the values, and of what they consist of, that the formulas may have. */
static void read_values(struct sharing *s, const struct reach *reach)
{
    for (size_t i = 0; i < reach->ids.n && !s->failed; i++) {
        id a = reach->ids.at[i];
        struct monomial m;
        if (!is_product(s->g, a) || graph_node(s->g, a)->data != NUMBER_ONE) continue;
        if (read_product(s, a, &m, false) && size_of(s, &m) > 1)
            s->failed |= !vec_push(s->mem, &s->values, m);
    }
}

/* ---- writing them ---- */

/* What nodes have become, and a product that is being written: pairs of a node and its exponent. */
struct writer {
    struct sharing *s;
    id *now;
    uint32_t *product; /* by node: its place among the products + 1, if it has changed */
    VEC(uint32_t) words;
};

static void put_power(struct writer *w, id base, number exponent)
{
    struct sharing *s = w->s;
    for (size_t i = 0; i < w->words.n; i += 2)
        if (w->words.at[i] == base) {
            w->words.at[i + 1] = number_add(&s->g->numbers, w->words.at[i + 1], exponent);
            return;
        }
    s->failed |= !vec_push(s->mem, &w->words, base) || !vec_push(s->mem, &w->words, exponent);
}

/* Of a literal whose node is built, if it has one. */
static void put_literal(struct writer *w, uint32_t literal, uint32_t times)
{
    struct numbers *numbers = &w->s->g->numbers;
    const struct literal *l = &w->s->literals.at[literal];
    number exponent = number_from_int(numbers, times);
    if (l->kind == LITERAL_POWER)
        put_power(w, w->now[l->base], number_mul(numbers, l->exponent, exponent));
    else
        put_power(w, l->node, exponent);
}

/* In the order of hashes, not of nodes, which depends on what else was asked. */
static void sort_words(const struct graph *g, uint32_t *words, size_t n)
{
    for (size_t i = 2; i < n; i += 2)
        for (size_t k = i; k && graph_node(g, words[k])->hash < graph_node(g, words[k - 2])->hash;
             k -= 2) {
            uint32_t base = words[k], exponent = words[k + 1];
            words[k] = words[k - 2], words[k + 1] = words[k - 1];
            words[k - 2] = base, words[k - 1] = exponent;
        }
}

static id end_product(struct writer *w, number coefficient)
{
    uint32_t *words = w->words.at, n = (uint32_t)w->words.n;
    w->words.n = 0;
    if (w->s->failed) return POISON;
    sort_words(w->s->g, words, n);
    if (n == 2 && coefficient == NUMBER_ONE && words[1] == NUMBER_ONE) return words[0];
    struct node node = {.op = OP_PRODUCT, .n = n / 2, .shape = SHAPE_SCALAR, .data = coefficient};
    return graph_intern(w->s->g, node, words, n);
}

/* Builds the node of a literal, and those of the literals in it. Literals are few. */
static void build_literal(struct writer *w, uint32_t literal)
{
    struct literal *l = &w->s->literals.at[literal];
    if (l->kind == LITERAL_POWER || l->node != POISON) return;
    if (l->kind == LITERAL_PRODUCT) {
        build_literal(w, l->left);
        build_literal(w, l->right);
        put_literal(w, l->left, 1);
        put_literal(w, l->right, 1);
    } else
        for (uint32_t i = literal; i != NO_LITERAL; i = w->s->literals.at[i].right)
            put_literal(w, w->s->literals.at[i].left, 1);
    l->node = end_product(w, NUMBER_ONE);
}

static id write_product(struct writer *w, const struct monomial *m)
{
    struct sharing *s = w->s;
    for (uint32_t i = 0; i < m->n; i++) build_literal(w, monomial_factors(s, m)[i].literal);
    for (uint32_t i = 0; i < m->n; i++) {
        struct share_factor f = monomial_factors(s, m)[i];
        put_literal(w, f.literal, f.times);
    }
    return end_product(w, graph_node(s->g, m->product)->data);
}

/* A node as it is with what its children have become. */
static id write_node(struct writer *w, id a)
{
    struct sharing *s = w->s;
    struct node n = *graph_node(s->g, a);
    uint32_t n_words = op_pool_words(n.op, n.n, graph_dims(s->g, a).ndim);
    uint32_t stride = op_has_pairs(n.op) ? 2 : 1;
    bool changed = false;
    s->failed |= !vec_reserve(s->mem, &w->words, n_words);
    if (s->failed) return POISON;
    for (uint32_t i = 0; i < n_words; i++) {
        uint32_t word = s->g->pool.at[n.args + i];
        bool is_child = i < stride * n.n && i % stride == 0;
        w->words.at[i] = is_child ? w->now[word] : word;
        changed |= is_child && w->now[word] != word;
    }
    return changed ? graph_intern(s->g, n, w->words.at, n_words) : a;
}

static bool write_all(struct writer *w, const struct reach *reach)
{
    struct sharing *s = w->s;
    for (size_t i = 0; i < s->products.n; i++)
        if (s->products.at[i].changed) w->product[s->products.at[i].product] = (uint32_t)i + 1;
    for (size_t i = 0; i < reach->ids.n && !s->failed; i++) {
        id a = reach->ids.at[i];
        if (s->marks[a] & MARK_VALUE) continue;
        uint32_t product = w->product[a];
        w->now[a] = product ? write_product(w, &s->products.at[product - 1]) : write_node(w, a);
        s->failed |= w->now[a] == POISON;
    }
    return !s->failed;
}

static bool write_formulas(struct sharing *s, const struct share_request *r)
{
    struct writer w = {.s = s, .now = mem_array(s->mem, s->n_marks, sizeof *w.now)};
    w.product = mem_array(s->mem, s->n_marks, sizeof *w.product);
    struct reach reach = {0};
    bool ok = w.now && w.product;
    for (size_t i = 0; ok && i < s->n_marks; i++) w.now[i] = (id)i;
    ok = ok && graph_reach(s->g, r->formulas, r->n_formulas + r->n_others, &reach) &&
         write_all(&w, &reach);
    for (size_t i = 0; ok && i < r->n_formulas + r->n_others; i++)
        r->formulas[i] = w.now[r->formulas[i]];
    reach_free(s->g, &reach);
    vec_free(s->mem, &w.words);
    mem_free_array(s->mem, w.product, s->n_marks, sizeof *w.product);
    mem_free_array(s->mem, w.now, s->n_marks, sizeof *w.now);
    return ok;
}

/* ---- all of it ---- */

/* What the formulas have decides what is shared. */
static bool read_all(struct sharing *s, const struct share_request *r, const struct reach *values,
                     struct reach *reach)
{
    for (size_t i = 0; i < values->ids.n; i++) s->marks[values->ids.at[i]] = MARK_VALUE;
    mark_roots(s, values);
    if (!graph_reach(s->g, r->formulas, r->n_formulas, reach)) return s->failed = true, false;
    if (has_arrays(s, reach)) return false;
    mark_roots(s, reach);
    if (!read_products(s, reach, true) || s->products.n == 0) return false;
    if (!graph_reach(s->g, r->formulas + r->n_formulas, r->n_others, reach))
        return s->failed = true, false;
    read_products(s, reach, false);
    read_values(s, values);
    return !s->failed;
}

static bool share(struct sharing *s, const struct share_request *r)
{
    enum { MOST_WORK = 2000000 };
    struct reach values = {0}, reach = {0};
    s->work = MOST_WORK;
    bool ok = graph_reach(s->g, r->values, r->n_values, &values);
    bool any = ok && read_all(s, r, &values, &reach);
    reach_free(s->g, &reach);
    reach_free(s->g, &values);
    if (!any) return ok && !s->failed;
    put_values(s);
    share_divisors(s);
    share_pairs(s);
    return !s->failed && write_formulas(s, r);
}

bool share_products(struct graph *g, const struct share_request *request)
{
    struct sharing s = {.g = g, .mem = &g->core->mem, .n_marks = g->nodes.n};
    s.marks = mem_array(s.mem, s.n_marks, sizeof *s.marks);
    bool ok = s.marks && share(&s, request);
    mem_free_array(s.mem, s.marks, s.n_marks, sizeof *s.marks);
    vec_free(s.mem, &s.literals);
    vec_free(s.mem, &s.factors);
    vec_free(s.mem, &s.products);
    vec_free(s.mem, &s.values);
    return ok;
}
