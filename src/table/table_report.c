/* table_report.c - what is said of a table: why a row cannot be read, and the summary from which
 * somebody who cut a large one adds up. */
#include "table/table.h"

#include "data/json_text.h"

#include <string.h>

/* ---- a row that cannot be read ---- */

static bool begins_with(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* Would the text be a number, if its comma were a point? Between commas it would not. */
static bool has_decimal_comma(const struct table *t, const char *text)
{
    struct row_field field = {.from = text, .length = (uint32_t)strlen(text)};
    const struct row_query *q = &t->query;
    double x;
    return strchr(text, ',') && !q->form.decimal_comma &&
           (q->csv.separator != ',' || q->n_fields == 1) &&
           row_number(&field, true, &x) == DECIMAL_FINITE;
}

static void hint(struct table *t, const struct chunk *chunk)
{
    struct core *core = table_core(t);
    const char *error = chunk->error;
    size_t before = t->rows + t->dropped;
    bool text = t->own.input == DCALC_TABLE_CSV, first = before == 0;
    bool follows_first = before == !t->query.csv.has_header; /* which may be no row at all */
    const char *keys = NULL;
    if (first && !strcmp(error, "is missing in the row"))
        keys = offers_list(&t->query.session->offers, core, chunk->wrong);
    if (keys)
        diag_hint(core, "%s; --missing nan or drop takes what is not there for missing", keys);
    else if (begins_with(error, "is missing"))
        diag_hint(core, "--missing nan makes such rows undefined instead, --missing drop leaves "
                        "them out");
    else if (error == row_no_double)
        diag_hint(core, "--numbers double rounds such numbers");
    else if (text && has_decimal_comma(t, chunk->wrong))
        diag_hint(core, "--decimal-comma reads such numbers");
    else if (text && first && !t->query.csv.has_header && !strcmp(error, "is not a number"))
        diag_hint(core, "--header takes the first row for the names of columns");
    else if (begins_with(error, "has fewer"))
        diag_hint(core, "--missing drop or nan takes what is not there for missing");
    else if (begins_with(error, "has more") && text && (first || follows_first))
        diag_hint(core, "--skip %zu begins the table here, --delimiter says what is between fields",
                  t->line + chunk->error_line - 1);
}

bool table_tell_wrong(struct table *t, const struct chunk *chunk)
{
    struct str subject = {.mem = &t->mem}, what = {.mem = &t->mem};
    bool missing = !strcmp(chunk->error, "is missing");
    bool row = begins_with(chunk->error, "has fewer") || begins_with(chunk->error, "has more");
    if (missing || row)
        str_puts(&subject, missing ? "a value" : "the row");
    else if (chunk->wrong[0])
        str_putf(&subject, "'%s'", chunk->wrong);
    str_puts(&what, chunk->error);
    if (missing && chunk->wrong[0]) str_putf(&what, ": '%s'", chunk->wrong);
    table_fail(t, chunk->error == row_no_memory ? KIND_LIMIT : KIND_SYNTAX,
               t->line + chunk->error_line, subject.s ? subject.s : "",
               what.s ? what.s : row_no_memory);
    hint(t, chunk);
    str_free(&subject);
    str_free(&what);
    return false;
}

/* ---- the summary ---- */

static void put_text(struct str *out, const char *key, const char *text)
{
    str_puts(out, key);
    json_put_text(out, text);
}

void table_report(struct table *t)
{
    const struct core *core = table_core(t);
    struct str text = {.mem = &t->mem};
    put_text(&text, "{\"source\":", t->points->source);
    str_putf(&text, ",\"rows\":%zu,\"undefined\":%zu,\"dropped\":%zu", t->rows, t->undefined,
             t->dropped);
    if (t->reason) {
        str_putf(&text, ",\"first\":{\"row\":%zu,\"line\":%zu", t->reason_row, t->reason_line);
        put_text(&text, ",\"reason\":", t->reason);
        str_putc(&text, '}');
    }
    if (core->diags.n) {
        put_text(&text,
                 ",\"error\":{\"kind\":", dcalc_kind_name((enum dcalc_kind)core->diags.at[0].kind));
        put_text(&text, ",\"message\":", core->diags.at[0].message);
        str_putc(&text, '}');
    }
    str_puts(&text, "}\n");
    if (!text.failed) t->points->report(t->points->user, text.s, text.n);
    str_free(&text);
}
