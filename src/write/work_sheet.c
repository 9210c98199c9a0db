/* work_sheet.c - names, formulas and values of the work in LaTeX. */
#include "write/work_sheet.h"

#include "print/latex_names.h"

#include <string.h>

/* How many formulas a line has. */
enum { TEXTS = 3 };

static id or_nothing(struct work *w, id node)
{
    return node == POISON ? graph_int(w->q->graph, 0) : node;
}

bool sheet_open(struct sheet *sheet, struct work *work)
{
    struct graph *g = work->q->graph;
    struct mem *mem = &g->core->mem;
    const struct style style = {.dialect = &dialect_latex};
    size_t n = TEXTS * work->lines.n;
    id *roots = mem_array(mem, n, sizeof *roots);
    *sheet = (struct sheet){.work = work};
    if (!roots) return false;
    for (size_t i = 0; i < work->lines.n; i++) {
        roots[TEXTS * i] = or_nothing(work, work->lines.at[i].name);
        roots[TEXTS * i + 1] = or_nothing(work, work->lines.at[i].formula);
        roots[TEXTS * i + 2] = or_nothing(work, work->lines.at[i].to);
    }
    bool ok = print_formulas(g, &style, roots, n, &sheet->formulas);
    if (ok && work->q->request->language == DCALC_RUSSIAN)
        ok = latex_use_school(g, &sheet->formulas, n);
    mem_free_array(mem, roots, n, sizeof *roots);
    return ok;
}

void sheet_free(struct sheet *sheet)
{
    formulas_free(sheet->work->q->graph, &sheet->formulas);
}

const char *sheet_name(const struct sheet *sheet, size_t i)
{
    return sheet->work->lines.at[i].name == POISON ? "" : sheet->formulas.texts[TEXTS * i];
}

static void put_entry(struct work *w, id node, size_t i, struct str *out)
{
    struct str text = {.mem = out->mem};
    work_put_entry(w, node, i, &text);
    if (text.s && !strcmp(text.s, work_phrase(w, PHRASE_UNDEFINED)))
        str_putf(out, "\\text{%s}", text.s);
    else
        latex_digits(out, text.s ? text.s : "");
    str_free(&text);
}

/* A vector stands as a column. */
static void put_array(struct work *w, id node, const struct shape_data *d, struct str *out)
{
    size_t columns = d->ndim == 2 ? (size_t)d->d[1] : 1, n = (size_t)d->d[0] * columns;
    str_puts(out, "\\begin{pmatrix} ");
    for (size_t i = 0; i < n; i++) {
        if (i) str_puts(out, i % columns ? " & " : " \\\\ ");
        put_entry(w, node, i, out);
    }
    str_puts(out, " \\end{pmatrix}");
}

const char *sheet_value(const struct sheet *sheet, id node)
{
    struct work *w = sheet->work;
    struct core *core = w->q->core;
    if (!w->has_values || node == POISON) return "";
    struct shape_data d = graph_dims(w->q->graph, node);
    struct str text = {.mem = &core->mem}, summary = {.mem = &core->mem};
    if (work_put_summary(w, node, &summary))
        str_putf(&text, "\\text{%s}", summary.s ? summary.s : "");
    else if (d.ndim == 0)
        put_entry(w, node, 0, &text);
    else
        put_array(w, node, &d, &text);
    str_free(&summary);
    const char *settled = str_settle(&text, &core->arena);
    return settled ? settled : "";
}

static const char *factor(const struct sheet *sheet, const char *text, bool sum)
{
    const char *wrapped = sum ? work_text(sheet->work, "\\left(%s\\right)", text) : text;
    return wrapped ? wrapped : "";
}

const char *sheet_number(const struct sheet *sheet, id node)
{
    const char *text = sheet_value(sheet, node);
    return factor(sheet, text, *text == '-');
}

/* "0.5 - 0.1 \cdot 0.27" */
static const char *step_formula(const struct sheet *sheet, const struct work_line *line)
{
    const char *text = work_text(sheet->work, "%s - %s \\cdot %s", sheet_value(sheet, line->name),
                                 sheet_value(sheet, line->rate), sheet_number(sheet, line->change));
    return text ? text : "";
}

/* ---- formulas that no page has room for ---- */

enum { MOST_BYTES = 600, KEPT_TERMS = 3 };

/* True for a place between the terms of a sum, outside of all brackets. */
static bool is_between_terms(const char *latex, size_t i, int depth)
{
    return depth == 0 && i && latex[i - 1] == ' ' && (latex[i] == '+' || latex[i] == '-') &&
           latex[i + 1] == ' ';
}

/* Lists the first places between terms, and the last; returns how many there are. */
static size_t find_terms(const char *latex, size_t first[KEPT_TERMS], size_t *last)
{
    int depth = 0;
    size_t n = 0;
    for (size_t i = 0; latex[i]; i++) {
        depth += !strncmp(latex + i, "\\left", 5) && strncmp(latex + i, "\\leftarrow", 10) != 0;
        depth -= !strncmp(latex + i, "\\right", 6);
        depth += latex[i] == '{';
        depth -= latex[i] == '}';
        if (!is_between_terms(latex, i, depth)) continue;
        if (n < KEPT_TERMS) first[n] = i;
        *last = i;
        n++;
    }
    return n;
}

/* A long sum with its first and last terms; another long formula by its length. */
static const char *shortened(const struct sheet *sheet, const char *latex)
{
    size_t first[KEPT_TERMS], last = 0;
    if (strlen(latex) <= MOST_BYTES) return latex;
    size_t n = find_terms(latex, first, &last);
    const char *text = NULL;
    if (n > KEPT_TERMS + 1)
        text = work_text(sheet->work, "%.*s+ \\cdots %s", (int)first[KEPT_TERMS - 1], latex,
                         latex + last);
    if (!text || strlen(text) > MOST_BYTES)
        text = work_text(sheet->work, work_phrase(sheet->work, PHRASE_LONG_FORMULA), strlen(latex));
    return text ? text : "";
}

const char *sheet_formula(const struct sheet *sheet, size_t i)
{
    const struct work_line *line = &sheet->work->lines.at[i];
    if (line->kind == WORK_STEP) return step_formula(sheet, line);
    if (line->formula == POISON) return "";
    return shortened(sheet, sheet->formulas.texts[TEXTS * i + 1]);
}

double sheet_room(const struct sheet *sheet)
{
    enum { PAGE = 430 }; /* of documents with the preamble of report/render_latex.c */
    static const double column = 5.4;
    int width = sheet->work->q->request->width;
    return width > 0 ? width * column : PAGE;
}

const char *sheet_limit(const struct sheet *sheet, size_t i)
{
    const struct work_line *line = &sheet->work->lines.at[i];
    if (line->infinite) return line->infinite > 0 ? "\\to \\infty" : "\\to -\\infty";
    const char *text = line->to == POISON ? NULL
                                          : work_text(sheet->work, "\\to %s",
                                                      sheet->formulas.texts[TEXTS * i + 2]);
    return text ? text : "";
}

const char *sheet_factor(const struct sheet *sheet, size_t i)
{
    return factor(sheet, sheet_formula(sheet, i),
                  work_is_sum(sheet->work, sheet->work->lines.at[i].formula));
}

void sheet_put_chain(const struct sheet *sheet, size_t first, size_t n, struct str *factors,
                     struct str *numbers)
{
    for (size_t i = 0; i < n; i++) {
        enum shown shown = work_shows_factor(i, n);
        if (shown == IS_LEFT_OUT) continue;
        str_puts(factors, i ? " \\cdot " : "");
        str_puts(numbers, i ? " \\cdot " : "");
        if (shown == IS_MARK) {
            str_puts(factors, "\\cdots ");
            str_puts(numbers, "\\cdots ");
            continue;
        }
        str_putf(factors, "\\underbrace{%s}_{%s}", sheet_factor(sheet, first + i),
                 sheet_name(sheet, first + i));
        str_puts(numbers, sheet_number(sheet, sheet->work->lines.at[first + i].value));
    }
}
