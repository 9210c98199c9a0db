#include "print/latex_names.h"

#include "print/letters.h"
#include "print/pieces.h"

#include <stdio.h>
#include <string.h>

/* ---- functions ---- */

#define OPEN "\\left("
#define CLOSE "\\right)"
#define NAMED(command)                                  \
    {                                                   \
        command OPEN, ", ", CLOSE, command, POWER_BINDS \
    }
#define UPRIGHT(name) NAMED("\\operatorname{" name "}")

/* Functions that are not listed are written with their own name, upright. */
static const struct latex_function functions[FN_COUNT] = {
    [FN_sin] = NAMED("\\sin"),
    [FN_cos] = NAMED("\\cos"),
    [FN_tan] = NAMED("\\tan"),
    [FN_sec] = NAMED("\\sec"),
    [FN_csc] = NAMED("\\csc"),
    [FN_cot] = NAMED("\\cot"),
    [FN_asin] = NAMED("\\arcsin"),
    [FN_acos] = NAMED("\\arccos"),
    [FN_atan] = NAMED("\\arctan"),
    [FN_sinh] = NAMED("\\sinh"),
    [FN_cosh] = NAMED("\\cosh"),
    [FN_tanh] = NAMED("\\tanh"),
    [FN_coth] = NAMED("\\coth"),
    [FN_asinh] = UPRIGHT("arsinh"),
    [FN_acosh] = UPRIGHT("arcosh"),
    [FN_atanh] = UPRIGHT("artanh"),
    [FN_exp] = {"e^{", ", ", "}", NULL, POWER_BINDS},
    [FN_exp2] = {"2^{", ", ", "}", NULL, POWER_BINDS},
    [FN_expm1] = {"e^{", ", ", "} - 1", NULL, SUM_BINDS},
    [FN_log] = NAMED("\\ln"),
    [FN_log1p] = {"\\ln\\left(1 + ", ", ", CLOSE, NULL, POWER_BINDS},
    [FN_log2] = {"\\log_{2}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_log10] = {"\\log_{10}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_cbrt] = {"\\sqrt[3]{", ", ", "}", NULL, POWER_BINDS},
    [FN_abs] = {"\\left|", ", ", "\\right|", NULL, ATOM_BINDS},
    [FN_sign] = UPRIGHT("sgn"),
    [FN_floor] = {"\\left\\lfloor ", ", ", "\\right\\rfloor ", NULL, ATOM_BINDS},
    [FN_ceil] = {"\\left\\lceil ", ", ", "\\right\\rceil ", NULL, ATOM_BINDS},
    [FN_mod] = {"\\left(", " \\bmod ", "\\right)", NULL, ATOM_BINDS},
    [FN_minimum] = {"\\min" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_maximum] = {"\\max" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_less] = {"\\left[", " < ", "\\right]", NULL, ATOM_BINDS},
    [FN_less_equal] = {"\\left[", " \\le ", "\\right]", NULL, ATOM_BINDS},
    [FN_equal] = {"\\left[", " = ", "\\right]", NULL, ATOM_BINDS},
    [FN_not_equal] = {"\\left[", " \\ne ", "\\right]", NULL, ATOM_BINDS},
    [FN_erfinv] = {"\\operatorname{erf}^{-1}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_erfcinv] = {"\\operatorname{erfc}^{-1}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_exp1] = {"E_{1}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_expi] = {"\\operatorname{Ei}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_gammainc] = {"P" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_gammaincc] = {"Q" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_betainc] = {"I" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_gamma] = {"\\Gamma" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_lgamma] = {"\\ln\\left|\\Gamma" OPEN, ", ", CLOSE "\\right|", NULL, POWER_BINDS},
    [FN_digamma] = {"\\psi" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_polygamma] = {"\\psi^{\\left(", "\\right)}" OPEN, CLOSE, NULL, POWER_BINDS},
    [FN_beta] = {"\\mathrm{B}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_j0] = {"J_{0}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_j1] = {"J_{1}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_jn] = {"J_{", "}" OPEN, CLOSE, NULL, POWER_BINDS},
    [FN_y0] = {"Y_{0}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_y1] = {"Y_{1}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_yn] = {"Y_{", "}" OPEN, CLOSE, NULL, POWER_BINDS},
    [FN_jv] = {"J_{", "}" OPEN, CLOSE, NULL, POWER_BINDS},
    [FN_yv] = {"Y_{", "}" OPEN, CLOSE, NULL, POWER_BINDS},
    [FN_iv] = {"I_{", "}" OPEN, CLOSE, NULL, POWER_BINDS},
    [FN_kv] = {"K_{", "}" OPEN, CLOSE, NULL, POWER_BINDS},
    [FN_i0] = {"I_{0}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_i1] = {"I_{1}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_k0] = {"K_{0}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_k1] = {"K_{1}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_airyai] = {"\\operatorname{Ai}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_airyaip] = {"\\operatorname{Ai}'" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_airybi] = {"\\operatorname{Bi}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_airybip] = {"\\operatorname{Bi}'" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_zeta] = {"\\zeta" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_sinc] = UPRIGHT("sinc"),
    [FN_sincderiv] = {"\\operatorname{sinc}^{\\left(", "\\right)}" OPEN, CLOSE, NULL, POWER_BINDS},
    [FN_zetaderiv] = {"\\zeta^{\\left(", "\\right)}" OPEN, CLOSE, NULL, POWER_BINDS},
    [FN_fresnels] = {"S" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_fresnelc] = {"C" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_ellipk] = {"K" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_ellipe] = {"E" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_hyp1f1] = {"{}_{1}F_{1}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_hyp2f1] = {"{}_{2}F_{1}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_rgamma] = {"\\frac{1}{\\Gamma" OPEN, ", ", CLOSE "}", NULL, PRODUCT_BINDS},
    [FN_rgammaderiv] = {"\\left(\\frac{1}{\\Gamma}\\right)^{\\left(", "\\right)}" OPEN, CLOSE, NULL,
                        POWER_BINDS},
    [FN_lambertwm1] = {"W_{-1}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_lambertw] = {"W_{0}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_relu] = UPRIGHT("ReLU"),
    [FN_leaky_relu] = UPRIGHT("LeakyReLU"),
    [FN_elu] = UPRIGHT("ELU"),
    [FN_gelu] = UPRIGHT("GELU"),
    [FN_silu] = UPRIGHT("SiLU"),
};

struct latex_function latex_function(enum fn fn)
{
    return functions[fn];
}

bool latex_symbol_is_free(const struct spelling *names, const char *open)
{
    char symbol[32] = "";
    size_t n = strcspn(open, "_^");
    bool subscripts = open[n] == '_';
    const char *call = strstr(open, "\\left");
    if (call && (size_t)(call - open) < n) n = (size_t)(call - open);
    if (!names || n == 0 || n >= sizeof symbol) return true;
    memcpy(symbol, open, n);
    return spelling_is_free(names, symbol, subscripts);
}

/* ---- names ---- */

/* Writes a letter; `beside`: others follow it directly. */
static void put_letter(struct str *out, const struct letter *letter, bool beside)
{
    const struct letter_row *row = letter->row;
    bool accent = row && row->kind == LETTER_ACCENT;
    char ascii[16] = {(char)letter->code};
    bool dotless = letter->n_accents && (letter->code == 'i' || letter->code == 'j');
    if (letter->code >= 0x80) snprintf(ascii, sizeof ascii, "u%04x", (unsigned)letter->code);
    const char *text = row ? row->latex : letter->code == '_' ? "\\_" : ascii;
    bool upright = !row && letter->code >= 0x80 && !beside;
    bool command = row && row->kind == LETTER_ALONE && beside && text[0] == '\\';
    for (int i = letter->n_accents; i-- > 0;) str_putf(out, "%s{", letter->accents[i]->latex);
    if (accent)
        str_putf(out, "%s{}", text);
    else if (dotless)
        str_putf(out, "\\%cmath", (char)letter->code);
    else if (row && row->kind == LETTER_BELOW)
        str_putf(out, "{}_{%s}", text);
    else
        str_putf(out, command ? "{%s}" : upright ? "\\mathrm{%s}" : "%s", text);
    for (int i = 0; i < letter->n_accents; i++) str_putc(out, '}');
}

static bool is_below(const struct letter *letter)
{
    return letter->row && letter->row->kind == LETTER_BELOW;
}

/* Reads a name letter by letter. */
struct reader {
    const char *text;
    size_t n;
    struct letter letter;
};

static bool next_letter(struct reader *r)
{
    if (r->n == 0) return false;
    size_t taken = letter_read(r->text, r->n, &r->letter);
    r->text += taken, r->n -= taken;
    return true;
}

static void put_letters(struct str *out, const char *text, size_t n)
{
    struct reader r = {.text = text, .n = n};
    while (next_letter(&r)) put_letter(out, &r.letter, true);
}

/* Is it a word that functions and operators are written with as well? */
static bool is_operator(const char *word, size_t n)
{
    struct reader r = {.text = word, .n = n};
    while (next_letter(&r))
        if (r.letter.code >= 0x80 || r.letter.n_accents) return false;
    if (fn_find(word, n) || (n == 2 && !memcmp(word, "tr", 2)) ||
        (n == 3 && !memcmp(word, "cof", 3)))
        return true;
    for (int fn = 0; fn < FN_COUNT; fn++) {
        const char *open = functions[fn].open, *at = open ? strstr(open, "\\left(") : NULL;
        if (!at) continue;
        size_t end = (size_t)(at - open) - (at > open && at[-1] == '}');
        if (end > n && !memcmp(open + end - n, word, n) && strchr("\\{", open[end - n - 1]))
            return true;
    }
    return false;
}

/* A single letter is written as it is, a word upright: \mathrm{loss}. One that is an operator's too
 * is slanted. True if that is how only this word is written, and not that of a letter. */
static bool put_word(struct str *out, const char *word, size_t n)
{
    struct reader r = {.text = word, .n = n};
    const struct letter_row *row = letter_of_command(word, n);
    next_letter(&r);
    if (row)
        str_puts(out, row->latex);
    else if (r.n == 0)
        put_letter(out, &r.letter, false);
    else {
        str_puts(out, is_operator(word, n) ? "\\mathit{" : "\\mathrm{");
        put_letters(out, word, n);
        str_putc(out, '}');
    }
    return !row;
}

/* Returns how much of a name a subscript takes: up to an underscore, or letters that are subscripts
 * themselves. */
static size_t subscript_length(const char *text)
{
    struct reader r = {.text = text, .n = strcspn(text, "_")};
    const char *end = text;
    bool below = next_letter(&r) && is_below(&r.letter);
    do end = r.text;
    while (next_letter(&r) && is_below(&r.letter) == below);
    return (size_t)(end - text);
}

static void put_below(struct str *out, const char *text, size_t n)
{
    struct reader r = {.text = text, .n = n};
    while (next_letter(&r))
        if (is_below(&r.letter)) str_puts(out, r.letter.row->latex);
}

/* The parts of a subscript: 1, true, i,j. */
static void put_subscripts(struct str *out, const char *text)
{
    struct letter letter;
    str_puts(out, "_{");
    for (bool first = true; *text; first = false) {
        text += strspn(text, "_");
        if (!*text) break;
        size_t n = subscript_length(text), digits = strspn(text, "0123456789");
        letter_read(text, n, &letter);
        if (!first) str_putc(out, ',');
        if (is_below(&letter))
            put_below(out, text, n);
        else if (digits >= n)
            str_put(out, text, n);
        else
            put_word(out, text, n);
        text += n;
    }
    str_putc(out, '}');
}

/* Returns the length of what stands before subscripts: x of x1, x_1 and x₁. */
static size_t stem_length(const char *name)
{
    struct reader r = {.text = name, .n = strcspn(name, "_")};
    const char *end = name;
    while (next_letter(&r) && (end == name || !is_below(&r.letter))) end = r.text;
    size_t n = (size_t)(end - name);
    while (n > 1 && is_digit(name[n - 1])) n--;
    return n;
}

/* Writes x1 as x_{1}. A name that is written as x_1 or x₁ has the better claim to that. */
static enum fit put_pretty(struct str *out, const char *name)
{
    size_t stem = stem_length(name);
    if (stem == 0) return FIT_NOT; /* there is only a subscript */
    const char *rest = name + stem;
    bool own = put_word(out, name, stem) && !strstr(rest, "__");
    if (!*rest) return own ? FIT_EXACT : FIT_LOOSE;
    if (!rest[strspn(rest, "_")]) return FIT_LOOSE;
    put_subscripts(out, rest);
    return own && !is_digit(*rest) && rest[strlen(rest) - 1] != '_' ? FIT_EXACT : FIT_LOOSE;
}

/* d or ∂ with its order, and what it is of: dh, ∂²f. */
static void put_differential(struct str *out, const char *text, size_t n)
{
    static const char round[] = "∂";
    static const struct {
        const char *sign, *latex;
    } orders[] = {{"²", "^{2}"}, {"³", "^{3}"}, {"⁴", "^{4}"}};
    bool partial = n >= sizeof round - 1 && !memcmp(text, round, sizeof round - 1);
    size_t taken = partial ? sizeof round - 1 : 1;
    str_puts(out, partial ? "\\partial " : "d");
    struct str name = {.mem = out->mem};
    str_put(&name, text + taken, n - taken);
    const char *of = name.s ? name.s : "", *order = "";
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        char *at = strstr(of, orders[i].sign);
        if (!at) continue;
        order = orders[i].latex;
        if (at == of)
            of += strlen(orders[i].sign);
        else
            *at = '\0';
        break;
    }
    if (of == name.s) latex_name(out, of);
    str_puts(out, order);
    if (of != name.s) latex_name(out, of);
    str_free(&name);
}

/* dh/dx, ∂²f/∂x ∂y */
static void put_ratio(struct str *out, const char *text, size_t n)
{
    size_t slash = 0;
    while (slash < n && text[slash] != '/') slash++;
    str_puts(out, "\\frac{");
    put_differential(out, text, slash);
    str_puts(out, "}{");
    for (size_t at = slash + 1, word; at < n; at += word + 1) {
        word = strcspn(text + at, " ");
        if (at + word > n) word = n - at;
        if (at > slash + 1) str_puts(out, "\\, ");
        put_differential(out, text + at, word);
    }
    str_putc(out, '}');
}

/* The name of a derivative, which only the work of an answer has: dh/dx, or a quotient of such,
 * (df/dx)/f and -(∂F/∂x)/(∂F/∂y). */
static enum fit put_derivative(struct str *out, const char *name, unsigned k)
{
    const char *open = strchr(name, '('), *close = open ? strchr(open, ')') : NULL;
    if (close && close[1] == '/') {
        const char *under = close + 2;
        str_puts(out, *name == '-' ? "-\\frac{" : "\\frac{");
        put_ratio(out, open + 1, (size_t)(close - open) - 1);
        str_puts(out, "}{");
        if (*under == '(')
            put_ratio(out, under + 1, strlen(under) - 2);
        else
            latex_name(out, under);
        str_putc(out, '}');
    } else {
        put_ratio(out, name, strlen(name));
    }
    if (k) str_putf(out, "_{(%u)}", k);
    return FIT_EXACT;
}

/* u'', u^(10), which only the work of a limit has. */
static void put_primed(struct str *out, const char *text, size_t n)
{
    struct str stem = {.mem = out->mem};
    size_t length = 0;
    while (length < n && text[length] != '\'' && text[length] != '^') length++;
    str_put(&stem, text, length);
    latex_name(out, stem.s ? stem.s : "");
    if (length < n && text[length] == '^')
        str_putf(out, "^{%.*s}", (int)(n - length - 1), text + length + 1);
    else
        str_put(out, text + length, n - length);
    out->failed |= stem.failed;
    str_free(&stem);
}

/* u''/v'' */
static enum fit put_primed_ratio(struct str *out, const char *name)
{
    size_t over = strcspn(name, "/");
    if (!name[over]) return put_primed(out, name, over), FIT_EXACT;
    str_puts(out, "\\frac{");
    put_primed(out, name, over);
    str_puts(out, "}{");
    put_primed(out, name + over + 1, strlen(name + over + 1));
    str_putc(out, '}');
    return FIT_EXACT;
}

/* A name as in textbooks; as it was typed, upright; then with numbers. */
enum fit latex_spell(struct str *out, const char *name, unsigned k)
{
    if (strpbrk(name, "'^")) return put_primed_ratio(out, name);
    if (strchr(name, '/')) return put_derivative(out, name, k);
    if (k == 0) return put_pretty(out, name);
    str_puts(out, "\\mathrm{");
    put_letters(out, name, strlen(name));
    str_puts(out, "}");
    if (k > 1) str_putf(out, "_{(%u)}", k);
    return FIT_LOOSE;
}

void latex_name(struct str *out, const char *name)
{
    size_t before = out->n;
    if (latex_spell(out, name, 0) != FIT_NOT) return;
    out->n = before;
    latex_spell(out, name, 1);
}

/* ---- numbers ---- */

void latex_digits(struct str *out, const char *text)
{
    const char *exponent = strchr(text, 'e');
    size_t n = exponent ? (size_t)(exponent - text) : strlen(text);
    bool one = exponent && n == 1 && *text == '1';
    if (!one) str_put(out, text, n);
    if (exponent) str_putf(out, "%s10^{%s}", one ? "" : " \\times ", exponent + 1);
}

void latex_number(struct graph *g, number n, struct str *out)
{
    struct str text = {.mem = &g->core->mem};
    number_print(&g->numbers, n, &text);
    char *slash = text.s ? strchr(text.s, '/') : NULL;
    bool negative = text.s && text.s[0] == '-';
    if (slash) {
        *slash = '\0';
        str_putf(out, "%s\\frac{%s}{%s}", negative ? "-" : "", text.s + negative, slash + 1);
    } else
        latex_digits(out, text.s ? text.s : "");
    if (text.failed) out->failed = true;
    str_free(&text);
}

static bool is_cyrillic(const char *word)
{
    for (; *word; word++) {
        bool first = *word == '\xd0' || *word == '\xd1';
        if (first)
            word++;
        else if (*word & 0x80)
            return false;
    }
    return true;
}

void latex_put_letters(struct str *out, const char *latex, bool cyrillic)
{
    static const char upright[] = "\\mathrm{";
    for (const char *at; (at = strstr(latex, upright)); latex = at) {
        struct str word = {.mem = out->mem};
        const char *text = at + sizeof upright - 1;
        size_t n = strcspn(text, "{}");
        str_put(out, latex, (size_t)(at - latex));
        bool coded =
            letters_read_codes(&word, text, n) && (!cyrillic || !word.s || is_cyrillic(word.s));
        if (coded) str_putf(out, "\\text{%s", word.s ? word.s : "");
        at = coded ? text + n : text;
        if (!coded) str_puts(out, upright);
        out->failed |= word.failed;
        str_free(&word);
    }
    str_puts(out, latex);
}
