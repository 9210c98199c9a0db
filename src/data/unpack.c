#include "data/unpack.h"

#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

enum { BLOCK = 1 << 15 };

static long fail(struct unpack *u, const char *wrong)
{
    u->wrong = wrong;
    return -1;
}

/* ---- bytes, unpacked ---- */

static long take(struct unpack *u, char *to, size_t size)
{
    long n = u->next(u->user, to, size);
    if (n > 0) u->taken += (size_t)n;
    return n;
}

/* Reads the beginning, and finds out how it is packed. */
static bool open_input(struct unpack *u)
{
    u->is_open = true;
    u->block = mem_resize(u->mem, NULL, 0, BLOCK);
    if (!u->block) return fail(u, "out of memory"), false;
    u->in = u->block;
    do {
        long n = take(u, u->block + u->n_in, BLOCK - u->n_in);
        if (n < 0) return false;
        if (n == 0) break;
        u->n_in += (size_t)n;
    } while (inflate_is_open(u->block, u->n_in));
    const char *wrong;
    enum packing packing = inflate_kind(u->block, u->n_in, &wrong);
    if (wrong) return fail(u, wrong), false;
    if (packing == PACKED_NOT) return true;
    u->inflate = inflate_new(packing, &wrong);
    return u->inflate || (fail(u, wrong ? wrong : "out of memory"), false);
}

static long read_packed(struct unpack *u, char *to, size_t size)
{
    for (;;) {
        size_t before = u->n_in;
        const char *wrong = NULL;
        long n = inflate_run(u->inflate, &u->in, &u->n_in, to, size, &wrong);
        u->may_go_on = n == (long)size;
        if (n < 0) return fail(u, wrong);
        if (n > 0) return n;
        if (u->n_in && u->n_in == before) return fail(u, "the compressed data is damaged");
        if (u->n_in) continue;
        n = take(u, u->block, BLOCK);
        if (n < 0) return n;
        if (n == 0 && inflate_is_whole(u->inflate)) return 0;
        if (n == 0) return fail(u, "the compressed data breaks off");
        u->in = u->block;
        u->n_in = (size_t)n;
    }
}

static long read_bytes(struct unpack *u, char *to, size_t size)
{
    if (!u->is_open && !open_input(u)) return -1;
    if (u->inflate) return read_packed(u, to, size);
    if (u->n_in == 0) return take(u, to, size);
    size_t n = u->n_in < size ? u->n_in : size;
    memcpy(to, u->in, n);
    u->in += n;
    u->n_in -= n;
    return (long)n;
}

/* ---- characters ---- */

/* Do these first bytes not tell yet what text_of wants to know? */
static bool is_too_short(const char *bytes, size_t n)
{
    if (n < 2 || (n < 4 && (!bytes[0] || !bytes[1]))) return true;
    static const char *const marks[] = {"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (n < strlen(marks[i]) && !memcmp(marks[i], bytes, n)) return true;
    return false;
}

static bool is_ascii(char c)
{
    return c > 0 && c < 127;
}

/* Decides by the first bytes; *mark are those of a byte-order mark. UTF-16 without one is known by
 * its zeros. */
static enum unpack_text text_of(const char *s, size_t n, size_t *mark)
{
    *mark = 0;
    if (n >= 1 && *s == '\x93') return TEXT_BINARY;
    if (n >= 3 && !memcmp(s, "\xef\xbb\xbf", 3)) return *mark = 3, TEXT_UTF8;
    if (n >= 2 && !memcmp(s, "\xff\xfe", 2)) return *mark = 2, TEXT_UTF16_LITTLE;
    if (n >= 2 && !memcmp(s, "\xfe\xff", 2)) return *mark = 2, TEXT_UTF16_BIG;
    if (n >= 4 && is_ascii(s[0]) && !s[1] && is_ascii(s[2]) && !s[3]) return TEXT_UTF16_LITTLE;
    if (n >= 4 && !s[0] && is_ascii(s[1]) && !s[2] && is_ascii(s[3])) return TEXT_UTF16_BIG;
    return TEXT_UTF8;
}

static uint32_t unit(const struct unpack *u, const char *at)
{
    unsigned char a = (unsigned char)at[0], b = (unsigned char)at[1];
    return u->text == TEXT_UTF16_BIG ? (uint32_t)a << 8 | b : (uint32_t)b << 8 | a;
}

/* Decodes what is whole of the bytes from..end to `to`, which may overlap them as long as it begins
 * so far before them that it never overtakes them; the rest is held. A surrogate alone becomes
 * U+FFFD, the sign for what is no character. */
static char *decode(struct unpack *u, char *to, const char *from, const char *end)
{
    while (end - from >= 2) {
        uint32_t c = unit(u, from);
        bool high = c >= 0xD800 && c < 0xDC00;
        if (high && end - from < 4) break;
        uint32_t low = high ? unit(u, from + 2) : 0;
        bool pair = low >= 0xDC00 && low < 0xE000;
        if (pair) c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
        from += pair ? 4 : 2;
        to = utf8_put(to, c >= 0xD800 && c < 0xE000 ? 0xFFFD : c);
    }
    u->n_held = (size_t)(end - from);
    memcpy(u->held, from, u->n_held);
    return to;
}

static long read_utf16(struct unpack *u, char *to, size_t size)
{
    for (;;) {
        char *room = to + size / 2;
        size_t held = u->n_held;
        memcpy(room, u->held, held);
        long n = read_bytes(u, room + held, size / 2 - held);
        if (n < 0) return n;
        char *end = decode(u, to, room, room + held + n);
        if (end > to) return end - to;
        if (n == 0) return u->n_held ? fail(u, "the text in UTF-16 ends within a character") : 0;
    }
}

/* The first bytes tell how characters are written. */
static bool look(struct unpack *u)
{
    long n;
    size_t mark;
    do {
        n = read_bytes(u, u->held + u->n_held, sizeof u->held - u->n_held);
        if (n < 0) return false;
        u->n_held += (size_t)n;
    } while (n && is_too_short(u->held, u->n_held));
    u->text = text_of(u->held, u->n_held, &mark);
    u->n_held -= mark;
    memmove(u->held, u->held + mark, u->n_held);
    return true;
}

static long read_text(struct unpack *u, char *to, size_t size)
{
    if (u->text == TEXT_UNKNOWN && !look(u)) return -1;
    if (u->text == TEXT_UTF16_LITTLE || u->text == TEXT_UTF16_BIG) return read_utf16(u, to, size);
    if (!u->n_held) return read_bytes(u, to, size);
    long n = (long)u->n_held;
    memcpy(to, u->held, u->n_held);
    u->n_held = 0;
    return n;
}

/* ---- line ends ---- */

/* The first line end decides, unless a NUL before it tells that this is no text. Returns the number
 * of bytes: a carriage return at their end waits for what follows it. */
static size_t find_first_end(struct unpack *u, const char *s, size_t n)
{
    const char *feed = memchr(s, '\n', n), *end = feed ? feed : s + n;
    const char *carriage = memchr(s, '\r', (size_t)(end - s));
    bool binary =
        u->text == TEXT_BINARY || memchr(s, '\0', (size_t)((carriage ? carriage : end) - s));
    if (binary || (feed && (!carriage || carriage + 1 == feed)))
        u->ends = ENDS_KEPT;
    else if (carriage && carriage + 1 < s + n)
        u->ends = ENDS_CARRIAGE;
    u->has_return = carriage && u->ends == ENDS_UNKNOWN;
    return n - u->has_return;
}

static void replace_ends(char *s, size_t n)
{
    for (char *at = s; (at = memchr(at, '\r', n - (size_t)(at - s))); at++) *at = '\n';
}

long unpack_read(struct unpack *u, char *to, size_t size)
{
    if (u->ends == ENDS_KEPT) return read_text(u, to, size);
    size_t waited, all;
    do {
        waited = u->has_return;
        if (waited) *to = '\r';
        long n = read_text(u, to + waited, size - waited);
        if (n < 0) return n;
        all = waited + (size_t)n;
        u->has_return = false;
        if (n == 0) break;
        if (u->ends == ENDS_UNKNOWN) all = find_first_end(u, to, all);
    } while (all == 0);
    if (u->ends == ENDS_CARRIAGE) replace_ends(to, all);
    return (long)all;
}

/* ---- what there is ---- */

bool unpack_has_more(const struct unpack *u)
{
    return u->n_in || u->may_go_on || u->n_held;
}

bool unpack_is_plain(const struct unpack *u)
{
    return !u->inflate && u->text != TEXT_UTF16_LITTLE && u->text != TEXT_UTF16_BIG;
}

bool unpack_is_needed(const char *bytes, size_t length)
{
    const char *wrong;
    size_t mark;
    struct unpack u = {.text = text_of(bytes, length, &mark)};
    if (inflate_kind(bytes, length, &wrong) != PACKED_NOT || wrong || mark) return true;
    if (u.text == TEXT_UTF16_LITTLE || u.text == TEXT_UTF16_BIG) return true;
    find_first_end(&u, bytes, length);
    return u.ends == ENDS_CARRIAGE;
}

void unpack_free(struct unpack *u)
{
    inflate_free(u->inflate);
    if (u->block) mem_free(u->mem, u->block, BLOCK);
    u->inflate = NULL;
    u->block = NULL;
}
