#include "number/plain.h"

#include "data/decimal.h"

#include <string.h>

enum { MOST_EXPONENT = 400, MOST_LENGTH = 60, LARGE_GRAPH = 20000 };

/* ---- the point ---- */

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
    if (read_digits(s, &size) <= 0 || size > MOST_EXPONENT) return false;
    *exponent += (int32_t)(negative ? -size : size);
    return true;
}

/* -12.5e3; what the language reads otherwise, or as something else, is not plain. */
static bool read_number(struct scan *s, struct plain_number *out)
{
    *out = (struct plain_number){.text = s->at};
    bool negative = skip(s, '-');
    int whole = read_digits(s, &out->mantissa), fraction = 0;
    if (whole >= 0 && skip(s, '.')) fraction = read_digits(s, &out->mantissa);
    if (whole < 0 || fraction < 0 || whole + fraction == 0) return false;
    out->exponent = -fraction;
    if (negative) out->mantissa = -out->mantissa;
    if (!read_exponent(s, &out->exponent)) return false;
    out->length = (uint32_t)(s->at - out->text);
    return out->length <= MOST_LENGTH;
}

static bool push_number(struct mem *mem, struct scan *s, struct plain_point *point)
{
    struct plain_number read;
    return read_number(s, &read) && vec_push(mem, &point->numbers, read);
}

/* The rest of a list after its bracket: numbers up to the end. */
static bool read_list(struct mem *mem, struct scan *s, struct plain_point *point, int64_t *n)
{
    for (*n = 0;; skip_blanks(s)) {
        if (!push_number(mem, s, point)) return false;
        ++*n;
        skip_blanks(s);
        if (skip(s, ']')) return true;
        if (!skip(s, ',')) return false;
    }
}

static bool read_rows(struct mem *mem, struct scan *s, struct plain_point *point,
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

static bool read_value(struct mem *mem, struct scan *s, struct plain_point *point,
                       struct shape_data *d)
{
    if (!skip(s, '[')) return push_number(mem, s, point);
    if (s->at < s->end && *s->at == '[') return read_rows(mem, s, point, d);
    d->ndim = 1;
    return read_list(mem, s, point, &d->d[0]);
}

bool plain_read(struct mem *mem, struct plain_point *point, const struct dcalc_request *request)
{
    point->bindings.n = point->numbers.n = 0;
    for (size_t i = 0; i < request->n_at; i++) {
        const struct dcalc_binding *b = &request->at[i];
        struct plain_binding binding = {.first = point->numbers.n};
        struct scan s = {b->value.bytes, b->value.bytes + b->value.length};
        if (b->array.entries || !read_value(mem, &s, point, &binding.shape) || s.at != s.end)
            return false;
        if (!vec_push(mem, &point->bindings, binding)) return false;
    }
    return true;
}

void plain_point_free(struct mem *mem, struct plain_point *point)
{
    vec_free(mem, &point->bindings);
    vec_free(mem, &point->numbers);
}

/* ---- inputs ---- */

static bool set_double(double *out, const struct plain_number *n)
{
    if (decimal_read(n->text, n->length, out) != DECIMAL_FINITE) return false;
    *out += 0.0; /* no minus before a zero */
    return true;
}

/* 10^k for a k of at most 18, which 64 bits hold. */
static unsigned long power_of_ten(int k)
{
    unsigned long power = 1;
    while (k-- > 0) power *= 10;
    return power;
}

/* As narrow as the precision allows: of the exact number, once rounded. */
static void set_interval(mpfi_ptr out, const struct plain_number *n)
{
    char text[MOST_LENGTH + 1];
    int shift = n->exponent < 0 ? -n->exponent : n->exponent;
    if (shift <= 18 && sizeof(long) == sizeof n->mantissa) {
        mpfi_set_si(out, (long)n->mantissa);
        if (n->exponent < 0) mpfi_div_ui(out, out, power_of_ten(shift));
        if (n->exponent > 0) mpfi_mul_ui(out, out, power_of_ten(shift));
        return;
    }
    memcpy(text, n->text, n->length);
    text[n->length] = '\0';
    mpfr_set_str(&out->left, text, 10, MPFR_RNDD);
    mpfr_set_str(&out->right, text, 10, MPFR_RNDU);
}

static bool set_input(struct plain *p, const struct plain_input *input,
                      const struct plain_point *point)
{
    const struct plain_binding *b = &point->bindings.at[input->place];
    const struct plain_number *numbers = &point->numbers.at[b->first];
    int64_t n = b->shape.ndim == 0 ? 1 : b->shape.d[0] * (b->shape.ndim == 2 ? b->shape.d[1] : 1);
    for (int64_t i = 0; i < n; i++) {
        if (p->c.certified)
            set_interval(intervals_slot(&p->c.intervals, input->slot)[i], &numbers[i]);
        else if (!set_double(&eval_slot(&p->c.doubles, input->slot)[i], &numbers[i]))
            return false;
    }
    return true;
}

/* ---- the tape ---- */

bool plain_suits(const struct work *w)
{
    const struct dcalc_request *rq = w->request;
    if (rq->steps > 1 || w->in_bands) return false;
    return rq->format <= DCALC_JSON && !rq->sparse && !w->has_arrays &&
           w->core.limits.digits > 2 * MOST_EXPONENT && w->g.nodes.n < LARGE_GRAPH;
}

/* The last value given to a name counts. */
static bool find_binding(const struct work *w, const char *name, uint32_t *place)
{
    for (size_t i = w->request->n_at; i-- > 0;)
        if (!strcmp(w->request->at[i].name, name)) return *place = (uint32_t)i, true;
    return false;
}

static bool find_inputs(struct plain *p, struct work *w)
{
    for (size_t i = 0; i < p->c.tape.code.n; i++) {
        const struct instruction *in = &p->c.tape.code.at[i];
        struct plain_input input = {.slot = (uint32_t)i};
        if (in->op != OP_VARIABLE) continue;
        if (!find_binding(w, names_text(&w->core.names, in->data), &input.place)) return false;
        if (!vec_push(&w->core.mem, &p->inputs, input)) return false;
    }
    return true;
}

static bool prepare(struct plain *p)
{
    if (p->c.certified)
        return intervals_init(&p->c.intervals, &p->c.tape) &&
               intervals_set_precision(&p->c.intervals, computation_first_look(&p->c));
    return eval_init_small(&p->c.doubles, &p->c.tape);
}

static bool run(struct plain *p, const struct plain_point *point)
{
    for (size_t i = 0; i < p->inputs.n; i++)
        if (!set_input(p, &p->inputs.at[i], point)) return false;
    bool ok = p->c.certified ? intervals_run(&p->c.intervals, p->c.intervals.precision)
                             : eval_run(&p->c.doubles);
    return ok && conditions_hold(&p->c) && computation_fill(&p->c);
}

bool plain_answer(struct work *w)
{
    struct mem *mem = &w->core.mem;
    struct plain_point point = {0};
    struct plain *p = w->plain = mem_array(mem, 1, sizeof *p);
    if (!p) return false;
    computation_init(&p->c, w);
    bool ok = plain_read(mem, &point, w->request) && computation_of_names(&p->c) &&
              find_inputs(p, w) && prepare(p) && run(p, &point);
    intervals_rest(&p->c.intervals);
    plain_point_free(mem, &point);
    if (!ok) plain_free(w);
    return ok;
}

bool plain_again(struct work *w, const struct plain_point *point)
{
    intervals_wake(&w->plain->c.intervals);
    bool ok = run(w->plain, point);
    intervals_rest(&w->plain->c.intervals);
    return ok;
}

void plain_free(struct work *w)
{
    struct plain *p = w->plain;
    if (!p) return;
    computation_free(&p->c);
    vec_free(&w->core.mem, &p->inputs);
    mem_free_array(&w->core.mem, p, 1, sizeof *p);
    w->plain = NULL;
}
