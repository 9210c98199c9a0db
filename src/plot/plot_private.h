/* plot_private.h - what the files of this room share.
 *
 * function.c reads functions in intervals, sample.c follows them and contour.c finds their level
 * lines; all of that becomes a struct picture, which svg.c and characters.c draw. */
#ifndef PLOT_PLOT_PRIVATE_H
#define PLOT_PLOT_PRIVATE_H

#include "number/numbers.h"
#include "plot/plot.h"

/* Numbers as large as this are not drawn: the middle of two that are less is a double, too. */
#define MOST_VALUE 1e300

/* ---- what is drawn ---- */

struct vertex {
    double x, y;
    bool joined; /* a line leads to it from the vertex before */
};

struct spot {
    double x, y;
};

enum role { ROLE_FUNCTION, ROLE_DERIVATIVE, ROLE_TANGENT, ROLE_TAYLOR, ROLE_LEVEL };

struct curve {
    const char *label;
    enum role role;
    size_t colour; /* of function i, also of its derivative and its polynomials; of a level line
                      from 0 for the lowest */
    VEC(struct vertex) line;
    VEC(struct spot) kinks;
    size_t unproved; /* columns in which there may be more than is drawn */
};

struct data {
    const char *label;
    VEC(struct spot) spots;
};

struct arrow {
    double x, y, dx, dy; /* its middle; its direction, of length 1 on the picture at most */
};

struct span_of {
    double from, to;
};

struct tick {
    double at;
    char label[32];
};

struct picture_axis {
    const char *name; /* "" if it has none */
    struct span_of range;
    VEC(struct tick) ticks;
};

struct picture {
    struct core *core;
    struct picture_axis x, y;
    VEC(struct curve) curves;
    VEC(struct data) data;
    VEC(struct arrow) arrows;
    bool levels;       /* a map of level lines */
    bool is_curve;     /* which are of an equation: one line, without its level and arrows */
    const char *title; /* of a map: its expression */
    int width;         /* characters, or pixels of SVG */
    bool is_ascii;     /* characters: ASCII alone */
    bool coloured;     /* characters: with the terminal's colours */
};

/* ---- functions ---- */

/* The first roots of a function as a tape in intervals. */
struct reader {
    struct tape tape;
    struct intervals values;
    VEC(uint32_t) slots; /* of the roots */
    uint32_t inputs[2];  /* slots of the names */
    bool depends[2];
};

/* An expression of one or two names with its derivatives and the conditions under which it is
 * defined and smooth. It must not be moved. */
struct function {
    struct question q;
    struct dcalc_request request;
    VEC(id) roots;        /* the value, the guards, the derivatives, the kinks */
    size_t slopes, kinks; /* the roots where these begin */
    size_t n;             /* names */
    struct reader value;  /* reads the value and the guards */
    struct reader all;    /* reads all roots */
};

/* A function over a box, or at a point: bounds that hold for all of it. */
struct reading {
    enum truth defined; /* IS_FALSE: nowhere in the box */
    enum truth smooth;  /* IS_TRUE: it has derivatives everywhere in the box */
    double low, high;   /* infinite if not bounded */
    double slope_low[2], slope_high[2];
};

struct function_source {
    const struct question *whole; /* the request of the plot */
    struct dcalc_text expr;
    const char *const *names; /* n of them */
    size_t n;
    bool derivative; /* of one name: the function is the derivative of the expression */
};

/* Reads the expression and prepares it. Call function_end() either way. */
bool function_begin(struct function *f, const struct function_source *source);
void function_end(struct function *f);
/* Reads it over from[i] <= name i <= to[i]. False when time or memory ran out. */
bool function_read(struct function *f, const double *from, const double *to, struct reading *out);
/* The same without derivatives: smoothness stays undecided and slopes 0. */
bool function_read_values(struct function *f, const double *from, const double *to,
                          struct reading *out);
/* Reads it at a point, with as many bits as it takes to know the value to within `blur`; without
 * slopes the value alone: smoothness stays undecided and slopes 0. */
bool function_at(struct function *f, const double *point, double blur, bool slopes,
                 struct reading *out);

/* What a first look at a function tells of its values. */
struct outlook {
    bool any;       /* is it defined anywhere? */
    bool unbounded; /* is some value not bounded? */
    bool huge;      /* is some value too large to be drawn? */
    double low, high;
    double usual_low, usual_high; /* the middle eight tenths of values at even distances */
};

/* ---- a plot while it is made ---- */

struct drawn {
    struct function f;
    struct function_source source;
    const char *label;
    enum role role;
    bool begun;
};

/* A list of numbers that is drawn. */
struct column {
    const char *name;
    const double *values;
    size_t n;
};

struct plot {
    struct question *q;
    struct answer *answer;
    struct picture picture;
    const char *names[2];
    size_t n_names;
    struct span_of ranges[2];
    struct drawn *drawn;
    size_t n_drawn;
    struct outlook *outlooks;
    size_t n_outlooks;
    struct column *columns; /* of the data */
};

/* given.c: appends a usage error; the hint may be NULL. Always returns false. */
bool given_refuse(const struct plot *p, const char *message, const char *hint);

/* The numbers of an array of constants; of the names in it that the point of `q` binds, or NULL.
 * False after an error. */
bool given_numbers(const struct plot *p, const struct question *q, id node, double *out);
/* The number of an expression of names that --at and --let give. */
bool given_number(const struct plot *p, const struct dcalc_text *text, double *out);

/* ranges.c: the ends of the ranges as numbers, and the data. */
bool ranges_read(struct plot *p);
/* listing.c: what is drawn: every expression, its derivative and its polynomials. */
bool listing_make(struct plot *p);
/* dots.c: the data as dots, or as lines. */
bool dots_read(struct plot *p);
bool dots_add(struct plot *p);
/* The range of the first column. */
bool dots_range(struct plot *p);

/* ---- sampling ---- */

/* Where a function is followed, and how closely. */
struct sampling {
    struct function *f;
    struct span_of x;
    struct span_of view; /* of values; what lies outside is not looked at closely */
    double pixel;        /* the height that can just be seen; 0: by the values found so far */
    size_t columns;
    size_t longest; /* columns that one line may lead over */
};

/* Appends the function's line, in the order of x. It is not joined where it is not defined, at
 * poles and at jumps, which are found by intervals. False when time or memory ran out. */
bool sample_curve(struct sampling *s, struct curve *out, struct outlook *extent);

/* Keeps the first, the last, the lowest and the highest of many vertices of a line within one dot,
 * at the front. Returns how many these are. */
size_t sample_thin(struct vertex *v, size_t n);

/* ---- axes ---- */

/* Adds ticks at round numbers, 1, 2 or 5 times a power of ten, about `wanted` of them. */
bool axis_add_ticks(struct core *core, struct picture_axis *axis, int wanted);
/* A number as an axis writes it, whose neighbours are `step` away. */
void axis_label(struct mem *mem, double at, double step, char label[32]);
/* The round step for about so many ticks. */
double axis_step(struct span_of range, int wanted);
/* Notes that a value was found. */
void axis_meet(struct outlook *outlook, double value);
/* The range of values that shows what was found. */
struct span_of axis_view(const struct outlook *extents, size_t n);

/* ---- contour.c ---- */

/* Adds the level lines of a function of two names over the axes' ranges, by so many boxes from left
 * to right, and arrows along its gradient. *coarse: there may be loops and bends that are smaller
 * than a box, as too many boxes would have had to be divided. */
bool contour_add(struct picture *p, struct function *f, size_t boxes, bool *coarse);

/* ---- writers ---- */

bool picture_svg(const struct picture *p, struct str *out);
bool picture_characters(const struct picture *p, struct str *out);

/* Cuts the line from a to b to the picture's axes. False if nothing of it is inside. */
bool picture_clip(const struct picture *p, struct spot *a, struct spot *b);
/* True for a vertex that no line leads to or from. */
bool picture_is_alone(const struct curve *curve, size_t i);

#endif
