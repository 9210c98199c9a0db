#include "graph/scan.h"

#include "graph/linear.h"

struct scan_rule scan_rule(unsigned op)
{
    switch (op) {
    case OP_CUMSUM: return (struct scan_rule){NO_ARGUMENT, 0};
    case OP_CUMPROD: return (struct scan_rule){0, NO_ARGUMENT};
    case OP_RECURRENCE: return (struct scan_rule){0, 1};
    default: return (struct scan_rule){NO_ARGUMENT, NO_ARGUMENT};
    }
}

uint32_t scan_first(struct scan_rule rule)
{
    return (uint32_t)(rule.addend == NO_ARGUMENT ? rule.multiplier : rule.addend);
}

/* ---- as nodes ---- */

/* Returns what a scan simplifies to, or POISON. */
static id simpler(struct graph *g, enum op op, const id *args, uint32_t axis)
{
    struct scan_rule rule = scan_rule(op);
    id first = args[scan_first(rule)];
    if (graph_dims(g, first).d[axis] == 1 || graph_is_zero(g, first)) return first;
    if (rule.multiplier == NO_ARGUMENT) return POISON;
    id m = args[rule.multiplier];
    if (rule.addend == NO_ARGUMENT) return graph_is_one(g, m) ? m : POISON;
    if (graph_is_zero(g, m)) return first;
    return graph_is_one(g, m) ? graph_scan(g, OP_CUMSUM, &first, axis) : POISON;
}

id graph_scan(struct graph *g, enum op op, const id *args, uint32_t axis)
{
    struct scan_rule rule = scan_rule(op);
    uint32_t n = (rule.multiplier != NO_ARGUMENT) + (rule.addend != NO_ARGUMENT);
    id own[2];
    for (uint32_t k = 0; k < n; k++)
        if ((own[k] = args[k]) == POISON) return POISON;
    id known = simpler(g, op, args, axis);
    if (known) return known;
    bool linear = rule.addend != NO_ARGUMENT;
    number c = linear ? graph_take_coefficient(g, &own[rule.addend]) : NUMBER_ONE;
    struct node node = {.op = (uint8_t)op, .n = n, .data = axis, .shape = graph_shape(g, args[0])};
    return graph_scale(g, c, graph_intern(g, node, own, n));
}

id scan_entry(struct graph *g, unsigned op, id before, const id *entries)
{
    struct scan_rule rule = scan_rule(op);
    id y = before;
    if (rule.multiplier != NO_ARGUMENT) y = graph_mul(g, entries[rule.multiplier], y);
    if (rule.addend != NO_ARGUMENT) y = graph_add(g, y, entries[rule.addend]);
    return y;
}

/* ---- over scalars ---- */

struct scan_line scan_line(struct shape_data d, uint32_t axis)
{
    int64_t columns = shape_columns(d);
    bool down = d.ndim == 2 && axis == 0;
    return (struct scan_line){down, columns, down ? columns : 1};
}

static const void *at(const struct field *f, const void *x, int64_t i)
{
    return (const unsigned char *)x + f->size * (size_t)i;
}

void scan_run(const struct field *f, unsigned op, uint32_t axis, struct shape_data d,
              const void *const *args, void *out)
{
    struct scan_rule rule = scan_rule(op);
    struct scan_line line = scan_line(d, axis);
    int64_t n = shape_entries(d);
    bool multiplies = rule.multiplier != NO_ARGUMENT, adds = rule.addend != NO_ARGUMENT;
    for (int64_t i = 0; i < n; i++) {
        void *y = (unsigned char *)out + f->size * (size_t)i;
        if (scan_begins(line, i)) {
            f->copy(y, at(f, args[scan_first(rule)], i));
            continue;
        }
        const void *before = at(f, out, i - line.step);
        if (multiplies) f->multiply(y, at(f, args[rule.multiplier], i), before);
        if (adds) f->add(y, multiplies ? y : before, at(f, args[rule.addend], i));
    }
}
