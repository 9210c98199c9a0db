/* arb.h - Arb, the ball arithmetic of FLINT (Johansson 2017), opened when it is first needed.
 *
 * Neither the library nor its headers need be there when dcalc is built. Arb 2 and FLINT 3
 * have the same functions and types. */
#ifndef EVAL_ARB_H
#define EVAL_ARB_H

#include <mpfi.h>
#include <stdbool.h>

#include "base/diag.h"

/* A real ball: a midpoint of four machine words and a radius of two. All zeros are the number 0. */
typedef struct {
    long words[6];
} arb_struct;
typedef arb_struct arb_t[1];
typedef arb_struct *arb_ptr;
typedef const arb_struct *arb_srcptr;

/* A fraction of numbers below 2^62 in lowest terms. */
typedef struct {
    long numerator, denominator;
} fmpq_struct;

/* A complex ball. */
typedef struct {
    arb_struct real, imag;
} acb_struct;
typedef acb_struct acb_t[1];
typedef acb_struct *acb_ptr;
typedef const acb_struct *acb_srcptr;

/* A matrix of balls: where its rows begin is told differently by FLINT's releases, so entries are
 * only reached right after it was made, when they are row by row. */
typedef struct {
    arb_ptr entries;
    long rows, columns;
    void *private;
} arb_mat_struct;
typedef arb_mat_struct arb_mat_t[1];

/* The functions in use: type, name, parameters. They are FLINT's own and documented there; the last
 * parameter of most is the precision in bits. */
#define ARB_FUNCTIONS(F)                                                                         \
    F(void, arb_init, (arb_ptr x))                                                               \
    F(void, arb_clear, (arb_ptr x))                                                              \
    F(void, arb_set_interval_mpfr, (arb_ptr out, mpfr_srcptr low, mpfr_srcptr high, long bits))  \
    F(void, arb_get_interval_mpfr, (mpfr_ptr low, mpfr_ptr high, arb_srcptr x))                  \
    F(int, arb_is_finite, (arb_srcptr x))                                                        \
    F(long, arb_rel_accuracy_bits, (arb_srcptr x))                                               \
    F(void, arb_set_d, (arb_ptr out, double x))                                                  \
    F(double, arf_get_d, (const void *x, int round))                                             \
    F(int, arb_is_positive, (arb_srcptr x))                                                      \
    F(int, arb_is_zero, (arb_srcptr x))                                                          \
    F(void, arb_add, (arb_ptr out, arb_srcptr x, arb_srcptr y, long bits))                       \
    F(void, arb_add_ui, (arb_ptr out, arb_srcptr x, unsigned long y, long bits))                 \
    F(void, arb_add_error, (arb_ptr out, arb_srcptr error))                                      \
    F(void, arb_sub, (arb_ptr out, arb_srcptr x, arb_srcptr y, long bits))                       \
    F(void, arb_mul, (arb_ptr out, arb_srcptr x, arb_srcptr y, long bits))                       \
    F(void, arb_div, (arb_ptr out, arb_srcptr x, arb_srcptr y, long bits))                       \
    F(void, arb_exp, (arb_ptr out, arb_srcptr x, long bits))                                     \
    F(void, arb_log, (arb_ptr out, arb_srcptr x, long bits))                                     \
    F(void, arb_gamma, (arb_ptr out, arb_srcptr x, long bits))                                   \
    F(void, arb_gamma_fmpq, (arb_ptr out, const fmpq_struct *x, long bits))                      \
    F(void, arb_digamma, (arb_ptr out, arb_srcptr x, long bits))                                 \
    F(void, arb_lgamma, (arb_ptr out, arb_srcptr x, long bits))                                  \
    F(void, arb_hypgeom_erf, (arb_ptr out, arb_srcptr x, long bits))                             \
    F(void, arb_hypgeom_erfc, (arb_ptr out, arb_srcptr x, long bits))                            \
    F(void, arb_hypgeom_erfinv, (arb_ptr out, arb_srcptr x, long bits))                          \
    F(void, arb_hypgeom_erfcinv, (arb_ptr out, arb_srcptr x, long bits))                         \
    F(void, arb_hypgeom_expint, (arb_ptr out, arb_srcptr s, arb_srcptr x, long bits))            \
    F(void, arb_hypgeom_ei, (arb_ptr out, arb_srcptr x, long bits))                              \
    F(void, arb_hypgeom_gamma_upper,                                                             \
      (arb_ptr out, arb_srcptr s, arb_srcptr x, int regularized, long bits))                     \
    F(void, arb_hypgeom_beta_lower,                                                              \
      (arb_ptr out, arb_srcptr a, arb_srcptr b, arb_srcptr x, int regularized, long bits))       \
    F(void, arb_hypgeom_bessel_j, (arb_ptr out, arb_srcptr order, arb_srcptr x, long bits))      \
    F(void, arb_hypgeom_bessel_y, (arb_ptr out, arb_srcptr order, arb_srcptr x, long bits))      \
    F(void, arb_hypgeom_bessel_i, (arb_ptr out, arb_srcptr order, arb_srcptr x, long bits))      \
    F(void, arb_hypgeom_bessel_k, (arb_ptr out, arb_srcptr order, arb_srcptr x, long bits))      \
    F(void, arb_hypgeom_airy,                                                                    \
      (arb_ptr ai, arb_ptr aip, arb_ptr bi, arb_ptr bip, arb_srcptr x, long bits))               \
    F(void, arb_hypgeom_si, (arb_ptr out, arb_srcptr x, long bits))                              \
    F(void, arb_hypgeom_ci, (arb_ptr out, arb_srcptr x, long bits))                              \
    F(void, arb_hypgeom_fresnel,                                                                 \
      (arb_ptr sine, arb_ptr cosine, arb_srcptr x, int normalized, long bits))                   \
    F(void, arb_hypgeom_1f1,                                                                     \
      (arb_ptr out, arb_srcptr a, arb_srcptr b, arb_srcptr x, int regularized, long bits))       \
    F(void, arb_hypgeom_2f1,                                                                     \
      (arb_ptr out, arb_srcptr a, arb_srcptr b, arb_srcptr c, arb_srcptr x, int regularized,     \
       long bits))                                                                               \
    F(void, arb_zeta, (arb_ptr out, arb_srcptr x, long bits))                                    \
    F(void, arb_rgamma, (arb_ptr out, arb_srcptr x, long bits))                                  \
    F(arb_ptr, _arb_vec_init, (long n))                                                          \
    F(void, _arb_vec_clear, (arb_ptr x, long n))                                                 \
    F(void, _arb_poly_rgamma_series,                                                             \
      (arb_ptr out, arb_srcptr x, long length, long terms, long bits))                           \
    F(void, arb_lambertw, (arb_ptr out, arb_srcptr x, int flags, long bits))                     \
    F(void, arb_fac_ui, (arb_ptr out, unsigned long n, long bits))                               \
    F(void, arb_get_mid_arb, (arb_ptr out, arb_srcptr x))                                        \
    F(void, arb_get_rad_arb, (arb_ptr out, arb_srcptr x))                                        \
    F(long, arf_abs_bound_lt_2exp_si, (const void *x))                                           \
    F(int, arb_contains_int, (arb_srcptr x))                                                     \
    F(int, arb_equal, (arb_srcptr x, arb_srcptr y))                                              \
    F(void, arb_neg, (arb_ptr out, arb_srcptr x))                                                \
    F(void, arb_max, (arb_ptr out, arb_srcptr x, arb_srcptr y, long bits))                       \
    F(void, arb_mul_2exp_si, (arb_ptr out, arb_srcptr x, long power))                            \
    F(void, arb_bin_uiui, (arb_ptr out, unsigned long n, unsigned long k, long bits))            \
    F(void, arb_set, (arb_ptr out, arb_srcptr x))                                                \
    F(void, acb_init, (acb_ptr x))                                                               \
    F(void, acb_clear, (acb_ptr x))                                                              \
    F(void, acb_set_arb, (acb_ptr out, arb_srcptr x))                                            \
    F(void, acb_set_d_d, (acb_ptr out, double real, double imag))                                \
    F(void, acb_add, (acb_ptr out, acb_srcptr x, acb_srcptr y, long bits))                       \
    F(void, acb_add_error_arb, (acb_ptr out, arb_srcptr error))                                  \
    F(void, acb_abs, (arb_ptr out, acb_srcptr x, long bits))                                     \
    F(void, acb_rgamma, (acb_ptr out, acb_srcptr x, long bits))                                  \
    F(void, arb_abs, (arb_ptr out, arb_srcptr x))                                                \
    F(void, acb_sub, (acb_ptr out, acb_srcptr x, acb_srcptr y, long bits))                       \
    F(int, arb_is_int, (arb_srcptr x))                                                           \
    F(void, acb_hypgeom_bessel_j, (acb_ptr out, acb_srcptr order, acb_srcptr x, long bits))      \
    F(void, acb_hypgeom_bessel_i, (acb_ptr out, acb_srcptr order, acb_srcptr x, long bits))      \
    F(void, acb_hypgeom_m,                                                                       \
      (acb_ptr out, acb_srcptr a, acb_srcptr b, acb_srcptr x, int regularized, long bits))       \
    F(void, acb_hypgeom_2f1,                                                                     \
      (acb_ptr out, acb_srcptr a, acb_srcptr b, acb_srcptr c, acb_srcptr x, int regularized,     \
       long bits))                                                                               \
    F(void, acb_hypgeom_pfq_direct,                                                              \
      (acb_ptr out, acb_srcptr a, long n_a, acb_srcptr b, long n_b, acb_srcptr x, long terms,    \
       long bits))                                                                               \
    F(acb_ptr, _acb_vec_init, (long n))                                                          \
    F(void, _acb_vec_clear, (acb_ptr x, long n))                                                 \
    F(void, acb_dirichlet_zeta_jet, (acb_ptr out, acb_srcptr x, int deflate, long n, long bits)) \
    F(void, acb_polygamma, (acb_ptr out, acb_srcptr n, acb_srcptr x, long bits))                 \
    F(void, acb_elliptic_k, (acb_ptr out, acb_srcptr m, long bits))                              \
    F(void, acb_elliptic_e, (acb_ptr out, acb_srcptr m, long bits))                              \
    F(void, arb_mat_init, (arb_mat_struct * m, long rows, long columns))                         \
    F(void, arb_mat_clear, (arb_mat_struct * m))                                                 \
    F(void, arb_mat_set, (arb_mat_struct * out, const arb_mat_struct *m))                        \
    F(int, arb_mat_inv, (arb_mat_struct * out, const arb_mat_struct *a, long bits))              \
    F(int, arb_mat_solve,                                                                        \
      (arb_mat_struct * out, const arb_mat_struct *a, const arb_mat_struct *b, long bits))       \
    F(void, arb_mat_det, (arb_ptr out, const arb_mat_struct *a, long bits))                      \
    F(void, flint_cleanup, (void))

struct arb {
#define ARB_MEMBER(type, name, parameters) type(*name) parameters;
    ARB_FUNCTIONS(ARB_MEMBER)
#undef ARB_MEMBER
};

/* Returns the library's functions, or NULL if it cannot be loaded. Opens it in the first call;
 * threads may call this at once. */
const struct arb *arb_open(void);
/* The same; without the library, appends an error that says what to install. `what` needs it, and
 * stands at `span`. */
const struct arb *arb_need(struct core *core, struct span span, const char *what);
/* Frees what the library caches for the calling thread: to be called wherever mpfr_free_cache() is.
 * Does nothing if the library was never opened. */
void arb_free_cache(void);

/* Sets x to a ball that holds the interval, whose ends must be finite. */
void arb_from_interval(const struct arb *arb, arb_ptr x, mpfi_srcptr from);
/* The double nearest to the midpoint of x. */
double arb_middle(const struct arb *arb, arb_srcptr x);
/* Sets `out` to an interval that holds the ball. False, with `out` the whole real line, if the ball
 * is not finite. */
bool arb_to_interval(const struct arb *arb, mpfi_ptr out, arb_srcptr x);

#endif
