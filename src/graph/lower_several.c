/* lower_several.c - calls with several results: Q, R = qr(A) names them, qr(A)[0] picks one. */
#include "graph/lower_private.h"

id lower_several(struct call *c, const id *results, uint32_t n)
{
    struct frame *f = c->frame;
    struct results several = {.node = (uint32_t)(c->node - f->l->ast->nodes.at), .n = n};
    for (uint32_t i = 0; i < n; i++) {
        if (results[i] == POISON) return POISON;
        several.at[i] = results[i];
    }
    return vec_push(&f->l->g->core->mem, &f->several, several) ? results[0] : POISON;
}

const struct results *lower_results(const struct frame *f, uint32_t node)
{
    for (size_t i = 0; i < f->several.n; i++)
        if (f->several.at[i].node == node) return &f->several.at[i];
    return NULL;
}

shape lower_written_shape(const struct frame *f, uint32_t node)
{
    bool several = lower_results(f, node) != NULL;
    return several ? SHAPE_SCALAR : graph_shape(f->l->g, f->values[node - f->first]);
}

bool lower_used_as_one(struct lowering *l, const struct results *r, struct span span)
{
    struct core *core = l->g->core;
    const char *name = names_text(&core->names, l->ast->nodes.at[r->node].name);
    static const char *const names[] = {"", "", "a, b", "a, b, c", "a, b, c, d"};
    diag_error(core, KIND_SHAPE, span, "'%s' has %u results, and here one value is needed", name,
               r->n);
    return diag_hint(core, "pick one, as in %s(...)[0], or name them: %s = %s(...)", name,
                     names[r->n], name);
}

bool lower_check_results(struct frame *f, const struct ast_node *node)
{
    for (uint32_t k = node->op == AST_INDEX; f->several.n && k < node->n; k++) {
        const struct results *r = lower_results(f, ast_arg(f->l->ast, node, k));
        if (r) return lower_used_as_one(f->l, r, f->l->ast->nodes.at[r->node].span);
    }
    return true;
}

bool lower_one_result(struct lowering *l, struct span span)
{
    return !l->results.n || lower_used_as_one(l, &l->results, span);
}
