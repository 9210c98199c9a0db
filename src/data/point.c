#include "data/point.h"

#include "base/str.h"
#include "data/fields.h"
#include "data/foreign.h"
#include "data/pick.h"

#include <string.h>
#include <strings.h>
#include <sys/stat.h>

/* ---- which kind of file ---- */

static bool begins_with(const struct data_file *file, const char *magic, size_t n)
{
    return file->length >= n && memcmp(file->bytes, magic, n) == 0;
}

static bool ends_with(const char *path, const char *end)
{
    size_t n = strlen(path), m = strlen(end);
    return n >= m && strcasecmp(path + n - m, end) == 0;
}

static const struct format *format_of_name(const char *path)
{
    static const struct {
        const char *end;
        const struct format *format;
    } ends[] = {{".npy", &format_npy},
                {".npz", &format_npz},
                {".mtx", &format_mtx},
                {".csv", &format_csv},
                {".tsv", &format_csv},
                {".tab", &format_csv},
                {".txt", &format_csv},
                {".dat", &format_csv},
                {".data", &format_csv},
                {".json", &format_json},
                {".jsonl", &format_records},
                {".ndjson", &format_records},
                {".safetensors", &format_safetensors}};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (ends_with(path, ends[i].end)) return ends[i].format;
    return NULL;
}

/* The format of data.csv.gz is that of data.csv. */
static const struct format *format_of_packed(struct core *core, const char *path)
{
    static const char *const ends[] = {".gz", ".zst", ".zstd"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (!ends_with(path, ends[i])) continue;
        const char *stem = arena_text(&core->arena, path, strlen(path) - strlen(ends[i]));
        return stem ? format_of_name(stem) : NULL;
    }
    return NULL;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* [{...}, {...}], or {...} {...}: objects, each of which is a row. */
static bool is_records(const struct data_file *file)
{
    const char *at = file->bytes, *end = at + file->length;
    struct json_scan scan = {0};
    while (at < end && is_blank(*at)) at++;
    bool list = at < end && *at == '[';
    if (list) at++;
    while (at < end && is_blank(*at)) at++;
    if (at == end || *at != '{' || list) return at < end && *at == '{';
    do json_scan_bytes(&scan, at++, 1);
    while (at < end && (scan.depth || scan.in_string));
    while (at < end && is_blank(*at)) at++;
    return at < end && *at == '{';
}

/* A text that is no JSON, and has more than one word, is a table. */
static bool is_table(const struct data_file *file)
{
    const char *at = file->bytes, *end = at + file->length;
    while (at < end && is_blank(*at)) at++;
    while (end > at && is_blank(end[-1])) end--;
    if (at == end || !*at || strchr("{[\"", *at)) return false;
    for (; at < end; at++)
        if (*at && strchr(" \t\n,;|", *at)) return true;
    return false;
}

/* Decides by the bytes first, by the file's name second, and else by the bytes again. */
static const struct format *format_of(const struct data_file *file)
{
    if (begins_with(file, "\x93NUMPY", 6)) return &format_npy;
    if (begins_with(file, "PK\3\4", 4) || begins_with(file, "PK\5\6", 4)) return &format_npz;
    if (begins_with(file, "%%MatrixMarket", 14)) return &format_mtx;
    if (safetensors_begin(file)) return &format_safetensors;
    const struct format *format = format_of_name(file->name);
    if (!format) format = format_of_packed(file->core, file->name);
    if (!format && is_table(file)) return &format_csv;
    if (!format) format = &format_json;
    return format == &format_json && is_records(file) ? &format_records : format;
}

/* ---- items to bindings ---- */

/* One file of which something is asked: all of it, or what a name stands for. */
struct reading {
    struct point *point;
    struct holding holding;
    const struct format *format;
    struct pick pick;
    const char *word; /* as it was given */
};

/* What answers show as the value that was given: @FILE, or @FILE[member] where the name does not
 * say which. */
static const char *given_text(struct reading *r, size_t member, const char *name, size_t *length)
{
    struct core *core = r->point->core;
    const struct member *m = &r->holding.members.all.at[member];
    const char *from = r->holding.from;
    bool named = *m->name && strcmp(m->name, name) != 0 && !from;
    bool in_picked = m->within && r->pick.n && !strcmp(m->within, r->pick.items[0]);
    struct str text = {.mem = &core->mem};
    str_putf(&text, "@%s", from && !r->pick.n ? from : r->word);
    if (m->within && !r->pick.n && !from) str_putf(&text, "[%s]", m->within);
    if (in_picked || (m->within && !r->pick.n) || (named && !r->pick.n && r->point->wanted))
        str_putf(&text, "[%s]", m->name);
    *length = text.n;
    return str_settle(&text, &core->arena);
}

/* Binds a name to a member, or to the part of it within the picked items from `first` on. */
static bool bind(struct reading *r, size_t member, const char *name, int first)
{
    struct holding *holding = &r->holding;
    const struct member *m = &holding->members.all.at[member];
    const char *items[PICK_MOST + 1];
    struct part part = {r->pick.items + first, r->pick.n - first};
    size_t read = m->within ? m->owner : member;
    if (m->within) part = fields_part(m, part, items);
    struct point_value bound = {.name = arena_text(&r->point->core->arena, name, strlen(name))};
    if (!bound.name) return false;
    if (r->format->bind) return r->format->bind(holding, member, part, r->point, bound);
    if (!r->format->read(holding, read, part)) return false;
    const char *given = given_text(r, member, name, &bound.length);
    const struct array *array = &holding->file.arrays.at[holding->file.arrays.n - 1];
    if (!given) return false;
    bound.text = given;
    bound.source = given + 1;
    if (array->text) /* the array itself, where no double holds it */
        bound.text = array->text, bound.length = strlen(array->text);
    else
        bound.array = *array;
    return point_add(r->point, bound);
}

static bool missing(struct reading *r, const char *name)
{
    if (!r->format->missing) return members_missing(&r->holding.members, name);
    return r->format->missing(&r->holding, name) || members_hint(&r->holding.members, name);
}

static bool unnamed(struct reading *r)
{
    if (r->format->unnamed) return r->format->unnamed(&r->holding);
    data_error(&r->holding.file, KIND_USAGE, "its array has no name");
    return diag_hint(r->point->core, "give it one: --at NAME=@%s", r->holding.file.name);
}

/* The member of a name, among fields of records if no array has it. */
static bool find(struct reading *r, const char *name, bool apart, size_t *member)
{
    struct members *m = &r->holding.members;
    if (!members_find(m, name, apart, member)) return false;
    return *member != SIZE_MAX ||
           (fields_list(&r->holding, r->format) && members_find(m, name, apart, member));
}

/* NAME=@FILE: the member of the name, or the only one. */
static bool bind_name(struct reading *r, const char *name)
{
    struct members *m = &r->holding.members;
    size_t member;
    if (m->is_one) return bind(r, m->whole, name, 0);
    if (!find(r, name, false, &member)) return false;
    if (member == SIZE_MAX && r->holding.one_by_any_name) member = members_single(m);
    return member == SIZE_MAX ? missing(r, name) : bind(r, member, name, 0);
}

/* @FILE[records] or NAME=@FILE[records]: the fields that are wanted, or that of the name. */
static bool bind_fields(struct reading *r, size_t records, const char *name)
{
    const struct members *m = &r->holding.members;
    const struct wanted by_name = {&name, 1}, *wanted = name ? &by_name : r->point->wanted;
    size_t n = r->point->all.n;
    bool fine = true;
    for (size_t i = 0; fine && i < m->all.n; i++)
        if (m->all.at[i].within && m->all.at[i].owner == records &&
            wanted_has(wanted, m->all.at[i].spelled))
            fine = bind(r, i, m->all.at[i].spelled, 1);
    if (!name || !fine || r->point->all.n > n) return fine;
    return bind(r, records, name, 1); /* of the only field, or the error that names them */
}

/* NAME=@FILE[item], or @FILE[item], which is called as its item. */
static bool bind_picked(struct reading *r, const char *name)
{
    struct members *m = &r->holding.members;
    const char *item = r->pick.items[0];
    size_t member;
    if (!find(r, item, true, &member)) return false;
    if (m->is_one && (member == SIZE_MAX || !m->all.at[member].apart)) /* a part of the whole */
        return name ? bind(r, m->whole, name, 0) : unnamed(r);
    if (member == SIZE_MAX) return missing(r, item);
    if (r->pick.n == 1 && !fields_list(&r->holding, r->format)) return false;
    if (r->pick.n == 1 && m->all.at[member].is_records) return bind_fields(r, member, name);
    return bind(r, member, name ? name : m->all.at[member].spelled, 1);
}

static bool offer(struct reading *r)
{
    enum { MOST = 4096 };
    struct offers *offers = r->point->offers;
    const struct members *m = &r->holding.members;
    for (size_t i = 0; offers && i < m->all.n && offers->all.n < MOST; i++) {
        struct offer one = {r->holding.file.name, m->all.at[i], r->holding.note};
        if (!vec_push(&r->point->core->mem, &offers->all, one)) return false;
    }
    return true;
}

/* Looks for fields of records if there may be some in use. */
static bool list_fields_in_use(struct reading *r)
{
    const struct wanted *wanted = r->point->wanted;
    bool all = wanted != NULL;
    for (size_t i = 0; all && i < wanted->n; i++)
        all = members_has(&r->holding.members, wanted->names[i]);
    return all || fields_list(&r->holding, r->format);
}

/* @FILE: all that is wanted. */
static bool bind_all(struct reading *r)
{
    struct members *m = &r->holding.members;
    struct chosen chosen = {0};
    if (m->is_one) return unnamed(r);
    bool fine =
        list_fields_in_use(r) && offer(r) && members_choose(m, r->point->wanted, &chosen) &&
        (!r->format->prepare || r->format->prepare(&r->holding, &chosen, r->point->wanted == NULL));
    for (size_t i = 0; fine && i < chosen.all.n; i++)
        fine = bind(r, chosen.all.at[i], m->all.at[chosen.all.at[i]].spelled, 0);
    vec_free(&r->point->core->mem, &chosen.all);
    return fine;
}

static bool bind_items(struct reading *r, const char *name)
{
    const char *whole = r->pick.n ? NULL : name;
    r->holding.members.file = &r->holding.file;
    r->holding.point = r->point;
    bool fine = r->format->list(&r->holding, whole) && (r->pick.n ? bind_picked(r, name)
                                                        : name    ? bind_name(r, name)
                                                                  : bind_all(r));
    if (r->format->close) r->format->close(&r->holding);
    members_free(&r->holding.members);
    return fine;
}

/* ---- any file ---- */

static bool is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static bool open_file(struct reading *r, const struct point_file *words)
{
    struct core *core = r->point->core;
    struct data_file *file = &r->holding.file;
    if (words->bytes)
        *file = (struct data_file){.core = core,
                                   .buffers = r->point->buffers,
                                   .name = r->pick.path,
                                   .bytes = words->bytes,
                                   .length = words->length};
    else if (!data_open(file, core, r->point->buffers, r->pick.path))
        return false;
    if (!data_unpack(file)) return false;
    r->format = format_of(file);
    /* Bytes given by the caller may have been cut at the limit; JSON is text, to which the limit
     * applies. */
    bool bounded = words->bytes || r->format == &format_json;
    if (bounded && file->length > core->limits.bytes)
        return data_error(file, KIND_LIMIT, "longer than %zu bytes", core->limits.bytes);
    if (r->format == &format_json && file->length == 0)
        return data_error(file, KIND_SYNTAX, "it is empty");
    bool text =
        r->format == &format_json || r->format == &format_csv || r->format == &format_records;
    return !text || foreign_check(file);
}

bool point_read(struct point *point, const struct point_file *words, const char *name)
{
    struct reading r = {.point = point, .word = words->path};
    if (!pick_read(&point->core->arena, words->path, !words->bytes, &r.pick)) return false;
    bool folder = !words->bytes && is_folder(r.pick.path), open = folder;
    if (folder) {
        r.holding.file =
            (struct data_file){.core = point->core, .buffers = point->buffers, .name = r.pick.path};
        r.format = &format_folder;
    } else
        open = open_file(&r, words);
    bool fine = open && bind_items(&r, name);
    data_close(&r.holding.file);
    return fine;
}
