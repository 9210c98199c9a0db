#include "eval/fit.h"

#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    TERMS = 22,       /* of a polynomial */
    BITS = 160,       /* of what it is made from */
    EXACT_BITS = 96,  /* of a value that is rounded to a double */
    VISITS = 8,       /* before one is made, */
    MORE_VISITS = 16, /* ... of a part of an interval */
    FIRST_CUT = 2,    /* intervals are those of doubles that share so many bits after the first, */
    CUT_STEP = 2,     /* ... then so many more where the function changes too fast, */
    LAST_CUT = 10,    /* ... up to so many */
    SETS = 512,
    WAYS = 4 /* of the cells that are kept */
};

#define TAIL_BITS 76        /* by which the last terms are below the largest value */
#define TOTAL_ERROR 0x1p-72 /* what is claimed of it */
#define SHORT_TERMS 0x1p-27 /* terms below this are added up in doubles */
#define MOST_GROWTH 12      /* binary logarithm of the largest over the smallest value */

enum state { COUNTED, FITTED, CUT, HOPELESS };

/* An interval of doubles, what is known of the function there, and how often that was asked. */
struct cell {
    double parameters[FN_MOST_ARGUMENTS - 1];
    uint64_t top; /* the bits that the doubles share, after which a 1 stands; 0: an empty cell */
    enum fn fn;
    int arity;
    enum state state;
    unsigned visits;
    int next_cut; /* where the function changes too fast */
    int n_long;   /* terms that take two doubles */
    double middle, radius, error, high[TERMS], low[TERMS];
};

/* A key's destructor frees them when the thread ends. */
static _Thread_local struct cell *cells;
static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static bool has_key;

static void make_key(void)
{
    has_key = pthread_key_create(&key, free) == 0;
}

static bool cells_ready(void)
{
    if (cells) return true;
    pthread_once(&key_once, make_key);
    cells = calloc(SETS * WAYS, sizeof *cells);
    if (has_key) pthread_setspecific(key, cells);
    return cells != NULL;
}

void fit_free(void)
{
    if (has_key) pthread_setspecific(key, NULL);
    free(cells);
    cells = NULL;
}

/* ---- cells ---- */

/* The bits that a double shares with its interval, with a 1 after them, so that those of different
 * cuts differ. */
static uint64_t top_of(double x, int cut)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return (bits >> (52 - cut)) << 1 << (LAST_CUT - cut) | UINT64_C(1) << (LAST_CUT - cut);
}

static size_t set_of(const struct fit_function *function, const double *x, uint64_t top)
{
    uint64_t hash = top * UINT64_C(0x9e3779b97f4a7c15) + function->fn;
    for (int i = 0; i < function->arity - 1; i++) {
        uint64_t bits;
        memcpy(&bits, &x[i], sizeof bits);
        hash = (hash ^ (hash >> 29) ^ bits) * UINT64_C(0xbf58476d1ce4e5b9);
    }
    return (hash >> 32) % SETS;
}

static bool is_cell(const struct cell *c, const struct fit_function *function, const double *x,
                    uint64_t top)
{
    if (c->top != top || c->fn != function->fn || c->arity != function->arity) return false;
    for (int i = 0; i < function->arity - 1; i++)
        if (c->parameters[i] != x[i]) return false;
    return true;
}

/* The cell of x, which takes the place of the least visited one if it is new. */
static struct cell *find(const struct fit_function *function, const double *x, uint64_t top)
{
    struct cell *set = cells + WAYS * set_of(function, x, top), *least = set;
    for (struct cell *c = set; c < set + WAYS; c++) {
        if (is_cell(c, function, x, top)) return c;
        if (c->visits < least->visits) least = c;
    }
    memset(least, 0, offsetof(struct cell, middle));
    least->top = top;
    least->fn = function->fn;
    least->arity = function->arity;
    for (int i = 0; i < function->arity - 1; i++) least->parameters[i] = x[i];
    return least;
}

/* ---- how a polynomial is made ---- */

/* What a polynomial is made from: nodes from -1 to 1, and values there, which become its terms. */
struct making {
    double nodes[TERMS], most, least;
    bool crosses; /* the function changes its sign */
    mpfr_t values[TERMS];
};

/* Chebyshev's nodes, rounded, so that those of a cell are doubles. */
static void set_nodes(struct making *m)
{
    for (int i = 0; i < TERMS; i++)
        m->nodes[i] = nearbyint(ldexp(cos((2 * i + 1) * M_PI / (2 * TERMS)), 20)) * 0x1p-20;
}

static bool take_value(const struct fit_function *function, const double *x, const struct cell *c,
                       struct making *m, int i)
{
    enum { MOST_EXPONENT = 900 };
    double at[FN_MOST_ARGUMENTS];
    mpfr_ptr value = m->values[i];
    memcpy(at, x, (size_t)function->arity * sizeof *x);
    at[function->arity - 1] = c->middle + c->radius * m->nodes[i];
    if (!function->value(value, at) || !mpfr_number_p(value)) return false;
    if (mpfr_regular_p(value) && labs(mpfr_get_exp(value)) > MOST_EXPONENT) return false;
    double size = fabs(mpfr_get_d(value, MPFR_RNDN));
    m->crosses |= i > 0 && mpfr_sgn(value) != mpfr_sgn(m->values[0]);
    m->most = i > 0 ? fmax(m->most, size) : size;
    m->least = i > 0 ? fmin(m->least, size) : size;
    return true;
}

/* How many halves of halves of the interval the values grow by few bits in, unless they change
 * their sign. */
static int cuts_for_growth(const struct making *m)
{
    double growth = m->least > 0 ? log2(m->most) - log2(m->least) : 1000;
    return m->crosses || growth <= MOST_GROWTH ? 0 : (int)ceil(log2(growth / MOST_GROWTH));
}

/* Takes values at the nodes, first at the outer ones. Returns how often the interval is to be cut
 * for them, or LAST_CUT where there is one without a value, or too large or small for two
 * doubles. */
static int take_values(const struct fit_function *function, const double *x, const struct cell *c,
                       struct making *m)
{
    if (!take_value(function, x, c, m, 0) || !take_value(function, x, c, m, TERMS - 1))
        return LAST_CUT;
    if (cuts_for_growth(m) > 0) return cuts_for_growth(m);
    for (int i = 1; i < TERMS - 1; i++)
        if (!take_value(function, x, c, m, i)) return LAST_CUT;
    return m->most > 0 ? cuts_for_growth(m) : LAST_CUT;
}

/* Turns values into Newton's divided differences. */
static void divide_differences(struct making *m)
{
    for (int order = 1; order < TERMS; order++)
        for (int i = TERMS - 1; i >= order; i--) {
            mpfr_sub(m->values[i], m->values[i], m->values[i - 1], MPFR_RNDN);
            mpfr_div_d(m->values[i], m->values[i], m->nodes[i] - m->nodes[i - order], MPFR_RNDN);
        }
}

/* Turns those, which are the coefficients of products of t - node, into those of powers of t. */
static void expand(struct making *m)
{
    mpfr_t part;
    mpfr_init2(part, BITS);
    for (int k = TERMS - 2; k >= 0; k--)
        for (int i = k; i < TERMS - 1; i++) {
            mpfr_mul_d(part, m->values[i + 1], m->nodes[k], MPFR_RNDN);
            mpfr_sub(m->values[i], m->values[i], part, MPFR_RNDN);
        }
    mpfr_clear(part);
}

static void keep_terms(struct cell *c, struct making *m)
{
    double rest = 0;
    c->n_long = 1;
    for (int k = TERMS - 1; k >= 0; k--) {
        mpfr_ptr term = m->values[k];
        c->high[k] = mpfr_get_d(term, MPFR_RNDN);
        mpfr_sub_d(term, term, c->high[k], MPFR_RNDN);
        c->low[k] = mpfr_get_d(term, MPFR_RNDN);
        rest += fabs(c->high[k]);
        if (rest > SHORT_TERMS * m->most && c->n_long <= k) c->n_long = k + 1;
    }
    c->error = TOTAL_ERROR * m->most;
}

/* The polynomial at t, and its derivative by t. */
static struct fit_wide evaluate(const struct cell *c, double t)
{
    double r = c->high[TERMS - 1], low = 0;
    int k = TERMS - 2;
    for (; k >= c->n_long; k--) r = r * t + c->high[k];
    for (; k >= 0; k--) {
        double product = r * t, sum = c->high[k] + product, back = sum - c->high[k];
        double lost = (c->high[k] - (sum - back)) + (product - back);
        low = fma(r, t, -product) + low * t + (lost + c->low[k]);
        r = sum + low;
        low = (sum - r) + low;
    }
    return (struct fit_wide){r, low, c->error};
}

static double slope(const struct cell *c, double t)
{
    double r = 0;
    for (int k = TERMS - 1; k > 0; k--) r = r * t + k * c->high[k];
    return r;
}

/* Between the nodes and at the ends, the polynomial is the function. */
static bool is_right(const struct fit_function *function, const double *x, const struct cell *c,
                     struct making *m)
{
    static const double places[] = {-1, -0.96875, -0.375, 0.25, 0.984375};
    mpfr_ptr value = m->values[0];
    double at[FN_MOST_ARGUMENTS];
    memcpy(at, x, (size_t)function->arity * sizeof *x);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        at[function->arity - 1] = c->middle + c->radius * places[i];
        struct fit_wide got = evaluate(c, places[i]);
        if (!function->value(value, at)) return false;
        mpfr_sub_d(value, value, got.high, MPFR_RNDN);
        mpfr_sub_d(value, value, got.low, MPFR_RNDN);
        if (!(fabs(mpfr_get_d(value, MPFR_RNDN)) < m->most * TOTAL_ERROR / 8)) return false;
    }
    return true;
}

/* By how many bits the last two of Chebyshev's polynomials take part too much: their leading
 * coefficients are 2^(k - 1). */
static double excess(const struct cell *c, const struct making *m)
{
    enum { LAST = TERMS - 1 };
    double part = ldexp(fabs(c->high[LAST]), 1 - LAST) + ldexp(fabs(c->high[LAST - 1]), 2 - LAST);
    return log2(part / m->most) + TAIL_BITS;
}

/* Makes the polynomial of the cell. Returns 0, or into how many halves of halves the interval is to
 * be cut first: with each, the last terms shrink by about as many bits as there are terms. */
static int fit(const struct fit_function *function, const double *x, struct cell *c,
               struct making *m)
{
    int cuts = take_values(function, x, c, m);
    if (cuts > 0) return cuts;
    divide_differences(m);
    expand(m);
    keep_terms(c, m);
    double bits = excess(c, m);
    if (bits > 0) return 1 + (int)(bits / TERMS);
    return is_right(function, x, c, m) ? 0 : 1;
}

static void settle(const struct fit_function *function, const double *x, struct cell *c, int cut)
{
    int exponent;
    double last = x[function->arity - 1], width;
    frexp(last, &exponent);
    width = ldexp(1, exponent - 1 - cut);
    c->radius = width / 2;
    c->middle = copysign(floor(fabs(last) / width) * width + c->radius, last);
    struct making m = {.crosses = false};
    set_nodes(&m);
    for (int i = 0; i < TERMS; i++) mpfr_init2(m.values[i], BITS);
    c->next_cut = cut + fit(function, x, c, &m);
    for (int i = 0; i < TERMS; i++) mpfr_clear(m.values[i]);
    c->state = c->next_cut == cut ? FITTED : c->next_cut <= LAST_CUT ? CUT : HOPELESS;
}

/* ---- reading ---- */

/* The cell of x that has a polynomial; NULL if there is none. */
static const struct cell *fitted_cell(const struct fit_function *function, const double *x)
{
    double last = x[function->arity - 1], size = fabs(last);
    if (!(size > 1e-280 && size < 1e280)) return NULL;
    if (!cells_ready()) return NULL;
    for (int cut = FIRST_CUT;;) {
        struct cell *c = find(function, x, top_of(last, cut));
        if (c->visits < UINT32_MAX) c->visits++;
        if (c->state == COUNTED && c->visits > (cut > FIRST_CUT ? MORE_VISITS : VISITS))
            settle(function, x, c, cut);
        if (c->state != CUT) return c->state == FITTED ? c : NULL;
        cut = c->next_cut;
    }
}

bool fit_read_wide(const struct fit_function *function, const double *x, double beyond,
                   struct fit_wide *result)
{
    const struct cell *c = fitted_cell(function, x);
    if (!c) return false;
    double t = (x[function->arity - 1] - c->middle) / c->radius;
    *result = evaluate(c, t);
    if (beyond != 0) {
        double more = slope(c, t) * (beyond / c->radius) + result->low;
        double sum = result->high + more;
        result->low = (result->high - sum) + more;
        result->high = sum;
    }
    return true;
}

bool fit_rounds(const struct fit_wide *x, double *result)
{
    *result = x->high + (x->low + x->error);
    return *result == x->high + (x->low - x->error);
}

bool fit_read(const struct fit_function *function, const double *x, double *result)
{
    struct fit_wide wide;
    return fit_read_wide(function, x, 0, &wide) && fit_rounds(&wide, result);
}

double fit_exact(const struct fit_function *function, const double *x)
{
    mpfr_t value;
    mpfr_init2(value, EXACT_BITS);
    double result = function->value(value, x) ? mpfr_get_d(value, MPFR_RNDN) : NAN;
    mpfr_clear(value);
    return result;
}

double fit_round(const struct fit_function *function, const double *x)
{
    double result;
    return fit_read(function, x, &result) ? result : fit_exact(function, x);
}
