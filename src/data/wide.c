/* wide.c - numbers of files that no double holds: small arrays with such numbers become exact
 * texts. */
#include "data/array.h"
#include "base/str.h"

#include <stdlib.h>
#include <string.h>

bool data_note_wide(struct data_file *file, struct text_place place, size_t at, bool negated)
{
    if (file->wide.n == 0) file->first_wide = place;
    if (file->wide.n == ARRAY_MOST_EXACT) return data_number_error(file, place, DECIMAL_WIDE);
    struct wide_number number = {.at = at,
                                 .text = place.from,
                                 .length = (size_t)(place.to - place.from),
                                 .negated = negated};
    return vec_push(&file->core->mem, &file->wide, number);
}

static int by_place(const void *a, const void *b)
{
    const struct wide_number *x = a, *y = b;
    return (x->at > y->at) - (x->at < y->at);
}

/* Appends what was noted at a place, and a double that is added to it. */
static void put_sum(struct str *out, const struct wide_number *number, size_t n, double rest)
{
    if (n > 1 || rest != 0) str_putc(out, '(');
    for (size_t i = 0; i < n; i++) {
        bool sign = *number[i].text == '-' || *number[i].text == '+',
             negative = (*number[i].text == '-') != number[i].negated;
        if (negative || i) str_putc(out, negative ? '-' : '+');
        str_put(out, number[i].text + sign, number[i].length - sign);
    }
    if (rest != 0) {
        str_putc(out, '+');
        str_double(out, rest);
    }
    if (n > 1 || rest != 0) str_putc(out, ')');
}

/* Appends the array as an expression. */
static void put_array(struct str *out, const struct data_file *file, const struct array *a,
                      size_t first, size_t step)
{
    const struct wide_number *number = file->wide.at, *end = number + file->wide.n;
    size_t width = a->ndim == 2 ? a->dims[1] : array_count(a);
    if (a->ndim == 2) str_putc(out, '[');
    for (size_t i = 0; i < array_count(a); i++) {
        if (i) str_putc(out, ',');
        if (a->ndim && i % width == 0) str_putc(out, '[');
        size_t n = 0;
        while (number < end && number->at < first + i * step) number++;
        while (number + n < end && number[n].at == first + i * step) n++;
        if (n)
            put_sum(out, number, n, a->entries[i]);
        else
            str_double(out, a->entries[i]);
        if (a->ndim && i % width == width - 1) str_putc(out, ']');
    }
    if (a->ndim == 2) str_putc(out, ']');
}

/* Whether any of the places first, first + step, ... was noted. */
static bool has_wide(const struct data_file *file, size_t first, size_t step, size_t n)
{
    for (size_t i = 0; i < file->wide.n; i++) {
        size_t at = file->wide.at[i].at;
        if (at >= first && (at - first) % step == 0 && (at - first) / step < n) return true;
    }
    return false;
}

bool data_settle_wide(struct data_file *file, struct array *array, size_t first, size_t step)
{
    struct core *core = file->core;
    size_t n = array_count(array);
    if (file->wide.n == 0) return true;
    if (n > ARRAY_MOST_EXACT)
        return !has_wide(file, first, step, n) ||
               data_number_error(file, file->first_wide, DECIMAL_WIDE);
    struct str text = {.mem = &core->mem};
    qsort(file->wide.at, file->wide.n, sizeof *file->wide.at, by_place);
    put_array(&text, file, array, first, step);
    array->text = str_settle(&text, &core->arena);
    return array->text != NULL;
}
