/* offers.c - which names files would have had for one that has no value. */
#include "data/point.h"

#include "base/str.h"

#include <string.h>

static const struct offer *nearest(const struct offers *offers, const char *name)
{
    enum { MOST = 2 };
    const struct offer *best = NULL;
    int least = MOST + 1;
    for (size_t i = 0; i < offers->all.n; i++) {
        int far = member_distance(&offers->all.at[i].member, name, MOST);
        if (far < least && (size_t)far < strlen(name)) best = &offers->all.at[i], least = far;
    }
    return best;
}

static void put_near(struct str *out, const struct offer *near, const char *name)
{
    if (!strcmp(near->member.spelled, name)) return; /* it is there, but only to be picked */
    str_putf(out, "did you mean %s", near->member.spelled);
    if (strcmp(near->member.name, near->member.spelled) != 0)
        str_putf(out, ", which is %s in %s", near->member.name, near->file);
    str_puts(out, "? ");
}

/* What the last of the files has. */
static void put_list(struct str *out, const struct offers *offers)
{
    enum { SHOWN = 8 };
    size_t first = offers->all.n, n;
    const struct offer *last = &offers->all.at[first - 1];
    while (first > 0 && offers->all.at[first - 1].file == last->file) first--;
    n = offers->all.n - first;
    str_putf(out, "%s has ", last->file);
    for (size_t i = 0; i < n && i < SHOWN; i++)
        str_putf(out, "%s%s",
                 !i           ? ""
                 : i + 1 == n ? " and "
                              : ", ",
                 offers->all.at[first + i].member.name);
    if (n > SHOWN) str_putf(out, " and %zu more", n - SHOWN);
    if (last->note) str_putf(out, "; %s", last->note);
}

const char *offers_hint(const struct offers *offers, struct core *core, const char *name, bool says)
{
    if (!offers->all.n || !*name) return NULL;
    const struct offer *near = nearest(offers, name);
    struct str text = {.mem = &core->mem};
    if (says) str_putf(&text, "'%s' has no value: ", name);
    if (near)
        put_near(&text, near, name);
    else
        str_putf(&text, "bind it with --at %s=...; ", name);
    put_list(&text, offers);
    return str_settle(&text, &core->arena);
}

const char *offers_list(const struct offers *offers, struct core *core, const char *name)
{
    if (!offers->all.n) return NULL;
    const struct offer *near = nearest(offers, name);
    struct str text = {.mem = &core->mem};
    if (near) put_near(&text, near, name);
    put_list(&text, offers);
    return str_settle(&text, &core->arena);
}
