/* Pictures and dumps of every program of the tables refer only to what stands before. */
/* Tests src/print/dot.c, src/write/document.c, src/write/lecture.c, src/write/dump.c. */
#include "support/support.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXPR, AT };
enum { MOST_NAMES = 4000 };

static dcalc *session;
static struct tally tally;

static void set_up(void)
{
    session = dcalc_new();
    tally = (struct tally){0};
}

static void tear_down(void)
{
    dcalc_free(session);
}

/* Calls `look` for every program of the tables, with the point that its row gives. */
static void each_program(void (*look)(const char *expr, const char *at))
{
    struct table functions = table_read("tests/data/functions.tsv", 7),
                 matrices = table_read("tests/data/matrices.tsv", 5);
    for (size_t i = 0; i < functions.rows; i++)
        look(table_field(&functions, i, EXPR), table_field(&functions, i, AT));
    for (size_t i = 0; i < matrices.rows; i++) /* the kind comes first */
        look(table_field(&matrices, i, EXPR + 1), table_field(&matrices, i, AT + 1));
    table_free(&functions);
    table_free(&matrices);
    ck_assert_uint_gt(tally.tried, 300);
    ck_tally(&tally);
}

/* ---- pictures ---- */

/* The first word of a line, and the word behind an arrow if there is one. */
struct line {
    char first[16], second[16];
};

static struct line line_of(const char *text)
{
    struct line line = {{0}, {0}};
    if (sscanf(text, " %15[a-z0-9] -> %15[a-z0-9]", line.first, line.second) < 1)
        line.first[0] = '\0';
    return line;
}

static bool is_node(const char *word)
{
    return isalpha((unsigned char)word[0]) && isdigit((unsigned char)word[1]);
}

static bool is_known(char names[][16], size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(names[i], name)) return true;
    return false;
}

/* Each node is said once and before its arrows, and what opens is closed. */
static bool is_picture(const char *text)
{
    static char names[MOST_NAMES][16];
    size_t n = 0;
    long depth = 0;
    for (const char *at = text; *at; at += strcspn(at, "\n") + 1) {
        size_t length = strcspn(at, "\n");
        struct line line = line_of(at);
        if (at[length] != '\n') return false;
        depth += (at[length - 1] == '{') - (at[length - 1] == '}');
        if (!is_node(line.first)) continue;
        bool known = is_known(names, n, line.first);
        if (known != (line.second[0] != '\0') || n == MOST_NAMES) return false;
        if (line.second[0] && !is_known(names, n, line.second)) return false;
        if (!known) memcpy(names[n++], line.first, sizeof line.first);
    }
    return n > 0 && depth == 0 && !strncmp(text, "digraph dcalc {\n", 16);
}

static void draw(const char *expr, const char *at)
{
    enum dcalc_command commands[] = {DCALC_EVAL, DCALC_GRAD};
    for (size_t i = 0; i < 2; i++) {
        struct test_question q = {
            .command = commands[i], .expr = expr, .at = at, .format = DCALC_DOT};
        struct dcalc_result *r = ask(session, &q);
        tally.tried++;
        /* Only scalars have a gradient. */
        if (r->status == DCALC_OK ? !is_picture(r->document) : commands[i] == DCALC_EVAL)
            tally_wrong(&tally, "%s: %s", expr, r->document ? r->document : complaint(r));
        dcalc_result_free(r);
    }
}

START_TEST(pictures)
{
    each_program(draw);
}
END_TEST

/* ---- dumps ---- */

static long number_of(const char *text)
{
    return strtol(text + (*text == '%'), NULL, 10);
}

/* Lines in the order of their numbers, which name numbers of earlier lines alone. */
static bool is_dump(const char *text)
{
    long last = -1;
    for (const char *at = text; *at; at += strcspn(at, "\n") + 1) {
        const char *end = at + strcspn(at, "\n"), *names = end;
        long own = number_of(at);
        if (*end != '\n' || own <= last) return false;
        while (names > at && names[-1] != '\t') names--;
        for (; names < end; names += strcspn(names, " \n"))
            if (*names == ' ' && number_of(++names) >= own) return false;
        last = own;
    }
    return last >= 0;
}

/* The point as assignments before the expression; to be freed. */
static char *program_of(const char *expr, const char *at)
{
    char *program = text_of("%s; %s", at, expr);
    int depth = 0;
    for (size_t i = 0; i < strlen(at); i++) {
        depth += (at[i] == '[') - (at[i] == ']');
        if (at[i] == ',' && depth == 0) program[i] = ';';
    }
    return program;
}

static void dump(const char *expr, const char *at)
{
    static const char *const stages[] = {"tokens", "ast", "graph", "tape"};
    char *program = program_of(expr, at);
    struct dcalc_text text = {program, strlen(program), "expression"};
    struct dcalc_request request = {
        .size = sizeof request, .exprs = &text, .n_exprs = 1, .has_at = true};
    for (size_t i = 0; i < 4; i++) {
        struct dcalc_result *errors = NULL;
        char *lines = dcalc_dump(session, &request, stages[i], &errors);
        tally.tried++;
        if (!lines || (i < 2 ? !*lines : !is_dump(lines)))
            tally_wrong(&tally, "%s of %s: %s", stages[i], program, lines ? lines : "nothing");
        dcalc_result_free(errors);
        free(lines);
    }
    free(program);
}

START_TEST(dumps)
{
    each_program(dump);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("documents");
    tcase_add_checked_fixture(checks.tests, set_up, tear_down);
    tcase_add_test(checks.tests, pictures);
    tcase_add_test(checks.tests, dumps);
    return checks_run(checks);
}
