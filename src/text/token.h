/* token.h - splits text into tokens, one at a time; every failure leaves a diagnostic. */
#ifndef TEXT_TOKEN_H
#define TEXT_TOKEN_H

#include "base/diag.h"

enum token_kind {
    TOKEN_END,
    TOKEN_ERROR, /* a diagnostic was appended */
    TOKEN_NUMBER,
    TOKEN_NAME,
    TOKEN_NEWLINE, /* the end of a line, or ';' */
    TOKEN_PLUS,
    TOKEN_MINUS,
    TOKEN_TIMES,
    TOKEN_DIVIDE,
    TOKEN_MATMUL,
    TOKEN_POWER,
    TOKEN_SQUARED, /* a pasted superscript 2 or 3 */
    TOKEN_CUBED,
    TOKEN_TRANSPOSE, /* .T */
    TOKEN_LESS,
    TOKEN_LESS_EQUAL,
    TOKEN_GREATER,
    TOKEN_GREATER_EQUAL,
    TOKEN_EQUAL,
    TOKEN_NOT_EQUAL,
    TOKEN_ASSIGN,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_OPEN_LIST,
    TOKEN_CLOSE_LIST,
    TOKEN_COMMA,
    TOKEN_COLON,
    TOKEN_ROOT,      /* a pasted square root */
    TOKEN_BAR,       /* of an absolute value */
    TOKEN_FACTORIAL, /* ! */
    TOKEN_PRIME,     /* ' */
    TOKENS
};

struct token {
    enum token_kind kind;
    struct span span;
    uint32_t value; /* TOKEN_NAME: its hash, by names_hash(). TOKEN_NUMBER: the number if it is a
                       short one in digits alone, else TOKEN_NO_VALUE */
};
#define TOKEN_NO_VALUE UINT32_MAX

/* What stands before the first token of a source, from byte `start` on. */
static inline struct token token_before(uint32_t source, uint32_t start)
{
    return (struct token){.span = {source, start, start}};
}
/* Puts the token behind `token` in its place. */
void token_next(struct core *core, struct token *token);

/* token_hints.c: says what is written instead of the character at byte `at` of a text, which has
 * just been refused, if that is known. */
void token_hint(struct core *core, const char *text, uint32_t at, uint32_t length);

/* Returns a token kind in words for messages: "')'", "a name". */
const char *token_name(enum token_kind kind);

#endif
