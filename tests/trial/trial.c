/* trial - random certified results against a second opinion at higher precision.
 *
 *   trial COUNT [SEED]
 *
 * Random expressions over the function table at random exact points (tree.c) are given to the
 * certified evaluator, which answers their value, or their value and gradient. Each number is
 * compared with what plain MPFR finds at two precisions (dual.c), the first of at least 160 bits:
 * where these agree to more digits than are asked for, they tell what the answer must be. Where
 * they do not, the precision is raised, and in the end the number is compared with itself at 150
 * digits, gradients by the forward sweep instead of the reverse one, and counted apart. What is
 * refused must have no second opinion either. Runs until COUNT numbers have been compared. */
#include "tree.h"

#include "app/dcalc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    LEAST_BITS = 160,
    N_LEVELS = 5,
    MOST_RESULTS = 1 + MOST_NAMES,
    MOST_DIGITS = 40,
    STEP = 250000
};
enum verdict { CANNOT_TELL, AGREES, DIFFERS };

struct counts {
    unsigned long asked, left_out, compared, apart, refused, limits, wrong;
};

/* Of every node, at some precision and at one and a half times that. */
struct opinion {
    struct dual low[MOST_NODES], high[MOST_NODES];
    unsigned n;
    mpfr_prec_t bits;
};

struct trial {
    dcalc *session;
    struct tree tree;
    bool gradient;
    int digits;
    struct opinion opinion; /* the last that was formed of this tree; none if it has no bits */
};

/* ---- asking ---- */

static struct dcalc_result *ask(const struct trial *t, enum dcalc_command command, int name,
                                int digits)
{
    struct dcalc_text expr = {tree_text(&t->tree), strlen(tree_text(&t->tree)), "expression"};
    struct dcalc_binding at[MOST_NAMES];
    for (unsigned i = 0; i < t->tree.n_names; i++)
        at[i] = (struct dcalc_binding){
            .name = tree_names[i],
            .value = {t->tree.at_text[i], strlen(t->tree.at_text[i]), "point"}};
    struct dcalc_request request = {.size = sizeof request,
                                    .command = command,
                                    .exprs = &expr,
                                    .n_exprs = 1,
                                    .at = at,
                                    .n_at = t->tree.n_names,
                                    .has_at = true,
                                    .digits = digits};
    if (command == DCALC_DIFF) request.wrt = &tree_names[name], request.n_wrt = 1;
    return dcalc_run(t->session, &request);
}

/* Number i of an answer: the value, then the partial derivatives. */
struct number {
    double value;
    const char *text; /* its digits, or NULL */
    int digits;       /* how many */
};

static struct number number_of(const struct dcalc_result *r, unsigned i, int digits)
{
    const struct dcalc_array *a = i == 0 ? &r->values[0] : &r->derivatives[i - 1];
    return (struct number){a->values[0], a->texts ? a->texts[0] : NULL, digits ? digits : 17};
}

/* ---- rounding ---- */

/* Digits without trailing zeros, and the decimal exponent: "-125e-4" is -0.0125. */
static void canonical(char *out, size_t size, bool negative, const char *digits, long exponent)
{
    size_t n = strlen(digits);
    while (n > 0 && digits[n - 1] == '0') n--;
    if (n == 0)
        snprintf(out, size, "0");
    else
        snprintf(out, size, "%s%.*se%ld", negative ? "-" : "", (int)n, digits, exponent - (long)n);
}

/* The canonical form of a printed number. */
static void canonical_text(char *out, size_t size, const char *text)
{
    char digits[MOST_DIGITS * 2 + 400];
    size_t n = 0;
    bool negative = *text == '-', point = false;
    long exponent = 0;
    for (text += negative; *text && *text != 'e'; text++) {
        if (*text == '.')
            point = true;
        else if (n > 0 || *text != '0') {
            if (n < sizeof digits - 1) digits[n++] = *text;
            exponent += !point;
        } else
            exponent -= point;
    }
    digits[n] = '\0';
    if (*text == 'e') exponent += strtol(text + 1, NULL, 10);
    canonical(out, size, negative, digits, exponent);
}

/* The canonical form of x rounded to so many digits. */
static void canonical_rounded(char *out, size_t size, mpfr_srcptr x, int digits)
{
    mpfr_exp_t exponent;
    char *text = mpfr_get_str(NULL, &exponent, 10, (size_t)digits, x, MPFR_RNDN);
    bool negative = *text == '-';
    canonical(out, size, negative, text + negative, (long)exponent);
    mpfr_free_str(text);
}

/* True if x rounds to the answer. */
static bool rounds_to(mpfr_srcptr x, struct number answer)
{
    char got[MOST_DIGITS * 2 + 450], want[MOST_DIGITS * 2 + 450];
    if (mpfr_get_d(x, MPFR_RNDN) != answer.value) return false;
    if (!answer.text) return true;
    canonical_text(got, sizeof got, answer.text);
    canonical_rounded(want, sizeof want, x, answer.digits);
    return !strcmp(got, want);
}

/* ---- the second opinion ---- */

static void drop_opinion(struct opinion *o)
{
    for (unsigned i = 0; i < o->n; i++) {
        dual_clear(&o->low[i]);
        dual_clear(&o->high[i]);
    }
    o->n = 0;
    o->bits = 0;
}

/* The first look is at the opinion that has shown whether the tree is dubious. */
static const struct opinion *opinion_at(struct trial *t, mpfr_prec_t bits)
{
    struct opinion *o = &t->opinion;
    if (o->bits == bits) return o;
    drop_opinion(o);
    o->n = t->tree.n;
    o->bits = bits;
    tree_evaluate(&t->tree, o->low, bits);
    tree_evaluate(&t->tree, o->high, bits + bits / 2);
    return o;
}

static unsigned flags_of(const struct opinion *o)
{
    return o->low[o->n - 1].flags | o->high[o->n - 1].flags;
}

/* A number lies from a to b, as far as two precisions tell; false where they do not tell as many
 * digits as are needed. */
static bool bounds(mpfr_srcptr low, mpfr_srcptr high, int digits, mpfr_ptr a, mpfr_ptr b)
{
    if (!mpfr_number_p(low) || !mpfr_number_p(high)) return false;
    mpfr_set_prec(a, mpfr_get_prec(high) + 8);
    mpfr_set_prec(b, mpfr_get_prec(high) + 8);
    mpfr_sub(b, high, low, MPFR_RNDA);
    mpfr_abs(b, b, MPFR_RNDN);
    bool near = mpfr_zero_p(b) ||
                (!mpfr_zero_p(high) && mpfr_get_exp(b) < mpfr_get_exp(high) - 20 - 4L * digits);
    mpfr_sub(a, high, b, MPFR_RNDD);
    mpfr_add(b, high, b, MPFR_RNDU);
    return near;
}

static mpfr_srcptr result_of(const struct dual *x, unsigned i)
{
    return i == 0 ? x->value : x->slope[i - 1];
}

/* The same of result i: the value, then the slopes. */
static bool result_bounds(const struct opinion *o, unsigned i, int digits, mpfr_ptr a, mpfr_ptr b)
{
    unsigned shaky = i == 0 ? SHAKY_VALUE : SHAKY_VALUE | SHAKY_SLOPE;
    return !(flags_of(o) & shaky) &&
           bounds(result_of(&o->low[o->n - 1], i), result_of(&o->high[o->n - 1], i), digits, a, b);
}

/* Both precisions are surely outside of a domain. */
static bool is_outside(const struct opinion *o)
{
    return o->low[o->n - 1].flags & o->high[o->n - 1].flags & UNDEFINED &&
           !(flags_of(o) & SHAKY_VALUE);
}

/* What comes out as 0 beside another answer may have cancelled at any precision. */
static enum verdict judge(const struct opinion *o, unsigned i, struct number answer)
{
    mpfr_t a, b;
    enum verdict verdict = is_outside(o) ? DIFFERS : CANNOT_TELL;
    mpfr_inits2(64, a, b, (mpfr_ptr)NULL);
    bool lost = mpfr_zero_p(result_of(&o->high[o->n - 1], i)) && (answer.value || answer.text);
    if (verdict == CANNOT_TELL && !lost && result_bounds(o, i, answer.digits, a, b)) {
        bool from = rounds_to(a, answer), to = rounds_to(b, answer);
        verdict = from && to ? AGREES : from || to ? CANNOT_TELL : DIFFERS; /* or at a tie */
    }
    mpfr_clears(a, b, (mpfr_ptr)NULL);
    return verdict;
}

/* The precision of a level, 0 past the last. The higher ones are for what seems to differ, because
 * too much may have cancelled. */
static mpfr_prec_t bits_of(const struct trial *t, unsigned level, bool differs)
{
    unsigned levels = differs ? t->tree.costly ? N_LEVELS - 1 : N_LEVELS : N_LEVELS / 2;
    return level < levels ? (mpfr_prec_t)(LEAST_BITS + 4 * t->digits) << 2 * level : 0;
}

/* ---- an answer ---- */

static const char *name_of(unsigned i)
{
    return i == 0 ? "value" : tree_names[i - 1];
}

static void show(const struct trial *t)
{
    printf("dcalc %s '%s' --at '", t->gradient ? "grad" : "eval", tree_text(&t->tree));
    for (unsigned i = 0; i < t->tree.n_names; i++)
        printf("%s%s=%s", i ? "," : "", tree_names[i], t->tree.at_text[i]);
    printf("'");
    if (t->digits) printf(" --digits %d", t->digits);
    printf("\n");
}

static void show_difference(struct trial *t, unsigned i, struct number answer)
{
    const struct opinion *o = opinion_at(t, LEAST_BITS << 4);
    show(t);
    if (answer.text)
        printf("  %s: certified %s", name_of(i), answer.text);
    else
        printf("  %s: certified %.17g", name_of(i), answer.value);
    mpfr_printf(", second opinion %.40Rg\n", result_of(&o->high[o->n - 1], i));
    fflush(stdout);
}

/* The number asked for in another way: with 150 digits, a derivative by the forward sweep. */
static bool agrees_with_itself(const struct trial *t, unsigned i, struct number answer)
{
    enum { MANY = 150 };
    struct dcalc_result *r = ask(t, i == 0 ? DCALC_EVAL : DCALC_DIFF, (int)i - 1, MANY);
    bool agrees = r->status != DCALC_OK; /* a limit, or a kink by one name alone */
    if (!agrees) {
        mpfr_t x;
        mpfr_init2(x, 800);
        struct number many = number_of(r, i == 0 ? 0 : 1, MANY);
        if (many.text)
            mpfr_set_str(x, many.text, 10, MPFR_RNDN);
        else
            mpfr_set_d(x, many.value, MPFR_RNDN);
        agrees = rounds_to(x, answer);
        mpfr_nextbelow(x); /* a decimal tie is no binary number, so one side of it will do */
        agrees = agrees || rounds_to(x, answer);
        mpfr_nextabove(x);
        mpfr_nextabove(x);
        agrees = agrees || rounds_to(x, answer);
        mpfr_clear(x);
    }
    dcalc_result_free(r);
    return agrees;
}

/* A note says that the last precision does not tell 0 from what is next to nothing, or on which
 * side of a tie the value is: no promise is made of such a number. */
static bool is_without_promise(const struct dcalc_result *r)
{
    for (size_t i = 0; i < r->n_notes; i++)
        if (strstr(r->notes[i], "cannot be distinguished") || strstr(r->notes[i], "uncertain"))
            return true;
    return false;
}

/* Numbers near 1 that cancel down to a result so small take more bits than the last opinion had,
 * and both its precisions lose alike what is left. */
static bool may_have_cancelled(const struct trial *t, unsigned i)
{
    const struct opinion *o = &t->opinion;
    mpfr_srcptr result = result_of(&o->high[o->n - 1], i);
    return mpfr_regular_p(result) && mpfr_get_exp(result) < -o->bits;
}

static void count_answer(struct trial *t, const struct dcalc_result *r, struct counts *counts)
{
    if (is_without_promise(r)) {
        counts->left_out++;
        return;
    }
    enum verdict verdicts[MOST_RESULTS] = {CANNOT_TELL};
    unsigned n = 1 + (t->gradient ? t->tree.n_names : 0), open = n;
    mpfr_prec_t bits;
    bool differs = false;
    for (unsigned level = 0; open > 0 && (bits = bits_of(t, level, differs)) > 0; level++) {
        const struct opinion *o = opinion_at(t, bits);
        differs = false;
        for (unsigned i = 0; i < n; i++) {
            if (verdicts[i] == AGREES) continue;
            verdicts[i] = judge(o, i, number_of(r, i, t->digits));
            open -= verdicts[i] == AGREES;
            differs |= verdicts[i] == DIFFERS;
        }
    }
    for (unsigned i = 0; i < n; i++) {
        struct number answer = number_of(r, i, t->digits);
        bool wrong = verdicts[i] == DIFFERS && !may_have_cancelled(t, i);
        if (verdicts[i] == AGREES)
            counts->compared++;
        else if (!wrong && agrees_with_itself(t, i, answer))
            counts->apart++;
        else
            wrong = true;
        counts->wrong += wrong;
        if (wrong) show_difference(t, i, answer);
    }
}

/* ---- a refusal ---- */

/* Every node has a value as far as is known, and the last one so many results. What came out as 0
 * may have lost all it had. */
static bool has_result(const struct trial *t, const struct opinion *o, unsigned n)
{
    mpfr_t a, b;
    bool has = !(flags_of(o) & UNDEFINED);
    mpfr_inits2(64, a, b, (mpfr_ptr)NULL);
    for (unsigned i = 0; i < o->n && has; i++)
        has = !(t->tree.nodes[i].operation && mpfr_zero_p(o->high[i].value)) &&
              bounds(o->low[i].value, o->high[i].value, 0, a, b);
    for (unsigned i = 0; i < n && has; i++) has = result_bounds(o, i, 0, a, b);
    mpfr_clears(a, b, (mpfr_ptr)NULL);
    return has;
}

/* Something on the way is so large that 16384 bits leave it wider than the exponential's range. */
static bool is_huge(struct trial *t)
{
    const struct opinion *o = opinion_at(t, LEAST_BITS);
    bool huge = false;
    for (unsigned i = 0; i < o->n; i++)
        huge |= mpfr_regular_p(o->high[i].value) && labs(mpfr_get_exp(o->high[i].value)) > 1 << 14;
    return huge;
}

/* What is refused has no second opinion, at some precision. */
static void count_refusal(struct trial *t, const struct dcalc_result *r, struct counts *counts)
{
    unsigned n = 1 + (t->gradient ? t->tree.n_names : 0);
    bool has = true;
    mpfr_prec_t bits;
    counts->refused++;
    if (r->status == DCALC_LIMIT || (r->status == DCALC_OVERFLOW && is_huge(t))) {
        counts->limits++;
        return;
    }
    for (unsigned level = 0; has && (bits = bits_of(t, level, has)) > 0; level++)
        has = has_result(t, opinion_at(t, bits), n);
    if (!has) return;
    counts->wrong++;
    show_difference(t, 0, (struct number){.text = r->errors[0].message});
}

/* ---- all of it ---- */

/* Two precisions do not tell a result: it may be 0. */
static bool may_be_zero(const struct opinion *o, unsigned i)
{
    mpfr_t a, b;
    const struct dual *x = &o->high[o->n - 1];
    mpfr_srcptr low = result_of(&o->low[o->n - 1], i), high = result_of(x, i);
    if (!mpfr_number_p(low) || !mpfr_number_p(high)) return false;
    if (mpfr_zero_p(high)) return i == 0 || x->depends[i - 1];
    mpfr_inits2(64, a, b, (mpfr_ptr)NULL);
    bool near = bounds(low, high, 0, a, b);
    mpfr_clears(a, b, (mpfr_ptr)NULL);
    return !near;
}

static bool is_dubious(struct trial *t)
{
    const struct opinion *o = opinion_at(t, bits_of(t, 0, false));
    unsigned n = 1 + (t->gradient ? t->tree.n_names : 0);
    bool dubious = false;
    for (unsigned i = 0; i < n && !dubious; i++) dubious = may_be_zero(o, i);
    return dubious;
}

static void ask_and_count(struct trial *t, struct counts *counts)
{
    struct dcalc_result *r = ask(t, t->gradient ? DCALC_GRAD : DCALC_EVAL, 0, t->digits);
    counts->asked++;
    if (!r) abort();
    if (r->status == DCALC_OK)
        count_answer(t, r, counts);
    else
        count_refusal(t, r, counts);
    dcalc_result_free(r);
}

/* What may be 0 takes all precision there is, so most of that is left out. */
static void try_one(struct trial *t, struct seed *seed, struct counts *counts)
{
    tree_make(&t->tree, seed);
    t->gradient = seed_below(seed, 4) > 0;
    t->digits = seed_below(seed, 8) ? 0 : 1 + (int)seed_below(seed, MOST_DIGITS);
    if (seed_below(seed, 20) && is_dubious(t))
        counts->left_out++;
    else
        ask_and_count(t, counts);
    drop_opinion(&t->opinion);
    tree_free(&t->tree);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* MPFR has no opinion about what Arb computes; check_special compares that with mpmath. */
static bool is_by_arb(const char *function)
{
    static const char *const names[] = {
#define SPECIAL(id, arity, change, from, to, defined) #id,
#include "eval/special.def"
#undef SPECIAL
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(function, names[i])) return true;
    return false;
}

/* Other shapes of arrays than these are the business of other tests. */
static unsigned report_unknown(void)
{
    unsigned n = 0;
    const struct dcalc_function *f;
    for (size_t i = 0; (f = dcalc_function_at(i)); i++) {
        bool scalar = !strcmp(f->group, "elementary") || !strcmp(f->group, "special") ||
                      !strcmp(f->group, "learning");
        if (!scalar || tree_knows(f->name) || is_by_arb(f->name)) continue;
        printf("%s has no second opinion: it needs a row in tests/trial\n", f->name);
        n++;
    }
    return n;
}

static void report(const struct counts *c, const char *seed, double seconds)
{
    printf("seed %s: %lu expressions, %lu numbers compared in %.0f s (%.0f a second), %lu apart, "
           "%lu refused (%lu by a limit), %lu left out, %lu wrong\n",
           seed, c->asked, c->compared, seconds, (double)c->compared / seconds, c->apart,
           c->refused, c->limits, c->left_out, c->wrong);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    struct trial t = {.session = dcalc_new()};
    struct counts counts = {0};
    unsigned long wanted = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
    struct seed seed = {argc > 2 ? strtoull(argv[2], NULL, 10) * 2 + 1 : 1};
    if (!wanted || !t.session) {
        fprintf(stderr, "usage: trial COUNT [SEED]\n");
        return 2;
    }
    struct dcalc_limits limits = DCALC_INIT(dcalc_limits);
    dcalc_default_limits(&limits);
    limits.seconds = 0.005;
    dcalc_set_limits(t.session, &limits);
    mpfr_set_emin(mpfr_get_emin_min());
    mpfr_set_emax(mpfr_get_emax_max());
    counts.wrong = report_unknown();
    double start = now();
    for (unsigned long next = STEP; counts.compared < wanted;) {
        try_one(&t, &seed, &counts);
        if (counts.compared < next || counts.compared >= wanted) continue;
        report(&counts, argc > 2 ? argv[2] : "0", now() - start);
        next += STEP;
    }
    report(&counts, argc > 2 ? argv[2] : "0", now() - start);
    printf("%d passed, %lu failed\n", counts.wrong == 0, counts.wrong);
    dcalc_free(t.session);
    mpfr_free_cache();
    return counts.wrong > 0;
}
