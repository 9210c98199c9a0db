/* local_several.c - derivatives by several entries at the point, by expansions along rays. */
#include "number/numbers.h"
#include "number/several_private.h"

#include "pass/derive.h"
#include "pass/entries.h"

#include <string.h>

/* More entries than this are not looked at one by one. */
enum { MOST_ENTRIES = 2048 };

/* ---- the entries ---- */

/* An entry of a name that is assigned passes on to what it is computed from, which no symbols do.
 */
static bool stand_alone(const struct question *q, const id *leaves, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (n > 1 && graph_op(q->graph, leaves[i]) != OP_VARIABLE) return false;
    return true;
}

static bool find_base(struct several *s)
{
    const struct question *q = s->q;
    size_t at = 0;
    for (size_t i = 0; i < s->n_leaves; i++) {
        id value = local_value(q, s->leaves[i]);
        if (value == POISON) return false;
        for (int64_t k = 0; k < local_entries(q, s->leaves[i]); k++)
            s->base[at++] = graph_entry(q->graph, value, k);
    }
    return entries_write_out(q->graph, s->base, s->n);
}

/* The entries that a formula of the symbols depends on. False if there are too many. */
static bool choose(struct several *s, id formula)
{
    struct graph *g = s->q->graph;
    struct reach reach = {0};
    bool ok = graph_reach(g, &formula, 1, &reach);
    s->m = 0;
    s->too_many = false;
    for (size_t i = 0; ok && i < s->n; i++) {
        if (!graph_reached(g, s->symbols[i])) continue;
        s->too_many = s->m == MOST_DIRECTIONS;
        if (s->too_many) break;
        s->places[s->m] = i;
        s->some[s->m] = s->symbols[i];
        s->some_base[s->m++] = s->base[i];
    }
    reach_free(g, &reach);
    return ok && !s->too_many;
}

static struct local_verdict verdict_of(const struct several *s, const struct affine_forms *forms,
                                       const struct derivative_of_several *d)
{
    bool unknown = d->is == DIFFERENTIABLE_UNKNOWN;
    return (struct local_verdict){.state = d->is == IS_DIFFERENTIABLE ? LOCAL_SMOOTH
                                           : unknown                  ? LOCAL_UNDECIDED
                                                                      : LOCAL_KINK,
                                  .several = true,
                                  .infinite = d->is == IS_STEEP,
                                  .hint = several_hint(s, forms, d)};
}

/* Too many entries at once: one may do for an error. */
static struct local_verdict judge_many(struct computation *c, const id *leaves, size_t n_leaves,
                                       const struct local_formulas *rows)
{
    struct local_verdict verdict;
    if (local_kink_along_one(c, leaves, n_leaves, rows, &verdict)) return verdict;
    return (struct local_verdict){
        .state = LOCAL_UNDECIDED,
        .hint = local_text(c->q,
                           "a tie of a formula of more than %d entries is not looked at; ask by "
                           "fewer names at once",
                           MOST_DIRECTIONS)};
}

/* ---- what formulas may be ---- */

/* A derivative by an operator of the program may be another at the point than its formula says. */
static bool holds_operation(const struct question *q, id formula)
{
    struct reach reach = {0};
    bool found = false;
    if (q->lowering.operations.n == 0) return false;
    if (!graph_reach(q->graph, &formula, 1, &reach)) return true;
    for (size_t i = 0; i < q->lowering.operations.n; i++)
        found |= graph_reached(q->graph, q->lowering.operations.at[i].derivative);
    reach_free(q->graph, &reach);
    return found;
}

/* ---- derivatives ---- */

/* A formula of fewer forms of the entries: these, with a symbol and a value at the point for each.
 */
struct reduced {
    struct affine_forms forms;
    id symbols[MOST_DIRECTIONS], base[MOST_DIRECTIONS];
    id formula;
};

/* The entries themselves, where there are no fewer forms. */
static void keep_entries(const struct several *s, id formula, struct reduced *out)
{
    struct graph *g = s->q->graph;
    out->forms.n = s->m;
    out->formula = formula;
    for (size_t k = 0; k < s->m; k++) {
        out->symbols[k] = s->some[k];
        out->base[k] = s->some_base[k];
        for (size_t i = 0; i < s->m; i++) out->forms.rows[k * s->m + i] = graph_int(g, i == k);
    }
}

static bool reduce(const struct several *s, id formula, struct reduced *out)
{
    const struct question *q = s->q;
    struct graph *g = q->graph;
    struct directions d = {g, s->some, s->m};
    if (!affine_find(&d, formula, &out->forms)) return false;
    if (out->forms.n == s->m) return keep_entries(s, formula, out), true;
    for (size_t k = 0; k < out->forms.n; k++) {
        const char *text = local_text(q, "form %zu", k);
        uint32_t name = names_intern(&q->core->names, &q->core->arena, text, strlen(text));
        if (name == NAME_NONE) return false;
        out->symbols[k] = graph_variable(g, name, SHAPE_SCALAR);
        out->base[k] = affine_at(&d, out->forms.rows + k * s->m, s->some_base);
    }
    out->formula = affine_put(&d, formula, &out->forms, out->symbols);
    return out->formula != POISON;
}

/* What a leaf is along a direction of the entries that the formula depends on. */
static id moved(const struct several *s, size_t leaf, size_t first, const id *direction, id symbol)
{
    const struct question *q = s->q;
    struct graph *g = q->graph;
    size_t n = (size_t)local_entries(q, s->leaves[leaf]);
    id *entries = mem_array(&q->core->mem, n, sizeof *entries), all = POISON;
    for (size_t i = 0; entries && i < n; i++) entries[i] = s->base[first + i];
    for (size_t k = 0; entries && k < s->m; k++)
        if (s->places[k] >= first && s->places[k] < first + n)
            entries[s->places[k] - first] =
                graph_add(g, s->some_base[k], graph_mul(g, direction[k], symbol));
    if (entries) all = local_array(g, entries, n, graph_shape(g, s->leaves[leaf]));
    mem_free_array(&q->core->mem, entries, n, sizeof *entries);
    return all;
}

/* Of a formula of one form: its derivative along a line on which the form grows as the line does.
 */
static struct local_verdict judge_line(struct several *s, id of_names, const id *row, id here,
                                       int order)
{
    const struct question *q = s->q;
    struct mem *mem = &q->core->mem;
    struct local_line line;
    struct local_verdict verdict = {.state = LOCAL_FAILED};
    id direction[MOST_DIRECTIONS], there = of_names;
    size_t first = 0, moving = 0;
    while (graph_is_zero(q->graph, row[moving])) moving++;
    for (size_t k = 0; k < s->m; k++) direction[k] = graph_int(q->graph, k == moving);
    struct replacement *moves = mem_array(mem, s->n_leaves, sizeof *moves);
    bool begun = moves && local_line_begin_along(&line, q, &s->c->local);
    for (size_t i = 0; begun && i < s->n_leaves; i++) {
        moves[i] = (struct replacement){s->leaves[i], moved(s, i, first, direction, line.symbol)};
        first += (size_t)local_entries(q, s->leaves[i]);
        if (moves[i].value == POISON) begun = false;
    }
    if (begun) {
        line.moves = moves;
        line.n_moves = s->n_leaves;
        verdict.state = LOCAL_UNDECIDED;
        if (local_line_put(&line, &of_names, 1, false) &&
            (here || local_line_put(&line, &there, 1, true)))
            verdict =
                local_sides(&line, of_names, here ? here : local_line_at(&line, there), order);
        local_line_end(&line);
    }
    mem_free_array(mem, moves, s->n_leaves, sizeof *moves);
    if (verdict.hint && verdict.state == LOCAL_KINK)
        verdict.hint = local_text(q, "along %s %s", several_way(s, direction), verdict.hint);
    return verdict;
}

/* Adds rows[k]^T * second[k][l] * rows[l] for all k and l. */
static void spread(const struct several *s, const struct affine_forms *forms, const id *second,
                   id *table)
{
    struct graph *g = s->q->graph;
    for (size_t i = 0; i < s->n * s->n; i++) table[i] = graph_int(g, 0);
    for (size_t i = 0; i < s->m; i++)
        for (size_t j = 0; j < s->m; j++) {
            id sum = graph_int(g, 0);
            for (size_t k = 0; k < forms->n; k++)
                for (size_t l = 0; l < forms->n; l++) {
                    id left = node_multiply(g, forms->rows[k * s->m + i], second[k * forms->n + l]);
                    sum = node_add(g, sum, node_multiply(g, left, forms->rows[l * s->m + j]));
                }
            table[s->places[i] * s->n + s->places[j]] = sum;
        }
}

static bool is_of_one_form(struct several *s, id formula)
{
    struct reduced z;
    return choose(s, formula) && s->m > 0 && reduce(s, formula, &z) && z.forms.n == 1;
}

/* Second derivatives of a formula of one form, as a table. */
static struct local_verdict judge_form_twice(struct several *s, id of_names, id formula, id *table)
{
    struct reduced z;
    if (!choose(s, formula) || !reduce(s, formula, &z) || z.forms.n != 1)
        return (struct local_verdict){.state = LOCAL_UNDECIDED};
    struct local_verdict verdict = judge_line(s, of_names, z.forms.rows, POISON, 2);
    if (verdict.state == LOCAL_SMOOTH) spread(s, &z.forms, &verdict.derivative, table);
    return verdict;
}

static struct local_verdict judge_formula(struct several *s, id of_names, id formula, id *slopes);
static const struct part_ways part_ways = {choose, is_of_one_form, judge_formula, judge_form_twice};

/* At an end of the domain, where the formula has no values in some direction. */
static struct local_verdict judge_end(struct several *s, id formula, id *slopes,
                                      struct local_verdict otherwise)
{
    if (s->ended) return otherwise;
    s->ended = true;
    id inner = several_ends(s, formula, 1, &part_ways);
    id of_names = inner ? several_with_names(s, inner) : POISON;
    struct local_verdict verdict = otherwise;
    if (!choose(s, formula)) return (struct local_verdict){.state = LOCAL_FAILED};
    for (size_t i = 0; i < s->m; i++) slopes[s->places[i]] = graph_int(s->q->graph, 0);
    if (of_names != POISON) verdict = judge_formula(s, of_names, inner, slopes);
    if (verdict.state != LOCAL_SMOOTH) {
        s->ended = false;
        choose(s, formula);
        return otherwise;
    }
    choose(s, formula);
    verdict.one_sided = true;
    return verdict;
}

/* Judges a formula that depends on few entries. */
static struct local_verdict judge_formula(struct several *s, id of_names, id formula, id *slopes)
{
    const struct question *q = s->q;
    struct graph *g = q->graph;
    struct derivative_of_several d;
    struct reduced z;
    if (!choose(s, formula)) return (struct local_verdict){.state = LOCAL_SEVERAL};
    if (s->m == 0) return (struct local_verdict){.state = LOCAL_SMOOTH, .several = true};
    if (!reduce(s, formula, &z)) return (struct local_verdict){.state = LOCAL_UNDECIDED};
    if (z.forms.n == 1) {
        struct local_verdict verdict = judge_line(s, of_names, z.forms.rows, POISON, 1);
        for (size_t i = 0; i < s->m && verdict.state == LOCAL_SMOOTH; i++)
            slopes[s->places[i]] = node_multiply(g, verdict.derivative, z.forms.rows[i]);
        if (verdict.state != LOCAL_UNDECIDED) return verdict;
    }
    if (!derivative_of_several(g, z.symbols, z.base, z.forms.n, z.formula, POISON, &d))
        return (struct local_verdict){.state = LOCAL_FAILED};
    for (size_t i = 0; i < s->m && d.is == IS_DIFFERENTIABLE; i++)
        for (size_t k = 0; k < z.forms.n; k++)
            slopes[s->places[i]] = node_add(
                g, slopes[s->places[i]], node_multiply(g, d.slopes[k], z.forms.rows[k * s->m + i]));
    struct local_verdict verdict = verdict_of(s, &z.forms, &d);
    return d.is == IS_UNDEFINED_BESIDE ? judge_end(s, formula, slopes, verdict) : verdict;
}

/* The derivatives of a scalar formula of the program's names by all entries. */
static struct local_verdict judge(struct several *s, id of_names, id *slopes)
{
    const struct question *q = s->q;
    id formula = of_names;
    if (holds_operation(q, formula) ||
        !local_put_symbols(q, s->leaves, s->n_leaves, s->symbols, &formula, 1))
        return (struct local_verdict){.state = LOCAL_SEVERAL};
    for (size_t i = 0; i < s->n; i++) slopes[i] = graph_int(q->graph, 0);
    s->ended = false;
    struct local_verdict verdict = judge_formula(s, of_names, formula, slopes);
    if (!s->too_many) return verdict;
    verdict = several_parts(s, formula, judge_formula, slopes);
    s->too_many = true;
    return verdict;
}

/* ---- second derivatives ---- */

/* The derivatives of the gradient's formulas by the forms, whose values at the point are those of
 * the gradient. */
static struct local_verdict judge_forms(struct several *s, struct reduced *z, id *second)
{
    struct graph *g = s->q->graph;
    struct derivative_of_several first, d;
    id gradient[MOST_DIRECTIONS];
    size_t n = z->forms.n;
    struct local_verdict failed = {.state = LOCAL_FAILED};
    if (!derivative_of_several(g, z->symbols, z->base, n, z->formula, POISON, &first))
        return failed;
    if (first.is != IS_DIFFERENTIABLE) return verdict_of(s, &z->forms, &first);
    if (!derive_reverse(g, z->formula, z->symbols, n, gradient, NULL)) return failed;
    for (size_t k = 0; k < n; k++) {
        if (!derivative_of_several(g, z->symbols, z->base, n, gradient[k], first.slopes[k], &d))
            return failed;
        if (d.is != IS_DIFFERENTIABLE) return verdict_of(s, &z->forms, &d);
        memcpy(second + k * n, d.slopes, n * sizeof *second);
    }
    return (struct local_verdict){.state = LOCAL_SMOOTH, .several = true};
}

static struct local_verdict judge_twice(struct several *s, id of_names, id *table)
{
    const struct question *q = s->q;
    struct graph *g = q->graph;
    struct reduced z;
    id formula = of_names;
    struct local_verdict verdict = judge(s, of_names, table); /* the gradient, first */
    if (s->too_many && verdict.state == LOCAL_SMOOTH) verdict.state = LOCAL_SEVERAL;
    if (verdict.state != LOCAL_SMOOTH || s->m == 0) {
        for (size_t i = 0; i < s->n * s->n; i++) table[i] = graph_int(g, 0);
        return verdict;
    }
    if (!local_put_symbols(q, s->leaves, s->n_leaves, s->symbols, &formula, 1))
        return (struct local_verdict){.state = LOCAL_UNDECIDED};
    bool ended = s->ended;
    if (ended) {
        formula = several_ends(s, formula, 2, &part_ways);
        of_names = formula ? several_with_names(s, formula) : POISON;
    }
    if (!formula || !of_names || !choose(s, formula) || !reduce(s, formula, &z))
        return (struct local_verdict){.state = LOCAL_UNDECIDED};
    size_t room = z.forms.n * z.forms.n;
    id *second = mem_array(&q->core->mem, room, sizeof *second);
    if (!second) return (struct local_verdict){.state = LOCAL_FAILED};
    verdict.state = LOCAL_UNDECIDED;
    if (z.forms.n == 1) verdict = judge_line(s, of_names, z.forms.rows, POISON, 2);
    if (z.forms.n == 1) second[0] = verdict.derivative;
    if (verdict.state == LOCAL_UNDECIDED) verdict = judge_forms(s, &z, second);
    if (verdict.state == LOCAL_SMOOTH) spread(s, &z.forms, second, table);
    verdict.one_sided |= ended;
    mem_free_array(&q->core->mem, second, room, sizeof *second);
    return verdict;
}

struct local_verdict local_several(struct computation *c, const id *leaves, size_t n_leaves,
                                   const struct local_formulas *rows, int order, id *table)
{
    const struct question *q = c->q;
    struct mem *mem = &q->core->mem;
    struct several s = {.c = c, .q = c->q, .leaves = leaves, .n_leaves = n_leaves};
    struct local_verdict verdict = {.state = LOCAL_SEVERAL};
    for (size_t i = 0; i < n_leaves; i++) s.n += (size_t)local_entries(q, leaves[i]);
    if (s.n > MOST_ENTRIES) return judge_many(c, leaves, n_leaves, rows);
    if (order > 2 || !stand_alone(q, leaves, n_leaves)) return verdict;
    s.symbols = mem_array(mem, s.n, sizeof *s.symbols);
    s.base = mem_array(mem, s.n, sizeof *s.base);
    if (s.symbols && s.base && find_base(&s)) {
        verdict.state = LOCAL_SMOOTH;
        for (size_t i = 0; i < rows->all.n && verdict.state == LOCAL_SMOOTH; i++)
            verdict = order == 2 ? judge_twice(&s, rows->all.at[i], table)
                                 : judge(&s, rows->all.at[i], table + i * s.n);
        if (s.too_many && verdict.state == LOCAL_SEVERAL)
            verdict = judge_many(c, leaves, n_leaves, rows);
    }
    mem_free_array(mem, s.symbols, s.n, sizeof *s.symbols);
    mem_free_array(mem, s.base, s.n, sizeof *s.base);
    return verdict;
}
