#include "write/dump.h"

#include "text/token.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *op_name(unsigned op)
{
    static const char *const names[] = {
#define OPERATION(op, class, words, data, rank, dump, ...) dump,
#include "graph/ops.def"
    };
    return names[op];
}

static void dump_tokens(struct work *w, FILE *out)
{
    for (size_t i = 0; i < w->request->n_exprs; i++) {
        const struct dcalc_text *text = &w->request->exprs[i];
        uint32_t source = core_add_source(&w->core, text->source, text->bytes, text->length),
                 at = 0;
        struct token token;
        if (source == 0) return;
        do {
            token = token_next(&w->core, source, &at);
            fprintf(out, "%u..%u\t%s\t%.*s\n", token.span.start, token.span.end,
                    token_name(token.kind), (int)(token.span.end - token.span.start),
                    text->bytes + token.span.start);
        } while (token.kind != TOKEN_END && token.kind != TOKEN_ERROR);
    }
}

static void dump_ast(const struct work *w, FILE *out)
{
    for (size_t s = 0; s < w->ast.statements.n; s++) {
        const struct statement *statement = &w->ast.statements.at[s];
        static const char *const kinds[] = {"value", "assignment", "function"};
        fprintf(out, "%s%s%s\n", kinds[statement->kind], statement->kind ? " " : "",
                statement->kind ? names_text(&w->core.names, statement->name) : "");
        for (uint32_t i = statement->first; i <= statement->last; i++) {
            const struct ast_node *n = &w->ast.nodes.at[i];
            const struct source *source = &w->core.sources.at[n->mark.source];
            fprintf(out, "  %u\t%s\t%.*s\t", i, ast_op_name((enum ast_op)n->op),
                    (int)(n->mark.end - n->mark.start), source->bytes + n->mark.start);
            for (uint32_t k = 0; k < n->n; k++) fprintf(out, " %u", ast_arg(&w->ast, n, k));
            fputc('\n', out);
        }
    }
}

static void dump_label(const struct work *w, const struct node *n, FILE *out)
{
    struct str text = {.mem = (struct mem *)&w->core.mem};
    if (n->op == OP_FN)
        str_puts(&text, fn_row((enum fn)n->fn)->name);
    else if (node_name(&w->g, n))
        str_puts(&text, node_name(&w->g, n));
    else if (op_data(n->op) == DATA_NUMBER)
        number_print(&w->g.numbers, n->data, &text);
    fprintf(out, "%s\t%s\t%s\t", op_name(n->op), text.s ? text.s : "",
            shape_text(&w->g.shapes, n->shape, (struct arena *)&w->core.arena));
    str_free(&text);
}

static void dump_number(const struct work *w, number n, FILE *out)
{
    struct str text = {.mem = (struct mem *)&w->core.mem};
    number_print(&w->g.numbers, n, &text);
    fprintf(out, ":%s", text.s ? text.s : "");
    str_free(&text);
}

static void dump_graph(struct work *w, FILE *out)
{
    VEC(id) roots = {0};
    struct reach reach = {0};
    for (size_t i = 0; i < w->values.n; i++) vec_push(&w->core.mem, &roots, w->values.at[i]);
    for (size_t i = 0; i < w->derivatives.n; i++)
        vec_push(&w->core.mem, &roots, w->derivatives.at[i]);
    if (graph_reach(&w->g, roots.at, roots.n, &reach))
        for (size_t p = 0; p < reach.ids.n; p++) {
            const struct node *n = graph_node(&w->g, reach.ids.at[p]);
            fprintf(out, "%u\t", reach.ids.at[p]);
            dump_label(w, n, out);
            for (uint32_t i = 0; i < n->n; i++) {
                fprintf(out, " %u", node_child(&w->g, n, i));
                if (op_has_pairs(n->op)) dump_number(w, node_number(&w->g, n, i), out);
            }
            fputc('\n', out);
        }
    reach_free(&w->g, &reach);
    vec_free(&w->core.mem, &roots);
}

static bool dump_tape(struct work *w, FILE *out)
{
    VEC(id) roots = {0};
    struct tape tape = {.g = &w->g};
    for (size_t i = 0; i < w->values.n; i++) vec_push(&w->core.mem, &roots, w->values.at[i]);
    for (size_t i = 0; i < w->derivatives.n; i++)
        vec_push(&w->core.mem, &roots, w->derivatives.at[i]);
    bool ok = tape_compile(&tape, &w->g, roots.at, roots.n, w->bound.at, w->bound.n, NULL, 0);
    for (size_t i = 0; ok && i < tape.code.n; i++) {
        const struct instruction *in = &tape.code.at[i];
        if (in->slot != i) continue;
        fprintf(out, "%%%zu\t", i);
        dump_label(w, graph_node(&w->g, in->node), out);
        uint32_t stride = op_has_pairs(in->op) ? 2 : 1;
        for (uint32_t k = 0; k < in->n; k++)
            fprintf(out, " %%%u", tape.words.at[in->args + k * stride]);
        fputc('\n', out);
    }
    tape_free(&tape);
    vec_free(&w->core.mem, &roots);
    return ok;
}

static bool dump_later(struct work *w, const char *stage, FILE *out)
{
    if (!work_bind_point(w) || !work_read_shapes(w) || !work_read_program(w)) return false;
    if (!strcmp(stage, "ast")) return dump_ast(w, out), true;
    if (!work_choose_leaves(w) || !work_differentiate(w)) return false;
    if (!strcmp(stage, "graph")) return dump_graph(w, out), true;
    return dump_tape(w, out);
}

char *dump_stage(struct work *w, const char *stage)
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    if (!out) return NULL;
    bool ok = true;
    if (!strcmp(stage, "tokens"))
        dump_tokens(w, out);
    else
        ok = dump_later(w, stage, out);
    fclose(out);
    if (ok && !diag_any(&w->core)) return text;
    free(text);
    return NULL;
}
