#include "write/dump.h"

#include "text/token.h"
#include "write/write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void dump_tokens(const struct question *q, FILE *out)
{
    for (size_t i = 0; i < q->request->n_exprs; i++) {
        const struct dcalc_text *text = &q->request->exprs[i];
        uint32_t source = core_add_source(q->core, text->source, text->bytes, text->length);
        struct token token = token_before(source, 0);
        if (source == 0) return;
        do {
            token_next(q->core, &token);
            fprintf(out, "%u..%u\t%s\t%.*s\n", token.span.start, token.span.end,
                    token_name(token.kind), (int)(token.span.end - token.span.start),
                    text->bytes + token.span.start);
        } while (token.kind != TOKEN_END && token.kind != TOKEN_ERROR);
    }
}

static void dump_ast(const struct question *q, FILE *out)
{
    for (size_t s = 0; s < q->ast.statements.n; s++) {
        const struct statement *statement = &q->ast.statements.at[s];
        static const char *const kinds[] = {"value", "assignment", "function", "unpacking",
                                            "equation"};
        bool named = statement->kind != STATEMENT_VALUE && statement->kind != STATEMENT_EQUATION;
        fprintf(out, "%s%s%s\n", kinds[statement->kind], named ? " " : "",
                named ? names_text(&q->core->names, statement->name) : "");
        for (uint32_t i = statement->first; i <= statement->last; i++) {
            const struct ast_node *n = &q->ast.nodes.at[i];
            const struct source *source = &q->core->sources.at[n->mark.source];
            fprintf(out, "  %u\t%s\t%.*s\t", i, ast_op_name((enum ast_op)n->op),
                    (int)(n->mark.end - n->mark.start), source->bytes + n->mark.start);
            for (uint32_t k = 0; k < n->n; k++) fprintf(out, " %u", ast_arg(&q->ast, n, k));
            fputc('\n', out);
        }
    }
}

static void dump_label(const struct question *q, const struct node *n, FILE *out)
{
    struct str text = {.mem = (struct mem *)&q->core->mem};
    if (n->op == OP_FN)
        str_puts(&text, fn_row((enum fn)n->fn)->name);
    else if (node_name(q->graph, n))
        str_puts(&text, node_name(q->graph, n));
    else if (op_data(n->op) == DATA_NUMBER)
        number_print(&q->graph->numbers, n->data, &text);
    fprintf(out, "%s\t%s\t%s\t", op_name(n->op), text.s ? text.s : "",
            shape_text(&q->graph->shapes, n->shape, (struct arena *)&q->core->arena));
    str_free(&text);
}

static void dump_number(const struct question *q, number n, FILE *out)
{
    struct str text = {.mem = (struct mem *)&q->core->mem};
    number_print(&q->graph->numbers, n, &text);
    fprintf(out, ":%s", text.s ? text.s : "");
    str_free(&text);
}

static void dump_graph(const struct question *q, FILE *out)
{
    VEC(id) roots = {0};
    struct reach reach = {0};
    for (size_t i = 0; i < q->values.n; i++) vec_push(&q->core->mem, &roots, q->values.at[i]);
    for (size_t i = 0; i < q->derivatives.n; i++)
        vec_push(&q->core->mem, &roots, q->derivatives.at[i]);
    if (graph_reach(q->graph, roots.at, roots.n, &reach))
        for (size_t p = 0; p < reach.ids.n; p++) {
            const struct node *n = graph_node(q->graph, reach.ids.at[p]);
            fprintf(out, "%u\t", reach.ids.at[p]);
            dump_label(q, n, out);
            for (uint32_t i = 0; i < n->n; i++) {
                fprintf(out, " %u", node_child(q->graph, n, i));
                if (op_has_pairs(n->op)) dump_number(q, node_number(q->graph, n, i), out);
            }
            fputc('\n', out);
        }
    reach_free(q->graph, &reach);
    vec_free(&q->core->mem, &roots);
}

static bool dump_tape(const struct question *q, FILE *out)
{
    VEC(id) roots = {0};
    struct tape tape = {.g = q->graph};
    for (size_t i = 0; i < q->values.n; i++) vec_push(&q->core->mem, &roots, q->values.at[i]);
    for (size_t i = 0; i < q->derivatives.n; i++)
        vec_push(&q->core->mem, &roots, q->derivatives.at[i]);
    struct tape_source source = {roots.at, roots.n, q->bound.at, q->bound.n, NULL, 0};
    bool ok = tape_compile(&tape, q->graph, &source);
    for (size_t i = 0; ok && i < tape.code.n; i++) {
        const struct instruction *in = &tape.code.at[i];
        if (in->slot != i) continue;
        fprintf(out, "%%%zu\t", i);
        dump_label(q, graph_node(q->graph, in->node), out);
        uint32_t stride = op_has_pairs(in->op) ? 2 : 1;
        for (uint32_t k = 0; k < in->n; k++)
            fprintf(out, " %%%u", tape.words.at[in->args + k * stride]);
        fputc('\n', out);
    }
    tape_free(&tape);
    vec_free(&q->core->mem, &roots);
    return ok;
}

/* The graph as Graphviz draws it. */
static bool dump_dot(const struct question *q, FILE *out)
{
    struct str text = {.mem = &q->core->mem};
    bool ok = document_graph(q, &text);
    if (ok) fwrite(text.s, 1, text.n, out);
    str_free(&text);
    return ok;
}

static bool dump(const struct question *q, const char *stage, FILE *out)
{
    if (!strcmp(stage, "tokens")) return dump_tokens(q, out), true;
    if (!strcmp(stage, "ast")) return dump_ast(q, out), true;
    if (!strcmp(stage, "graph")) return dump_graph(q, out), true;
    if (!strcmp(stage, "dot")) return dump_dot(q, out);
    return dump_tape(q, out);
}

char *dump_stage(const struct question *q, const char *stage)
{
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    if (!out) return NULL;
    bool ok = dump(q, stage, out);
    fclose(out);
    if (ok && !diag_any(q->core)) return text;
    free(text);
    return NULL;
}
