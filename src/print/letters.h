/* letters.h - letters of names, for languages that are written in ASCII. */
#ifndef PRINT_LETTERS_H
#define PRINT_LETTERS_H

#include "base/str.h"

struct letter_row {
    uint32_t code;
    const char *word, *latex;
    enum { LETTER_ALONE, LETTER_BELOW, LETTER_ACCENT } kind;
};

/* A letter and the accents over it. é is read as e with an accent. */
enum { MOST_ACCENTS = 4 };
struct letter {
    uint32_t code;                /* without its accents */
    const struct letter_row *row; /* NULL for ASCII, and for letters without a word */
    const struct letter_row *accents[MOST_ACCENTS];
    int n_accents;
};

/* Reads the first letter of the n bytes at text, n > 0. Returns how many bytes it takes. Bytes that
 * are no UTF-8 are letters of their own. */
size_t letter_read(const char *text, size_t n, struct letter *letter);
/* Appends a letter in ASCII: b, alpha, x_hat, 1 for a subscript; u0434 if it has no word. */
void letter_put_word(struct str *out, const struct letter *letter);
/* Reads a word in which letters are written as u0434, where ASCII has no command for them. Appends
 * it with these letters. False, and nothing appended, if there are none. */
bool letters_read_codes(struct str *out, const char *word, size_t n);
/* True if letter_put_word() writes a digit first. */
bool letter_is_digit(const struct letter *letter);
/* Returns the row whose command has this name, or NULL: that of ħ for "hbar". */
const struct letter_row *letter_of_command(const char *name, size_t n);

#endif
