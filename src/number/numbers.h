/* numbers.h - the stage that evaluates, in doubles or certified. */
#ifndef NUMBER_NUMBERS_H
#define NUMBER_NUMBERS_H

#include "eval/balls.h"
#include "eval/eval.h"
#include "eval/interval.h"
#include "number/local.h"
#include "question/answer.h"

/* What is computed, in this order; the fields say where each group starts. A guard takes three
 * places: condition, subject, and where it matters (the condition again if everywhere). */
struct root_set {
    VEC(id) all;
    size_t values, derivatives, stepped, guards, kinks, alarms;
};
enum { GUARD_CONDITION, GUARD_SUBJECT, GUARD_WHEN, GUARD_PLACES };

struct computation {
    const struct question *q;
    struct answer *answer; /* that is filled in */
    struct root_set roots;
    struct tape tape;
    bool certified;
    bool in_balls; /* the certified values at hand are balls, else intervals */
    bool last;     /* no higher precision will be tried */
    /* Whether branches have been looked for; whether the roots wait to be compiled with them. */
    bool branched, recompiles;
    struct evaluation doubles;
    struct balls balls;
    struct intervals intervals;
    struct local local; /* what expansions tell where formulas do not */
};

void computation_init(struct computation *c, const struct question *q, struct answer *answer);
void computation_free(struct computation *c);
/* The roots of the question. */
bool computation_collect(struct computation *c);
/* The tape of all roots; of several steps with the weights as its inputs. */
bool computation_compile(struct computation *c);
/* The roots, and their tape with every name as an input; false too if the work is too large. */
bool computation_of_names(struct computation *c);
/* A note why numbers that may be certified are not; NULL if they are. */
const char *computation_in_doubles(const struct computation *c);
enum { COMPUTATION_CERTIFIED = 1000000 }; /* the most work that is */
/* Bits to begin with: those of the digits that were asked for, and some; those with which nearly
 * all answers without cancellation are decided. */
mpfr_prec_t computation_precision(const struct computation *c, mpfr_prec_t least);
mpfr_prec_t computation_first_look(const struct computation *c);
/* Whether a first try in balls may decide the digits that are asked for. */
bool computation_suits_balls(const struct computation *c);
/* The error of a value that the evaluator gave up. Always false. */
bool computation_costs_too_much(const struct question *q, struct span span);
/* fill.c: fills in the answer's numbers; false while some enclosure is too wide to round. */
bool computation_fill(struct computation *c);
/* A number that is not 0 where a condition fails somewhere; POISON if its shapes do not go
 * together. */
id guard_alarm(struct graph *g, const struct guard *guard);
/* doubles.c: runs the tape in doubles, step after step, and checks that all is defined. */
bool doubles_run(struct computation *c);

/* Three answers, as in Kleene's logic. */
enum truth { IS_FALSE, IS_TRUE, IS_UNDECIDED };

uint32_t computation_slot(const struct computation *c, size_t root);
int64_t computation_count(const struct computation *c, size_t root);
/* Entry i of a root: as a condition; as a double (of an enclosure the middle); and whether it is
 * known to be finite. */
enum truth computation_truth(const struct computation *c, size_t root, int64_t i);
double computation_double(const struct computation *c, size_t root, int64_t i);
bool computation_is_bounded(const struct computation *c, uint32_t slot, int64_t i);

/* conditions.c: IS_TRUE when everything written is defined and every output finite; IS_FALSE
 * after an error; IS_UNDECIDED when a higher precision may tell. IS_TRUE too with local.pending:
 * the roots are to be settled first, and all computed once more. */
enum truth conditions_check(struct computation *c);
/* True when all of that is sure already; says nothing otherwise. */
bool conditions_hold(const struct computation *c);
/* Tells why a root is not finite: IS_FALSE after an error, IS_UNDECIDED when a higher precision may
 * make it finite. */
enum truth conditions_infinite(struct computation *c, size_t root, const char *what);

/* overflow.c: true unless the answer rests on a comparison, or the like, of doubles that overflowed
 * or are no numbers; then it is an error. Every slot has its value. */
bool overflow_decides_nothing(const struct computation *c);
/* True if something rests on one, be it part of the answer or not. No error. */
bool overflow_decides(const struct computation *c);

/* underflow.c: what is missing from an answer in doubles because something on the way to it was too
 * small or too large for them. */
struct range_losses {
    size_t small; /* how many numbers are 0, or of few digits, as no double holds them */
    size_t lost;  /* how many are wrong */
    bool decides; /* a condition is decided by such a number */
    size_t root;  /* what is wrong, or what that condition is on */
};
/* Finds it after a run. False when time or memory ran out. */
bool range_losses_find(struct computation *c, struct range_losses *found);
/* Whether certified numbers would be better, and whether the question allows them. */
bool range_asks_certified(const struct computation *c, const struct range_losses *found);
bool range_may_be_certified(const struct computation *c);
/* Answers with a note, or with an error where something is wrong; then false. */
bool range_tell(const struct computation *c, const struct range_losses *found);
/* Adds to the error how numbers of any size are had. Always false. */
bool range_hint(const struct computation *c);

/* branches.c: after a run in intervals, in the roots what chooses, as max does, becomes what it
 * chooses, unless derivatives are asked for; and gamma functions are shifted. *any: there was
 * something. False after an error. */
bool branches_put(struct computation *c, bool *any);
/* shifts.c: a gamma function of a rational number by that of a number between 0 and 1; else a. */
id shifts_put(struct graph *g, id a);

/* convention.c: in the roots of derivatives and new weights, what divides by a sum of squares
 * becomes 0 where that is 0. */
bool convention_put(struct computation *c);

/* sparse_values.c: the numbers of the nonzeros from the factors' values. */
bool sparse_values_fill(struct computation *c, struct dcalc_array *array);

/* digits.c: a number as it is to be printed: to the request's digits, or the shortest. */
void digits_print(const struct question *q, double x, struct str *out);

/* The correctly rounded result of an entry of a root, which has this slot, as a double and, where
 * digits were asked for or a double cannot hold it, as text. False while the enclosure is too wide
 * to tell. */
bool digits_of_entry(const struct computation *c, size_t root, uint32_t slot, int64_t i,
                     double *value, const char **text);

/* The same of an enclosure by itself, and of a ball. */
bool digits_decided(const struct question *q, struct answer *answer, mpfi_srcptr x, double *value,
                    const char **text);
bool digits_of_ball(const struct question *q, struct answer *answer, const struct ball *x,
                    double *value, const char **text);

/* What the last precision leaves to round, and what its errors are about. */
struct last_look {
    const struct question *q;
    struct answer *answer;
    struct span span;
    long bits;
    bool gave_up; /* the evaluator did, on something */
};
/* Answers with a note what no precision rounds for sure: a value next to nothing as 0, the middle
 * of two neighbours as one of them. False after an error. */
bool digits_settled(const struct last_look *last, mpfi_srcptr x, double *value, const char **text);
/* The digits of an exact number, and of a double. Always true. */
bool digits_of_number(const struct question *q, struct answer *answer, number n, double *value,
                      const char **text);
bool digits_of_double(const struct question *q, struct answer *answer, double x, double *value,
                      const char **text);

/* coefficients.c: coefficients first to first + n - 1 of the monomials of total degree at most
 * `degree`, or, of one variable, the derivative of that order, as the numbers of an array. */
enum by_series {
    SERIES_ANSWERED,
    SERIES_NOT_ANALYTIC, /* or cannot be shown to be */
    SERIES_FAILED,       /* after an error, or without memory */
};
struct coefficients {
    size_t degree, first, n;
    bool derivative;
};
struct expansion;
enum by_series coefficients_make(const struct question *q, struct answer *answer,
                                 struct expansion *e, const struct coefficients *of,
                                 struct dcalc_array *out);
/* remainder.c: bounds on the function minus its printed Taylor polynomial over the range. */
bool remainder_make(const struct question *q, struct answer *answer);

/* Computes the answer's numbers. False after a diagnostic. *kept is what can answer the question at
 * another point, or stays NULL. */
struct kept_tape;
bool numbers_make(const struct question *q, struct answer *answer, struct kept_tape **kept);
/* The same of any question, also of one whose numbers come from a series. */
bool numbers_answer(struct question *q, struct answer *answer, struct kept_tape **kept);

#endif
