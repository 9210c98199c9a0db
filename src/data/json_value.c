#include "data/json_value.h"

#include "base/decimal.h"
#include "base/utf8.h"
#include "data/json_scan.h"
#include "data/json_text.h"

#include <string.h>

/* ---- strings ---- */

/* Reads the four digits of \uXXXX; returns false if they are not there. */
static bool take_code(const char *at, const char *end, uint32_t *code)
{
    *code = 0;
    if (end - at < 4) return false;
    for (int i = 0; i < 4; i++) {
        char c = at[i], letter = (char)(c | 32);
        bool is_letter = letter >= 'a' && letter <= 'f';
        if (!is_digit(c) && !is_letter) return false;
        *code = *code * 16 + (uint32_t)(is_letter ? letter - 'a' + 10 : c - '0');
    }
    return true;
}

static void put_code(struct str *out, uint32_t code)
{
    bool none = code == 0 || (code >= 0xd800 && code < 0xe000);
    char bytes[4];
    str_put(out, bytes, (size_t)(utf8_put(bytes, none ? 0xfffd : code) - bytes));
}

/* Reads the escape behind a backslash and returns the position after it, or NULL; *code is what it
 * stands for. Two halves of a surrogate pair are one character. */
static const char *take_escape(const char *at, const char *end, uint32_t *code)
{
    static const char names[] = "\"\\/bfnrt", letters[] = "\"\\/\b\f\n\r\t";
    const char *name = at < end && *at ? strchr(names, *at) : NULL;
    uint32_t low;
    if (name) return *code = (unsigned char)letters[name - names], at + 1;
    if (at == end || *at != 'u' || !take_code(at + 1, end, code)) return NULL;
    at += 5;
    bool high = *code >= 0xd800 && *code < 0xdc00;
    if (!high || end - at < 6 || at[0] != '\\' || at[1] != 'u' || !take_code(at + 2, end, &low) ||
        low < 0xdc00 || low > 0xdfff)
        return at;
    *code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
    return at + 6;
}

bool json_unescape(struct str *out, const char *text, size_t n)
{
    const char *at = text, *end = text + n;
    while (at < end) {
        const char *escape = memchr(at, '\\', (size_t)(end - at));
        uint32_t code;
        str_put(out, at, (size_t)((escape ? escape : end) - at));
        if (!escape) break;
        at = take_escape(escape + 1, end, &code);
        if (!at) return false;
        put_code(out, code);
    }
    return true;
}

/* ---- values of any kind ---- */

enum expected { A_VALUE, A_KEY, A_COLON, A_COMMA, AN_ITEM, A_MEMBER };

/* The position in a value that is copied. AN_ITEM and A_MEMBER: the bracket may close at once. */
struct copy {
    struct str *out;
    const char *at, *end;
    enum expected expected;
    size_t depth;
    bool is_object[JSON_MAX_DEPTH]; /* by depth */
};

static bool copy_string(struct copy *c)
{
    str_putc(c->out, '"');
    for (c->at++; c->at < c->end && *c->at != '"';) {
        const char *from = c->at;
        uint32_t code;
        while (c->at < c->end && *c->at != '"' && *c->at != '\\') c->at++;
        json_put_characters(c->out, from, (size_t)(c->at - from));
        if (c->at == c->end || *c->at == '"') break;
        const char *after = take_escape(c->at + 1, c->end, &code);
        if (!after) return false;
        str_put(c->out, c->at, (size_t)(after - c->at));
        c->at = after;
    }
    str_putc(c->out, '"');
    return c->at < c->end && (c->at++, true);
}

static bool copy_number(struct copy *c)
{
    struct decimal d;
    if (!decimal_scan(c->at, c->end, &d) || !decimal_is_json(&d) || decimal_lacks_power(&d, c->end))
        return false;
    str_put(c->out, c->at, d.length);
    c->at += d.length;
    return true;
}

static bool copy_word(struct copy *c)
{
    static const struct {
        const char *word, *value;
    } words[] = {{"true", "true"}, {"false", "false"},   {"null", "null"},
                 {"NaN", "null"},  {"Infinity", "null"}, {"-Infinity", "null"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i].word);
        if ((size_t)(c->end - c->at) < n || memcmp(c->at, words[i].word, n) != 0) continue;
        str_puts(c->out, words[i].value);
        c->at += n;
        return true;
    }
    return false;
}

static bool copy_open(struct copy *c)
{
    if (c->depth == JSON_MAX_DEPTH) return false;
    bool object = *c->at == '{';
    c->is_object[c->depth++] = object;
    c->expected = object ? A_MEMBER : AN_ITEM;
    str_putc(c->out, *c->at++);
    return true;
}

/* A comma, a colon or a closing bracket. */
static bool copy_mark(struct copy *c)
{
    char mark = *c->at++;
    bool object = c->depth && c->is_object[c->depth - 1];
    str_putc(c->out, mark);
    if (mark == ':') {
        if (c->expected != A_COLON) return false;
        c->expected = A_VALUE;
    } else if (mark == ',') {
        if (c->expected != A_COMMA || c->depth == 0) return false;
        c->expected = object ? A_KEY : A_VALUE;
    } else {
        bool may = c->expected == A_COMMA || c->expected == (object ? A_MEMBER : AN_ITEM);
        if (c->depth == 0 || !may || mark != (object ? '}' : ']')) return false;
        c->depth--;
        c->expected = A_COMMA;
    }
    return true;
}

/* Copies one token that begins with c. */
static bool copy_token(struct copy *c)
{
    char first = *c->at;
    bool key = c->expected == A_KEY || c->expected == A_MEMBER,
         value = c->expected == A_VALUE || c->expected == AN_ITEM;
    if (strchr(",:]}", first) && first) return copy_mark(c);
    if (key) return c->expected = A_COLON, first == '"' && copy_string(c);
    if (!value) return false;
    if (first == '[' || first == '{') return copy_open(c);
    c->expected = A_COMMA;
    if (first == '"') return copy_string(c);
    return copy_word(c) || copy_number(c);
}

bool json_copy_value(struct str *out, const char *text, size_t n)
{
    struct copy c;
    c.out = out, c.at = text, c.end = text + n;
    c.expected = A_VALUE, c.depth = 0;
    while (c.at < c.end) {
        if (strchr(" \t\r\n", *c.at) && *c.at) {
            str_putc(out, *c.at++);
            continue;
        }
        if (!copy_token(&c)) return false;
    }
    return c.depth == 0 && c.expected == A_COMMA;
}
