/* enclose_bernoulli.c - the Bernoulli terms of Euler and Maclaurin's formula, from which Stirling's
 * series and the tails of polygamma are computed. */
#include "eval/enclose.h"

#include <math.h>

/* ---- tangent numbers ---- */

/* T[k] for k = 1..n (Brent and Harvey 2011, algorithm TangentNumbers). */
static bool fill_tangents(struct core *core, mpz_t *T, size_t n)
{
    mpz_set_ui(T[1], 1);
    for (size_t k = 2; k <= n; k++) mpz_mul_ui(T[k], T[k - 1], k - 1);
    for (size_t k = 2; k <= n; k++) {
        for (size_t j = k; j <= n; j++) {
            mpz_mul_ui(T[j], T[j], j - k + 2);
            mpz_addmul_ui(T[j], T[j - 1], j - k);
            if (!core_go_on(core)) return false;
        }
    }
    return true;
}

/* Estimates the memory of n tangent numbers: T[k] is below (2k)! and so has fewer than 2k log2(2k)
 * bits; on average half of that. */
static size_t bytes_of_tangents(size_t n)
{
    size_t log = 1;
    while (n >> log) log++;
    return n * n * (log + 1) / 8 + n * 32;
}

/* ---- Bernoulli numbers ---- */

void enclose_env_free(struct enclose_env *env)
{
    enclose_kept_free(env);
    for (size_t j = 1; j <= env->n_bernoulli; j++) mpfi_clear(env->bernoulli[j]);
    mem_free_array(&env->core->mem, env->bernoulli, env->bernoulli_room, sizeof *env->bernoulli);
    mem_release(&env->core->mem, env->bernoulli_bytes);
    env->bernoulli = NULL;
    env->n_bernoulli = env->bernoulli_bytes = 0;
}

/* B(2j) = (-1)^(j-1) 2j T(j) / (4^j (4^j - 1)) (Brent and Harvey 2011, equation 14). */
static void set_bernoulli(mpfi_ptr B, mpz_srcptr tangent, unsigned long j)
{
    mpz_t power;
    mpz_init(power);
    mpz_setbit(power, 2 * j);
    mpz_sub_ui(power, power, 1);
    mpfi_set_z(B, tangent);
    mpfi_mul_ui(B, B, 2 * j);
    mpfi_div_z(B, B, power);
    mpfi_div_2ui(B, B, 2 * j);
    if (j % 2 == 0) mpfi_neg(B, B);
    mpz_clear(power);
}

/* The first n by tangent numbers. */
static bool by_tangents(struct enclose_env *env, size_t n, mpfr_prec_t bits)
{
    mpz_t *T = mem_array(&env->core->mem, n + 1, sizeof *T);
    if (!T) return false;
    for (size_t j = 0; j <= n; j++) mpz_init(T[j]);
    bool good = n == 0 || fill_tangents(env->core, T, n);
    for (size_t j = 1; j <= n && good; j++) {
        mpfi_init2(env->bernoulli[j], bits);
        env->n_bernoulli = j;
        set_bernoulli(env->bernoulli[j], T[j], j);
        good = core_go_on_slow(env->core);
    }
    for (size_t j = 0; j <= n; j++) mpz_clear(T[j]);
    mem_free_array(&env->core->mem, T, n + 1, sizeof *T);
    return good;
}

/* ---- by zeta ---- */

/* How many tangent numbers to take. Their cost grows with the cube of their number; after them
 * zeta(2j) is a short sum. */
static size_t count_tangents(size_t n, mpfr_prec_t bits)
{
    enum { FEW = 256, LOG_TERMS = 11 };
    size_t enough = (size_t)bits / (2 * LOG_TERMS) + 1;
    return enough < FEW || enough > n ? n : enough;
}

/* powers[m] is 2^bits m^-2j for m from 2 to n, rounded down whenever it is divided. Those from
 * n + 1 to `most` have become less than 1. */
struct zeta_sum {
    mpz_t *powers;
    size_t n, most, bits;
};

/* Begins with j; the powers of larger m are then below 1. */
static bool zeta_begin(struct zeta_sum *z, struct mem *mem, size_t j, size_t bits)
{
    size_t most = 2;
    while (2 * (double)j * log2((double)most) < (double)bits + 1) most++;
    *z = (struct zeta_sum){mem_array(mem, most + 1, sizeof *z->powers), most, most, bits};
    if (!z->powers) return false;
    for (size_t m = 2; m <= most; m++) {
        mpz_t divisor;
        mpz_init(divisor);
        mpz_ui_pow_ui(divisor, m, 2 * j);
        mpz_init(z->powers[m]);
        mpz_setbit(z->powers[m], bits);
        mpz_tdiv_q(z->powers[m], z->powers[m], divisor);
        mpz_clear(divisor);
    }
    return true;
}

static void zeta_end(struct zeta_sum *z, struct mem *mem)
{
    for (size_t m = 2; m <= z->n; m++) mpz_clear(z->powers[m]);
    mem_free_array(mem, z->powers, z->most + 1, sizeof *z->powers);
}

/* Encloses zeta(2j) and goes on to j + 1. Each power is less than 2 too small, and the sum of those
 * beyond `most` is below 1 + most/(2j - 1), by the integral. */
static void zeta_next(struct zeta_sum *z, mpfi_ptr zeta)
{
    mpz_t sum;
    mpz_init(sum);
    mpz_setbit(sum, z->bits);
    for (size_t m = 2; m <= z->n; m++) {
        mpz_add(sum, sum, z->powers[m]);
        mpz_tdiv_q_ui(z->powers[m], z->powers[m], m * m);
    }
    while (z->n > 1 && mpz_sgn(z->powers[z->n]) == 0) mpz_clear(z->powers[z->n--]);
    mpfr_set_z(&zeta->left, sum, MPFR_RNDD);
    mpz_add_ui(sum, sum, 4 * z->most);
    mpfr_set_z(&zeta->right, sum, MPFR_RNDU);
    mpfi_div_2ui(zeta, zeta, z->bits);
    mpz_clear(sum);
}

/* Those after the first n: B(2j) = (-1)^(j-1) 2 (2j)!/(2 pi)^(2j) zeta(2j) (DLMF 25.6.2). */
static bool by_zeta(struct enclose_env *env, size_t from, size_t n, mpfr_prec_t bits)
{
    struct zeta_sum z;
    mpfi_t inverse, factor, zeta;
    if (!zeta_begin(&z, &env->core->mem, from, (size_t)bits)) return false;
    mpfi_init2(inverse, bits);
    mpfi_init2(factor, bits);
    mpfi_init2(zeta, bits);
    mpfi_const_pi(inverse);
    mpfi_mul_2ui(inverse, inverse, 1);
    mpfi_sqr(inverse, inverse);
    mpfi_inv(inverse, inverse);
    mpfi_set_ui(factor, 2);
    bool good = true;
    for (size_t j = 1; j <= n && good; j++) {
        mpfi_mul_ui(factor, factor, (2 * j - 1) * (2 * j));
        mpfi_mul(factor, factor, inverse);
        good = core_go_on_slow(env->core);
        if (j < from || !good) continue;
        mpfi_init2(env->bernoulli[j], bits);
        env->n_bernoulli = j;
        zeta_next(&z, zeta);
        mpfi_mul(env->bernoulli[j], factor, zeta);
        if (j % 2 == 0) mpfi_neg(env->bernoulli[j], env->bernoulli[j]);
    }
    mpfi_clear(inverse);
    mpfi_clear(factor);
    mpfi_clear(zeta);
    zeta_end(&z, &env->core->mem);
    return good;
}

static bool make_bernoulli(struct enclose_env *env, size_t n, mpfr_prec_t bits)
{
    size_t tangents = count_tangents(n, bits);
    env->bernoulli = mem_array(&env->core->mem, n + 1, sizeof *env->bernoulli);
    if (!env->bernoulli) return false;
    env->bernoulli_room = n + 1;
    env->bernoulli_bits = bits;
    return by_tangents(env, tangents, bits) &&
           (tangents == n || by_zeta(env, tangents + 1, n, bits));
}

static bool need_bernoulli(struct enclose_env *env, size_t n, mpfr_prec_t bits)
{
    if (n <= env->n_bernoulli && bits <= env->bernoulli_bits) return true;
    enclose_env_free(env);
    bits += 128; /* the next function may need some more */
    n += 16;
    size_t bytes = bytes_of_tangents(count_tangents(n, bits)) + 2 * n * ((size_t)bits / 8 + 48);
    if (!mem_charge(&env->core->mem, bytes)) return false;
    env->bernoulli_bytes = bytes;
    if (make_bernoulli(env, n, bits)) return true;
    enclose_env_free(env);
    return false;
}

/* ---- terms ---- */

bool enclose_is_small(mpfi_srcptr x, mpfi_srcptr sum, mpfr_exp_t bits)
{
    mpfr_srcptr big = mpfr_cmpabs(&x->left, &x->right) > 0 ? &x->left : &x->right;
    if (mpfr_zero_p(big)) return true;
    if (!mpfr_regular_p(big) || !mpfr_regular_p(&sum->left) || !mpfr_regular_p(&sum->right))
        return false;
    return mpfr_get_exp(big) + bits < mpfr_get_exp(&sum->left) &&
           mpfr_get_exp(big) + bits < mpfr_get_exp(&sum->right);
}

void enclose_add_remainder(mpfi_ptr sum, mpfi_ptr rest)
{
    if (mpfr_sgn(&rest->left) > 0) mpfr_set_zero(&rest->left, 1);
    if (mpfr_sgn(&rest->right) < 0) mpfr_set_zero(&rest->right, -1);
    mpfi_add(sum, sum, rest);
}

/* Turns term j, s(s+1)...(s+2j-2) / (2j)! a^(1-s-2j), into term j + 1. For s = 0 the factor s is
 * missing. `inverse` is a^-2. */
static void next_term(mpfi_ptr term, unsigned long s, unsigned long j, mpfi_srcptr inverse)
{
    unsigned long k = 2 * j;
    mpfi_mul_ui(term, term, s + k - 1);
    mpfi_mul_ui(term, term, s + k);
    mpfi_div_ui(term, term, k + 1);
    mpfi_div_ui(term, term, k + 2);
    mpfi_mul(term, term, inverse);
}

/* The terms envelop the remainder: it has the sign of the first term left out and is no larger
 * (Abramowitz and Stegun 6.1.42, 6.3.18, 6.4.11, 23.1.30: all derivatives of t^-s and of -log t
 * keep their signs). */
bool enclose_add_bernoulli(struct enclose_env *env, mpfi_ptr sum, mpfi_srcptr a, mpfi_ptr term,
                           unsigned long s)
{
    mpfr_prec_t bits = mpfi_get_prec(sum);
    size_t n = (size_t)bits / 10 + 16;
    if (!need_bernoulli(env, n, bits)) return false;
    mpfi_t part, inverse;
    mpfi_init2(part, bits);
    mpfi_init2(inverse, bits);
    mpfi_sqr(inverse, a);
    mpfi_inv(inverse, inverse);
    bool on = true;
    for (size_t j = 1; j <= n && on; j++) {
        mpfi_mul(part, term, env->bernoulli[j]);
        if (j == n || enclose_is_small(part, sum, bits)) break;
        mpfi_add(sum, sum, part);
        next_term(term, s, j, inverse);
        on = core_go_on_slow(env->core);
    }
    enclose_add_remainder(sum, part);
    mpfi_clear(part);
    mpfi_clear(inverse);
    return on;
}
