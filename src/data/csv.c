/* csv.c - tables of text: which columns there are, what is taken of them, and the arrays that it
 * becomes. */
#include "data/csv.h"
#include "data/records.h"

#include <string.h>

/* ---- columns ---- */

static bool tell(struct csv *c, const struct table_fault *fault)
{
    if (!fault->message) return false;
    if (!fault->line)
        data_error(c->file, fault->kind, "%s", fault->message);
    else
        data_text_error(c->file,
                        (struct text_place){fault->line, fault->end, fault->number,
                                            fault->from ? fault->from : fault->line,
                                            fault->to ? fault->to : fault->end},
                        "%s", fault->message);
    return fault->hint && diag_hint(c->file->core, "%s", fault->hint);
}

static bool is_empty(struct csv *c)
{
    return data_error(c->file, KIND_SHAPE, "it contains no numbers");
}

/* A line for each object, however they are written. */
static bool lines_of(struct csv *c)
{
    struct records records = {0};
    struct data_file *file = c->file;
    struct str text = {.mem = &file->core->mem};
    records_feed(&records, file->bytes, file->length, &text);
    if (records_are_whole(&records) && !text.failed) return data_take_text(file, &text);
    if (!text.failed) data_error(file, KIND_SYNTAX, "the JSON breaks off");
    str_free(&text);
    return false;
}

bool csv_open(struct csv *c, struct data_file *file, const struct table_form *form,
              const struct table_uses *uses)
{
    static const struct table_form usual;
    struct table_fault fault;
    *c = (struct csv){.file = file, .form = form ? form : &usual, .json = c->json};
    c->fields.mem = c->list.mem = &file->core->mem;
    c->columns.arena = &file->core->arena;
    if (c->json) return lines_of(c) && csv_find_keys(c);
    switch (columns_find(&c->columns, c->form, uses, file->bytes, file->length, true, &fault)) {
    case COLUMNS_FOUND: return true;
    case COLUMNS_WRONG: return tell(c, &fault);
    default: return is_empty(c);
    }
}

void csv_close(struct csv *c)
{
    struct mem *mem = &c->file->core->mem;
    for (size_t i = 0; i < c->taken.n; i++) {
        vec_free(mem, &c->taken.at[i].fields);
        vec_free(mem, &c->taken.at[i].entries);
    }
    vec_free(mem, &c->taken);
    vec_free(mem, &c->owners);
    vec_free(mem, &c->fields.all);
    vec_free(mem, &c->list.all);
    columns_free(&c->columns);
}

/* ---- what is taken ---- */

static struct csv_taken *take(struct csv *c, size_t column)
{
    struct csv_taken taken = {.column = column};
    return vec_push(&c->file->core->mem, &c->taken, taken) ? &c->taken.at[c->taken.n - 1] : NULL;
}

bool csv_take(struct csv *c, size_t column)
{
    const struct table_column *from = &c->columns.all.at[column];
    struct csv_taken *taken = take(c, column);
    for (size_t i = 0; taken && i < (c->json ? 1 : from->n); i++)
        if (!vec_push(&c->file->core->mem, &taken->fields, from->field + i)) return false;
    if (!taken) return false;
    taken->ndim = from->ndim;
    taken->n = from->n;
    return true;
}

/* Takes all columns, except those without a name in a table with a header. */
bool csv_take_whole(struct csv *c)
{
    struct csv_taken *taken = take(c, SIZE_MAX);
    if (!taken) return false;
    for (size_t k = 0; k < c->columns.all.n; k++) {
        const struct table_column *column = &c->columns.all.at[k];
        if (!*column->name) continue;
        for (size_t i = 0; i < column->n; i++)
            if (!vec_push(&c->file->core->mem, &taken->fields, column->field + i)) return false;
    }
    taken->n = taken->fields.n;
    taken->ndim = taken->n > 1;
    return true;
}

/* ---- arrays ---- */

bool csv_put(struct csv *c, size_t i)
{
    struct csv_taken *taken = &c->taken.at[i];
    struct array array = {
        .ndim = 1 + taken->ndim, .dims = {c->rows, taken->n}, .entries = taken->entries.at};
    if (c->rows == 0 && c->seen)
        return data_error(c->file, KIND_SHAPE, "every row lacks a value, and is left out");
    if (c->rows == 0) return is_empty(c);
    if (taken->ndim > 1) {
        data_error(c->file, KIND_SHAPE, "'%s' is a matrix in every row",
                   c->columns.all.at[taken->column].name);
        return diag_hint(c->file->core, "--points reads such a table row by row");
    }
    if (taken->column == SIZE_MAX && c->rows == 1 && taken->n == 1) array.ndim = 0;
    size_t size = taken->entries.room * sizeof *taken->entries.at;
    bool kept = buffers_take(c->file->buffers, taken->entries.at, size, false);
    taken->entries.at = NULL; /* the buffers own it now */
    taken->entries.n = taken->entries.room = 0;
    return kept && data_settle_wide(c->file, &array, csv_place(i, 0), 1) &&
           data_add(c->file, "", 0, array);
}
