/* csv_rows.c - the rows of a table of text as numbers. */
#include "data/csv.h"

#include "base/names.h"
#include "data/spelled.h"

#include <math.h>
#include <string.h>

/* Where the rows are. */
struct cursor {
    const char *at, *end;
    size_t line; /* lines before `at` */
};

static struct cursor first_row(const struct csv *c)
{
    const struct data_file *f = c->file;
    return (struct cursor){f->bytes + c->columns.start, f->bytes + f->length, c->columns.lines};
}

/* Goes to the first row that is wanted; false after an error. */
static bool find_rows(struct csv *c, struct cursor *cursor)
{
    size_t first = c->form->first_row;
    *cursor = first_row(c);
    c->left = form_rows(c->form);
    c->seen = first ? row_skip(&cursor->at, cursor->end, c->columns.separator, c->json, first,
                               &cursor->line)
                    : 0;
    if (first == 0 || cursor->at < cursor->end) return true;
    return data_error(c->file, KIND_SHAPE, "it has %zu row%s, and none from row %zu on", c->seen,
                      c->seen == 1 ? "" : "s", first);
}

static bool wrong_row(struct csv *c, const char *from, const char *what)
{
    if (what == row_no_memory) return false;
    c->place.from = from;
    c->place.to = c->place.end;
    return data_text_error(c->file, c->place, "%s", what);
}

/* ---- fields ---- */

static const struct row_field *json_field(const struct csv *c, size_t column)
{
    return row_find_key(&c->fields, c->columns.all.at[column].name, column);
}

/* Field i of what is taken: of JSON an entry of the list, which stands in c->list. */
static const struct row_field *field_of(const struct csv *c, const struct csv_taken *taken,
                                        size_t i)
{
    if (!c->json) return &c->fields.all.at[taken->fields.at[i]];
    return taken->ndim ? &c->list.all.at[c->list.all.n == 1 ? 0 : i] : json_field(c, taken->column);
}

/* Would the field be a number, if its comma were a point? Between commas it would not. */
static bool hint_at_comma(struct csv *c, const struct row_field *f)
{
    double x;
    bool may_be = !c->json && !c->form->decimal_comma &&
                  (c->columns.separator != ',' || c->columns.width == 1);
    if (!may_be || !memchr(f->from, ',', f->length)) return false;
    if (row_number(f, true, &x) != DECIMAL_FINITE) return false;
    diag_hint(c->file->core, "--decimal-comma reads such numbers");
    return true;
}

static bool wrong_field(struct csv *c, const struct row_field *f, enum decimal_kind kind)
{
    bool there = f->from != row_no_value.from;
    c->place.from = there ? f->from : c->place.line;
    c->place.to = there ? f->from + f->length : c->place.end;
    if (!row_is_missing(f)) {
        data_number_error(c->file, c->place, kind);
        return !hint_at_comma(c, f) && !c->json && !c->columns.has_header && c->seen == 1 &&
               diag_hint(c->file->core, "--header takes the first row for the names of columns");
    }
    if (!there)
        data_text_error(c->file, c->place, "the row has no value for a key");
    else if (f->length == 0)
        data_text_error(c->file, c->place, "an empty field");
    else
        data_text_error(c->file, c->place, "'%.*s' is a missing value", (int)f->length, f->from);
    return diag_hint(c->file->core, "--missing drop leaves such rows out");
}

/* A field that is no number may be the reason. */
static bool wrong_width(struct csv *c, size_t width)
{
    double x;
    for (size_t k = 0; k < c->taken.n && width > c->columns.width; k++)
        for (size_t i = 0; i < c->taken.at[k].fields.n; i++) {
            const struct row_field *f = &c->fields.all.at[c->taken.at[k].fields.at[i]];
            if (row_value(f, c->form->decimal_comma, &x) == DECIMAL_NONE && !row_is_missing(f))
                return wrong_field(c, f, DECIMAL_NONE);
        }
    c->place.from = c->place.line;
    c->place.to = c->place.end;
    data_text_error(c->file, c->place, "%zu field%s, but %zu in the first row", width,
                    width == 1 ? "" : "s", c->columns.width);
    if (width < c->columns.width)
        return diag_hint(c->file->core,
                         "--missing drop or nan takes what is not there for missing");
    struct row_field row = {.from = c->place.line,
                            .length = (uint32_t)(c->place.end - c->place.line)};
    if (hint_at_comma(c, &row) || c->seen > (c->columns.has_header ? 1 : 2)) return false;
    return diag_hint(c->file->core,
                     "--skip %zu begins the table here, --delimiter says what is "
                     "between fields",
                     c->place.number - 1);
}

/* ---- rows ---- */

static bool split_row(struct csv *c, const char **at, const char *end)
{
    const char *line = *at, *stop = line, *what;
    if (c->json) {
        stop = memchr(line, '\n', (size_t)(end - line));
        *at = stop ? stop : end;
        what = row_split_json(&c->fields, line, (size_t)(*at - line));
    } else
        what = row_split_csv(&c->fields, at, end, c->columns.separator);
    c->place.end = what ? memchr(line, '\n', (size_t)(end - line)) : *at;
    if (!c->place.end) c->place.end = end;
    if (what) return wrong_row(c, c->json ? line : *at, what);
    if (c->json) return true;
    size_t n = c->fields.all.n, width = c->columns.width;
    if (c->columns.open_end && n == width + 1 && !c->fields.all.at[width].length)
        n = c->fields.all.n = width;
    if (n < width && c->form->missing) return row_fill(&c->fields, width, c->place.end);
    return n == width || wrong_width(c, n);
}

/* The next row becomes the one in hand. False at the end, and after an error. */
static bool next_row(struct csv *c, struct cursor *cursor)
{
    while (cursor->at < cursor->end && c->left) {
        const char *line = cursor->at;
        bool empty = row_is_empty(line, cursor->end), fine = true;
        c->place = (struct text_place){.line = line, .number = cursor->line + 1};
        if (empty) {
            cursor->at = memchr(line, '\n', (size_t)(cursor->end - line));
            if (!cursor->at) cursor->at = cursor->end;
        } else {
            c->seen++, c->left--;
            fine = split_row(c, &cursor->at, cursor->end) && core_go_on(c->file->core);
        }
        if (!fine) return false;
        for (const char *at = line; (at = memchr(at, '\n', (size_t)(cursor->at - at))); at++)
            cursor->line++;
        cursor->line++;
        if (cursor->at < cursor->end) cursor->at++;
        if (!empty) return true;
    }
    return false;
}

/* Splits a list of JSON. False after an error, or with `quiet` where it does not fit. */
static bool split_list(struct csv *c, const struct csv_taken *taken, bool quiet)
{
    int ndim;
    size_t dims[2] = {1, 1};
    if (!c->json || !taken->ndim) return true;
    const struct row_field *f = json_field(c, taken->column);
    const char *what = row_split_list(&c->list, f, &ndim, dims);
    bool fits = !what && (row_is_null(f) || (ndim == 1 && dims[0] == taken->n));
    if (fits || quiet) return fits;
    if (what == row_no_memory) return false;
    c->place.from = f->from;
    c->place.to = f->from + f->length;
    return data_text_error(c->file, c->place, "'%s' %s", c->columns.all.at[taken->column].name,
                           what ? what : "has another shape than in the first row");
}

/* ---- numbers ---- */

static bool lacks_value(struct csv *c)
{
    for (size_t k = 0; k < c->taken.n; k++) {
        struct csv_taken *taken = &c->taken.at[k];
        if (taken->is_wrong || !split_list(c, taken, true)) continue;
        for (size_t i = 0; i < taken->n; i++)
            if (row_is_missing(field_of(c, taken, i))) return true;
    }
    return false;
}

static bool read_field(struct csv *c, size_t k, size_t i)
{
    struct csv_taken *taken = &c->taken.at[k];
    const struct row_field *f = field_of(c, taken, i);
    double x;
    size_t at = csv_place(k, taken->entries.n);
    enum decimal_kind kind = row_value(f, c->form->decimal_comma, &x);
    c->place.from = f->from;
    c->place.to = f->from + f->length;
    if (kind == DECIMAL_WIDE) {
        if (!data_note_wide(c->file, c->place, at, false)) return false;
        x = 0;
    } else if (kind == DECIMAL_FINITE) {
        if (!data_note_long(c->file, c->place, at, x, false)) return false;
    } else {
        x = NAN;
        bool missing = row_is_missing(f) && c->form->missing == TABLE_MISSING_NAN;
        if (!missing) return wrong_field(c, f, kind);
    }
    return vec_push(&c->file->core->mem, &taken->entries, x);
}

static bool read_row(struct csv *c)
{
    if (c->form->missing == TABLE_MISSING_DROP && lacks_value(c)) return true;
    c->rows++;
    for (size_t k = 0; k < c->taken.n; k++) {
        const struct csv_taken *taken = &c->taken.at[k];
        if (taken->is_wrong) continue;
        if (!split_list(c, taken, false)) return false;
        for (size_t i = 0; i < taken->n; i++)
            if (!read_field(c, k, i)) return false;
    }
    return true;
}

/* Notes which columns are not of numbers. */
static void check_row(struct csv *c)
{
    double x;
    for (size_t k = 0; k < c->taken.n; k++) {
        struct csv_taken *taken = &c->taken.at[k];
        if (taken->is_wrong) continue;
        taken->is_wrong = taken->ndim > 1 || !split_list(c, taken, true);
        for (size_t i = 0; i < taken->n && !taken->is_wrong; i++) {
            const struct row_field *f = field_of(c, taken, i);
            enum decimal_kind kind = row_value(f, c->form->decimal_comma, &x);
            bool number = kind == DECIMAL_FINITE || kind == DECIMAL_WIDE;
            taken->is_wrong = !number && !(row_is_missing(f) && c->form->missing);
        }
    }
}

static void read_plain_rows(struct csv *c, struct cursor *cursor)
{
    while (cursor->at < cursor->end && c->left && core_go_on(c->file->core)) {
        const char *next = csv_read_plain(c, cursor->at, cursor->end);
        if (!next) return;
        cursor->at = next;
        cursor->line++;
        c->seen++, c->left--;
    }
}

bool csv_read(struct csv *c, bool lenient)
{
    struct core *core = c->file->core;
    struct cursor cursor;
    if (!find_rows(c, &cursor)) return false;
    while (lenient && next_row(c, &cursor)) check_row(c);
    c->is_read = true;
    if (lenient && !find_rows(c, &cursor)) return false;
    while (!diag_any(core)) {
        read_plain_rows(c, &cursor);
        if (!next_row(c, &cursor)) break;
        if (!read_row(c)) return false;
    }
    return !diag_any(core);
}

/* ---- the keys of JSON ---- */

static bool add_key(struct csv *c, struct names *names, const struct row_field *f)
{
    struct arena *arena = c->columns.arena;
    struct str key = {.mem = arena->mem};
    bool fine = row_put_key(&key, f);
    if (!fine && !key.failed) wrong_row(c, f->key, "a key has an escape that JSON does not know");
    uint32_t i = fine ? names_intern(names, arena, key.n ? key.s : "", key.n) : NAME_NONE;
    str_free(&key);
    if (i == NAME_NONE) return false;
    if (i == c->columns.all.n) {
        struct table_column column = {.name = names_text(names, i), .n = 1, .dims = {1, 1}};
        column.spelled = spelled_name(arena, column.name);
        if (!column.spelled || !vec_push(arena->mem, &c->columns.all, column)) return false;
    }
    /* The first value that is there tells the shape. */
    struct table_column *column = &c->columns.all.at[i];
    if (column->field || row_is_null(f)) return true;
    column->field = 1;
    if (row_split_list(&c->list, f, &column->ndim, column->dims)) return column->ndim = 0, true;
    if (column->ndim) column->n = column->dims[0] * (column->ndim > 1 ? column->dims[1] : 1);
    return true;
}

bool csv_find_keys(struct csv *c)
{
    struct names names = {0};
    struct cursor cursor = first_row(c);
    bool fine = true;
    c->left = SIZE_MAX;
    while (fine && next_row(c, &cursor))
        for (size_t i = 0; fine && i < c->fields.all.n; i++)
            fine = add_key(c, &names, &c->fields.all.at[i]);
    names_free(&names, &c->file->core->mem);
    return fine && !diag_any(c->file->core);
}
