/* range.c - ranges of names, as they are written: "0:1/2". */
#include "question/stages.h"

static const struct span nowhere = {0, 0, 0};

/* Where the colon between two ends stands, outside brackets; the length if there is none. */
static size_t colon_in(const char *s, size_t n)
{
    long depth = 0;
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '(' || s[i] == '[') depth++;
        if (s[i] == ')' || s[i] == ']') depth--;
        if (s[i] == ':' && depth == 0) return i;
    }
    return n;
}

static id read_end(struct question *q, struct dcalc_text text)
{
    id end = bindings_constant(q, &text);
    if (end == POISON || graph_shape(q->graph, end) == SHAPE_SCALAR) return end;
    diag_error(q->core, KIND_USAGE, nowhere, "the ends of a range are numbers");
    return POISON;
}

static bool not_a_range(struct question *q, const char *name, const char *what)
{
    diag_error(q->core, KIND_USAGE, nowhere, "the %s needs a range of '%s'", what, name);
    return diag_hint(q->core, "write its ends with a colon between them: %s=0:1/2", name);
}

bool range_ends(struct question *q, const struct dcalc_binding *given, const char *what, id *ends)
{
    struct dcalc_text text = given->value, right = text;
    if (!text.bytes) return not_a_range(q, given->name, what);
    size_t colon = colon_in(text.bytes, text.length);
    if (colon == text.length) {
        id both = bindings_constant(q, &text);
        if (both == POISON) return false;
        struct shape_data d = graph_dims(q->graph, both);
        if (d.ndim != 1 || d.d[0] != 2) return not_a_range(q, given->name, what);
        ends[0] = graph_entry(q->graph, both, 0);
        ends[1] = graph_entry(q->graph, both, 1);
        return !diag_any(q->core);
    }
    right.bytes += colon + 1;
    right.length -= colon + 1;
    text.length = colon;
    ends[0] = read_end(q, text);
    ends[1] = ends[0] ? read_end(q, right) : POISON;
    return ends[1] != POISON;
}
