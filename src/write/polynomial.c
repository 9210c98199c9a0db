/* polynomial.c - a Taylor polynomial from its coefficients: as text or LaTeX, in powers of x - a,
 * and as nodes in Horner's form, from which code is made. */
#include "write/write.h"

#include "print/formula.h"
#include "print/latex_names.h"
#include "series/expansion.h"

#include <math.h>
#include <string.h>

struct polynomial {
    const struct question *q;
    const struct dcalc_array *coefficients;
    uint32_t *exponents; /* m for each term */
    size_t m, n;
    const char **bases; /* x - a of each name, as text */
    bool latex;
    struct str out;
};

static bool begin(struct polynomial *p, const struct question *q, const struct answer *answer)
{
    size_t m = q->leaves.n, degree = (size_t)question_degree(q);
    *p = (struct polynomial){.q = q,
                             .coefficients = answer->public.derivatives,
                             .m = m,
                             .n = monomials_count(m, degree, SIZE_MAX / 2),
                             .latex = question_writes_latex(q),
                             .out.mem = &q->core->mem};
    return monomials_list(q->core, m, degree, &p->exponents);
}

static void end(struct polynomial *p)
{
    mem_free_array(&p->q->core->mem, p->exponents, p->n * p->m, sizeof *p->exponents);
    str_free(&p->out);
}

/* Where the coefficient of term i stands among the numbers. */
static size_t place_of(const struct polynomial *p, size_t i)
{
    return p->m == 1 ? i : i * (p->m + 1) + p->m;
}

/* ---- text ---- */

static id base_of(const struct polynomial *p, size_t k)
{
    id x = p->q->leaves.at[k].node;
    return graph_sub(p->q->graph, x, bindings_value(p->q, x));
}

static bool write_bases(struct polynomial *p)
{
    struct graph *g = p->q->graph;
    struct formulas formulas = {0};
    const struct style style = {.dialect = p->latex ? &dialect_latex : &dialect_text};
    id *bases = mem_array(&g->core->mem, p->m, sizeof *bases);
    for (size_t k = 0; bases && k < p->m; k++) bases[k] = base_of(p, k);
    bool ok = bases && print_formulas(g, &style, bases, p->m, &formulas);
    p->bases = formulas.texts;
    formulas_free(g, &formulas);
    mem_free_array(&g->core->mem, bases, p->m, sizeof *bases);
    return ok;
}

/* A sum outside brackets, which needs brackets beside a factor. LaTeX's braces and \left( count as
 * brackets. */
static bool is_sum(const char *s)
{
    long depth = 0;
    for (size_t i = 0; s[i]; i++) {
        if (strchr("([{", s[i])) depth++;
        if (strchr(")]}", s[i])) depth--;
        if (depth == 0 && i && (s[i] == '+' || s[i] == '-') && s[i - 1] == ' ') return true;
    }
    return false;
}

static void put_bracketed(struct polynomial *p, const char *text)
{
    str_putf(&p->out, p->latex ? "\\left(%s\\right)" : "(%s)", text);
}

static void put_power(struct polynomial *p, size_t k, uint32_t exponent)
{
    const char *base = p->bases[k];
    if (is_sum(base))
        put_bracketed(p, base);
    else
        str_puts(&p->out, base);
    if (exponent > 1) str_putf(&p->out, p->latex ? "^{%u}" : "^%u", exponent);
}

static const char *coefficient_text(struct polynomial *p, size_t i, struct str *scratch)
{
    const struct dcalc_array *c = p->coefficients;
    size_t at = place_of(p, i);
    str_clear(scratch);
    if (c->texts && (!p->latex || p->q->request->exact)) return c->texts[at];
    struct str digits = {.mem = scratch->mem};
    if (c->texts)
        str_puts(&digits, c->texts[at]);
    else
        str_double(&digits, c->values[at]);
    if (p->latex)
        latex_digits(scratch, digits.s ? digits.s : "");
    else
        str_puts(scratch, digits.s ? digits.s : "");
    scratch->failed |= digits.failed;
    str_free(&digits);
    return scratch->s ? scratch->s : "";
}

/* " + c*(x - a)^2", and c alone for the constant term. */
static void put_term(struct polynomial *p, size_t i, const char *c, bool first)
{
    const uint32_t *exponents = p->exponents + i * p->m;
    size_t factors = 0;
    for (size_t k = 0; k < p->m; k++) factors += exponents[k] > 0;
    bool sum = is_sum(c), minus = *c == '-' && !(sum && factors);
    if (minus) c++;
    str_puts(&p->out, first ? minus ? "-" : "" : minus ? " - " : " + ");
    bool one = !strcmp(c, "1") && factors;
    if (sum && (factors || minus))
        put_bracketed(p, c);
    else if (!one)
        str_puts(&p->out, c);
    bool between = !one;
    for (size_t k = 0; k < p->m; k++) {
        if (!exponents[k]) continue;
        if (between) str_puts(&p->out, p->latex ? " " : "*");
        put_power(p, k, exponents[k]);
        between = true;
    }
}

bool polynomial_write(const struct question *q, struct answer *answer)
{
    struct polynomial p;
    struct str scratch = {.mem = &q->core->mem};
    bool ok = begin(&p, q, answer) && write_bases(&p), first = true;
    for (size_t i = 0; ok && i < p.n; i++) {
        const char *c = coefficient_text(&p, i, &scratch);
        if (!strcmp(c, "0")) continue;
        put_term(&p, i, c, first);
        first = false;
        ok = core_go_on(q->core);
    }
    if (first) str_putc(&p.out, '0');
    const char **formula = arena_alloc(&answer->arena, sizeof *formula);
    ok = ok && formula && !p.out.failed && !scratch.failed;
    if (ok) *formula = answer_text(answer, p.out.s);
    if (ok) answer_set_formulas(answer->derivatives, formula, 1);
    str_free(&scratch);
    end(&p);
    return ok && !answer->mem.failed;
}

/* ---- nodes ---- */

/* The coefficient as it is printed where code is wanted: a double, or the exact constant. */
static id coefficient_node(const struct polynomial *p, size_t i)
{
    struct graph *g = p->q->graph;
    size_t at = place_of(p, i);
    if (!p->q->by_series) return p->q->derivatives.at[at];
    if (!isfinite(p->coefficients->values[at])) {
        diag_error(p->q->core, KIND_OVERFLOW, (struct span){0},
                   "the coefficient %s does not fit into a double", p->coefficients->texts[at]);
        return POISON;
    }
    mpq_t exact;
    mpq_init(exact);
    mpq_set_d(exact, p->coefficients->values[at]);
    id node = graph_number(g, number_from_mpq(&g->numbers, exact));
    mpq_clear(exact);
    return node;
}

/* x - a under a name, so that no factor is multiplied into it: near a, c*x - c*a would cancel. */
static id step_of(const struct polynomial *p, size_t k)
{
    struct graph *g = p->q->graph;
    id base = base_of(p, k);
    uint32_t name = names_intern(&g->core->names, &g->core->arena, "step", 4);
    if (base == POISON || name == NAME_NONE) return POISON;
    return graph_op(g, base) == OP_VARIABLE ? base : graph_named(g, name, base);
}

/* c0 + t*(c1 + t*(c2 + ...)) */
static id horner(const struct polynomial *p)
{
    struct graph *g = p->q->graph;
    id t = step_of(p, 0), sum = coefficient_node(p, p->n - 1);
    for (size_t i = p->n - 1; i-- > 0 && sum != POISON;)
        sum = graph_add(g, coefficient_node(p, i), graph_mul(g, t, sum));
    return sum;
}

static id sum_of_terms(const struct polynomial *p)
{
    struct graph *g = p->q->graph;
    size_t begin = graph_begin(g);
    for (size_t i = 0; i < p->n; i++) {
        id term = coefficient_node(p, i);
        for (size_t k = 0; k < p->m; k++) {
            number e = number_from_int(&g->numbers, p->exponents[i * p->m + k]);
            term = graph_mul(g, term, graph_pow_number(g, step_of(p, k), e));
        }
        graph_push(g, term, NUMBER_ONE);
    }
    return graph_end_sum(g, begin, NUMBER_ZERO);
}

id polynomial_node(const struct question *q, const struct answer *answer)
{
    struct polynomial p;
    id node = POISON;
    if (begin(&p, q, answer)) node = p.m == 1 ? horner(&p) : sum_of_terms(&p);
    end(&p);
    return node;
}
