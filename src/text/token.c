#include "text/token.h"

#include "base/decimal.h"
#include "base/utf8.h"

struct reader {
    struct core *core;
    uint32_t source;
    const char *s;
    uint32_t at, end;
};

static bool is_ascii_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* Characters that people paste from books and web pages, and the tokens that they stand for. */
static const struct {
    uint32_t code;
    enum token_kind kind;
} pasted[] = {
    {0xB7, TOKEN_TIMES},        {0xD7, TOKEN_TIMES},           {0x22C5, TOKEN_TIMES},
    {0x2219, TOKEN_TIMES},      {0xF7, TOKEN_DIVIDE},          {0x2215, TOKEN_DIVIDE},
    {0x2212, TOKEN_MINUS},      {0xB2, TOKEN_SQUARED},         {0xB3, TOKEN_CUBED},
    {0x2264, TOKEN_LESS_EQUAL}, {0x2265, TOKEN_GREATER_EQUAL}, {0x2260, TOKEN_NOT_EQUAL},
};

static const struct {
    char text[3];
    enum token_kind kind;
} marks[] = {
    /* longer operators first */
    {"**", TOKEN_POWER},   {"<=", TOKEN_LESS_EQUAL}, {">=", TOKEN_GREATER_EQUAL},
    {"==", TOKEN_EQUAL},   {"!=", TOKEN_NOT_EQUAL},  {"+", TOKEN_PLUS},
    {"-", TOKEN_MINUS},    {"*", TOKEN_TIMES},       {"/", TOKEN_DIVIDE},
    {"@", TOKEN_MATMUL},   {"^", TOKEN_POWER},       {"<", TOKEN_LESS},
    {">", TOKEN_GREATER},  {"=", TOKEN_ASSIGN},      {"(", TOKEN_OPEN},
    {")", TOKEN_CLOSE},    {"[", TOKEN_OPEN_LIST},   {"]", TOKEN_CLOSE_LIST},
    {",", TOKEN_COMMA},    {":", TOKEN_COLON},       {";", TOKEN_NEWLINE},
    {"\n", TOKEN_NEWLINE},
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
};

const char *token_name(enum token_kind kind)
{
    return names_of_kinds[kind];
}

static struct token token_from(const struct reader *r, enum token_kind kind, uint32_t start)
{
    return (struct token){kind, {r->source, start, r->at}};
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
    return token_from(r, TOKEN_ERROR, start);
}

/* Reads a number. 2e is two times the constant e, and 2.T the transpose of 2. */
static struct token read_number(struct reader *r)
{
    uint32_t start = r->at;
    struct decimal d;
    r->at = (uint32_t)(decimal_scan(r->s + start, r->s + r->end, &d) - r->s);
    if (r->s[r->at - 1] == '.' && r->at < r->end && r->s[r->at] == 'T') r->at--;
    return token_from(r, TOKEN_NUMBER, start);
}

static struct token read_name(struct reader *r)
{
    uint32_t start = r->at;
    while (r->at < r->end) {
        char c = r->s[r->at];
        uint32_t next = r->at;
        if (is_ascii_letter(c) || is_digit(c))
            r->at++;
        else if ((unsigned char)c < 0x80 || !utf8_is_letter(utf8_next(r->s, r->end, &next)))
            break;
        else
            r->at = next;
    }
    return token_from(r, TOKEN_NAME, start);
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
    uint32_t start = r->at, left = r->end - start;
    if (left >= 2 && r->s[start] == '.' && r->s[start + 1] == 'T') {
        r->at += 2;
        return token_from(r, TOKEN_TRANSPOSE, start);
    }
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const char *mark = marks[i].text;
        uint32_t n = mark[1] ? 2 : 1;
        if (r->s[start] != mark[0] || n > left || (n == 2 && r->s[start + 1] != mark[1])) continue;
        r->at += n;
        return token_from(r, marks[i].kind, start);
    }
    r->at++;
    return bad_byte(r, start, (unsigned char)r->s[start]);
}

static void skip_blanks(struct reader *r)
{
    while (r->at < r->end) {
        char c = r->s[r->at];
        bool wide_blank = c == '\xC2' && r->at + 1 < r->end && r->s[r->at + 1] == '\xA0';
        if (c == '#')
            while (r->at < r->end && r->s[r->at] != '\n') r->at++;
        else if (c == ' ' || c == '\t' || c == '\r')
            r->at++;
        else if (wide_blank)
            r->at += 2; /* no-break space */
        else
            break;
    }
}

struct token token_next(struct core *core, uint32_t source, uint32_t *at)
{
    const struct source *text = &core->sources.at[source];
    struct reader r = {core, source, text->bytes, *at, (uint32_t)text->length};
    struct token token;
    skip_blanks(&r);
    char c = r.at < r.end ? r.s[r.at] : 0;
    bool fraction = c == '.' && r.at + 1 < r.end && is_digit(r.s[r.at + 1]);
    if (r.at >= r.end)
        token = token_from(&r, TOKEN_END, r.at);
    else if (is_digit(c) || fraction)
        token = read_number(&r);
    else if (is_ascii_letter(c))
        token = read_name(&r);
    else if ((unsigned char)c >= 0x80)
        token = read_unicode(&r);
    else
        token = read_mark(&r);
    *at = r.at;
    return token;
}
