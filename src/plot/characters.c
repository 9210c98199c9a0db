/* characters.c - a picture for a terminal: dots of braille, eight in a character, or ASCII with two
 * dots in a character. */
#include "plot/plot_private.h"

#include <math.h>
#include <string.h>

/* Characters: of the picture; to the right of it, where the last label ends. */
enum { COLOURS = 6, LEAST_COLUMNS = 8, RIGHT = 3 };

/* A character of the picture: its dots as bits, or a sign in their place. */
struct character {
    unsigned char dots;
    unsigned char colour; /* from 1; 0: none */
    unsigned sign;        /* a code point; 0: none */
};

struct canvas {
    const struct picture *p;
    struct str *out;
    struct character *cells;
    int columns, rows, margin;
    int across, down; /* dots in a character */
};

/* ---- dots ---- */

static struct character *cell_at(const struct canvas *c, int column, int row)
{
    bool inside = column >= 0 && column < c->columns && row >= 0 && row < c->rows;
    return inside ? &c->cells[row * c->columns + column] : NULL;
}

/* In dots from the left and from the top. */
static double x_of(const struct canvas *c, double x)
{
    struct span_of range = c->p->x.range;
    return (x - range.from) / (range.to - range.from) * (c->columns * c->across - 1);
}

static double y_of(const struct canvas *c, double y)
{
    struct span_of range = c->p->y.range;
    return (range.to - y) / (range.to - range.from) * (c->rows * c->down - 1);
}

static void put_dot(const struct canvas *c, double x, double y, size_t colour)
{
    static const unsigned char braille[4][2] = {{1, 8}, {2, 16}, {4, 32}, {64, 128}};
    long column = lround(x), row = lround(y);
    if (column < 0 || row < 0) return;
    struct character *cell = cell_at(c, (int)column / c->across, (int)row / c->down);
    if (!cell) return;
    cell->colour = (unsigned char)(colour % COLOURS + 1);
    cell->sign = 0;
    cell->dots |= c->p->is_ascii ? (unsigned char)(1 << row % 2) : braille[row % 4][column % 2];
}

static void put_sign(const struct canvas *c, double x, double y, unsigned sign, size_t colour)
{
    long column = lround(x_of(c, x)), row = lround(y_of(c, y));
    struct character *cell =
        column < 0 || row < 0 ? NULL : cell_at(c, (int)column / c->across, (int)row / c->down);
    if (!cell) return;
    cell->sign = sign;
    cell->colour = (unsigned char)(colour % COLOURS + 1);
}

static void put_segment(const struct canvas *c, struct spot a, struct spot b, size_t colour)
{
    if (!picture_clip(c->p, &a, &b)) return;
    double x = x_of(c, a.x), y = y_of(c, a.y), dx = x_of(c, b.x) - x, dy = y_of(c, b.y) - y;
    int steps = (int)ceil(fmax(fabs(dx), fabs(dy)));
    for (int i = 0; i <= steps; i++) {
        double t = steps ? (double)i / steps : 0;
        put_dot(c, x + t * dx, y + t * dy, colour);
    }
}

static void put_curve(const struct canvas *c, const struct curve *curve)
{
    for (size_t i = 1; i < curve->line.n; i++) {
        const struct vertex *a = &curve->line.at[i - 1], *b = &curve->line.at[i];
        if (b->joined)
            put_segment(c, (struct spot){a->x, a->y}, (struct spot){b->x, b->y}, curve->colour);
    }
    for (size_t i = 0; i < curve->line.n; i++) {
        struct spot at = {curve->line.at[i].x, curve->line.at[i].y};
        if (picture_is_alone(curve, i)) put_segment(c, at, at, curve->colour);
    }
    for (size_t i = 0; i < curve->kinks.n; i++)
        put_sign(c, curve->kinks.at[i].x, curve->kinks.at[i].y, 'o', curve->colour);
}

/* Without colours, curves are told apart by their numbers, which stand upon them. */
static bool has_numbers(const struct picture *p)
{
    return p->curves.n > 1 && p->curves.n < 10 && !p->coloured && !p->levels;
}

/* On the vertex that is nearest to a part of the width, another one for each curve. */
static void put_number(const struct canvas *c, size_t i)
{
    const struct curve *curve = &c->p->curves.at[i];
    struct span_of x = c->p->x.range, y = c->p->y.range;
    double part = (double)(i + 1) / (double)(c->p->curves.n + 1),
           wanted = x.from + part * (x.to - x.from);
    const struct vertex *best = NULL;
    for (size_t k = 0; k < curve->line.n; k++) {
        const struct vertex *v = &curve->line.at[k];
        if (v->y < y.from || v->y > y.to || v->x < x.from || v->x > x.to) continue;
        if (!best || fabs(v->x - wanted) < fabs(best->x - wanted)) best = v;
    }
    if (best) put_sign(c, best->x, best->y, '1' + (unsigned)i, curve->colour);
}

static unsigned arrow_sign(const struct canvas *c, const struct arrow *a)
{
    static const unsigned ascii[] = {'>', '/', '^', '\\', '<', '/', 'v', '\\'};
    long eighth = lround(atan2(a->dy, a->dx) * 4 / 3.14159265358979323846 + 8) % 8;
    static const unsigned order[] = {0x2192, 0x2197, 0x2191, 0x2196,
                                     0x2190, 0x2199, 0x2193, 0x2198};
    return c->p->is_ascii ? ascii[eighth] : order[eighth];
}

/* Zero lines, where nothing else is. */
static void put_zero_lines(const struct canvas *c)
{
    struct span_of x = c->p->x.range, y = c->p->y.range;
    long column = lround(x_of(c, 0)) / c->across, row = lround(y_of(c, 0)) / c->down;
    for (int i = 0; i < c->rows && x.from < 0 && x.to > 0; i++) {
        struct character *cell = cell_at(c, (int)column, i);
        if (cell && !cell->dots && !cell->sign) cell->sign = '|';
    }
    for (int i = 0; i < c->columns && y.from < 0 && y.to > 0; i++) {
        struct character *cell = cell_at(c, i, (int)row);
        if (cell && !cell->dots && (!cell->sign || cell->sign == '|'))
            cell->sign = cell->sign ? '+' : '-';
    }
}

/* ---- writing ---- */

static void put_code_point(struct str *out, unsigned c)
{
    if (c < 128) {
        str_putc(out, (char)c);
        return;
    }
    str_putc(out, (char)(0xe0 | c >> 12));
    str_putc(out, (char)(0x80 | (c >> 6 & 63)));
    str_putc(out, (char)(0x80 | (c & 63)));
}

static unsigned sign_of(const struct canvas *c, const struct character *cell)
{
    static const char ascii[] = " '.:";
    if (cell->sign) return cell->sign;
    if (!cell->dots) return ' ';
    return c->p->is_ascii ? (unsigned char)ascii[cell->dots & 3] : 0x2800u + cell->dots;
}

static void put_colour(const struct canvas *c, unsigned colour)
{
    static const char codes[] = "0652314"; /* cyan, magenta, green, yellow, red, blue */
    if (!c->p->coloured) return;
    if (colour)
        str_putf(c->out, "\033[3%cm", codes[colour]);
    else
        str_puts(c->out, "\033[0m");
}

static void put_row(const struct canvas *c, int row)
{
    int end = c->columns;
    unsigned now = 0;
    const struct character *cells = c->cells + row * c->columns;
    while (end > 0 && sign_of(c, &cells[end - 1]) == ' ') end--;
    for (int i = 0; i < end; i++) {
        unsigned colour = sign_of(c, &cells[i]) == ' ' ? now : cells[i].colour;
        if (colour != now) put_colour(c, colour);
        now = colour;
        put_code_point(c->out, sign_of(c, &cells[i]));
    }
    if (now) put_colour(c, 0);
    str_putc(c->out, '\n');
}

static void put_label(const struct canvas *c, int row)
{
    const struct picture_axis *y = &c->p->y;
    for (size_t i = 0; i < y->ticks.n; i++)
        if (lround(y_of(c, y->ticks.at[i].at)) / c->down == row) {
            str_putf(c->out, "%*s +", c->margin, y->ticks.at[i].label);
            return;
        }
    str_putf(c->out, "%*s |", c->margin, "");
}

/* The line of the axis with its ticks, and their labels below, none upon another. */
static void put_x_axis(const struct canvas *c)
{
    const struct picture_axis *x = &c->p->x;
    int at = 0, written = 0, start = c->margin + 2;
    str_putf(c->out, "%*s +", c->margin, "");
    for (size_t i = 0; i < x->ticks.n; i++) {
        int column = (int)(lround(x_of(c, x->ticks.at[i].at)) / c->across);
        for (; at < column; at++) str_putc(c->out, '-');
        if (at++ == column) str_putc(c->out, '+');
    }
    for (; at < c->columns; at++) str_putc(c->out, '-');
    str_putc(c->out, '\n');
    for (size_t i = 0; i < x->ticks.n; i++) {
        int length = (int)strlen(x->ticks.at[i].label);
        int column = start + (int)(lround(x_of(c, x->ticks.at[i].at)) / c->across) - length / 2;
        if (column < written + (written ? 1 : 0)) continue;
        str_putf(c->out, "%*s%s", column - written, "", x->ticks.at[i].label);
        written = column + length;
    }
    if (*x->name) str_putf(c->out, "  %s", x->name);
    str_putc(c->out, '\n');
}

/* Control characters would move the cursor. */
static void put_text(const struct canvas *c, const char *text)
{
    for (; *text; text++)
        str_putc(c->out, (unsigned char)*text < ' ' || *text == 127 ? ' ' : *text);
}

static void put_legend(const struct canvas *c)
{
    const struct picture *p = c->p;
    for (size_t i = 0; i < p->curves.n && !p->levels; i++) {
        put_colour(c, (unsigned)(p->curves.at[i].colour % COLOURS + 1));
        str_putf(c->out, "%*s  ", c->margin, "");
        if (has_numbers(p)) str_putf(c->out, "%zu: ", i + 1);
        put_text(c, p->curves.at[i].label);
        put_colour(c, 0);
        str_putc(c->out, '\n');
    }
    for (size_t i = 0; i < p->data.n; i++) {
        str_putf(c->out, "%*s  + ", c->margin, "");
        put_text(c, p->data.at[i].label);
        str_putc(c->out, '\n');
    }
    if (!p->levels) return;
    str_putf(c->out, "%*s  ", c->margin, "");
    put_text(c, p->title);
    if (p->curves.n && !p->is_curve) str_putf(c->out, "\n%*s  levels:", c->margin, "");
    for (size_t i = 0; i < p->curves.n && !p->is_curve; i++) {
        put_colour(c, (unsigned)(p->curves.at[i].colour % COLOURS + 1));
        str_putf(c->out, " %s", p->curves.at[i].label);
        put_colour(c, 0);
    }
    str_putc(c->out, '\n');
}

static int letters_of(const char *text)
{
    int n = 0;
    for (; *text; text++) n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

static void lay_out(struct canvas *c)
{
    const struct picture *p = c->p;
    for (size_t i = 0; i < p->y.ticks.n; i++) {
        int n = (int)strlen(p->y.ticks.at[i].label);
        if (n > c->margin) c->margin = n;
    }
    c->columns = p->width - c->margin - 2 - RIGHT - (*p->x.name ? letters_of(p->x.name) + 2 : 0);
    if (c->columns < LEAST_COLUMNS) c->columns = LEAST_COLUMNS;
    c->rows = p->width / 4 < 8 ? 8 : p->width / 4 > 30 ? 30 : p->width / 4;
    c->across = p->is_ascii ? 1 : 2;
    c->down = p->is_ascii ? 2 : 4;
}

static void draw(const struct canvas *c)
{
    const struct picture *p = c->p;
    for (size_t i = 0; i < p->arrows.n; i++)
        put_sign(c, p->arrows.at[i].x, p->arrows.at[i].y, arrow_sign(c, &p->arrows.at[i]),
                 COLOURS - 1);
    for (size_t i = p->curves.n; i-- > 0;) put_curve(c, &p->curves.at[i]);
    for (size_t i = 0; i < p->data.n; i++)
        for (size_t k = 0; k < p->data.at[i].spots.n; k++)
            put_sign(c, p->data.at[i].spots.at[k].x, p->data.at[i].spots.at[k].y, '+',
                     i + p->curves.n);
    for (size_t i = 0; i < p->curves.n && has_numbers(p); i++) put_number(c, i);
    put_zero_lines(c);
}

bool picture_characters(const struct picture *p, struct str *out)
{
    struct canvas c = {.p = p, .out = out};
    lay_out(&c);
    size_t n = (size_t)c.columns * (size_t)c.rows;
    c.cells = mem_array(&p->core->mem, n, sizeof *c.cells);
    if (!c.cells) return false;
    draw(&c);
    for (int row = 0; row < c.rows; row++) {
        put_label(&c, row);
        put_row(&c, row);
    }
    put_x_axis(&c);
    put_legend(&c);
    mem_free_array(&p->core->mem, c.cells, n, sizeof *c.cells);
    return !out->failed;
}
