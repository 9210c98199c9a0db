/* ask.c - questions in one line. */
#include "support.h"

#include "base/str.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 96 };

/* The pieces of a line, each a string of its own. */
struct pieces {
    char *at[MOST];
    size_t n;
};

static void push_piece(struct pieces *pieces, const char *text, size_t length)
{
    ck_assert_uint_lt(pieces->n, MOST);
    while (length && *text == ' ') text++, length--;
    pieces->at[pieces->n++] = strndup(text, length);
}

/* Splits at the commas that stand outside of brackets. */
static struct pieces split_commas(const char *text)
{
    struct pieces pieces = {0};
    int depth = 0;
    const char *start = text;
    if (!text || !*text) return pieces;
    for (; *text; text++) {
        if (strchr("([", *text)) depth++;
        if (strchr(")]", *text)) depth--;
        if (*text != ',' || depth) continue;
        push_piece(&pieces, start, (size_t)(text - start));
        start = text + 1;
    }
    push_piece(&pieces, start, (size_t)(text - start));
    return pieces;
}

static struct pieces split_bars(const char *text)
{
    struct pieces pieces = {0};
    for (const char *bar; (bar = strstr(text, " | ")); text = bar + 3)
        push_piece(&pieces, text, (size_t)(bar - text));
    push_piece(&pieces, text, strlen(text));
    return pieces;
}

static void free_pieces(struct pieces *pieces)
{
    for (size_t i = 0; i < pieces->n; i++) free(pieces->at[i]);
}

static struct dcalc_text text_from(const char *bytes, const char *source)
{
    return (struct dcalc_text){bytes, strlen(bytes), source};
}

static struct dcalc_binding binding_from(char *piece, const char *source)
{
    char *equals = strchr(piece, '=');
    bool unnamed = !equals && strcmp(source, "vector") == 0;
    if (unnamed) return (struct dcalc_binding){.name = "", .value = text_from(piece, source)};
    ck_assert_msg(equals, "no '=' in %s", piece);
    *equals = '\0';
    return (struct dcalc_binding){.name = piece, .value = text_from(equals + 1, source)};
}

struct dcalc_result *ask(dcalc *session, const struct test_question *q)
{
    struct pieces exprs = split_bars(q->expr), at = split_commas(q->at), wrt = split_commas(q->wrt),
                  weights = split_commas(q->weights), vector = split_commas(q->vector),
                  shape = split_commas(q->shape), show = split_commas(q->show),
                  of = split_commas(q->of), range = split_commas(q->range),
                  tangent = split_commas(q->tangent);
    struct dcalc_text texts[MOST];
    struct dcalc_binding bindings[MOST], directions[MOST], shapes[MOST], ranges[MOST],
        tangents[MOST];
    for (size_t i = 0; i < exprs.n; i++) texts[i] = text_from(exprs.at[i], "expression");
    for (size_t i = 0; i < at.n; i++) bindings[i] = binding_from(at.at[i], "at");
    for (size_t i = 0; i < vector.n; i++) directions[i] = binding_from(vector.at[i], "vector");
    for (size_t i = 0; i < shape.n; i++) shapes[i] = binding_from(shape.at[i], "shape");
    for (size_t i = 0; i < range.n; i++) ranges[i] = binding_from(range.at[i], "range");
    for (size_t i = 0; i < tangent.n; i++) tangents[i] = binding_from(tangent.at[i], "tangent");
    struct dcalc_text assume = text_from(q->assume ? q->assume : "", "assumption");
    struct dcalc_request request = {.size = sizeof request,
                                    .command = q->command,
                                    .exprs = texts,
                                    .n_exprs = exprs.n,
                                    .at = bindings,
                                    .n_at = at.n,
                                    .has_at = q->at != NULL,
                                    .wrt = (const char *const *)wrt.at,
                                    .n_wrt = wrt.n,
                                    .weights = (const char *const *)weights.at,
                                    .n_weights = weights.n,
                                    .vector = directions,
                                    .n_vector = vector.n,
                                    .shapes = shapes,
                                    .n_shapes = shape.n,
                                    .show = (const char *const *)show.at,
                                    .n_show = show.n,
                                    .of = (const char *const *)of.at,
                                    .n_of = of.n,
                                    .range = ranges,
                                    .n_range = range.n,
                                    .tangent = tangents,
                                    .n_tangent = tangent.n,
                                    .derivative = q->derivative,
                                    .assume = &assume,
                                    .n_assume = q->assume != NULL,
                                    .order = q->order,
                                    .digits = q->digits,
                                    .steps = q->steps,
                                    .threads = q->threads,
                                    .width = q->width,
                                    .numbers = q->numbers,
                                    .symbolic = q->symbolic,
                                    .exact = q->exact,
                                    .explain = q->explain,
                                    .sparse = q->sparse,
                                    .pattern = q->pattern,
                                    .format = q->format,
                                    .code_main = q->code_main,
                                    .code_name = q->code_name};
    if (q->lr) request.lr = text_from(q->lr, "lr");
    struct dcalc_result *result = dcalc_run(session, &request);
    ck_assert_ptr_nonnull(result);
    ck_assert_msg((result->status == DCALC_OK) == (result->n_errors == 0),
                  "%s: status and errors differ", q->expr);
    free_pieces(&exprs), free_pieces(&at), free_pieces(&wrt), free_pieces(&weights);
    free_pieces(&vector), free_pieces(&shape), free_pieces(&show), free_pieces(&of);
    free_pieces(&range), free_pieces(&tangent);
    return result;
}

const char *complaint(const struct dcalc_result *result)
{
    return result->n_errors ? result->errors[0].message : "no error";
}

const struct dcalc_array *answer_of(const struct dcalc_result *result)
{
    if (result->status != DCALC_OK) return NULL;
    if (result->n_derivatives) return &result->derivatives[0];
    return result->n_values ? &result->values[0] : NULL;
}

double ask_number(dcalc *session, const struct test_question *question)
{
    struct dcalc_result *result = ask(session, question);
    const struct dcalc_array *answer = answer_of(result);
    double number =
        answer && answer->values && answer->count == 1 ? answer->values[0] : (double)NAN;
    dcalc_result_free(result);
    return number;
}

static void put_list(struct str *out, const struct dcalc_array *a)
{
    size_t columns = a->ndim == 2 ? a->dims[1] : a->count;
    if (a->ndim == 2) str_putc(out, '[');
    for (size_t i = 0; i < a->n_formulas; i++) {
        str_puts(out, i % columns ? ", " : i ? "], [" : "[");
        str_puts(out, a->formulas[i]);
    }
    str_puts(out, a->ndim == 2 ? "]]" : "]");
}

char *formula_program(const struct dcalc_result *result, const struct dcalc_array *array)
{
    struct mem mem = {0};
    struct str out = {.mem = &mem};
    if (!array->formulas) return NULL;
    for (size_t i = 0; i < result->n_lets; i++) str_putf(&out, "%s\n", result->lets[i]);
    if (array->n_formulas == 1)
        str_puts(&out, array->formulas[0]);
    else
        put_list(&out, array);
    char *text = strdup(out.s);
    str_free(&out);
    return text;
}

char *ask_formula(dcalc *session, const struct test_question *question)
{
    struct dcalc_result *result = ask(session, question);
    const struct dcalc_array *answer = answer_of(result);
    char *text = answer ? formula_program(result, answer) : NULL;
    dcalc_result_free(result);
    return text;
}

char *words_of(const struct dcalc_result *r)
{
    size_t length;
    char *body = dcalc_render(
        &(struct dcalc_request){.size = sizeof(struct dcalc_request), .command = r->command}, r,
        &(struct dcalc_render){.size = sizeof(struct dcalc_render), .format = DCALC_TEXT}, &length);
    char *errors = dcalc_render_errors(r, false);
    char *words = text_of("%s%s%s", body, errors, r->explanation ? r->explanation : "");
    for (size_t i = 0; i < r->n_notes; i++) {
        char *more = text_of("%snote: %s\n", words, r->notes[i]);
        free(words);
        words = more;
    }
    free(body), free(errors);
    return words;
}

char *ask_words(dcalc *session, const struct test_question *q, enum dcalc_kind *status)
{
    struct dcalc_result *result = ask(session, q);
    char *words = words_of(result);
    *status = result->status;
    dcalc_result_free(result);
    return words;
}

void ck_refused(const struct test_question *question, enum dcalc_kind kind, const char *part)
{
    dcalc *session = dcalc_new();
    struct dcalc_result *result = ask(session, question);
    ck_assert_msg(result->status == kind, "%s at %s: %s instead of %s (%s)", question->expr,
                  question->at ? question->at : "no point", dcalc_kind_name(result->status),
                  dcalc_kind_name(kind), complaint(result));
    ck_assert_msg(!part || strstr(complaint(result), part), "%s: %s", question->expr,
                  complaint(result));
    dcalc_result_free(result);
    dcalc_free(session);
}

void tally_refused(struct tally *tally, const struct test_question *question, enum dcalc_kind kind)
{
    dcalc *session = dcalc_new();
    struct dcalc_result *result = ask(session, question);
    tally->tried++;
    if (result->status != kind)
        tally_wrong(tally, "command %d of %s at %s: %s instead of %s (%s)", question->command,
                    question->expr, question->at ? question->at : "no point",
                    dcalc_kind_name(result->status), dcalc_kind_name(kind), complaint(result));
    dcalc_result_free(result);
    dcalc_free(session);
}
