/* latex_parts.c - parts of formulas that several files write. */
#include "print/latex_private.h"

void latex_call(struct pieces *p, const char *name, id argument)
{
    pieces_text(p, name);
    pieces_text(p, "\\left(");
    pieces_node(p, argument, SUM_BINDS);
    pieces_text(p, "\\right)");
}

void latex_filled(struct pieces *p, const char *symbol, shape s)
{
    struct shape_data d = shape_get(&p->g->shapes, s);
    pieces_text(p, symbol);
    pieces_text(p, "_{");
    for (int i = 0; i < d.ndim; i++) {
        if (i) pieces_text(p, " \\times ");
        pieces_size(p, d.d[i]);
    }
    pieces_text(p, "}");
}

void latex_exponent(struct pieces *p, number exponent)
{
    struct str text = {.mem = &p->g->core->mem};
    number_print(&p->g->numbers, exponent, &text);
    pieces_made(p, &text);
}

void latex_norm(struct pieces *p, id of, number exponent)
{
    pieces_text(p, "\\left\\|");
    pieces_node(p, of, SUM_BINDS);
    pieces_text(p, "\\right\\|");
    if (exponent == NUMBER_ONE) return;
    pieces_text(p, "^{");
    latex_exponent(p, exponent);
    pieces_text(p, "}");
}

void latex_cannot(struct pieces *p, id a, const char *what)
{
    if (diag_any(p->g->core)) return;
    diag_error(p->g->core, KIND_USAGE, graph_node(p->g, a)->span, "LaTeX has no notation for %s",
               what);
    diag_hint(p->g->core, "leave -f latex out, or use -f python");
}
