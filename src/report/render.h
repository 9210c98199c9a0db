/* render.h - results as bytes: what the text and the JSON renderer share. */
#ifndef REPORT_RENDER_H
#define REPORT_RENDER_H

#include "app/dcalc.h"
#include "base/diag.h"
#include "base/str.h"

/* Does the array hold numbers (as doubles or as texts), or formulas alone? */
static inline bool render_has_numbers(const struct dcalc_array *array)
{
    return array->values || array->texts;
}

/* Appends entry i as it is printed: its own text if it has one, else the shortest decimal. */
void render_entry(struct str *out, const struct dcalc_array *array, size_t i);
/* The shared parts that formulas use, a line each. */
void render_lets(struct str *out, const struct dcalc_result *result);

/* The command's word, "diff". */
const char *render_command(enum dcalc_command command);
/* The code of a language of explanations, "en"; NULL past the last. */
const char *render_language(int language);

/* Labelled lines for people and awk. */
void render_text(struct str *out, const struct dcalc_result *result, bool quiet);

/* A line for each nonzero. */
void render_sparse(struct str *out, const struct dcalc_result *result, bool quiet);
/* In Matrix Market's format; bytes to be freed with free(), NULL without memory. */
/* A verdict on a gradient by three ways: lines, or the key "names" of an object (render_modes.c).
 */
void render_modes_text(struct str *out, const struct dcalc_verdict *v);
void render_modes_json(struct str *out, const struct dcalc_verdict *v);
char *render_matrix_market(const struct dcalc_result *result, size_t *length);
/* {"rows":..,"columns":..,"entries":[[row,column,value],...]}; texts are quoted. */
enum sparse_part { SPARSE_PLACES, SPARSE_NUMBERS, SPARSE_TEXTS, SPARSE_FORMULAS };
void render_sparse_json(struct str *out, const struct dcalc_result *result, enum sparse_part part);
/* A file of arrays: CSV, NPY, NPZ or MTX; NULL without memory or libzip. */
char *render_arrays(const struct dcalc_result *result, const struct dcalc_render *how,
                    size_t *length);
/* array_file.c: does the answer fit into a file of arrays, before its numbers are known, and after?
 * has_numbers: it will have them. False after an error in the core. */
bool render_fits_arrays(const struct dcalc_request *request, const struct dcalc_result *result,
                        bool has_numbers, struct core *core);
bool render_are_doubles(const struct dcalc_request *request, const struct dcalc_result *result,
                        struct core *core);
/* Do formulas of entries fit into a table, CSV or TSV? */
bool render_fits_formulas(const struct dcalc_result *result, struct core *core);
bool render_is_table(enum dcalc_format format);
/* Are they columns of one table: scalars, or vectors of one length, with names? */
bool render_is_columns(const struct dcalc_array *arrays, size_t n);

/* One line of LaTeX a result; with the work before it, displays. */
void render_latex_lines(struct str *out, const struct dcalc_request *request,
                        const struct dcalc_result *result, bool quiet);
void render_latex(struct str *out, const struct dcalc_request *request,
                  const struct dcalc_result *result, const struct dcalc_render *how);
/* The same as a part of a document; `letters`: Cyrillic ones stay as they are. */
void render_latex_part(struct str *out, const struct dcalc_request *request,
                       const struct dcalc_result *result, bool quiet, bool letters);
/* Puts each line between marks; all of them into one display of Markdown. */
void render_displays(struct str *out, const char *lines, const char *open, const char *close);
void render_one_display(struct str *out, const char *lines);
/* The work and the answer in Markdown; as a page of HTML that opens anywhere. */
void render_markdown(struct str *out, const struct dcalc_request *request,
                     const struct dcalc_result *result, const struct dcalc_render *how);
void render_html(struct str *out, const struct dcalc_request *request,
                 const struct dcalc_result *result, const struct dcalc_render *how);

/* JSON texts of a question that are put into its answer as they are. */
struct render_given {
    const char *id;        /* or NULL */
    const char *const *at; /* values of request.at; NULL, or NULL where there is no text */
    /* Of a table: what it is, its rows of answers, and the summary; or NULL. */
    const char *points, *rows, *report;
};

/* Below an explanation, which has their norm, more numbers are told by their shape. */
enum { RENDER_MOST_EXPLAINED = 1000 };

/* inline_svg.c: SVG as Graphviz writes it as a part of a page: without declarations, titles and
 * names of parts, which another picture has as well. The page's style gives it its colours. */
void render_inline_svg(struct str *out, const char *svg, size_t length);

/* A document with a section for each of several answers, in text, LaTeX, Markdown or HTML. */
struct render_page {
    enum dcalc_format format;
    bool whole;        /* LaTeX: a document, not a part of one */
    int language;      /* enum dcalc_language */
    const char *title; /* or NULL */
    dcalc_draw *draw;  /* HTML: or NULL */
};
/* sections: of a whole document in LaTeX, whose letters tell which fonts it needs; else not looked
 * at. */
void render_page_open(struct str *out, const struct render_page *page, const char *sections);
/* An error is a paragraph. Text has the point too, which the work of the other forms begins with.
 */
void render_page_section(struct str *out, const struct render_page *page,
                         const struct dcalc_request *request, const struct dcalc_result *result,
                         const struct render_given *given);
void render_page_close(struct str *out, const struct render_page *page);
/* What stands before the text of a LaTeX document, with the fonts that its letters need. */
void render_latex_preamble(struct str *out, const char *text);

/* One JSON object and a newline. */
void render_json(struct str *out, const struct dcalc_request *request,
                 const struct dcalc_result *result, const struct render_given *given);

#endif
