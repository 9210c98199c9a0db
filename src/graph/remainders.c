#include "graph/remainders.h"

static void reset_places(struct remainders *m)
{
    for (size_t i = 0; i < m->n; i++) m->rows[i] = m->columns[i] = i;
}

bool remainders_make(struct core *core, struct remainders *m, size_t n)
{
    m->n = n;
    m->at = mem_array(&core->mem, n * n, sizeof *m->at);
    m->rows = mem_array(&core->mem, n, sizeof *m->rows);
    m->columns = mem_array(&core->mem, n, sizeof *m->columns);
    return m->at && m->rows && m->columns;
}

void remainders_free(struct core *core, struct remainders *m)
{
    mem_free_array(&core->mem, m->at, m->n * m->n, sizeof *m->at);
    mem_free_array(&core->mem, m->rows, m->n, sizeof *m->rows);
    mem_free_array(&core->mem, m->columns, m->n, sizeof *m->columns);
}

uint64_t remainders_inverse(const struct remainders *m, uint64_t a)
{
    uint64_t power = 1;
    for (uint64_t e = m->prime - 2; e; e >>= 1) {
        if (e & 1) power = power * a % m->prime;
        a = a * a % m->prime;
    }
    return power;
}

static void swap_places(size_t *places, size_t i, size_t j)
{
    size_t place = places[i];
    places[i] = places[j];
    places[j] = place;
}

static void swap_entries(uint64_t *a, uint64_t *b)
{
    uint64_t entry = *a;
    *a = *b;
    *b = entry;
}

/* Moves an entry that is not 0 from behind to place p, p. */
static bool find_pivot(struct remainders *m, size_t p)
{
    size_t n = m->n, found = n * n;
    for (size_t j = p; j < n && found == n * n; j++)
        for (size_t i = p; i < n && found == n * n; i++)
            if (m->at[i * n + j]) found = i * n + j;
    if (found == n * n) return false;
    size_t row = found / n, column = found % n;
    for (size_t j = 0; j < n; j++) swap_entries(&m->at[p * n + j], &m->at[row * n + j]);
    for (size_t i = 0; i < n; i++) swap_entries(&m->at[i * n + p], &m->at[i * n + column]);
    swap_places(m->rows, p, row);
    swap_places(m->columns, p, column);
    return true;
}

/* x += factor*y modulo the prime. Products are reduced by the quotient factor/prime to 32 bits,
 * which leaves less than twice the prime (Shoup; Harvey, 2014). */
static void add_row(uint64_t *x, const uint64_t *y, size_t n, uint64_t factor, uint64_t prime)
{
    uint64_t quotient = (factor << 32) / prime;
    for (size_t j = 0; j < n; j++) {
        uint64_t sum = x[j] + factor * y[j] - (quotient * y[j] >> 32) * prime;
        sum -= sum >= prime ? prime : 0;
        x[j] = sum - (sum >= prime ? prime : 0);
    }
}

bool remainders_eliminate(struct core *core, struct remainders *m, size_t *rank)
{
    size_t n = m->n, p = 0;
    reset_places(m);
    for (; p < n && find_pivot(m, p); p++) {
        uint64_t *top = m->at + p * n + p, inverse = remainders_inverse(m, *top);
        for (size_t i = p + 1; i < n; i++) {
            uint64_t *row = m->at + i * n + p, factor = *row * inverse % m->prime;
            if (factor) add_row(row, top, n - p, m->prime - factor, m->prime);
            *row = factor;
        }
        core_count(core, (n - p) * (n - p));
        if (!core_go_on_slow(core)) return false;
    }
    *rank = p;
    return true;
}

/* x - the sum of a[i]*y[i] modulo the prime. */
static uint64_t subtract_products(uint64_t x, const uint64_t *a, const uint64_t *y, size_t n,
                                  uint64_t prime)
{
    enum { FEW = 4 }; /* of products below 2^62 */
    uint64_t sum = 0;
    for (size_t i = 0; i < n; i += FEW) {
        size_t end = i + FEW < n ? i + FEW : n;
        uint64_t some = 0;
        for (size_t j = i; j < end; j++) some += a[j] * y[j];
        sum += some % prime;
    }
    return (x + prime - sum % prime) % prime;
}

void remainders_solve(const struct remainders *m, size_t rank, uint64_t *x)
{
    size_t n = m->n;
    for (size_t i = 0; i < rank; i++) x[i] = subtract_products(x[i], m->at + i * n, x, i, m->prime);
    for (size_t i = rank; i-- > 0;) {
        const uint64_t *row = m->at + i * n + i;
        uint64_t left = subtract_products(x[i], row + 1, x + i + 1, rank - i - 1, m->prime);
        x[i] = left * remainders_inverse(m, *row) % m->prime;
    }
}
