/* limit_symbolic ROW: what C written by hand for these formulas alone takes from text to the text
 * of derivatives: a parser, a graph in which equal nodes are one, one sweep backwards, names for
 * parts that are used twice. Milliseconds; of `jobs` how many a second. `chain` is the whole
 * program: it writes the gradient to standard output and measures nothing. */
/* Build: -std=gnu11 -O3 -march=native -lm */
#include "limit_graph.h"

/* ---- values ---- */

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
    case COS: return cos(a);
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

/* ---- formulas as text ---- */

static char room[1 << 23], *out;
static int part[MOST]; /* the number of the name that a node has, or 0 */

static void print_number(double x)
{
    char digits[24], *d = digits;
    if (x != (double)(int64_t)x) {
        out += sprintf(out, "%.17g", x);
        return;
    }
    if (x < 0) *out++ = '-';
    uint64_t n = (uint64_t)fabs(x);
    do *d++ = (char)('0' + n % 10);
    while (n /= 10);
    while (d > digits) *out++ = *--d;
}

static void print(int i, int level);

static void print_whole(int i, int level)
{
    const struct node *n = &nodes[i];
    static const int levels[] = {[ADD] = 1, [MUL] = 2, [DIV] = 2, [POW] = 3};
    static const char *const functions[] = {[SIN] = "sin(", [COS] = "cos("};
    int own = n->op <= POW && n->op >= ADD ? levels[n->op] : 4;
    if (own < level) *out++ = '(';
    switch (n->op) {
    case NUMBER: print_number(n->x); break;
    case NAME: out = stpcpy(out, names[n->a].text); break;
    case ADD: print(n->a, 1), out = stpcpy(out, " + "), print(n->b, 1); break;
    case MUL: print(n->a, 2), *out++ = '*', print(n->b, 2); break;
    case DIV: print(n->a, 2), *out++ = '/', print(n->b, 3); break;
    case POW: print(n->a, 4), *out++ = '^', print_number(n->b); break;
    case SIN:
    case COS: out = stpcpy(out, functions[n->op]), print(n->a, 0), *out++ = ')'; break;
    default: exit(1);
    }
    if (own < level) *out++ = ')';
}

static void print(int i, int level)
{
    if (!part[i]) {
        print_whole(i, level);
        return;
    }
    *out++ = 't';
    print_number(part[i]);
}

/* Names what is no leaf and used twice, and writes what the names are, older ones first. */
static void print_parts(const int *roots, int n)
{
    static int uses[MOST];
    int names = 0;
    stamp++;
    n_order = 0;
    for (int k = 0; k < n; k++) visit(roots[k]);
    memset(uses, 0, (size_t)n_nodes * sizeof *uses);
    memset(part, 0, (size_t)n_nodes * sizeof *part);
    for (int k = 0; k < n; k++) uses[roots[k]]++;
    for (int k = 0; k < n_order; k++) {
        const struct node *node = &nodes[order[k]];
        if (node->op > NAME) uses[node->a]++;
        if (node->op >= ADD && node->op <= DIV) uses[node->b]++;
    }
    for (int k = 0; k < n_order; k++) {
        int i = order[k];
        if (nodes[i].op <= NAME || uses[i] < 2) continue;
        *out++ = 't';
        print_number(++names);
        out = stpcpy(out, " = ");
        print_whole(i, 0);
        *out++ = '\n';
        part[i] = names;
    }
}

static void print_all(const int *roots, int n)
{
    out = room;
    print_parts(roots, n);
    for (int k = 0; k < n; k++) {
        print(roots[k], 0);
        *out++ = '\n';
    }
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
    print_all(partials, n_partials);
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
    print_all(partials, n_partials);
}

/* exp(sin x) times polynomials in sine and cosine: c[i][j] belongs to sin^i cos^j. */
static double polynomial[20][20];

static void print_power(const char *base, int n)
{
    if (n) out = stpcpy(stpcpy(out, "*"), base);
    if (n > 1) *out++ = '^', print_number(n);
}

static void print_polynomial(void)
{
    out = stpcpy(room, "exp(sin(x))*(");
    for (int i = 0; i < 20; i++)
        for (int j = 0; j < 20; j++) {
            double c = polynomial[i][j];
            if (c == 0) continue;
            out = stpcpy(out, c < 0 ? " - " : " + ");
            print_number(fabs(c));
            print_power("sin(x)", i);
            print_power("cos(x)", j);
        }
    *out++ = ')';
}

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
    print_polynomial();
}

static void tell_order18(double seconds)
{
    double s = sin(0.5), c = cos(0.5), total = 0;
    for (int i = 0; i < 20; i++)
        for (int j = 0; j < 20; j++) total += polynomial[i][j] * power_of(s, i) * power_of(c, j);
    tell(1e3 * seconds, exp(s) * total);
}

/* ---- the whole program ---- */

static int chain(void)
{
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

static void set_name(int name, const char *value)
{
    nodes[name].x = strtod(value, NULL);
}

static double answer(const char *line)
{
    char text[256], *end = text;
    double total = 0;
    job_derive(line, set_name);
    evaluate();
    for (int k = 0; k < 4; k++) {
        double x = nodes[job_partial(k)].x;
        end += sprintf(end, "%.17g ", x);
        total += x;
    }
    return total;
}

int main(int argc, char **argv)
{
    const char *which = argc > 1 ? argv[1] : "";
    if (!strcmp(which, "jobs")) return jobs_run("double.jsonl", answer), 0;
    if (!strcmp(which, "order18")) return tell_order18(seconds_of(order18, NULL)), 0;
    char path[32];
    snprintf(path, sizeof path, "%s.txt", which);
    text = read_text(path);
    mask = (1 << 20) - 1;
    if (!strcmp(which, "chain")) return chain();
    int is_nest = !strcmp(which, "nest");
    mask = (is_nest ? 1 << 12 : 1 << 16) - 1;
    sum_up(seconds_of(is_nest ? nest : rational, NULL), is_nest ? 1.5 : 0.5);
    return 0;
}
