#include "base/names.h"

#include <string.h>

uint32_t names_hash(const char *text, size_t length)
{
    uint32_t hash = NAMES_HASH_EMPTY;
    for (size_t i = 0; i < length; i++) hash = names_hash_byte(hash, text[i]);
    return hash;
}

/* Returns the slot that holds the name, or the free slot where it belongs. */
static inline size_t find_slot(const struct names *names, const char *text, size_t length,
                               uint32_t hash)
{
    size_t mask = names->n_slots - 1, i = hash & mask;
    for (; names->slots[i]; i = (i + 1) & mask) {
        const struct name *name = &names->all.at[names->slots[i] - 1];
        if (name->hash == hash && name->length == length && !memcmp(name->text, text, length))
            break;
    }
    return i;
}

static bool grow_slots(struct names *names, struct mem *mem)
{
    size_t old = names->n_slots, n = old ? old * 2 : 64;
    uint32_t *slots = mem_array(mem, n, sizeof *slots);
    if (!slots) return false;
    for (size_t k = 0; k < names->all.n; k++) {
        size_t i = names->all.at[k].hash & (n - 1);
        while (slots[i]) i = (i + 1) & (n - 1);
        slots[i] = (uint32_t)k + 1;
    }
    mem_free_array(mem, names->slots, old, sizeof *slots);
    names->slots = slots;
    names->n_slots = n;
    return true;
}

uint32_t names_find(const struct names *names, const char *text, size_t length)
{
    if (!names->n_slots) return NAME_NONE;
    size_t i = find_slot(names, text, length, names_hash(text, length));
    return names->slots[i] ? names->slots[i] - 1 : NAME_NONE;
}

uint32_t names_intern(struct names *names, struct arena *arena, const char *text, size_t length)
{
    return names_intern_hashed(names, arena, text, length, names_hash(text, length));
}

uint32_t names_intern_hashed(struct names *names, struct arena *arena, const char *text,
                             size_t length, uint32_t hash)
{
    if (names->all.n * 2 >= names->n_slots && !grow_slots(names, arena->mem)) return NAME_NONE;
    size_t i = find_slot(names, text, length, hash);
    if (names->slots[i]) return names->slots[i] - 1;
    struct name name = {arena_text(arena, text, length), (uint32_t)length, hash};
    if (!name.text || !vec_push(arena->mem, &names->all, name)) return NAME_NONE;
    names->slots[i] = (uint32_t)names->all.n;
    return (uint32_t)names->all.n - 1;
}

void names_free(struct names *names, struct mem *mem)
{
    mem_free_array(mem, names->slots, names->n_slots, sizeof *names->slots);
    vec_free(mem, &names->all);
    names->slots = NULL;
    names->n_slots = 0;
}

/* Computes the optimal string alignment distance, keeping three rows of the table at a time. */
int names_distance(const char *a, size_t n, const char *b, size_t m, int most)
{
    enum { LONGEST = 40 };
    if (n > LONGEST || m > LONGEST) return most + 1;
    int rows[3][LONGEST + 1] = {{0}};
    for (size_t j = 0; j <= m; j++) rows[0][j] = (int)j;
    for (size_t i = 1; i <= n; i++) {
        int *row = rows[i % 3], *above = rows[(i + 2) % 3], *second = rows[(i + 1) % 3];
        row[0] = (int)i;
        for (size_t j = 1; j <= m; j++) {
            int best = above[j - 1] + (a[i - 1] != b[j - 1]);
            if (above[j] + 1 < best) best = above[j] + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped && second[j - 2] + 1 < best) best = second[j - 2] + 1;
            row[j] = best;
        }
    }
    int distance = rows[n % 3][m];
    return distance > most ? most + 1 : distance;
}
