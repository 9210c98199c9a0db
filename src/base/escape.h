/* escape.h - the way out of a library that cannot go on.
 *
 * GMP, MPFR and FLINT have no errors: where the system refuses memory they end the process, and one
 * call of theirs at a high precision takes minutes, which nothing interrupts. A program may let
 * dcalc serve their memory. Whatever they do then happens in an escape: when they next ask for
 * memory and there is none, or the core says to stop, they are left by a jump back to where the
 * escape began, and what they hold is freed.
 *
 * What else was weighed. A reserve of memory for the way back does not suffice, as one operation
 * may need more than any reserve, and does not help against time. A child process for each long
 * call costs a millisecond, loses the constants that the libraries keep, and is not for a library
 * to start in somebody else's program. A thread can be left alone but not ended, so that it goes on
 * computing.
 *
 * What a jump leaves behind in the libraries themselves, constants that are half computed, belongs
 * to the thread. So a thread that was left by a jump computes no more: later escapes run in a new
 * one. dcalc's own memory is consistent wherever a library asks for memory; what only the functions
 * that are left knew of is freed by mem_drop. */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include "base/diag.h"

#include <setjmp.h>

enum escaped {
    ESCAPED_NOT,     /* the work was done */
    ESCAPED_MEMORY,  /* the system refused memory */
    ESCAPED_LIMIT,   /* the core's limit of memory was reached */
    ESCAPED_WORKED,  /* the core's limit of work was reached */
    ESCAPED_STOPPED, /* the core said to stop */
};

/* A block of a library. Settled blocks, which outlive the escape that they were made in, have no
 * owner and are their own neighbours. */
struct escape_block {
    struct escape_block *older, *newer;
    size_t size;
    struct escape *owner;
};

/* Something that has to end after a jump, before memory is freed: its owner was left behind. */
struct escape_end {
    struct escape_end *next;
    void (*end)(void *user);
    void *user;
};

struct escape {
    struct core *core;       /* asked whether to go on, and for its limit; or NULL */
    const atomic_bool *stop; /* or NULL: says to stop too */
    atomic_size_t *worked;   /* takes the operations where there is no core; or NULL */
    /* private */
    jmp_buf back;
    struct escape *outer;
    struct escape_block blocks; /* the ring of all that are not freed */
    struct escape_end *ends;
    size_t held, credit, given; /* bytes in the ring; that may be had before the core is asked;
                                   that could be then */
    void (*work)(void *user);
    void *user;
    enum escaped how;
};

/* Runs work(user). After a jump, the libraries' blocks are still there: what of them belongs to
 * structures that stay is freed first, by its own functions, and the rest by escape_drop. Zero the
 * struct but for `core` and `stop`. If the libraries are not owned, the work just runs. */
enum escaped escape_run(struct escape *escape, void (*work)(void *user), void *user);
void escape_drop(struct escape *escape);

/* Appends to the core why an escape was left. Returns false unless it was not. */
bool escape_say(struct core *core, enum escaped how);

/* From now on the innermost escape of this thread asks `core`; returns the one before, to be given
 * back when the core ends. */
struct core *escape_ask(struct core *core);
void escape_ask_no_more(struct core *core, struct core *before);
/* Nobody is jumped over between these two: around functions of the caller. */
struct escape *escape_leave(void);
void escape_return(struct escape *escape);
/* Adds what is to end after a jump out of this thread's innermost escape, and takes it off. */
void escape_add_end(struct escape_end *end);
void escape_remove_end(struct escape_end *end);

/* Lets GMP and MPFR, as this program has them, be served from now on; before any of their numbers
 * is made, and before a second thread runs. `hopeless` is called, and must end the process, if
 * memory fails outside of every escape. False, without effect, where threads share MPFR's
 * constants. */
bool escape_own_libraries(void (*hopeless)(void));
bool escape_owns_libraries(void);
/* Whether this thread was left by a jump, so that the libraries' constants in it are neither to be
 * used nor to be freed. */
bool escape_has_spoilt_thread(void);

/* The memory functions, for libraries that are opened later; FLINT's do not say sizes. */
void *escape_allocate(size_t size);
void *escape_resize(void *block, size_t old_size, size_t new_size);
void escape_free(void *block, size_t size);
/* Frees what this thread keeps for later, before it ends. */
void escape_free_kept(void);
void *escape_flint_zeroed(size_t n, size_t size);
void *escape_flint_resize(void *block, size_t size);
void escape_flint_free(void *block);

#endif
