/* sides.c - what a function does on the two sides of a point where it may have a kink. */
#include "app/numbers.h"
#include "pass/substitute.h"

#include <math.h>
#include <string.h>

/* So near the point that, rounded to doubles, a side shows its limit. */
enum { NEAR_DECIMALS = 600, SIDE_BITS = 4096 };
/* More numbers than this are not looked at: at so many bits it would take minutes. */
enum { MOST_NUMBERS = 1 << 16 };

/* The value, the derivative (or all of them), and the lower derivatives on one side. */
struct side {
    double *x; /* the value's entries, then the derivatives'; in the core's arena */
    size_t n;
    bool known;
};

/* A leaf moved by offset, each entry at a pace of its own, so that no tie of entries stays one. */
static id moved(struct graph *g, id value, number offset, size_t leaf)
{
    static const int64_t golden[2] = {6180339887, 10000000000};
    number pace = number_from_ratio(&g->numbers, golden[0], golden[1]);
    shape of = graph_shape(g, value);
    id first = graph_number(
        g, number_add(&g->numbers, NUMBER_ONE,
                      number_mul(&g->numbers, pace, number_from_int(&g->numbers, (int64_t)leaf))));
    id steps =
        of == SHAPE_SCALAR
            ? first
            : graph_reshape(
                  g,
                  graph_add(g, first,
                            graph_scale(g, pace, graph_range(g, shape_count(&g->shapes, of)))),
                  of);
    return graph_add(g, value, graph_scale(g, offset, steps));
}

/* The point's names with the leaves among them moved. */
static bool move_leaves(struct work *w, struct replacement *out, number offset)
{
    for (size_t i = 0; i < w->leaves.n; i++) {
        id variable = w->leaves.at[i].node;
        if (graph_op(&w->g, variable) != OP_VARIABLE) return false;
        const struct name_facts *facts = lower_facts(&w->l, graph_node(&w->g, variable)->data);
        if (!facts->given) return false;
        out[i] = (struct replacement){variable,
                                      moved(&w->g, w->bound.at[facts->place].value, offset, i)};
    }
    return true;
}

static bool read_side(struct work *w, const struct intervals *e, const id *roots, size_t n,
                      struct side *side)
{
    for (size_t k = 0; k < n; k++)
        side->n += (size_t)shape_count(&w->g.shapes, graph_shape(&w->g, roots[k]));
    side->x = arena_alloc(&w->core.arena, side->n * sizeof *side->x);
    double *out = side->x;
    side->known = out != NULL;
    for (size_t k = 0; k < n && out; k++) {
        mpfi_t *x = intervals_slot(e, tape_slot(e->tape, roots[k]));
        int64_t count = shape_count(&w->g.shapes, graph_shape(&w->g, roots[k]));
        for (int64_t i = 0; i < count; i++) {
            side->known = side->known && mpfi_bounded_p(x[i]);
            *out++ = mpfi_get_d(x[i]);
        }
    }
    return side->known;
}

static void evaluate(struct work *w, const id *roots, size_t n, struct side *side)
{
    struct tape tape = {.g = &w->g};
    struct intervals e = {.tape = &tape};
    if (tape_compile(&tape, &w->g, roots, n, w->bound.at, w->bound.n, NULL, 0) &&
        intervals_init(&e, &tape) && intervals_run(&e, SIDE_BITS))
        read_side(w, &e, roots, n, side);
    intervals_free(&e);
    tape_free(&tape);
}

/* Looks from one side: -1, +1, or from the point itself: 0. */
static struct side look(struct work *w, int direction)
{
    struct side side = {.known = false};
    struct mem *mem = &w->core.mem;
    struct numbers *t = &w->g.numbers;
    size_t first = 1 + w->derivatives.n, n = first + w->lower.n, leaves = w->leaves.n;
    number offset = number_mul(t, number_from_int(t, direction),
                               number_pow(t, number_from_int(t, 10), -NEAR_DECIMALS));
    id *roots = mem_array(mem, n, sizeof *roots);
    struct replacement *point = mem_array(mem, leaves, sizeof *point);
    if (roots && point) {
        roots[0] = w->values.at[0];
        memcpy(roots + 1, w->derivatives.at, w->derivatives.n * sizeof *roots);
        if (w->lower.n) memcpy(roots + first, w->lower.at, w->lower.n * sizeof *roots);
        if (move_leaves(w, point, offset) && substitute(&w->g, roots, n, point, leaves))
            evaluate(w, roots, n, &side);
    }
    mem_free_array(mem, roots, n, sizeof *roots);
    mem_free_array(mem, point, leaves, sizeof *point);
    return side;
}

static bool is_same(double a, double b)
{
    return a == b || fabs(a - b) <= 1e-14 * fmax(fabs(a), fabs(b));
}

static bool are_same(const struct side *a, const struct side *b)
{
    if (!a->known || !b->known) return false;
    for (size_t i = 0; i < a->n; i++)
        if (!is_same(a->x[i], b->x[i])) return false;
    return true;
}

bool sides_agree(struct work *w)
{
    if (w->values.n != 1) return false;
    struct side left = look(w, -1), here = look(w, 0), right = look(w, 1);
    return are_same(&left, &here) && are_same(&here, &right);
}

/* ---- naming the sides ---- */

static const char *number_text(struct work *w, double x)
{
    struct str text = {.mem = &w->core.mem};
    str_double(&text, x + 0.0);
    const char *copy = text.s ? arena_text(&w->core.arena, text.s, text.n) : NULL;
    str_free(&text);
    return copy ? copy : "?";
}

static bool is_one_dimensional(struct work *w)
{
    return w->leaves.n == 1 && w->values.n == 1 && w->derivatives.n == 1 &&
           graph_shape(&w->g, w->leaves.at[0].node) == SHAPE_SCALAR &&
           graph_shape(&w->g, w->values.at[0]) == SHAPE_SCALAR;
}

static bool explain(struct work *w, const struct side *left, const struct side *here,
                    const struct side *right)
{
    const double *l = left->x, *r = right->x;
    if (!left->known || !right->known) return false;
    if (!is_same(l[0], r[0]))
        return diag_hint(&w->core, "the function jumps there, from %s to %s", number_text(w, l[0]),
                         number_text(w, r[0]));
    if (here->known && !is_same(l[0], here->x[0]))
        return diag_hint(&w->core, "the function is %s on both sides, but %s there",
                         number_text(w, l[0]), number_text(w, here->x[0]));
    for (size_t i = 2; i < left->n; i++)
        if (!is_same(l[i], r[i]))
            return diag_hint(&w->core, "derivative %zu is %s from the left and %s from the right",
                             i - 1, number_text(w, l[i]), number_text(w, r[i]));
    return diag_hint(&w->core, "the derivative from the left is %s, from the right %s",
                     number_text(w, l[1]), number_text(w, r[1]));
}

bool sides_explain(struct work *w)
{
    struct core *core = &w->core;
    if (core->diags.n != 1 || core->diags.at[0].kind != KIND_KINK || !is_one_dimensional(w))
        return false;
    struct diag kink = core->diags.at[0];
    core->diags.n = 0; /* the stages below go on only without an error */
    struct side left = look(w, -1), here = look(w, 0), right = look(w, 1);
    core->diags.n = 0;
    vec_push(&core->mem, &core->diags, kink);
    return explain(w, &left, &here, &right);
}
