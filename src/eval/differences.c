#include "eval/differences.h"

#include <limits.h>
#include <math.h>

/* With steps h_k = R_k/2^t, central differences of order n_k in argument k, over the product of the
 * h_k^n_k, are means of the derivative near the point, with weights of mean 0 and variance n_k/12
 * times h_k^2 (a B-spline). So they differ from it by at most n p/24 times 4^-t times the largest
 * derivative of order n + 2, for p arguments and n the sum of the n_k, in units of R_k. Where f is
 * at most M on all |z_k - x_k| = R_k and analytic within, a derivative of order m is at most
 * m! 2^m M in those units half as far from x (Cauchy). */

enum {
    FEW_BITS = 64,          /* for what need not be precise */
    MORE_BITS = 1024,       /* beyond those of the result, for cancellation */
    FIRST_RADIUS = -3,      /* the largest R_k is 2^-3 */
    MOST_RADII = 24,        /* how many R are tried */
    MOST_IN_PIECES = 6,     /* with more than one ball */
    SMALLEST_RADIUS = -9000 /* no argument needs less than 2^-9000 */
};

struct difference {
    const struct arb *arb;
    const struct differenced *f;
    const long *orders;
    const arb_struct *x;
    long bits, total;              /* total: the sum of the orders */
    bool moves[MOST_DIFFERENCED];  /* the argument is differenced, or not a point */
    long radius[MOST_DIFFERENCED]; /* R is 2^radius */
    arb_struct middle[MOST_DIFFERENCED];
    arb_t bound, size; /* M; the size of f at the point */
    long steps;        /* t */
};

/* ---- bounds on circles ---- */

/* How many balls cover each circle, where n of them are multiplied; 0 where they were too many. */
static int pieces_of(const struct difference *d)
{
    static const int pieces[] = {1, 16, 8, 0, 0};
    int n = 0;
    for (int k = 0; k < d->f->arity; k++) n += d->moves[k];
    return pieces[n];
}

/* Sets z to a ball that holds piece i of n of the circle: all of the disc, if n is 1. */
static void set_piece(const struct difference *d, acb_ptr z, int k, int i, int n)
{
    const struct arb *arb = d->arb;
    arb_t size;
    arb->acb_set_arb(z, &d->middle[k]);
    if (!d->moves[k]) return;
    arb->arb_init(size);
    arb->arb_set_d(size, 1);
    if (n > 1) {
        double angle = 2 * M_PI * (i + 0.5) / n;
        acb_t at;
        arb->acb_init(at);
        arb->acb_set_d_d(at, cos(angle), sin(angle));
        arb->arb_mul_2exp_si(&at->real, &at->real, d->radius[k]);
        arb->arb_mul_2exp_si(&at->imag, &at->imag, d->radius[k]);
        arb->acb_add(z, z, at, FEW_BITS);
        arb->acb_clear(at);
        arb->arb_set_d(size, 1.001 * M_PI / n); /* an arc is longer than its chord */
    }
    arb->arb_mul_2exp_si(size, size, d->radius[k]);
    arb->acb_add_error_arb(z, size);
    arb->arb_clear(size);
}

/* Takes piece number `which` of all products of pieces. */
static void add_piece(struct difference *d, acb_ptr z, long which, int n)
{
    const struct arb *arb = d->arb;
    arb_t size;
    arb->arb_init(size);
    for (int k = 0; k < d->f->arity; k++) {
        set_piece(d, &z[k], k, (int)(which % n), n);
        if (d->moves[k]) which /= n;
    }
    d->f->bound(arb, size, z, FEW_BITS);
    arb->arb_max(d->bound, d->bound, size, FEW_BITS);
    arb->arb_clear(size);
}

/* Sets the bound from n pieces of every circle. False if some piece has none. */
static bool bound_by(struct difference *d, int n)
{
    const struct arb *arb = d->arb;
    acb_struct z[MOST_DIFFERENCED];
    long all = 1;
    for (int k = 0; k < d->f->arity; k++) {
        arb->acb_init(&z[k]);
        if (d->moves[k]) all *= n;
    }
    arb->arb_set_d(d->bound, 0);
    for (long i = 0; i < all && arb->arb_is_finite(d->bound); i++) add_piece(d, z, i, n);
    for (int k = 0; k < d->f->arity; k++) arb->acb_clear(&z[k]);
    return n && arb->arb_is_finite(d->bound);
}

/* An exponent e with |m| < 2^e for the middle m of x, within limits that leave room for sums. */
static long exponent(const struct difference *d, arb_srcptr x)
{
    const long most = 1L << 48;
    long e = d->arb->arf_abs_bound_lt_2exp_si(x);
    return e > most ? most : e < -most ? -most : e;
}

/* True if f is analytic within the circle of argument k, and the ball is well inside. */
static bool fits(const struct difference *d, int k)
{
    const struct arb *arb = d->arb;
    arb_t ball, radius, room;
    arb->arb_init(ball), arb->arb_init(radius), arb->arb_init(room);
    arb->arb_set_d(radius, 1);
    arb->arb_mul_2exp_si(radius, radius, d->radius[k]);
    arb->arb_set(ball, &d->middle[k]);
    arb->arb_add_error(ball, radius);
    bool good = d->f->is_analytic(arb, k, ball);
    arb->arb_get_rad_arb(room, &d->x[k]);
    arb->arb_mul_2exp_si(room, room, 2);
    arb->arb_sub(room, radius, room, FEW_BITS);
    good = good && arb->arb_is_positive(room);
    arb->arb_clear(ball), arb->arb_clear(radius), arb->arb_clear(room);
    return good;
}

/* Shrinks the circle of argument k until it fits. */
static bool shrink(struct difference *d, int k)
{
    while (d->radius[k] > SMALLEST_RADIUS && !fits(d, k)) d->radius[k] -= 1 - d->radius[k] / 16;
    return d->radius[k] > SMALLEST_RADIUS;
}

/* Shrinks all circles: `tries` says how often this was done. */
static bool shrink_all(struct difference *d, int tries)
{
    for (int k = 0; k < d->f->arity; k++) {
        if (!d->moves[k]) continue;
        if (tries) d->radius[k] -= tries < 8 ? 2 : tries;
        if (!shrink(d, k)) return false;
    }
    return true;
}

/* Finds circles on which f has a bound that is not far above its size, or that smaller circles do
 * not improve. */
static bool find_bound(struct difference *d)
{
    long before = LONG_MAX;
    bool found = false;
    for (int tries = 0; tries < MOST_RADII; tries++) {
        if (!shrink_all(d, tries)) return false;
        found = bound_by(d, 1) || (tries < MOST_IN_PIECES && bound_by(d, pieces_of(d)));
        if (!found) continue;
        long now = exponent(d, d->bound);
        if (now <= exponent(d, d->size) + d->bits / 4 + 8 || (tries > 5 && now >= before - 1))
            return true;
        before = now;
    }
    return found;
}

/* ---- differences ---- */

/* Sets x[k] to the middle plus i half steps, exactly. */
static void set_node(const struct difference *d, arb_ptr x, int k, long i)
{
    const struct arb *arb = d->arb;
    arb_t step;
    arb->arb_init(step);
    arb->arb_set_d(step, (double)i);
    arb->arb_mul_2exp_si(step, step, d->radius[k] - d->steps - 1);
    arb->arb_add(&x[k], &d->middle[k], step, LONG_MAX);
    arb->arb_clear(step);
}

/* Evaluates f at exact arguments until `want` bits are right. */
static void evaluate(const struct difference *d, arb_ptr out, const arb_struct *x, long want)
{
    const struct arb *arb = d->arb;
    long bits = want + 16, right = 0;
    for (int tries = 0; tries < 3 && right < want; tries++, bits += bits / 2 + d->steps) {
        d->f->value(arb, out, x, bits);
        right = arb->arb_is_finite(out) ? arb->arb_rel_accuracy_bits(out) : 0;
    }
}

/* Adds the value at node number `which` of all products of nodes, times its binomials. */
static void add_node(const struct difference *d, arb_ptr sum, arb_ptr x, unsigned long which,
                     long want)
{
    const struct arb *arb = d->arb;
    arb_t value, factor, binomial;
    bool minus = false;
    arb->arb_init(value), arb->arb_init(factor), arb->arb_init(binomial);
    arb->arb_set_d(factor, 1);
    for (int k = 0; k < d->f->arity; k++) {
        unsigned long n = (unsigned long)d->orders[k], i = which % (n + 1);
        which /= n + 1;
        set_node(d, x, k, (long)n - 2 * (long)i);
        arb->arb_bin_uiui(binomial, n, i, want);
        arb->arb_mul(factor, factor, binomial, want);
        minus ^= i % 2;
    }
    evaluate(d, value, x, want);
    arb->arb_mul(value, value, factor, want + 16);
    (minus ? arb->arb_sub : arb->arb_add)(sum, sum, value, want + 16);
    arb->arb_clear(value), arb->arb_clear(factor), arb->arb_clear(binomial);
}

/* Sets `out` to the quotient of differences. */
static void difference_quotient(const struct difference *d, arb_ptr out)
{
    const struct arb *arb = d->arb;
    arb_struct x[MOST_DIFFERENCED];
    unsigned long nodes = 1;
    long scale = 0, want = d->bits + d->total * (d->steps + 1) + 16;
    for (int k = 0; k < d->f->arity; k++) {
        arb->arb_init(&x[k]);
        nodes *= (unsigned long)d->orders[k] + 1;
        scale += d->orders[k] * (d->steps - d->radius[k]);
    }
    arb->arb_set_d(out, 0);
    for (unsigned long i = 0; i < nodes && arb->arb_is_finite(out); i++)
        add_node(d, out, x, i, want);
    arb->arb_mul_2exp_si(out, out, scale);
    for (int k = 0; k < d->f->arity; k++) arb->arb_clear(&x[k]);
}

/* m! 2^m M: a bound of derivatives of order m, in units of the radii. */
static void derivative_bound(const struct difference *d, arb_ptr out, long m)
{
    d->arb->arb_fac_ui(out, (unsigned long)m, FEW_BITS);
    d->arb->arb_mul_2exp_si(out, out, m);
    d->arb->arb_mul(out, out, d->bound, FEW_BITS);
}

/* Adds how far the quotient is off at the middle, in units of the radii. */
static void add_step_error(const struct difference *d, arb_ptr error)
{
    const struct arb *arb = d->arb;
    arb_t bound, factor;
    arb->arb_init(bound), arb->arb_init(factor);
    derivative_bound(d, bound, d->total + 2);
    arb->arb_set_d(factor, (double)(d->total * d->f->arity) / 16); /* more than 1/24 */
    arb->arb_mul(bound, bound, factor, FEW_BITS);
    arb->arb_mul_2exp_si(bound, bound, -2 * d->steps);
    arb->arb_add(error, error, bound, FEW_BITS);
    arb->arb_clear(bound), arb->arb_clear(factor);
}

/* Adds how much the derivative changes within the balls, in the same units. */
static void add_ball_error(const struct difference *d, arb_ptr error)
{
    const struct arb *arb = d->arb;
    arb_t bound, radius;
    arb->arb_init(bound), arb->arb_init(radius);
    for (int k = 0; k < d->f->arity; k++) {
        if (!d->moves[k]) continue;
        arb->arb_get_rad_arb(radius, &d->x[k]);
        arb->arb_mul_2exp_si(radius, radius, -d->radius[k]);
        derivative_bound(d, bound, d->total + 1);
        arb->arb_mul(bound, bound, radius, FEW_BITS);
        arb->arb_add(error, error, bound, FEW_BITS);
    }
    arb->arb_clear(bound), arb->arb_clear(radius);
}

/* Chooses steps for an error of 2^-bits times the size of f, but no more than half of the bits that
 * a derivative as large as its bound would need. All nodes are within an eighth of the circles. */
static void choose_steps(struct difference *d)
{
    double n = (double)d->total;
    long far = exponent(d, d->bound) - exponent(d, d->size);
    if (far > d->bits + 64) far = d->bits + 64;
    double factorial = lgamma(n + 3) / M_LN2 + n + 2;
    d->steps = (d->bits + far + (long)factorial) / 2 + 4;
}

static void add_errors(const struct difference *d, arb_ptr out)
{
    const struct arb *arb = d->arb;
    arb_t error;
    long scale = 0;
    for (int k = 0; k < d->f->arity; k++) scale -= d->orders[k] * d->radius[k];
    arb->arb_init(error);
    add_step_error(d, error);
    add_ball_error(d, error);
    arb->arb_mul_2exp_si(error, error, scale);
    arb->arb_add_error(out, error);
    arb->arb_clear(error);
}

/* Evaluates f with more bits until some are right. */
static void set_size(struct difference *d)
{
    const struct arb *arb = d->arb;
    bool right = false;
    for (long bits = FEW_BITS; !right && bits <= 4 * d->bits + MORE_BITS; bits *= 2) {
        d->f->value(arb, d->size, d->middle, bits);
        right = arb->arb_is_finite(d->size) && arb->arb_rel_accuracy_bits(d->size) > 4;
    }
}

static void difference(struct difference *d, arb_ptr out)
{
    const struct arb *arb = d->arb;
    set_size(d);
    if (!arb->arb_is_finite(d->size) || !find_bound(d)) {
        arb->arb_set_d(out, NAN);
        return;
    }
    choose_steps(d);
    difference_quotient(d, out);
    add_errors(d, out);
}

void differences_value(const struct arb *arb, const struct differenced *f, arb_ptr out,
                       const long *orders, const arb_struct *x, long bits)
{
    struct difference d = {.arb = arb, .f = f, .orders = orders, .x = x, .bits = bits};
    arb_t radius;
    for (int k = 0; k < f->arity; k++) d.total += orders[k];
    if (f->is_zero && f->is_zero(arb, orders, x)) {
        arb->arb_set_d(out, 0);
        return;
    }
    if (d.total == 0) {
        f->value(arb, out, x, bits);
        return;
    }
    arb->arb_init(radius), arb->arb_init(d.bound), arb->arb_init(d.size);
    for (int k = 0; k < f->arity; k++) {
        arb->arb_init(&d.middle[k]);
        arb->arb_get_mid_arb(&d.middle[k], &x[k]);
        arb->arb_get_rad_arb(radius, &x[k]);
        d.moves[k] = orders[k] > 0 || !arb->arb_is_zero(radius);
        d.radius[k] = FIRST_RADIUS;
    }
    difference(&d, out);
    for (int k = 0; k < f->arity; k++) arb->arb_clear(&d.middle[k]);
    arb->arb_clear(radius), arb->arb_clear(d.bound), arb->arb_clear(d.size);
}
