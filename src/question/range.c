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

static bool is_blank(struct dcalc_text text)
{
    size_t i = 0;
    while (i < text.length && (text.bytes[i] == ' ' || text.bytes[i] == '\t')) i++;
    return i == text.length;
}

bool range_has_ends(struct question *q, const struct dcalc_binding *given,
                    const struct dcalc_text ends[2])
{
    bool lower = is_blank(ends[0]);
    if (!lower && !is_blank(ends[1])) return true;
    diag_error(q->core, KIND_USAGE, nowhere, "the range of '%s' has no %s end", given->name,
               lower ? "lower" : "upper");
    return diag_hint(q->core, "write both ends: %s=0:1/2", given->name);
}

bool range_texts(const struct dcalc_binding *given, struct dcalc_text ends[2])
{
    ends[0] = ends[1] = given->value;
    size_t colon = ends[0].bytes ? colon_in(ends[0].bytes, ends[0].length) : 0;
    if (!ends[0].bytes || colon == ends[0].length) return false;
    ends[0].length = colon;
    ends[1].bytes += colon + 1;
    ends[1].length -= colon + 1;
    return true;
}

bool range_ends(struct question *q, const struct dcalc_binding *given, const char *what, id *ends)
{
    struct dcalc_text text = given->value, texts[2];
    if (!text.bytes) return not_a_range(q, given->name, what);
    if (!range_texts(given, texts)) {
        id both = bindings_constant(q, &text);
        if (both == POISON) return false;
        struct shape_data d = graph_dims(q->graph, both);
        if (d.ndim != 1 || d.d[0] != 2) return not_a_range(q, given->name, what);
        ends[0] = graph_entry(q->graph, both, 0);
        ends[1] = graph_entry(q->graph, both, 1);
        return !diag_any(q->core);
    }
    if (!range_has_ends(q, given, texts)) return false;
    ends[0] = read_end(q, texts[0]);
    ends[1] = ends[0] ? read_end(q, texts[1]) : POISON;
    return ends[1] != POISON;
}
