/* csv_plain.c - rows of a table as most are: numbers without quotes and blanks around them, read in
 * one pass. */
#include "data/csv.h"

#include <math.h>

/* Notes for each field of a row which of taken it belongs to. */
static bool find_owners(struct csv *c)
{
    struct mem *mem = &c->file->core->mem;
    while (c->owners.n < c->columns.width)
        if (!vec_push(mem, &c->owners, 0)) return false;
    for (size_t k = 0; k < c->taken.n; k++)
        for (size_t i = 0; i < c->taken.at[k].fields.n; i++)
            if (!c->taken.at[k].is_wrong) c->owners.at[c->taken.at[k].fields.at[i]] = k + 1;
    return true;
}

static const char *read_number(struct csv *c, struct csv_taken *taken, const char *at,
                               const char *end)
{
    double x;
    at = decimal_scan_double(at, end, &x);
    if (!at || !(fabs(x) < 0x1p53)) return NULL; /* others may be wide */
    return vec_push(&c->file->core->mem, &taken->entries, x) ? at : NULL;
}

static const char *read_fields(struct csv *c, const char *at, const char *end)
{
    struct row_field unused;
    size_t width = c->columns.width;
    for (size_t i = 0; i < width; i++) {
        size_t owner = c->owners.at[i];
        bool last = i + 1 == width;
        if (at == end) return NULL;
        at = owner ? read_number(c, &c->taken.at[owner - 1], at, end)
                   : row_skip_words(&unused, at, end, c->columns.separator);
        if (!at) return NULL;
        if (at == end) return last ? at : NULL;
        if (last && *at == '\r') at++;
        if (at == end || *at++ != (last ? '\n' : c->columns.separator)) return NULL;
    }
    return at;
}

const char *csv_read_plain(struct csv *c, const char *at, const char *end)
{
    bool plain = !c->json && !c->form->decimal_comma && *at != '#' && *at != '\n' && *at != '\r';
    if (!plain || (c->owners.n < c->columns.width && !find_owners(c))) return NULL;
    at = read_fields(c, at, end);
    c->rows += at != NULL;
    for (size_t k = 0; k < c->taken.n && !at; k++)
        if (!c->taken.at[k].is_wrong) c->taken.at[k].entries.n = c->rows * c->taken.at[k].n;
    return at;
}
