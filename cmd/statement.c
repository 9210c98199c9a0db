#include "statement.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Returns how many bytes at `s` belong to a name: letters, `_`, digits, and everything beyond ASCII
 * except the operators that people paste. */
static size_t name_bytes(const char *s, size_t left)
{
    static const char *const pasted[] = {"\xc2\xa0", "\xc2\xb2", "\xc2\xb3",
                                         "\xc2\xb7", "\xc3\x97", "\xc3\xb7"};
    unsigned char c = (unsigned char)*s;
    if (c < 0x80) {
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return letter || c == '_' || is_digit(*s) ? 1 : 0;
    }
    for (size_t i = 0; i < sizeof pasted / sizeof *pasted; i++) {
        if (left >= 2 && memcmp(s, pasted[i], 2) == 0) return 0;
    }
    bool operator_block = left >= 2 && c == 0xe2 && (unsigned char)s[1] >= 0x88 &&
                          (unsigned char)s[1] <= 0x8b; /* U+2200 to U+22FF */
    return operator_block ? 0 : 1;
}

static size_t name_length(const char *s, size_t left)
{
    size_t n = 0;
    if (left > 0 && is_digit(*s)) return 0;
    while (n < left && name_bytes(s + n, left - n) > 0) n++;
    return n;
}

bool statement_next_name(const char *text, size_t length, size_t *at, size_t *start)
{
    for (; *at < length; ++*at) {
        size_t n = name_length(text + *at, length - *at);
        if (n == 0) continue;
        *start = *at;
        *at += n;
        return true;
    }
    return false;
}

static size_t skip_blanks(const char *text, size_t length, size_t at)
{
    while (at < length && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n')) at++;
    return at;
}

/* Returns the position after the parenthesis that closes the one at `at`, or 0. */
static size_t skip_parameters(const char *text, size_t length, size_t at)
{
    for (at++; at < length && text[at] != ')'; at++) {
        if (text[at] == '(' || text[at] == '[' || text[at] == '=') return 0;
    }
    return at < length ? at + 1 : 0;
}

struct statement statement_read(const char *text, size_t length)
{
    struct statement none = {.name = text}, found = none;
    size_t at = skip_blanks(text, length, 0);
    found.name = text + at;
    found.name_length = name_length(text + at, length - at);
    if (found.name_length == 0) return none;
    at = skip_blanks(text, length, at + found.name_length);
    if (at < length && text[at] == '(') {
        at = skip_parameters(text, length, at);
        if (at == 0) return none;
        found.no_value = true;
        at = skip_blanks(text, length, at);
    }
    while (at < length && text[at] == ',') {
        at = skip_blanks(text, length, at + 1);
        size_t n = name_length(text + at, length - at);
        if (n == 0 || (found.no_value && !found.more)) return none;
        found.more++;
        found.no_value = true;
        at = skip_blanks(text, length, at + n);
    }
    if (at >= length || text[at] != '=') return none;
    return at + 1 < length && text[at + 1] == '=' ? none : found;
}

struct statement statement_name(struct statement statement, size_t k)
{
    for (; k > 0; k--) {
        statement.name += statement.name_length;
        statement.name += strspn(statement.name, ", \t\n");
        statement.name_length = name_length(statement.name, strlen(statement.name));
    }
    return statement;
}

static int bracket(char c)
{
    if (c == '(' || c == '[') return 1;
    return c == ')' || c == ']' ? -1 : 0;
}

size_t statement_length(const char *text, size_t length)
{
    long depth = 0;
    for (size_t i = 0; i < length; i++) {
        if (depth <= 0 && (text[i] == ';' || text[i] == '\n')) return i;
        depth += bracket(text[i]);
    }
    return length;
}

size_t statement_uncommented(const char *text, size_t length)
{
    const char *mark = memchr(text, '#', length);
    return mark ? (size_t)(mark - text) : length;
}

size_t statement_open_brackets(const char *text, size_t length)
{
    long depth = 0;
    for (size_t i = 0; i < length; i++) depth += bracket(text[i]);
    return depth > 0 ? (size_t)depth : 0;
}
