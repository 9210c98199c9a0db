/* point_decimals.h - the decimals that the point of a request is written with, read once: the
 * cache, the graph and a kept tape take them from here. */
#ifndef QUESTION_POINT_DECIMALS_H
#define QUESTION_POINT_DECIMALS_H

#include "app/dcalc.h"
#include "base/mem.h"
#include "graph/shape.h"

/* The longest decimal that is read here, and the largest power of ten in it. What is beyond is left
 * to the parser, which reads everything. */
enum { POINT_DECIMAL_LENGTH = 60, POINT_DECIMAL_EXPONENT = 400 };

/* A decimal, mantissa * 10^exponent, where it stands in the request. */
struct point_decimal {
    const char *text;
    uint32_t length;
    int32_t exponent;
    int64_t mantissa;
};

/* The entries of one binding, row by row: decimals from `first` on. */
struct binding_decimals {
    struct shape_data shape;
    size_t first;
};

struct point_decimals {
    VEC(struct binding_decimals) bindings; /* as in request->at */
    VEC(struct point_decimal) all;
};

/* Reads the point of a request, in place of what was read before. False unless every value is a
 * decimal, a list of decimals or a list of lists of them, and without memory. */
bool point_decimals_read(struct mem *mem, struct point_decimals *point,
                         const struct dcalc_request *request);
void point_decimals_free(struct mem *mem, struct point_decimals *point);

#endif
