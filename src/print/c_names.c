/* c_names.c - turns names of the program into identifiers of C. */
#include "base/utf8.h"
#include "print/c_private.h"
#include "print/letters.h"

#include <stdio.h>
#include <string.h>

const char *c_text(struct c_writer *w, const char *format, ...)
{
    struct str s = {.mem = &w->core->mem};
    va_list args;
    va_start(args, format);
    str_vputf(&s, format, args);
    va_end(args);
    const char *text = s.failed ? NULL : arena_text(&w->core->arena, s.s ? s.s : "", s.n);
    str_free(&s);
    if (!text) w->failed = true;
    return text ? text : "";
}

/* ---- words of C ---- */

enum kinds { KEYWORD = 1, MACRO = 2, CALLED = 4, LIBRARY = 8 };

struct word {
    const char *text;
    unsigned kinds;
};

static const struct word table[] = {
#define WORD(text, kinds) {text, kinds},
#define FAMILY(text, kinds)
#include "print/c_words.def"
#undef WORD
#undef FAMILY
};

static const struct word families[] = {
#define WORD(text, kinds)
#define FAMILY(text, kinds) {text, kinds},
#include "print/c_words.def"
#undef WORD
#undef FAMILY
};

/* Returns the kinds of words that the first n bytes are. */
static unsigned kinds_of(const char *name, size_t n)
{
    size_t low = 0, high = sizeof table / sizeof *table;
    unsigned kinds = 0;
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (!strncmp(name, families[i].text, strlen(families[i].text))) kinds |= families[i].kinds;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strncmp(name, table[middle].text, n);
        if (order == 0 && !table[middle].text[n]) return kinds | table[middle].kinds;
        if (order <= 0)
            high = middle;
        else
            low = middle + 1;
    }
    return kinds;
}

/* sinf and sinf64x belong to sin, M_PIl to M_PI; keywords have no kin. */
static unsigned kinds_with_kin(const char *name)
{
    static const char *const suffixes[] = {"f", "l", "f32", "f64", "f128", "f32x", "f64x"};
    size_t n = strlen(name);
    unsigned kinds = kinds_of(name, n);
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        size_t m = strlen(suffixes[i]);
        bool ends = n > m && !memcmp(name + n - m, suffixes[i], m);
        if (ends) kinds |= kinds_of(name, n - m) & (MACRO | LIBRARY);
    }
    return kinds;
}

/* What the function calls: its own name would be in the way, as would a variable's. */
static bool is_called(const char *name)
{
    for (int h = 0; h < C_HELPERS; h++)
        if (c_function(h)->call && !strcmp(c_function(h)->call, name)) return true;
    return false;
}

/* A word that nothing may be called, or if `function`, that no function may. */
static bool is_word(const char *name, bool function)
{
    size_t n = strlen(name);
    bool type = n > 2 && !strcmp(name + n - 2, "_t");
    unsigned never = KEYWORD | MACRO | CALLED | (function ? LIBRARY : 0);
    return (kinds_with_kin(name) & never) || is_called(name) || (function && type);
}

/* ---- identifiers ---- */

static bool is_plain(char c)
{
    return is_digit(c) || (is_ascii_letter(c) && c != '_');
}

/* C reserves names that begin with an underscore, C++ those that hold two. */
static void put_identifier(struct str *out, const char *name)
{
    struct str ascii = {.mem = out->mem};
    struct letter letter;
    for (size_t n = strlen(name); n > 0;) {
        size_t taken = letter_read(name, n, &letter);
        letter_put_word(&ascii, &letter);
        name += taken, n -= taken;
    }
    if (!ascii.n || !is_plain(ascii.s[0]) || is_digit(ascii.s[0])) str_putc(out, 'v');
    for (size_t i = 0; i < ascii.n; i++) {
        char c = is_plain(ascii.s[i]) ? ascii.s[i] : '_';
        if (c != '_' || !out->n || out->s[out->n - 1] != '_') str_putc(out, c);
    }
    out->failed |= ascii.failed;
    str_free(&ascii);
}

static void put_variant(struct str *out, const char *begin, const char *name, unsigned k)
{
    str_clear(out);
    str_puts(out, begin);
    put_identifier(out, name);
    if (k > 0 && out->n && out->s[out->n - 1] != '_') str_putc(out, '_');
    if (k > 1) str_putf(out, "%u", k);
}

/* A name's identifier; a word with an underscore; then with numbers. What is still a word, as it
 * begins like a family of them, gets another beginning. */
static enum fit spell(struct str *out, const char *name, unsigned k, bool function)
{
    put_variant(out, "", name, 0);
    if (out->failed) return FIT_NOT;
    bool word = is_word(out->s, function), exact = !strcmp(out->s, name);
    if (k == 0) return word ? FIT_NOT : exact ? FIT_EXACT : FIT_LOOSE;
    if (k == 1 && !word) return FIT_NOT;
    put_variant(out, "", name, k);
    if (!out->failed && is_word(out->s, function)) put_variant(out, "v_", name, k);
    return out->failed || is_word(out->s, function) ? FIT_NOT : FIT_LOOSE;
}

enum fit c_spell(struct str *out, const char *name, unsigned k)
{
    return spell(out, name, k, false);
}

enum fit c_spell_function(struct str *out, const char *name, unsigned k)
{
    return spell(out, name, k, true);
}

const char *c_name(struct c_writer *w, const char *name)
{
    return spelling_fresh(&w->names, name);
}

void c_line(struct c_writer *w, uint32_t block, const char *format, ...)
{
    struct str *out = &w->branches.at[block].out;
    va_list args;
    for (uint32_t i = 0; i <= w->branches.at[block].depth; i++) str_puts(out, "    ");
    va_start(args, format);
    str_vputf(out, format, args);
    va_end(args);
    str_putc(out, '\n');
}

const char *c_temporary(struct c_writer *w)
{
    char name[16];
    snprintf(name, sizeof name, "t%u", ++w->n_temporaries);
    return c_name(w, name);
}
