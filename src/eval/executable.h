/* executable.h - memory for machine code. It is written first and executed afterwards, never both
 * at once, and lies between two pages that nobody may touch. */
#ifndef EVAL_EXECUTABLE_H
#define EVAL_EXECUTABLE_H

#include "base/mem.h"

struct executable {
    uint8_t *at; /* where the bytes are; NULL: there are none */
    size_t size; /* of their pages, in bytes */
};

/* Copies n bytes into memory that may be executed; `mem` counts it. Leaves e->at NULL where that
 * is not possible: some systems forbid it. */
void executable_make(struct executable *e, struct mem *mem, const uint8_t *bytes, size_t n);
void executable_free(struct executable *e, struct mem *mem);

#endif
