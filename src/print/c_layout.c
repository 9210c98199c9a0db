/* c_layout.c - decides, before anything is written, how often a step is used and where, and how its
 * entries are laid out in memory. */
#include "print/c_private.h"

#include <limits.h>

enum { DEEPEST_BLOCK = 60 };

/* ---- blocks: what only one branch of a choice needs is computed there ---- */

static uint32_t common_block(const struct c_writer *w, uint32_t a, uint32_t b)
{
    const struct c_block *blocks = w->branches.at;
    while (a != b) {
        if (blocks[a].depth < blocks[b].depth)
            b = blocks[b].parent;
        else
            a = blocks[a].parent;
    }
    return a;
}

static void note_use(struct c_writer *w, uint32_t step, uint32_t user, uint32_t block)
{
    w->blocks[step] = w->uses[step] ? common_block(w, w->blocks[step], block) : block;
    w->uses[step]++;
    w->user[step] = user;
}

static bool open_block(struct c_writer *w, uint32_t parent)
{
    struct c_block block = {parent, w->branches.n ? w->branches.at[parent].depth + 1 : 0,
                            .out = {.mem = &w->core->mem}};
    return vec_push(&w->core->mem, &w->branches, block);
}

static bool find_branch(struct c_writer *w, uint32_t i)
{
    const struct code_step *s = &w->code[i];
    if (s->op != OP_FN || s->fn != FN_where) return true;
    uint32_t block = w->blocks[i], condition = c_args(w, s)[0];
    if (w->code[condition].shape != SHAPE_SCALAR || w->branches.at[block].depth >= DEEPEST_BLOCK)
        return true;
    w->branch[i] = (uint32_t)w->branches.n;
    return open_block(w, block) && open_block(w, block);
}

/* True for a power that is written with its base twice. */
static bool reads_twice(const struct code_step *s)
{
    bool power = s->kind == CODE_SQUARE || s->kind == CODE_WHOLE_POWER;
    return power && s->shape == SHAPE_SCALAR;
}

bool c_takes_factors(const struct code_step *s)
{
    return s->op == OP_DET || s->op == OP_INV || s->op == OP_SOLVE ||
           (s->op == OP_COFACTOR && s->n == 1);
}

uint32_t c_factored(const struct c_writer *w, const struct code_step *s)
{
    uint32_t a = c_args(w, s)[0];
    while (w->code[a].op == OP_TRANSPOSE) a = c_args(w, &w->code[a])[0];
    return a;
}

static void note_factors(struct c_writer *w, uint32_t i)
{
    if (!c_takes_factors(&w->code[i])) return;
    struct c_factors *f = &w->factors[c_factored(w, &w->code[i])];
    f->block = f->users++ ? common_block(w, f->block, w->blocks[i]) : w->blocks[i];
}

static bool use_arguments(struct c_writer *w, uint32_t i)
{
    const struct code_step *s = &w->code[i];
    const uint32_t *args = c_args(w, s);
    if (!find_branch(w, i)) return false;
    note_factors(w, i);
    for (uint32_t k = 0; k < s->n; k++) {
        uint32_t arg = args[k];
        uint32_t block = w->branch[i] && k > 0 ? w->branch[i] + k - 1 : w->blocks[i];
        note_use(w, arg, i, block);
        if (reads_twice(s)) note_use(w, arg, i, block);
    }
    return true;
}

static bool count_uses(struct c_writer *w)
{
    if (!open_block(w, 0)) return false;
    for (size_t o = 0; o < w->p->n_outputs; o++)
        for (size_t r = 0; r < w->p->outputs[o].n_roots; r++)
            note_use(w, c_step(w, w->p->outputs[o].roots[r]), (uint32_t)w->n, 0);
    for (size_t i = w->n; i-- > 0;)
        if (w->uses[i] && !use_arguments(w, (uint32_t)i)) return false;
    return true;
}

/* ---- layout ---- */

bool c_is_contiguous(const struct c_writer *w, uint32_t step)
{
    const struct c_value *v = &w->values[step];
    struct shape_data d = c_shape(w, step);
    int64_t rows = c_rows(d), columns = c_columns(d);
    if (v->kind != C_ARRAY) return false;
    return (columns == 1 || v->across == 1) && (rows == 1 || v->down == columns);
}

static struct c_value own_array(struct shape_data d)
{
    int64_t rows = c_rows(d), columns = c_columns(d);
    return (struct c_value){C_ARRAY, C_ATOM, .down = rows == 1 ? 0 : columns,
                            .across = columns == 1 ? 0 : 1};
}

struct c_value c_slice(struct c_value v, struct shape_data d, const uint32_t *raw)
{
    int32_t start[2] = {(int32_t)raw[0], 0}, step[2] = {(int32_t)raw[1], 1};
    if (d.ndim == 2) {
        start[1] = (int32_t)raw[2], step[1] = (int32_t)raw[3];
        v.offset += start[0] * v.down + start[1] * v.across;
        v.down *= step[0], v.across *= step[1];
    } else {
        v.offset += start[0] * v.across;
        v.across *= step[0];
    }
    return v;
}

static struct c_value stretched_view(struct c_value v, struct shape_data from)
{
    if (c_rows(from) == 1) v.down = 0;
    if (c_columns(from) == 1) v.across = 0;
    return v;
}

static struct c_value turned_view(struct c_value v)
{
    int64_t down = v.down;
    v.down = v.across, v.across = down;
    return v;
}

static struct c_value diagonal_view(struct c_value v)
{
    v.across += v.down;
    v.down = 0;
    return v;
}

static bool takes_diagonal(const struct c_writer *w, const struct code_step *s)
{
    return s->op == OP_DIAG && c_shape(w, c_args(w, s)[0]).ndim == 2;
}

bool c_view(const struct c_writer *w, uint32_t step, struct c_value *out)
{
    const struct code_step *s = &w->code[step];
    bool lone = s->op == OP_STACK && s->n == 1 && w->code[c_args(w, s)[0]].shape == SHAPE_SCALAR;
    if (!lone && s->op != OP_TRANSPOSE && s->op != OP_SLICE && s->op != OP_BROADCAST &&
        s->op != OP_RESHAPE && !takes_diagonal(w, s))
        return false;
    const uint32_t *args = c_args(w, s);
    struct c_value v = w->values[args[0]];
    struct shape_data d = c_shape(w, step), from = c_shape(w, args[0]);
    *out = v;
    if (v.kind == C_TEXT) return true;
    if (s->op == OP_TRANSPOSE) *out = turned_view(v);
    if (s->op == OP_SLICE) *out = stretched_view(c_slice(v, from, args + 1), d);
    if (s->op == OP_DIAG) *out = diagonal_view(v);
    if (s->op == OP_BROADCAST) *out = stretched_view(v, from);
    if (s->op != OP_RESHAPE) return true;
    if (c_count(w, step) != 1 && !c_is_contiguous(w, args[0])) return false;
    *out = own_array(d);
    out->offset = v.offset, out->text = v.text;
    return true;
}

/* True if one loop over all entries will do, as every array is laid out like the result. */
static bool is_flat(const struct c_writer *w, const struct code_step *s)
{
    const uint32_t *args = c_args(w, s);
    for (uint32_t k = 0; k < s->n; k++) {
        uint32_t arg = args[k];
        if (w->values[arg].kind == C_TEXT) continue;
        if (w->code[arg].shape != s->shape || !c_is_contiguous(w, arg)) return false;
    }
    return true;
}

static void lay_out(struct c_writer *w, uint32_t i)
{
    const struct code_step *s = &w->code[i];
    struct c_value *v = &w->values[i];
    if (s->op == OP_NUMBER || s->op == OP_CONSTANT)
        v->kind = C_TEXT;
    else if (s->shape == SHAPE_SCALAR)
        v->kind = C_TEXT;
    else if (!c_view(w, i, v))
        *v = own_array(c_shape(w, i));
    w->flat[i] =
        code_is_elementwise(s) && s->shape != SHAPE_SCALAR && !w->branch[i] && is_flat(w, s);
}

bool c_is_one_block(const struct c_writer *w, uint32_t step)
{
    struct extent e = code_flat(&w->steps, step);
    struct cuts cuts = cuts_of(e.rows, e.columns, false);
    return cuts.row_blocks * cuts.column_blocks == 1;
}

bool c_may_inline(const struct c_writer *w, uint32_t step)
{
    const struct code_step *s = &w->code[step];
    uint32_t user = w->user[step];
    if (w->uses[step] != 1) return false;
    if (s->shape == SHAPE_SCALAR)
        return user == w->n ||
               (code_is_elementwise(&w->code[user]) && w->code[user].shape == SHAPE_SCALAR);
    if (user == w->n) return w->targets[step].late && w->flat[step];
    if (!w->flat[step]) return false;
    const struct code_step *by = &w->code[user];
    bool sums = by->op == OP_REDUCE && by->shape == SHAPE_SCALAR && by->fn == REDUCE_SUM &&
                c_is_one_block(w, step);
    return sums || w->flat[user];
}

int64_t c_function_room(const struct c_writer *w, const struct code_step *s)
{
    int64_t n = c_shape(w, c_args(w, s)[0]).d[0], parts = (int64_t)1 << (s->n - 1);
    return s->op == OP_EXPM ? 6 * parts * n * n : (2 * parts + 6) * n * n + n + 1;
}

/* Returns how many doubles linear algebra needs besides its result, at most. */
static int64_t scratch(const struct c_writer *w, const struct code_step *s)
{
    const uint32_t *args = c_args(w, s);
    if (s->op == OP_GATHER) return c_count(w, args[0]);
    if (op_class(s->op) == CLASS_FACTOR) /* and what packed_tall() keeps behind a matrix */
        return 4 * c_count(w, args[0]) + 2 * c_shape(w, args[0]).d[1];
    if (op_class(s->op) == CLASS_MATRIX_FUNCTION) return c_function_room(w, s);
    if (!c_takes_factors(s) && s->op != OP_COFACTOR) return 0;
    int64_t n = c_shape(w, args[0]).d[0], parts = (int64_t)1 << (s->n - 1);
    if (s->op == OP_COFACTOR) return (s->n + 2 * parts + 1) * n * n + n + 1;
    return n * n + n + 1 + (s->op == OP_SOLVE ? c_count(w, args[1]) : 0);
}

/* ---- outputs ---- */

struct code_place c_place_of(const struct c_writer *w, const struct c_output *out, size_t root,
                             int64_t before)
{
    if (out->places) return out->places[root];
    return (struct code_place){
        .start = before, .down = c_columns(c_shape(w, c_step(w, out->roots[root]))), .step = 1};
}

struct c_value c_array_named(const char *name, struct shape_data d)
{
    bool one_row = c_rows(d) == 1, one_column = c_columns(d) == 1;
    return (struct c_value){C_ARRAY, C_ATOM, .text = name, .down = one_row ? 0 : c_columns(d),
                            .across = one_column ? 0 : 1};
}

struct c_value c_at_place(const struct c_writer *w, size_t output, struct shape_data d,
                          struct code_place place)
{
    struct c_value v = c_array_named(w->results[output], d);
    v.offset = place.start, v.down = place.down, v.across = place.step;
    if (place.listed) v.through = w->order;
    return v;
}

bool c_is_packed(const struct c_writer *w, uint32_t step, struct code_place place)
{
    struct shape_data d = c_shape(w, step);
    return !place.listed && place.step == 1 && (c_rows(d) == 1 || place.down == c_columns(d));
}

static bool adds_any(const struct c_output *out)
{
    for (size_t r = 0; out->places && r < out->n_roots; r++)
        if (out->places[r].adds) return true;
    return false;
}

/* Arrays that have memory of their own may have it in an output; where entries do not follow one
 * another, or others are added, only those that nothing else reads. */
static void aim(struct c_writer *w, size_t o, size_t root, int64_t before, bool changes)
{
    const struct c_output *out = &w->p->outputs[o];
    uint32_t step = c_step(w, out->roots[root]);
    struct c_target *t = &w->targets[step];
    struct c_value view;
    if (w->code[step].shape == SHAPE_SCALAR || w->code[step].op == OP_VARIABLE || t->given) return;
    struct code_place place = c_place_of(w, out, root, before);
    bool late = out->replaces || place.adds, packed = c_is_packed(w, step, place);
    bool alone = w->uses[step] == 1, elementwise = code_is_elementwise(&w->code[step]);
    if (c_view(w, step, &view) || ((late || changes) && !alone)) return;
    if (!late && !packed && !(alone && elementwise)) return;
    if (!packed && c_shape(w, step).ndim == 2) w->flat[step] = false;
    *t = (struct c_target){true, late, out->replaces, o, place, NULL};
}

static void aim_all(struct c_writer *w)
{
    for (size_t o = 0; o < w->p->n_outputs; o++) {
        const struct c_output *out = &w->p->outputs[o];
        bool changes = adds_any(out);
        int64_t before = 0;
        for (size_t r = 0; r < out->n_roots && !out->returned; r++) {
            aim(w, o, r, before, changes);
            before += c_count(w, c_step(w, out->roots[r]));
        }
    }
}

/* More doubles than this do not belong on a stack. */
enum { MOST_STACKED = 8192 };

bool c_plan(struct c_writer *w)
{
    if (!count_uses(w)) return false;
    for (size_t i = 0; i < w->n; i++) {
        if (c_count(w, (uint32_t)i) > INT_MAX / 4)
            return diag_error(w->core, KIND_LIMIT, (struct span){0},
                              "an array is too large for C code");
        lay_out(w, (uint32_t)i);
    }
    aim_all(w);
    for (size_t i = 0; i < w->n; i++) {
        const struct c_target *t = &w->targets[i];
        bool own = w->values[i].kind == C_ARRAY && (t->replaces || !c_may_inline(w, (uint32_t)i));
        if (t->given && !t->late) own = false;
        if (own && w->code[i].op != OP_VARIABLE) w->stacked += c_count(w, (uint32_t)i);
        w->stacked += scratch(w, &w->code[i]);
    }
    return true;
}

bool c_needs_work(const struct c_writer *w)
{
    return w->stacked > MOST_STACKED;
}
