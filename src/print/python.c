/* python.c - NumPy: its conventions are dcalc's, so that most nodes are written as in a formula.
 * Shared parts are computed once, under a name. */
#include "print/python_private.h"

#include "graph/linear.h"
#include "print/terms.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- names ---- */

static const char *const reserved[] = {
    "False",   "None",     "True",     "and",    "as",      "assert", "async",  "await",
    "break",   "class",    "continue", "def",    "del",     "elif",   "else",   "except",
    "finally", "for",      "from",     "global", "if",      "import", "in",     "is",
    "lambda",  "nonlocal", "not",      "or",     "pass",    "raise",  "return", "try",
    "while",   "with",     "yield",    "np",     "special", "float",
};

static bool is_reserved(const char *name, size_t n)
{
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (strlen(reserved[i]) == n && !memcmp(reserved[i], name, n)) return true;
    return false;
}

void python_name(struct str *out, const char *name)
{
    str_puts(out, name);
    if (is_reserved(name, strlen(name))) str_putc(out, '_');
}

static bool cannot(struct pieces *p, id a, const char *what)
{
    if (diag_any(p->g->core)) return false;
    return diag_error(p->g->core, KIND_USAGE, graph_node(p->g, a)->span, "NumPy has no %s", what);
}

/* ---- shapes ---- */

/* (m, n) */
static void put_shape(struct pieces *p, shape s)
{
    struct shape_data d = shape_get(&p->g->shapes, s);
    if (d.ndim == 1) {
        pieces_size(p, d.d[0]);
        return;
    }
    pieces_text(p, "(");
    for (int i = 0; i < d.ndim; i++) {
        if (i) pieces_text(p, ", ");
        pieces_size(p, d.d[i]);
    }
    pieces_text(p, ")");
}

static void put_ones(struct pieces *p, shape s)
{
    pieces_text(p, "np.ones(");
    put_shape(p, s);
    pieces_text(p, ")");
}

/* ---- functions ---- */

/* What stands before, between and after the arguments, and what must be imported or defined. */
struct call {
    const char *open, *between, *close;
    bool special;
};

#define NUMPY(name)                      \
    {                                    \
        "np." name "(", ", ", ")", false \
    }
#define SPECIAL(name)                        \
    {                                        \
        "special." name "(", ", ", ")", true \
    }

static const struct call calls[FN_COUNT] = {
    [FN_sin] = NUMPY("sin"),
    [FN_cos] = NUMPY("cos"),
    [FN_tan] = NUMPY("tan"),
    [FN_sec] = {"(1/np.cos(", "", "))", false},
    [FN_csc] = {"(1/np.sin(", "", "))", false},
    [FN_cot] = {"(1/np.tan(", "", "))", false},
    [FN_asin] = NUMPY("arcsin"),
    [FN_acos] = NUMPY("arccos"),
    [FN_atan] = NUMPY("arctan"),
    [FN_atan2] = NUMPY("arctan2"),
    [FN_sinh] = NUMPY("sinh"),
    [FN_cosh] = NUMPY("cosh"),
    [FN_tanh] = NUMPY("tanh"),
    [FN_sech] = {"(1/np.cosh(", "", "))", false},
    [FN_csch] = {"(1/np.sinh(", "", "))", false},
    [FN_coth] = {"(1/np.tanh(", "", "))", false},
    [FN_asinh] = NUMPY("arcsinh"),
    [FN_acosh] = NUMPY("arccosh"),
    [FN_atanh] = NUMPY("arctanh"),
    [FN_exp] = NUMPY("exp"),
    [FN_exp2] = NUMPY("exp2"),
    [FN_expm1] = NUMPY("expm1"),
    [FN_log] = NUMPY("log"),
    [FN_log1p] = NUMPY("log1p"),
    [FN_log2] = NUMPY("log2"),
    [FN_log10] = NUMPY("log10"),
    [FN_cbrt] = NUMPY("cbrt"),
    [FN_hypot] = NUMPY("hypot"),
    [FN_abs] = NUMPY("abs"),
    [FN_sign] = NUMPY("sign"),
    [FN_floor] = NUMPY("floor"),
    [FN_ceil] = NUMPY("ceil"),
    [FN_round] = NUMPY("round"),
    [FN_mod] = NUMPY("mod"),
    [FN_heaviside] = {"np.heaviside(", "", ", 0.5)", false},
    [FN_minimum] = NUMPY("minimum"),
    [FN_maximum] = NUMPY("maximum"),
    [FN_less] = {"np.where(", " < ", ", 1.0, 0.0)", false},
    [FN_less_equal] = {"np.where(", " <= ", ", 1.0, 0.0)", false},
    [FN_equal] = {"np.where(", " == ", ", 1.0, 0.0)", false},
    [FN_not_equal] = {"np.where(", " != ", ", 1.0, 0.0)", false},
    [FN_erf] = SPECIAL("erf"),
    [FN_erfc] = SPECIAL("erfc"),
    [FN_gamma] = SPECIAL("gamma"),
    [FN_lgamma] = SPECIAL("gammaln"),
    [FN_digamma] = SPECIAL("psi"),
    [FN_polygamma] = SPECIAL("polygamma"),
    [FN_beta] = SPECIAL("beta"),
    [FN_j0] = SPECIAL("j0"),
    [FN_j1] = SPECIAL("j1"),
    [FN_jn] = SPECIAL("jv"),
    [FN_y0] = SPECIAL("y0"),
    [FN_y1] = SPECIAL("y1"),
    [FN_yn] = SPECIAL("yv"),
    [FN_lambertw] = {"np.real(special.lambertw(", "", "))", true},
    [FN_expit] = {"_expit(", "", ")", false},
    [FN_relu] = {"np.maximum(", "", ", 0)", false},
    [FN_leaky_relu] = {"_leaky_relu(", "", ")", false},
    [FN_elu] = {"_elu(", "", ")", false},
    [FN_softplus] = {"np.logaddexp(0, ", "", ")", false},
    [FN_gelu] = {"_gelu(", "", ")", true},
    [FN_silu] = {"_silu(", "", ")", false},
};

bool python_needs_scipy(enum fn fn)
{
    return calls[fn].special;
}

static const char *comparison(unsigned fn)
{
    return calls[fn].between;
}

static void put_where(struct pieces *p, id a)
{
    id condition = graph_child(p->g, a, 0);
    pieces_text(p, "np.where(");
    if (graph_is_comparison(p->g, condition))
        pieces_children(p, condition, comparison(graph_node(p->g, condition)->fn));
    else
        pieces_node(p, condition, SUM_BINDS);
    for (uint32_t i = 1; i < 3; i++) {
        pieces_text(p, ", ");
        pieces_node(p, graph_child(p->g, a, i), SUM_BINDS);
    }
    pieces_text(p, ")");
}

static void put_function(struct pieces *p, id a)
{
    enum fn fn = (enum fn)graph_node(p->g, a)->fn;
    if (fn == FN_where) {
        put_where(p, a);
        return;
    }
    if (!calls[fn].open) {
        cannot(p, a, fn_name(fn));
        return;
    }
    pieces_text(p, calls[fn].open);
    pieces_children(p, a, calls[fn].between);
    pieces_text(p, calls[fn].close);
}

/* ---- arithmetic ---- */

static void put_power(struct pieces *p, id base, number exponent, int place)
{
    struct graph *g = p->g;
    if (exponent == NUMBER_ONE) {
        pieces_node(p, base, place);
    } else if (exponent == NUMBER_HALF) {
        pieces_text(p, "np.sqrt(");
        pieces_node(p, base, SUM_BINDS);
        pieces_text(p, ")");
    } else {
        bool plain = number_is_plain(g, exponent);
        pieces_node(p, base, ATOM_BINDS);
        pieces_text(p, plain ? "**" : "**(");
        pieces_number(p, exponent);
        if (!plain) pieces_text(p, ")");
    }
}

/* What no double holds would stop Python. */
static void print_number(struct graph *g, number n, struct str *out)
{
    struct str text = {.mem = &g->core->mem};
    number_print(&g->numbers, n, &text);
    if (text.s && !strchr(text.s, '/') && isinf(strtod(text.s, NULL)) && !diag_any(g->core))
        diag_error(g->core, KIND_OVERFLOW, (struct span){0}, "a number beyond NumPy's doubles");
    str_puts(out, text.s ? text.s : "");
    str_free(&text);
}

static void put_filled(struct pieces *p, id a)
{
    number value = graph_node(p->g, a)->data;
    shape s = graph_shape(p->g, a);
    if (s == SHAPE_SCALAR) {
        pieces_number(p, value);
        return;
    }
    if (value == NUMBER_ZERO || value == NUMBER_ONE) {
        pieces_text(p, value == NUMBER_ZERO ? "np.zeros(" : "np.ones(");
        put_shape(p, s);
    } else {
        pieces_text(p, "np.full(");
        put_shape(p, s);
        pieces_text(p, ", ");
        pieces_number(p, value);
    }
    pieces_text(p, ")");
}

/* ---- arrays ---- */

static void put_reduction(struct pieces *p, id a, bool keep)
{
    static const char *const names[] = {"np.sum(", "np.max(", "np.min(", "np.logaddexp.reduce("};
    struct node n = *graph_node(p->g, a);
    id x = graph_child(p->g, a, 0);
    bool flat = n.fn == REDUCE_LOGSUMEXP && n.data == AXIS_ALL && graph_dims(p->g, x).ndim == 2;
    pieces_text(p, names[n.fn]);
    if (flat) pieces_text(p, "np.ravel(");
    pieces_node(p, x, SUM_BINDS);
    if (flat) pieces_text(p, ")");
    if (n.data != AXIS_ALL) pieces_text(p, n.data == 0 ? ", axis=0" : ", axis=1");
    pieces_text(p, keep ? ", keepdims=True)" : ")");
}

static void put_range(struct pieces *p, struct slice s, int64_t size)
{
    int64_t stop = s.start + s.count * s.step;
    if (s.count == size && s.step == 1) {
        pieces_text(p, ":");
        return;
    }
    pieces_int(p, s.start);
    pieces_text(p, ":");
    if (stop >= 0) pieces_int(p, stop);
    if (s.step == 1) return;
    pieces_text(p, ":");
    pieces_int(p, s.step);
}

/* The slices of a node, out of an array that is as large as `outer`. */
static void put_ranges(struct pieces *p, id a, struct shape_data outer)
{
    struct slice axes[2];
    graph_slice_axes(p->g, a, axes);
    for (int i = 0; i < outer.ndim; i++) {
        if (i) pieces_text(p, ", ");
        put_range(p, axes[i], outer.d[i]);
    }
}

static void put_slice(struct pieces *p, id a)
{
    id child = graph_child(p->g, a, 0);
    pieces_node(p, child, ATOM_BINDS);
    pieces_text(p, "[");
    put_ranges(p, a, graph_dims(p->g, child));
    pieces_text(p, "]");
}

static void put_embed(struct pieces *p, id a)
{
    id child = graph_child(p->g, a, 0);
    pieces_text(p, "_embed(");
    pieces_node(p, child, SUM_BINDS);
    pieces_text(p, ", ");
    put_shape(p, graph_shape(p->g, a));
    pieces_text(p, ", np.s_[");
    put_ranges(p, a, graph_dims(p->g, a));
    pieces_text(p, "])");
}

static void put_reshape(struct pieces *p, id a)
{
    id kept = keeps_axis(p->g, a);
    if (kept) {
        put_reduction(p, kept, true);
        return;
    }
    pieces_text(p, "np.reshape(");
    pieces_node(p, graph_child(p->g, a, 0), SUM_BINDS);
    pieces_text(p, ", ");
    put_shape(p, graph_shape(p->g, a));
    pieces_text(p, ")");
}

/* A scalar is multiplied by ones; what else is stretched has its own call. */
static void put_stretched(struct pieces *p, id a)
{
    id child = graph_child(p->g, a, 0);
    pieces_text(p, "np.broadcast_to(");
    pieces_node(p, child, SUM_BINDS);
    pieces_text(p, ", ");
    put_shape(p, graph_shape(p->g, a));
    pieces_text(p, ")");
}

static void put_matmul(struct pieces *p, id a)
{
    id x = graph_child(p->g, a, 0);
    pieces_node(p, x, graph_op(p->g, x) == OP_MATMUL ? PRODUCT_BINDS : POWER_BINDS);
    pieces_text(p, " @ ");
    pieces_node(p, graph_child(p->g, a, 1), POWER_BINDS);
}

/* ---- one node ---- */

static const char *const determinants[] = {[DET_VALUE] = "np.linalg.det(%l)",
                                           [DET_LOG] = "np.linalg.slogdet(%l)[1]",
                                           [DET_SIGN] = "np.linalg.slogdet(%l)[0]"};

static void expand(struct pieces *p, id a)
{
    const struct node *n = graph_node(p->g, a);
    switch (n->op) {
    case OP_NUMBER: put_filled(p, a); break;
    case OP_SUM: pieces_sum(p, a); break;
    case OP_PRODUCT: pieces_product(p, a); break;
    case OP_BROADCAST:
        if (graph_shape(p->g, graph_child(p->g, a, 0)) == SHAPE_SCALAR)
            pieces_product(p, a);
        else
            put_stretched(p, a);
        break;
    case OP_FN: put_function(p, a); break;
    case OP_MATMUL: put_matmul(p, a); break;
    case OP_REDUCE: put_reduction(p, a, false); break;
    case OP_RESHAPE: put_reshape(p, a); break;
    case OP_SLICE: put_slice(p, a); break;
    case OP_EMBED: put_embed(p, a); break;
    case OP_DET: pieces_notation(p, a, determinants[n->fn]); break;
    case OP_COFACTOR:
        pieces_notation(p, a, n->n > 1 ? "_moved_cofactor(%l)" : "_cofactor(%l)");
        break;
    default: break;
    }
}

/* As in text, except for operations that text writes differently. */
static int binds(struct graph *g, id a)
{
    const struct node *n = graph_node(g, a);
    switch (n->op) {
    case OP_SUM: return SUM_BINDS;
    case OP_REDUCE: return ATOM_BINDS;
    case OP_NUMBER:
        if (n->shape != SHAPE_SCALAR) return ATOM_BINDS;
        break;
    case OP_BROADCAST:
        if (graph_shape(g, node_child(g, n, 0)) != SHAPE_SCALAR) return ATOM_BINDS;
        break;
    default: break;
    }
    return dialect_text.binds(g, a);
}

static const char *const notations[] = {
#define OPERATION(op, class, words, data, rank, dump, dot, tb, text, lb, latex, numpy) numpy,
#include "graph/ops.def"
};

const struct dialect dialect_python = {
    .notations = notations,
    .tightness = text_tightness,
    .expand = expand,
    .binds = binds,
    .number = print_number,
    .power = put_power,
    .product = pieces_factors,
    .ones = put_ones,
    .open = "(",
    .close = ")",
    .name = python_name,
};
