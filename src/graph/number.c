#include "graph/number.h"

#include <math.h>
#include <mpfr.h>
#include <stdlib.h>
#include <string.h>

static bool is_big(const struct numbers *t, number a)
{
    return t->all.at[a].q == 0;
}

void number_get(const struct numbers *t, number a, mpq_t out)
{
    struct rational r = t->all.at[a];
    if (r.q == 0) {
        mpq_set(out, t->big.at[r.p]);
        return;
    }
    mpz_set_si(mpq_numref(out), r.p);
    mpz_set_si(mpq_denref(out), r.q);
}

/* Hashes every limb, since the lowest ones of factorials and of powers are 0. */
static uint64_t hash_limbs(uint64_t h, mpz_srcptr z)
{
    for (size_t i = 0; i < mpz_size(z); i++) {
        h = (h ^ mpz_getlimbn(z, (mp_size_t)i)) * 0x2545F4914F6CDD1Du;
        h ^= h >> 32;
    }
    return h;
}

uint32_t number_hash_big(const mpq_t q)
{
    uint64_t h = hash_limbs((uint64_t)mpz_sgn(mpq_numref(q)), mpq_numref(q));
    return (uint32_t)(hash_limbs(h, mpq_denref(q)) * 0x9E3779B97F4A7C15u >> 32);
}

static bool grow_slots(struct numbers *t)
{
    size_t n = t->n_slots ? t->n_slots * 2 : 64;
    uint32_t *slots = mem_array(&t->core->mem, n, sizeof *slots);
    if (!slots) return false;
    for (size_t k = 0; k < t->all.n; k++) {
        size_t i = number_hash(t, (number)k) & (n - 1);
        while (slots[i]) i = (i + 1) & (n - 1);
        slots[i] = (uint32_t)k + 1;
    }
    mem_free_array(&t->core->mem, t->slots, t->n_slots, sizeof *slots);
    t->slots = slots;
    t->n_slots = n;
    return true;
}

static number intern_small(struct numbers *t, int64_t p, int64_t q)
{
    if (t->all.n * 2 >= t->n_slots && !grow_slots(t)) return NUMBER_ZERO;
    struct rational r = {p, q};
    size_t mask = t->n_slots - 1, i = number_hash_small(r) & mask;
    for (; t->slots[i]; i = (i + 1) & mask) {
        struct rational have = t->all.at[t->slots[i] - 1];
        if (have.p == p && have.q == q) return t->slots[i] - 1;
    }
    if (!vec_push(&t->core->mem, &t->all, r)) return NUMBER_ZERO;
    t->slots[i] = (uint32_t)t->all.n;
    return (number)t->all.n - 1;
}

static number too_long(struct numbers *t)
{
    struct span nowhere = {0};
    if (diag_any(t->core)) return NUMBER_ZERO;
    if (t->is_tried)
        t->core->given_up = true;
    else
        diag_error(t->core, KIND_LIMIT, nowhere, "an exact number here has more than %zu digits",
                   t->core->limits.digits);
    return NUMBER_ZERO;
}

static double decimal_digits(const mpq_t q)
{
    return 0.30103 * (double)(mpz_sizeinbase(mpq_numref(q), 2) + mpz_sizeinbase(mpq_denref(q), 2));
}

/* Returns the memory that GMP needs for a number. */
static size_t bytes_of(const mpq_t q)
{
    return (mpz_size(mpq_numref(q)) + mpz_size(mpq_denref(q))) * sizeof(mp_limb_t);
}

/* Interns a canonical q, which the caller still owns. */
number number_from_mpq(struct numbers *t, const mpq_t q)
{
    if (mpz_fits_slong_p(mpq_numref(q)) && mpz_fits_slong_p(mpq_denref(q)) &&
        mpz_cmp_si(mpq_numref(q), INT64_MIN) != 0)
        return intern_small(t, mpz_get_si(mpq_numref(q)), mpz_get_si(mpq_denref(q)));
    if (decimal_digits(q) > (double)numbers_most_digits(t)) return too_long(t);
    if (t->all.n * 2 >= t->n_slots && !grow_slots(t)) return NUMBER_ZERO;
    size_t mask = t->n_slots - 1, i = number_hash_big(q) & mask;
    for (; t->slots[i]; i = (i + 1) & mask) {
        number have = t->slots[i] - 1;
        if (is_big(t, have) && mpq_equal(t->big.at[t->all.at[have].p], q)) return have;
    }
    struct rational r = {(int64_t)t->big.n, 0};
    if (!vec_reserve(&t->core->mem, &t->big, 1) || !vec_push(&t->core->mem, &t->all, r))
        return NUMBER_ZERO;
    if (!mem_charge(&t->core->mem, bytes_of(q))) {
        t->all.n--;
        return NUMBER_ZERO;
    }
    mpq_init(t->big.at[t->big.n]);
    mpq_set(t->big.at[t->big.n++], q);
    t->slots[i] = (uint32_t)t->all.n;
    return (number)t->all.n - 1;
}

bool numbers_init(struct numbers *t, struct core *core)
{
    *t = (struct numbers){.core = core};
    static const int64_t fixed[NUMBERS_FIXED][2] = {{0, 1}, {1, 1}, {-1, 1},
                                                    {2, 1}, {1, 2}, {-1, 2}};
    for (int i = 0; i < NUMBERS_FIXED; i++) intern_small(t, fixed[i][0], fixed[i][1]);
    return t->all.n == NUMBERS_FIXED;
}

void numbers_free(struct numbers *t)
{
    for (size_t i = 0; i < t->big.n; i++) {
        mem_release(&t->core->mem, bytes_of(t->big.at[i]));
        mpq_clear(t->big.at[i]);
    }
    mem_free_array(&t->core->mem, t->slots, t->n_slots, sizeof *t->slots);
    vec_free(&t->core->mem, &t->big);
    vec_free(&t->core->mem, &t->all);
}

int64_t number_divisor(int64_t a, int64_t b)
{
    uint64_t x = a < 0 ? -(uint64_t)a : (uint64_t)a, y = b < 0 ? -(uint64_t)b : (uint64_t)b;
    while (y) {
        uint64_t r = x % y;
        x = y;
        y = r;
    }
    return (int64_t)x;
}

number number_from_int(struct numbers *t, int64_t p)
{
    return intern_small(t, p, 1);
}

number number_from_lowest(struct numbers *t, int64_t p, int64_t q)
{
    return intern_small(t, p, q);
}

number number_from_ratio(struct numbers *t, int64_t p, int64_t q)
{
    int64_t g = number_divisor(p, q);
    return q < 0 ? intern_small(t, -p / g, -q / g) : intern_small(t, p / g, q / g);
}

typedef void (*mpq_operation)(mpq_t, const mpq_t, const mpq_t);

static number with_mpq(struct numbers *t, number a, number b, mpq_operation operation)
{
    mpq_t x, y;
    mpq_inits(x, y, NULL);
    number_get(t, a, x);
    number_get(t, b, y);
    number result = NUMBER_ZERO;
    /* A result has at most twice the digits of its operands, so it can be computed and then
     * refused. */
    operation(x, x, y);
    result = number_from_mpq(t, x);
    mpq_clears(x, y, NULL);
    return result;
}

number number_add_slow(struct numbers *t, number a, number b)
{
    struct rational x = t->all.at[a], y = t->all.at[b];
    int64_t left, right, p, q;
    if (x.q == 1 && y.q == 1 && !__builtin_add_overflow(x.p, y.p, &p) && p != INT64_MIN)
        return intern_small(t, p, 1);
    if (x.q && y.q && !__builtin_mul_overflow(x.p, y.q, &left) &&
        !__builtin_mul_overflow(y.p, x.q, &right) && !__builtin_add_overflow(left, right, &p) &&
        !__builtin_mul_overflow(x.q, y.q, &q) && p != INT64_MIN)
        return number_from_ratio(t, p, q);
    return with_mpq(t, a, b, mpq_add);
}

number number_mul_slow(struct numbers *t, number a, number b)
{
    if (a == NUMBER_ZERO || b == NUMBER_ZERO) return NUMBER_ZERO;
    struct rational x = t->all.at[a], y = t->all.at[b];
    int64_t p, q;
    if (x.q && y.q && !__builtin_mul_overflow(x.p, y.p, &p) &&
        !__builtin_mul_overflow(x.q, y.q, &q) && p != INT64_MIN)
        return q == 1 ? intern_small(t, p, 1) : number_from_ratio(t, p, q);
    return with_mpq(t, a, b, mpq_mul);
}

number number_neg(struct numbers *t, number a)
{
    return number_mul(t, a, NUMBER_MINUS_ONE);
}

number number_abs(struct numbers *t, number a)
{
    return number_sign(t, a) < 0 ? number_neg(t, a) : a;
}

number number_sub(struct numbers *t, number a, number b)
{
    return number_add(t, a, number_neg(t, b));
}

number number_div(struct numbers *t, number a, number b)
{
    struct rational y = t->all.at[b];
    if (b == NUMBER_ONE) return a;
    if (y.q && y.p > 0) return number_mul(t, a, intern_small(t, y.q, y.p));
    if (y.q && y.p < 0 && y.p != INT64_MIN) return number_mul(t, a, intern_small(t, -y.q, -y.p));
    return with_mpq(t, a, b, mpq_div);
}

number number_pow(struct numbers *t, number a, int64_t exponent)
{
    if (exponent == 1) return a;
    if (exponent == 0 || a == NUMBER_ONE) return NUMBER_ONE;
    if (a == NUMBER_ZERO) return NUMBER_ZERO;
    if (a == NUMBER_MINUS_ONE) return exponent % 2 ? NUMBER_MINUS_ONE : NUMBER_ONE;
    mpq_t x;
    mpq_init(x);
    number_get(t, a, x);
    double size = (decimal_digits(x) - 0.61) * fabs((double)exponent);
    number result = NUMBER_ZERO;
    if (size > (double)numbers_most_digits(t) + 64) {
        result = too_long(t);
    } else {
        uint64_t n = exponent < 0 ? 0 - (uint64_t)exponent : (uint64_t)exponent;
        mpz_pow_ui(mpq_numref(x), mpq_numref(x), n);
        mpz_pow_ui(mpq_denref(x), mpq_denref(x), n);
        if (exponent < 0) mpq_inv(x, x);
        result = number_from_mpq(t, x);
    }
    mpq_clear(x);
    return result;
}

number number_floor(struct numbers *t, number a)
{
    struct rational r = t->all.at[a];
    if (number_is_integer(t, a)) return a;
    if (r.q) return intern_small(t, r.p / r.q - (r.p < 0), 1);
    mpq_t x;
    mpq_init(x);
    number_get(t, a, x);
    mpz_fdiv_q(mpq_numref(x), mpq_numref(x), mpq_denref(x));
    mpz_set_ui(mpq_denref(x), 1);
    number result = number_from_mpq(t, x);
    mpq_clear(x);
    return result;
}

bool number_root(struct numbers *t, number a, unsigned k, number *root)
{
    mpq_t x;
    mpq_init(x);
    number_get(t, a, x);
    bool exact =
        mpz_root(mpq_numref(x), mpq_numref(x), k) && mpz_root(mpq_denref(x), mpq_denref(x), k);
    if (exact) *root = number_from_mpq(t, x);
    mpq_clear(x);
    return exact;
}

int number_compare(const struct numbers *t, number a, number b)
{
    if (a == b) return 0;
    struct rational x = t->all.at[a], y = t->all.at[b];
    int64_t left, right;
    if (x.q && y.q && !__builtin_mul_overflow(x.p, y.q, &left) &&
        !__builtin_mul_overflow(y.p, x.q, &right))
        return (left > right) - (left < right);
    mpq_t p, q;
    mpq_inits(p, q, NULL);
    number_get(t, a, p);
    number_get(t, b, q);
    int order = mpq_cmp(p, q);
    mpq_clears(p, q, NULL);
    return order;
}

bool number_to_int(const struct numbers *t, number a, int64_t *value)
{
    struct rational r = t->all.at[a];
    if (r.q != 1 || llabs(r.p) >= (int64_t)1 << 62) return false;
    *value = r.p;
    return true;
}

static number part(struct numbers *t, number a, bool upper)
{
    struct rational r = t->all.at[a];
    if (r.q) return intern_small(t, upper ? r.p : r.q, 1);
    mpq_t x;
    mpq_init(x);
    mpz_set(mpq_numref(x), upper ? mpq_numref(t->big.at[r.p]) : mpq_denref(t->big.at[r.p]));
    number result = number_from_mpq(t, x);
    mpq_clear(x);
    return result;
}

number number_numerator(struct numbers *t, number a)
{
    return part(t, a, true);
}

number number_denominator(struct numbers *t, number a)
{
    return part(t, a, false);
}

double number_to_double(const struct numbers *t, number a)
{
    struct rational r = t->all.at[a];
    const int64_t exact = (int64_t)1 << 53;
    if (r.q > 0 && r.q <= exact && llabs(r.p) <= exact) return (double)r.p / (double)r.q;
    mpq_t x;
    mpq_init(x);
    number_get(t, a, x);
    /* The exponent range of doubles, so that subnormals are rounded only once. */
    mpfr_exp_t low = mpfr_get_emin(), high = mpfr_get_emax();
    mpfr_set_emin(-1073);
    mpfr_set_emax(1024);
    mpfr_t y;
    mpfr_init2(y, 53);
    int inexact = mpfr_set_q(y, x, MPFR_RNDN);
    mpfr_subnormalize(y, inexact, MPFR_RNDN);
    double result = mpfr_get_d(y, MPFR_RNDN);
    mpfr_clear(y);
    mpfr_set_emin(low);
    mpfr_set_emax(high);
    mpq_clear(x);
    return result;
}
