#include "eval/extreme.h"

/* Entries start, start + step, ... of an array. */
struct line {
    mpfi_t *x, *out;
    int64_t n, step;
    bool least; /* for min: order is reversed */
};

static mpfr_srcptr low(const struct line *l, int64_t i)
{
    mpfi_srcptr x = l->x[i * l->step];
    return l->least ? &x->right : &x->left;
}

static mpfr_srcptr high(const struct line *l, int64_t i)
{
    mpfi_srcptr x = l->x[i * l->step];
    return l->least ? &x->left : &x->right;
}

static int compare(const struct line *l, mpfr_srcptr a, mpfr_srcptr b)
{
    return l->least ? mpfr_cmp(b, a) : mpfr_cmp(a, b);
}

/* An entry is the maximum if its lower end is above the upper ends of all others, and is not if its
 * upper end is below some lower end. */
static void find_extremes(const struct line *l)
{
    int64_t lower = 0, first = 0,
            second = -1; /* indices of the greatest lower end and of the two greatest upper ends */
    for (int64_t i = 1; i < l->n; i++) {
        if (compare(l, low(l, i), low(l, lower)) > 0) lower = i;
        if (compare(l, high(l, i), high(l, first)) > 0)
            second = first, first = i;
        else if (second < 0 || compare(l, high(l, i), high(l, second)) > 0)
            second = i;
    }
    for (int64_t i = 0; i < l->n; i++) {
        int64_t other = i == first ? second : first;
        bool is = other < 0 || compare(l, low(l, i), high(l, other)) >= 0,
             is_none = compare(l, high(l, i), low(l, lower)) < 0;
        mpfi_interv_si(l->out[i * l->step], is, !is_none);
    }
}

static bool only_reshapes(const struct instruction *in)
{
    return in->op == OP_RESHAPE || in->op == OP_BROADCAST || (in->op == OP_STACK && in->n == 1);
}

/* Returns the reduction of x that `value` is, perhaps reshaped; NULL if it is anything else. */
static const struct instruction *reduction_of(const struct tape *t, uint32_t value, uint32_t x)
{
    const struct instruction *in = &t->code.at[value];
    while (only_reshapes(in)) in = &t->code.at[t->words.at[in->args]];
    bool extreme = in->op == OP_REDUCE && (in->fn == REDUCE_MAX || in->fn == REDUCE_MIN);
    return extreme && t->words.at[in->args] == x ? in : NULL;
}

bool enclose_extremes(const struct intervals *e, const struct instruction *in, mpfi_t *out)
{
    const struct tape *t = e->tape;
    const uint32_t *args = t->words.at + in->args;
    const struct instruction *reduction = reduction_of(t, args[1], args[0]);
    uint32_t x = args[reduction ? 0 : 1];
    if (!reduction) reduction = reduction_of(t, args[0], args[1]);
    if (!reduction || t->code.at[x].shape != in->shape) return false;
    struct shape_data d = shape_get(&t->g->shapes, in->shape);
    int64_t columns = d.ndim == 2 ? d.d[1] : 1, all = d.d[0] * columns;
    bool down = reduction->data == 0, whole = reduction->data == AXIS_ALL || d.ndim < 2;
    int64_t lines = whole ? 1 : down ? columns : d.d[0], size = all / lines;
    for (int64_t i = 0; i < lines; i++) {
        int64_t start = whole ? 0 : down ? i : i * columns;
        struct line line = {intervals_slot(e, x) + start, out + start, size,
                            !whole && down ? columns : 1, reduction->fn == REDUCE_MIN};
        find_extremes(&line);
    }
    return true;
}
