#include "print/letters.h"

#include "base/decimal.h"
#include "base/utf8.h"

#include <string.h>

static const struct letter_row rows[] = {
#define LETTER(code, word, latex) {code, word, latex, LETTER_ALONE},
#define BELOW(code, word, latex) {code, word, latex, LETTER_BELOW},
#define ACCENT(code, word, latex) {code, word, latex, LETTER_ACCENT},
#define MARKED(code, base, accent)
#include "print/letters.def"
#undef LETTER
#undef BELOW
#undef ACCENT
#undef MARKED
};

static const struct {
    uint32_t code, base, accent;
} marked[] = {
#define LETTER(code, word, latex)
#define BELOW(code, word, latex)
#define ACCENT(code, word, latex)
#define MARKED(code, base, accent) {code, base, accent},
#include "print/letters.def"
#undef LETTER
#undef BELOW
#undef ACCENT
#undef MARKED
};

static const struct letter_row *find(uint32_t code)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows && code >= 0x80; i++)
        if (rows[i].code == code) return &rows[i];
    return NULL;
}

static void take_apart(struct letter *letter)
{
    for (size_t i = 0; i < sizeof marked / sizeof *marked; i++) {
        if (marked[i].code != letter->code) continue;
        letter->code = marked[i].base;
        letter->accents[letter->n_accents++] = find(marked[i].accent);
        return;
    }
}

static uint32_t read_code(const char *text, size_t n, uint32_t *at)
{
    uint32_t start = *at, code = utf8_next(text, (uint32_t)n, at);
    return code == UINT32_MAX ? (unsigned char)text[start] : code;
}

size_t letter_read(const char *text, size_t n, struct letter *letter)
{
    uint32_t at = 0;
    *letter = (struct letter){.code = read_code(text, n, &at)};
    if (letter->code < 0x80 && (n == at || (unsigned char)text[at] < 0x80)) return at;
    take_apart(letter);
    letter->row = find(letter->code);
    while (at < n && letter->n_accents < MOST_ACCENTS) {
        uint32_t next = at;
        const struct letter_row *row = find(read_code(text, n, &next));
        if (!row || row->kind != LETTER_ACCENT) break;
        letter->accents[letter->n_accents++] = row;
        at = next;
    }
    return at;
}

void letter_put_word(struct str *out, const struct letter *letter)
{
    if (letter->code < 0x80)
        str_putc(out, (char)letter->code);
    else if (letter->row)
        str_putf(out, letter->row->kind == LETTER_ACCENT ? "_%s" : "%s", letter->row->word);
    else
        str_putf(out, "u%04x", (unsigned)letter->code);
    for (int i = 0; i < letter->n_accents; i++) str_putf(out, "_%s", letter->accents[i]->word);
}

/* The letter of a code at the beginning of a word, u0434; 0 if there is none. */
static uint32_t read_code_of(const char *word, size_t n)
{
    enum { DIGITS = 4 };
    uint32_t code = 0;
    if (n <= DIGITS || *word != 'u') return 0;
    for (int i = 1; i <= DIGITS; i++) {
        bool letter = word[i] >= 'a' && word[i] <= 'f';
        if (!letter && !is_digit(word[i])) return 0;
        code = 16 * code + (uint32_t)(letter ? word[i] - 'a' + 10 : word[i] - '0');
    }
    if (n > DIGITS + 1 && strchr("0123456789abcdef", word[DIGITS + 1])) return 0; /* a longer one */
    return code >= 0x80 && utf8_is_letter(code) && !find(code) ? code : 0;
}

bool letters_read_codes(struct str *out, const char *word, size_t n)
{
    size_t before = out->n;
    bool any = false;
    for (size_t at = 0; at < n;) {
        char text[8];
        uint32_t code = read_code_of(word + at, n - at);
        if (code)
            str_put(out, text, (size_t)(utf8_put(text, code) - text));
        else
            str_putc(out, word[at]);
        at += code ? 5 : 1;
        any |= code != 0;
    }
    if (!any) out->n = before;
    return any;
}

bool letter_is_digit(const struct letter *letter)
{
    return is_digit(letter->code < 0x80 ? (char)letter->code
                    : letter->row       ? *letter->row->word
                                        : 'u');
}

const struct letter_row *letter_of_command(const char *name, size_t n)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *latex = rows[i].latex;
        bool same = rows[i].kind == LETTER_ALONE && latex[0] == '\\' && strlen(latex) == n + 1;
        if (same && !memcmp(latex + 1, name, n)) return &rows[i];
    }
    return NULL;
}
