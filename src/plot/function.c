/* function.c - an expression as a function of one or two names, read in intervals. */
#include "plot/plot_private.h"

#include <math.h>
#include <string.h>

/* Bits of readings over boxes, and the most that a reading at a point takes. */
enum { BOX_BITS = 64, MOST_BITS = 2048 };

/* ---- the question ---- */

static bool check_shape(struct function *f)
{
    const struct question *q = &f->q;
    id value = q->values.at[0];
    shape s = graph_shape(q->graph, value);
    if (s == SHAPE_SCALAR) return true;
    diag_error(q->core, KIND_SHAPE, graph_node(q->graph, value)->span,
               "a plot is of a scalar, got shape %s",
               shape_text(&q->graph->shapes, s, &q->core->arena));
    return diag_hint(q->core, "plot its entries, each as an expression of its own, or their sum");
}

static void ask(struct function *f, const struct function_source *source)
{
    f->request = *source->whole->request;
    f->request.command = source->n > 1 ? DCALC_GRAD : DCALC_DIFF;
    f->request.exprs = &source->expr;
    f->request.n_exprs = 1;
    f->request.wrt = source->names;
    f->request.n_wrt = source->n;
    f->request.order = source->derivative ? 2 : 1;
    f->request.has_at = true;
    f->request.format = DCALC_TEXT;
    f->request.numbers = DCALC_CERTIFIED;
}

/* The names vary, as columns of a table do, whether the expression has them or not. */
static bool add_names(struct function *f, const struct function_source *source)
{
    struct names *names = &f->q.core->names;
    for (size_t i = 0; i < source->n; i++) {
        const char *name = source->names[i];
        uint32_t interned = names_intern(names, &f->q.core->arena, name, strlen(name));
        if (interned == NAME_NONE || !bindings_add_column(&f->q, interned, SHAPE_SCALAR))
            return false;
    }
    return true;
}

static bool read_question(struct function *f, const struct function_source *source)
{
    const struct question *whole = source->whole;
    question_init(&f->q, whole->core, whole->graph);
    ask(f, source);
    question_ask(&f->q, &f->request, NULL, whole->lasting);
    f->q.takes_equation = source->n == 2;
    return bindings_read(&f->q) && add_names(f, source) && question_derive(&f->q) && check_shape(f);
}

/* ---- what is read ---- */

static bool push(struct function *f, id root)
{
    return vec_push(&f->q.core->mem, &f->roots, root);
}

static bool push_guards(struct function *f, const struct guards *guards)
{
    for (size_t i = 0; i < guards->all.n; i++) {
        const struct guard *guard = &guards->all.at[i];
        if (!push(f, guard->condition) || !push(f, guard->when ? guard->when : guard->condition))
            return false;
    }
    return true;
}

static bool collect(struct function *f, bool derivative)
{
    const struct question *q = &f->q;
    bool ok = push(f, derivative ? q->lower_orders.at[0] : q->values.at[0]) &&
              push_guards(f, &q->lowering.guards);
    f->slopes = f->roots.n;
    for (size_t i = 0; ok && i < q->derivatives.n; i++) ok = push(f, q->derivatives.at[i]);
    f->kinks = f->roots.n;
    return ok && push_guards(f, &q->kinks);
}

static bool compile(const struct function *f, size_t n, struct reader *r)
{
    const struct question *q = &f->q;
    id inputs[2];
    for (size_t i = 0; i < f->n; i++) inputs[i] = q->leaves.at[i].node;
    struct tape_source source = {f->roots.at, n, q->bound.at, q->bound.n, inputs, f->n};
    if (!tape_compile(&r->tape, q->graph, &source)) return false;
    for (size_t i = 0; i < n; i++)
        if (!vec_push(&q->core->mem, &r->slots, tape_slot(&r->tape, f->roots.at[i]))) return false;
    for (size_t i = 0; i < f->n; i++) {
        r->depends[i] = tape_has(&r->tape, inputs[i]);
        if (r->depends[i]) r->inputs[i] = tape_slot(&r->tape, inputs[i]);
    }
    return intervals_init(&r->values, &r->tape);
}

static void reader_free(const struct function *f, struct reader *r)
{
    intervals_free(&r->values);
    tape_free(&r->tape);
    vec_free(&f->q.core->mem, &r->slots);
}

bool function_begin(struct function *f, const struct function_source *source)
{
    *f = (struct function){.n = source->n};
    f->value.tape.g = f->all.tape.g = source->whole->graph;
    return read_question(f, source) && collect(f, source->derivative) &&
           compile(f, f->slopes, &f->value) && compile(f, f->roots.n, &f->all);
}

void function_end(struct function *f)
{
    reader_free(f, &f->all);
    reader_free(f, &f->value);
    vec_free(&f->q.core->mem, &f->roots);
    question_free(&f->q);
}

/* ---- readings ---- */

static mpfi_ptr entry(const struct reader *r, size_t root, int64_t i)
{
    return intervals_slot(&r->values, r->slots.at[root])[i];
}

static int64_t count(const struct function *f, size_t root)
{
    return shape_count(&f->q.graph->shapes, graph_shape(f->q.graph, f->roots.at[root]));
}

static enum truth truth(mpfi_srcptr x)
{
    return mpfi_is_zero(x) ? IS_FALSE : mpfi_has_zero(x) ? IS_UNDECIDED : IS_TRUE;
}

/* Whether a condition holds where it matters. */
static enum truth condition(const struct function *f, const struct reader *r, size_t root)
{
    int64_t n = count(f, root), m = count(f, root + 1), most = n > m ? n : m;
    bool everywhere = f->roots.at[root] == f->roots.at[root + 1];
    enum truth all = IS_TRUE;
    for (int64_t i = 0; i < most; i++) {
        enum truth holds = truth(entry(r, root, i % n));
        enum truth matters = everywhere ? IS_TRUE : truth(entry(r, root + 1, i % m));
        if (holds == IS_TRUE || matters == IS_FALSE) continue;
        if (holds == IS_FALSE && matters == IS_TRUE) return IS_FALSE;
        all = IS_UNDECIDED;
    }
    return all;
}

static enum truth conditions(const struct function *f, const struct reader *r, size_t from,
                             size_t to)
{
    enum truth all = IS_TRUE;
    for (size_t root = from; root < to && all != IS_FALSE; root += 2) {
        enum truth here = condition(f, r, root);
        if (here != IS_TRUE) all = here;
    }
    return all;
}

static void put_bounds(mpfi_srcptr x, double *low, double *high)
{
    *low = mpfr_get_d(&x->left, MPFR_RNDD);
    *high = mpfr_get_d(&x->right, MPFR_RNDU);
    if (!mpfi_bounded_p(x)) *low = -HUGE_VAL, *high = HUGE_VAL;
}

/* Puts a box into the names and runs the tape. */
static bool run(struct function *f, struct reader *r, const double *from, const double *to,
                mpfr_prec_t bits)
{
    if (!intervals_set_precision(&r->values, bits)) return false;
    for (size_t i = 0; i < f->n; i++)
        if (r->depends[i])
            mpfi_interv_d(intervals_slot(&r->values, r->inputs[i])[0], from[i], to[i]);
    return intervals_run(&r->values, bits);
}

static bool read_value(struct function *f, struct reader *r, const double *from, const double *to,
                       mpfr_prec_t bits, struct reading *out)
{
    if (!run(f, r, from, to, bits)) return false;
    put_bounds(entry(r, 0, 0), &out->low, &out->high);
    out->defined = conditions(f, r, 1, f->slopes);
    return true;
}

static bool read_all(struct function *f, const double *from, const double *to, mpfr_prec_t bits,
                     struct reading *out)
{
    const struct reader *r = &f->all;
    if (!read_value(f, &f->all, from, to, bits, out)) return false;
    for (size_t i = 0; i < f->n; i++)
        put_bounds(entry(r, f->slopes + i, 0), &out->slope_low[i], &out->slope_high[i]);
    out->smooth = conditions(f, r, f->kinks, f->roots.n);
    return true;
}

bool function_read(struct function *f, const double *from, const double *to, struct reading *out)
{
    return read_all(f, from, to, BOX_BITS, out);
}

bool function_read_values(struct function *f, const double *from, const double *to,
                          struct reading *out)
{
    *out = (struct reading){.smooth = IS_UNDECIDED};
    return read_value(f, &f->value, from, to, BOX_BITS, out);
}

/* More bits do not help where it is not defined, or known well enough. */
static bool is_settled(const struct reading *r, double blur)
{
    return r->defined == IS_FALSE || (r->defined == IS_TRUE && r->high - r->low <= blur);
}

bool function_at(struct function *f, const double *point, double blur, bool slopes,
                 struct reading *out)
{
    *out = (struct reading){.smooth = IS_UNDECIDED};
    for (mpfr_prec_t bits = BOX_BITS; bits <= MOST_BITS; bits *= 4) {
        bool ok = slopes ? read_all(f, point, point, bits, out)
                         : read_value(f, &f->value, point, point, bits, out);
        if (!ok) return false;
        if (is_settled(out, blur)) break;
    }
    return true;
}
