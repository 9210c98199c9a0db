/* holding.c - the formats of text that are read as a whole: tables, and Matrix Market. */
#include "data/holding.h"

#include <string.h>

/* Lists the arrays that were read. */
static bool add_arrays(struct holding *holding)
{
    struct data_file *file = &holding->file;
    for (size_t i = 0; i < file->arrays.n; i++) {
        const char *name = file->arrays.at[i].name;
        if (!members_add(&holding->members, name, strlen(name), false)) return false;
    }
    return true;
}

static bool take_part(struct holding *holding, size_t member, struct part part)
{
    struct data_file *file = &holding->file;
    if (part.n_items)
        return data_error(file, KIND_USAGE, "[%s] is not an item of it", part.items[0]);
    return vec_push(&file->core->mem, &file->arrays, file->arrays.at[member]);
}

static bool list_csv(struct holding *holding, const char *name)
{
    holding->members.what = "column";
    return csv_read(&holding->file, name) && add_arrays(holding);
}

static bool list_mtx(struct holding *holding, const char *name)
{
    (void)name;
    return mtx_read(&holding->file) && add_arrays(holding);
}

const struct format format_csv = {.list = list_csv, .read = take_part};
const struct format format_mtx = {.list = list_mtx, .read = take_part};
