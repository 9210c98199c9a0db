/* watchdog.h - ends the program where work that looks at nothing, such as one call of a library,
 * goes on after its time is up or a signal has come. Work that looks ends by itself before. */
#ifndef CMD_WATCHDOG_H
#define CMD_WATCHDOG_H

#include <stdbool.h>
#include <stddef.h>

/* After so many seconds, and a tenth of a second of processor time more, the program ends with this
 * status after writing the message to standard error. The message must stay. */
void watchdog_set(double seconds, int status, const char *message, size_t length);
/* The work is done: it may take any time to write the answer. */
void watchdog_end(void);

/* Ends the program if its time is up. */
void watchdog_look(void);

/* A signal handler may call these: the program ends with this status after a tenth of a second of
 * processor time, unless the watchdog is told to spare it; or at once, or after a tenth of a second
 * where it holds. */
void watchdog_wake(int status);
void watchdog_end_now(int status);
void watchdog_spare(bool on);

/* While it holds, as between two writes that belong together, the program does not end. */
void watchdog_hold(bool on);

/* This thread writes, and may wait for a reader: after a signal its waiting is interrupted, also
 * where it left signals to others until then. One thread at a time writes. */
void watchdog_writes(bool on);

/* What is written, with the status in the middle, to a file that is then given its name. */
struct last_words {
    int fd;
    const char *before, *after;
    const char *unnamed; /* the path of a file without a name, which gets one; or NULL */
    const char *to;      /* the name at last */
};

/* Removes a file at the end if it comes to that, or writes the last words; NULL: no longer. */
struct unfinished {
    struct unfinished *next;
    const char *path; /* the name until the end; NULL where it is not replaced */
    const struct last_words *last_words;
};
void watchdog_remove(struct unfinished *file);
void watchdog_keep(struct unfinished *file);

#endif
