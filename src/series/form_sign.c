/* form_sign.c - formulas of a ray's direction that have one sign, and where they are 0. */
#include "series/form.h"

#include <string.h>

enum { SIGN_BITS = 512 };

/* What is known of one node: its sign, and linear forms that are all 0 wherever it is 0. */
struct known {
    int sign;
    bool never_zero;
    size_t first, n; /* of `forms` */
};

struct signs {
    const struct directions *d;
    struct reach reach;
    struct known *known; /* by position in the reach */
    VEC(id) forms;
};

static const struct known unknown = {.sign = SIGN_UNKNOWN};

/* Positions are of the reach that node_sign() and others replace, so they are looked up. */
static const struct known *find(const struct signs *s, id a)
{
    size_t low = 0, high = s->reach.ids.n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (s->reach.ids.at[middle] < a)
            low = middle + 1;
        else
            high = middle;
    }
    return low < s->reach.ids.n && s->reach.ids.at[low] == a ? &s->known[low] : &unknown;
}

static void add_form(struct signs *s, struct known *k, id form)
{
    if (vec_push(&s->d->g->core->mem, &s->forms, form)) k->n++;
}

static void add_forms_of(struct signs *s, struct known *k, const struct known *other)
{
    for (size_t i = 0; i < other->n; i++) add_form(s, k, s->forms.at[other->first + i]);
}

static struct known of_constant(const struct signs *s, id a)
{
    int sign = node_sign(s->d->g, a, SIGN_BITS);
    return (struct known){
        .sign = sign == 0 ? 1 : sign, .never_zero = sign == 1 || sign == -1, .first = s->forms.n};
}

/* ---- quadratic forms, by completing squares (Lagrange) ---- */

static bool read_quadratic(const struct directions *d, id q, id *a)
{
    struct graph *g = d->g;
    const struct node *n = graph_node(g, q);
    if (n->op != OP_SUM || n->data != NUMBER_ZERO) return false;
    for (size_t i = 0; i < d->m * d->m; i++) a[i] = graph_int(g, 0);
    uint32_t count = n->n;
    for (uint32_t k = 0; k < count; k++) {
        size_t i = d->m, j = d->m;
        bool other = false;
        n = graph_node(g, q);
        const struct node *t = graph_node(g, node_child(g, n, k));
        number c = node_number(g, n, k);
        if (t->op != OP_PRODUCT) return false;
        for (uint32_t f = 0; f < t->n; f++) {
            size_t at = 0;
            while (at < d->m && d->symbols[at] != node_child(g, t, f)) at++;
            number e = node_number(g, t, f);
            if (at == d->m || (e != NUMBER_ONE && e != NUMBER_TWO)) other = true;
            if (e == NUMBER_TWO && i == d->m)
                i = j = at;
            else if (i == d->m)
                i = at;
            else if (j == d->m)
                j = at;
            else
                other = true;
        }
        if (other || j == d->m) return false;
        c = number_mul(&g->numbers, c, t->data);
        if (i != j) c = number_mul(&g->numbers, c, NUMBER_HALF);
        a[i * d->m + j] = node_add(g, a[i * d->m + j], graph_number(g, c));
        if (i != j) a[j * d->m + i] = a[i * d->m + j];
    }
    return true;
}

/* Takes row i's square away. The rows become the forms. */
static void complete(const struct directions *d, id *a, size_t i)
{
    struct graph *g = d->g;
    id inverse = node_power(g, a[i * d->m + i], NUMBER_MINUS_ONE);
    for (size_t j = 0; j < d->m; j++) {
        if (j == i || graph_is_zero(g, a[i * d->m + j])) continue;
        id by = node_multiply(g, graph_int(g, -1), node_multiply(g, inverse, a[i * d->m + j]));
        for (size_t k = 0; k < d->m; k++)
            if (k != i)
                a[j * d->m + k] =
                    node_add(g, a[j * d->m + k], node_multiply(g, by, a[i * d->m + k]));
        a[j * d->m + i] = graph_int(g, 0);
    }
}

static struct known of_quadratic(struct signs *s, id q)
{
    const struct directions *d = s->d;
    struct graph *g = d->g;
    struct known k = {.sign = SIGN_UNKNOWN, .first = s->forms.n};
    id *a = mem_array(&g->core->mem, d->m * d->m, sizeof *a);
    bool ok = a && read_quadratic(d, q, a);
    int sign = SIGN_UNKNOWN;
    for (size_t i = 0; ok && i < d->m; i++) {
        int here = node_sign(g, a[i * d->m + i], SIGN_BITS);
        if (here == 0) {
            for (size_t j = 0; j < d->m; j++) ok &= graph_is_zero(g, a[i * d->m + j]);
            continue;
        }
        ok = here != SIGN_UNKNOWN && (sign == SIGN_UNKNOWN || sign == here);
        sign = here;
        if (!ok) break;
        add_form(s, &k, form_of_row(d, a + i * d->m));
        complete(d, a, i);
    }
    mem_free_array(&g->core->mem, a, d->m * d->m, sizeof *a);
    if (ok && sign != SIGN_UNKNOWN) k.sign = sign;
    return ok && sign != SIGN_UNKNOWN ? k : unknown;
}

/* ---- by operation ---- */

static bool is_linear(const struct signs *s, id a)
{
    id row[MOST_DIRECTIONS];
    return form_is_linear(s->d, a, row);
}

static struct known of_sum(struct signs *s, id a)
{
    struct graph *g = s->d->g;
    const struct node *n = graph_node(g, a);
    struct known k = {.sign = number_sign(&g->numbers, n->data), .first = s->forms.n};
    k.never_zero = k.sign != 0;
    if (is_linear(s, a)) {
        k.sign = SIGN_UNKNOWN;
        add_form(s, &k, a);
        return k;
    }
    n = graph_node(g, a);
    uint32_t count = n->n;
    for (uint32_t i = 0; i < count; i++) {
        n = graph_node(g, a);
        const struct known *term = find(s, node_child(g, n, i));
        int sign = term->sign == SIGN_UNKNOWN
                       ? SIGN_UNKNOWN
                       : term->sign * number_sign(&g->numbers, node_number(g, n, i));
        if (sign == SIGN_UNKNOWN || (k.sign != 0 && k.sign != sign)) {
            s->forms.n = k.first;
            return of_quadratic(s, a);
        }
        k.sign = sign;
        k.never_zero |= term->never_zero;
        add_forms_of(s, &k, term);
    }
    return k;
}

static bool is_even(struct graph *g, number e)
{
    return number_is_integer(&g->numbers, number_mul(&g->numbers, e, NUMBER_HALF));
}

static struct known of_product(struct signs *s, id a)
{
    struct graph *g = s->d->g;
    const struct node *n = graph_node(g, a);
    struct known k = {.sign = number_sign(&g->numbers, n->data), .first = s->forms.n};
    uint32_t count = n->n, zeros = 0;
    const struct known *only = NULL;
    for (uint32_t i = 0; i < count; i++) {
        n = graph_node(g, a);
        number e = node_number(g, n, i);
        const struct known *factor = find(s, node_child(g, n, i));
        int sign = factor->sign;
        if (!number_is_integer(&g->numbers, e) || is_even(g, e)) sign = 1;
        k.sign = sign == SIGN_UNKNOWN || k.sign == SIGN_UNKNOWN ? SIGN_UNKNOWN : k.sign * sign;
        if (factor->never_zero || number_sign(&g->numbers, e) < 0) continue;
        zeros++;
        only = factor;
    }
    k.never_zero = zeros == 0;
    if (zeros == 1) add_forms_of(s, &k, only);
    return k;
}

static struct known of_fn(struct signs *s, id a)
{
    struct graph *g = s->d->g;
    const struct node *n = graph_node(g, a);
    const struct known *x = find(s, node_child(g, n, 0)),
                       *y = n->n > 1 ? find(s, node_child(g, n, n->n - 1)) : &unknown,
                       *z = n->n > 2 ? find(s, node_child(g, n, 1)) : &unknown;
    struct known k = {.sign = 1, .first = s->forms.n};
    switch ((enum fn)n->fn) {
    case FN_abs:
        k.never_zero = x->never_zero;
        add_forms_of(s, &k, x);
        return k;
    case FN_cbrt:
        k.sign = x->sign;
        k.never_zero = x->never_zero;
        add_forms_of(s, &k, x);
        return k;
    case FN_maximum:
    case FN_minimum: {
        int sign = n->fn == FN_maximum ? 1 : -1;
        if (x->sign != sign && y->sign != sign) return unknown;
        k.sign = sign;
        if (x->sign == sign) add_forms_of(s, &k, x), k.never_zero |= x->never_zero;
        if (y->sign == sign) add_forms_of(s, &k, y), k.never_zero |= y->never_zero;
        return k;
    }
    case FN_where:
        if (y->sign != z->sign || y->sign == SIGN_UNKNOWN) return unknown;
        k.sign = y->sign;
        k.never_zero = y->never_zero && z->never_zero;
        return k;
    case FN_exp: k.never_zero = true; return k;
    case FN_relu:
    case FN_less:
    case FN_less_equal:
    case FN_equal:
    case FN_not_equal: return k;
    default: return unknown;
    }
}

static struct known look_at(struct signs *s, id a)
{
    struct graph *g = s->d->g;
    struct known k = {.sign = SIGN_UNKNOWN, .first = s->forms.n};
    switch (graph_op(g, a)) {
    case OP_VARIABLE: add_form(s, &k, a); return k;
    case OP_NUMBER:
    case OP_CONSTANT: return of_constant(s, a);
    case OP_SUM: return of_sum(s, a);
    case OP_PRODUCT: return of_product(s, a);
    case OP_FN: return of_fn(s, a);
    default: return unknown;
    }
}

/* ---- definite ---- */

/* True if the forms are 0 together only where all symbols of the support are: their rank is the
 * number of these symbols. */
static bool determine(const struct directions *d, const id *forms, size_t n, uint64_t support)
{
    struct graph *g = d->g;
    size_t rank = 0, wanted = (size_t)__builtin_popcountll(support);
    id *rows = mem_array(&g->core->mem, n * d->m, sizeof *rows);
    bool ok = rows != NULL;
    for (size_t i = 0; ok && i < n; i++) ok = form_is_linear(d, forms[i], rows + i * d->m);
    for (size_t j = 0; ok && j < d->m && rank < n; j++) {
        size_t i = rank;
        while (i < n && (node_sign(g, rows[i * d->m + j], SIGN_BITS) & 1) == 0) i++;
        if (i == n) continue;
        for (size_t c = 0; c < d->m; c++) {
            id swap = rows[i * d->m + c];
            rows[i * d->m + c] = rows[rank * d->m + c];
            rows[rank * d->m + c] = swap;
        }
        id inverse = node_power(g, rows[rank * d->m + j], NUMBER_MINUS_ONE);
        for (i = rank + 1; i < n; i++) {
            if (graph_is_zero(g, rows[i * d->m + j])) continue;
            id by =
                node_multiply(g, graph_int(g, -1), node_multiply(g, inverse, rows[i * d->m + j]));
            for (size_t c = j; c < d->m; c++)
                rows[i * d->m + c] =
                    node_add(g, rows[i * d->m + c], node_multiply(g, by, rows[rank * d->m + c]));
        }
        rank++;
    }
    mem_free_array(&g->core->mem, rows, n * d->m, sizeof *rows);
    return ok && rank >= wanted;
}

struct form_sign form_sign(const struct directions *d, id a, uint64_t support)
{
    struct mem *mem = &d->g->core->mem;
    struct signs s = {.d = d};
    struct form_sign result = {SIGN_UNKNOWN, false};
    if (!graph_reach(d->g, &a, 1, &s.reach)) return result;
    size_t n = s.reach.ids.n;
    s.known = mem_array(mem, n, sizeof *s.known);
    for (size_t i = 0; s.known && i < n; i++) s.known[i] = look_at(&s, s.reach.ids.at[i]);
    if (s.known) {
        struct known last = s.known[n - 1];
        result.sign = last.sign == 0 ? 1 : last.sign;
        const id *forms = last.n ? s.forms.at + last.first : NULL;
        result.definite = last.never_zero || determine(d, forms, last.n, support);
    }
    mem_free_array(mem, s.known, n, sizeof *s.known);
    vec_free(mem, &s.forms);
    reach_free(d->g, &s.reach);
    return result;
}
