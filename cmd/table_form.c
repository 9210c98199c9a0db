#include "table_form.h"

#include "report.h"

#include <string.h>

static int wrong_delimiter(const struct call *call, const char *word)
{
    return report_error(DCALC_USAGE, "write a character, tab, or blank for runs of blanks",
                        "--delimiter %s cannot stand between fields",
                        report_quoted(call->pool, word));
}

static int read_delimiter(const struct call *call, struct dcalc_table_form *form)
{
    const char *word = call->options.value[OPT_DELIMITER];
    if (!word) return 0;
    form->delimiter = dcalc_delimiter(word);
    if (!form->delimiter) return wrong_delimiter(call, word);
    if (form->delimiter == ',' && form->decimal_comma)
        return report_error(DCALC_USAGE, NULL,
                            "a comma cannot be both the --delimiter and the --decimal-comma");
    return 0;
}

/* Splits "x,,h=3" at its commas; a name between two of them is left as it is. */
static void read_columns(const struct call *call, struct dcalc_table_form *form)
{
    size_t room = 1;
    const struct options *options = &call->options;
    for (size_t i = 0; i < options->n_given; i++)
        if (options->given[i].id == OPT_COLUMNS) room += strlen(options->given[i].value) + 1;
    const char **names = pool_alloc(call->pool, room * sizeof *names);
    form->columns = names;
    for (size_t i = 0; i < options->n_given; i++) {
        if (options->given[i].id != OPT_COLUMNS) continue;
        const char *at = options->given[i].value;
        for (bool more = true; more; at++) {
            size_t n = strcspn(at, ","), from = strspn(at, " \t"), to = n;
            while (to > from && strchr(" \t", at[to - 1])) to--;
            names[form->n_columns++] = from < to ? pool_copy(call->pool, at + from, to - from) : "";
            at += n;
            more = *at == ',';
        }
    }
}

static int read_rows(const struct call *call, struct dcalc_table_form *form)
{
    const char *word = call->options.value[OPT_ROWS];
    if (!word || dcalc_row_range(word, &form->first_row, &form->end_row) ||
        (call->options.value[OPT_POINTS] && dcalc_row_part(word, &form->part, &form->parts)))
        return 0;
    return report_error(DCALC_USAGE,
                        "rows are counted from 0, and B is not among them: 0:1000, 1000:2000, "
                        "2000:; 2/5 is the second of five parts of a .npy table",
                        "--rows takes A:B or K/N, not %s", report_quoted(call->pool, word));
}

int table_form_set(const struct call *call, dcalc *session)
{
    const struct options *options = &call->options;
    struct dcalc_table_form form = DCALC_INIT(dcalc_table_form);
    if (options->value[OPT_HEADER] && options->value[OPT_NO_HEADER])
        return report_error(DCALC_USAGE, NULL, "--header and --no-header are opposites");
    if (options->value[OPT_HEADER]) form.header = DCALC_HEADER_YES;
    if (options->value[OPT_NO_HEADER]) form.header = DCALC_HEADER_NO;
    form.decimal_comma = options->value[OPT_DECIMAL_COMMA] != NULL;
    form.missing = (enum dcalc_missing)option_chosen(options, OPT_MISSING);
    form.skip = (size_t)option_number(options, OPT_SKIP);
    read_columns(call, &form);
    int status = read_delimiter(call, &form);
    if (status == 0) status = read_rows(call, &form);
    if (status == 0 && !dcalc_set_table_form(session, &form))
        status = dcalc_exit_status(DCALC_USAGE);
    return status;
}
