/* code.c - the stage that writes the answer as a function, in C or for NumPy. */
#include "write/write.h"
#include "print/c.h"
#include "print/formula.h"
#include "print/python.h"
#include "write/code_private.h"

#include <stdio.h>

struct listing {
    const struct question *q;
    struct answer *answer;
    struct code_inputs inputs;
    VEC(id) variables; /* inputs and letters of sizes */
    VEC(struct c_output) outputs;
    struct code_pieces pieces; /* sparse */
    struct code_pattern pattern;
    id polynomial; /* taylor */
};

/* Loops end at numbers. */
static bool sizes_known(struct listing *l)
{
    const struct question *q = l->q;
    int64_t open = q->lowering.open_size;
    for (size_t i = 0; i < l->inputs.all.n && !open; i++) {
        struct shape_data d = graph_dims(q->graph, l->inputs.all.at[i]);
        for (int k = 0; k < d.ndim; k++)
            if (size_is_open(d.d[k])) open = d.d[k];
    }
    if (!open) return true;
    const char *letter = names_text(&q->core->names, size_letter(&q->graph->shapes.sizes, open));
    diag_error(q->core, KIND_SHAPE, (struct span){0},
               "the size '%s' is open, and C code needs a number", letter);
    return diag_hint(q->core, "write numbers in --shape");
}

static bool push_output(struct listing *l, const char *before, const char *name, const char *after,
                        const id *roots, size_t n, bool may_return)
{
    const struct question *q = l->q;
    struct str text = {.mem = &q->core->mem};
    struct c_output output = {.roots = roots, .n_roots = n};
    str_putf(&text, "%s%s%s", before, name, after);
    output.name = text.failed ? NULL : arena_text(&q->core->arena, text.s, text.n);
    str_free(&text);
    for (size_t i = 0; i < n; i++)
        output.count += shape_count(&q->graph->shapes, graph_shape(q->graph, roots[i]));
    output.returned = may_return && output.count == 1;
    return output.name && vec_push(&q->core->mem, &l->outputs, output);
}

/* One output for each name: dW before a step, W_next behind it. */
static bool push_by_name(struct listing *l, const char *before, const char *after, const id *roots,
                         size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!push_output(l, before, l->q->leaves.at[i].name, after, &roots[i], 1, false))
            return false;
        if (*after) l->outputs.at[l->outputs.n - 1].replaces = l->q->leaves.at[i].node;
    }
    return true;
}

/* The blocks of a Jacobian of open sizes: jacobian, or jacobian1 and so on. */
static bool push_blocks(struct listing *l)
{
    const struct question *q = l->q;
    size_t n = q->derivatives.n;
    const char *what = q->request->command == DCALC_JACOBIAN ? "jacobian" : "hessian";
    for (size_t i = 0; i < n; i++) {
        char suffix[24] = "";
        if (n > 1) snprintf(suffix, sizeof suffix, "%zu", i + 1);
        if (!push_output(l, what, suffix, "", &q->derivatives.at[i], 1, false)) return false;
    }
    return true;
}

/* One output for each name that is shown; a single number is returned. */
static bool push_shown(struct listing *l)
{
    const struct question *q = l->q;
    size_t n = q->request->n_show;
    for (size_t i = 0; i < n; i++)
        if (!push_output(l, "", q->request->show[i], "", &q->values.at[i], 1, n == 1)) return false;
    return true;
}

/* The values of a sparse answer's nonzeros. */
static bool push_nonzeros(struct listing *l)
{
    const struct question *q = l->q;
    const struct dcalc_nonzeros *z = q->nonzeros;
    if (!code_list_pieces(q, &l->pieces)) return false;
    l->pattern = (struct code_pattern){z->rows,   z->columns,         z->count,         z->starts,
                                       z->column, l->pieces.order.at, l->pieces.order.n};
    struct c_output values = {.name = "values",
                              .roots = l->pieces.roots.at,
                              .n_roots = l->pieces.roots.n,
                              .places = l->pieces.places.at,
                              .count = (int64_t)z->count};
    return vec_push(&q->core->mem, &l->outputs, values);
}

/* A scalar answer, or the value or loss beside the derivatives, is what the function returns. */
static bool list_outputs(struct listing *l)
{
    const struct question *q = l->q;
    enum dcalc_command command = q->request->command;
    const id *derivatives = q->derivatives.at;
    size_t n = q->derivatives.n;
    if (q->request->sparse) return push_nonzeros(l);
    if (command == DCALC_DIFF || command == DCALC_JVP)
        return push_output(l, "derivative", "", "", derivatives, n, true);
    if (command == DCALC_TAYLOR) {
        l->polynomial = polynomial_node(q, l->answer);
        return l->polynomial != POISON && push_output(l, "value", "", "", &l->polynomial, 1, true);
    }
    const char *value = command == DCALC_BACKPROP ? "loss" : "value";
    if (q->request->n_show) return push_shown(l);
    if (!push_output(l, value, "", "", q->values.at, q->values.n, true)) return false;
    if (question_asks_value(command)) return true;
    if (question_is_table(q))
        return push_output(l, command == DCALC_JACOBIAN ? "jacobian" : "hessian", "", "",
                           derivatives, n, false);
    if (q->blocks) return push_blocks(l);
    return push_by_name(l, "d", "", derivatives, n) &&
           push_by_name(l, "", "_next", q->new_weights.at, q->new_weights.n);
}

static void collect_roots(const struct listing *l, id *roots)
{
    size_t n = 0;
    for (size_t o = 0; o < l->outputs.n; o++)
        for (size_t r = 0; r < l->outputs.at[o].n_roots; r++)
            roots[n++] = l->outputs.at[o].roots[r];
}

/* How far a polynomial may be from the function, as a comment. */
static void put_remainder(const struct listing *l, struct str *out, const char *before,
                          const char *after)
{
    const struct question *q = l->q;
    const struct dcalc_array *rest = l->answer->public.remainder;
    if (!rest) return;
    str_putf(out, "%sthe function lies within %s of this for %s from %s to %s%s\n", before,
             rest->texts[2], q->leaves.at[0].name, print_formula(q->graph, q->range.at[0]),
             print_formula(q->graph, q->range.at[1]), after);
}

/* ---- C ---- */

static bool write_c(struct listing *l, const struct tape *tape)
{
    const struct question *q = l->q;
    const struct dcalc_request *rq = q->request;
    struct str code = {.mem = &q->core->mem}, header = {.mem = &q->core->mem};
    struct c_program program = {.tape = tape,
                                .name = rq->code_name,
                                .inputs = l->inputs.all.at,
                                .n_inputs = l->inputs.all.n,
                                .outputs = l->outputs.at,
                                .n_outputs = l->outputs.n,
                                .pattern = rq->sparse ? &l->pattern : NULL,
                                .header = rq->code_header,
                                .driver = rq->code_main};
    put_remainder(l, &code, "/* ", " */");
    bool ok = print_c(&program, &code, &header);
    ok = ok && answer_set_document(l->answer, &code) && answer_set_header(l->answer, &header);
    str_free(&code);
    str_free(&header);
    return ok;
}

/* ---- Python ---- */

struct script {
    struct listing *l;
    VEC(struct python_output) outputs;
    VEC(struct python_part) parts; /* that the program has names for */
};

static bool list_script(struct script *s)
{
    const struct question *q = s->l->q;
    for (size_t o = 0; o < s->l->outputs.n; o++) {
        const struct c_output *output = &s->l->outputs.at[o];
        bool table = question_is_table(q) && o > 0;
        struct python_output one = {output->name, output->roots, output->n_roots,
                                    table ? q->leaves.n : 0, output->places};
        if (!vec_push(&q->core->mem, &s->outputs, one)) return false;
    }
    for (size_t i = 0; i < q->lowering.assigned.n; i++) {
        if (!program_is_steady(q, i)) continue;
        struct python_part part = {names_text(&q->core->names, q->lowering.assigned.at[i].name),
                                   q->lowering.assigned.at[i].value};
        if (!vec_push(&q->core->mem, &s->parts, part)) return false;
    }
    return true;
}

static bool write_python(struct listing *l, const struct tape *tape)
{
    const struct question *q = l->q;
    struct script s = {.l = l};
    struct str out = {.mem = &q->core->mem};
    bool ok = list_script(&s);
    struct python_program program = {.tape = tape,
                                     .name = "f",
                                     .inputs = l->inputs.all.at,
                                     .n_inputs = l->inputs.all.n,
                                     .outputs = s.outputs.at,
                                     .n_outputs = s.outputs.n,
                                     .parts = s.parts.at,
                                     .n_parts = s.parts.n,
                                     .pattern = q->request->sparse ? &l->pattern : NULL};
    put_remainder(l, &out, "# ", "");
    ok = ok && print_python(&program, &out) && answer_set_document(l->answer, &out);
    str_free(&out);
    vec_free(&q->core->mem, &s.outputs);
    vec_free(&q->core->mem, &s.parts);
    return ok;
}

/* ---- the tape ---- */

/* The inputs, and the letters of sizes, which are free names as well. */
static bool list_variables(struct listing *l)
{
    const struct question *q = l->q;
    for (size_t i = 0; i < l->inputs.all.n; i++)
        if (!vec_push(&q->core->mem, &l->variables, l->inputs.all.at[i])) return false;
    for (uint32_t name = 0; name < q->lowering.facts.n; name++) {
        if (!lower_known_facts(&q->lowering, name)->size) continue;
        id letter = graph_variable(q->graph, name, SHAPE_SCALAR);
        if (!vec_push(&q->core->mem, &l->variables, letter)) return false;
    }
    return true;
}

static bool compile(struct listing *l)
{
    const struct question *q = l->q;
    size_t n = 0;
    for (size_t o = 0; o < l->outputs.n; o++) n += l->outputs.at[o].n_roots;
    id *roots = mem_array(&q->core->mem, n, sizeof *roots);
    struct tape tape = {.g = q->graph};
    bool ok = roots && list_variables(l);
    if (ok) collect_roots(l, roots);
    struct tape_source source = {
        .roots = roots, .n_roots = n, .inputs = l->variables.at, .n_inputs = l->variables.n};
    ok = ok && tape_compile(&tape, q->graph, &source) &&
         (q->request->format == DCALC_PYTHON ? write_python(l, &tape) : write_c(l, &tape));
    tape_free(&tape);
    mem_free_array(&q->core->mem, roots, n, sizeof *roots);
    return ok;
}

bool code_write(const struct question *q, struct answer *answer)
{
    struct listing l = {.q = q, .answer = answer};
    bool python = q->request->format == DCALC_PYTHON;
    bool ok = code_list_inputs(q, &l.inputs) && (python || sizes_known(&l)) && list_outputs(&l) &&
              compile(&l);
    vec_free(&q->core->mem, &l.inputs.all);
    vec_free(&q->core->mem, &l.variables);
    vec_free(&q->core->mem, &l.outputs);
    code_free_pieces(q, &l.pieces);
    return ok;
}
