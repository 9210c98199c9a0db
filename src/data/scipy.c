/* scipy.c - sparse matrices as scipy.sparse.save_npz writes them: archives of the arrays that the
 * formats csr, csc, bsr, coo and dia consist of. */
#include "data/holding.h"
#include "data/raw.h"
#include "data/sparse.h"

#include <math.h>
#include <string.h>

enum { MOST_AXES = 3 }; /* the blocks of bsr have three */

/* An array of the archive, row by row. */
struct numbers {
    const double *at;
    size_t n; /* of all */
    int ndim;
    size_t dims[MOST_AXES];
};

struct sparse {
    struct holding *holding;
    char format[4];
    struct raw raw;      /* the entries, */
    struct numbers data; /* and as doubles */
    bool whole;          /* all entries are asked for as one matrix */
    struct triples t;
};

static bool wrong(struct sparse *s, const char *what)
{
    return data_error(&s->holding->file, KIND_IO, "a broken sparse matrix of SciPy: %s", what);
}

/* ---- arrays of the archive ---- */

static size_t find(const struct members *m, const char *name)
{
    for (size_t i = 0; i < m->all.n; i++)
        if (!strcmp(m->all.at[i].name, name)) return i;
    return SIZE_MAX;
}

bool scipy_is_sparse(const struct members *m)
{
    return find(m, "format") != SIZE_MAX && find(m, "shape") != SIZE_MAX &&
           find(m, "data") != SIZE_MAX &&
           (find(m, "indptr") != SIZE_MAX || find(m, "offsets") != SIZE_MAX ||
            find(m, "row") != SIZE_MAX);
}

/* The bytes of an array, whose errors name it. */
static bool open_array(struct sparse *s, const char *name, bool any, struct raw *raw)
{
    struct data_file *file = &s->holding->file;
    const char *archive = file->name, *bytes;
    size_t member = find(&s->holding->members, name), length;
    if (member == SIZE_MAX) return wrong(s, "it lacks an array");
    file->name = members_source(&s->holding->members, member);
    bool fine = file->name && archive_read(s->holding->archive, member, &bytes, &length) &&
                npy_read_raw(file, bytes, length, any, raw);
    file->name = archive;
    return fine;
}

static bool copy_array(struct sparse *s, const struct raw *raw, int ndim, bool rounded,
                       struct numbers *out)
{
    if (raw->ndim != ndim) return wrong(s, "an array has other axes than it should");
    *out = (struct numbers){.n = 1, .ndim = ndim};
    for (int axis = 0; axis < ndim; axis++) out->n *= out->dims[axis] = raw->dims[axis];
    if (out->n == 0) return true; /* a matrix without a nonzero */
    double *copy = buffers_doubles(s->holding->file.buffers, out->n);
    out->at = copy;
    return copy && raw_copy(&s->holding->file, raw, rounded, copy);
}

static bool read_array(struct sparse *s, const char *name, int ndim, struct numbers *out)
{
    struct raw raw;
    return open_array(s, name, false, &raw) && copy_array(s, &raw, ndim, false, out);
}

/* The format is three bytes, or characters of four bytes. */
static bool read_format(struct sparse *s)
{
    struct raw raw;
    if (!open_array(s, "format", true, &raw)) return false;
    size_t step = raw.type.kind == 'U' ? 4 : 1;
    if (raw.ndim != 0 || !strchr("SUa", raw.type.kind) || raw.type.width < 3)
        return wrong(s, "its format is no word");
    for (size_t i = 0; i < 3; i++) s->format[i] = raw.first[i * step];
    return true;
}

static bool read_shape(struct sparse *s)
{
    struct numbers shape;
    if (!read_array(s, "shape", 1, &shape)) return false;
    if (shape.n != 2) return wrong(s, "its shape is not that of a matrix");
    for (int i = 0; i < 2; i++)
        if (!(shape.at[i] >= 1 && shape.at[i] < 0x1p53)) return wrong(s, "an empty or huge matrix");
    s->t.rows = (size_t)shape.at[0];
    s->t.columns = (size_t)shape.at[1];
    return true;
}

/* ---- entries ---- */

/* Number k of the data as the entry at row i and column j. */
static bool add(struct sparse *s, size_t i, size_t j, size_t k)
{
    struct data_file *file = &s->holding->file;
    double x = s->data.at[k];
    if (fabs(x) >= 0x1p53) {
        size_t place = s->whole ? i * s->t.columns + j : s->t.n,
               n = s->whole ? s->t.rows * s->t.columns : s->data.n;
        if (!raw_note_whole(file, &s->raw, k, place, n, &x)) return false;
    }
    triples_add(&s->t, i, j, x);
    return core_go_on(file->core);
}

/* A whole number from 0 to n - 1. */
static bool read_index(struct sparse *s, double x, size_t n, size_t *out)
{
    if (!(x >= 0 && x < (double)n) || x != (double)(size_t)x)
        return wrong(s, "an index is outside the matrix");
    return *out = (size_t)x, true;
}

/* csr, csc and bsr: line i of the matrix, or of blocks, has the entries, or blocks, starts[i] to
 * starts[i + 1] - 1, each with the index of its place in the line. */
struct lines {
    struct numbers starts, indices;
    size_t height, width; /* of a block */
    size_t n, places;     /* lines, and places in each */
    bool by_columns;
};

/* Block k of those that follow one another along the first axis of the data. */
static bool add_block(struct sparse *s, const struct lines *l, size_t line, size_t k)
{
    size_t place = 0, size = l->height * l->width;
    if (size > s->data.n - s->t.n) return wrong(s, "its lines overlap");
    if (!read_index(s, l->indices.at[k], l->places, &place)) return false;
    for (size_t e = 0; e < size; e++) {
        size_t a = line * l->height + e / l->width, b = place * l->width + e % l->width;
        if (!add(s, l->by_columns ? b : a, l->by_columns ? a : b, k * size + e)) return false;
    }
    return true;
}

static bool open_lines(struct sparse *s, struct lines *l)
{
    const struct numbers *d = &s->data;
    if (!read_array(s, "indptr", 1, &l->starts) || !read_array(s, "indices", 1, &l->indices))
        return false;
    l->height = d->ndim == 3 ? d->dims[1] : 1;
    l->width = d->ndim == 3 ? d->dims[2] : 1;
    if (l->height == 0 || l->width == 0) return wrong(s, "its blocks are empty");
    l->n = (l->by_columns ? s->t.columns : s->t.rows) / l->height;
    l->places = (l->by_columns ? s->t.rows : s->t.columns) / l->width;
    if (l->starts.n != l->n + 1) return wrong(s, "it has too few lines, or too many");
    return l->indices.n <= d->dims[0] || wrong(s, "it has more indices than entries");
}

static bool add_lines(struct sparse *s, bool by_columns)
{
    struct lines l = {.by_columns = by_columns};
    size_t begin = 0, end = 0;
    if (!open_lines(s, &l)) return false;
    for (size_t i = 0; i < l.n; i++) {
        if (!read_index(s, l.starts.at[i], l.indices.n + 1, &begin) ||
            !read_index(s, l.starts.at[i + 1], l.indices.n + 1, &end))
            return false;
        for (size_t k = begin; k < end; k++)
            if (!add_block(s, &l, i, k)) return false;
    }
    return true;
}

static bool add_coordinates(struct sparse *s)
{
    struct numbers rows, columns;
    if (!read_array(s, "row", 1, &rows) || !read_array(s, "col", 1, &columns)) return false;
    if (rows.n != s->data.n || columns.n != s->data.n)
        return wrong(s, "it has other numbers of rows, columns and entries");
    for (size_t k = 0; k < s->data.n; k++) {
        size_t i = 0, j = 0;
        if (!read_index(s, rows.at[k], s->t.rows, &i) ||
            !read_index(s, columns.at[k], s->t.columns, &j) || !add(s, i, j, k))
            return false;
    }
    return true;
}

/* dia: row d of the data is a diagonal, whose entries stand in their columns. */
static bool add_diagonals(struct sparse *s)
{
    struct numbers offsets;
    if (!read_array(s, "offsets", 1, &offsets)) return false;
    if (offsets.n != s->data.dims[0])
        return wrong(s, "it has other numbers of diagonals and offsets");
    size_t width = s->data.dims[1];
    for (size_t d = 0; d < offsets.n; d++)
        for (size_t j = 0; j < width && j < s->t.columns; j++) {
            double i = (double)j - offsets.at[d], x = s->data.at[d * width + j];
            if (!(i >= 0 && i < (double)s->t.rows) || x == 0) continue;
            if (!add(s, (size_t)i, j, d * width + j)) return false;
        }
    return true;
}

static bool is_format(const struct sparse *s, const char *format)
{
    return strcmp(s->format, format) == 0;
}

static bool read_entries(struct sparse *s)
{
    bool blocks = is_format(s, "bsr"), diagonals = is_format(s, "dia");
    if (!open_array(s, "data", false, &s->raw) || !copy_array(s, &s->raw,
                                                              blocks      ? 3
                                                              : diagonals ? 2
                                                                          : 1,
                                                              true, &s->data))
        return false;
    if (!triples_start(&s->holding->file, &s->t, s->data.n)) return false;
    if (diagonals) return add_diagonals(s);
    if (is_format(s, "coo")) return add_coordinates(s);
    if (blocks || is_format(s, "csr")) return add_lines(s, false);
    return is_format(s, "csc") ? add_lines(s, true) : wrong(s, "its format is not known");
}

bool scipy_read(struct holding *holding, size_t member)
{
    const char *name = holding->members.all.at[member].name;
    struct sparse s = {.holding = holding, .whole = !*name};
    data_forget_wide(&holding->file);
    if (!read_format(&s) || !read_shape(&s)) return false;
    if (s.whole && !sparse_check_room(&holding->file, s.t.rows, s.t.columns, true)) return false;
    if (!read_entries(&s)) return false;
    return s.whole ? triples_put_full(&holding->file, &s.t)
                   : triples_put_vector(&holding->file, &s.t, name);
}
