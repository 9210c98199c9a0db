/* matrix_kernel.c - proves that a matrix of whole numbers is singular by a vector that it maps to
 * 0.
 *
 * Modulo a prime elimination finds columns that others depend on, and one that depends on them. How
 * it does is solved for modulo ever higher powers of the prime (Dixon, 1982), each of which takes
 * n^2 operations, and the fractions that these remainders stand for (Wang, 1981) are put in,
 * exactly. So the proof is right whatever the prime and however many powers there are. */
#include "eval/matrix_private.h"

struct lifting {
    struct core *core;
    const struct remainders *m;
    size_t n, rank;
    mpz_t *a;
    mpz_t *x, *rest,
        *over;        /* the solution modulo the power; what is left to solve for; numerators */
    uint64_t *digits; /* what one more power of the prime adds */
    mpz_t power, root, under; /* root: of half the power; under: the common denominator */
    mpz_t r, next_r, t, next_t, quotient;
};

/* Entry (i, j) in the order that elimination found. */
static mpz_srcptr entry(const struct lifting *l, size_t i, size_t j)
{
    return l->a[l->m->rows[i] * l->n + l->m->columns[j]];
}

static bool make(struct lifting *l)
{
    struct mem *mem = &l->core->mem;
    l->x = mem_array(mem, 3 * l->n, sizeof *l->x);
    l->digits = mem_array(mem, l->n, sizeof *l->digits);
    for (size_t i = 0; l->x && i < 3 * l->n; i++) mpz_init(l->x[i]);
    mpz_inits(l->power, l->root, l->under, l->r, l->next_r, l->t, l->next_t, l->quotient,
              (mpz_ptr)NULL);
    if (!l->x || !l->digits) return false;
    l->rest = l->x + l->n;
    l->over = l->rest + l->n;
    mpz_set_ui(l->power, 1);
    for (size_t i = 0; i < l->rank; i++) mpz_set(l->rest[i], entry(l, i, l->rank));
    return true;
}

static void drop(struct lifting *l)
{
    struct mem *mem = &l->core->mem;
    for (size_t i = 0; l->x && i < 3 * l->n; i++) mpz_clear(l->x[i]);
    mpz_clears(l->power, l->root, l->under, l->r, l->next_r, l->t, l->next_t, l->quotient,
               (mpz_ptr)NULL);
    mem_free_array(mem, l->digits, l->n, sizeof *l->digits);
    mem_free_array(mem, l->x, 3 * l->n, sizeof *l->x);
}

/* One more power of the prime. False when time ran out. */
static bool lift(struct lifting *l)
{
    unsigned long prime = l->m->prime;
    for (size_t i = 0; i < l->rank; i++) l->digits[i] = mpz_fdiv_ui(l->rest[i], prime);
    remainders_solve(l->m, l->rank, l->digits);
    for (size_t i = 0; i < l->rank; i++) {
        mpz_addmul_ui(l->x[i], l->power, l->digits[i]);
        for (size_t j = 0; j < l->rank; j++)
            mpz_submul_ui(l->rest[i], entry(l, i, j), l->digits[j]);
        mpz_divexact_ui(l->rest[i], l->rest[i], prime);
    }
    mpz_mul_ui(l->power, l->power, prime);
    core_count(l->core, 10 * l->rank * l->rank);
    return core_go_on_slow(l->core);
}

/* over[i] = x[i]*under modulo the power, of the least size. */
static void take_over(struct lifting *l, size_t i)
{
    mpz_ptr over = l->over[i];
    mpz_mul(over, l->x[i], l->under);
    mpz_fdiv_r(over, over, l->power);
    mpz_mul_2exp(l->r, over, 1);
    if (mpz_cmp(l->r, l->power) > 0) mpz_sub(over, over, l->power);
}

/* Multiplies `under` by the denominator of the fraction whose numerator and denominator are below
 * the root and that is over[i] modulo the power: Euclid's algorithm meets it. */
static void take_under(struct lifting *l, size_t i)
{
    mpz_set(l->r, l->power), mpz_fdiv_r(l->next_r, l->over[i], l->power);
    mpz_set_ui(l->t, 0), mpz_set_ui(l->next_t, 1);
    while (mpz_cmp(l->next_r, l->root) > 0) {
        mpz_fdiv_qr(l->quotient, l->r, l->r, l->next_r);
        mpz_submul(l->t, l->quotient, l->next_t);
        mpz_swap(l->r, l->next_r), mpz_swap(l->t, l->next_t);
    }
    mpz_mul(l->under, l->under, l->next_t);
    mpz_abs(l->under, l->under);
}

/* Finds fractions with one denominator for the remainders. False if there are none below the root.
 */
static bool find_fractions(struct lifting *l)
{
    mpz_fdiv_q_2exp(l->root, l->power, 1);
    mpz_sqrt(l->root, l->root);
    mpz_set_ui(l->under, 1);
    for (size_t i = 0; i < l->rank; i++) {
        take_over(l, i);
        if (mpz_cmpabs(l->over[i], l->root) <= 0) continue;
        take_under(l, i);
        if (mpz_cmp(l->under, l->root) > 0 || mpz_sgn(l->under) == 0) return false;
    }
    for (size_t i = 0; i < l->rank; i++) take_over(l, i);
    return true;
}

/* Whether the dependent column is the sum of the others, in all rows. */
static bool is_sum(struct lifting *l)
{
    bool same = true;
    for (size_t i = 0; same && i < l->n; i++) {
        mpz_mul(l->r, entry(l, i, l->rank), l->under);
        for (size_t j = 0; j < l->rank; j++) mpz_submul(l->r, entry(l, i, j), l->over[j]);
        same = mpz_sgn(l->r) == 0;
    }
    return same;
}

bool matrix_kernel_proves(struct core *core, mpz_t *a, const struct remainders *m, size_t rank,
                          size_t bits)
{
    enum { FIRST = 4, PRIME_BITS = 30, BOTH = 2 };
    struct lifting l = {.core = core, .m = m, .n = m->n, .rank = rank, .a = a};
    size_t most = BOTH * (bits / PRIME_BITS + 1), look = FIRST;
    bool proved = false, ok = make(&l);
    for (size_t k = 1; ok && !proved && k <= most; k++) {
        ok = lift(&l);
        if (k < look && k < most) continue;
        proved = ok && find_fractions(&l) && is_sum(&l);
        look = k * 2;
    }
    drop(&l);
    return proved;
}
