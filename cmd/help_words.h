/* help_words.h - constants and words of the language. */
#ifndef CMD_HELP_WORDS_H
#define CMD_HELP_WORDS_H

#include <stddef.h>

struct help_word {
    const char *name, *text;
};

/* Returns row i, or NULL past the end. */
const struct help_word *help_word_at(size_t i);
/* Returns the row of a name, or NULL. */
const struct help_word *help_word_find(const char *name);

#endif
