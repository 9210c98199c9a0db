/* dump.h - views of the stages, for people who look for a fault. */
#ifndef WRITE_DUMP_H
#define WRITE_DUMP_H

#include "question/question.h"

/* "tokens", "ast", "graph" or "tape" of a question whose stages have come so far; to be freed with
 * free(). NULL after a diagnostic or without memory. */
char *dump_stage(const struct question *q, const char *stage);

#endif
