/* latex_special.c - derivatives of special functions as books write them, and the functions whose
 * arguments do not simply follow one another. */
#include "print/latex_private.h"
#include "print/terms.h"

#include <string.h>

enum { MOST_PRIMES = 3 };

static void put_text(struct pieces *p, const char *text, size_t length)
{
    struct str own = {.mem = &p->g->core->mem};
    str_put(&own, text, length);
    pieces_made(p, &own);
}

/* ---- calls ---- */

/* What stands before argument i, other than the first. */
static const char *separator(enum fn fn, uint32_t i)
{
    if (fn == FN_hyp1f1) return "; ";
    if (fn == FN_hyp2f1) return i == 1 ? ", " : "; ";
    return latex_function(fn).between;
}

/* I_{x}(a, b) */
static void put_betainc(struct pieces *p, id a, uint32_t first)
{
    pieces_text(p, "I_{");
    pieces_node(p, graph_child(p->g, a, first + 2), SUM_BINDS);
    pieces_text(p, "}\\left(");
    pieces_node(p, graph_child(p->g, a, first), SUM_BINDS);
    pieces_text(p, ", ");
    pieces_node(p, graph_child(p->g, a, first + 1), SUM_BINDS);
    pieces_text(p, "\\right)");
}

/* fn of the arguments of node a from the first of them on. */
static void put_call(struct pieces *p, enum fn fn, id a, uint32_t first)
{
    struct latex_function f = latex_function(fn);
    if (fn == FN_betainc) {
        put_betainc(p, a, first);
        return;
    }
    pieces_text(p, f.open);
    for (uint32_t i = 0; first + i < graph_node(p->g, a)->n; i++) {
        if (i) pieces_text(p, separator(fn, i));
        pieces_node(p, graph_child(p->g, a, first + i), SUM_BINDS);
    }
    pieces_text(p, f.close);
}

/* ---- derivatives ---- */

struct derivative {
    enum fn fn;
    id node;
    uint32_t n; /* arguments, and as many orders before them */
    int64_t orders[FN_MOST_ARGUMENTS], total;
};

static bool read_derivative(const struct graph *g, id a, struct derivative *d)
{
    const struct node *n = graph_node(g, a);
    number order;
    *d = (struct derivative){.fn = fn_differentiated((enum fn)n->fn), .node = a, .n = n->n / 2};
    for (uint32_t i = 0; d->fn != FN_COUNT && i < d->n; i++) {
        if (!graph_is_number(g, node_child(g, n, i), &order)) return false;
        if (!number_to_int(&g->numbers, order, &d->orders[i])) return false;
        d->total += d->orders[i];
    }
    return d->fn != FN_COUNT;
}

/* True if the arguments are different names, and numbers, so that a quotient of differentials says
 * what is differentiated by. */
static bool has_plain_arguments(const struct pieces *p, const struct derivative *d)
{
    for (uint32_t i = 0; i < d->n; i++) {
        id x = graph_child(p->g, d->node, d->n + i);
        bool name = graph_op(p->g, x) == OP_VARIABLE && graph_shape(p->g, x) == SHAPE_SCALAR;
        if (!name && (d->orders[i] || !graph_is_number(p->g, x, &(number){0}))) return false;
        for (uint32_t k = 0; k < i; k++)
            if (graph_child(p->g, d->node, d->n + k) == x) return false;
    }
    return true;
}

static void put_power(struct pieces *p, int64_t n)
{
    if (n == 1) return;
    pieces_text(p, "^{");
    pieces_int(p, n);
    pieces_text(p, "}");
}

static void put_quotient(struct pieces *p, const struct derivative *d)
{
    pieces_text(p, "\\frac{\\partial");
    put_power(p, d->total);
    pieces_text(p, " ");
    put_call(p, d->fn, d->node, d->n);
    pieces_text(p, "}{");
    for (uint32_t i = 0, before = 0; i < d->n; i++) {
        if (!d->orders[i]) continue;
        pieces_text(p, before++ ? " \\partial " : "\\partial ");
        pieces_node(p, graph_child(p->g, d->node, d->n + i), POWER_BINDS);
        put_power(p, d->orders[i]);
    }
    pieces_text(p, "}");
}

/* \partial_{k} differentiates by argument k. */
static void put_numbered(struct pieces *p, const struct derivative *d)
{
    for (uint32_t i = 0; i < d->n; i++) {
        if (!d->orders[i]) continue;
        pieces_text(p, "\\partial_{");
        pieces_int(p, i + 1);
        pieces_text(p, "}");
        put_power(p, d->orders[i]);
        pieces_text(p, " ");
    }
    put_call(p, d->fn, d->node, d->n);
}

/* \zeta'\left(x\right), and from the fourth on \zeta^{\left(4\right)}\left(x\right) */
static void put_primes(struct pieces *p, const struct derivative *d)
{
    const char *open = latex_function((enum fn)graph_node(p->g, d->node)->fn).open;
    put_text(p, open, (size_t)(strstr(open, "^{") - open));
    if (d->total > MOST_PRIMES) {
        pieces_text(p, "^{\\left(");
        pieces_int(p, d->total);
        pieces_text(p, "\\right)}");
    } else {
        put_text(p, "'''", (size_t)d->total);
    }
    latex_call(p, "", graph_child(p->g, d->node, 1));
}

/* \ln\left(1 - x\right) for log1p(-x) */
static bool put_log_of_less(struct pieces *p, id a)
{
    struct graph *g = p->g;
    id x = graph_child(g, a, 0);
    if (!graph_is_fn(g, a, FN_log1p) || number_sign(&g->numbers, coefficient_of(g, x)) >= 0)
        return false;
    pieces_text(p, "\\ln\\left(1 - ");
    pieces_node(p, graph_neg(g, x), PRODUCT_BINDS);
    pieces_text(p, "\\right)");
    return true;
}

bool latex_special(struct pieces *p, id a)
{
    enum fn fn = (enum fn)graph_node(p->g, a)->fn;
    struct derivative d;
    bool semicolons = fn == FN_hyp1f1 || fn == FN_hyp2f1 || fn == FN_betainc;
    if (semicolons && latex_symbol_is_free(p->names, latex_function(fn).open))
        return put_call(p, fn, a, 0), true;
    if (put_log_of_less(p, a)) return true;
    if (!read_derivative(p->g, a, &d) || d.total < 1) return false;
    if (!latex_symbol_is_free(p->names, latex_function(d.fn).open)) return false;
    if (d.n == 1)
        put_primes(p, &d);
    else
        (has_plain_arguments(p, &d) ? put_quotient : put_numbered)(p, &d);
    return true;
}
