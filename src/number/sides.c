/* sides.c - what a function does on the two sides of a point where it may have a kink. */
#include "number/numbers.h"
#include "pass/derive.h"
#include "pass/substitute.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* So near the point that, rounded to doubles, a side shows its limit. */
enum { NEAR_DECIMALS = 600, LESS_NEAR_DECIMALS = 400, SIDE_BITS = 4096 };
/* Values are kept to as many bits as show a jump of one in any double. */
enum { VALUE_BITS = 1100, LEAST_EXPONENT = -1074 };
#define UNBOUNDED 1e50 /* what such a short distance makes of a pole */
#define UNBOUNDED_TEXT "unbounded"
/* More numbers than this are not looked at: at so many bits it would take minutes. */
enum { MOST_NUMBERS = 1 << 16 };

/* The value, the derivative (or all of them), the lower derivatives, and what the program's
 * operators differentiate, on one side. */
struct side {
    double *x;      /* the value's entries, then the derivatives'; in the core's arena */
    long *size;     /* their exponents base 2, LONG_MIN for 0 */
    mpfr_t *values; /* the value's entries once more */
    size_t n, n_values;
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

/* The point's names with those that move replaced. */
static bool move_leaves(const struct question *q, struct replacement *out, number offset,
                        unsigned line)
{
    number back = number_neg(&q->graph->numbers, offset);
    for (size_t i = 0; i < q->variables.n; i++) {
        id variable = q->variables.at[i];
        if (graph_op(q->graph, variable) != OP_VARIABLE) return false;
        const struct name_facts *facts =
            lower_known_facts(&q->lowering, graph_node(q->graph, variable)->data);
        if (!facts || !facts->given) return false;
        out[i] = (struct replacement){
            variable, moved(q->graph, q->bound.at[facts->place].value,
                            __builtin_parity(line & (unsigned)(i + 1)) ? back : offset, i)};
    }
    return true;
}

static size_t count_entries(const struct question *q, const id *roots, size_t n)
{
    size_t count = 0;
    for (size_t k = 0; k < n; k++)
        count += (size_t)shape_count(&q->graph->shapes, graph_shape(q->graph, roots[k]));
    return count;
}

/* Entry i of the values, in the arena. */
static bool keep_value(const struct question *q, struct side *side, size_t i, mpfi_srcptr x)
{
    void *digits = arena_alloc(&q->core->arena, mpfr_custom_get_size(VALUE_BITS));
    if (!digits) return false;
    mpfr_custom_init(digits, VALUE_BITS);
    mpfr_custom_init_set(side->values[i], MPFR_ZERO_KIND, 0, VALUE_BITS, digits);
    mpfr_set(side->values[i], &x->left, MPFR_RNDN);
    return true;
}

/* The first n_values of n roots are values. */
static void read_side(const struct question *q, const struct intervals *e, const id *roots,
                      size_t n, size_t n_values, struct side *side)
{
    struct arena *arena = &q->core->arena;
    size_t at = 0;
    side->n = count_entries(q, roots, n);
    side->n_values = count_entries(q, roots, n_values);
    side->x = arena_alloc(arena, side->n * sizeof *side->x);
    side->size = arena_alloc(arena, side->n * sizeof *side->size);
    side->values = arena_alloc(arena, (side->n_values + 1) * sizeof *side->values);
    side->known = side->x && side->size && side->values;
    for (size_t k = 0; k < n && side->known; k++) {
        mpfi_t *x = intervals_slot(e, tape_slot(e->tape, roots[k]));
        size_t count = count_entries(q, &roots[k], 1);
        for (size_t i = 0; i < count && side->known; i++, at++) {
            side->x[at] = mpfi_get_d(x[i]);
            side->size[at] =
                mpfr_regular_p(&x[i]->left) ? (long)mpfr_get_exp(&x[i]->left) : LONG_MIN;
            side->known =
                mpfi_bounded_p(x[i]) && (at >= side->n_values || keep_value(q, side, at, x[i]));
        }
    }
}

static void evaluate(const struct question *q, const id *roots, size_t n, size_t n_values,
                     struct side *side)
{
    struct tape tape = {.g = q->graph};
    struct intervals e = {.tape = &tape};
    struct tape_source source = {roots, n, q->bound.at, q->bound.n, NULL, 0};
    if (count_entries(q, roots, n) <= MOST_NUMBERS && tape_compile(&tape, q->graph, &source) &&
        intervals_init(&e, &tape) && intervals_run(&e, SIDE_BITS))
        read_side(q, &e, roots, n, n_values, side);
    intervals_free(&e);
    tape_free(&tape);
}

/* Where to look, and at what. */
struct look {
    int direction;    /* -1, +1, or the point itself: 0 */
    int decimals;     /* how near */
    bool derivatives; /* or the value alone */
    unsigned line;    /* lines 1 to 7 turn some of the leaves' steps round */
};

/* Where only operators of the program differentiate, the value may jump. */
static size_t fill_roots(const struct question *q, const struct look *at, id *roots,
                         size_t *n_values)
{
    size_t n = 0;
    bool values = q->derivatives.n || !at->derivatives;
    for (size_t i = 0; i < q->values.n && values; i++) roots[n++] = q->values.at[i];
    *n_values = n;
    for (size_t i = 0; i < q->derivatives.n && at->derivatives; i++)
        roots[n++] = q->derivatives.at[i];
    for (size_t i = 0; i < q->lower_orders.n && at->derivatives; i++)
        roots[n++] = q->lower_orders.at[i];
    for (size_t i = 0; i < q->lowering.operations.n && at->derivatives; i++)
        roots[n++] = q->lowering.operations.at[i];
    return n;
}

static struct side look_at(const struct question *q, const struct look *at)
{
    struct side side = {.known = false};
    struct mem *mem = &q->core->mem;
    struct numbers *t = &q->graph->numbers;
    size_t leaves = q->variables.n, n_values;
    size_t room = q->values.n + q->derivatives.n + q->lower_orders.n + q->lowering.operations.n;
    number offset = number_mul(t, number_from_int(t, at->direction),
                               number_pow(t, number_from_int(t, 10), -at->decimals));
    id *roots = mem_array(mem, room, sizeof *roots);
    struct replacement *point = mem_array(mem, leaves, sizeof *point);
    if (roots && point) {
        size_t n = fill_roots(q, at, roots, &n_values);
        if (move_leaves(q, point, offset, at->line) &&
            substitute(q->graph, roots, n, point, leaves))
            evaluate(q, roots, n, n_values, &side);
    }
    mem_free_array(mem, roots, room, sizeof *roots);
    mem_free_array(mem, point, leaves, sizeof *point);
    return side;
}

static struct side look(const struct question *q, int direction, unsigned line)
{
    return look_at(q, &(struct look){direction, NEAR_DECIMALS, true, line});
}

static bool is_same(double a, double b)
{
    return isfinite(a) && isfinite(b) && fabs(a - b) <= 1e-14 * fmax(fabs(a), fabs(b));
}

/* A jump, though it may be next to nothing beside the value. */
static bool jumps_between(const struct side *a, const struct side *b, size_t i)
{
    mpfr_srcptr x = a->values[i], y = b->values[i];
    mpfr_t step;
    mpfr_init2(step, 64);
    mpfr_sub(step, x, y, MPFR_RNDN);
    bool jumps = mpfr_regular_p(step) && mpfr_get_exp(step) >= LEAST_EXPONENT &&
                 mpfr_get_exp(step) > mpfr_get_exp(x) - VALUE_BITS + 10;
    mpfr_clear(step);
    return jumps;
}

static bool are_same(const struct side *a, const struct side *b)
{
    if (!a->known || !b->known) return false;
    for (size_t i = 0; i < a->n; i++)
        if (!is_same(a->x[i], b->x[i]) || (i < a->n_values && jumps_between(a, b, i))) return false;
    return true;
}

static bool goes_on(const struct side *a, const struct side *b)
{
    return is_same(a->x[0], b->x[0]) && !jumps_between(a, b, 0);
}

/* Along one line: alike at the point and on both sides of it. */
static bool agree_along(const struct question *q, unsigned line)
{
    struct side left = look(q, -1, line), here = look(q, 0, line), right = look(q, 1, line);
    return are_same(&left, &here) && are_same(&here, &right);
}

bool sides_agree(const struct question *q)
{
    return agree_along(q, 0);
}

bool sides_agree_all_round(const struct question *q)
{
    for (unsigned line = 0; line < 8; line++)
        if (!agree_along(q, line)) return false;
    return true;
}

/* ---- limits ---- */

/* What entry k goes to on one side, from a view of it and one from nearer; false if that is not
 * clear: it must hardly differ, or vanish like a power of the distance. */
static bool goes_to(const struct side *far, const struct side *near, size_t k, double *limit)
{
    if (!far->known || !near->known) return false;
    if (near->size[k] == LONG_MIN || near->size[k] < far->size[k] - 50) return *limit = 0, true;
    if (near->size[k] != far->size[k] && labs(near->size[k] - far->size[k]) > 1) return false;
    *limit = near->x[k];
    return near->x[k] != 0 && is_same(near->x[k], far->x[k]);
}

/* One side from two distances. */
struct approach {
    struct side far, near;
};

static struct approach approach(const struct question *q, int direction)
{
    return (struct approach){look_at(q, &(struct look){direction, LESS_NEAR_DECIMALS, true, 0}),
                             look(q, direction, 0)};
}

static bool is_one_dimensional(const struct question *q);

/* By the mean value theorem: where the value is continuous and the derivative goes to the same
 * limit on both sides, that is the derivative; and so on for each derivative after it. */
bool sides_limit(const struct question *q, double *limit)
{
    double from[2];
    if (!is_one_dimensional(q) || q->lowering.operations.n) return false;
    struct side here = look_at(q, &(struct look){0, NEAR_DECIMALS, false, 0});
    struct approach left = approach(q, -1), right = approach(q, 1);
    for (size_t k = 1; k < 2 + q->lower_orders.n; k++) {
        if (!goes_to(&left.far, &left.near, k, &from[0]) ||
            !goes_to(&right.far, &right.near, k, &from[1]) || !is_same(from[0], from[1]))
            return false;
        if (k == 1) *limit = from[1];
    }
    return here.known && goes_on(&left.near, &here) && goes_on(&here, &right.near);
}

/* ---- naming the sides ---- */

static const char *number_text(const struct question *q, double x)
{
    struct str text = {.mem = &q->core->mem};
    str_double(&text, x + 0.0);
    const char *copy = text.s ? arena_text(&q->core->arena, text.s, text.n) : NULL;
    str_free(&text);
    return copy ? copy : "?";
}

static bool is_one_dimensional(const struct question *q)
{
    return q->variables.n == 1 && q->values.n == 1 && q->derivatives.n == 1 &&
           graph_shape(q->graph, q->variables.at[0]) == SHAPE_SCALAR &&
           graph_shape(q->graph, q->values.at[0]) == SHAPE_SCALAR;
}

/* The derivative on one side, in words. */
static const char *side_text(const struct question *q, const struct approach *side)
{
    double limit, far = fabs(side->far.x[1]), near = fabs(side->near.x[1]);
    if (goes_to(&side->far, &side->near, 1, &limit)) return number_text(q, limit);
    return near > UNBOUNDED || near > 1.1 * far ? UNBOUNDED_TEXT : "of no limit";
}

static bool explain(const struct question *q, const struct approach *left, const struct side *here,
                    const struct approach *right)
{
    const double *l = left->near.x, *r = right->near.x;
    if (!left->near.known || !right->near.known || !left->far.known || !right->far.known)
        return false;
    if (!is_same(l[0], r[0]))
        return diag_hint(q->core, "the function jumps there, from %s to %s", number_text(q, l[0]),
                         number_text(q, r[0]));
    if (jumps_between(&left->near, &right->near, 0))
        return diag_hint(q->core,
                         "the function jumps there, by an amount that is small beside its value");
    if (here->known && !is_same(l[0], here->x[0]))
        return diag_hint(q->core, "the function is %s on both sides, but %s there",
                         number_text(q, l[0]), number_text(q, here->x[0]));
    for (size_t i = 2; i < 2 + q->lower_orders.n; i++)
        if (!is_same(l[i], r[i]))
            return diag_hint(q->core, "derivative %zu is %s from the left and %s from the right",
                             i - 1, number_text(q, l[i]), number_text(q, r[i]));
    for (size_t i = 2 + q->lower_orders.n; i < left->near.n; i++)
        if (!is_same(l[i], r[i]))
            return diag_hint(q->core, "what the program differentiates jumps there, from %s to %s",
                             number_text(q, l[i]), number_text(q, r[i]));
    const char *from_left = side_text(q, left), *from_right = side_text(q, right);
    if (!strcmp(from_left, UNBOUNDED_TEXT) && !strcmp(from_right, UNBOUNDED_TEXT))
        return diag_hint(q->core, "the derivative grows without bound on both sides");
    return diag_hint(q->core, "the derivative from the left is %s, from the right %s", from_left,
                     from_right);
}

bool sides_explain(const struct question *q)
{
    struct core *core = q->core;
    struct trial trial;
    if (core->diags.n != 1 || core->diags.at[0].kind != KIND_KINK || !is_one_dimensional(q))
        return false;
    trial_begin(&trial, core);
    struct approach left = approach(q, -1), right = approach(q, 1);
    struct side here = look(q, 0, 0);
    trial_end(&trial, core, false);
    return explain(q, &left, &here, &right);
}
