/* differentiable.c - derivatives by several entries, from expansions along rays. */
#include "series/differentiable.h"

#include "pass/substitute.h"
#include "series/rays.h"

#include <string.h>

enum { SIGN_BITS = 2048 };

struct asking {
    struct graph *g;
    const id *symbols, *base;
    size_t m;
    id formula, here;
    struct derivative_of_several *out;
};

static id minus(struct graph *g, id a, id b)
{
    return node_add(g, a, node_multiply(g, graph_int(g, -1), b));
}

/* ---- what an expansion tells ---- */

enum verdict { TELLS, TELLS_NOTHING, TELLS_MORE_TERMS };

/* phi, the coefficient of t, where the expansion goes on to it from `here` without more between. */
struct first_order {
    id limit; /* the coefficient of 1 */
    id steep; /* a coefficient of a power below 1, or POISON */
    id phi;
};

static enum verdict read_first_order(struct graph *g, const struct ray *a, struct first_order *out)
{
    struct numbers *t = &g->numbers;
    *out = (struct first_order){graph_int(g, 0), POISON, graph_int(g, 0)};
    if (a->state != RAY_KNOWN) return TELLS_NOTHING;
    for (size_t i = 0; i < a->n; i++) {
        number e = a->terms[i].exponent;
        if (e == NUMBER_ZERO)
            out->limit = a->terms[i].coefficient;
        else if (e == NUMBER_ONE)
            out->phi = a->terms[i].coefficient;
        else if (number_compare(t, e, NUMBER_ONE) < 0 && out->steep == POISON)
            out->steep = a->terms[i].coefficient;
        else if (number_compare(t, e, NUMBER_ONE) < 0)
            return TELLS_NOTHING;
    }
    if (!a->exact && number_compare(t, a->order, NUMBER_ONE) <= 0) return TELLS_MORE_TERMS;
    return TELLS;
}

static bool keep_direction(const struct asking *q, const id *direction, size_t m)
{
    struct arena *arena = &q->g->core->arena;
    q->out->direction = arena_alloc(arena, (m + 1) * sizeof(id));
    if (q->out->direction && m) memcpy(q->out->direction, direction, m * sizeof(id));
    return q->out->direction;
}

static int same(struct graph *g, id a, id b)
{
    int sign = node_sign(g, minus(g, a, b), SIGN_BITS);
    return sign == SIGN_UNKNOWN ? SIGN_UNKNOWN : sign == 0;
}

/* ---- all rays at once ---- */

static bool decide_uniformly(const struct asking *q, const struct ray *a, enum verdict *verdict)
{
    struct graph *g = q->g;
    struct first_order first;
    struct linear_form form;
    struct directions d = {g, q->symbols, q->m};
    *verdict = read_first_order(g, a, &first);
    q->out->culprit = a->culprit;
    if (*verdict != TELLS) return true;
    *verdict = TELLS_NOTHING;
    if (first.steep != POISON && !linear_form_vanishes(&d, first.steep, a->needs)) return true;
    if (!linear_form_vanishes(&d, minus(g, first.limit, q->here), a->needs)) return true;
    if (!linear_form_decide(&d, first.phi, a->needs, &form)) return false;
    if (form.is == LINEARITY_UNDECIDED) return true;
    *verdict = TELLS;
    q->out->is = form.is == IS_LINEAR ? IS_DIFFERENTIABLE : IS_NOT_DIFFERENTIABLE;
    q->out->slopes = form.slopes;
    q->out->forward = form.forward;
    q->out->backward = form.backward;
    q->out->is_odd = form.is_odd;
    return form.is == IS_LINEAR || keep_direction(q, form.witness, q->m);
}

/* ---- one ray ---- */

/* What the formula does along one line through the point. */
struct slope {
    bool known, undefined;
    id limit, steep, slope; /* at its end, as for first_order */
};

static struct slope at_end(const struct asking *q, const struct directions *line,
                           const struct first_order *first, id needs, int sign)
{
    struct slope s = {true, false, first->limit, first->steep, first->phi};
    id end = graph_int(q->g, sign), *parts[] = {&s.limit, &s.slope, &s.steep};
    if (needs != POISON) {
        needs = linear_form_at(line, needs, &end);
        int holds = needs == POISON ? SIGN_UNKNOWN : node_sign(q->g, needs, SIGN_BITS);
        if (holds == 0) return (struct slope){.undefined = true};
        if (holds == SIGN_UNKNOWN) return (struct slope){.known = false};
    }
    for (size_t i = 0; i < 3; i++)
        if (*parts[i] != POISON) {
            *parts[i] = linear_form_at(line, *parts[i], &end);
            s.known &= *parts[i] != POISON;
        }
    return s;
}

/* The slopes at both ends of the curve a + s*direction + s^2*bend; `bend` may be NULL. False
 * without memory. */
static bool look_along(const struct asking *q, const id *direction, const id *bend,
                       struct slope ends[2])
{
    struct graph *g = q->g;
    struct mem *mem = &g->core->mem;
    struct rays rays;
    struct first_order first;
    id formula = q->formula, symbol = q->symbols[0], base = graph_int(g, 0);
    struct replacement *list = mem_array(mem, q->m, sizeof *list);
    ends[0] = ends[1] = (struct slope){.known = false};
    for (size_t i = 0; list && i < q->m; i++)
        list[i] = (struct replacement){
            q->symbols[i], graph_add(g, q->base[i], node_multiply(g, direction[i], symbol))};
    for (size_t i = 0; list && bend && i < q->m; i++)
        list[i].value = graph_add(
            g, list[i].value, node_multiply(g, bend[i], graph_pow_number(g, symbol, NUMBER_TWO)));
    bool ok = list && substitute(g, &formula, 1, list, q->m);
    mem_free_array(mem, list, q->m, sizeof *list);
    if (!ok) return false;
    rays_begin(&rays, g, &symbol, &base, 1);
    const struct ray *a = NULL;
    enum verdict verdict = TELLS_MORE_TERMS;
    for (int64_t most = 1; most <= 8 && verdict != TELLS; most *= 2) {
        rays.by_germs = most == 8;
        a = rays_of(&rays, formula, number_from_int(&g->numbers, most));
        if (!a) break;
        verdict = read_first_order(g, a, &first);
    }
    if (a && verdict == TELLS) {
        ends[0] = at_end(q, &rays.d, &first, a->needs, 1);
        ends[1] = at_end(q, &rays.d, &first, a->needs, -1);
    }
    rays_end(&rays);
    return a != NULL;
}

/* Whether one line shows that there is no derivative. */
static bool judge_line(const struct asking *q, const id *direction, const struct slope ends[2])
{
    struct graph *g = q->g;
    struct derivative_of_several *out = q->out;
    for (int i = 0; i < 2; i++) {
        if (!ends[i].known && !ends[i].undefined) continue;
        id way[MOST_DIRECTIONS];
        for (size_t k = 0; k < q->m; k++)
            way[k] = node_multiply(g, graph_int(g, i ? -1 : 1), direction[k]);
        if (ends[i].undefined) {
            out->is = IS_UNDEFINED_BESIDE;
            return keep_direction(q, way, q->m);
        }
        if (same(g, ends[i].limit, q->here) == 0) {
            out->is = IS_DISCONTINUOUS;
            out->forward = ends[i].limit;
            return keep_direction(q, way, q->m);
        }
        if (ends[i].steep != POISON && (node_sign(g, ends[i].steep, SIGN_BITS) & 1)) {
            out->is = IS_STEEP;
            return keep_direction(q, way, q->m);
        }
    }
    if (!ends[0].known || !ends[1].known) return false;
    id back = node_multiply(g, graph_int(g, -1), ends[1].slope);
    if (same(g, ends[0].slope, back) != 0) return false;
    out->is = IS_NOT_DIFFERENTIABLE;
    out->forward = ends[0].slope;
    out->backward = back;
    out->is_odd = false;
    return keep_direction(q, direction, q->m);
}

/* Along the curve s*(one axis) + c*s^2*(another) the slope is that along the axis. */
static bool try_curves(const struct asking *q, const id *slopes)
{
    static const int64_t bends[][2] = {{1, 1}, {-1, 1}, {3, 2}};
    enum { MOST_CURVES = 36 };
    struct graph *g = q->g;
    struct slope ends[2];
    id direction[MOST_DIRECTIONS], bend[MOST_DIRECTIONS];
    int tried = 0;
    for (size_t i = 0; i < q->m; i++)
        for (size_t j = 0; j < q->m && tried < MOST_CURVES; j++)
            for (size_t b = 0; b < sizeof bends / sizeof *bends && i != j; b++, tried++) {
                id c = graph_number(g, number_from_ratio(&g->numbers, bends[b][0], bends[b][1]));
                for (size_t k = 0; k < q->m; k++) {
                    direction[k] = graph_int(g, k == i);
                    bend[k] = k == j ? c : graph_int(g, 0);
                }
                if (!look_along(q, direction, bend, ends)) return false;
                if (!ends[0].known || !slopes[i] || ends[0].steep) continue;
                int stays = same(g, ends[0].limit, q->here);
                if (stays == SIGN_UNKNOWN || (stays && same(g, ends[0].slope, slopes[i]) != 0))
                    continue;
                q->out->is = stays ? IS_BENT : IS_DISCONTINUOUS;
                q->out->forward = stays ? ends[0].slope : ends[0].limit;
                q->out->backward = slopes[i];
                q->out->bend = arena_alloc(&g->core->arena, q->m * sizeof(id));
                if (!q->out->bend) return false;
                memcpy(q->out->bend, bend, q->m * sizeof(id));
                return keep_direction(q, direction, q->m);
            }
    return true;
}

/* The slopes along the axes, and then along the diagonals, which they would have to add up to. */
static bool try_lines(const struct asking *q)
{
    enum { MOST_LINES = 40 };
    struct graph *g = q->g;
    struct slope ends[2];
    id direction[MOST_DIRECTIONS], slopes[MOST_DIRECTIONS];
    int tried = 0;
    for (size_t i = 0; i < q->m; i++) {
        for (size_t k = 0; k < q->m; k++) direction[k] = graph_int(g, i == k);
        if (!look_along(q, direction, NULL, ends)) return false;
        slopes[i] = ends[0].known ? ends[0].slope : POISON;
        if (judge_line(q, direction, ends)) return true;
    }
    for (size_t i = 0; i < q->m; i++)
        for (size_t j = i + 1; j < q->m && tried < MOST_LINES; j++)
            for (int b = -1; b <= 1; b += 2, tried++) {
                for (size_t k = 0; k < q->m; k++)
                    direction[k] = graph_int(g, k == i ? 1 : k == j ? b : 0);
                if (!look_along(q, direction, NULL, ends)) return false;
                if (judge_line(q, direction, ends)) return true;
                if (!ends[0].known || !slopes[i] || !slopes[j]) continue;
                id sum = node_add(g, slopes[i], node_multiply(g, graph_int(g, b), slopes[j]));
                if (same(g, ends[0].slope, sum) != 0) continue;
                q->out->is = IS_NOT_DIFFERENTIABLE;
                q->out->forward = ends[0].slope;
                q->out->backward = sum;
                q->out->is_odd = true;
                return keep_direction(q, direction, q->m);
            }
    return try_curves(q, slopes);
}

bool derivative_of_several(struct graph *g, const id *symbols, const id *base, size_t m, id formula,
                           id here, struct derivative_of_several *out)
{
    static const struct {
        int most;
        bool by_germs;
    } tries[] = {{1, false}, {3, false}, {7, false}, {2, true}};
    struct asking q = {g, symbols, base, m, formula, here, out};
    struct rays rays;
    bool ok = true;
    enum verdict verdict = TELLS_MORE_TERMS;
    *out = (struct derivative_of_several){.is = DIFFERENTIABLE_UNKNOWN};
    if (here == POISON) q.here = linear_form_at(&(struct directions){g, symbols, m}, formula, base);
    if (q.here == POISON) return !diag_any(g->core);
    rays_begin(&rays, g, symbols, base, m);
    for (size_t i = 0; ok && i < sizeof tries / sizeof *tries && verdict != TELLS; i++) {
        rays.by_germs = tries[i].by_germs;
        const struct ray *a = rays_of(&rays, formula, number_from_int(&g->numbers, tries[i].most));
        ok = a && a->state != RAY_FAILED && decide_uniformly(&q, a, &verdict);
    }
    if (ok && verdict != TELLS) {
        const struct ray *a = rays_by_cases(&rays, formula, rays.most);
        ok = !diag_any(g->core) && (!a || decide_uniformly(&q, a, &verdict));
    }
    rays_end(&rays);
    if (ok && out->is == DIFFERENTIABLE_UNKNOWN) ok = try_lines(&q);
    return ok && !diag_any(g->core);
}
