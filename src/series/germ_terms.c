/* germ_terms.c - collects terms of germs, adds up those of the same exponent, drops what the rest
 * covers. */
#include "series/germ_private.h"

#include <stdlib.h>

/* So many terms are kept for each term that a series has. */
enum { KEPT = 4, KEPT_LEAST = 32 };

void germ_sum_push(struct germ_sum *s, number exponent, id a, id b)
{
    struct germ_product p = {exponent, a, b};
    vec_push(&s->e->g->core->mem, &s->items, p);
}

/* Sorts by merging runs, since the order of numbers needs their table. */
static void sort_items(const struct numbers *t, struct germ_product *at, struct germ_product *to,
                       size_t n)
{
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t start = 0; start < n; start += 2 * width) {
            size_t i = start, middle = start + width < n ? start + width : n;
            size_t end = start + 2 * width < n ? start + 2 * width : n, j = middle;
            for (size_t k = start; k < end; k++) {
                bool left = i < middle && (j >= end || at[i].exponent == at[j].exponent ||
                                           number_compare(t, at[i].exponent, at[j].exponent) <= 0);
                to[k] = left ? at[i++] : at[j++];
            }
        }
        __builtin_memcpy(at, to, n * sizeof *at);
    }
}

/* True if a term of this exponent is covered by the rest. */
static bool is_covered(const struct numbers *t, const struct germ *rest, number exponent)
{
    if (rest->rest == REST_ORDER) return number_compare(t, exponent, rest->order) >= 0;
    if (rest->rest == REST_OSCILLATES) return number_compare(t, exponent, rest->order) > 0;
    return false;
}

/* The sum of n products, as a node. */
static id add_up(struct germs *e, const struct germ_product *p, size_t n)
{
    struct graph *g = e->g;
    number total = NUMBER_ZERO, x, y;
    size_t begin = graph_begin(g);
    for (size_t i = 0; i < n; i++)
        if (graph_is_number(g, p[i].a, &x) && graph_is_number(g, p[i].b, &y))
            total = number_add(&g->numbers, total, number_mul(&g->numbers, x, y));
        else
            node_push_product(g, p[i].a, p[i].b);
    return graph_end_sum(g, begin, total);
}

static void copy_rest(struct germ *out, const struct germ *rest)
{
    out->rest = rest->rest;
    out->order = rest->order;
    out->low = rest->low;
    out->high = rest->high;
    out->attained = rest->attained;
    out->sign = rest->sign;
    out->scale = rest->scale;
}

/* The exponent at which terms stop being kept, as the rest's order. */
static void cut_off(struct germ *out, number exponent)
{
    out->rest = REST_ORDER;
    out->order = exponent;
    out->scale = NULL;
    out->sign = SIGN_UNKNOWN;
    out->attained = false;
    out->cut = true;
}

static bool collect(struct germ_sum *s, struct germ *out, size_t most)
{
    struct germs *e = s->e;
    struct germ_product *p = s->items.at;
    size_t n = s->items.n;
    for (size_t i = 0, next; i < n; i = next) {
        for (next = i + 1; next < n && p[next].exponent == p[i].exponent; next++) {
        }
        if (is_covered(&e->g->numbers, out, p[i].exponent)) {
            out->scale = NULL; /* the rest is more than it was */
            break;
        }
        id c = add_up(e, p + i, next - i);
        if (c == POISON || !core_go_on(e->g->core)) return false;
        if (graph_is_zero(e->g, c)) continue;
        if (out->n == most) {
            cut_off(out, p[i].exponent);
            break;
        }
        out->terms[out->n++] = (struct germ_term){p[i].exponent, c};
    }
    return true;
}

const struct germ *germ_sum_end(struct germ_sum *s, const struct germ *rest)
{
    struct germs *e = s->e;
    struct mem *mem = &e->g->core->mem;
    size_t n = s->items.n, most = KEPT * e->memory->terms + KEPT_LEAST;
    struct germ *out = germ_new(e, n < most ? n : most);
    struct germ_product *spare = mem_array(mem, n ? n : 1, sizeof *spare);
    bool done = out && spare && rest->state == GERM_KNOWN && germ_ok(e);
    if (done) {
        sort_items(&e->g->numbers, s->items.at, spare, n);
        copy_rest(out, rest);
        out->cut = rest->cut;
        out->jumps = rest->jumps;
        done = collect(s, out, most);
    }
    mem_free_array(mem, spare, n ? n : 1, sizeof *spare);
    vec_free(mem, &s->items);
    if (done && germ_ok(e)) return out;
    return rest->state == GERM_KNOWN ? germ_failed() : rest;
}
