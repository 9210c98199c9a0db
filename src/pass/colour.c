/* colour.c - transposes and greedy colourings of patterns. */
#include "pass/pattern.h"

#include <stdlib.h>
#include <string.h>

bool pattern_transpose(struct graph *g, const struct pattern *p, struct pattern *out)
{
    struct mem *mem = &g->core->mem;
    size_t n = p->starts[p->rows];
    *out = (struct pattern){.rows = p->columns, .columns = p->rows, .room = n};
    out->starts = mem_array(mem, out->rows + 1, sizeof *out->starts);
    out->column = mem_array(mem, n, sizeof *out->column);
    if (!out->starts || !out->column) {
        pattern_free(g, out);
        return false;
    }
    /* starts[c + 1] first counts the entries of row c, then moves from its start to its end. */
    for (size_t i = 0; i < n; i++)
        if (p->column[i] + 2 <= out->rows) out->starts[p->column[i] + 2]++;
    for (size_t c = 2; c <= out->rows; c++) out->starts[c] += out->starts[c - 1];
    for (size_t r = 0; r < p->rows; r++)
        for (size_t i = p->starts[r]; i < p->starts[r + 1]; i++)
            out->column[out->starts[p->column[i] + 1]++] = (uint32_t)r;
    return true;
}

struct colouring {
    struct graph *g;
    const struct pattern *p, *across;
    const bool *wanted;
    uint32_t *colours; /* by column */
    size_t *taken;     /* by colour: the last column that may not have it, + 1 */
};

static bool is_wanted(const struct colouring *c, size_t row)
{
    return !c->wanted || c->wanted[row];
}

static void forbid(const struct colouring *c, size_t column)
{
    const struct pattern *p = c->p, *across = c->across;
    for (size_t i = across->starts[column]; i < across->starts[column + 1]; i++) {
        size_t row = across->column[i];
        if (!is_wanted(c, row)) continue;
        for (size_t k = p->starts[row]; k < p->starts[row + 1]; k++) {
            uint32_t colour = c->colours[p->column[k]];
            if (colour != UNCOLOURED) c->taken[colour] = column + 1;
        }
    }
}

static bool meets_wanted(const struct colouring *c, size_t column)
{
    for (size_t i = c->across->starts[column]; i < c->across->starts[column + 1]; i++)
        if (is_wanted(c, c->across->column[i])) return true;
    return false;
}

/* Gives each column, in the order given, the first colour that none of its neighbours has. */
static size_t greedy(const struct colouring *c, const uint32_t *order)
{
    size_t n = c->p->columns, used = 0;
    memset(c->taken, 0, n * sizeof *c->taken);
    for (size_t i = 0; i < n; i++) c->colours[i] = UNCOLOURED;
    for (size_t i = 0; i < n; i++) {
        size_t column = order[i], colour = 0;
        if (!meets_wanted(c, column)) continue;
        if (!core_go_on(c->g->core)) return SIZE_MAX;
        forbid(c, column);
        while (c->taken[colour] == column + 1) colour++;
        c->colours[column] = (uint32_t)colour;
        if (colour + 1 > used) used = colour + 1;
    }
    return used;
}

/* ---- orders ---- */

/* Columns by degree: the number of columns that each shares a row with, counted once per shared
 * row. */
struct degrees {
    size_t *degree;        /* by column */
    uint32_t *next, *last; /* lists of the columns of one degree */
    uint32_t *first;       /* by degree, up to `most` */
    size_t most;
};

static size_t row_size(const struct pattern *p, size_t row)
{
    return p->starts[row + 1] - p->starts[row];
}

static size_t degree_of(const struct colouring *c, size_t column)
{
    size_t degree = 0;
    for (size_t i = c->across->starts[column]; i < c->across->starts[column + 1]; i++)
        if (is_wanted(c, c->across->column[i])) degree += row_size(c->p, c->across->column[i]) - 1;
    return degree;
}

static void put_in(struct degrees *d, uint32_t column)
{
    uint32_t *first = &d->first[d->degree[column]];
    d->next[column] = *first;
    d->last[column] = UNCOLOURED;
    if (*first != UNCOLOURED) d->last[*first] = column;
    *first = column;
}

static void take_out(struct degrees *d, uint32_t column)
{
    uint32_t next = d->next[column], last = d->last[column];
    if (last == UNCOLOURED)
        d->first[d->degree[column]] = next;
    else
        d->next[last] = next;
    if (next != UNCOLOURED) d->last[next] = last;
}

static bool degrees_init(struct degrees *d, const struct colouring *c)
{
    struct mem *mem = &c->g->core->mem;
    size_t n = c->p->columns;
    d->degree = mem_array(mem, n, sizeof *d->degree);
    d->next = mem_array(mem, n, sizeof *d->next);
    d->last = mem_array(mem, n, sizeof *d->last);
    if (!d->degree || !d->next || !d->last) return false;
    for (size_t i = 0; i < n; i++) {
        d->degree[i] = degree_of(c, i);
        if (d->degree[i] > d->most) d->most = d->degree[i];
    }
    d->first = mem_array(mem, d->most + 1, sizeof *d->first);
    if (!d->first) return false;
    for (size_t k = 0; k <= d->most; k++) d->first[k] = UNCOLOURED;
    for (size_t i = n; i-- > 0;) put_in(d, (uint32_t)i);
    return true;
}

static void degrees_free(struct degrees *d, const struct colouring *c)
{
    struct mem *mem = &c->g->core->mem;
    size_t n = c->p->columns;
    mem_free_array(mem, d->degree, n, sizeof *d->degree);
    mem_free_array(mem, d->next, n, sizeof *d->next);
    mem_free_array(mem, d->last, n, sizeof *d->last);
    mem_free_array(mem, d->first, d->most + 1, sizeof *d->first);
}

static void largest_first(const struct degrees *d, uint32_t *order)
{
    size_t n = 0;
    for (size_t k = d->most + 1; k-- > 0;)
        for (uint32_t column = d->first[k]; column != UNCOLOURED; column = d->next[column])
            order[n++] = column;
}

/* A column that is placed no longer counts as a neighbour. */
static void place_last(struct degrees *d, const struct colouring *c, uint32_t column, bool *placed)
{
    take_out(d, column);
    placed[column] = true;
    for (size_t i = c->across->starts[column]; i < c->across->starts[column + 1]; i++) {
        size_t row = c->across->column[i];
        for (size_t k = c->p->starts[row]; is_wanted(c, row) && k < c->p->starts[row + 1]; k++) {
            uint32_t other = c->p->column[k];
            if (placed[other]) continue;
            take_out(d, other);
            d->degree[other]--;
            put_in(d, other);
        }
    }
}

static bool smallest_last(struct degrees *d, const struct colouring *c, uint32_t *order)
{
    struct mem *mem = &c->g->core->mem;
    size_t n = c->p->columns, low = 0;
    bool *placed = mem_array(mem, n, sizeof *placed);
    for (size_t i = n; placed && i-- > 0;) {
        while (d->first[low] == UNCOLOURED) low++;
        order[i] = d->first[low];
        size_t fell = c->across->starts[order[i] + 1] - c->across->starts[order[i]];
        place_last(d, c, order[i], placed);
        low = low > fell ? low - fell : 0; /* a neighbour lost one per shared row */
    }
    mem_free_array(mem, placed, n, sizeof *placed);
    return placed != NULL;
}

/* ---- the best of the three ---- */

static size_t try_order(struct colouring *c, const uint32_t *order, uint32_t *best, size_t fewest)
{
    size_t used = greedy(c, order);
    if (used < fewest) memcpy(best, c->colours, c->p->columns * sizeof *best);
    return used < fewest ? used : fewest;
}

static size_t largest_row(const struct colouring *c)
{
    size_t largest = 0;
    for (size_t r = 0; r < c->p->rows; r++)
        if (is_wanted(c, r) && row_size(c->p, r) > largest) largest = row_size(c->p, r);
    return largest;
}

/* No colouring has fewer colours than some row has entries. */
static size_t colour_with(struct colouring *c, uint32_t *order, uint32_t *best)
{
    struct degrees d = {0};
    size_t least = largest_row(c), fewest;
    for (size_t i = 0; i < c->p->columns; i++) order[i] = (uint32_t)i;
    fewest = try_order(c, order, best, SIZE_MAX);
    if (fewest > least && fewest != SIZE_MAX && degrees_init(&d, c)) {
        largest_first(&d, order);
        fewest = try_order(c, order, best, fewest);
        if (fewest > least && smallest_last(&d, c, order))
            fewest = try_order(c, order, best, fewest);
    }
    degrees_free(&d, c);
    return diag_any(c->g->core) ? SIZE_MAX : fewest;
}

size_t pattern_colour(struct graph *g, const struct pattern *p, const struct pattern *across,
                      const bool *wanted, uint32_t *colours)
{
    struct mem *mem = &g->core->mem;
    struct colouring c = {.g = g, .p = p, .across = across, .wanted = wanted};
    uint32_t *order = mem_array(mem, p->columns, sizeof *order);
    c.colours = mem_array(mem, p->columns, sizeof *c.colours);
    c.taken = mem_array(mem, p->columns, sizeof *c.taken);
    bool ready = order && c.colours && c.taken;
    size_t used = ready ? colour_with(&c, order, colours) : SIZE_MAX;
    mem_free_array(mem, order, p->columns, sizeof *order);
    mem_free_array(mem, c.colours, p->columns, sizeof *c.colours);
    mem_free_array(mem, c.taken, p->columns, sizeof *c.taken);
    return used;
}
