/* Where operations that move entries take them from, and scans. */
/* Tests src/graph/move.c, src/graph/ops.def, src/graph/scan.c. */
#include "support/support.h"

#include "graph/linear.h"
#include "graph/move.h"
#include "graph/scan.h"
#include "print/formula.h"

#include <string.h>

static struct core core;
static struct graph graph;

static void set_up(void)
{
    core_open(&core);
    ck_assert(graph_init(&graph, &core));
}

static void tear_down(void)
{
    graph_free(&graph);
    core_close(&core);
}

static uint32_t name_of(const char *name)
{
    return names_intern(&core.names, &core.arena, name, strlen(name));
}

/* Entry i of the result by its runs, as argument*1000 + entry, or -1: each is given once. */
static void read_runs(id a, int64_t *from, int64_t n)
{
    struct moving moving = moving_node(&graph, a);
    for (int64_t i = 0; i < n; i++) from[i] = -1;
    for (uint32_t k = 0; k < graph_node(&graph, a)->n; k++) {
        struct move m = moving_next(&moving, graph_dims(&graph, graph_child(&graph, a, k)));
        for (struct move_run r = move_first(&m); r.n; move_on(&m, &r))
            for (int64_t i = 0; i < r.n; i++) {
                int64_t to = r.to + i * r.to_step;
                ck_assert(to >= 0 && to < n && from[to] == -1);
                from[to] = 1000 * k + r.from + i * r.from_step;
            }
    }
}

/* Each entry is where its source says, too. */
static void moves_to(id a, const int64_t *wanted, int64_t n)
{
    int64_t from[64];
    ck_assert(op_class(graph_op(&graph, a)) == CLASS_MOVE);
    ck_assert_int_eq(shape_count(&graph.shapes, graph_shape(&graph, a)), n);
    read_runs(a, from, n);
    bool zeros = false;
    for (int64_t i = 0; i < n; i++) {
        struct moving moving = moving_node(&graph, a);
        int64_t found = -1;
        for (uint32_t k = 0; k < graph_node(&graph, a)->n; k++) {
            struct move m = moving_next(&moving, graph_dims(&graph, graph_child(&graph, a, k)));
            int64_t source = move_source(&m, i);
            if (source >= 0) found = 1000 * k + source;
        }
        ck_assert_msg(from[i] == wanted[i] && found == wanted[i], "entry %d of %s: %d, %d, not %d",
                      (int)i, print_formula(&graph, a), (int)from[i], (int)found, (int)wanted[i]);
        zeros |= wanted[i] < 0;
    }
    struct moving moving = moving_node(&graph, a);
    ck_assert(!zeros || moving_leaves_zeros(&moving));
}

#define MOVES_TO(a, ...)                        \
    moves_to(a, (const int64_t[]){__VA_ARGS__}, \
             sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t))

static id vector_variable(const char *name, int64_t n)
{
    uint32_t k = name_of(name);
    return graph_variable(&graph, k, shape_vector(&graph.shapes, n));
}

static id matrix_variable(const char *name, int64_t rows, int64_t columns)
{
    uint32_t k = name_of(name);
    return graph_variable(&graph, k, shape_matrix(&graph.shapes, rows, columns));
}

START_TEST(entries_move_where_numpy_puts_them)
{
    struct graph *g = &graph;
    id x = vector_variable("x", 3), A = matrix_variable("A", 2, 3), B = matrix_variable("B", 2, 2),
       s = graph_variable(g, name_of("s"), SHAPE_SCALAR);
    MOVES_TO(graph_transpose(g, A), 0, 3, 1, 4, 2, 5);
    MOVES_TO(graph_broadcast(g, s, shape_matrix(&g->shapes, 2, 2)), 0, 0, 0, 0);
    MOVES_TO(graph_broadcast(g, x, shape_matrix(&g->shapes, 2, 3)), 0, 1, 2, 0, 1, 2);
    id column = graph_reshape(g, x, shape_matrix(&g->shapes, 3, 1));
    MOVES_TO(column, 0, 1, 2);
    MOVES_TO(graph_broadcast(g, column, shape_matrix(&g->shapes, 3, 2)), 0, 0, 1, 1, 2, 2);
    struct slice back[2] = {{1, -1, 2}, {2, -2, 2}}, one[2] = {{2, -1, 3}, {0, 1, 1}};
    MOVES_TO(graph_slice(g, A, back), 5, 3, 2, 0);
    MOVES_TO(graph_slice(g, x, one), 2, 1, 0);
    id items[3] = {x, graph_fn1(g, FN_sin, x), x};
    MOVES_TO(graph_stack(g, items, 2), 0, 1, 2, 1000, 1001, 1002);
    MOVES_TO(graph_concat(g, items, 3, 0), 0, 1, 2, 1000, 1001, 1002, 2000, 2001, 2002);
    id sides[2] = {B, A};
    MOVES_TO(graph_concat(g, sides, 2, 1), 0, 1, 1000, 1001, 1002, 2, 3, 1003, 1004, 1005);
    MOVES_TO(graph_diag(g, x), 0, -1, -1, -1, 1, -1, -1, -1, 2);
    MOVES_TO(graph_diag(g, A), 0, 4);
    id E = matrix_variable("E", 4, 4);
    MOVES_TO(graph_rearrange(g, E, 2, 2), 0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15);
}
END_TEST

/* Larger than what is written out as a list: rows 9, 5 and 1 of 10, columns 1, 3, ... of 7. */
START_TEST(embedded_entries_lie_among_zeros)
{
    id a = matrix_variable("a", 3, 3);
    struct slice axes[2] = {{9, -4, 3}, {1, 2, 3}};
    id embedded = graph_embed(&graph, a, axes, shape_matrix(&graph.shapes, 10, 7));
    struct moving moving = moving_node(&graph, embedded);
    ck_assert(graph_op(&graph, embedded) == OP_EMBED && moving_leaves_zeros(&moving));
    struct move m = moving_next(&moving, graph_dims(&graph, a));
    for (int64_t i = 0; i < 10; i++)
        for (int64_t j = 0; j < 7; j++) {
            bool inside = i % 4 == 1 && j % 2 == 1 && j < 6;
            int64_t wanted = inside ? (9 - i) / 4 * 3 + (j - 1) / 2 : -1;
            ck_assert_int_eq(move_source(&m, i * 7 + j), wanted);
        }
}
END_TEST

/* A scan without a rule would be caught by no compiler. */
START_TEST(every_scan_has_a_rule)
{
    for (unsigned op = 0; op < OP_COUNT; op++) {
        struct scan_rule rule = scan_rule(op);
        bool has_rule = rule.multiplier != NO_ARGUMENT || rule.addend != NO_ARGUMENT;
        ck_assert(has_rule == (op_class(op) == CLASS_SCAN));
    }
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("moves");
    tcase_add_checked_fixture(checks.tests, set_up, tear_down);
    tcase_add_test(checks.tests, entries_move_where_numpy_puts_them);
    tcase_add_test(checks.tests, embedded_entries_lie_among_zeros);
    tcase_add_test(checks.tests, every_scan_has_a_rule);
    return checks_run(checks);
}
