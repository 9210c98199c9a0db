/* sides.c - whether a function of several variables goes on alike all round a point. */
#include "number/numbers.h"
#include "pass/substitute.h"

#include <math.h>

/* So near the point that, rounded to doubles, a side shows its limit. */
enum { NEAR_DECIMALS = 600, SIDE_BITS = 4096 };
/* Values are kept to as many bits as show a jump of one in any double. */
enum { VALUE_BITS = 1100, LEAST_EXPONENT = -1074 };
/* More numbers than this are not looked at: at so many bits it would take minutes. */
enum { MOST_NUMBERS = 1 << 16 };

/* The value, the derivative (or all of them), the lower derivatives, and what the program's
 * operators differentiate, on one side. */
struct side {
    double *x;      /* the value's entries, then the derivatives'; in the core's arena */
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
    side->values = arena_alloc(arena, (side->n_values + 1) * sizeof *side->values);
    side->known = side->x && side->values;
    for (size_t k = 0; k < n && side->known; k++) {
        mpfi_t *x = intervals_slot(e, tape_slot(e->tape, roots[k]));
        size_t count = count_entries(q, &roots[k], 1);
        for (size_t i = 0; i < count && side->known; i++, at++) {
            side->x[at] = mpfi_get_d(x[i]);
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

/* Where only operators of the program differentiate, the value may jump. */
static size_t fill_roots(const struct question *q, id *roots, size_t *n_values)
{
    size_t n = 0;
    for (size_t i = 0; i < q->values.n && q->derivatives.n; i++) roots[n++] = q->values.at[i];
    *n_values = n;
    for (size_t i = 0; i < q->derivatives.n; i++) roots[n++] = q->derivatives.at[i];
    for (size_t i = 0; i < q->lower_orders.n; i++) roots[n++] = q->lower_orders.at[i];
    for (size_t i = 0; i < q->lowering.operations.n; i++) {
        roots[n++] = q->lowering.operations.at[i].f;
        roots[n++] = q->lowering.operations.at[i].derivative;
    }
    return n;
}

/* Beside the point (-1, 1), or at it (0). Lines 1 to 7 turn some of the leaves' steps round. */
static struct side look(const struct question *q, int direction, unsigned line)
{
    struct side side = {.known = false};
    struct mem *mem = &q->core->mem;
    struct numbers *t = &q->graph->numbers;
    size_t leaves = q->variables.n, n_values;
    size_t room = q->values.n + q->derivatives.n + q->lower_orders.n + 2 * q->lowering.operations.n;
    number offset = number_mul(t, number_from_int(t, direction),
                               number_pow(t, number_from_int(t, 10), -NEAR_DECIMALS));
    id *roots = mem_array(mem, room, sizeof *roots);
    struct replacement *point = mem_array(mem, leaves, sizeof *point);
    if (roots && point) {
        size_t n = fill_roots(q, roots, &n_values);
        if (move_leaves(q, point, offset, line) && substitute(q->graph, roots, n, point, leaves))
            evaluate(q, roots, n, n_values, &side);
    }
    mem_free_array(mem, roots, room, sizeof *roots);
    mem_free_array(mem, point, leaves, sizeof *point);
    return side;
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

/* Along one line: alike at the point and on both sides of it. */
static bool agree_along(const struct question *q, unsigned line)
{
    struct side left = look(q, -1, line), here = look(q, 0, line), right = look(q, 1, line);
    return are_same(&left, &here) && are_same(&here, &right);
}

bool sides_agree_all_round(const struct question *q)
{
    for (unsigned line = 0; line < 8; line++)
        if (!agree_along(q, line)) return false;
    return true;
}
