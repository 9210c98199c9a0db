/* plain.h - the plain case, which most questions at a point are: the point gives decimal numbers,
 * or lists of them, everything is defined there, and the first look decides every digit. The tape
 * then takes the point as its inputs, so that another point needs no other tape: cache.h keeps it.
 * What is not plain is left to numbers.c. */
#ifndef NUMBER_PLAIN_H
#define NUMBER_PLAIN_H

#include "number/numbers.h"

/* A decimal, mantissa * 10^exponent, where it stands in the request. */
struct plain_number {
    const char *text;
    uint32_t length;
    int32_t exponent;
    int64_t mantissa;
};

/* The entries of one binding: numbers from `first` on. */
struct plain_binding {
    struct shape_data shape;
    size_t first;
};

/* The point of a request, read. */
struct plain_point {
    VEC(struct plain_binding) bindings; /* as in request->at */
    VEC(struct plain_number) numbers;
};
/* False if the request is not plain. */
bool plain_read(struct mem *mem, struct plain_point *point, const struct dcalc_request *request);
void plain_point_free(struct mem *mem, struct plain_point *point);

struct plain_input {
    uint32_t slot, place; /* place: of the binding in request->at */
};

struct plain {
    struct computation c;
    VEC(struct plain_input) inputs;
};

/* Whether a work may be plain, which its point has yet to show. */
bool plain_suits(const struct work *w);
/* Tries such a work at its point. If it is answered, true, w->plain holds the tape. */
bool plain_answer(struct work *w);
/* Answers the work's request at another point with the tape at hand; false if that is not plain. */
bool plain_again(struct work *w, const struct plain_point *point);
void plain_free(struct work *w);

#endif
