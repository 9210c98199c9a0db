/* c_outputs.c - the outputs of a C function: most are computed where they stand; others are written
 * at its end, as what may be the memory of an input. */
#include "base/decimal.h"
#include "base/utf8.h"
#include "print/c_private.h"

#include <string.h>

/* Writes a scalar root. */
static void put_scalar(struct c_writer *w, size_t o, struct code_place place, const char *text)
{
    const struct c_output *out = &w->p->outputs[o];
    const char *sign = place.adds ? "+=" : "=", *name = w->results[o];
    if (out->count == 1)
        c_line(w, 0, "*%s %s %s;", name, sign, text);
    else
        c_line(w, 0, "%s[%lld] %s %s;", name, (long long)place.start, sign, text);
}

/* Writes an array root, unless it was computed there. */
static void put_array(struct c_writer *w, size_t o, struct code_place place, uint32_t step)
{
    const struct c_target *t = &w->targets[step];
    struct c_value from = w->values[step], to = c_array_named(w->results[o], c_shape(w, step));
    bool there = t->given && t->output == o && t->place.start == place.start &&
                 t->place.listed == place.listed;
    if (there && from.kind == C_ARRAY && from.text == t->text) return;
    to.offset = place.start;
    bool flat = from.kind == C_FLAT, packed = c_is_packed(w, step, place);
    if (!packed) to = c_at_place(w, o, c_shape(w, step), place);
    struct c_nest nest = {w, 0, 0};
    struct c_place at = c_loops_over(&nest, c_shape(w, step), flat), left = at;
    if (!packed) left.flat = false;
    c_assign(&nest, c_entry_of(w, step, to, &left), place.adds ? "+=" : "=",
             c_entry(w, step, &at).text);
}

static void put_output(struct c_writer *w, size_t o)
{
    const struct c_output *out = &w->p->outputs[o];
    int64_t before = 0;
    for (size_t r = 0; r < out->n_roots; r++) {
        uint32_t step = c_step(w, out->roots[r]);
        struct code_place place = c_place_of(w, out, r, before);
        if (w->code[step].shape == SHAPE_SCALAR)
            put_scalar(w, o, place, w->values[step].text);
        else
            put_array(w, o, place, step);
        before += c_count(w, step);
    }
}

/* ---- inputs that may be overwritten ---- */

static bool replaces_any(const struct c_writer *w)
{
    for (size_t o = 0; o < w->p->n_outputs; o++)
        if (w->p->outputs[o].replaces) return true;
    return false;
}

/* Numbers that are read from arrays, before anything is written that may be these. */
static void read_scalars(struct c_writer *w)
{
    for (size_t o = 0; o < w->p->n_outputs; o++)
        for (size_t r = 0; r < w->p->outputs[o].n_roots; r++) {
            uint32_t step = c_step(w, w->p->outputs[o].roots[r]);
            struct c_value *v = &w->values[step];
            if (v->kind != C_TEXT || !strchr(v->text, '[')) continue;
            const char *name = c_temporary(w);
            c_line(w, 0, "const double %s = %s;", name, v->text);
            *v = (struct c_value){C_TEXT, C_ATOM, .text = name};
        }
}

static bool is_in_name(char c)
{
    return is_digit(c) || is_ascii_letter(c);
}

/* Whether the array before a bracket is an input other than `own`. */
static bool is_other_input(const struct c_writer *w, const char *text, const char *bracket, id own)
{
    const char *name = bracket;
    while (name > text && is_in_name(name[-1])) name--;
    size_t n = (size_t)(bracket - name);
    for (size_t i = 0; i < w->p->n_inputs; i++)
        if (w->p->inputs[i] != own && strlen(w->inputs[i]) == n && !strncmp(w->inputs[i], name, n))
            return true;
    return false;
}

bool c_may_stand_late(const struct c_writer *w, const struct c_target *t, const char *text)
{
    size_t n = strlen(w->row);
    for (const char *at = text; t->replaces && (at = strchr(at, '[')); at++) {
        bool forward = !strncmp(at + 1, w->row, n) && strchr("] ", at[1 + n]);
        if (!forward || is_other_input(w, text, at, t->replaces)) return false;
    }
    return true;
}

/* ---- all outputs ---- */

void c_put_outputs(struct c_writer *w)
{
    const char *returned = NULL;
    if (replaces_any(w)) read_scalars(w);
    for (size_t o = 0; o < w->p->n_outputs; o++) {
        struct c_place only = {false, NULL, NULL};
        if (w->p->outputs[o].returned)
            returned = c_entry(w, c_step(w, w->p->outputs[o].roots[0]), &only).text;
        else
            put_output(w, o);
    }
    if (returned) c_line(w, 0, "return %s;", returned);
}
