/* spelled.h - names of columns and arrays as expressions can write them. */
#ifndef DATA_SPELLED_H
#define DATA_SPELLED_H

#include "base/mem.h"

/* Returns a name of letters, digits and underscores: the name itself if it is one, else height_cm
 * for "height (cm)", _1960 for "1960". Returns "" if nothing can be made of it, NULL without
 * memory. The text is the name itself or lies in the arena. */
const char *spelled_name(struct arena *arena, const char *name);

#endif
