/* affine.c - formulas of affine forms of their symbols. */
#include "series/affine.h"

#include <string.h>

enum { SIGN_BITS = 1024 };

/* A node that is an affine form: its row, NULL if it is none, and the constant. */
struct affine {
    id *row;
    id constant;
};

struct forms {
    const struct directions *d;
    struct reach reach;
    struct affine *known; /* by node */
    size_t n_known;
};

static id *new_row(const struct forms *f)
{
    struct graph *g = f->d->g;
    id *row = arena_alloc(&g->core->arena, (f->d->m + 1) * sizeof *row);
    for (size_t i = 0; row && i < f->d->m; i++) row[i] = graph_int(g, 0);
    return row;
}

static bool is_constant(const struct forms *f, const id *row)
{
    for (size_t i = 0; i < f->d->m; i++)
        if (!graph_is_zero(f->d->g, row[i])) return false;
    return true;
}

/* Adds c times the affine terms of a sum; *others tells whether there are more. */
static void add_terms(const struct forms *f, id sum, struct affine *out, bool *others)
{
    struct graph *g = f->d->g;
    const struct node *n = graph_node(g, sum);
    uint32_t count = n->n;
    out->constant = graph_number(g, n->data);
    *others = false;
    for (uint32_t k = 0; k < count; k++) {
        n = graph_node(g, sum);
        const struct affine *term = &f->known[node_child(g, n, k)];
        id c = graph_number(g, node_number(g, n, k)); /* n may have moved */
        *others |= !term->row;
        if (!term->row) continue;
        for (size_t i = 0; i < f->d->m; i++)
            if (!graph_is_zero(g, term->row[i]))
                out->row[i] = node_add(g, out->row[i], node_multiply(g, c, term->row[i]));
        out->constant = node_add(g, out->constant, node_multiply(g, c, term->constant));
    }
}

static struct affine of_product(const struct forms *f, id a)
{
    struct graph *g = f->d->g;
    const struct node *n = graph_node(g, a);
    uint32_t count = n->n, moving = UINT32_MAX;
    for (uint32_t k = 0; k < count; k++) {
        n = graph_node(g, a);
        const struct affine *factor = &f->known[node_child(g, n, k)];
        if (!factor->row) return (struct affine){0};
        if (is_constant(f, factor->row)) continue;
        if (moving != UINT32_MAX || node_number(g, n, k) != NUMBER_ONE) return (struct affine){0};
        moving = k;
    }
    struct affine out = {new_row(f), a};
    if (moving == UINT32_MAX || !out.row) return out;
    n = graph_node(g, a);
    const struct affine *form = &f->known[node_child(g, n, moving)];
    id by = graph_number(g, n->data);
    for (uint32_t k = 0; k < count; k++) {
        n = graph_node(g, a);
        if (k != moving)
            by = node_multiply(g, by,
                               graph_pow_number(g, node_child(g, n, k), node_number(g, n, k)));
    }
    for (size_t i = 0; i < f->d->m; i++) out.row[i] = node_multiply(g, by, form->row[i]);
    out.constant = node_multiply(g, by, form->constant);
    return out;
}

static struct affine look_at(const struct forms *f, id a)
{
    struct graph *g = f->d->g;
    struct affine out = {new_row(f), a};
    const struct node *n = graph_node(g, a);
    bool others = false;
    switch ((enum op)n->op) {
    case OP_NUMBER:
    case OP_CONSTANT: return out;
    case OP_VARIABLE:
        for (size_t i = 0; out.row && i < f->d->m; i++)
            if (f->d->symbols[i] == a) out.row[i] = graph_int(g, 1), out.constant = graph_int(g, 0);
        return out;
    case OP_SUM:
        if (out.row) add_terms(f, a, &out, &others);
        if (others) out.row = NULL;
        return out;
    case OP_PRODUCT: return of_product(f, a);
    default:
        for (uint32_t k = 0; k < n->n; k++) {
            const struct affine *child = &f->known[node_child(g, n, k)];
            if (!child->row || !is_constant(f, child->row)) return (struct affine){0};
        }
        return out;
    }
}

static bool begin(struct forms *f, const struct directions *d, id formula)
{
    struct graph *g = d->g;
    *f = (struct forms){.d = d, .n_known = (size_t)formula + 1};
    if (!graph_reach(g, &formula, 1, &f->reach)) return false;
    f->known = mem_array(&g->core->mem, f->n_known, sizeof *f->known);
    for (size_t p = 0; f->known && p < f->reach.ids.n; p++) {
        id a = f->reach.ids.at[p];
        f->known[a] = look_at(f, a);
        if (!core_go_on(g->core)) return false;
    }
    return f->known && !g->core->mem.failed;
}

static void end(struct forms *f)
{
    mem_free_array(&f->d->g->core->mem, f->known, f->n_known, sizeof *f->known);
    reach_free(f->d->g, &f->reach);
}

/* ---- finding ---- */

static id minus(struct graph *g, id a)
{
    return node_multiply(g, graph_int(g, -1), a);
}

/* Takes from the row its part along each of the forms, as far as their first symbols tell. Then its
 * own first symbol; d->m if nothing is left, m + 1 if a sign cannot be told. */
static size_t reduce(const struct directions *d, const struct affine_forms *forms,
                     const size_t *first, id *row, id *by)
{
    struct graph *g = d->g;
    for (size_t k = 0; k < forms->n; k++) {
        by[k] = row[first[k]];
        if (graph_is_zero(g, by[k])) continue;
        for (size_t i = 0; i < d->m; i++)
            row[i] =
                node_add(g, row[i], minus(g, node_multiply(g, by[k], forms->rows[k * d->m + i])));
    }
    for (size_t i = 0; i < d->m; i++) {
        if (graph_is_zero(g, row[i])) continue;
        int sign = node_sign(g, row[i], SIGN_BITS);
        if (sign == SIGN_UNKNOWN) return d->m + 1;
        if (sign) return i;
        row[i] = graph_int(g, 0);
    }
    return d->m;
}

/* Adds a row to the forms, which stay in echelon form. False if a sign cannot be told. */
static bool add_form(const struct directions *d, struct affine_forms *forms, size_t *first,
                     const id *added)
{
    struct graph *g = d->g;
    id row[MOST_DIRECTIONS], by[MOST_DIRECTIONS];
    memcpy(row, added, d->m * sizeof *row);
    size_t i = reduce(d, forms, first, row, by);
    if (i >= d->m) return i == d->m;
    id inverse = node_power(g, row[i], NUMBER_MINUS_ONE);
    id *kept = forms->rows + forms->n * d->m;
    for (size_t k = 0; k < d->m; k++) kept[k] = node_multiply(g, row[k], inverse);
    first[forms->n++] = i;
    return true;
}

/* The forms by which one node depends on symbols directly. */
static bool add_forms_of(const struct forms *f, id a, struct affine_forms *forms, size_t *first)
{
    struct graph *g = f->d->g;
    uint32_t count = graph_node(g, a)->n;
    bool others;
    if (graph_op(g, a) == OP_SUM) {
        struct affine part = {new_row(f), POISON};
        if (!part.row) return false;
        add_terms(f, a, &part, &others);
        return add_form(f->d, forms, first, part.row);
    }
    for (uint32_t k = 0; k < count; k++) {
        const struct affine *child = &f->known[graph_child(g, a, k)];
        if (child->row && !add_form(f->d, forms, first, child->row)) return false;
    }
    return true;
}

bool affine_find(const struct directions *d, id formula, struct affine_forms *out)
{
    struct graph *g = d->g;
    struct forms f;
    size_t first[MOST_DIRECTIONS];
    *out = (struct affine_forms){
        .rows = arena_alloc(&g->core->arena, (d->m * d->m + 1) * sizeof *out->rows)};
    bool ok = begin(&f, d, formula) && out->rows;
    if (ok && f.known[formula].row) ok = add_form(d, out, first, f.known[formula].row);
    for (size_t p = 0; ok && p < f.reach.ids.n; p++) {
        id a = f.reach.ids.at[p];
        if (!f.known[a].row) ok = add_forms_of(&f, a, out, first);
    }
    end(&f);
    return ok && !diag_any(g->core);
}

/* ---- formulas of one form ---- */

/* Two lines as one: NULL is none. Rows are scaled, so that they are the same or another line. */
static void join(const struct directions *d, struct affine_line *line, const id *row)
{
    if (!row || line->many) return;
    if (!line->row)
        line->row = row;
    else
        line->many = memcmp(line->row, row, d->m * sizeof *row) != 0;
}

/* The row of a form, scaled; NULL if the form is constant. False if a sign cannot be told. */
static bool scaled(const struct forms *f, const id *given, const id **out)
{
    struct graph *g = f->d->g;
    id by[1], *row = new_row(f);
    struct affine_forms none = {0};
    *out = NULL;
    if (!row) return false;
    memcpy(row, given, f->d->m * sizeof *row);
    size_t i = reduce(f->d, &none, NULL, row, by);
    if (i >= f->d->m) return i == f->d->m;
    id inverse = node_power(g, row[i], NUMBER_MINUS_ONE);
    for (size_t k = 0; k < f->d->m; k++) row[k] = node_multiply(g, row[k], inverse);
    *out = row;
    return true;
}

static bool find_line(const struct forms *f, id a, struct affine_line *lines)
{
    struct graph *g = f->d->g;
    struct affine_line *line = &lines[a];
    const id *row;
    uint32_t count = graph_node(g, a)->n;
    line->affine = f->known[a].row != NULL;
    if (line->affine) return scaled(f, f->known[a].row, &line->row);
    if (graph_op(g, a) == OP_SUM) {
        struct affine part = {new_row(f), POISON};
        bool others;
        if (!part.row) return false;
        add_terms(f, a, &part, &others);
        if (!scaled(f, part.row, &row)) return false;
        join(f->d, line, row);
    }
    for (uint32_t k = 0; k < count; k++) {
        const struct affine_line *child = &lines[graph_child(g, a, k)];
        if (graph_op(g, a) == OP_SUM && child->affine) continue;
        line->many |= child->many;
        join(f->d, line, child->row);
    }
    return true;
}

bool affine_lines(const struct directions *d, id formula, struct affine_line *lines)
{
    struct forms f;
    bool ok = begin(&f, d, formula);
    for (size_t p = 0; ok && p < f.reach.ids.n; p++) {
        ok = find_line(&f, f.reach.ids.at[p], lines) && core_go_on(d->g->core);
    }
    end(&f);
    return ok && !diag_any(d->g->core);
}

/* ---- putting in ---- */

/* The sum of a row's parts along the forms, times their symbols; POISON if that is not all. */
static id in_symbols(const struct directions *d, const id *given, const struct affine_forms *forms,
                     const id *symbols)
{
    struct graph *g = d->g;
    id row[MOST_DIRECTIONS], by[MOST_DIRECTIONS], sum = graph_int(g, 0);
    size_t first[MOST_DIRECTIONS];
    memcpy(row, given, d->m * sizeof *row);
    for (size_t k = 0; k < forms->n; k++)
        for (first[k] = 0; graph_is_zero(g, forms->rows[k * d->m + first[k]]);) first[k]++;
    if (reduce(d, forms, first, row, by) != d->m) return POISON;
    for (size_t k = 0; k < forms->n; k++)
        sum = node_add(g, sum, node_multiply(g, by[k], symbols[k]));
    return sum;
}

/* A sum: its affine part, and the other terms. */
static id put_sum(const struct forms *f, id a, const struct affine_forms *forms, const id *symbols,
                  const id *now)
{
    struct graph *g = f->d->g;
    struct affine part = {new_row(f), POISON};
    bool others;
    if (!part.row) return POISON;
    add_terms(f, a, &part, &others);
    id sum = in_symbols(f->d, part.row, forms, symbols);
    if (sum == POISON) return POISON;
    size_t begin_at = graph_begin(g);
    graph_push(g, sum, NUMBER_ONE);
    graph_push(g, part.constant, NUMBER_ONE);
    uint32_t count = graph_node(g, a)->n;
    for (uint32_t k = 0; k < count; k++) {
        const struct node *n = graph_node(g, a);
        id child = node_child(g, n, k);
        number c = node_number(g, n, k);
        if (!f->known[child].row) graph_push(g, now[child], c);
    }
    return graph_end_sum(g, begin_at, NUMBER_ZERO);
}

static id put(const struct forms *f, id a, const struct affine_forms *forms, const id *symbols,
              const id *now)
{
    struct graph *g = f->d->g;
    const struct affine *affine = &f->known[a];
    if (affine->row) {
        id sum = in_symbols(f->d, affine->row, forms, symbols);
        return sum == POISON ? POISON : graph_add(g, affine->constant, sum);
    }
    if (graph_op(g, a) == OP_SUM) return put_sum(f, a, forms, symbols, now);
    uint32_t count = graph_node(g, a)->n;
    id *children = mem_array(&g->core->mem, count, sizeof *children);
    bool ok = children != NULL;
    for (uint32_t k = 0; ok && k < count; k++) {
        children[k] = now[graph_child(g, a, k)];
        ok = children[k] != POISON;
    }
    id built = ok ? graph_rebuild(g, a, children) : POISON;
    mem_free_array(&g->core->mem, children, count, sizeof *children);
    return built;
}

/* Affine terms of a sum need not be formulas of the symbols, one by one. */
id affine_put(const struct directions *d, id formula, const struct affine_forms *forms,
              const id *symbols)
{
    struct graph *g = d->g;
    struct forms f;
    id *now = mem_array(&g->core->mem, (size_t)formula + 1, sizeof *now);
    bool ok = now && begin(&f, d, formula);
    for (size_t p = 0; ok && p < f.reach.ids.n; p++) {
        id a = f.reach.ids.at[p];
        now[a] = put(&f, a, forms, symbols, now);
        ok = core_go_on(g->core);
    }
    id result = ok ? now[formula] : POISON;
    if (now) end(&f);
    mem_free_array(&g->core->mem, now, (size_t)formula + 1, sizeof *now);
    return result;
}

id affine_at(const struct directions *d, const id *row, const id *point)
{
    id sum = graph_int(d->g, 0);
    for (size_t i = 0; i < d->m; i++)
        sum = node_add(d->g, sum, node_multiply(d->g, row[i], point[i]));
    return sum;
}
