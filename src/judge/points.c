/* points.c - formulas at points of their domain. */
#include "eval/interval.h"
#include "judge/judge_private.h"
#include "pass/entries.h"

#include <math.h>
#include <string.h>

/* 2^-SAME_BITS is less than 10^-50. What is as small as that squared counts as 0. */
enum { SAME_BITS = 167, FIRST_BITS = 256, MOST_BITS = 4096 };

/* ---- points ---- */

/* The first points are easy to follow by hand. */
static const int64_t simple[][2] = {{2, 1}, {1, 2},  {-1, 1}, {3, 1},
                                    {1, 3}, {-1, 2}, {4, 1},  {3, 2}};
enum { N_SIMPLE = sizeof simple / sizeof *simple };

/* Then they are random, in ranges in which functions have values. A prime denominator keeps them
 * apart from what is special. */
static const int64_t ranges[][2] = {{-3, 3}, {0, 1}, {1, 5}, {-1, 1}, {0, 40}, {-20, 0}};
enum { N_RANGES = sizeof ranges / sizeof *ranges, DENOMINATOR = 9973 };

/* Marsaglia's xorshift (2003), from a seed for each point, so that every run asks the same. */
static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    return *state ^= *state << 17;
}

static number coordinate(const struct judge *j, unsigned turn, size_t place, uint64_t *state)
{
    struct numbers *numbers = &j->g->numbers;
    if (turn < N_SIMPLE) {
        const int64_t *q = simple[(turn + place) % N_SIMPLE];
        return number_from_ratio(numbers, q[0], q[1]);
    }
    const int64_t *range = ranges[turn % N_RANGES];
    int64_t width = (range[1] - range[0]) * DENOMINATOR;
    int64_t p = range[0] * DENOMINATOR + 1 + (int64_t)(next_random(state) % (uint64_t)(width - 1));
    bool whole = turn % 11 == 10; /* for orders of Bessel functions and their kind */
    return whole ? number_from_int(numbers, 1 + (int64_t)(next_random(state) % 5))
                 : number_from_ratio(numbers, p, DENOMINATOR);
}

/* The entries of a value, in the core's arena; NULL without memory. */
static const id *entries_of(const struct judge *j, id variable, unsigned turn, size_t *place,
                            uint64_t *state)
{
    struct graph *g = j->g;
    int64_t n = shape_count(&g->shapes, graph_shape(g, variable));
    id given = bindings_value(j->q, variable),
       *entries = arena_alloc(&g->core->arena, ((size_t)n + 1) * sizeof *entries);
    for (int64_t i = 0; entries && i < n; i++)
        entries[i] = given != POISON ? graph_entry(g, given, i)
                                     : graph_number(g, coordinate(j, turn, (*place)++, state));
    return entries;
}

bool points_choose(const struct judge *j, unsigned turn, struct sample *out)
{
    size_t n = j->variables.n, place = 0;
    struct arena *arena = &j->g->core->arena;
    uint64_t state = 88172645463325252U + turn * 2654435761U;
    struct replacement *moves = arena_alloc(arena, (n + 1) * sizeof *moves);
    const id **entries = arena_alloc(arena, (n + 1) * sizeof *entries);
    if (!moves || !entries) return false;
    for (size_t i = 0; i < n; i++) {
        id variable = j->variables.at[i];
        shape s = graph_shape(j->g, variable);
        entries[i] = entries_of(j, variable, turn, &place, &state);
        if (!entries[i]) return false;
        id value = local_array(j->g, entries[i], (size_t)shape_count(&j->g->shapes, s), s);
        if (value == POISON) return false;
        moves[i] = (struct replacement){variable, value};
    }
    *out = (struct sample){moves, entries, n, NULL};
    return true;
}

struct sample points_moved(const struct judge *j, const struct sample *at, id variable, id value)
{
    struct sample moved = *at;
    struct arena *arena = &j->g->core->arena;
    struct replacement *moves = arena_alloc(arena, (at->n + 1) * sizeof *moves);
    const id **entries = arena_alloc(arena, (at->n + 1) * sizeof *entries);
    id *entry = arena_alloc(arena, sizeof *entry);
    if (!moves || !entries || !entry) return moved;
    *entry = value;
    for (size_t i = 0; i < at->n; i++) {
        moves[i] = at->moves[i], entries[i] = at->entries[i];
        if (moves[i].leaf == variable) moves[i].value = value, entries[i] = entry;
    }
    moved.moves = moves, moved.entries = entries;
    return moved;
}

static void put_value(const struct judge *j, struct str *out, id variable, const id *entries)
{
    struct shape_data d = graph_dims(j->g, variable);
    int64_t columns = d.ndim == 2 ? d.d[1] : d.ndim ? d.d[0] : 1, rows = d.ndim == 2 ? d.d[0] : 1;
    if (d.ndim == 2) str_putc(out, '[');
    for (int64_t r = 0; r < rows; r++) {
        if (d.ndim) str_puts(out, r ? ",[" : "[");
        for (int64_t c = 0; c < columns; c++)
            str_putf(out, "%s%s", c ? "," : "", local_constant(j->q, entries[r * columns + c]));
        if (d.ndim) str_putc(out, ']');
    }
    if (d.ndim == 2) str_putc(out, ']');
}

const char *points_text(const struct judge *j, const struct sample *at)
{
    struct str text = {.mem = &j->g->core->mem};
    for (size_t i = 0; i < at->n; i++) {
        id variable = at->moves[i].leaf;
        str_putf(&text, "%s%s=", i ? "," : "", node_name(j->g, graph_node(j->g, variable)));
        put_value(j, &text, variable, at->entries[i]);
    }
    for (size_t i = 0; at->root && i < at->root->n; i++) {
        str_putf(&text, "%s%s=", at->n + i ? "," : "",
                 node_name(j->g, graph_node(j->g, at->root->unknowns[i])));
        str_double(&text, mpfi_get_d(at->root->values[i]));
    }
    const char *copy =
        text.failed ? NULL : arena_text(&j->g->core->arena, text.s ? text.s : "", text.n);
    str_free(&text);
    return copy ? copy : "?";
}

/* ---- values ---- */

/* Formulas at a point, enclosed. */
struct look {
    struct tape tape;
    struct intervals e;
    id *roots;
    size_t n;
    struct root *root; /* of equations, or NULL */
    bool ready;
};

/* Takes over the array of n formulas. */
static void look_begin(struct look *look, const struct judge *j, const struct sample *at,
                       id *formulas, size_t n)
{
    struct graph *g = j->g;
    *look = (struct look){.tape = {.g = g}, .roots = formulas, .n = n, .root = at->root};
    look->e.tape = &look->tape;
    struct tape_source source = {.roots = formulas, .n_roots = n};
    if (at->root) source.inputs = at->root->unknowns, source.n_inputs = at->root->n;
    look->ready = formulas && substitute(g, formulas, n, at->moves, at->n) &&
                  tape_compile(&look->tape, g, &source) && intervals_init(&look->e, &look->tape);
}

static bool has_unknown(const struct look *look)
{
    for (size_t i = 0; look->root && i < look->root->n; i++)
        if (tape_has(&look->tape, look->root->unknowns[i])) return true;
    return false;
}

static bool look_run(struct look *look, const struct judge *j, long bits)
{
    struct root *root = look->root;
    if (!has_unknown(look)) return intervals_run(&look->e, bits);
    if (!curve_narrow(j, root, bits) || !intervals_set_precision(&look->e, bits)) return false;
    for (size_t i = 0; i < root->n; i++)
        if (tape_has(&look->tape, root->unknowns[i]))
            mpfi_set(*intervals_slot(&look->e, tape_slot(&look->tape, root->unknowns[i])),
                     root->values[i]);
    return intervals_run(&look->e, bits);
}

static mpfi_srcptr look_at(const struct look *look, size_t i)
{
    return intervals_slot(&look->e, tape_slot(&look->tape, look->roots[i]))[0];
}

static void look_end(struct look *look, const struct judge *j)
{
    intervals_free(&look->e);
    tape_free(&look->tape);
    mem_free_array(&j->g->core->mem, look->roots, look->n, sizeof *look->roots);
}

static mpfr_exp_t size_of(mpfi_srcptr x)
{
    mpfr_exp_t left = mpfr_regular_p(&x->left) ? mpfr_get_exp(&x->left) : MPFR_EMIN_MIN,
               right = mpfr_regular_p(&x->right) ? mpfr_get_exp(&x->right) : MPFR_EMIN_MIN;
    return left > right ? left : right;
}

static enum agreement compare(mpfi_srcptr a, mpfi_srcptr b)
{
    enum agreement found = UNSURE;
    mpfi_t difference;
    if (!mpfi_bounded_p(a) || !mpfi_bounded_p(b)) return UNSURE;
    mpfi_init2(difference, mpfi_get_prec(a));
    mpfi_sub(difference, a, b);
    mpfr_exp_t size = size_of(a) > -SAME_BITS ? size_of(a) : -SAME_BITS;
    if (!mpfi_has_zero(difference)) found = DIFFER;
    if (mpfi_has_zero(difference) && size_of(difference) <= size - SAME_BITS) found = AGREE;
    mpfi_clear(difference);
    return found;
}

/* The right formulas of pairs, each before the claim. */
static id *both_sides(const struct judge *j, const struct pair *pairs, size_t n)
{
    id *both = mem_array(&j->g->core->mem, 2 * n, sizeof *both);
    for (size_t i = 0; both && i < n; i++)
        both[2 * i] = pairs[i].right, both[2 * i + 1] = pairs[i].claim;
    return both;
}

static bool all_same(const struct pair *pairs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (pairs[i].right != pairs[i].claim) return false;
    return true;
}

enum agreement points_compare(const struct judge *j, const struct sample *at,
                              const struct pair *pairs, size_t n, size_t *other)
{
    struct look look;
    enum agreement found = UNSURE;
    *other = 0;
    if (all_same(pairs, n)) return AGREE;
    look_begin(&look, j, at, both_sides(j, pairs, n), 2 * n);
    for (long bits = FIRST_BITS; look.ready && bits <= MOST_BITS && found == UNSURE; bits *= 4) {
        if (!look_run(&look, j, bits)) continue;
        for (found = AGREE; *other < n && found == AGREE; *other += found == AGREE)
            if (pairs[*other].right != pairs[*other].claim)
                found = compare(look_at(&look, 2 * *other), look_at(&look, 2 * *other + 1));
    }
    look_end(&look, j);
    return found;
}

/* Is every condition from `first` up to `end` known to hold, or one known to fail? */
static enum truth hold(const struct look *look, size_t first, size_t end)
{
    enum truth all = IS_TRUE;
    for (size_t i = first; i < end && all != IS_FALSE; i++) {
        mpfi_srcptr alarm = look_at(look, i);
        if (!mpfi_has_zero(alarm))
            all = IS_FALSE;
        else if (!mpfi_is_zero(alarm))
            all = IS_UNDECIDED;
    }
    return all;
}

static id *copy_of_alarms(const struct judge *j)
{
    id *copy = mem_array(&j->g->core->mem, j->alarms.n, sizeof *copy);
    if (copy && j->alarms.n) memcpy(copy, j->alarms.at, j->alarms.n * sizeof *copy);
    return copy;
}

void points_stand(const struct judge *j, const struct sample *at, struct standing *out)
{
    size_t own = j->q->own_guards, written = j->q->lowering.guards.all.n;
    struct look look;
    *out = (struct standing){IS_UNDECIDED, IS_UNDECIDED, IS_UNDECIDED};
    look_begin(&look, j, at, copy_of_alarms(j), j->alarms.n);
    if (look.ready && look_run(&look, j, FIRST_BITS))
        *out = (struct standing){hold(&look, 0, own), hold(&look, own, written),
                                 hold(&look, written, j->alarms.n)};
    look_end(&look, j);
}

double points_double(const struct judge *j, const struct sample *at, id formula)
{
    struct look look;
    id *copy = mem_array(&j->g->core->mem, 1, sizeof *copy);
    if (copy) *copy = formula;
    look_begin(&look, j, at, copy, 1);
    bool bounded =
        look.ready && look_run(&look, j, FIRST_BITS) && mpfi_bounded_p(look_at(&look, 0));
    double value = bounded ? mpfi_get_d(look_at(&look, 0)) : NAN;
    look_end(&look, j);
    return value;
}

bool points_have_values(const struct judge *j, const struct sample *at)
{
    for (size_t i = 0; i < j->pairs.n; i++)
        if (isnan(points_double(j, at, j->pairs.at[i].right))) return false;
    return true;
}

/* As a double where equations give names their values. */
static const char *rounded_value(const struct judge *j, const struct sample *at, id formula)
{
    struct str text = {.mem = &j->g->core->mem};
    str_double(&text, points_double(j, at, formula));
    const char *copy = text.failed ? "?" : local_text(j->q, "%s", text.s);
    str_free(&text);
    return copy;
}

const char *points_value(const struct judge *j, const struct sample *at, id formula)
{
    if (at->root) return rounded_value(j, at, formula);
    if (!substitute(j->g, &formula, 1, at->moves, at->n)) return "?";
    entries_write_out(j->g, &formula, 1); /* not what entries of expm, sqrtm and eigvalsh are */
    return local_constant(j->q, formula);
}
