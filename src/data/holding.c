/* holding.c - tables as lists of columns, and what the formats share. */
#include "data/holding.h"

#include <string.h>

/* Lists the arrays that were read. */
static bool add_arrays(struct holding *holding)
{
    struct data_file *file = &holding->file;
    for (size_t i = 0; i < file->arrays.n; i++) {
        const char *name = file->arrays.at[i].name;
        if (!(*name ? members_add(&holding->members, name, strlen(name), false)
                    : members_add_whole(&holding->members)))
            return false;
    }
    return true;
}

bool part_is_whole(struct data_file *file, struct part part)
{
    return !part.n_items ||
           data_error(file, KIND_USAGE, "[%s] is not an item of it", part.items[0]);
}

static bool take_part(struct holding *holding, size_t member, struct part part)
{
    struct data_file *file = &holding->file;
    return part_is_whole(file, part) &&
           vec_push(&file->core->mem, &file->arrays, file->arrays.at[member]);
}

static bool list_csv(struct holding *holding, const char *name)
{
    holding->members.what = "column";
    return csv_read(&holding->file, name) && add_arrays(holding);
}

const struct format format_csv = {.list = list_csv, .read = take_part};
