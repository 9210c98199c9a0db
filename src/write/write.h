/* write.h - the stages that write an answer in words and formulas. Each returns false after a
 * diagnostic. */
#ifndef WRITE_WRITE_H
#define WRITE_WRITE_H

#include "question/answer.h"

/* formulas.c: in the names, or closed forms at the point. */
bool formulas_write(const struct question *q, struct answer *answer);
bool formulas_write_exact(const struct question *q, struct answer *answer);
/* Makes formulas shorter as answers are, also by the question's equations, except those whose form
 * a word of the program has chosen. */
bool formulas_shorten(const struct question *q, id *roots, size_t n);
/* polynomial.c: a Taylor polynomial in powers of x - a, from its numbers; and as a node, POISON
 * without memory. */
bool polynomial_write(const struct question *q, struct answer *answer);
id polynomial_node(const struct question *q, const struct answer *answer);
/* explain.c: the work step by step. */
bool explain_write(const struct question *q, struct answer *answer);
/* Puts the title of a step of training over its work, as the form of the request has it. */
void explain_put_step(struct str *out, const struct dcalc_request *request, int step);
/* document.c: the whole answer in another language; code.c: as a function, in C or for NumPy. */
bool document_write(const struct question *q, struct answer *answer);
bool code_write(const struct question *q, struct answer *answer);
/* lecture.c: the two passes as a lecture draws them, for Graphviz; of which questions; a document
 * too. */
bool lecture_suits(const struct question *q);
/* True if the picture stands beside the work: for some questions, and unless it is too large. */
bool lecture_suits_work(const struct question *q);
bool lecture_write(const struct question *q, struct answer *answer);
/* The graph as it is differentiated, for Graphviz. */
bool document_graph(const struct question *q, struct str *out);
/* What derivative i is called: df/dx. */
void document_label(const struct question *q, size_t i, struct str *out);

#endif
