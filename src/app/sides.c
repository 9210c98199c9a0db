/* sides.c - what a kink looks like from its two sides, for the error that names it. */
#include "app/numbers.h"
#include "pass/substitute.h"

#include <math.h>

/* So near the kink that the side's derivative rounds to its limit, and so far from underflow. */
enum { NEAR_DECIMALS = 60, SIDE_BITS = 1024 };

struct side {
    double value, derivative;
    bool known;
};

/* The leaf's variable set to its value and a little to one side. */
static struct replacement beside_point(struct work *w, id variable, number offset)
{
    for (size_t i = 0; i < w->bound.n; i++)
        if (w->bound.at[i].name == graph_node(&w->g, variable)->data)
            return (struct replacement){
                variable, graph_add(&w->g, w->bound.at[i].value, graph_number(&w->g, offset))};
    return (struct replacement){variable, POISON};
}

static bool evaluate(struct work *w, const id *roots, struct side *side)
{
    struct tape tape = {.g = &w->g};
    struct intervals e = {.tape = &tape};
    bool ok = tape_compile(&tape, &w->g, roots, 2, w->bound.at, w->bound.n, NULL, 0) &&
              intervals_init(&e, &tape) && intervals_run(&e, SIDE_BITS);
    if (ok) {
        mpfi_ptr value = intervals_slot(&e, tape_slot(&tape, roots[0]))[0];
        mpfi_ptr derivative = intervals_slot(&e, tape_slot(&tape, roots[1]))[0];
        side->known = mpfi_bounded_p(value) && mpfi_bounded_p(derivative);
        side->value = mpfi_get_d(value);
        side->derivative = mpfi_get_d(derivative);
        if (fabs(side->derivative) < 1e-50) side->derivative = 0;
    }
    intervals_free(&e);
    tape_free(&tape);
    return ok;
}

static struct side look(struct work *w, int direction)
{
    struct side side = {.known = false};
    number ten = number_from_int(&w->g.numbers, 10);
    number offset = number_mul(&w->g.numbers, number_from_int(&w->g.numbers, direction),
                               number_pow(&w->g.numbers, ten, -NEAR_DECIMALS));
    struct replacement moved = beside_point(w, w->leaves.at[0].node, offset);
    id roots[2] = {w->values.at[0], w->derivatives.at[0]};
    if (moved.value != POISON && substitute(&w->g, roots, 2, &moved, 1)) evaluate(w, roots, &side);
    return side;
}

static const char *number_text(struct work *w, double x)
{
    struct str text = {.mem = &w->core.mem};
    str_double(&text, x + 0.0);
    const char *copy = text.s ? arena_text(&w->core.arena, text.s, text.n) : NULL;
    str_free(&text);
    return copy ? copy : "?";
}

static bool is_one_dimensional(struct work *w)
{
    return w->leaves.n == 1 && w->values.n == 1 && w->derivatives.n == 1 &&
           graph_op(&w->g, w->leaves.at[0].node) == OP_VARIABLE &&
           graph_shape(&w->g, w->leaves.at[0].node) == SHAPE_SCALAR &&
           graph_shape(&w->g, w->values.at[0]) == SHAPE_SCALAR;
}

/* Equal but for what the small step itself changes. */
static bool is_same(double a, double b)
{
    return fabs(a - b) <= 1e-30 * (1 + fabs(a));
}

bool sides_agree(struct work *w, bool otherwise)
{
    if (!is_one_dimensional(w)) return otherwise;
    struct side left = look(w, -1), here = look(w, 0), right = look(w, 1);
    if (!left.known || !here.known || !right.known) return false;
    return is_same(left.value, here.value) && is_same(here.value, right.value) &&
           is_same(left.derivative, here.derivative) && is_same(here.derivative, right.derivative);
}

bool sides_explain(struct work *w)
{
    struct core *core = &w->core;
    if (core->diags.n != 1 || core->diags.at[0].kind != KIND_KINK || !is_one_dimensional(w))
        return false;
    struct diag kink = core->diags.at[0];
    core->diags.n = 0; /* the stages below go on only without an error */
    struct side left = look(w, -1), right = look(w, 1);
    core->diags.n = 0;
    vec_push(&core->mem, &core->diags, kink);
    if (!left.known || !right.known) return false;
    if (!is_same(left.value, right.value))
        return diag_hint(core, "the function jumps there, from %s to %s",
                         number_text(w, left.value), number_text(w, right.value));
    return diag_hint(core, "the derivative from the left is %s, from the right %s",
                     number_text(w, left.derivative), number_text(w, right.derivative));
}
