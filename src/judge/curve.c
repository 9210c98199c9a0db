/* curve.c - points at which equations hold: random values of all names but those that they define.
 * The value of one is enclosed between two numbers at which left minus right has other signs. */
#include "judge/judge_private.h"

#include <math.h>
#include <string.h>

struct curve {
    struct tape tape;
    struct intervals e;
    uint32_t unknown, left; /* slots */
    bool ready;
};

static void curve_begin(struct curve *c, const struct judge *j, id unknown, id left)
{
    *c = (struct curve){.tape = {.g = j->g}};
    c->e.tape = &c->tape;
    struct tape_source source = {.roots = &left, .n_roots = 1, .inputs = &unknown, .n_inputs = 1};
    c->ready = tape_compile(&c->tape, j->g, &source) && tape_has(&c->tape, unknown) &&
               intervals_init(&c->e, &c->tape);
    if (!c->ready) return;
    c->unknown = tape_slot(&c->tape, unknown);
    c->left = tape_slot(&c->tape, left);
}

static void curve_end(struct curve *c)
{
    intervals_free(&c->e);
    tape_free(&c->tape);
}

/* Encloses left minus right where the name is within an interval; NULL where it is not bounded. */
static mpfi_srcptr left_at(struct curve *c, mpfr_srcptr low, mpfr_srcptr high, long bits)
{
    if (!intervals_set_precision(&c->e, bits)) return NULL;
    mpfi_interv_fr(*intervals_slot(&c->e, c->unknown), low, high);
    if (!intervals_run(&c->e, bits)) return NULL;
    mpfi_srcptr left = *intervals_slot(&c->e, c->left);
    return mpfi_bounded_p(left) ? left : NULL;
}

/* -1 or 1; 0 where it is not known. */
static int sign_at(struct curve *c, mpfr_srcptr y, long bits)
{
    mpfi_srcptr left = left_at(c, y, y, bits);
    if (!left || mpfi_has_zero(left)) return 0;
    return mpfi_is_strictly_pos(left) ? 1 : -1;
}

/* Halves the bracket until it has so many bits; it ends early where a sign is not known. False if
 * what is between is no value of the name, as at a pole. */
static bool narrow(struct curve *c, struct root *root, long bits)
{
    mpfr_t middle;
    mpfr_ptr left_end = &root->values[0]->left, right_end = &root->values[0]->right;
    int low = sign_at(c, left_end, bits);
    mpfr_init2(middle, bits);
    mpfr_prec_round(left_end, bits, MPFR_RNDD);
    mpfr_prec_round(right_end, bits, MPFR_RNDU);
    for (long k = 0; k < 2 * bits && low; k++) {
        mpfr_add(middle, left_end, right_end, MPFR_RNDN);
        mpfr_div_2ui(middle, middle, 1, MPFR_RNDN);
        if (mpfr_cmp(middle, left_end) <= 0 || mpfr_cmp(middle, right_end) >= 0) break;
        int sign = sign_at(c, middle, bits);
        if (sign == 0) break;
        mpfr_set(sign == low ? left_end : right_end, middle, MPFR_RNDN);
    }
    mpfr_clear(middle);
    mpfi_srcptr left = low ? left_at(c, left_end, right_end, bits) : NULL;
    return left && mpfi_has_zero(left);
}

static bool narrow_one(const struct judge *j, struct root *root, long bits)
{
    struct curve c;
    curve_begin(&c, j, root->unknowns[0], root->lefts[0]);
    bool ok = c.ready && narrow(&c, root, bits);
    curve_end(&c);
    return ok;
}

bool curve_narrow(const struct judge *j, struct root *root, long bits)
{
    if (root->bits >= bits) return true;
    bool ok = (root->n > 1 ? curve_narrow_several : narrow_one)(j, root, bits);
    if (ok) root->bits = bits;
    return ok;
}

/* Looks for two numbers, one after the other, with other signs. */
static bool bracket(struct curve *c, struct root *root, unsigned turn)
{
    enum { STEPS = 24, BITS = 64 };
    static const double ends[][2] = {{-3, 3}, {0, 1}, {-1, 1}, {0, 40}, {-20, 0}};
    const double *range = ends[turn % (sizeof ends / sizeof *ends)];
    mpfr_ptr low = &root->values[0]->left, high = &root->values[0]->right;
    int before = 0;
    for (int k = 0; k <= STEPS; k++) {
        /* Off round numbers, which are special. */
        double y = range[0] + (range[1] - range[0]) * (k + 0.0123) / STEPS;
        mpfr_set(low, high, MPFR_RNDN);
        mpfr_set_d(high, y, MPFR_RNDN);
        int sign = sign_at(c, high, BITS);
        if (sign * before < 0) return true;
        before = sign;
    }
    return false;
}

static bool find_one(const struct judge *j, struct root *root, unsigned turn, long bits)
{
    struct curve c;
    curve_begin(&c, j, root->unknowns[0], root->lefts[0]);
    bool found = c.ready && bracket(&c, root, turn) && narrow(&c, root, bits);
    curve_end(&c);
    return found;
}

/* The equations where the other names have their values. */
static struct root *make_root(struct judge *j, const struct sample *at, long bits)
{
    struct arena *arena = &j->g->core->arena;
    size_t n = j->n_unknowns;
    struct root *root = arena_alloc(arena, sizeof *root);
    id *lefts = arena_alloc(arena, n * sizeof *lefts);
    mpfi_t *values = arena_alloc(arena, n * sizeof *values);
    if (!root || !lefts || !values) return NULL;
    memcpy(lefts, j->equations, n * sizeof *lefts);
    if (!substitute(j->g, lefts, n, at->moves, at->n)) return NULL;
    *root = (struct root){.unknowns = j->unknowns, .lefts = lefts, .n = n, .values = values};
    if (!vec_push(&j->g->core->mem, &j->roots, root)) return NULL;
    for (size_t i = 0; i < n; i++) mpfi_init2(values[i], bits);
    return root;
}

bool curve_find(struct judge *j, unsigned turn, struct sample *at)
{
    enum { BITS = 256 };
    struct root *root = make_root(j, at, BITS);
    if (!root) return false;
    bool found = (root->n > 1 ? curve_find_several : find_one)(j, root, turn, BITS);
    root->bits = BITS;
    at->root = found ? root : NULL;
    return found;
}

void curve_free(struct judge *j)
{
    for (size_t i = 0; i < j->roots.n; i++)
        for (size_t k = 0; k < j->roots.at[i]->n; k++) mpfi_clear(j->roots.at[i]->values[k]);
    vec_free(&j->g->core->mem, &j->roots);
}
