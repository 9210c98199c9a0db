/* mtx.c - reads Matrix Market's exchange format (Boisvert, Pozo and Remington, 1996), which gives a
 * matrix entry by entry or column by column, into a full matrix or a list of entries. */
#include "data/holding.h"
#include "data/sparse.h"

#include <string.h>
#include <strings.h>

enum symmetry { GENERAL, SYMMETRIC, SKEW };

struct word {
    const char *from, *to;
};

struct mtx {
    struct data_file *file;
    const char *next, *end;
    struct text_place place;
    struct word words[6]; /* of the current line */
    size_t n_words;
    bool coordinate, pattern;
    enum symmetry symmetry;
    size_t rows, columns, n; /* n: number of entries in the file */
    double *out;             /* the full matrix, or */
    struct triples *list;    /* where the entries go instead */
};

/* ---- lines ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static void split(struct mtx *m)
{
    const char *at = m->place.line, *end = m->place.end;
    m->n_words = 0;
    while (true) {
        while (at < end && is_blank(*at)) at++;
        if (at == end) return;
        struct word word = {at, at};
        while (at < end && !is_blank(*at)) at++;
        word.to = at;
        if (m->n_words < sizeof m->words / sizeof *m->words) m->words[m->n_words++] = word;
    }
}

static bool take_line(struct mtx *m)
{
    const char *line = m->next, *end;
    if (line == m->end) return false;
    end = memchr(line, '\n', (size_t)(m->end - line));
    m->next = end ? end + 1 : m->end;
    if (!end) end = m->end;
    m->place = (struct text_place){line, end, m->place.number + 1, line, end};
    split(m);
    return true;
}

/* Moves to the next line that is neither empty nor a comment. */
static bool next_line(struct mtx *m)
{
    while (take_line(m))
        if (m->n_words && *m->words[0].from != '%') return true;
    return false;
}

static bool wrong(struct mtx *m, size_t i, const char *what)
{
    if (i < m->n_words) m->place.from = m->words[i].from, m->place.to = m->words[i].to;
    return data_text_error(m->file, m->place, "%s", what);
}

static bool ends_early(struct mtx *m, size_t found)
{
    return data_error(m->file, KIND_IO, "truncated: %zu of %zu entries", found, m->n);
}

/* ---- the banner and the sizes ---- */

static bool is_word(const struct mtx *m, size_t i, const char *word)
{
    size_t n = (size_t)(m->words[i].to - m->words[i].from);
    return n == strlen(word) && strncasecmp(m->words[i].from, word, n) == 0;
}

static bool read_banner(struct mtx *m)
{
    if (!take_line(m) || m->n_words < 5 || !is_word(m, 0, "%%MatrixMarket"))
        return data_error(m->file, KIND_IO,
                          "not a Matrix Market file: the first line must be "
                          "%%%%MatrixMarket matrix ...");
    if (!is_word(m, 1, "matrix")) return wrong(m, 1, "only matrices can be read");
    m->coordinate = is_word(m, 2, "coordinate");
    if (!m->coordinate && !is_word(m, 2, "array"))
        return wrong(m, 2, "expected coordinate or array");
    m->pattern = is_word(m, 3, "pattern");
    if (is_word(m, 3, "complex")) return wrong(m, 3, "complex numbers are not supported");
    if (!m->pattern && !is_word(m, 3, "real") && !is_word(m, 3, "double") &&
        !is_word(m, 3, "integer") && !is_word(m, 3, "unsigned-integer"))
        return wrong(m, 3, "expected real, integer or pattern");
    if (m->pattern && !m->coordinate) return wrong(m, 3, "a pattern needs coordinates");
    m->symmetry = is_word(m, 4, "symmetric")        ? SYMMETRIC
                  : is_word(m, 4, "skew-symmetric") ? SKEW
                                                    : GENERAL;
    if (!m->symmetry && !is_word(m, 4, "general"))
        return wrong(m, 4, "expected general, symmetric or skew-symmetric");
    return true;
}

static bool read_count(struct mtx *m, size_t i, size_t *out)
{
    *out = 0;
    for (const char *c = m->words[i].from; c < m->words[i].to; c++)
        if (!is_digit(*c) || __builtin_mul_overflow(*out, 10, out) ||
            __builtin_add_overflow(*out, (size_t)(*c - '0'), out))
            return wrong(m, i, "not a whole number, or too large");
    return true;
}

/* Returns how many entries the file gives for an array of this symmetry. */
static size_t written(const struct mtx *m)
{
    size_t all = m->rows * m->columns;
    return m->symmetry == GENERAL     ? all
           : m->symmetry == SYMMETRIC ? (all + m->rows) / 2
                                      : (all - m->rows) / 2;
}

static bool read_sizes(struct mtx *m)
{
    size_t wanted = m->coordinate ? 3 : 2;
    if (!next_line(m)) return data_error(m->file, KIND_IO, "truncated: the sizes are missing");
    if (m->n_words != wanted)
        return wrong(m, m->n_words,
                     m->coordinate ? "expected rows, columns and entries"
                                   : "expected rows and columns");
    if (!read_count(m, 0, &m->rows) || !read_count(m, 1, &m->columns) ||
        (m->coordinate && !read_count(m, 2, &m->n)))
        return false;
    if (m->rows == 0 || m->columns == 0) return wrong(m, m->n_words, "an empty matrix");
    if (m->symmetry && m->rows != m->columns)
        return wrong(m, m->n_words, "a symmetric matrix must be square");
    if (!m->list && !sparse_check_room(m->file, m->rows, m->columns, m->coordinate)) return false;
    if (!m->coordinate) m->n = written(m);
    /* An entry takes at least two bytes, so a false count is found before memory is allocated for
     * it. */
    if (m->n > (size_t)(m->end - m->next) / 2 + 1) return ends_early(m, 0);
    return true;
}

/* ---- entries ---- */

/* A number of the file; `wide`: one that no double holds, and x is 0. */
struct value {
    double x;
    bool wide;
};

/* Entries given twice add up, as in assembled matrices. */
static bool put_one(struct mtx *m, size_t i, size_t j, struct value v, bool negated)
{
    size_t at = m->list ? m->list->n : i * m->columns + j;
    if (v.wide ? !data_note_wide(m->file, m->place, at, negated)
               : !data_note_long(m->file, m->place, at, v.x, negated))
        return false;
    if (m->list)
        triples_add(m->list, i, j, negated ? -v.x : v.x);
    else
        m->out[at] += negated ? -v.x : v.x;
    return true;
}

static bool put(struct mtx *m, size_t i, size_t j, struct value v)
{
    bool skew = m->symmetry == SKEW;
    if (skew && i == j) /* some programs write the zeros there */
        return (v.x == 0 && !v.wide) || wrong(m, 0, "a skew matrix has no diagonal");
    return put_one(m, i, j, v, false) && (!m->symmetry || i == j || put_one(m, j, i, v, skew));
}

/* Word k of the line as the entry at row i and column j. */
static bool put_word(struct mtx *m, size_t k, size_t i, size_t j)
{
    double x;
    m->place.from = m->words[k].from;
    m->place.to = m->words[k].to;
    enum decimal_kind kind = decimal_read(m->place.from, (size_t)(m->place.to - m->place.from), &x);
    if (kind == DECIMAL_FINITE) return put(m, i, j, (struct value){x, false});
    if (kind != DECIMAL_WIDE) return data_number_error(m->file, m->place, kind);
    return put(m, i, j, (struct value){0, true});
}

static bool read_coordinate(struct mtx *m)
{
    size_t i, j;
    if (m->n_words != (m->pattern ? 2 : 3))
        return wrong(m, m->n_words,
                     m->pattern ? "expected row and column" : "expected row, column and value");
    if (!read_count(m, 0, &i) || !read_count(m, 1, &j)) return false;
    if (i == 0 || i > m->rows)
        return wrong(m, 0, "not a row of the matrix; rows are counted from 1");
    if (j == 0 || j > m->columns)
        return wrong(m, 1, "not a column of the matrix; columns are counted from 1");
    if (!m->pattern) return put_word(m, 2, i - 1, j - 1);
    return put(m, i - 1, j - 1, (struct value){1, false});
}

static bool read_coordinates(struct mtx *m)
{
    for (size_t k = 0; k < m->n; k++) {
        if (!next_line(m)) return ends_early(m, k);
        if (!read_coordinate(m) || !core_go_on(m->file->core)) return false;
    }
    return true;
}

/* Reads the entries column by column; for a symmetric matrix only those on and below the diagonal
 * are given. */
static bool read_columns(struct mtx *m)
{
    size_t k = 0, first = m->symmetry == SKEW;
    for (size_t j = 0; j < m->columns; j++)
        for (size_t i = m->symmetry ? j + first : 0; i < m->rows; i++, k++) {
            if (!next_line(m)) return ends_early(m, k);
            if (m->n_words != 1) return wrong(m, 1, "expected one number");
            if (!put_word(m, 0, i, j) || !core_go_on(m->file->core)) return false;
        }
    return true;
}

static bool make_room(struct mtx *m)
{
    size_t n = m->rows * m->columns;
    if (m->list) return triples_start(m->file, m->list, m->symmetry ? 2 * m->n : m->n);
    m->out = buffers_doubles(m->file->buffers, n);
    if (m->out) memset(m->out, 0, n * sizeof *m->out);
    return m->out != NULL;
}

static bool read_entries(struct mtx *m)
{
    if (!make_room(m)) return false;
    if (!(m->coordinate ? read_coordinates(m) : read_columns(m))) return false;
    return !next_line(m) || wrong(m, 0, "something follows the last entry");
}

static bool read_full(struct mtx *m)
{
    if (!read_sizes(m) || !read_entries(m)) return false;
    struct array array = {.ndim = 2, .dims = {m->rows, m->columns}, .entries = m->out};
    if (m->columns == 1) array.ndim = m->rows > 1; /* as in csv.c */
    return data_settle_wide(m->file, &array, 0, 1) && data_add(m->file, "", 0, array);
}

static bool read_vector(struct mtx *m, const char *name)
{
    struct triples list = {0};
    m->list = &list;
    return read_sizes(m) && read_entries(m) && triples_put_vector(m->file, &list, name);
}

/* ---- a file as a list of items ---- */

static struct mtx start(struct data_file *file)
{
    return (struct mtx){.file = file, .next = file->bytes, .end = file->bytes + file->length};
}

static bool list(struct holding *holding, const char *name)
{
    struct mtx m = start(&holding->file);
    (void)name;
    holding->members.what = "item";
    if (!read_banner(&m)) return false;
    return m.coordinate ? sparse_list(&holding->members) : members_add_whole(&holding->members);
}

static bool read(struct holding *holding, size_t member, struct part part)
{
    struct mtx m = start(&holding->file);
    const char *name = holding->members.all.at[member].name;
    return part_is_whole(&holding->file, part) && read_banner(&m) &&
           (*name ? read_vector(&m, name) : read_full(&m));
}

const struct format format_mtx = {.list = list, .read = read};
