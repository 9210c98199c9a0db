#include "eval/balls.h"

#include "graph/move.h"

#include <fenv.h>

/* An argument broadcast to the result's shape. */
struct view {
    struct ball *x;
    struct strides strides;
};

struct call {
    const struct balls *b;
    const struct instruction *in;
    const uint32_t *args;
    struct shape_data d;
    int64_t rows, columns;
    struct ball *out;
    struct core *core;
};

static inline struct view view_of(const struct call *s, uint32_t slot)
{
    if (s->rows * s->columns == 1) return (struct view){balls_slot(s->b, slot), {0, 0}};
    return (struct view){balls_slot(s->b, slot), shape_strides(tape_dims(s->b->tape, slot))};
}

static inline const struct ball *entry(const struct view *v, int64_t i, int64_t j)
{
    return &v->x[i * v->strides.down + j * v->strides.across];
}

static const struct numbers *numbers_of(const struct call *s)
{
    return &s->b->tape->g->numbers;
}

/* ---- sums, products, functions ---- */

static bool accumulate(const struct call *s, uint32_t slot, number n)
{
    struct view v = view_of(s, slot);
    struct ball c, term;
    if (n != NUMBER_ONE && n != NUMBER_MINUS_ONE && !ball_number(&c, numbers_of(s), n))
        return false;
    for (int64_t i = 0; i < s->rows; i++)
        for (int64_t j = 0; j < s->columns; j++) {
            struct ball *out = &s->out[i * s->columns + j];
            const struct ball *x = entry(&v, i, j);
            if (n == NUMBER_ONE)
                term = *x;
            else if (n == NUMBER_MINUS_ONE)
                term = ball_neg(*x);
            else if (!ball_mul(&term, &c, x))
                return false;
            if (!ball_add(out, out, &term) || !core_go_on(s->core)) return false;
        }
    return true;
}

static bool start_with(const struct call *s, number n)
{
    struct ball c;
    if (!ball_number(&c, numbers_of(s), n)) return false;
    for (int64_t i = 0; i < s->rows * s->columns; i++) s->out[i] = c;
    return true;
}

static bool run_sum(const struct call *s)
{
    if (!start_with(s, s->in->data)) return false;
    for (uint32_t k = 0; k < s->in->n; k++)
        if (!accumulate(s, s->args[2 * k], s->args[2 * k + 1])) return false;
    return true;
}

static bool multiply(const struct call *s, struct ball *out, const struct ball *x, number exponent)
{
    struct ball power;
    if (exponent == NUMBER_ONE) return ball_mul(out, out, x);
    if (exponent == NUMBER_MINUS_ONE) return ball_div(out, out, x);
    return ball_number_power(&power, x, numbers_of(s), exponent) && ball_mul(out, out, &power);
}

static bool run_product(const struct call *s)
{
    if (!start_with(s, s->in->data)) return false;
    for (uint32_t k = 0; k < s->in->n; k++) {
        struct view v = view_of(s, s->args[2 * k]);
        for (int64_t i = 0; i < s->rows; i++)
            for (int64_t j = 0; j < s->columns; j++)
                if (!multiply(s, &s->out[i * s->columns + j], entry(&v, i, j),
                              s->args[2 * k + 1]) ||
                    !core_go_on(s->core))
                    return false;
    }
    return true;
}

static bool run_function(const struct call *s)
{
    struct view views[FN_MOST_ARGUMENTS];
    for (uint32_t k = 0; k < s->in->n; k++) views[k] = view_of(s, s->args[k]);
    for (int64_t i = 0; i < s->rows; i++)
        for (int64_t j = 0; j < s->columns; j++) {
            const struct ball *x[FN_MOST_ARGUMENTS] = {NULL};
            struct ball *out = &s->out[i * s->columns + j];
            for (uint32_t k = 0; k < s->in->n; k++) x[k] = entry(&views[k], i, j);
            if (!(s->in->op == OP_POWER ? ball_power(out, x[0], x[1])
                                        : ball_fn((enum fn)s->in->fn, out, x)) ||
                !core_go_on(s->core))
                return false;
        }
    return true;
}

static bool run_elementwise(const struct call *s)
{
    if (s->in->op == OP_SUM) return run_sum(s);
    if (s->in->op == OP_PRODUCT) return run_product(s);
    return run_function(s);
}

/* ---- arrays ---- */

static void set_all(const struct call *s, double value)
{
    for (int64_t i = 0; i < s->rows * s->columns; i++) s->out[i] = ball_of(value);
}

static bool run_matmul(const struct call *s)
{
    struct shape_data a = tape_dims(s->b->tape, s->args[0]), b = tape_dims(s->b->tape, s->args[1]);
    const struct ball *x = balls_slot(s->b, s->args[0]), *y = balls_slot(s->b, s->args[1]);
    int64_t rows = a.ndim == 2 ? a.d[0] : 1, inner = a.d[a.ndim - 1],
            columns = b.ndim == 2 ? b.d[1] : 1;
    set_all(s, 0);
    for (int64_t i = 0; i < rows; i++)
        for (int64_t k = 0; k < inner; k++)
            for (int64_t j = 0; j < columns; j++) {
                struct ball term, *out = &s->out[i * columns + j];
                if (!ball_mul(&term, &x[i * inner + k], &y[k * columns + j]) ||
                    !ball_add(out, out, &term) || !core_go_on(s->core))
                    return false;
            }
    return true;
}

static bool run_outer(const struct call *s)
{
    const struct ball *x = balls_slot(s->b, s->args[0]), *y = balls_slot(s->b, s->args[1]);
    for (int64_t i = 0; i < s->rows; i++)
        for (int64_t j = 0; j < s->columns; j++)
            if (!ball_mul(&s->out[i * s->columns + j], &x[i], &y[j])) return false;
    return true;
}

static bool run_trace(const struct call *s)
{
    const struct ball *x = balls_slot(s->b, s->args[0]);
    int64_t n = tape_dims(s->b->tape, s->args[0]).d[0];
    set_all(s, 0);
    for (int64_t i = 0; i < n; i++)
        if (!ball_add(s->out, s->out, &x[i * n + i])) return false;
    return true;
}

/* m + log(sum(exp(x - m))) for the first entry m. */
static bool log_sum_exp(struct ball *out, const struct ball *x, int64_t n, int64_t stride)
{
    struct ball total = ball_of(0), term, first = *x;
    for (int64_t i = 0; i < n; i++)
        if (!ball_sub(&term, &x[i * stride], &first) || !ball_exp(&term, &term) ||
            !ball_add(&total, &total, &term))
            return false;
    return ball_log(&total, &total) && ball_add(out, &total, &first);
}

static bool reduce_strided(const struct call *s, struct ball *out, const struct ball *x, int64_t n,
                           int64_t stride)
{
    int order;
    if (s->in->fn == REDUCE_LOGSUMEXP) return log_sum_exp(out, x, n, stride);
    *out = x[0];
    for (int64_t i = 1; i < n; i++) {
        const struct ball *next = &x[i * stride];
        if (s->in->fn == REDUCE_SUM) {
            if (!ball_add(out, out, next)) return false;
        } else {
            if (!ball_compare(&order, next, out)) return false;
            if (s->in->fn == REDUCE_MAX ? order > 0 : order < 0) *out = *next;
        }
    }
    return true;
}

static bool run_reduce(const struct call *s)
{
    struct shape_data d = tape_dims(s->b->tape, s->args[0]);
    const struct ball *x = balls_slot(s->b, s->args[0]);
    int64_t rows = shape_rows(d), columns = shape_columns(d);
    if (s->in->data == AXIS_ALL) return reduce_strided(s, s->out, x, rows * columns, 1);
    if (s->in->data == 0) {
        for (int64_t j = 0; j < columns; j++)
            if (!reduce_strided(s, &s->out[j], x + j, rows, columns)) return false;
        return true;
    }
    for (int64_t i = 0; i < rows; i++)
        if (!reduce_strided(s, &s->out[i], x + i * columns, columns, 1)) return false;
    return true;
}

static void run_move(const struct call *s)
{
    struct moving moving = moving_start(s->in->op, s->in->data, s->args + s->in->n, s->d);
    if (moving_leaves_zeros(&moving)) set_all(s, 0);
    for (uint32_t k = 0; k < s->in->n; k++) {
        struct move m = moving_next(&moving, tape_dims(s->b->tape, s->args[k]));
        const struct ball *x = balls_slot(s->b, s->args[k]);
        for (struct move_run r = move_first(&m); r.n; move_on(&m, &r))
            for (int64_t i = 0; i < r.n; i++)
                s->out[r.to + i * r.to_step] = x[r.from + i * r.from_step];
    }
}

/* Given doubles are exact numbers. */
static bool given(struct ball *out, double x)
{
    return ball_make(out, (struct dw){x, 0}, 0) && (out->r = 0, true);
}

/* In a later run only the variables differ. */
static bool run_leaf(const struct call *s)
{
    const struct graph *g = s->b->tape->g;
    int64_t n = s->rows * s->columns;
    if (s->b->has_constants) return true;
    if (s->in->op == OP_NUMBER) return start_with(s, s->in->data);
    for (int64_t i = 0; i < n; i++) switch (s->in->op) {
        case OP_CONSTANT: ball_constant(&s->out[i], (enum constant)s->in->data); break;
        case OP_ARRAY:
            if (!given(&s->out[i], g->arrays.at[s->in->data].values[i])) return false;
            break;
        case OP_RANGE: s->out[i] = ball_of((double)i); break;
        case OP_EYE: s->out[i] = ball_of(i / s->columns == i % s->columns); break;
        default: break; /* variables are filled by the caller */
        }
    return true;
}

static bool run_reduction(const struct call *s)
{
    return s->in->op == OP_TRACE ? run_trace(s) : run_reduce(s);
}

static bool run(const struct call *s)
{
    switch (op_class(s->in->op)) {
    case CLASS_LEAF: return run_leaf(s);
    case CLASS_ELEMENTWISE: return run_elementwise(s);
    case CLASS_BILINEAR: return s->in->op == OP_OUTER ? run_outer(s) : run_matmul(s);
    case CLASS_REDUCTION: return run_reduction(s);
    case CLASS_MOVE: return run_move(s), true;
    case CLASS_NONE:
    case CLASS_NAMED: return true;
    default: return false; /* balls_suit() has seen to it that there are no others */
    }
}

/* ---- tapes ---- */

static bool suits(const struct instruction *in)
{
    switch (op_class(in->op)) {
    case CLASS_ELEMENTWISE: return in->op != OP_FN || ball_has_fn((enum fn)in->fn);
    case CLASS_LEAF:
    case CLASS_BILINEAR:
    case CLASS_REDUCTION:
    case CLASS_MOVE:
    case CLASS_NONE:
    case CLASS_NAMED: return true;
    default: return false;
    }
}

bool balls_suit(const struct tape *tape)
{
    if (!DOUBLE_WORDS) return false;
    for (size_t i = 0; i < tape->code.n; i++)
        if (tape->code.at[i].slot == i && !suits(&tape->code.at[i])) return false;
    return true;
}

static size_t count_of(const struct tape *tape)
{
    return tape->n_values + tape->n_given;
}

bool balls_init(struct balls *b, const struct tape *tape)
{
    b->tape = tape;
    b->values = mem_array(&tape->g->core->mem, count_of(tape), sizeof *b->values);
    return b->values;
}

bool balls_run(struct balls *b)
{
    const struct tape *tape = b->tape;
    if (fegetround() != FE_TONEAREST) return false; /* the caller's program may have set it */
    for (size_t i = 0; i < tape->code.n; i++) {
        const struct instruction *in = &tape->code.at[i];
        if (in->slot != i) continue;
        struct call s = {.b = b,
                         .in = in,
                         .args = in->n ? tape->words.at + in->args : NULL,
                         .out = b->values + tape->offsets[i],
                         .core = tape->g->core};
        s.d = shape_get(&tape->g->shapes, in->shape);
        s.rows = shape_rows(s.d);
        s.columns = shape_columns(s.d);
        if (!run(&s) || !core_go_on(s.core)) return false;
    }
    return b->has_constants = true;
}

void balls_free(struct balls *b)
{
    if (b->values)
        mem_free_array(&b->tape->g->core->mem, b->values, count_of(b->tape), sizeof *b->values);
    b->values = NULL;
}

bool balls_decimal(struct ball *out, int64_t p, int exponent)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    enum { EXACT = sizeof powers / sizeof *powers };
    struct ball power;
    if (exponent <= -EXACT || exponent >= EXACT) return false;
    ball_integer(out, p);
    power = ball_of(powers[exponent < 0 ? -exponent : exponent]);
    return exponent < 0 ? ball_div(out, out, &power) : ball_mul(out, out, &power);
}
