/* python_names.c - names and sizes in Python. */
#include "base/utf8.h"
#include "print/letters.h"
#include "print/python_private.h"

#include <string.h>

/* Keywords, and what the function's body uses. */
static const char *const reserved[] = {
    "False",   "None",     "True",     "__debug__", "and",    "as",      "assert", "async",
    "await",   "break",    "class",    "continue",  "def",    "del",     "elif",   "else",
    "except",  "finally",  "for",      "from",      "global", "if",      "import", "in",
    "is",      "lambda",   "nonlocal", "not",       "or",     "pass",    "raise",  "return",
    "try",     "while",    "with",     "yield",     "np",     "special", "float",  "csr_array",
    "_indptr", "_indices", "_order",
};

static bool is_reserved(const char *name)
{
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (!strcmp(reserved[i], name)) return true;
    return python_is_helper(name);
}

/* Letters that identifiers may have, and that Python leaves as they are. It takes names for equal
 * that have the same normal form NFKC: x₁ would be no name, and a bold x the name x. */
static bool is_letter(uint32_t code)
{
    static const uint32_t ranges[][2] = {
        {0x41, 0x5A},     {0x61, 0x7A},     {0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x131},
        {0x134, 0x13E},   {0x141, 0x148},   {0x14A, 0x17E},   {0x391, 0x3A1},   {0x3A3, 0x3A9},
        {0x3B1, 0x3C9},   {0x400, 0x481},   {0x48A, 0x52F},   {0x531, 0x556},   {0x561, 0x586},
        {0x5D0, 0x5EA},   {0x621, 0x63A},   {0x641, 0x64A},   {0x904, 0x939},   {0x10D0, 0x10FA},
        {0x3041, 0x3096}, {0x30A1, 0x30FA}, {0x4E00, 0x9FA5}, {0xAC00, 0xD7A3},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (code >= ranges[i][0] && code <= ranges[i][1]) return true;
    return false;
}

static void put_identifier(struct str *out, const char *name)
{
    struct letter letter;
    uint32_t n = (uint32_t)strlen(name), at = 0;
    while (at < n) {
        uint32_t start = at, code = utf8_next(name, n, &at);
        letter_read(name + start, at - start, &letter);
        bool digit = !is_letter(code) && letter_is_digit(&letter);
        if (digit && !out->n) str_putc(out, 'v');
        if (is_letter(code))
            str_put(out, name + start, at - start);
        else
            letter_put_word(out, &letter);
    }
}

enum fit python_spell(struct str *out, const char *name, unsigned k)
{
    put_identifier(out, name);
    if (k == 1) str_putc(out, '_');
    if (k > 1) str_putf(out, "_%u", k);
    if (out->failed || is_reserved(out->s)) return FIT_NOT;
    return strcmp(out->s, name) ? FIT_LOOSE : FIT_EXACT;
}

const char *python_name(struct python_writer *w, const char *name)
{
    return spelling_of(&w->names, name);
}

void python_note_letter(struct python_writer *w, int64_t size)
{
    for (size_t i = 0; i < w->letters.n; i++)
        if (w->letters.at[i] == size) return;
    if (!vec_push(&w->core->mem, &w->letters, size)) w->failed = true;
}

void python_put_size(struct python_writer *w, struct str *out, int64_t size)
{
    struct size_product p = size_parts(&w->g->shapes.sizes, size);
    if (p.count != 1 || p.n == 0) str_int(out, p.count);
    for (uint32_t i = 0; i < p.n; i++) {
        if (i || p.count != 1) str_putc(out, '*');
        python_note_letter(w, size_of_letter(p.letters[i]));
        str_puts(out, python_name(w, names_text(&w->core->names, p.letters[i])));
    }
}

const char *python_shape(struct python_writer *w, shape s)
{
    struct shape_data d = shape_get(&w->g->shapes, s);
    struct str text = {.mem = &w->core->mem};
    if (d.ndim != 1) str_putc(&text, '(');
    for (int i = 0; i < d.ndim; i++) {
        if (i) str_puts(&text, ", ");
        python_put_size(w, &text, d.d[i]);
    }
    if (d.ndim != 1) str_putc(&text, ')');
    return python_taken(w, &text);
}
