/* limit_certified: certified jobs as C written by hand does them: limit_graph.h, and MPFI at 30
 * digits from end to end, the numbers rounded to doubles and written. Jobs a second. */
/* Build: -std=gnu11 -O3 -march=native -lmpfi -lmpfr -lgmp -lm */
#include "limit_graph.h"

#include <mpfi.h>

enum { BITS = 100, MOST_VALUES = 1024 };

static mpfi_t values[MOST_VALUES];

static void set_name(int name, const char *value)
{
    char text[32];
    size_t n = strcspn(value, ",}");
    memcpy(text, value, n);
    text[n] = 0;
    mpfi_set_str(values[name], text, 10);
}

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
    case NAME: break;
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

static double answer(const char *line)
{
    char text[256], *end = text;
    double total = 0;
    job_derive(line, set_name);
    if (n_nodes > MOST_VALUES) exit(1);
    for (int i = 0; i < n_nodes; i++) evaluate(i);
    for (int k = 0; k < 4; k++) {
        mpfi_ptr x = values[job_partial(k)];
        double low = mpfr_get_d(&x->left, MPFR_RNDN), high = mpfr_get_d(&x->right, MPFR_RNDN);
        if (low != high) exit(1); /* not decided at this precision */
        end += sprintf(end, "%.17g ", low);
        total += low;
    }
    return total;
}

int main(void)
{
    for (int i = 0; i < MOST_VALUES; i++) mpfi_init2(values[i], BITS);
    jobs_run("certified.jsonl", answer);
    return 0;
}
