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

static void hint(struct table *t, const struct chunk *chunk)
{
    struct core *core = table_core(t);
    double x;
    struct row_field field = {.from = chunk->wrong, .length = (uint32_t)strlen(chunk->wrong)};
    bool text = t->own.input == DCALC_TABLE_CSV, first = t->rows + t->dropped + chunk->rows == 0;
    if (begins_with(chunk->error, "is missing"))
        diag_hint(core, "--missing nan makes such rows undefined instead, --missing drop leaves "
                        "them out");
    else if (chunk->error == row_no_double)
        diag_hint(core, "--numbers double rounds such numbers");
    else if (text && begins_with(chunk->error, "is not a number") && strchr(chunk->wrong, ',') &&
             !t->query.form.decimal_comma && row_number(&field, true, &x) == DECIMAL_FINITE)
        diag_hint(core, "--decimal-comma reads such numbers");
    else if (text && begins_with(chunk->error, "has fewer"))
        diag_hint(core, "--missing drop or nan takes what is not there for missing");
    else if (text && begins_with(chunk->error, "has ") && first)
        diag_hint(core, "--skip %zu begins the table here, --delimiter says what is between fields",
                  t->line + chunk->error_line - 1);
}

bool table_tell_wrong(struct table *t, const struct chunk *chunk)
{
    struct str subject = {.mem = &t->mem};
    bool missing = !strcmp(chunk->error, "is missing");
    if (missing)
        str_puts(&subject, "a value");
    else if (chunk->wrong[0])
        str_putf(&subject, "'%s'", chunk->wrong);
    else if (begins_with(chunk->error, "has "))
        str_puts(&subject, "the row");
    struct str what = {.mem = &t->mem};
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
