/* phrases.h - the words of explanations, in every language that there is a file of. */
#ifndef PRINT_PHRASES_H
#define PRINT_PHRASES_H

#include <stddef.h>

enum phrase {
#define PHRASE(id, text) PHRASE_##id,
#include "print/phrases_en.def"
#undef PHRASE
    PHRASES
};

/* Returns a phrase, which may be a format of printf. Languages count as in enum dcalc_language of
 * the public header; an unknown one is English. */
const char *phrase_in(int language, enum phrase which);
/* Returns the code of a language, "en", or NULL past the last. */
const char *phrase_language(int language);

#endif
