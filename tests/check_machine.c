/* The machine: which steps a tape becomes, in which order, and which registers they take. */
/* Tests src/tape/code.c, src/tape/code_arithmetic.c, src/tape/code_steps.c, src/tape/order.c,
 * src/tape/registers.c, src/tape/tape.c. */
#include "support/support.h"

#include "base/str.h"
#include "graph/lower.h"
#include "tape/order.h"
#include "tape/registers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_INPUTS = 16, ROUNDS = 500 };

static struct core core;
static struct graph graph;
static struct ast ast;
static struct lowering lowering;
static struct tape tape;
static struct code code;
static uint32_t result; /* the step that has the value of the last program */

static void set_up(void)
{
    core_open(&core);
    ck_assert(graph_init(&graph, &core));
    ast = (struct ast){0};
    lowering = (struct lowering){.g = &graph, .ast = &ast};
    tape = (struct tape){0};
    code = (struct code){0};
}

static void forget_code(void)
{
    code_free(&code);
    if (tape.g) tape_free(&tape);
    code = (struct code){0};
    tape = (struct tape){0};
}

static void tear_down(void)
{
    forget_code();
    lower_free(&lowering);
    ast_free(&ast, &core.mem);
    graph_free(&graph);
    core_close(&core);
}

/* A name as an array: of n entries, or m rows of n. */
static id name_shape(const char *name, int64_t m, int64_t n)
{
    uint32_t own = names_intern(&core.names, &core.arena, name, strlen(name));
    shape s = m ? shape_matrix(&graph.shapes, m, n) : shape_vector(&graph.shapes, n);
    *lower_facts(&lowering, own) = (struct name_facts){.shaped = true, .shape = s};
    return graph_variable(&graph, own, s);
}

static id read_text(const char *text)
{
    size_t from = ast.statements.n;
    uint32_t source = core_add_source(&core, "text", text, strlen(text));
    ck_assert_msg(ast_parse(&core, &ast, source), "%s is not read", text);
    id value = lower_statements(&lowering, from, ast.statements.n);
    ck_assert_msg(value != POISON, "%s: %s", text,
                  core.diags.n ? core.diags.at[0].message : "poison");
    return value;
}

/* Every free name is an input. */
static void make_code(id value)
{
    id inputs[MOST_INPUTS];
    size_t n = lowering.free.n;
    ck_assert_uint_le(n, MOST_INPUTS);
    for (size_t i = 0; i < n; i++) inputs[i] = lower_name_value(&lowering, lowering.free.at[i]);
    struct tape_source source = {.roots = &value, .n_roots = 1, .inputs = inputs, .n_inputs = n};
    forget_code();
    ck_assert(tape_compile(&tape, &graph, &source));
    ck_assert(code_make(&code, &tape));
    result = code.of_slot[tape_slot(&tape, value)];
}

/* ---- steps as text ---- */

static const char *const op_names[] = {
#define OPERATION(op, class, words, data, rank, dump, ...) dump,
#include "graph/ops.def"
};

static void put_place(struct str *out, uint32_t step)
{
    const struct code_step *s = &code.steps.at[step];
    if (s->kind == CODE_INPUT) {
        str_puts(out, names_text(&core.names, s->data));
        return;
    }
    size_t place = 1;
    for (uint32_t i = 0; i < step; i++) place += code.steps.at[i].kind != CODE_INPUT;
    str_putf(out, "t%zu", place);
}

static void put_list(struct str *out, const struct code_step *s, const char *between)
{
    for (uint32_t k = 0; k < s->n; k++) {
        if (k) str_puts(out, between);
        put_place(out, code_args(&code, s)[k]);
    }
}

static void put_sum(struct str *out, const struct code_step *s)
{
    if (s->a != 0 || !signbit(s->a)) str_putf(out, "%.17g + ", s->a);
    for (uint32_t k = 0; k < s->n; k++) {
        if (k) str_puts(out, " + ");
        if (code_factors(&code, s)[k] != 1) str_putf(out, "%.17g*", code_factors(&code, s)[k]);
        put_place(out, code_args(&code, s)[k]);
    }
}

static void put_call(struct str *out, const char *name, const struct code_step *s)
{
    str_putf(out, "%s(", name);
    put_list(out, s, ", ");
    str_puts(out, ")");
}

static void put_step(struct str *out, const struct code_step *s)
{
    bool scaled = (s->kind == CODE_MULTIPLY || s->kind == CODE_SQUARE) && s->a != 1;
    if (scaled) str_putf(out, "%.17g*", s->a);
    switch ((enum code_kind)s->kind) {
    case CODE_INPUT: break;
    case CODE_NUMBER: str_putf(out, "%.17g", s->a); break;
    case CODE_SUM: put_sum(out, s); break;
    case CODE_MULTIPLY: put_list(out, s, "*"); break;
    case CODE_SQUARE: put_call(out, "square", s); break;
    case CODE_WHOLE_POWER:
        put_list(out, s, "");
        str_putf(out, "^%u", s->data);
        break;
    case CODE_ROOT: put_call(out, "root", s); break;
    case CODE_DIVIDE: put_list(out, s, " / "); break;
    case CODE_DIVIDE_BY:
        put_list(out, s, "");
        str_putf(out, " / %.17g", s->a);
        break;
    case CODE_DIVIDE_INTO:
        str_putf(out, "%.17g / ", s->a);
        put_list(out, s, "");
        break;
    case CODE_POWER: put_call(out, "power", s); break;
    case CODE_FUNCTION: put_call(out, fn_name((enum fn)s->fn), s); break;
    case CODE_ARRAY: put_call(out, op_names[s->op], s); break;
    }
}

/* Names are inputs; t1, t2, ... are the other steps. */
static void ck_code(const char *what, const char *wanted)
{
    struct str text = {.mem = &core.mem};
    for (uint32_t i = 0; i < code.steps.n; i++) {
        if (code.steps.at[i].kind == CODE_INPUT) continue;
        if (text.n) str_puts(&text, "; ");
        put_place(&text, i);
        str_puts(&text, " = ");
        put_step(&text, &code.steps.at[i]);
    }
    ck_assert_msg(!strcmp(text.s, wanted), "%s became %s, not %s", what, text.s, wanted);
    str_free(&text);
}

/* Programs and their steps, each program in a graph of its own. */
struct listing {
    const char *program, *steps;
};

static void ck_listings(const struct listing *all, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        make_code(read_text(all[i].program));
        ck_assert(code.is_scalar);
        ck_code(all[i].program, all[i].steps);
        tear_down();
        set_up();
    }
}
#define CK_LISTINGS(all) ck_listings(all, sizeof(all) / sizeof *(all))

START_TEST(a_sum_begins_with_its_constant)
{
    static const struct listing all[] = {
        {"x + y + z + 3", "t1 = 3 + x + y + z"},
        {"x + y", "t1 = x + y"},
        {"2*x - y/4 + 1/8", "t1 = 0.125 + 2*x + -0.25*y"},
        {"x + y*z + 2", "t1 = y*z; t2 = 2 + x + t1"},
        {"x + 1", "t1 = 1 + x"},
        {"-x", "t1 = -1*x"},
        {"2*x + e + 1", "t1 = 2.7182818284590451; t2 = 3.7182818284590451 + 2*x"},
    };
    CK_LISTINGS(all);
}
END_TEST

START_TEST(a_product_divides_once)
{
    static const struct listing all[] = {
        {"x*y/(z*w)", "t1 = x*y; t2 = z*w; t3 = t1 / t2"},
        {"x*y/z/w/3", "t1 = x*y; t2 = 3*z*w; t3 = t1 / t2"},
        {"2*x*y/3", "t1 = 2*x*y; t2 = t1 / 3"},
        {"3*x/(7*y)", "t1 = 3*x; t2 = 7*y; t3 = t1 / t2"},
        {"x/3", "t1 = x / 3"},
        {"5/x", "t1 = 5 / x"},
        {"1/(x*y)", "t1 = x*y; t2 = 1 / t1"},
        {"x/4", "t1 = 0.25*x"}, /* dividing by a power of two rounds nothing */
        {"x*y/8", "t1 = 0.125*x*y"},
    };
    CK_LISTINGS(all);
}
END_TEST

START_TEST(numbers_become_part_of_the_coefficient)
{
    static const struct listing all[] = {
        {"2*e*x", "t1 = 2.7182818284590451; t2 = 5.4365636569180902*x"},
        {"x*y/e", "t1 = 2.7182818284590451; t2 = 0.36787944117144233*x*y"},
        {"x*sqrt(pi)", "t1 = 3.1415926535897931; t2 = 1.7724538509055159*x"},
    };
    CK_LISTINGS(all);
}
END_TEST

START_TEST(powers_are_multiplied_out_up_to_64)
{
    static const struct listing all[] = {
        {"x^2", "t1 = square(x)"},
        {"3*x^2", "t1 = 3*square(x)"},
        {"x^2/3", "t1 = square(x); t2 = t1 / 3"},
        {"x^2*y", "t1 = square(x); t2 = t1*y"},
        {"x^3*y", "t1 = x^3; t2 = t1*y"},
        {"x^64", "t1 = x^64"},
        {"x^65", "t1 = 65; t2 = power(x, t1)"},
        {"x^-2", "t1 = square(x); t2 = 1 / t1"},
        {"x^-65", "t1 = -65; t2 = power(x, t1)"},
        {"y/x^3", "t1 = x^3; t2 = y / t1"},
        {"x^y", "t1 = power(x, y)"},
    };
    CK_LISTINGS(all);
}
END_TEST

START_TEST(half_powers_take_a_root)
{
    static const struct listing all[] = {
        {"sqrt(x)", "t1 = root(x)"},
        {"x^(3/2)", "t1 = root(x); t2 = x*t1"},
        {"x^(5/2)", "t1 = square(x); t2 = root(x); t3 = t1*t2"},
        {"2/sqrt(x)", "t1 = root(x); t2 = 2 / t1"},
        {"x^(1/3)", "t1 = 0.33333333333333331; t2 = power(x, t1)"},
    };
    CK_LISTINGS(all);
}
END_TEST

START_TEST(a_step_is_made_once)
{
    static const struct listing all[] = {
        {"x*y/z + x*y/w", "t1 = x*y; t2 = t1 / z; t3 = t1 / w; t4 = t2 + t3"},
        {"sqrt(x) + 1/sqrt(x)", "t1 = root(x); t2 = 1 / t1; t3 = t1 + t2"},
        {"x^2 + y/x^2", "t1 = square(x); t2 = y / t1; t3 = t1 + t2"},
        {"x^65 + y^65", "t1 = 65; t2 = power(x, t1); t3 = power(y, t1); t4 = t2 + t3"},
        {"2*x^2 + x^2*y", "t1 = square(x); t2 = t1*y; t3 = 2*t1 + t2"},
    };
    CK_LISTINGS(all);
}
END_TEST

/* ---- pairs and registers ---- */

/* The only step that is this function of that step. */
static uint32_t find_call(enum fn fn, uint32_t of)
{
    for (uint32_t i = 0; i < code.steps.n; i++) {
        const struct code_step *s = &code.steps.at[i];
        if (s->kind == CODE_FUNCTION && s->fn == fn && code_args(&code, s)[0] == of) return i;
    }
    ck_abort_msg("no such call");
}

START_TEST(a_sine_is_paired_with_the_cosine_of_the_same)
{
    uint32_t partner[64];
    make_code(read_text("sin(x)*cos(x) + sin(y) + cos(z) + tan(x)"));
    ck_assert_uint_le(code.steps.n, 64);
    for (uint32_t i = 0; i < code.steps.n; i++) partner[i] = i;
    ck_assert(code_pair_sines(&code, partner));
    uint32_t sine = find_call(FN_sin, 0), cosine = find_call(FN_cos, 0);
    for (uint32_t i = 0; i < code.steps.n; i++)
        ck_assert_uint_eq(partner[i], i == sine ? cosine : i == cosine ? sine : i);
}
END_TEST

static uint32_t find_inputs(uint32_t *inputs)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < code.steps.n; i++)
        if (code.steps.at[i].kind == CODE_INPUT) inputs[n++] = i;
    return n;
}

/* Goes through the steps and demands that registers hold what the steps read. */
static void ck_registers(bool pairs)
{
    uint32_t inputs[MOST_INPUTS] = {0}, n_inputs = find_inputs(inputs);
    struct registers r;
    ck_assert(registers_make(&r, &code, inputs, n_inputs, &result, 1, pairs));
    uint32_t *holds = malloc(r.n * sizeof *holds); /* by register: the step whose value it has */
    for (uint32_t k = 0; k < n_inputs; k++) ck_assert_uint_eq(r.of_step[inputs[k]], k);
    for (uint32_t i = 0; i < code.steps.n; i++) {
        const struct code_step *s = &code.steps.at[i];
        if (!s->fixed && s->kind != CODE_INPUT) continue;
        ck_assert_uint_lt(r.of_step[i], r.n_fixed);
        holds[r.of_step[i]] = i;
    }
    for (uint32_t i = 0; i < code.steps.n; i++) {
        const struct code_step *s = &code.steps.at[i];
        if (s->fixed || s->kind == CODE_INPUT) continue;
        uint32_t partner = r.partner[i];
        ck_assert_uint_lt(r.of_step[i], r.n);
        ck_assert_uint_ge(r.of_step[i], r.n_fixed);
        for (uint32_t k = 0; k < s->n; k++) {
            uint32_t x = code_args(&code, s)[k];
            ck_assert_uint_eq(holds[r.of_step[x]], x);
            ck_assert_uint_ne(r.of_step[x], r.of_step[i]);
            ck_assert(partner < i || r.of_step[x] != r.of_step[partner]);
        }
        if (partner >= i) holds[r.of_step[i]] = i;
        if (partner > i) holds[r.of_step[partner]] = partner;
    }
    ck_assert_uint_eq(holds[r.of_step[result]], result);
    free(holds);
    registers_free(&r, &code);
}

START_TEST(registers_hold_what_is_needed)
{
    struct dice dice = {.state = 0x2545F4914F6CDD1Du};
    for (int i = 0; i < ROUNDS; i++) {
        char *text = dice_expression(&dice, 2 + (int)dice_below(&dice, 40));
        make_code(read_text(text));
        ck_registers(false);
        ck_registers(true);
        free(text);
        tear_down();
        set_up();
    }
}
END_TEST

START_TEST(a_long_chain_takes_few_registers)
{
    struct str text = {.mem = &core.mem};
    struct registers r;
    for (int i = 0; i < 200; i++) str_puts(&text, i % 2 ? "sin(" : "exp(x*");
    str_puts(&text, "y");
    for (int i = 0; i < 200; i++) str_puts(&text, ")");
    make_code(read_text(text.s));
    uint32_t inputs[MOST_INPUTS] = {0};
    ck_assert_uint_eq(find_inputs(inputs), 2);
    ck_assert_uint_ge(code.steps.n, 300);
    ck_assert(registers_make(&r, &code, inputs, 2, &result, 1, true));
    ck_assert_uint_eq(r.n, 4); /* two inputs, and two in turns */
    registers_free(&r, &code);
    str_free(&text);
}
END_TEST

/* ---- arrays ---- */

START_TEST(embedded_parts_are_added_last)
{
    id part = name_shape("p", 0, 300), whole = name_shape("q", 0, 600);
    struct slice from = {.start = 1, .step = 1, .count = 300};
    id embedded = graph_embed(&graph, part, &from, graph_shape(&graph, whole));
    read_text("sum(p*1) + sum(q*1)");
    size_t begin = graph_begin(&graph);
    graph_push(&graph, embedded, NUMBER_ONE);
    graph_push(&graph, graph_fn1(&graph, FN_sin, whole), NUMBER_ONE);
    make_code(graph_end_sum(&graph, begin, NUMBER_ZERO));
    ck_assert(!code.is_scalar);
    ck_code("embed(p) + sin(q)", "t1 = embed(p); t2 = sin(q); t3 = t2 + t1");
}
END_TEST

START_TEST(a_number_that_is_moved_stays_a_number)
{
    shape s = shape_vector(&graph.shapes, 4);
    make_code(graph_broadcast(&graph, graph_constant(&graph, CONSTANT_e), s));
    ck_code("e four times", "t1 = 2.7182818284590451; t2 = 2.7182818284590451");
    ck_assert_int_eq(code.steps.at[result].kind, CODE_NUMBER);
}
END_TEST

START_TEST(products_of_arrays_go_along_rows)
{
    static const struct {
        const char *text;
        enum product_kind kind;
        const char *matrix;
    } all[] = {
        {"A @ u", PRODUCT_ROWS, "A"},       {"v @ A", PRODUCT_ADD_ROWS, "A"},
        {"A.T @ v", PRODUCT_ADD_ROWS, "A"}, {"u @ A.T", PRODUCT_ROWS, "A"},
        {"u @ u", PRODUCT_DOT, "u"},        {"A @ B", PRODUCT_MATRIX, "A"},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        name_shape("A", 3, 5);
        name_shape("B", 5, 3);
        name_shape("u", 0, 5);
        name_shape("v", 0, 3);
        make_code(read_text(all[i].text));
        struct product product = code_product(&code, result);
        const struct code_step *matrix = &code.steps.at[product.matrix];
        ck_assert_msg(product.kind == all[i].kind, "%s is done as %d", all[i].text, product.kind);
        ck_assert_int_eq(matrix->kind, CODE_INPUT);
        ck_assert_str_eq(names_text(&core.names, matrix->data), all[i].matrix);
        tear_down();
        set_up();
    }
}
END_TEST

/* Every entry is in one block, and every block in one chunk. */
static void ck_cuts(int64_t rows, int64_t columns, bool narrow)
{
    struct cuts c = cuts_of(rows, columns, narrow);
    ck_assert_int_ge(c.block_rows * c.row_blocks, rows);
    ck_assert_int_lt(c.block_rows * (c.row_blocks - 1), rows);
    ck_assert_int_ge(c.block_columns * c.column_blocks, columns);
    ck_assert_int_lt(c.block_columns * (c.column_blocks - 1), columns);
    ck_assert_int_le(c.block_rows * c.block_columns, narrow ? 16 : BLOCK_SIZE);
    ck_assert(c.block_rows == 1 || c.column_blocks == 1); /* whole rows, or pieces of one */
    ck_assert_int_ge(c.chunk * c.chunks, c.row_blocks * c.column_blocks);
    ck_assert_int_lt(c.chunk * (c.chunks - 1), c.row_blocks * c.column_blocks);
    ck_assert_int_le(c.chunks, 64);
}

START_TEST(blocks_cover_an_array_once)
{
    struct dice dice = {.state = 0x9E3779B97F4A7C15u};
    for (int64_t rows = 1; rows <= 40; rows++)
        for (int64_t columns = 1; columns <= 40; columns++) ck_cuts(rows, columns, rows % 2);
    for (int i = 0; i < 2000; i++)
        ck_cuts(1 + (int64_t)dice_below(&dice, 5000), 1 + (int64_t)dice_below(&dice, 5000), i % 2);
}
END_TEST

START_TEST(a_vector_is_one_row)
{
    name_shape("v", 0, 7);
    name_shape("A", 3, 5);
    name_shape("c", 4, 1);
    make_code(read_text("sum(v) + sum(A) + sum(c)"));
    static const struct extent wanted[] = {{1, 7}, {3, 5}, {4, 1}},
                               flat[] = {{1, 7}, {3, 5}, {1, 4}};
    for (uint32_t i = 0, k = 0; i < code.steps.n; i++) {
        if (code.steps.at[i].kind != CODE_INPUT) continue;
        struct extent got = code_extent(&code, i), down = code_flat(&code, i);
        ck_assert(got.rows == wanted[k].rows && got.columns == wanted[k].columns);
        ck_assert(down.rows == flat[k].rows && down.columns == flat[k].columns);
        k++;
    }
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("machine");
    tcase_add_checked_fixture(checks.tests, set_up, tear_down);
    tcase_add_test(checks.tests, a_sum_begins_with_its_constant);
    tcase_add_test(checks.tests, a_product_divides_once);
    tcase_add_test(checks.tests, numbers_become_part_of_the_coefficient);
    tcase_add_test(checks.tests, powers_are_multiplied_out_up_to_64);
    tcase_add_test(checks.tests, half_powers_take_a_root);
    tcase_add_test(checks.tests, a_step_is_made_once);
    tcase_add_test(checks.tests, a_sine_is_paired_with_the_cosine_of_the_same);
    tcase_add_test(checks.tests, registers_hold_what_is_needed);
    tcase_add_test(checks.tests, a_long_chain_takes_few_registers);
    tcase_add_test(checks.tests, embedded_parts_are_added_last);
    tcase_add_test(checks.tests, a_number_that_is_moved_stays_a_number);
    tcase_add_test(checks.tests, products_of_arrays_go_along_rows);
    tcase_add_test(checks.tests, blocks_cover_an_array_once);
    tcase_add_test(checks.tests, a_vector_is_one_row);
    return checks_run(checks);
}
