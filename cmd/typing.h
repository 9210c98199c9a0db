/* typing.h - characters as they are typed or pasted at a terminal. */
#ifndef CMD_TYPING_H
#define CMD_TYPING_H

#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

/* Bytes at..end are read and not yet returned. While something is being pasted, the terminal's mark
 * of its end is looked for, a tab is a blank, and other control characters and empty lines are left
 * out. */
struct typing {
    bool pasting;
    bool after_end; /* of a line, which may be two characters */
    size_t at, end;
    char bytes[512];
};

enum typed {
    TYPED_CHARACTER,
    TYPED_END,
    TYPED_SIGNAL,
    TYPED_RESIZED,
    TYPED_STOPPED,
    TYPED_RESUMED
};

/* What a terminal sends around what is pasted. */
#define PASTE_BEGINS "\033[200~"
#define PASTE_ENDS "\033[201~"

/* Waits for the next character on standard input, or for a signal. Bytes that are no UTF-8 become
 * U+FFFD, so that they are refused and not lost. After a signal that interrupts, what is being
 * pasted is given up. */
enum typed typing_next(struct typing *typing, wchar_t *out);

#endif
