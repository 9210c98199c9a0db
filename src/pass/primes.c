/* primes.c - the prime factors of a rational number: small ones by trial, the others by Pollard's
 * rho method as Brent has it (BIT 20, 1980). Primes are told by GMP's test, a Baillie-PSW test and
 * more: it is proved below 2^64, and no composite number is known to pass it. */
#include "pass/words.h"

#include <stdlib.h>

static const struct span nowhere = {0, 0, 0};

enum { SMALL = 1 << 12, BATCH = 128, MOST_STEPS = 1 << 23, TESTS = 30 };

struct prime_power {
    number prime;
    int64_t e;
};

struct primes {
    struct graph *g;
    int sign;                    /* of the exponents that are pushed */
    VEC(struct prime_power) all; /* each prime once */
    VEC(number) parts;           /* still to be split */
    uint64_t steps;              /* of the rho method, so far */
};

static number from_mpz(struct graph *g, const mpz_t n)
{
    mpq_t q;
    mpq_init(q);
    mpq_set_z(q, n);
    number out = number_from_mpq(&g->numbers, q);
    mpq_clear(q);
    return out;
}

static bool push(struct primes *p, number prime)
{
    for (size_t i = 0; i < p->all.n; i++)
        if (p->all.at[i].prime == prime) return p->all.at[i].e += p->sign, true;
    struct prime_power new = {prime, p->sign};
    return vec_push(&p->g->core->mem, &p->all, new);
}

/* Takes the primes below SMALL off n. */
static bool take_small(struct primes *p, mpz_t n)
{
    for (unsigned long d = 2; d < SMALL && mpz_cmp_ui(n, 1) > 0; d++)
        while (mpz_divisible_ui_p(n, d)) {
            mpz_divexact_ui(n, n, d);
            if (!push(p, number_from_int(&p->g->numbers, (int64_t)d))) return false;
        }
    return true;
}

/* ---- Pollard's rho ---- */

/* The walk y -> y^2 + c modulo n, x a place before it, and the product of the distances between
 * them since the last look. */
struct walk {
    mpz_t n, x, y, kept, product, difference;
    unsigned long c;
};

static void step(struct walk *w)
{
    mpz_mul(w->y, w->y, w->y);
    mpz_add_ui(w->y, w->y, w->c);
    mpz_mod(w->y, w->y, w->n);
}

static void take_distance(struct walk *w)
{
    mpz_sub(w->difference, w->x, w->y);
    mpz_mul(w->product, w->product, w->difference);
    mpz_mod(w->product, w->product, w->n);
}

/* Steps one by one from where the last look was; the divisor may be n itself. */
static void look_closely(struct walk *w, mpz_t divisor)
{
    mpz_set(w->y, w->kept);
    do {
        step(w);
        mpz_sub(w->difference, w->x, w->y);
        mpz_gcd(divisor, w->difference, w->n);
    } while (mpz_cmp_ui(divisor, 1) == 0);
}

/* Walks up to `length` steps; true with a divisor above 1. */
static bool walk_on(struct primes *p, struct walk *w, uint64_t length, mpz_t divisor)
{
    for (uint64_t done = 0; done < length && p->steps < MOST_STEPS; done += BATCH) {
        mpz_set(w->kept, w->y);
        for (uint64_t i = 0; i < BATCH && done + i < length; i++) step(w), take_distance(w);
        p->steps += BATCH;
        mpz_gcd(divisor, w->product, w->n);
        if (mpz_cmp_ui(divisor, 1) > 0) return true;
        if (!core_go_on(p->g->core)) return false;
    }
    return false;
}

/* Finds a divisor between 1 and n, which is composite; false where that takes too long. */
static bool find_divisor(struct primes *p, const mpz_t n, mpz_t divisor)
{
    struct walk w;
    bool found = false;
    mpz_inits(w.n, w.x, w.y, w.kept, w.product, w.difference, NULL);
    mpz_set(w.n, n);
    for (w.c = 1; !found && p->steps < MOST_STEPS && core_go_on(p->g->core); w.c++) {
        mpz_set_ui(w.y, 2);
        mpz_set_ui(w.product, 1);
        for (uint64_t length = 1; !found && p->steps < MOST_STEPS; length *= 2) {
            mpz_set(w.x, w.y);
            found = walk_on(p, &w, length, divisor);
            if (!core_go_on(p->g->core)) break;
        }
        if (found && mpz_cmp(divisor, n) == 0) look_closely(&w, divisor);
        found = found && mpz_cmp(divisor, n) < 0;
    }
    mpz_clears(w.n, w.x, w.y, w.kept, w.product, w.difference, NULL);
    return found;
}

/* ---- all factors ---- */

static bool cannot_split(struct primes *p, const mpz_t n)
{
    if (core_go_on(p->g->core))
        diag_error(p->g->core, KIND_LIMIT, nowhere,
                   "a factor of %zu digits is no prime, and too long to be split",
                   mpz_sizeinbase(n, 10));
    return false;
}

/* Splits the last part in two, or pushes it as a prime. */
static bool split_part(struct primes *p)
{
    struct mem *mem = &p->g->core->mem;
    mpq_t part;
    mpz_t divisor;
    number whole = p->parts.at[--p->parts.n];
    mpq_init(part);
    mpz_init(divisor);
    number_get(&p->g->numbers, whole, part);
    mpz_ptr n = mpq_numref(part);
    bool ok = true;
    if (mpz_probab_prime_p(n, TESTS)) {
        ok = push(p, whole);
    } else if (find_divisor(p, n, divisor)) {
        mpz_divexact(n, n, divisor);
        ok = vec_push(mem, &p->parts, from_mpz(p->g, n)) &&
             vec_push(mem, &p->parts, from_mpz(p->g, divisor));
    } else {
        ok = cannot_split(p, n);
    }
    mpz_clear(divisor);
    mpq_clear(part);
    return ok;
}

/* Takes n apart, which is positive and changes. */
static bool split(struct primes *p, mpz_t n, int sign)
{
    p->sign = sign;
    if (!take_small(p, n)) return false;
    if (mpz_cmp_ui(n, 1) > 0 && !vec_push(&p->g->core->mem, &p->parts, from_mpz(p->g, n)))
        return false;
    while (p->parts.n)
        if (!split_part(p)) return false;
    return true;
}

static void sort(struct primes *p)
{
    for (size_t i = 1; i < p->all.n; i++)
        for (size_t k = i; k > 0; k--) {
            struct prime_power *a = &p->all.at[k - 1], *b = &p->all.at[k], other = *a;
            if (number_compare(&p->g->numbers, a->prime, b->prime) <= 0) break;
            *a = *b;
            *b = other;
        }
}

static id write_rows(struct primes *p)
{
    struct graph *g = p->g;
    id *rows = arena_alloc(&g->core->arena, (p->all.n + 1) * sizeof *rows);
    for (size_t i = 0; rows && i < p->all.n; i++) {
        id row[2] = {graph_number(g, p->all.at[i].prime), graph_int(g, p->all.at[i].e)};
        rows[i] = graph_stack(g, row, 2);
    }
    return rows ? graph_stack(g, rows, (uint32_t)p->all.n) : POISON;
}

/* 0 and 1 are their own rows, as -1 is of what is negative. */
static bool split_all(struct primes *p, number a)
{
    mpq_t q;
    mpq_init(q);
    number_get(&p->g->numbers, a, q);
    int sign = mpq_sgn(q);
    bool ok = true;
    p->sign = 1;
    if (sign < 0) ok = push(p, NUMBER_MINUS_ONE);
    if (a == NUMBER_ZERO || a == NUMBER_ONE) ok = push(p, a);
    mpq_abs(q, q);
    if (sign) ok = ok && split(p, mpq_numref(q), 1) && split(p, mpq_denref(q), -1);
    mpq_clear(q);
    return ok;
}

/* True if decimals of as many digits as doubles have do not tell a prime from its neighbors. */
static bool has_long_prime(const struct primes *p)
{
    enum { DIGITS = 17 };
    bool found = false;
    mpq_t q;
    mpq_init(q);
    for (size_t i = 0; i < p->all.n && !found; i++) {
        number_get(&p->g->numbers, p->all.at[i].prime, q);
        found = mpz_sizeinbase(mpq_numref(q), 10) > DIGITS;
    }
    mpq_clear(q);
    return found;
}

id words_factorint(struct graph *g, id n)
{
    struct primes p = {.g = g};
    number value;
    while (graph_op(g, n) == OP_NAMED) n = graph_child(g, n, 0);
    if (!graph_is_number(g, n, &value)) {
        diag_error(g->core, KIND_USAGE, nowhere, "prime factors are of a number");
        diag_hint(g->core, "polynomials are factored by factor(f)");
        return POISON;
    }
    bool ok = split_all(&p, value);
    if (ok) sort(&p);
    id rows = ok ? write_rows(&p) : POISON;
    g->long_prime |= has_long_prime(&p);
    vec_free(&g->core->mem, &p.all);
    vec_free(&g->core->mem, &p.parts);
    return rows;
}
