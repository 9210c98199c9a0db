#include "report/render.h"

#include "base/sized.h"

#include <stdlib.h>
#include <string.h>

static char *text_bytes(const struct dcalc_request *request, const struct dcalc_result *result,
                        const struct dcalc_render *how, size_t *length)
{
    struct mem mem = {.is_plain = true};
    struct str out = {.mem = &mem};
    str_put(&out, "", 0);
    if (how->format == DCALC_JSON)
        render_json(&out, request, result, &(struct render_given){.id = how->id});
    else if (result->status == DCALC_OK && how->format == DCALC_LATEX)
        render_latex(&out, request, result, how);
    else if (result->status == DCALC_OK && how->format == DCALC_MARKDOWN)
        render_markdown(&out, request, result, how);
    else if (result->status == DCALC_OK && how->format == DCALC_HTML)
        render_html(&out, request, result, how);
    else if (result->status == DCALC_OK && result->command == DCALC_PLOT)
        str_put(&out, result->document, result->document_length);
    else if (result->status == DCALC_OK)
        render_text(&out, result, how->quiet);
    if (out.failed) str_free(&out);
    *length = out.n;
    return out.s; /* the block is malloc's own, so that free() takes it */
}

static char *document_bytes(const struct dcalc_result *result, size_t *length)
{
    size_t n = result->document ? result->document_length : 0;
    char *bytes = malloc(n + 1);
    if (!bytes) return NULL;
    if (n) memcpy(bytes, result->document, n);
    bytes[n] = '\0';
    *length = n;
    return bytes;
}

static char *render(const struct dcalc_request *request, const struct dcalc_result *result,
                    const struct dcalc_render *how, size_t *length)
{
    if (how->format == DCALC_MTX && result->nonzeros) return render_matrix_market(result, length);
    if (dcalc_format_holds_arrays(how->format))
        return result->status == DCALC_OK ? render_arrays(result, how, length) : NULL;
    bool picture = how->format >= DCALC_SVG && how->format <= DCALC_PDF;
    if (picture || (how->format >= DCALC_DOT && how->format <= DCALC_PYTHON))
        return document_bytes(result, length);
    return text_bytes(request, result, how, length);
}

char *dcalc_render(const struct dcalc_request *request, const struct dcalc_result *result,
                   const struct dcalc_render *how, size_t *length)
{
    struct dcalc_request asked = {0};
    struct dcalc_result answered = {0};
    struct dcalc_render wanted = {0};
    *length = 0;
    bool readable =
        sized_copy(&asked, sizeof asked, request, offsetof(struct dcalc_request, lets)) &&
        sized_copy(&answered, sizeof answered, result, offsetof(struct dcalc_result, values)) &&
        sized_copy(&wanted, sizeof wanted, how, offsetof(struct dcalc_render, id));
    return readable ? render(&asked, &answered, &wanted, length) : NULL;
}
