/* array_file.c - whether an answer fits into a file of arrays. */
#include "report/render.h"

#include <math.h>
#include <string.h>

static bool usage(struct core *core, const char *message, const char *hint)
{
    diag_error(core, KIND_USAGE, (struct span){0}, "%s", message);
    return hint ? diag_hint(core, "%s", hint) : false;
}

/* What becomes a file's name must name nothing else. */
static bool check_names(struct core *core, const struct dcalc_array *arrays, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *name = arrays[i].name;
        if (*name == '.' || strchr(name, '/'))
            return diag_error(core, KIND_NAME, (struct span){0}, "'%s' cannot name a file", name);
    }
    return true;
}

bool render_is_table(enum dcalc_format format)
{
    return format == DCALC_CSV || format == DCALC_TSV;
}

static bool fits_one(struct core *core, const struct dcalc_array *arrays, size_t n, bool table)
{
    if (n == 1 || (table && render_is_columns(arrays, n))) return true;
    diag_error(core, KIND_USAGE, (struct span){0}, "%zu results do not fit into one %s", n,
               table ? "table: their shapes differ" : "array");
    return diag_hint(core, "write them to an archive, -o FILE.npz, or to a folder, -o FOLDER/");
}

bool render_fits_arrays(const struct dcalc_request *request, const struct dcalc_result *result,
                        bool has_numbers, struct core *core)
{
    enum dcalc_format format = request->format;
    size_t n;
    const struct dcalc_array *arrays = dcalc_result_arrays(result, &n);
    if (!has_numbers)
        return usage(core, "a file of arrays holds numbers, but this is a formula",
                     "give a point with --at, or write formulas as CSV");
    if (request->exact)
        return usage(core, "a file of arrays holds decimals, not what --exact gives", NULL);
    if (request->symbolic)
        return usage(core, "a file of arrays holds only numbers",
                     "leave --symbolic out, or write text or JSON");
    if (format == DCALC_SAFETENSORS) return true;
    if (format == DCALC_NPZ) return check_names(core, arrays, n);
    return fits_one(core, arrays, n, render_is_table(format));
}

bool render_fits_formulas(const struct dcalc_result *result, struct core *core)
{
    size_t n;
    const struct dcalc_array *arrays = dcalc_result_arrays(result, &n);
    if (result->n_lets)
        return usage(core, "a table has no place for the parts that these formulas share",
                     "write text or JSON");
    for (size_t i = 0; i < n; i++)
        if (arrays[i].n_formulas != arrays[i].count)
            return usage(core, "a table holds the formulas of entries, but this is one of arrays",
                         "give a point with --at, or write text or JSON");
    return fits_one(core, arrays, n, true);
}

/* A number that is 0 or infinite as a double and something else as it is printed. */
static bool is_beyond(const struct dcalc_array *array, size_t k)
{
    const char *text = array->texts ? array->texts[k] : "0";
    return !isfinite(array->values[k]) ||
           (array->values[k] == 0 && strcspn(text, "123456789") < strcspn(text, "e"));
}

bool render_are_doubles(const struct dcalc_request *request, const struct dcalc_result *result,
                        struct core *core)
{
    enum { SHOWN = 40 };
    size_t n;
    const struct dcalc_array *arrays = dcalc_result_arrays(result, &n);
    bool tensors = request->format == DCALC_SAFETENSORS;
    if (request->format != DCALC_NPY && request->format != DCALC_NPZ && !tensors) return true;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < arrays[i].count; k++) {
            if (!is_beyond(&arrays[i], k)) continue;
            const char *text = arrays[i].texts ? arrays[i].texts[k] : "a value";
            diag_error(core, KIND_OVERFLOW, (struct span){0},
                       "%s does not fit into the doubles of a %s file",
                       strlen(text) <= SHOWN ? text : "a value",
                       tensors ? ".safetensors" : "NumPy");
            return diag_hint(core,
                             "text, JSON, CSV and Matrix Market files hold numbers of any size");
        }
    return true;
}
