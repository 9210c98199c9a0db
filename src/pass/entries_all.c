/* entries_all.c - entries as formulas where no array may be left: scans, linear algebra, doubles.
 */
#include "graph/linear.h"
#include "graph/scan.h"
#include "pass/entries_private.h"
#include "pass/minors.h"

static id of_double(struct taking *t, id a, int64_t place)
{
    mpq_t exact;
    mpq_init(exact);
    mpq_set_d(exact, node_array(t->g, graph_node(t->g, a))->values[place]);
    id value = graph_number(t->g, number_from_mpq(&t->g->numbers, exact));
    mpq_clear(exact);
    return value;
}

static id of_scan(struct taking *t, id a, int64_t place)
{
    struct graph *g = t->g;
    struct scan_rule rule = scan_rule(graph_op(g, a));
    struct scan_line line = scan_line(graph_dims(g, a), graph_node(g, a)->data);
    id entries[2];
    uint32_t n = graph_node(g, a)->n;
    if (!entries_are_counted(g, a) || !entries_may_write(t, 1)) return POISON;
    if (scan_begins(line, place))
        return entries_value(t, graph_child(g, a, scan_first(rule)), place);
    id before = entries_value(t, a, place - line.step);
    for (uint32_t k = 0; k < n; k++) entries[k] = entries_value(t, graph_child(g, a, k), place);
    for (uint32_t k = 0; k < n; k++)
        if (!entries[k]) return POISON;
    if (!before) return POISON;
    t->terms--;
    return scan_entry(g, graph_op(g, a), before, entries);
}

/* An operation of linear algebra: its matrix and directions, then its cofactors, row-major. */
struct matrix {
    id a;
    int64_t n;
    uint32_t directions;
    id *entries, *cofactors;
    size_t room;
};

/* True if all entries are known. They are copied, as what is made of them becomes known too. */
static bool read_matrix(struct taking *t, struct matrix *m)
{
    size_t square = (size_t)(m->n * m->n);
    bool all = true;
    for (uint32_t k = 0; k <= m->directions; k++)
        for (size_t i = 0; i < square; i++) {
            id entry = entries_value(t, graph_child(t->g, m->a, k), (int64_t)i);
            m->entries[k * square + i] = entry;
            all &= entry != POISON;
        }
    return all;
}

static id det_of(struct graph *g, const struct matrix *m)
{
    size_t begin = graph_begin(g);
    for (int64_t j = 0; j < m->n; j++)
        graph_push(g, graph_mul(g, m->entries[j], m->cofactors[j]), NUMBER_ONE);
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

static id of_determinant(struct taking *t, const struct matrix *m)
{
    id det = det_of(t->g, m);
    switch (graph_node(t->g, m->a)->fn) {
    case DET_LOG: return graph_fn1(t->g, FN_log, det);
    case DET_LOG_SIZE: return graph_fn1(t->g, FN_log, graph_fn1(t->g, FN_abs, det));
    case DET_SIGN: return graph_fn1(t->g, FN_sign, det);
    default: return det;
    }
}

/* Row `row` of the inverse times column `column` of b, or times that of the unit matrix. */
static id of_solution(struct taking *t, const struct matrix *m, int64_t place)
{
    struct graph *g = t->g;
    struct shape_data d = graph_dims(g, m->a);
    int64_t columns = d.ndim == 2 ? d.d[1] : 1, row = place / columns, column = place % columns;
    id det = det_of(g, m);
    if (graph_op(g, m->a) == OP_INV) return graph_div(g, m->cofactors[column * m->n + row], det);
    bool all = true;
    size_t begin = graph_begin(g);
    for (int64_t k = 0; k < m->n; k++) {
        id b = entries_value(t, graph_child(g, m->a, 1), k * columns + column);
        all &= b != POISON;
        if (all) graph_push(g, graph_mul(g, m->cofactors[k * m->n + row], b), NUMBER_ONE);
    }
    id sum = graph_end_sum(g, begin, NUMBER_ZERO);
    return all ? graph_div(g, sum, det) : POISON;
}

/* All entries of the operation become known at once, unless some of b are not known yet. */
static id all_of(struct taking *t, const struct matrix *m, int64_t place)
{
    struct graph *g = t->g;
    int64_t count = shape_count(&g->shapes, graph_shape(g, m->a));
    enum op op = graph_op(g, m->a);
    id asked = POISON;
    for (int64_t i = 0; i < count; i++) {
        id value = op == OP_DET        ? of_determinant(t, m)
                   : op == OP_COFACTOR ? m->cofactors[i]
                                       : of_solution(t, m, i);
        uint32_t at = value ? entries_find(t, m->a, i) : UINT32_MAX;
        if (at == UINT32_MAX) continue;
        t->known.at[at].now = value;
        if (i == place) asked = value;
    }
    return asked;
}

static id by_cofactors(struct taking *t, struct matrix *m, int64_t place)
{
    size_t square = (size_t)(m->n * m->n);
    bool ok = m->entries && read_matrix(t, m);
    m->cofactors = m->entries + m->room - square;
    int64_t rows = graph_op(t->g, m->a) == OP_DET ? 1 : m->n;
    if (!ok || !entries_may_write(t, rows * minors_cost(m->n, m->directions))) return POISON;
    for (int64_t i = 0; i < rows && ok; i++)
        ok = minors_row(t->g, m->entries, m->n, m->directions, i, m->cofactors + i * m->n);
    id value = ok ? all_of(t, m, place) : POISON;
    if (value) t->terms -= (size_t)(rows * minors_cost(m->n, m->directions));
    return value;
}

static id of_linear(struct taking *t, id a, int64_t place)
{
    struct matrix m = {.a = a, .n = graph_dims(t->g, graph_child(t->g, a, 0)).d[0]};
    if (graph_op(t->g, a) == OP_COFACTOR) m.directions = graph_node(t->g, a)->n - 1;
    if (!entries_are_counted(t->g, a) || m.n > MOST_MINOR_ROWS ||
        m.directions > MOST_MINOR_DIRECTIONS)
        return POISON;
    m.room = (size_t)(m.n * m.n) * (m.directions + 2);
    m.entries = mem_array(&t->g->core->mem, m.room, sizeof *m.entries);
    id value = by_cofactors(t, &m, place);
    mem_free_array(&t->g->core->mem, m.entries, m.room, sizeof *m.entries);
    return value;
}

/* ---- entries at places that are data ---- */

/* Returns where an index is i, counted from either end of an axis. */
static id is_index(struct graph *g, id index, int64_t i, int64_t size)
{
    return graph_where(g, graph_fn2(g, FN_equal, index, graph_int(g, i)), graph_int(g, 1),
                       graph_fn2(g, FN_equal, index, graph_int(g, i - size)));
}

/* Returns x where the indexes of entry k are those of entry `place` of the large array. */
static id at_place(struct taking *t, id a, int64_t k, struct shape_data large, int64_t place, id x)
{
    struct graph *g = t->g;
    int64_t at[2] = {large.ndim == 2 ? place / large.d[1] : place, place % large.d[1]};
    for (int axis = 0; axis < large.ndim; axis++) {
        id index = entries_value(t, graph_child(g, a, 1 + (uint32_t)axis), k);
        if (!index || !x) return POISON;
        x = graph_where(g, is_index(g, index, at[axis], large.d[axis]), x, graph_int(g, 0));
    }
    return x;
}

/* Adds up the entries that may be meant: those at an index that is known, or all. */
static id of_gather(struct taking *t, id a, int64_t place)
{
    struct graph *g = t->g;
    bool gathers = graph_op(g, a) == OP_GATHER, known = true;
    id x = graph_child(g, a, 0);
    struct shape_data large = graph_dims(g, gathers ? x : a);
    int64_t n = shape_count(&g->shapes, graph_shape(g, x));
    if (!entries_are_counted(g, a) || !entries_may_write(t, n)) return POISON;
    size_t begin = graph_begin(g);
    for (int64_t k = 0; k < n; k++) {
        id term = entries_value(t, x, k);
        term =
            gathers ? at_place(t, a, place, large, k, term) : at_place(t, a, k, large, place, term);
        known &= term != POISON;
        if (known) graph_push(g, term, NUMBER_ONE);
    }
    id sum = graph_end_sum(g, begin, NUMBER_ZERO);
    return known ? sum : POISON;
}

bool entries_may_stay(const struct graph *g, id a)
{
    enum op op = graph_op(g, a);
    return op == OP_VARIABLE || (op_class(op) == CLASS_LEAF && graph_shape(g, a) == SHAPE_SCALAR);
}

id entries_of_all(struct taking *t, id a, int64_t place)
{
    enum op op = graph_op(t->g, a);
    if (op == OP_ARRAY) return entries_may_write(t, 1) ? of_double(t, a, place) : POISON;
    if (op == OP_NAMED) return entries_value(t, graph_child(t->g, a, 0), place);
    if (op_class(op) == CLASS_SCAN) return of_scan(t, a, place);
    if (op_class(op) == CLASS_MATRIX) return of_linear(t, a, place);
    if (op_class(op) == CLASS_GATHER) return of_gather(t, a, place);
    if (op_class(op) == CLASS_FACTOR) return entries_of_factor(t, a, place);
    return entries_may_stay(t->g, a) ? graph_entry(t->g, a, place) : POISON;
}
