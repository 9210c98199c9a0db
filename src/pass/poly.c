#include "pass/poly.h"

#include "graph/number.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

/* ---- room ---- */

static struct monomial *allocate(struct poly_room *room, size_t n)
{
    room->work += n + 1;
    if (room->work > room->most_work) room->failed = true;
    struct monomial *at = room->failed ? NULL : arena_alloc(&room->arena, n * sizeof *at + 1);
    if (!at) room->failed = true;
    return at;
}

static const struct poly zero = {NULL, 0};

struct poly poly_constant(struct poly_room *room, int64_t c)
{
    struct monomial *at = c ? allocate(room, 1) : NULL;
    if (!at) return zero;
    at->c = c;
    return (struct poly){at, 1};
}

struct poly poly_atom(struct poly_room *room, int atom, int exponent)
{
    struct poly a = poly_constant(room, 1);
    if (exponent < 0 || exponent > POLY_MOST_EXPONENT) room->failed = true;
    if (!room->failed) a.at->e[atom] = (uint8_t)exponent;
    return a;
}

/* ---- exponents, eight at a time: each is below 128 and leaves the first bit of its byte free ----
 */

enum { WORDS = POLY_ATOMS / 8 };
#define ONES 0x0101010101010101u
#define FREE (ONES << 7)

static uint64_t word_of(const uint8_t *e, int i)
{
    uint64_t word;
    memcpy(&word, e + 8 * i, sizeof word);
    return word;
}

static void put_word(uint8_t *e, int i, uint64_t word)
{
    memcpy(e + 8 * i, &word, sizeof word);
}

/* All bits of the bytes in which a is not less than b. */
static uint64_t not_less(uint64_t a, uint64_t b)
{
    return ((((a | FREE) - b) & FREE) >> 7) * 0xff;
}

static int order(const struct monomial *a, const struct monomial *b)
{
    for (int i = 0; i < WORDS; i++) {
        uint64_t x = be64toh(word_of(a->e, i)), y = be64toh(word_of(b->e, i));
        if (x != y) return x < y ? -1 : 1;
    }
    return 0;
}

bool poly_is_constant(struct poly a)
{
    uint64_t any = 0;
    for (int i = 0; i < WORDS && a.n == 1; i++) any |= word_of(a.at->e, i);
    return a.n == 0 || (a.n == 1 && !any);
}

bool poly_is_one(struct poly a)
{
    return a.n == 1 && a.at->c == 1 && poly_is_constant(a);
}

bool poly_equal(struct poly a, struct poly b)
{
    if (a.n != b.n) return false;
    for (uint32_t i = 0; i < a.n; i++)
        if (a.at[i].c != b.at[i].c || order(&a.at[i], &b.at[i])) return false;
    return true;
}

/* ---- sums ---- */

int64_t poly_times(struct poly_room *room, int64_t a, int64_t b)
{
    int64_t c = 0;
    if (__builtin_mul_overflow(a, b, &c) || c == INT64_MIN) room->failed = true;
    return c;
}

static int64_t plus(struct poly_room *room, int64_t a, int64_t b)
{
    int64_t c = 0;
    if (__builtin_add_overflow(a, b, &c) || c == INT64_MIN) room->failed = true;
    return c;
}

struct poly poly_scale(struct poly_room *room, struct poly a, int64_t c)
{
    struct poly out = {c ? allocate(room, a.n) : NULL, a.n};
    if (!out.at) return zero;
    for (uint32_t i = 0; i < a.n; i++) {
        out.at[i] = a.at[i];
        out.at[i].c = poly_times(room, a.at[i].c, c);
    }
    return out;
}

struct poly poly_combine(struct poly_room *room, int64_t ca, struct poly a, int64_t cb,
                         struct poly b)
{
    struct poly out = {allocate(room, a.n + b.n), 0};
    uint32_t i = 0, k = 0;
    if (!out.at) return zero;
    while (i < a.n || k < b.n) {
        int side = i == a.n ? -1 : k == b.n ? 1 : order(&a.at[i], &b.at[k]);
        struct monomial m = side >= 0 ? a.at[i] : b.at[k];
        m.c = poly_times(room, m.c, side >= 0 ? ca : cb);
        if (side == 0) m.c = plus(room, m.c, poly_times(room, b.at[k].c, cb));
        i += side >= 0;
        k += side <= 0;
        if (m.c) out.at[out.n++] = m;
    }
    return out;
}

/* ---- products ---- */

static bool join(struct monomial *out, const struct monomial *a, const struct monomial *b)
{
    uint64_t above = 0;
    for (int i = 0; i < WORDS; i++) {
        uint64_t sum = word_of(a->e, i) + word_of(b->e, i);
        above |= (sum + (127 - POLY_MOST_EXPONENT) * ONES) & FREE;
        put_word(out->e, i, sum);
    }
    return !above;
}

static struct poly times_monomial(struct poly_room *room, struct poly a, const struct monomial *m)
{
    struct poly out = {allocate(room, a.n), a.n};
    if (!out.at) return zero;
    for (uint32_t i = 0; i < a.n; i++) {
        if (!join(&out.at[i], &a.at[i], m)) room->failed = true;
        out.at[i].c = poly_times(room, a.at[i].c, m->c);
    }
    return out;
}

/* The rows of the product are added up two by two, so that each term takes part in few sums. */
static struct poly rows(struct poly_room *room, struct poly a, struct poly b, uint32_t from,
                        uint32_t to)
{
    if (room->failed || from == to) return zero;
    if (to - from == 1) return times_monomial(room, a, &b.at[from]);
    uint32_t middle = from + (to - from) / 2;
    return poly_combine(room, 1, rows(room, a, b, from, middle), 1, rows(room, a, b, middle, to));
}

struct poly poly_multiply(struct poly_room *room, struct poly a, struct poly b)
{
    return a.n < b.n ? rows(room, b, a, 0, a.n) : rows(room, a, b, 0, b.n);
}

struct poly poly_power(struct poly_room *room, struct poly a, int exponent)
{
    struct poly out = poly_constant(room, 1);
    for (int i = 0; i < exponent && !room->failed; i++) out = poly_multiply(room, out, a);
    return out;
}

/* ---- quotients ---- */

static bool quotient_of(struct monomial *out, const struct monomial *a, const struct monomial *b)
{
    for (int i = 0; i < WORDS; i++) {
        uint64_t x = word_of(a->e, i), y = word_of(b->e, i), rest = (x | FREE) - y;
        if (~rest & FREE) return false;
        put_word(out->e, i, rest & ~FREE);
    }
    out->c = a->c / b->c;
    return out->c * b->c == a->c;
}

bool poly_divides(struct poly_room *room, struct poly b, struct poly a, struct poly *quotient)
{
    struct monomial ends;
    if (b.n == 0 || room->failed) return false;
    if (a.n &&
        !(quotient_of(&ends, a.at, b.at) && quotient_of(&ends, &a.at[a.n - 1], &b.at[b.n - 1])))
        return false;
    struct poly rest = a, out = {allocate(room, a.n), 0};
    uint32_t most = a.n; /* terms that there is room for */
    if (!out.at) return false;
    while (rest.n && !room->failed) {
        struct monomial m = {{0}, 0};
        if (!quotient_of(&m, rest.at, b.at)) return false;
        if (out.n == most) {
            struct monomial *more = allocate(room, 2 * (size_t)most);
            if (!more) return false;
            memcpy(more, out.at, most * sizeof *more);
            out.at = more;
            most *= 2;
        }
        out.at[out.n++] = m;
        rest = poly_combine(room, 1, rest, -1, times_monomial(room, b, &m));
    }
    *quotient = out;
    return !room->failed;
}

/* ---- parts ---- */

struct poly poly_derivative(struct poly_room *room, struct poly a, int atom)
{
    struct poly out = {allocate(room, a.n), 0};
    if (!out.at) return zero;
    for (uint32_t i = 0; i < a.n; i++) {
        if (a.at[i].e[atom] == 0) continue;
        struct monomial m = a.at[i];
        m.c = poly_times(room, m.c, m.e[atom]--);
        out.at[out.n++] = m;
    }
    return out;
}

int poly_degree(struct poly a, int atom)
{
    int most = 0;
    for (uint32_t i = 0; i < a.n; i++)
        if (a.at[i].e[atom] > most) most = a.at[i].e[atom];
    return most;
}

int poly_least(struct poly a, int atom)
{
    int least = a.n ? POLY_MOST_EXPONENT : 0;
    for (uint32_t i = 0; i < a.n; i++)
        if (a.at[i].e[atom] < least) least = a.at[i].e[atom];
    return least;
}

struct powers poly_degrees(struct poly a)
{
    struct powers most = {{0}};
    for (uint32_t k = 0; k < a.n; k++)
        for (int i = 0; i < WORDS; i++) {
            uint64_t x = word_of(most.of, i), y = word_of(a.at[k].e, i), mask = not_less(x, y);
            put_word(most.of, i, (x & mask) | (y & ~mask));
        }
    return most;
}

struct powers poly_leasts(struct poly a)
{
    struct powers least = {{0}};
    if (a.n) memcpy(least.of, a.at->e, sizeof least.of);
    for (uint32_t k = 1; k < a.n; k++)
        for (int i = 0; i < WORDS; i++) {
            uint64_t x = word_of(least.of, i), y = word_of(a.at[k].e, i), mask = not_less(x, y);
            put_word(least.of, i, (y & mask) | (x & ~mask));
        }
    return least;
}

struct poly poly_without(struct poly_room *room, struct poly a, const struct powers *powers)
{
    struct poly out = {allocate(room, a.n), a.n};
    if (!out.at) return zero;
    for (uint32_t k = 0; k < a.n; k++) {
        out.at[k].c = a.at[k].c;
        for (int i = 0; i < WORDS; i++)
            put_word(out.at[k].e, i, word_of(a.at[k].e, i) - word_of(powers->of, i));
    }
    return out;
}

struct poly poly_coefficient(struct poly_room *room, struct poly a, int atom, int exponent)
{
    struct poly out = {allocate(room, a.n), 0};
    if (!out.at) return zero;
    for (uint32_t i = 0; i < a.n; i++) {
        if (a.at[i].e[atom] != exponent) continue;
        out.at[out.n] = a.at[i];
        out.at[out.n++].e[atom] = 0;
    }
    return out;
}

static int by_order(const void *a, const void *b)
{
    return order(b, a);
}

/* The terms in any order as a polynomial. */
static struct poly sorted(struct poly_room *room, struct poly a)
{
    uint32_t n = 0;
    qsort(a.at, a.n, sizeof *a.at, by_order);
    for (uint32_t i = 0; i < a.n;) {
        struct monomial m = a.at[i++];
        for (; i < a.n && order(&m, &a.at[i]) == 0; i++) m.c = plus(room, m.c, a.at[i].c);
        if (m.c) a.at[n++] = m;
    }
    a.n = n;
    return a;
}

/* The terms with at least atom^power, divided by that, or those with less. */
static struct poly part(struct poly_room *room, struct poly a, int atom, int power, bool high)
{
    struct poly out = {allocate(room, a.n), 0};
    if (!out.at) return zero;
    for (uint32_t i = 0; i < a.n; i++) {
        if ((a.at[i].e[atom] >= power) != high) continue;
        out.at[out.n] = a.at[i];
        if (high) out.at[out.n].e[atom] = (uint8_t)(a.at[i].e[atom] - power);
        out.n++;
    }
    return sorted(room, out);
}

struct poly poly_replace(struct poly_room *room, struct poly a, int atom, int power, struct poly by)
{
    while (poly_degree(a, atom) >= power && !room->failed) {
        struct poly high = part(room, a, atom, power, true),
                    low = part(room, a, atom, power, false);
        a = poly_combine(room, 1, poly_multiply(room, high, by), 1, low);
    }
    return a;
}

int64_t poly_content(struct poly a)
{
    int64_t content = 0;
    for (uint32_t i = 0; i < a.n && content != 1; i++) content = number_divisor(content, a.at[i].c);
    return a.n && a.at->c < 0 ? -content : content;
}

int64_t poly_make_primitive(struct poly_room *room, struct poly *a)
{
    int64_t content = poly_content(*a);
    if (content == 1 || content == 0) return content;
    struct poly out = {allocate(room, a->n), a->n};
    if (!out.at) return *a = zero, 1;
    for (uint32_t i = 0; i < a->n; i++) {
        out.at[i] = a->at[i];
        out.at[i].c /= content;
    }
    *a = out;
    return content;
}
