#include "print/formula.h"

#include "print/order.h"
#include "print/pieces.h"

#include <stdio.h>
#include <string.h>

/* Formulas up to this many characters are written out in full. */
enum { WRITTEN_OUT = 4000, WORTH_A_NAME = 8, WORTH_A_NEW_NAME = 20, DEEPEST_NEST = 20000 };

struct printer {
    struct graph *g;
    struct str out;
    struct pieces pieces; /* those that wait are a stack, what comes next on its top */
    uint32_t *named;      /* by position in the reach: number of its name, or 0 */
    size_t n_named_positions;
    struct reach reach;
    const char *prefix; /* of generated names */
    size_t prefix_length;
    const struct style *style;
    struct spelling names;
};

/* ---- the loop ---- */

static uint32_t name_of(const struct printer *p, id a)
{
    if (!p->named || !graph_reached(p->g, a)) return 0;
    return p->named[graph_place(p->g, a)];
}

/* Returns the program's name for it, or NULL. */
static const char *own_name(const struct printer *p, id a)
{
    for (size_t i = 0; i < p->style->n_names; i++)
        if (p->style->names[i].value == a) return p->style->names[i].name;
    return NULL;
}

static void write_name(struct printer *p, id a, uint32_t k)
{
    char made_up[32];
    const char *name = own_name(p, a);
    if (!name && !p->pieces.names) { /* most names, and there may be thousands */
        str_put(&p->out, p->prefix, p->prefix_length);
        str_int(&p->out, k);
        return;
    }
    snprintf(made_up, sizeof made_up, "%s%u", p->prefix, k);
    if (!name) name = made_up;
    str_puts(&p->out, p->pieces.names ? spelling_of(p->pieces.names, name) : name);
}

static bool is_named(const void *printer, id a)
{
    return name_of(printer, a) != 0;
}

/* A named part takes no pieces, nor does a variable, but dg/dx may take parentheses. */
static bool put_short(void *printer, id a, int place)
{
    struct printer *p = printer;
    uint32_t k = name_of(p, a);
    if (k) return write_name(p, a, k), true;
    const struct node *n = graph_node(p->g, a);
    if (n->op != OP_VARIABLE || place <= NOT_BINDS) return false;
    const struct name *name = &p->g->core->names.all.at[n->data];
    if (place > POWER_BINDS && order_is_quotient(name)) return false;
    if (p->pieces.names)
        str_puts(&p->out, spelling_of(p->pieces.names, name->text));
    else
        str_put(&p->out, name->text, name->length);
    return true;
}

/* Puts what waits of the node just written on the stack's top, the next piece last. */
static void turn_over(struct pieces *pieces)
{
    struct item *at = pieces->waiting.at;
    for (size_t i = pieces->from, k = pieces->waiting.n; i + 1 < k; i++) {
        struct item last = at[--k];
        at[k] = at[i];
        at[i] = last;
    }
}

static void write_node(struct printer *p, id a, int place, bool as_definition)
{
    uint32_t name = as_definition ? 0 : name_of(p, a);
    if (name) {
        write_name(p, a, name);
        return;
    }
    const struct dialect *dialect = p->pieces.dialect;
    bool condition = place <= NOT_BINDS,
         parenthesised = !condition && pieces_binds(dialect, p->g, a) < place;
    p->pieces.from = p->pieces.waiting.n;
    if (parenthesised) pieces_text(&p->pieces, dialect->open);
    if (condition)
        pieces_condition(&p->pieces, a, place);
    else
        pieces_expand(&p->pieces, a);
    if (parenthesised) pieces_text(&p->pieces, dialect->close);
    turn_over(&p->pieces);
}

static void write_item(struct printer *p, struct item item)
{
    switch (item.kind) {
    case ITEM_NODE: write_node(p, item.node, item.place, false); break;
    case ITEM_TEXT: str_put(&p->out, item.text, (size_t)item.value); break;
    case ITEM_NUMBER: p->pieces.dialect->number(p->g, item.node, &p->out); break;
    case ITEM_INT: str_int(&p->out, item.value); break;
    }
}

/* Writes a root, or the definition of a name (0: none). The stack is on the heap, so nesting takes
 * no C stack. */
static const char *write_root(struct printer *p, id root, uint32_t name)
{
    str_clear(&p->out);
    if (name) {
        write_name(p, root, name);
        str_puts(&p->out, " = ");
    }
    write_node(p, root, SUM_BINDS, name != 0);
    struct pieces *pieces = &p->pieces;
    while (pieces->waiting.n && !p->out.failed && core_go_on(p->g->core))
        write_item(p, pieces->waiting.at[--pieces->waiting.n]);
    pieces->waiting.n = 0;
    if (p->out.failed || diag_any(p->g->core)) return NULL;
    return arena_text(&p->g->core->arena, p->out.s ? p->out.s : "", p->out.n);
}

/* ---- parts that are used often ---- */

struct weights {
    double *size; /* characters if written out */
    uint32_t *uses, *nest;
};

static double own_size(const struct node *n)
{
    return n->n ? 3 + 3.0 * n->n : 2;
}

static void weigh(struct printer *p, struct weights *w, const id *roots, size_t n)
{
    struct graph *g = p->g;
    for (size_t i = 0; i < n; i++) w->uses[graph_place(g, roots[i])]++;
    for (size_t k = 0; k < p->reach.ids.n; k++) {
        const struct node *node = graph_node(g, p->reach.ids.at[k]);
        uint32_t children = node->op == OP_NAMED ? 0 : node->n;
        w->size[k] = own_size(node);
        for (uint32_t i = 0; i < children; i++) {
            uint32_t child = graph_place(g, node_child(g, node, i));
            w->uses[child]++;
            w->size[k] += w->size[child];
            if (w->nest[child] >= w->nest[k]) w->nest[k] = w->nest[child] + 1;
        }
        if (w->nest[k] > DEEPEST_NEST) w->nest[k] = 0;
    }
}

/* Names parts that occur more than once and are longer than a name, and cuts very deep nesting. */
static uint32_t choose_names(struct printer *p, const struct weights *w)
{
    uint32_t n = 0;
    for (size_t k = 0; k < p->reach.ids.n; k++) {
        const struct node *node = graph_node(p->g, p->reach.ids.at[k]);
        bool cut = node->n && w->nest[k] == 0;
        bool shared =
            w->uses[k] > 1 && node->n && node->op != OP_NAMED && w->size[k] > WORTH_A_NAME;
        if (graph_is_comparison(p->g, p->reach.ids.at[k])) continue;
        if (shared || cut) p->named[k] = ++n;
    }
    return n;
}

/* Names parts of a formula that is not huge: those that occur more than once and are long enough,
 * counting named parts inside them as names. */
static void choose_few_names(struct printer *p, struct weights *w)
{
    uint32_t n = 0;
    for (size_t k = 0; k < p->reach.ids.n; k++) {
        id a = p->reach.ids.at[k];
        const struct node *node = graph_node(p->g, a);
        w->size[k] = own_size(node);
        for (uint32_t i = 0; i < node->n; i++) {
            uint32_t child = graph_place(p->g, node_child(p->g, node, i));
            w->size[k] += p->named[child] ? 2 : w->size[child];
        }
        const char *own = own_name(p, a);
        double worth_from = own ? WORTH_A_NAME : WORTH_A_NEW_NAME;
        bool worth = w->size[k] > worth_from && w->uses[k] > 1 && node->op != OP_TRANSPOSE;
        if (node->n == 0 || !worth || graph_is_comparison(p->g, a)) continue;
        p->named[k] = own ? 1 : ++n;
    }
}

/* Returns a prefix such that prefix1, prefix2, ... are not names of the program. */
static const char *free_prefix(const struct graph *g)
{
    static const char *const prefixes[] = {"t", "p", "q", "aux", "part_", "shared_part_"};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        size_t n = strlen(prefixes[i]);
        bool taken = false;
        for (size_t k = 0; k < g->core->names.all.n && !taken; k++) {
            const struct name *name = &g->core->names.all.at[k];
            taken =
                name->length > n && !memcmp(name->text, prefixes[i], n) && is_digit(name->text[n]);
        }
        if (!taken) return prefixes[i];
    }
    return "dcalc_shared_part_";
}

static bool write_lets(struct printer *p, struct formulas *out)
{
    for (size_t k = 0; k < p->reach.ids.n; k++) {
        if (!p->named[k]) continue;
        const char *text = write_root(p, p->reach.ids.at[k], p->named[k]);
        if (!text || !vec_push(&p->g->core->mem, &out->lets, text)) return false;
    }
    return true;
}

static bool name_parts(struct printer *p, const id *roots, size_t n, struct formulas *out)
{
    struct mem *mem = &p->g->core->mem;
    if (!graph_reach(p->g, roots, n, &p->reach)) return false;
    size_t count = p->reach.ids.n;
    struct weights w = {mem_array(mem, count, sizeof(double)),
                        mem_array(mem, count, sizeof(uint32_t)),
                        mem_array(mem, count, sizeof(uint32_t))};
    bool ok = w.size && w.uses && w.nest;
    double whole = 0, parts = 0;
    if (ok) {
        weigh(p, &w, roots, n);
        for (size_t i = 0; i < n; i++) whole += w.size[graph_place(p->g, roots[i])];
        for (size_t k = 0; k < count; k++) parts += own_size(graph_node(p->g, p->reach.ids.at[k]));
    }
    bool huge = whole > WRITTEN_OUT && whole > 3 * parts;
    if (ok && (huge || p->style->named)) {
        p->named = mem_array(mem, count, sizeof *p->named);
        p->n_named_positions = count;
        p->prefix = free_prefix(p->g);
        p->prefix_length = strlen(p->prefix);
        ok = p->named != NULL;
        if (ok && huge) choose_names(p, &w);
        if (ok && !huge) choose_few_names(p, &w);
        ok = ok && write_lets(p, out);
    }
    mem_free_array(mem, w.size, count, sizeof(double));
    mem_free_array(mem, w.uses, count, sizeof(uint32_t));
    mem_free_array(mem, w.nest, count, sizeof(uint32_t));
    return ok;
}

static void printer_free(struct printer *p)
{
    struct mem *mem = &p->g->core->mem;
    str_free(&p->out);
    vec_free(mem, &p->pieces.waiting);
    spelling_free(&p->names);
    mem_free_array(mem, p->named, p->n_named_positions, sizeof *p->named);
    reach_free(p->g, &p->reach);
}

/* Prepares a printer, which is not moved afterwards. */
static void printer_init(struct printer *p, struct graph *g, const struct style *style)
{
    *p = (struct printer){.g = g, .style = style, .out = {.mem = &g->core->mem}};
    p->pieces = (struct pieces){.g = g,
                                .dialect = style->dialect,
                                .is_named = is_named,
                                .put_short = put_short,
                                .printer = p,
                                .out = &p->out};
    p->names = (struct spelling){.core = g->core, .rule = style->dialect->spell};
}

static void spell_names(struct printer *p)
{
    if (!p->names.rule) return;
    spelling_add_graph(&p->names, p->g);
    p->pieces.names = &p->names;
}

bool print_formulas(struct graph *g, const struct style *style, const id *roots, size_t n,
                    struct formulas *out)
{
    struct printer p;
    printer_init(&p, g, style);
    *out = (struct formulas){.texts = arena_alloc(&g->core->arena, n * sizeof(char *))};
    spell_names(&p);
    bool ok = out->texts && name_parts(&p, roots, n, out);
    for (size_t i = 0; i < n && ok; i++) {
        out->texts[i] = write_root(&p, roots[i], 0);
        ok = out->texts[i] != NULL;
    }
    printer_free(&p);
    return ok;
}

const char *print_formula(struct graph *g, id root)
{
    const struct style style = {.dialect = &dialect_text};
    struct printer p;
    printer_init(&p, g, &style);
    const char *text = write_root(&p, root, 0);
    printer_free(&p);
    return text ? text : "?";
}

void formulas_free(struct graph *g, struct formulas *formulas)
{
    vec_free(&g->core->mem, &formulas->lets);
}
