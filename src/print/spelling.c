#include "print/spelling.h"

#include <string.h>

/* Takes spelling k if it fits well enough and nothing has it; else returns NULL. */
static const char *take(struct spelling *s, spell_rule *rule, const char *name, unsigned k,
                        enum fit least)
{
    struct str text = {.mem = &s->core->mem};
    const char *taken = NULL;
    enum fit fit = rule(&text, name, k);
    if (fit >= least && !text.failed && names_find(&s->taken, text.s, text.n) == NAME_NONE) {
        uint32_t place = names_intern(&s->taken, &s->core->arena, text.s, text.n);
        if (place != NAME_NONE) taken = names_text(&s->taken, place);
    }
    str_free(&text);
    return taken;
}

const char *spelling_fresh_by(struct spelling *s, spell_rule *rule, const char *wanted)
{
    const char *text = NULL;
    for (unsigned k = 0; !text && !s->core->mem.failed; k++)
        text = take(s, rule, wanted, k, FIT_LOOSE);
    return text ? text : "";
}

const char *spelling_fresh(struct spelling *s, const char *wanted)
{
    return spelling_fresh_by(s, s->rule, wanted);
}

void spelling_fresh_all(struct spelling *s, const char **names, size_t n)
{
    struct mem *mem = &s->core->mem;
    const char **texts = mem_array(mem, n, sizeof *texts);
    for (size_t i = 0; texts && i < n; i++) texts[i] = take(s, s->rule, names[i], 0, FIT_EXACT);
    for (size_t i = 0; texts && i < n; i++)
        names[i] = texts[i] ? texts[i] : spelling_fresh(s, names[i]);
    mem_free_array(mem, texts, n, sizeof *texts);
}

static const char *known(const struct spelling *s, const char *name)
{
    uint32_t place = names_find(&s->names, name, strlen(name));
    return place == NAME_NONE ? NULL : s->texts.at[place];
}

bool spelling_knows(const struct spelling *s, const char *name)
{
    return known(s, name) != NULL;
}

static void keep(struct spelling *s, const char *name, const char *text)
{
    struct mem *mem = &s->core->mem;
    if (!vec_reserve(mem, &s->texts, 1)) return;
    if (names_intern(&s->names, &s->core->arena, name, strlen(name)) == NAME_NONE) return;
    s->texts.at[s->texts.n++] = text;
}

const char *spelling_of(struct spelling *s, const char *name)
{
    const char *text = known(s, name);
    if (text) return text;
    text = spelling_fresh(s, name);
    keep(s, name, text);
    return text;
}

void spelling_add(struct spelling *s, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *text = known(s, names[i]) ? NULL : take(s, s->rule, names[i], 0, FIT_EXACT);
        if (text) keep(s, names[i], text);
    }
    for (size_t i = 0; i < n; i++) spelling_of(s, names[i]);
}

void spelling_add_graph(struct spelling *s, const struct graph *g)
{
    VEC(const char *) names = {0};
    struct mem *mem = &s->core->mem;
    for (id a = 0; a < g->nodes.n; a++) {
        const struct node *n = graph_node(g, a);
        if (n->op == OP_VARIABLE || n->op == OP_ARRAY) vec_push(mem, &names, node_name(g, n));
    }
    for (shape i = 0; i < g->shapes.all.n; i++) {
        struct shape_data d = shape_get(&g->shapes, i);
        for (int k = 0; k < d.ndim; k++) {
            struct size_product size = size_parts(&g->shapes.sizes, d.d[k]);
            for (uint32_t j = 0; j < size.n; j++)
                vec_push(mem, &names, names_text(&s->core->names, size.letters[j]));
        }
    }
    spelling_add(s, names.at, names.n);
    vec_free(mem, &names);
}

/* The name itself, or with an underscore behind it. */
static bool can_be_guessed(const char *name, const char *text)
{
    size_t n = strlen(name);
    return !strncmp(name, text, n) && (!text[n] || !strcmp(text + n, "_"));
}

void spelling_explain(struct spelling *s, struct str *out, const char *before, const char *after)
{
    bool any = false;
    for (uint32_t i = 0; i < s->texts.n; i++) {
        const char *name = names_text(&s->names, i), *text = s->texts.at[i];
        if (can_be_guessed(name, text)) continue;
        str_putf(out, "%s%s is %s", any ? ", " : before, text, name);
        any = true;
    }
    if (any) str_puts(out, after);
}

bool spelling_is_free(const struct spelling *s, const char *text, bool subscripts)
{
    size_t n = strlen(text);
    for (size_t i = 0; i < s->taken.all.n; i++) {
        const char *other = s->taken.all.at[i].text;
        if (strncmp(other, text, n)) continue;
        if (!other[n] || (subscripts && other[n] == '_')) return false;
    }
    return true;
}

bool spelling_begins(const struct spelling *s, const char *text)
{
    for (size_t i = 0; i < s->taken.all.n; i++)
        if (!strncmp(s->taken.all.at[i].text, text, strlen(text))) return true;
    return false;
}

void spelling_free(struct spelling *s)
{
    struct mem *mem = &s->core->mem;
    names_free(&s->names, mem);
    names_free(&s->taken, mem);
    vec_free(mem, &s->texts);
}
