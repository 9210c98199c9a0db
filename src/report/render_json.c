/* JSON output: one object a result, keys in a fixed order, only those that apply. */
#include "report/render.h"

#include "base/decimal.h"
#include "data/json_text.h"

#include <math.h>
#include <string.h>

/* What puts one item of a shaped list: a number or a formula of an array. */
struct items {
    const struct dcalc_request *request;
    const struct dcalc_array *array;
    void (*put)(struct str *out, const struct items *items, size_t i);
};

/* JSON wants a digit on both sides of the point and no zero before the first. A number with more
 * digits than a double holds stays a string, so that no reader loses any: false. */
static bool put_decimal(struct str *out, const struct decimal *d)
{
    const uint64_t seventeen_digits = UINT64_C(100000000000000000);
    if (d->sign == '+' || d->dropped || d->mantissa >= seventeen_digits) return false;
    size_t start = d->sign != 0, point = start + d->whole, power = decimal_exponent_at(d);
    while (point - start > 1 && d->text[start] == '0') start++;
    if (d->sign) str_putc(out, '-');
    if (d->whole == 0) str_putc(out, '0');
    str_put(out, d->text + start, point - start);
    if (d->fraction) str_put(out, d->text + point, 1 + d->fraction);
    str_put(out, d->text + power, d->length - power);
    return true;
}

/* A number where the text is a plain decimal, else a string. */
static void put_scalar(struct str *out, const char *s, size_t n)
{
    struct decimal d;
    if (decimal_scan(s, s + n, &d) != s + n || !put_decimal(out, &d)) json_put_string(out, s, n);
}

static void trim(const char **s, size_t *n)
{
    while (*n && strchr(" \t\r\n", **s)) ++*s, --*n;
    while (*n && strchr(" \t\r\n", (*s)[*n - 1])) --*n;
}

/* Length of the text up to the comma that ends an item of a list, or up to the end; 0 with *fine
 * false where brackets do not match. */
static size_t item_length(const char *s, size_t n, bool *fine)
{
    long depth = 0;
    size_t i = 0;
    for (; i < n && (s[i] != ',' || depth); i++) {
        if (s[i] == '(' || s[i] == '[') depth++;
        if (s[i] == ')' || s[i] == ']') depth--;
        if (depth < 0) break;
    }
    *fine = depth == 0;
    return i;
}

/* Is the text one list, [ ... ], and not for instance [1]*[2]? */
static bool is_list(const char *s, size_t n)
{
    bool fine;
    if (n < 2 || s[0] != '[' || s[n - 1] != ']') return false;
    size_t at = 1;
    while (at < n - 1) {
        at += item_length(s + at, n - 1 - at, &fine) + 1;
        if (!fine) return false;
    }
    return true;
}

/* A binding as it was given: numbers, lists of them, or the expression as a string. Levels are
 * bounded because the text is the user's. */
static void put_given(struct str *out, const char *s, size_t n, int level)
{
    bool fine;
    trim(&s, &n);
    if (level > 8 || !is_list(s, n)) {
        put_scalar(out, s, n);
        return;
    }
    str_putc(out, '[');
    for (size_t at = 1; at < n - 1;) {
        size_t length = item_length(s + at, n - 1 - at, &fine);
        json_put_item(out);
        put_given(out, s + at, length, level + 1);
        at += length + 1;
    }
    str_putc(out, ']');
}

static void put_number(struct str *out, const struct items *items, size_t i)
{
    const struct dcalc_array *array = items->array;
    if (!array->texts) {
        json_put_double(out, array->values[i]);
        return;
    }
    const char *text = array->texts[i];
    bool string = items->request->exact || items->request->digits > 17;
    bool infinite = !strcmp(text, "inf") || !strcmp(text, "-inf");
    if (infinite && items->request->command == DCALC_LIMIT_AT)
        json_put_text(out, text); /* the limit, and no number too large for a double */
    else if (strstr(text, "nan") || strstr(text, "inf"))
        str_puts(out, "null");
    else if (string)
        json_put_text(out, text);
    else
        put_scalar(out, text, strlen(text));
}

static void put_formula(struct str *out, const struct items *items, size_t i)
{
    json_put_text(out, items->array->formulas[i]);
}

static void put_row(struct str *out, const struct items *items, size_t start, size_t n)
{
    str_putc(out, '[');
    for (size_t i = 0; i < n; i++) {
        json_put_item(out);
        items->put(out, items, start + i);
    }
    str_putc(out, ']');
}

static void put_shaped(struct str *out, const struct items *items)
{
    const struct dcalc_array *array = items->array;
    if (array->ndim == 0) {
        items->put(out, items, 0);
        return;
    }
    if (array->ndim == 1) {
        put_row(out, items, 0, array->dims[0]);
        return;
    }
    str_putc(out, '[');
    for (size_t r = 0; r < array->dims[0]; r++) {
        json_put_item(out);
        put_row(out, items, r * array->dims[1], array->dims[1]);
    }
    str_putc(out, ']');
}

typedef void put_array(struct str *, const struct dcalc_request *, const struct dcalc_array *);

static void put_numbers(struct str *out, const struct dcalc_request *request,
                        const struct dcalc_array *array)
{
    put_shaped(out, &(struct items){request, array, put_number});
}

/* One string for the whole array, or one an entry in the array's shape. */
static void put_formulas(struct str *out, const struct dcalc_request *request,
                         const struct dcalc_array *array)
{
    struct items items = {request, array, put_formula};
    bool table = request->command == DCALC_JACOBIAN || request->command == DCALC_HESSIAN,
         each = array->n_formulas == array->count && array->n_formulas > (table ? 0 : 1);
    if (each)
        put_shaped(out, &items);
    else if (array->n_formulas)
        put_formula(out, &items, 0);
    else
        str_puts(out, "[]");
}

static void put_by_name(struct str *out, const struct dcalc_request *request,
                        const struct dcalc_array *arrays, size_t n, put_array *put)
{
    str_putc(out, '{');
    for (size_t i = 0; i < n; i++) {
        json_put_key(out, arrays[i].name);
        put(out, request, &arrays[i]);
    }
    str_putc(out, '}');
}

/* A single array as it is, several as a list. */
static void put_one_or_list(struct str *out, const struct dcalc_request *request,
                            const struct dcalc_array *arrays, size_t n, put_array *put)
{
    if (n == 1) {
        put(out, request, &arrays[0]);
        return;
    }
    str_putc(out, '[');
    for (size_t i = 0; i < n; i++) {
        json_put_item(out);
        put(out, request, &arrays[i]);
    }
    str_putc(out, ']');
}

static void put_key_texts(struct str *out, const char *key, const char *const *texts, size_t n)
{
    json_put_key(out, key);
    str_putc(out, '[');
    for (size_t i = 0; i < n; i++) {
        json_put_item(out);
        json_put_text(out, texts[i]);
    }
    str_putc(out, ']');
}

static void put_exprs(struct str *out, const struct dcalc_request *request)
{
    const struct dcalc_text *e = request->exprs;
    json_put_key(out, "expr");
    if (request->n_exprs == 1) {
        json_put_string(out, e[0].bytes, e[0].length);
        return;
    }
    str_putc(out, '[');
    for (size_t i = 0; i < request->n_exprs; i++) {
        json_put_item(out);
        json_put_string(out, e[i].bytes, e[i].length);
    }
    str_putc(out, ']');
}

/* `given`: texts of the values, or NULL. */
static void put_bindings(struct str *out, const struct dcalc_binding *b, size_t n,
                         const char *const *given)
{
    str_putc(out, '{');
    for (size_t i = 0; i < n; i++) {
        json_put_key(out, b[i].name);
        if (given && given[i])
            str_puts(out, given[i]);
        else
            put_given(out, b[i].value.bytes, b[i].value.length, 0);
    }
    str_putc(out, '}');
}

static void put_vector(struct str *out, const struct dcalc_request *request)
{
    const struct dcalc_binding *first = request->vector;
    json_put_key(out, "vector");
    if (*first->name)
        put_bindings(out, first, request->n_vector, NULL);
    else
        put_given(out, first->value.bytes, first->value.length, 0);
}

static int order_of(const struct dcalc_request *request)
{
    if (request->command == DCALC_TAYLOR && request->order == DCALC_DEGREE_ZERO) return 0;
    if (request->command == DCALC_TAYLOR) return request->order ? request->order : 6;
    int order = request->order ? request->order : 1;
    if (request->n_wrt > 1) order *= (int)request->n_wrt; /* --wrt x,y,y is of order three */
    return order;
}

static void put_given_text(struct str *out, const char *key, const char *json)
{
    if (!json) return;
    json_put_key(out, key);
    str_puts(out, json);
}

/* The question: command, expr, of, wrt, order, at. */
static void put_question(struct str *out, const struct dcalc_request *request,
                         const struct dcalc_result *result, const struct render_given *given)
{
    bool by = request->command != DCALC_EVAL && request->command != DCALC_BACKPROP &&
              request->command != DCALC_PLOT;
    json_put_key_text(out, "command", render_command(request->command));
    put_exprs(out, request);
    if (request->n_show) put_key_texts(out, "show", request->show, request->n_show);
    if (request->n_of) put_key_texts(out, "of", request->of, request->n_of);
    if (by && !given->rows) put_key_texts(out, "wrt", result->wrt, result->n_wrt);
    if (request->command == DCALC_DIFF || request->command == DCALC_TAYLOR)
        json_put_key_double(out, "order", order_of(request));
    if (request->has_at || request->n_at) {
        json_put_key(out, "at");
        put_bindings(out, request->at, request->n_at, given->at);
    }
    if (request->n_vector) put_vector(out, request);
    if (request->n_range) {
        json_put_key(out, "range");
        put_bindings(out, request->range, request->n_range, NULL);
    }
    put_given_text(out, "points", given->points);
}

/* Is there one derivative for each name? */
static bool is_by_name(enum dcalc_command command)
{
    return command == DCALC_GRAD || command == DCALC_BACKPROP || command == DCALC_VJP;
}

static bool has_formulas(const struct dcalc_array *arrays, size_t n)
{
    return n && arrays[0].formulas;
}

static bool has_numbers(const struct dcalc_array *arrays, size_t n)
{
    return n && render_has_numbers(&arrays[0]);
}

static void put_symbolic(struct str *out, const struct dcalc_request *request,
                         const struct dcalc_result *result)
{
    bool eval = request->command == DCALC_EVAL || request->command == DCALC_LIMIT_AT,
         named = is_by_name(request->command) || request->n_show;
    const struct dcalc_array *arrays = eval ? result->values : result->derivatives;
    size_t n = eval ? result->n_values : result->n_derivatives;
    named |= !eval && n > 1; /* blocks of a Jacobian */
    if (!has_formulas(arrays, n)) return;
    json_put_key(out, "symbolic");
    (named ? put_by_name : put_one_or_list)(out, request, arrays, n, put_formulas);
    if (result->n_lets) put_key_texts(out, "let", result->lets, result->n_lets);
}

static const char *derivative_key(enum dcalc_command command)
{
    static const char *const keys[] = {"",         "derivative", "gradient",
                                       "jacobian", "hessian",    "gradient",
                                       "jvp",      "vjp",        "coefficients"};
    return keys[command];
}

/* What a training has come to: keys for what it was asked for. */
static void put_trained(struct str *out, const struct dcalc_request *request,
                        const struct dcalc_trained *trained)
{
    json_put_key_double(out, "steps", trained->steps);
    if (request->n_data) json_put_key_double(out, "epochs", trained->epochs);
    if (request->n_validate) json_put_key_double(out, "validation", trained->validation);
    if (trained->best_epoch) json_put_key_double(out, "best-epoch", trained->best_epoch);
}

/* The answer in numbers: value or loss, the derivative under its own name, the new weights. */
static void put_answers(struct str *out, const struct dcalc_request *request,
                        const struct dcalc_result *result)
{
    enum dcalc_command command = request->command;
    bool named = is_by_name(command);
    if (has_numbers(result->values, result->n_values)) {
        json_put_key(out, command == DCALC_BACKPROP   ? "loss"
                          : command == DCALC_LIMIT_AT ? "limit"
                                                      : "value");
        (request->n_show ? put_by_name : put_one_or_list)(out, request, result->values,
                                                          result->n_values, put_numbers);
    }
    if (has_numbers(result->derivatives, result->n_derivatives)) {
        json_put_key(out, derivative_key(command));
        (named ? put_by_name : put_one_or_list)(out, request, result->derivatives,
                                                result->n_derivatives, put_numbers);
    }
    if (has_numbers(result->weights, result->n_weights)) {
        json_put_key(out, "weights");
        put_by_name(out, request, result->weights, result->n_weights, put_numbers);
    }
    if (result->trained) put_trained(out, request, result->trained);
}

/* The range as it was given, the bounds, and the larger of their sizes. */
static void put_remainder(struct str *out, const struct dcalc_request *request,
                          const struct dcalc_array *rest)
{
    static const char *const keys[] = {"low", "high", "within"};
    struct items items = {request, rest, put_number};
    if (!rest) return;
    json_put_key(out, "remainder");
    str_putc(out, '{');
    json_put_key(out, "range");
    put_bindings(out, request->remainder, request->n_remainder, NULL);
    for (size_t i = 0; i < 3; i++) {
        json_put_key(out, keys[i]);
        put_number(out, &items, i);
    }
    str_putc(out, '}');
}

static void put_error(struct str *out, const struct dcalc_diagnostic *error)
{
    json_put_key(out, "error");
    str_putc(out, '{');
    json_put_key_text(out, "kind", dcalc_kind_name(error->kind));
    json_put_key_text(out, "message", error->message);
    if (error->source) {
        json_put_key_double(out, "start", (double)error->start);
        json_put_key_double(out, "end", (double)error->end);
    }
    if (error->line_number > 1) json_put_key_double(out, "line", (double)error->line_number);
    if (error->hint) json_put_key_text(out, "hint", error->hint);
    if (error->source) json_put_key_text(out, "source", error->source);
    str_putc(out, '}');
}

/* The nonzeros under the command's name, their formulas under "symbolic". */
static void put_nonzeros(struct str *out, const struct dcalc_result *result, const char *key,
                         enum sparse_part part)
{
    json_put_key(out, key);
    render_sparse_json(out, result, part);
}

static void put_sparse(struct str *out, const struct dcalc_request *request,
                       const struct dcalc_result *result)
{
    const struct dcalc_array *entries = result->derivatives;
    const char *key = derivative_key(request->command);
    bool strings = request->exact || request->digits > 17;
    if (!result->n_derivatives) {
        put_nonzeros(out, result, key, SPARSE_PLACES);
        return;
    }
    if (entries->formulas) put_nonzeros(out, result, "symbolic", SPARSE_FORMULAS);
    if (render_has_numbers(entries))
        put_nonzeros(out, result, key, strings ? SPARSE_TEXTS : SPARSE_NUMBERS);
    if (result->n_lets) put_key_texts(out, "let", result->lets, result->n_lets);
}

/* Shared parts of closed forms, where no formulas have brought them. */
static void put_lets(struct str *out, const struct dcalc_result *result)
{
    bool eval = result->command == DCALC_EVAL;
    bool formulas = eval ? has_formulas(result->values, result->n_values)
                         : has_formulas(result->derivatives, result->n_derivatives);
    if (result->n_lets && !formulas) put_key_texts(out, "let", result->lets, result->n_lets);
}

static void put_truth(struct str *out, const char *key, bool truth)
{
    json_put_key(out, key);
    str_puts(out, truth ? "true" : "false");
}

static void put_text_if(struct str *out, const char *key, const char *text)
{
    if (text) json_put_key_text(out, key, text);
}

static void put_number_if(struct str *out, const char *key, const char *text)
{
    if (!text) return;
    json_put_key(out, key);
    put_scalar(out, text, strlen(text));
}

static void put_verdict(struct str *out, const struct dcalc_verdict *v)
{
    put_truth(out, "equal", v->equal);
    if (v->n_compared) {
        render_modes_json(out, v);
        return;
    }
    if (v->equal && !v->off) put_truth(out, "proved", v->proved);
    if (v->equal && !v->proved && !v->off) json_put_key_double(out, "points", (double)v->points);
    put_text_if(out, "entry", v->entry && *v->entry ? v->entry : NULL);
    put_text_if(out, "where", v->where);
    put_number_if(out, "value", v->value);
    put_number_if(out, "claimed", v->claimed);
    put_text_if(out, "off", v->off);
    put_text_if(out, "slip", v->slip);
    put_text_if(out, "domain", v->domain);
}

static void put_answer(struct str *out, const struct dcalc_request *request,
                       const struct dcalc_result *result, const struct render_given *given)
{
    put_question(out, request, result, given);
    put_given_text(out, "rows", given->rows);
    put_given_text(out, "report", given->report);
    if (result->verdict) put_verdict(out, result->verdict);
    if (result->nonzeros) {
        put_sparse(out, request, result);
    } else {
        put_symbolic(out, request, result);
        put_answers(out, request, result);
        put_lets(out, result);
        put_remainder(out, request, result->remainder);
    }
    if (result->command == DCALC_PLOT) put_text_if(out, "svg", result->document);
    if (result->explanation) json_put_key_text(out, "explanation", result->explanation);
    if (result->n_notes) put_key_texts(out, "notes", result->notes, result->n_notes);
}

void render_json(struct str *out, const struct dcalc_request *request,
                 const struct dcalc_result *result, const struct render_given *given)
{
    str_putc(out, '{');
    if (given->id) {
        json_put_key(out, "id");
        str_puts(out, given->id);
    }
    if (result->n_errors)
        put_error(out, &result->errors[0]);
    else
        put_answer(out, request, result, given);
    str_puts(out, "}\n");
}
