/* tree.c - random expressions, their text and their second opinion. */
#include "tree.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const tree_names[MOST_NAMES] = {"x", "y", "z"};

uint64_t seed_next(struct seed *seed)
{
    seed->state ^= seed->state >> 12;
    seed->state ^= seed->state << 25;
    seed->state ^= seed->state >> 27;
    return seed->state * 0x2545F4914F6CDD1Du;
}

unsigned seed_below(struct seed *seed, unsigned n)
{
    return (unsigned)((seed_next(seed) >> 33) % n);
}

static char *printed(const char *format, ...) __attribute__((format(printf, 1, 2)));
static char *printed(const char *format, ...)
{
    char *text;
    va_list args;
    va_start(args, format);
    if (vasprintf(&text, format, args) < 0) abort();
    va_end(args);
    return text;
}

/* ---- exact numbers ---- */

/* m*10^e */
static void set_decimal(mpq_t out, long m, int e)
{
    mpz_t power;
    mpz_init(power);
    mpz_ui_pow_ui(power, 10, (unsigned long)abs(e));
    mpq_set_si(out, m, 1);
    if (e < 0)
        mpz_set(mpq_denref(out), power);
    else
        mpz_mul(mpq_numref(out), mpq_numref(out), power);
    mpq_canonicalize(out);
    mpz_clear(power);
}

static char *decimal(mpq_t out, long m, int e)
{
    set_decimal(out, m, e);
    return printed("%lde%d", m, e);
}

static long signed_below(struct seed *seed, unsigned n)
{
    long m = (long)seed_below(seed, n) + 1;
    return seed_below(seed, 2) ? m : -m;
}

static char *ratio(mpq_t out, struct seed *seed)
{
    long p = signed_below(seed, 30);
    unsigned q = 2 + seed_below(seed, 12);
    mpq_set_si(out, p, q);
    mpq_canonicalize(out);
    return printed("%ld/%u", p, q);
}

/* Next to an integer, so to poles, zeros, kinks and jumps. */
static char *near_integer(mpq_t out, struct seed *seed)
{
    long k = (long)seed_below(seed, 9) - 4, m = signed_below(seed, 99);
    int e = -3 - (int)seed_below(seed, 28);
    mpq_t base;
    mpq_init(base);
    mpq_set_si(base, k, 1);
    set_decimal(out, m, e);
    mpq_add(out, out, base);
    mpq_clear(base);
    return printed("%ld + %lde%d", k, m, e);
}

/* Next to a multiple of pi/2: its digits cut short. */
static char *near_pi(mpq_t out, struct seed *seed)
{
    static const char pi[] = "31415926535897932384626433832795028841";
    int n = 3 + (int)seed_below(seed, sizeof pi - 4);
    long k = signed_below(seed, 4);
    mpq_t digits;
    mpq_init(digits);
    char *cut = printed("%.*s", n, pi);
    mpz_set_str(mpq_numref(digits), cut, 10);
    set_decimal(out, k, 1 - n);
    mpq_mul(out, out, digits);
    mpq_div_2exp(out, out, 1);
    char *text = printed("%ld*%se%d/2", k, cut, 1 - n);
    free(cut);
    mpq_clear(digits);
    return text;
}

static char *place(mpq_t out, struct seed *seed)
{
    unsigned kind = seed_below(seed, 100);
    if (kind < 15) return ratio(out, seed);
    if (kind < 25) return near_integer(out, seed);
    if (kind < 30) return near_pi(out, seed);
    if (kind < 42) return decimal(out, signed_below(seed, 9999), (int)seed_below(seed, 80) - 42);
    if (kind < 45) return decimal(out, signed_below(seed, 9999), (int)seed_below(seed, 600) - 300);
    if (kind < 55) return decimal(out, signed_below(seed, 9999), -(int)seed_below(seed, 14));
    if (kind < 60) return decimal(out, signed_below(seed, 99999), -2);
    return decimal(out, signed_below(seed, 4000000), -6);
}

/* ---- operations ---- */

static unsigned n_operations(void)
{
    return n_unary_operations + n_several_operations;
}

static const struct operation *operation_at(unsigned i)
{
    return i < n_unary_operations ? &unary_operations[i]
                                  : &several_operations[i - n_unary_operations];
}

static const struct operation *find(const char *form)
{
    for (unsigned i = 0; i < n_operations(); i++)
        if (!strcmp(operation_at(i)->form, form)) return operation_at(i);
    abort();
}

bool tree_knows(const char *function)
{
    static const char *const others[] = {
#define ALIAS(name, id, group) #name,
#define FORMULA(id, ...) #id,
#define FORMULA_ALIAS(name, ...) #name,
#include "fn/functions.def"
        "pow"};
    size_t n = strlen(function);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (!strcmp(function, others[i]))
            return true; /* other names and formulas of what is there */
    for (unsigned i = 0; i < n_operations(); i++) {
        const char *form = operation_at(i)->form;
        if (!strncmp(form, function, n) && form[n] == '(') return true;
    }
    return false;
}

/* What takes so many arguments at most, costly ones less often. */
static const struct operation *choose(struct seed *seed, unsigned arguments)
{
    while (true) {
        const struct operation *o = operation_at(seed_below(seed, n_operations()));
        if (o->arity <= arguments && (!o->costly || seed_below(seed, 8) == 0)) return o;
    }
}

static const struct operation *arithmetic(struct seed *seed)
{
    return &several_operations[seed_below(seed, 4)];
}

/* ---- building ---- */

static struct node *new_node(struct tree *tree)
{
    struct node *node = &tree->nodes[tree->n++];
    memset(node, 0, sizeof *node);
    mpq_init(node->number);
    return node;
}

static unsigned add_number(struct tree *tree, const char *text, long m, int e)
{
    struct node *node = new_node(tree);
    node->leaf = LEAF_NUMBER;
    set_decimal(node->number, m, e);
    node->text = printed("%s", text);
    return tree->n - 1;
}

static unsigned add_leaf(struct tree *tree, struct seed *seed)
{
    unsigned kind = seed_below(seed, 20);
    if (kind == 0) return add_number(tree, "2", 2, 0);
    if (kind == 1) return add_number(tree, "1", 1, 0);
    if (kind == 2) return add_number(tree, "0.1", 1, -1);
    struct node *node = new_node(tree);
    if (kind == 3 || kind == 4) {
        node->leaf = kind == 3 ? LEAF_PI : LEAF_E;
        node->text = printed(kind == 3 ? "pi" : "e");
    } else if (kind == 5) {
        node->leaf = LEAF_NUMBER;
        char *number = ratio(node->number, seed);
        node->text = printed("(%s)", number);
        free(number);
    } else {
        node->leaf = LEAF_NAME;
        node->name = seed_below(seed, tree->n_names);
        node->text = printed("%s", tree_names[node->name]);
    }
    return tree->n - 1;
}

/* The form with its arguments' texts. */
static char *fill(const struct tree *tree, const char *form, const unsigned *args)
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    if (!out) abort();
    for (; *form; form++)
        if (*form == '$')
            fputs(tree->nodes[args[*++form - '1']].text, out);
        else
            putc(*form, out);
    fclose(out);
    return text;
}

static unsigned add(struct tree *tree, const struct operation *operation, const unsigned *args)
{
    struct node *node = new_node(tree);
    node->operation = operation;
    memcpy(node->args, args, operation->arity * sizeof *args);
    node->text = fill(tree, operation->form, args);
    tree->costly |= operation->costly;
    return tree->n - 1;
}

static unsigned add1(struct tree *tree, const char *form, unsigned a)
{
    return add(tree, find(form), &a);
}

static unsigned add2(struct tree *tree, const char *form, unsigned a, unsigned b)
{
    return add(tree, find(form), (unsigned[]){a, b});
}

/* Forms that cancel where u is small or large. */
static unsigned add_cancelling(struct tree *tree, unsigned u, unsigned kind)
{
    unsigned one = add_number(tree, "1", 1, 0), two = add_number(tree, "2", 2, 0), a;
    switch (kind) {
    case 0: /* (1 - cos(u))/u^2 */
        a = add2(tree, "($1) - ($2)", one, add1(tree, "cos($1)", u));
        return add2(tree, "($1)/($2)", a, add2(tree, "($1)^($2)", u, two));
    case 1: /* (exp(u) - 1)/u */
        a = add2(tree, "($1) - ($2)", add1(tree, "exp($1)", u), one);
        return add2(tree, "($1)/($2)", a, u);
    case 2: /* sqrt(u^2 + 1) - u */
        a = add2(tree, "($1) + ($2)", add2(tree, "($1)^($2)", u, two), one);
        return add2(tree, "($1) - ($2)", add1(tree, "sqrt($1)", a), u);
    case 3: /* log(1 + u) */ return add1(tree, "log($1)", add2(tree, "($1) + ($2)", one, u));
    default: /* u - sin(u) */ return add2(tree, "($1) - ($2)", u, add1(tree, "sin($1)", u));
    }
}

/* u to a literal power. */
static unsigned add_power(struct tree *tree, struct seed *seed, unsigned u)
{
    static const struct {
        const char *text;
        long m;
        int e;
    } exponents[] = {{"2", 2, 0},    {"3", 3, 0},       {"-1", -1, 0}, {"-2", -2, 0},
                     {"0.5", 5, -1}, {"-1.5", -15, -1}, {"7", 7, 0},   {"0.3", 3, -1}};
    unsigned i = seed_below(seed, sizeof exponents / sizeof *exponents);
    unsigned v = add_number(tree, exponents[i].text, exponents[i].m, exponents[i].e);
    return add2(tree, "($1)^($2)", u, v);
}

struct stack {
    unsigned at[MOST_NODES], n;
};

static void apply(struct tree *tree, struct stack *stack, const struct operation *operation)
{
    stack->n -= operation->arity;
    stack->at[stack->n] = add(tree, operation, stack->at + stack->n);
    stack->n++;
}

static void grow(struct tree *tree, struct seed *seed, struct stack *stack)
{
    unsigned kind = seed_below(seed, 100), *top = &stack->at[stack->n - 1];
    if (stack->n == 0 || (kind < 30 && stack->n < 5))
        stack->at[stack->n++] = add_leaf(tree, seed);
    else if (kind < 36 && strlen(tree->nodes[*top].text) < 60)
        stack->at[stack->n] = *top, stack->n++; /* shared */
    else if (kind < 42)
        *top = add_power(tree, seed, *top);
    else if (kind < 47 && strlen(tree->nodes[*top].text) < 60)
        *top = add_cancelling(tree, *top, seed_below(seed, 5));
    else if (kind < 60 && stack->n >= 2)
        apply(tree, stack, arithmetic(seed));
    else
        apply(tree, stack, choose(seed, stack->n));
}

void tree_make(struct tree *tree, struct seed *seed)
{
    struct stack stack = {.n = 0};
    *tree = (struct tree){.n_names = 1 + seed_below(seed, MOST_NAMES)};
    for (unsigned i = 0; i < tree->n_names; i++) {
        mpq_init(tree->at[i]);
        tree->at_text[i] = place(tree->at[i], seed);
    }
    for (unsigned steps = 3 + seed_below(seed, 10); steps > 0 && tree->n < MOST_NODES / 2; steps--)
        grow(tree, seed, &stack);
    while (stack.n > 1) apply(tree, &stack, arithmetic(seed));
    if (stack.at[0] != tree->n - 1) { /* a shared leaf */
        unsigned zero = add_number(tree, "0", 0, 0);
        add2(tree, "($1) + ($2)", stack.at[0], zero);
    }
}

void tree_free(struct tree *tree)
{
    for (unsigned i = 0; i < tree->n; i++) {
        mpq_clear(tree->nodes[i].number);
        free(tree->nodes[i].text);
    }
    for (unsigned i = 0; i < tree->n_names; i++) {
        mpq_clear(tree->at[i]);
        free(tree->at_text[i]);
    }
}

/* ---- the second opinion ---- */

static void evaluate_leaf(const struct tree *tree, const struct node *node, struct dual *out)
{
    switch (node->leaf) {
    case LEAF_NAME:
        mpfr_set_q(out->value, tree->at[node->name], MPFR_RNDN);
        mpfr_set_ui(out->slope[node->name], 1, MPFR_RNDN);
        out->depends[node->name] = true;
        break;
    case LEAF_NUMBER: mpfr_set_q(out->value, node->number, MPFR_RNDN); break;
    case LEAF_PI: mpfr_const_pi(out->value, MPFR_RNDN); break;
    default: mpfr_set_ui(out->value, 1, MPFR_RNDN); mpfr_exp(out->value, out->value, MPFR_RNDN);
    }
}

void tree_evaluate(const struct tree *tree, struct dual duals[MOST_NODES], mpfr_prec_t bits)
{
    for (unsigned i = 0; i < tree->n; i++) {
        const struct node *node = &tree->nodes[i];
        const struct dual *args[MOST_ARGUMENTS];
        dual_init(&duals[i], bits);
        if (node->operation) {
            for (unsigned k = 0; k < node->operation->arity; k++) args[k] = &duals[node->args[k]];
            dual_apply(&duals[i], node->operation, args);
        } else
            evaluate_leaf(tree, node, &duals[i]);
    }
}
