/* python_file.c - the module around the body: imports, helpers, the function and its arguments. */
#include "print/python_private.h"

static const char *input_name(struct python_writer *w, size_t i)
{
    return python_name(w, node_name(w->g, graph_node(w->g, w->p->inputs[i])));
}

static const char *letter_name(struct python_writer *w, size_t i)
{
    return python_name(
        w, names_text(&w->core->names, size_letter(&w->g->shapes.sizes, w->letters.at[i])));
}

/* Finds an input and an axis of it that have the size; false if there is none. */
static bool find_size(const struct python_writer *w, int64_t size, size_t *input, int *axis)
{
    for (size_t i = 0; i < w->p->n_inputs; i++) {
        struct shape_data d = graph_dims(w->g, w->p->inputs[i]);
        for (int k = 0; k < d.ndim; k++) {
            if (d.d[k] != size) continue;
            *input = i, *axis = k;
            return true;
        }
    }
    return false;
}

/* Writes the parameters: inputs, and the sizes that no input has. */
static void put_arguments(struct python_writer *w, struct str *out)
{
    size_t n = 0, input;
    int axis;
    for (size_t i = 0; i < w->p->n_inputs; i++) {
        if (n++) str_puts(out, ", ");
        str_puts(out, input_name(w, i));
    }
    for (size_t i = 0; i < w->letters.n; i++) {
        if (find_size(w, w->letters.at[i], &input, &axis)) continue;
        if (n++) str_puts(out, ", ");
        str_puts(out, letter_name(w, i));
    }
}

/* Writes x = np.asarray(x, float); of what must be a number alone, so that anything else is an
 * error. */
static void put_conversion(struct python_writer *w, struct str *out, size_t i)
{
    const char *name = input_name(w, i), *alone = w->held[i] ? ".reshape(())" : "";
    str_putf(out, "    %s = np.asarray(%s, float)%s\n", name, name, alone);
}

/* Writes n = x.shape[0]. */
static void put_letter(struct python_writer *w, struct str *out, size_t i)
{
    size_t input;
    int axis;
    if (!find_size(w, w->letters.at[i], &input, &axis)) return;
    str_putf(out, "    %s = %s.shape[%d]\n", letter_name(w, i), input_name(w, input), axis);
}

void python_put_module(struct python_writer *w, struct str *out)
{
    str_puts(out, "import numpy as np\n");
    if (w->special) str_puts(out, "from scipy import special\n");
    if (w->p->pattern) str_puts(out, "from scipy.sparse import csr_array\n");
    for (int i = 0; i < PYTHON_HELPERS; i++)
        if (w->used[i]) str_putf(out, "\n\n%s", python_helper((enum python_helper)i));
    if (w->p->pattern) python_put_pattern(w, out);
    str_putf(out, "\n\ndef %s(", w->p->name);
    put_arguments(w, out);
    str_puts(out, "):\n");
    spelling_explain(&w->names, out, "    # ", "\n");
    for (size_t i = 0; i < w->p->n_inputs; i++) put_conversion(w, out, i);
    for (size_t i = 0; i < w->letters.n; i++) put_letter(w, out, i);
    if (w->body.failed) w->failed = true;
    str_put(out, w->body.s, w->body.n);
}
