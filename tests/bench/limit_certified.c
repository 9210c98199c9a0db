/* limit_certified: certified jobs as C written by hand does them: limit_graph.h, and a first try in
 * long doubles with a bound of the error of each value, which decides most answers; the others by
 * MPFI at 30 digits from end to end. The numbers are rounded to doubles and written. Jobs a second.
 */
/* Build: -std=gnu11 -O3 -march=native -lmpfi -lmpfr -lgmp -lm */
#include "limit_graph.h"

#include <math.h>
#include <mpfi.h>

enum { BITS = 100, MOST_VALUES = 1024 };

static mpfi_t values[MOST_VALUES];

/* Each value with a bound of its error, and the text that a name is bound to. */
static struct quick {
    long double x, error;
    char text[32];
} quick[MOST_VALUES];

static void set_name(int name, const char *value)
{
    size_t n = strcspn(value, ",}");
    memcpy(quick[name].text, value, n);
    quick[name].text[n] = 0;
}

/* ---- in long doubles ---- */

/* With the rounding of x by so many units in the last place; the bounds of x are sums of a few, and
 * are taken for exact: a thousandth more makes up for that. */
static void set(struct quick *q, long double x, long double error, int ulps)
{
    q->x = x;
    q->error = (error + fabsl(x) * (long double)ulps * 0x1p-63L) * 1.001L;
}

static void set_text(struct quick *q, const char *text)
{
    set(q, strtold(text, NULL), 0, 1);
}

/* The functions of glibc err by at most 4 units in the last place. */
static void try_quickly(int i)
{
    const struct node *n = &nodes[i];
    const struct quick *a = &quick[n->a], *b = &quick[n->b];
    struct quick *q = &quick[i];
    long double size = fabsl(a->x) + a->error, x;
    switch (n->op) {
    case NUMBER: {
        char text[32];
        sprintf(text, "%.15g", n->x);
        set_text(q, text);
        break;
    }
    case NAME: set_text(q, q->text); break;
    case ADD: set(q, a->x + b->x, a->error + b->error, 1); break;
    case MUL: set(q, a->x * b->x, size * b->error + fabsl(b->x) * a->error, 1); break;
    case DIV: {
        long double least = fabsl(b->x) - b->error;
        x = a->x / b->x;
        set(q, x, least > 0 ? (a->error + fabsl(x) * b->error) / least : INFINITY, 2);
        break;
    }
    case POW: set(q, a->x * a->x, (size + fabsl(a->x)) * a->error, 1); break;
    case EXP: x = expl(a->x), set(q, x, x * expm1l(a->error) * 1.001L, 4); break;
    case TANH: set(q, tanhl(a->x), a->error, 4); break;
    case EXPIT: set(q, 1 / (1 + expl(-a->x)), a->error / 4, 8); break;
    case SQRT:
        x = sqrtl(a->x);
        set(q, x, a->x > a->error ? a->error / sqrtl(a->x - a->error) : INFINITY, 1);
        break;
    default: exit(1);
    }
}

static int is_decided(int i, double *x)
{
    const struct quick *q = &quick[i];
    *x = (double)(q->x - q->error);
    return *x == (double)(q->x + q->error);
}

/* ---- in intervals ---- */

static void evaluate(int i)
{
    const struct node *n = &nodes[i];
    mpfi_ptr x = values[i], a = values[n->a], b = values[n->b];
    switch (n->op) {
    case NUMBER: {
        char text[32];
        sprintf(text, "%.15g", n->x); /* back to the decimal that it was */
        mpfi_set_str(x, text, 10);
        break;
    }
    case NAME: mpfi_set_str(x, quick[i].text, 10); break;
    case ADD: mpfi_add(x, a, b); break;
    case MUL: mpfi_mul(x, a, b); break;
    case DIV: mpfi_div(x, a, b); break;
    case POW:
        mpfi_sqr(x, a);
        if (n->b != 2) exit(1);
        break;
    case EXP: mpfi_exp(x, a); break;
    case TANH: mpfi_tanh(x, a); break;
    case EXPIT:
        mpfi_neg(x, a);
        mpfi_exp(x, x);
        mpfi_add_ui(x, x, 1);
        mpfi_inv(x, x);
        break;
    case SQRT: mpfi_sqrt(x, a); break;
    default: exit(1);
    }
}

static void enclose(double *partials)
{
    for (int i = 0; i < n_nodes; i++) evaluate(i);
    for (int k = 0; k < 4; k++) {
        mpfi_ptr x = values[job_partial(k)];
        double low = mpfr_get_d(&x->left, MPFR_RNDN), high = mpfr_get_d(&x->right, MPFR_RNDN);
        if (low != high) exit(1); /* not decided at this precision */
        partials[k] = low;
    }
}

static double answer(const char *line)
{
    char text[256], *end = text;
    double total = 0, partials[4];
    int decided = 1;
    job_derive(line, set_name);
    if (n_nodes > MOST_VALUES) exit(1);
    for (int i = 0; i < n_nodes; i++) try_quickly(i);
    for (int k = 0; k < 4; k++) decided &= is_decided(job_partial(k), &partials[k]);
    if (!decided) enclose(partials);
    for (int k = 0; k < 4; k++) {
        end += sprintf(end, "%.17g ", partials[k]);
        total += partials[k];
    }
    return total;
}

int main(void)
{
    for (int i = 0; i < MOST_VALUES; i++) mpfi_init2(values[i], BITS);
    jobs_run("certified.jsonl", answer);
    return 0;
}
