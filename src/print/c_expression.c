/* c_expression.c - entries and elementwise operations as expressions of C, in the order of
 * operations that eval/eval.c has, so that both give the same doubles. */
#include "print/c_private.h"

#include <math.h>
#include <string.h>

static const char *text_of(struct c_writer *w, struct str *s)
{
    const char *text = s->failed ? NULL : arena_text(&w->core->arena, s->s ? s->s : "", s->n);
    if (!text) w->failed = true;
    return text ? text : "";
}

/* Whole coefficients are written as ints, which become doubles beside one. Elsewhere 1/2 would be
 * 0. */
static struct c_value literal(struct c_writer *w, double x, bool coefficient)
{
    struct str s = {.mem = &w->core->mem};
    struct c_value v = {.kind = C_TEXT, .binds = x < 0 ? C_PRODUCT : C_ATOM};
    if (isinf(x) && !diag_any(w->core))
        diag_error(w->core, KIND_OVERFLOW, (struct span){0}, "a number beyond the doubles of C");
    str_double(&s, x);
    bool whole = fabs(x) < 1e9 && x == floor(x);
    if (!s.failed && !(whole && coefficient) && !strpbrk(s.s, ".e")) str_puts(&s, ".0");
    v.text = text_of(w, &s);
    str_free(&s);
    return v;
}

struct c_value c_literal(struct c_writer *w, double x)
{
    return literal(w, x, false);
}

/* A condition as the double it stands for. */
static struct c_value number_of(struct c_writer *w, struct c_value v)
{
    if (!v.condition) return v;
    return (struct c_value){C_TEXT, C_PRODUCT, .text = c_text(w, "(double)(%s)", v.text)};
}

const char *c_bound(struct c_writer *w, struct c_value value, int binds)
{
    if (value.binds >= binds) return value.text;
    return c_text(w, "(%s)", value.text);
}

const char *c_condition(struct c_writer *w, struct c_value value)
{
    return value.condition ? value.text : c_text(w, "%s != 0", c_bound(w, value, C_SUM));
}

/* ---- an entry ---- */

static void put_step(struct str *s, int64_t stride, const char *variable)
{
    if (!variable || stride == 0) return;
    if (s->n)
        str_puts(s, stride < 0 ? " - " : " + ");
    else if (stride < 0)
        str_putc(s, '-');
    int64_t size = stride < 0 ? -stride : stride;
    if (size != 1) str_putf(s, "%lld*", (long long)size);
    str_puts(s, variable);
}

static const char *index_text(struct c_writer *w, const struct c_value *v,
                              const struct c_place *place)
{
    struct str s = {.mem = &w->core->mem};
    bool down = v->down < 0, across = v->across < 0;
    if (down || across) str_putf(&s, "%lld", (long long)v->offset);
    put_step(&s, place->flat ? 0 : v->down, place->row);
    put_step(&s, place->flat ? 1 : v->across, place->column);
    if (!s.n)
        str_putf(&s, "%lld", (long long)v->offset);
    else if (v->offset && !down && !across)
        str_putf(&s, " + %lld", (long long)v->offset);
    const char *text = text_of(w, &s);
    str_free(&s);
    return text;
}

struct c_value c_entry(struct c_writer *w, uint32_t slot, const struct c_place *place)
{
    struct c_value v = w->values[slot];
    if (v.kind != C_ARRAY) return v;
    v.text = c_text(w, "%s[%s]", v.text, index_text(w, &v, place));
    v.kind = C_TEXT;
    v.binds = C_ATOM;
    return v;
}

/* ---- sums ---- */

/* Long expressions of scalars are cut, for the sake of readers and of compilers' stacks. */
enum { LONGEST = 12 };

static const char *cut(struct c_writer *w, const struct c_place *place, uint32_t block, uint32_t k,
                       const char *text)
{
    if (place->flat || place->row || place->column || k % LONGEST != LONGEST - 1) return text;
    const char *name = c_temporary(w);
    c_line(w, block, "const double %s = %s;", name, text);
    return name;
}

/* "c*x", without its sign. */
static const char *term(struct c_writer *w, double c, struct c_value x, bool first)
{
    if (c == 1 && first) return c_bound(w, x, C_SUM);
    if (fabs(c) == 1)
        return x.text[0] == '-' ? c_text(w, "(%s)", x.text) : c_bound(w, x, C_PRODUCT);
    return c_text(w, "%s*%s", literal(w, fabs(c), true).text,
                  x.text[0] == '-' ? c_text(w, "(%s)", x.text) : c_bound(w, x, C_ATOM));
}

static struct c_value sum(struct c_writer *w, const struct instruction *in,
                          const struct c_place *place)
{
    const uint32_t *args = c_args(w, in);
    const struct numbers *numbers = &w->g->numbers;
    double constant = number_to_double(numbers, in->data);
    const char *text = constant == 0 ? "" : literal(w, constant, true).text;
    for (uint32_t k = 0; k < in->n; k++) {
        double c = number_to_double(numbers, args[2 * k + 1]);
        bool first = !*text;
        const char *next = term(w, c, number_of(w, c_entry(w, args[2 * k], place)), first);
        text = first ? c_text(w, "%s%s", c < 0 ? "-" : "", next)
                     : c_text(w, "%s %s %s", text, c < 0 ? "-" : "+", next);
        if (k + 1 < in->n) text = cut(w, place, w->blocks[in->slot], k, text);
    }
    return (struct c_value){.kind = C_TEXT, .binds = C_SUM, .text = text};
}

/* ---- products ---- */

struct c_value c_call(struct c_writer *w, int helper, const char *arguments)
{
    const struct c_function *f = c_function(helper);
    w->used[helper] = true;
    if (f->call)
        return (struct c_value){C_TEXT, C_ATOM, .text = c_text(w, "%s(%s)", f->call, arguments)};
    diag_error(w->core, KIND_USAGE, (struct span){0}, "'%s' cannot be written in C",
               fn_name((enum fn)helper));
    w->failed = true;
    return (struct c_value){C_TEXT, C_ATOM, .text = ""};
}

static struct c_value whole_power(struct c_writer *w, struct c_value x, int64_t p)
{
    bool plain = x.binds == C_ATOM && !strchr(x.text, '(');
    if (p == 1) return x;
    if (plain && p == 2)
        return (struct c_value){C_TEXT, C_PRODUCT, .text = c_text(w, "%s*%s", x.text, x.text)};
    if (plain && p == 3)
        return (struct c_value){C_TEXT, C_PRODUCT,
                                .text = c_text(w, "%s*(%s*%s)", x.text, x.text, x.text)};
    if (p == 2) return c_call(w, C_SQUARE, x.text);
    return c_call(w, C_POWER, c_text(w, "%s, %lld", x.text, (long long)p));
}

/* x to the power of e's size, by products and roots where that rounds less. */
static struct c_value factor(struct c_writer *w, struct c_value x, struct rational e,
                             double exponent, bool *under)
{
    int64_t p = e.p < 0 ? -e.p : e.p;
    *under = e.p < 0;
    if (e.q == 1 && p <= 64) return whole_power(w, x, p);
    if (e.q == 2 && p <= 64) {
        const char *root = c_text(w, "sqrt(%s)", x.text);
        if (p == 1) return (struct c_value){C_TEXT, C_ATOM, .text = root};
        struct c_value power = whole_power(w, x, p / 2);
        return (struct c_value){C_TEXT, C_PRODUCT,
                                .text = c_text(w, "%s*%s", c_bound(w, power, C_PRODUCT), root)};
    }
    *under = false;
    const char *text = c_text(w, "pow(%s, %s)", x.text, c_literal(w, exponent).text);
    return (struct c_value){C_TEXT, C_ATOM, .text = text};
}

/* A product so far: its text, and how many factors it has. */
struct side {
    const char *text;
    uint32_t n;
    bool product;
};

static void multiply(struct c_writer *w, struct side *side, struct c_value by)
{
    bool first = side->n++ == 0;
    side->product = !first || by.binds < C_ATOM;
    side->text =
        first ? c_bound(w, by, C_PRODUCT) : c_text(w, "%s*%s", side->text, c_bound(w, by, C_ATOM));
}

/* The coefficient p/q: p multiplies, q divides. */
static void put_coefficient(struct c_writer *w, number c, struct side *over, struct side *under)
{
    struct rational r = w->g->numbers.all.at[c];
    double p = r.q ? (double)r.p : number_to_double(&w->g->numbers, c), q = r.q ? (double)r.q : 1;
    if (p != 1) multiply(w, over, literal(w, p, true));
    if (q != 1) multiply(w, under, literal(w, q, true));
}

static struct c_value product(struct c_writer *w, const struct instruction *in,
                              const struct c_place *place)
{
    const uint32_t *args = c_args(w, in);
    struct side sides[2] = {{"1", 0, false}, {"", 0, false}}, *over = &sides[0], *under = &sides[1];
    put_coefficient(w, in->data, over, under);
    bool minus = over->n && !strcmp(over->text, "-1") && in->n > 0;
    if (minus) *over = (struct side){"1", 0, false};
    for (uint32_t k = 0; k < in->n; k++) {
        bool below;
        number e = args[2 * k + 1];
        struct c_value x = number_of(w, c_entry(w, args[2 * k], place));
        struct c_value f =
            factor(w, x, w->g->numbers.all.at[e], number_to_double(&w->g->numbers, e), &below);
        struct side *side = below ? under : over;
        multiply(w, side, f);
        if (k + 1 < in->n) side->text = cut(w, place, w->blocks[in->slot], side->n - 1, side->text);
    }
    const char *sign = !minus ? "" : over->text[0] == '-' ? "-1*" : "-", *text = over->text;
    text = c_text(w, "%s%s", sign, text);
    if (under->n) text = c_text(w, under->product ? "%s/(%s)" : "%s/%s", text, under->text);
    bool atom = !under->n && !over->product && !minus;
    return (struct c_value){C_TEXT, atom ? C_ATOM : C_PRODUCT, .text = text};
}

/* ---- functions ---- */

static const char *comparison(unsigned fn)
{
    switch (fn) {
    case FN_less: return "<";
    case FN_less_equal: return "<=";
    case FN_equal: return "==";
    case FN_not_equal: return "!=";
    default: return NULL;
    }
}

static struct c_value function(struct c_writer *w, const struct instruction *in,
                               const struct c_place *place)
{
    const uint32_t *args = c_args(w, in);
    struct c_value x[3];
    for (uint32_t k = 0; k < in->n && k < 3; k++) {
        x[k] = c_entry(w, args[k], place);
        if (in->fn != FN_where || k > 0) x[k] = number_of(w, x[k]);
    }
    const char *sign = comparison(in->fn);
    if (sign) {
        const char *text =
            c_text(w, "%s %s %s", c_bound(w, x[0], C_SUM), sign, c_bound(w, x[1], C_SUM));
        return (struct c_value){C_TEXT, C_CHOICE, .condition = true, .text = text};
    }
    if (in->fn == FN_where) {
        const char *text =
            c_text(w, "%s ? %s : %s", c_condition(w, x[0]), c_bound(w, x[1], C_SUM), x[2].text);
        return (struct c_value){C_TEXT, C_CHOICE, .text = text};
    }
    const char *list = x[0].text;
    for (uint32_t k = 1; k < in->n && k < 3; k++) list = c_text(w, "%s, %s", list, x[k].text);
    return c_call(w, in->fn, list);
}

struct c_value c_elementwise(struct c_writer *w, const struct instruction *in,
                             const struct c_place *place)
{
    if (in->op == OP_SUM) return sum(w, in, place);
    if (in->op == OP_PRODUCT) return product(w, in, place);
    if (in->op == OP_FN) return function(w, in, place);
    const uint32_t *args = c_args(w, in);
    const char *base = number_of(w, c_entry(w, args[0], place)).text,
               *exponent = number_of(w, c_entry(w, args[1], place)).text;
    return (struct c_value){C_TEXT, C_ATOM, .text = c_text(w, "pow(%s, %s)", base, exponent)};
}
