/* decimal TOOL read|write: doubles from text in memory and to text, one core; millions of numbers a
 * second. TOOL is fast_float or dragonbox, std (the C++ library's charconv), or limit: written for
 * numbers of this form alone, with division in long double for the last bit. */
/* Build: -std=c++17 -O3 -march=native -I/usr/include/dragonbox-1.1.3 -ldragonbox_to_chars -lm */
#include "common.h"

#include <charconv>
#include <dragonbox/dragonbox_to_chars.h>
#include <fast_float/fast_float.h>
#include <string>
#include <vector>

static const size_t N = 100000;
static std::vector<double> numbers(N);
static std::string text, out(32 * N, 0);

/* ---- the limit: [-]digits.digits before a comma ---- */

static uint64_t eight(const char *s)
{
    uint64_t x;
    memcpy(&x, s, 8);
    return x;
}

/* How many of the eight characters are digits, from the first on. */
static int digits_in(uint64_t x)
{
    uint64_t no = ((x + 0x4646464646464646) | (x - 0x3030303030303030)) & 0x8080808080808080;
    return no ? __builtin_ctzll(no) / 8 : 8;
}

/* The number that eight digits are (Lemire 2018). */
static uint64_t value_of(uint64_t x)
{
    x = (x & 0x0F0F0F0F0F0F0F0F) * 2561 >> 8;
    x = (x & 0x00FF00FF00FF00FF) * 6553601 >> 16;
    return (x & 0x0000FFFF0000FFFF) * 42949672960001 >> 32;
}

static const uint64_t tens[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};

static const char *read_one(const char *s, double *x)
{
    static const long double powers[] = {1e0L,  1e1L,  1e2L,  1e3L,  1e4L,  1e5L,  1e6L,
                                         1e7L,  1e8L,  1e9L,  1e10L, 1e11L, 1e12L, 1e13L,
                                         1e14L, 1e15L, 1e16L, 1e17L, 1e18L, 1e19L, 1e20L};
    const char *start = s;
    bool minus = *s == '-';
    uint64_t m = 0;
    int n, after = 0;
    for (s += minus; *s >= '0' && *s <= '9'; s++) m = 10 * m + (uint64_t)(*s - '0');
    if (*s == '.') {
        s++;
        do {
            uint64_t word = eight(s);
            n = digits_in(word);
            if (n) m = m * tens[n] + value_of(word << (64 - 8 * n));
            s += n;
            after += n;
        } while (n == 8);
    }
    long double quotient = (long double)m / powers[after > 20 ? 20 : after];
    uint64_t bits;
    memcpy(&bits, &quotient, 8);
    /* Halfway between doubles as far as 64 bits tell, or written in another form. */
    if ((bits & 0x7FF) == 0x400 || *s != ',' || s - start > 20) {
        *x = strtod(start, const_cast<char **>(&s));
        return s + 1;
    }
    *x = (double)(minus ? -quotient : quotient);
    return s + 1;
}

static void limit_read(void *)
{
    const char *s = text.data();
    for (double &x : numbers) s = read_one(s, &x);
}

/* ---- libraries ---- */

static void fast_float_read(void *)
{
    const char *s = text.data(), *end = s + text.size();
    for (double &x : numbers) s = fast_float::from_chars(s, end, x).ptr + 1;
}

static void std_read(void *)
{
    const char *s = text.data(), *end = s + text.size();
    for (double &x : numbers) s = std::from_chars(s, end, x).ptr + 1;
}

static void dragonbox_write(void *)
{
    char *s = &out[0];
    for (double x : numbers) {
        s = jkj::dragonbox::to_chars_n(x, s);
        *s++ = ',';
    }
    *s = 0;
}

static void std_write(void *)
{
    char *s = &out[0];
    for (double x : numbers) {
        s = std::to_chars(s, s + 30, x).ptr;
        *s++ = ',';
    }
    *s = 0;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *tool, *what;
        void (*work)(void *);
    } rows[] = {{"limit", "read", limit_read},
                {"fast_float", "read", fast_float_read},
                {"std", "read", std_read},
                {"dragonbox", "write", dragonbox_write},
                {"std", "write", std_write}};
    for (size_t i = 0; i < N; i++) numbers[i] = uniform(i, -5, 5);
    std_write(NULL);
    text = out;
    for (auto &row : rows) {
        if (argc < 3 || strcmp(row.tool, argv[1]) || strcmp(row.what, argv[2])) continue;
        double seconds = seconds_of(row.work, NULL), sum = 0;
        if (!strcmp(row.what, "write")) {
            text = out;
            std_read(NULL);
        }
        for (double x : numbers) sum += x;
        return tell((double)N / seconds / 1e6, sum), 0;
    }
    return 2;
}
