/* factorize.c - formulas as products: rational functions of names and of functions of them, by
 * their numerator's and denominator's factors with whole coefficients. */
#include "pass/atoms.h"
#include "pass/words.h"

enum { MOST_WORK = 2000000, MOST_TRIED = 20000, MOST_DIVISORS = 64, LARGEST = 100000 };

/* ---- factors of second and third degree in one atom, by values at 0, 1 and -1 (Kronecker, 1882)
 */

struct divisors {
    int64_t at[2 * MOST_DIVISORS];
    int n;
};

static bool find_divisors(struct divisors *out, int64_t of)
{
    out->n = 0;
    if (of == 0 || of > LARGEST || of < -LARGEST) return false;
    if (of < 0) of = -of;
    for (int64_t d = 1; d <= of; d++) {
        if (of % d) continue;
        if (out->n + 2 > 2 * MOST_DIVISORS) return false;
        out->at[out->n++] = d;
        out->at[out->n++] = -d;
    }
    return true;
}

/* The only atom of a polynomial; -1 if there are several. */
static int only_atom(struct poly p)
{
    int found = -1;
    for (int k = 0; k < POLY_ATOMS; k++) {
        if (poly_degree(p, k) == 0) continue;
        if (found >= 0) return -1;
        found = k;
    }
    return found;
}

/* The value at 0, 1 or -1; 0 where it is too large. */
static int64_t value_at(struct poly p, int atom, int x)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < p.n; i++) {
        int e = p.at[i].e[atom], sign = e % 2 && x < 0 ? -1 : 1;
        int64_t term;
        if (e && x == 0) continue;
        if (__builtin_mul_overflow(sign, p.at[i].c, &term) ||
            __builtin_add_overflow(sum, term, &sum))
            return 0;
    }
    return sum;
}

/* c[0] + c[1]*atom + ... */
static struct poly from_coefficients(struct poly_room *room, int atom, const int64_t *c, int degree)
{
    struct poly sum = poly_constant(room, c[0]);
    for (int k = 1; k <= degree; k++)
        sum = poly_combine(room, 1, sum, c[k], poly_atom(room, atom, k));
    return sum;
}

struct search {
    struct poly_room *room;
    struct poly p;
    int atom, tried;
    struct divisors lead, zero, one, minus;
};

static bool divides(struct search *s, const int64_t *c, int degree, struct poly *quotient,
                    struct poly *factor)
{
    if (++s->tried > MOST_TRIED || s->room->failed) return false;
    *factor = from_coefficients(s->room, s->atom, c, degree);
    return poly_divides(s->room, *factor, s->p, quotient);
}

static bool find_second(struct search *s, struct poly *quotient, struct poly *factor)
{
    for (int i = 0; i < s->lead.n; i += 2)
        for (int j = 0; j < s->zero.n; j++)
            for (int k = 0; k < s->one.n; k++) {
                int64_t a = s->lead.at[i], c = s->zero.at[j], b = s->one.at[k] - a - c;
                if (divides(s, (int64_t[]){c, b, a}, 2, quotient, factor)) return true;
            }
    return false;
}

static bool find_third(struct search *s, struct poly *quotient, struct poly *factor)
{
    for (int i = 0; i < s->lead.n; i += 2)
        for (int j = 0; j < s->zero.n; j++)
            for (int k = 0; k < s->one.n; k++)
                for (int l = 0; l < s->minus.n; l++) {
                    int64_t a = s->lead.at[i], d = s->zero.at[j], up = s->one.at[k],
                            down = s->minus.at[l];
                    if ((up + down) % 2) continue;
                    int64_t b = (up + down) / 2 - d, c = (up - down) / 2 - a;
                    if (divides(s, (int64_t[]){d, c, b, a}, 3, quotient, factor)) return true;
                }
    return false;
}

/* Takes a factor of second or third degree out of one without roots. */
static bool take_factor(struct poly_room *room, struct poly p, struct poly *quotient,
                        struct poly *factor)
{
    struct search s = {.room = room, .p = p, .atom = only_atom(p)};
    int degree = s.atom < 0 ? 0 : poly_degree(p, s.atom);
    if (degree < 4) return false;
    bool few = find_divisors(&s.lead, p.at[0].c) &&
               find_divisors(&s.zero, value_at(p, s.atom, 0)) &&
               find_divisors(&s.one, value_at(p, s.atom, 1));
    if (few && find_second(&s, quotient, factor)) return true;
    return few && degree >= 6 && find_divisors(&s.minus, value_at(p, s.atom, -1)) &&
           find_third(&s, quotient, factor);
}

/* ---- the product ---- */

/* Pushes a polynomial's factors to a power. */
static void push_factors(struct atoms *s, struct poly p, int power, number *coefficient)
{
    struct poly_factors factors;
    struct poly_room *room = &s->all.room;
    struct numbers *t = &s->g->numbers;
    poly_factorize(room, p, &factors);
    if (room->failed) return;
    if (factors.sign < 0 && power % 2) *coefficient = number_neg(t, *coefficient);
    for (uint32_t i = 0; i < factors.n; i++) {
        struct poly rest = factors.at[i].p, factor, quotient;
        number exponent = number_from_int(t, (int64_t)factors.at[i].e * power);
        while (take_factor(room, rest, &quotient, &factor)) {
            graph_push(s->g, atoms_write_poly(s, factor), exponent);
            rest = quotient;
        }
        graph_push(s->g, atoms_write_poly(s, rest), exponent);
    }
}

static id write_factors(struct atoms *s, const struct fraction *f)
{
    number coefficient = number_from_ratio(&s->g->numbers, f->p, f->q);
    size_t begin = graph_begin(s->g);
    for (uint32_t i = 0; i < f->n; i++) push_factors(s, f->at[i].p, f->at[i].e, &coefficient);
    if (s->all.room.failed) return s->g->scratch.n = begin, POISON;
    return graph_end_product(s->g, begin, coefficient);
}

id words_factor(struct graph *g, id f)
{
    struct atoms s = {.g = g, .form = CIRCULAR_AS_WRITTEN};
    struct fraction fraction;
    struct poly_room *room = &s.all.room;
    room->arena.mem = &g->core->mem;
    room->most_work = MOST_WORK;
    f = words_together(g, f);
    id product =
        f != POISON && atoms_read(&s, f, &fraction) ? write_factors(&s, &fraction) : POISON;
    arena_free(&room->arena);
    return product == POISON ? f : product; /* it stays as it is where it is too large */
}
