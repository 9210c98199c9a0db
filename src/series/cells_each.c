/* cells_each.c - all cells in which formulas of a direction have no open switches. */
#include "series/cells_private.h"

#include <string.h>

enum { MOST_CELLS = 600, MOST_FORMULAS = 4 };

struct cells {
    const struct directions *d;
    VEC(struct decision) stack; /* decisions of the cells that wait, one cell after another */
    VEC(uint32_t) lengths;
    int seen;
};

static bool push_cell(struct cells *c, const struct decision *decisions, size_t n,
                      struct decision one)
{
    struct mem *mem = &c->d->g->core->mem;
    size_t first = c->stack.n;
    bool ok = true;
    for (size_t i = 0; ok && i < n; i++) {
        struct decision same = decisions[i];
        ok = vec_push(mem, &c->stack, same);
    }
    /* Where a definite form is 0, all of its symbols are. */
    uint64_t support = form_support(c->d, one.form);
    id row[MOST_DIRECTIONS];
    bool spread = one.sign == 0 && !form_is_linear(c->d, one.form, row) &&
                  form_sign(c->d, one.form, support).definite;
    for (size_t i = 0; ok && spread && i < c->d->m; i++)
        if (support >> i & 1)
            ok = vec_push(mem, &c->stack, ((struct decision){c->d->symbols[i], 0}));
    ok = ok && vec_push(mem, &c->stack, one);
    return ok && vec_push(mem, &c->lengths, (uint32_t)(c->stack.n - first));
}

/* The cells into which an open switch divides one, but those without a point. */
static bool divide(struct cells *c, const struct decision *decisions, size_t n,
                   struct open_switch open)
{
    int known = form_sign(c->d, open.form, 0).sign;
    id point[MOST_DIRECTIONS];
    for (int sign = -1; sign <= 1; sign++) {
        if ((sign == 0 && !open.may_be_zero) || (known != SIGN_UNKNOWN && sign == -known)) continue;
        if (!push_cell(c, decisions, n, (struct decision){open.form, sign})) return false;
        uint32_t length = c->lengths.at[c->lengths.n - 1];
        struct cell cell = {c->d, c->stack.at + c->stack.n - length, length};
        if (cell_point(&cell, point) != CONE_EMPTY) continue;
        c->stack.n -= length;
        c->lengths.n--;
    }
    return true;
}

/* The cell that is only the direction 0 does not matter. */
static bool is_origin(const struct cell *cell)
{
    uint64_t zeros = 0;
    for (size_t k = 0; k < cell->n; k++)
        for (size_t i = 0; i < cell->d->m; i++)
            if (cell->decisions[k].sign == 0 && cell->decisions[k].form == cell->d->symbols[i])
                zeros |= (uint64_t)1 << i;
    return (size_t)__builtin_popcountll(zeros) == cell->d->m;
}

/* Divides a cell, or visits it. */
static bool look_at(struct cells *c, const struct cell *cell, const id *formulas, size_t n,
                    cell_visit visit, void *user)
{
    id now[MOST_FORMULAS];
    struct open_switch open;
    if (is_origin(cell)) return true;
    memcpy(now, formulas, n * sizeof *now);
    if (!cell_resolve(cell, now, n, &open)) return false;
    if (open.form != POISON) return divide(c, cell->decisions, cell->n, open);
    return visit(cell, now, user);
}

bool cells_each(const struct directions *d, const id *formulas, size_t n, cell_visit visit,
                void *user)
{
    struct mem *mem = &d->g->core->mem;
    struct cells c = {.d = d};
    bool ok = n <= MOST_FORMULAS && vec_push(mem, &c.lengths, 0);
    while (ok && c.lengths.n) {
        uint32_t length = c.lengths.at[--c.lengths.n];
        struct decision *copy = mem_array(mem, length, sizeof *copy);
        ok = copy && ++c.seen <= MOST_CELLS && core_go_on(d->g->core);
        c.stack.n -= length;
        if (ok && length) memcpy(copy, c.stack.at + c.stack.n, length * sizeof *copy);
        ok = ok && look_at(&c, &(struct cell){d, copy, length}, formulas, n, visit, user);
        mem_free_array(mem, copy, length, sizeof *copy);
    }
    vec_free(mem, &c.stack);
    vec_free(mem, &c.lengths);
    return ok;
}
