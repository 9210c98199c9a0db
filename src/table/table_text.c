/* table_text.c - the columns of a table that is text: the header of CSV, the first object of JSON
 * Lines. */
#include "table/table.h"

#include <string.h>

static bool syntax_error(struct table *t, const char *what)
{
    return table_fail(t, what == row_no_memory ? KIND_LIMIT : KIND_SYNTAX, t->line + 1, "", what);
}

/* ---- CSV ---- */

/* A name in a header: W, x[1], W[0,1]. */
struct header_name {
    const char *text;
    size_t base; /* the length before the bracket */
    int ndim;
    size_t at[2];
};

static bool take_index(const char **text, size_t *out)
{
    const char *at = *text;
    for (*out = 0; is_digit(*at) && *out < 100000000; at++) *out = *out * 10 + (size_t)(*at - '0');
    bool any = at > *text;
    *text = at;
    return any;
}

static struct header_name name_of(const char *text)
{
    struct header_name name = {.text = text, .base = strcspn(text, "[")}, plain = name;
    const char *at = text + name.base;
    plain.base = strlen(text);
    if (*at++ != '[' || name.base == 0 || !take_index(&at, &name.at[0])) return plain;
    name.ndim = 1;
    if (*at == ',' && at++ && take_index(&at, &name.at[1])) name.ndim = 2;
    return strcmp(at, "]") == 0 ? name : plain;
}

/* Does `name` go on with the array of `first`, of which n entries were seen? Its row of a matrix
 * may begin another only if all rows before are equally long. */
static bool goes_on(struct row_query_column *array, const struct header_name *first,
                    const struct header_name *name, size_t n)
{
    if (name->ndim != first->ndim || name->base != first->base ||
        memcmp(name->text, first->text, first->base) != 0)
        return false;
    if (name->ndim == 1) return name->at[0] == n && (array->dims[0] = n + 1, true);
    size_t width = array->dims[1];
    if (name->at[0] == 0) return name->at[1] == n && (array->dims[1] = n + 1, true);
    array->dims[0] = name->at[0] + 1;
    return name->at[0] * width + name->at[1] == n && name->at[1] < width;
}

/* A quote in quotes is doubled. */
static const char *text_of(struct table *t, const struct row_field *f)
{
    char *text = arena_text(&table_core(t)->arena, f->from, f->length), *to = text;
    if (!text || !f->quoted) return text;
    for (const char *at = text; *at; *to++ = *at++)
        if (*at == '"') at++;
    *to = '\0';
    return text;
}

/* x[0], x[1], ... side by side are one vector x, W[0,0], W[0,1], ... one matrix. Returns how many
 * names were taken, 0 without memory. */
static size_t take_array(struct table *t, const struct row_fields *header, size_t from)
{
    struct header_name first = {0};
    struct row_query_column column = {.dims = {1, 1}}, shaped;
    size_t n = 0;
    for (; from + n < header->all.n; n++) {
        const char *text = text_of(t, &header->all.at[from + n]);
        if (!text) return 0;
        struct header_name name = name_of(text);
        if (n == 0) {
            first = name;
            column.name = name.text;
            if (name.ndim == 0 || name.at[0] || name.at[1])
                return row_query_add_column(&t->query, column);
            column.ndim = name.ndim;
        } else {
            shaped = column;
            if (!goes_on(&shaped, &first, &name, n)) break;
            column = shaped;
        }
    }
    if (column.ndim == 2 && column.dims[0] * column.dims[1] != n) column.ndim = 0, n = 1;
    if (column.ndim) column.name = arena_text(&table_core(t)->arena, first.text, first.base);
    return column.name && row_query_add_column(&t->query, column) ? n : 0;
}

static bool add_csv(struct table *t, const struct row_fields *header)
{
    for (size_t i = 0, n; i < header->all.n; i += n)
        if ((n = take_array(t, header, i)) == 0) return false;
    return true;
}

/* ---- JSON ---- */

static const char *key_of(struct table *t, const struct row_field *field)
{
    struct str key = {.mem = &t->mem};
    bool fine = row_put_key(&key, field);
    const char *name = fine ? arena_text(&table_core(t)->arena, key.s, key.n) : NULL;
    if (!fine && !key.failed) syntax_error(t, "a key has an escape that JSON does not know");
    str_free(&key);
    return name;
}

/* The first object tells which keys hold arrays, and their shapes. */
static bool add_json(struct table *t, const struct row_fields *header)
{
    struct row_fields entries = {.mem = &t->mem};
    bool ok = true;
    for (size_t i = 0; ok && i < header->all.n; i++) {
        const struct row_field *f = &header->all.at[i];
        struct row_query_column column = {.name = key_of(t, f)};
        /* What is no array may be passed through all the same. */
        if (row_split_list(&entries, f, &column.ndim, column.dims)) column.ndim = 0;
        ok = column.name && row_query_add_column(&t->query, column);
    }
    vec_free(&t->mem, &entries.all);
    return ok;
}

/* ---- lines ---- */

static bool add_line(struct table *t, const char *line, size_t n)
{
    struct row_fields header = {.mem = &t->mem};
    bool json = t->own.input == DCALC_TABLE_JSON;
    if (!json) t->query.separator = row_separator(line, n);
    const char *what = json ? row_split_json(&header, line, n)
                            : row_split_csv(&header, line, n, t->query.separator);
    bool ok = what ? syntax_error(t, what) : json ? add_json(t, &header) : add_csv(t, &header);
    vec_free(&t->mem, &header.all);
    return ok;
}

/* The first line that says something. */
bool table_read_names(struct table *t)
{
    for (bool first = true;; first = false) {
        if (!table_fill(t, true)) return false;
        if (!t->rest.n) return table_fail(t, KIND_SYNTAX, 1, "", "the table is empty");
        size_t skip = first && t->rest.n >= 3 && !memcmp(t->rest.s, "\xef\xbb\xbf", 3) ? 3 : 0;
        table_drop(t, skip); /* a mark of UTF-8 */
        char *end = memchr(t->rest.s, '\n', t->rest.n);
        size_t n = end ? (size_t)(end - t->rest.s) : t->rest.n, blank = 0;
        while (blank < n && strchr(" \t\r", t->rest.s[blank]) && t->rest.s[blank]) blank++;
        bool says = blank < n && t->rest.s[blank] != '#';
        if (says && t->rest.s[blank] == '{') t->own.input = DCALC_TABLE_JSON;
        if (says && !add_line(t, t->rest.s, n)) return false;
        if (says && t->own.input == DCALC_TABLE_JSON) return true; /* which is the first row, too */
        t->line++;
        table_drop(t, end ? n + 1 : n);
        if (says) return true;
    }
}
