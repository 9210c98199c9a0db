/* diag.h - diagnostics with spans, and the context that every stage is given.
 *
 * Stages append diagnostics and return a poison value; the stage boundary reads the diagnostics
 * once. */
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

/* Bytes start to end (exclusive) of source number `source`; 0 means that no text is meant. */
struct span {
    uint32_t source, start, end;
};

/* A text being read, or a part of one. The core's arena owns it. */
struct source {
    const char *name;
    const char *bytes; /* with a NUL behind them; NULL for a binary file, which has only a name */
    size_t length;
    size_t lines_before; /* lines that precede this part in its file */
};

struct diag {
    enum kind kind;
    struct span span;
    const char *message, *hint;
};

struct limits {
    size_t depth, nodes, digits, bytes, memory, work;
    double seconds;
    bool own_seconds; /* they are the request's own, and not the session's */
};

/* What every stage is given: memory, limits, sources and the diagnostics so far. */
struct core {
    struct mem mem;
    struct arena arena;
    struct limits limits;
    VEC(struct source) sources; /* sources.at[0] is unused */
    VEC(struct diag) diags;
    bool given_up; /* a trial was abandoned, which is not an error (graph/number_trial.h) */
    struct names names;
    atomic_bool *interrupted; /* set by another thread or a signal handler */
    /* Called by every thread between pieces of work, if it is given: what must not wait until some
     * other thread gets a processor. */
    void (*look)(void *user);
    void *look_user;
    double deadline;         /* monotonic seconds, 0: none */
    uint32_t ticks, counted; /* calls of core_go_on; of those that are in `work` */
    atomic_size_t work;      /* operations so far; only the core's thread adds to them */
};

/* Registers a copy of a text. Returns its number, or 0 when out of memory. */
uint32_t core_add_source(struct core *core, const char *name, const char *bytes, size_t length);
/* The same for a part of a file that starts after `lines_before` lines, and for a binary file,
 * which has only a name. */
uint32_t core_add_part(struct core *core, const char *name, const char *bytes, size_t length,
                       size_t lines_before);
uint32_t core_add_binary(struct core *core, const char *name);

/* Appends an error. Always returns false, so that callers can `return diag_error(...)`. */
bool diag_error(struct core *core, enum kind kind, struct span span, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Adds a hint on what to do to the newest error. Always returns false. */
bool diag_hint(struct core *core, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A trial of something that may fail without harm. Between trial_begin and trial_end, the core's
 * earlier errors are set aside, and new errors belong to the trial. */
struct trial {
    VEC(struct diag) others;
};
void trial_begin(struct trial *trial, struct core *core);
/* Ends the trial and drops its errors, or adds them to the core's. That time or work is used up, or
 * that the user has interrupted, is never dropped: it says nothing about what was tried. */
void trial_end(struct trial *trial, struct core *core, bool keep_errors);

/* Returns true if there is a reason to stop: an error, lack of memory, or an abandoned trial. */
static inline bool diag_any(const struct core *core)
{
    return core->diags.n > 0 || core->mem.failed || core->given_up;
}

/* Returns false once the time or the work is used up, the user has interrupted, an error was
 * appended or memory has run out. Cheap enough for inner loops. */
bool core_go_on_slow(struct core *core);
static inline bool core_go_on(struct core *core)
{
    return (++core->ticks & 1023) != 0 || core_go_on_slow(core);
}

/* Counts operations against limits.work. One is about a nanosecond of a processor, but the count
 * is the same on every machine: of entries, of nodes, of bytes that GMP asks for.
 * core_has_worked() says whether the work is used up. */
static inline void core_count(struct core *core, size_t operations)
{
    size_t work = atomic_load_explicit(&core->work, memory_order_relaxed) + operations;
    atomic_store_explicit(&core->work, work, memory_order_relaxed);
}

static inline void core_look(const struct core *core)
{
    if (core->look) core->look(core->look_user);
}

bool core_has_worked(const struct core *core);
/* Appends the error that says so. Always returns false. */
bool core_say_worked(struct core *core);

/* Whether the time or the work is used up, or the user has interrupted. */
bool core_must_stop(const struct core *core);
/* Appends the error that says so; the seconds are those of `limits`. Always returns false. */
bool core_say_stopped(struct core *core, const struct limits *limits);

/* Frees the arena, texts, diagnostics and names, but not what the stages allocated from `mem`. */
void core_free(struct core *core);

/* Lowers limits.seconds to those that a request asks for; 0: it does not. */
void limits_lower_seconds(struct limits *limits, double seconds);

/* Starts the clock of limits.seconds and the count of limits.work. */
void core_start_clock(struct core *core);

/* Returns the monotonic clock in seconds. */
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
