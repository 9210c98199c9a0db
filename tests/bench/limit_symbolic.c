/* limit_symbolic ROW: what C written by hand for these formulas alone takes from text to
 * derivatives: a parser, a graph in which equal nodes are one, one sweep backwards. Milliseconds;
 * of `jobs` how many a second. `chain` is the whole program: it writes the gradient and measures
 * nothing. */
/* Build: -std=gnu11 -O3 -march=native -lm */
#include "common.h"

#include <ctype.h>

enum op { NUMBER, NAME, ADD, MUL, DIV, POW, SIN, EXP, TANH, EXPIT, SQRT };
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
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    uint64_t h = ((bits ^ (uint64_t)op << 60) + (uint64_t)a * 0x9E3779B97F4A7C15u +
                  (uint64_t)b * 0xBF58476D1CE4E5B9u) *
                 0x94D049BB133111EBu;
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
    for (in = text;; in++) {
        const char *name = in;
        while (isalnum((unsigned char)*in)) in++;
        if (strncmp(in, " = ", 3)) return in = name, sum();
        int place = nodes[(in = name, word())].a;
        in += 3;
        names[place].node = sum();
        in++; /* the semicolon, and above the space */
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
        /* The cosine as a sine, as there is no other use for it. */
        case SIN: give(n.a, mul(d, fn(SIN, add(n.a, number(acos(-1) / 2))))); break;
        case EXP: give(n.a, mul(d, i)); break;
        case TANH: give(n.a, mul(d, add(number(1), negative(power(i, 2))))); break;
        case EXPIT: give(n.a, mul(d, mul(i, add(number(1), negative(i))))); break;
        default: give(n.a, mul(d, divide(number(0.5), i)));
        }
    }
}

static double power_of(double x, int n)
{
    double y = 1;
    for (; n > 0; n >>= 1, x *= x)
        if (n & 1) y *= x;
    return y;
}

static double value_of(const struct node *n)
{
    double a = nodes[n->a].x;
    switch (n->op) {
    case NUMBER:
    case NAME: return n->x;
    case ADD: return a + nodes[n->b].x;
    case MUL: return a * nodes[n->b].x;
    case DIV: return a / nodes[n->b].x;
    case POW: return power_of(a, n->b);
    case SIN: return sin(a);
    case EXP: return exp(a);
    case TANH: return tanh(a);
    case EXPIT: return 1 / (1 + exp(-a));
    default: return sqrt(a);
    }
}

static void evaluate(void)
{
    for (int i = 0; i < n_nodes; i++) nodes[i].x = value_of(&nodes[i]);
}

/* ---- rows ---- */

static char *text;
static int partials[2500], n_partials;

static void sum_up(double seconds, double x)
{
    double total = 0;
    for (int i = 0; i < n_nodes; i++)
        if (nodes[i].op == NAME) nodes[i].x = x;
    evaluate();
    for (int k = 0; k < n_partials; k++) total += nodes[partials[k]].x;
    tell(1e3 * seconds, total);
}

static void nest(void *unused)
{
    (void)unused;
    reset();
    int f = program(text);
    sweep(f);
    in = "x";
    partials[0] = adjoint[word()];
    n_partials = 1;
}

static void rational(void *unused)
{
    static int variables[50];
    (void)unused;
    reset();
    n_partials = 0;
    char name[8];
    for (int j = 0; j < 50; j++) {
        snprintf(name, sizeof name, "x%d", j);
        in = name;
        variables[j] = word();
    }
    in = text;
    for (int i = 0; i < 50; i++, in++) {
        sweep(sum());
        for (int j = 0; j < 50; j++) partials[n_partials++] = adjoint[variables[j]];
    }
}

/* exp(sin x) times polynomials in sine and cosine: c[i][j] belongs to sin^i cos^j. */
static double polynomial[20][20];

static void order18(void *unused)
{
    (void)unused;
    memset(polynomial, 0, sizeof polynomial);
    polynomial[0][0] = 1;
    for (int k = 0; k < 18; k++) {
        double next[20][20] = {{0}};
        for (int i = 0; i < 19; i++)
            for (int j = 0; j < 19 - i; j++) {
                double c = polynomial[i][j];
                if (c == 0) continue;
                next[i][j + 1] += c;
                if (i) next[i - 1][j + 1] += i * c;
                if (j) next[i + 1][j - 1] -= j * c;
            }
        memcpy(polynomial, next, sizeof polynomial);
    }
}

static void tell_order18(double seconds)
{
    double s = sin(0.5), c = cos(0.5), total = 0;
    for (int i = 0; i < 20; i++)
        for (int j = 0; j < 20; j++) total += polynomial[i][j] * power_of(s, i) * power_of(c, j);
    tell(1e3 * seconds, exp(s) * total);
}

/* ---- the whole program ---- */

static char *out;

static void print(int i, int level)
{
    const struct node *n = &nodes[i];
    static const int levels[] = {[ADD] = 1, [MUL] = 2, [DIV] = 2, [POW] = 3};
    int own = n->op <= POW && n->op >= ADD ? levels[n->op] : 4;
    if (own < level) *out++ = '(';
    switch (n->op) {
    case NUMBER: out += sprintf(out, "%.17g", n->x); break;
    case NAME: out = stpcpy(out, names[n->a].text); break;
    case ADD: print(n->a, 1), out = stpcpy(out, " + "), print(n->b, 1); break;
    case MUL: print(n->a, 2), *out++ = '*', print(n->b, 2); break;
    case DIV: print(n->a, 2), *out++ = '/', print(n->b, 3); break;
    case POW: print(n->a, 4), out += sprintf(out, "^%d", n->b); break;
    default: exit(1);
    }
    if (own < level) *out++ = ')';
}

static int chain(void)
{
    static char room[1 << 23];
    reset();
    out = room;
    sweep(program(text));
    for (int i = 0, end = n_nodes; i < end; i++) {
        if (nodes[i].op != NAME) continue;
        out = stpcpy(stpcpy(out, names[nodes[i].a].text), "  ");
        print(adjoint[i], 0);
        *out++ = '\n';
    }
    return fwrite(room, 1, (size_t)(out - room), stdout) == (size_t)(out - room) ? 0 : 1;
}

/* ---- jobs ---- */

static int name_at(const char *name)
{
    in = name;
    return word();
}

static double job(const char *line, char *answer)
{
    static const char *const wrt[] = {"w1", "w2", "b1", "b2"};
    double total = 0;
    reset();
    int f = program(strstr(line, "\"expr\":\"") + 8);
    const char *at = strstr(in, "\"at\":{") + 5;
    sweep(f);
    while (*at != '}') {
        int variable = name_at(at + 2);
        char *end;
        double x = strtod(in + 2, &end);
        nodes[variable].x = x;
        at = end;
    }
    evaluate();
    for (int k = 0; k < 4; k++) {
        int i = adjoint[name_at(wrt[k])];
        total += nodes[i].x;
        answer += sprintf(answer, "%.17g ", nodes[i].x);
    }
    return total;
}

static void jobs(void)
{
    char answer[256], *lines = read_text("double.jsonl");
    double first = 0, start = now();
    int n = 0;
    mask = 1023;
    for (char *line = lines; *line; line = strchr(line, '\n') + 1) {
        double x = job(line, answer);
        if (!n++) first = x;
    }
    tell(n / (now() - start), first);
}

int main(int argc, char **argv)
{
    const char *which = argc > 1 ? argv[1] : "";
    if (!strcmp(which, "jobs")) return jobs(), 0;
    if (!strcmp(which, "order18")) return tell_order18(seconds_of(order18, NULL)), 0;
    char path[32];
    snprintf(path, sizeof path, "%s.txt", which);
    text = read_text(path);
    mask = (1 << 18) - 1;
    if (!strcmp(which, "chain")) return chain();
    int is_nest = !strcmp(which, "nest");
    mask = (is_nest ? 1 << 12 : 1 << 16) - 1;
    sum_up(seconds_of(is_nest ? nest : rational, NULL), is_nest ? 1.5 : 0.5);
    return 0;
}
