/* render_pages.c - the work and the answer as documents to hand out: LaTeX, Markdown, and HTML in
 * one file, without scripts or anything from the network; of one question or a section for each of
 * several. */
#include "report/render.h"

#include "base/utf8.h"
#include "data/json.h"
#include "print/latex_names.h"
#include "print/letters.h"
#include "print/mathml.h"
#include "print/phrases.h"

#include <stdlib.h>
#include <string.h>

/* Colours by the reader's choice of light and dark; black on white on paper. */
static const char head[] = "<!DOCTYPE html>\n"
                           "<html lang=\"%s\">\n"
                           "<head>\n"
                           "<meta charset=\"utf-8\">\n"
                           "<meta name=\"viewport\" content=\"width=device-width\">\n"
                           "<title>";
static const char style[] =
    "</title>\n"
    "<style>\n"
    ":root { color-scheme: light dark; }\n"
    "body { font: 1.05rem/1.5 serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }\n"
    "h1 { font-size: 1.3rem; } h2 { font-size: 1.05rem; font-weight: normal; font-style: italic; "
    "margin: 1.2rem 0 .3rem; }\n"
    "table { border-collapse: collapse; margin-left: 1rem; } td { padding: .3rem; }\n"
    ".name { text-align: right; } .rule { padding-left: 1.5rem; font-style: italic; opacity: .75; "
    "}\n"
    "p { margin: .5rem 1rem; overflow: auto hidden; } math { font-size: 1.1em; math-style: normal; "
    "}\n"
    "munder munder + * { font-size: 1.3em; }\n"
    "section + section { border-top: 1px solid; margin-top: 2rem; } code { white-space: pre-wrap; "
    "}\n"
    ".picture { overflow: auto; margin: 1rem; } .picture svg { max-width: 100%; height: auto; }\n"
    ".picture [fill=white] { fill: none; } .picture text:not([fill]), .picture [fill=black], "
    ".picture [fill=\"#444444\"] { fill: currentColor; }\n"
    ".picture [stroke=black], .picture [stroke=\"#444444\"] { stroke: currentColor; } "
    ".picture [fill=\"#eef3fa\"] { fill: #7aa2d6; fill-opacity: .2; }\n"
    "@media screen and (prefers-color-scheme: dark) { .picture [fill=\"#b03a2e\"] "
    "{ fill: #ff9d8f; } .picture [stroke=\"#b03a2e\"] { stroke: #ff9d8f; } }\n"
    "@media print { .picture { break-inside: avoid; } "
    "body { margin: 0; max-width: none; } h2, tr, p { break-inside: avoid; } "
    "h1, h2 { break-after: avoid; } }\n"
    "</style>\n"
    "</head>\n"
    "<body>\n";

/* The lines of an answer in LaTeX as formulas. */
static void put_formulas(struct str *out, const char *lines)
{
    for (size_t n; *lines; lines += n + (lines[n] == '\n')) {
        struct str line = {.mem = out->mem};
        n = strcspn(lines, "\n");
        str_put(&line, lines, n);
        str_puts(out, "<p><math>");
        mathml_put(out, line.s ? line.s : "");
        str_puts(out, "</math></p>\n");
        out->failed |= line.failed;
        str_free(&line);
    }
}

/* ---- texts in each form ---- */

static void escape_nothing(struct str *out, const char *text, size_t n)
{
    str_put(out, text, n);
}

/* A character of a program; its statements have a line each. */
static void escape_character(struct str *out, char c)
{
    static const struct {
        char c;
        const char *latex;
    } rows[] = {
        {'\\', "\\textbackslash{}"}, {'^', "\\^{}"},       {'~', "\\~{}"},   {'<', "\\textless{}"},
        {'>', "\\textgreater{}"},    {'|', "\\textbar{}"}, {'\n', "\\\\\n"}, {';', ";\\\\\n"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].c != c) continue;
        str_puts(out, rows[i].latex);
        return;
    }
    if (c && strchr("{}$&#_%", c)) str_putc(out, '\\');
    str_putc(out, c);
}

/* What LaTeX has without packages beside letters. */
static const char *latex_sign(const char *text, size_t n)
{
    static const char *const rows[][2] = {
        {"\u2202", "\\partial"}, {"\u00b7", "\\cdot"}, {"\u00d7", "\\times"}, {"\u00f7", "\\div"},
        {"\u2212", "-"},         {"\u221a", "\\surd"}, {"\u221e", "\\infty"}, {"\u2264", "\\le"},
        {"\u2265", "\\ge"},      {"\u2260", "\\ne"},   {"\u00b2", "^{2}"},    {"\u00b3", "^{3}"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strlen(rows[i][0]) == n && !memcmp(rows[i][0], text, n)) return rows[i][1];
    return NULL;
}

/* True for what the fonts of a document have: western letters, which is one byte of UTF-8 after
 * 0xc3, punctuation, and Cyrillic letters if they are loaded. */
static bool is_in_fonts(const char *text, uint32_t code, bool cyrillic)
{
    if (text[0] == '\xc3') return !strchr("\x90\x9e\xb0\xbe", text[1]); /* not Icelandic ones */
    bool russian = code == 0xab || code == 0xbb || (code >= 0x400 && code < 0x460);
    return (code >= 0x2013 && code <= 0x201d) || code == 0x2026 || (cyrillic && russian);
}

/* Writes a character beyond ASCII, or a letter with accents over it; U+65E5 if LaTeX lacks it. */
static void escape_beyond(struct str *out, const char *text, size_t n, const struct letter *letter,
                          bool cyrillic)
{
    const char *sign = latex_sign(text, n), *row = letter->row ? letter->row->latex : NULL;
    if (is_in_fonts(text, letter->code, cyrillic) && !sign)
        str_put(out, text, n);
    else if (sign || row || letter->n_accents) {
        str_puts(out, "\\ensuremath{");
        if (letter->row && letter->row->kind == LETTER_BELOW) str_puts(out, "{}_");
        for (int i = letter->n_accents; i-- > 0;) str_putf(out, "%s{", letter->accents[i]->latex);
        if (sign || row)
            str_putf(out, "{%s}", sign ? sign : row);
        else
            str_putc(out, (char)letter->code);
        for (int i = 0; i < letter->n_accents; i++) str_putc(out, '}');
        str_putc(out, '}');
    } else
        str_putf(out, "U+%04X", (unsigned)letter->code);
}

static void escape_text(struct str *out, const char *text, size_t n, bool cyrillic)
{
    for (size_t i = 0, step; i < n; i += step) {
        struct letter letter;
        step = letter_read(text + i, n - i, &letter);
        if (step > 1) {
            escape_beyond(out, text + i, step, &letter, cyrillic);
            continue;
        }
        escape_character(out, text[i]);
        if (text[i] == ';' && i + 1 < n && strchr(" \n", text[i + 1])) i++;
    }
}

static void escape_latex(struct str *out, const char *text, size_t n)
{
    escape_text(out, text, n, false);
}

static void escape_cyrillic(struct str *out, const char *text, size_t n)
{
    escape_text(out, text, n, true);
}

/* What stands around the parts of a section. */
struct form {
    void (*escape)(struct str *out, const char *text, size_t n);
    const char *open, *heading, *after_heading, *question, *after_question, *statements, *code,
        *after_code, *paragraph, *after_paragraph, *after_answer, *close;
};

#define LATEX_FORM(escape)                                                                \
    {                                                                                     \
        escape, "", "\\section*{", "}\n", "\\begin{flushleft}\n", "\n\\end{flushleft}\n", \
            "\\\\\n", "{\\ttfamily ", "}", "\\noindent ", "\n\n", "\n", ""                \
    }

static const struct form forms[] = {
    [DCALC_TEXT] = {escape_nothing, "", "", "\n", "", "\n", " ", "", "", "", "\n\n", "\n", ""},
    [DCALC_LATEX] = LATEX_FORM(escape_latex),
    [DCALC_MARKDOWN] = {escape_nothing, "", "## ", "\n\n", "", "\n\n", " ", "`", "`", "", "\n\n",
                        "\n", ""},
    [DCALC_HTML] = {mathml_escape, "<section>\n", "<h1>", "</h1>\n", "<p>", "</p>\n", " ", "<code>",
                    "</code>", "<p>", "</p>\n", "", "</section>\n"},
};

/* Does LaTeX have fonts for Cyrillic letters? A whole document loads them. */
static bool keeps_cyrillic(const struct render_page *page)
{
    return page->whole || page->language == DCALC_RUSSIAN;
}

static const struct form *form_of(const struct render_page *page)
{
    static const struct form cyrillic = LATEX_FORM(escape_cyrillic);
    return page->format == DCALC_LATEX && keeps_cyrillic(page) ? &cyrillic : &forms[page->format];
}

/* diff <code>cos(x)</code>; statements, which have a line each in LaTeX, begin in one of their own.
 */
static void put_question(struct str *out, const struct form *form,
                         const struct dcalc_request *request)
{
    bool several = false;
    for (size_t i = 0; i < request->n_exprs; i++)
        several |= memchr(request->exprs[i].bytes, ';', request->exprs[i].length) ||
                   memchr(request->exprs[i].bytes, '\n', request->exprs[i].length);
    str_putf(out, "%s%s%s", render_command(request->command), several ? form->statements : " ",
             form->code);
    for (size_t i = 0; i < request->n_exprs; i++) {
        const struct dcalc_text *expr = &request->exprs[i];
        if (i) str_puts(out, ", ");
        form->escape(out, expr->bytes, expr->length);
    }
    str_puts(out, form->after_code);
}

/* The label may be NULL. */
static void put_line(struct str *out, const struct form *form, const char *label, const char *text,
                     size_t n)
{
    str_puts(out, form->paragraph);
    if (label) str_putf(out, "%s: ", label);
    form->escape(out, text, n);
    str_puts(out, form->after_paragraph);
}

static void put_paragraph(struct str *out, const struct form *form, const char *label,
                          const char *text, const char *more)
{
    struct str whole = {.mem = out->mem};
    str_putf(&whole, "%s%s%s", text, more ? "; " : "", more ? more : "");
    put_line(out, form, label, whole.s ? whole.s : "", whole.n);
    out->failed |= whole.failed;
    str_free(&whole);
}

/* ---- one answer ---- */

/* The graph beside the work. */
static void put_graph(struct str *out, const struct dcalc_result *result, dcalc_draw *draw)
{
    size_t length = 0;
    char *svg =
        result->document && draw ? draw(result->document, result->document_length, &length) : NULL;
    if (svg) render_inline_svg(out, svg, length);
    free(svg);
}

static void put_html(struct str *out, const struct dcalc_request *request,
                     const struct dcalc_result *result, bool quiet, dcalc_draw *draw)
{
    struct str lines = {.mem = out->mem};
    render_latex_lines(&lines, request, result, quiet);
    if (result->explanation) {
        str_puts(out, result->explanation);
        put_graph(out, result, draw);
        str_putf(out, "<h2>%s</h2>\n", phrase_in((int)request->language, PHRASE_ANSWER));
    }
    put_formulas(out, lines.s ? lines.s : "");
    out->failed |= lines.failed;
    str_free(&lines);
}

void render_markdown(struct str *out, const struct dcalc_request *request,
                     const struct dcalc_result *result, const struct dcalc_render *how)
{
    struct str lines = {.mem = out->mem}, text = lines;
    render_latex_lines(&lines, request, result, how->quiet);
    if (result->explanation) {
        str_puts(&text, result->explanation);
        str_putf(&text, "%s:\n\n", phrase_in((int)request->language, PHRASE_ANSWER));
    }
    render_one_display(&text, lines.s ? lines.s : "");
    latex_put_letters(out, text.s ? text.s : "", false);
    out->failed |= lines.failed || text.failed;
    str_free(&lines), str_free(&text);
}

void render_html(struct str *out, const struct dcalc_request *request,
                 const struct dcalc_result *result, const struct dcalc_render *how)
{
    const struct form *form = &forms[DCALC_HTML];
    struct render_page page = {.format = DCALC_HTML, .language = (int)request->language};
    struct str title = {.mem = out->mem};
    for (size_t i = 0; i < request->n_exprs; i++)
        str_put(&title, request->exprs[i].bytes, request->exprs[i].length);
    page.title = title.s;
    render_page_open(out, &page, "");
    str_puts(out, form->heading);
    put_question(out, form, request);
    str_puts(out, form->after_heading);
    put_html(out, request, result, how->quiet, how->draw);
    render_page_close(out, &page);
    out->failed |= title.failed;
    str_free(&title);
}

/* ---- a section for each of several answers ---- */

static void put_title(struct str *out, const char *title)
{
    mathml_escape(out, title ? title : "", title ? strlen(title) : 0);
}

void render_page_open(struct str *out, const struct render_page *page, const char *sections)
{
    if (page->format == DCALC_HTML) {
        str_putf(out, head, render_language(page->language));
        put_title(out, page->title);
        str_puts(out, style);
    }
    if (page->format == DCALC_LATEX && page->whole) render_latex_preamble(out, sections);
}

void render_page_close(struct str *out, const struct render_page *page)
{
    if (page->format == DCALC_HTML) str_puts(out, "</body>\n</html>\n");
    if (page->format == DCALC_LATEX && page->whole) str_puts(out, "\\end{document}\n");
}

/* The id of a job without the marks of JSON, or else what it asks. */
static void put_heading(struct str *out, const struct form *form,
                        const struct dcalc_request *request, const char *job)
{
    struct json_error error;
    struct json *tree = job ? json_parse(job, strlen(job), &error) : NULL;
    const char *text = tree && json_kind(tree) == JSON_STRING ? json_string(tree) : job;
    if (text && *text)
        form->escape(out, text, strlen(text));
    else if (request->n_exprs)
        put_question(out, form, request);
    else
        str_puts(out, phrase_in((int)request->language, PHRASE_NO_ANSWER));
    json_free(tree);
}

/* A heading of text is underlined. */
static void underline(struct str *out, size_t from)
{
    size_t columns = out->s ? utf8_columns(out->s + from, out->n - from - 1) : 0;
    for (size_t i = 0; i < columns && i < 79; i++) str_putc(out, '=');
    str_putc(out, '\n');
}

/* Numbers as they were typed; arrays of files have none. */
static void put_point(struct str *out, const struct dcalc_request *request, const char *const *at)
{
    size_t n = 0;
    for (size_t i = 0; i < request->n_at; i++) {
        const struct dcalc_binding *b = &request->at[i];
        const char *text = at ? at[i] : NULL;
        if (!text && !b->value.bytes) continue;
        str_putf(out, "%s%s=", n++ ? ", " : "at ", b->name);
        if (text)
            str_puts(out, text);
        else
            str_put(out, b->value.bytes, b->value.length);
    }
    if (n) str_putc(out, '\n');
}

/* Each of its lines is a paragraph. */
static void put_verdict(struct str *out, const struct form *form,
                        const struct dcalc_request *request, const struct dcalc_result *result)
{
    struct str verdict = {.mem = out->mem};
    const char *label = phrase_in((int)request->language, PHRASE_ANSWER);
    render_text(&verdict, result, false);
    const char *line = verdict.s ? verdict.s : "";
    for (size_t n; *line; line += n + (line[n] == '\n')) {
        n = strcspn(line, "\n");
        put_line(out, form, label, line, n);
        label = NULL;
    }
    out->failed |= verdict.failed;
    str_free(&verdict);
}

/* Letters of labels as words, where LaTeX takes nothing but the end as a command. */
static void put_verbatim(struct str *out, const char *text, size_t n)
{
    static const char end[] = "\\end{verbatim}";
    for (size_t i = 0, step; i < n; i += step) {
        struct letter letter;
        step = letter_read(text + i, n - i, &letter);
        if (step > 1)
            letter_put_word(out, &letter);
        else if (n - i >= sizeof end - 1 && !memcmp(text + i, end, sizeof end - 1))
            str_puts(out, "\\ ");
        else
            str_putc(out, text[i]);
    }
}

static void put_picture(struct str *out, enum dcalc_format format,
                        const struct dcalc_result *result)
{
    const char *fence = format == DCALC_MARKDOWN ? "```\n" : "";
    str_puts(out, format == DCALC_LATEX ? "\\begin{verbatim}\n" : fence);
    if (format == DCALC_LATEX)
        put_verbatim(out, result->document, result->document_length);
    else
        str_put(out, result->document, result->document_length);
    str_puts(out, format == DCALC_LATEX ? "\\end{verbatim}\n" : fence);
}

static void put_body(struct str *out, const struct render_page *page,
                     const struct dcalc_request *request, const struct dcalc_result *result)
{
    const struct dcalc_render how = {.size = sizeof how, .format = page->format};
    const struct form *form = form_of(page);
    if (result->verdict) {
        put_verdict(out, form, request, result);
        return;
    }
    if (request->command == DCALC_PLOT)
        put_picture(out, page->format, result);
    else if (page->format == DCALC_TEXT)
        render_text(out, result, false);
    else if (page->format == DCALC_LATEX)
        render_latex_part(out, request, result, false, keeps_cyrillic(page));
    else if (page->format == DCALC_MARKDOWN)
        render_markdown(out, request, result, &how);
    else
        put_html(out, request, result, false, page->draw);
    str_puts(out, form->after_answer);
}

void render_page_section(struct str *out, const struct render_page *page,
                         const struct dcalc_request *request, const struct dcalc_result *result,
                         const struct render_given *given)
{
    const struct form *form = form_of(page);
    const char *job = given->id;
    int language = (int)request->language;
    str_puts(out, form->open);
    size_t from = out->n;
    str_puts(out, form->heading);
    put_heading(out, form, request, job);
    str_puts(out, form->after_heading);
    if (page->format == DCALC_TEXT) underline(out, from);
    if (job && request->n_exprs) {
        str_puts(out, form->question);
        put_question(out, form, request);
        str_puts(out, form->after_question);
    }
    if (page->format == DCALC_TEXT) put_point(out, request, given->at);
    if (page->format == DCALC_TEXT) str_putc(out, '\n');
    for (size_t i = 0; i < result->n_errors; i++)
        put_paragraph(out, form, phrase_in(language, PHRASE_NO_ANSWER), result->errors[i].message,
                      result->errors[i].hint);
    if (!result->n_errors) put_body(out, page, request, result);
    for (size_t i = 0; i < result->n_notes && !result->n_errors; i++)
        put_paragraph(out, form, phrase_in(language, PHRASE_NOTE), result->notes[i], NULL);
    str_puts(out, form->close);
}
