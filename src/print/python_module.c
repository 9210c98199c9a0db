/* python_module.c - the module around the formulas: imports, helpers, the function. */
#include "print/python_private.h"

#include <string.h>

/* ---- helpers ---- */

/* Functions that the module defines for itself, where NumPy has none. */
enum helper {
    EXPIT,
    LEAKY_RELU,
    ELU,
    GELU,
    SILU,
    EMBED,
    COFACTOR,
    MOVED_COFACTOR,
    REARRANGE,
    RECURRENCE,
    HELPERS
};

static const char *const helpers[HELPERS] = {
    [EXPIT] = "def _expit(x):\n    return np.exp(-np.logaddexp(0, -x))\n",
    [LEAKY_RELU] = "def _leaky_relu(x):\n    return np.where(x > 0, x, x/100)\n",
    [ELU] = "def _elu(x):\n    return np.where(x > 0, x, np.expm1(np.minimum(x, 0)))\n",
    [GELU] = "def _gelu(x):\n    return x*special.erfc(-x/np.sqrt(2))/2\n",
    [SILU] = "def _silu(x):\n    return x*np.exp(-np.logaddexp(0, -x))\n",
    [EMBED] = "def _embed(a, shape, where):\n    out = np.zeros(shape)\n    out[where] = a\n"
              "    return out\n",
    /* From singular values, so that it has a value where a is singular. */
    [COFACTOR] = "def _cofactor(a):\n    u, s, vt = np.linalg.svd(a)\n"
                 "    rest = np.array([np.prod(np.delete(s, i)) for i in range(s.size)])\n"
                 "    return np.linalg.det(u)*np.linalg.det(vt)*(u*rest) @ vt\n",
    /* As in graph/elimination.c. Part s is what belongs to the directions whose bits are in s. */
    [MOVED_COFACTOR] =
        "def _moved_cofactor(a, *directions):\n"
        "    one, parts = np.eye(len(a)), range(2**len(directions))\n"
        "    x = {0: a, **{2**i: h for i, h in enumerate(directions)}}\n"
        "    m = [one*(s == 0) for s in parts]\n"
        "    for step in range(1, len(a)):\n"
        "        m = [sum(x[t] @ m[s ^ t] for t in x if t & s == t) for s in parts]\n"
        "        m = [p - np.trace(p)/step*one for p in m]\n"
        "    return (-1)**(len(a) - 1)*m[-1].T\n",
    [REARRANGE] = "def _rearrange(a, m, n):\n    p, q = a.shape[0]//m, a.shape[1]//n\n"
                  "    return a.reshape(m, p, n, q).transpose(0, 2, 1, 3).reshape(m*n, p*q)\n",
    [RECURRENCE] = "def _recurrence(a, b, axis=0):\n    out = np.array(b, float)\n"
                   "    x, y = np.moveaxis(a, axis, 0), np.moveaxis(out, axis, 0)\n"
                   "    for i in range(1, len(y)):\n        y[i] += x[i]*y[i - 1]\n"
                   "    return out\n",
};

static int helper_of(const struct node *n)
{
    switch (n->op) {
    case OP_EMBED: return EMBED;
    case OP_COFACTOR: return n->n > 1 ? MOVED_COFACTOR : COFACTOR;
    case OP_REARRANGE: return REARRANGE;
    case OP_RECURRENCE: return RECURRENCE;
    case OP_FN: break;
    default: return -1;
    }
    switch (n->fn) {
    case FN_expit: return EXPIT;
    case FN_leaky_relu: return LEAKY_RELU;
    case FN_elu: return ELU;
    case FN_gelu: return GELU;
    case FN_silu: return SILU;
    default: return -1;
    }
}

/* ---- the module ---- */

struct module {
    const struct python_program *program;
    struct graph *g;
    struct str *out;
    bool used[HELPERS], special;
    VEC(int64_t) letters; /* of sizes that the body speaks of */
};

static void note_letter(struct module *m, int64_t size)
{
    if (!size_is_letter(size)) return;
    for (size_t i = 0; i < m->letters.n; i++)
        if (m->letters.at[i] == size) return;
    vec_push(&m->g->core->mem, &m->letters, size);
}

/* Nodes that are written with their sizes. */
static void note_sizes(struct module *m, const struct node *n)
{
    struct shape_data d = shape_get(&m->g->shapes, n->shape);
    bool sized = n->op == OP_NUMBER || n->op == OP_EYE || n->op == OP_RANGE ||
                 n->op == OP_BROADCAST || n->op == OP_RESHAPE || n->op == OP_EMBED;
    for (int i = 0; i < d.ndim && sized; i++) note_letter(m, d.d[i]);
}

static bool is_input(const struct module *m, id a)
{
    for (size_t i = 0; i < m->program->n_inputs; i++)
        if (m->program->inputs[i] == a) return true;
    return false;
}

/* A variable that is no input is the letter of a size. */
static bool look(struct module *m)
{
    struct reach reach = {0};
    if (!graph_reach(m->g, m->program->roots, m->program->n_roots, &reach)) return false;
    for (size_t i = 0; i < reach.ids.n; i++) {
        const struct node *n = graph_node(m->g, reach.ids.at[i]);
        int helper = helper_of(n);
        if (helper >= 0) m->used[helper] = true;
        if (n->op == OP_FN && python_needs_scipy((enum fn)n->fn)) m->special = true;
        if (n->op == OP_VARIABLE && !is_input(m, reach.ids.at[i]))
            note_letter(m, size_of_letter(n->data));
        note_sizes(m, n);
    }
    reach_free(m->g, &reach);
    return !m->g->core->mem.failed;
}

static const char *input_name(const struct module *m, size_t i)
{
    return names_text(&m->g->core->names, graph_node(m->g, m->program->inputs[i])->data);
}

/* n = x.shape[0]; false where no input has the size. */
static bool put_size_of(struct module *m, int64_t letter)
{
    for (size_t i = 0; i < m->program->n_inputs; i++) {
        struct shape_data d = graph_dims(m->g, m->program->inputs[i]);
        for (int k = 0; k < d.ndim; k++) {
            if (d.d[k] != letter) continue;
            str_puts(m->out, "    ");
            python_name(m->out, names_text(&m->g->core->names, size_letter(letter)));
            str_puts(m->out, " = ");
            python_name(m->out, input_name(m, i));
            str_putf(m->out, ".shape[%d]\n", k);
            return true;
        }
    }
    return false;
}

static bool is_given(const struct module *m, int64_t letter)
{
    for (size_t i = 0; i < m->program->n_inputs; i++) {
        struct shape_data d = graph_dims(m->g, m->program->inputs[i]);
        for (int k = 0; k < d.ndim; k++)
            if (d.d[k] == letter) return true;
    }
    return false;
}

/* Inputs, and the sizes that no input has. */
static void put_head(struct module *m)
{
    size_t n = 0;
    str_puts(m->out, "import numpy as np\n");
    if (m->special) str_puts(m->out, "from scipy import special\n");
    for (int i = 0; i < HELPERS; i++)
        if (m->used[i]) str_putf(m->out, "\n\n%s", helpers[i]);
    str_putf(m->out, "\n\ndef %s(", m->program->name);
    for (size_t i = 0; i < m->program->n_inputs; i++) {
        if (n++) str_puts(m->out, ", ");
        python_name(m->out, input_name(m, i));
    }
    for (size_t i = 0; i < m->letters.n; i++) {
        if (is_given(m, m->letters.at[i])) continue;
        if (n++) str_puts(m->out, ", ");
        python_name(m->out, names_text(&m->g->core->names, size_letter(m->letters.at[i])));
    }
    str_puts(m->out, "):\n");
    for (size_t i = 0; i < m->program->n_inputs; i++) {
        str_puts(m->out, "    ");
        python_name(m->out, input_name(m, i));
        str_puts(m->out, " = np.asarray(");
        python_name(m->out, input_name(m, i));
        str_puts(m->out, ", float)\n");
    }
    for (size_t i = 0; i < m->letters.n; i++) put_size_of(m, m->letters.at[i]);
}

/* A table: each row the entries of its arrays one after the other. */
static void put_table(struct module *m, const struct formulas *formulas, size_t first,
                      const struct python_output *output)
{
    bool scalars = true;
    for (size_t i = 0; i < output->n_roots; i++)
        scalars &= graph_shape(m->g, m->program->roots[first + i]) == SHAPE_SCALAR;
    str_puts(m->out, "np.array([");
    for (size_t i = 0; i < output->n_roots; i++) {
        bool begins = i % output->columns == 0, ends = (i + 1) % output->columns == 0;
        if (i) str_puts(m->out, ", ");
        if (begins) str_puts(m->out, scalars ? "[" : "np.hstack([");
        if (!scalars) str_puts(m->out, "np.ravel(");
        str_puts(m->out, formulas->texts[first + i]);
        if (!scalars) str_puts(m->out, ")");
        if (ends) str_puts(m->out, scalars ? "]" : "])");
    }
    str_puts(m->out, "])");
}

static void put_list_of(struct module *m, const struct formulas *formulas, size_t first, size_t n)
{
    str_puts(m->out, "np.hstack([");
    for (size_t i = 0; i < n; i++)
        str_putf(m->out, i ? ", np.ravel(%s)" : "np.ravel(%s)", formulas->texts[first + i]);
    str_puts(m->out, "])");
}

static void put_output(struct module *m, const struct formulas *formulas, size_t first,
                       const struct python_output *output)
{
    str_putf(m->out, "    %s = ", output->name);
    if (output->columns)
        put_table(m, formulas, first, output);
    else if (output->n_roots > 1)
        put_list_of(m, formulas, first, output->n_roots);
    else
        str_puts(m->out, formulas->texts[first]);
    str_putc(m->out, '\n');
}

static void put_body(struct module *m, const struct formulas *formulas)
{
    const struct python_program *p = m->program;
    size_t first = 0;
    for (size_t i = 0; i < formulas->lets.n; i++)
        str_putf(m->out, "    %s\n", formulas->lets.at[i]);
    for (size_t i = 0; i < p->n_outputs; first += p->outputs[i++].n_roots)
        put_output(m, formulas, first, &p->outputs[i]);
    str_puts(m->out, "    return ");
    for (size_t i = 0; i < p->n_outputs; i++)
        str_putf(m->out, i ? ", %s" : "%s", p->outputs[i].name);
    str_putc(m->out, '\n');
}

bool print_python(const struct python_program *program, struct str *out)
{
    struct module m = {.program = program, .g = program->g, .out = out};
    const struct style style = {.dialect = &dialect_python,
                                .named = true,
                                .code = true,
                                .names = program->names,
                                .n_names = program->n_names};
    struct formulas formulas = {0};
    bool ok =
        look(&m) && print_formulas(program->g, &style, program->roots, program->n_roots, &formulas);
    if (ok) {
        put_head(&m);
        put_body(&m, &formulas);
    }
    formulas_free(program->g, &formulas);
    vec_free(&m.g->core->mem, &m.letters);
    return ok && !out->failed && !diag_any(m.g->core);
}
