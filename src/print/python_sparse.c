/* python_sparse.c - a sparse matrix as SciPy has it: the places of its nonzeros as constants of the
 * module, their values filled in array by array. */
#include "print/python_private.h"

/* ---- the module ---- */

static void put_array(struct str *out, const char *name, struct place_list x)
{
    size_t line = out->n;
    str_putf(out, "%s = np.array([", name);
    places_put(out, line, x);
    str_puts(out, "], np.int32)\n");
}

/* All matrices share the places, so that what would move nonzeros in one of them must fail. */
void python_put_pattern(const struct python_writer *w, struct str *out)
{
    const struct code_pattern *p = w->p->pattern;
    str_puts(out, "\n\n# The nonzeros in compressed rows; every answer has these arrays.\n");
    put_array(out, "_indptr", (struct place_list){p->starts, NULL, p->rows + 1});
    put_array(out, "_indices", (struct place_list){NULL, p->column, p->count});
    if (p->n_order) put_array(out, "_order", (struct place_list){p->order, NULL, p->n_order});
    str_puts(out, "_indptr.flags.writeable = _indices.flags.writeable = False\n");
}

/* ---- the body ---- */

void python_begin_nonzeros(struct python_writer *w)
{
    str_putf(&w->body, "    %s = np.empty(%zu)\n", w->outputs[0], w->p->pattern->count);
}

/* Writes "start:stop:step" with n places. */
static void put_range(struct str *out, int64_t start, int64_t step, int64_t n)
{
    int64_t last = start + (n - 1) * step, stop = step > 0 ? last + 1 : last - 1;
    str_int(out, start);
    str_putc(out, ':');
    if (stop >= 0) str_int(out, stop);
    if (step == 1) return;
    str_putc(out, ':');
    str_int(out, step);
}

static void put_pair(struct str *out, int64_t a, int64_t b)
{
    str_putc(out, '(');
    str_int(out, a);
    str_puts(out, ", ");
    str_int(out, b);
    str_putc(out, ')');
}

/* Writes what is a view, too: of a slice with one step, or of all entries from the first on. */
static void put_grid(struct python_writer *w, struct shape_data d, struct code_place at)
{
    struct str *out = &w->body;
    const char *values = w->outputs[0];
    if (at.down == d.d[1] * at.step) {
        str_putf(out, "%s[", values);
        put_range(out, at.start, at.step, d.d[0] * d.d[1]);
        str_puts(out, "].reshape");
        put_pair(out, d.d[0], d.d[1]);
    } else {
        w->used[PYTHON_GRID] = true;
        str_putf(out, "_grid(%s[", values);
        str_int(out, at.start);
        str_puts(out, ":], ");
        put_pair(out, d.d[0], d.d[1]);
        str_puts(out, ", ");
        put_pair(out, at.down, at.step);
        str_putc(out, ')');
    }
    str_puts(out, "[:]");
}

void python_put_nonzeros(struct python_writer *w, struct shape_data d, struct code_place at,
                         const char *text)
{
    struct str *out = &w->body;
    str_puts(out, "    ");
    if (d.ndim == 2) {
        put_grid(w, d, at);
    } else {
        str_putf(out, at.listed ? "%s[_order[" : "%s[", w->outputs[0]);
        if (d.ndim == 1)
            put_range(out, at.start, at.step, d.d[0]);
        else
            str_int(out, at.start);
        str_puts(out, at.listed ? "]]" : "]");
    }
    str_putf(out, at.adds ? " += %s\n" : " = %s\n", text);
}

void python_return_nonzeros(struct python_writer *w)
{
    const struct code_pattern *p = w->p->pattern;
    str_putf(&w->body, "    return csr_array((%s, _indices, _indptr), shape=(%zu, %zu))\n",
             w->outputs[0], p->rows, p->columns);
}
