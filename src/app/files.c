/* files.c - points that are read from files. */
#include "app/files.h"

#include "app/session.h"
#include "base/sized.h"

#include <string.h>

struct dcalc_binding files_binding(const struct point_value *value)
{
    const struct array *a = &value->array;
    return (struct dcalc_binding){value->name,
                                  {value->text, value->length, value->source},
                                  {a->ndim, {a->dims[0], a->dims[1]}, a->entries}};
}

/* The bindings so far and the new ones, in one list. */
static bool join(struct point *point, const struct dcalc_binding **out, size_t *n_out)
{
    size_t n = *n_out;
    struct dcalc_binding *all =
        arena_alloc(&point->core->arena, (n + point->all.n + 1) * sizeof *all);
    if (!all) return false;
    if (n) memcpy(all, *out, n * sizeof *all);
    for (size_t i = 0; i < point->all.n; i++) all[n + i] = files_binding(&point->all.at[i]);
    *out = all;
    *n_out = n + point->all.n;
    return true;
}

static bool read_size(struct core *core, struct dcalc_file *own, const struct dcalc_file *given)
{
    return sized_copy(own, sizeof *own, given, offsetof(struct dcalc_file, bytes)) ||
           diag_error(core, KIND_USAGE, (struct span){0}, "the dcalc_file's size is not set");
}

struct dcalc_result *dcalc_read_file(dcalc *session, const struct dcalc_file *file,
                                     const char *name, const struct dcalc_binding **out,
                                     size_t *n_out)
{
    struct point point = {.core = &session->core, .buffers = &session->buffers};
    struct dcalc_file own = {0};
    core_start_clock(&session->core);
    bool fine = read_size(&session->core, &own, file) &&
                point_read(&point, &(struct point_file){own.path, own.bytes, own.length}, name) &&
                join(&point, out, n_out);
    session->core.deadline = 0;
    vec_free(&session->core.mem, &point.all);
    return fine ? NULL : session_failure(session);
}
