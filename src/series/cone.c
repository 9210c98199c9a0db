/* cone.c - points of polyhedral cones, by the simplex method over exact constants. */
#include "series/cone.h"

#include <string.h>

enum { SIGN_BITS = 512 };

void cone_begin(struct cone *c, struct graph *g, size_t m)
{
    *c = (struct cone){.g = g, .m = m};
}

void cone_free(struct cone *c)
{
    vec_free(&c->g->core->mem, &c->positive);
    vec_free(&c->g->core->mem, &c->zero);
}

bool cone_add(struct cone *c, const id *form, int sign)
{
    struct mem *mem = &c->g->core->mem;
    id by = graph_int(c->g, sign < 0 ? -1 : 1);
    for (size_t i = 0; i < c->m; i++) {
        id a = node_multiply(c->g, by, form[i]);
        if (!(sign ? vec_push(mem, &c->positive, a) : vec_push(mem, &c->zero, a))) return false;
    }
    return true;
}

/* By Gordan's theorem the cone is empty just if some y >= 0 with the sum 1 and some z make the sum
 * of y[j] times a positive form and z[k] times a zero form vanish. The tableau has a row for each
 * dimension and one for the sum of y; columns for y, for z with either sign, for one artificial
 * variable a row, and for the right-hand side. Its last row holds the reduced costs of the sum of
 * the artificial variables, which is to be 0. */
struct tableau {
    struct graph *g;
    size_t m, rows, columns, first_artificial;
    id *at;
    size_t *basis;
    bool undecided;
};

static id *cell(const struct tableau *t, size_t i, size_t j)
{
    return &t->at[i * t->columns + j];
}

static int sign_of(struct tableau *t, id a)
{
    int sign = node_sign(t->g, a, SIGN_BITS);
    if (sign == SIGN_UNKNOWN || !core_go_on(t->g->core)) t->undecided = true;
    return sign;
}

static void fill_column(struct tableau *t, size_t j, const id *form, int sign, bool counted)
{
    struct graph *g = t->g;
    for (size_t i = 0; i < t->m; i++)
        *cell(t, i, j) = node_multiply(g, graph_int(g, sign), form[i]);
    *cell(t, t->m, j) = graph_int(g, counted);
}

static void fill(struct tableau *t, const struct cone *c)
{
    struct graph *g = t->g;
    size_t y = c->positive.n / c->m, z = c->zero.n / c->m, last = t->columns - 1, j = 0;
    for (size_t i = 0; i < (t->rows + 1) * t->columns; i++) t->at[i] = graph_int(g, 0);
    for (size_t k = 0; k < y; k++) fill_column(t, j++, c->positive.at + k * c->m, 1, true);
    for (size_t k = 0; k < z; k++) {
        fill_column(t, j++, c->zero.at + k * c->m, 1, false);
        fill_column(t, j++, c->zero.at + k * c->m, -1, false);
    }
    for (size_t i = 0; i < t->rows; i++) {
        *cell(t, i, t->first_artificial + i) = graph_int(g, 1);
        t->basis[i] = t->first_artificial + i;
    }
    *cell(t, t->m, last) = graph_int(g, 1);
    for (j = 0; j < t->columns; j++) {
        if (j >= t->first_artificial && j < last) continue;
        id sum = graph_int(g, 0);
        for (size_t i = 0; i < t->rows; i++) sum = node_add(g, sum, *cell(t, i, j));
        *cell(t, t->rows, j) = node_multiply(g, graph_int(g, -1), sum);
    }
}

/* The first column that lowers the sum, or `columns` if none does (Bland's rule). */
static size_t entering(struct tableau *t)
{
    for (size_t j = 0; j < t->columns - 1 && !t->undecided; j++)
        if (sign_of(t, *cell(t, t->rows, j)) < 0) return j;
    return t->columns;
}

/* The row whose variable leaves; `rows` if there is none. */
static size_t leaving(struct tableau *t, size_t j)
{
    struct graph *g = t->g;
    size_t best = t->rows, last = t->columns - 1;
    for (size_t i = 0; i < t->rows && !t->undecided; i++) {
        if (sign_of(t, *cell(t, i, j)) != 1) continue;
        if (best == t->rows) {
            best = i;
            continue;
        }
        id here = node_multiply(g, *cell(t, i, last), *cell(t, best, j)),
           there = node_multiply(g, *cell(t, best, last), *cell(t, i, j));
        int order = sign_of(t, node_add(g, here, node_multiply(g, graph_int(g, -1), there)));
        if (order < 0 || (order == 0 && t->basis[i] < t->basis[best])) best = i;
    }
    return best;
}

static void pivot(struct tableau *t, size_t row, size_t column)
{
    struct graph *g = t->g;
    id inverse = node_power(g, *cell(t, row, column), NUMBER_MINUS_ONE);
    for (size_t j = 0; j < t->columns; j++)
        *cell(t, row, j) = node_multiply(g, *cell(t, row, j), inverse);
    for (size_t i = 0; i <= t->rows; i++) {
        if (i == row || graph_is_zero(g, *cell(t, i, column))) continue;
        id factor = node_multiply(g, graph_int(g, -1), *cell(t, i, column));
        for (size_t j = 0; j < t->columns; j++)
            if (!graph_is_zero(g, *cell(t, row, j)))
                *cell(t, i, j) =
                    node_add(g, *cell(t, i, j), node_multiply(g, factor, *cell(t, row, j)));
    }
    t->basis[row] = column;
}

/* Where the sum cannot be 0, the multipliers of the rows are a point of the cone. */
static enum cone_state solve(struct tableau *t, id *point)
{
    struct graph *g = t->g;
    while (!t->undecided) {
        size_t j = entering(t);
        if (t->undecided) break;
        if (j == t->columns) {
            if (sign_of(t, *cell(t, t->rows, t->columns - 1)) == 0) return CONE_EMPTY;
            for (size_t i = 0; i < t->m; i++)
                point[i] =
                    node_add(g, *cell(t, t->rows, t->first_artificial + i), graph_int(g, -1));
            return t->undecided ? CONE_UNDECIDED : CONE_HAS_POINT;
        }
        size_t i = leaving(t, j);
        if (i == t->rows) break;
        pivot(t, i, j);
    }
    return CONE_UNDECIDED;
}

enum cone_state cone_point(const struct cone *c, id *point)
{
    struct mem *mem = &c->g->core->mem;
    size_t y = c->positive.n / c->m, z = c->zero.n / c->m;
    struct tableau t = {.g = c->g, .m = c->m, .rows = c->m + 1, .first_artificial = y + 2 * z};
    t.columns = t.first_artificial + t.rows + 1;
    size_t cells = (t.rows + 1) * t.columns;
    t.at = mem_array(mem, cells, sizeof *t.at);
    t.basis = mem_array(mem, t.rows, sizeof *t.basis);
    enum cone_state state = CONE_UNDECIDED;
    if (t.at && t.basis) {
        fill(&t, c);
        state = solve(&t, point);
    }
    mem_free_array(mem, t.at, cells, sizeof *t.at);
    mem_free_array(mem, t.basis, t.rows, sizeof *t.basis);
    return state;
}
