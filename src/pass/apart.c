/* apart.c - partial fractions: a rational function of x as a polynomial and quotients by powers of
 * the denominator's irreducible factors. */
#include "pass/atoms.h"
#include "pass/words.h"

static const struct span nowhere = {0, 0, 0};

enum { MOST_WORK = 4000000, MOST_DEGREE = 40 };

/* ---- polynomials in x whose coefficients are fractions without x ---- */

struct row {
    int degree; /* -1: 0 */
    struct fraction *c;
};

struct parts {
    struct atoms s;
    int x; /* the atom */
};

static struct fractions *all_of(struct parts *p)
{
    return &p->s.all;
}

static bool failed(const struct parts *p)
{
    return p->s.all.room.failed;
}

static struct row new_row(struct parts *p, int degree)
{
    struct row row = {degree, NULL};
    if (degree > 2 * MOST_DEGREE) p->s.all.room.failed = true;
    if (degree < 0 || failed(p)) return (struct row){-1, NULL};
    row.c = arena_alloc(&p->s.all.room.arena, ((size_t)degree + 1) * sizeof *row.c);
    if (!row.c) p->s.all.room.failed = true;
    for (int i = 0; i <= degree && row.c; i++) row.c[i] = fraction_constant(0, 1);
    return row.c ? row : (struct row){-1, NULL};
}

static void trim(struct row *a)
{
    while (a->degree >= 0 && a->c[a->degree].p == 0) a->degree--;
}

static struct row row_of_poly(struct parts *p, struct poly a)
{
    struct row row = new_row(p, poly_degree(a, p->x));
    for (int i = 0; i <= row.degree && !failed(p); i++) {
        struct poly c = poly_coefficient(&p->s.all.room, a, p->x, i);
        if (c.n) row.c[i] = fraction_of_poly(all_of(p), c);
    }
    return row;
}

static struct row one_row(struct parts *p)
{
    struct row row = new_row(p, 0);
    if (row.c) row.c[0] = fraction_constant(1, 1);
    return row;
}

/* Adds sign*a*b to *sum. */
static void add_product(struct parts *p, struct fraction *sum, int sign, const struct fraction *a,
                        const struct fraction *b)
{
    if (a->p == 0 || b->p == 0 || failed(p)) return;
    struct fraction product = fraction_multiply(all_of(p), a, b);
    product.p *= sign;
    if (!failed(p)) *sum = fraction_add(all_of(p), sum, &product);
}

static struct row multiply(struct parts *p, struct row a, struct row b)
{
    struct row out = new_row(p, a.degree < 0 || b.degree < 0 ? -1 : a.degree + b.degree);
    for (int i = 0; i <= a.degree && out.c; i++)
        for (int k = 0; k <= b.degree; k++) add_product(p, &out.c[i + k], 1, &a.c[i], &b.c[k]);
    return out;
}

/* Returns the quotient, and leaves the remainder in *a, in a new place. */
static struct row divide(struct parts *p, struct row *a, struct row b)
{
    if (a->degree < b.degree || failed(p)) return (struct row){-1, NULL};
    struct row rest = new_row(p, a->degree), quotient = new_row(p, a->degree - b.degree);
    for (int i = 0; i <= rest.degree; i++) rest.c[i] = a->c[i];
    struct fraction inverse =
        failed(p) ? fraction_constant(1, 1) : fraction_power(all_of(p), &b.c[b.degree], -1);
    for (int i = quotient.degree; i >= 0 && !failed(p); i--) {
        struct fraction *c = &quotient.c[i];
        *c = fraction_multiply(all_of(p), &rest.c[i + b.degree], &inverse);
        for (int k = 0; k < b.degree; k++) add_product(p, &rest.c[i + k], -1, c, &b.c[k]);
        rest.c[i + b.degree] = fraction_constant(0, 1);
    }
    trim(&rest);
    *a = rest;
    return quotient;
}

/* a - b*c */
static struct row subtract_product(struct parts *p, struct row a, struct row b, struct row c)
{
    struct row product = multiply(p, b, c);
    struct row out = new_row(p, a.degree > product.degree ? a.degree : product.degree);
    for (int i = 0; i <= out.degree && !failed(p); i++) {
        struct fraction minus = fraction_constant(-1, 1);
        if (i <= a.degree) out.c[i] = a.c[i];
        if (i <= product.degree) add_product(p, &out.c[i], 1, &minus, &product.c[i]);
    }
    trim(&out);
    return out;
}

/* Returns 1/a modulo b, which share no factor, by Euclid's algorithm. */
static struct row inverse_modulo(struct parts *p, struct row a, struct row b)
{
    struct row before = new_row(p, -1), now = one_row(p), rest = b;
    divide(p, &a, b);
    while (a.degree > 0 && !failed(p)) {
        struct row quotient = divide(p, &rest, a), next = a;
        a = rest;
        rest = next;
        next = subtract_product(p, before, quotient, now);
        before = now;
        now = next;
    }
    if (a.degree < 0) p->s.all.room.failed = true;
    struct row scale = one_row(p);
    if (!failed(p)) scale.c[0] = fraction_power(all_of(p), &a.c[0], -1);
    return multiply(p, now, scale);
}

/* ---- what is above and below the line ---- */

/* above/below times what has no x; the factors of `below` are irreducible. */
struct quotient {
    struct poly above;
    struct poly_factor below[POLY_MOST_FACTORS];
    uint32_t n;
    struct fraction scale;
};

static void put_below(struct parts *p, struct quotient *q, const struct poly_factor *f)
{
    struct poly_factors factors;
    poly_factorize_fully(&p->s.all.room, f->p, &factors);
    if (factors.sign < 0 && f->e % 2) q->scale.p = -q->scale.p;
    for (uint32_t i = 0; i < factors.n && !failed(p); i++) {
        struct poly_factor factor = {factors.at[i].p, factors.at[i].e * -f->e};
        struct fraction c = fraction_of_poly(all_of(p), factor.p);
        if (poly_degree(factor.p, p->x) == 0)
            c = fraction_power(all_of(p), &c, -factor.e);
        else if (q->n == POLY_MOST_FACTORS)
            p->s.all.room.failed = true;
        else
            q->below[q->n++] = factor;
        if (poly_degree(factor.p, p->x) == 0 && !failed(p))
            q->scale = fraction_multiply(all_of(p), &q->scale, &c);
    }
}

static struct quotient read_quotient(struct parts *p, const struct fraction *f)
{
    struct poly_room *room = &p->s.all.room;
    struct quotient q = {.above = poly_constant(room, 1), .scale = fraction_constant(f->p, f->q)};
    for (uint32_t i = 0; i < f->n && !failed(p); i++) {
        if (f->at[i].e < 0)
            put_below(p, &q, &f->at[i]);
        else
            q.above = poly_multiply(room, q.above, poly_power(room, f->at[i].p, f->at[i].e));
    }
    return q;
}

static struct row power_of(struct parts *p, const struct poly_factor *f)
{
    struct row base = row_of_poly(p, f->p), power = one_row(p);
    for (int i = 0; i < f->e && !failed(p); i++) power = multiply(p, power, base);
    return power;
}

/* The product of the powers below the line, all but one. */
static struct row others(struct parts *p, const struct quotient *q, uint32_t but)
{
    struct row product = one_row(p);
    for (uint32_t i = 0; i < q->n && !failed(p); i++)
        if (i != but) product = multiply(p, product, power_of(p, &q->below[i]));
    return product;
}

/* ---- the sum ---- */

/* A fraction as a product of powers. */
static id write_fraction(struct parts *p, const struct fraction *f)
{
    struct numbers *t = &p->s.g->numbers;
    size_t begin = graph_begin(p->s.g);
    for (uint32_t i = 0; i < f->n; i++)
        graph_push(p->s.g, atoms_write_poly(&p->s, f->at[i].p), number_from_int(t, f->at[i].e));
    return graph_end_product(p->s.g, begin, number_from_ratio(t, f->p, f->q));
}

/* Pushes scale*a/below^e. */
static void push_term(struct parts *p, const struct quotient *q, struct row a,
                      const struct poly_factor *below, int e)
{
    struct fraction sum = fraction_constant(0, 1);
    for (int i = 0; i <= a.degree && !failed(p); i++) {
        struct fraction power = fraction_atom(all_of(p), p->x, i);
        add_product(p, &sum, 1, &a.c[i], &power);
    }
    if (failed(p) || sum.p == 0) return;
    sum = fraction_multiply(all_of(p), &sum, &q->scale);
    if (below && !failed(p)) {
        struct fraction line = fraction_of_poly(all_of(p), below->p);
        line = fraction_power(all_of(p), &line, -e);
        sum = fraction_multiply(all_of(p), &sum, &line);
    }
    if (!failed(p)) graph_push(p->s.g, write_fraction(p, &sum), NUMBER_ONE);
}

/* The polynomial as it is; a quotient by each power of each factor f, the highest first: what is
 * left over others*f^e is above/f^e, where above is left/others modulo f, and a rest over
 * others*f^(e-1). */
static id write_parts(struct parts *p, const struct quotient *q)
{
    size_t begin = graph_begin(p->s.g);
    struct row rest = row_of_poly(p, q->above), whole = divide(p, &rest, others(p, q, q->n));
    for (int i = 0; i <= whole.degree && !failed(p); i++) {
        struct row term = new_row(p, i);
        if (term.c) term.c[i] = whole.c[i];
        push_term(p, q, term, NULL, 0);
    }
    for (uint32_t k = 0; k < q->n && !failed(p); k++) {
        const struct poly_factor *f = &q->below[k];
        struct row base = row_of_poly(p, f->p), other = others(p, q, k), left = rest;
        struct row inverse = inverse_modulo(p, other, base);
        for (int e = f->e; e > 0 && !failed(p); e--) {
            struct row above = left;
            divide(p, &above, base);
            above = multiply(p, above, inverse);
            divide(p, &above, base);
            push_term(p, q, above, f, e);
            left = subtract_product(p, left, above, other);
            left = divide(p, &left, base);
        }
    }
    if (failed(p)) return p->s.g->scratch.n = begin, POISON;
    return graph_end_sum(p->s.g, begin, NUMBER_ZERO);
}

/* ---- what is asked ---- */

/* True if all atoms but x itself are free of x. */
static bool is_rational(struct parts *p, id x)
{
    for (int i = 0; i < p->s.n; i++) {
        const struct atom *atom = &p->s.at[i];
        bool is_x = atom->kind == ATOM_NODE && atom->base == x;
        if (is_x) p->x = i;
        bool depends = (atom->base && graph_depends(p->s.g, atom->base, x)) ||
                       (atom->term && graph_depends(p->s.g, atom->term, x));
        if (depends && !is_x) return false;
    }
    return true;
}

id words_apart(struct graph *g, id f, id x)
{
    struct parts p = {.s = {.g = g, .form = CIRCULAR_AS_WRITTEN}, .x = -1};
    struct fraction fraction;
    struct poly_room *room = &p.s.all.room;
    id sum = POISON;
    room->arena.mem = &g->core->mem;
    room->most_work = MOST_WORK;
    f = words_together(g, f);
    bool read = f != POISON && atoms_read(&p.s, f, &fraction),
         rational = !read || is_rational(&p, x);
    if (read && rational && p.x >= 0) {
        struct quotient q = read_quotient(&p, &fraction);
        if (!failed(&p)) sum = write_parts(&p, &q);
    }
    g->kept_whole |= rational && (room->partial || (sum == POISON && (!read || p.x >= 0)));
    arena_free(&room->arena);
    if (!rational) {
        diag_error(g->core, KIND_USAGE, nowhere, "it is no rational function of '%s'",
                   names_text(&g->core->names, graph_node(g, x)->data));
        return POISON;
    }
    return sum == POISON ? f : sum; /* it stays as it is where it is too large */
}
