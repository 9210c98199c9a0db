#include "question/point_decimals.h"

/* So many decimals are read; a longer point is left to the parser. */
enum { MOST_DECIMALS = 20000 };

/* ---- text to decimals ---- */

struct reader {
    struct point_decimals *point;
    const char *at, *end;
};

static bool skip(struct reader *r, char c)
{
    if (r->at == r->end || *r->at != c) return false;
    r->at++;
    return true;
}

static void skip_blanks(struct reader *r)
{
    while (r->at < r->end && *r->at == ' ') r->at++;
}

static bool suits(const struct decimal *d)
{
    int64_t exponent = decimal_exponent(d);
    return d->sign != '+' && d->mantissa < UINT64_C(1000000000000000000) && d->dropped == 0 &&
           d->length <= POINT_DECIMAL_LENGTH && exponent <= POINT_DECIMAL_EXPONENT &&
           exponent >= -POINT_DECIMAL_EXPONENT;
}

static bool read_decimal(struct reader *r)
{
    struct point_decimals *point = r->point;
    struct decimal d;
    const char *stop = decimal_scan(r->at, r->end, &d);
    if (!stop || !suits(&d) || point->all.n == MOST_DECIMALS) return false;
    r->at = stop;
    return vec_push(&point->mem, &point->all, d);
}

/* After an item of a list: its end, or a comma. */
static bool is_last(struct reader *r, bool *ok)
{
    skip_blanks(r);
    bool last = skip(r, ']');
    *ok = last || skip(r, ',');
    skip_blanks(r);
    return last || !*ok;
}

/* The rest of a list behind its bracket. */
static bool read_list(struct reader *r, int64_t *n)
{
    bool ok;
    *n = 0;
    do {
        if (!read_decimal(r)) return false;
        ++*n;
    } while (!is_last(r, &ok));
    return ok;
}

static bool read_rows(struct reader *r, struct shape_data *d)
{
    bool ok;
    int64_t columns;
    do {
        if (!skip(r, '[') || !read_list(r, &columns)) return false;
        if (d->d[0]++ > 0 && columns != d->d[1]) return false;
        d->d[1] = columns;
    } while (!is_last(r, &ok));
    return ok;
}

static bool read_value(struct reader *r, struct shape_data *d)
{
    if (!skip(r, '[')) return read_decimal(r);
    d->ndim = r->at < r->end && *r->at == '[' ? 2 : 1;
    return d->ndim == 2 ? read_rows(r, d) : read_list(r, &d->d[0]);
}

static struct binding_decimals read_binding(struct point_decimals *point,
                                            const struct dcalc_binding *binding, size_t longest)
{
    struct binding_decimals read = {.first = point->all.n};
    const struct dcalc_text *text = &binding->value;
    if (binding->array.entries || text->length > longest) return read;
    struct reader r = {point, text->bytes, text->bytes + text->length};
    if (read_value(&r, &read.shape) && r.at == r.end)
        read.n = point->all.n - read.first;
    else
        point->all.n = read.first;
    return read;
}

void point_decimals_read(struct point_decimals *point, const struct dcalc_request *request,
                         const struct limits *limits)
{
    /* An error of the parser shows where a number that is too long stands. */
    size_t longest = limits->digits > 2 * POINT_DECIMAL_EXPONENT ? limits->bytes : 0;
    point->bindings.n = point->all.n = 0;
    point->complete = true;
    for (size_t i = 0; i < request->n_at; i++) {
        struct binding_decimals read = read_binding(point, &request->at[i], longest);
        point->complete &= read.n > 0;
        if (vec_push(&point->mem, &point->bindings, read)) continue;
        point->complete = false;
        return;
    }
}

void point_decimals_free(struct point_decimals *point)
{
    vec_free(&point->mem, &point->bindings);
    vec_free(&point->mem, &point->all);
}

/* ---- decimals to nodes ---- */

static id node_of(struct graph *g, const struct decimal *d)
{
    return graph_number(g, number_from_decimal(&g->numbers, d, (struct span){0, 0, 0}));
}

static id vector_of(struct graph *g, const struct decimal *d, id *items, size_t n)
{
    for (size_t i = 0; i < n; i++) items[i] = node_of(g, &d[i]);
    return graph_stack(g, items, (uint32_t)n);
}

static id matrix_of(struct graph *g, const struct decimal *d, id *items, struct shape_data size)
{
    size_t rows = (size_t)size.d[0], columns = (size_t)size.d[1];
    id *entries = items + rows;
    for (size_t i = 0; i < rows; i++) items[i] = vector_of(g, d + i * columns, entries, columns);
    return graph_stack(g, items, (uint32_t)rows);
}

bool point_decimals_has(const struct point_decimals *point, size_t binding)
{
    return point && binding < point->bindings.n && point->bindings.at[binding].n > 0;
}

id point_decimals_node(const struct point_decimals *point, size_t binding, struct graph *g)
{
    const struct binding_decimals *b = &point->bindings.at[binding];
    const struct decimal *d = &point->all.at[b->first];
    if (b->shape.ndim == 0) return node_of(g, d);
    size_t room = (size_t)(b->shape.d[0] + b->shape.d[1]);
    id *items = mem_array(&g->core->mem, room, sizeof *items);
    if (!items) return POISON;
    id result =
        b->shape.ndim == 1 ? vector_of(g, d, items, b->n) : matrix_of(g, d, items, b->shape);
    mem_free_array(&g->core->mem, items, room, sizeof *items);
    return result;
}
