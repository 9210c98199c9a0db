/* c_expression.c - entries and elementwise steps as expressions of C. Parentheses keep the order of
 * operations of the steps, so that C computes the same doubles. */
#include "print/c_private.h"
#include "print/python.h"

#include <math.h>
#include <string.h>

static const char *text_of(struct c_writer *w, struct str *s)
{
    const char *text = s->failed ? NULL : arena_text(&w->core->arena, s->s ? s->s : "", s->n);
    if (!text) w->failed = true;
    return text ? text : "";
}

/* Whole coefficients are written as ints, which C converts next to a double. Elsewhere they are
 * not: 1/2 would be 0. */
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

/* Returns a condition as a double. */
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

struct c_value c_entry(struct c_writer *w, uint32_t step, const struct c_place *place)
{
    struct c_value v = w->values[step];
    if (v.kind != C_ARRAY) return v;
    const char *index = index_text(w, &v, place);
    if (v.through) index = c_text(w, "%s[%s]", v.through, index);
    v.text = c_text(w, "%s[%s]", v.text, index);
    v.through = NULL;
    v.kind = C_TEXT;
    v.binds = C_ATOM;
    return v;
}

/* ---- sums ---- */

/* Longer expressions of scalars are cut, for readers and for compilers' stacks. */
enum { LONGEST = 12 };

static const char *cut(struct c_writer *w, const struct c_place *place, uint32_t block, uint32_t k,
                       const char *text)
{
    if (place->flat || place->row || place->column || k % LONGEST != LONGEST - 1) return text;
    const char *name = c_temporary(w);
    c_line(w, block, "const double %s = %s;", name, text);
    return name;
}

/* Returns "c*x" without its sign. */
static const char *term(struct c_writer *w, double c, struct c_value x, bool first)
{
    if (c == 1 && first) return c_bound(w, x, C_SUM);
    if (fabs(c) == 1)
        return x.text[0] == '-' ? c_text(w, "(%s)", x.text) : c_bound(w, x, C_PRODUCT);
    return c_text(w, "%s*%s", literal(w, fabs(c), true).text,
                  x.text[0] == '-' ? c_text(w, "(%s)", x.text) : c_bound(w, x, C_ATOM));
}

static struct c_value sum(struct c_writer *w, const struct code_step *s,
                          const struct c_place *place)
{
    const uint32_t *args = c_args(w, s);
    const double *factors = code_factors(&w->steps, s);
    const char *text = s->a == 0 ? "" : literal(w, s->a, true).text;
    for (uint32_t k = 0; k < s->n; k++) {
        double c = factors[k];
        bool first = !*text;
        const char *next = term(w, c, number_of(w, c_entry(w, args[k], place)), first);
        text = first ? c_text(w, "%s%s", c < 0 ? "-" : "", next)
                     : c_text(w, "%s %s %s", text, c < 0 ? "-" : "+", next);
        if (k + 1 < s->n) text = cut(w, place, w->blocks[s - w->code], k, text);
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
    w->failed = true;
    if (!diag_any(w->core)) {
        diag_error(w->core, KIND_USAGE, (struct span){0}, "'%s' cannot be written in C",
                   fn_name((enum fn)helper));
        if (python_has((enum fn)helper)) diag_hint(w->core, "SciPy has it: use -f python");
    }
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

/* A product so far: its text, and how many factors it has. */
struct factors {
    const char *text;
    uint32_t n;
};

static void multiply(struct c_writer *w, struct factors *f, struct c_value by)
{
    bool first = f->n++ == 0;
    f->text =
        first ? c_bound(w, by, C_PRODUCT) : c_text(w, "%s*%s", f->text, c_bound(w, by, C_ATOM));
}

/* Returns a*x*y*...; a factor of -1 is written as a sign. */
static struct c_value product(struct c_writer *w, const struct code_step *s,
                              const struct c_place *place)
{
    const uint32_t *args = c_args(w, s);
    struct factors f = {"", 0};
    if (fabs(s->a) != 1) multiply(w, &f, literal(w, s->a, true));
    for (uint32_t k = 0; k < s->n; k++) {
        multiply(w, &f, number_of(w, c_entry(w, args[k], place)));
        if (k + 1 < s->n) f.text = cut(w, place, w->blocks[s - w->code], f.n - 1, f.text);
    }
    const char *sign = s->a != -1 ? "" : f.text[0] == '-' ? "-1*" : "-";
    return (struct c_value){C_TEXT, C_PRODUCT, .text = c_text(w, "%s%s", sign, f.text)};
}

static struct c_value square(struct c_writer *w, const struct code_step *s, struct c_value x)
{
    struct c_value power = whole_power(w, x, 2);
    if (s->a == 1) return power;
    const char *text = s->a == -1 ? "-%s" : c_text(w, "%s*%%s", literal(w, s->a, true).text);
    text = c_text(w, text, c_bound(w, power, C_ATOM));
    return (struct c_value){C_TEXT, C_PRODUCT, .text = text};
}

static struct c_value quotient(struct c_writer *w, struct c_value over, struct c_value under)
{
    const char *text = c_text(w, "%s/%s", c_bound(w, over, C_PRODUCT), c_bound(w, under, C_ATOM));
    return (struct c_value){C_TEXT, C_PRODUCT, .text = text};
}

static struct c_value called(struct c_writer *w, const char *name, const char *arguments)
{
    return (struct c_value){C_TEXT, C_ATOM, .text = c_text(w, "%s(%s)", name, arguments)};
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

static struct c_value function(struct c_writer *w, const struct code_step *s,
                               const struct c_place *place)
{
    const uint32_t *args = c_args(w, s);
    struct c_value x[3] = {{0}};
    for (uint32_t k = 0; k < s->n && k < 3; k++) {
        x[k] = c_entry(w, args[k], place);
        if (s->fn != FN_where || k > 0) x[k] = number_of(w, x[k]);
    }
    const char *sign = comparison(s->fn);
    if (sign) {
        const char *text =
            c_text(w, "%s %s %s", c_bound(w, x[0], C_SUM), sign, c_bound(w, x[1], C_SUM));
        return (struct c_value){C_TEXT, C_CHOICE, .condition = true, .text = text};
    }
    if (s->fn == FN_where) {
        const char *text =
            c_text(w, "%s ? %s : %s", c_condition(w, x[0]), c_bound(w, x[1], C_SUM), x[2].text);
        return (struct c_value){C_TEXT, C_CHOICE, .text = text};
    }
    const char *list = x[0].text;
    for (uint32_t k = 1; k < s->n && k < 3; k++) list = c_text(w, "%s, %s", list, x[k].text);
    return c_call(w, s->fn, list);
}

struct c_value c_elementwise(struct c_writer *w, const struct code_step *s,
                             const struct c_place *place)
{
    const uint32_t *args = c_args(w, s);
    struct c_value x[2] = {{0}};
    if (s->kind == CODE_SUM) return sum(w, s, place);
    if (s->kind == CODE_MULTIPLY) return product(w, s, place);
    if (s->kind == CODE_FUNCTION) return function(w, s, place);
    for (uint32_t k = 0; k < s->n && k < 2; k++) x[k] = number_of(w, c_entry(w, args[k], place));
    switch ((enum code_kind)s->kind) {
    case CODE_SQUARE: return square(w, s, x[0]);
    case CODE_WHOLE_POWER: return whole_power(w, x[0], s->data);
    case CODE_ROOT: return called(w, "sqrt", x[0].text);
    case CODE_DIVIDE: return quotient(w, x[0], x[1]);
    case CODE_DIVIDE_BY: return quotient(w, x[0], literal(w, s->a, true));
    case CODE_DIVIDE_INTO: return quotient(w, literal(w, s->a, true), x[0]);
    default: return called(w, "pow", c_text(w, "%s, %s", x[0].text, x[1].text));
    }
}
