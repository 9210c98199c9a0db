/* work_values.c - the values of the lines, certified where the work is small, and how they are
 * written: short, unless digits are asked for. */
#include "write/work.h"

#include "base/decimal.h"
#include "base/utf8.h"
#include "number/numbers.h"

#include <math.h>
#include <string.h>

/* Entries that a row of a matrix, and rows that a matrix, may have to be written in full. */
enum { SHORT = 6, MOST_COLUMNS = 8, MOST_ROWS = 8 };

static bool wants_short(const struct question *q)
{
    return !q->request->digits && !q->request->exact;
}

/* An enclosure that is one double needs no rounding. */
static bool is_exact_double(mpfi_srcptr x)
{
    return mpfr_equal_p(&x->left, &x->right) && mpfr_get_d(&x->left, MPFR_RNDN) != 0 &&
           mpfr_cmp_d(&x->left, mpfr_get_d(&x->left, MPFR_RNDN)) == 0;
}

/* Six significant digits, without zeros at the end. */
static void put_short(struct str *out, double x)
{
    struct str text = {.mem = out->mem};
    str_double_digits(&text, x, SHORT);
    const char *digits = text.s ? text.s : "", *exponent = strchr(digits, 'e');
    size_t n = exponent ? (size_t)(exponent - digits) : text.n;
    if (memchr(digits, '.', n))
        while (n && (digits[n - 1] == '0' || digits[n - 1] == '.'))
            if (digits[--n] == '.') break;
    str_put(out, digits, n);
    str_puts(out, exponent ? exponent : "");
    str_free(&text);
}

/* 1/1024 has seven digits, a number after steps of training mostly seventeen. */
static bool has_few_digits(const char *text)
{
    enum { MOST_DIGITS = 12 };
    size_t n = 0;
    for (; *text && *text != 'e'; text++) n += is_digit(*text) && (n || *text != '0');
    return n <= MOST_DIGITS;
}

/* What is short already, or exact and not long, stays as it is. */
static void round_short(struct work *w, mpfi_srcptr x, size_t to)
{
    struct str text = {.mem = &w->q->core->mem};
    if (w->texts[to] || !isfinite(w->rounded[to])) return;
    str_double(&text, w->rounded[to]);
    if (!is_exact_double(x) || !has_few_digits(text.s ? text.s : "")) {
        str_clear(&text);
        put_short(&text, w->rounded[to]);
    }
    w->texts[to] = answer_text(w->answer, text.s ? text.s : "");
    str_free(&text);
}

/* Rounds the values from their enclosures. False while one is too wide and `last` is not set; then
 * what cannot be told from 0 counts as 0, and the middle of the others. */
static bool round_value(struct work *w, id node, const struct intervals *at, bool last)
{
    const struct question *q = w->q;
    size_t first = w->tape.offsets[tape_slot(&w->tape, node)];
    int64_t n = shape_count(&q->graph->shapes, graph_shape(q->graph, node));
    for (int64_t i = 0; i < n; i++) {
        size_t to = first + (size_t)i;
        mpfi_ptr x = at->values[to];
        if (!digits_decided(q, w->answer, x, &w->rounded[to], &w->texts[to])) {
            if (!last) return false;
            w->rounded[to] = mpfi_bounded_p(x) && mpfi_has_zero(x) ? 0 : mpfi_get_d(x);
            w->texts[to] = NULL;
        }
        if (wants_short(q)) round_short(w, x, to);
    }
    return true;
}

static bool round_values(struct work *w, const id *roots, size_t n, const struct intervals *at,
                         bool last)
{
    for (size_t i = 0; i < n; i++)
        if (!round_value(w, roots[i], at, last)) return false;
    return true;
}

/* Small works are certified as all numbers are. */
static bool run(struct work *w, const id *roots, size_t n)
{
    enum { SMALL = 20000, FIRST = 128, LAST = 1 << 14 };
    if (w->tape.n_values + w->tape.n_given > SMALL) return eval_run(&w->e);
    struct intervals at;
    size_t room = w->tape.n_values + w->tape.n_given + 1;
    w->texts = arena_alloc(&w->q->core->arena, room * sizeof *w->texts);
    w->rounded = arena_alloc(&w->q->core->arena, room * sizeof *w->rounded);
    if (!w->texts || !w->rounded) return false;
    bool ok = intervals_init(&at, &w->tape), done = false;
    for (long bits = FIRST + w->q->request->digits * 10L / 3; ok && !done; bits *= 2) {
        ok = intervals_run(&at, bits);
        done = ok && round_values(w, roots, n, &at, 2 * bits > LAST);
    }
    intervals_free(&at);
    return ok;
}

/* The lines' values, and what the steps of weights are made of. */
static size_t list_roots(const struct work *w, id *roots)
{
    size_t n = 0;
    for (size_t i = 0; i < w->lines.n; i++) {
        const struct work_line *line = &w->lines.at[i];
        const id wanted[] = {line->value, line->rate, line->change,
                             line->kind == WORK_STEP ? line->name : POISON};
        for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++)
            if (wanted[k] != POISON) roots[n++] = wanted[k];
    }
    return n;
}

bool work_evaluate(struct work *w)
{
    const struct question *q = w->q;
    struct mem *mem = &q->core->mem;
    if (!q->at_point) return true;
    for (size_t i = 0; i < q->bound.n; i++)
        if (!vec_push(mem, &w->bound, q->bound.at[i])) return false;
    size_t room = 4 * w->lines.n + 1;
    id *roots = mem_array(mem, room, sizeof *roots);
    if (!roots) return false;
    size_t n = list_roots(w, roots);
    struct tape_source source = {roots, n, w->bound.at, w->bound.n, NULL, 0};
    w->has_values = tape_compile(&w->tape, q->graph, &source) && eval_init(&w->e, &w->tape, 0) &&
                    eval_plan(&w->e, &(struct plan_request){0}) && run(w, roots, n);
    mem_free_array(mem, roots, room, sizeof *roots);
    return w->has_values;
}

/* ---- as text ---- */

static void put_entry(struct work *w, size_t at, double x, struct str *out)
{
    if (w->texts && w->texts[at])
        str_puts(out, w->texts[at]);
    else if (isnan(x))
        str_puts(out, work_phrase(w, PHRASE_UNDEFINED));
    else if (w->q->request->digits)
        digits_print(w->q, x + 0.0, out);
    else
        put_short(out, x + 0.0);
}

/* The doubles of a value, and where they stand among the rounded ones. */
struct entries {
    const double *values;
    size_t first;
};

static struct entries entries_of(struct work *w, id node)
{
    uint32_t slot = tape_slot(&w->tape, node);
    size_t first = w->tape.offsets[slot];
    return (struct entries){w->rounded ? w->rounded + first : eval_slot(&w->e, slot), first};
}

bool work_is_defined(struct work *w)
{
    for (size_t i = 0; i < w->lines.n; i++) {
        id value = w->lines.at[i].value;
        if (w->lines.at[i].kind == WORK_LINE && !isfinite(entries_of(w, value).values[0]))
            return false;
    }
    return true;
}

void work_put_entry(struct work *w, id node, size_t i, struct str *out)
{
    struct entries e = entries_of(w, node);
    put_entry(w, e.first + i, e.values[i], out);
}

static bool is_large(const struct work *w, const struct shape_data *d)
{
    if (!wants_short(w->q)) return false;
    if (d->ndim == 1) return d->d[0] > 2 * MOST_COLUMNS;
    return d->ndim == 2 && (d->d[0] > MOST_ROWS || d->d[1] > MOST_COLUMNS);
}

bool work_put_summary(struct work *w, id node, struct str *out)
{
    struct shape_data d = graph_dims(w->q->graph, node);
    struct entries e = entries_of(w, node);
    double squares = 0;
    int64_t n = d.ndim == 2 ? d.d[0] * d.d[1] : d.d[0];
    if (!is_large(w, &d)) return false;
    for (int64_t i = 0; i < n; i++) squares += e.values[i] * e.values[i];
    str_putf(out, work_phrase(w, d.ndim == 1 ? PHRASE_LARGE_VECTOR : PHRASE_LARGE_MATRIX),
             (long long)d.d[0], (long long)d.d[1]);
    put_short(out, sqrt(squares));
    str_putc(out, ')');
    return true;
}

static void put_row(struct work *w, id node, size_t first, size_t n, struct str *out)
{
    str_putc(out, '[');
    for (size_t i = first; i < first + n; i++) {
        if (i > first) str_puts(out, ", ");
        work_put_entry(w, node, i, out);
    }
    str_putc(out, ']');
}

/* The columns that entry i takes. */
static size_t entry_columns(struct work *w, id node, size_t i)
{
    struct str text = {.mem = &w->q->core->mem};
    work_put_entry(w, node, i, &text);
    size_t n = utf8_columns(text.s ? text.s : "", text.n);
    str_free(&text);
    return n;
}

/* Rows one below another, numbers at the right of their columns. */
static void put_matrix(struct work *w, id node, size_t rows, size_t columns, struct str *out)
{
    size_t width[MOST_COLUMNS] = {0};
    bool few = columns <= MOST_COLUMNS;
    for (size_t i = 0; i < rows * columns && few; i++) {
        size_t n = entry_columns(w, node, i);
        if (n > width[i % columns]) width[i % columns] = n;
    }
    for (size_t i = 0; i < rows * columns; i++) {
        size_t column = i % columns;
        str_puts(out, column ? "  " : i ? "\n[" : "[");
        for (size_t n = few ? entry_columns(w, node, i) : 0; few && n < width[column]; n++)
            str_putc(out, ' ');
        work_put_entry(w, node, i, out);
        if (column + 1 == columns) str_putc(out, ']');
    }
}

void work_put_value(struct work *w, id node, struct str *out)
{
    struct shape_data d = graph_dims(w->q->graph, node);
    if (work_put_summary(w, node, out)) return;
    if (d.ndim == 0) work_put_entry(w, node, 0, out);
    if (d.ndim == 1) put_row(w, node, 0, (size_t)d.d[0], out);
    if (d.ndim == 2) put_matrix(w, node, (size_t)d.d[0], (size_t)d.d[1], out);
}
