#include "data/members.h"

#include "base/str.h"
#include "data/spelled.h"

#include <stdlib.h>
#include <string.h>

/* ---- the names that are asked for ---- */

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool wanted_make(struct arena *arena, const char *const *names, size_t n, struct wanted *out)
{
    const char **copies = arena_alloc(arena, (n + 1) * sizeof *copies);
    for (size_t i = 0; copies && i < n; i++)
        if (!(copies[i] = arena_text(arena, names[i], strlen(names[i])))) return false;
    if (copies && n) qsort(copies, n, sizeof *copies, compare_names);
    *out = (struct wanted){copies, n};
    return copies != NULL;
}

bool wanted_has(const struct wanted *wanted, const char *name)
{
    return !wanted || (wanted->n && bsearch(&name, wanted->names, wanted->n, sizeof *wanted->names,
                                            compare_names));
}

/* ---- the list ---- */

bool members_add(struct members *m, const char *name, size_t length, bool apart)
{
    struct core *core = m->file->core;
    struct member member = {.apart = apart};
    if (length > core->limits.bytes)
        return data_error(m->file, KIND_LIMIT, "a name longer than %zu bytes", core->limits.bytes);
    m->by_spelled.n = 0;
    member.name = arena_text(&core->arena, name, length);
    member.spelled = member.name ? spelled_name(&core->arena, member.name) : NULL;
    return member.spelled && vec_push(&core->mem, &m->all, member) && core_go_on(core);
}

bool members_add_whole(struct members *m)
{
    m->is_one = true;
    m->whole = m->all.n;
    return members_add(m, "", 0, false);
}

const char *members_source(const struct members *m, size_t i)
{
    struct core *core = m->file->core;
    struct str text = {.mem = &core->mem};
    str_putf(&text, "%s[%s]", m->file->name, m->all.at[i].name);
    return str_settle(&text, &core->arena);
}

void members_free(struct members *m)
{
    vec_free(&m->file->core->mem, &m->all);
    vec_free(&m->file->core->mem, &m->by_spelled);
}

/* ---- look-up: by the spelled name, whose members stand side by side ---- */

struct entry {
    const char *spelled;
    uint32_t member;
};

static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = strcmp(x->spelled, y->spelled);
    return order ? order : (x->member > y->member) - (x->member < y->member);
}

static bool sort(struct members *m)
{
    struct mem *mem = &m->file->core->mem;
    size_t n = 0;
    if (m->by_spelled.n || !m->all.n) return true;
    struct entry *entries = mem_array(mem, m->all.n, sizeof *entries);
    if (!entries) return false;
    for (size_t i = 0; i < m->all.n; i++)
        if (!m->all.at[i].apart) entries[n++] = (struct entry){m->all.at[i].spelled, (uint32_t)i};
    if (n) qsort(entries, n, sizeof *entries, compare_entries);
    bool fine = vec_reserve(mem, &m->by_spelled, n + 1);
    for (size_t i = 0; fine && i < n; i++) m->by_spelled.at[m->by_spelled.n++] = entries[i].member;
    mem_free_array(mem, entries, m->all.n, sizeof *entries);
    return fine;
}

static const struct member *sorted_at(const struct members *m, size_t i)
{
    return &m->all.at[m->by_spelled.at[i]];
}

/* The members of a spelled name: from *first on, as many as are returned. */
static size_t range_of(const struct members *m, const char *name, size_t *first)
{
    size_t low = 0, high = m->by_spelled.n, n = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(sorted_at(m, middle)->spelled, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (*first = low; low + n < m->by_spelled.n; n++)
        if (strcmp(sorted_at(m, low + n)->spelled, name) != 0) break;
    return n;
}

/* a.b, or [rec][p] of a field. */
static void put_name(struct str *out, const struct member *member)
{
    if (member->within)
        str_putf(out, "[%s][%s]", member->within, member->name);
    else
        str_puts(out, member->name);
}

static bool is_ambiguous(struct members *m, const char *name, size_t first, size_t n)
{
    enum { SHOWN = 6 };
    const struct member *one = sorted_at(m, first);
    struct str text = {.mem = &m->file->core->mem};
    for (size_t i = 0; i < n && i < SHOWN; i++) {
        str_puts(&text, !i ? "'" : i + 1 == n ? " or '" : ", '");
        put_name(&text, sorted_at(m, first + i));
        str_putc(&text, '\'');
    }
    if (n > SHOWN) str_putf(&text, " or %zu more", n - SHOWN);
    data_error(m->file, KIND_NAME, "'%s' may be %s", name, text.failed ? "" : text.s);
    str_clear(&text);
    str_putf(&text, one->within ? "" : "[");
    put_name(&text, one);
    diag_hint(m->file->core, "choose one: --at '%s=@%s%s%s'", name, m->file->name,
              text.failed ? "" : text.s, one->within ? "" : "]");
    str_free(&text);
    return false;
}

static bool occurs_twice(struct members *m, const char *name)
{
    data_error(m->file, KIND_USAGE, "the name '%s' occurs twice", name);
    return !strcmp(m->what, "column") &&
           diag_hint(m->file->core, "--columns %s=3 calls the third column so", name);
}

/* Finds which of n members that are spelled alike the name means. Arrays are listed before fields.
 */
static bool settle(struct members *m, const char *name, size_t first, size_t n, size_t *out)
{
    size_t exact = 0, arrays = 0;
    while (arrays < n && !sorted_at(m, first + arrays)->within) arrays++;
    if (arrays) n = arrays;
    if (!arrays && n > 1) return is_ambiguous(m, name, first, n);
    for (size_t i = first; i < first + n; i++)
        if (!strcmp(sorted_at(m, i)->name, name)) *out = m->by_spelled.at[i], exact++;
    if (exact > 1) return occurs_twice(m, name);
    if (exact == 1 || n == 0) return true;
    for (size_t i = first + 1; i < first + n; i++)
        if (!strcmp(sorted_at(m, i)->name, sorted_at(m, i - 1)->name))
            return occurs_twice(m, sorted_at(m, i)->name);
    if (n > 1) return is_ambiguous(m, name, first, n);
    return *out = m->by_spelled.at[first], true;
}

bool members_has(struct members *m, const char *spelled)
{
    size_t first;
    return sort(m) && range_of(m, spelled, &first) > 0;
}

static size_t find_apart(const struct members *m, const char *name)
{
    for (size_t i = 0; i < m->all.n; i++)
        if (m->all.at[i].apart && !strcmp(m->all.at[i].name, name)) return i;
    return SIZE_MAX;
}

bool members_find(struct members *m, const char *name, bool apart, size_t *out)
{
    *out = apart ? find_apart(m, name) : SIZE_MAX;
    if (*out != SIZE_MAX) return true;
    const char *key = spelled_name(&m->file->core->arena, name);
    size_t first, n;
    if (!key || !sort(m)) return false;
    n = range_of(m, key, &first);
    return settle(m, name, first, n, out);
}

size_t members_single(const struct members *m)
{
    size_t only = SIZE_MAX;
    for (size_t i = 0; i < m->all.n; i++) {
        if (m->all.at[i].apart || m->all.at[i].is_records) continue;
        if (only != SIZE_MAX) return SIZE_MAX;
        only = i;
    }
    return only;
}

bool members_choose(struct members *m, const struct wanted *wanted, struct chosen *out)
{
    struct mem *mem = &m->file->core->mem;
    if (!sort(m)) return false;
    for (size_t i = 0; i < m->all.n; i++) {
        const struct member *member = &m->all.at[i];
        size_t first, n, meant = SIZE_MAX;
        bool all_fields = !wanted && member->is_records;
        if (member->apart || all_fields || !wanted_has(wanted, member->spelled)) continue;
        n = range_of(m, member->spelled, &first);
        if (!settle(m, member->spelled, first, n, &meant)) return false;
        if (meant == i && !vec_push(mem, &out->all, i)) return false;
    }
    return true;
}

/* ---- errors ---- */

int member_distance(const struct member *member, const char *name, int most)
{
    size_t length = strlen(name);
    int far = names_distance(name, length, member->name, strlen(member->name), most),
        other = names_distance(name, length, member->spelled, strlen(member->spelled), most);
    return other < far ? other : far;
}

/* The member whose name is nearest to one that is not there, or NULL. */
static const struct member *nearest(const struct members *m, const char *name)
{
    enum { TRIED = 2000, MOST = 2 };
    const struct member *best = NULL;
    int least = MOST + 1;
    for (size_t i = 0; i < m->all.n && i < TRIED; i++) {
        int far = member_distance(&m->all.at[i], name, MOST);
        if (far < least && (size_t)far < strlen(name)) best = &m->all.at[i], least = far;
    }
    return best;
}

bool members_hint(struct members *m, const char *name)
{
    enum { SHOWN = 8 };
    const struct member *near = *name ? nearest(m, name) : NULL;
    struct str text = {.mem = &m->file->core->mem};
    if (near) str_putf(&text, "did you mean %s? ", near->name);
    str_puts(&text, "it has ");
    for (size_t i = 0; i < m->all.n && i < SHOWN; i++)
        str_putf(&text, "%s%s", !i ? "" : i + 1 == m->all.n ? " and " : ", ", m->all.at[i].name);
    if (m->all.n > SHOWN) str_putf(&text, " and %zu more", m->all.n - SHOWN);
    if (!text.failed && m->all.n) diag_hint(m->file->core, "%s", text.s);
    str_free(&text);
    return false;
}

bool members_missing(struct members *m, const char *name)
{
    if (m->all.n == 0)
        data_error(m->file, KIND_USAGE, "it has no %ss, so none named '%s'", m->what, name);
    else
        data_error(m->file, KIND_USAGE, "none of its %zu %ss is named '%s'", m->all.n, m->what,
                   name);
    return members_hint(m, name);
}
