/* germ_make.c - the memory of germs, new germs, and parts of germs. */
#include "series/germ_private.h"

#include <string.h>

/* ---- the memory ---- */

static id symbol(struct graph *g, const char *name)
{
    struct core *core = g->core;
    return graph_variable(g, names_intern(&core->names, &core->arena, name, strlen(name)),
                          SHAPE_SCALAR);
}

/* The symbols have names that nobody can write. */
bool germs_open(struct germs *e, struct graph *g, size_t terms, const struct germ_hooks *hooks)
{
    struct germ_memory *m = mem_array(&g->core->mem, 1, sizeof *m);
    *e = (struct germs){.g = g, .terms = terms ? terms : 1, .memory = m};
    if (!m) return false;
    m->arena.mem = &g->core->mem;
    m->hooks = hooks;
    m->notes = &m->own_notes;
    e->t = symbol(g, "t > 0");
    e->log_t = symbol(g, "log(t)");
    return !g->core->mem.failed;
}

void germs_end(struct germs *e)
{
    struct germ_memory *m = e->memory;
    if (!m) return;
    struct mem *mem = &e->g->core->mem;
    arena_free(&m->arena);
    vec_free(mem, &m->nodes);
    vec_free(mem, &m->own_notes.contents);
    vec_free(mem, &m->own_notes.signs);
    vec_free(mem, &m->stack);
    vec_free(mem, &m->bernoulli);
    mem_free_array(mem, m, 1, sizeof *m);
    e->memory = NULL;
}

/* ---- new germs ---- */

const struct germ *germ_failed(void)
{
    static const struct germ failed = {.state = GERM_FAILED};
    return &failed;
}

bool germ_ok(const struct germs *e)
{
    return !diag_any(e->g->core);
}

struct germ *germ_new(struct germs *e, size_t n)
{
    struct arena *arena = &e->memory->arena;
    struct germ *a = arena_alloc(arena, sizeof *a);
    struct germ_term *terms = arena_alloc(arena, (n ? n : 1) * sizeof *terms);
    if (!a || !terms) return NULL;
    a->terms = terms;
    a->sign = SIGN_UNKNOWN;
    a->order = NUMBER_ZERO;
    return a;
}

static const struct germ *unknown(struct germs *e, enum germ_state state, const char *why, bool cut)
{
    struct germ *a = germ_new(e, 0);
    if (!a) return germ_failed();
    a->state = state;
    a->why = why;
    a->culprit = e->memory->now;
    a->cut = cut;
    return a;
}

const struct germ *germ_undefined(struct germs *e, const char *why)
{
    return unknown(e, GERM_UNDEFINED, why, false);
}

const struct germ *germ_undecided(struct germs *e, const char *why)
{
    return unknown(e, GERM_UNDECIDED, why, false);
}

const struct germ *germ_unclear(struct germs *e, const struct germ *of, const char *why)
{
    return unknown(e, GERM_UNDECIDED, why, of->cut);
}

const struct germ *germ_monomial(struct germs *e, id c, number exponent)
{
    struct germ *a = germ_new(e, 1);
    if (!a || c == POISON) return germ_failed();
    if (graph_is_zero(e->g, c)) return a;
    a->terms[a->n++] = (struct germ_term){exponent, c};
    return a;
}

const struct germ *germ_constant(struct germs *e, id c)
{
    return germ_monomial(e, c, NUMBER_ZERO);
}

const struct germ *germ_number(struct germs *e, int64_t p, int64_t q)
{
    return germ_constant(e, graph_number(e->g, number_from_ratio(&e->g->numbers, p, q)));
}

const struct germ *germ_order(struct germs *e, number order)
{
    struct germ *a = germ_new(e, 0);
    if (!a) return germ_failed();
    a->rest = REST_ORDER;
    a->order = order;
    a->cut = true;
    return a;
}

const struct germ *germ_between(struct germs *e, id low, id high, bool attained)
{
    if (low == high && low != POISON) return germ_constant(e, low);
    struct germ *a = germ_new(e, 0);
    if (!a || low == POISON || high == POISON) return germ_failed();
    a->rest = REST_OSCILLATES;
    a->low = low;
    a->high = high;
    a->attained = attained;
    return a;
}

const struct germ *germ_terms_of(struct germs *e, const struct germ *a)
{
    if (a->rest == REST_NONE) return a;
    struct germ *out = germ_new(e, 0);
    if (!out) return germ_failed();
    out->terms = a->terms;
    out->n = a->n;
    out->cut = a->cut;
    out->jumps = a->jumps;
    return out;
}

const struct germ *germ_rest_of(struct germs *e, const struct germ *a)
{
    if (a->n == 0) return a;
    struct germ *out = germ_new(e, 0);
    if (!out) return germ_failed();
    struct germ_term *terms = out->terms;
    *out = *a;
    out->terms = terms;
    out->n = 0;
    return out;
}

const struct germ *germ_after(struct germs *e, const struct germ *a, size_t first)
{
    struct germ *out = germ_new(e, 0);
    if (!out) return germ_failed();
    *out = *a;
    out->terms += first;
    out->n -= first;
    return out;
}

const struct germ *germ_bad(const struct germ *a, const struct germ *b)
{
    static const enum germ_state worst[] = {GERM_FAILED, GERM_UNDEFINED, GERM_UNDECIDED};
    for (size_t i = 0; i < sizeof worst / sizeof *worst; i++) {
        if (a->state == worst[i]) return a;
        if (b->state == worst[i]) return b;
    }
    return NULL;
}
