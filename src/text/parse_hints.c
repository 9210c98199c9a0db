/* parse_hints.c - errors about tokens that do not fit; of operands without an operator between
 * them: what was probably meant. */
#include "fn/fn.h"
#include "text/parse_private.h"

#include <stdio.h>
#include <string.h>

/* Where a value is missing before a token: what it was probably meant for, or NULL. */
static const char *hint_of_missing_value(const struct parser *p)
{
    struct span at = p->token.span;
    char before = at.start ? p->core->sources.at[at.source].bytes[at.start - 1] : '\0';
    if (p->token.kind == TOKEN_MATMUL) return "a file is bound to a name with --at x=@FILE";
    if (p->token.kind == TOKEN_DIVIDE && at.start == 0)
        return "the name of a file comes behind @, as in --at x=@FILE";
    if (p->token.kind == TOKEN_DIVIDE && before == '/')
        return "a quotient without its remainder is written floor(x/y)";
    if (p->token.kind == TOKEN_GREATER && before == '-')
        return "a function is defined as in f(x) = x^2";
    return NULL;
}

bool parser_expected(struct parser *p, const char *what)
{
    if (p->token.kind == TOKEN_ERROR) return false;
    diag_error(p->core, KIND_SYNTAX, p->token.span, "expected %s, found %s", what,
               token_name(p->token.kind));
    const char *hint = strcmp(what, "a value") ? NULL : hint_of_missing_value(p);
    return hint && diag_hint(p->core, "%s", hint);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *text_of(const struct parser *p, struct span span, int *length)
{
    *length = span.end - span.start > 40 ? 40 : (int)(span.end - span.start);
    return p->core->sources.at[span.source].bytes + span.start;
}

/* True for the name of an elementary function. Other functions' names may be names of variables. */
static bool is_function_name(const char *name, int length)
{
    const struct fn_row *row = fn_find(name, (size_t)length);
    static const char *const groups[] = {"elementary", "short names", "names of schools"};
    for (size_t i = 0; row && i < sizeof groups / sizeof *groups; i++)
        if (!strcmp(row->group, groups[i])) return true;
    return false;
}

static bool is_function(const struct parser *p, const struct ast_node *node)
{
    int length;
    const char *name = text_of(p, node->mark, &length);
    return node->op == AST_NAME && is_function_name(name, length);
}

/* Writes the name of the inverse of a function, such as asin or arctg, if it has one. */
static bool find_inverse(char out[static 48], const char *name, int length)
{
    static const char *const begins[] = {"a", "ar", "arc"};
    for (int i = 0; i < 3; i++) {
        int n = snprintf(out, 48, "%s%.*s", begins[i], length, name);
        if (fn_find(out, (size_t)n)) return true;
    }
    return false;
}

/* Does the token end a term, so that it was meant as a whole argument? Not the x of sin x^2. */
static bool ends_term(const struct parser *p)
{
    const struct source *source = &p->core->sources.at[p->token.span.source];
    uint32_t i = p->token.span.end;
    while (i < source->length && source->bytes[i] == ' ') i++;
    return i == source->length || strchr("+-)],;=<>\n", source->bytes[i]);
}

/* sin x, sin^2 x and sin^2(x): what follows was meant as the argument. `power` is where an exponent
 * stands, or empty. */
static bool refuse_argument(struct parser *p, const struct ast_node *function, struct span power)
{
    int f, x, n;
    const char *name = text_of(p, function->mark, &f), *argument = text_of(p, p->token.span, &x),
               *exponent = text_of(p, power, &n);
    const struct fn_row *row = fn_find(name, (size_t)f);
    if (p->token.kind == TOKEN_OPEN || !ends_term(p)) argument = "...", x = 3;
    char inverse[48];
    parser_expected(p, "an operator");
    if (fn_row_arity(row) > 1)
        return diag_hint(p->core, "it is written %.*s(%s)", f, name, row->parameters);
    if (n == 2 && !memcmp(exponent, "-1", 2) && find_inverse(inverse, name, f))
        return diag_hint(p->core, "write %s(%.*s) for the inverse, 1/%.*s(%.*s) for the reciprocal",
                         inverse, x, argument, f, name, x, argument);
    return diag_hint(p->core, "write %.*s(%.*s)%s%.*s", f, name, x, argument,
                     n && (unsigned char)*exponent < 0x80 ? "^" : "", n, exponent);
}

/* An error for the name of a function, perhaps with an exponent, if it comes before the token. */
static bool check_function(struct parser *p)
{
    size_t i = p->frames.n, n = p->operands.n;
    const struct ast_node *last = parser_node(p, p->operands.at[n - 1]), *function = last;
    struct span power = {p->source, 0, 0};
    while (i && p->frames.at[i - 1].kind == FRAME_PREFIX) i--;
    if (i && p->frames.at[i - 1].kind == FRAME_BINARY && p->frames.at[i - 1].op == AST_POWER) {
        function = parser_node(p, p->operands.at[n - 2]);
        power = last->span;
        if (i < p->frames.n) power.start = p->frames.at[i].span.start;
    } else if (last->op == AST_POWER) {
        function = parser_node(p, ast_arg(p->ast, last, 0));
        power = parser_node(p, ast_arg(p->ast, last, 1))->span;
    }
    return !is_function(p, function) || refuse_argument(p, function, power);
}

/* d/dx before what is to be differentiated. */
static bool is_derivative(const struct parser *p, struct span right)
{
    int n;
    const char *name = text_of(p, right, &n);
    return n > 1 && *name == 'd' && right.start > 1 && !memcmp(name - 2, "d/", 2);
}

/* What is written here for a function of another program; NULL if the name is none. */
static const char *elsewhere_of(const struct parser *p, const struct ast_node *node)
{
    return fn_elsewhere(names_text(&p->core->names, node->name));
}

bool parser_refuse_operand(struct parser *p)
{
    if (!check_function(p)) return false;
    const struct ast_node *last = parser_node(p, p->operands.at[p->operands.n - 1]);
    struct span left = last->span;
    int a, b;
    const char *x = text_of(p, left, &a), *y = text_of(p, p->token.span, &b);
    parser_expected(p, "an operator");
    if (is_derivative(p, left))
        return diag_hint(p->core, "the derivative is written diff(..., %.*s)", a - 1, x + 1);
    bool numbers = p->token.kind == TOKEN_NUMBER && last->op == AST_NUMBER;
    if (numbers && x[a - 1] == '.' && *y == '.' && x + a == y)
        return diag_hint(p->core, "a range is written range(1, 11) for 1 to 10, of a plot x=1:10");
    const char *elsewhere = last->op == AST_NAME && a > 1 ? elsewhere_of(p, last) : NULL;
    if (elsewhere) return diag_hint(p->core, "%s", elsewhere);
    if (numbers && p->brackets)
        return diag_hint(p->core, "a list has commas, [1, 2], and a matrix a list for each row");
    if (numbers)
        return diag_hint(p->core,
                         "for a product write %.*s*%.*s, for one number leave out the blank", a, x,
                         b, y);
    if (p->token.kind == TOKEN_NUMBER) return false;
    if (b == 2 && !memcmp(y, "if", 2)) return diag_hint(p->core, "write where(condition, a, b)");
    if (p->token.kind == TOKEN_OPEN)
        return diag_hint(p->core, "for a product write %.*s*(...)", a, x);
    if (last->op == AST_NAME && is_function_name(y, b))
        return diag_hint(p->core, "for a product write %.*s*%.*s(...)", a, x, b, y);
    if (last->op != AST_NAME) return diag_hint(p->core, "for a product put a * before %.*s", b, y);
    return diag_hint(p->core, "for a product write %.*s*%.*s, for a call %.*s(%.*s)", a, x, b, y, a,
                     x, b, y);
}

bool parser_refuse_comma(struct parser *p, bool missing)
{
    struct span comma = p->token.span;
    const struct source *source = &p->core->sources.at[comma.source];
    parser_expected(p, missing ? "a value" : "an operator");
    bool between = comma.start > 0 && is_digit(source->bytes[comma.start - 1]) &&
                   comma.end < source->length && is_digit(source->bytes[comma.end]);
    if (between) return diag_hint(p->core, "a number has a decimal point, as in 3.5");
    uint32_t next = comma.end;
    while (next < source->length && source->bytes[next] == ' ') next++;
    if (!missing && p->brackets > 0)
        return diag_hint(p->core,
                         "a list is written [a, b]; arguments have no parentheses of their "
                         "own: sum(f, i, a, b), diff(f, x, 2)");
    bool more = next < source->length && source->bytes[next] != '=';
    return !missing && more && p->brackets == 0 &&
           diag_hint(p->core, "several expressions are quoted one by one, or make a list: [a, b]");
}

static bool ends_source(const struct source *source, uint32_t at)
{
    while (at < source->length && strchr(" \t\n", source->bytes[at])) at++;
    return at == source->length;
}

bool parser_refuse_operator(struct parser *p)
{
    struct span at = p->token.span;
    const struct source *source = &p->core->sources.at[at.source];
    parser_expected(p, "an operator");
    if (p->token.kind == TOKEN_COLON && at.end < source->length && source->bytes[at.end] == '=')
        return diag_hint(p->core, "write = alone, as in f(x) = x^2");
    if (p->token.kind == TOKEN_ASSIGN && ends_source(source, at.end))
        return diag_hint(p->core, "leave it out: what stands before it is answered");
    return p->token.kind == TOKEN_ASSIGN && p->brackets == 0 &&
           diag_hint(p->core,
                     "an equation needs the name that it defines: --of y in diff and its kin; "
                     "elsewhere write left - right");
}

bool parser_refuse_sign(struct parser *p)
{
    struct span span = p->token.span;
    const struct source *source = &p->core->sources.at[span.source];
    diag_error(p->core, KIND_SYNTAX, span, "'%.*s' has no meaning here",
               (int)(span.end - span.start), source->bytes + span.start);
    token_hint(p->core, source->bytes, span.start, (uint32_t)source->length);
    return false;
}

bool parser_check_readings(struct parser *p)
{
    if (!check_function(p)) return false;
    size_t i = p->frames.n;
    while (i && p->frames.at[i - 1].kind == FRAME_PREFIX) i--;
    if (!i || p->frames.at[i - 1].kind != FRAME_BINARY) return true;
    uint8_t op = p->frames.at[i - 1].op;
    if (op != AST_DIVIDE && op != AST_POWER) return true;
    struct span number = parser_node(p, p->operands.at[p->operands.n - 1])->span,
                next = p->token.span;
    struct span left = parser_node(p, p->operands.at[p->operands.n - 2])->span;
    int a, b, c;
    const char *x = text_of(p, left, &a), *n = text_of(p, number, &b), *y = text_of(p, next, &c);
    const char *sign = op == AST_DIVIDE ? "/" : "^",
               *tail = p->token.kind == TOKEN_OPEN ? "...)" : "";
    diag_error(p->core, KIND_SYNTAX, span_join(left, next),
               "'%.*s%s%.*s%.*s%s' can be read in two ways", a, x, sign, b, n, c, y, tail);
    return diag_hint(p->core, "write (%.*s%s%.*s)*%.*s%s or %.*s%s(%.*s*%.*s%s)", a, x, sign, b, n,
                     c, y, tail, a, x, sign, b, n, c, y, tail);
}
