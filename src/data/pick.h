/* pick.h - what a word after @ names: a file, and which of its items. */
#ifndef DATA_PICK_H
#define DATA_PICK_H

#include "data/array.h"

enum { PICK_MOST = 4 };

/* model.npz[fc1.weight]: the path, and the items one within the other. */
struct pick {
    const char *path;
    const char *items[PICK_MOST];
    int n;
};

/* Reads PATH[ITEM][ITEM]... whose path may be in quotes, where it has commas, blanks at its ends or
 * brackets; a quote within is doubled. A file that is called just as the word is meant first
 * (`on_disk`: there may be one). The texts are in the arena. Returns false without memory. */
bool pick_read(struct arena *arena, const char *word, bool on_disk, struct pick *out);

/* Reads an item such as 0, -1 or 1,2 as at most `most` indexes. Returns how many, or 0 if it is
 * none. */
int pick_indexes(const char *item, long *out, int most);

#endif
