/* work.h - the work behind an answer, as lines that any format can write: named parts, their
 * derivatives, and the rule that gives each. */
#ifndef WRITE_WORK_H
#define WRITE_WORK_H

#include "write/write.h"
#include "eval/eval.h"
#include "tape/tape.h"

enum work_kind {
    WORK_TITLE, /* words above the lines that follow */
    WORK_LINE,  /* name = formula = value, and a rule */
    WORK_CHAIN, /* a factor of the chain rule, as a line; the outermost begins the product */
    WORK_STEP,  /* a weight's new value: weight - rate*gradient, in numbers */
};

struct work_line {
    enum work_kind kind;
    const char *text; /* the title, or the rule in words; NULL if there is none */
    id name;          /* a variable; POISON where the line goes on with the one before */
    id formula;
    id value;        /* what the line's number is; POISON if it has none */
    id rate, change; /* of a step: the learning rate and the gradient */
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
bool work_title(struct work *w, const char *title);
bool work_line(struct work *w, id name, id formula, const char *rule);
bool work_push(struct work *w, struct work_line line);
/* Returns a variable of the shape that stands for `value` under a name of the work's own; POISON
 * without memory. */
id work_name(struct work *w, const char *name, shape of, id value);
/* Returns formatted text in the core's arena, or NULL. */
const char *work_text(struct work *w, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Computes the values of the lines, if there is a point (work_values.c). */
bool work_evaluate(struct work *w);
/* Appends a value of a line: a number, lists of numbers, or of a large array its shape and norm. */
void work_put_value(struct work *w, id node, struct str *out);
void work_free(struct work *w);

/* Writes the lines as text for a terminal (work_text.c). */
void work_write(struct work *w, struct str *out);

#endif
