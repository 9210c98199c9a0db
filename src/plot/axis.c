/* axis.c - ranges of axes, and round numbers on them. */
#include "plot/plot_private.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

double axis_step(struct span_of range, int wanted)
{
    double rough = (range.to - range.from) / wanted;
    if (!(rough > 0) || !isfinite(rough)) return 1;
    double power = pow(10, floor(log10(rough))), part = rough / power;
    return power * (part < 1.5 ? 1 : part < 3.5 ? 2 : part < 7.5 ? 5 : 10);
}

enum { MOST_WHOLE = 6 };

/* The digits that tell neighbours apart, and all of a whole number that is not long. */
static int digits_for(double at, double step)
{
    double size = fmax(fabs(at), step);
    int first = (int)floor(log10(size) + 1e-9), last = (int)floor(log10(step) + 1e-9);
    if (first < MOST_WHOLE && last > 0) last = 0;
    int digits = 1 + first - last;
    return digits < 1 ? 1 : digits > 17 ? 17 : digits;
}

void axis_label(struct mem *mem, double at, double step, char label[32])
{
    struct str text = {.mem = mem};
    str_double_digits(&text, at, digits_for(at, step));
    snprintf(label, 32, "%s", text.s ? text.s : "");
    str_free(&text);
}

bool axis_add_ticks(struct core *core, struct picture_axis *axis, int wanted)
{
    double step = axis_step(axis->range, wanted);
    double first = ceil(axis->range.from / step - 1e-9), last = floor(axis->range.to / step + 1e-9);
    axis->ticks.n = 0;
    for (double k = first; k <= last && axis->ticks.n < 64; k++) {
        struct tick tick = {.at = k * step + 0.0};
        axis_label(&core->mem, tick.at, step, tick.label);
        if (!vec_push(&core->mem, &axis->ticks, tick)) return false;
    }
    return true;
}

/* ---- the view ---- */

/* All values, unless some are not bounded and most are much smaller. */
static struct span_of view_of(const struct outlook *e)
{
    struct span_of all = {e->low, e->high};
    double usual = e->usual_high - e->usual_low;
    if (!e->unbounded || !(usual > 0) || all.to - all.from < 4 * usual) return all;
    double low = e->usual_low - usual / 2, high = e->usual_high + usual / 2;
    return (struct span_of){fmax(low, all.from), fmin(high, all.to)};
}

/* Room around what is shown; a constant has some around it too. */
static struct span_of with_margin(struct span_of view)
{
    double size = fmax(fabs(view.from), fabs(view.to)), height = view.to - view.from;
    double least = size > 0 ? size * 1e-9 : 1;
    if (height < least) {
        double around = size > 0 ? size / 2 : 1;
        return (struct span_of){view.from - around, view.to + around};
    }
    return (struct span_of){view.from - 0.04 * height, view.to + 0.04 * height};
}

void axis_meet(struct outlook *outlook, double value)
{
    outlook->low = outlook->any ? fmin(outlook->low, value) : value;
    outlook->high = outlook->any ? fmax(outlook->high, value) : value;
    outlook->any = true;
}

struct span_of axis_view(const struct outlook *extents, size_t n)
{
    struct span_of all = {0, 0};
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        if (!extents[i].any) continue;
        struct span_of view = view_of(&extents[i]);
        all.from = any ? fmin(all.from, view.from) : view.from;
        all.to = any ? fmax(all.to, view.to) : view.to;
        any = true;
    }
    return with_margin(all);
}
