/* latex_wrap.c - how wide formulas in LaTeX are, and where they are broken into lines. */
#include "print/latex_wrap.h"

#include "base/decimal.h"

#include <string.h>

enum { DEEPEST = 64 };

/* ---- width ---- */

enum group { PLAIN, OVER, UNDER, BRACED, BELOW, SCRIPT, ROOT, ROWS };

struct frame {
    enum group group;
    double width, most; /* of the line; of what stands above it */
};

struct measure {
    struct frame frames[DEEPEST];
    int depth, fractions;
};

static void add(struct measure *m, double width)
{
    m->frames[m->depth].width += width;
}

static void push(struct measure *m, enum group group, double most)
{
    if (m->depth + 1 == DEEPEST) return;
    m->frames[++m->depth] = (struct frame){group, 0, most};
    m->fractions += group == OVER || group == UNDER;
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

/* Closes a group; returns what opens the next one, which belongs to it. */
static enum group pop(struct measure *m, double *most)
{
    enum { SMALL = 7 }; /* tenths */
    if (m->depth == 0) return PLAIN;
    struct frame f = m->frames[m->depth--];
    double all = larger(f.width, f.most);
    m->fractions -= f.group == OVER || f.group == UNDER;
    *most = f.width;
    switch (f.group) {
    case OVER: return UNDER;
    case BRACED: return BELOW;
    case UNDER: add(m, m->fractions ? all * SMALL / 10 + 2 : all + 2); break;
    case BELOW: add(m, larger(f.width * SMALL / 10, f.most)); break;
    case SCRIPT: add(m, f.width * SMALL / 10); break;
    case ROOT: add(m, f.width + 8); break;
    case ROWS: add(m, all + 12); break;
    default: add(m, f.width); break;
    }
    return PLAIN;
}

static size_t command_length(const char *at)
{
    size_t n = 1;
    while ((at[n] >= 'a' && at[n] <= 'z') || (at[n] >= 'A' && at[n] <= 'Z')) n++;
    return n == 1 ? 2 : n;
}

static bool is_command(const char *at, size_t n, const char *name)
{
    return strlen(name) == n && !memcmp(at, name, n);
}

static double command_width(const char *at, size_t n)
{
    static const char words[] =
        " sin cos tan cot sec csc ln log exp sinh cosh tanh coth arcsin arccos arctan max min det ";
    static const char *const wide[] = {"\\cdot", "\\le", "\\ge", "\\to", "\\leftarrow", "\\quad"};
    static const char *const none[] = {"\\left", "\\right", "\\text", "\\mathrm", "\\mathbf"};
    char word[16] = " ";
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (is_command(at, n, none[i])) return 0;
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (is_command(at, n, wide[i])) return 9;
    if (n + 2 < sizeof word) {
        memcpy(word + 1, at + 1, n - 1);
        memcpy(word + n, " ", 2);
        if (strstr(words, word)) return 5.0 * (double)(n - 1) + 2;
    }
    return 7;
}

static double character_width(const char *at)
{
    unsigned char c = (unsigned char)*at;
    if (strchr(" &{}", (char)c) || (c & 0xC0) == 0x80) return 0;
    if (strchr("+-=<>", (char)c)) return at[1] == ' ' ? 12 : 8;
    if (strchr(".,|'!", (char)c)) return 3;
    if (strchr("()[]", (char)c)) return 4.5;
    return is_digit((char)c) ? 5 : 5.8;
}

/* What a command, with its opening brace, begins; PLAIN if it begins nothing. */
static enum group opened_by(const char *at, size_t *n)
{
    static const struct {
        const char *text;
        enum group group;
    } rows[] = {{"\\frac{", OVER},
                {"\\sqrt{", ROOT},
                {"\\underbrace{", BRACED},
                {"\\begin{pmatrix}", ROWS},
                {"\\begin{cases}", ROWS},
                {"^{", SCRIPT},
                {"_{", SCRIPT}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        *n = strlen(rows[i].text);
        if (!strncmp(at, rows[i].text, *n)) return rows[i].group;
    }
    return PLAIN;
}

/* Ends a row of a matrix. */
static void end_row(struct measure *m)
{
    struct frame *f = &m->frames[m->depth];
    f->most = larger(f->most, f->width);
    f->width = 0;
}

/* Takes what stands at a place of the formula; returns its length. */
static size_t measure(struct measure *m, const char *at)
{
    size_t n;
    enum group group = opened_by(at, &n);
    double most = 0;
    if (group != PLAIN) return push(m, group, 0), n;
    if (!strncmp(at, "\\\\", 2)) return end_row(m), 2;
    if (!strncmp(at, "\\end{", 5)) return pop(m, &most), strcspn(at, "}") + 1;
    if (*at == '{') return push(m, PLAIN, 0), 1;
    if (*at == '}') {
        group = pop(m, &most);
        bool script = group == BELOW && at[1] == '_';
        if (group == PLAIN || at[1 + script] != '{') return 1;
        return push(m, group, most), script ? 3 : 2;
    }
    if (*at == '\\') {
        n = command_length(at);
        return add(m, command_width(at, n)), n;
    }
    return add(m, *at == '&' ? 12 : character_width(at)), 1;
}

double latex_width(const char *latex, size_t n)
{
    struct measure m = {.depth = 0};
    double most;
    for (size_t i = 0; i < n;) i += measure(&m, latex + i);
    while (m.depth) pop(&m, &most);
    return m.frames[0].width;
}

/* ---- places to break at ---- */

/* How bad a place is: worse deep in brackets and within a product. */
enum { WITHIN_PRODUCT = 1, PER_BRACKET = 2, NOWHERE = 100000 };

/* Returns the length of the group, matrix or single thing at a place, in which no line ends. */
static size_t length_of_thing(const char *at)
{
    int depth = 0;
    size_t i = 0, n;
    do {
        n = *(at + i) == '\\' ? command_length(at + i) : 1;
        bool begins = !strncmp(at + i, "\\begin", 6), ends = !strncmp(at + i, "\\end", 4);
        depth += begins - ends + (at[i] == '{') - (at[i] == '}');
        i += n;
        if (ends && depth == 0) return i + strcspn(at + i, "}") + (at[i] == '{');
    } while (at[i] && depth > 0);
    return i;
}

/* Returns the length of that with its arguments: a fraction, x's exponent, a name over a brace. */
static size_t length_of_item(const char *at)
{
    size_t n = length_of_thing(at);
    bool braced = is_command(at, n, "\\underbrace");
    if (*at == '{') return n;
    while (at[n] == '{' || (braced && at[n] == '_')) n += length_of_thing(at + n);
    return n;
}

static bool ends_command(const char *text, size_t i)
{
    while (i && ((text[i - 1] >= 'a' && text[i - 1] <= 'z') ||
                 (text[i - 1] >= 'A' && text[i - 1] <= 'Z')))
        i--;
    return i && text[i - 1] == '\\';
}

/* A factor that another one stands before, with a blank between them. */
static bool begins_factor(const char *text, size_t i)
{
    static const char *const rows[] = {"\\left(", "\\frac{", "\\sqrt{", "e^{"};
    if (i < 2 || text[i - 1] != ' ' || strchr("+-=", text[i - 2]) || ends_command(text, i - 1))
        return false;
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        if (!strncmp(text + i, rows[k], strlen(rows[k]))) return true;
    return false;
}

static int badness(const char *text, size_t i, int depth)
{
    bool sign = i && text[i - 1] == ' ' && (text[i] == '+' || text[i] == '-') && text[i + 1] == ' ';
    if (sign) return PER_BRACKET * depth;
    bool product = !strncmp(text + i, "\\cdot ", 6) || begins_factor(text, i);
    return product ? PER_BRACKET * depth + WITHIN_PRODUCT : NOWHERE;
}

struct line {
    size_t end; /* in bytes */
    int depth;  /* of brackets there */
};

/* Up to the best place that fits and leaves no more than half of the line empty, else to the last
 * that fits, else to the first. */
static struct line line_of(const char *text, double room, int depth)
{
    struct line best = {.end = 0};
    int least = NOWHERE;
    double width = 0;
    size_t i = 0;
    for (size_t n; text[i]; i += n) {
        int bad = i ? badness(text, i, depth) : NOWHERE;
        if (width > room && best.end) return best;
        if (bad != NOWHERE && !(bad > least && 2 * width > room)) {
            best = (struct line){i, depth};
            least = 2 * width > room ? bad : NOWHERE;
        }
        n = length_of_item(text + i);
        width += latex_width(text + i, n);
        depth += !strncmp(text + i, "\\left", 5) && strncmp(text + i, "\\leftarrow", 10) != 0;
        depth -= !strncmp(text + i, "\\right", 6);
    }
    return width > room && best.end ? best : (struct line){i, depth};
}

/* ---- fractions that are too wide ---- */

/* Appends the text with each fraction outside of all others that is wider than the room, and whose
 * denominator is not, as 1 over that times the numerator. True if there was one. */
static bool split_fractions(struct str *out, const char *text, double room)
{
    static const char frac[] = "\\frac";
    bool any = false;
    for (size_t n; *text; text += n) {
        size_t over = 0, under = 0;
        n = length_of_thing(text);
        if (is_command(text, n, frac)) {
            over = length_of_thing(text + n);
            under = length_of_thing(text + n + over);
        }
        const char *above = text + n, *below = above + over;
        double wide = over ? latex_width(text, n + over + under) : 0;
        if (wide <= room || latex_width(below, under) > room / 2) {
            str_put(out, text, n);
            continue;
        }
        str_putf(out, "\\frac{1}%.*s \\left(%.*s\\right)", (int)under, below, (int)over - 2,
                 above + 1);
        n += over + under;
        any = true;
    }
    return any;
}

static void repeat(struct str *out, const char *text, int n)
{
    while (n-- > 0) str_puts(out, text);
}

static void put_lines(struct str *out, const char *text, double room, const char *new_line)
{
    for (int depth = 0; *text;) {
        struct line line = line_of(text, room, depth);
        bool product = begins_factor(text, line.end);
        size_t n = line.end;
        while (n && text[line.end] && text[n - 1] == ' ') n--;
        str_put(out, text, n);
        text += line.end;
        if (!*text) return;
        repeat(out, " \\right.", line.depth);
        str_puts(out, new_line);
        repeat(out, "\\left. ", line.depth);
        str_puts(out, product ? "{}\\cdot " : "{} ");
        depth = line.depth;
    }
}

void latex_wrap(struct str *out, const char *latex, double room, const char *new_line)
{
    enum { QUAD = 10, LONGEST = 100000 };
    struct str split = {.mem = out->mem};
    size_t n = strlen(latex);
    if (n > LONGEST || latex_width(latex, n) <= room) {
        str_put(out, latex, n);
        return;
    }
    room -= 2 * QUAD;
    bool wide = split_fractions(&split, latex, room);
    put_lines(out, wide && split.s ? split.s : latex, room, new_line);
    out->failed |= split.failed;
    str_free(&split);
}
