#include "eval/machine_code.h"
#include "eval/places.h"
#include "eval/underflow.h"
#include "eval/vector.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* MOST_STEPS of a loop keep its code in the cache. MOST_COLUMNS keep their places within the reach
 * of an instruction. */
enum { MOST_STEPS = 500, MOST_COLUMNS = 1 << 19 };

_Static_assert(ASSEMBLER_COLUMN == ROWS_BLOCK * sizeof(double), "columns follow one another");

/* ---- arithmetic ---- */

static struct vector_place constant(struct places *p, double x)
{
    return assembler_constant(&p->as, x);
}

/* Returns the register of an operand, which is `spare` if it has none yet. */
static unsigned in_register(struct places *p, struct vector_place place, unsigned spare)
{
    if (place.kind == PLACE_REGISTER) return place.at;
    assembler_load(&p->as, spare, place);
    return spare;
}

/* Returns the register with a*x: x itself, or `out`. */
static unsigned scaled(struct places *p, unsigned out, double a, unsigned x)
{
    if (a == 1) return x;
    assembler_operate(&p->as, VECTOR_MULTIPLY, out, x, constant(p, a));
    return out;
}

/* Returns the register with a + f*x: x itself, or `out`. Adding -0 changes nothing. */
static unsigned begin_sum(struct places *p, unsigned out, double a, double f, struct vector_place x)
{
    bool adds = a != 0 || !signbit(a);
    if (f == -1) {
        assembler_load(&p->as, out, constant(p, a));
        assembler_operate(&p->as, VECTOR_SUBTRACT, out, out, x);
        return out;
    }
    unsigned sum = scaled(p, out, f, in_register(p, x, out));
    if (!adds) return sum;
    assembler_operate(&p->as, VECTOR_ADD, out, sum, constant(p, a));
    return out;
}

static void make_sum(struct places *p, const struct code_step *s, unsigned out)
{
    const double *f = code_factors(&p->rows->code, s);
    unsigned sum = begin_sum(p, out, s->a, f[0], places_operand(p, s, 0));
    for (uint32_t k = 1; k < s->n; k++) {
        struct vector_place x = places_operand(p, s, k);
        enum vector_op op = f[k] == -1 ? VECTOR_SUBTRACT : VECTOR_ADD;
        if (f[k] != 1 && f[k] != -1)
            x = place_register(scaled(p, SCRATCH, f[k], in_register(p, x, SCRATCH)));
        assembler_operate(&p->as, op, out, sum, x);
        sum = out;
    }
    assembler_load(&p->as, out, place_register(sum));
}

static void make_product(struct places *p, const struct code_step *s, unsigned out)
{
    unsigned product = scaled(p, out, s->a, in_register(p, places_operand(p, s, 0), out));
    for (uint32_t k = 1; k < s->n; k++) {
        assembler_operate(&p->as, VECTOR_MULTIPLY, out, product, places_operand(p, s, k));
        product = out;
    }
}

static void square(struct places *p, unsigned out, unsigned x)
{
    assembler_operate(&p->as, VECTOR_MULTIPLY, out, x, place_register(x));
}

static void make_whole_power(struct places *p, const struct code_step *s, unsigned out)
{
    bool begun = false;
    assembler_load(&p->as, SCRATCH, places_operand(p, s, 0));
    for (uint64_t e = s->data; e; e >>= 1) {
        if (e & 1 && begun)
            assembler_operate(&p->as, VECTOR_MULTIPLY, out, out, place_register(SCRATCH));
        else if (e & 1)
            assembler_load(&p->as, out, place_register(SCRATCH));
        begun |= e & 1;
        if (e > 1) square(p, SCRATCH, SCRATCH);
    }
}

static void divide(struct places *p, unsigned out, struct vector_place x, struct vector_place y)
{
    assembler_operate(&p->as, VECTOR_DIVIDE, out, in_register(p, x, out), y);
}

/* Returns whether the function is a comparison that is made here, and which. */
static bool is_comparison(enum fn fn, enum vector_comparison *how)
{
    switch (fn) {
    case FN_less: *how = VECTOR_LESS; return true;
    case FN_less_equal: *how = VECTOR_LESS_EQUAL; return true;
    case FN_equal: *how = VECTOR_EQUAL; return true;
    case FN_not_equal: *how = VECTOR_NOT_EQUAL; return true;
    default: return false;
    }
}

/* Returns whether the function is made of a few instructions. */
static bool is_simple(enum fn fn)
{
    enum vector_comparison how;
    return fn == FN_abs || fn == FN_minimum || fn == FN_maximum || fn == FN_relu ||
           fn == FN_where || is_comparison(fn, &how);
}

/* As block.h has it, but for nan, which raises an exception in a minimum or maximum. */
static void make_simple(struct places *p, const struct code_step *s, unsigned out)
{
    enum vector_comparison how;
    struct vector_place x = places_operand(p, s, 0), y = x;
    if (s->n > 1) y = places_operand(p, s, 1);
    unsigned first = in_register(p, x, out);
    if (is_comparison((enum fn)s->fn, &how))
        assembler_compare(&p->as, how, out, first, y);
    else if (s->fn == FN_abs)
        assembler_magnitude(&p->as, out, first);
    else if (s->fn == FN_minimum)
        assembler_operate(&p->as, VECTOR_MINIMUM, out, first, y);
    else if (s->fn == FN_maximum)
        assembler_operate(&p->as, VECTOR_MAXIMUM, out, first, y);
    else if (s->fn == FN_relu)
        assembler_operate(&p->as, VECTOR_MAXIMUM, out, first, constant(p, 0));
    else
        assembler_choose(&p->as, out, first, y, places_operand(p, s, 2), SCRATCH);
}

/* ---- functions ---- */

/* Returns the function of vectors that computes the step; 0: none, or not by it alone. */
static uint64_t function_of(const struct places *p, const struct row_step *s)
{
    int width = (int)assembler_width(&p->as), which = vector_sleef((enum fn)s->step.fn);
    if (s->step.kind != CODE_FUNCTION || which < 0 || !p->rows->sleef) return 0;
    return sleef_address(p->rows->sleef, s->partner != s->out ? SLEEF_COUNT : which, width);
}

static void take_result(struct places *p, uint32_t step, struct vector_place from)
{
    assembler_load(&p->as, places_take(p, step), from);
    places_deliver(p, step);
}

/* A value that may be infinite, or too small, without an exception is looked at. */
static void check_result(struct places *p, enum fn fn)
{
    bool hides = underflow_may_hide(fn);
    if (sleef_raises(vector_sleef(fn), (int)assembler_width(&p->as))) return;
    if (hides || !vector_stays_finite(fn))
        assembler_check(&p->as, SCRATCH, hides ? DBL_MIN : 0, SCRATCH + 1);
}

static void make_call(struct places *p, const struct row_step *s, uint64_t address)
{
    struct vector_place x = places_operand(p, &s->step, 0);
    places_note_reads(p, &s->step);
    assembler_load(&p->as, SCRATCH, x);
    places_save(p);
    if (s->partner == s->out) {
        assembler_call(&p->as, address);
        check_result(p, (enum fn)s->step.fn);
        take_result(p, s->index, place_register(SCRATCH));
        return;
    }
    uint32_t pair = (uint32_t)p->rows->registers.n, sine = s->step.fn == FN_sin;
    assembler_call_for_two(&p->as, address, pair);
    take_result(p, s->index, (struct vector_place){PLACE_SLOT, pair + !sine});
    take_result(p, p->rows->registers.partner[s->index],
                (struct vector_place){PLACE_SLOT, pair + sine});
}

/* ---- a step ---- */

static bool is_arithmetic(const struct code_step *s)
{
    if (s->kind == CODE_FUNCTION) return is_simple((enum fn)s->fn);
    return s->kind >= CODE_SUM && s->kind < CODE_POWER;
}

static void make_step(struct places *p, const struct code_step *s, unsigned out)
{
    switch ((enum code_kind)s->kind) {
    case CODE_SUM: make_sum(p, s, out); break;
    case CODE_MULTIPLY: make_product(p, s, out); break;
    case CODE_SQUARE:
        square(p, out, in_register(p, places_operand(p, s, 0), out));
        scaled(p, out, s->a, out);
        break;
    case CODE_WHOLE_POWER: make_whole_power(p, s, out); break;
    case CODE_ROOT: assembler_root(&p->as, out, places_operand(p, s, 0)); break;
    case CODE_DIVIDE: {
        struct vector_place x = places_operand(p, s, 0), y = places_operand(p, s, 1);
        divide(p, out, x, y);
        break;
    }
    case CODE_DIVIDE_BY: divide(p, out, places_operand(p, s, 0), constant(p, s->a)); break;
    case CODE_DIVIDE_INTO: divide(p, out, constant(p, s->a), places_operand(p, s, 0)); break;
    case CODE_FUNCTION: make_simple(p, s, out); break;
    case CODE_INPUT:
    case CODE_NUMBER:
    case CODE_POWER:
    case CODE_ARRAY: break; /* not known */
    }
}

/* ---- loops ---- */

static bool is_known(const struct places *p, const struct row_step *s)
{
    return is_arithmetic(&s->step) || function_of(p, s);
}

static void make_loop(struct places *p)
{
    for (; p->at < p->end; p->at++) {
        const struct row_step *s = &p->rows->steps.at[p->at];
        if (!is_arithmetic(&s->step)) {
            make_call(p, s, function_of(p, s));
            continue;
        }
        make_step(p, &s->step, places_take(p, s->index));
        places_note_reads(p, &s->step);
        places_deliver(p, s->index);
    }
}

static uint32_t end_of_loop(const struct places *p, uint32_t at)
{
    const struct rows *rows = p->rows;
    uint32_t end = at;
    while (end < rows->steps.n && end - at < MOST_STEPS && is_known(p, &rows->steps.at[end])) end++;
    return end;
}

/* Notes for each step where the code of its loop begins, and how many steps that has; 0 outside. */
static void make_loops(struct places *p, struct rows *rows)
{
    for (uint32_t at = 0; at < rows->steps.n && !p->as.failed;) {
        struct row_step *s = &rows->steps.at[at];
        places_begin(p, at, end_of_loop(p, at));
        s->loop_steps = p->end - at;
        if (s->loop_steps) {
            s->loop_start = assembler_begin(&p->as);
            make_loop(p);
            assembler_end(&p->as);
        }
        at = p->end > at ? p->end : at + 1;
    }
}

/* ---- all of it ---- */

/* Object pointers and those to functions are not converted in C. */
static vector_loop *loop_at(const uint8_t *at)
{
    vector_loop *loop;
    memcpy(&loop, &at, sizeof loop);
    return loop;
}

static bool finish(struct places *p, struct rows *rows, struct mem *mem)
{
    size_t n, start;
    uint8_t *bytes = assembler_bytes(&p->as, &n, &start);
    if (!bytes) return false;
    executable_make(&rows->executable, mem, bytes, n);
    mem_free(mem, bytes, n);
    for (size_t k = 0; k < rows->steps.n && rows->executable.at; k++) {
        struct row_step *s = &rows->steps.at[k];
        if (s->loop_steps) s->loop = loop_at(rows->executable.at + start + s->loop_start);
    }
    return true;
}

enum vector_set machine_code_set(void)
{
    const char *refused = getenv("DCALC_NO_JIT");
    return refused && *refused ? VECTORS_NONE : vector_set_best();
}

bool machine_code_make(struct rows *rows, enum vector_set set)
{
    struct mem *mem = &rows->tape->g->core->mem;
    struct places p;
    if (set == VECTORS_NONE || rows->has_arrays || rows->registers.n >= MOST_COLUMNS) return true;
    machine_code_free(rows);
    rows->in_loop = mem_array(mem, rows->n_outputs, sizeof *rows->in_loop);
    bool ok = places_init(&p, rows, set) && rows->in_loop;
    if (ok) {
        make_loops(&p, rows);
        ok = finish(&p, rows, mem);
    }
    places_free(&p);
    return ok;
}

void machine_code_free(struct rows *rows)
{
    for (size_t k = 0; k < rows->steps.n; k++) rows->steps.at[k].loop = NULL;
    executable_free(&rows->executable, &rows->tape->g->core->mem);
    mem_free_array(&rows->tape->g->core->mem, rows->in_loop, rows->n_outputs,
                   sizeof *rows->in_loop);
    rows->in_loop = NULL;
}
