#include "question/point_decimals.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

struct scan {
    const char *at, *end;
};

static bool skip(struct scan *s, char c)
{
    if (s->at == s->end || *s->at != c) return false;
    s->at++;
    return true;
}

static void skip_blanks(struct scan *s)
{
    while (s->at < s->end && *s->at == ' ') s->at++;
}

/* Digits added to a mantissa; how many, or -1 if it grows past 18. */
static int read_digits(struct scan *s, int64_t *mantissa)
{
    int n = 0;
    for (; s->at < s->end && is_digit(*s->at); s->at++, n++) {
        if (*mantissa >= INT64_C(100000000000000000)) return -1;
        *mantissa = *mantissa * 10 + (*s->at - '0');
    }
    return n;
}

static bool read_exponent(struct scan *s, int32_t *exponent)
{
    int64_t size = 0;
    if (!skip(s, 'e')) return true;
    bool negative = skip(s, '-');
    if (!negative) skip(s, '+');
    if (read_digits(s, &size) <= 0 || size > POINT_DECIMAL_EXPONENT) return false;
    *exponent += (int32_t)(negative ? -size : size);
    return true;
}

/* -12.5e3; what the language reads otherwise, or as something else, is left to the parser. */
static bool read_number(struct scan *s, struct point_decimal *out)
{
    *out = (struct point_decimal){.text = s->at};
    bool negative = skip(s, '-');
    int whole = read_digits(s, &out->mantissa), fraction = 0;
    if (whole >= 0 && skip(s, '.')) fraction = read_digits(s, &out->mantissa);
    if (whole < 0 || fraction < 0 || whole + fraction == 0) return false;
    out->exponent = -fraction;
    if (negative) out->mantissa = -out->mantissa;
    if (!read_exponent(s, &out->exponent)) return false;
    out->length = (uint32_t)(s->at - out->text);
    return out->length <= POINT_DECIMAL_LENGTH;
}

static bool push_number(struct mem *mem, struct scan *s, struct point_decimals *point)
{
    struct point_decimal read;
    return read_number(s, &read) && vec_push(mem, &point->all, read);
}

/* The rest of a list after its bracket: numbers up to the end. */
static bool read_list(struct mem *mem, struct scan *s, struct point_decimals *point, int64_t *n)
{
    for (*n = 0;; skip_blanks(s)) {
        if (!push_number(mem, s, point)) return false;
        ++*n;
        skip_blanks(s);
        if (skip(s, ']')) return true;
        if (!skip(s, ',')) return false;
    }
}

static bool read_rows(struct mem *mem, struct scan *s, struct point_decimals *point,
                      struct shape_data *d)
{
    int64_t columns;
    for (d->ndim = 2;; skip_blanks(s)) {
        if (!skip(s, '[') || !read_list(mem, s, point, &columns)) return false;
        if (d->d[0]++ > 0 && columns != d->d[1]) return false;
        d->d[1] = columns;
        skip_blanks(s);
        if (skip(s, ']')) return true;
        if (!skip(s, ',')) return false;
    }
}

static bool read_value(struct mem *mem, struct scan *s, struct point_decimals *point,
                       struct shape_data *d)
{
    if (!skip(s, '[')) return push_number(mem, s, point);
    if (s->at < s->end && *s->at == '[') return read_rows(mem, s, point, d);
    d->ndim = 1;
    return read_list(mem, s, point, &d->d[0]);
}

bool point_decimals_read(struct mem *mem, struct point_decimals *point,
                         const struct dcalc_request *request)
{
    point->bindings.n = point->all.n = 0;
    for (size_t i = 0; i < request->n_at; i++) {
        const struct dcalc_binding *b = &request->at[i];
        struct binding_decimals binding = {.first = point->all.n};
        struct scan s = {b->value.bytes, b->value.bytes + b->value.length};
        if (b->array.entries || !read_value(mem, &s, point, &binding.shape) || s.at != s.end)
            return false;
        if (!vec_push(mem, &point->bindings, binding)) return false;
    }
    return true;
}

void point_decimals_free(struct mem *mem, struct point_decimals *point)
{
    vec_free(mem, &point->bindings);
    vec_free(mem, &point->all);
}
