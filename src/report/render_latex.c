/* render_latex.c - results as LaTeX, one line each: what goes between dollar signs; with the work
 * before them, a part of a document or all of one. */
#include "report/render.h"
#include "print/latex_names.h"
#include "print/latex_wrap.h"
#include "print/phrases.h"

#include <string.h>

enum { PAGE = 430 /* points that a line has room for */, FEW_DIGITS = 6 };

struct sheet {
    struct str *out;
    const struct dcalc_request *request;
    const struct dcalc_result *result;
    bool quiet;
    bool is_short; /* numbers have few digits */
};

static void put_entry(struct sheet *s, const struct dcalc_array *array, size_t i, bool formula)
{
    struct str text = {.mem = s->out->mem};
    if (formula) {
        str_puts(s->out, array->formulas[i]);
    } else if (s->is_short) {
        str_double_digits(&text, array->values[i], FEW_DIGITS);
        latex_digits(s->out, text.s ? text.s : "");
        s->out->failed |= text.failed;
    } else if (s->request->exact) {
        str_puts(s->out, array->texts[i]);
    } else {
        render_entry(&text, array, i);
        latex_digits(s->out, text.s ? text.s : "");
        s->out->failed |= text.failed;
    }
    str_free(&text);
}

/* A vector stands as a column. */
static void put_cells(struct sheet *s, const struct dcalc_array *array, bool formula)
{
    size_t columns = array->ndim == 2 ? array->dims[1] : 1;
    if (array->ndim == 0 || (formula && array->n_formulas != array->count)) {
        put_entry(s, array, 0, formula);
        return;
    }
    str_puts(s->out, "\\begin{pmatrix} ");
    for (size_t i = 0; i < array->count; i++) {
        if (i) str_puts(s->out, i % columns ? " & " : " \\\\ ");
        put_entry(s, array, i, formula);
    }
    str_puts(s->out, " \\end{pmatrix}");
}

/* Is it a matrix that no page has room for, below an explanation? */
static bool is_too_wide(const struct sheet *s, const struct dcalc_array *array, bool formula)
{
    struct str text = {.mem = s->out->mem};
    struct sheet trial = *s;
    if (!s->result->explanation || array->ndim != 2) return false;
    trial.out = &text;
    put_cells(&trial, array, formula);
    bool wide = text.s && latex_width(text.s, text.n) > PAGE;
    s->out->failed |= text.failed;
    str_free(&text);
    return wide;
}

/* J_{1,2} = the formula, for each entry, and of a symmetric matrix each pair in one line. */
static void put_entries(struct sheet *s, const struct dcalc_array *array)
{
    size_t columns = array->dims[1];
    char name = s->result->command == DCALC_HESSIAN ? 'H' : 'J';
    for (size_t i = 0; i < array->count; i++) {
        size_t row = i / columns, column = i % columns, twin = column * columns + row;
        bool paired = array->dims[0] == columns && row != column &&
                      !strcmp(array->formulas[i], array->formulas[twin]);
        if (paired && twin < i) continue;
        str_putf(s->out, "%c_{%zu,%zu} = ", name, row + 1, column + 1);
        if (paired) str_putf(s->out, "%c_{%zu,%zu} = ", name, column + 1, row + 1);
        put_entry(s, array, i, true);
        str_putc(s->out, '\n');
    }
}

/* Below an explanation, which says it too, many numbers are told by their shape, and so is what is
 * taller than a page. */
static bool is_told_by_shape(const struct sheet *s, const struct dcalc_array *array)
{
    enum { MOST_ROWS = 40 };
    return s->result->explanation &&
           (array->count > RENDER_MOST_EXPLAINED || (array->ndim && array->dims[0] > MOST_ROWS));
}

static void put_shape(struct sheet *s, const struct dcalc_array *array)
{
    str_putf(s->out, "\\left(%zu", array->dims[0]);
    if (array->ndim == 2) str_putf(s->out, " \\times %zu", array->dims[1]);
    str_puts(s->out, "\\right)");
}

/* Numbers with fewer digits where all are too wide, and the shape where even these are. */
static void put_numbers(struct sheet *s, const struct dcalc_array *array, bool after)
{
    bool by_shape = is_told_by_shape(s, array);
    s->is_short = !by_shape && array->values && is_too_wide(s, array, false);
    by_shape |= s->is_short && is_too_wide(s, array, false);
    if (after || (s->is_short && !by_shape)) str_puts(s->out, after ? " \\approx " : "\\approx ");
    if (by_shape)
        put_shape(s, array);
    else
        put_cells(s, array, false);
    s->is_short = false;
}

static void put_line(struct sheet *s, const struct dcalc_array *array)
{
    bool formulas = array->n_formulas > 0, numbers = render_has_numbers(array);
    bool apart = formulas && !numbers && array->n_formulas == array->count &&
                 s->result->n_derivatives == 1 && is_too_wide(s, array, true);
    if (apart) {
        put_entries(s, array);
        return;
    }
    if (formulas && !(numbers && s->quiet)) put_cells(s, array, true);
    if (numbers) put_numbers(s, array, formulas && !s->quiet);
    str_putc(s->out, '\n');
}

/* Writes a name as the formulas do. */
static void put_name(struct sheet *s, const char *name)
{
    const struct dcalc_result *r = s->result;
    for (size_t i = 0; i < r->n_wrt && r->wrt_latex; i++) {
        if (strcmp(r->wrt[i], name)) continue;
        str_puts(s->out, r->wrt_latex[i]);
        return;
    }
    latex_name(s->out, name);
}

static const char *value_symbol(const struct sheet *s, const char *usual)
{
    return s->result->value_latex ? s->result->value_latex : usual;
}

/* \frac{\partial f}{\partial x} = */
static void put_partial(struct sheet *s, const char *of, const char *name)
{
    if (s->quiet) return;
    str_putf(s->out, "\\frac{\\partial %s}{\\partial ", value_symbol(s, of));
    put_name(s, name);
    str_puts(s->out, "} = ");
}

static void put_gradient(struct sheet *s, const char *of)
{
    const struct dcalc_result *result = s->result;
    for (size_t i = 0; i < result->n_derivatives; i++) {
        put_partial(s, of, result->derivatives[i].name);
        put_line(s, &result->derivatives[i]);
    }
}

/* J_{x}: the names of a block of the Jacobian. */
static void put_block_label(struct sheet *s, const struct dcalc_array *block)
{
    if (s->quiet) return;
    str_puts(s->out, "J_{");
    for (const char *name = block->name; *name; name += strcspn(name, " ")) {
        char word[256];
        if (*name == ' ') str_puts(s->out, ", "), name++;
        size_t n = strcspn(name, " ");
        if (n >= sizeof word) n = sizeof word - 1;
        memcpy(word, name, n);
        word[n] = '\0';
        put_name(s, word);
    }
    str_puts(s->out, "} = ");
}

static void put_step(struct sheet *s)
{
    static const char loss[] = "\\mathrm{loss}";
    const struct dcalc_result *result = s->result;
    for (size_t i = 0; i < result->n_values; i++) {
        if (!s->quiet) str_putf(s->out, "%s = ", value_symbol(s, loss));
        put_line(s, &result->values[i]);
    }
    put_gradient(s, loss);
    for (size_t i = 0; i < result->n_weights; i++) {
        if (!s->quiet) {
            put_name(s, result->weights[i].name);
            str_puts(s->out, " \\leftarrow ");
        }
        put_line(s, &result->weights[i]);
    }
}

/* Shown names come as equations. */
static void put_values(struct sheet *s)
{
    const struct dcalc_result *result = s->result;
    for (size_t i = 0; i < result->n_values; i++) {
        if (*result->values[i].name && !s->quiet) {
            latex_name(s->out, result->values[i].name);
            str_puts(s->out, " = ");
        }
        put_line(s, &result->values[i]);
    }
}

/* The polynomial, or of values only a column of its coefficients; and how far it can be from f. */
static void put_polynomial(struct sheet *s)
{
    const struct dcalc_result *result = s->result;
    put_cells(s, &result->derivatives[0], !s->quiet && result->derivatives[0].n_formulas);
    str_putc(s->out, '\n');
    if (!result->remainder) return;
    if (!s->quiet) str_putf(s->out, "\\left|%s - p\\right| \\le ", value_symbol(s, "f"));
    struct str text = {.mem = s->out->mem};
    render_entry(&text, result->remainder, 2);
    latex_digits(s->out, text.s ? text.s : "");
    s->out->failed |= text.failed;
    str_free(&text);
    str_putc(s->out, '\n');
}

void render_latex_lines(struct str *out, const struct dcalc_request *request,
                        const struct dcalc_result *result, bool quiet)
{
    struct sheet s = {out, request, result, quiet, false};
    render_lets(out, result);
    switch (result->command) {
    case DCALC_EVAL:
    case DCALC_LIMIT_AT: put_values(&s); break;
    case DCALC_CHECK:
    case DCALC_PLOT: break;
    case DCALC_BACKPROP: put_step(&s); break;
    case DCALC_TAYLOR: put_polynomial(&s); break;
    case DCALC_GRAD:
    case DCALC_VJP: put_gradient(&s, "f"); break;
    case DCALC_DIFF:
    case DCALC_JVP:
    case DCALC_JACOBIAN:
    case DCALC_HESSIAN:
        for (size_t i = 0; i < result->n_derivatives; i++) {
            if (result->n_derivatives > 1) put_block_label(&s, &result->derivatives[i]);
            put_line(&s, &result->derivatives[i]);
        }
        break;
    }
}

/* A formula that is too wide for a page in several lines. */
static void put_display(struct str *out, const char *formula, size_t n)
{
    struct str line = {.mem = out->mem};
    bool wide = latex_width(formula, n) > PAGE;
    str_put(&line, formula, n);
    if (wide) str_puts(out, "\\begin{aligned} & ");
    latex_wrap(out, line.s ? line.s : "", PAGE, " \\\\ & \\quad ");
    if (wide) str_puts(out, " \\end{aligned}");
    out->failed |= line.failed;
    str_free(&line);
}

static void put_displays(struct str *out, const char *lines, const char *before,
                         const char *between, const char *after)
{
    for (size_t n; *lines; lines += n + (lines[n] == '\n')) {
        n = strcspn(lines, "\n");
        str_puts(out, before);
        put_display(out, lines, n);
        str_puts(out, lines[n] && lines[n + 1] ? between : after);
    }
}

void render_displays(struct str *out, const char *lines, const char *open, const char *close)
{
    put_displays(out, lines, open, close, close);
}

void render_one_display(struct str *out, const char *lines)
{
    const char *first_end = strchr(lines, '\n');
    if (!first_end || !first_end[1]) {
        render_displays(out, lines, "$$\n", "\n$$\n");
        return;
    }
    str_puts(out, "$$\n\\begin{aligned}\n");
    put_displays(out, lines, "  & ", " \\\\\n", "\n");
    str_puts(out, "\\end{aligned}\n$$\n");
}

/* Cyrillic letters and quotation marks of Russian, by their first bytes. */
static bool has_cyrillic(const char *text)
{
    return strpbrk(text, "\xd0\xd1") || strstr(text, "\u00ab") || strstr(text, "\u00bb");
}

void render_latex_preamble(struct str *out, const char *text)
{
    str_puts(out, "\\documentclass[fleqn]{article}\n\\usepackage{amsmath}\n"
                  "\\addtolength{\\textwidth}{4cm}\\addtolength{\\oddsidemargin}{-2cm}\n"
                  "\\addtolength{\\textheight}{4cm}\\addtolength{\\topmargin}{-2cm}\n"
                  "\\allowdisplaybreaks\\sloppy\n");
    if (has_cyrillic(text))
        str_puts(out, "\\ifdefined\\directlua\n"
                      "  \\usepackage{fontspec}\n"
                      "  \\IfFontExistsTF{CMU Serif}\n"
                      "    {\\setmainfont{CMU Serif}\\setmonofont{CMU Typewriter Text}}\n"
                      "    {\\setmainfont{DejaVu Serif}\\setmonofont{DejaVu Sans Mono}}\n"
                      "\\else\n"
                      "  \\usepackage[T2A]{fontenc}\n"
                      "\\fi\n");
    str_puts(out, "\\begin{document}\n");
}

static void put_work(struct str *out, const struct dcalc_request *request,
                     const struct dcalc_result *result, bool quiet)
{
    struct str lines = {.mem = out->mem};
    render_latex_lines(&lines, request, result, quiet);
    str_puts(out, result->explanation);
    str_putf(out, "\\noindent %s:\n", phrase_in((int)request->language, PHRASE_ANSWER));
    render_displays(out, lines.s ? lines.s : "", "\\[ ", " \\]\n");
    out->failed |= lines.failed;
    str_free(&lines);
}

void render_latex_part(struct str *out, const struct dcalc_request *request,
                       const struct dcalc_result *result, bool quiet, bool letters)
{
    struct str work = {.mem = out->mem};
    if (!result->explanation) {
        render_latex_lines(out, request, result, quiet);
        return;
    }
    put_work(&work, request, result, quiet);
    if (letters)
        latex_put_letters(out, work.s ? work.s : "", true);
    else
        str_put(out, work.s, work.n);
    out->failed |= work.failed;
    str_free(&work);
}

void render_latex(struct str *out, const struct dcalc_request *request,
                  const struct dcalc_result *result, const struct dcalc_render *how)
{
    struct str part = {.mem = out->mem};
    bool whole = how->whole && result->explanation;
    render_latex_part(&part, request, result, how->quiet,
                      whole || request->language == DCALC_RUSSIAN);
    if (whole) render_latex_preamble(out, part.s ? part.s : "");
    str_put(out, part.s, part.n);
    if (whole) str_puts(out, "\\end{document}\n");
    out->failed |= part.failed;
    str_free(&part);
}
