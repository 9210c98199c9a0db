#include "definitions.h"

#include <string.h>

static void add(struct definitions *definitions, const char *name, size_t name_length,
                const char *text)
{
    if (definitions->n == definitions->room) {
        definitions->room = 2 * definitions->room + 16;
        struct definition *grown =
            pool_alloc(&definitions->pool, definitions->room * sizeof *grown);
        if (definitions->n) memcpy(grown, definitions->at, definitions->n * sizeof *grown);
        definitions->at = grown;
    }
    struct definition *definition = &definitions->at[definitions->n++];
    definition->name = pool_copy(&definitions->pool, name, name_length);
    definition->text = text;
    definition->forgotten = false;
}

void definitions_add(struct definitions *definitions, struct statement statement, const char *text,
                     size_t length)
{
    const char *kept = pool_copy(&definitions->pool, text, length);
    for (size_t k = 0; k <= statement.more; k++) {
        struct statement name = statement_name(statement, k);
        add(definitions, name.name, name.name_length, kept);
    }
}

static bool mentions(const char *text, size_t length, const char *name, size_t name_length)
{
    size_t at = 0, start;
    while (statement_next_name(text, length, &at, &start))
        if (at - start == name_length && memcmp(text + start, name, name_length) == 0) return true;
    return false;
}

void definitions_answer(struct definitions *definitions, const char *text)
{
    static const char name[] = "ans";
    bool seen = mentions(text, strlen(text), name, strlen(name));
    for (size_t i = definitions->n; i-- > 0 && !seen;) {
        struct definition *before = &definitions->at[i];
        seen = strcmp(before->name, name) == 0;
        before->forgotten |= seen;
        seen |= mentions(before->text, strlen(before->text), name, strlen(name));
    }
    add(definitions, name, strlen(name), pool_format(&definitions->pool, "%s = %s", name, text));
}

bool definitions_forget(struct definitions *definitions, const char *name)
{
    bool found = false;
    for (size_t i = 0; i < definitions->n; i++) {
        if (definitions->at[i].forgotten || strcmp(definitions->at[i].name, name) != 0) continue;
        const char *text = definitions->at[i].text;
        for (size_t j = 0; j < definitions->n; j++) {
            if (definitions->at[j].text == text) definitions->at[j].forgotten = true;
        }
        found = true;
    }
    return found;
}

bool definitions_shares_text(const struct definitions *definitions, size_t i)
{
    return i > 0 && definitions->at[i - 1].text == definitions->at[i].text;
}

void definitions_free(struct definitions *definitions)
{
    pool_free(&definitions->pool);
    *definitions = (struct definitions){0};
}

bool definitions_is_current(const struct definitions *definitions, size_t i)
{
    if (definitions->at[i].forgotten) return false;
    for (size_t j = i + 1; j < definitions->n; j++) {
        bool same = strcmp(definitions->at[j].name, definitions->at[i].name) == 0;
        if (same && !definitions->at[j].forgotten) return false;
    }
    return true;
}

/* Which definitions are needed, and which names none may have. */
struct need {
    const struct definitions *definitions;
    const char *const *bound;
    size_t n_bound;
    bool *needed;
};

static bool is_bound(const struct need *need, const char *name)
{
    for (size_t i = 0; i < need->n_bound; i++)
        if (!strcmp(need->bound[i], name)) return true;
    return false;
}

/* Is this the name of a parameter of f(a, b) = ..., and no other a? */
static bool is_parameter(const char *definition, const char *name, size_t length)
{
    const char *open = strchr(definition, '('), *equals = strchr(definition, '=');
    return open && equals && open < equals && mentions(open, (size_t)(equals - open), name, length);
}

/* Marks the definitions to which the names of a text refer if it stands before definition `end`.
 * The names that a definition gives, to the left of its =, refer to nothing. */
static void mark(const struct need *need, const char *text, size_t length, size_t end)
{
    bool defines = end < need->definitions->n;
    size_t at = defines ? strcspn(text, "=") : 0, start;
    while (statement_next_name(text, length, &at, &start)) {
        if (defines && is_parameter(text, text + start, at - start)) continue;
        for (size_t i = end; i-- > 0;) {
            const struct definition *definition = &need->definitions->at[i];
            if (definition->forgotten || strlen(definition->name) != at - start) continue;
            if (memcmp(definition->name, text + start, at - start) != 0) continue;
            need->needed[i] = !is_bound(need, definition->name);
            break;
        }
    }
}

/* The text of Q, R = qr(A) where R has another value for once: Q, __R = qr(A). */
static const char *without_bound(const struct need *need, struct pool *pool, const char *text)
{
    struct statement all = statement_read(text, strlen(text));
    struct text out = {.pool = pool};
    const char *rest = text;
    for (size_t k = 0; all.more && k <= all.more; k++) {
        struct statement one = statement_name(all, k);
        const char *name = pool_copy(pool, one.name, one.name_length);
        text_format(&out, "%s%s%s", k ? ", " : "", is_bound(need, name) ? "__" : "", name);
        rest = one.name + one.name_length;
    }
    text_add(&out, rest);
    return out.bytes;
}

size_t definitions_needed(const struct definitions *definitions, struct pool *pool,
                          const struct dcalc_text *texts, size_t n_texts, const char *const *bound,
                          size_t n_bound, struct dcalc_text **out)
{
    bool *needed = pool_alloc(pool, definitions->n + 1);
    struct need need = {definitions, bound, n_bound, needed};
    size_t n = 0;
    for (size_t i = 0; i < n_texts; i++)
        mark(&need, texts[i].bytes, texts[i].length, definitions->n);
    /* A definition needs only older ones, so one pass from the newest to the oldest finds them
     * all. */
    for (size_t i = definitions->n; i-- > 0;) {
        if (!needed[i]) continue;
        mark(&need, definitions->at[i].text, strlen(definitions->at[i].text), i);
        n++;
    }
    *out = pool_alloc(pool, (n + 1) * sizeof **out);
    n = 0;
    const char *last = NULL;
    for (size_t i = 0; i < definitions->n; i++) {
        const struct definition *definition = &definitions->at[i];
        if (!needed[i] || definition->text == last) continue;
        last = definition->text;
        const char *text = without_bound(&need, pool, last);
        (*out)[n++] = (struct dcalc_text){text, strlen(text), definition->name};
    }
    return n;
}
