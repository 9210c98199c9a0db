/* local_moving.c - which entries of names scalar formulas depend on at the point. */
#include "number/local.h"

#include "pass/entries.h"

#include <string.h>

/* More entries than this are not looked at one by one. */
enum { MOST_ENTRIES = 64 };

int64_t local_entries(const struct question *q, id a)
{
    return shape_count(&q->graph->shapes, graph_shape(q->graph, a));
}

bool local_push_entries(const struct question *q, struct local_formulas *out, id a)
{
    int64_t n = local_entries(q, a);
    for (int64_t i = 0; i < n; i++)
        if (!vec_push(&q->core->mem, &out->all, graph_entry(q->graph, a, i))) return false;
    return n > 0;
}

/* An array of symbols, which are also listed. */
static id array_of_symbols(const struct question *q, shape s, id *symbols, size_t first)
{
    struct graph *g = q->graph;
    int64_t n = shape_count(&g->shapes, s);
    for (int64_t i = 0; i < n; i++) {
        const char *text = local_text(q, "entry %zu", first + (size_t)i);
        uint32_t name = names_intern(&q->core->names, &q->core->arena, text, strlen(text));
        if (name == NAME_NONE) return POISON;
        symbols[first + (size_t)i] = graph_variable(g, name, SHAPE_SCALAR);
    }
    if (s == SHAPE_SCALAR) return symbols[first];
    return graph_reshape(g, graph_stack(g, symbols + first, (uint32_t)n), s);
}

static size_t count_entries(const struct question *q, const id *leaves, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) count += (size_t)local_entries(q, leaves[i]);
    return count;
}

static void note_reached(const struct question *q, const id *leaves, size_t n, const id *symbols,
                         struct mover *out)
{
    size_t at = 0;
    for (size_t i = 0; i < n; i++)
        for (int64_t k = 0; k < local_entries(q, leaves[i]); k++, at++) {
            if (!graph_reached(q->graph, symbols[at])) continue;
            if (out->n++ == 0) out->leaf = i, out->entry = k, out->column = at;
        }
}

bool local_put_symbols(const struct question *q, const id *leaves, size_t n, id *symbols,
                       id *formulas, size_t n_formulas)
{
    struct mem *mem = &q->core->mem;
    struct graph *g = q->graph;
    size_t room = n + q->bound.n, used = n, first = 0;
    struct replacement *list = mem_array(mem, room, sizeof *list);
    for (size_t i = 0; list && i < n; first += (size_t)local_entries(q, leaves[i]), i++)
        list[i] = (struct replacement){
            leaves[i], array_of_symbols(q, graph_shape(g, leaves[i]), symbols, first)};
    for (size_t i = 0; list && i < q->bound.n; i++) {
        id value = q->bound.at[i].value;
        id name = graph_variable(g, q->bound.at[i].name, graph_shape(g, value));
        bool moves = false;
        for (size_t k = 0; k < n; k++) moves |= leaves[k] == name;
        if (!moves) list[used++] = (struct replacement){name, value};
    }
    bool ok = list && substitute(g, formulas, n_formulas, list, used) &&
              entries_write_out(g, formulas, n_formulas);
    mem_free_array(mem, list, room, sizeof *list);
    return ok;
}

bool local_moving(const struct question *q, const id *leaves, size_t n, const id *formulas,
                  size_t n_formulas, struct mover *out)
{
    struct mem *mem = &q->core->mem;
    size_t entries = count_entries(q, leaves, n);
    *out = (struct mover){.n = entries};
    if (entries <= 1) return entries == 1;
    if (entries > MOST_ENTRIES) return true;
    id symbols[MOST_ENTRIES], *now = mem_array(mem, n_formulas, sizeof *now);
    struct reach reach = {0};
    if (now && n_formulas) memcpy(now, formulas, n_formulas * sizeof *now);
    bool ok = now && local_put_symbols(q, leaves, n, symbols, now, n_formulas) &&
              graph_reach(q->graph, now, n_formulas, &reach);
    out->n = 0;
    if (ok) note_reached(q, leaves, n, symbols, out);
    reach_free(q->graph, &reach);
    mem_free_array(mem, now, n_formulas, sizeof *now);
    return ok;
}

bool local_first_mover(const struct question *q, const id *leaves, size_t n, id formula,
                       struct mover *out)
{
    struct mem *mem = &q->core->mem;
    size_t entries = count_entries(q, leaves, n);
    id *symbols = mem_array(mem, entries, sizeof *symbols);
    struct reach reach = {0};
    *out = (struct mover){0};
    bool ok = symbols && local_put_symbols(q, leaves, n, symbols, &formula, 1) &&
              graph_reach(q->graph, &formula, 1, &reach);
    if (ok) note_reached(q, leaves, n, symbols, out);
    reach_free(q->graph, &reach);
    mem_free_array(mem, symbols, entries, sizeof *symbols);
    return ok && out->n > 0;
}
