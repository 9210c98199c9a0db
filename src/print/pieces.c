#include "print/pieces.h"

#include "print/terms.h"

#include <string.h>

/* ---- pieces of one expansion ---- */

static bool waits(const struct pieces *p)
{
    return p->waiting.n > p->from;
}

static void wait(struct pieces *p, struct item item)
{
    vec_push(&p->g->core->mem, &p->waiting, item);
}

void pieces_bytes(struct pieces *p, const char *text, size_t length)
{
    if (waits(p))
        wait(p, (struct item){.kind = ITEM_TEXT, .text = text, .value = (int64_t)length});
    else
        str_put(p->out, text, length);
}

void pieces_node(struct pieces *p, id node, int place)
{
    if (waits(p) || !p->put_short(p->printer, node, place))
        wait(p, (struct item){.kind = ITEM_NODE, .node = node, .place = place});
}

void pieces_number(struct pieces *p, number n)
{
    if (waits(p))
        wait(p, (struct item){.kind = ITEM_NUMBER, .node = n});
    else
        p->dialect->number(p->g, n, p->out);
}

void pieces_int(struct pieces *p, int64_t value)
{
    if (waits(p))
        wait(p, (struct item){.kind = ITEM_INT, .value = value});
    else
        str_int(p->out, value);
}

void pieces_made(struct pieces *p, struct str *text)
{
    const char *copy = text->failed ? NULL : arena_text(&p->g->core->arena, text->s, text->n);
    if (copy) pieces_bytes(p, copy, text->n);
    str_free(text);
}

void pieces_name(struct pieces *p, const char *name)
{
    pieces_text(p, p->names ? spelling_of(p->names, name) : name);
}

void pieces_size(struct pieces *p, int64_t size)
{
    struct size_factor factors[MOST_LETTERS + 1];
    int n = size_factors(&p->g->shapes.sizes, size, factors);
    for (int i = 0; i < n; i++) {
        if (i) pieces_text(p, p->dialect->times);
        if (factors[i].power == 0)
            pieces_int(p, factors[i].count);
        else
            pieces_name(p, names_text(&p->g->core->names, factors[i].letter));
        if (factors[i].power < 2) continue;
        pieces_text(p, "^");
        pieces_int(p, factors[i].power);
    }
}

void pieces_children(struct pieces *p, id a, const char *between)
{
    uint32_t n = graph_node(p->g, a)->n;
    for (uint32_t i = 0; i < n; i++) {
        if (i) pieces_text(p, between);
        pieces_node(p, graph_child(p->g, a, i), SUM_BINDS);
    }
}

/* ---- notations ---- */

/* A node being written in a notation: the next child and the next raw word. */
struct notation {
    id a;
    uint32_t child, word;
};

static void put_axis(struct pieces *p, id a, bool first_too)
{
    uint32_t axis = graph_node(p->g, a)->data;
    if (graph_dims(p->g, a).ndim < 2 || !(axis || first_too)) return;
    pieces_text(p, axis == 0 ? ", axis=0" : ", axis=1");
}

static void put_mark(struct pieces *p, struct notation *n, char mark)
{
    struct graph *g = p->g;
    switch (mark) {
    case 'a': pieces_node(p, graph_child(g, n->a, n->child++), ATOM_BINDS); break;
    case 'p': pieces_node(p, graph_child(g, n->a, n->child++), POWER_BINDS); break;
    case 's': pieces_node(p, graph_child(g, n->a, n->child++), SUM_BINDS); break;
    case 'l': pieces_children(p, n->a, ", "); break;
    case 'v': pieces_name(p, node_name(g, graph_node(g, n->a))); break;
    case 'n': pieces_size(p, graph_dims(g, n->a).d[0]); break;
    case 'x': put_axis(p, n->a, true); break;
    case 'y': put_axis(p, n->a, false); break;
    case 'w': pieces_size(p, node_raw(g, graph_node(g, n->a), n->word++)); break;
    default: break;
    }
}

void pieces_notation(struct pieces *p, id a, const char *notation)
{
    struct notation n = {.a = a};
    const char *mark;
    for (; (mark = strchr(notation, '%')) && mark[1]; notation = mark + 2) {
        if (mark > notation) pieces_bytes(p, notation, (size_t)(mark - notation));
        put_mark(p, &n, mark[1]);
    }
    if (*notation) pieces_text(p, notation);
}

void pieces_expand(struct pieces *p, id a)
{
    const char *notation = p->dialect->notations[graph_op(p->g, a)];
    if (notation)
        pieces_notation(p, a, notation);
    else
        p->dialect->expand(p, a);
}

int pieces_binds(const struct dialect *dialect, struct graph *g, id a)
{
    int tightness = dialect->tightness[graph_op(g, a)];
    return tightness == OWN_BINDS ? dialect->binds(g, a) : tightness;
}

/* ---- numbers ---- */

bool pieces_is_named(const struct pieces *p, id a)
{
    return a != POISON && p->is_named && p->is_named(p->printer, a);
}

static struct numbers *numbers_of(struct pieces *p)
{
    return &p->g->numbers;
}

/* ---- products ---- */

/* True for a matrix product with nothing but scalars before it. */
static bool ends_scalars(const struct pieces *p, const struct factor *f, size_t i)
{
    bool ends = graph_op(p->g, f[i].base) == OP_MATMUL;
    for (size_t k = 0; ends && k < i; k++) ends = graph_shape(p->g, f[k].base) == SHAPE_SCALAR;
    return ends;
}

/* Scalars times a matrix product need no parentheses at the end of a line: s*A@x is s*(A@x). Where
 * something is divided, dg/dx does. */
static void put_factors(struct pieces *p, const struct factor *f, size_t n, bool above,
                        bool divided)
{
    for (size_t i = 0; i < n; i++) {
        if (i) pieces_text(p, "*");
        bool array_product = above && i + 1 == n && ends_scalars(p, f, i);
        bool name = divided && graph_op(p->g, f[i].base) == OP_VARIABLE;
        p->dialect->power(p, f[i].base, f[i].exponent,
                          name            ? ATOM_BINDS
                          : array_product ? PRODUCT_BINDS
                                          : SIGN_BINDS + 1);
    }
}

/* Appends c times the product without its own coefficient, c > 0: "3*x^2/(2*y)". */
void pieces_factors(struct pieces *p, number c, id product)
{
    struct factors f;
    bool ones = graph_op(p->g, product) == OP_BROADCAST;
    if (!factors_init(&f, p->g, product)) return;
    bool plain = number_is_plain(p->g, c);
    number over = plain ? c : number_numerator(numbers_of(p), c);
    number under = plain ? NUMBER_ONE : number_denominator(numbers_of(p), c);
    if (f.n_below) factors_join_roots(&f, p->g, &under);
    if (over != NUMBER_ONE || (f.n_above == 0 && !ones)) {
        pieces_number(p, over);
        if (f.n_above) pieces_text(p, "*");
    }
    size_t parts = f.n_below + (under != NUMBER_ONE);
    put_factors(p, f.at, f.n_above, !ones, parts > 0);
    if (ones) {
        if (over != NUMBER_ONE || f.n_above > 0) pieces_text(p, "*");
        p->dialect->ones(p, graph_shape(p->g, product));
    }
    if (parts) pieces_text(p, parts > 1 ? "/(" : "/");
    if (under != NUMBER_ONE) {
        pieces_number(p, under);
        if (f.n_below) pieces_text(p, "*");
    }
    put_factors(p, f.at + f.n_above, f.n_below, false, true);
    if (parts > 1) pieces_text(p, ")");
    factors_free(&f, p->g);
}

void pieces_product(struct pieces *p, id a)
{
    number c = coefficient_of(p->g, a);
    if (number_sign(numbers_of(p), c) < 0) pieces_text(p, "-");
    p->dialect->product(p, number_abs(numbers_of(p), c), a);
}

/* ---- sums ---- */

static void put_summand(struct pieces *p, number c, id term, bool first)
{
    bool negative = number_sign(numbers_of(p), c) < 0;
    if (first)
        pieces_text(p, negative ? "-" : "");
    else
        pieces_text(p, negative ? " - " : " + ");
    c = number_abs(numbers_of(p), c);
    if (pieces_is_named(p, term)) {
        c = number_div(numbers_of(p), c, number_abs(numbers_of(p), coefficient_of(p->g, term)));
        if (c != NUMBER_ONE) pieces_number(p, c);
        if (c != NUMBER_ONE) pieces_text(p, "*");
        pieces_node(p, term, PRODUCT_BINDS);
    } else if (term != POISON)
        p->dialect->product(p, c, term);
    else
        pieces_number(p, c);
}

void pieces_sum(struct pieces *p, id a)
{
    struct summands s;
    if (!summands_init(&s, p->g, a)) return;
    for (size_t i = 0; i < s.n; i++) put_summand(p, s.at[i].c, s.at[i].term, i == 0);
    summands_free(&s, p->g);
}
