/* arrays.c - the stage that sees whether an answer fits into a file of arrays. */
#include "report/render.h"
#include "app/run.h"
#include "question/answer.h"

#include <math.h>
#include <string.h>

static bool usage(const struct question *q, const char *message, const char *hint)
{
    diag_error(q->core, KIND_USAGE, (struct span){0}, "%s", message);
    return hint ? diag_hint(q->core, "%s", hint) : false;
}

/* What becomes a file's name must name nothing else. */
static bool check_names(const struct question *q, const struct dcalc_array *arrays, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *name = arrays[i].name;
        if (*name == '.' || strchr(name, '/'))
            return diag_error(q->core, KIND_NAME, (struct span){0}, "'%s' cannot name a file",
                              name);
    }
    return true;
}

bool arrays_fit(const struct question *q, const struct answer *answer)
{
    enum dcalc_format format = q->request->format;
    size_t n;
    const struct dcalc_array *arrays = dcalc_result_arrays(&answer->public, &n);
    if (!q->at_point)
        return usage(q, "a file of arrays holds numbers, and this is a formula",
                     "give a point with --at");
    if (q->request->exact)
        return usage(q, "a file of arrays holds decimals, not what --exact gives", NULL);
    if (q->request->symbolic)
        return usage(q, "a file of arrays holds numbers alone",
                     "leave --symbolic out, or write text or JSON");
    if (format == DCALC_NPZ) return check_names(q, arrays, n);
    if (n == 1 || (format == DCALC_CSV && render_is_columns(arrays, n))) return true;
    diag_error(q->core, KIND_USAGE, (struct span){0}, "%zu results do not fit into one %s", n,
               format == DCALC_CSV ? "table: their shapes differ" : "array");
    return diag_hint(q->core, "write them to an archive, -o FILE.npz, or to a folder, -o FOLDER/");
}

bool arrays_are_doubles(const struct question *q, const struct answer *answer)
{
    size_t n;
    const struct dcalc_array *arrays = dcalc_result_arrays(&answer->public, &n);
    if (q->request->format != DCALC_NPY && q->request->format != DCALC_NPZ) return true;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < arrays[i].count; k++)
            if (!isfinite(arrays[i].values[k]))
                return diag_error(
                    q->core, KIND_OVERFLOW, (struct span){0},
                    "a value is past the range of doubles, which are all that NumPy's "
                    "files hold here");
    return true;
}
