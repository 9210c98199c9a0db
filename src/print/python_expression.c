/* python_expression.c - elementwise steps as expressions of Python. NumPy rounds + - * / and square
 * roots as dcalc does; parentheses keep the order of operations of the steps, so that the doubles
 * are the same. */
#include "print/python_private.h"

#include <math.h>
#include <string.h>

static struct python_value made(const char *text, int binds)
{
    return (struct python_value){.text = text, .binds = (uint8_t)binds};
}

struct python_value python_literal(struct python_writer *w, double x, bool beside)
{
    struct str s = {.mem = &w->core->mem};
    bool whole = fabs(x) < 1e9 && x == floor(x);
    if (isinf(x) && !diag_any(w->core))
        diag_error(w->core, KIND_OVERFLOW, (struct span){0}, "a number beyond NumPy's doubles");
    if (x == constant_value(CONSTANT_pi))
        str_puts(&s, "np.pi");
    else
        str_double(&s, x);
    if (!s.failed && !(whole && beside) && !strpbrk(s.s, ".en")) str_puts(&s, ".0");
    return made(python_taken(w, &s), x < 0 ? PYTHON_PRODUCT : PYTHON_ATOM);
}

const char *python_bound(struct python_writer *w, struct python_value value, int binds)
{
    return value.binds >= binds ? value.text : python_text(w, "(%s)", value.text);
}

/* Returns the text, in parentheses also if it begins with a sign. */
static const char *unsigned_bound(struct python_writer *w, struct python_value value, int binds)
{
    return value.text[0] == '-' ? python_text(w, "(%s)", value.text)
                                : python_bound(w, value, binds);
}

/* ---- values ---- */

/* Returns a condition as a number. */
static struct python_value number_of(struct python_writer *w, struct python_value v)
{
    if (!v.condition) return v;
    v.text = python_text(w, "np.where(%s, 1.0, 0.0)", v.text);
    v.binds = PYTHON_ATOM;
    v.condition = false;
    return v;
}

struct python_value python_entry(struct python_writer *w, uint32_t step)
{
    return number_of(w, w->values[step]);
}

/* Returns an array filled with a number. */
static const char *filled(struct python_writer *w, double x, shape s)
{
    const char *sizes = python_shape(w, s);
    if (x == 0 || x == 1) return python_text(w, x == 0 ? "np.zeros(%s)" : "np.ones(%s)", sizes);
    return python_text(w, "np.full(%s, %s)", sizes, python_literal(w, x, false).text);
}

/* Broadcasts a value. Letters are ints, which would make an array of ints. */
static const char *stretched(struct python_writer *w, struct python_value v, shape s)
{
    const char *sizes = python_shape(w, s), *type = w->letters.n ? ", float" : "";
    if (v.shape == SHAPE_SCALAR) return python_text(w, "np.full(%s, %s%s)", sizes, v.text, type);
    return python_text(w, "np.broadcast_to(%s, %s)", v.text, sizes);
}

struct python_value python_full(struct python_writer *w, uint32_t step)
{
    const struct code_step *s = &w->code[step];
    struct python_value v = python_entry(w, step);
    if (s->kind == CODE_NUMBER && s->shape == SHAPE_SCALAR) return python_literal(w, s->a, false);
    if (v.shape == s->shape) return v;
    const char *text =
        s->kind == CODE_NUMBER ? filled(w, s->a, s->shape) : stretched(w, v, s->shape);
    v = made(text, PYTHON_ATOM);
    v.shape = s->shape;
    return v;
}

/* ---- sums ---- */

/* Longer lines are cut, for readers and for Python's parser. */
enum { LONGEST_LINE = 90 };

static const char *cut(struct python_writer *w, const char *text)
{
    return strlen(text) > LONGEST_LINE ? python_temporary(w, made(text, PYTHON_SUM)).text : text;
}

/* An operand of a sum without its sign: "c*x", or the constant. The sign of a product becomes that
 * of the term: a + -x*y is a - x*y. */
struct operand {
    const char *text;
    bool negative;
};

static struct operand constant_of(struct python_writer *w, const struct code_step *step)
{
    return (struct operand){python_literal(w, fabs(step->a), true).text, step->a < 0};
}

static struct operand term(struct python_writer *w, const struct code_step *step, uint32_t k)
{
    double c = code_factors(&w->steps, step)[k];
    struct python_value x = python_entry(w, python_args(w, step)[k]);
    bool one = fabs(c) == 1, minus = one && x.text[0] == '-' && x.binds == PYTHON_PRODUCT;
    struct operand o = {x.text + minus, (c < 0) != minus};
    if (minus || (c == 1 && k == 0 && step->a == 0)) return o;
    if (one) {
        o.text = unsigned_bound(w, x, PYTHON_MATMUL);
        return o;
    }
    const char *factor = python_literal(w, fabs(c), true).text;
    o.text = python_text(w, "%s*%s", factor, unsigned_bound(w, x, PYTHON_POWER));
    return o;
}

static const char *joined(struct python_writer *w, const char *text, struct operand o)
{
    if (!*text) return o.negative ? python_text(w, "-%s", o.text) : o.text;
    return python_text(w, "%s %s %s", text, o.negative ? "-" : "+", o.text);
}

/* The first two operands may be exchanged, which changes no bit: b - a reads better than -a + b. */
static struct python_value sum(struct python_writer *w, const struct code_step *step)
{
    uint32_t k = 0;
    bool constant = step->a != 0, lone = step->n == 1 && !constant;
    struct operand first = constant ? constant_of(w, step) : term(w, step, k++);
    const char *text = lone ? joined(w, "", first) : "";
    for (bool begins = true; k < step->n; k++, begins = false) {
        struct operand next = term(w, step, k);
        bool swaps = begins && first.negative && !next.negative;
        if (begins) text = swaps ? next.text : joined(w, "", first);
        text = joined(w, text, swaps ? first : next);
        if (k + 1 < step->n) text = cut(w, text);
    }
    return made(text, lone && code_factors(&w->steps, step)[0] != 1 ? PYTHON_PRODUCT : PYTHON_SUM);
}

/* ---- products ---- */

/* A product so far: its text, and how many factors it has. */
struct factors {
    const char *text;
    uint32_t n;
};

static void multiply(struct python_writer *w, struct factors *f, struct python_value by)
{
    f->text = f->n++ == 0 ? python_bound(w, by, PYTHON_PRODUCT)
                          : python_text(w, "%s*%s", f->text, python_bound(w, by, PYTHON_POWER));
}

/* Returns a*x*y*...; a factor of -1 is written as a sign. */
static struct python_value product(struct python_writer *w, const struct code_step *step)
{
    const uint32_t *args = python_args(w, step);
    struct factors f = {"", 0};
    if (fabs(step->a) != 1) multiply(w, &f, python_literal(w, step->a, true));
    for (uint32_t k = 0; k < step->n; k++) {
        multiply(w, &f, python_entry(w, args[k]));
        if (k + 1 < step->n) f.text = cut(w, f.text);
    }
    const char *sign = step->a != -1 ? "" : f.text[0] == '-' ? "-1*" : "-";
    return made(python_text(w, "%s%s", sign, f.text), PYTHON_PRODUCT);
}

static bool is_identifier(const char *text)
{
    return !strpbrk(text, " ()[]*/+-.");
}

static struct python_value square(struct python_writer *w, const struct code_step *step,
                                  struct python_value x)
{
    bool plain = is_identifier(x.text);
    const char *power =
        plain ? python_text(w, "%s*%s", x.text, x.text) : python_text(w, "np.square(%s)", x.text);
    if (step->a == 1) return made(power, plain ? PYTHON_PRODUCT : PYTHON_ATOM);
    const char *factor = step->a == -1 ? "-" : "";
    if (!*factor) factor = python_text(w, "%s*", python_literal(w, step->a, true).text);
    power = python_text(w, plain && step->a != -1 ? "%s(%s)" : "%s%s", factor, power);
    return made(power, PYTHON_PRODUCT);
}

static struct python_value whole_power(struct python_writer *w, const struct code_step *step,
                                       struct python_value x)
{
    const char *list = python_text(w, "%s, %u", x.text, step->data);
    return made(python_call(w, PYTHON_POWER_OF, list), PYTHON_ATOM);
}

static struct python_value quotient(struct python_writer *w, struct python_value over,
                                    struct python_value under)
{
    const char *above = python_bound(w, over, PYTHON_PRODUCT);
    const char *below = python_bound(w, under, PYTHON_POWER);
    return made(python_text(w, "%s/%s", above, below), PYTHON_PRODUCT);
}

/* Python's own power of two numbers might be complex. */
static struct python_value power(struct python_writer *w, const struct code_step *step,
                                 const struct python_value *x)
{
    const uint32_t *args = python_args(w, step);
    const struct code_step *base = &w->code[args[0]];
    if (base->kind == CODE_NUMBER) {
        const char *from = python_literal(w, base->a, false).text;
        return made(python_text(w, "np.power(%s, %s)", from, x[1].text), PYTHON_ATOM);
    }
    const char *from = python_bound(w, x[0], PYTHON_ATOM);
    return made(python_text(w, "%s**%s", from, python_bound(w, x[1], PYTHON_ATOM)), PYTHON_POWER);
}

/* ---- functions ---- */

/* Writes numbers on the right: x > 1 for 1 < x. */
static struct python_value comparison(struct python_writer *w, const struct code_step *step)
{
    const uint32_t *args = python_args(w, step);
    const char *sign = python_function((enum fn)step->fn).between;
    const char *x = python_bound(w, python_entry(w, args[0]), PYTHON_SUM);
    const char *y = python_bound(w, python_entry(w, args[1]), PYTHON_SUM);
    bool turned = w->code[args[0]].kind == CODE_NUMBER;
    if (turned && step->fn == FN_less) sign = " > ";
    if (turned && step->fn == FN_less_equal) sign = " >= ";
    struct python_value v =
        made(python_text(w, "%s%s%s", turned ? y : x, sign, turned ? x : y), PYTHON_TEST);
    v.condition = true;
    return v;
}

static struct python_value choice(struct python_writer *w, const uint32_t *args)
{
    const char *x[2];
    for (uint32_t k = 0; k < 2; k++) {
        const struct code_step *branch = &w->code[args[k + 1]];
        x[k] = branch->kind == CODE_NUMBER ? python_literal(w, branch->a, false).text
                                           : python_entry(w, args[k + 1]).text;
    }
    struct python_value condition = w->values[args[0]];
    return made(python_text(w, "np.where(%s, %s, %s)", condition.text, x[0], x[1]), PYTHON_ATOM);
}

static struct python_value function(struct python_writer *w, const struct code_step *step)
{
    const uint32_t *args = python_args(w, step);
    struct python_function f = python_function((enum fn)step->fn);
    struct str text = {.mem = &w->core->mem};
    if (step->fn == FN_where) return choice(w, args);
    if (fn_is_comparison((enum fn)step->fn)) return comparison(w, step);
    if (!f.open) {
        python_cannot(w, step, fn_name((enum fn)step->fn));
        return made("", PYTHON_ATOM);
    }
    w->special |= f.special;
    if (f.helper >= 0) w->used[f.helper] = true;
    str_puts(&text, f.open);
    for (uint32_t k = 0; k < step->n; k++) {
        str_puts(&text, k ? f.between : "");
        str_puts(&text, python_entry(w, args[k]).text);
    }
    str_puts(&text, f.close);
    return made(python_taken(w, &text), f.binds);
}

/* ---- any step ---- */

/* Writes a divisor. A number is converted to NumPy's, since Python raises an error for 0. */
static struct python_value divisor(struct python_writer *w, uint32_t step, struct python_value x)
{
    if (w->code[step].kind != CODE_NUMBER) return x;
    return made(python_text(w, "np.float64(%s)", x.text), PYTHON_ATOM);
}

static struct python_value one_or_two(struct python_writer *w, const struct code_step *step)
{
    const uint32_t *args = python_args(w, step);
    struct python_value x[2] = {{0}};
    for (uint32_t k = 0; k < step->n && k < 2; k++) x[k] = python_entry(w, args[k]);
    switch ((enum code_kind)step->kind) {
    case CODE_SQUARE: return square(w, step, x[0]);
    case CODE_WHOLE_POWER: return whole_power(w, step, x[0]);
    case CODE_ROOT: return made(python_text(w, "np.sqrt(%s)", x[0].text), PYTHON_ATOM);
    case CODE_DIVIDE: return quotient(w, x[0], divisor(w, args[1], x[1]));
    case CODE_DIVIDE_BY: return quotient(w, x[0], python_literal(w, step->a, true));
    case CODE_DIVIDE_INTO:
        return quotient(w, python_literal(w, step->a, true), divisor(w, args[0], x[0]));
    default: return power(w, step, x);
    }
}

/* Returns the shape that NumPy broadcasts the arguments to. */
static shape shape_made(const struct python_writer *w, const struct code_step *step)
{
    shape s = SHAPE_SCALAR;
    for (uint32_t k = 0; k < step->n; k++)
        s = shape_broadcast(&w->g->shapes, s, w->values[python_args(w, step)[k]].shape);
    return s;
}

struct python_value python_elementwise(struct python_writer *w, const struct code_step *step)
{
    struct python_value v = step->kind == CODE_SUM        ? sum(w, step)
                            : step->kind == CODE_MULTIPLY ? product(w, step)
                            : step->kind == CODE_FUNCTION ? function(w, step)
                                                          : one_or_two(w, step);
    v.shape = shape_made(w, step);
    return v;
}
