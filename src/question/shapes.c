/* shapes.c - the stage that gives shapes to names: --shape A=[m,n],x=[2*m*n]. A letter is a size
 * that is open, unless the point says what it is: by a value of that shape, or by --at n=3. */
#include "question/stages.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_ENTRIES = INT32_MAX };

struct wanted {
    uint32_t name;
    struct span span; /* of the shape as it was written */
    struct shape_data d;
};

struct shaping {
    struct question *q;
    struct ast ast;
    VEC(struct wanted) all;
};

static const char *name_text(const struct shaping *s, uint32_t name)
{
    return names_text(&s->q->core->names, name);
}

static bool no_shape(struct shaping *s, const char *name, struct span span)
{
    diag_error(s->q->core, KIND_USAGE, span, "the shape of '%s' is not a list of sizes", name);
    return diag_hint(s->q->core,
                     "write %s=[3] for a vector and %s=[2,3] for a matrix; letters stand for open "
                     "sizes",
                     name, name);
}

/* ---- reading ---- */

static bool read_letter(struct shaping *s, const struct ast_node *node, int64_t *out)
{
    struct question *q = s->q;
    const char *text = name_text(s, node->name);
    struct name_facts *facts = lower_facts(&q->lowering, node->name);
    *out = size_of_letter(node->name);
    if (facts->size) return true;
    facts->size = *out;
    if (!facts->given) return true;
    q->lowering.sized_by_point = true;
    number value; /* --at n=3; a column of a table has no place in the point */
    id bound = facts->place < q->bound.n ? q->bound.at[facts->place].value : POISON;
    if (bound != POISON && graph_is_number(q->graph, bound, &value) &&
        graph_shape(q->graph, bound) == SHAPE_SCALAR &&
        number_to_int(&q->graph->numbers, value, &facts->size) && facts->size >= 1 &&
        facts->size <= MOST_ENTRIES)
        return true;
    return diag_error(q->core, KIND_SHAPE, node->span, "'%s' is a size, but its value is not",
                      text);
}

/* Reads a letter or a count. */
static bool read_part(struct shaping *s, const char *name, uint32_t i, int64_t *out)
{
    struct question *q = s->q;
    const struct ast_node *node = &s->ast.nodes.at[i];
    const struct source *source = &q->core->sources.at[node->span.source];
    if (node->op == AST_NAME) return read_letter(s, node, out);
    if (node->op != AST_NUMBER) return no_shape(s, name, node->span);
    number n = number_from_text(&q->graph->numbers, source->bytes + node->mark.start,
                                node->mark.end - node->mark.start, node->mark);
    if (number_to_int(&q->graph->numbers, n, out) && *out >= 1 && *out <= MOST_ENTRIES) return true;
    return diag_error(q->core, KIND_SHAPE, node->span, "a size is a whole number from 1 to %d",
                      MOST_ENTRIES);
}

/* Reads a letter, a count, or n^2. */
static bool read_factor(struct shaping *s, const char *name, uint32_t i, int64_t *out)
{
    struct sizes *sizes = &s->q->graph->shapes.sizes;
    const struct ast_node *node = &s->ast.nodes.at[i];
    int64_t base, power = 1;
    bool is_power = node->op == AST_POWER;
    if (!read_part(s, name, is_power ? ast_arg(&s->ast, node, 0) : i, &base)) return false;
    if (is_power && !read_part(s, name, ast_arg(&s->ast, node, 1), &power)) return false;
    if (power < 1) return no_shape(s, name, node->span);
    *out = power > MOST_LETTERS ? 0 : base;
    while (--power > 0 && *out) *out = size_times(sizes, *out, base);
    return true;
}

static bool read_size(struct shaping *s, const char *name, uint32_t i, int64_t *out)
{
    struct sizes *sizes = &s->q->graph->shapes.sizes;
    struct span span = s->ast.nodes.at[i].span;
    int64_t factor = 1;
    *out = 1;
    for (bool more = true; more;) {
        const struct ast_node *node = &s->ast.nodes.at[i];
        more = node->op == AST_MULTIPLY;
        if (!read_factor(s, name, more ? ast_arg(&s->ast, node, 1) : i, &factor)) return false;
        if (more) i = ast_arg(&s->ast, node, 0);
        *out = size_times(sizes, *out, factor);
    }
    if (*out && *out <= MOST_ENTRIES) return true;
    return diag_error(s->q->core, KIND_LIMIT, span,
                      "a size of more than %d, or of more than %d letters", MOST_ENTRIES,
                      MOST_LETTERS);
}

static bool read_sizes(struct shaping *s, const char *name, uint32_t root, struct wanted *out)
{
    const struct ast_node *node = &s->ast.nodes.at[root];
    if (node->op != AST_LIST) return no_shape(s, name, node->span);
    out->span = node->span;
    out->d = (struct shape_data){(int)node->n, {1, 1}};
    if (node->n > 2)
        return diag_error(s->q->core, KIND_SHAPE, node->span, "arrays have at most two axes");
    for (uint32_t i = 0; i < node->n; i++)
        if (!read_size(s, name, ast_arg(&s->ast, &s->ast.nodes.at[root], i), &out->d.d[i]))
            return false;
    return true;
}

static bool read_shape(struct shaping *s, const struct dcalc_binding *given)
{
    struct core *core = s->q->core;
    const struct dcalc_text *text = &given->value;
    size_t from = s->ast.statements.n;
    struct wanted wanted = {
        .name = names_intern(&core->names, &core->arena, given->name, strlen(given->name))};
    if (wanted.name == NAME_NONE) return false;
    uint32_t source =
        core_add_source(core, text->source ? text->source : "shape", text->bytes, text->length);
    if (!source || !ast_parse(core, &s->ast, source)) return false;
    const struct statement *statement = &s->ast.statements.at[from];
    if (s->ast.statements.n != from + 1 || statement->kind != STATEMENT_VALUE)
        return no_shape(s, given->name, (struct span){source, 0, (uint32_t)text->length});
    return read_sizes(s, given->name, statement->last, &wanted) &&
           vec_push(&core->mem, &s->all, wanted);
}

/* ---- what the point says ---- */

static int64_t resolved(struct shaping *s, int64_t size)
{
    struct sizes *sizes = &s->q->graph->shapes.sizes;
    struct size_product p = size_parts(sizes, size);
    for (uint32_t i = 0; i < p.n; i++)
        size =
            size_put(sizes, size, p.letters[i], lower_facts(&s->q->lowering, p.letters[i])->size);
    return size;
}

static shape shape_now(struct shaping *s, struct shape_data d)
{
    for (int i = 0; i < d.ndim; i++) d.d[i] = resolved(s, d.d[i]);
    return shape_of(&s->q->graph->shapes, d);
}

static bool misfit(struct shaping *s, const struct wanted *wanted, shape value)
{
    struct shapes *shapes = &s->q->graph->shapes;
    struct arena *arena = &s->q->core->arena;
    return diag_error(s->q->core, KIND_SHAPE, wanted->span,
                      "the value of '%s' has shape %s, not %s", name_text(s, wanted->name),
                      shape_text(shapes, value, arena),
                      shape_text(shapes, shape_now(s, wanted->d), arena));
}

static bool is_letter(const struct shaping *s, int64_t size)
{
    return size_is_open(size) &&
           size == size_of_letter(size_letter(&s->q->graph->shapes.sizes, size));
}

/* A name with a value: its letters get their sizes, and then products of letters must fit. */
static bool fit_value(struct shaping *s, const struct wanted *wanted, shape value, bool all_known)
{
    struct shape_data d = shape_get(&s->q->graph->shapes, value);
    const struct sizes *sizes = &s->q->graph->shapes.sizes;
    if (d.ndim != wanted->d.ndim) return misfit(s, wanted, value);
    for (int i = 0; i < d.ndim; i++) {
        int64_t want = resolved(s, wanted->d.d[i]);
        if (is_letter(s, want))
            lower_facts(&s->q->lowering, size_letter(sizes, want))->size = d.d[i];
        else if (all_known && size_is_open(want))
            return misfit(s, wanted, value) ||
                   diag_hint(s->q->core, "give the letters sizes too: --at %s=3",
                             name_text(s, size_letter(sizes, want)));
        else if (!size_is_open(want) && want != d.d[i])
            return misfit(s, wanted, value);
    }
    return true;
}

static bool fit_values(struct shaping *s)
{
    for (size_t k = 0; k < 2 * s->all.n; k++) {
        bool again = k >= s->all.n; /* letters that stand alone have their sizes */
        const struct wanted *wanted = &s->all.at[k % s->all.n];
        struct name_facts *facts = lower_facts(&s->q->lowering, wanted->name);
        if (facts->size)
            return diag_error(s->q->core, KIND_USAGE, wanted->span,
                              "'%s' is a size and a name with a shape", name_text(s, wanted->name));
        if (facts->given && !fit_value(s, wanted, facts->shape, again)) return false;
    }
    return true;
}

/* ---- sizes that stay open ---- */

/* check: formulas of open sizes are compared at one size for each letter, no two alike. */
static bool choose_sizes(struct shaping *s)
{
    static const int64_t sizes[] = {3, 2, 4, 5};
    struct question *q = s->q;
    for (size_t i = 0; i < s->all.n; i++)
        for (int k = 0; k < s->all.at[i].d.ndim; k++) {
            int64_t size = resolved(s, s->all.at[i].d.d[k]);
            for (; size_is_open(size); size = resolved(s, size)) {
                uint32_t letter = size_letter(&q->graph->shapes.sizes, size);
                lower_facts(&q->lowering, letter)->size = sizes[q->chosen_sizes.n % 4];
                if (!vec_push(&q->core->mem, &q->chosen_sizes, letter)) return false;
            }
        }
    return true;
}

/* ---- the rest ---- */

static bool give_shapes(struct shaping *s)
{
    for (size_t i = 0; i < s->all.n; i++) {
        const struct wanted *wanted = &s->all.at[i];
        struct name_facts *facts = lower_facts(&s->q->lowering, wanted->name);
        struct shape_data d = wanted->d;
        for (int k = 0; k < 2; k++) d.d[k] = resolved(s, d.d[k]);
        int64_t entries = size_times(&s->q->graph->shapes.sizes, d.d[0], d.d[1]);
        if (entries == 0 || entries > MOST_ENTRIES)
            return diag_error(s->q->core, KIND_LIMIT, wanted->span,
                              "an array of more than %d entries", MOST_ENTRIES);
        if (facts->given) continue;
        facts->shaped = true;
        facts->shape = shape_of(&s->q->graph->shapes, d);
    }
    return !diag_any(s->q->core);
}

bool shapes_read(struct question *q)
{
    struct shaping s = {.q = q};
    bool ok = true;
    for (size_t i = 0; i < q->request->n_shapes && ok; i++)
        ok = read_shape(&s, &q->request->shapes[i]);
    ok = ok && fit_values(&s);
    if (q->request->command == DCALC_CHECK) ok = ok && choose_sizes(&s);
    ok = ok && give_shapes(&s);
    ast_free(&s.ast, &q->core->mem);
    vec_free(&q->core->mem, &s.all);
    return ok;
}

/* Numbers need every size, and every name a value; C code has arguments for the names. */
bool shapes_are_known(struct question *q)
{
    struct core *core = q->core;
    if (!q->at_point || question_writes_document(q)) return true;
    if (q->lowering.open_size) {
        const char *letter =
            names_text(&core->names, size_letter(&q->graph->shapes.sizes, q->lowering.open_size));
        diag_error(core, KIND_NAME, (struct span){0}, "the size '%s' has no value", letter);
        return diag_hint(core, "bind a name of that shape, or the size: --at %s=3", letter);
    }
    for (size_t i = 0; i < q->lowering.free.n; i++) {
        const struct name_facts *facts = lower_facts(&q->lowering, q->lowering.free.at[i]);
        if (!facts->shaped) continue;
        const char *name = names_text(&core->names, q->lowering.free.at[i]);
        diag_error(core, KIND_NAME, (struct span){0}, "'%s' has a shape, but no value", name);
        return diag_hint(core, "bind it with --at %s=...", name);
    }
    return true;
}
