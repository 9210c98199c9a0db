/* diag.h - diagnostics with spans, and the core that every stage is given.
 *
 * Stages append diagnostics and return a poison value; the stage boundary reads them once. */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include "base/mem.h"
#include "base/names.h"

#include <stdatomic.h>

enum kind {
    KIND_OK,
    KIND_USAGE,
    KIND_SYNTAX,
    KIND_NAME,
    KIND_SHAPE,
    KIND_DOMAIN,
    KIND_POLE,
    KIND_KINK,
    KIND_OVERFLOW,
    KIND_UNDECIDED,
    KIND_LIMIT,
    KIND_IO,
};

/* Bytes start to end of source number `source` (0: no text at all). */
struct span {
    uint32_t source, start, end;
};

/* A text being read, or a part of one; owned by the core's arena. */
struct source {
    const char *name;
    const char *bytes; /* NULL: what is no text has a name alone */
    size_t length;
    size_t lines_before; /* in the file that this is a part of */
};

struct diag {
    enum kind kind;
    struct span span;
    const char *message, *hint;
};

struct limits {
    size_t depth, nodes, digits, bytes, memory;
    double seconds;
};

/* What every stage is handed: memory, limits, sources and the diagnostics so far. */
struct core {
    struct mem mem;
    struct arena arena;
    struct limits limits;
    VEC(struct source) sources; /* sources.at[0] is unused */
    VEC(struct diag) diags;
    bool given_up; /* what is being tried goes no further, which is no error (numbers_try) */
    struct names names;
    atomic_bool *interrupted; /* set by another thread or a signal handler */
    double deadline;          /* monotonic seconds, 0: none */
    uint32_t ticks;
};

/* Registers a text (copied); returns its number, 0 when memory is gone. */
uint32_t core_add_source(struct core *core, const char *name, const char *bytes, size_t length);
/* The same for what stands after so many lines of a file, and for a file whose bytes are no text.
 */
uint32_t core_add_part(struct core *core, const char *name, const char *bytes, size_t length,
                       size_t lines_before);
uint32_t core_add_binary(struct core *core, const char *name);

/* Appends an error. Always returns false, so that `return diag_error(...)` reads well. */
bool diag_error(struct core *core, enum kind kind, struct span span, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Adds what to do to the newest error. Always returns false. */
bool diag_hint(struct core *core, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Something that may fail without harm: until it ends, errors are its own. Between its two calls
 * the core's other errors are set aside, and work goes on. */
struct trial {
    VEC(struct diag) others;
};
void trial_begin(struct trial *trial, struct core *core);
/* Forgets its errors, or adds them to the core's. */
void trial_end(struct trial *trial, struct core *core, bool keep_errors);

/* Is there a reason not to go on? */
static inline bool diag_any(const struct core *core)
{
    return core->diags.n > 0 || core->mem.failed || core->given_up;
}

/* False once time is up, the user interrupted or memory ran out; cheap enough for inner loops. */
bool core_go_on_slow(struct core *core);
static inline bool core_go_on(struct core *core)
{
    return (++core->ticks & 1023) != 0 || core_go_on_slow(core);
}

/* Frees the arena, texts, diagnostics and names; not what stages took of the memory. */
void core_free(struct core *core);

/* The limit of seconds counts from now. */
void core_start_clock(struct core *core);

/* Monotonic clock in seconds. */
double core_clock(void);

/* The smallest span that covers both. */
static inline struct span span_join(struct span a, struct span b)
{
    if (!a.source) return b;
    if (!b.source || a.source != b.source) return a;
    if (b.start < a.start) a.start = b.start;
    if (b.end > a.end) a.end = b.end;
    return a;
}

#endif
