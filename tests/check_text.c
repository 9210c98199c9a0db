/* Tokens and the parser: how texts are read, what is refused and where. */
/* Tests src/base/utf8.c, src/text/token.c, src/text/ast.c, src/text/parse.c,
 * src/text/parse_expression.c, src/text/parse_stack.c, src/text/parse_signs.c,
 * src/text/parse_hints.c, src/text/token_hints.c. */

/* Depth costs nothing. */
#include "support/support.h"

#include "base/str.h"
#include "text/ast.h"
#include "text/token.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

struct reading {
    struct core core;
    struct ast ast;
    bool ok;
};

static void read_bytes(struct reading *r, const char *bytes, size_t length)
{
    core_open(&r->core);
    r->ast = (struct ast){0};
    r->ok = ast_parse(&r->core, &r->ast, core_add_source(&r->core, "text", bytes, length));
}

static void end_reading(struct reading *r)
{
    ast_free(&r->ast, &r->core.mem);
    core_close(&r->core);
}

/* ---- trees as text: (add x (power y 2)) ---- */

static void put_leaf(struct str *out, const struct reading *r, const struct ast_node *node)
{
    const char *bytes = r->core.sources.at[node->mark.source].bytes;
    if (node->op == AST_NONE)
        str_puts(out, "_");
    else if (node->op == AST_INTEGER)
        str_putf(out, "%d", node->detail);
    else
        str_put(out, bytes + node->mark.start, node->mark.end - node->mark.start);
}

static char *tree_of(const struct reading *r, uint32_t root, struct mem *mem)
{
    struct str *texts = calloc(root + 1, sizeof *texts);
    for (uint32_t i = 0; i <= root; i++) {
        const struct ast_node *node = &r->ast.nodes.at[i];
        texts[i].mem = mem;
        if (node->n == 0 && node->op != AST_CALL) {
            put_leaf(&texts[i], r, node);
            continue;
        }
        str_putf(&texts[i], "(%s", ast_op_name((enum ast_op)node->op));
        if (node->op == AST_CALL || node->op == AST_KEYWORD)
            str_putf(&texts[i], " %s", names_text(&r->core.names, node->name));
        for (uint32_t k = 0; k < node->n; k++)
            str_putf(&texts[i], " %s", texts[ast_arg(&r->ast, node, k)].s);
        str_putc(&texts[i], ')');
    }
    char *tree = strdup(texts[root].s);
    for (uint32_t i = 0; i <= root; i++) str_free(&texts[i]);
    free(texts);
    return tree;
}

static void reads(const char *text, const char *tree)
{
    struct reading r;
    struct mem mem = {0};
    read_bytes(&r, text, strlen(text));
    ck_assert_msg(r.ok, "%s was refused: %s", text,
                  r.core.diags.n ? r.core.diags.at[0].message : "?");
    char *got = tree_of(&r, r.ast.statements.at[r.ast.statements.n - 1].last, &mem);
    ck_assert_msg(!strcmp(got, tree), "%s was read as %s, not %s", text, got, tree);
    free(got);
    end_reading(&r);
}

static void refuses_bytes(const char *bytes, size_t length, size_t start, size_t end,
                          const char *part)
{
    struct reading r;
    read_bytes(&r, bytes, length);
    ck_assert_msg(!r.ok && r.core.diags.n == 1, "%s: %zu errors", bytes, r.core.diags.n);
    struct diag diag = r.core.diags.at[0];
    ck_assert_int_eq(diag.kind, KIND_SYNTAX);
    bool found = strstr(diag.message, part) || (diag.hint && strstr(diag.hint, part));
    ck_assert_msg(found, "%s: %s (%s)", bytes, diag.message, diag.hint ? diag.hint : "no hint");
    ck_assert_msg(diag.span.start == start && diag.span.end == end,
                  "%s: the error is at %u to %u, not %zu to %zu", bytes, diag.span.start,
                  diag.span.end, start, end);
    end_reading(&r);
}

static void refuses(const char *text, size_t start, size_t end, const char *part)
{
    refuses_bytes(text, strlen(text), start, end, part);
}

START_TEST(tokens)
{
    static const char text[] = "1.5e-3 x_1 <= .5 ** .T;# a comment\n==";
    static const enum token_kind kinds[] = {
        TOKEN_NUMBER,    TOKEN_NAME,    TOKEN_LESS_EQUAL, TOKEN_NUMBER, TOKEN_POWER,
        TOKEN_TRANSPOSE, TOKEN_NEWLINE, TOKEN_NEWLINE,    TOKEN_EQUAL,  TOKEN_END};
    static const uint32_t starts[] = {0, 7, 11, 14, 17, 20, 22, 34, 35, 37};
    struct core core;
    core_open(&core);
    struct token token = token_before(core_add_source(&core, "text", text, sizeof text - 1), 0);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        token_next(&core, &token);
        ck_assert_msg(token.kind == kinds[i], "token %zu is %s", i, token_name(token.kind));
        ck_assert_uint_eq(token.span.start, starts[i]);
    }
    core_close(&core);
}
END_TEST

/* Names have the hash of their text, and short numbers in digits alone their value. */
START_TEST(values_of_tokens)
{
    static const char text[] =
        "x\316\2622 \xC2\xA0y_1#no\0te\n007 999999999 1000000000 1. 0x10 1e3 2z";
    static const uint32_t values[] = {7,
                                      999999999,
                                      TOKEN_NO_VALUE,
                                      TOKEN_NO_VALUE,
                                      TOKEN_NO_VALUE,
                                      TOKEN_NO_VALUE,
                                      TOKEN_NO_VALUE};
    struct core core;
    core_open(&core);
    struct token token = token_before(core_add_source(&core, "text", text, sizeof text - 1), 0);
    token_next(&core, &token);
    ck_assert_uint_eq(token.value, names_hash("x\316\2622", 4));
    token_next(&core, &token);
    ck_assert_uint_eq(token.value, names_hash("y_1", 3));
    token_next(&core, &token);
    ck_assert_uint_eq(token.kind, TOKEN_NEWLINE);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        token_next(&core, &token);
        ck_assert_uint_eq(token.kind, TOKEN_NUMBER);
        ck_assert_msg(token.value == values[i], "number %zu has the value %u", i, token.value);
    }
    core_close(&core);
}
END_TEST

START_TEST(precedence)
{
    reads("-x^2", "(negate (power x 2))");
    reads("2^-1", "(power 2 (negate 1))");
    reads("2^-x^2", "(power 2 (negate (power x 2)))");
    reads("2^3^2", "(power 2 (power 3 2))");
    reads("a-b-c", "(subtract (subtract a b) c)");
    reads("a/b/c*d", "(multiply (divide (divide a b) c) d)");
    reads("a+b*c^d", "(add a (multiply b (power c d)))");
    reads("-a*b", "(multiply (negate a) b)");
    reads("-a+b", "(add (negate a) b)");
    reads("a--b", "(subtract a (negate b))");
    reads("+a", "a");
    reads("a @ b.T + c", "(add (matmul a (transpose b)) c)");
    reads("x[0]^2", "(power (index x 0) 2)");
    reads("-x.T^2", "(negate (power (transpose x) 2))");
    reads("f(x)^2", "(power (call f x) 2)");
    reads("(a+b)*c", "(multiply (add a b) c)");
    reads("a*b/c@d", "(matmul (divide (multiply a b) c) d)");
}
END_TEST

START_TEST(products_without_a_sign)
{
    reads("Q, R = qr(A)", "(call qr A)");
    reads("a,b ,c=1\n", "1");
    reads("2x", "(multiply 2 x)");
    reads("3(x+1)", "(multiply 3 (add x 1))");
    reads("2x^2", "(multiply 2 (power x 2))");
    reads("-2x", "(multiply (negate 2) x)");
    reads("a*2x", "(multiply a (multiply 2 x))");
    reads("2sin(x)", "(multiply 2 (call sin x))");
    reads("2e^x", "(multiply 2 (power e x))");
    reads("2e**x", "(multiply 2 (power e x))");
    reads("2ex", "(multiply 2 ex)");
    reads("2e3", "2e3");
    reads("2e3x", "(multiply 2e3 x)");
    refuses("x\u221ax", 1, 4, "sqrt(x)");
    refuses("x!!", 2, 3, "(x!)!");
    refuses("a + !b", 4, 5, "write not");
    refuses("3,5", 1, 2, "decimal point");
    refuses("x^-1, 5", 4, 5, "an operator");
    refuses("1/2x", 0, 4, "(1/2)*x or 1/(2*x)");
    refuses("a + 1/2(x+1)", 4, 8, "two ways");
    refuses("2^3x", 0, 4, "2^(3*x)");
    refuses("2 3", 2, 3, "operator");
    refuses(".5.5", 2, 4, "operator");
    refuses("1..2", 2, 4, "operator");
    refuses("x 2", 2, 3, "operator");
    refuses("x y", 2, 3, "x*y");
    reads("(x)(y)", "(multiply x y)");
    reads("(x)y", "(multiply x y)");
    reads("2sin(x)cos(x)", "(multiply (multiply 2 (call sin x)) (call cos x))");
    refuses("(x) (y)", 4, 5, "operator");
    refuses("1/(x)(y)", 0, 6, "two ways");
    refuses("sin x", 4, 5, "sin(x)");
    refuses("sin^2(x)", 5, 6, "sin(...)^2");
    refuses("a*sin^-2 x", 9, 10, "sin(x)^-2");
    refuses("sin^-1(x)", 6, 7, "asin(...) for the inverse");
    refuses("gamma^2(x)", 0, 8, "two ways");
}
END_TEST

START_TEST(numbers)
{
    reads("0xFf_0", "0xFf_0");
    reads("0b_1", "0b_1");
    reads("1_0.0_1e1_0", "1_0.0_1e1_0");
    reads("0x", "(multiply 0 x)");
    reads("0b + 1", "(add (multiply 0 b) 1)");
    reads("1_000x", "(multiply 1_000 x)");
    reads("1.", "1.");
    reads("2.T", "(transpose 2)");
    refuses("1e", 0, 2, "1*e");
    refuses("x + 2.5E+", 4, 8, "2.5*E");
    refuses("2e*x", 0, 2, "2*e");
    refuses("0xg", 0, 3, "0*xg");
    refuses("0b2", 0, 3, "binary");
    refuses("0o_", 0, 3, "octal");
    refuses("0x1_", 0, 4, "hexadecimal");
    refuses("0x1.8", 3, 5, "operator");
}
END_TEST

START_TEST(pasted_signs)
{
    reads("a·b", "(multiply a b)");
    reads("a×b⋅c", "(multiply (multiply a b) c)");
    reads("a÷b−c", "(subtract (divide a b) c)");
    reads("−x²", "(negate (power x 2))");
    reads("2x³", "(multiply 2 (power x 3))");
    reads("x**y", "(power x y)");
    reads("2^3²", "(power 2 (power 3 2))");
    reads("(x+1)²", "(power (add x 1) 2)");
    reads("λ·θ1", "(multiply λ θ1)");
    reads("where(a ≤ b, c, d)", "(call where (compare a b) c d)");
}
END_TEST

START_TEST(indexes)
{
    reads("x[0]", "(index x 0)");
    reads("x[-1]", "(index x (negate 1))");
    reads("A[0, 1]", "(index A 0 1)");
    reads("x[1:]", "(index x (slice 1 _ _))");
    reads("x[:2]", "(index x (slice _ 2 _))");
    reads("x[::2]", "(index x (slice _ _ 2))");
    reads("x[::-1]", "(index x (slice _ _ (negate 1)))");
    reads("x[1:n-1:2]", "(index x (slice 1 (subtract n 1) 2))");
    reads("A[:, 0]", "(index A (slice _ _ _) 0)");
    reads("A[0][1:]", "(index (index A 0) (slice 1 _ _))");
    reads("[[1, 2], [3, 4]]", "(list (list 1 2) (list 3 4))");
    reads("[1, 2].T[0]", "(index (transpose (list 1 2)) 0)");
    refuses("a[1:2:3:4]", 7, 8, "':'");
    refuses("a[]", 2, 3, "value");
    refuses("a[1,]", 4, 5, "value");
    refuses("a:b", 1, 2, "':'");
}
END_TEST

START_TEST(calls)
{
    reads("f(a, b)", "(call f a b)");
    reads("f()", "(call f)");
    reads("sum(A, axis=1, keepdims=1)", "(call sum A (keyword axis 1) (keyword keepdims 1))");
    reads("f(g(x), -y)", "(call f (call g x) (negate y))");
    refuses("f(a,)", 4, 5, "value");
    refuses("f(, a)", 2, 3, "value");
    refuses("f(a", 1, 2, "never closed");
    refuses("f(a))", 4, 5, "operator");
    refuses("f(a]", 3, 4, "')'");
}
END_TEST

START_TEST(programs)
{
    reads("u = x; u^2", "(power u 2)");
    reads("u = x\nu^2", "(power u 2)");
    reads("u = x # a remark; 5\r\n\r\n;u", "u");
    reads("x +\n y", "(add x y)");
    reads("(x\n+ y\n)", "(add x y)");
    reads("[1,\n2]", "(list 1 2)");
    reads("f(a, b) = a*b; f(1, 2)", "(call f 1 2)");
    reads("u = x", "x");
    refuses("", 0, 0, "empty");
    refuses(" # nothing", 0, 10, "empty");
    refuses("1 = 2", 2, 3, "'='");
    refuses("x = ", 4, 4, "value");
    refuses("x = ; 5", 4, 5, "value");
    refuses("x +; 5", 3, 4, "value");
}
END_TEST

START_TEST(statements)
{
    struct reading r;
    const char *text = "u = x; f(a, b) = a; f(u, 1)";
    read_bytes(&r, text, strlen(text));
    ck_assert(r.ok);
    ck_assert_uint_eq(r.ast.statements.n, 3);
    ck_assert_int_eq(r.ast.statements.at[0].kind, STATEMENT_ASSIGN);
    ck_assert_str_eq(names_text(&r.core.names, r.ast.statements.at[0].name), "u");
    ck_assert_int_eq(r.ast.statements.at[1].kind, STATEMENT_FUNCTION);
    ck_assert_uint_eq(r.ast.statements.at[1].n_params, 2);
    ck_assert_int_eq(r.ast.statements.at[2].kind, STATEMENT_VALUE);
    end_reading(&r);
}
END_TEST

START_TEST(bad_bytes)
{
    refuses("x + \xff", 4, 5, "UTF-8");
    refuses("x\xc3", 1, 2, "UTF-8");
    refuses("\xc0\xaf", 0, 1, "UTF-8");
    refuses("\xed\xa0\x80", 0, 1, "UTF-8");
    refuses("\xf5\x80\x80\x80", 0, 1, "UTF-8");
    refuses("x $ y", 2, 3, "'$'");
    refuses("x → y", 2, 5, "no meaning");
    refuses("x ~ y", 2, 3, "'~'");
    refuses_bytes("x\0y", 3, 1, 2, "U+0000");
    refuses_bytes("\0", 1, 0, 1, "U+0000");
    refuses("x\x1b[0m", 1, 2, "U+001B");
}
END_TEST

START_TEST(missing_operands)
{
    refuses("x +", 3, 3, "value");
    refuses("* x", 0, 1, "value");
    refuses("x ^", 3, 3, "value");
    refuses("()", 1, 2, "value");
    refuses("(x", 0, 1, "never closed");
    refuses("x)", 1, 2, "operator");
    refuses("[1, (2]", 6, 7, "')'");
    refuses("1, 2", 1, 2, "','");
    refuses("x^²", 2, 4, "value");
}
END_TEST

/* What a library says of an error in bytes, a person wants in characters. */
START_TEST(columns_count_characters)
{
    dcalc *session = dcalc_new();
    struct dcalc_result *r = ask(session, &(struct test_question){.expr = "a = 1\nλ·θ + $"});
    ck_assert_int_eq(r->status, DCALC_SYNTAX);
    ck_assert_uint_eq(r->errors[0].line_number, 2);
    ck_assert_uint_eq(r->errors[0].column, 7);
    ck_assert_uint_eq(r->errors[0].caret_column, 6);
    ck_assert_uint_eq(r->errors[0].caret_length, 1);
    ck_assert_uint_eq(r->errors[0].start, 15);
    ck_assert_uint_eq(r->errors[0].end, 16);
    dcalc_result_free(r);
    dcalc_free(session);
}
END_TEST

START_TEST(a_call_of_a_value)
{
    ck_refused(&(struct test_question){.expr = "x(y)"}, DCALC_NAME, "'x'");
    ck_refused(&(struct test_question){.expr = "x = 2; x(y)"}, DCALC_NAME, "not a function");
    ck_refused(&(struct test_question){.expr = "sine(y)"}, DCALC_NAME, "sine");
    dcalc *session = dcalc_new();
    struct dcalc_result *r = ask(session, &(struct test_question){.expr = "x(y)"});
    ck_assert_msg(r->errors[0].hint && strstr(r->errors[0].hint, "x*("), "the hint is %s",
                  r->errors[0].hint);
    dcalc_result_free(r);
    r = ask(session, &(struct test_question){.expr = "sine(y)"});
    ck_assert_msg(r->errors[0].hint && strstr(r->errors[0].hint, "sin"), "the hint is %s",
                  r->errors[0].hint);
    dcalc_result_free(r);
    dcalc_free(session);
}
END_TEST

/* ---- depth ---- */

/* n times the opening, x, n times the closing. */
static char *nest(const char *open, const char *close, size_t n)
{
    size_t a = strlen(open), b = strlen(close);
    char *text = malloc(n * (a + b) + 2);
    for (size_t i = 0; i < n; i++) memcpy(text + i * a, open, a);
    text[n * a] = 'x';
    for (size_t i = 0; i < n; i++) memcpy(text + n * a + 1 + i * b, close, b);
    text[n * (a + b) + 1] = '\0';
    return text;
}

struct nesting {
    const char *open, *close;
    size_t n;
    enum kind kind;
};

static void read_nest(void *user)
{
    const struct nesting *nesting = user;
    char *text = nest(nesting->open, nesting->close, nesting->n);
    struct reading r;
    clock_t start = clock(); /* of the processor, whatever else the machine does */
    read_bytes(&r, text, strlen(text));
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    ck_assert_msg(seconds < 2, "%s took %g s", nesting->open, seconds);
    enum kind kind = r.core.diags.n ? r.core.diags.at[0].kind : KIND_OK;
    ck_assert_msg(kind == nesting->kind, "%zu of %s: %s", nesting->n, nesting->open,
                  r.core.diags.n ? r.core.diags.at[0].message : "no error");
    end_reading(&r);
    free(text);
}

static void read_nests(const struct nesting *nestings, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct nesting nesting = nestings[i];
        on_small_stack(64 << 10, read_nest, &nesting);
    }
}

START_TEST(a_million_levels_are_refused)
{
    static const struct nesting nestings[] = {
        {"(", ")", 1000000, KIND_LIMIT},    {"(", "", 1000000, KIND_LIMIT},
        {"[", "]", 1000000, KIND_LIMIT},    {"-", "", 1000000, KIND_LIMIT},
        {"sin(", ")", 1000000, KIND_LIMIT}, {"a[", "]", 1000000, KIND_LIMIT},
    };
    read_nests(nestings, sizeof nestings / sizeof *nestings);
}
END_TEST

START_TEST(a_hundred_thousand_levels_are_read)
{
    static const struct nesting nestings[] = {
        {"(", ")", 100000, KIND_OK},    {"[", "]", 100000, KIND_OK},
        {"-", "", 100000, KIND_OK},     {"+", "", 100000, KIND_OK},
        {"sin(", ")", 100000, KIND_OK}, {"a[", "]", 100000, KIND_OK},
        {"2^", "", 100000, KIND_OK},    {"", ".T", 100000, KIND_OK},
        {"", "²", 100000, KIND_OK},     {"x+", "", 100000, KIND_OK},
        {"f(a=", ")", 100000, KIND_OK}, {"", "[0]", 100000, KIND_OK},
        {"y=x;", "", 100000, KIND_OK},  {"(", "", 100000, KIND_SYNTAX},
        {"", ")", 100000, KIND_SYNTAX},
    };
    read_nests(nestings, sizeof nestings / sizeof *nestings);
}
END_TEST

/* No text, however broken, does more than be refused: random bytes, and random pieces of sense. */
START_TEST(noise)
{
    static const char *const pieces[] = {
        "(",  ")",   "[",  "]", "x", "2", ".5", "+", "-", "^", ",",    ":", "=",  ";",    "\n",
        "f(", "sin", ".T", "²", "@", "<", "==", "#", " ", "λ", "\xff", "$", "e3", "axis="};
    struct dice dice = {20240229};
    for (int i = 0; i < 20000; i++) {
        char text[64] = "";
        for (size_t n = dice_below(&dice, 12) + 1; n > 0; n--)
            strcat(text, pieces[dice_below(&dice, sizeof pieces / sizeof *pieces)]);
        struct reading r;
        read_bytes(&r, text, strlen(text));
        ck_assert_msg(r.ok == (r.core.diags.n == 0), "%s: neither read nor refused", text);
        for (size_t k = 0; k < r.core.diags.n; k++) {
            struct span span = r.core.diags.at[k].span;
            ck_assert_msg(span.start <= span.end && span.end <= strlen(text), "%s: a span outside",
                          text);
        }
        end_reading(&r);
    }
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("text");
    tcase_add_test(checks.tests, tokens);
    tcase_add_test(checks.tests, values_of_tokens);
    tcase_add_test(checks.tests, precedence);
    tcase_add_test(checks.tests, products_without_a_sign);
    tcase_add_test(checks.tests, numbers);
    tcase_add_test(checks.tests, pasted_signs);
    tcase_add_test(checks.tests, indexes);
    tcase_add_test(checks.tests, calls);
    tcase_add_test(checks.tests, programs);
    tcase_add_test(checks.tests, statements);
    tcase_add_test(checks.tests, bad_bytes);
    tcase_add_test(checks.tests, missing_operands);
    tcase_add_test(checks.tests, columns_count_characters);
    tcase_add_test(checks.tests, a_call_of_a_value);
    tcase_add_test(checks.tests, a_million_levels_are_refused);
    tcase_add_test(checks.tests, a_hundred_thousand_levels_are_read);
    tcase_add_test(checks.tests, noise);
    return checks_run(checks);
}
