/* document.c - the stage that writes the whole result in another language. */
#include "app/session.h"
#include "print/document.h"

#include <string.h>

struct labels {
    struct work *w;
    VEC(struct output) values, derivatives;
};

static const char *keep(struct work *w, struct str *text)
{
    const char *copy = text->failed ? NULL : arena_text(&w->core.arena, text->s, text->n);
    str_free(text);
    return copy;
}

/* "f", or "f2" where there are several. */
static void put_name_of_value(const struct work *w, size_t row, struct str *out)
{
    bool several =
        work_is_table(w) ? w->rows > 1 && w->request->command == DCALC_JACOBIAN : w->values.n > 1;
    str_putc(out, 'f');
    if (several) str_putf(out, "%zu", row + 1);
}

/* "d^3f/dx dy dy" */
static void put_diff_label(const struct work *w, struct str *out)
{
    size_t names = w->leaves.n;
    int order = names > 1 ? (int)names : w->request->order > 0 ? w->request->order : 1;
    if (order > 1)
        str_putf(out, "d^%df/d%s", order, w->leaves.at[0].name);
    else
        str_putf(out, "df/d%s", w->leaves.at[0].name);
    if (names == 1 && order > 1) str_putf(out, "^%d", order);
    for (size_t i = 1; i < names; i++) str_putf(out, " d%s", w->leaves.at[i].name);
}

/* Entry `cell` of what the command differentiates by, row by row: entries of leaf i come as one. */
static void put_hessian_label(const struct work *w, size_t row, size_t column, struct str *out)
{
    size_t leaf = 0, at = row;
    for (; leaf + 1 < w->leaves.n; leaf++) {
        id node = w->leaves.at[leaf].node;
        size_t entries = (size_t)shape_count(&w->g.shapes, graph_shape(&w->g, node));
        if (at < entries) break;
        at -= entries;
    }
    str_putf(out, "d^2f/d%s", w->leaves.at[leaf].name);
    if (graph_shape(&w->g, w->leaves.at[leaf].node) != SHAPE_SCALAR) str_putf(out, "[%zu]", at);
    str_putf(out, " d%s", w->leaves.at[column].name);
}

static void put_label(const struct work *w, size_t i, struct str *out)
{
    size_t n = w->leaves.n;
    switch (w->request->command) {
    case DCALC_DIFF: put_diff_label(w, out); break;
    case DCALC_HESSIAN: put_hessian_label(w, i / n, i % n, out); break;
    case DCALC_JACOBIAN:
        put_name_of_value(w, i / n, out);
        str_putf(out, "/d%s", w->leaves.at[i % n].name);
        break;
    case DCALC_JVP: str_puts(out, "df*v"); break;
    case DCALC_VJP: str_putf(out, "v*df/d%s", w->leaves.at[i].name); break;
    default: str_putf(out, "df/d%s", w->leaves.at[i].name); break;
    }
}

void work_label(struct work *w, size_t i, struct str *out)
{
    if (w->blocks) {
        str_putf(out, "J %s", work_block_name(w, i));
        return;
    }
    if (w->request->command == DCALC_JACOBIAN) str_putc(out, 'd');
    put_label(w, i, out);
}

static bool label_outputs(struct labels *l)
{
    struct work *w = l->w;
    for (size_t i = 0; i < w->values.n; i++) {
        struct str text = {.mem = &w->core.mem};
        put_name_of_value(w, i, &text);
        struct output output = {keep(w, &text), w->values.at[i]};
        if (!output.label || !vec_push(&w->core.mem, &l->values, output)) return false;
    }
    for (size_t i = 0; i < w->derivatives.n; i++) {
        struct str text = {.mem = &w->core.mem};
        work_label(w, i, &text);
        struct output output = {keep(w, &text), w->derivatives.at[i]};
        if (!output.label || !vec_push(&w->core.mem, &l->derivatives, output)) return false;
    }
    return true;
}

static bool write(struct labels *l, struct str *out)
{
    struct document d = {&l->w->g, l->values.at, l->derivatives.at, l->values.n, l->derivatives.n};
    switch (l->w->request->format) {
    case DCALC_DOT: return print_dot(&d, out);
    default: break;
    }
    return true;
}

bool work_document(struct work *w)
{
    if (w->request->format != DCALC_DOT) return work_code(w);
    struct labels l = {.w = w};
    struct str out = {.mem = &w->core.mem};
    bool ok = label_outputs(&l) && write(&l, &out) && !out.failed;
    if (ok) {
        w->answer->public.document = arena_text(&w->answer->arena, out.s ? out.s : "", out.n);
        w->answer->public.document_length = out.n;
    }
    str_free(&out);
    vec_free(&w->core.mem, &l.values);
    vec_free(&w->core.mem, &l.derivatives);
    return ok && w->answer->public.document;
}
