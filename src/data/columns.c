/* columns.c - finds the columns of a table: which separator it has, whether its first row is a
 * header, and how many fields a row has. What is found depends on the first row alone where that is
 * no header, so that its answer need not wait for the second. */
#include "data/columns_private.h"

#include <string.h>

enum { MOST_QUOTED = 1 << 20 }; /* bytes of a row that quotes may spread over lines */

/* ---- rows ---- */

/* Finds the line at which the row after `at` begins, past lines that say nothing. */
static enum columns_found find_row(struct head *h, const char *at, size_t lines,
                                   struct head_row *row)
{
    for (const char *stop; at < h->end; at = stop + 1, lines++) {
        stop = memchr(at, '\n', (size_t)(h->end - at));
        if (!stop && !h->is_all) return COLUMNS_MORE;
        row->line = (struct head_line){at, stop ? stop : h->end, lines + 1};
        if (!row_is_empty(at, row->line.to)) return COLUMNS_FOUND;
        if (memchr(at, '#', (size_t)(row->line.to - at))) row->comment = row->line;
        if (!stop) break;
    }
    return h->is_all ? COLUMNS_EMPTY : COLUMNS_MORE;
}

static void count_kinds(struct head *h, struct head_row *row)
{
    for (size_t i = 0; i < h->fields.all.n; i++) {
        const struct row_field *f = &h->fields.all.at[i];
        double x;
        bool comma = h->form->decimal_comma || row->separator != ',';
        enum decimal_kind kind = row_number(f, false, &x);
        if (kind == DECIMAL_NONE && comma) kind = row_number(f, true, &x);
        bool missing = row_is_missing(f), number = kind != DECIMAL_NONE && !missing;
        row->numbers += number;
        row->words += number && kind == DECIMAL_NAN;
        row->missing += missing;
        row->texts += !number && !missing;
        row->quoted += f->quoted;
        row->quoted_numbers += f->quoted && number;
    }
    row->n = h->fields.all.n;
}

/* Reads a row and what its fields are; its fields stay in h->fields. */
static enum columns_found measure(struct head *h, char separator, const char *at, size_t lines,
                                  struct head_row *row)
{
    *row = (struct head_row){.separator = separator};
    enum columns_found found = find_row(h, at, lines, row);
    if (found != COLUMNS_FOUND) return found;
    const char *from = row->line.from, *stop = from;
    const char *what = row_split_csv(&h->fields, &stop, h->end, separator);
    bool open = what ? what == row_open_quote : stop == h->end;
    if (open && !h->is_all && h->end - from < MOST_QUOTED) return COLUMNS_MORE;
    if (what) {
        const char *end = memchr(stop, '\n', (size_t)(h->end - stop));
        row->line.to = end ? end : h->end;
        head_fault(h, &row->line, stop, row->line.to, KIND_SYNTAX, what);
        return COLUMNS_WRONG;
    }
    row->line.to = stop;
    row->next = stop < h->end ? stop + 1 : stop;
    row->lines = row->line.number;
    for (const char *c = from; (c = memchr(c, '\n', (size_t)(stop - c))); c++) row->lines++;
    count_kinds(h, row);
    return COLUMNS_FOUND;
}

/* Has the row names, and beside them no number but such as are words? */
static bool are_names(const struct head_row *row)
{
    return row->texts && row->numbers == row->words;
}

/* May the row be a header? Then the next one tells more. */
static bool may_be_header(const struct head *h, const struct head_row *row)
{
    if (h->form->header != TABLE_HEADER_FOUND) return h->form->header == TABLE_HEADER_YES;
    if (row->n && row->quoted == row->n) return true;
    return are_names(row);
}

/* ---- the separator ---- */

/* How well a separator fits. */
struct fit {
    struct head_row first, second;
    bool has_second, even; /* even: both rows have as many fields */
};

static enum columns_found try_separator(struct head *h, char separator, struct fit *fit)
{
    *fit = (struct fit){.even = true};
    enum columns_found found = measure(h, separator, h->at, h->lines, &fit->first);
    if (found != COLUMNS_FOUND || !may_be_header(h, &fit->first)) return found;
    found = measure(h, separator, fit->first.next, fit->first.lines, &fit->second);
    fit->has_second = found == COLUMNS_FOUND;
    if (fit->has_second)
        fit->even = fit->second.n == fit->first.n || fit->second.n == fit->first.n + 1;
    return found == COLUMNS_MORE ? COLUMNS_MORE : COLUMNS_FOUND;
}

/* Is a better than b? The share of fields that are numbers counts before their number does. */
static bool is_better(const struct fit *a, const struct fit *b)
{
    const struct head_row *x = a->has_second ? &a->second : &a->first,
                          *y = b->has_second ? &b->second : &b->first;
    if (a->even != b->even) return a->even;
    size_t left = x->numbers * y->n, right = y->numbers * x->n;
    return left != right ? left > right : x->n > y->n;
}

static enum columns_found choose_separator(struct head *h, struct fit *best)
{
    static const char marks[] = {'\t', ';', ',', '|'};
    bool any = false;
    if (h->form->separator || h->out->separator)
        return try_separator(h, h->form->separator ? h->form->separator : h->out->separator, best);
    for (size_t i = 0; i < sizeof marks; i++) {
        struct fit fit;
        if (marks[i] == ',' && h->form->decimal_comma) continue;
        enum columns_found found = try_separator(h, marks[i], &fit);
        if (found == COLUMNS_MORE || found == COLUMNS_EMPTY) return found;
        if (found != COLUMNS_FOUND || fit.first.n < 2) continue;
        if (!any || is_better(&fit, best)) *best = fit, any = true;
    }
    if (any) return COLUMNS_FOUND;
    *h->fault = (struct table_fault){0};
    enum columns_found found = try_separator(h, ' ', best);
    if (found == COLUMNS_MORE || (found == COLUMNS_FOUND && best->first.n > 1 && best->even))
        return found;
    *h->fault = (struct table_fault){0};
    return try_separator(h, h->form->decimal_comma ? ';' : ',', best);
}

/* ---- is it a header? ---- */

/* pandas writes an array with a nameless column of 0, 1, 2, ... and a header of 0, 1, 2, ... */
static bool counts_columns(const struct head *h)
{
    const struct row_fields *f = &h->fields;
    if (f->all.n < 3 || f->all.at[0].length) return false;
    for (size_t i = 1; i < f->all.n; i++) {
        double x;
        if (row_number(&f->all.at[i], false, &x) != DECIMAL_FINITE || x != (double)(i - 1))
            return false;
    }
    return true;
}

static bool is_used(const struct head *h, const char *name)
{
    for (size_t i = 0; *name && i < h->uses->n; i++)
        if (!strcmp(h->uses->names[i], name)) return true;
    return false;
}

/* Does the question use a name that the row has? */
static bool names_are_used(struct head *h)
{
    for (size_t i = 0; i < h->fields.all.n; i++) {
        const char *name = head_name(h, &h->fields.all.at[i]);
        const char *spelled = name ? spelled_name(h->out->arena, name) : NULL;
        if (spelled && (is_used(h, name) || is_used(h, spelled))) return true;
    }
    return false;
}

/* Does the question use c1, c2, ...? */
static bool places_are_used(const struct head *h)
{
    for (size_t i = 0; i < h->uses->n; i++) {
        const char *name = h->uses->names[i];
        size_t k = 0;
        if (*name != 'c' || !is_digit(name[1]) || name[1] == '0') continue;
        for (name++; is_digit(*name) && k <= h->fields.all.n; name++)
            k = 10 * k + (size_t)(*name - '0');
        if (!*name && k >= 1 && k <= h->fields.all.n) return true;
    }
    return false;
}

/* A row of counts and words before rows that are longer is no header of them, and no row. The next
 * row is looked at if it is there already. */
static bool is_before_table(struct head *h, const struct fit *fit)
{
    const struct head_row *row = &fit->first;
    struct head_row next, again;
    if (!row->numbers || !row->texts) return false;
    enum columns_found found = measure(h, h->out->separator, row->next, row->lines, &next);
    *h->fault = (struct table_fault){0};
    if (found == COLUMNS_FOUND && next.n > row->n + 1 && !next.texts) {
        struct str hint = {.mem = h->out->arena->mem};
        head_fault(h, &next.line, next.line.from, next.line.to, KIND_SYNTAX,
                   "this row has more fields than the first");
        str_putf(&hint, "--skip %zu begins the table here", next.line.number - 1);
        h->fault->hint = str_settle(&hint, h->out->arena);
        return true;
    }
    measure(h, h->out->separator, h->at, h->lines, &again);
    return false;
}

/* Names and numbers beside one another: a header, if the question uses its names. */
static enum columns_found judge_mixed(struct head *h, const struct head_row *row)
{
    if (!h->uses) return COLUMNS_MIXED;
    h->out->has_header = names_are_used(h);
    if (h->out->has_header || h->form->n_columns || h->uses->whole || places_are_used(h))
        return COLUMNS_FOUND;
    head_fault(h, &row->line, row->line.from, row->line.to, KIND_SYNTAX,
               "the first row has both names and numbers");
    h->fault->hint = "say --header if it is a header, --no-header if it is not";
    return COLUMNS_WRONG;
}

static enum columns_found judge_header(struct head *h, const struct fit *fit)
{
    const struct head_row *row = &fit->first;
    if (h->form->header != TABLE_HEADER_FOUND)
        h->out->has_header = h->form->header == TABLE_HEADER_YES;
    else if (row->numbers == 0 || are_names(row))
        h->out->has_header = are_names(row);
    else if (row->quoted == row->n && fit->has_second && fit->second.numbers &&
             !fit->second.quoted_numbers)
        h->out->has_header = true;
    else if (is_before_table(h, fit))
        return COLUMNS_WRONG;
    else if (row->texts)
        return judge_mixed(h, row);
    else
        h->out->has_header = counts_columns(h);
    return COLUMNS_FOUND;
}

/* ---- all of it ---- */

/* Do the fields in hand begin with the name of their row? R has no name for the column of those.
 * With commas between fields, a number may have been one with a comma. */
static bool begins_with_name(const struct head *h)
{
    const struct row_field *first = &h->fields.all.at[0];
    double x;
    return first->quoted || h->out->separator != ',' ||
           row_number(first, false, &x) == DECIMAL_NONE;
}

/* How many fields a row has where the header has `names`, by the fields of the first row. */
static void measure_rows(struct head *h, size_t names, bool last_is_nameless)
{
    struct columns *out = h->out;
    size_t n = h->fields.all.n;
    const struct row_field *last = &h->fields.all.at[n - 1];
    if (n == names + 1 && last->length == 0 && !last->quoted)
        out->open_end = true;
    else if (n == names + 1 ? begins_with_name(h) : n + 1 == names && last_is_nameless)
        out->width = n;
}

static enum columns_found take_header(struct head *h, const struct fit *fit)
{
    struct columns *out = h->out;
    struct head_row again;
    size_t n = fit->first.n;
    bool last_is_nameless = h->fields.all.at[n - 1].length == 0;
    out->width = n;
    if (!out->has_header) {
        out->start = (size_t)(fit->first.line.from - h->text);
        out->lines = fit->first.line.number - 1;
        return column_names_found(h, &fit->first.comment) ? COLUMNS_FOUND : COLUMNS_WRONG;
    }
    if (fit->has_second) {
        measure(h, out->separator, fit->first.next, fit->first.lines, &again);
        measure_rows(h, n, last_is_nameless);
        measure(h, out->separator, h->at, h->lines, &again);
    }
    out->start = (size_t)(fit->first.next - h->text);
    out->lines = fit->first.lines;
    return column_names_header(h) ? COLUMNS_FOUND : COLUMNS_WRONG;
}

/* sep=; in the first line, as spreadsheets have it. */
static void take_separator_line(struct head *h)
{
    const char *stop = memchr(h->at, '\n', (size_t)(h->end - h->at)), *at = h->at;
    if (!stop) return;
    bool quoted = *at == '"';
    const char *to = stop - (stop > at && stop[-1] == '\r');
    if (to - at != 5 + 2 * quoted || memcmp(at + quoted, "sep=", 4) != 0) return;
    if (quoted && to[-1] != '"') return;
    h->out->separator = at[4 + quoted];
    h->at = stop + 1;
    h->lines++;
}

static enum columns_found skip_lines(struct head *h)
{
    for (; h->lines < h->form->skip; h->lines++) {
        const char *stop = memchr(h->at, '\n', (size_t)(h->end - h->at));
        if (!stop) return h->is_all ? COLUMNS_EMPTY : COLUMNS_MORE;
        h->at = stop + 1;
    }
    take_separator_line(h);
    return COLUMNS_FOUND;
}

enum columns_found columns_find(struct columns *out, const struct table_form *form,
                                const struct table_uses *uses, const char *text, size_t length,
                                bool is_all, struct table_fault *fault)
{
    struct fit fit;
    struct head h = {.out = out,
                     .form = form,
                     .uses = uses,
                     .text = text,
                     .at = text,
                     .end = text + length,
                     .is_all = is_all,
                     .fault = fault,
                     .fields.mem = out->arena->mem};
    *fault = (struct table_fault){0};
    out->separator = 0;
    enum columns_found found = skip_lines(&h);
    if (found == COLUMNS_FOUND) found = choose_separator(&h, &fit);
    if (found == COLUMNS_FOUND) {
        out->separator = fit.first.separator;
        struct head_row again;
        measure(&h, out->separator, h.at, h.lines, &again); /* its fields */
        found = judge_header(&h, &fit);
    }
    if (found == COLUMNS_FOUND) found = take_header(&h, &fit);
    vec_free(out->arena->mem, &h.fields.all);
    return found;
}

void columns_free(struct columns *columns)
{
    vec_free(columns->arena->mem, &columns->all);
}
