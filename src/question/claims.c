/* claims.c - formulas to be judged, as people and files write them: "2*x*y", "x = 2*x*y", "dy/dx =
 * 2*x", "y' = 2*x", an object of names and formulas, a list of strings. */
#include "question/stages.h"

#include <string.h>

static const struct span nowhere = {0, 0, 0};

static struct dcalc_text trimmed(struct dcalc_text t)
{
    while (t.length && strchr(" \t\r\n", *t.bytes)) t.bytes++, t.length--;
    while (t.length && strchr(" \t\r\n", t.bytes[t.length - 1])) t.length--;
    return t;
}

static bool push(struct question *q, uint32_t name, struct dcalc_text text)
{
    struct claim_text claim = {name, trimmed(text)};
    return vec_push(&q->core->mem, &q->claim_texts, claim);
}

/* ---- what stands before an equals sign ---- */

static uint32_t name_of(struct question *q, struct dcalc_text t)
{
    return names_find(&q->core->names, t.bytes, t.length);
}

/* A name to differentiate by: one of --wrt, or of the expression. */
static bool is_leaf_name(struct question *q, struct dcalc_text t)
{
    const struct dcalc_request *rq = q->request;
    for (size_t i = 0; i < rq->n_wrt; i++)
        if (strlen(rq->wrt[i]) == t.length && !memcmp(rq->wrt[i], t.bytes, t.length)) return true;
    uint32_t name = name_of(q, t);
    for (size_t i = 0; rq->n_wrt == 0 && name != NAME_NONE && i < q->lowering.free.n; i++)
        if (q->lowering.free.at[i] == name) return true;
    return false;
}

/* Where an equals sign stands that is no comparison; NULL if there is none, or several statements.
 */
static const char *equals_sign(struct dcalc_text t)
{
    const char *end = t.bytes + t.length, *sign = memchr(t.bytes, '=', t.length);
    if (memchr(t.bytes, ';', t.length) || memchr(t.bytes, '\n', t.length) || !sign) return NULL;
    if (sign == t.bytes || strchr("<>!=", sign[-1]) || sign + 1 == end || sign[1] == '=')
        return NULL;
    return sign;
}

/* What follows "/d" in dy/dx; nothing else. */
static struct dcalc_text under_line(struct dcalc_text t)
{
    for (size_t i = 0; i + 2 < t.length; i++)
        if (t.bytes[i] == '/' && t.bytes[i + 1] == 'd')
            return (struct dcalc_text){t.bytes + i + 2, t.length - i - 2, t.source};
    return (struct dcalc_text){t.bytes, 0, t.source};
}

static bool add_formula(struct question *q, struct dcalc_text t)
{
    const char *sign = equals_sign(t);
    if (!sign) return push(q, NAME_NONE, t);
    size_t n = (size_t)(sign - t.bytes);
    struct dcalc_text head = trimmed((struct dcalc_text){t.bytes, n, t.source}),
                      rest = {sign + 1, t.length - n - 1, t.source}, under = under_line(head);
    if (is_leaf_name(q, head)) return push(q, name_of(q, head), rest);
    if (under.length && is_leaf_name(q, under)) return push(q, name_of(q, under), rest);
    return push(q, NAME_NONE, memchr(head.bytes, '\'', head.length) ? rest : t);
}

/* ---- objects and lists of strings ---- */

static const char *without_quotes(struct question *q, struct dcalc_text t, size_t *n)
{
    char *out = arena_alloc(&q->core->arena, t.length + 1);
    *n = 0;
    for (size_t i = 0; out && i < t.length; i++)
        if (t.bytes[i] != '"') out[(*n)++] = t.bytes[i];
    return out;
}

static int depth_change(char c)
{
    return (strchr("([{", c) != NULL) - (strchr(")]}", c) != NULL);
}

/* "name: formula" */
static bool add_member(struct question *q, struct dcalc_text t)
{
    t = trimmed(t);
    const char *colon = memchr(t.bytes, ':', t.length);
    if (!colon) {
        diag_error(q->core, KIND_SYNTAX, nowhere, "the formulas by name lack a name");
        return diag_hint(q->core, "write {\"x\": \"2*x*y\", \"y\": \"x^2\"}");
    }
    size_t n = (size_t)(colon - t.bytes);
    struct dcalc_text name = trimmed((struct dcalc_text){t.bytes, n, t.source});
    uint32_t interned = names_intern(&q->core->names, &q->core->arena, name.bytes, name.length);
    return interned != NAME_NONE &&
           push(q, interned, (struct dcalc_text){colon + 1, t.length - n - 1, t.source});
}

static bool add_object(struct question *q, struct dcalc_text t)
{
    int depth = 0;
    size_t from = 1;
    for (size_t i = 1; i < t.length; i++) {
        bool last = i + 1 == t.length;
        if (!last) depth += depth_change(t.bytes[i]);
        if (!last && (t.bytes[i] != ',' || depth)) continue;
        if (!add_member(q, (struct dcalc_text){t.bytes + from, i - from, t.source})) return false;
        from = i + 1;
    }
    return true;
}

static bool add_text(struct question *q, struct dcalc_text t)
{
    t = trimmed(t);
    bool object = t.length > 1 && t.bytes[0] == '{' && t.bytes[t.length - 1] == '}';
    bool quoted = t.length && memchr("[{", t.bytes[0], 2) && memchr(t.bytes, '"', t.length);
    if (quoted && !(t.bytes = without_quotes(q, t, &t.length))) return false;
    return object ? add_object(q, t) : add_formula(q, t);
}

bool claims_split(struct question *q)
{
    const struct dcalc_request *rq = q->request;
    for (size_t i = 0; i < rq->n_equals; i++)
        if (!add_text(q, rq->equals[i])) return false;
    return true;
}

/* ---- in the order of the leaves ---- */

static bool are_named(const struct question *q)
{
    for (size_t i = 0; i < q->claim_texts.n; i++)
        if (q->claim_texts.at[i].name == NAME_NONE) return false;
    return q->claim_texts.n > 0;
}

bool claims_name(const struct question *q, size_t i, uint32_t *name)
{
    if (!are_named(q) || i >= q->claim_texts.n) return false;
    return *name = q->claim_texts.at[i].name, true;
}

static bool no_formula(struct question *q, const char *name)
{
    diag_error(q->core, KIND_USAGE, nowhere, "no formula is given for '%s'", name);
    return diag_hint(q->core, "choose the names to differentiate by with --wrt");
}

/* A gradient's formulas by name, in the order of its leaves. */
bool claims_sort(struct question *q)
{
    size_t n = q->leaves.n;
    if (!are_named(q) || n < 2) return true;
    id *sorted = arena_alloc(&q->core->arena, (n + 1) * sizeof *sorted);
    for (size_t i = 0; sorted && i < n; i++) {
        size_t k = 0;
        uint32_t name = graph_node(q->graph, q->leaves.at[i].node)->data;
        while (k < q->claims.n && q->claim_texts.at[k].name != name) k++;
        if (k == q->claims.n) return no_formula(q, q->leaves.at[i].name);
        sorted[i] = q->claims.at[k];
    }
    if (!sorted) return false;
    if (q->claims.n != n)
        return diag_error(q->core, KIND_USAGE, nowhere, "%zu formulas are given for %zu names",
                          q->claims.n, n);
    memcpy(q->claims.at, sorted, n * sizeof *sorted);
    return true;
}
