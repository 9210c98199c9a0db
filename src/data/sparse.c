#include "data/sparse.h"

#include <string.h>

static const char *const names[] = {"row", "column", "value"};

bool triples_start(struct data_file *file, struct triples *t, size_t room)
{
    double **vectors[] = {&t->row, &t->column, &t->value};
    t->n = 0;
    for (int i = 0; i < 3; i++)
        if (!(*vectors[i] = buffers_doubles(file->buffers, room + 1))) return false;
    return true;
}

bool sparse_check_room(struct data_file *file, size_t rows, size_t columns, bool sparse)
{
    const struct mem *mem = &file->core->mem;
    size_t all, room = (mem->limit ? mem->limit - mem->used : SIZE_MAX / 2) / sizeof(double);
    if (!__builtin_mul_overflow(rows, columns, &all) && all <= room) return true;
    data_error(file, KIND_LIMIT, "a full matrix of %zu by %zu does not fit into memory", rows,
               columns);
    return sparse &&
           diag_hint(file->core,
                     "bind its entries, --at i=@%s[row],j=@%s[column],a=@%s[value]; A@x is "
                     "scatter(a*x[j], i, %zu) then",
                     file->name, file->name, file->name, rows);
}

bool sparse_list(struct members *members)
{
    bool fine = members_add_whole(members);
    for (int i = 0; i < 3; i++)
        fine = fine && members_add(members, names[i], strlen(names[i]), true);
    return fine;
}

bool triples_put_vector(struct data_file *file, const struct triples *t, const char *name)
{
    const double *vectors[] = {t->row, t->column, t->value};
    struct array array = {.ndim = 1, .dims = {t->n}};
    if (t->n == 0) return data_error(file, KIND_SHAPE, "the matrix has no entries");
    for (int i = 0; i < 3; i++)
        if (!strcmp(name, names[i])) array.entries = vectors[i];
    bool exact = array.entries != t->value; /* which numbers only the values can miss */
    return (exact || data_settle_wide(file, &array, 0, 1)) && data_add(file, "", 0, array);
}

bool triples_put_full(struct data_file *file, const struct triples *t)
{
    struct array array = {.ndim = 2, .dims = {t->rows, t->columns}};
    if (!sparse_check_room(file, t->rows, t->columns, true)) return false;
    double *out = buffers_doubles(file->buffers, t->rows * t->columns);
    if (!out) return false;
    memset(out, 0, t->rows * t->columns * sizeof *out);
    for (size_t k = 0; k < t->n; k++)
        out[(size_t)t->row[k] * t->columns + (size_t)t->column[k]] += t->value[k];
    array.entries = out;
    if (t->columns == 1) array.ndim = t->rows > 1;
    return data_settle_wide(file, &array, 0, 1) && data_add(file, "", 0, array);
}
