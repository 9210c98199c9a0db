/* render_modes.c - the verdict on a gradient by three ways: reverse mode, forward mode, difference
 * quotients. */
#include "data/json_text.h"
#include "report/render.h"

static void put_off(struct str *out, double off, double ulps)
{
    str_putf(out, "%.3g, %.3g ulp%s", off, ulps, ulps == 1 ? "" : "s");
}

/* Reverse and forward mode beside difference quotients: the worst entry of each name. */
void render_modes_text(struct str *out, const struct dcalc_verdict *v)
{
    str_puts(out, v->equal ? "right: reverse mode, forward mode and difference quotients agree\n"
                           : "wrong: reverse mode, forward mode and difference quotients differ\n");
    for (size_t i = 0; i < v->n_compared; i++) {
        const struct dcalc_compared *c = &v->compared[i];
        str_putf(out, "%s: ", c->name);
        if (c->compared < c->count)
            str_putf(out, "of %zu entries %zu were looked at; ", c->count, c->compared);
        bool alone = c->count == 1;
        str_putf(out, "the worst entry%s%s%s is ", alone ? "" : ", ", alone ? "" : c->entry,
                 alone ? "" : ",");
        str_double(out, c->difference);
        str_puts(out, "; reverse mode is off by ");
        put_off(out, c->reverse_off, c->reverse_ulps);
        str_puts(out, "; forward mode by ");
        put_off(out, c->forward_off, c->forward_ulps);
        str_putc(out, '\n');
    }
}

/* Reverse and forward mode beside difference quotients: a list of names. */
void render_modes_json(struct str *out, const struct dcalc_verdict *v)
{
    json_put_key(out, "names");
    str_putc(out, '[');
    for (size_t i = 0; i < v->n_compared; i++) {
        const struct dcalc_compared *c = &v->compared[i];
        str_puts(out, i ? ",{" : "{");
        json_put_key_text(out, "name", c->name);
        json_put_key_double(out, "entries", (double)c->count);
        json_put_key_double(out, "compared", (double)c->compared);
        json_put_key_text(out, "entry", c->entry);
        json_put_key_double(out, "value", c->difference);
        json_put_key_double(out, "reverse", c->reverse);
        json_put_key_double(out, "reverse_off", c->reverse_off);
        json_put_key_double(out, "reverse_ulps", c->reverse_ulps);
        json_put_key_double(out, "forward", c->forward);
        json_put_key_double(out, "forward_off", c->forward_off);
        json_put_key_double(out, "forward_ulps", c->forward_ulps);
        str_putc(out, '}');
    }
    str_putc(out, ']');
}
