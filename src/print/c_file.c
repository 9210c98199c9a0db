/* c_file.c - the file around the function's body: headers, helpers, the prototype, a driver. */
#include "print/c_private.h"

#include <string.h>

enum { WIDEST = 90 };

static int64_t input_count(const struct c_writer *w, size_t i)
{
    return shape_count(&w->g->shapes, graph_shape(w->g, w->p->inputs[i]));
}

static bool is_array(const struct c_writer *w, size_t i)
{
    return graph_shape(w->g, w->p->inputs[i]) != SHAPE_SCALAR;
}

static bool returns(const struct c_writer *w)
{
    return w->p->n_outputs && w->p->outputs[0].returned;
}

/* ---- where nonzeros are ---- */

/* A matrix without nonzeros has arrays, too, which C wants to have an entry. */
static size_t room_for(size_t n)
{
    return n ? n : 1;
}

static void put_array(struct str *s, const char *storage, const char *name, struct place_list x)
{
    size_t line = s->n;
    str_putf(s, "%sconst int %s[%zu] = {", storage, name, room_for(x.n));
    places_put(s, line, x);
    str_puts(s, x.n ? "};\n" : "0};\n");
}

/* Those of row i are numbers indptr[i], ..., indptr[i + 1] - 1, in the columns indices[...]. */
static void put_pattern(struct c_writer *w, struct str *s)
{
    const struct code_pattern *p = w->p->pattern;
    if (!p) return;
    str_putf(s,
             "/* The nonzeros of a matrix of %zu by %zu in compressed rows: row i has those from "
             "%s[i]\n   to %s[i + 1] - 1, and nonzero k is in column %s[k]. */\n",
             p->rows, p->columns, w->starts, w->starts, w->columns);
    put_array(s, "", w->starts, (struct place_list){p->starts, NULL, p->rows + 1});
    put_array(s, "", w->columns, (struct place_list){NULL, p->column, p->count});
    if (p->n_order)
        put_array(s, "static ", w->order, (struct place_list){p->order, NULL, p->n_order});
    str_putc(s, '\n');
}

static void declare_pattern(struct c_writer *w, struct str *s)
{
    const struct code_pattern *p = w->p->pattern;
    if (!p) return;
    str_putf(s, "/* The nonzeros of a matrix of %zu by %zu, in compressed rows. */\n", p->rows,
             p->columns);
    str_putf(s, "extern const int %s[%zu], %s[%zu];\n", w->starts, p->rows + 1, w->columns,
             room_for(p->count));
}

/* ---- the prototype ---- */

static void put_argument(struct str *s, size_t *line, const char *text)
{
    bool first = s->n && s->s[s->n - 1] == '(';
    if (!first) str_putc(s, ',');
    if (s->n - *line + strlen(text) > WIDEST) {
        str_puts(s, "\n    ");
        *line = s->n;
    } else if (!first)
        str_putc(s, ' ');
    str_puts(s, text);
}

static void put_prototype(struct c_writer *w, struct str *s)
{
    size_t line = s->n;
    str_putf(s, "%s %s(", returns(w) ? "double" : "void", w->function);
    for (size_t i = 0; i < w->p->n_inputs; i++)
        put_argument(s, &line,
                     is_array(w, i) ? c_text(w, "const double %s[%lld]", w->inputs[i],
                                             (long long)input_count(w, i))
                                    : c_text(w, "double %s", w->inputs[i]));
    for (size_t o = 0; o < w->p->n_outputs; o++) {
        const struct c_output *out = &w->p->outputs[o];
        if (out->returned) continue;
        put_argument(s, &line,
                     out->count == 1 ? c_text(w, "double *%s", w->results[o])
                                     : c_text(w, "double %s[%lld]", w->results[o],
                                              (long long)room_for((size_t)out->count)));
    }
    if (w->workspace) put_argument(s, &line, c_text(w, "double %s[%s]", w->work, w->work_size));
    if (s->n && s->s[s->n - 1] == '(') str_puts(s, "void");
    str_putc(s, ')');
}

/* Notes what the prototype does not say: names written otherwise, the shapes of matrices. */
static void put_notes(struct c_writer *w, struct str *s)
{
    bool any = false;
    spelling_explain(&w->names, s, "/* ", " */\n");
    for (size_t i = 0; i < w->p->n_inputs; i++) {
        struct shape_data d = shape_get(&w->g->shapes, graph_shape(w->g, w->p->inputs[i]));
        if (d.ndim != 2) continue;
        str_puts(s, any ? ", " : "/* ");
        str_putf(s, "%s is %lld by %lld", w->inputs[i], (long long)d.d[0], (long long)d.d[1]);
        any = true;
    }
    if (any) str_puts(s, ", row by row */\n");
}

static void put_work_size(struct c_writer *w, struct str *s)
{
    if (w->workspace) str_putf(s, "enum { %s = %lld };\n", w->work_size, (long long)w->workspace);
}

/* ---- helpers ---- */

static bool needs_posix(const struct c_writer *w)
{
    for (int h = 0; h < C_HELPERS; h++)
        if (w->used[h] && c_function(h)->posix) return true;
    return false;
}

static void put_helper(struct c_writer *w, struct str *s, int helper)
{
    if (w->used[helper] && c_function(helper)->source)
        str_putf(s, "%s\n", c_function(helper)->source);
}

static void need(struct c_writer *w, int helper)
{
    for (int k = 0; k < 3 && w->used[helper]; k++)
        if (c_function(helper)->needs[k]) w->used[c_function(helper)->needs[k]] = true;
}

/* Writes helpers before those that need them. The table is in that order, except that helpers that
 * are not functions come first. */
static void put_helpers(struct c_writer *w, struct str *s)
{
    for (int h = FN_COUNT; h-- > 0;) need(w, h);
    for (int h = C_HELPERS; h-- > FN_COUNT;) need(w, h);
    for (int h = FN_COUNT; h < C_HELPERS; h++) put_helper(w, s, h);
    for (int h = 0; h < FN_COUNT; h++) put_helper(w, s, h);
}

/* ---- the driver ---- */

static const char reader[] =
    "/* The next numbers of standard input: 1, or 0 at its end, or -1 where it breaks off. */\n"
    "static int read_point(double *x, int n)\n"
    "{\n"
    "    for (int k = 0; k < n; k++) {\n"
    "        int got = scanf(\"%lf\", &x[k]);\n"
    "        if (got == EOF && k == 0) return 0;\n"
    "        if (got != 1) return -1;\n"
    "    }\n"
    "    return 1;\n"
    "}\n\n";

static void put_call(struct c_writer *w, struct str *s, const char *point, const char *answer)
{
    int64_t at = 0, to = 0;
    const char *comma = "";
    if (returns(w)) str_putf(s, "%s[0] = ", answer);
    str_putf(s, "%s(", w->function);
    for (size_t i = 0; i < w->p->n_inputs; i++, comma = ", ") {
        str_putf(s, is_array(w, i) ? "%s%s + %lld" : "%s%s[%lld]", comma, point, (long long)at);
        at += input_count(w, i);
    }
    for (size_t o = 0; o < w->p->n_outputs; o++) {
        if (!w->p->outputs[o].returned) {
            str_putf(s, "%s%s + %lld", comma, answer, (long long)to);
            comma = ", ";
        }
        to += w->p->outputs[o].count;
    }
    if (w->workspace) str_putf(s, "%s%s", comma, w->work);
    str_puts(s, ");\n");
}

static void put_driver(struct c_writer *w, struct str *s)
{
    long long n = 0, m = 0;
    const char *point = c_name(w, "point"), *answer = c_name(w, "answer");
    for (size_t i = 0; i < w->p->n_inputs; i++) n += input_count(w, i);
    for (size_t o = 0; o < w->p->n_outputs; o++) m += w->p->outputs[o].count;
    str_putf(s, "\n%s", n ? reader : "");
    str_puts(s, "int main(void)\n{\n");
    if (n) str_putf(s, "    static double %s[%lld];\n", point, n);
    str_putf(s, "    static double %s[%lld];\n", answer, m ? m : 1);
    if (w->workspace) str_putf(s, "    static double %s[%s];\n", w->work, w->work_size);
    str_putf(s,
             n ? "    int status;\n    while ((status = read_point(%s, %lld)) > 0) {\n        "
               : "    ",
             point, n);
    put_call(w, s, point, answer);
    str_putf(s,
             "%s    for (int k = 0; k < %lld; k++) printf(\"%%.17g%%c\", %s[k], k < %lld ? ' ' : "
             "'\\n');\n",
             n ? "    " : "", m, answer, m - 1);
    if (n)
        str_puts(s, "    }\n"
                    "    if (status < 0) {\n"
                    "        fputs(\"the input ends within a point, or contains something other "
                    "than a number\\n\", stderr);\n"
                    "        return 2;\n"
                    "    }\n");
    str_puts(s, "    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 3;\n}\n");
}

/* ---- files ---- */

static void put_header(struct c_writer *w, struct str *s)
{
    str_putf(s, "#ifndef %s\n#define %s\n\n", w->guard, w->guard);
    str_puts(s, "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n");
    put_work_size(w, s);
    declare_pattern(w, s);
    put_notes(w, s);
    put_prototype(w, s);
    str_puts(s, ";\n\n#ifdef __cplusplus\n}\n#endif\n#endif\n");
}

static void put_unused(struct c_writer *w, struct str *s)
{
    for (size_t i = 0; i < w->p->n_inputs; i++) {
        id input = w->p->inputs[i];
        if (c_is_in_use(w, input) && w->uses[c_step(w, input)]) continue;
        str_putf(s, "    (void)%s;\n", w->inputs[i]);
    }
    if (w->p->pattern && !w->p->pattern->count) str_putf(s, "    (void)%s;\n", w->results[0]);
}

/* A file name with a quote or a line break cannot be included; then the code stands alone. */
static bool includes_header(const struct c_writer *w)
{
    return w->p->header && !strpbrk(w->p->header, "\"\n\r");
}

void c_put_file(struct c_writer *w, struct str *code, struct str *header)
{
    put_header(w, header);
    if (needs_posix(w))
        str_puts(code, "#define _XOPEN_SOURCE 600 /* for the Bessel functions */\n");
    if (includes_header(w)) str_putf(code, "#include \"%s\"\n\n", w->p->header);
    str_puts(code, "#include <math.h>\n");
    if (w->p->driver) str_puts(code, "#include <stdio.h>\n");
    str_putc(code, '\n');
    put_helpers(w, code);
    if (!includes_header(w)) put_work_size(w, code);
    put_pattern(w, code);
    put_notes(w, code);
    put_prototype(w, code);
    str_puts(code, "\n{\n");
    put_unused(w, code);
    struct str *body = &w->branches.at[0].out;
    if (body->failed) w->failed = true;
    str_put(code, body->s, body->n);
    str_puts(code, "}\n");
    if (w->p->driver) put_driver(w, code);
}
