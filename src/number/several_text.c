/* several_text.c - words for what several entries do at the point, for hints. */
#include "number/several_private.h"

#include <string.h>

/* "x", "x[2]", "A[0,1]": entry number `place` of all. */
static void put_entry(const struct several *s, struct str *text, size_t place)
{
    const struct question *q = s->q;
    size_t i = 0;
    while (place >= (size_t)local_entries(q, s->leaves[i]))
        place -= (size_t)local_entries(q, s->leaves[i++]);
    struct shape_data d = graph_dims(q->graph, s->leaves[i]);
    str_puts(text, node_name(q->graph, graph_node(q->graph, s->leaves[i])));
    if (d.ndim == 1) str_putf(text, "[%zu]", place);
    if (d.ndim == 2) str_putf(text, "[%zu,%zu]", place / (size_t)d.d[1], place % (size_t)d.d[1]);
}

const char *several_way(const struct several *s, const id *direction)
{
    enum { MOST_SHOWN = 6 };
    const struct question *q = s->q;
    struct graph *g = q->graph;
    struct str text = {.mem = &q->core->mem};
    bool all = s->n <= MOST_SHOWN, first = true;
    size_t at = 0;
    for (size_t i = 0; i < s->n; i++) {
        id step = at < s->m && s->places[at] == i ? direction[at++] : graph_int(g, 0);
        if (all) str_putf(&text, "%s%s", i ? ", " : "(", local_constant(q, step));
        if (all || graph_is_zero(g, step)) continue;
        bool minus = node_sign(g, step, 64) < 0;
        id size = minus ? graph_neg(g, step) : step;
        number one;
        str_puts(&text, minus ? (first ? "-" : " - ") : (first ? "" : " + "));
        if (!graph_is_number(g, size, &one) || one != NUMBER_ONE)
            str_putf(&text, "%s*", local_constant(q, size));
        put_entry(s, &text, i);
        first = false;
    }
    if (all) str_puts(&text, ")");
    const char *copy = str_settle(&text, &q->core->arena);
    return copy ? copy : "a line";
}

/* A direction of the entries along which the forms grow as a direction of theirs says: their first
 * entries alone move. */
static const char *way_of(const struct several *s, const struct affine_forms *forms,
                          const id *direction)
{
    struct graph *g = s->q->graph;
    id out[MOST_DIRECTIONS];
    for (size_t i = 0; i < s->m; i++) out[i] = graph_int(g, 0);
    for (size_t k = forms->n; k-- > 0;) {
        const id *row = forms->rows + k * s->m;
        id rest = direction[k];
        size_t first = 0;
        while (graph_is_zero(g, row[first])) first++;
        for (size_t i = first + 1; i < s->m; i++)
            rest = graph_sub(g, rest, node_multiply(g, row[i], out[i]));
        out[first] = rest;
    }
    return several_way(s, out);
}

/* "(t, 3/2*t^2)", of entries or forms. */
static const char *curve(const struct several *s, const struct derivative_of_several *d, size_t n)
{
    const struct question *q = s->q;
    struct str text = {.mem = &q->core->mem};
    for (size_t i = 0; i < n; i++) {
        bool moves = !graph_is_zero(q->graph, d->direction[i]),
             bends = !graph_is_zero(q->graph, d->bend[i]);
        str_puts(&text, i ? ", " : "(");
        if (!moves && !bends) str_puts(&text, "0");
        if (moves) str_puts(&text, "t");
        number one;
        if (bends && (!graph_is_number(q->graph, d->bend[i], &one) || one != NUMBER_ONE))
            str_putf(&text, "%s*", local_constant(q, d->bend[i]));
        if (bends) str_puts(&text, "t^2");
    }
    str_puts(&text, ")");
    const char *copy = str_settle(&text, &q->core->arena);
    return copy ? copy : "a curve";
}

const char *several_hint(const struct several *s, const struct affine_forms *forms,
                         const struct derivative_of_several *d)
{
    const struct question *q = s->q;
    const char *along = !d->direction      ? ""
                        : !d->bend         ? way_of(s, forms, d->direction)
                        : forms->n == s->m ? local_text(q, "the curve %s", curve(s, d, s->m))
                                           : "a curve through the point";
    switch (d->is) {
    case IS_DISCONTINUOUS:
        return local_text(q, "along %s the function goes to %s, which is not its value there",
                          along, local_constant(q, d->forward));
    case IS_UNDEFINED_BESIDE: return local_text(q, "along %s the function has no value", along);
    case IS_BENT:
        return local_text(q, "along %s the derivative is %s, along its tangent %s", along,
                          local_constant(q, d->forward), local_constant(q, d->backward));
    case IS_STEEP: return local_text(q, "along %s the derivative grows without bound", along);
    case IS_NOT_DIFFERENTIABLE:
        if (d->is_odd)
            return local_text(q,
                              "along %s the derivative is %s, not %s as those by the entries say",
                              along, local_constant(q, d->forward), local_constant(q, d->backward));
        return local_text(q, "along %s the derivative from the left is %s, from the right %s",
                          along, local_constant(q, d->backward), local_constant(q, d->forward));
    default: return "no expansion along all rays at once was found that tells";
    }
}
