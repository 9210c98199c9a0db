/* work_latex.c - the work as a part of a LaTeX document, or with dollar signs in Markdown. */
#include "write/work_sheet.h"

#include <string.h>

/* How displays are set, and titles; $ is the same in both. */
struct marks {
    const char *open, *close, *title, *end;
};
static const struct marks latex_marks = {"\\begin{align*}\n", "\\end{align*}\n", "\\noindent ",
                                         "\n"};
static const struct marks markdown_marks = {"$$\n\\begin{aligned}\n", "\\end{aligned}\n$$\n\n", "",
                                            "\n\n"};

struct page {
    const struct sheet *sheet;
    const struct marks *marks;
    struct str *out;
};

/* Names of functions may have an underscore. */
static void put_words(struct str *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '_' || *text == '^') str_putc(out, '\\');
        str_putc(out, *text);
        if (*text == '^') str_puts(out, "{}");
    }
}

static void put_title(void *page, size_t i, size_t n __attribute__((unused)))
{
    struct page *p = page;
    const struct work_line *line = &p->sheet->work->lines.at[i];
    str_puts(p->out, p->marks->title);
    put_words(p->out, line->text);
    if (line->name != POISON)
        str_putf(p->out, " $%s = %s$", sheet_name(p->sheet, i), sheet_formula(p->sheet, i));
    str_putf(p->out, "%s%s", work_ends_sentence(line) ? "" : ":", p->marks->end);
}

/* "h &= g^{3} &&= -0.757887 && \text{power rule}" */
static void put_line(struct page *p, size_t i)
{
    const struct work_line *line = &p->sheet->work->lines.at[i];
    const char *formula = sheet_formula(p->sheet, i), *value = sheet_value(p->sheet, line->value);
    const char *to = sheet_limit(p->sheet, i);
    str_putf(p->out, "  %s &%s %s", sheet_name(p->sheet, i),
             line->kind == WORK_STEP ? "\\leftarrow" : "=", formula);
    if (*to)
        str_putf(p->out, " &&%s", to);
    else if (*value && strcmp(value, formula) != 0)
        str_putf(p->out, " &&= %s", value);
    else if (p->sheet->work->has_values && line->text)
        str_puts(p->out, " &&");
    if (!line->text || *to) return;
    str_puts(p->out, " &&\\text{");
    put_words(p->out, line->text);
    str_putc(p->out, '}');
}

static void put_lines(void *page, size_t first, size_t n)
{
    struct page *p = page;
    str_puts(p->out, p->marks->open);
    for (size_t i = 0; i < n; i++) {
        enum shown shown = work_shows_line(i, n);
        if (shown == IS_LEFT_OUT) continue;
        if (shown == IS_SHOWN) put_line(p, first + i);
        if (shown == IS_MARK) str_putf(p->out, "  & \\text{%s}", work_left_out(p->sheet->work, n));
        str_puts(p->out, i + 1 < n ? " \\\\\n" : "\n");
    }
    str_puts(p->out, p->marks->close);
}

static void put_chain(void *page, size_t first, size_t n)
{
    struct page *p = page;
    struct str factors = {.mem = p->out->mem}, numbers = factors;
    sheet_put_chain(p->sheet, first + 1, n - 1, &factors, &numbers);
    str_putf(p->out, "%s  %s &= %s", p->marks->open, sheet_name(p->sheet, first),
             factors.s ? factors.s : "");
    if (p->sheet->work->has_values) str_putf(p->out, " \\\\\n  &= %s", numbers.s ? numbers.s : "");
    str_putf(p->out, "\n%s", p->marks->close);
    p->out->failed |= factors.failed || numbers.failed;
    str_free(&factors), str_free(&numbers);
}

/* "Given $x = 1$, $y = 2$." */
static void put_given(void *page, size_t first, size_t n)
{
    struct page *p = page;
    const struct work *w = p->sheet->work;
    str_putf(p->out, "%s%s", p->marks->title, work_phrase(w, PHRASE_GIVEN));
    for (size_t i = first; i < first + n; i++)
        str_putf(p->out, "%s $%s = %s$", i > first ? "," : "", sheet_name(p->sheet, i),
                 sheet_value(p->sheet, w->lines.at[i].value));
    str_puts(p->out, ".\n\n");
}

static work_writer *const writers[WORK_KINDS] = {
    [WORK_TITLE] = put_title,
    [WORK_LINE] = put_lines,
    [WORK_CHAIN] = put_chain,
    [WORK_GIVEN] = put_given,
};

bool work_write_latex(struct work *w, struct str *out, bool markdown)
{
    struct sheet sheet;
    struct page page = {&sheet, markdown ? &markdown_marks : &latex_marks, out};
    bool ok = sheet_open(&sheet, w);
    if (ok) work_lay_out(w, writers, &page);
    sheet_free(&sheet);
    return ok;
}
