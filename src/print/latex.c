/* latex.c - formulas as textbooks set them. Juxtaposition is multiplication, also of matrices;
 * entry-by-entry operations have a circle: a \odot b, a \oslash b, a^{\circ 2}. Vectors are
 * columns. */
#include "print/latex_private.h"

#include "graph/linear.h"
#include "print/terms.h"

#include <string.h>

static bool is_scalar(const struct graph *g, id a)
{
    return graph_shape(g, a) == SHAPE_SCALAR;
}

/* ---- broadcasting ---- */

static void put_stretched(struct pieces *p, id a, shape to, int place)
{
    struct graph *g = p->g;
    struct shape_data from = graph_dims(g, a), d = shape_get(&g->shapes, to);
    bool row = from.ndim == 1 || (from.ndim == 2 && from.d[0] == 1);
    if (graph_shape(g, a) == to) {
        pieces_node(p, a, place);
        return;
    }
    bool wrap = place > PRODUCT_BINDS;
    if (wrap) pieces_text(p, "\\left(");
    if (from.ndim == 0) {
        pieces_node(p, a, POWER_BINDS);
        latex_filled(p, " \\mathbf{1}", to);
    } else if (d.ndim == 2 && row) {
        latex_filled(p, "\\mathbf{1}", shape_vector(&g->shapes, d.d[0]));
        pieces_text(p, " ");
        pieces_node(p, a, from.ndim == 1 ? ATOM_BINDS : POWER_BINDS);
        if (from.ndim == 1) pieces_text(p, "^{\\top}");
    } else {
        pieces_node(p, a, POWER_BINDS);
        latex_filled(p, " \\mathbf{1}", shape_vector(&g->shapes, d.d[1]));
        pieces_text(p, "^{\\top}");
    }
    if (wrap) pieces_text(p, "\\right)");
}

/* ---- powers ---- */

/* Writes \sin^{2}\left(x\right), unless it would read as an inverse or as composition. */
static bool put_power_of_function(struct pieces *p, id base, number exponent)
{
    const struct node *n = graph_node(p->g, base);
    if (n->op != OP_FN || !is_scalar(p->g, base)) return false;
    struct latex_function f = latex_function((enum fn)n->fn);
    if (!f.power || !number_is_integer(&p->g->numbers, exponent)) return false;
    pieces_text(p, f.power);
    pieces_text(p, "^{");
    latex_exponent(p, exponent);
    pieces_text(p, "}\\left(");
    pieces_node(p, node_child(p->g, n, 0), SUM_BINDS);
    pieces_text(p, "\\right)");
    return true;
}

static void put_power(struct pieces *p, id base, number exponent, int place)
{
    struct graph *g = p->g;
    number twice = number_mul(&g->numbers, exponent, NUMBER_TWO);
    id norm = number_is_integer(&g->numbers, twice) ? norm_argument(g, base) : POISON;
    if (norm) {
        latex_norm(p, norm, twice);
    } else if (exponent == NUMBER_ONE) {
        pieces_node(p, base, place);
    } else if (exponent == NUMBER_HALF) {
        pieces_text(p, "\\sqrt{");
        pieces_node(p, base, SUM_BINDS);
        pieces_text(p, "}");
    } else if (!put_power_of_function(p, base, exponent)) {
        pieces_node(p, base, ATOM_BINDS);
        pieces_text(p, is_scalar(g, base) ? "^{" : "^{\\circ ");
        latex_exponent(p, exponent);
        pieces_text(p, "}");
    }
}

/* ---- products ---- */

/* True if it would begin with a digit, so that it cannot follow another number. */
static bool begins_with_digit(const struct graph *g, struct factor f)
{
    const struct node *n = graph_node(g, f.base);
    if (n->op == OP_POWER) n = graph_node(g, node_child(g, n, 0));
    bool root = n->op == OP_NUMBER && f.exponent == NUMBER_HALF;
    return (n->op == OP_NUMBER && !root) || (n->op == OP_FN && n->fn == FN_exp2);
}

/* Writes factors side by side; `alone` if there is nothing else next to them. */
static void put_scalars(struct pieces *p, const struct factor *f, size_t n, bool alone)
{
    for (size_t i = 0; i < n; i++) {
        bool dot = (i > 0 || !alone) && begins_with_digit(p->g, f[i]);
        if (i > 0 || !alone) pieces_text(p, dot ? " \\cdot " : " ");
        put_power(p, f[i].base, f[i].exponent, alone && n == 1 ? SUM_BINDS : POWER_BINDS);
    }
}

static size_t count_scalars(const struct graph *g, const struct factor *f, size_t n)
{
    size_t scalars = 0;
    while (scalars < n && is_scalar(g, f[scalars].base)) scalars++;
    return scalars;
}

/* Multiplies arrays entry by entry. A single factor is just written after what precedes it. */
static void put_arrays(struct pieces *p, const struct factors *f, size_t above, size_t below,
                       shape s, bool alone)
{
    const struct factor *over = f->at + above, *under = f->at + f->n_above + below;
    size_t n_over = f->n_above - above, n_under = f->n_below - below;
    bool one = n_over == 1 && n_under == 0;
    int place = !one ? POWER_BINDS : alone ? SUM_BINDS : PRODUCT_BINDS;
    if (n_over == 0) latex_filled(p, "\\mathbf{1}", s);
    for (size_t i = 0; i < n_over; i++) {
        if (i) pieces_text(p, " \\odot ");
        if (over[i].exponent == NUMBER_ONE)
            put_stretched(p, over[i].base, s, place);
        else
            put_power(p, over[i].base, over[i].exponent, place);
    }
    for (size_t i = 0; i < n_under; i++) {
        pieces_text(p, " \\oslash ");
        put_power(p, under[i].base, under[i].exponent, POWER_BINDS);
    }
}

static void put_above(struct pieces *p, number over, const struct factors *f, size_t scalars)
{
    bool bare = over == NUMBER_ONE && scalars > 0;
    if (!bare) pieces_number(p, over);
    put_scalars(p, f->at, scalars, bare);
}

static void put_below(struct pieces *p, number under, const struct factors *f, size_t scalars)
{
    bool bare = under == NUMBER_ONE;
    if (!bare) pieces_number(p, under);
    put_scalars(p, f->at + f->n_above, scalars, bare);
}

/* Writes c times the product without its coefficient: \frac{3 x}{2 y} A b. */
static void put_product(struct pieces *p, number c, id product)
{
    struct factors f;
    struct graph *g = p->g;
    shape s = graph_shape(g, product);
    if (!factors_init(&f, g, product)) return;
    bool plain = number_is_plain(g, c), stretches = graph_op(g, product) == OP_BROADCAST;
    number over = plain ? c : number_numerator(&g->numbers, c);
    number under = plain ? NUMBER_ONE : number_denominator(&g->numbers, c);
    factors_join_roots(&f, g, &under);
    size_t above = count_scalars(g, f.at, f.n_above),
           below = count_scalars(g, f.at + f.n_above, f.n_below);
    bool arrays = above < f.n_above || below < f.n_below;
    bool fraction = below || under != NUMBER_ONE, scalars = fraction || above || over != NUMBER_ONE;
    if (fraction) pieces_text(p, "\\frac{");
    if (fraction || scalars || !(arrays || stretches)) put_above(p, over, &f, above);
    if (fraction) {
        pieces_text(p, "}{");
        put_below(p, under, &f, below);
        pieces_text(p, "}");
    }
    if (scalars && (arrays || stretches)) pieces_text(p, " ");
    if (arrays && stretches)
        put_stretched(p, stretched(g, product), s, PRODUCT_BINDS);
    else if (arrays)
        put_arrays(p, &f, above, below, s, !scalars);
    else if (stretches)
        latex_filled(p, "\\mathbf{1}", s);
    factors_free(&f, g);
}

static void put_signed_product(struct pieces *p, id a)
{
    number c = coefficient_of(p->g, a);
    bool negative = number_sign(&p->g->numbers, c) < 0;
    if (negative) pieces_text(p, "-");
    put_product(p, negative ? number_neg(&p->g->numbers, c) : c, a);
}

/* ---- sums ---- */

static void put_term(struct pieces *p, struct summand t, shape s)
{
    struct graph *g = p->g;
    if (number_sign(&g->numbers, t.c) < 0) t.c = number_neg(&g->numbers, t.c);
    shape own = t.term == POISON ? SHAPE_SCALAR : graph_shape(g, t.term);
    bool whole = own == s && t.term != POISON;
    if (whole && pieces_is_named(p, t.term)) {
        number over = coefficient_of(g, t.term);
        if (number_sign(&g->numbers, over) < 0) over = number_neg(&g->numbers, over);
        t.c = number_div(&g->numbers, t.c, over);
        if (t.c != NUMBER_ONE) pieces_number(p, t.c);
        if (t.c != NUMBER_ONE) pieces_text(p, " ");
        pieces_node(p, t.term, PRODUCT_BINDS);
        return;
    }
    if (whole) {
        put_product(p, t.c, t.term);
        return;
    }
    if (t.term == POISON) {
        if (s == SHAPE_SCALAR || t.c != NUMBER_ONE) pieces_number(p, t.c);
        if (s != SHAPE_SCALAR)
            latex_filled(p, t.c == NUMBER_ONE ? "\\mathbf{1}" : " \\mathbf{1}", s);
        return;
    }
    if (t.c != NUMBER_ONE) {
        pieces_number(p, t.c);
        pieces_text(p, " ");
    }
    put_stretched(p, t.term, s, PRODUCT_BINDS);
}

static void put_sum(struct pieces *p, id a)
{
    struct summands s;
    if (!summands_init(&s, p->g, a)) return;
    for (size_t i = 0; i < s.n; i++) {
        bool negative = number_sign(&p->g->numbers, s.at[i].c) < 0;
        pieces_text(p, i == 0 ? (negative ? "-" : "") : negative ? " - " : " + ");
        put_term(p, s.at[i], graph_shape(p->g, a));
    }
    summands_free(&s, p->g);
}

/* ---- functions ---- */

static const char *comparison_sign(enum fn fn)
{
    return latex_function(fn).between;
}

static void put_cases(struct pieces *p, id a)
{
    struct graph *g = p->g;
    pieces_text(p, "\\begin{cases} ");
    pieces_node(p, graph_child(g, a, 1), SUM_BINDS);
    pieces_text(p, " & \\text{if } ");
    pieces_node(p, graph_child(g, a, 0), OR_BINDS);
    pieces_text(p, " \\\\ ");
    pieces_node(p, graph_child(g, a, 2), SUM_BINDS);
    pieces_text(p, " & \\text{otherwise} \\end{cases}");
}

/* True for the exponential of an array: e to the power of an array would not say that it is taken
 * entry by entry. */
static bool is_exponential_of_array(const struct graph *g, id a)
{
    return (graph_is_fn(g, a, FN_exp) || graph_is_fn(g, a, FN_exp2) ||
            graph_is_fn(g, a, FN_expm1)) &&
           !is_scalar(g, a);
}

static void put_softmax(struct pieces *p, const char *name, struct softmax softmax)
{
    pieces_text(p, name);
    if (softmax.axis != AXIS_ALL) pieces_text(p, softmax.axis == 0 ? "_{0}" : "_{1}");
    latex_call(p, "", softmax.x);
}

static void put_function(struct pieces *p, id a)
{
    struct graph *g = p->g;
    struct node n = *graph_node(g, a);
    struct latex_function f = latex_function((enum fn)n.fn);
    struct softmax softmax;
    if (is_softmax(g, a, &softmax)) {
        put_softmax(p, "\\operatorname{softmax}", softmax);
    } else if (n.fn == FN_where) {
        put_cases(p, a);
    } else if (latex_special(p, a)) {
        return;
    } else if (n.fn == FN_expit && latex_symbol_is_free(p->names, "\\sigma")) {
        latex_call(p, "\\sigma", graph_child(g, a, 0));
    } else if (is_exponential_of_array(g, a) || !f.open ||
               !latex_symbol_is_free(p->names, f.open)) {
        bool exponential = n.fn == FN_exp;
        pieces_text(p, exponential ? "\\exp" : "\\operatorname{");
        if (!exponential) {
            pieces_text(p, fn_name((enum fn)n.fn));
            pieces_text(p, "}");
        }
        pieces_text(p, "\\left(");
        pieces_children(p, a, ", ");
        pieces_text(p, "\\right)");
    } else {
        pieces_text(p, f.open);
        pieces_children(p, a, f.between);
        pieces_text(p, f.close);
    }
}

/* ---- one node ---- */

static void put_number(struct pieces *p, id a)
{
    number value = graph_node(p->g, a)->data;
    shape s = graph_shape(p->g, a);
    if (s == SHAPE_SCALAR || (value != NUMBER_ZERO && value != NUMBER_ONE)) pieces_number(p, value);
    if (s == SHAPE_SCALAR) return;
    bool bare = value == NUMBER_ZERO || value == NUMBER_ONE;
    latex_filled(p,
                 value == NUMBER_ZERO ? "\\mathbf{0}"
                 : bare               ? "\\mathbf{1}"
                                      : " \\mathbf{1}",
                 s);
}

static const char eye[] = "\\operatorname{eye}\\left(%n\\right)";

static void put_constant(struct pieces *p, enum constant constant)
{
    static const struct {
        const char *symbol, *otherwise;
    } constants[CONSTANT_COUNT] = {
        [CONSTANT_pi] = {"\\pi", "\\arccos\\left(-1\\right)"},
        [CONSTANT_e] = {"e", "\\exp\\left(1\\right)"},
    };
    bool is_free = latex_symbol_is_free(p->names, constants[constant].symbol);
    pieces_text(p, is_free ? constants[constant].symbol : constants[constant].otherwise);
}

static const char *const determinants[] = {
    [DET_VALUE] = "\\det\\left(%s\\right)",
    [DET_LOG] = "\\ln \\det\\left(%s\\right)",
    [DET_SIGN] = "\\operatorname{sgn}\\left(\\det\\left(%s\\right)\\right)",
    [DET_LOG_SIZE] = "\\ln \\left|\\det\\left(%s\\right)\\right|"};

static void expand(struct pieces *p, id a)
{
    struct graph *g = p->g;
    struct softmax softmax;
    switch (graph_op(g, a)) {
    case OP_NUMBER: put_number(p, a); break;
    case OP_CONSTANT: put_constant(p, (enum constant)graph_node(g, a)->data); break;
    case OP_EYE:
        pieces_notation(p, a, latex_symbol_is_free(p->names, "I_") ? "I_{%n}" : eye);
        break;
    case OP_SUM:
        if (is_log_softmax(g, a, &softmax))
            put_softmax(p, "\\operatorname{log\\,softmax}", softmax);
        else
            put_sum(p, a);
        break;
    case OP_BROADCAST:
    case OP_PRODUCT: put_signed_product(p, a); break;
    case OP_POWER: pieces_notation(p, a, is_scalar(g, a) ? "%a^{%s}" : "%a^{\\circ %s}"); break;
    case OP_FN: put_function(p, a); break;
    case OP_MATMUL: latex_matmul(p, a); break;
    case OP_TRANSPOSE: latex_transposed(p, graph_child(g, a, 0)); break;
    case OP_OUTER: latex_outer(p, a); break;
    case OP_REDUCE: latex_reduction(p, a); break;
    case OP_RESHAPE: latex_reshape(p, a); break;
    case OP_SLICE: latex_slice(p, a, false, false); break;
    case OP_EMBED: latex_cannot(p, a, "embedded entries"); break;
    case OP_STACK: latex_list(p, a); break;
    case OP_CONCAT: latex_concat(p, a); break;
    case OP_DET: pieces_notation(p, a, determinants[graph_node(g, a)->fn]); break;
    case OP_COFACTOR: latex_cofactor(p, a); break;
    case OP_EXPM:
    case OP_SQRTM: latex_matrix_function(p, a); break;
    case OP_SOLVE: latex_solve(p, a); break;
    case OP_REARRANGE: latex_blocks(p, a); break;
    case OP_GATHER:
    case OP_SCATTER: latex_indexed(p, a); break;
    default: break;
    }
}

/* ---- how tightly it binds ---- */

static int binds_as_product(struct graph *g, id a)
{
    struct node n = *graph_node(g, a);
    if (number_sign(&g->numbers, coefficient_of(g, a)) < 0) return SUM_BINDS;
    bool one = n.op == OP_PRODUCT && n.n == 1 && n.data == NUMBER_ONE &&
               number_sign(&g->numbers, node_number(g, &n, 0)) > 0;
    return one ? POWER_BINDS : PRODUCT_BINDS;
}

static int binds_as_number(struct graph *g, id a)
{
    struct node n = *graph_node(g, a);
    if (number_sign(&g->numbers, n.data) < 0) return SUM_BINDS;
    bool unit = n.data == NUMBER_ZERO || n.data == NUMBER_ONE;
    if (n.shape != SHAPE_SCALAR) return unit ? ATOM_BINDS : PRODUCT_BINDS;
    struct str text = {.mem = &g->core->mem};
    number_print(&g->numbers, n.data, &text);
    bool digits = text.s && !strpbrk(text.s, "/e");
    str_free(&text);
    return digits ? ATOM_BINDS : PRODUCT_BINDS;
}

static int binds_as_function(struct graph *g, id a)
{
    enum fn fn = (enum fn)graph_node(g, a)->fn;
    struct latex_function f = latex_function(fn);
    if (fn == FN_where) return SUM_BINDS;
    return f.open && !is_exponential_of_array(g, a) ? f.binds : POWER_BINDS;
}

static int binds(struct graph *g, id a)
{
    struct node n = *graph_node(g, a);
    struct softmax softmax;
    struct kron_factor factors[2];
    switch (n.op) {
    case OP_NUMBER: return binds_as_number(g, a);
    case OP_SUM: return is_log_softmax(g, a, &softmax) ? POWER_BINDS : SUM_BINDS;
    case OP_FN: return binds_as_function(g, a);
    case OP_REDUCE: return n.fn == REDUCE_SUM && n.data != AXIS_ALL ? PRODUCT_BINDS : POWER_BINDS;
    case OP_RESHAPE:
        return keeps_axis(g, a) || linear_is_kron(g, a, factors) ? PRODUCT_BINDS : POWER_BINDS;
    default: return binds_as_product(g, a); /* products and broadcasts */
    }
}

static const char *const notations[] = {
#define OPERATION(op, class, words, data, rank, dump, dot, tb, text, lb, latex, ...) latex,
#include "graph/ops.def"
};

static const uint8_t tightness[] = {
#define OPERATION(op, class, words, data, rank, dump, dot, tb, text, latex_binds, ...) \
    latex_binds##_BINDS,
#include "graph/ops.def"
};

const struct dialect dialect_latex = {
    .notations = notations,
    .tightness = tightness,
    .expand = expand,
    .binds = binds,
    .number = latex_number,
    .power = put_power,
    .product = put_product,
    .open = "\\left(",
    .close = "\\right)",
    .times = " ",
    .spell = latex_spell,
    .logic = {comparison_sign, " \\land ", " \\lor ", "\\lnot ", " \\ne 0"},
};
