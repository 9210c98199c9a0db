/* limit_graph.h - what C written by hand needs to derive formulas: a parser, a graph in which equal
 * nodes are one, one sweep backwards. It trusts its input. */
#ifndef BENCH_LIMIT_GRAPH_H
#define BENCH_LIMIT_GRAPH_H

#include "common.h"

#include <ctype.h>

enum op { NUMBER, NAME, ADD, MUL, DIV, POW, SIN, COS, EXP, TANH, EXPIT, SQRT };
enum { MOST = 1 << 20, NAMES = 1 << 16, NONE = -1 };

static struct node {
    enum op op;
    int a, b; /* arguments; of a power b is the exponent */
    double x; /* of a number; in the end every node's value */
} nodes[MOST];
static int n_nodes, table[MOST], mask = MOST - 1; /* of the table's places in use */
static int adjoint[MOST], order[MOST], n_order, seen[MOST], stamp;

static struct {
    char text[16];
    int node;
} names[NAMES];
static int used[NAMES], n_names;

/* ---- the graph ---- */

static void reset(void)
{
    memset(table, 0, ((size_t)mask + 1) * sizeof *table);
    n_nodes = 0;
    for (int i = 0; i < n_names; i++) names[used[i]].node = NONE;
}

static int node(enum op op, int a, int b, double x)
{
    uint64_t h;
    memcpy(&h, &x, sizeof h);
    h = (h ^ h >> 32 ^ (uint64_t)a << 32 ^ (uint64_t)b << 4 ^ (uint64_t)op) * 0x9E3779B97F4A7C15u;
    h = (h ^ h >> 29) * 0xBF58476D1CE4E5B9u;
    for (h >>= 40;; h++) {
        int *at = &table[h & (uint64_t)mask];
        struct node *n = &nodes[*at - 1];
        if (*at && n->op == op && n->a == a && n->b == b && n->x == x) return *at - 1;
        if (*at) continue;
        if (n_nodes == MOST) exit(1);
        nodes[n_nodes] = (struct node){op, a, b, x};
        return (*at = ++n_nodes) - 1;
    }
}

static int number(double x)
{
    return node(NUMBER, 0, 0, x);
}
static int is(int a, double x)
{
    return nodes[a].op == NUMBER && nodes[a].x == x;
}
static int both_numbers(int a, int b)
{
    return nodes[a].op == NUMBER && nodes[b].op == NUMBER;
}

static int add(int a, int b)
{
    if (is(a, 0)) return b;
    if (is(b, 0)) return a;
    if (both_numbers(a, b)) return number(nodes[a].x + nodes[b].x);
    return node(ADD, a, b, 0);
}

static int mul(int a, int b)
{
    if (is(a, 1)) return b;
    if (is(b, 1)) return a;
    if (is(a, 0) || is(b, 0)) return number(0);
    if (both_numbers(a, b)) return number(nodes[a].x * nodes[b].x);
    if (nodes[b].op == NUMBER) return mul(b, a);
    if (nodes[a].op == NUMBER && nodes[b].op == MUL && nodes[nodes[b].a].op == NUMBER)
        return mul(number(nodes[a].x * nodes[nodes[b].a].x), nodes[b].b);
    return node(MUL, a, b, 0);
}

static int negative(int a)
{
    return mul(number(-1), a);
}
static int divide(int a, int b)
{
    return is(b, 1) ? a : node(DIV, a, b, 0);
}
static int power(int a, int n)
{
    return n == 1 ? a : n ? node(POW, a, n, 0) : number(1);
}
static int fn(enum op op, int a)
{
    return node(op, a, 0, 0);
}

/* ---- the parser ---- */

static const char *in;

static int sum(void);

static int word(void)
{
    static const struct {
        const char *text;
        enum op op;
    } functions[] = {{"sin", SIN}, {"exp", EXP}, {"tanh", TANH}, {"expit", EXPIT}, {"sqrt", SQRT}};
    const char *start = in;
    uint32_t h = 2166136261u;
    while (isalnum((unsigned char)*in)) h = (h ^ (unsigned char)*in++) * 16777619u;
    size_t n = (size_t)(in - start);
    for (size_t i = 0; *in == '(' && i < sizeof functions / sizeof *functions; i++) {
        if (strncmp(functions[i].text, start, n) || functions[i].text[n]) continue;
        in++;
        int a = sum();
        in++;
        return fn(functions[i].op, a);
    }
    for (;; h++) {
        int i = (int)(h & (NAMES - 1));
        if (n >= sizeof names->text || n_names == NAMES / 2) exit(1);
        if (!*names[i].text) {
            memcpy(names[i].text, start, n);
            names[i].node = NONE;
            used[n_names++] = i;
        }
        if (strncmp(names[i].text, start, n) || names[i].text[n]) continue;
        if (names[i].node == NONE) names[i].node = node(NAME, i, 0, 0);
        return names[i].node;
    }
}

static int atom(void)
{
    int a;
    if (*in == '(') {
        in++;
        a = sum();
        in++;
    } else if (isdigit((unsigned char)*in)) {
        double x = 0, scale = 1;
        for (; isdigit((unsigned char)*in); in++) x = 10 * x + (*in - '0');
        if (*in == '.')
            for (in++; isdigit((unsigned char)*in); in++) x = 10 * x + (*in - '0'), scale *= 10;
        a = number(x / scale);
    } else
        a = word();
    if (*in == '^') {
        int exponent = 0;
        for (in++; isdigit((unsigned char)*in); in++) exponent = 10 * exponent + (*in - '0');
        a = power(a, exponent);
    }
    return a;
}

static void space(void)
{
    while (*in == ' ') in++;
}

static int product(void)
{
    int minus = *in == '-' ? in++, 1 : 0, a = atom();
    for (space(); *in == '*' || *in == '/'; space()) {
        char op = *in++;
        space();
        int b = atom();
        a = op == '*' ? mul(a, b) : divide(a, b);
    }
    return minus ? negative(a) : a;
}

static int sum(void)
{
    int a = product();
    for (space(); *in == '+' || *in == '-'; space()) {
        char op = *in++;
        space();
        int b = product();
        a = add(a, op == '+' ? b : negative(b));
    }
    return a;
}

/* Assignments, then the expression. */
static int program(const char *text)
{
    for (in = text;;) {
        const char *name = in;
        while (isalnum((unsigned char)*in)) in++;
        if (strncmp(in, " = ", 3)) return in = name, sum();
        int place = nodes[(in = name, word())].a;
        in += 3;
        names[place].node = sum();
        in += 2; /* the semicolon and the space */
    }
}

/* ---- derivatives ---- */

static void give(int to, int what)
{
    if (nodes[to].op == NUMBER) return;
    adjoint[to] = adjoint[to] == NONE ? what : add(adjoint[to], what);
}

/* Lists what i is made of, arguments first. */
static void visit(int i)
{
    struct node n = nodes[i];
    if (seen[i] == stamp || n.op == NUMBER) return;
    seen[i] = stamp;
    adjoint[i] = NONE;
    if (n.op > NAME) visit(n.a);
    if (n.op >= ADD && n.op <= DIV) visit(n.b);
    order[n_order++] = i;
}

/* What each node that f is made of adds to f; f's own is 1. */
static void sweep(int f)
{
    stamp++;
    n_order = 0;
    visit(f);
    adjoint[f] = number(1);
    for (int k = n_order; k-- > 0;) {
        int i = order[k], d = adjoint[i];
        struct node n = nodes[i];
        if (n.op == NAME) continue;
        switch (n.op) {
        case ADD: give(n.a, d), give(n.b, d); break;
        case MUL: give(n.a, mul(d, n.b)), give(n.b, mul(d, n.a)); break;
        case DIV: {
            int share = divide(d, n.b);
            give(n.a, share);
            give(n.b, negative(mul(share, i)));
            break;
        }
        case POW: give(n.a, mul(mul(number(n.b), power(n.a, n.b - 1)), d)); break;
        case SIN: give(n.a, mul(d, fn(COS, n.a))); break;
        case COS: give(n.a, negative(mul(d, fn(SIN, n.a)))); break;
        case EXP: give(n.a, mul(d, i)); break;
        case TANH: give(n.a, mul(d, add(number(1), negative(power(i, 2))))); break;
        case EXPIT: give(n.a, mul(d, mul(i, add(number(1), negative(i))))); break;
        default: give(n.a, mul(d, divide(number(0.5), i)));
        }
    }
}

/* ---- jobs ---- */

static int name_at(const char *name)
{
    in = name;
    return word();
}

/* Parses and derives a job; calls `set` with each name of its point and the text of the value. The
 * derivatives are then found by job_partial. */
static void job_derive(const char *line, void (*set)(int name, const char *value))
{
    reset();
    int f = program(strstr(line, "\"expr\":\"") + 8);
    const char *at = strstr(in, "\"at\":{") + 5;
    sweep(f);
    while (*at != '}') {
        int name = name_at(at + 2);
        set(name, in + 2);
        for (at = in + 2; *at != ',' && *at != '}';) at++;
    }
}

static int job_partial(int k)
{
    static const char *const wrt[] = {"w1", "w2", "b1", "b2"};
    return adjoint[name_at(wrt[k])];
}

/* Of the processor's time, as jobs.py takes it of dcalc and the others. */
static double spent(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Runs all jobs; `answer` gives the sum of a job's four numbers. */
static void jobs_run(const char *path, double (*answer)(const char *line))
{
    char *lines = read_text(path);
    double first = 0, start = spent();
    int n = 0;
    mask = 1023;
    for (char *line = lines; *line; line = strchr(line, '\n') + 1) {
        double x = answer(line);
        if (!n++) first = x;
    }
    tell(n / (spent() - start), first);
}

#endif
