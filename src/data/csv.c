/* csv.c - reads tables of numbers: fields separated by comma, semicolon, tab or blanks, quotes
 * allowed (RFC 4180), empty lines and lines beginning with # skipped. The first row is a header if
 * it contains no number. */
#include "data/array.h"

#include <string.h>

/* One field of a line, without the blanks and quotes around it. */
struct field {
    const char *from, *to;
    bool quoted;
};

struct csv {
    struct data_file *file;
    const char *next, *end;  /* the rest of the text */
    struct text_place place; /* the current line, and the faulty part of it */
    char separator;          /* ' ' stands for any run of blanks */
    const char *at;          /* position in the line */
    bool more;               /* whether a field follows */
    VEC(struct field) header;
    struct text_place header_line;
    VEC(double) entries;
    const char *name; /* the name asked for, or NULL for every column */
    size_t columns, rows;
};

/* ---- lines and fields ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Moves to the next line that is not empty. */
static bool next_line(struct csv *c)
{
    while (c->next < c->end) {
        const char *line = c->next, *end = memchr(line, '\n', (size_t)(c->end - line));
        c->next = end ? end + 1 : c->end;
        if (!end) end = c->end;
        if (end > line && end[-1] == '\r') end--;
        c->place = (struct text_place){line, end, c->place.number + 1, line, end};
        while (line < end && is_blank(*line)) line++;
        if (line < end && *line != '#') return c->at = c->place.line, c->more = true;
    }
    return false;
}

static bool wrong(struct csv *c, struct field f, const char *what)
{
    c->place.from = f.from;
    c->place.to = f.to;
    return data_text_error(c->file, c->place, "%s", what);
}

static void skip_blanks(struct csv *c)
{
    while (c->at < c->place.end && is_blank(*c->at) && *c->at != c->separator) c->at++;
}

/* Reads "...", with "" for a quote; a field cannot contain a line break. */
static bool next_quoted(struct csv *c, struct field *f)
{
    *f = (struct field){++c->at, c->place.end, true};
    for (; c->at < c->place.end; c->at++) {
        if (*c->at != '"') continue;
        if (c->at + 1 == c->place.end || c->at[1] != '"') break;
        c->at++;
    }
    if (c->at == c->place.end) return wrong(c, *f, "the quote is not closed on its line");
    f->to = c->at++;
    return true;
}

static void next_plain(struct csv *c, struct field *f)
{
    const char *start = c->at;
    while (c->at < c->place.end && *c->at != c->separator &&
           !(c->separator == ' ' && is_blank(*c->at)))
        c->at++;
    *f = (struct field){start, c->at, false};
    while (f->to > f->from && is_blank(f->to[-1])) f->to--;
}

static bool next_field(struct csv *c, struct field *f)
{
    if (c->separator == ' ')
        while (c->at < c->place.end && is_blank(*c->at)) c->at++;
    skip_blanks(c);
    if (c->at < c->place.end && *c->at == '"') {
        if (!next_quoted(c, f)) return false;
    } else
        next_plain(c, f);
    skip_blanks(c);
    if (c->separator == ' ')
        while (c->at < c->place.end && is_blank(*c->at)) c->at++;
    c->more = c->at < c->place.end;
    if (!c->more || c->separator == ' ') return true;
    if (*c->at == c->separator) return c->at++, true;
    return wrong(c, (struct field){c->at, c->place.end, false}, "something follows the quote");
}

/* Chooses the first of comma, semicolon and tab that the first line contains, else blanks. */
static char choose_separator(const struct csv *c)
{
    size_t n = (size_t)(c->place.end - c->place.line);
    static const char marks[] = {',', ';', '\t'};
    for (size_t i = 0; i < sizeof marks; i++)
        if (memchr(c->place.line, marks[i], n)) return marks[i];
    return ' ';
}

/* ---- rows ---- */

/* A header has no number among its fields: a single field that is not a number among several that
 * are is a mistake, not a name. */
static bool is_header(struct csv c)
{
    struct field f;
    double x;
    while (c.more && next_field(&c, &f))
        if (decimal_read(f.from, (size_t)(f.to - f.from), &x) != DECIMAL_NONE) return false;
    return true;
}

static bool read_header(struct csv *c)
{
    struct field f;
    while (c->more) {
        if (!next_field(c, &f)) return false;
        if (f.from == f.to) return wrong(c, f, "a column without a name");
        if (!vec_push(&c->file->core->mem, &c->header, f)) return false;
    }
    c->columns = c->header.n;
    c->header_line = c->place;
    return true;
}

static bool read_number(struct csv *c, struct field f)
{
    double x;
    if (f.from == f.to) return wrong(c, f, "an empty field");
    enum decimal_kind kind = decimal_read(f.from, (size_t)(f.to - f.from), &x);
    c->place.from = f.from;
    c->place.to = f.to;
    if (kind == DECIMAL_WIDE) {
        if (!data_note_wide(c->file, c->place, c->entries.n, false)) return false;
        x = 0;
    } else if (kind != DECIMAL_FINITE)
        return data_number_error(c->file, c->place, kind);
    return vec_push(&c->file->core->mem, &c->entries, x);
}

static bool wrong_width(struct csv *c, size_t width)
{
    c->place.from = c->place.line;
    c->place.to = c->place.end;
    return data_text_error(c->file, c->place, "%zu field%s, but %zu in the first row", width,
                           width == 1 ? "" : "s", c->columns);
}

static bool read_row(struct csv *c)
{
    size_t width = 0;
    struct field f;
    for (; c->more; width++)
        if (!next_field(c, &f) || !read_number(c, f)) return false;
    if (!c->columns) c->columns = width;
    c->rows++;
    return width == c->columns || wrong_width(c, width);
}

/* Returns true if each column becomes an array of its own. */
static bool is_by_columns(const struct csv *c)
{
    if (!c->name) return true;
    for (size_t j = 0; j < c->header.n && c->header.n > 1; j++) {
        struct field f = c->header.at[j];
        size_t n = strlen(c->name);
        if ((size_t)(f.to - f.from) == n && memcmp(f.from, c->name, n) == 0) return true;
    }
    return false;
}

static bool read_rows(struct csv *c)
{
    if (c->end - c->next >= 3 && !memcmp(c->next, "\xEF\xBB\xBF", 3)) c->next += 3;
    if (!next_line(c)) return data_error(c->file, KIND_SHAPE, "it contains no numbers");
    c->separator = choose_separator(c);
    bool header = is_header(*c);
    if (!c->name && !header)
        return wrong(c, (struct field){c->place.line, c->place.end, false},
                     "the first line must be a header with a name for each column") ||
               diag_hint(c->file->core, "bind it whole: NAME=@%s", c->file->name);
    if (header ? !read_header(c) : !read_row(c)) return false;
    while (next_line(c))
        if (!read_row(c) || !core_go_on(c->file->core)) return false;
    return c->rows || data_error(c->file, KIND_SHAPE, "it contains no numbers");
}

/* ---- arrays ---- */

static bool add_column(struct csv *c, size_t j, const double *entries)
{
    struct field f = c->header.at[j];
    struct array column = {.ndim = 1, .dims = {c->rows}, .entries = entries};
    c->place = c->header_line;
    if (!data_settle_wide(c->file, &column, j, c->columns)) return false;
    if (f.quoted && memchr(f.from, '"', (size_t)(f.to - f.from)))
        return wrong(c, f, "a quote in a name");
    return data_add(c->file, f.from, (size_t)(f.to - f.from), column);
}

static bool add_columns(struct csv *c)
{
    double *out = buffers_doubles(c->file->buffers, c->entries.n);
    if (!out) return false;
    for (size_t j = 0; j < c->columns; j++) {
        for (size_t i = 0; i < c->rows; i++)
            out[j * c->rows + i] = c->entries.at[i * c->columns + j];
        if (!add_column(c, j, out + j * c->rows)) return false;
    }
    return true;
}

/* Adds the table as one array: a scalar, a vector if there is one column, else a matrix. */
static bool add_whole(struct csv *c)
{
    struct array whole = {.ndim = 2, .dims = {c->rows, c->columns}, .entries = c->entries.at};
    if (c->columns == 1) whole.ndim = c->rows > 1;
    size_t size = c->entries.room * sizeof *c->entries.at;
    bool kept = buffers_take(c->file->buffers, c->entries.at, size, false);
    c->entries.at = NULL; /* the buffers own it now */
    c->entries.n = c->entries.room = 0;
    return kept && data_settle_wide(c->file, &whole, 0, 1) && data_add(c->file, "", 0, whole);
}

bool csv_read(struct data_file *file, const char *name)
{
    struct csv c = {
        .file = file, .next = file->bytes, .end = file->bytes + file->length, .name = name};
    bool fine = read_rows(&c) && (is_by_columns(&c) ? add_columns(&c) : add_whole(&c));
    vec_free(&file->core->mem, &c.entries);
    vec_free(&file->core->mem, &c.header);
    return fine;
}
