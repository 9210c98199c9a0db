#include "graph/rule_store.h"

#include <stdlib.h>
#include <string.h>

struct rule_store {
    struct core core; /* names, texts and memory of its own */
    struct ast ast;
    uint32_t
        *statements[FN_COUNT]; /* by place: statement number + 1, or 0; NULL before the first */
};

struct rule_store *rule_store_new(void)
{
    struct rule_store *store = calloc(1, sizeof *store);
    if (store) store->core.arena.mem = &store->core.mem;
    return store;
}

void rule_store_free(struct rule_store *store)
{
    if (!store) return;
    ast_free(&store->ast, &store->core.mem);
    core_free(&store->core);
    free(store);
}

/* Within the limits of the request that needs the rule first. */
static bool parse(struct rule_store *store, const struct core *core, const struct source *text,
                  uint32_t *statement)
{
    store->core.limits = core->limits;
    store->core.interrupted = core->interrupted;
    uint32_t source = core_add_source(&store->core, text->name, text->bytes, text->length);
    if (!source || !ast_parse(&store->core, &store->ast, source)) return false;
    *statement = (uint32_t)store->ast.statements.n;
    return true;
}

static const struct statement *find(struct rule_store *store, struct rule_key key,
                                    const struct core *core, const struct source *text)
{
    uint32_t **own = &store->statements[key.fn];
    if (!*own) *own = arena_alloc(&store->core.arena, RULE_PLACES * sizeof **own);
    if (!*own) return NULL;
    uint32_t *statement = *own + key.place;
    if (*statement == 0 && !parse(store, core, text, statement)) return NULL;
    return &store->ast.statements.at[*statement - 1];
}

static bool has_name(const struct ast_node *node)
{
    return node->op == AST_NAME || node->op == AST_CALL || node->op == AST_KEYWORD;
}

/* Appends a node whose arguments stand `by` places further on. */
static bool copy_node(const struct rule_store *store, const struct ast_node *from,
                      struct core *core, struct ast *ast, uint32_t source, uint32_t by)
{
    struct ast_node node = *from;
    node.span.source = node.mark.source = source;
    node.args = (uint32_t)ast->args.n;
    if (has_name(from)) {
        const struct name *name = &store->core.names.all.at[from->name];
        node.name =
            names_intern_hashed(&core->names, &core->arena, name->text, name->length, name->hash);
        if (node.name == NAME_NONE) return false;
    }
    for (uint32_t i = 0; i < node.n; i++)
        if (!vec_push(&core->mem, &ast->args, ast_arg(&store->ast, from, i) + by)) return false;
    return vec_push(&core->mem, &ast->nodes, node);
}

bool rule_store_copy(struct rule_store *store, struct rule_key key, struct core *core,
                     struct ast *ast, uint32_t source)
{
    const struct statement *s = find(store, key, core, &core->sources.at[source]);
    if (!s) return false;
    struct statement copy = *s;
    uint32_t by = (uint32_t)ast->nodes.n - s->first;
    for (uint32_t i = s->first; i <= s->last; i++)
        if (!copy_node(store, &store->ast.nodes.at[i], core, ast, source, by)) return false;
    copy.first += by;
    copy.last += by;
    copy.name_span.source = source;
    return vec_push(&core->mem, &ast->statements, copy);
}
