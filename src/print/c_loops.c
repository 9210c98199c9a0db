/* c_loops.c - loops around a statement, and what arrays are kept in. */
#include "print/c_private.h"

/* ---- loops ---- */

static const char *indent(const struct c_nest *nest)
{
    static const char blanks[] = "                ";
    return blanks + sizeof blanks - 1 - 4 * nest->depth;
}

const char *c_loop(struct c_nest *nest, const char *variable, int64_t n)
{
    if (n == 1) return NULL;
    c_line(nest->w, nest->block, "%sfor (int %s = 0; %s < %lld; %s++)", indent(nest), variable,
           variable, (long long)n, variable);
    nest->depth++;
    return variable;
}

struct c_place c_loops_over(struct c_nest *nest, struct shape_data d, bool flat)
{
    struct c_writer *w = nest->w;
    struct c_place place = {.flat = flat && c_rows(d) * c_columns(d) != 1};
    if (flat) {
        place.column = c_loop(nest, w->row, c_rows(d) * c_columns(d));
        return place;
    }
    place.row = c_loop(nest, w->row, c_rows(d));
    place.column = c_loop(nest, place.row ? w->column : w->row, c_columns(d));
    return place;
}

void c_assign(struct c_nest *nest, const char *left, const char *sign, const char *right)
{
    c_line(nest->w, nest->block, "%s%s %s %s;", indent(nest), left, sign, right);
}

/* ---- storage ---- */

const char *c_room(struct c_writer *w, uint32_t block, int64_t n)
{
    const char *name = c_temporary(w);
    if (c_needs_work(w)) {
        c_line(w, block, "double *const %s = %s + %lld;", name, w->work, (long long)w->workspace);
        w->workspace += n;
    } else
        c_line(w, block, "double %s[%lld];", name, (long long)(n ? n : 1));
    return name;
}

/* The memory of a step in its output. */
static struct c_value aimed(struct c_writer *w, uint32_t step)
{
    struct c_target *t = &w->targets[step];
    const char *output = w->results[t->output];
    struct c_value v = c_array_named(output, c_shape(w, step));
    if (!c_is_packed(w, step, t->place)) {
        v = c_at_place(w, t->output, c_shape(w, step), t->place);
    } else if (t->place.start) {
        v.text = c_temporary(w);
        c_line(w, 0, "double *const %s = %s + %lld;", v.text, output, (long long)t->place.start);
    }
    t->text = v.text;
    return v;
}

struct c_value c_declare_array(struct c_writer *w, uint32_t step)
{
    const struct c_target *t = &w->targets[step];
    if (t->given && !t->late && !t->text) return aimed(w, step);
    const char *name = c_room(w, w->blocks[step], c_count(w, step));
    return c_array_named(name, c_shape(w, step));
}

struct c_value c_declare(struct c_writer *w, uint32_t step, const char *start)
{
    if (w->code[step].shape != SHAPE_SCALAR) return c_declare_array(w, step);
    struct c_value v = {C_TEXT, C_ATOM, .text = c_temporary(w)};
    c_line(w, w->blocks[step], "double %s%s;", v.text, start);
    return v;
}

const char *c_entry_of(struct c_writer *w, uint32_t step, struct c_value value,
                       const struct c_place *place)
{
    struct c_value saved = w->values[step];
    w->values[step] = value;
    const char *text = c_entry(w, step, place).text;
    w->values[step] = saved;
    return text;
}

void c_copy(struct c_writer *w, uint32_t block, struct c_value to, uint32_t from)
{
    struct c_nest nest = {w, block, 0};
    struct c_place place = c_loops_over(&nest, c_shape(w, from), false);
    c_assign(&nest, c_entry_of(w, from, to, &place), "=", c_entry(w, from, &place).text);
}

void c_fill(struct c_writer *w, uint32_t step, struct c_value to, const char *text)
{
    struct c_nest nest = {w, w->blocks[step], 0};
    struct c_place place = c_loops_over(&nest, c_shape(w, step), true);
    c_assign(&nest, c_entry_of(w, step, to, &place), "=", text);
}
