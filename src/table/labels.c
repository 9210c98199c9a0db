/* labels.c - what the columns of the output are called, no two of them alike. */
#include "table/row_query.h"

#include <stdlib.h>
#include <string.h>

static void put_text(struct str *out, const struct row_query_column *c, size_t i)
{
    str_puts(out, c->name);
    if (c->ndim == 1) str_putf(out, "[%zu]", i);
    if (c->ndim == 2) str_putf(out, "[%zu,%zu]", i / c->dims[1], i % c->dims[1]);
}

void row_query_put_label(struct str *out, const struct row_query_column *c, size_t i)
{
    struct str text = {.mem = out->mem};
    put_text(&text, c, i);
    if (text.failed)
        out->failed = true;
    else
        row_put_csv(out, text.s, text.n);
    str_free(&text);
}

/* A label, and whether it is a kept column's. */
struct label {
    const char *text;
    bool kept;
};

struct labels {
    struct core *core;
    bool by_name; /* arrays are one value under one name, as in JSON */
    VEC(struct label) all;
};

static bool add_columns(struct labels *labels, const struct row_query_column *columns, size_t n,
                        bool kept)
{
    struct core *core = labels->core;
    struct str text = {.mem = &core->mem};
    bool fine = true;
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; fine && i < (labels->by_name ? 1 : columns[k].n); i++) {
            str_clear(&text);
            if (labels->by_name)
                str_puts(&text, columns[k].name);
            else
                put_text(&text, &columns[k], i);
            const char *copy = text.failed ? NULL : arena_text(&core->arena, text.s, text.n);
            fine = copy && vec_push(&core->mem, &labels->all, ((struct label){copy, kept}));
        }
    str_free(&text);
    return fine;
}

static int by_text(const void *a, const void *b)
{
    const struct label *x = a, *y = b;
    int order = strcmp(x->text, y->text);
    return order ? order : x->kept - y->kept;
}

static bool refuse(struct row_query *s, const struct label *one, const struct label *other)
{
    struct core *core = &s->run.core;
    if (one->kept && other->kept)
        return diag_error(core, KIND_USAGE, (struct span){0}, "the column '%s' is kept twice",
                          one->text);
    if (!one->kept && !other->kept)
        return diag_error(core, KIND_USAGE, (struct span){0},
                          "two columns of the answer would be called '%s'", one->text);
    diag_error(core, KIND_USAGE, (struct span){0},
               "a kept column and one of the answer would both be called '%s'", one->text);
    return diag_hint(core,
                     s->request.command == DCALC_EVAL
                         ? "--show gives the answer other names, as in eval 'y = x^2' --show y"
                         : "leave it out of --keep");
}

bool row_query_check_labels(struct row_query *s)
{
    bool json = s->points->output == DCALC_TABLE_JSON, fine;
    struct labels labels = {.core = &s->run.core, .by_name = json};
    if (s->points->output == DCALC_TABLE_NPY || s->kept.n == 0) return true;
    fine = add_columns(&labels, s->kept.at, s->kept.n, true) &&
           add_columns(&labels, s->answers.at, s->answers.n, false);
    if (fine) qsort(labels.all.at, labels.all.n, sizeof *labels.all.at, by_text);
    for (size_t i = 1; fine && i < labels.all.n; i++) {
        const struct label *one = &labels.all.at[i - 1], *other = &labels.all.at[i];
        if (strcmp(one->text, other->text) == 0) fine = refuse(s, one, other);
    }
    vec_free(&s->run.core.mem, &labels.all);
    return fine;
}
