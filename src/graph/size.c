#include "graph/size.h"

/* Names of letters are below it, so that products come after them. */
enum { FIRST_PRODUCT = 1 << 30 };

struct size_product size_parts(const struct sizes *t, int64_t size)
{
    int64_t place = -1 - size;
    if (!size_is_open(size)) return (struct size_product){.count = size};
    if (place >= FIRST_PRODUCT) return t->products.at[place - FIRST_PRODUCT];
    return (struct size_product){.count = 1, .n = 1, .letters = {(uint32_t)place}};
}

uint32_t size_letter(const struct sizes *t, int64_t size)
{
    return size_parts(t, size).letters[0];
}

static bool same(const struct size_product *a, const struct size_product *b)
{
    if (a->count != b->count || a->n != b->n) return false;
    for (uint32_t i = 0; i < a->n; i++)
        if (a->letters[i] != b->letters[i]) return false;
    return true;
}

static int64_t size_of(struct sizes *t, struct size_product p)
{
    if (p.n == 0) return p.count;
    if (p.n == 1 && p.count == 1) return size_of_letter(p.letters[0]);
    if (p.count > INT32_MAX) return 0;
    size_t i = 0;
    while (i < t->products.n && !same(&t->products.at[i], &p)) i++;
    if (i == t->products.n && !vec_push(t->mem, &t->products, p)) return 0;
    return -1 - (int64_t)FIRST_PRODUCT - (int64_t)i;
}

int64_t size_times(struct sizes *t, int64_t a, int64_t b)
{
    if (a == 0 || b == 0) return 0;
    struct size_product x = size_parts(t, a), y = size_parts(t, b), out = {.count = 1};
    out.count = x.count * y.count;
    if (x.n + y.n > MOST_LETTERS) return 0;
    for (uint32_t i = 0, j = 0; i < x.n || j < y.n;) {
        bool first = j == y.n || (i < x.n && x.letters[i] <= y.letters[j]);
        out.letters[out.n++] = first ? x.letters[i++] : y.letters[j++];
    }
    return size_of(t, out);
}

int64_t size_over(struct sizes *t, int64_t a, int64_t b)
{
    struct size_product x = size_parts(t, a), y = size_parts(t, b), out = {.count = 1};
    uint32_t j = 0;
    if (y.count == 0 || x.count % y.count) return 0;
    out.count = x.count / y.count;
    for (uint32_t i = 0; i < x.n; i++)
        if (j < y.n && x.letters[i] == y.letters[j])
            j++;
        else
            out.letters[out.n++] = x.letters[i];
    return j == y.n ? size_of(t, out) : 0;
}

int64_t size_put(struct sizes *t, int64_t size, uint32_t letter, int64_t value)
{
    struct size_product p = size_parts(t, size);
    int64_t out = p.count;
    for (uint32_t i = 0; i < p.n; i++)
        out = size_times(t, out, p.letters[i] == letter ? value : size_of_letter(p.letters[i]));
    return out;
}

int size_factors(const struct sizes *t, int64_t size, struct size_factor out[MOST_LETTERS + 1])
{
    struct size_product p = size_parts(t, size);
    int n = 0;
    if (p.count != 1 || p.n == 0) out[n++] = (struct size_factor){.count = p.count};
    for (uint32_t i = 0; i < p.n; i++)
        if (i && p.letters[i] == p.letters[i - 1])
            out[n - 1].power++;
        else
            out[n++] = (struct size_factor){.letter = p.letters[i], .power = 1};
    return n;
}

void size_print(const struct sizes *t, int64_t size, struct str *out)
{
    struct size_factor factors[MOST_LETTERS + 1];
    int n = size_factors(t, size, factors);
    for (int i = 0; i < n; i++) {
        if (i) str_putc(out, '*');
        if (!factors[i].power)
            str_putf(out, "%lld", (long long)factors[i].count);
        else
            str_puts(out, names_text(t->names, factors[i].letter));
        if (factors[i].power > 1) str_putf(out, "^%d", factors[i].power);
    }
}

const char *size_text(const struct sizes *t, int64_t size, struct arena *arena)
{
    struct str text = {.mem = t->mem};
    size_print(t, size, &text);
    const char *copy = str_settle(&text, arena);
    return copy ? copy : "";
}
