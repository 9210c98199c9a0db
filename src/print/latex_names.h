/* latex_names.h - names, numbers and functions as LaTeX. */
#ifndef PRINT_LATEX_NAMES_H
#define PRINT_LATEX_NAMES_H

#include "print/formula.h"
#include "print/spelling.h"

/* The rule for names: w1 is w_{1}, y_true y_{\mathrm{true}}, alpha \alpha, and x̂ \hat{x}. Where
 * another name has that, it is written as it was typed, upright: \mathrm{w\_1}. */
enum fit latex_spell(struct str *out, const char *name, unsigned k);
/* Writes a name that stands beside no others. */
void latex_name(struct str *out, const char *name);
/* Writes a number: 1/3 as a fraction, 2.5e30 with a power of ten. */
void latex_number(struct graph *g, number n, struct str *out);
/* Writes a number that is already printed, such as -2.5e30. */
void latex_digits(struct str *out, const char *text);

/* Appends LaTeX with the letters of names that are codes in it, \text{вес} for
 * \mathrm{u0432u0435u0441}; with `cyrillic`, names in Cyrillic letters alone. */
void latex_put_letters(struct str *out, const char *latex, bool cyrillic);

/* Appends LaTeX with the names that Russian schools have for functions: \operatorname{tg} for
 * \tan. */
void latex_put_school(struct str *out, const char *latex);
/* Does so with n formulas. False without memory. */
bool latex_use_school(struct graph *g, struct formulas *formulas, size_t n);
/* Returns what a function is called beside such formulas, in words: arctan, ln, or arctg. */
const char *latex_spoken_name(struct core *core, enum fn fn, bool school);

/* How a function of the table is written: the text before, between and after its arguments. */
struct latex_function {
    const char *open, *between, *close;
    const char
        *power; /* the text before an exponent that goes inside, as in \sin^{2}(x); or NULL */
    int binds;  /* enum tightness */
};
struct latex_function latex_function(enum fn fn);
/* True if the symbol with which a notation begins is not how one of the names is written. names:
 * NULL is none. */
bool latex_symbol_is_free(const struct spelling *names, const char *open);

#endif
