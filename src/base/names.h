/* names.h - interned strings: equal names have equal numbers. */
#ifndef BASE_NAMES_H
#define BASE_NAMES_H

#include "base/mem.h"

struct name {
    const char *text;
    uint32_t length;
    uint32_t hash;
};

struct names {
    VEC(struct name) all;
    uint32_t *slots; /* open addressing, number + 1 */
    size_t n_slots;
};

#define NAME_NONE UINT32_MAX

/* The hash of a text, byte by byte (FNV-1a), for readers that see each byte anyway. */
#define NAMES_HASH_EMPTY 2166136261u
static inline uint32_t names_hash_byte(uint32_t hash, char byte)
{
    return (hash ^ (unsigned char)byte) * 16777619u;
}
uint32_t names_hash(const char *text, size_t length);

/* Returns the number of a name, adding it if it is new; NAME_NONE when out of memory. */
uint32_t names_intern(struct names *names, struct arena *arena, const char *text, size_t length);
/* The same for a text whose hash is known. */
uint32_t names_intern_hashed(struct names *names, struct arena *arena, const char *text,
                             size_t length, uint32_t hash);
/* Returns the number of a name, or NAME_NONE if it was never added. */
uint32_t names_find(const struct names *names, const char *text, size_t length);
static inline const char *names_text(const struct names *names, uint32_t name)
{
    return names->all.at[name].text;
}
void names_free(struct names *names, struct mem *mem);

/* Returns how many single-character edits turn a into b, at most `most` + 1; swapping two
 * neighbours counts as one. Used for "did you mean". */
int names_distance(const char *a, size_t n, const char *b, size_t m, int most);

#endif
