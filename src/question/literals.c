#include "question/literals.h"

#include "base/decimal.h"
#include "base/utf8.h"
#include "fn/fn.h"

#include <string.h>

/* Longer programs take their time whatever is read again. */
enum { LONGEST = 4096 };

/* What the names begin with; a program that has it keeps its literals. */
#define PREFIX "literal_"

/* ---- which requests ---- */

/* Without names all of the point's count, but diff asks for the one that the formula depends on. */
static bool knows_names(const struct dcalc_request *rq)
{
    switch (rq->command) {
    case DCALC_EVAL: return rq->n_wrt == 0;
    case DCALC_DIFF: return rq->n_wrt > 0;
    case DCALC_GRAD:
    case DCALC_JACOBIAN:
    case DCALC_HESSIAN: return true;
    default: return false;
    }
}

/* Only expressions, in numbers that are proven whatever they are computed from. */
static bool suits(const struct dcalc_request *rq)
{
    size_t length = 0;
    for (size_t i = 0; i < rq->n_exprs; i++) length += rq->exprs[i].length;
    bool others = rq->n_lets || rq->n_shapes || rq->n_show || rq->n_equals || rq->n_assume ||
                  rq->n_of || rq->n_args;
    return knows_names(rq) && rq->has_at && rq->n_at && !others && rq->numbers != DCALC_DOUBLE &&
           rq->format <= DCALC_JSON && length <= LONGEST;
}

static bool has_prefix(const char *text, size_t n)
{
    return memmem(text, n, PREFIX, sizeof PREFIX - 1) != NULL;
}

static bool uses_prefix(const struct dcalc_request *rq)
{
    for (size_t i = 0; i < rq->n_exprs; i++)
        if (has_prefix(rq->exprs[i].bytes, rq->exprs[i].length)) return true;
    for (size_t i = 0; i < rq->n_at; i++)
        if (has_prefix(rq->at[i].name, strlen(rq->at[i].name))) return true;
    for (size_t i = 0; i < rq->n_wrt; i++)
        if (has_prefix(rq->wrt[i], strlen(rq->wrt[i]))) return true;
    return false;
}

/* ---- which literals ---- */

static bool is_one_of(const char *set, char c)
{
    return c && strchr(set, c);
}

/* Behind an operator or a bracket; exponents stay, by whose values formulas differ. */
static bool may_begin(const char *text, const char *at)
{
    const char *before = at;
    while (before > text && is_one_of(" \t", before[-1])) before--;
    if (before == text) return true;
    bool power = before - text > 1 && before[-1] == '*' && before[-2] == '*';
    return is_one_of("(+-*/,=;<>\n", before[-1]) && !power;
}

/* Before an operator or a bracket: not in 2.5x or 1.5e. */
static bool may_end(const char *at, const char *end)
{
    return at == end || is_one_of(" )*/+-,;<>^\n", *at);
}

/* The length of the decimal that begins here and is to be lifted, or 0. */
static size_t literal_at(const char *text, const char *at, const char *end)
{
    struct decimal d;
    if (!is_digit(*at) && *at != '.') return 0;
    if (!may_begin(text, at) || !decimal_scan(at, end, &d) || !d.fraction) return 0;
    return may_end(at + d.length, end) ? d.length : 0;
}

/* The length of what stays here: a sign, a number, or a name of the program or of a function of
 * numbers. 0: nothing is lifted beside it, since other functions may take an axis, a size or a name
 * that is differentiated by, and so do primes. */
static size_t passed_over(const char *at, const char *end)
{
    bool sign = (unsigned char)*at < 0x80 && !is_ascii_letter(*at) && !is_digit(*at);
    if (sign) return *at != '\'';
    size_t n = utf8_name_bytes(at, (uint32_t)(end - at));
    const struct fn_row *row = n ? fn_find(at, n) : NULL;
    bool numbers = !row || row->function >= 0 || row->formula || !strcmp(row->group, "elementary");
    return numbers ? n : 0;
}

/* ---- names in their place ---- */

static const char *const names[MOST_LITERALS] = {
    PREFIX "1",  PREFIX "2",  PREFIX "3",  PREFIX "4",  PREFIX "5",  PREFIX "6",
    PREFIX "7",  PREFIX "8",  PREFIX "9",  PREFIX "10", PREFIX "11", PREFIX "12",
    PREFIX "13", PREFIX "14", PREFIX "15", PREFIX "16"};

static bool lift_one(struct literals *l, const char *at, size_t n)
{
    if (l->n == MOST_LITERALS) return false;
    struct dcalc_binding binding = {.name = names[l->n], .value = {at, n, "value"}};
    str_puts(&l->text, names[l->n++]);
    return vec_push(l->text.mem, &l->at, binding);
}

/* Copies an expression, with a name for each literal. */
static bool lift_from(struct literals *l, const struct dcalc_text *expr)
{
    const char *at = expr->bytes, *end = at + expr->length, *copied = at;
    while (at < end) {
        size_t n = literal_at(expr->bytes, at, end);
        if (n) {
            str_put(&l->text, copied, (size_t)(at - copied));
            if (!lift_one(l, at, n)) return false;
            copied = at += n;
            continue;
        }
        n = passed_over(at, end);
        if (!n) return false;
        at += n;
    }
    str_put(&l->text, copied, (size_t)(end - copied));
    return true;
}

static bool lift_all(struct literals *l, const struct dcalc_request *rq)
{
    struct mem *mem = l->text.mem = &l->mem;
    str_clear(&l->text);
    l->exprs.n = l->at.n = l->wrt.n = l->n = 0;
    for (size_t i = 0; i < rq->n_at; i++)
        if (!vec_push(mem, &l->at, rq->at[i]) || !vec_push(mem, &l->wrt, rq->at[i].name))
            return false;
    for (size_t i = 0; i < rq->n_exprs; i++) {
        struct dcalc_text text = {.length = l->text.n, .source = rq->exprs[i].source};
        if (!lift_from(l, &rq->exprs[i]) || !vec_push(mem, &l->exprs, text)) return false;
    }
    return l->n > 0 && !l->text.failed;
}

/* The texts stand one behind the other, and now no longer move. */
static void place_texts(struct literals *l)
{
    for (size_t i = 0; i < l->exprs.n; i++) {
        size_t start = l->exprs.at[i].length,
               stop = i + 1 < l->exprs.n ? l->exprs.at[i + 1].length : l->text.n;
        l->exprs.at[i].bytes = l->text.s + start;
        l->exprs.at[i].length = stop - start;
    }
}

bool literals_lift(struct literals *l, const struct dcalc_request *rq)
{
    l->hash = 0;
    if (!suits(rq) || uses_prefix(rq) || !lift_all(l, rq)) return false;
    place_texts(l);
    l->request = *rq;
    l->request.exprs = l->exprs.at;
    l->request.at = l->at.at;
    l->request.n_at = l->at.n;
    if (!rq->n_wrt && rq->command != DCALC_EVAL) {
        l->request.wrt = l->wrt.at;
        l->request.n_wrt = l->wrt.n;
    }
    return true;
}

void literals_free(struct literals *l)
{
    vec_free(&l->mem, &l->exprs);
    vec_free(&l->mem, &l->at);
    vec_free(&l->mem, &l->wrt);
    str_free(&l->text);
}
