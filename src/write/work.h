/* work.h - the work behind an answer, as lines that any format can write: named parts, their
 * derivatives, and the rule that gives each. */
#ifndef WRITE_WORK_H
#define WRITE_WORK_H

#include "write/write.h"
#include "eval/eval.h"
#include "print/phrases.h"
#include "tape/tape.h"

enum work_kind {
    WORK_TITLE, /* words above the lines that follow, and where it has them a name and a formula */
    WORK_LINE,  /* name = formula = value, and a rule */
    WORK_CHAIN, /* a factor of the chain rule, as a line; the outermost begins the product */
    WORK_GIVEN, /* a name of the point and its value */
    WORK_STEP,  /* a weight's new value: weight - rate*gradient, in numbers */
    WORK_KINDS,
};

struct work_line {
    enum work_kind kind;
    const char *text; /* the title, or the rule in words; NULL if there is none */
    id name;          /* a variable; POISON where the line goes on with the one before */
    id formula;
    id value;        /* what the line's number is; POISON if it has none */
    id rate, change; /* of a step: the learning rate and the gradient */
    id to;           /* of a limit: the number that the formula goes to, */
    int infinite;    /* or 1 or -1: it goes to inf or -inf; the text says it too */
};

struct work {
    const struct question *q;
    struct answer *answer;
    VEC(struct work_line) lines;
    VEC(struct bound_name) bound; /* the names that the work gives to parts */
    /* work_evaluate(): the values, by the tape's offsets. */
    struct tape tape;
    struct evaluation e;
    double *rounded;    /* certified, or NULL: those of e */
    const char **texts; /* beside them, what a double cannot say; in the answer's arena */
    bool has_values;
};

/* Each returns false without memory. */
bool work_title(struct work *w, enum phrase title);
/* A rule may be NULL. */
bool work_line(struct work *w, id name, id formula, const char *rule);
bool work_push(struct work *w, struct work_line line);
/* Returns a variable of the shape that stands for `value` under a name of the work's own; POISON
 * without memory. */
id work_name(struct work *w, const char *name, shape of, id value);
/* Returns the variable of such a name, which lines before define. */
id work_known(struct work *w, const char *name, shape of);
/* Returns a phrase in the language that was asked for. */
const char *work_phrase(const struct work *w, enum phrase which);
/* Returns formatted text in the core's arena, or NULL. */
const char *work_text(struct work *w, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Computes the values of the lines, if there is a point (work_values.c). */
bool work_evaluate(struct work *w);
/* True if the first entries of all values are finite. */
bool work_is_defined(struct work *w);
/* Append entry i of a line's value; "(784x256, norm 3.2)" if it is too large to be read, and then
 * return true; the whole value: a number, a list of numbers, rows of a matrix in lines of their
 * own, or that. */
void work_put_entry(struct work *w, id node, size_t i, struct str *out);
bool work_put_summary(struct work *w, id node, struct str *out);
void work_put_value(struct work *w, id node, struct str *out);
void work_free(struct work *w);

/* Write the lines: as text for a terminal; in LaTeX, which amsmath is enough for, or between the
 * marks of Markdown; as HTML with formulas in MathML (work_text.c, work_latex.c, work_html.c).
 * False without memory, or after an error about what LaTeX has no notation for. */
void work_write_text(struct work *w, struct str *out);
bool work_write_latex(struct work *w, struct str *out, bool markdown);
bool work_write_html(struct work *w, struct str *out);
/* Writes n lines of one kind from line `first` on to a page, which is what the form keeps. */
typedef void work_writer(void *page, size_t first, size_t n);
/* Gives all lines to the writers of their kinds; steps only where there are numbers, and without a
 * writer of their own to that of lines. */
void work_lay_out(const struct work *w, work_writer *const writers[WORK_KINDS], void *page);
/* Of many lines, and of many factors of a chain, the first and last are written: a mark stands in
 * the place of the first that is not. */
enum shown { IS_SHOWN, IS_MARK, IS_LEFT_OUT };
enum shown work_shows_line(size_t i, size_t n);
enum shown work_shows_factor(size_t i, size_t n);
/* Returns the mark of n lines: "... 150 lines like these ..."; "" without memory. */
const char *work_left_out(struct work *w, size_t n);
/* Returns a formula in lines of so many columns, broken where an operator stands and, if they are
 * many, without those in the middle, which it says; as it is where the room is 0 (work_wrap.c). */
const char *work_wrap(struct work *w, const char *text, size_t room);
/* True for a title that nothing follows. */
bool work_ends_sentence(const struct work_line *title);
/* True for a formula that stands in parentheses in a product. */
bool work_is_sum(const struct work *w, id formula);

#endif
