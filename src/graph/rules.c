/* rules.c - derivatives and conditions from the texts of the function table, with arguments put
 * in. */
#include "graph/lower_private.h"
#include "graph/rule_store.h"

#include <ctype.h>
#include <string.h>

/* Finds piece k of a text separated by ';', trimmed. False after the last. */
static bool nth_piece(const char *text, int k, const char **piece, size_t *length)
{
    for (; k > 0; k--) {
        text = strchr(text, ';');
        if (!text) return false;
        text++;
    }
    text += strspn(text, " ");
    *piece = text;
    *length = strcspn(text, ";");
    return *length > 0;
}

/* Texts are parsed once per graph. The first slots are the derivatives, then come the conditions of
 * definedness, then those of smoothness. */
enum { SLOT_DEFINED = FN_MOST_ARGUMENTS, SLOT_SMOOTH = SLOT_DEFINED + 12, SLOTS = SLOT_SMOOTH + 2 };
/* So many for each kind of rules: those of the table, fn_numeric_rules and fn_regular_rules. */
enum { NUMERIC = SLOTS, REGULAR = 2 * SLOTS, ALL_SLOTS = 3 * SLOTS };
_Static_assert((int)ALL_SLOTS <= (int)RULE_PLACES, "each rule has its place");
/* The names of arguments, and that of the value. */
static const char *const letters[] = {"u", "v", "w", "x", "y", "z", "s", "t", "f"};
enum { VALUE = FN_MOST_ARGUMENTS, LETTERS };

struct rule_cache {
    struct ast ast;
    uint32_t *statements[FN_COUNT]; /* by slot: statement number + 1, or 0; NULL before the first */
    uint32_t names[LETTERS];
};

static void rules_free(struct graph *g)
{
    ast_free(&g->rules->ast, &g->core->mem);
}

static struct rule_cache *cache_of(struct graph *g)
{
    if (g->rules) return g->rules;
    g->rules = arena_alloc(&g->core->arena, sizeof *g->rules);
    g->rules_free = rules_free;
    for (int i = 0; g->rules && i < LETTERS; i++)
        g->rules->names[i] = names_intern(&g->core->names, &g->core->arena, letters[i], 1);
    return g->rules;
}

static bool parse_rule(struct graph *g, enum fn fn, int slot, uint32_t source)
{
    struct rule_key key = {fn, (uint32_t)slot};
    struct ast *ast = &g->rules->ast;
    return (g->store && rule_store_copy(g->store, key, g->core, ast, source)) ||
           ast_parse(g->core, ast, source);
}

static const struct statement *parsed(struct graph *g, enum fn fn, int slot, const char *text,
                                      size_t length)
{
    struct rule_cache *cache = cache_of(g);
    if (!cache) return NULL;
    uint32_t **own = &cache->statements[fn];
    if (!*own) *own = arena_alloc(&g->core->arena, ALL_SLOTS * sizeof **own);
    if (!*own) return NULL;
    uint32_t *statement = *own + slot;
    if (*statement == 0) {
        uint32_t source = core_add_source(g->core, "rule", text, length);
        if (!source || !parse_rule(g, fn, slot, source)) return NULL;
        *statement = (uint32_t)cache->ast.statements.n;
    }
    return &cache->ast.statements.at[*statement - 1];
}

static id instantiate(struct graph *g, enum fn fn, int slot, const char *text, size_t length,
                      const id *args, id f)
{
    int arity = fn_arity(fn);
    const struct statement *s = parsed(g, fn, slot, text, length);
    if (!s) return POISON;
    uint32_t names[LETTERS];
    id values[LETTERS];
    for (int i = 0; i < arity; i++) names[i] = g->rules->names[i], values[i] = args[i];
    names[arity] = g->rules->names[VALUE];
    values[arity] = f;
    struct lowering l = {.g = g, .ast = &g->rules->ast};
    struct locals locals = {names, values, NULL, (uint32_t)arity + 1};
    id result = lower_expression(&l, &locals, s->first, s->last, true);
    lower_free(&l);
    return result;
}

/* As rule_formula(), of a text that need not end in a 0. */
static id formula_of(struct graph *g, const char *text, size_t length, const id *values, uint32_t n)
{
    struct rule_cache *cache = cache_of(g);
    uint32_t source = cache ? core_add_source(g->core, "rule", text, length) : 0;
    if (!source || !ast_parse(g->core, &cache->ast, source)) return POISON;
    const struct statement *s = &cache->ast.statements.at[cache->ast.statements.n - 1];
    struct lowering l = {.g = g, .ast = &cache->ast};
    struct locals locals = {cache->names, values, NULL, n};
    id result = lower_expression(&l, &locals, s->first, s->last, true);
    lower_free(&l);
    return result;
}

id rule_formula(struct graph *g, const char *text, const id *values, uint32_t n)
{
    return formula_of(g, text, strlen(text), values, n);
}

static id no_rule(struct graph *g, enum fn fn, int k)
{
    static const char *const ordinal[] = {"first", "second", "third",   "fourth",
                                          "fifth", "sixth",  "seventh", "eighth"};
    diag_error(g->core, KIND_DOMAIN, g->span, "there is no derivative of '%s' by its %s argument",
               fn_name(fn), ordinal[k]);
    return POISON;
}

/* Finds the text of a derivative. False if there is none. */
static bool rule_text(enum fn fn, int k, const char **piece, size_t *length)
{
    return nth_piece(fn_row(fn)->rules, k, piece, length) &&
           !(*length == 4 && !memcmp(*piece, "none", 4));
}

bool rule_exists(enum fn fn, int k)
{
    return rule_text(fn, k, &(const char *){NULL}, &(size_t){0});
}

id rule_of_table(struct graph *g, enum fn fn, int k, const id *args, id f)
{
    const char *piece;
    size_t length;
    if (!rule_text(fn, k, &piece, &length)) return no_rule(g, fn, k);
    return instantiate(g, fn, k, piece, length, args, f);
}

id rule_derivative(struct graph *g, enum fn fn, int k, const id *args, id f)
{
    const char *numeric = g->rules_for != RULES_FOR_FORMULAS ? fn_numeric_rules(fn) : NULL;
    const char *regular = g->rules_for == RULES_FOR_DOUBLES ? fn_regular_rules(fn) : NULL;
    const char *better = regular ? regular : numeric, *piece;
    size_t length;
    if (!better) return rule_of_table(g, fn, k, args, f);
    nth_piece(better, k, &piece, &length);
    return instantiate(g, fn, (regular ? REGULAR : NUMERIC) + k, piece, length, args, f);
}

void guards_add(struct graph *g, struct guards *guards, struct guard guard)
{
    number known;
    if (guard.condition == POISON || g->core->mem.failed) return;
    if (graph_is_number(g, guard.condition, &known) && known != NUMBER_ZERO) return;
    vec_push(&g->core->mem, &guards->all, guard);
}

/* The last argument that a condition speaks of: what it fails at. */
static int subject_of(const char *piece, size_t length, int arity)
{
    int subject = -1;
    for (size_t i = 0; i < length; i++) {
        bool inside = i > 0 && isalnum((unsigned char)piece[i - 1]);
        if (inside || (i + 1 < length && isalnum((unsigned char)piece[i + 1]))) continue;
        for (int k = subject + 1; k < arity; k++)
            if (piece[i] == *letters[k]) subject = k;
    }
    return subject < 0 ? arity - 1 : subject;
}

/* The conditions of a row in `text`, those in the table's own order; slot is that of the first. */
static void guards_of_text(struct graph *g, struct guards *guards, const struct fn_row *row,
                           const char *text, int slot, struct guard guard, const id *args)
{
    const char *piece;
    size_t length;
    int arity = fn_row_arity(row);
    for (int k = 0; nth_piece(text, k, &piece, &length); k++) {
        bool pole = length > 5 && !memcmp(piece, "pole:", 5);
        if (pole) piece += 5, length -= 5;
        if (slot == SLOT_DEFINED) guard.kind = pole ? KIND_POLE : KIND_DOMAIN;
        guard.subject = args[subject_of(piece, length, arity)];
        guard.condition = row->formula ? formula_of(g, piece, length, args, (uint32_t)arity)
                                       : instantiate(g, (enum fn)row->function, slot + k, piece,
                                                     length, args, POISON);
        guards_add(g, guards, guard);
    }
}

void guards_of_row(struct graph *g, struct guards *guards, const struct fn_row *row, const id *args,
                   struct span span)
{
    struct guard guard = {.when = POISON, .what = row->name, .span = span};
    guards_of_text(g, guards, row, row->defined, SLOT_DEFINED, guard, args);
}

void guards_of_fn(struct graph *g, struct guards *guards, enum fn fn, const id *args, bool kinks,
                  id when, struct span span)
{
    const struct fn_row *row = fn_row(fn);
    struct guard guard = {.kind = KIND_KINK, .when = when, .what = fn_name(fn), .span = span};
    guards_of_text(g, guards, row, kinks ? row->smooth : row->defined,
                   kinks ? SLOT_SMOOTH : SLOT_DEFINED, guard, args);
}
