/* render_pages.c - the work and the answer as documents to hand out: Markdown, and HTML in one
 * file, without scripts or anything from the network. */
#include "report/render.h"

#include "print/mathml.h"

#include <string.h>

void render_markdown(struct str *out, const struct dcalc_request *request,
                     const struct dcalc_result *result, const struct dcalc_render *how)
{
    struct str lines = {.mem = out->mem};
    render_latex_lines(&lines, request, result, how->quiet);
    if (result->explanation && !how->quiet) {
        str_puts(out, result->explanation);
        str_puts(out, "The answer:\n\n");
    }
    render_displays(out, lines.s ? lines.s : "", "$$\n", "\n$$\n");
    out->failed |= lines.failed;
    str_free(&lines);
}

/* Colours by the reader's choice of light and dark; black on white on paper. */
static const char head[] = "<!DOCTYPE html>\n"
                           "<html lang=\"en\">\n"
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
    "table { border-collapse: collapse; margin-left: 1rem; } td { padding: .15rem .3rem; }\n"
    ".name { text-align: right; } .rule { padding-left: 1.5rem; font-style: italic; opacity: .75; "
    "}\n"
    "p { margin: .5rem 1rem; overflow: auto hidden; } math { font-size: 1.1em; }\n"
    "@media print { body { margin: 0; max-width: none; } h2, tr, p { break-inside: avoid; } }\n"
    "</style>\n"
    "</head>\n"
    "<body>\n";

static void put_question(struct str *out, const struct dcalc_request *request)
{
    for (size_t i = 0; i < request->n_exprs; i++) {
        const struct dcalc_text *expr = &request->exprs[i];
        if (i) str_puts(out, ", ");
        mathml_escape(out, expr->bytes, expr->length);
    }
}

static void put_answer(struct str *out, const char *lines)
{
    for (size_t n; *lines; lines += n + (lines[n] == '\n')) {
        struct str line = {.mem = out->mem};
        n = strcspn(lines, "\n");
        str_put(&line, lines, n);
        str_puts(out, "<p><math display=\"block\">");
        mathml_put(out, line.s ? line.s : "");
        str_puts(out, "</math></p>\n");
        out->failed |= line.failed;
        str_free(&line);
    }
}

void render_html(struct str *out, const struct dcalc_request *request,
                 const struct dcalc_result *result, const struct dcalc_render *how)
{
    struct str lines = {.mem = out->mem};
    render_latex_lines(&lines, request, result, how->quiet);
    str_puts(out, head);
    put_question(out, request);
    str_puts(out, style);
    str_putf(out, "<h1>%s <code>", render_command(result->command));
    put_question(out, request);
    str_puts(out, "</code></h1>\n");
    if (result->explanation && !how->quiet) {
        str_puts(out, result->explanation);
        str_puts(out, "<h2>The answer</h2>\n");
    }
    put_answer(out, lines.s ? lines.s : "");
    str_puts(out, "</body>\n</html>\n");
    out->failed |= lines.failed;
    str_free(&lines);
}
