/* plot.h - pictures of functions, and of data beside them. */
#ifndef PLOT_PLOT_H
#define PLOT_PLOT_H

#include "question/answer.h"

/* Answers a request of DCALC_PLOT: the picture becomes the answer's document, drawn with characters
 * if the format is text, else as SVG. False after an error. */
bool plot_make(struct question *q, struct answer *answer);

#endif
