/* picture.c - what the writers of pictures share: lines cut to the frame, and vertices without any.
 */
#include "plot/plot_private.h"

/* One side of the frame, of which `inside` says how far a point is within it. */
static bool cut(double inside_a, double inside_b, struct spot *a, struct spot *b)
{
    if (inside_a >= 0 && inside_b >= 0) return true;
    if (inside_a < 0 && inside_b < 0) return false;
    double t = inside_a / (inside_a - inside_b);
    struct spot edge = {a->x + t * (b->x - a->x), a->y + t * (b->y - a->y)};
    if (inside_a < 0)
        *a = edge;
    else
        *b = edge;
    return true;
}

bool picture_clip(const struct picture *p, struct spot *a, struct spot *b)
{
    struct span_of x = p->x.range, y = p->y.range;
    return cut(a->x - x.from, b->x - x.from, a, b) && cut(x.to - a->x, x.to - b->x, a, b) &&
           cut(a->y - y.from, b->y - y.from, a, b) && cut(y.to - a->y, y.to - b->y, a, b);
}

bool picture_is_alone(const struct curve *curve, size_t i)
{
    bool last = i + 1 == curve->line.n;
    return !curve->line.at[i].joined && (last || !curve->line.at[i + 1].joined);
}
