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

static void expand_name(struct pieces *p, const char *name)
{
    struct str text = {.mem = &p->g->core->mem};
    python_name(&text, name);
    const char *copy = text.failed ? NULL : arena_text(&p->g->core->arena, text.s, text.n);
    str_free(&text);
    if (copy) expand_text(p, copy);
}

static bool cannot(struct pieces *p, id a, const char *what)
{
    if (diag_any(p->g->core)) return false;
    return diag_error(p->g->core, KIND_USAGE, graph_node(p->g, a)->span, "NumPy has no %s", what);
}

/* ---- shapes ---- */

static void put_size(struct pieces *p, int64_t size)
{
    if (size_is_letter(size))
        expand_name(p, names_text(&p->g->core->names, size_letter(size)));
    else
        expand_int(p, size);
}

/* (m, n) */
static void put_shape(struct pieces *p, shape s)
{
    struct shape_data d = shape_get(&p->g->shapes, s);
    if (d.ndim == 1) {
        put_size(p, d.d[0]);
        return;
    }
    expand_text(p, "(");
    for (int i = 0; i < d.ndim; i++) {
        if (i) expand_text(p, ", ");
        put_size(p, d.d[i]);
    }
    expand_text(p, ")");
}

static void put_ones(struct pieces *p, shape s)
{
    expand_text(p, "np.ones(");
    put_shape(p, s);
    expand_text(p, ")");
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

static void put_arguments(struct pieces *p, id a, const char *between)
{
    uint32_t n = graph_node(p->g, a)->n;
    for (uint32_t i = 0; i < n; i++) {
        if (i) expand_text(p, between);
        expand_node(p, graph_child(p->g, a, i), SUM_BINDS);
    }
}

static void put_list(struct pieces *p, id a, const char *open, const char *close)
{
    expand_text(p, open);
    put_arguments(p, a, ", ");
    expand_text(p, close);
}

static const char *comparison(unsigned fn)
{
    return calls[fn].between;
}

static void put_where(struct pieces *p, id a)
{
    id condition = graph_child(p->g, a, 0);
    expand_text(p, "np.where(");
    if (expand_is_comparison(p->g, condition))
        put_arguments(p, condition, comparison(graph_node(p->g, condition)->fn));
    else
        expand_node(p, condition, SUM_BINDS);
    for (uint32_t i = 1; i < 3; i++) {
        expand_text(p, ", ");
        expand_node(p, graph_child(p->g, a, i), SUM_BINDS);
    }
    expand_text(p, ")");
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
    expand_text(p, calls[fn].open);
    put_arguments(p, a, calls[fn].between);
    expand_text(p, calls[fn].close);
}

/* ---- arithmetic ---- */

static void put_power(struct pieces *p, id base, number exponent, int place)
{
    struct graph *g = p->g;
    if (exponent == NUMBER_ONE) {
        expand_node(p, base, place);
    } else if (exponent == NUMBER_HALF) {
        expand_text(p, "np.sqrt(");
        expand_node(p, base, SUM_BINDS);
        expand_text(p, ")");
    } else {
        bool plain = number_is_plain(g, exponent);
        expand_node(p, base, ATOM_BINDS);
        expand_text(p, plain ? "**" : "**(");
        expand_number(p, exponent);
        if (!plain) expand_text(p, ")");
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
        expand_number(p, value);
        return;
    }
    if (value == NUMBER_ZERO || value == NUMBER_ONE) {
        expand_text(p, value == NUMBER_ZERO ? "np.zeros(" : "np.ones(");
        put_shape(p, s);
    } else {
        expand_text(p, "np.full(");
        put_shape(p, s);
        expand_text(p, ", ");
        expand_number(p, value);
    }
    expand_text(p, ")");
}

/* ---- arrays ---- */

static void put_reduction(struct pieces *p, id a, bool keep)
{
    static const char *const names[] = {"np.sum(", "np.max(", "np.min(", "np.logaddexp.reduce("};
    struct node n = *graph_node(p->g, a);
    id x = graph_child(p->g, a, 0);
    bool flat = n.fn == REDUCE_LOGSUMEXP && n.data == AXIS_ALL && graph_dims(p->g, x).ndim == 2;
    expand_text(p, names[n.fn]);
    if (flat) expand_text(p, "np.ravel(");
    expand_node(p, x, SUM_BINDS);
    if (flat) expand_text(p, ")");
    if (n.data != AXIS_ALL) expand_text(p, n.data == 0 ? ", axis=0" : ", axis=1");
    expand_text(p, keep ? ", keepdims=True)" : ")");
}

static void put_range(struct pieces *p, struct slice s, int64_t size)
{
    int64_t stop = s.start + s.count * s.step;
    if (s.count == size && s.step == 1) {
        expand_text(p, ":");
        return;
    }
    expand_int(p, s.start);
    expand_text(p, ":");
    if (stop >= 0) expand_int(p, stop);
    if (s.step == 1) return;
    expand_text(p, ":");
    expand_int(p, s.step);
}

/* The slices of a node, out of an array that is as large as `outer`. */
static void put_ranges(struct pieces *p, id a, struct shape_data outer)
{
    struct slice axes[2];
    graph_slice_axes(p->g, a, axes);
    for (int i = 0; i < outer.ndim; i++) {
        if (i) expand_text(p, ", ");
        put_range(p, axes[i], outer.d[i]);
    }
}

static void put_slice(struct pieces *p, id a)
{
    id child = graph_child(p->g, a, 0);
    expand_node(p, child, ATOM_BINDS);
    expand_text(p, "[");
    put_ranges(p, a, graph_dims(p->g, child));
    expand_text(p, "]");
}

static void put_embed(struct pieces *p, id a)
{
    id child = graph_child(p->g, a, 0);
    expand_text(p, "_embed(");
    expand_node(p, child, SUM_BINDS);
    expand_text(p, ", ");
    put_shape(p, graph_shape(p->g, a));
    expand_text(p, ", np.s_[");
    put_ranges(p, a, graph_dims(p->g, a));
    expand_text(p, "])");
}

static void put_reshape(struct pieces *p, id a)
{
    id kept = keeps_axis(p->g, a);
    if (kept) {
        put_reduction(p, kept, true);
        return;
    }
    expand_text(p, "np.reshape(");
    expand_node(p, graph_child(p->g, a, 0), SUM_BINDS);
    expand_text(p, ", ");
    put_shape(p, graph_shape(p->g, a));
    expand_text(p, ")");
}

/* A scalar is multiplied by ones; what else is stretched has its own call. */
static void put_stretched(struct pieces *p, id a)
{
    id child = graph_child(p->g, a, 0);
    expand_text(p, "np.broadcast_to(");
    expand_node(p, child, SUM_BINDS);
    expand_text(p, ", ");
    put_shape(p, graph_shape(p->g, a));
    expand_text(p, ")");
}

static void put_matmul(struct pieces *p, id a)
{
    id x = graph_child(p->g, a, 0);
    expand_node(p, x, graph_op(p->g, x) == OP_MATMUL ? PRODUCT_BINDS : POWER_BINDS);
    expand_text(p, " @ ");
    expand_node(p, graph_child(p->g, a, 1), POWER_BINDS);
}

static void put_linear(struct pieces *p, id a)
{
    struct graph *g = p->g;
    struct node n = *graph_node(g, a);
    switch (n.op) {
    case OP_DET:
        if (n.fn == DET_VALUE)
            put_list(p, a, "np.linalg.det(", ")");
        else
            put_list(p, a, "np.linalg.slogdet(", n.fn == DET_LOG ? ")[1]" : ")[0]");
        break;
    case OP_COFACTOR: put_list(p, a, n.n > 1 ? "_moved_cofactor(" : "_cofactor(", ")"); break;
    case OP_INV: put_list(p, a, "np.linalg.inv(", ")"); break;
    case OP_SOLVE: put_list(p, a, "np.linalg.solve(", ")"); break;
    case OP_DIAG: put_list(p, a, "np.diag(", ")"); break;
    case OP_CUMSUM:
        put_list(p, a, "np.cumsum(",
                 graph_dims(g, a).ndim < 2 ? ")"
                 : n.data                  ? ", axis=1)"
                                           : ", axis=0)");
        break;
    default:
        put_list(p, a, "_rearrange(", ", ");
        expand_int(p, node_raw(g, graph_node(g, a), 0));
        expand_text(p, ", ");
        expand_int(p, node_raw(g, graph_node(g, a), 1));
        expand_text(p, ")");
    }
}

/* ---- one node ---- */

static void expand_python(struct pieces *p, id a)
{
    struct graph *g = p->g;
    struct node n = *graph_node(g, a);
    switch ((enum op)n.op) {
    case OP_POISON:
    case OP_COUNT: break;
    case OP_NUMBER: put_filled(p, a); break;
    case OP_CONSTANT: expand_text(p, n.data == CONSTANT_pi ? "np.pi" : "np.e"); break;
    case OP_VARIABLE:
    case OP_NAMED: expand_name(p, names_text(&g->core->names, n.data)); break;
    case OP_ARRAY: expand_name(p, names_text(&g->core->names, node_array(g, &n)->name)); break;
    case OP_SUM: expand_sum(p, a); break;
    case OP_PRODUCT: expand_product(p, a); break;
    case OP_BROADCAST:
        if (graph_shape(g, graph_child(g, a, 0)) == SHAPE_SCALAR)
            expand_product(p, a);
        else
            put_stretched(p, a);
        break;
    case OP_POWER:
        expand_node(p, graph_child(g, a, 0), ATOM_BINDS);
        expand_text(p, "**");
        expand_node(p, graph_child(g, a, 1), POWER_BINDS);
        break;
    case OP_FN: put_function(p, a); break;
    case OP_MATMUL: put_matmul(p, a); break;
    case OP_TRANSPOSE:
        expand_node(p, graph_child(g, a, 0), ATOM_BINDS);
        expand_text(p, ".T");
        break;
    case OP_OUTER: put_list(p, a, "np.outer(", ")"); break;
    case OP_TRACE: put_list(p, a, "np.trace(", ")"); break;
    case OP_REDUCE: put_reduction(p, a, false); break;
    case OP_RESHAPE: put_reshape(p, a); break;
    case OP_SLICE: put_slice(p, a); break;
    case OP_EMBED: put_embed(p, a); break;
    case OP_STACK: put_list(p, a, "np.array([", "])"); break;
    case OP_CONCAT: put_list(p, a, "np.concatenate([", n.data ? "], axis=1)" : "])"); break;
    case OP_EYE:
        expand_text(p, "np.eye(");
        put_size(p, graph_dims(g, a).d[0]);
        expand_text(p, ")");
        break;
    case OP_RANGE:
        expand_text(p, "np.arange(");
        put_size(p, graph_dims(g, a).d[0]);
        expand_text(p, ", dtype=float)");
        break;
    case OP_DET:
    case OP_COFACTOR:
    case OP_INV:
    case OP_SOLVE:
    case OP_DIAG:
    case OP_CUMSUM:
    case OP_REARRANGE: put_linear(p, a); break;
    }
}

/* As in formulas, but for what formulas write as something else. */
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

const struct dialect dialect_python = {
    .expand = expand_python,
    .binds = binds,
    .number = print_number,
    .power = put_power,
    .product = expand_factors,
    .ones = put_ones,
    .open = "(",
    .close = ")",
    .name = python_name,
};
