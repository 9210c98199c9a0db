/* fill.c - the answer's numbers from the roots of a computation. */
#include "number/numbers.h"

/* Fills an array from n roots, one after another. */
static bool fill_array(const struct computation *c, struct dcalc_array *array, size_t root,
                       size_t n)
{
    struct arena *arena = &c->answer->arena;
    double *values = arena_alloc(arena, (array->count + 1) * sizeof *values);
    const char **texts = NULL, *text;
    size_t filled = 0;
    if (!values) return false;
    for (size_t k = 0; k < n; k++) {
        int64_t count = computation_count(c, root + k);
        uint32_t slot = computation_slot(c, root + k);
        for (int64_t i = 0; i < count; i++, filled++) {
            if (!core_go_on(c->q->core) ||
                !digits_of_entry(c, root + k, slot, i, &values[filled], &text))
                return false;
            if (text && !texts) texts = arena_alloc(arena, (array->count + 1) * sizeof *texts);
            if (text && !texts) return false;
            if (text) texts[filled] = text;
        }
    }
    answer_set_numbers(array, values, texts);
    return true;
}

/* Where some entries need a text, the others get theirs. */
static bool complete_texts(const struct computation *c, const struct dcalc_array *array)
{
    const char **texts = (const char **)array->texts;
    for (size_t i = 0; texts && i < array->count; i++) {
        struct str digits = {.mem = &c->q->core->mem};
        if (texts[i]) continue;
        digits_print(c->q, array->values[i], &digits);
        texts[i] = answer_text(c->answer, digits.s);
        str_free(&digits);
    }
    return !c->answer->mem.failed;
}

bool computation_fill(struct computation *c)
{
    const struct question *q = c->q;
    const struct root_set *r = &c->roots;
    struct answer *out = c->answer;
    const struct dcalc_result *public = &out->public;
    bool ok = true, table = question_is_table(q) || q->request->command == DCALC_TAYLOR;
    for (size_t i = 0; ok && i < public->n_values; i++)
        ok = fill_array(c, &out->values[i], r->values + i, 1) && complete_texts(c, &out->values[i]);
    if (q->in_bands) return ok && sparse_values_fill(c, out->derivatives);
    for (size_t i = 0; ok && i < public->n_derivatives && !q->by_series; i++)
        ok =
            fill_array(c, &out->derivatives[i], r->derivatives + i, table ? q->derivatives.n : 1) &&
            complete_texts(c, &out->derivatives[i]);
    for (size_t i = 0; ok && i < public->n_weights; i++)
        ok = fill_array(c, &out->weights[i], r->stepped + i, 1) &&
             complete_texts(c, &out->weights[i]);
    return ok;
}
