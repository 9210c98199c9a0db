/* wide.c - numbers of files that no double holds: small arrays with such numbers become exact
 * texts. */
#include "data/array.h"
#include "base/str.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool note(struct data_file *file, struct text_place place, struct wide_number number)
{
    number.text = place.from;
    number.length = (size_t)(place.to - place.from);
    return vec_push(&file->core->mem, &file->wide, number);
}

bool data_note_wide(struct data_file *file, struct text_place place, size_t at, bool negated)
{
    if (file->n_wide == 0) file->first_wide = place;
    if (file->n_wide++ == ARRAY_MOST_EXACT) return data_number_error(file, place, DECIMAL_WIDE);
    return note(file, place, (struct wide_number){.at = at, .negated = negated});
}

bool data_note_long(struct data_file *file, struct text_place place, size_t at, double x,
                    bool negated)
{
    if (fabs(x) < 0x1p53 || file->wide_lost) return true;
    if (file->wide.n < 16 * ARRAY_MOST_EXACT)
        return note(file, place,
                    (struct wide_number){.at = at, .x = negated ? -x : x, .negated = negated});
    return file->wide_lost = true;
}

void data_forget_wide(struct data_file *file)
{
    file->wide.n = file->n_wide = 0;
    file->wide_lost = false;
}

static int by_place(const void *a, const void *b)
{
    const struct wide_number *x = a, *y = b;
    return (x->at > y->at) - (x->at < y->at);
}

/* A decimal comma becomes a point. */
static void put_digits(struct str *out, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) str_putc(out, text[i] == ',' ? '.' : text[i]);
}

/* Appends what was noted at a place, and what else is added to it there: `all` is the sum of those
 * that doubles hold. */
static void put_sum(struct str *out, const struct wide_number *number, size_t n, double all)
{
    double rest = all;
    for (size_t i = 0; i < n; i++) rest -= number[i].x;
    if (n > 1 || rest != 0) str_putc(out, '(');
    for (size_t i = 0; i < n; i++) {
        bool sign = *number[i].text == '-' || *number[i].text == '+',
             negative = (*number[i].text == '-') != number[i].negated;
        if (negative || i) str_putc(out, negative ? '-' : '+');
        put_digits(out, number[i].text + sign, number[i].length - sign);
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

/* Whether a number that no double holds belongs to any of the places first, first + step, ... */
static bool has_wide(const struct data_file *file, size_t first, size_t step, size_t n)
{
    for (size_t i = 0; i < file->wide.n; i++) {
        size_t at = file->wide.at[i].at;
        if (file->wide.at[i].x == 0 && at >= first && (at - first) % step == 0 &&
            (at - first) / step < n)
            return true;
    }
    return false;
}

bool data_settle_wide(struct data_file *file, struct array *array, size_t first, size_t step)
{
    struct core *core = file->core;
    size_t n = array_count(array);
    if (file->n_wide == 0) return true;
    if (n > ARRAY_MOST_EXACT || file->wide_lost)
        return !has_wide(file, first, step, n) ||
               data_number_error(file, file->first_wide, DECIMAL_WIDE);
    struct str text = {.mem = &core->mem};
    qsort(file->wide.at, file->wide.n, sizeof *file->wide.at, by_place);
    put_array(&text, file, array, first, step);
    array->text = str_settle(&text, &core->arena);
    return array->text != NULL;
}
