/* code.c - the stage that writes the answer as a function, in C or for NumPy. */
#include "write/write.h"
#include "pass/substitute.h"
#include "print/c.h"
#include "print/python.h"

#include <stdio.h>

struct listing {
    const struct question *q;
    struct answer *answer;
    VEC(id) inputs;
    VEC(struct c_output) outputs;
};

/* The point's names, then the free ones. What the point says is their shapes. */
static bool list_inputs(struct listing *l)
{
    const struct question *q = l->q;
    for (size_t i = 0; i < q->bound.n + q->lowering.free.n; i++) {
        bool bound = i < q->bound.n;
        uint32_t name = bound ? q->bound.at[i].name : q->lowering.free.at[i - q->bound.n];
        const struct name_facts *facts = lower_known_facts(&q->lowering, name);
        if (!bound && facts->given) continue;
        if (!vec_push(&q->core->mem, &l->inputs, graph_variable(q->graph, name, facts->shape)))
            return false;
    }
    return true;
}

/* Loops end at numbers. */
static bool sizes_known(struct listing *l)
{
    const struct question *q = l->q;
    int64_t open = q->lowering.open_size;
    for (size_t i = 0; i < l->inputs.n && !open; i++) {
        struct shape_data d = graph_dims(q->graph, l->inputs.at[i]);
        for (int k = 0; k < d.ndim; k++)
            if (size_is_letter(d.d[k])) open = d.d[k];
    }
    if (!open) return true;
    const char *letter = names_text(&q->core->names, size_letter(open));
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
    for (size_t i = 0; i < n; i++)
        if (!push_output(l, before, l->q->leaves.at[i].name, after, &roots[i], 1, false))
            return false;
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

/* A scalar answer, or the value or loss beside the derivatives, is what the function returns. */
static bool list_outputs(struct listing *l)
{
    const struct question *q = l->q;
    enum dcalc_command command = q->request->command;
    const id *derivatives = q->derivatives.at;
    size_t n = q->derivatives.n;
    if (command == DCALC_DIFF || command == DCALC_JVP)
        return push_output(l, "derivative", "", "", derivatives, n, true);
    const char *value = command == DCALC_BACKPROP ? "loss" : "value";
    if (!push_output(l, value, "", "", q->values.at, q->values.n, true)) return false;
    if (command == DCALC_EVAL) return true;
    if (question_is_table(q))
        return push_output(l, command == DCALC_JACOBIAN ? "jacobian" : "hessian", "", "",
                           derivatives, n, false);
    if (q->blocks) return push_blocks(l);
    return push_by_name(l, "d", "", derivatives, n) &&
           push_by_name(l, "", "_next", q->new_weights.at, q->new_weights.n);
}

static bool collect_roots(const struct listing *l, id *roots)
{
    size_t n = 0;
    for (size_t o = 0; o < l->outputs.n; o++)
        for (size_t r = 0; r < l->outputs.at[o].n_roots; r++)
            roots[n++] = l->outputs.at[o].roots[r];
    return n > 0;
}

static bool write(struct listing *l, const struct tape *tape)
{
    const struct question *q = l->q;
    const struct dcalc_request *rq = q->request;
    struct str code = {.mem = &q->core->mem}, header = {.mem = &q->core->mem};
    struct c_program program = {tape,          rq->code_name, l->inputs.at,    l->inputs.n,
                                l->outputs.at, l->outputs.n,  rq->code_header, rq->code_main};
    bool ok = print_c(&program, &code, &header);
    ok = ok && answer_set_document(l->answer, &code) && answer_set_header(l->answer, &header);
    str_free(&code);
    str_free(&header);
    return ok;
}

static bool compile(struct listing *l)
{
    const struct question *q = l->q;
    size_t n = 0;
    for (size_t o = 0; o < l->outputs.n; o++) n += l->outputs.at[o].n_roots;
    id *roots = mem_array(&q->core->mem, n, sizeof *roots);
    struct tape tape = {.g = q->graph};
    struct tape_source source = {
        .roots = roots, .n_roots = n, .inputs = l->inputs.at, .n_inputs = l->inputs.n};
    bool ok = roots && collect_roots(l, roots) && tape_compile(&tape, q->graph, &source) &&
              write(l, &tape);
    tape_free(&tape);
    mem_free_array(&q->core->mem, roots, n, sizeof *roots);
    return ok;
}

/* ---- Python ---- */

struct script {
    struct listing *l;
    VEC(id) roots; /* of the outputs, then what the program's names stand for */
    VEC(struct visible) names;
    VEC(struct python_output) outputs;
};

/* What is assigned must not be the name of an argument or part that is still needed. */
static const char *free_name(const struct question *q, const char *wanted)
{
    struct str name = {.mem = &q->core->mem};
    str_puts(&name, wanted);
    while (!name.failed && names_find(&q->core->names, name.s, name.n) != NAME_NONE)
        str_putc(&name, '_');
    const char *copy = name.failed ? NULL : arena_text(&q->core->arena, name.s, name.n);
    str_free(&name);
    return copy;
}

static bool collect_script(struct script *s)
{
    const struct question *q = s->l->q;
    struct mem *mem = &q->core->mem;
    for (size_t o = 0; o < s->l->outputs.n; o++) {
        const struct c_output *output = &s->l->outputs.at[o];
        bool table = question_is_table(q) && o > 0;
        struct python_output one = {free_name(q, output->name), output->n_roots,
                                    table ? q->leaves.n : 0};
        if (!one.name) return false;
        if (!vec_push(mem, &s->outputs, one)) return false;
        for (size_t i = 0; i < output->n_roots; i++)
            if (!vec_push(mem, &s->roots, output->roots[i])) return false;
    }
    size_t n = s->roots.n;
    for (size_t i = 0; i < q->lowering.assigned.n; i++) {
        if (!program_is_steady(q, i)) continue;
        struct visible name = {names_text(&q->core->names, q->lowering.assigned.at[i].name),
                               POISON};
        if (!vec_push(mem, &s->names, name)) return false;
        if (!vec_push(mem, &s->roots, q->lowering.assigned.at[i].value)) return false;
    }
    if (!substitute(q->graph, s->roots.at, s->roots.n, NULL, 0)) return false;
    for (size_t i = 0; i < s->names.n; i++) s->names.at[i].value = s->roots.at[n + i];
    s->roots.n = n;
    return true;
}

static bool write_python(struct listing *l)
{
    const struct question *q = l->q;
    struct script s = {.l = l};
    struct str out = {.mem = &q->core->mem};
    bool ok = collect_script(&s);
    struct python_program program = {q->graph,  "f",          l->inputs.at, l->inputs.n, s.roots.at,
                                     s.roots.n, s.outputs.at, s.outputs.n,  s.names.at,  s.names.n};
    ok = ok && print_python(&program, &out);
    ok = ok && answer_set_document(l->answer, &out);
    str_free(&out);
    vec_free(&q->core->mem, &s.roots);
    vec_free(&q->core->mem, &s.names);
    vec_free(&q->core->mem, &s.outputs);
    return ok;
}

bool code_write(const struct question *q, struct answer *answer)
{
    struct listing l = {.q = q, .answer = answer};
    bool python = q->request->format == DCALC_PYTHON;
    bool ok = list_inputs(&l) && (python || sizes_known(&l)) && list_outputs(&l) &&
              (python ? write_python(&l) : compile(&l));
    vec_free(&q->core->mem, &l.inputs);
    vec_free(&q->core->mem, &l.outputs);
    return ok;
}
