/* work_latex.c - the work as a part of a LaTeX document, or with dollar signs in Markdown. */
#include "write/work_sheet.h"

#include "print/latex_wrap.h"

#include <string.h>

/* How displays are set, of lines alone and of lines beside values and rules, and titles; $ is the
 * same in both. */
struct marks {
    const char *open, *close, *open_table, *close_table, *value, *rule, *title, *end, *end_given;
};
static const struct marks latex_marks = {"\\begin{align*}\n",
                                         "\\end{align*}\n",
                                         "\\begin{alignat*}{3}\n",
                                         "\\end{alignat*}\n",
                                         " &\\quad&",
                                         " &\\qquad&",
                                         "\\noindent ",
                                         "\n",
                                         ".\n\n\\smallskip\n"};
static const struct marks markdown_marks = {"$$\n\\begin{aligned}\n",
                                            "\\end{aligned}\n$$\n\n",
                                            "$$\n\\begin{aligned}\n",
                                            "\\end{aligned}\n$$\n\n",
                                            " &&",
                                            " &&",
                                            "",
                                            "\n\n",
                                            ".\n\n"};

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
    const struct work *w = p->sheet->work;
    bool titled = i + 1 == w->lines.n || w->lines.at[i + 1].kind == WORK_TITLE;
    str_putf(p->out, "%s%s", work_ends_sentence(line) ? "" : ":", titled ? "\n\n" : p->marks->end);
}

/* ---- lines in columns ---- */

/* How a block of lines is laid out, in points. */
struct columns {
    double name, formula, value, rule;
    double room; /* for a formula */
    bool rules_below, values_below;
};

/* Letters beyond ASCII, as Cyrillic ones, are wider. */
static double text_width(const char *text)
{
    static const double letter = 4.7, wide = 5.5;
    double width = 0;
    for (; *text; text++)
        if (((unsigned char)*text & 0xc0) != 0x80) width += (signed char)*text < 0 ? wide : letter;
    return width;
}

static void widen(double *width, double now)
{
    if (now > *width) *width = now;
}

static const char *value_of(const struct page *p, size_t i)
{
    const char *to = sheet_limit(p->sheet, i), *formula = sheet_formula(p->sheet, i);
    const char *value = sheet_value(p->sheet, p->sheet->work->lines.at[i].value);
    return *to ? to : strcmp(value, formula) != 0 ? value : "";
}

static const char *rule_of(const struct page *p, size_t i)
{
    const char *rule = p->sheet->work->lines.at[i].text;
    return rule && !*sheet_limit(p->sheet, i) ? rule : "";
}

static double separated(double width)
{
    enum { GAP = 12 };
    return width > 0 ? width + GAP : 0;
}

/* All columns side by side if they fit; else formulas in several lines beside the others, if that
 * leaves them half of the page; else rules below, and values too if they do not fit either. */
static struct columns columns_of(const struct page *p, size_t first, size_t n)
{
    struct columns c = {.room = 0};
    double page = sheet_room(p->sheet);
    for (size_t i = first; i < first + n; i++) {
        const char *name = sheet_name(p->sheet, i), *formula = sheet_formula(p->sheet, i);
        const char *value = value_of(p, i);
        if (work_shows_line(i - first, n) != IS_SHOWN) continue;
        widen(&c.name, latex_width(name, strlen(name)));
        widen(&c.formula, latex_width(formula, strlen(formula)));
        widen(&c.value, latex_width(value, strlen(value)));
        widen(&c.rule, text_width(rule_of(p, i)));
    }
    double valued = separated(c.name) + separated(separated(c.value));
    double beside = valued + separated(c.rule);
    c.rules_below = beside + c.formula > page && 2 * beside > page;
    c.values_below = c.rules_below && valued + c.formula > page;
    c.room = c.values_below ? page - separated(c.name) : page - (c.rules_below ? valued : beside);
    return c;
}

/* "h &= g^{3} &\quad&= -0.757887 &\quad&\text{power rule}"; a rule below a formula does not push
 * its value aside. */
static void put_line(struct page *p, const struct columns *c, size_t i)
{
    const struct work_line *line = &p->sheet->work->lines.at[i];
    const char *value = value_of(p, i), *rule = rule_of(p, i);
    bool aside = c->rules_below && !c->values_below && c->value > 0;
    const char *value_column = c->values_below ? " \\\\\n  &" : p->marks->value,
               *rule_column = c->rules_below ? " \\\\\n  &\\quad " : p->marks->rule;
    bool limit = *sheet_limit(p->sheet, i);
    str_putf(p->out, "  %s &%s ", sheet_name(p->sheet, i),
             line->kind == WORK_STEP ? "\\leftarrow" : "=");
    latex_wrap(p->out, sheet_formula(p->sheet, i), c->room, " \\\\\n  &\\quad ");
    if (*value)
        str_putf(p->out, "%s%s%s", value_column, limit ? "" : "= ", value);
    else if (!c->rules_below && c->value > 0 && *rule)
        str_puts(p->out, p->marks->value);
    if (!*rule) return;
    str_putf(p->out, "%s%s\\text{", rule_column, aside ? "\\rlap{" : "");
    put_words(p->out, rule);
    str_puts(p->out, aside ? "}}" : "}");
}

static void put_lines(void *page, size_t first, size_t n)
{
    struct page *p = page;
    const struct columns c = columns_of(p, first, n);
    bool table = (c.value > 0 && !c.values_below) || (c.rule > 0 && !c.rules_below);
    str_puts(p->out, table ? p->marks->open_table : p->marks->open);
    for (size_t i = 0; i < n; i++) {
        enum shown shown = work_shows_line(i, n);
        if (shown == IS_LEFT_OUT) continue;
        if (shown == IS_SHOWN) put_line(p, &c, first + i);
        if (shown == IS_MARK) str_putf(p->out, "  & \\text{%s}", work_left_out(p->sheet->work, n));
        str_puts(p->out, i + 1 < n ? " \\\\\n" : "\n");
    }
    str_puts(p->out, table ? p->marks->close_table : p->marks->close);
}

static void put_chain(void *page, size_t first, size_t n)
{
    struct page *p = page;
    struct str factors = {.mem = p->out->mem}, numbers = factors;
    const char *name = sheet_name(p->sheet, first);
    double room = sheet_room(p->sheet) - separated(latex_width(name, strlen(name)));
    sheet_put_chain(p->sheet, first + 1, n - 1, &factors, &numbers);
    str_putf(p->out, "%s  %s &= ", p->marks->open, name);
    latex_wrap(p->out, factors.s ? factors.s : "", room, " \\\\\n  &\\quad ");
    if (p->sheet->work->has_values) {
        str_puts(p->out, " \\\\\n  &= ");
        latex_wrap(p->out, numbers.s ? numbers.s : "", room, " \\\\\n  &\\quad ");
    }
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
    str_puts(p->out, p->marks->end_given);
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
