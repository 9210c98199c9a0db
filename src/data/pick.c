#include "data/pick.h"

#include <limits.h>
#include <string.h>
#include <sys/stat.h>

/* Returns where the group of brackets begins that ends before `end`, or NULL. */
static const char *group_start(const char *word, const char *end)
{
    size_t depth = 0;
    if (end == word || end[-1] != ']') return NULL;
    for (const char *at = end; at-- > word;) {
        if (*at == ']') depth++;
        if (*at == '[' && --depth == 0) return at;
    }
    return NULL;
}

/* Puts the items of [a][b] into `out`, from the last to the first, as they are found. Returns where
 * the first group begins. */
static const char *take_items(struct arena *arena, const char *word, struct pick *out)
{
    const char *end = word + strlen(word), *start;
    out->n = 0;
    while (out->n < PICK_MOST && (start = group_start(word, end)) && start > word) {
        const char *item = arena_text(arena, start + 1, (size_t)(end - start) - 2);
        memmove(out->items + 1, out->items, (size_t)out->n++ * sizeof *out->items);
        out->items[0] = item;
        end = start;
    }
    return end;
}

/* Returns the end of the quoted text at the beginning of the word, behind the quote, or NULL. */
static const char *quoted_end(const char *word)
{
    if (*word != '"' && *word != '\'') return NULL;
    for (const char *at = word + 1; *at; at++) {
        if (*at != *word) continue;
        if (at[1] != *word) return at + 1;
        at++;
    }
    return NULL;
}

/* Returns the text between quotes, in which doubled ones become single. */
static const char *unquoted(struct arena *arena, const char *word, const char *end)
{
    char *text = arena_text(arena, word + 1, (size_t)(end - word) - 2), *to = text;
    for (const char *from = text; from && *from; from++) {
        *to++ = *from;
        if (*from == *word) from++;
    }
    if (text) *to = '\0';
    return text;
}

static bool is_there(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0;
}

bool pick_read(struct arena *arena, const char *word, bool on_disk, struct pick *out)
{
    *out = (struct pick){.path = arena_text(arena, word, strlen(word))};
    if (!out->path || (on_disk && is_there(word))) return out->path != NULL;
    const char *quoted = quoted_end(word), *end = take_items(arena, word, out);
    for (int i = 0; i < out->n; i++)
        if (!out->items[i]) return false;
    out->path = quoted == end ? unquoted(arena, word, quoted)
                              : arena_text(arena, word, (size_t)(end - word));
    return out->path != NULL;
}

/* Reads -12 or the like; false where there is no number, or a long one. */
static bool take_number(const char **item, long *out)
{
    enum { DIGITS = 18 };
    bool negative = **item == '-';
    const char *at = *item + negative;
    size_t digits = strspn(at, "0123456789");
    if (digits == 0 || digits > DIGITS) return false;
    for (*out = 0; digits > 0; digits--) *out = 10 * *out + (*at++ - '0');
    if (negative) *out = -*out;
    return *item = at, true;
}

int pick_places(const char *item, struct pick_place *out, int most)
{
    int n = 0;
    do {
        struct pick_place place = {.end = LONG_MAX};
        bool any = take_number(&item, &place.first);
        if (n == most || (!any && *item != ':')) return 0;
        place.is_range = *item == ':';
        if (place.is_range && *++item && *item != ',' && !take_number(&item, &place.end)) return 0;
        out[n++] = place;
    } while (*item == ',' && item++);
    return *item ? 0 : n;
}
