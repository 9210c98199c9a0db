#include "question/guards.h"

#include "print/formula.h"

#include <string.h>

static bool is_named(const struct guard *guard, const char *what)
{
    return !strcmp(guard->what, what);
}

/* A power of a matrix is taken entry by entry, which A^-1 may not have been meant to be. */
static bool report_power(const struct question *q, const struct guard *guard, const char *met)
{
    struct shape_data d = graph_dims(q->graph, guard->subject);
    if (guard->kind == KIND_POLE) {
        diag_error(q->core, KIND_POLE, guard->span, "0 to a negative power");
        if (d.ndim == 2 && d.d[0] == d.d[1])
            diag_hint(q->core, "powers go entry by entry; the inverse of a matrix is inv(A)");
        return false;
    }
    diag_error(q->core, KIND_DOMAIN, guard->span, "'%s' of %s is not real", guard->what, met);
    if (is_named(guard, "^")) diag_hint(q->core, "use cbrt for real cube roots");
    return false;
}

bool guards_ask_matrix(const struct guard *guard)
{
    static const char *const names[] = {"inv",  "solve", "logdet",   "slogdet", "matrix_power",
                                        "pinv", "lstsq", "cholesky", "qr",      "sqrtm"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is_named(guard, names[i])) return true;
    return false;
}

/* Rounding may make a matrix singular in doubles, or not definite, and no other. */
static bool hint_rounding(const struct question *q, bool rounded)
{
    return rounded && q->request->steps <= 1 &&
           diag_hint(q->core, "--numbers certified tells whether it is without rounding");
}

static const char *where(bool rounded)
{
    return rounded ? " in doubles" : "";
}

/* Reports what the matrix of a factor is not. */
static bool report_factor(const struct question *q, const struct guard *guard, bool rounded)
{
    bool definite = graph_op(q->graph, guard->subject) == OP_DEFINITE;
    bool rank = graph_op(q->graph, guard->subject) == OP_FULL_RANK;
    diag_error(q->core, guard->kind, guard->span, "the matrix of '%s' is not %s%s", guard->what,
               rank       ? "of full rank"
               : definite ? "positive definite"
                          : "symmetric",
               where(rounded));
    return rank || definite ? hint_rounding(q, rounded)
                            : diag_hint(q->core, "(A + A.T)/2 is its symmetric part");
}

static bool report_root(const struct question *q, const struct guard *guard, const char *met)
{
    bool singular = !strcmp(met, "0");
    diag_error(q->core, guard->kind, guard->span, "the matrix of '%s' %s: it has no principal root",
               guard->what, singular ? "is singular" : "has a negative eigenvalue");
    return singular &&
           diag_hint(q->core, "of a symmetric A, eigmap(A, sqrt(eigvalsh(A))) is a root");
}

static bool report_determinant(const struct question *q, const struct guard *guard, const char *met,
                               bool rounded)
{
    if (is_named(guard, "sqrtm")) return report_root(q, guard, met);
    if (is_named(guard, "cholesky") || graph_op(q->graph, guard->subject) == OP_FULL_RANK)
        return report_factor(q, guard, rounded);
    if (guard->kind == KIND_POLE) {
        diag_error(q->core, KIND_POLE, guard->span, "the matrix of '%s' is singular%s", guard->what,
                   where(rounded));
        return hint_rounding(q, rounded);
    }
    diag_error(q->core, KIND_DOMAIN, guard->span, "'%s' of a negative determinant is not real",
               guard->what);
    return diag_hint(q->core, "slogdet(A)[1] is the log of its size");
}

bool guards_ask_split(const struct question *q, const struct guard *guard)
{
    enum op op = graph_op(q->graph, guard->condition);
    return op == OP_EIGSPLIT || op == OP_SVDSPLIT;
}

/* What can be asked for all the same. */
static bool hint_split(const struct question *q, const struct guard *guard)
{
    if (is_named(guard, "eigh")) return diag_hint(q->core, "eigvalsh(A) has the eigenvalues alone");
    if (is_named(guard, "svd"))
        return diag_hint(q->core, "svdvals(A) has the singular values alone");
    if (!strcmp(guard->what, "the derivative of eigvalsh"))
        return diag_hint(q->core, "functions of all eigenvalues alike, such as "
                                  "sum(log(eigvalsh(A))), have a gradient here");
    return false;
}

static bool report_split(const struct question *q, const struct guard *guard, const char *met)
{
    bool written = strncmp(guard->what, "the ", 4) != 0;
    bool map = strstr(guard->what, "map");
    if (written)
        diag_error(q->core, KIND_DOMAIN, guard->span, "the vectors of '%s' are not unique: %s",
                   guard->what, met);
    else if (map) /* a function of the matrix may have one, but by another formula */
        diag_error(q->core, KIND_UNDECIDED, guard->span, "%s is not found here: %s", guard->what,
                   met);
    else
        diag_error(q->core, KIND_KINK, guard->span, "%s does not exist here: %s", guard->what, met);
    return hint_split(q, guard);
}

static bool report_unsymmetric(const struct question *q, const struct guard *guard)
{
    diag_error(q->core, KIND_DOMAIN, guard->span, "the matrix of '%s' is not symmetric",
               guard->what);
    return diag_hint(q->core, "(A + A.T)/2 is its symmetric part; svdvals(A) takes any matrix");
}

static bool report_index(const struct question *q, const struct guard *guard, const char *met)
{
    bool whole = graph_is_fn(q->graph, guard->condition, FN_equal);
    diag_error(q->core, KIND_DOMAIN, guard->span,
               whole ? "the index %s is not a whole number" : "the index %s is outside its axis",
               met);
    return diag_hint(q->core, "indexes go from 0 to the size less 1, or from -1 down from the end");
}

bool guards_are_of_equation(const struct guard *guard)
{
    return is_named(guard, GUARD_EQUATION) || is_named(guard, GUARD_ROUNDED_EQUATION);
}

/* The point misses an equation by what is met. */
static bool report_equation(const struct question *q, const struct guard *guard, const char *met)
{
    bool rounded = is_named(guard, GUARD_ROUNDED_EQUATION);
    diag_error(q->core, KIND_DOMAIN, guard->span,
               "the point does not satisfy the equation: left minus right is %s", met);
    return rounded ? false
                   : diag_hint(q->core, "give exact values, such as sqrt(2), or --numbers double, "
                                        "which allows for rounding");
}

/* Where the implicit function theorem says nothing. */
static bool report_unknown(const struct question *q, const struct guard *guard)
{
    const char *name = q->unknowns.at[0].name;
    bool one = q->lowering.equations.n == 1 &&
               graph_shape(q->graph, q->unknowns.at[0].node) == SHAPE_SCALAR;
    if (!one)
        return diag_error(q->core, KIND_POLE, guard->span,
                          "the names of --of are not differentiable here: the equations' Jacobian "
                          "by them is singular");
    diag_error(q->core, KIND_POLE, guard->span,
               "'%s' is not differentiable here: the equation's derivative by '%s' is 0", name,
               name);
    return diag_hint(q->core, "%s may be a function of %s here: --of %s --wrt %s",
                     q->leaves.n ? q->leaves.at[0].name : "x", name,
                     q->leaves.n ? q->leaves.at[0].name : "x", name);
}

bool guards_report(const struct question *q, const struct guard *guard, const char *met,
                   bool rounded)
{
    struct core *core = q->core;
    if (guards_are_of_equation(guard)) return report_equation(q, guard, met);
    if (is_named(guard, GUARD_UNKNOWN)) return report_unknown(q, guard);
    if (guards_ask_matrix(guard)) return report_determinant(q, guard, met, rounded);
    if (guards_ask_split(q, guard)) return report_split(q, guard, met);
    if (is_named(guard, "eigvalsh") || is_named(guard, "eigh") || is_named(guard, "eigmap"))
        return report_unsymmetric(q, guard);
    if (is_named(guard, "--assume") && graph_shape(q->graph, guard->subject) == SHAPE_SCALAR)
        return diag_error(core, KIND_DOMAIN, guard->span, "what is assumed does not hold at %s",
                          met);
    if (is_named(guard, "--assume"))
        return diag_error(core, KIND_DOMAIN, guard->span, "the matrix is not symmetric");
    if (guard->kind == KIND_KINK)
        return diag_error(core, KIND_KINK, guard->span, "'%s' has no derivative at %s", guard->what,
                          met);
    if (is_named(guard, "index")) return report_index(q, guard, met);
    if (is_named(guard, "/")) return diag_error(core, KIND_POLE, guard->span, "division by zero");
    if (is_named(guard, "^") || is_named(guard, "sqrt")) return report_power(q, guard, met);
    if (guard->kind == KIND_POLE)
        return diag_error(core, KIND_POLE, guard->span, "'%s' has a pole at %s", guard->what, met);
    diag_error(core, KIND_DOMAIN, guard->span, "'%s' is not defined at %s", guard->what, met);
    if (is_named(guard, "jn")) diag_hint(core, "its order is a whole number; jv(v, x) takes any");
    if (is_named(guard, "yn"))
        diag_hint(core, "its order is a whole number, and x > 0; yv(v, x) takes any order");
    return false;
}

bool guards_known(const struct question *q)
{
    number holds;
    for (size_t i = 0; i < q->lowering.guards.all.n; i++) {
        const struct guard *guard = &q->lowering.guards.all.at[i];
        bool known = guard->when == POISON && graph_is_number(q->graph, guard->condition, &holds);
        if (known && holds == NUMBER_ZERO)
            return guards_report(q, guard, print_formula(q->graph, guard->subject), false);
    }
    return true;
}
