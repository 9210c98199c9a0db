#include "text/token.h"

#include "base/decimal.h"
#include "base/utf8.h"

#include <string.h>

struct reader {
    struct core *core;
    uint32_t source;
    const char *s;
    uint32_t at, end;
};

/* Characters that people paste from books and web pages, and the tokens that they stand for. */
static const struct {
    uint32_t code;
    enum token_kind kind;
} pasted[] = {
    {0xB7, TOKEN_TIMES},        {0xD7, TOKEN_TIMES},           {0x22C5, TOKEN_TIMES},
    {0x2219, TOKEN_TIMES},      {0xF7, TOKEN_DIVIDE},          {0x2215, TOKEN_DIVIDE},
    {0x2212, TOKEN_MINUS},      {0xB2, TOKEN_SQUARED},         {0xB3, TOKEN_CUBED},
    {0x2264, TOKEN_LESS_EQUAL}, {0x2265, TOKEN_GREATER_EQUAL}, {0x2260, TOKEN_NOT_EQUAL},
    {0x221A, TOKEN_ROOT},       {0x2032, TOKEN_PRIME},         {0x2019, TOKEN_PRIME},
};

static const struct {
    char text[3];
    enum token_kind kind;
} pairs[] = {
    {"**", TOKEN_POWER}, {"<=", TOKEN_LESS_EQUAL}, {">=", TOKEN_GREATER_EQUAL},
    {"==", TOKEN_EQUAL}, {"!=", TOKEN_NOT_EQUAL},
};

/* By character; TOKEN_END for none. */
static const uint8_t marks[0x80] = {
    ['+'] = TOKEN_PLUS,       ['-'] = TOKEN_MINUS, ['*'] = TOKEN_TIMES,     ['/'] = TOKEN_DIVIDE,
    ['@'] = TOKEN_MATMUL,     ['^'] = TOKEN_POWER, ['<'] = TOKEN_LESS,      ['>'] = TOKEN_GREATER,
    ['='] = TOKEN_ASSIGN,     ['('] = TOKEN_OPEN,  [')'] = TOKEN_CLOSE,     ['['] = TOKEN_OPEN_LIST,
    [']'] = TOKEN_CLOSE_LIST, [','] = TOKEN_COMMA, [':'] = TOKEN_COLON,     [';'] = TOKEN_NEWLINE,
    ['\n'] = TOKEN_NEWLINE,   ['|'] = TOKEN_BAR,   ['!'] = TOKEN_FACTORIAL, ['\''] = TOKEN_PRIME,
};

static const char *const names_of_kinds[] = {
    [TOKEN_END] = "the end",
    [TOKEN_ERROR] = "an error",
    [TOKEN_NUMBER] = "a number",
    [TOKEN_NAME] = "a name",
    [TOKEN_NEWLINE] = "the end of the statement",
    [TOKEN_PLUS] = "'+'",
    [TOKEN_MINUS] = "'-'",
    [TOKEN_TIMES] = "'*'",
    [TOKEN_DIVIDE] = "'/'",
    [TOKEN_MATMUL] = "'@'",
    [TOKEN_POWER] = "'^'",
    [TOKEN_SQUARED] = "'^2'",
    [TOKEN_CUBED] = "'^3'",
    [TOKEN_TRANSPOSE] = "'.T'",
    [TOKEN_LESS] = "'<'",
    [TOKEN_LESS_EQUAL] = "'<='",
    [TOKEN_GREATER] = "'>'",
    [TOKEN_GREATER_EQUAL] = "'>='",
    [TOKEN_EQUAL] = "'=='",
    [TOKEN_NOT_EQUAL] = "'!='",
    [TOKEN_ASSIGN] = "'='",
    [TOKEN_OPEN] = "'('",
    [TOKEN_CLOSE] = "')'",
    [TOKEN_OPEN_LIST] = "'['",
    [TOKEN_CLOSE_LIST] = "']'",
    [TOKEN_COMMA] = "','",
    [TOKEN_COLON] = "':'",
    [TOKEN_ROOT] = "a root",
    [TOKEN_BAR] = "'|'",
    [TOKEN_FACTORIAL] = "'!'",
    [TOKEN_PRIME] = "a prime",
};

const char *token_name(enum token_kind kind)
{
    return names_of_kinds[kind];
}

static struct token token_from(const struct reader *r, enum token_kind kind, uint32_t start)
{
    return (struct token){kind, {r->source, start, r->at}, TOKEN_NO_VALUE};
}

/* Is this what people call a module of Python, as in np.sin(x)? */
static bool is_module(const char *name, uint32_t n)
{
    static const char *const names[] = {"np", "numpy", "jnp", "math",    "torch",
                                        "nn", "F",     "tf",  "special", "scipy"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == n && !memcmp(names[i], name, n)) return true;
    return false;
}

/* np.linalg.norm(x): the last name stands alone here. False if something else may be meant, as by
 * F.sum(). */
static bool hint_at_module(struct reader *r, uint32_t dot)
{
    uint32_t at = dot, n = 0;
    for (uint32_t next = dot; next < r->end && r->s[next] == '.'; next = at + 1 + n) {
        at = next;
        n = utf8_name_bytes(r->s + at + 1, r->end - at - 1);
    }
    uint32_t after = at + 1 + n;
    bool call = after < r->end && r->s[after] == '(';
    if (!n || (call && after + 1 < r->end && r->s[after + 1] == ')')) return false;
    diag_hint(r->core, "names of modules are left out: write %.*s%s", (int)n, r->s + at + 1,
              call ? "(...)" : "");
    return true;
}

/* fc1.weight and x.sum(): what is written instead. */
static void hint_at_dot(struct reader *r, uint32_t dot)
{
    enum { LONGEST = 40 };
    uint32_t from = dot, n = utf8_name_bytes(r->s + dot + 1, r->end - dot - 1);
    while (from > 0 && (is_ascii_letter(r->s[from - 1]) || is_digit(r->s[from - 1]))) from--;
    uint32_t before = dot - from, after = dot + 1 + n;
    if (!before || !n || before > LONGEST || n > LONGEST || is_digit(r->s[from])) return;
    const char *left = r->s + from, *right = r->s + dot + 1;
    if (is_module(left, before) && hint_at_module(r, dot)) return;
    bool call = after < r->end && r->s[after] == '(',
         more = call && after + 1 < r->end && r->s[after + 1] != ')';
    if (call)
        diag_hint(r->core, "write %.*s(%.*s%s)", (int)n, right, (int)before, left,
                  more ? ", ..." : "");
    else
        diag_hint(r->core, "a name has no dot: an array %.*s.%.*s of a file is %.*s_%.*s here",
                  (int)before, left, (int)n, right, (int)before, left, (int)n, right);
}

static struct token bad_byte(struct reader *r, uint32_t start, uint32_t code)
{
    struct span span = {r->source, start, r->at};
    if (code == UINT32_MAX)
        diag_error(r->core, KIND_SYNTAX, span, "broken UTF-8");
    else if (code < 0x20 || code == 0x7F)
        diag_error(r->core, KIND_SYNTAX, span, "control character U+%04X in the expression",
                   (unsigned)code);
    else
        diag_error(r->core, KIND_SYNTAX, span, "'%.*s' has no meaning here", (int)(r->at - start),
                   r->s + start);
    bool by_entry = code == '.' && r->at < r->end && memchr("*/^'", r->s[r->at], 4);
    if (code == '.' && !by_entry)
        hint_at_dot(r, start);
    else
        token_hint(r->core, r->s, start, r->end);
    return token_from(r, TOKEN_ERROR, start);
}

/* ---- numbers ---- */

/* Digits, with single underscores between them. */
static uint32_t skip_digits(const struct reader *r, uint32_t at)
{
    while (at < r->end) {
        bool between = r->s[at] == '_' && at > 0 && is_digit(r->s[at - 1]) && at + 1 < r->end &&
                       is_digit(r->s[at + 1]);
        if (!is_digit(r->s[at]) && !between) break;
        at++;
    }
    return at;
}

/* The end of the exponent at `at`; `at` if there are no digits. */
static uint32_t skip_exponent(const struct reader *r, uint32_t at)
{
    uint32_t digits = at + 1;
    if (at >= r->end || (r->s[at] | 32) != 'e') return at;
    if (digits < r->end && (r->s[digits] == '+' || r->s[digits] == '-')) digits++;
    return digits < r->end && is_digit(r->s[digits]) ? skip_digits(r, digits) : at;
}

/* An e after a number that no name continues is half an exponent, except in 2e^x, which is two
 * times a power. */
static bool is_half_exponent(const struct reader *r, uint32_t at)
{
    if (at >= r->end || (r->s[at] | 32) != 'e') return false;
    const char *after = r->s + at + 1;
    uint32_t left = r->end - at - 1;
    if (utf8_name_bytes(after, left)) return false;
    return !(left && *after == '^') && !(left > 1 && after[0] == '*' && after[1] == '*');
}

static struct token half_exponent(struct reader *r, uint32_t start)
{
    uint32_t digits = r->at - start > 40 ? 40 : r->at - start;
    r->at++;
    struct token token = token_from(r, TOKEN_ERROR, start);
    diag_error(r->core, KIND_SYNTAX, token.span, "the exponent of this number has no digits");
    diag_hint(r->core, "for a product write %.*s*%c", (int)digits, r->s + start, r->s[r->at - 1]);
    return token;
}

/* 0.bias, which files of networks have, and which is no 0.*bias that someone wrote. Returns how
 * long the name is, or 0. A call, 2.sin(x), and one letter, 2.x, are products. */
static uint32_t name_behind_point(const struct reader *r, uint32_t at)
{
    if (r->s[at - 1] != '.') return 0;
    uint32_t n = utf8_name_bytes(r->s + at, r->end - at);
    bool call = at + n < r->end && r->s[at + n] == '(';
    return n > 1 && n < 40 && !call ? n : 0;
}

static struct token two_readings(struct reader *r, uint32_t start, uint32_t length)
{
    int digits = r->at - start > 40 ? 40 : (int)(r->at - start - 1), n = (int)length;
    const char *number = r->s + start, *name = r->s + r->at;
    r->at += length;
    struct token token = token_from(r, TOKEN_ERROR, start);
    diag_error(r->core, KIND_SYNTAX, token.span, "'%.*s.%.*s' can be read in two ways", digits,
               number, n, name);
    diag_hint(r->core, "write %.*s*%.*s, or _%.*s_%.*s for the array %.*s.%.*s of a file", digits,
              number, n, name, digits, number, n, name, digits, number, n, name);
    return token;
}

/* Reads a number: 1_000.5e-3. 2.T is the transpose of 2. */
static struct token read_decimal(struct reader *r)
{
    uint32_t start = r->at;
    r->at = skip_digits(r, start);
    if (r->at < r->end && r->s[r->at] == '.') r->at = skip_digits(r, r->at + 1);
    if (r->s[r->at - 1] == '.' && r->at < r->end && r->s[r->at] == 'T') r->at--;
    uint32_t end = skip_exponent(r, r->at);
    if (end == r->at && is_half_exponent(r, end)) return half_exponent(r, start);
    uint32_t name = end == r->at ? name_behind_point(r, end) : 0;
    if (name) return two_readings(r, start, name);
    r->at = end;
    return token_from(r, TOKEN_NUMBER, start);
}

static int digit_of(char c)
{
    if (is_digit(c)) return c - '0';
    c |= 32;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
}

/* True for digits of a base below 16, and single underscores before and between them. */
static bool are_digits(const char *s, uint32_t n, int base)
{
    for (uint32_t i = 0; i < n; i++)
        if (s[i] == '_' ? i + 1 == n || s[i + 1] == '_' : digit_of(s[i]) >= base) return false;
    return n > 0;
}

/* Reads 0xFF, 0b101 or 0o17. A name alone after the 0 may be a product: 0x^2 + 3x. */
static bool read_in_base(struct reader *r, struct token *token)
{
    static const struct {
        char mark;
        int base;
        const char *name;
    } bases[] = {{'x', 16, "hexadecimal"}, {'b', 2, "binary"}, {'o', 8, "octal"}};
    uint32_t start = r->at, left = r->end - start;
    const char *s = r->s + start;
    for (size_t i = 0; i < 3 && left > 2 && *s == '0'; i++) {
        if ((s[1] | 32) != bases[i].mark) continue;
        uint32_t n = utf8_name_bytes(s + 2, left - 2);
        if (n == 0) return false;
        r->at += n + 2;
        *token = token_from(r, TOKEN_NUMBER, start);
        if (are_digits(s + 2, n, bases[i].base)) return true;
        token->kind = TOKEN_ERROR;
        diag_error(r->core, KIND_SYNTAX, token->span, "this is no %s number", bases[i].name);
        if (n < 40) diag_hint(r->core, "for a product write 0*%.*s", (int)n + 1, s + 1);
        return true;
    }
    return false;
}

static struct token read_number(struct reader *r)
{
    struct token token;
    return read_in_base(r, &token) ? token : read_decimal(r);
}

/* ---- names and signs ---- */

static struct token read_name(struct reader *r)
{
    uint32_t start = r->at;
    r->at += utf8_name_bytes(r->s + start, r->end - start);
    struct token token = token_from(r, TOKEN_NAME, start);
    token.value = names_hash(r->s + start, r->at - start);
    return token;
}

static struct token read_unicode(struct reader *r)
{
    uint32_t start = r->at;
    uint32_t code = utf8_next(r->s, r->end, &r->at);
    for (size_t i = 0; i < sizeof pasted / sizeof *pasted; i++)
        if (pasted[i].code == code) return token_from(r, pasted[i].kind, start);
    if (!utf8_is_letter(code)) return bad_byte(r, start, code);
    r->at = start;
    return read_name(r);
}

static struct token read_mark(struct reader *r)
{
    uint32_t start = r->at;
    char c = r->s[start], next = r->end - start >= 2 ? r->s[start + 1] : 0;
    r->at++;
    if (c == '.' && next == 'T') return r->at++, token_from(r, TOKEN_TRANSPOSE, start);
    for (size_t i = 0; (next == '=' || next == '*') && i < sizeof pairs / sizeof *pairs; i++)
        if (c == pairs[i].text[0] && next == pairs[i].text[1])
            return r->at++, token_from(r, pairs[i].kind, start);
    enum token_kind kind = (enum token_kind)marks[c & 0x7F];
    return kind == TOKEN_END ? bad_byte(r, start, (unsigned char)c) : token_from(r, kind, start);
}

static uint32_t skip_blanks(const char *s, uint32_t at, uint32_t end)
{
    while (true) {
        if (s[at] == '#')
            while (at < end && s[at] != '\n') at++;
        else if (s[at] == ' ' || s[at] == '\t' || s[at] == '\r')
            at++;
        else if (s[at] == '\xC2' && s[at + 1] == '\xA0')
            at += 2; /* no-break space */
        else
            return at;
    }
}

static struct token read_any(struct reader *r)
{
    r->at = skip_blanks(r->s, r->at, r->end);
    char c = r->s[r->at];
    if (r->at >= r->end) return token_from(r, TOKEN_END, r->at);
    if (is_ascii_letter(c)) return read_name(r);
    if (is_digit(c) || (c == '.' && is_digit(r->s[r->at + 1]))) return read_number(r);
    return (unsigned char)c >= 0x80 ? read_unicode(r) : read_mark(r);
}

static __attribute__((noinline)) void next_of_any(struct core *core, struct token *token)
{
    uint32_t source = token->span.source;
    const struct source *text = &core->sources.at[source];
    struct reader r = {core, source, text->bytes, token->span.end, (uint32_t)text->length};
    *token = read_any(&r);
}

/* ---- what most tokens are ---- */

/* A number such as 100, with no name, point or letter beyond ASCII behind it. */
static inline bool next_digits(const char *s, struct token *token)
{
    enum { MOST = 9 };
    uint32_t start = token->span.start, at = start, value = 0;
    while (is_digit(s[at]) && at - start < MOST) value = value * 10 + (uint32_t)(s[at++] - '0');
    if (s[at] == '.' || (signed char)s[at] < 0 || is_ascii_name(s[at])) return false;
    token->kind = TOKEN_NUMBER;
    token->value = value;
    return token->span.end = at, true;
}

/* A name of ASCII. */
static inline bool next_name(const char *s, struct token *token)
{
    uint32_t at = token->span.start, hash = NAMES_HASH_EMPTY;
    do hash = names_hash_byte(hash, s[at++]);
    while (is_ascii_name(s[at]));
    if ((signed char)s[at] < 0) return false;
    token->kind = TOKEN_NAME;
    token->value = hash;
    return token->span.end = at, true;
}

/* A mark that makes no pair with the byte behind it. */
static inline bool next_mark(const char *s, struct token *token)
{
    uint32_t at = token->span.start;
    unsigned char c = (unsigned char)s[at];
    if (c >= 0x80 || !marks[c] || s[at + 1] == '=' || s[at + 1] == '*') return false;
    token->kind = (enum token_kind)marks[c];
    return token->span.end = at + 1, true;
}

/* No end of the text is looked for: the NUL behind it is none of these tokens. */
void token_next(struct core *core, struct token *token)
{
    const char *s = core->sources.at[token->span.source].bytes;
    uint32_t start = token->span.end;
    start += s[start] == ' ';
    token->span.start = start;
    char c = s[start];
    if (is_ascii_name(c) ? is_digit(c) ? next_digits(s, token) : next_name(s, token)
                         : next_mark(s, token))
        return;
    next_of_any(core, token);
}
