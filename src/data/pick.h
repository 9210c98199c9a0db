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

/* An index along an axis, or the range first:end of indexes, which keeps the axis. Those below 0
 * count from the end; a range without an end has LONG_MAX there. */
struct pick_place {
    bool is_range;
    long first, end;
};
/* Reads an item such as 0, -1, 1,2 or 0:10,2 as at most `most` places. Returns how many, or 0 if it
 * is none. */
int pick_places(const char *item, struct pick_place *out, int most);

#endif
