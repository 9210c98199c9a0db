/* work.c - collects the lines of the work. */
#include "write/work.h"

#include <string.h>

bool work_push(struct work *w, struct work_line line)
{
    return vec_push(&w->q->core->mem, &w->lines, line);
}

const char *work_phrase(const struct work *w, enum phrase which)
{
    return phrase_in((int)w->q->request->language, which);
}

bool work_title(struct work *w, enum phrase title)
{
    return work_push(w, (struct work_line){.kind = WORK_TITLE, .text = work_phrase(w, title)});
}

bool work_line(struct work *w, id name, id formula, const char *rule)
{
    id value = name == POISON ? formula : name;
    return formula != POISON && work_push(w, (struct work_line){.kind = WORK_LINE,
                                                                .text = rule,
                                                                .name = name,
                                                                .formula = formula,
                                                                .value = value});
}

id work_known(struct work *w, const char *name, shape of)
{
    struct core *core = w->q->core;
    uint32_t interned = names_intern(&core->names, &core->arena, name, strlen(name));
    return interned == NAME_NONE ? POISON : graph_variable(w->q->graph, interned, of);
}

/* The first value of a name holds. */
id work_name(struct work *w, const char *name, shape of, id value)
{
    if (!name || value == POISON) return POISON;
    id variable = work_known(w, name, of);
    if (variable == POISON) return POISON;
    struct bound_name bound = {graph_node(w->q->graph, variable)->data, value};
    for (size_t i = 0; i < w->bound.n; i++)
        if (w->bound.at[i].name == bound.name) return variable;
    return vec_push(&w->q->core->mem, &w->bound, bound) ? variable : POISON;
}

const char *work_text(struct work *w, const char *format, ...)
{
    struct core *core = w->q->core;
    struct str text = {.mem = &core->mem};
    va_list args;
    va_start(args, format);
    str_vputf(&text, format, args);
    va_end(args);
    return str_settle(&text, &core->arena);
}

/* What kind line i is written as. */
static enum work_kind kind_of(const struct work *w, work_writer *const writers[], size_t i)
{
    enum work_kind kind = w->lines.at[i].kind;
    return kind == WORK_STEP && !writers[WORK_STEP] && w->has_values ? WORK_LINE : kind;
}

/* How many lines from line i on are of one kind, and are written together. */
static size_t run_of(const struct work *w, work_writer *const writers[], size_t i)
{
    enum work_kind kind = kind_of(w, writers, i);
    size_t n = 1;
    if (kind == WORK_TITLE || kind == WORK_STEP) return 1;
    while (i + n < w->lines.n && kind_of(w, writers, i + n) == kind) n++;
    return n;
}

void work_lay_out(const struct work *w, work_writer *const writers[WORK_KINDS], void *page)
{
    for (size_t i = 0, n; i < w->lines.n; i += n) {
        enum work_kind kind = kind_of(w, writers, i);
        n = run_of(w, writers, i);
        if (kind != WORK_STEP || w->has_values) writers[kind](page, i, n);
    }
}

enum { MOST_LINES = 60, FIRST_LINES = 30, LAST_LINES = 20, MOST_FACTORS = 10, KEPT_FACTORS = 4 };

static enum shown shows(size_t i, size_t n, size_t most, size_t first, size_t last)
{
    if (n <= most || i < first || i >= n - last) return IS_SHOWN;
    return i == first ? IS_MARK : IS_LEFT_OUT;
}

enum shown work_shows_line(size_t i, size_t n)
{
    return shows(i, n, MOST_LINES, FIRST_LINES, LAST_LINES);
}

enum shown work_shows_factor(size_t i, size_t n)
{
    return shows(i, n, MOST_FACTORS, KEPT_FACTORS, KEPT_FACTORS);
}

const char *work_left_out(struct work *w, size_t n)
{
    const char *mark = work_text(w, work_phrase(w, PHRASE_LEFT_OUT), n - FIRST_LINES - LAST_LINES);
    return mark ? mark : "";
}

bool work_ends_sentence(const struct work_line *title)
{
    return title->text[strlen(title->text) - 1] == '.';
}

bool work_is_sum(const struct work *w, id formula)
{
    const struct graph *g = w->q->graph;
    const struct node *n = graph_node(g, formula);
    number value = NUMBER_ZERO;
    if (graph_is_number(g, formula, &value)) return number_sign(&g->numbers, value) < 0;
    return n->op == OP_SUM || (n->op == OP_PRODUCT && number_sign(&g->numbers, n->data) < 0);
}

void work_free(struct work *w)
{
    struct mem *mem = &w->q->core->mem;
    eval_free(&w->e);
    tape_free(&w->tape);
    vec_free(mem, &w->lines);
    vec_free(mem, &w->bound);
}
