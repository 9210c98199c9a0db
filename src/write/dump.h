/* dump.h - views of the stages, for people who look for a fault. */
#ifndef WRITE_DUMP_H
#define WRITE_DUMP_H

#include "question/question.h"

/* "tokens", "ast", "graph" or "tape" of the work's request; to be freed with free(). */
char *dump_stage(struct question *q, const char *stage);

#endif
