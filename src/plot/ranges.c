/* ranges.c - the ranges of a plot as numbers. */
#include "plot/plot_private.h"

#include <math.h>
#include <string.h>

static const struct span nowhere = {0, 0, 0};

static bool check_range(const struct plot *p, const char *name, struct span_of range)
{
    struct core *core = p->q->core;
    if (!(fabs(range.from) <= MOST_VALUE && fabs(range.to) <= MOST_VALUE))
        return diag_error(core, KIND_USAGE, nowhere,
                          "an end of the range of '%s' has no value, or one beyond 1e300", name);
    if (range.from < range.to) return true;
    if (range.from == range.to)
        return diag_error(core, KIND_USAGE, nowhere,
                          "the range of '%s' begins and ends at one double", name);
    diag_error(core, KIND_USAGE, nowhere, "the range of '%s' ends before it begins", name);
    return diag_hint(core, "write the lower end first: %s=0:1", name);
}

static bool is_bound(const struct plot *p, const char *name)
{
    for (size_t i = 0; i < p->q->request->n_at; i++)
        if (!strcmp(p->q->request->at[i].name, name)) return true;
    return false;
}

/* The ends may be made of names that are given; those of a list are constants. */
static bool read_ends(const struct plot *p, const struct dcalc_binding *given, struct span_of *out)
{
    struct dcalc_text texts[2];
    id ends[2];
    if (range_texts(given, texts))
        return range_has_ends(p->q, given, texts) && given_number(p, &texts[0], &out->from) &&
               given_number(p, &texts[1], &out->to);
    return range_ends(p->q, given, "plot", ends) && given_numbers(p, NULL, ends[0], &out->from) &&
           given_numbers(p, NULL, ends[1], &out->to);
}

static bool read_range(struct plot *p, size_t i)
{
    const struct dcalc_binding *given = &p->q->request->range[i];
    p->names[i] = given->name;
    if (i && !strcmp(p->names[0], given->name))
        return diag_error(p->q->core, KIND_USAGE, nowhere, "two ranges of '%s'", given->name);
    if (is_bound(p, given->name))
        return diag_error(p->q->core, KIND_USAGE, nowhere, "'%s' has both a value and a range",
                          given->name);
    return read_ends(p, given, &p->ranges[i]) && check_range(p, given->name, p->ranges[i]);
}

bool ranges_read(struct plot *p)
{
    const struct dcalc_request *rq = p->q->request;
    p->n_names = rq->n_range ? rq->n_range : 1;
    if (rq->n_data && !dots_read(p)) return false;
    for (size_t i = 0; i < rq->n_range; i++)
        if (!read_range(p, i)) return false;
    return rq->n_range || dots_range(p);
}
