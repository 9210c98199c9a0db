/* python_axes.c - whether an argument that is a number may be an array of numbers.
 *
 * Numbers are computed with entry by entry, so that an array in the place of one gives all answers
 * at once; what is a vector or a matrix has its own axes first, and those of such arrays last, as
 * SciPy's solvers have them. This goes well as long as arrays are lists of numbers, entries taken
 * out of them and elementwise operations. NumPy would match other axes than are meant where a sum
 * or a product runs over an axis, or where an array is made with axes of its own: arguments that
 * come there are held to single numbers. So are all arguments of a sparse matrix. */
#include "print/python_private.h"

enum { MOST_SEPARATE = 64 };

/* By step. */
struct marks {
    bool *grows;   /* depends on the argument that is looked at */
    bool *regular; /* its own axes are the first, and others may follow */
};

static bool is_array(const struct python_writer *w, uint32_t step)
{
    return w->code[step].shape != SHAPE_SCALAR;
}

unsigned python_dropped_axes(const struct python_writer *w, uint32_t step, uint32_t from)
{
    struct shape_data a = python_dims(w, from), b = python_dims(w, step);
    if (w->code[from].op != OP_SLICE || b.ndim >= a.ndim) return 0;
    if (b.ndim == 0) return a.ndim == 2 ? 3 : 1;
    return a.d[0] == 1 ? 1 : a.d[1] == 1 ? 2 : 0;
}

/* Entries taken out along the first axes: a slice, and one that drops them. */
static bool takes_entries(const struct python_writer *w, const struct code_step *step)
{
    if (step->kind != CODE_ARRAY || step->n != 1) return false;
    if (step->op == OP_SLICE) return true;
    uint32_t from = python_args(w, step)[0];
    return step->op == OP_RESHAPE && python_dropped_axes(w, (uint32_t)(step - w->code), from);
}

/* Lists of numbers, entries taken out of them and elementwise operations. */
static bool keeps_axes(const struct python_writer *w, const struct code_step *step)
{
    return code_is_elementwise(step) || step->op == OP_STACK || takes_entries(w, step);
}

static bool is_regular(const struct python_writer *w, uint32_t i, const struct marks *m)
{
    const struct code_step *step = &w->code[i];
    const uint32_t *args = python_args(w, step);
    bool all = true, any = false;
    if (!is_array(w, i) || step->kind == CODE_INPUT || step->kind == CODE_NUMBER) return true;
    if (!keeps_axes(w, step)) return false;
    for (uint32_t k = 0; k < step->n; k++) {
        all = all && m->regular[args[k]];
        any = any || (is_array(w, args[k]) && w->code[args[k]].kind != CODE_NUMBER);
    }
    return all && (any || step->op == OP_STACK);
}

/* Follows the marked arguments through all steps. False if one would match axes that do not belong
 * together. */
static bool follow(const struct python_writer *w, const struct marks *m)
{
    for (uint32_t i = 0; i < w->n; i++) {
        const struct code_step *step = &w->code[i];
        if (step->kind == CODE_INPUT || !w->uses[i]) continue;
        m->grows[i] = false;
        for (uint32_t k = 0; k < step->n && !m->grows[i]; k++)
            m->grows[i] = m->grows[python_args(w, step)[k]];
        if (m->grows[i] && !(keeps_axes(w, step) && m->regular[i])) return false;
    }
    return true;
}

/* The step of a number among the inputs; false for an array, and for one that nothing reads. */
static bool number_step(const struct python_writer *w, size_t input, uint32_t *step)
{
    id variable = w->p->inputs[input];
    if (graph_shape(w->g, variable) != SHAPE_SCALAR || !tape_has(w->p->tape, variable))
        return false;
    *step = w->steps.of_slot[tape_slot(w->p->tape, variable)];
    return true;
}

static void hold_where_needed(struct python_writer *w, const struct marks *m)
{
    uint32_t step;
    bool separate = w->p->n_inputs <= MOST_SEPARATE;
    for (size_t i = 0; i < w->p->n_inputs; i++)
        if (number_step(w, i, &step)) m->grows[step] = true;
    if (follow(w, m)) return;
    for (size_t i = 0; i < w->p->n_inputs; i++)
        if (number_step(w, i, &step)) m->grows[step] = false;
    for (size_t i = 0; i < w->p->n_inputs; i++) {
        if (!number_step(w, i, &step)) continue;
        m->grows[step] = true;
        w->held[i] = !separate || !follow(w, m);
        m->grows[step] = false;
    }
}

bool python_hold_numbers(struct python_writer *w)
{
    struct mem *mem = &w->core->mem;
    struct marks m = {mem_array(mem, w->n, sizeof(bool)), mem_array(mem, w->n, sizeof(bool))};
    for (size_t i = 0; w->p->pattern && i < w->p->n_inputs; i++)
        w->held[i] = graph_shape(w->g, w->p->inputs[i]) == SHAPE_SCALAR;
    if (m.grows && m.regular && !w->p->pattern) {
        for (uint32_t i = 0; i < w->n; i++) m.regular[i] = is_regular(w, i, &m);
        hold_where_needed(w, &m);
    }
    mem_free_array(mem, m.grows, w->n, sizeof(bool));
    mem_free_array(mem, m.regular, w->n, sizeof(bool));
    return !mem->failed;
}
