/* python_arrays.c - steps on whole arrays, in NumPy. */
#include "print/python_private.h"

#include "graph/linear.h"

#include <string.h>

static struct python_value made(const struct python_writer *w, uint32_t step, const char *text,
                                int binds)
{
    return (struct python_value){
        .text = text, .binds = (uint8_t)binds, .shape = w->code[step].shape};
}

static struct python_value argument(struct python_writer *w, uint32_t step, uint32_t k)
{
    return python_full(w, python_args(w, &w->code[step])[k]);
}

/* Returns a raw word, after the arguments. */
static int64_t word(const struct python_writer *w, uint32_t step, uint32_t k)
{
    const struct code_step *s = &w->code[step];
    return (int32_t)python_args(w, s)[s->n + k];
}

/* ---- notations (graph/ops.def) ---- */

static const char *const notations[] = {
#define OPERATION(op, class, words, data, rank, dump, dot, tb, text, lb, latex, numpy) numpy,
#include "graph/ops.def"
};

static void put_list(struct python_writer *w, struct str *out, uint32_t step)
{
    for (uint32_t k = 0; k < w->code[step].n; k++) {
        if (k) str_puts(out, ", ");
        str_puts(out, argument(w, step, k).text);
    }
}

static void put_axis(struct python_writer *w, struct str *out, uint32_t step, bool first_too)
{
    uint32_t axis = w->code[step].data;
    if (python_dims(w, step).ndim < 2 || !(axis || first_too)) return;
    str_puts(out, axis == 0 ? ", axis=0" : ", axis=1");
}

/* Returns a step in its notation of ops.def. */
static struct python_value noted(struct python_writer *w, uint32_t step, const char *notation)
{
    struct str out = {.mem = &w->core->mem};
    uint32_t words = 0;
    for (const char *at = notation; *at; at++) {
        if (*at != '%') {
            str_putc(&out, *at);
            continue;
        }
        switch (*++at) {
        case 'a': str_puts(&out, python_bound(w, argument(w, step, 0), PYTHON_ATOM)); break;
        case 'l': put_list(w, &out, step); break;
        case 'n': python_put_size(w, &out, python_dims(w, step).d[0]); break;
        case 'x': put_axis(w, &out, step, true); break;
        case 'y': put_axis(w, &out, step, false); break;
        case 'w': python_put_size(w, &out, word(w, step, words++)); break;
        default: break;
        }
    }
    return made(w, step, python_taken(w, &out), PYTHON_ATOM);
}

static void use_helper(struct python_writer *w, const char *notation)
{
    for (int i = 0; i < PYTHON_HELPERS; i++) {
        const char *name = python_helper((enum python_helper)i) + strlen("def ");
        size_t n = (size_t)(strchr(name, '(') - name) + 1;
        if (!strncmp(name, notation, n)) w->used[i] = true;
    }
}

/* ---- slices ---- */

/* Writes the range along one axis: an index if a single entry is taken out, else a slice. */
static void put_range(struct python_writer *w, struct str *out, uint32_t step, int axis,
                      int64_t count, int64_t size, bool index)
{
    int64_t start = word(w, step, 2 * (uint32_t)axis), by = word(w, step, 2 * (uint32_t)axis + 1);
    int64_t stop = start + count * by;
    if (count == size && by == 1 && !index) {
        str_putc(out, ':');
        return;
    }
    str_int(out, start);
    if (index) return;
    str_putc(out, ':');
    if (stop >= 0) str_int(out, stop);
    if (by == 1) return;
    str_putc(out, ':');
    str_int(out, by);
}

/* Writes the ranges of a step that takes `inner` entries out of an array as large as `outer`.
 * `dropped` has the bits of dropped axes. */
static void put_ranges(struct python_writer *w, struct str *out, uint32_t step,
                       struct shape_data inner, struct shape_data outer, unsigned dropped)
{
    for (int i = 0; i < outer.ndim; i++) {
        if (i) str_puts(out, ", ");
        put_range(w, out, step, i, inner.d[i], outer.d[i], dropped >> i & 1);
    }
}

static struct python_value slice(struct python_writer *w, uint32_t step, unsigned dropped)
{
    uint32_t from = python_args(w, &w->code[step])[0];
    struct str out = {.mem = &w->core->mem};
    str_putf(&out, "%s[", python_bound(w, python_full(w, from), PYTHON_ATOM));
    put_ranges(w, &out, step, python_dims(w, step), python_dims(w, from), dropped);
    str_putc(&out, ']');
    return made(w, step, python_taken(w, &out), PYTHON_ATOM);
}

static struct python_value embed(struct python_writer *w, uint32_t step)
{
    uint32_t from = python_args(w, &w->code[step])[0];
    struct str out = {.mem = &w->core->mem};
    const char *sizes = python_shape(w, w->code[step].shape);
    str_putf(&out, "%s, %s, np.s_[", argument(w, step, 0).text, sizes);
    put_ranges(w, &out, step, python_dims(w, from), python_dims(w, step), 0);
    str_putc(&out, ']');
    const char *list = python_taken(w, &out);
    return made(w, step, python_call(w, PYTHON_EMBED, list), PYTHON_ATOM);
}

/* ---- reductions ---- */

static struct python_value reduction(struct python_writer *w, uint32_t step, bool keep)
{
    static const char *const names[] = {"np.sum(", "np.max(", "np.min(", "np.logaddexp.reduce("};
    const struct code_step *s = &w->code[step];
    int ndim = python_dims(w, python_args(w, s)[0]).ndim;
    bool flat = s->fn == REDUCE_LOGSUMEXP && s->data == AXIS_ALL && ndim == 2;
    const char *x = argument(w, step, 0).text;
    if (flat) x = python_text(w, "np.ravel(%s)", x);
    const char *axis = s->data == AXIS_ALL ? "" : s->data == 0 ? ", axis=0" : ", axis=1";
    const char *kept = keep ? ", keepdims=True" : "";
    return made(w, step, python_text(w, "%s%s%s%s)", names[s->fn], x, axis, kept), PYTHON_ATOM);
}

/* ---- reshapes ---- */

/* True for a reduced axis that is restored with one entry. */
static bool keeps_axis(const struct python_writer *w, uint32_t step, uint32_t from)
{
    const struct code_step *s = &w->code[from];
    struct shape_data to = python_dims(w, step);
    return s->op == OP_REDUCE && s->data != AXIS_ALL && to.ndim == 2 && to.d[s->data] == 1;
}

static struct python_value reshape(struct python_writer *w, uint32_t step)
{
    uint32_t from = python_args(w, &w->code[step])[0];
    struct python_value v;
    unsigned dropped = python_dropped_axes(w, step, from);
    if (!w->values[from].is_name && keeps_axis(w, step, from)) {
        v = reduction(w, from, true);
    } else if (!w->values[from].is_name && dropped) {
        v = slice(w, from, dropped);
    } else {
        const char *sizes = python_shape(w, w->code[step].shape);
        v = made(w, step, python_text(w, "np.reshape(%s, %s)", argument(w, step, 0).text, sizes),
                 PYTHON_ATOM);
    }
    v.shape = w->code[step].shape;
    return v;
}

/* ---- the others ---- */

const char *python_list(struct python_writer *w, const char *items, enum python_items kind)
{
    if (kind == PYTHON_NUMBERS) return python_call(w, PYTHON_LIST, items);
    return python_text(w, "np.array(%s)", items);
}

enum python_items python_kind(const struct python_writer *w, uint32_t step)
{
    const struct python_value *v = &w->values[step];
    if (w->code[step].shape == SHAPE_SCALAR)
        return w->code[step].kind == CODE_NUMBER ? PYTHON_LITERALS : PYTHON_NUMBERS;
    bool vector = python_dims(w, step).ndim == 1;
    return vector && v->items ? v->kind : PYTHON_ANY_ITEMS;
}

/* Writes lists of lists as one array. */
static struct python_value stack(struct python_writer *w, uint32_t step)
{
    const struct code_step *s = &w->code[step];
    const uint32_t *args = python_args(w, s);
    struct str out = {.mem = &w->core->mem};
    enum python_items kind = PYTHON_LITERALS;
    str_putc(&out, '[');
    for (uint32_t k = 0; k < s->n; k++) {
        struct python_value item = argument(w, step, k);
        enum python_items one = python_kind(w, args[k]);
        if (one < kind) kind = one;
        if (k) str_puts(&out, ", ");
        str_puts(&out, item.items ? item.items : item.text);
    }
    str_putc(&out, ']');
    const char *items = python_taken(w, &out);
    struct python_value v = made(w, step, python_list(w, items, kind), PYTHON_ATOM);
    v.items = items, v.kind = kind;
    return v;
}

static struct python_value matmul(struct python_writer *w, uint32_t step)
{
    struct python_value x = argument(w, step, 0), y = argument(w, step, 1);
    const char *left = x.binds == PYTHON_MATMUL ? x.text : python_bound(w, x, PYTHON_POWER);
    const char *text = python_text(w, "%s @ %s", left, python_bound(w, y, PYTHON_POWER));
    return made(w, step, text, PYTHON_MATMUL);
}

/* Writes _gather(a, i, j) or _scatter(b, shape, i, j). */
static struct python_value indexed(struct python_writer *w, uint32_t step)
{
    const struct code_step *s = &w->code[step];
    bool scatters = s->op == OP_SCATTER;
    struct str out = {.mem = &w->core->mem};
    w->used[scatters ? PYTHON_SCATTER : PYTHON_GATHER] = true;
    str_puts(&out, scatters ? "_scatter(" : "_gather(");
    str_puts(&out, argument(w, step, 0).text);
    if (scatters) str_putf(&out, ", %s", python_shape(w, s->shape));
    for (uint32_t k = 1; k < s->n; k++) str_putf(&out, ", %s", argument(w, step, k).text);
    str_putc(&out, ')');
    return made(w, step, python_taken(w, &out), PYTHON_ATOM);
}

static struct python_value by_rule(struct python_writer *w, uint32_t step)
{
    static const char *const determinants[] = {[DET_VALUE] = "np.linalg.det(%l)",
                                               [DET_LOG] = "np.linalg.slogdet(%l)[1]",
                                               [DET_SIGN] = "np.linalg.slogdet(%l)[0]",
                                               [DET_LOG_SIZE] = "np.linalg.slogdet(%l)[1]"};
    const struct code_step *s = &w->code[step];
    switch (s->op) {
    case OP_BROADCAST: return python_entry(w, python_args(w, s)[0]); /* broadcast by its readers */
    case OP_MATMUL: return matmul(w, step);
    case OP_REDUCE: return reduction(w, step, false);
    case OP_RESHAPE: return reshape(w, step);
    case OP_SLICE: return slice(w, step, 0);
    case OP_EMBED: return embed(w, step);
    case OP_STACK: return stack(w, step);
    case OP_GATHER:
    case OP_SCATTER: return indexed(w, step);
    case OP_DET: return noted(w, step, determinants[s->fn]);
    case OP_COFACTOR:
        w->used[s->n > 1 ? PYTHON_MOVED_COFACTOR : PYTHON_COFACTOR] = true;
        return noted(w, step, s->n > 1 ? "_moved_cofactor(%l)" : "_cofactor(%l)");
    default: python_cannot(w, &w->code[step], "such operation"); return made(w, step, "", 0);
    }
}

struct python_value python_array(struct python_writer *w, uint32_t step)
{
    const char *notation = notations[w->code[step].op];
    if (!notation) return by_rule(w, step);
    use_helper(w, notation);
    return noted(w, step, notation);
}
