/* mathml.c - reads LaTeX as print/latex.c writes it, and writes MathML. */
#include "print/mathml.h"

#include "base/decimal.h"
#include "base/utf8.h"
#include "print/letters.h"

#include <string.h>

/* Deeper groups are shown as LaTeX. */
enum { DEEPEST = 200 };

struct reader {
    const char *at;
    struct str *out;
    int depth;
    bool after; /* the last thing of the row was no operator */
};

/* ---- what commands stand for ---- */

struct symbol {
    const char *command;
    uint32_t code;
};

static const struct symbol letters[] = {
#define LETTER(code, word, latex) {latex, code},
#define BELOW(code, word, latex)
#define ACCENT(code, word, latex)
#define MARKED(code, base, accent)
#include "print/letters.def"
#undef LETTER
#undef BELOW
#undef ACCENT
#undef MARKED
    {"\\partial", 0x2202},
    {"\\infty", 0x221E},
    {"\\imath", 0x131},
    {"\\jmath", 0x237},
};

static const struct symbol accents[] = {
#define LETTER(code, word, latex)
#define BELOW(code, word, latex)
#define ACCENT(code, word, latex) {latex, code},
#define MARKED(code, base, accent)
#include "print/letters.def"
#undef LETTER
#undef BELOW
#undef ACCENT
#undef MARKED
    {"\\overline", 0x304},
};

static const struct symbol operators[] = {
    {"\\cdot", 0x22C5},
    {"\\times", 0xD7},
    {"\\odot", 0x2299},
    {"\\otimes", 0x2297},
    {"\\oslash", 0x2298},
    {"\\circ", 0x2218},
    {"\\le", 0x2264},
    {"\\ge", 0x2265},
    {"\\ne", 0x2260},
    {"\\approx", 0x2248},
    {"\\leftarrow", 0x2190},
    {"\\to", 0x2192},
    {"\\land", 0x2227},
    {"\\lor", 0x2228},
    {"\\lnot", 0xAC},
    {"\\top", 0x22A4},
    {"\\lfloor", 0x230A},
    {"\\rfloor", 0x230B},
    {"\\lceil", 0x2308},
    {"\\rceil", 0x2309},
    {"\\cdots", 0x22EF},
    {"\\{", '{'},
    {"\\}", '}'},
    {"\\|", 0x2016},
    {"\\_", '_'},
};

/* Commands that are their own word, upright. */
static const char *const words[] = {"ln",     "log",    "exp",  "sin",  "cos",  "tan",  "sec",
                                    "csc",    "cot",    "sinh", "cosh", "tanh", "coth", "arcsin",
                                    "arccos", "arctan", "det",  "min",  "max"};

static uint32_t find(const struct symbol *symbols, size_t n, const char *command, size_t length)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(symbols[i].command) == length && !memcmp(symbols[i].command, command, length))
            return symbols[i].code;
    return 0;
}
#define FIND(symbols, command, length) \
    find((symbols), sizeof(symbols) / sizeof *(symbols), command, length)

static bool is_word(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == length && !memcmp(words[i], name, length)) return true;
    return false;
}

/* ---- elements ---- */

void mathml_escape(struct str *out, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '&')
            str_puts(out, "&amp;");
        else if (text[i] == '<')
            str_puts(out, "&lt;");
        else if (text[i] == '>')
            str_puts(out, "&gt;");
        else
            str_putc(out, text[i]);
    }
}

static void put_element(struct reader *r, const char *name, const char *text, size_t n)
{
    str_putf(r->out, "<%s>", name);
    mathml_escape(r->out, text, n);
    str_putf(r->out, "</%s>", name);
}

static void put_code(struct reader *r, const char *name, uint32_t code)
{
    char text[8];
    put_element(r, name, text, (size_t)(utf8_put(text, code) - text));
}

static void skip_blanks(struct reader *r)
{
    while (*r->at == ' ' || *r->at == '\n' ||
           (*r->at == '\\' && strchr(",;! ", r->at[1]) && r->at[1]))
        r->at += *r->at == '\\' ? 2 : 1;
}

static bool accept(struct reader *r, const char *text)
{
    size_t n = strlen(text);
    if (strncmp(r->at, text, n) != 0) return false;
    r->at += n;
    return true;
}

static size_t command_length(const char *at)
{
    size_t n = 1;
    while ((at[n] >= 'a' && at[n] <= 'z') || (at[n] >= 'A' && at[n] <= 'Z')) n++;
    return n > 1 ? n : at[1] ? 2 : 1;
}

/* The end of the group that begins at an opening brace. */
static const char *group_end(const char *at)
{
    int depth = 0;
    for (; *at; at++) {
        if (*at == '\\' && at[1])
            at++;
        else if (*at == '{')
            depth++;
        else if (*at == '}' && --depth == 0)
            break;
    }
    return at;
}

static void put_row(struct reader *r);
static void put_item(struct reader *r);

/* {...} as one element. */
static void put_group(struct reader *r)
{
    skip_blanks(r);
    if (*r->at != '{') {
        put_item(r);
        return;
    }
    r->at++;
    str_puts(r->out, "<mrow>");
    put_row(r);
    str_puts(r->out, "</mrow>");
    accept(r, "}");
}

/* {...} as text. */
static void put_text(struct reader *r, const char *open, const char *close)
{
    skip_blanks(r);
    const char *end = group_end(r->at), *from = r->at + (*r->at == '{');
    str_puts(r->out, open);
    if (letters_read_codes(r->out, from, (size_t)(end - from))) from = end;
    for (; from < end; from++) {
        uint32_t code = 0;
        size_t n = *from == '\\' ? command_length(from) : 1;
        if (*from == '\\') code = n == 2 ? (uint32_t)from[1] : FIND(letters, from, n);
        char text[8];
        if (code)
            mathml_escape(r->out, text, (size_t)(utf8_put(text, code) - text));
        else if (!strchr("{}", *from))
            mathml_escape(r->out, from, n);
        from += n - 1;
    }
    str_puts(r->out, close);
    r->at = *end ? end + 1 : end;
}

/* ---- commands with arguments ---- */

static void put_arguments(struct reader *r, const char *name, int n)
{
    str_putf(r->out, "<%s>", name);
    while (n-- > 0) put_group(r);
    str_putf(r->out, "</%s>", name);
}

static void put_root(struct reader *r)
{
    struct str index = {.mem = r->out->mem};
    if (!accept(r, "[")) {
        put_arguments(r, "msqrt", 1);
        return;
    }
    size_t n = strcspn(r->at, "]");
    put_element(&(struct reader){.out = &index}, "mn", r->at, n);
    r->at += n + (r->at[n] == ']');
    str_puts(r->out, "<mroot>");
    put_group(r);
    str_put(r->out, index.s ? index.s : "", index.n);
    str_puts(r->out, "</mroot>");
    str_free(&index);
}

/* \underbrace{A}_{B} */
static void put_brace(struct reader *r)
{
    str_puts(r->out, "<munder><munder>");
    put_group(r);
    put_code(r, "mo", 0x23DF);
    str_puts(r->out, "</munder>");
    accept(r, "_");
    put_group(r);
    str_puts(r->out, "</munder>");
}

static void put_accent(struct reader *r, uint32_t code)
{
    str_puts(r->out, "<mover accent=\"true\">");
    put_group(r);
    put_code(r, "mo", code);
    str_puts(r->out, "</mover>");
}

static void put_operator(struct reader *r, uint32_t code, const char *form, bool grows)
{
    char text[8];
    str_putf(r->out, "<mo form=\"%s\"%s>", form, grows ? "" : " stretchy=\"false\"");
    mathml_escape(r->out, text, (size_t)(utf8_put(text, code) - text));
    str_puts(r->out, "</mo>");
}

/* What stands after \left and \right. */
static void put_fence(struct reader *r, const char *form, bool grows)
{
    skip_blanks(r);
    size_t n = *r->at == '\\' ? command_length(r->at) : *r->at ? 1 : 0;
    uint32_t code = *r->at == '\\' ? FIND(operators, r->at, n) : (unsigned char)*r->at;
    if (code && code != '.') put_operator(r, code, form, grows);
    r->at += n;
}

/* True for what is higher than a line, so that brackets around it grow. */
static bool is_high(const char *mathml)
{
    static const char *const elements[] = {"<mfrac", "<mtable", "<munder", "<mroot", "<msqrt"};
    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
        if (strstr(mathml, elements[i])) return true;
    return false;
}

/* Brackets that may grow stand further off in some fonts, even where they do not. */
static void put_fenced(struct reader *r)
{
    struct str inside = {.mem = r->out->mem}, *whole = r->out;
    const char *open = r->at;
    skip_blanks(r);
    r->at += *r->at == '\\' ? command_length(r->at) : *r->at ? 1 : 0;
    r->out = &inside;
    put_row(r);
    r->out = whole;
    const char *after = r->at;
    bool grows = inside.s && is_high(inside.s);
    str_puts(r->out, "<mrow>");
    r->at = open;
    put_fence(r, "prefix", grows);
    r->at = after;
    str_put(r->out, inside.s ? inside.s : "", inside.n);
    if (accept(r, "\\right")) put_fence(r, "postfix", grows);
    str_puts(r->out, "</mrow>");
    whole->failed |= inside.failed;
    str_free(&inside);
}

/* Rows and cells of \begin{pmatrix} and \begin{cases}. */
static void put_table(struct reader *r)
{
    size_t n = strcspn(r->at, "}");
    bool parentheses = n > 1 && !strncmp(r->at, "{pmatrix", n),
         cases = !strncmp(r->at, "{cases", n);
    r->at += n + (r->at[n] == '}');
    str_puts(r->out, "<mrow>");
    if (parentheses || cases) put_operator(r, parentheses ? '(' : '{', "prefix", true);
    str_puts(r->out, "<mtable><mtr><mtd>");
    while (true) {
        put_row(r);
        if (accept(r, "\\\\"))
            str_puts(r->out, "</mtd></mtr><mtr><mtd>");
        else if (accept(r, "&"))
            str_puts(r->out, "</mtd><mtd>");
        else
            break;
    }
    str_puts(r->out, "</mtd></mtr></mtable>");
    if (accept(r, "\\end")) r->at = *r->at == '{' ? group_end(r->at) + 1 : r->at;
    if (parentheses) put_operator(r, ')', "postfix", true);
    str_puts(r->out, "</mrow>");
}

struct styled {
    const char *command, *open, *close;
};
static const struct styled styles[] = {
    {"\\text", "<mtext>", "</mtext>"},
    {"\\operatorname", "<mi>", "</mi>"},
    {"\\mathrm", "<mi mathvariant=\"normal\">", "</mi>"},
    {"\\mathit", "<mi style=\"font-style:italic\">", "</mi>"},
    {"\\mathbf", "<mi style=\"font-weight:bold\">", "</mi>"},
    {"\\mathcal", "<mi style=\"font-family:cursive\">", "</mi>"},
};

static bool put_styled(struct reader *r, const char *command, size_t n)
{
    for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
        if (strlen(styles[i].command) != n || memcmp(styles[i].command, command, n) != 0) continue;
        put_text(r, styles[i].open, styles[i].close);
        return true;
    }
    return false;
}

static bool is_command(const char *command, size_t n, const char *name)
{
    return strlen(name) == n && !memcmp(command, name, n);
}

static void put_command(struct reader *r)
{
    const char *command = r->at;
    size_t n = command_length(command);
    uint32_t code;
    r->at += n;
    if (is_command(command, n, "\\frac"))
        put_arguments(r, "mfrac", 2);
    else if (is_command(command, n, "\\sqrt"))
        put_root(r);
    else if (is_command(command, n, "\\underbrace"))
        put_brace(r);
    else if (is_command(command, n, "\\left"))
        put_fenced(r);
    else if (is_command(command, n, "\\begin"))
        put_table(r);
    else if (is_command(command, n, "\\bmod"))
        put_element(r, "mo", "mod", 3);
    else if ((code = FIND(accents, command, n)))
        put_accent(r, code);
    else if ((code = FIND(letters, command, n)))
        put_code(r, "mi", code);
    else if ((code = FIND(operators, command, n)))
        put_code(r, "mo", code);
    else if (is_word(command + 1, n - 1))
        put_element(r, "mi", command + 1, n - 1);
    else if (!put_styled(r, command, n))
        put_element(r, "mtext", command, n);
}

/* ---- rows ---- */

static void put_number(struct reader *r)
{
    size_t n = 0;
    while (is_digit(r->at[n]) || (r->at[n] == '.' && is_digit(r->at[n + 1]))) n++;
    put_element(r, "mn", r->at, n);
    r->at += n;
}

static void put_character(struct reader *r)
{
    uint32_t n = 0, code = utf8_next(r->at, (uint32_t)strnlen(r->at, 4), &n);
    bool letter = n > 1 || is_ascii_letter(*r->at);
    if (*r->at == '-')
        put_operator(r, 0x2212, r->after ? "infix" : "prefix", true);
    else if (code == UINT32_MAX)
        put_code(r, "mo", 0xFFFD);
    else
        put_element(r, letter ? "mi" : "mo", r->at, n);
    r->at += n;
}

/* One thing without its scripts. */
static void put_item(struct reader *r)
{
    if (*r->at == '\\')
        put_command(r);
    else if (*r->at == '{')
        put_group(r);
    else if (is_digit(*r->at))
        put_number(r);
    else if (*r->at)
        put_character(r);
}

/* A function after a factor stands off. */
static void put_gap(struct reader *r)
{
    size_t n = *r->at == '\\' ? command_length(r->at) : 0;
    if (n && r->after && is_word(r->at + 1, n - 1))
        str_puts(r->out, "<mspace width=\"0.17em\"></mspace>");
}

/* A thing with what stands above and below it at its right. */
static void put_scripted(struct reader *r)
{
    struct str base = {.mem = r->out->mem}, below = base, above = base, *whole = r->out;
    put_gap(r);
    r->out = &base;
    if (*r->at == '_' || *r->at == '^')
        str_puts(&base, "<mrow></mrow>");
    else
        put_item(r);
    while (*r->at == '_' || *r->at == '^') {
        r->out = *r->at++ == '_' ? &below : &above;
        put_group(r);
    }
    r->out = whole;
    r->after = base.s && strncmp(base.s, "<mo", 3) != 0;
    const char *name = below.n && above.n ? "msubsup" : below.n ? "msub" : above.n ? "msup" : NULL;
    if (name) str_putf(whole, "<%s>", name);
    str_put(whole, base.s ? base.s : "", base.n);
    str_put(whole, below.s ? below.s : "", below.n);
    str_put(whole, above.s ? above.s : "", above.n);
    if (name) str_putf(whole, "</%s>", name);
    whole->failed |= base.failed || below.failed || above.failed;
    str_free(&base), str_free(&below), str_free(&above);
}

static bool ends_row(const char *at)
{
    return !*at || *at == '}' || *at == '&' || !strncmp(at, "\\\\", 2) ||
           !strncmp(at, "\\right", 6) || !strncmp(at, "\\end", 4);
}

static void put_row(struct reader *r)
{
    if (++r->depth > DEEPEST) {
        const char *from = r->at;
        while (!ends_row(r->at)) r->at = *r->at == '{' ? group_end(r->at) + 1 : r->at + 1;
        put_element(r, "mtext", from, (size_t)(r->at - from));
    }
    r->after = false;
    for (skip_blanks(r); !ends_row(r->at); skip_blanks(r)) put_scripted(r);
    r->depth--;
}

void mathml_put(struct str *out, const char *latex)
{
    struct reader r = {.at = latex, .out = out};
    while (*r.at) {
        put_row(&r);
        if (*r.at) r.at += strncmp(r.at, "\\\\", 2) ? strncmp(r.at, "\\right", 6) ? 1 : 6 : 2;
    }
}
