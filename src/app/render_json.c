/* JSON output: one object a result, keys in a fixed order, only those that apply. */
#include "app/render.h"
#include "data/json.h"

#include <string.h>

/* What makes one item of a shaped list: a number or a formula of an array. */
struct items {
    const struct dcalc_request *request;
    const struct dcalc_array *array;
    struct json *(*make)(const struct items *items, size_t i);
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits_at(const char *s, size_t n, size_t at)
{
    size_t end = at;
    while (end < n && is_digit(s[end])) end++;
    return end - at;
}

/* Decimal text taken apart: -12.5e3 -> '-', "12", "5", "e3". */
struct decimal {
    bool negative;
    const char *whole, *fraction, *exponent;
    size_t n_whole, n_fraction, n_exponent;
};

static bool split_exponent(struct decimal *d, const char *s, size_t n, size_t at)
{
    if (at == n) return true;
    if (s[at] != 'e' && s[at] != 'E') return false;
    size_t digits = at + 1;
    if (digits < n && (s[digits] == '+' || s[digits] == '-')) digits++;
    d->exponent = s + at;
    d->n_exponent = n - at;
    return digits < n && digits + digits_at(s, n, digits) == n;
}

static bool split_decimal(struct decimal *d, const char *s, size_t n)
{
    size_t at = 0;
    *d = (struct decimal){.negative = n && s[0] == '-'};
    at += d->negative;
    d->whole = s + at;
    d->n_whole = digits_at(s, n, at);
    at += d->n_whole;
    if (at < n && s[at] == '.') {
        d->fraction = s + at + 1;
        d->n_fraction = digits_at(s, n, at + 1);
        at += 1 + d->n_fraction;
    }
    return d->n_whole + d->n_fraction > 0 && split_exponent(d, s, n, at);
}

/* Digits from the first that is not zero. */
static size_t significant_digits(const struct decimal *d)
{
    size_t zeros = 0, n = d->n_whole + d->n_fraction;
    while (zeros < d->n_whole && d->whole[zeros] == '0') zeros++;
    if (zeros == d->n_whole)
        while (zeros < n && d->fraction[zeros - d->n_whole] == '0') zeros++;
    return n - zeros;
}

/* JSON wants a digit on both sides of the point and no zero before the first. A number with more
 * digits than a double holds stays a string, so that no reader loses any. */
static struct json *decimal_json(struct decimal *d)
{
    struct mem mem = {0};
    struct str text = {.mem = &mem};
    while (d->n_whole > 1 && *d->whole == '0') d->whole++, d->n_whole--;
    if (significant_digits(d) > 17) return NULL;
    if (d->negative) str_putc(&text, '-');
    if (d->n_whole)
        str_put(&text, d->whole, d->n_whole);
    else
        str_putc(&text, '0');
    if (d->n_fraction) str_putc(&text, '.');
    if (d->n_fraction) str_put(&text, d->fraction, d->n_fraction);
    if (d->n_exponent) str_put(&text, d->exponent, d->n_exponent);
    struct json *item = text.failed ? NULL : json_new_raw(text.s);
    str_free(&text);
    return item;
}

/* A number where the text is a plain decimal, else a string. */
static struct json *scalar_json(const char *s, size_t n)
{
    struct decimal d;
    struct json *item = split_decimal(&d, s, n) ? decimal_json(&d) : NULL;
    return item ? item : json_new_string(s, n);
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
static struct json *given_json(const char *s, size_t n, int level)
{
    bool fine;
    trim(&s, &n);
    if (level > 8 || !is_list(s, n)) return scalar_json(s, n);
    struct json *list = json_new_array();
    for (size_t at = 1; at < n - 1;) {
        size_t length = item_length(s + at, n - 1 - at, &fine);
        json_add(list, given_json(s + at, length, level + 1));
        at += length + 1;
    }
    return list;
}

static struct json *make_number(const struct items *items, size_t i)
{
    const struct dcalc_array *array = items->array;
    if (!array->texts) return json_new_double(array->values[i]);
    const char *text = array->texts[i];
    if (strstr(text, "nan") || strstr(text, "inf")) return json_new_null();
    bool string = items->request->exact || items->request->digits > 17;
    return string ? json_new_text(text) : scalar_json(text, strlen(text));
}

static struct json *make_formula(const struct items *items, size_t i)
{
    return json_new_text(items->array->formulas[i]);
}

static struct json *row_json(const struct items *items, size_t start, size_t n)
{
    struct json *row = json_new_array();
    for (size_t i = 0; i < n; i++) json_add(row, items->make(items, start + i));
    return row;
}

static struct json *shaped_json(const struct items *items)
{
    const struct dcalc_array *array = items->array;
    if (array->ndim == 0) return items->make(items, 0);
    if (array->ndim == 1) return row_json(items, 0, array->dims[0]);
    struct json *rows = json_new_array();
    for (size_t r = 0; r < array->dims[0]; r++)
        json_add(rows, row_json(items, r * array->dims[1], array->dims[1]));
    return rows;
}

static struct json *numbers_json(const struct dcalc_request *request,
                                 const struct dcalc_array *array)
{
    struct items items = {request, array, make_number};
    return shaped_json(&items);
}

/* One string for the whole array, or one an entry in the array's shape. */
static struct json *formulas_json(const struct dcalc_request *request,
                                  const struct dcalc_array *array)
{
    struct items items = {request, array, make_formula};
    bool table = request->command == DCALC_JACOBIAN || request->command == DCALC_HESSIAN,
         each = array->n_formulas == array->count && array->n_formulas > (table ? 0 : 1);
    if (!each) return array->n_formulas ? make_formula(&items, 0) : row_json(&items, 0, 0);
    return shaped_json(&items);
}

typedef struct json *array_json(const struct dcalc_request *, const struct dcalc_array *);

static struct json *by_name(const struct dcalc_request *request, const struct dcalc_array *arrays,
                            size_t n, array_json *make)
{
    struct json *object = json_new_object();
    for (size_t i = 0; i < n; i++) json_set(object, arrays[i].name, make(request, &arrays[i]));
    return object;
}

/* A single array as it is, several as a list. */
static struct json *one_or_list(const struct dcalc_request *request,
                                const struct dcalc_array *arrays, size_t n, array_json *make)
{
    if (n == 1) return make(request, &arrays[0]);
    struct json *list = json_new_array();
    for (size_t i = 0; i < n; i++) json_add(list, make(request, &arrays[i]));
    return list;
}

static struct json *texts_json(const char *const *texts, size_t n)
{
    struct json *list = json_new_array();
    for (size_t i = 0; i < n; i++) json_add(list, json_new_text(texts[i]));
    return list;
}

static struct json *exprs_json(const struct dcalc_request *request)
{
    const struct dcalc_text *e = request->exprs;
    if (request->n_exprs == 1) return json_new_string(e[0].bytes, e[0].length);
    struct json *list = json_new_array();
    for (size_t i = 0; i < request->n_exprs; i++)
        json_add(list, json_new_string(e[i].bytes, e[i].length));
    return list;
}

static struct json *bindings_json(const struct dcalc_binding *b, size_t n)
{
    struct json *object = json_new_object();
    for (size_t i = 0; i < n; i++)
        json_set(object, b[i].name, given_json(b[i].value.bytes, b[i].value.length, 0));
    return object;
}

static struct json *vector_json(const struct dcalc_request *request)
{
    const struct dcalc_binding *first = request->vector;
    if (!*first->name) return given_json(first->value.bytes, first->value.length, 0);
    return bindings_json(first, request->n_vector);
}

static struct json *order_json(const struct dcalc_request *request)
{
    int order = request->order ? request->order : 1;
    if (request->n_wrt > 1) order *= (int)request->n_wrt; /* --wrt x,y,y is of order three */
    return json_new_double(order);
}

/* The question: command, expr, wrt, order, at. */
static void set_question(struct json *out, const struct dcalc_request *request,
                         const struct dcalc_result *result)
{
    bool by = request->command != DCALC_EVAL && request->command != DCALC_BACKPROP;
    json_set(out, "command", json_new_text(render_command(request->command)));
    json_set(out, "expr", exprs_json(request));
    if (by) json_set(out, "wrt", texts_json(result->wrt, result->n_wrt));
    if (request->command == DCALC_DIFF) json_set(out, "order", order_json(request));
    if (request->has_at || request->n_at)
        json_set(out, "at", bindings_json(request->at, request->n_at));
    if (request->n_vector) json_set(out, "vector", vector_json(request));
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

static void set_symbolic(struct json *out, const struct dcalc_request *request,
                         const struct dcalc_result *result)
{
    bool eval = request->command == DCALC_EVAL, named = is_by_name(request->command);
    const struct dcalc_array *arrays = eval ? result->values : result->derivatives;
    size_t n = eval ? result->n_values : result->n_derivatives;
    named |= !eval && n > 1; /* blocks of a Jacobian */
    if (!has_formulas(arrays, n)) return;
    json_set(out, "symbolic",
             named ? by_name(request, arrays, n, formulas_json)
                   : one_or_list(request, arrays, n, formulas_json));
    if (result->n_lets) json_set(out, "let", texts_json(result->lets, result->n_lets));
}

static const char *derivative_key(enum dcalc_command command)
{
    static const char *const keys[] = {"",        "derivative", "gradient", "jacobian",
                                       "hessian", "gradient",   "jvp",      "vjp"};
    return keys[command];
}

/* The answer in numbers: value or loss, the derivative under its own name, the new weights. */
static void set_numbers(struct json *out, const struct dcalc_request *request,
                        const struct dcalc_result *result)
{
    enum dcalc_command command = request->command;
    bool named = is_by_name(command);
    if (has_numbers(result->values, result->n_values))
        json_set(out, command == DCALC_BACKPROP ? "loss" : "value",
                 one_or_list(request, result->values, result->n_values, numbers_json));
    if (has_numbers(result->derivatives, result->n_derivatives))
        json_set(out, derivative_key(command),
                 (named ? by_name : one_or_list)(request, result->derivatives,
                                                 result->n_derivatives, numbers_json));
    if (has_numbers(result->weights, result->n_weights))
        json_set(out, "weights",
                 by_name(request, result->weights, result->n_weights, numbers_json));
}

static struct json *error_json(const struct dcalc_diagnostic *error)
{
    struct json *object = json_new_object();
    json_set(object, "kind", json_new_text(dcalc_kind_name(error->kind)));
    json_set(object, "message", json_new_text(error->message));
    if (error->source) {
        json_set(object, "start", json_new_double((double)error->start));
        json_set(object, "end", json_new_double((double)error->end));
    }
    if (error->hint) json_set(object, "hint", json_new_text(error->hint));
    if (error->source) json_set(object, "source", json_new_text(error->source));
    return object;
}

/* The nonzeros under the command's name, their formulas under "symbolic". */
static void set_nonzeros(struct json *out, const struct dcalc_result *result, const char *key,
                         enum sparse_part part)
{
    struct mem mem = {0};
    struct str text = {.mem = &mem};
    render_sparse_json(&text, result, part);
    json_set(out, key, text.failed ? NULL : json_new_raw(text.s));
    str_free(&text);
}

static void set_sparse(struct json *out, const struct dcalc_request *request,
                       const struct dcalc_result *result)
{
    const struct dcalc_array *entries = result->derivatives;
    const char *key = derivative_key(request->command);
    bool strings = request->exact || request->digits > 17;
    if (!result->n_derivatives) {
        set_nonzeros(out, result, key, SPARSE_PLACES);
        return;
    }
    if (entries->formulas) set_nonzeros(out, result, "symbolic", SPARSE_FORMULAS);
    if (render_has_numbers(entries))
        set_nonzeros(out, result, key, strings ? SPARSE_TEXTS : SPARSE_NUMBERS);
    if (result->n_lets) json_set(out, "let", texts_json(result->lets, result->n_lets));
}

static void set_answer(struct json *out, const struct dcalc_request *request,
                       const struct dcalc_result *result)
{
    set_question(out, request, result);
    if (result->nonzeros) {
        set_sparse(out, request, result);
    } else {
        set_symbolic(out, request, result);
        set_numbers(out, request, result);
    }
    if (result->explanation) json_set(out, "explanation", json_new_text(result->explanation));
    if (result->n_notes) json_set(out, "notes", texts_json(result->notes, result->n_notes));
}

char *render_json(const struct dcalc_request *request, const struct dcalc_result *result,
                  const char *id, size_t *length)
{
    struct json *out = json_new_object();
    if (id) json_set(out, "id", json_new_raw(id));
    if (result->n_errors)
        json_set(out, "error", error_json(&result->errors[0]));
    else
        set_answer(out, request, result);
    char *bytes = json_print(out, "\n", length);
    json_free(out);
    return bytes;
}
