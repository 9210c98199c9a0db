/* work_html.c - the work as HTML: tables of formulas in MathML. */
#include "write/work_sheet.h"

#include "print/mathml.h"

#include <string.h>

struct page {
    const struct sheet *sheet;
    struct str *out;
};

static void put_math(struct page *p, const char *latex)
{
    str_puts(p->out, "<math>");
    mathml_put(p->out, latex);
    str_puts(p->out, "</math>");
}

/* A cell of a table; without a formula it is empty. */
static void put_cell(struct page *p, const char *class, const char *sign, const char *latex)
{
    str_putf(p->out, "<td class=\"%s\">", class);
    if (*latex) {
        const char *formula = *sign ? work_text(p->sheet->work, "%s %s", sign, latex) : latex;
        put_math(p, formula ? formula : "");
    }
    str_puts(p->out, "</td>");
}

static void put_title(void *page, size_t i, size_t n __attribute__((unused)))
{
    struct page *p = page;
    const struct work_line *line = &p->sheet->work->lines.at[i];
    str_puts(p->out, "<h2>");
    mathml_escape(p->out, line->text, strlen(line->text));
    if (line->name != POISON) {
        const char *named = work_text(p->sheet->work, "%s = %s", sheet_name(p->sheet, i),
                                      sheet_formula(p->sheet, i));
        str_putc(p->out, ' ');
        put_math(p, named ? named : "");
    }
    str_puts(p->out, "</h2>\n");
}

static void put_line(struct page *p, size_t i)
{
    const struct work_line *line = &p->sheet->work->lines.at[i];
    const char *formula = sheet_formula(p->sheet, i), *value = sheet_value(p->sheet, line->value);
    const char *to = sheet_limit(p->sheet, i);
    str_puts(p->out, "<tr>");
    put_cell(p, "name", "", sheet_name(p->sheet, i));
    put_cell(p, "formula", line->kind == WORK_STEP ? "\\leftarrow" : "=", formula);
    if (*to)
        put_cell(p, "value", "", to);
    else
        put_cell(p, "value", "=", strcmp(value, formula) != 0 ? value : "");
    str_puts(p->out, "<td class=\"rule\">");
    if (line->text && !*to) mathml_escape(p->out, line->text, strlen(line->text));
    str_puts(p->out, "</td></tr>\n");
}

static void put_lines(void *page, size_t first, size_t n)
{
    struct page *p = page;
    str_puts(p->out, "<table>\n");
    for (size_t i = 0; i < n; i++) {
        enum shown shown = work_shows_line(i, n);
        if (shown == IS_SHOWN) put_line(p, first + i);
        if (shown == IS_MARK)
            str_putf(p->out, "<tr><td></td><td colspan=\"3\">%s</td></tr>\n",
                     work_left_out(p->sheet->work, n));
    }
    str_puts(p->out, "</table>\n");
}

static void put_chain(void *page, size_t first, size_t n)
{
    struct page *p = page;
    struct str product = {.mem = p->out->mem}, numbers = product;
    str_putf(&product, "%s = ", sheet_name(p->sheet, first));
    sheet_put_chain(p->sheet, first + 1, n - 1, &product, &numbers);
    if (p->sheet->work->has_values) str_putf(&product, " = %s", numbers.s ? numbers.s : "");
    str_puts(p->out, "<p class=\"chain\">");
    put_math(p, product.s ? product.s : "");
    str_puts(p->out, "</p>\n");
    p->out->failed |= product.failed || numbers.failed;
    str_free(&product), str_free(&numbers);
}

static void put_given(void *page, size_t first, size_t n)
{
    struct page *p = page;
    struct work *w = p->sheet->work;
    str_putf(p->out, "<p>%s", work_phrase(w, PHRASE_GIVEN));
    for (size_t i = first; i < first + n; i++) {
        const char *text = work_text(w, "%s = %s", sheet_name(p->sheet, i),
                                     sheet_value(p->sheet, w->lines.at[i].value));
        str_puts(p->out, i > first ? ", " : " ");
        put_math(p, text ? text : "");
    }
    str_puts(p->out, ".</p>\n");
}

static work_writer *const writers[WORK_KINDS] = {
    [WORK_TITLE] = put_title,
    [WORK_LINE] = put_lines,
    [WORK_CHAIN] = put_chain,
    [WORK_GIVEN] = put_given,
};

bool work_write_html(struct work *w, struct str *out)
{
    struct sheet sheet;
    struct page page = {&sheet, out};
    bool ok = sheet_open(&sheet, w);
    if (ok) work_lay_out(w, writers, &page);
    sheet_free(&sheet);
    return ok;
}
