/* fuzz.h - what the fuzz targets share: sessions with small limits, the laws that every result
 * keeps whatever was asked, and how a target says what it found. */
#ifndef FUZZ_H
#define FUZZ_H

#include "app/dcalc.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Aborts with the words of the law that was broken. */
#define LAW(holds, ...) ((holds) ? (void)0 : fuzz_broken(__FILE__, __LINE__, __VA_ARGS__))

static inline void __attribute__((noreturn, format(printf, 3, 4)))
fuzz_broken(const char *file, int line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s:%d: ", file, line);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    abort();
}

/* So small that no input is slow, under sanitizers too. */
static inline dcalc *fuzz_session(double seconds)
{
    dcalc *session = dcalc_new();
    if (!session) abort();
    struct dcalc_limits limits = DCALC_INIT(dcalc_limits);
    dcalc_default_limits(&limits);
    limits.depth = 2000;
    limits.nodes = 200000;
    limits.digits = 5000;
    limits.memory = (size_t)128 << 20;
    limits.seconds = seconds;
    dcalc_set_limits(session, &limits);
    return session;
}

static inline struct dcalc_text fuzz_text(const char *bytes, size_t length)
{
    return (struct dcalc_text){bytes, length, "text"};
}

static inline void fuzz_check_error(const struct dcalc_diagnostic *d)
{
    LAW(d->kind != DCALC_OK && d->message && *d->message, "an error without a message");
    LAW(d->start <= d->end, "%s: a span from %zu to %zu", d->message, d->start, d->end);
    LAW(!d->line || strlen(d->line) <= d->line_length, "%s: a line cut short", d->message);
    LAW(!d->line || d->caret_column <= d->line_length, "%s: a caret off the line", d->message);
}

static inline void fuzz_check_array(const struct dcalc_array *a)
{
    size_t count = a->ndim == 0 ? 1 : a->ndim == 1 ? a->dims[0] : a->dims[0] * a->dims[1];
    LAW(a->ndim >= 0 && a->ndim <= 2, "%d dimensions", a->ndim);
    LAW(a->count == count, "%zu entries in a shape of %zu", a->count, count);
    for (size_t i = 0; i < a->n_formulas; i++)
        LAW(a->formulas[i] && *a->formulas[i], "an empty formula");
}

static inline void fuzz_render(const struct dcalc_request *request,
                               const struct dcalc_result *result, enum dcalc_format format)
{
    struct dcalc_render how = {.size = sizeof how, .format = format};
    size_t length = 0;
    char *bytes = dcalc_render(request, result, &how, &length);
    LAW(bytes, "nothing was rendered");
    LAW(!memchr(bytes, '\0', length), "a NUL in the output");
    free(bytes);
}

static inline bool fuzz_has_answer(const struct dcalc_result *result)
{
    const struct dcalc_array *a = result->n_derivatives ? result->derivatives : result->values;
    return a && (a->values || a->formulas);
}

/* What is printed as 0 because it cannot be told from 0 must be very small indeed. */
static inline void fuzz_check_note(const char *note)
{
    const char *bound = strstr(note, "it is below ");
    LAW(!bound || strtod(bound + 12, NULL) < 1e-300, "not so small: %s", note);
}

/* What holds of every result; renders it as well. */
static inline void fuzz_check_result(const struct dcalc_request *request,
                                     const struct dcalc_result *result)
{
    LAW(result, "no result");
    LAW((result->status == DCALC_OK) == (result->n_errors == 0), "status and errors differ");
    for (size_t i = 0; i < result->n_errors; i++) fuzz_check_error(&result->errors[i]);
    if (result->status == DCALC_OK) {
        LAW(fuzz_has_answer(result), "an answer without numbers and without formulas");
        for (size_t i = 0; i < result->n_values; i++) fuzz_check_array(&result->values[i]);
        for (size_t i = 0; i < result->n_derivatives; i++)
            fuzz_check_array(&result->derivatives[i]);
        for (size_t i = 0; i < result->n_notes; i++) fuzz_check_note(result->notes[i]);
        fuzz_render(request, result, DCALC_TEXT);
    } else {
        char *errors = dcalc_render_errors(result, false);
        LAW(errors && *errors, "an error that cannot be shown");
        free(errors);
    }
    fuzz_render(request, result, DCALC_JSON);
}

#endif
