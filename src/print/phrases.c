/* phrases.c - one table of phrases a language. Another language takes a file of phrases, a row
 * here, a word of --language in options.def and a member of enum dcalc_language. */
#include "print/phrases.h"

#define PHRASE(id, text) [PHRASE_##id] = (text),
static const char *const english[PHRASES] = {
#include "print/phrases_en.def"
};
static const char *const russian[PHRASES] = {
#include "print/phrases_ru.def"
};
#undef PHRASE

static const char *const *const languages[] = {english, russian};
enum { LANGUAGES = sizeof languages / sizeof *languages };

const char *phrase_in(int language, enum phrase which)
{
    return languages[language > 0 && language < LANGUAGES ? language : 0][which];
}

const char *phrase_language(int language)
{
    return language < LANGUAGES ? languages[language][PHRASE_LANGUAGE_CODE] : NULL;
}
