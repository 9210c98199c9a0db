/* c_linear.c - linear algebra in C: calls of the helpers that factorise, solve and invert, and
 * loops for diagonals, running sums and blocks. */
#include "print/c_private.h"

#include "graph/linear.h"
#include "graph/scan.h"

/* ---- factors ---- */

static int64_t order_of(const struct c_writer *w, uint32_t step)
{
    return c_shape(w, c_args(w, &w->code[step])[0]).d[0];
}

/* Copies entries row by row into room of their own. */
static void pack(struct c_writer *w, uint32_t block, const char *name, int64_t offset,
                 uint32_t from)
{
    struct c_value to = c_array_named(name, c_shape(w, from));
    to.offset = offset;
    c_copy(w, block, to, from);
}

/* Returns the factors of the matrix that a step needs, computed before the first step that needs
 * them. */
static const char *factors(struct c_writer *w, uint32_t step)
{
    uint32_t a = c_factored(w, &w->code[step]);
    struct c_factors *f = &w->factors[a];
    int64_t n = order_of(w, step);
    if (f->name) return f->name;
    f->name = c_room(w, f->block, n * n + n + 1);
    pack(w, f->block, f->name, 0, a);
    c_line(w, f->block, "%s;",
           c_call(w, C_FACTORISE, c_text(w, "%s, %lld", f->name, (long long)n)).text);
    return f->name;
}

/* Writes a call as a statement of the step's block. */
static void put_call(struct c_writer *w, uint32_t step, int helper, const char *arguments)
{
    c_line(w, w->blocks[step], "%s;", c_call(w, helper, arguments).text);
}

static void emit_det(struct c_writer *w, uint32_t step)
{
    static const int helpers[] = {[DET_VALUE] = C_DET,
                                  [DET_LOG] = C_LOGDET,
                                  [DET_SIGN] = C_SIGN_OF_DET,
                                  [DET_LOG_SIZE] = C_LOG_SIZE};
    const char *arguments = c_text(w, "%s, %lld", factors(w, step), (long long)order_of(w, step));
    const char *name = c_temporary(w);
    c_line(w, w->blocks[step], "const double %s = %s;", name,
           c_call(w, helpers[w->code[step].fn], arguments).text);
    w->values[step] = (struct c_value){C_TEXT, C_ATOM, .text = name};
}

static void emit_inverse(struct c_writer *w, uint32_t step)
{
    const char *f = factors(w, step);
    struct c_value out = c_declare_array(w, step);
    put_call(w, step, C_INVERT,
             c_text(w, "%s, %s, %lld", out.text, f, (long long)order_of(w, step)));
    w->values[step] = out;
}

/* Returns a pointer to an array's first entry, for contiguous entries. */
static const char *entries(struct c_writer *w, uint32_t step)
{
    struct c_value v = w->values[step];
    if (c_is_contiguous(w, step))
        return v.offset ? c_text(w, "%s + %lld", v.text, (long long)v.offset) : v.text;
    const char *name = c_room(w, w->blocks[step], c_count(w, step));
    pack(w, w->blocks[step], name, 0, step);
    return name;
}

static void emit_solve(struct c_writer *w, uint32_t step)
{
    const uint32_t *args = c_args(w, &w->code[step]);
    struct shape_data b = c_shape(w, args[1]);
    bool turned = false;
    for (uint32_t a = args[0]; w->code[a].op == OP_TRANSPOSE; a = c_args(w, &w->code[a])[0])
        turned = !turned;
    const char *f = factors(w, step), *right = entries(w, args[1]);
    struct c_value out = c_declare_array(w, step);
    put_call(w, step, turned ? C_SOLVE_TRANSPOSED : C_SOLVE,
             c_text(w, "%s, %s, %s, %lld, %lld", out.text, f, right, (long long)b.d[0],
                    (long long)(b.ndim == 2 ? b.d[1] : 1)));
    w->values[step] = out;
}

/* Copies the matrix and the directions one after another. */
static const char *packed_directions(struct c_writer *w, uint32_t step)
{
    const struct code_step *s = &w->code[step];
    int64_t n = order_of(w, step);
    const char *name = c_room(w, w->blocks[step], s->n * n * n);
    for (uint32_t k = 0; k < s->n; k++) pack(w, w->blocks[step], name, k * n * n, c_args(w, s)[k]);
    return name;
}

/* The helpers need two matrices of scratch for every part. */
static void emit_cofactor(struct c_writer *w, uint32_t step)
{
    const struct code_step *s = &w->code[step];
    long long n = order_of(w, step), parts = 1LL << (s->n - 1);
    const char *f = s->n == 1 ? factors(w, step) : NULL;
    const char *a = f ? entries(w, c_args(w, s)[0]) : packed_directions(w, step);
    const char *work = c_room(w, w->blocks[step], 2 * parts * n * n);
    struct c_value out = c_declare_array(w, step);
    put_call(w, step, f ? C_COFACTORS : C_MOVED_COFACTORS,
             f ? c_text(w, "%s, %s, %s, %s, %lld", out.text, f, a, work, n)
               : c_text(w, "%s, %s, %s, %lld, %lld", out.text, a, work, n, parts));
    w->values[step] = out;
}

/* ---- pseudoinverses and factors ---- */

/* Room for a matrix with at least as many rows as columns, which is the argument or its transpose,
 * and for what the helpers keep behind it. */
static const char *packed_tall(struct c_writer *w, uint32_t step, int64_t m, int64_t n, bool wide)
{
    uint32_t a = c_args(w, &w->code[step])[0];
    const char *name = c_room(w, w->blocks[step], 4 * m * n + 2 * n);
    struct c_value to = c_array_named(name, c_shape(w, a));
    if (wide) to.down = n > 1, to.across = n;
    c_copy(w, w->blocks[step], to, a);
    return name;
}

static void emit_factor(struct c_writer *w, uint32_t step)
{
    enum op op = (enum op)w->code[step].op;
    uint32_t a = c_args(w, &w->code[step])[0];
    struct shape_data d = c_shape(w, a);
    bool wide = d.d[0] < d.d[1];
    long long m = wide ? d.d[1] : d.d[0], n = wide ? d.d[0] : d.d[1];
    bool reflects = op != OP_CHOLESKY;
    const char *from = reflects ? packed_tall(w, step, m, n, wide) : entries(w, a);
    struct c_value out = c_declare_array(w, step);
    const char *arguments = reflects ? c_text(w, "%s, %s, %lld, %lld", out.text, from, m, n)
                                     : c_text(w, "%s, %s, %lld", out.text, from, n);
    if (op == OP_PINV) arguments = c_text(w, "%s, %d", arguments, wide);
    put_call(w, step,
             op == OP_PINV  ? C_PINV
             : op == OP_QRQ ? C_QR_Q
             : op == OP_QRR ? C_QR_R
                            : C_CHOLESKY,
             arguments);
    w->values[step] = out;
}

/* Copies the matrix and the directions, each to the part that is its own, among zeros. */
static void emit_function(struct c_writer *w, uint32_t step)
{
    const struct code_step *s = &w->code[step];
    int64_t square = order_of(w, step) * order_of(w, step), parts = (int64_t)1 << (s->n - 1);
    const char *name = c_room(w, w->blocks[step], c_function_room(w, s));
    if (s->n > 2) {
        struct c_nest nest = {w, w->blocks[step], 0};
        const char *i = c_loop(&nest, w->row, parts * square);
        c_assign(&nest, c_text(w, "%s[%s]", name, i), "=", "0");
    }
    for (uint32_t k = 0; k < s->n; k++)
        pack(w, w->blocks[step], name, k ? square << (k - 1) : 0, c_args(w, s)[k]);
    struct c_value out = c_declare_array(w, step);
    put_call(w, step, s->op == OP_EXPM ? C_EXPM : C_SQRTM,
             c_text(w, "%s, %s, %lld, %lld", out.text, name, (long long)order_of(w, step),
                    (long long)s->n - 1));
    w->values[step] = out;
}

/* ---- entries moved and added ---- */

static void emit_diagonal(struct c_writer *w, uint32_t step)
{
    struct c_value out = c_declare_array(w, step), diagonal = out;
    c_fill(w, step, out, "0");
    diagonal.across = out.down + out.across;
    c_copy(w, w->blocks[step], diagonal, c_args(w, &w->code[step])[0]);
    w->values[step] = out;
}

/* Returns the entry of an argument after `at` along the axis. */
static const char *next_of(struct c_writer *w, uint32_t arg, bool down, const struct c_place *at)
{
    struct c_value v = w->values[arg];
    if (v.kind != C_ARRAY) return c_bound(w, v, C_ATOM);
    v.offset += down ? v.down : v.across;
    return c_entry_of(w, arg, v, at);
}

/* Copies b and adds to each entry except the first along the axis the one before, times m. Without
 * a b, copies m and multiplies each entry by the one before. */
static void emit_scan(struct c_writer *w, uint32_t step)
{
    struct scan_rule rule = scan_rule(w->code[step].op);
    struct shape_data d = c_shape(w, step);
    const uint32_t *args = c_args(w, &w->code[step]);
    bool down = d.ndim == 2 && w->code[step].data == 0;
    struct c_value out = c_declare_array(w, step), next = out;
    c_copy(w, w->blocks[step], out, args[scan_first(rule)]);
    next.offset = down ? out.down : out.across;
    struct c_nest nest = {w, w->blocks[step], 0};
    struct c_place at = {false, NULL, NULL};
    at.row = c_loop(&nest, w->row, c_rows(d) - down);
    at.column = c_loop(&nest, at.row ? w->column : w->row, c_columns(d) - !down);
    const char *before = c_entry_of(w, step, out, &at);
    if (rule.multiplier != NO_ARGUMENT && rule.addend != NO_ARGUMENT)
        before = c_text(w, "%s*%s", next_of(w, args[rule.multiplier], down, &at), before);
    c_assign(&nest, c_entry_of(w, step, next, &at),
             rule.addend == NO_ARGUMENT ? "*=" : "+=", before);
    w->values[step] = out;
}

/* Returns block*size + within. */
static const char *place_in(struct c_writer *w, const char *block, int64_t size, const char *within)
{
    if (!block || !within)
        return block && size > 1 ? c_text(w, "(%s*%lld)", block, (long long)size)
               : block           ? block
                                 : within;
    return c_text(w, "(%s*%lld + %s)", block, (long long)size, within);
}

/* Loops over the blocks (i, j) and their entries (k, l). */
static void emit_rearranged(struct c_writer *w, uint32_t step)
{
    const uint32_t *args = c_args(w, &w->code[step]);
    int64_t m = (int32_t)args[1], n = (int32_t)args[2];
    struct shape_data from = c_shape(w, args[0]);
    int64_t rows = from.d[0] / m, columns = from.d[1] / n;
    struct c_value out = c_declare_array(w, step);
    struct c_nest nest = {w, w->blocks[step], 0};
    const char *i = c_loop(&nest, w->row, m), *j = c_loop(&nest, w->column, n),
               *k = c_loop(&nest, w->inner, rows), *l = c_loop(&nest, w->last, columns);
    struct c_place to = {false, place_in(w, i, n, j), place_in(w, k, columns, l)};
    struct c_place at = {false, place_in(w, i, rows, k), place_in(w, j, columns, l)};
    c_assign(&nest, c_entry_of(w, step, out, &to), "=", c_entry(w, args[0], &at).text);
    w->values[step] = out;
}

/* ---- entries at places that are data ---- */

/* Returns the indexes and sizes that the helpers take; a vector counts as a row. */
static const char *place_text(struct c_writer *w, uint32_t step, struct shape_data large,
                              const struct c_place *at)
{
    const uint32_t *args = c_args(w, &w->code[step]);
    bool matrix = large.ndim == 2;
    const char *i = matrix ? c_entry(w, args[1], at).text : "0",
               *j = c_entry(w, args[matrix ? 2 : 1], at).text;
    return c_text(w, "%s, %s, %lld, %lld", i, j, (long long)c_rows(large),
                  (long long)c_columns(large));
}

static void emit_gather(struct c_writer *w, uint32_t step)
{
    uint32_t from = c_args(w, &w->code[step])[0];
    const char *a = entries(w, from);
    struct c_value out = c_declare(w, step, "");
    struct c_nest nest = {w, w->blocks[step], 0};
    struct c_place at = c_loops_over(&nest, c_shape(w, step), false);
    const char *arguments = c_text(w, "%s, %s", a, place_text(w, step, c_shape(w, from), &at));
    c_assign(&nest, c_entry_of(w, step, out, &at), "=", c_call(w, C_ENTRY_AT, arguments).text);
    w->values[step] = out;
}

static void emit_scatter(struct c_writer *w, uint32_t step)
{
    uint32_t from = c_args(w, &w->code[step])[0];
    struct c_value out = c_declare_array(w, step);
    c_fill(w, step, out, "0");
    struct c_nest nest = {w, w->blocks[step], 0};
    struct c_place at = c_loops_over(&nest, c_shape(w, from), false);
    const char *arguments =
        c_text(w, "%s, %s", out.text, place_text(w, step, c_shape(w, step), &at));
    c_assign(&nest, c_text(w, "*%s", c_call(w, C_PLACE_IN, arguments).text),
             "+=", c_entry(w, from, &at).text);
    w->values[step] = out;
}

void c_emit_linear(struct c_writer *w, uint32_t step)
{
    switch ((enum op)w->code[step].op) {
    case OP_DET: emit_det(w, step); break;
    case OP_INV: emit_inverse(w, step); break;
    case OP_SOLVE: emit_solve(w, step); break;
    case OP_COFACTOR: emit_cofactor(w, step); break;
    case OP_PINV:
    case OP_QRQ:
    case OP_QRR:
    case OP_CHOLESKY: emit_factor(w, step); break;
    case OP_EXPM:
    case OP_SQRTM: emit_function(w, step); break;
    case OP_DIAG: emit_diagonal(w, step); break;
    case OP_REARRANGE: emit_rearranged(w, step); break;
    case OP_GATHER: emit_gather(w, step); break;
    case OP_SCATTER: emit_scatter(w, step); break;
    default: emit_scan(w, step); break;
    }
}
