/* screen.h - how wide a terminal is, how wide texts are on it, and lists in columns. */
#ifndef CMD_SCREEN_H
#define CMD_SCREEN_H

#include "pool.h"

#include <stddef.h>

enum { SCREEN_USUAL = 80 };

/* Returns the columns of the terminal that the descriptor is, or SCREEN_USUAL. */
size_t screen_width(int fd);

/* Returns how many columns a text of UTF-8 takes, each invalid byte as one. */
size_t screen_columns(const char *bytes, size_t length);

/* Adds the words in columns, read downwards, none of them broken, in lines that fit the width. */
void screen_list(struct text *out, const char *const *words, size_t n, size_t width);

/* Adds the words of a text in lines that fit the width, each indented by so many blanks; the first
 * line has `column` columns already. Ends the last one. */
void screen_wrap(struct text *out, const char *words, size_t column, size_t indent, size_t width);

#endif
