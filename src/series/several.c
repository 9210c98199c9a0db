/* several.c - expansions in several variables, put together from those along lines. */
#include "series/expansion.h"

#include <string.h>

/* ---- monomials ---- */

size_t monomials_count(size_t m, size_t n, size_t most)
{
    size_t count = 1; /* of degree at most n in i variables: the product of (n + i)/i */
    for (size_t i = 1; i <= m; i++) {
        if (count > most || (n + i) > SIZE_MAX / (count + 1)) return 0;
        count = count * (n + i) / i;
    }
    return count > most ? 0 : count;
}

/* The next list of m exponents with the same sum; false after the last. The first is x^n, the last
 * z^n, and what stands further to the right rises late. */
static bool next_monomial(uint32_t *e, size_t m)
{
    size_t i = 0;
    while (i < m && !e[i]) i++;
    if (i + 1 >= m) return false;
    uint32_t moved = e[i] - 1;
    e[i] = 0;
    e[i + 1]++;
    e[0] = moved;
    return true;
}

bool monomials_list(struct core *core, size_t m, size_t n, uint32_t **exponents)
{
    size_t count = monomials_count(m, n, SIZE_MAX / 2);
    uint32_t *list = mem_array(&core->mem, count * (m ? m : 1), sizeof *list), *at = list;
    *exponents = list;
    for (size_t degree = 0; list && degree <= n; degree++) {
        if (m) at[0] = (uint32_t)degree;
        for (uint32_t *now = at; m; now = at) {
            at += m;
            if (degree == n && at == list + count * m) break;
            memcpy(at, now, m * sizeof *at);
            if (next_monomial(at, m)) continue;
            memset(at, 0, m * sizeof *at);
            break;
        }
        if (!m) break;
    }
    return list;
}

/* ---- the lattice ---- */

enum { MOST_PLACES = 1 << 22 };

/* The points (i1, ..., ip) with a sum of at most n, and where each stands in their list. Those with
 * a smaller sum come first. */
struct lattice {
    size_t p, n, count, places;
    uint32_t *index; /* p for each point */
    uint32_t *where; /* by place: i1 + (n + 1)*i2 + ... */
};

static size_t place_of(const struct lattice *l, const uint32_t *index)
{
    size_t place = 0;
    for (size_t a = l->p; a-- > 0;) place = place * (l->n + 1) + index[a];
    return place;
}

static bool lattice_make(struct core *core, struct lattice *l, size_t p, size_t n)
{
    *l = (struct lattice){.p = p, .n = n, .places = 1};
    for (size_t a = 0; a < p; a++) {
        if (l->places > MOST_PLACES / (n + 1))
            return diag_error(core, KIND_LIMIT, (struct span){0},
                              "the polynomial would have too many terms");
        l->places *= n + 1;
    }
    l->count = monomials_count(p, n, MOST_PLACES);
    l->where = mem_array(&core->mem, l->places, sizeof *l->where);
    if (!l->where || !monomials_list(core, p, n, &l->index)) return false;
    for (size_t i = 0; i < l->count; i++) l->where[place_of(l, l->index + i * p)] = (uint32_t)i;
    return true;
}

static void lattice_free(struct core *core, struct lattice *l)
{
    mem_free_array(&core->mem, l->where, l->places, sizeof *l->where);
    mem_free_array(&core->mem, l->index, l->count * (l->p ? l->p : 1), sizeof *l->index);
}

/* Node i of every axis: 0, 1, -1, 2, -2 and so on, which keeps powers small. */
static int64_t axis_node(size_t i)
{
    return i % 2 ? (int64_t)(i + 1) / 2 : -(int64_t)(i / 2);
}

/* ---- one degree ---- */

/* The values of a polynomial of degree k in p variables at the lattice's points with a sum of at
 * most k, which become its coefficients. */
struct values {
    const struct scalars *s;
    const struct lattice *lattice;
    struct series at; /* by point */
    struct series scratch;
    size_t k;
};

/* Point j of a line along axis a that begins at this place. */
static void *on_line(const struct values *v, size_t start, size_t stride, size_t j)
{
    return series_at(v->s, &v->at, v->lattice->where[start + j * stride]);
}

/* Newton's divided differences in place. */
static bool to_newton(const struct values *v, size_t start, size_t stride, size_t length)
{
    const struct scalars *s = v->s;
    void *t = series_at(s, &v->scratch, 0);
    for (size_t j = 1; j < length; j++)
        for (size_t i = length - 1; i >= j; i--) {
            void *x = on_line(v, start, stride, i);
            s->field.subtract(t, x, on_line(v, start, stride, i - 1));
            s->scale(s, x, t, 1, axis_node(i) - axis_node(i - j));
            if (!core_go_on(s->graph->core)) return false;
        }
    return true;
}

/* From Newton's form to powers, by Horner's rule. */
static bool to_powers(const struct values *v, size_t start, size_t stride, size_t length)
{
    const struct scalars *s = v->s;
    void *t = series_at(s, &v->scratch, 0), *u = series_at(s, &v->scratch, 1);
    for (size_t j = length - 1; j-- > 0;)
        for (size_t i = j; i + 1 < length; i++) {
            void *x = on_line(v, start, stride, i);
            s->scale(s, t, on_line(v, start, stride, i + 1), axis_node(j), 1);
            s->field.subtract(u, x, t);
            s->field.copy(x, u);
            if (!core_go_on(s->graph->core)) return false;
        }
    return true;
}

/* Applies this to all lines, axis after axis. */
typedef bool transform_line(const struct values *v, size_t start, size_t stride, size_t length);
static bool transform(const struct values *v, transform_line *line)
{
    const struct lattice *l = v->lattice;
    size_t stride = 1;
    for (size_t a = 0; a < l->p; a++, stride *= l->n + 1)
        for (size_t i = 0; i < l->count; i++) {
            const uint32_t *index = l->index + i * l->p;
            size_t sum = 0;
            for (size_t b = 0; b < l->p; b++) sum += index[b];
            if (sum > v->k) break; /* so do all that follow */
            if (index[a]) continue;
            if (!line(v, place_of(l, index), stride, v->k - sum + 1)) return false;
        }
    return true;
}

/* ---- all degrees ---- */

struct assembly {
    const struct expansion *e;
    const struct scalars *s;
    struct lattice lattice;
    struct series *lines; /* by point of the lattice */
    size_t n;             /* coefficients of each */
};

static enum taylor_state run_lines(struct assembly *b)
{
    size_t m = b->e->n_variables, p = m - 1;
    struct mem *mem = &b->e->g->core->mem;
    int64_t *direction = mem_array(mem, m, sizeof *direction);
    enum taylor_state state = direction ? TAYLOR_KNOWN : TAYLOR_FAILED;
    for (size_t i = 0; i < b->lattice.count && state == TAYLOR_KNOWN; i++) {
        for (size_t a = 0; a < p; a++) direction[a] = axis_node(b->lattice.index[i * p + a]);
        direction[p] = 1;
        state = expansion_line(b->e, b->s, direction, b->n, &b->lines[i]);
    }
    mem_free_array(mem, direction, m, sizeof *direction);
    return state;
}

/* Where the coefficient of the lattice's point i stands among those of degree k: what has less of
 * the last variable comes first. */
static size_t rank_of(const struct lattice *l, size_t i, size_t k)
{
    size_t sum = 0;
    for (size_t a = 0; a < l->p; a++) sum += l->index[i * l->p + a];
    size_t before = sum ? monomials_count(l->p, sum - 1, SIZE_MAX / 2) : 0;
    return monomials_count(l->p, k, SIZE_MAX / 2) - monomials_count(l->p, sum, SIZE_MAX / 2) + i -
           before;
}

static bool assemble_degree(struct assembly *b, size_t k, struct series *out, size_t first)
{
    const struct scalars *s = b->s;
    struct values v = {.s = s, .lattice = &b->lattice, .k = k};
    size_t count = monomials_count(b->lattice.p, k, SIZE_MAX / 2);
    bool ok = series_make(s, &v.at, count) && series_make(s, &v.scratch, 2);
    for (size_t i = 0; ok && i < count; i++)
        s->field.copy(series_at(s, &v.at, i), series_at(s, &b->lines[i], k));
    /* Powers of one axis mix with differences of another, so all differences come first. */
    ok = ok && transform(&v, to_newton) && transform(&v, to_powers);
    for (size_t i = 0; ok && i < count; i++)
        s->field.copy(series_at(s, out, first + rank_of(&b->lattice, i, k)),
                      series_at(s, &v.at, i));
    series_free(s, &v.at);
    series_free(s, &v.scratch);
    return ok;
}

static bool assemble(struct assembly *b, struct series *out)
{
    size_t m = b->e->n_variables, first = 0;
    if (!series_make(b->s, out, monomials_count(m, b->n - 1, SIZE_MAX / 2))) return false;
    for (size_t k = 0; k < b->n; k++) {
        if (!assemble_degree(b, k, out, first)) return false;
        first += monomials_count(b->lattice.p, k, SIZE_MAX / 2);
    }
    return true;
}

enum taylor_state expansion_all(const struct expansion *e, const struct scalars *s, size_t degree,
                                struct series *out)
{
    struct core *core = e->g->core;
    struct assembly b = {.e = e, .s = s, .n = degree + 1};
    int64_t forward = 1;
    *out = (struct series){0};
    if (e->n_variables == 1) return expansion_line(e, s, &forward, degree + 1, out);
    enum taylor_state state = TAYLOR_FAILED;
    if (lattice_make(core, &b.lattice, e->n_variables - 1, degree))
        b.lines = mem_array(&core->mem, b.lattice.count, sizeof *b.lines);
    if (b.lines) state = run_lines(&b);
    if (state == TAYLOR_KNOWN && !assemble(&b, out)) state = TAYLOR_FAILED;
    if (diag_any(core)) state = TAYLOR_FAILED;
    for (size_t i = 0; b.lines && i < b.lattice.count; i++) series_free(s, &b.lines[i]);
    mem_free_array(&core->mem, b.lines, b.lattice.count, sizeof *b.lines);
    lattice_free(core, &b.lattice);
    if (state != TAYLOR_KNOWN) series_free(s, out);
    return state;
}
