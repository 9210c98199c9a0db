/* plot.c - from a request to its picture: the functions, the view, their lines, the axes. */
#include "plot/plot_private.h"

#include <math.h>

enum { USUAL_PIXELS = 640, USUAL_CHARACTERS = 80, LEAST_PIXELS = 160, LEAST_CHARACTERS = 24 };
enum { FIRST_LOOK = 100, MOST_FUNCTIONS = 32, BOX_PIXELS = 5, LONGEST_LINE = 64 };

static const struct span nowhere = {0, 0, 0};

/* ---- the request ---- */

static bool check_request(const struct plot *p)
{
    const struct dcalc_request *rq = p->q->request;
    enum dcalc_format format = rq->format;
    bool polynomial = rq->derivative || rq->n_tangent || rq->taylor;
    if (format != DCALC_TEXT && format != DCALC_SVG && format != DCALC_JSON)
        return given_refuse(p, "a plot is a picture",
                            "write text, svg or json; the program also png, pdf");
    if (!rq->n_exprs && !rq->n_data)
        return given_refuse(p, "there is nothing to plot", "give an expression, or data");
    if (!rq->n_range && !rq->n_data)
        return given_refuse(p, "a plot needs the range of a name", "give it with --range x=0:10");
    if (rq->n_range > 2)
        return given_refuse(p, "a plot has one name, or two",
                            "fix the others with --at, and give one range or two");
    if (rq->n_range == 2 && (rq->n_exprs != 1 || polynomial || rq->n_data))
        return given_refuse(p, "the level lines of two names are of one expression alone",
                            "derivatives, polynomials and data need one range");
    if (rq->n_exprs == 0 && polynomial)
        return given_refuse(p, "derivatives are of expressions",
                            "give an expression beside the data");
    if (rq->n_exprs * 4 > MOST_FUNCTIONS)
        return given_refuse(p, "a plot has at most 8 expressions",
                            "draw the others in another picture");
    return true;
}

/* ---- curves ---- */

static bool begin_functions(struct plot *p)
{
    for (size_t i = 0; i < p->n_drawn; i++) {
        p->drawn[i].begun = true;
        if (!function_begin(&p->drawn[i].f, &p->drawn[i].source)) return false;
    }
    return true;
}

static bool is_polynomial(enum role role)
{
    return role == ROLE_TANGENT || role == ROLE_TAYLOR;
}

static bool nothing_to_see(const struct plot *p)
{
    struct span_of x = p->ranges[0];
    struct str from = {.mem = &p->q->core->mem}, to = from;
    str_double(&from, x.from);
    str_double(&to, x.to);
    bool huge = p->outlooks[0].huge;
    diag_error(p->q->core, huge ? KIND_OVERFLOW : KIND_DOMAIN, nowhere,
               "'%s' has no value%s anywhere in %s=%s:%s", p->drawn[0].label,
               huge ? " below 1e300" : "", p->names[0], from.s ? from.s : "", to.s ? to.s : "");
    str_free(&from);
    str_free(&to);
    return false;
}

/* A first look at the functions finds the range of values that is shown. */
static bool find_view(struct plot *p)
{
    struct mem *mem = &p->q->core->mem;
    struct span_of all = {-HUGE_VAL, HUGE_VAL};
    bool any = p->n_outlooks > 0;
    for (size_t i = 0; i < p->n_drawn; i++) {
        struct curve curve = {0};
        struct sampling s = {&p->drawn[i].f, p->ranges[0], all, 0, FIRST_LOOK, 1};
        if (is_polynomial(p->drawn[i].role)) continue;
        bool ok = sample_curve(&s, &curve, &p->outlooks[p->n_outlooks]);
        any = any || p->outlooks[p->n_outlooks].any;
        p->n_outlooks++;
        vec_free(mem, &curve.line);
        vec_free(mem, &curve.kinks);
        if (!ok) return false;
    }
    p->picture.y.range = axis_view(p->outlooks, p->n_outlooks);
    return any || nothing_to_see(p);
}

static bool note_unproved(struct plot *p, const struct curve *curve, size_t columns)
{
    struct str note = {.mem = &p->q->core->mem};
    if (!curve->unproved) return true;
    str_putf(&note,
             "in %zu of %zu columns '%s' may reach further than is drawn: intervals do not show "
             "where it ends",
             curve->unproved, columns, curve->label);
    bool ok = !note.failed && answer_note(p->answer, note.s);
    str_free(&note);
    return ok;
}

static bool draw_curves(struct plot *p)
{
    struct picture *picture = &p->picture;
    struct span_of view = picture->y.range;
    bool svg = p->q->request->format != DCALC_TEXT;
    size_t columns = (size_t)picture->width * (svg ? 1 : 2);
    double pixel = (view.to - view.from) / (svg ? picture->width * 0.56 : picture->width);
    for (size_t i = 0; i < p->n_drawn; i++) {
        struct curve curve = {
            .label = p->drawn[i].label, .role = p->drawn[i].role, .colour = picture->curves.n};
        struct sampling s = {&p->drawn[i].f, p->ranges[0], view,
                             pixel,          columns,      svg ? LONGEST_LINE : 1};
        struct outlook extent;
        if (!vec_reserve(&p->q->core->mem, &picture->curves, 1)) return false;
        bool ok = sample_curve(&s, &curve, &extent);
        vec_push(&p->q->core->mem, &picture->curves, curve);
        if (!ok || !note_unproved(p, &curve, columns)) return false;
    }
    return true;
}

/* ---- the picture ---- */

static bool lay_out(struct plot *p)
{
    const struct dcalc_request *rq = p->q->request;
    bool svg = rq->format != DCALC_TEXT;
    int least = svg ? LEAST_PIXELS : LEAST_CHARACTERS;
    int width = rq->width ? rq->width : svg ? USUAL_PIXELS : USUAL_CHARACTERS;
    p->picture.core = p->q->core;
    p->picture.width = width < least ? least : width;
    p->picture.is_ascii = rq->ascii;
    p->picture.coloured = rq->coloured;
    p->picture.levels = p->n_names == 2;
    p->picture.x = (struct picture_axis){.name = p->names[0], .range = p->ranges[0]};
    p->picture.y =
        (struct picture_axis){.name = p->n_names == 2 ? p->names[1] : "", .range = p->ranges[1]};
    return true;
}

static bool add_ticks(struct plot *p)
{
    bool svg = p->q->request->format != DCALC_TEXT;
    int across = p->picture.width / (svg ? 80 : 12), up = p->picture.width / (svg ? 100 : 16);
    return axis_add_ticks(p->q->core, &p->picture.x, across < 2 ? 2 : across) &&
           axis_add_ticks(p->q->core, &p->picture.y, up < 2 ? 2 : up);
}

static bool draw_levels(struct plot *p)
{
    bool coarse = false;
    size_t dot = p->q->request->format == DCALC_TEXT ? 1 : BOX_PIXELS;
    p->picture.title = p->drawn[0].label;
    p->picture.is_curve = p->drawn[0].f.q.lowering.equations.n > 0;
    if (!contour_add(&p->picture, &p->drawn[0].f, (size_t)p->picture.width / dot, &coarse))
        return false;
    bool curve = p->picture.is_curve, any = p->picture.curves.n > 0;
    if (curve && any) any = p->picture.curves.at[0].line.n > 0;
    const char *none = curve ? "in the ranges no place is seen where one side passes the other; "
                               "where they only touch, no curve is drawn"
                             : "no round level is met in the ranges";
    const char *note = !any     ? none
                       : coarse ? "level lines may have smaller loops and bends than are drawn"
                                : NULL;
    return !note || answer_note(p->answer, note);
}

static bool draw(struct plot *p)
{
    if (p->picture.levels) return draw_levels(p);
    return dots_add(p) && find_view(p) && draw_curves(p);
}

static bool write(struct plot *p)
{
    struct str out = {.mem = &p->q->core->mem};
    bool text = p->q->request->format == DCALC_TEXT;
    bool ok = (text ? picture_characters(&p->picture, &out) : picture_svg(&p->picture, &out)) &&
              answer_set_document(p->answer, &out);
    str_free(&out);
    return ok;
}

static void end(struct plot *p)
{
    struct mem *mem = &p->q->core->mem;
    struct picture *picture = &p->picture;
    for (size_t i = p->n_drawn; i-- > 0;)
        if (p->drawn[i].begun) function_end(&p->drawn[i].f);
    for (size_t i = 0; i < picture->curves.n; i++) {
        vec_free(mem, &picture->curves.at[i].line);
        vec_free(mem, &picture->curves.at[i].kinks);
    }
    for (size_t i = 0; i < picture->data.n; i++) vec_free(mem, &picture->data.at[i].spots);
    vec_free(mem, &picture->curves);
    vec_free(mem, &picture->data);
    vec_free(mem, &picture->arrows);
    vec_free(mem, &picture->x.ticks);
    vec_free(mem, &picture->y.ticks);
}

bool plot_make(struct question *q, struct answer *answer)
{
    struct plot p = {.q = q, .answer = answer};
    bool ok = check_request(&p) && ranges_read(&p) && lay_out(&p) && listing_make(&p) &&
              begin_functions(&p) && draw(&p) && add_ticks(&p) && write(&p);
    end(&p);
    return ok;
}
