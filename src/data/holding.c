/* holding.c - tables as lists of columns, and what the formats share. */
#include "data/holding.h"

#include <string.h>

bool part_is_whole(struct data_file *file, struct part part)
{
    return !part.n_items ||
           data_error(file, KIND_USAGE, "[%s] is not an item of it", part.items[0]);
}

/* ---- tables ---- */

/* A table is one value for a name that no column has. */
static bool is_whole(const struct csv *csv, const char *name)
{
    return name && !csv->json && columns_index(&csv->columns, name) == SIZE_MAX;
}

static bool add_columns(struct holding *h)
{
    struct mem *mem = &h->file.core->mem;
    const struct columns *columns = &h->csv.columns;
    h->members.what = "column";
    for (size_t k = 0; k < columns->all.n; k++) {
        const char *name = columns->all.at[k].name;
        if (!*name) continue;
        if (!members_add(&h->members, name, strlen(name), false) || !vec_push(mem, &h->columns, k))
            return false;
    }
    if (!h->csv.json && !columns->has_header) h->note = "--columns names them";
    return true;
}

/* Where a name that is asked for stands further down, lines come before the table. */
static bool note_skip(struct holding *h)
{
    const struct wanted *wanted = h->point->wanted;
    struct arena *arena = &h->file.core->arena;
    for (size_t i = 0; wanted && i < wanted->n; i++) {
        const char *name = wanted->names[i];
        if (columns_index(&h->csv.columns, name) != SIZE_MAX) continue;
        size_t lines = columns_line_of(arena, h->file.bytes, h->file.length, name, true);
        if (lines == SIZE_MAX || (lines == 0 && h->csv.columns.has_header)) continue;
        h->note = columns_skip_note(arena, lines, name);
        return h->note != NULL;
    }
    return true;
}

static bool list_table(struct holding *h, const char *name)
{
    const struct wanted *wanted = h->point->wanted;
    struct table_uses uses = {.names = &name, .n = 1, .whole = true};
    if (!name)
        uses = (struct table_uses){wanted ? wanted->names : NULL, wanted ? wanted->n : 0,
                                   wanted && wanted->n == 0};
    if (!csv_open(&h->csv, &h->file, h->point->form, &uses)) return false;
    if (h->point->has_table) *h->point->has_table = true;
    if (!is_whole(&h->csv, name)) return add_columns(h) && (h->csv.json || note_skip(h));
    return csv_take_whole(&h->csv) && members_add_whole(&h->members);
}

static bool list_records(struct holding *h, const char *name)
{
    h->csv.json = true;
    return list_table(h, name);
}

static bool prepare_table(struct holding *h, struct chosen *chosen, bool lenient)
{
    size_t n = 0;
    for (size_t i = 0; i < chosen->all.n; i++)
        if (!csv_take(&h->csv, h->columns.at[chosen->all.at[i]])) return false;
    if (chosen->all.n && !csv_read(&h->csv, lenient)) return false;
    for (size_t i = 0; i < chosen->all.n; i++)
        if (!h->csv.taken.at[i].is_wrong) chosen->all.at[n++] = chosen->all.at[i];
    chosen->all.n = n;
    return true;
}

/* Puts the member's array; reads it first if it is the only one. */
static bool read_table(struct holding *h, size_t member, struct part part)
{
    size_t column = h->columns.n ? h->columns.at[member] : SIZE_MAX, i = 0;
    if (!part_is_whole(&h->file, part)) return false;
    while (i < h->csv.taken.n && h->csv.taken.at[i].column != column) i++;
    if (i == h->csv.taken.n && !csv_take(&h->csv, column)) return false;
    if (!h->csv.is_read && !csv_read(&h->csv, false)) return false;
    return csv_put(&h->csv, i);
}

static void close_table(struct holding *h)
{
    vec_free(&h->file.core->mem, &h->columns);
    csv_close(&h->csv);
}

const struct format format_csv = {
    .list = list_table, .prepare = prepare_table, .read = read_table, .close = close_table};
const struct format format_records = {
    .list = list_records, .prepare = prepare_table, .read = read_table, .close = close_table};
