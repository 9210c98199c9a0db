/* c.c - prints a tape as a C function: one statement per step, arrays in loops; what only one
 * branch of a choice needs is computed inside that branch. */
#include "print/c_private.h"

#include <string.h>

/* ---- elementwise ---- */

enum { INLINED = 60 };

static void emit_scalar(struct c_writer *w, uint32_t step)
{
    struct c_place place = {false, NULL, NULL};
    struct c_value v = c_elementwise(w, &w->code[step], &place);
    if (!c_may_inline(w, step) || strlen(v.text) > INLINED) {
        const char *name = c_temporary(w);
        c_line(w, w->blocks[step], "const double %s = %s;", name, v.text);
        v = (struct c_value){C_TEXT, C_ATOM, .text = name};
    }
    w->values[step] = v;
}

static bool inlined(struct c_writer *w, uint32_t step)
{
    struct c_place place = {true, NULL, w->row};
    const struct c_target *t = &w->targets[step];
    if (!w->flat[step] || !c_may_inline(w, step) || c_count(w, step) == 1) return false;
    struct c_value v = c_elementwise(w, &w->code[step], &place);
    v.kind = C_FLAT;
    if (t->late ? !c_may_stand_late(w, t, v.text) : strlen(v.text) > 2 * INLINED) return false;
    w->values[step] = v;
    return true;
}

static void emit_elementwise(struct c_writer *w, uint32_t step)
{
    if (inlined(w, step)) return;
    struct c_value out = c_declare_array(w, step);
    struct c_nest nest = {w, w->blocks[step], 0};
    struct c_place place = c_loops_over(&nest, c_shape(w, step), w->flat[step]), to = place;
    const char *text = c_elementwise(w, &w->code[step], &place).text;
    if (w->targets[step].text && !c_is_packed(w, step, w->targets[step].place)) to.flat = false;
    c_assign(&nest, c_entry_of(w, step, out, &to), "=", text);
    w->values[step] = out;
}

/* Copies a branch's value into the choice; a scalar is copied to every entry. */
static void copy_branch(struct c_writer *w, uint32_t block, uint32_t step, uint32_t value)
{
    struct c_nest nest = {w, block, 0};
    struct c_place place = c_loops_over(&nest, c_shape(w, step), false);
    c_assign(&nest, c_entry_of(w, step, w->values[step], &place), "=",
             c_entry(w, value, &place).text);
}

/* Appends the text of a branch to the block around it. */
static void close_branch(struct c_writer *w, uint32_t step, uint32_t k)
{
    uint32_t inner = w->branch[step] + k, value = c_args(w, &w->code[step])[1 + k];
    if (w->code[step].shape == SHAPE_SCALAR)
        c_line(w, inner, "%s = %s;", w->values[step].text, w->values[value].text);
    else
        copy_branch(w, inner, step, value);
    struct str *out = &w->branches.at[w->blocks[step]].out, *text = &w->branches.at[inner].out;
    if (text->failed) w->failed = true;
    str_put(out, text->s, text->n);
    str_free(text);
}

static void emit_branch(struct c_writer *w, uint32_t step)
{
    uint32_t block = w->blocks[step], inner = w->branch[step];
    bool scalar = w->code[step].shape == SHAPE_SCALAR;
    if (scalar && !w->branches.at[inner].out.n && !w->branches.at[inner + 1].out.n) {
        emit_scalar(w, step); /* no statements are needed: a ? b : c evaluates one branch, too */
        return;
    }
    struct c_place nowhere = {false, NULL, NULL};
    struct c_value condition = c_entry(w, c_args(w, &w->code[step])[0], &nowhere);
    w->values[step] = c_declare(w, step, "");
    c_line(w, block, "if (%s) {", c_condition(w, condition));
    close_branch(w, step, 0);
    c_line(w, block, "} else {");
    close_branch(w, step, 1);
    c_line(w, block, "}");
}

/* ---- products of arrays ---- */

static void emit_outer(struct c_writer *w, uint32_t step)
{
    const uint32_t *args = c_args(w, &w->code[step]);
    struct c_value out = c_declare_array(w, step);
    struct c_nest nest = {w, w->blocks[step], 0};
    struct c_place at = c_loops_over(&nest, c_shape(w, step), false), x = {false, NULL, at.row},
                   y = {false, NULL, at.column};
    c_assign(&nest, c_entry_of(w, step, out, &at), "=",
             c_text(w, "%s*%s", c_bound(w, c_entry(w, args[0], &x), C_ATOM),
                    c_bound(w, c_entry(w, args[1], &y), C_ATOM)));
    w->values[step] = out;
}

static void emit_trace(struct c_writer *w, uint32_t step)
{
    uint32_t arg = c_args(w, &w->code[step])[0];
    struct c_value out = c_declare(w, step, " = 0");
    struct c_nest nest = {w, w->blocks[step], 0};
    const char *i = c_loop(&nest, w->row, c_shape(w, arg).d[0]);
    struct c_place diagonal = {false, i, i};
    c_assign(&nest, out.text, "+=", c_entry(w, arg, &diagonal).text);
    w->values[step] = out;
}

/* ---- reductions ---- */

struct reducing {
    struct c_writer *w;
    uint32_t step, arg;
    bool flat;
};

/* Returns where entry (row, column) of the argument goes: the place without the reduced axis. */
static struct c_place kept(const struct reducing *r, const struct c_place *at)
{
    const struct code_step *s = &r->w->code[r->step];
    if (s->shape == SHAPE_SCALAR) return (struct c_place){false, NULL, NULL};
    return (struct c_place){false, NULL, s->data == 0 ? at->column : at->row};
}

static const char *extreme(const struct reducing *r, const char *a, const char *b)
{
    enum fn fn = r->w->code[r->step].fn == REDUCE_MIN ? FN_minimum : FN_maximum;
    r->w->used[fn] = true;
    return c_text(r->w, "%s(%s, %s)", c_function(fn)->call, a, b);
}

/* Loops over the argument once, adding x, taking the extreme, or adding exp(x - top). */
static void pass(const struct reducing *r, struct c_value to, struct c_value top, bool adds)
{
    struct c_writer *w = r->w;
    struct c_nest nest = {w, w->blocks[r->step], 0};
    struct c_place at = c_loops_over(&nest, c_shape(w, r->arg), r->flat), result = kept(r, &at);
    struct c_value x = c_entry(w, r->arg, &at);
    const char *left = c_entry_of(w, r->step, to, &result);
    if (adds && top.kind == C_NONE)
        c_assign(&nest, left, "+=", x.text);
    else if (adds)
        c_assign(
            &nest, left, "+=",
            c_text(w, "exp(%s - %s)", c_bound(w, x, C_SUM), c_entry_of(w, r->step, top, &result)));
    else
        c_assign(&nest, left, "=", extreme(r, left, x.text));
}

static struct c_value begin(const struct reducing *r, bool at_zero)
{
    struct c_writer *w = r->w;
    struct c_value v = c_declare(w, r->step, at_zero ? " = 0" : "");
    struct c_nest nest = {w, w->blocks[r->step], 0};
    const char *i = NULL;
    if (v.kind == C_ARRAY) i = c_loop(&nest, w->row, c_count(w, r->step));
    struct c_place to = {false, NULL, i}, first = {r->flat, NULL, NULL};
    if (v.kind == C_ARRAY)
        first = (struct c_place){false, w->code[r->step].data == 0 ? NULL : i,
                                 w->code[r->step].data == 0 ? i : NULL};
    if (at_zero && v.kind == C_TEXT) return v;
    c_assign(&nest, c_entry_of(w, r->step, v, &to), "=",
             at_zero ? "0" : c_entry(w, r->arg, &first).text);
    return v;
}

static void emit_reduce(struct c_writer *w, uint32_t step)
{
    const struct code_step *s = &w->code[step];
    uint32_t arg = c_args(w, s)[0];
    if (s->fn == REDUCE_SUM && c_emit_sum(w, step)) return;
    bool flat =
        s->shape == SHAPE_SCALAR && (w->values[arg].kind != C_ARRAY || c_is_contiguous(w, arg));
    struct reducing r = {w, step, arg, flat};
    struct c_value none = {.kind = C_NONE}, out = begin(&r, s->fn == REDUCE_SUM);
    pass(&r, out, none, s->fn == REDUCE_SUM);
    if (s->fn == REDUCE_LOGSUMEXP) {
        struct c_value top = out, total = begin(&r, true);
        pass(&r, total, top, true);
        struct c_nest nest = {w, w->blocks[step], 0};
        struct c_place at = c_loops_over(&nest, c_shape(w, step), true);
        c_assign(&nest, c_entry_of(w, step, out, &at), "=",
                 c_text(w, "%s + log(%s)", c_entry_of(w, step, top, &at),
                        c_entry_of(w, step, total, &at)));
    }
    w->values[step] = out;
}

/* ---- entries put together ---- */

/* Writes items one after another along an axis. */
static void emit_joined(struct c_writer *w, uint32_t step)
{
    const struct code_step *s = &w->code[step];
    const uint32_t *args = c_args(w, s);
    struct c_value out = c_declare_array(w, step);
    struct shape_data d = c_shape(w, step);
    int64_t at = 0;
    for (uint32_t k = 0; k < s->n; k++) {
        struct shape_data item = c_shape(w, args[k]);
        bool along_row = d.ndim == 1 || (s->op == OP_CONCAT && s->data == 1);
        struct c_value to = out;
        to.offset = along_row ? at : at * c_columns(d);
        if (d.ndim == 2 && item.ndim == 1) to.down = 0;
        c_copy(w, w->blocks[step], to, args[k]);
        at += s->op == OP_STACK ? 1 : item.d[s->data];
    }
    w->values[step] = out;
}

static void emit_embed(struct c_writer *w, uint32_t step)
{
    const uint32_t *args = c_args(w, &w->code[step]);
    struct c_value out = c_declare_array(w, step);
    c_fill(w, step, out, "0");
    c_copy(w, w->blocks[step], c_slice(out, c_shape(w, step), args + 1), args[0]);
    w->values[step] = out;
}

/* Copies entries that are not contiguous so that they are. */
static void emit_packed(struct c_writer *w, uint32_t step)
{
    uint32_t arg = c_args(w, &w->code[step])[0];
    struct c_value out = c_declare_array(w, step);
    c_copy(w, w->blocks[step], c_array_named(out.text, c_shape(w, arg)), arg);
    w->values[step] = out;
}

static void emit_eye(struct c_writer *w, uint32_t step)
{
    struct c_value out = c_declare_array(w, step);
    c_fill(w, step, out, "0");
    struct c_nest nest = {w, w->blocks[step], 0};
    const char *i = c_loop(&nest, w->row, c_shape(w, step).d[0]);
    struct c_place diagonal = {false, i, i};
    c_assign(&nest, c_entry_of(w, step, out, &diagonal), "=", "1");
    w->values[step] = out;
}

static void emit_range(struct c_writer *w, uint32_t step)
{
    struct c_value out = c_declare_array(w, step);
    c_fill(w, step, out, c_count(w, step) == 1 ? "0" : w->row);
    w->values[step] = out;
}

static void emit_view(struct c_writer *w, uint32_t step)
{
    struct c_value v;
    if (!c_view(w, step, &v)) {
        emit_packed(w, step);
        return;
    }
    if (w->code[step].shape == SHAPE_SCALAR && v.kind == C_ARRAY) {
        struct c_place only = {false, NULL, NULL};
        w->values[step] = v;
        v = c_entry(w, step, &only);
    }
    w->values[step] = v;
}

/* ---- instructions ---- */

static struct span span_of(const struct c_writer *w, uint32_t step)
{
    return graph_node(w->g, w->p->tape->code.at[w->code[step].instruction].node)->span;
}

static bool cannot(struct c_writer *w, uint32_t step)
{
    w->failed = true;
    return diag_error(w->core, KIND_USAGE, span_of(w, step),
                      "this operation cannot be written in C");
}

static bool cannot_find_spectrum(struct c_writer *w, uint32_t step)
{
    w->failed = true;
    diag_error(w->core, KIND_USAGE, span_of(w, step),
               "eigenvalues and singular values cannot be written in C");
    return diag_hint(w->core, "-f python writes NumPy's");
}

static void emit(struct c_writer *w, uint32_t step)
{
    const struct code_step *s = &w->code[step];
    switch ((enum op)s->op) {
    case OP_NUMBER: w->values[step] = c_literal(w, s->a); break;
    case OP_VARIABLE: break;
    case OP_SUM:
    case OP_PRODUCT:
    case OP_POWER:
    case OP_FN:
        if (w->branch[step])
            emit_branch(w, step);
        else if (s->shape == SHAPE_SCALAR)
            emit_scalar(w, step);
        else
            emit_elementwise(w, step);
        break;
    case OP_MATMUL: c_emit_matmul(w, step); break;
    case OP_OUTER: emit_outer(w, step); break;
    case OP_TRACE: emit_trace(w, step); break;
    case OP_REDUCE: emit_reduce(w, step); break;
    case OP_TRANSPOSE:
    case OP_BROADCAST:
    case OP_RESHAPE:
    case OP_SLICE: emit_view(w, step); break;
    case OP_EMBED: emit_embed(w, step); break;
    case OP_STACK:
    case OP_CONCAT:
        if (w->values[step].kind == C_TEXT)
            emit_view(w, step);
        else
            emit_joined(w, step);
        break;
    case OP_EYE: emit_eye(w, step); break;
    case OP_RANGE: emit_range(w, step); break;
    case OP_POISON:
    case OP_CONSTANT:
    case OP_NAMED:
    case OP_ARRAY:
    case OP_COUNT: cannot(w, step); break;
    default:
        if (op_class(s->op) == CLASS_SPECTRUM)
            cannot_find_spectrum(w, step);
        else if (!c_view(w, step, &w->values[step]))
            c_emit_linear(w, step);
        break;
    }
}

/* ---- the function ---- */

/* The function is named by its user; then variables, whose names are worth more than ours. */
static bool name_all(struct c_writer *w)
{
    const struct c_program *p = w->p;
    w->function = spelling_fresh_by(&w->names, c_spell_function, p->name ? p->name : "f");
    w->guard = c_name(w, c_text(w, "%s_h", w->function));
    w->work_size = c_name(w, c_text(w, "%s_work", w->function));
    if (p->pattern) w->starts = c_name(w, c_text(w, "%s_indptr", w->function));
    if (p->pattern) w->columns = c_name(w, c_text(w, "%s_indices", w->function));
    if (p->pattern) w->order = c_name(w, c_text(w, "%s_order", w->function));
    for (size_t i = 0; i < p->n_inputs; i++)
        w->inputs[i] = node_name(w->g, graph_node(w->g, p->inputs[i]));
    spelling_add(&w->names, w->inputs, p->n_inputs);
    for (size_t i = 0; i < p->n_inputs; i++) w->inputs[i] = spelling_of(&w->names, w->inputs[i]);
    for (size_t i = 0; i < p->n_outputs; i++) w->results[i] = p->outputs[i].name;
    spelling_fresh_all(&w->names, w->results, p->n_outputs);
    w->row = c_name(w, "i");
    w->column = c_name(w, "j");
    w->inner = c_name(w, "k");
    w->last = c_name(w, "l");
    w->work = c_name(w, "work");
    return !w->failed && !w->core->mem.failed;
}

/* Gives the steps of inputs their names. */
static void bind_inputs(struct c_writer *w)
{
    for (size_t i = 0; i < w->p->n_inputs; i++) {
        id input = w->p->inputs[i];
        if (!c_is_in_use(w, input)) continue;
        uint32_t step = c_step(w, input);
        struct c_value *v = &w->values[step];
        if (w->code[step].shape == SHAPE_SCALAR)
            *v = (struct c_value){C_TEXT, C_ATOM, .text = w->inputs[i]};
        else
            *v = c_array_named(w->inputs[i], c_shape(w, step));
    }
}

static bool put_body(struct c_writer *w)
{
    for (size_t i = 0; i < w->n && !w->failed; i++) {
        if (w->uses[i]) emit(w, (uint32_t)i);
        if (!core_go_on(w->core)) return false;
    }
    if (!w->failed) c_put_outputs(w);
    return !w->failed && !diag_any(w->core);
}

static bool make(struct c_writer *w, struct str *code, struct str *header)
{
    struct mem *mem = &w->core->mem;
    size_t n = w->n, inputs = w->p->n_inputs, outputs = w->p->n_outputs;
    w->values = mem_array(mem, n, sizeof *w->values);
    w->uses = mem_array(mem, n, sizeof *w->uses);
    w->user = mem_array(mem, n, sizeof *w->user);
    w->blocks = mem_array(mem, n, sizeof *w->blocks);
    w->branch = mem_array(mem, n, sizeof *w->branch);
    w->flat = mem_array(mem, n, sizeof *w->flat);
    w->targets = mem_array(mem, n, sizeof *w->targets);
    w->factors = mem_array(mem, n, sizeof *w->factors);
    w->inputs = mem_array(mem, inputs, sizeof *w->inputs);
    w->results = mem_array(mem, outputs, sizeof *w->results);
    if (mem->failed || !name_all(w) || !c_plan(w)) return false;
    bind_inputs(w);
    if (!put_body(w)) return false;
    c_put_file(w, code, header);
    return !w->failed && !code->failed && !header->failed;
}

static void clean_up(struct c_writer *w)
{
    struct mem *mem = &w->core->mem;
    mem_free_array(mem, w->values, w->n, sizeof *w->values);
    mem_free_array(mem, w->uses, w->n, sizeof *w->uses);
    mem_free_array(mem, w->user, w->n, sizeof *w->user);
    mem_free_array(mem, w->blocks, w->n, sizeof *w->blocks);
    mem_free_array(mem, w->branch, w->n, sizeof *w->branch);
    mem_free_array(mem, w->flat, w->n, sizeof *w->flat);
    mem_free_array(mem, w->targets, w->n, sizeof *w->targets);
    mem_free_array(mem, w->factors, w->n, sizeof *w->factors);
    mem_free_array(mem, w->inputs, w->p->n_inputs, sizeof *w->inputs);
    mem_free_array(mem, w->results, w->p->n_outputs, sizeof *w->results);
    for (size_t i = 0; i < w->branches.n; i++) str_free(&w->branches.at[i].out);
    vec_free(mem, &w->branches);
    spelling_free(&w->names);
}

bool print_c(const struct c_program *program, struct str *code, struct str *header)
{
    const struct tape *tape = program->tape;
    struct c_writer w = {.p = program, .g = tape->g, .core = tape->g->core};
    w.names = (struct spelling){.core = w.core, .rule = c_spell};
    bool ok = code_make(&w.steps, tape);
    w.code = w.steps.steps.at;
    w.n = w.steps.steps.n;
    ok = ok && make(&w, code, header);
    clean_up(&w);
    code_free(&w.steps);
    return ok;
}
