/* fields.c - the fields of the arrays of records within an archive or a folder, as members. */
#include "data/fields.h"

#include "data/npy.h"

#include <string.h>

/* One array's fields. What cannot be read is nothing that was asked for: it has no fields. */
static bool add_fields(struct holding *h, size_t owner, const char *bytes, size_t length)
{
    struct core *core = h->file.core;
    struct npy_header header;
    struct trial trial;
    trial_begin(&trial, core);
    bool fine = npy_read_header(&h->file, &header, bytes, length);
    trial_end(&trial, core, false);
    for (size_t i = 0; i < header.fields.n && header.has_records && fine; i++) {
        const char *name = header.fields.at[i].name;
        fine = members_add(&h->members, name, strlen(name), false);
        if (!fine) break;
        struct member *field = &h->members.all.at[h->members.all.n - 1];
        field->within = h->members.all.at[owner].name;
        field->owner = owner;
        h->members.all.at[owner].is_records = true;
    }
    npy_header_free(&h->file, &header);
    return !core->mem.failed && core_go_on(core);
}

bool fields_list(struct holding *h, const struct format *format)
{
    size_t n = h->members.all.n;
    if (!format->peek || h->members.is_one || h->has_fields) return true;
    h->has_fields = true;
    for (size_t i = 0; i < n; i++) {
        const char *bytes;
        size_t length;
        if (format->peek(h, i, &bytes, &length) && !add_fields(h, i, bytes, length)) return false;
    }
    return !h->file.core->mem.failed;
}

struct part fields_part(const struct member *field, struct part part, const char **items)
{
    items[0] = field->name;
    for (int i = 0; i < part.n_items; i++) items[i + 1] = part.items[i];
    return (struct part){items, part.n_items + 1};
}
