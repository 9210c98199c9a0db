/* run_together.c - names that may have been meant as a product or a call: xy beside x and y, sinx.
 */
#include "fn/fn.h"
#include "question/answer.h"
#include "question/stages.h"

#include <stdio.h>
#include <string.h>

static const char *free_name(const struct question *q, size_t i)
{
    return names_text(&q->core->names, q->lowering.free.at[i]);
}

static bool is_known(const struct question *q, size_t known, const char *name)
{
    for (size_t i = 0; i < known; i++)
        if (!strcmp(free_name(q, i), name)) return true;
    return false;
}

bool name_runs_together(const struct question *q, size_t known, const char *name,
                        char meant[static 96])
{
    for (size_t n = strlen(name) - 1; n > 0 && n < strlen(name); n--) {
        if (!is_known(q, known, name + n)) continue;
        const struct fn_row *row = fn_find(name, n);
        char first[40];
        snprintf(first, sizeof first, "%.*s", n < sizeof first ? (int)n : 0, name);
        bool calls = row && row->function >= 0;
        if (!calls && !is_known(q, known, first)) continue;
        snprintf(meant, 96, calls ? "%s(%s)" : "%s*%s", first, name + n);
        return true;
    }
    return false;
}

/* sinx, which hardly anything else is called. */
static bool is_call_of_x(const char *name, char meant[static 96])
{
    size_t n = strlen(name);
    const struct fn_row *row = n > 2 && name[n - 1] == 'x' ? fn_find(name, n - 1) : NULL;
    if (!row || strcmp(row->group, "elementary") || fn_row_arity(row) != 1) return false;
    snprintf(meant, 96, "%.*s(x)", (int)(n - 1), name);
    return true;
}

static bool is_asked_for(const struct question *q, const char *name)
{
    for (size_t i = 0; i < q->request->n_wrt; i++)
        if (!strcmp(q->request->wrt[i], name)) return true;
    return false;
}

void answer_note_names(struct answer *answer, const struct question *q)
{
    for (size_t i = 0; i < q->lowering.free.n; i++) {
        const char *name = free_name(q, i);
        char meant[96];
        bool product = strlen(name) == 2 && name_runs_together(q, q->lowering.free.n, name, meant);
        if ((!product && !is_call_of_x(name, meant)) || is_asked_for(q, name)) continue;
        struct str note = {.mem = &answer->mem};
        str_putf(&note, "'%s' is one name; the %s is written %s", name,
                 product ? "product" : "function", meant);
        answer_note(answer, note.s ? note.s : "");
        str_free(&note);
    }
}
