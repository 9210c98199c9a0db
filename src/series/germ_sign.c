/* germ_sign.c - signs of coefficients, and so of germs. */
#include "pass/substitute.h"
#include "series/germ_private.h"

enum { MOST_BITS = 4096, MOST_DEPTH = 4 };

/* ---- what is in a coefficient ---- */

static unsigned own_contents(const struct germs *e, id a)
{
    const struct node *n = graph_node(e->g, a);
    if (n->op == OP_ARRAY) return HAS_OTHER;
    if (n->op != OP_VARIABLE) return 0;
    if (a == e->log_t) return HAS_LOG;
    if (a == e->t) return HAS_T;
    return HAS_OTHER;
}

/* Arguments are older than their nodes, so the flags are filled in order. */
unsigned germ_contents(struct germs *e, id a)
{
    struct graph *g = e->g;
    struct germ_notes *m = e->memory->notes;
    while (m->contents.n <= a) {
        id at = (id)m->contents.n;
        const struct node *n = graph_node(g, at);
        unsigned flags = own_contents(e, at);
        for (uint32_t i = 0; i < n->n; i++) flags |= m->contents.at[node_child(g, n, i)] & HAS_ANY;
        if (!vec_push(&g->core->mem, &m->contents, (uint8_t)flags)) return HAS_OTHER;
    }
    return m->contents.at[a] & HAS_ANY;
}

/* ---- formulas of log(t) ---- */

const struct germ *germ_of_coefficient(struct germs *e, struct germs *inner, id c)
{
    struct graph *g = e->g;
    struct replacement to = {e->log_t, graph_neg(g, graph_pow_number(g, e->t, NUMBER_MINUS_ONE))};
    if (e->memory->depth >= MOST_DEPTH || !substitute(g, &c, 1, &to, 1)) return NULL;
    if (!germs_open(inner, g, 8, e->memory->hooks)) return NULL;
    inner->memory->depth = e->memory->depth + 1;
    inner->memory->notes = e->memory->notes;
    return e->memory->hooks->with_sign(inner, c);
}

static int sign_with_log(struct germs *e, id c)
{
    struct germs inner = {0};
    const struct germ *a = germ_of_coefficient(e, &inner, c);
    int sign = a && a->state == GERM_KNOWN ? germ_sign(&inner, a) : SIGN_UNKNOWN;
    germs_end(&inner);
    return sign;
}

static int find_sign(struct germs *e, id c)
{
    unsigned contents = germ_contents(e, c);
    if (contents & (HAS_OTHER | HAS_T)) return SIGN_UNKNOWN;
    if (contents & HAS_LOG) return sign_with_log(e, c);
    return node_sign(e->g, c, MOST_BITS);
}

int germ_coefficient_sign(struct germs *e, id c)
{
    struct germ_notes *m = e->memory->notes;
    number value;
    if (c == POISON) return SIGN_UNKNOWN;
    if (graph_is_number(e->g, c, &value)) return number_sign(&e->g->numbers, value);
    while (m->signs.n <= c)
        if (!vec_push(&e->g->core->mem, &m->signs, 0)) return SIGN_UNKNOWN;
    if (!m->signs.at[c]) {
        int sign = find_sign(e, c);
        m->signs.at[c] = (uint8_t)(2 + sign);
    }
    return m->signs.at[c] - 2;
}

/* ---- germs ---- */

/* The sign of c plus what oscillates around it. */
static int sign_around(struct germs *e, id c, const struct germ *a)
{
    if (germ_coefficient_sign(e, node_add(e->g, c, a->low)) == 1) return 1;
    return germ_coefficient_sign(e, node_add(e->g, c, a->high)) == -1 ? -1 : SIGN_UNKNOWN;
}

static int rest_sign(struct germs *e, const struct germ *a)
{
    switch (a->rest) {
    case REST_NONE: return 0;
    case REST_OSCILLATES: return sign_around(e, graph_int(e->g, 0), a);
    case REST_ORDER: return a->scale ? a->sign : SIGN_UNKNOWN;
    case REST_FLAT:
    case REST_STEEP: return a->sign;
    }
    return SIGN_UNKNOWN;
}

int germ_sign(struct germs *e, const struct germ *a)
{
    if (a->state != GERM_KNOWN) return SIGN_UNKNOWN;
    for (size_t i = 0; i < a->n; i++) {
        if (a->rest == REST_OSCILLATES && a->terms[i].exponent == a->order)
            return sign_around(e, a->terms[i].coefficient, a);
        int sign = germ_coefficient_sign(e, a->terms[i].coefficient);
        if (sign != 0) return sign;
    }
    return rest_sign(e, a);
}

bool germ_lead(struct germs *e, const struct germ *a, struct germ_lead *lead)
{
    if (a->state != GERM_KNOWN) return false;
    for (size_t i = 0; i < a->n; i++) {
        if (a->rest == REST_OSCILLATES && a->terms[i].exponent == a->order) return false;
        int sign = germ_coefficient_sign(e, a->terms[i].coefficient);
        *lead = (struct germ_lead){a->terms[i], sign, i};
        if (sign != 0) return sign != SIGN_UNKNOWN;
    }
    return false;
}

static bool log_is_infinite(struct germs *e, id c, int *sign)
{
    struct germs inner = {0};
    const struct germ *a = germ_of_coefficient(e, &inner, c);
    bool infinite = a && germ_is_infinite(&inner, a, sign);
    germs_end(&inner);
    return infinite;
}

bool germ_is_infinite(struct germs *e, const struct germ *a, int *sign)
{
    struct germ_lead lead;
    if (a->state != GERM_KNOWN) return false;
    if (a->rest == REST_STEEP) return *sign = a->sign, a->sign != SIGN_UNKNOWN;
    if (!germ_lead(e, a, &lead)) return false;
    int order = number_sign(&e->g->numbers, lead.term.exponent);
    *sign = lead.sign;
    if (order != 0) return order < 0;
    return (germ_contents(e, lead.term.coefficient) & HAS_LOG) &&
           log_is_infinite(e, lead.term.coefficient, sign);
}

/* ---- integer parts ---- */

/* True if c >= k; *known is false if that cannot be told. */
static bool is_at_least(struct germs *e, id c, int64_t k, bool *known)
{
    int sign = germ_coefficient_sign(e, node_add(e->g, c, graph_int(e->g, -k)));
    *known = sign != SIGN_UNKNOWN;
    return *known && sign >= 0;
}

bool germ_floor(struct germs *e, id c, number *floor)
{
    number value;
    bool known = true;
    if (graph_is_number(e->g, c, &value)) return *floor = number_floor(&e->g->numbers, value), true;
    int64_t low = -1, high = 1, most = (int64_t)1 << 60;
    while (low > -most && !is_at_least(e, c, low, &known) && known) low *= 2;
    while (known && high < most && is_at_least(e, c, high, &known)) high *= 2;
    while (known && high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (is_at_least(e, c, middle, &known))
            low = middle;
        else
            high = middle;
    }
    *floor = number_from_int(&e->g->numbers, low);
    return known && low > -most && high < most;
}
