/* listing.c - what a plot draws: its expressions, their derivatives, tangents and polynomials. */
#include "plot/plot_private.h"

#include "number/kept_tape.h"
#include "write/write.h"

#include <string.h>

static const struct span nowhere = {0, 0, 0};

static const char *keep(const struct plot *p, struct str *text)
{
    return str_settle(text, &p->q->core->arena);
}

/* The text of an expression in one line. */
static const char *text_of(const struct plot *p, const struct dcalc_text *expr)
{
    struct str text = {.mem = &p->q->core->mem};
    size_t from = 0, to = expr->length;
    while (from < to && (unsigned char)expr->bytes[from] <= ' ') from++;
    while (to > from && (unsigned char)expr->bytes[to - 1] <= ' ') to--;
    for (size_t i = from; i < to; i++)
        str_putc(&text, (unsigned char)expr->bytes[i] < ' ' ? ' ' : expr->bytes[i]);
    str_put(&text, "", 0);
    return keep(p, &text);
}

static void add_function(struct plot *p, struct dcalc_text expr, enum role role, const char *label)
{
    struct drawn *d = &p->drawn[p->n_drawn++];
    d->source = (struct function_source){p->q, expr, p->names, p->n_names, role == ROLE_DERIVATIVE};
    d->role = role;
    d->label = label;
}

/* The question for a Taylor polynomial of one of the expressions. */
static bool ask_polynomial(struct plot *p, const struct dcalc_text *expr,
                           const struct dcalc_binding *at, int degree, struct dcalc_request *rq)
{
    const struct dcalc_request *whole = p->q->request;
    struct dcalc_binding *point =
        arena_alloc(&p->q->core->arena, (whole->n_at + 1) * sizeof *point);
    if (!point) return false;
    if (whole->n_at) memcpy(point, whole->at, whole->n_at * sizeof *point);
    point[whole->n_at] = *at;
    *rq = *whole;
    rq->command = DCALC_TAYLOR;
    rq->exprs = expr;
    rq->n_exprs = 1;
    rq->at = point;
    rq->n_at = whole->n_at + 1;
    rq->has_at = true;
    rq->wrt = p->names;
    rq->n_wrt = 1;
    rq->order = degree;
    rq->format = DCALC_TEXT;
    rq->numbers = DCALC_CERTIFIED;
    return true;
}

/* The polynomial as dcalc writes it, NULL after an error. */
static const char *polynomial_of(struct plot *p, const struct dcalc_request *rq)
{
    struct arena *arena = &p->q->core->arena;
    struct answer *answer = arena_alloc(arena, sizeof *answer);
    struct kept_tape *kept = NULL;
    struct question t;
    if (!answer) return NULL;
    answer->arena.mem = &p->q->core->mem;
    question_init(&t, p->q->core, p->q->graph);
    question_ask(&t, rq, NULL, &answer->arena);
    bool ok = bindings_read(&t) && question_derive(&t) && answer_outline(answer, &t) &&
              numbers_answer(&t, answer, &kept) && polynomial_write(&t, answer);
    const char *formula = ok ? answer->public.derivatives[0].formulas[0] : NULL;
    const char *copy = formula ? arena_text(arena, formula, strlen(formula)) : NULL;
    kept_tape_free(kept);
    question_free(&t);
    arena_free(&answer->arena);
    return copy;
}

/* Where the tangent touches, and the polynomial is expanded. */
static bool find_place(struct plot *p, struct dcalc_binding *at)
{
    const struct dcalc_request *rq = p->q->request;
    struct str text = {.mem = &p->q->core->mem};
    if (rq->n_tangent > 1 || (rq->n_tangent && strcmp(rq->tangent[0].name, p->names[0]) != 0)) {
        diag_error(p->q->core, KIND_USAGE, nowhere, "the tangent needs a value of '%s' alone",
                   p->names[0]);
        return diag_hint(p->q->core, "such as --tangent %s=1", p->names[0]);
    }
    if (rq->n_tangent) return *at = rq->tangent[0], true;
    str_double(&text, p->ranges[0].from / 2 + p->ranges[0].to / 2);
    size_t n = text.n;
    const char *middle = keep(p, &text);
    *at = (struct dcalc_binding){.name = p->names[0], .value = {middle, n, "--range"}};
    return middle;
}

static bool add_polynomial(struct plot *p, const struct dcalc_text *expr,
                           const struct dcalc_binding *at, int degree, enum role role)
{
    struct dcalc_request rq;
    const char *formula = ask_polynomial(p, expr, at, degree, &rq) ? polynomial_of(p, &rq) : NULL;
    struct str label = {.mem = &p->q->core->mem};
    if (!formula) return false;
    if (role == ROLE_TANGENT)
        str_putf(&label, "tangent at %s=%.*s: %s", at->name, (int)at->value.length, at->value.bytes,
                 formula);
    else
        str_putf(&label, "degree %d at %s=%.*s: %s", degree, at->name, (int)at->value.length,
                 at->value.bytes, formula);
    const char *kept = keep(p, &label);
    add_function(p, (struct dcalc_text){formula, strlen(formula), "polynomial"}, role, kept);
    return kept;
}

static bool list_expression(struct plot *p, const struct dcalc_text *expr,
                            const struct dcalc_binding *at)
{
    const struct dcalc_request *rq = p->q->request;
    const char *text = text_of(p, expr);
    if (!text) return false;
    add_function(p, *expr, ROLE_FUNCTION, text);
    if (rq->derivative) {
        struct str label = {.mem = &p->q->core->mem};
        str_putf(&label, "derivative of %s", text);
        add_function(p, *expr, ROLE_DERIVATIVE, keep(p, &label));
    }
    return (!rq->n_tangent || add_polynomial(p, expr, at, 1, ROLE_TANGENT)) &&
           (!rq->taylor || add_polynomial(p, expr, at, rq->taylor, ROLE_TAYLOR));
}

bool listing_make(struct plot *p)
{
    enum { MOST_OF_ONE = 4 };
    const struct dcalc_request *rq = p->q->request;
    struct arena *arena = &p->q->core->arena;
    size_t most = MOST_OF_ONE * rq->n_exprs;
    struct dcalc_binding at = {0};
    p->drawn = arena_alloc(arena, (most + 1) * sizeof *p->drawn);
    p->outlooks = arena_alloc(arena, (most + rq->n_data + 1) * sizeof *p->outlooks);
    if (!p->drawn || !p->outlooks) return false;
    if ((rq->n_tangent || rq->taylor) && !find_place(p, &at)) return false;
    for (size_t i = 0; i < rq->n_exprs; i++)
        if (!list_expression(p, &rq->exprs[i], &at)) return false;
    return !p->q->core->mem.failed;
}
