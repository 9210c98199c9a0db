/* python.c - prints a tape as a NumPy function: a step that is read once becomes part of the
 * expression that reads it, others get a statement and a name.
 *
 * Elementwise arithmetic of + - * / and square roots rounds as dcalc does, bit for bit, since the
 * steps (tape/code.h) are in dcalc's own order. Functions are those of NumPy and SciPy, with their
 * own errors; np.sum, @ and np.linalg add in an order of their own. */
#include "print/python_private.h"

#include <string.h>

/* ---- what gets a name ---- */

enum { INLINED = 60, SHORT = 20 };

static uint32_t step_of(const struct python_writer *w, id root)
{
    return w->steps.of_slot[tape_slot(w->p->tape, root)];
}

static void use_results(struct python_writer *w, const struct python_output *output)
{
    for (size_t r = 0; r < output->n_roots; r++) {
        uint32_t step = step_of(w, output->roots[r]);
        w->uses[step]++;
        w->lone[step] |= output->n_roots == 1 || output->places;
    }
}

static void count_uses(struct python_writer *w)
{
    for (size_t o = 0; o < w->p->n_outputs; o++) use_results(w, &w->p->outputs[o]);
    for (size_t i = w->n; i-- > 0;) {
        const struct code_step *step = &w->code[i];
        for (uint32_t k = 0; w->uses[i] && k < step->n; k++) w->uses[python_args(w, step)[k]]++;
    }
}

/* True for views, comparisons and numbers, which are written again wherever they are read. */
static bool is_light(const struct code_step *step, const struct python_value *v)
{
    bool view = step->op == OP_SLICE || step->op == OP_RESHAPE || step->op == OP_TRANSPOSE;
    bool short_one = strlen(v->text) <= SHORT && !strchr(v->text, '(');
    return step->kind == CODE_INPUT || step->kind == CODE_NUMBER || v->is_name ||
           (short_one && (view || v->condition));
}

static bool may_inline(const struct python_writer *w, uint32_t step, const struct python_value *v)
{
    if (is_light(&w->code[step], v)) return true;
    return w->uses[step] == 1 && (strlen(v->text) <= INLINED || w->lone[step]);
}

/* ---- steps ---- */

/* A variable that is not an argument is the letter of a size. */
static struct python_value input(struct python_writer *w, const struct code_step *step, bool given)
{
    bool array = step->op == OP_ARRAY;
    uint32_t name = array ? w->g->arrays.at[step->data].name : step->data;
    struct python_value v = {.binds = PYTHON_ATOM, .is_name = true, .shape = step->shape};
    if (!array && !given) python_note_letter(w, size_of_letter(name));
    v.text = python_name(w, names_text(&w->core->names, name));
    return v;
}

/* A number is broadcast to any shape. */
static struct python_value filled_number(struct python_writer *w, const struct code_step *step)
{
    struct python_value v = python_literal(w, step->a, true);
    v.shape = SHAPE_SCALAR;
    return v;
}

static struct python_value value_of(struct python_writer *w, uint32_t i)
{
    const struct code_step *step = &w->code[i];
    if (step->kind == CODE_INPUT) return input(w, step, w->given[i]);
    if (step->kind == CODE_NUMBER) return filled_number(w, step);
    return step->kind == CODE_ARRAY ? python_array(w, i) : python_elementwise(w, step);
}

static void put_step(struct python_writer *w, uint32_t i)
{
    struct python_value v = value_of(w, i);
    bool own = w->parts[i] && !v.is_name && w->code[i].kind != CODE_NUMBER;
    if (own)
        v = python_assign(w, w->parts[i], v);
    else if (!may_inline(w, i, &v))
        v = python_temporary(w, v);
    w->values[i] = v;
}

/* ---- results ---- */

static enum python_items kind_of_all(const struct python_writer *w,
                                     const struct python_output *output)
{
    enum python_items kind = PYTHON_LITERALS;
    for (size_t i = 0; i < output->n_roots; i++) {
        enum python_items one = python_kind(w, step_of(w, output->roots[i]));
        if (one < kind) kind = one;
    }
    return kind;
}

/* Appends "a, b, c": of numbers and lists of numbers what is in them, of arrays vectors. */
static void put_entries(struct python_writer *w, struct str *out, const id *roots, size_t n,
                        bool listed)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t step = step_of(w, roots[i]);
        struct python_value v = w->values[step];
        if (i) str_puts(out, ", ");
        if (listed && v.items)
            str_put(out, v.items + 1, strlen(v.items) - 2);
        else
            str_putf(out, python_dims(w, step).ndim == 2 ? "np.ravel(%s)" : "%s",
                     python_full(w, step).text);
    }
}

/* Writes a table, each row of which has the entries of its arrays one after another. */
static void put_table(struct python_writer *w, const struct python_output *output)
{
    enum python_items kind = kind_of_all(w, output);
    bool listed = kind != PYTHON_ANY_ITEMS, joined = !listed && output->columns > 1;
    struct str out = {.mem = &w->core->mem};
    str_putc(&out, '[');
    for (size_t i = 0; i < output->n_roots; i += output->columns) {
        str_puts(&out, i ? ", " : "");
        str_puts(&out, listed ? "[" : joined ? "np.hstack([" : "");
        put_entries(w, &out, output->roots + i, output->columns, listed);
        str_puts(&out, listed ? "]" : joined ? "])" : "");
    }
    str_putc(&out, ']');
    str_puts(&w->body, python_list(w, python_taken(w, &out), kind));
}

static void put_list(struct python_writer *w, const struct python_output *output)
{
    enum python_items kind = kind_of_all(w, output);
    bool listed = kind != PYTHON_ANY_ITEMS;
    struct str out = {.mem = &w->core->mem};
    str_puts(&out, "[");
    put_entries(w, &out, output->roots, output->n_roots, listed);
    str_puts(&out, "]");
    const char *items = python_taken(w, &out);
    str_puts(&w->body,
             listed ? python_list(w, items, kind) : python_text(w, "np.hstack(%s)", items));
}

/* A number that depends on nothing is as large as the arguments that are numbers. */
static void put_constant(struct python_writer *w, uint32_t step)
{
    const char *text = python_full(w, step).text, *name;
    struct str shapes = {.mem = &w->core->mem};
    size_t n = 0;
    for (size_t i = 0; i < w->p->n_inputs; i++) {
        if (graph_shape(w->g, w->p->inputs[i]) != SHAPE_SCALAR || w->held[i]) continue;
        name = python_name(w, node_name(w->g, graph_node(w->g, w->p->inputs[i])));
        str_putf(&shapes, n++ ? ", %s.shape" : "%s.shape", name);
    }
    const char *all = python_taken(w, &shapes);
    if (n == 0)
        str_puts(&w->body, text);
    else if (n == 1)
        str_putf(&w->body, "np.full(%s, %s)", all, text);
    else
        str_putf(&w->body, "np.full(np.broadcast_shapes(%s), %s)", all, text);
}

static void put_formula(struct python_writer *w, uint32_t step)
{
    if (w->code[step].kind == CODE_NUMBER && w->code[step].shape == SHAPE_SCALAR)
        put_constant(w, step);
    else
        str_puts(&w->body, python_full(w, step).text);
}

static void put_output(struct python_writer *w, size_t i)
{
    const struct python_output *output = &w->p->outputs[i];
    str_putf(&w->body, "    %s = ", w->outputs[i]);
    if (output->columns)
        put_table(w, output);
    else if (output->n_roots > 1)
        put_list(w, output);
    else if (output->n_roots)
        put_formula(w, step_of(w, output->roots[0]));
    else
        str_puts(&w->body, "np.zeros((0, 0))"); /* derivatives by no name */
    str_putc(&w->body, '\n');
}

static void put_outputs(struct python_writer *w)
{
    for (size_t i = 0; i < w->p->n_outputs && !w->failed; i++) put_output(w, i);
    str_puts(&w->body, "    return ");
    for (size_t i = 0; i < w->p->n_outputs; i++)
        str_putf(&w->body, i ? ", %s" : "%s", w->outputs[i]);
    str_putc(&w->body, '\n');
}

static void put_matrix(struct python_writer *w)
{
    const struct python_output *output = &w->p->outputs[0];
    python_begin_nonzeros(w);
    for (size_t r = 0; r < output->n_roots; r++) {
        uint32_t step = step_of(w, output->roots[r]);
        python_put_nonzeros(w, python_dims(w, step), output->places[r], python_entry(w, step).text);
    }
    python_return_nonzeros(w);
}

static bool put_body(struct python_writer *w)
{
    const struct python_program *p = w->p;
    for (size_t i = 0; i < w->n && !w->failed; i++) {
        if (w->uses[i]) put_step(w, (uint32_t)i);
        if (!core_go_on(w->core)) return false;
    }
    if (p->pattern)
        put_matrix(w);
    else
        put_outputs(w);
    return !w->failed && !diag_any(w->core);
}

/* ---- the whole ---- */

/* A part that a variable shares its name with gets none. */
static void name_parts(struct python_writer *w)
{
    for (size_t i = 0; i < w->p->n_parts; i++) {
        const struct python_part *part = &w->p->parts[i];
        if (!tape_has(w->p->tape, part->value) || spelling_knows(&w->names, part->name)) continue;
        const char **name = &w->parts[step_of(w, part->value)];
        if (!*name) *name = python_name(w, part->name);
    }
}

/* Names of the program come first: variables, letters of sizes, parts; then those of results. */
static void name_all(struct python_writer *w)
{
    spelling_add_graph(&w->names, w->g);
    name_parts(w);
    for (size_t i = 0; i < w->p->n_outputs; i++) w->outputs[i] = w->p->outputs[i].name;
    spelling_fresh_all(&w->names, w->outputs, w->p->n_outputs);
}

static bool make(struct python_writer *w, struct str *out)
{
    struct mem *mem = &w->core->mem;
    w->values = mem_array(mem, w->n, sizeof *w->values);
    w->uses = mem_array(mem, w->n, sizeof *w->uses);
    w->parts = mem_array(mem, w->n, sizeof *w->parts);
    w->outputs = mem_array(mem, w->p->n_outputs, sizeof *w->outputs);
    w->lone = mem_array(mem, w->n, sizeof *w->lone);
    w->given = mem_array(mem, w->n, sizeof *w->given);
    w->held = mem_array(mem, w->p->n_inputs, sizeof *w->held);
    if (mem->failed) return false;
    for (size_t i = 0; i < w->p->n_inputs; i++)
        if (tape_has(w->p->tape, w->p->inputs[i])) w->given[step_of(w, w->p->inputs[i])] = true;
    count_uses(w);
    name_all(w);
    if (!python_hold_numbers(w) || !put_body(w)) return false;
    python_put_module(w, out);
    return !w->failed && !out->failed;
}

static void clean_up(struct python_writer *w)
{
    struct mem *mem = &w->core->mem;
    mem_free_array(mem, w->values, w->n, sizeof *w->values);
    mem_free_array(mem, w->uses, w->n, sizeof *w->uses);
    mem_free_array(mem, w->parts, w->n, sizeof *w->parts);
    mem_free_array(mem, w->outputs, w->p->n_outputs, sizeof *w->outputs);
    spelling_free(&w->names);
    mem_free_array(mem, w->lone, w->n, sizeof *w->lone);
    mem_free_array(mem, w->given, w->n, sizeof *w->given);
    mem_free_array(mem, w->held, w->p->n_inputs, sizeof *w->held);
    vec_free(mem, &w->letters);
    str_free(&w->body);
}

bool print_python(const struct python_program *program, struct str *out)
{
    const struct tape *tape = program->tape;
    struct python_writer w = {.p = program, .g = tape->g, .core = tape->g->core};
    w.body.mem = &w.core->mem;
    w.names = (struct spelling){.core = w.core, .rule = python_spell};
    bool ok = code_make(&w.steps, tape);
    w.code = w.steps.steps.at;
    w.n = w.steps.steps.n;
    ok = ok && make(&w, out);
    clean_up(&w);
    code_free(&w.steps);
    return ok;
}
