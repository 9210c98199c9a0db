#include "eval/eval.h"

#include "eval/kernels.h"
#include "eval/matrix.h"

#include <math.h>
#include <string.h>

/* An argument seen through broadcasting: entry (i, j) of the result reads x[i*down + j*across]. */
struct view {
    const double *x;
    int64_t down, across;
};

struct step {
    const struct evaluation *e;
    const struct instruction *in;
    const uint32_t *args;
    struct shape_data d; /* of the result */
    double *out;
};

static const struct shapes *shapes_of(const struct evaluation *e)
{
    return &e->tape->g->shapes;
}

static struct shape_data dims_of(const struct evaluation *e, uint32_t slot)
{
    return shape_get(shapes_of(e), e->tape->code.at[slot].shape);
}

static struct view view_of(const struct step *s, uint32_t slot)
{
    struct shape_data d = dims_of(s->e, slot);
    int64_t rows = d.ndim == 2 ? d.d[0] : 1, columns = d.ndim == 2   ? d.d[1]
                                                       : d.ndim == 1 ? d.d[0]
                                                                     : 1;
    return (struct view){eval_slot(s->e, slot), rows == 1 ? 0 : columns, columns == 1 ? 0 : 1};
}

static int64_t rows_of(struct shape_data d)
{
    return d.ndim == 2 ? d.d[0] : 1;
}

static int64_t columns_of(struct shape_data d)
{
    return d.ndim == 2 ? d.d[1] : d.ndim == 1 ? d.d[0] : 1;
}

static double number_of(const struct step *s, number n)
{
    return number_to_double(&s->e->tape->g->numbers, n);
}

static void fill(const struct step *s, double value)
{
    int64_t n = rows_of(s->d) * columns_of(s->d);
    for (int64_t i = 0; i < n; i++) s->out[i] = value;
}

/* ---- sums, products, powers ---- */

static void accumulate(const struct step *s, uint32_t slot, double c)
{
    struct view v = view_of(s, slot);
    int64_t rows = rows_of(s->d), columns = columns_of(s->d);
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < columns; j++)
            s->out[i * columns + j] += c * v.x[i * v.down + j * v.across];
}

static void run_sum(const struct step *s)
{
    fill(s, number_of(s, s->in->data));
    for (uint32_t i = 0; i < s->in->n; i++)
        accumulate(s, s->args[2 * i], number_of(s, s->args[2 * i + 1]));
}

static double whole_power(double x, int64_t n)
{
    double power = 1;
    for (; n; n >>= 1, x *= x)
        if (n & 1) power *= x;
    return power;
}

/* x^(p/q) for q = 1, 2 and p not large, by products and roots that round once or twice. */
static double rational_power(double x, int64_t p, int64_t q)
{
    if (q == 2) return p == 1 ? sqrt(x) : whole_power(x, p / 2) * sqrt(x);
    return whole_power(x, p);
}

struct exponent {
    double value;
    int64_t p, q; /* of its absolute value; q = 0: only `value` will do */
    bool under;   /* negative: the factor belongs to the denominator */
};

static struct exponent exponent_of(const struct step *s, number n)
{
    const struct numbers *t = &s->e->tape->g->numbers;
    struct rational r = t->all.at[n];
    struct exponent e = {number_to_double(t, n), r.p < 0 ? -r.p : r.p, r.q, r.p < 0};
    if (r.q < 1 || r.q > 2 || e.p > 64) e.q = 0, e.under = false;
    return e;
}

static double factor_value(struct exponent e, double x)
{
    return e.q ? rational_power(x, e.p, e.q) : pow(x, e.value);
}

/* Numerators and denominators are multiplied apart and divided once. */
static double product_at(const struct step *s, const struct exponent *exponents,
                         const struct view *views, int64_t i, int64_t j)
{
    const struct rational c = s->e->tape->g->numbers.all.at[s->in->data];
    double over = c.q ? (double)c.p : number_of(s, s->in->data), under = c.q ? (double)c.q : 1;
    for (uint32_t k = 0; k < s->in->n; k++) {
        double f = factor_value(exponents[k], views[k].x[i * views[k].down + j * views[k].across]);
        if (exponents[k].under)
            under *= f;
        else
            over *= f;
    }
    return under == 1 ? over : over / under;
}

static bool run_product(const struct step *s)
{
    struct mem *mem = &s->e->tape->g->core->mem;
    uint32_t n = s->in->n;
    struct exponent few[8], *exponents = n <= 8 ? few : mem_array(mem, n, sizeof *exponents);
    struct view some[8], *views = n <= 8 ? some : mem_array(mem, n, sizeof *views);
    if (exponents && views) {
        for (uint32_t k = 0; k < n; k++) {
            exponents[k] = exponent_of(s, s->args[2 * k + 1]);
            views[k] = view_of(s, s->args[2 * k]);
        }
        int64_t rows = rows_of(s->d), columns = columns_of(s->d);
        for (int64_t i = 0; i < rows; i++)
            for (int64_t j = 0; j < columns; j++)
                s->out[i * columns + j] = product_at(s, exponents, views, i, j);
    }
    if (exponents != few) mem_free_array(mem, exponents, n, sizeof *exponents);
    if (views != some) mem_free_array(mem, views, n, sizeof *views);
    return !mem->failed;
}

static double power_value(const double *x)
{
    return pow(x[0], x[1]);
}

static double function_value(const struct step *s, const double *x)
{
    return s->in->op == OP_POWER ? power_value(x) : kernel_apply((enum fn)s->in->fn, x);
}

static void run_function(const struct step *s)
{
    struct view views[3];
    double x[3] = {0, 0, 0};
    int64_t rows = rows_of(s->d), columns = columns_of(s->d);
    for (uint32_t k = 0; k < s->in->n; k++) views[k] = view_of(s, s->args[k]);
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < columns; j++) {
            for (uint32_t k = 0; k < s->in->n; k++)
                x[k] = views[k].x[i * views[k].down + j * views[k].across];
            s->out[i * columns + j] = function_value(s, x);
        }
}

/* ---- arrays ---- */

/* Vectors stand as a row on the left and as a column on the right. */
static void run_matmul(const struct step *s)
{
    struct shape_data a = dims_of(s->e, s->args[0]), b = dims_of(s->e, s->args[1]);
    const double *x = eval_slot(s->e, s->args[0]), *y = eval_slot(s->e, s->args[1]);
    int64_t rows = a.ndim == 2 ? a.d[0] : 1, inner = a.d[a.ndim - 1],
            columns = b.ndim == 2 ? b.d[1] : 1;
    memset(s->out, 0, (size_t)(rows * columns) * sizeof *s->out);
    for (int64_t i = 0; i < rows; i++)
        for (int64_t k = 0; k < inner; k++)
            for (int64_t j = 0; j < columns; j++)
                s->out[i * columns + j] += x[i * inner + k] * y[k * columns + j];
}

static void run_transpose(const struct step *s)
{
    const double *x = eval_slot(s->e, s->args[0]);
    for (int64_t i = 0; i < s->d.d[0]; i++)
        for (int64_t j = 0; j < s->d.d[1]; j++) s->out[i * s->d.d[1] + j] = x[j * s->d.d[0] + i];
}

static void run_outer(const struct step *s)
{
    const double *x = eval_slot(s->e, s->args[0]), *y = eval_slot(s->e, s->args[1]);
    for (int64_t i = 0; i < s->d.d[0]; i++)
        for (int64_t j = 0; j < s->d.d[1]; j++) s->out[i * s->d.d[1] + j] = x[i] * y[j];
}

static void run_trace(const struct step *s)
{
    const double *x = eval_slot(s->e, s->args[0]);
    int64_t n = dims_of(s->e, s->args[0]).d[0];
    double sum = 0;
    for (int64_t i = 0; i < n; i++) sum += x[i * n + i];
    *s->out = sum;
}

static double reduce_strided(enum reduction how, const double *x, int64_t n, int64_t stride)
{
    double extreme = x[0], sum = 0;
    for (int64_t i = 0; i < n; i++) {
        double v = x[i * stride];
        sum += v;
        if (how == REDUCE_MIN ? v < extreme : v > extreme) extreme = v;
    }
    if (how == REDUCE_SUM || isnan(sum)) return sum;
    if (how != REDUCE_LOGSUMEXP) return extreme;
    sum = 0;
    for (int64_t i = 0; i < n; i++) sum += exp(x[i * stride] - extreme);
    return extreme + log(sum);
}

static void run_reduce(const struct step *s)
{
    struct shape_data d = dims_of(s->e, s->args[0]);
    const double *x = eval_slot(s->e, s->args[0]);
    enum reduction how = (enum reduction)s->in->fn;
    int64_t rows = rows_of(d), columns = columns_of(d);
    if (s->in->data == AXIS_ALL)
        *s->out = reduce_strided(how, x, rows * columns, 1);
    else if (s->in->data == 0)
        for (int64_t j = 0; j < columns; j++) s->out[j] = reduce_strided(how, x + j, rows, columns);
    else
        for (int64_t i = 0; i < rows; i++)
            s->out[i] = reduce_strided(how, x + i * columns, columns, 1);
}

/* Copies between an array and the places a slice names in a larger one. */
static void run_slice(const struct step *s)
{
    bool embeds = s->in->op == OP_EMBED;
    struct shape_data large = embeds ? s->d : dims_of(s->e, s->args[0]);
    struct shape_data small = embeds ? dims_of(s->e, s->args[0]) : s->d;
    const double *x = eval_slot(s->e, s->args[0]);
    int64_t width = large.ndim == 2 ? large.d[1] : 1, columns = large.ndim == 2 ? small.d[1] : 1;
    int32_t start[2] = {(int32_t)s->args[1], 0}, step[2] = {(int32_t)s->args[2], 1};
    if (large.ndim == 2) start[1] = (int32_t)s->args[3], step[1] = (int32_t)s->args[4];
    if (embeds) fill(s, 0);
    for (int64_t i = 0; i < small.d[0]; i++)
        for (int64_t j = 0; j < columns; j++) {
            int64_t at = (start[0] + i * step[0]) * width + start[1] + j * step[1],
                    here = i * columns + j;
            if (embeds)
                s->out[at] = x[here];
            else
                s->out[here] = x[at];
        }
}

static void run_stack(const struct step *s)
{
    int64_t size = s->d.ndim == 2 ? s->d.d[1] : 1;
    for (uint32_t i = 0; i < s->in->n; i++)
        memcpy(s->out + i * size, eval_slot(s->e, s->args[i]), (size_t)size * sizeof *s->out);
}

static void run_concat(const struct step *s)
{
    int64_t columns = s->d.ndim == 2 ? s->d.d[1] : 1, at = 0;
    for (uint32_t k = 0; k < s->in->n; k++) {
        struct shape_data d = dims_of(s->e, s->args[k]);
        const double *x = eval_slot(s->e, s->args[k]);
        int64_t width = d.ndim == 2 ? d.d[1] : 1;
        for (int64_t i = 0; i < d.d[0]; i++) {
            double *row =
                s->in->data == 0 ? s->out + (at + i) * columns : s->out + i * columns + at;
            memcpy(row, x + i * width, (size_t)width * sizeof *row);
        }
        at += d.d[s->in->data];
    }
}

static void run_broadcast(const struct step *s)
{
    memset(s->out, 0, (size_t)(rows_of(s->d) * columns_of(s->d)) * sizeof *s->out);
    accumulate(s, s->args[0], 1);
}

static void run_eye(const struct step *s)
{
    fill(s, 0);
    for (int64_t i = 0; i < s->d.d[0]; i++) s->out[i * s->d.d[0] + i] = 1;
}

static void run_range(const struct step *s)
{
    for (int64_t i = 0; i < s->d.d[0]; i++) s->out[i] = (double)i;
}

static bool run_matrix(const struct step *s)
{
    struct matrix_step m = {.core = s->e->tape->g->core, .in = s->in, .words = s->args, .to = s->d};
    const double *args[MOST_MATRICES];
    for (uint32_t k = 0; k < s->in->n; k++) {
        m.dims[k] = dims_of(s->e, s->args[k]);
        args[k] = eval_slot(s->e, s->args[k]);
    }
    return matrix_doubles(&m, args, s->out);
}

static bool run(const struct step *s)
{
    switch ((enum op)s->in->op) {
    case OP_NUMBER: fill(s, number_of(s, s->in->data)); break;
    case OP_CONSTANT: fill(s, constant_value((enum constant)s->in->data)); break;
    case OP_SUM: run_sum(s); break;
    case OP_PRODUCT: return run_product(s);
    case OP_POWER:
    case OP_FN: run_function(s); break;
    case OP_MATMUL: run_matmul(s); break;
    case OP_TRANSPOSE: run_transpose(s); break;
    case OP_OUTER: run_outer(s); break;
    case OP_TRACE: run_trace(s); break;
    case OP_REDUCE: run_reduce(s); break;
    case OP_BROADCAST: run_broadcast(s); break;
    case OP_RESHAPE:
        memcpy(s->out, eval_slot(s->e, s->args[0]),
               (size_t)(rows_of(s->d) * columns_of(s->d)) * sizeof *s->out);
        break;
    case OP_SLICE:
    case OP_EMBED: run_slice(s); break;
    case OP_STACK: run_stack(s); break;
    case OP_CONCAT: run_concat(s); break;
    case OP_EYE: run_eye(s); break;
    case OP_RANGE: run_range(s); break;
    case OP_DET:
    case OP_COFACTOR:
    case OP_INV:
    case OP_SOLVE:
    case OP_DIAG:
    case OP_CUMSUM:
    case OP_REARRANGE: return run_matrix(s);
    case OP_POISON:
    case OP_VARIABLE:
    case OP_ARRAY:
    case OP_NAMED:
    case OP_COUNT: break;
    }
    return true;
}

bool eval_init(struct evaluation *e, const struct tape *tape)
{
    *e = (struct evaluation){.tape = tape};
    e->values = mem_array(&tape->g->core->mem, tape->n_values, sizeof *e->values);
    return e->values != NULL;
}

bool eval_run(struct evaluation *e)
{
    const struct tape *tape = e->tape;
    for (size_t i = 0; i < tape->code.n; i++) {
        const struct instruction *in = &tape->code.at[i];
        if (in->slot != i || in->op == OP_ARRAY) continue;
        struct step s = {e, in, in->n ? tape->words.at + in->args : NULL,
                         shape_get(&tape->g->shapes, in->shape), e->values + tape->offsets[i]};
        if (!run(&s) || !core_go_on(tape->g->core)) return false;
    }
    return true;
}

void eval_free(struct evaluation *e)
{
    if (e->values)
        mem_free_array(&e->tape->g->core->mem, e->values, e->tape->n_values, sizeof *e->values);
    e->values = NULL;
}
