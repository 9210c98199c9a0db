#include "graph/elimination.h"

#include <math.h>

static size_t count_of(const struct elements *m)
{
    return (size_t)(m->rows * m->columns) << m->directions;
}

bool elements_make(struct core *core, struct elements *m, const struct field *f, int64_t rows,
                   int64_t columns, uint32_t directions)
{
    *m = (struct elements){f, rows, columns, directions, NULL};
    m->at = mem_array(&core->mem, count_of(m), f->size);
    for (size_t i = 0; m->at && i < count_of(m); i++) f->make(f, m->at + i * f->size);
    return m->at != NULL;
}

void elements_free(struct core *core, struct elements *m)
{
    if (!m->at) return;
    for (size_t i = 0; i < count_of(m); i++) m->field->drop(m->at + i * m->field->size);
    mem_free_array(&core->mem, m->at, count_of(m), m->field->size);
    m->at = NULL;
}

void *elements_at(const struct elements *m, int64_t i, int64_t j, uint32_t part)
{
    size_t entry = (size_t)(i * m->columns + j);
    return m->at + ((entry << m->directions) + part) * m->field->size;
}

/* ---- elements ---- */

/* Temporaries: one element and one scalar. */
struct scratch {
    const struct field *f;
    uint32_t parts; /* 2^k */
    struct elements element, scalar;
};

static bool scratch_make(struct core *core, struct scratch *s, const struct elements *like)
{
    s->f = like->field;
    s->parts = 1u << like->directions;
    s->element = s->scalar = (struct elements){.field = s->f};
    return elements_make(core, &s->element, s->f, 1, 1, like->directions) &&
           elements_make(core, &s->scalar, s->f, 1, 1, 0);
}

static void scratch_free(struct core *core, struct scratch *s)
{
    elements_free(core, &s->element);
    elements_free(core, &s->scalar);
}

static unsigned char *part(const struct scratch *s, const void *x, uint32_t k)
{
    return (unsigned char *)x + k * s->f->size;
}

static void element_copy(const struct scratch *s, void *out, const void *x)
{
    for (uint32_t k = 0; k < s->parts; k++) s->f->copy(part(s, out, k), part(s, x, k));
}

/* out += a*b, or out -= a*b. */
static void element_add_product(const struct scratch *s, void *out, const void *a, const void *b,
                                bool minus)
{
    void (*join)(void *, const void *, const void *) = minus ? s->f->subtract : s->f->add;
    for (uint32_t whole = 0; whole < s->parts; whole++)
        for (uint32_t sub = whole;; sub = (sub - 1) & whole) {
            s->f->multiply(s->scalar.at, part(s, a, sub), part(s, b, whole ^ sub));
            join(part(s, out, whole), part(s, out, whole), s->scalar.at);
            if (sub == 0) break;
        }
}

/* x /= d, part by part: (x[S] - sum of d[T]*x[S without T]) / d[0], over all nonempty T in S. */
static void element_divide(const struct scratch *s, void *x, const void *d)
{
    for (uint32_t whole = 0; whole < s->parts; whole++) {
        unsigned char *out = part(s, x, whole);
        for (uint32_t sub = whole; sub; sub = (sub - 1) & whole) {
            s->f->multiply(s->scalar.at, part(s, d, sub), part(s, x, whole ^ sub));
            s->f->subtract(out, out, s->scalar.at);
        }
        s->f->divide(out, out, part(s, d, 0));
    }
}

static void element_negate(const struct scratch *s, void *x)
{
    for (uint32_t k = 0; k < s->parts; k++) {
        s->f->set(s->scalar.at, 0);
        s->f->subtract(part(s, x, k), s->scalar.at, part(s, x, k));
    }
}

/* ---- elimination ---- */

struct elimination {
    struct core *core;
    struct elements *a, *b;
    struct scratch s;
    int64_t n, *row, *column; /* current position of each row and column */
};

static void *entry(const struct elimination *e, int64_t i, int64_t j)
{
    return elements_at(e->a, e->row[i], e->column[j], 0);
}

static void *right(const struct elimination *e, int64_t i, int64_t j)
{
    return elements_at(e->b, e->row[i], j, 0);
}

static void swap(int64_t *x, int64_t *y)
{
    int64_t old = *x;
    *x = *y;
    *y = old;
}

/* Moves the best pivot to position p. *odd changes with each exchange. */
static bool find_pivot(struct elimination *e, int64_t p, bool *odd)
{
    double best = -INFINITY;
    int64_t i_best = p, j_best = p;
    for (int64_t i = p; i < e->n; i++)
        for (int64_t j = p; j < e->n; j++) {
            double weight = e->s.f->weight(entry(e, i, j));
            if (weight > best) best = weight, i_best = i, j_best = j;
        }
    *odd ^= (i_best != p) ^ (j_best != p);
    swap(&e->row[p], &e->row[i_best]);
    swap(&e->column[p], &e->column[j_best]);
    return best > -INFINITY;
}

static bool clear_below(struct elimination *e, int64_t p)
{
    for (int64_t i = p + 1; i < e->n; i++) {
        void *factor = e->s.element.at;
        element_copy(&e->s, factor, entry(e, i, p));
        element_divide(&e->s, factor, entry(e, p, p));
        for (int64_t j = p + 1; j < e->n; j++)
            element_add_product(&e->s, entry(e, i, j), factor, entry(e, p, j), true);
        for (int64_t j = 0; j < e->b->columns; j++)
            element_add_product(&e->s, right(e, i, j), factor, right(e, p, j), true);
        if (!core_go_on_slow(e->core)) return false;
    }
    return true;
}

/* Substitutes back. Position i of the pivots belongs to entry column[i] of the solution. */
static bool substitute_back(struct elimination *e)
{
    struct elements x;
    bool ok = elements_make(e->core, &x, e->s.f, e->n, e->b->columns, e->b->directions);
    for (int64_t i = e->n; ok && i-- > 0; ok = core_go_on_slow(e->core))
        for (int64_t c = 0; c < e->b->columns; c++) {
            for (int64_t j = i + 1; j < e->n; j++)
                element_add_product(&e->s, right(e, i, c), entry(e, i, j),
                                    elements_at(&x, e->column[j], c, 0), true);
            element_divide(&e->s, right(e, i, c), entry(e, i, i));
            element_copy(&e->s, elements_at(&x, e->column[i], c, 0), right(e, i, c));
        }
    for (int64_t i = 0; ok && i < e->n; i++)
        for (int64_t c = 0; c < e->b->columns; c++)
            element_copy(&e->s, elements_at(e->b, i, c, 0), elements_at(&x, i, c, 0));
    elements_free(e->core, &x);
    return ok;
}

/* Moves the rest of the matrix to the lower right part, undoing the exchanges for the caller. */
static bool put_rest(struct elimination *e, int64_t rank)
{
    struct elements rest;
    int64_t n = e->n - rank;
    if (!elements_make(e->core, &rest, e->s.f, n, n, e->a->directions)) return false;
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++)
            element_copy(&e->s, elements_at(&rest, i, j, 0), entry(e, rank + i, rank + j));
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++)
            element_copy(&e->s, elements_at(e->a, rank + i, rank + j, 0),
                         elements_at(&rest, i, j, 0));
    elements_free(e->core, &rest);
    return true;
}

static int64_t run(struct elimination *e, struct elements *det)
{
    bool odd = false;
    int64_t p = 0;
    e->s.f->set(det->at, 1);
    for (; p < e->n && find_pivot(e, p, &odd); p++) {
        element_copy(&e->s, e->s.element.at, det->at);
        for (uint32_t k = 0; k < e->s.parts; k++) e->s.f->set(part(&e->s, det->at, k), 0);
        element_add_product(&e->s, det->at, e->s.element.at, entry(e, p, p), false);
        if (!clear_below(e, p)) return -1;
    }
    if (odd) element_negate(&e->s, det->at);
    if (p < e->n) return put_rest(e, p) ? p : -1;
    return substitute_back(e) ? p : -1;
}

int64_t eliminate(struct core *core, struct elements *a, struct elements *b, struct elements *det)
{
    size_t n = (size_t)a->rows;
    struct elimination e = {.core = core, .a = a, .b = b, .n = a->rows};
    e.row = mem_array(&core->mem, n, sizeof *e.row);
    e.column = mem_array(&core->mem, n, sizeof *e.column);
    bool ready = scratch_make(core, &e.s, a) && e.row && e.column;
    for (int64_t i = 0; ready && i < e.n; i++) e.row[i] = e.column[i] = i;
    int64_t rank = ready ? run(&e, det) : -1;
    scratch_free(core, &e.s);
    mem_free_array(&core->mem, e.row, n, sizeof *e.row);
    mem_free_array(&core->mem, e.column, n, sizeof *e.column);
    return rank;
}

/* ---- products ---- */

/* out = a*m. */
static bool times(struct core *core, const struct scratch *s, const struct elements *a,
                  const struct elements *m, struct elements *out)
{
    int64_t n = a->rows;
    for (int64_t i = 0; i < n; i++) {
        for (int64_t j = 0; j < n; j++) {
            for (uint32_t k = 0; k < s->parts; k++) s->f->set(elements_at(out, i, j, k), 0);
            for (int64_t k = 0; k < n; k++)
                element_add_product(s, elements_at(out, i, j, 0), elements_at(a, i, k, 0),
                                    elements_at(m, k, j, 0), false);
        }
        if (!core_go_on_slow(core)) return false;
    }
    return true;
}

bool elements_multiply(struct core *core, const struct elements *a, const struct elements *b,
                       struct elements *out)
{
    struct scratch s;
    bool ok = scratch_make(core, &s, a) && times(core, &s, a, b, out);
    scratch_free(core, &s);
    return ok;
}

/* ---- cofactors ---- */

/* Subtracts trace(m)/step from the diagonal of m. */
static void take_trace(const struct scratch *s, struct elements *m, long step)
{
    for (uint32_t k = 0; k < s->parts; k++) {
        unsigned char *trace = part(s, s->element.at, k);
        s->f->set(trace, 0);
        for (int64_t i = 0; i < m->rows; i++) s->f->add(trace, trace, elements_at(m, i, i, k));
        s->f->set(s->scalar.at, step);
        s->f->divide(trace, trace, s->scalar.at);
        for (int64_t i = 0; i < m->rows; i++) {
            void *x = elements_at(m, i, i, k);
            s->f->subtract(x, x, trace);
        }
    }
}

/* M1 = 1, M(j+1) = A*Mj - trace(A*Mj)/j; then (-1)^(n-1) Mn is the transpose of the cofactors. */
static bool recur(struct core *core, const struct scratch *s, const struct elements *a,
                  struct elements *m, struct elements *next)
{
    int64_t n = a->rows;
    for (int64_t i = 0; i < n; i++) s->f->set(elements_at(m, i, i, 0), 1);
    for (int64_t j = 1; j < n; j++) {
        if (!times(core, s, a, m, next)) return false;
        take_trace(s, next, (long)j);
        struct elements old = *m;
        *m = *next;
        *next = old;
    }
    return true;
}

bool cofactors(struct core *core, const struct elements *a, struct elements *out)
{
    struct scratch s;
    struct elements m, next;
    int64_t n = a->rows;
    bool ok = scratch_make(core, &s, a);
    ok = elements_make(core, &m, a->field, n, n, a->directions) && ok;
    ok = elements_make(core, &next, a->field, n, n, a->directions) && ok;
    ok = ok && recur(core, &s, a, &m, &next);
    for (int64_t i = 0; ok && i < n; i++)
        for (int64_t j = 0; j < n; j++) {
            void *x = elements_at(out, j, i, 0);
            element_copy(&s, x, elements_at(&m, i, j, 0));
            if (n % 2 == 0) element_negate(&s, x);
        }
    scratch_free(core, &s);
    elements_free(core, &m);
    elements_free(core, &next);
    return ok;
}
