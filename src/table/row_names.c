/* row_names.c - the free names of the program of a table: columns that have no names of their own,
 * and what the first row does not tell. */
#include "table/row_query.h"

#include "question/answer.h"

#include <string.h>

static bool add_name(struct row_query *s, struct question *q, uint32_t name, void *unused)
{
    (void)unused;
    const char *text = names_text(&q->core->names, name);
    const struct name_facts *facts = lower_known_facts(&q->lowering, name);
    struct shape_data d = facts->shaped ? shape_get(&q->graph->shapes, facts->shape)
                                        : shape_get(&q->graph->shapes, SHAPE_SCALAR);
    struct row_query_column column = {.name = arena_text(&s->run.core.arena, text, strlen(text)),
                                      .ndim = d.ndim};
    for (int i = 0; i < d.ndim; i++) {
        if (size_is_open(d.d[i]))
            return diag_error(&s->run.core, KIND_USAGE, (struct span){0},
                              "the size of '%s' is open", text) ||
                   diag_hint(&s->run.core, "give its shape as a number");
        column.dims[i] = (size_t)d.d[i];
    }
    return column.name && row_query_add_column(s, column);
}

typedef bool take_name(struct row_query *query, struct question *question, uint32_t name,
                       void *user);

struct naming {
    struct row_query *query;
    struct run run;
    take_name *each;
    void *user;
    bool ok;
};

static void take_names(void *user)
{
    struct naming *n = user;
    struct row_query *s = n->query;
    struct question *q = &n->run.question;
    if (run_start(&n->run, s->session, &s->request, NULL) && bindings_read(q) && shapes_read(q) &&
        program_read(q))
        for (size_t i = 0; i < q->lowering.free.n && n->ok; i++)
            n->ok = n->each(s, q, q->lowering.free.at[i], n->user);
    if (n->run.core.mem.failed) s->run.core.mem.failed = true;
    if (n->run.answer) dcalc_result_free(&n->run.answer->public);
    run_end(&n->run);
}

/* Calls `each` for the program's free names. Errors in the program are left to row_query_prepare.
 */
static bool each_free_name(struct row_query *s, take_name *each, void *user)
{
    struct naming n = {.query = s, .each = each, .user = user, .ok = true};
    struct escape escape = {0};
    enum escaped how = escape_run(&escape, take_names, &n);
    if (how == ESCAPED_NOT) return n.ok && !s->run.core.mem.failed;
    run_drop(&n.run, &escape);
    return escape_say(&s->run.core, how);
}

bool row_query_add_names(struct row_query *s)
{
    return each_free_name(s, add_name, NULL);
}

static bool add_absent_name(struct row_query *s, struct question *q, uint32_t name, void *unused)
{
    uint32_t at;
    return row_query_find(s, names_text(&q->core->names, name), &at) ||
           add_name(s, q, name, unused);
}

bool row_query_add_absent_names(struct row_query *s)
{
    return each_free_name(s, add_absent_name, NULL);
}

static bool list_name(struct row_query *s, struct question *q, uint32_t name, void *user)
{
    struct row_query_names *out = user;
    const char *text = names_text(&q->core->names, name),
               *copy = arena_text(&s->run.core.arena, text, strlen(text));
    return copy && vec_push(&s->run.core.mem, &out->all, copy);
}

bool row_query_list_names(struct row_query *s, struct row_query_names *out)
{
    return each_free_name(s, list_name, out);
}
