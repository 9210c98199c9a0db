/* sparse_values.c - the numbers of a sparse Jacobian from the values of its bands' factors. */
#include "number/numbers.h"
#include "eval/block.h"
#include "eval/threads.h"
#include "eval/underflow.h"
#include "question/sparse.h"

#include <fenv.h>
#include <math.h>
#include <string.h>

/* A band at work: where the values of its factors are. */
struct reading {
    const struct computation *c;
    const double *values[BAND_MAPS - FACTOR];
    double constant;
    struct range_losses *found;
};

static struct reading reading_of(struct computation *c, const struct band *b,
                                 struct range_losses *found)
{
    struct reading s = {
        .c = c, .found = found, .constant = number_to_double(&c->q->graph->numbers, b->c)};
    for (uint32_t f = 0; f < b->n_factors; f++)
        s.values[f] = eval_slot(&c->doubles, tape_slot(&c->tape, b->factors[f]));
    return s;
}

static double entry(const struct reading *s, const struct walk *walk, int64_t i)
{
    double product = s->constant;
    for (uint32_t f = 0; f < walk->band->n_factors; f++)
        product *= s->values[f][walk_at(walk, FACTOR + (int)f, i)];
    return product;
}

/* The product underflowed: is it off by it? What is wrong with its factors is known before. */
static void note_loss(struct reading *s, const struct walk *walk, int64_t i, double product)
{
    double factors[BAND_MAPS - FACTOR];
    static const double none[BAND_MAPS - FACTOR];
    for (uint32_t f = 0; f < walk->band->n_factors; f++)
        factors[f] = s->values[f][walk_at(walk, FACTOR + (int)f, i)];
    double loss = underflow_of_product(s->constant, factors, none, walk->band->n_factors, product);
    s->found->small += loss > 0;
    s->found->lost += !underflow_is_harmless(loss, product);
}

/* Some products from `from` to `to` underflowed: each is computed once more to find out which. To
 * ask after each in the first place takes longer than the products. */
static void note_losses(struct reading *s, const struct walk *walk, int64_t from, int64_t to)
{
    for (int64_t i = from; i < to; i++) {
        feclearexcept(FE_UNDERFLOW);
        volatile double product = entry(s, walk, i); /* before the flag is asked for */
        if (fetestexcept(FE_UNDERFLOW)) note_loss(s, walk, i, product);
    }
    feclearexcept(FE_UNDERFLOW);
}

/* The root that a factor is. */
static size_t root_of(struct computation *c, id factor)
{
    size_t root = c->roots.derivatives;
    while (c->roots.all.at[root] != factor) root++;
    return root;
}

static bool report(struct computation *c, const struct walk *walk, int64_t i)
{
    struct reading s = reading_of(c, walk->band, NULL);
    for (uint32_t f = 0; f < walk->band->n_factors; f++) {
        double x = s.values[f][walk_at(walk, FACTOR + (int)f, i)];
        if (isfinite(x)) continue;
        conditions_infinite(c, root_of(c, walk->band->factors[f]), "the derivative");
        return false;
    }
    return diag_error(c->q->core, KIND_OVERFLOW, (struct span){0}, "the derivative overflows");
}

/* out[k*width] = c * x[k*step] for n of them; no minus before a zero. */
static void scale(double *out, size_t width, double c, const double *x, int64_t step, int64_t n)
{
    for (; n > 0; n--, out += width, x += step) *out = c * *x + 0.0;
}

static void fill_run(struct reading *s, const struct walk *walk, int64_t from, int64_t to,
                     double *out, size_t width)
{
    static const double one = 1;
    uint32_t n = walk->band->n_factors;
    if (n == 0)
        scale(out, width, s->constant, &one, 0, to - from);
    else if (n == 1)
        scale(out, width, s->constant, s->values[0] + walk_at(walk, FACTOR, from),
              walk->inner.step[FACTOR], to - from);
    else
        for (int64_t i = from; i < to; i++, out += width) *out = entry(s, walk, i) + 0.0;
    if (fetestexcept(FE_UNDERFLOW)) note_losses(s, walk, from, to);
}

/* Fills the round's rows, each of which has one entry of each band. False if an entry is not
 * finite; then no walk has gone on. */
static bool fill_evenly(struct computation *c, const struct rounds *rounds, size_t width,
                        double *values, struct range_losses *found)
{
    size_t height = (size_t)(rounds_last(rounds) - rounds_first(rounds));
    double *first = values + c->q->nonzeros->starts[rounds_first(rounds)], *out = first;
    struct range_losses before = *found;
    int64_t from, to;
    for (size_t b = 0; b < rounds->n; b++) {
        struct walk walk = rounds->walks[b];
        struct reading s = reading_of(c, walk.band, found);
        if (walk_below(&walk, rounds->end, &from, &to)) fill_run(&s, &walk, from, to, out++, width);
    }
    if (block_kernels()->all_finite(first, height * width)) {
        for (size_t b = 0; b < rounds->n; b++)
            walk_below(&rounds->walks[b], rounds->end, &from, &to);
        return true;
    }
    *found = before;
    return false;
}

/* An entry that is not finite; NULL: all are. */
struct infinite_entry {
    const struct walk *walk;
    int64_t i;
};

/* Most rows are like the one before, so that an entry is found where it was there. */
static struct infinite_entry add_band(struct computation *c, struct walk *walk, int64_t end,
                                      double *values, struct range_losses *found)
{
    const struct dcalc_nonzeros *z = c->q->nonzeros;
    struct reading s = reading_of(c, walk->band, found);
    int64_t from, to;
    size_t near = 0;
    while (walk_below(walk, end, &from, &to)) {
        for (int64_t i = from; i < to; i++) {
            size_t row = (size_t)walk_at(walk, ROW, i), start = z->starts[row],
                   stop = z->starts[row + 1];
            unsigned column = (unsigned)walk_at(walk, COLUMN, i);
            double x = entry(&s, walk, i);
            if (!isfinite(x)) return (struct infinite_entry){walk, i};
            if (near < start || near >= stop || z->column[near] != column)
                near = nonzeros_find(z, row, column);
            values[near] += x;
            near += stop - start;
        }
        if (fetestexcept(FE_UNDERFLOW)) note_losses(&s, walk, from, to);
    }
    return (struct infinite_entry){0};
}

static struct infinite_entry add_all(struct computation *c, const struct rounds *rounds,
                                     double *values, struct range_losses *found)
{
    const size_t *starts = c->q->nonzeros->starts;
    size_t first = starts[rounds_first(rounds)], end = starts[rounds_last(rounds)];
    struct infinite_entry infinite = {0};
    memset(values + first, 0, (end - first) * sizeof *values);
    for (size_t i = 0; i < rounds->n && !infinite.walk; i++)
        infinite = add_band(c, &rounds->walks[i], rounds->end, values, found);
    return infinite;
}

/* The rounds in stretches, which threads share. */
struct stretches {
    struct computation *c;
    double *values;
    struct rounds rounds;
    int64_t height; /* rows of one of them */
    size_t n;
    struct walk *walks; /* those of the rounds at the beginning of each */
    struct range_losses *found;
    struct infinite_entry *infinite;
};

static void fill_stretch(void *user, size_t k, unsigned thread)
{
    const struct stretches *s = user;
    struct rounds rounds = s->rounds;
    int64_t begin = (int64_t)k * s->height;
    size_t width;
    (void)thread;
    rounds.walks = s->walks + k * rounds.n;
    rounds.end = begin;
    if (rounds.rows - begin > s->height) rounds.rows = begin + s->height;
    feclearexcept(FE_UNDERFLOW);
    while (!s->infinite[k].walk && rounds_next(&rounds))
        if (!rounds_is_even(&rounds, &width) ||
            !fill_evenly(s->c, &rounds, width, s->values, &s->found[k]))
            s->infinite[k] = add_all(s->c, &rounds, s->values, &s->found[k]);
}

/* Each begins where the one before ends. */
static void place_walks(struct stretches *s)
{
    int64_t from, to;
    for (size_t i = 0; i < s->rounds.n; i++) {
        struct walk walk = s->rounds.walks[i];
        for (size_t k = 0; k < s->n; k++) {
            s->walks[k * s->rounds.n + i] = walk;
            while (walk_below(&walk, (int64_t)(k + 1) * s->height, &from, &to)) continue;
        }
    }
}

static bool stretches_start(struct stretches *s)
{
    enum { FEWEST_ROUNDS = 8, MOST = 64 };
    struct mem *mem = &s->c->q->core->mem;
    if (!rounds_start(s->c->q, &s->rounds)) return false;
    int64_t rounds = s->rounds.rows ? s->rounds.rows / s->rounds.height + 1 : 1,
            each = rounds / MOST + 1;
    if (each < FEWEST_ROUNDS) each = FEWEST_ROUNDS;
    s->height = each * s->rounds.height;
    s->n = (size_t)(rounds / each + 1);
    s->walks = mem_array(mem, s->n * s->rounds.n, sizeof *s->walks);
    s->found = mem_array(mem, s->n, sizeof *s->found);
    s->infinite = mem_array(mem, s->n, sizeof *s->infinite);
    if (!s->walks || !s->found || !s->infinite) return false;
    place_walks(s);
    return true;
}

static void stretches_free(struct stretches *s)
{
    struct mem *mem = &s->c->q->core->mem;
    mem_free_array(mem, s->walks, s->n * s->rounds.n, sizeof *s->walks);
    mem_free_array(mem, s->found, s->n, sizeof *s->found);
    mem_free_array(mem, s->infinite, s->n, sizeof *s->infinite);
    rounds_free(s->c->q, &s->rounds);
}

/* What the stretches have met, in their order. */
static bool tell(struct stretches *s)
{
    struct range_losses all = {.root = s->c->roots.derivatives};
    for (size_t k = 0; k < s->n; k++) {
        const struct infinite_entry *infinite = &s->infinite[k];
        if (infinite->walk) return report(s->c, infinite->walk, infinite->i);
        all.small += s->found[k].small;
        all.lost += s->found[k].lost;
    }
    return range_tell(s->c, &all);
}

static bool add_bands(struct computation *c, double *values)
{
    struct stretches s = {.c = c, .values = values};
    bool ok = stretches_start(&s);
    if (ok) threads_run(c->doubles.runtime.threads, c->q->core, s.n, fill_stretch, &s);
    ok = ok && !diag_any(c->q->core) && tell(&s);
    stretches_free(&s);
    return ok;
}

static bool write_texts(struct computation *c, struct dcalc_array *array)
{
    const char **texts = arena_alloc(&c->answer->arena, (array->count + 1) * sizeof *texts);
    if (!texts) return false;
    for (size_t i = 0; i < array->count; i++) {
        struct str digits = {.mem = &c->q->core->mem};
        digits_print(c->q, array->values[i], &digits);
        texts[i] = answer_text(c->answer, digits.s);
        str_free(&digits);
    }
    answer_set_numbers(array, array->values, texts);
    return !c->answer->mem.failed;
}

static bool fill_cells(struct computation *c, double *values)
{
    const struct compressed *s = &c->q->sparse.compressed;
    const struct dcalc_nonzeros *z = c->q->nonzeros;
    for (size_t row = 0; row < z->rows; row++)
        for (size_t i = z->starts[row]; i < z->starts[row + 1]; i++) {
            struct cell cell = sparse_cell(s, row, z->column[i]);
            values[i] = eval_slot(&c->doubles, tape_slot(&c->tape, cell.array))[cell.place] + 0.0;
            if (isfinite(values[i])) continue;
            conditions_infinite(c, root_of(c, cell.array), "the derivative");
            return false;
        }
    return true;
}

bool sparse_values_fill(struct computation *c, struct dcalc_array *array)
{
    const struct question *q = c->q;
    size_t bytes = (array->count + 1) * sizeof(double);
    double *values = arena_alloc_unset(&c->answer->arena, bytes);
    if (!values) return false;
    answer_set_numbers(array, values, NULL);
    if (!(q->sparse.by_colour ? fill_cells : add_bands)(c, values)) return false;
    return q->request->digits == 0 || write_texts(c, array);
}
