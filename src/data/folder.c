/* folder.c - a folder as a list of the .npy files in it. */
#include "data/holding.h"

#include "base/str.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ENDING = 4 }; /* bytes of ".npy" */

static int by_name(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    return strcmp(x->name, y->name);
}

static bool add_entry(struct holding *holding, const char *name)
{
    size_t n = strlen(name);
    if (*name == '.' || n <= ENDING || strcasecmp(name + n - ENDING, ".npy") != 0) return true;
    if (!members_add(&holding->members, name, n - ENDING, false)) return false;
    struct member *added = &holding->members.all.at[holding->members.all.n - 1];
    return (added->stored = arena_text(&holding->file.core->arena, name, n)) != NULL;
}

static bool list(struct holding *holding, const char *name)
{
    struct members *members = &holding->members;
    DIR *dir = opendir(holding->file.name);
    bool fine = true;
    members->what = "array";
    if (!dir) return data_error(&holding->file, KIND_IO, "%s", strerror(errno));
    for (struct dirent *entry; fine && (entry = readdir(dir));)
        fine = add_entry(holding, entry->d_name);
    closedir(dir);
    if (fine && members->all.n)
        qsort(members->all.at, members->all.n, sizeof *members->all.at, by_name);
    if (!fine || members->all.n) return fine;
    return data_error(&holding->file, KIND_IO, "the folder holds no %s.npy",
                      name ? name : "file of arrays, such as W");
}

static const char *path_of(const struct holding *holding, size_t member)
{
    const struct data_file *folder = &holding->file;
    struct str path = {.mem = &folder->core->mem};
    bool slash = folder->name[strlen(folder->name) - 1] == '/';
    str_putf(&path, "%s%s%s", folder->name, slash ? "" : "/",
             holding->members.all.at[member].stored);
    return str_settle(&path, &folder->core->arena);
}

static bool peek(struct holding *holding, size_t member, const char **bytes, size_t *length)
{
    struct data_file *folder = &holding->file, file = {0};
    struct core *core = folder->core;
    const char *path = path_of(holding, member);
    struct trial trial;
    trial_begin(&trial, core);
    bool fine = path && data_open(&file, core, folder->buffers, path);
    trial_end(&trial, core, false);
    *bytes = file.bytes;
    *length = file.length;
    data_close(&file);
    return fine;
}

static bool read(struct holding *holding, size_t member, struct part part)
{
    struct data_file *folder = &holding->file, file;
    struct core *core = folder->core;
    const char *copy = path_of(holding, member);
    if (!copy) return false;
    holding->from = copy;
    bool fine = data_open(&file, core, folder->buffers, copy) &&
                npy_read_bytes(&file, part, file.bytes, file.length) &&
                vec_push(&core->mem, &folder->arrays, file.arrays.at[0]);
    data_close(&file);
    return fine;
}

const struct format format_folder = {.list = list, .peek = peek, .read = read};
