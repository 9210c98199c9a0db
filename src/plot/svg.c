/* svg.c - a picture as SVG: a few kilobytes that every browser shows, in light and in dark. */
#include "plot/plot_private.h"

#include <math.h>
#include <string.h>

/* In pixels: of digits of labels; around the frame; between lines of the legend. */
enum { DIGIT = 7, TOP = 10, RIGHT = 16, BOTTOM = 36, LINE = 18, MOST_LEGEND = 72 };
enum { COLOURS = 6, MOST_SKIPPED = 24 };

struct svg {
    const struct picture *p;
    struct str *out;
    double left, top, width, height; /* of the frame */
};

static const char style[] =
    "<style>\n"
    "text { font: 12px sans-serif; fill: #333 }\n"
    ".back { fill: #fff } .grid { stroke: #e6e6e6 } .axis { stroke: #999 }\n"
    ".curve { fill: none; stroke-width: 1.8; stroke-linejoin: round; stroke-linecap: round }\n"
    ".dash { stroke-dasharray: 7 4 } .dots { stroke-dasharray: 1.5 4 }\n"
    ".level { fill: none; stroke-width: 1.3 }\n"
    ".c0 { stroke: #1668b8 } .c1 { stroke: #d1495b } .c2 { stroke: #2e8b57 }\n"
    ".c3 { stroke: #b8860b } .c4 { stroke: #7b4fb5 } .c5 { stroke: #00848c }\n"
    ".kink { fill: #fff; stroke-width: 1.6 } .data { fill: none; stroke-width: 1.4 }\n"
    ".halo { paint-order: stroke; stroke: #fff; stroke-width: 4; font-size: 11px }\n"
    ".arrow { stroke: #888; stroke-width: 1.1; fill: none }\n"
    "@media (prefers-color-scheme: dark) {\n"
    "text { fill: #ccc } .back { fill: #14181d } .grid { stroke: #2b3138 }\n"
    ".axis { stroke: #77808a } .kink { fill: #14181d } .arrow { stroke: #8b949e }\n"
    ".halo { stroke: #14181d }\n"
    ".c0 { stroke: #5aa9f2 } .c1 { stroke: #f0808d } .c2 { stroke: #5cc98d }\n"
    ".c3 { stroke: #e0b64a } .c4 { stroke: #b69aec } .c5 { stroke: #4cc4cc }\n"
    "}\n"
    "</style>\n";

/* ---- numbers and texts ---- */

/* To a hundredth of a pixel, in no locale. */
static void put_fixed(struct str *out, double x)
{
    long long n = llround(fmin(fmax(x, -1e9), 1e9) * 100);
    if (n < 0) str_putc(out, '-');
    if (n < 0) n = -n;
    str_putf(out, "%lld", n / 100);
    if (n % 100 == 0) return;
    str_putf(out, n % 10 ? ".%02lld" : ".%lld", n % 10 ? n % 100 : n % 100 / 10);
}

static void put_attribute(struct str *out, const char *name, double x)
{
    str_putf(out, " %s=\"", name);
    put_fixed(out, x);
    str_putc(out, '"');
}

/* At most so many bytes, cut between characters; control characters as blanks. */
static void put_escaped(struct str *out, const char *text, size_t most)
{
    size_t n = strlen(text), end = n > most ? most - 3 : n;
    while (end < n && ((unsigned char)text[end] & 0xc0) == 0x80) end--;
    for (size_t i = 0; i < end; i++) {
        char c = text[i];
        const char *entity = c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : NULL;
        if (entity)
            str_puts(out, entity);
        else
            str_putc(out, (unsigned char)c < ' ' || c == 127 ? ' ' : c);
    }
    if (end < n) str_puts(out, "...");
}

static double x_of(const struct svg *s, double x)
{
    struct span_of range = s->p->x.range;
    return s->left + (x - range.from) / (range.to - range.from) * s->width;
}

static double y_of(const struct svg *s, double y)
{
    struct span_of range = s->p->y.range;
    return s->top + (range.to - y) / (range.to - range.from) * s->height;
}

/* ---- axes ---- */

static void put_line(const struct svg *s, const char *class, double x1, double y1, double x2,
                     double y2)
{
    str_putf(s->out, "<line class=\"%s\"", class);
    put_attribute(s->out, "x1", x1);
    put_attribute(s->out, "y1", y1);
    put_attribute(s->out, "x2", x2);
    put_attribute(s->out, "y2", y2);
    str_puts(s->out, "/>\n");
}

static void put_text(const struct svg *s, const char *class, double x, double y, const char *anchor,
                     const char *text)
{
    str_puts(s->out, "<text");
    if (*class) str_putf(s->out, " class=\"%s\"", class);
    put_attribute(s->out, "x", x);
    put_attribute(s->out, "y", y);
    if (*anchor) str_putf(s->out, " text-anchor=\"%s\"", anchor);
    str_putc(s->out, '>');
    put_escaped(s->out, text, MOST_LEGEND);
    str_puts(s->out, "</text>\n");
}

static void put_axes(const struct svg *s)
{
    const struct picture_axis *x = &s->p->x, *y = &s->p->y;
    double right = s->left + s->width, bottom = s->top + s->height;
    for (size_t i = 0; i < x->ticks.n; i++) {
        double at = x_of(s, x->ticks.at[i].at);
        put_line(s, x->ticks.at[i].at == 0 ? "axis" : "grid", at, s->top, at, bottom);
        put_text(s, "", at, bottom + 16, "middle", x->ticks.at[i].label);
    }
    for (size_t i = 0; i < y->ticks.n; i++) {
        double at = y_of(s, y->ticks.at[i].at);
        put_line(s, y->ticks.at[i].at == 0 ? "axis" : "grid", s->left, at, right, at);
        put_text(s, "", s->left - 6, at + 4, "end", y->ticks.at[i].label);
    }
    put_line(s, "axis", s->left, bottom, right, bottom);
    put_line(s, "axis", s->left, s->top, s->left, bottom);
    if (*x->name) put_text(s, "", s->left + s->width / 2, bottom + 31, "middle", x->name);
    if (*y->name) put_text(s, "", s->left, s->top - 8, "middle", y->name);
}

/* ---- curves ---- */

static const char *dash_of(enum role role)
{
    switch (role) {
    case ROLE_DERIVATIVE: return " dash";
    case ROLE_TANGENT:
    case ROLE_TAYLOR: return " dots";
    case ROLE_FUNCTION:
    case ROLE_LEVEL: break;
    }
    return "";
}

/* From blue over grey to orange, light enough for a dark page and dark enough for a white one. */
static void put_level_colour(const struct svg *s, const struct curve *c, size_t n)
{
    static const unsigned char ends[2][3] = {{58, 124, 214}, {214, 96, 24}};
    double t = n > 1 ? (double)c->colour / (double)(n - 1) : 0;
    unsigned part[3];
    for (int i = 0; i < 3; i++) part[i] = (unsigned)(ends[0][i] * (1 - t) + ends[1][i] * t);
    str_putf(s->out, "<path class=\"level\" stroke=\"#%02x%02x%02x\" d=\"", part[0], part[1],
             part[2]);
}

/* A path while it is written: points on one line are left out. */
struct path {
    const struct svg *s;
    struct spot last, skipped[MOST_SKIPPED];
    int n_skipped;
    bool open;
};

static void put_point(struct path *path, char command, struct spot at)
{
    str_putc(path->s->out, command);
    put_fixed(path->s->out, at.x);
    str_putc(path->s->out, ' ');
    put_fixed(path->s->out, at.y);
    path->last = at;
    path->n_skipped = 0;
}

/* Are all points that are skipped next to the line from the last one to `to`, and on its way? */
static bool is_straight(const struct path *path, struct spot to)
{
    double dx = to.x - path->last.x, dy = to.y - path->last.y, length = hypot(dx, dy);
    if (path->n_skipped == MOST_SKIPPED || length == 0) return false;
    for (int i = 0; i < path->n_skipped; i++) {
        double x = path->skipped[i].x - path->last.x, y = path->skipped[i].y - path->last.y;
        double along = (x * dx + y * dy) / length;
        if (fabs(x * dy - y * dx) > 0.04 * length || along < 0 || along > length) return false;
    }
    return true;
}

static void end_line(struct path *path)
{
    if (path->n_skipped) put_point(path, 'L', path->skipped[path->n_skipped - 1]);
}

static void put_segment(struct path *path, struct spot a, struct spot b)
{
    const struct svg *s = path->s;
    if (!picture_clip(s->p, &a, &b)) return;
    struct spot from = {x_of(s, a.x), y_of(s, a.y)}, to = {x_of(s, b.x), y_of(s, b.y)};
    struct spot end = path->n_skipped ? path->skipped[path->n_skipped - 1] : path->last;
    if (!path->open || fabs(end.x - from.x) > 1e-6 || fabs(end.y - from.y) > 1e-6) {
        end_line(path);
        put_point(path, 'M', from);
    }
    path->open = true;
    if (!is_straight(path, to)) end_line(path);
    path->skipped[path->n_skipped++] = to;
}

static void put_dot(const struct svg *s, struct spot at)
{
    struct spot same = at;
    if (!picture_clip(s->p, &at, &same)) return;
    str_putc(s->out, 'M');
    put_fixed(s->out, x_of(s, at.x));
    str_putc(s->out, ' ');
    put_fixed(s->out, y_of(s, at.y));
    str_puts(s->out, "h0");
}

static void put_line_of(const struct svg *s, const struct curve *c)
{
    struct path path = {.s = s};
    for (size_t i = 1; i < c->line.n; i++) {
        const struct vertex *a = &c->line.at[i - 1], *b = &c->line.at[i];
        if (b->joined) put_segment(&path, (struct spot){a->x, a->y}, (struct spot){b->x, b->y});
    }
    end_line(&path);
    for (size_t i = 0; i < c->line.n; i++) /* a round cap makes a dot of it */
        if (picture_is_alone(c, i)) put_dot(s, (struct spot){c->line.at[i].x, c->line.at[i].y});
}

static void put_circle(const struct svg *s, const char *class, size_t colour, struct spot at,
                       double radius)
{
    struct spot same = at;
    if (!picture_clip(s->p, &at, &same)) return;
    str_putf(s->out, "<circle class=\"%s c%zu\"", class, colour % COLOURS);
    put_attribute(s->out, "cx", x_of(s, at.x));
    put_attribute(s->out, "cy", y_of(s, at.y));
    put_attribute(s->out, "r", radius);
    str_puts(s->out, "/>\n");
}

static void put_curve(const struct svg *s, const struct curve *c, size_t n_levels)
{
    if (c->role == ROLE_LEVEL)
        put_level_colour(s, c, n_levels);
    else
        str_putf(s->out, "<path class=\"curve c%zu%s\" d=\"", c->colour % COLOURS,
                 dash_of(c->role));
    put_line_of(s, c);
    str_puts(s->out, "\"/>\n");
    for (size_t i = 0; i < c->kinks.n; i++) put_circle(s, "kink", c->colour, c->kinks.at[i], 3.5);
}

/* ---- the rest ---- */

static void put_arrow(const struct svg *s, const struct arrow *a)
{
    enum { LENGTH = 16 };
    double x = x_of(s, a->x), y = y_of(s, a->y), dx = a->dx * LENGTH / 2, dy = -a->dy * LENGTH / 2;
    double size = hypot(dx, dy), head = size < 4 ? size * 0.8 : 4;
    if (size < 0.5) return;
    double ux = dx / size * head, uy = dy / size * head;
    double points[5][2] = {{x - dx, y - dy},
                           {x + dx, y + dy},
                           {x + dx - ux - uy * 0.6, y + dy - uy + ux * 0.6},
                           {x + dx, y + dy},
                           {x + dx - ux + uy * 0.6, y + dy - uy - ux * 0.6}};
    for (int i = 0; i < 5; i++) {
        str_putc(s->out, i == 0 || i == 3 ? 'M' : 'L');
        put_fixed(s->out, points[i][0]);
        str_putc(s->out, ' ');
        put_fixed(s->out, points[i][1]);
    }
}

static void put_arrows(const struct svg *s)
{
    if (!s->p->arrows.n) return;
    str_puts(s->out, "<path class=\"arrow\" d=\"");
    for (size_t i = 0; i < s->p->arrows.n; i++) put_arrow(s, &s->p->arrows.at[i]);
    str_puts(s->out, "\"/>\n");
}

/* Draws one of the dots that lie upon one another. */
static bool put_data(const struct svg *s, const struct data *data, size_t colour)
{
    struct mem *mem = &s->p->core->mem;
    size_t columns = (size_t)s->width + 1, rows = (size_t)s->height + 1;
    bool *taken = mem_array(mem, columns * rows, sizeof *taken);
    for (size_t i = 0; taken && i < data->spots.n; i++) {
        struct spot at = data->spots.at[i], same = at;
        if (!picture_clip(s->p, &at, &same)) continue;
        size_t column = (size_t)(x_of(s, at.x) - s->left), row = (size_t)(y_of(s, at.y) - s->top);
        if (column >= columns || row >= rows || taken[row * columns + column]) continue;
        taken[row * columns + column] = true;
        put_circle(s, "data", colour, at, 2.5);
    }
    mem_free_array(mem, taken, columns * rows, sizeof *taken);
    return taken;
}

/* How far a label would be from those that are there already, and from the frame. */
static double room_at(const struct svg *s, struct spot at, const struct spot *taken, size_t n)
{
    double room = fmin(fmin(at.x - s->left, s->left + s->width - at.x) * 2,
                       fmin(at.y - s->top, s->top + s->height - at.y) * 4);
    for (size_t i = 0; i < n; i++)
        room = fmin(room, hypot(at.x - taken[i].x, (at.y - taken[i].y) * 2));
    return room;
}

/* A level line has its level upon it, where there is most room. */
static bool put_level_label(const struct svg *s, const struct curve *c, struct spot *taken,
                            size_t n)
{
    enum { LEAST_ROOM = 36 };
    double most = LEAST_ROOM;
    bool any = false;
    for (size_t i = 0; i < c->line.n; i++) {
        struct spot at = {x_of(s, c->line.at[i].x), y_of(s, c->line.at[i].y)};
        double room = room_at(s, at, taken, n);
        if (room <= most) continue;
        taken[n] = at;
        most = room;
        any = true;
    }
    if (any) put_text(s, "halo", taken[n].x, taken[n].y + 4, "middle", c->label);
    return any;
}

static void put_level_labels(const struct svg *s)
{
    enum { MOST_LABELS = 32 };
    struct spot taken[MOST_LABELS];
    size_t n = 0;
    for (size_t i = 0; i < s->p->curves.n && n < MOST_LABELS && s->p->levels && !s->p->is_curve;
         i++)
        n += put_level_label(s, &s->p->curves.at[i], taken, n);
}

static void put_legend(const struct svg *s)
{
    double y = TOP + 10;
    if (s->p->levels) put_text(s, "", s->left + s->width / 2, y, "middle", s->p->title);
    for (size_t i = 0; i < s->p->data.n; i++, y += LINE) {
        str_putf(s->out, "<circle class=\"data c%zu\"", i + s->p->curves.n);
        put_attribute(s->out, "cx", s->left + 12);
        put_attribute(s->out, "cy", y - 4);
        str_puts(s->out, " r=\"2.5\"/>\n");
        put_text(s, "", s->left + 32, y, "", s->p->data.at[i].label);
    }
    for (size_t i = 0; i < s->p->curves.n; i++) {
        const struct curve *c = &s->p->curves.at[i];
        if (c->role == ROLE_LEVEL) continue;
        str_putf(s->out, "<path class=\"curve c%zu%s\" d=\"M", c->colour % COLOURS,
                 dash_of(c->role));
        put_fixed(s->out, s->left);
        str_putc(s->out, ' ');
        put_fixed(s->out, y - 4);
        str_puts(s->out, "h24\"/>\n");
        put_text(s, "", s->left + 32, y, "", c->label);
        y += LINE;
    }
}

static size_t lines_of_legend(const struct picture *p)
{
    return p->data.n + (p->levels ? 1 : p->curves.n);
}

static void lay_out(struct svg *s)
{
    const struct picture *p = s->p;
    size_t digits = 2;
    for (size_t i = 0; i < p->y.ticks.n; i++) {
        size_t n = strlen(p->y.ticks.at[i].label);
        if (n > digits) digits = n;
    }
    s->left = 14 + (double)digits * DIGIT;
    s->top = TOP + (double)lines_of_legend(p) * LINE + (*p->y.name ? LINE : 0) + 6;
    s->width = p->width - s->left - RIGHT;
    s->height = floor(s->width * (p->levels ? 0.75 : 0.56));
}

bool picture_svg(const struct picture *p, struct str *out)
{
    struct svg s = {.p = p, .out = out};
    lay_out(&s);
    int height = (int)(s.top + s.height + BOTTOM);
    str_putf(out,
             "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
             "viewBox=\"0 0 %d %d\">\n%s<rect class=\"back\" width=\"%d\" height=\"%d\"/>\n",
             p->width, height, p->width, height, style, p->width, height);
    put_axes(&s);
    put_arrows(&s);
    for (size_t i = 0; i < p->data.n; i++)
        if (!put_data(&s, &p->data.at[i], i + p->curves.n)) return false;
    for (size_t i = p->curves.n; i-- > 0;) put_curve(&s, &p->curves.at[i], p->curves.n);
    put_level_labels(&s);
    put_legend(&s);
    str_puts(out, "</svg>\n");
    return !out->failed;
}
