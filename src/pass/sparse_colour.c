/* sparse_colour.c - compressed sweeps. Rows or columns that would each need colours of their own
 * get a sweep in the other direction, so that an arrow matrix of n rows takes three sweeps, not
 * n. */
#include "pass/derive.h"
#include "pass/sparse.h"

#include <stdlib.h>
#include <string.h>

/* Longer seeds are arrays of doubles, not lists of numbers. */
enum { LONGEST_LIST = 4096 };

struct squeeze {
    struct graph *g;
    struct compressed *c;
    struct pattern across;
    const id *leaves;
    size_t n_leaves;
    id v; /* all values as one vector */
};

/* ---- which sweeps ---- */

/* The `alone` rows (or columns) with more than `most` entries are each swept by themselves. */
struct plan {
    size_t most, alone;
};

static int descending(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x < y) - (x > y);
}

/* Finds the cut with the fewest sweeps: one per row above it, and at least as many as the longest
 * row below it has entries. */
static bool find_plan(struct graph *g, const struct pattern *p, struct plan *out)
{
    struct mem *mem = &g->core->mem;
    size_t *sizes = mem_array(mem, p->rows + 1, sizeof *sizes), best = SIZE_MAX;
    for (size_t r = 0; sizes && r < p->rows; r++) sizes[r] = p->starts[r + 1] - p->starts[r];
    if (sizes) qsort(sizes, p->rows, sizeof *sizes, descending);
    for (size_t k = 0; sizes && k <= p->rows; k++) {
        bool falls = k == 0 || sizes[k] < sizes[k - 1];
        if (!falls || k + sizes[k] >= best) continue;
        best = k + sizes[k];
        *out = (struct plan){sizes[k], k};
    }
    mem_free_array(mem, sizes, p->rows + 1, sizeof *sizes);
    return sizes != NULL;
}

/* Colours the columns for all rows except the long ones, which get a colour each. */
static size_t carry_out(struct graph *g, const struct pattern *p, const struct pattern *across,
                        struct plan plan, uint32_t *columns, uint32_t *rows)
{
    struct mem *mem = &g->core->mem;
    bool *wanted = mem_array(mem, p->rows, sizeof *wanted);
    uint32_t alone = 0;
    if (!wanted) return SIZE_MAX;
    for (size_t r = 0; r < p->rows; r++) {
        wanted[r] = p->starts[r + 1] - p->starts[r] <= plan.most;
        rows[r] = wanted[r] ? UNCOLOURED : alone++;
    }
    size_t used = pattern_colour(g, p, across, wanted, columns);
    mem_free_array(mem, wanted, p->rows, sizeof *wanted);
    return used == SIZE_MAX ? SIZE_MAX : used + alone;
}

static bool colour(struct squeeze *s)
{
    struct graph *g = s->g;
    struct mem *mem = &g->core->mem;
    struct compressed *c = s->c;
    const struct pattern *p = &c->pattern, *across = &s->across;
    struct plan forward = {0}, backward = {0};
    c->column_colours = mem_array(mem, p->columns, sizeof *c->column_colours);
    c->row_colours = mem_array(mem, p->rows, sizeof *c->row_colours);
    if (!c->column_colours || !c->row_colours || !find_plan(g, p, &forward) ||
        !find_plan(g, across, &backward))
        return false;
    size_t least = forward.most + forward.alone, other = backward.most + backward.alone;
    c->rows_first = least <= other;
    size_t used = c->rows_first
                      ? carry_out(g, p, across, forward, c->column_colours, c->row_colours)
                      : carry_out(g, across, p, backward, c->row_colours, c->column_colours);
    if (used == SIZE_MAX || used <= (c->rows_first ? other : least)) return used != SIZE_MAX;
    /* The other direction may need fewer sweeps. */
    uint32_t *columns = mem_array(mem, p->columns, sizeof *columns),
             *rows = mem_array(mem, p->rows, sizeof *rows);
    size_t again = !columns || !rows ? SIZE_MAX
                   : c->rows_first   ? carry_out(g, across, p, backward, rows, columns)
                                     : carry_out(g, p, across, forward, columns, rows);
    if (again < used) {
        memcpy(c->column_colours, columns, p->columns * sizeof *columns);
        memcpy(c->row_colours, rows, p->rows * sizeof *rows);
        c->rows_first = !c->rows_first;
    }
    mem_free_array(mem, columns, p->columns, sizeof *columns);
    mem_free_array(mem, rows, p->rows, sizeof *rows);
    return again != SIZE_MAX;
}

/* ---- seeds: 1 where the colour is, 0 elsewhere ---- */

static id seed_list(struct graph *g, const uint32_t *colours, size_t n, uint32_t colour)
{
    id *items = mem_array(&g->core->mem, n, sizeof *items);
    if (!items) return POISON;
    for (size_t i = 0; i < n; i++) items[i] = graph_int(g, colours[i] == colour);
    id list = graph_stack(g, items, (uint32_t)n);
    mem_free_array(&g->core->mem, items, n, sizeof *items);
    return list;
}

/* The doubles are freed with the core. */
static id seed_array(struct graph *g, const uint32_t *colours, size_t n, uint32_t colour)
{
    struct core *core = g->core;
    double *seeds = arena_alloc(&core->arena, n * sizeof *seeds);
    if (!seeds) return POISON;
    for (size_t i = 0; i < n; i++) seeds[i] = colours[i] == colour;
    uint32_t name = names_intern(&core->names, &core->arena, "seed", 4);
    return graph_array(g, name, seeds, shape_vector(&g->shapes, (int64_t)n));
}

static id seed(struct graph *g, const uint32_t *colours, size_t n, uint32_t colour, shape s)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++) found += colours[i] == colour;
    if (found == 0) return graph_fill(g, NUMBER_ZERO, s);
    id vector =
        n <= LONGEST_LIST ? seed_list(g, colours, n, colour) : seed_array(g, colours, n, colour);
    return graph_reshape(g, vector, s);
}

static bool push_forward(struct squeeze *s, uint32_t colour)
{
    struct graph *g = s->g;
    struct mem *mem = &g->core->mem;
    id *leaves = mem_array(mem, s->n_leaves, sizeof *leaves),
       *tangents = mem_array(mem, s->n_leaves, sizeof *tangents);
    size_t column = 0, moving = 0;
    number zero;
    for (size_t i = 0; leaves && tangents && i < s->n_leaves; i++) {
        size_t end = s->c->leaf_ends.at[i];
        leaves[moving] = s->leaves[i];
        tangents[moving] = seed(g, s->c->column_colours + column, end - column, colour,
                                graph_shape(g, s->leaves[i]));
        moving += !graph_is_number(g, tangents[moving], &zero) || zero != NUMBER_ZERO;
        column = end;
    }
    id t = leaves && tangents ? derive_jvp(g, s->v, leaves, tangents, moving) : POISON;
    mem_free_array(mem, leaves, s->n_leaves, sizeof *leaves);
    mem_free_array(mem, tangents, s->n_leaves, sizeof *tangents);
    return t != POISON && vec_push(mem, &s->c->forward, t);
}

static bool push_backward(struct squeeze *s, uint32_t colour)
{
    struct graph *g = s->g;
    struct mem *mem = &g->core->mem;
    id *adjoints = mem_array(mem, s->n_leaves, sizeof *adjoints);
    id u = seed(g, s->c->row_colours, s->c->pattern.rows, colour, graph_shape(g, s->v));
    id f = graph_reduce(g, REDUCE_SUM, graph_mul(g, u, s->v), AXIS_ALL);
    bool ok = adjoints && u && derive_reverse(g, f, s->leaves, s->n_leaves, adjoints, NULL);
    for (size_t i = 0; ok && i < s->n_leaves; i++) ok = vec_push(mem, &s->c->backward, adjoints[i]);
    mem_free_array(mem, adjoints, s->n_leaves, sizeof *adjoints);
    return ok;
}

static uint32_t colours_of(const uint32_t *colours, size_t n)
{
    uint32_t most = 0;
    for (size_t i = 0; i < n; i++)
        if (colours[i] != UNCOLOURED && colours[i] >= most) most = colours[i] + 1;
    return most;
}

static bool sweep(struct squeeze *s)
{
    const struct compressed *c = s->c;
    uint32_t forward = colours_of(c->column_colours, c->pattern.columns),
             backward = colours_of(c->row_colours, c->pattern.rows);
    for (uint32_t k = 0; k < forward; k++)
        if (!push_forward(s, k)) return false;
    for (uint32_t k = 0; k < backward; k++)
        if (!push_backward(s, k)) return false;
    return true;
}

/* ---- the whole ---- */

static id as_vector(struct graph *g, const id *values, size_t n)
{
    id *parts = mem_array(&g->core->mem, n, sizeof *parts);
    if (!parts) return POISON;
    for (size_t i = 0; i < n; i++) {
        int64_t count = shape_count(&g->shapes, graph_shape(g, values[i]));
        parts[i] = graph_reshape(g, values[i], shape_vector(&g->shapes, count));
    }
    id v = graph_concat(g, parts, (uint32_t)n, 0);
    mem_free_array(&g->core->mem, parts, n, sizeof *parts);
    return v;
}

static bool run(struct squeeze *s)
{
    struct graph *g = s->g;
    size_t columns = 0;
    for (size_t i = 0; i < s->n_leaves; i++) {
        columns += (size_t)shape_count(&g->shapes, graph_shape(g, s->leaves[i]));
        if (!vec_push(&g->core->mem, &s->c->leaf_ends, columns)) return false;
    }
    return pattern_find(g, s->v, s->leaves, s->n_leaves, &s->c->pattern) &&
           pattern_transpose(g, &s->c->pattern, &s->across) && colour(s) && sweep(s);
}

bool sparse_by_colour(struct graph *g, const id *values, size_t n_values, const id *leaves,
                      size_t n_leaves, struct sparse *out)
{
    *out = (struct sparse){.by_colour = true};
    struct squeeze s = {.g = g,
                        .c = &out->compressed,
                        .leaves = leaves,
                        .n_leaves = n_leaves,
                        .v = as_vector(g, values, n_values)};
    bool ok = s.v != POISON && run(&s) && !diag_any(g->core);
    out->rows = (int64_t)out->compressed.pattern.rows;
    out->columns = (int64_t)out->compressed.pattern.columns;
    pattern_free(g, &s.across);
    return ok;
}

struct cell sparse_cell(const struct compressed *c, size_t row, size_t column)
{
    bool both = c->row_colours[row] != UNCOLOURED && c->column_colours[column] != UNCOLOURED;
    bool by_row = both ? c->rows_first : c->row_colours[row] != UNCOLOURED;
    if (!by_row) return (struct cell){c->forward.at[c->column_colours[column]], row};
    size_t leaf = 0, high = c->leaf_ends.n - 1;
    while (leaf < high) {
        size_t middle = (leaf + high) / 2;
        if (column >= c->leaf_ends.at[middle])
            leaf = middle + 1;
        else
            high = middle;
    }
    size_t start = leaf ? c->leaf_ends.at[leaf - 1] : 0;
    return (struct cell){c->backward.at[c->row_colours[row] * c->leaf_ends.n + leaf],
                         column - start};
}

void sparse_free(struct graph *g, struct sparse *sparse)
{
    struct mem *mem = &g->core->mem;
    struct compressed *c = &sparse->compressed;
    vec_free(mem, &sparse->bands.all);
    vec_free(mem, &c->forward);
    vec_free(mem, &c->backward);
    vec_free(mem, &c->leaf_ends);
    mem_free_array(mem, c->column_colours, c->pattern.columns, sizeof *c->column_colours);
    mem_free_array(mem, c->row_colours, c->pattern.rows, sizeof *c->row_colours);
    c->column_colours = c->row_colours = NULL;
    pattern_free(g, &c->pattern);
}
