/* optimizer.c - how weights move by a gradient: the rules of torch.optim, in their order of
 * operations. A rule's numbers are its settings s and the states of each weight, which begin
 * as 0. */
#include "train/train_private.h"

#include "eval/block.h"

#include <math.h>

enum { MOST_STATES = 3, STRETCH = 512 /* few enough for the nearest cache */ };

/* Some of the numbers: of weights, their gradient and states. */
struct stretch {
    const struct block_kernels *k;
    const double *s; /* settings */
    double *w, *states[MOST_STATES];
    const double *g;
    size_t n;
};

struct optimizer_rule {
    struct settings_row row;
    const char *states[MOST_STATES];
    double rate;      /* if none is given; 0: one must be */
    double decay;     /* of weights, if none is given */
    bool is_separate; /* the decay is no part of the gradient (Loshchilov and Hutter 2019) */
    void (*move)(const struct stretch *p, double rate, double step);
    /* Only for a rule that computes the loss at further weights: */
    bool (*begin)(struct optimizer *o, struct question *q);
    bool (*search)(struct optimizer *o, struct update *move);
};

/* ---- rules ---- */

static void move_sgd(const struct stretch *p, double rate, double step)
{
    (void)step;
    p->k->add_scaled(p->w, p->g, -rate, p->n);
}

/* x = a*x + b*y */
static void mix(const struct stretch *p, double *x, const double *y, double a, double b)
{
    p->k->linear2(x, x, y, a, b, 0, p->n);
}

/* The running mean x of y takes a share of it; the same of its squares. */
static void average(const struct stretch *p, double *x, const double *y, double share)
{
    double t[STRETCH];
    p->k->linear2(t, y, x, 1, -1, 0, p->n);
    p->k->add_scaled(x, t, share, p->n);
}

static void average_squares(const struct stretch *p, double *x, const double *y, double share,
                            double kept)
{
    double t[STRETCH];
    p->k->square(t, y, share, p->n);
    mix(p, x, t, kept, 1);
}

enum { MOMENTUM, DAMPENING };

/* Polyak 1964, in the form of Sutskever, Martens, Dahl and Hinton 2013 without the rate. */
static void add_momentum(const struct stretch *p, double step)
{
    double share = step == 1 ? 1 : 1 - p->s[DAMPENING];
    mix(p, p->states[0], p->g, p->s[MOMENTUM], share);
}

static void move_momentum(const struct stretch *p, double rate, double step)
{
    add_momentum(p, step);
    p->k->add_scaled(p->w, p->states[0], -rate, p->n);
}

static void move_nesterov(const struct stretch *p, double rate, double step)
{
    double t[STRETCH];
    add_momentum(p, step);
    p->k->linear2(t, p->g, p->states[0], 1, p->s[MOMENTUM], 0, p->n);
    p->k->add_scaled(p->w, t, -rate, p->n);
}

enum { BETA1, BETA2, ADAM_EPS };

/* Kingma and Ba 2015. */
static void move_adam(const struct stretch *p, double rate, double step)
{
    const double *s = p->s;
    double *m = p->states[0], *v = p->states[1], t[STRETCH];
    double size = rate / (1 - pow(s[BETA1], step)), root = sqrt(1 - pow(s[BETA2], step));
    average(p, m, p->g, 1 - s[BETA1]);
    average_squares(p, v, p->g, 1 - s[BETA2], s[BETA2]);
    p->k->root(t, v, p->n);
    p->k->divide_by(t, t, root, p->n);
    p->k->linear(t, t, 1, s[ADAM_EPS], p->n);
    p->k->divide(t, m, t, p->n);
    p->k->add_scaled(p->w, t, -size, p->n);
}

enum { ALPHA, RMS_EPS, RMS_MOMENTUM, CENTERED };

/* Tieleman and Hinton 2012; centered as in Graves 2013. */
static void move_rmsprop(const struct stretch *p, double rate, double step)
{
    const double *s = p->s;
    double *v = p->states[0], *m = p->states[1], *mean = p->states[2], t[STRETCH];
    (void)step;
    average_squares(p, v, p->g, 1 - s[ALPHA], s[ALPHA]);
    if (s[CENTERED] != 0) average(p, mean, p->g, 1 - s[ALPHA]);
    p->k->square(t, mean, -1, p->n);
    mix(p, t, v, 1, 1);
    p->k->root(t, t, p->n);
    p->k->linear(t, t, 1, s[RMS_EPS], p->n);
    p->k->divide(t, p->g, t, p->n);
    mix(p, m, t, s[RMS_MOMENTUM], 1);
    p->k->add_scaled(p->w, m, -rate, p->n);
}

#define SETTINGS_MOMENTUM                    \
    {"momentum", 0.9, SETTING_NOT_NEGATIVE}, \
    {                                        \
        "dampening", 0, SETTING_FRACTION     \
    }
#define SETTINGS_ADAM                                                     \
    {"beta1", 0.9, SETTING_FRACTION}, {"beta2", 0.999, SETTING_FRACTION}, \
    {                                                                     \
        "eps", 1e-8, SETTING_NOT_NEGATIVE                                 \
    }

static const struct optimizer_rule rules[] = {
    {.row = {"sgd", {{0}}}, .move = move_sgd},
    {.row = {"momentum", {SETTINGS_MOMENTUM}},
     .states = {"momentum_buffer"},
     .move = move_momentum},
    {.row = {"nesterov", {{"momentum", 0.9, SETTING_POSITIVE}}},
     .states = {"momentum_buffer"},
     .move = move_nesterov},
    {.row = {"adam", {SETTINGS_ADAM}},
     .states = {"exp_avg", "exp_avg_sq"},
     .rate = 1e-3,
     .move = move_adam},
    {.row = {"adamw", {SETTINGS_ADAM}},
     .states = {"exp_avg", "exp_avg_sq"},
     .rate = 1e-3,
     .decay = 1e-2,
     .is_separate = true,
     .move = move_adam},
    {.row = {"rmsprop",
             {{"alpha", 0.99, SETTING_FRACTION},
              {"eps", 1e-8, SETTING_NOT_NEGATIVE},
              {"momentum", 0, SETTING_NOT_NEGATIVE},
              {"centered", 0, SETTING_SWITCH}}},
     .states = {"square_avg", "momentum_buffer", "grad_avg"},
     .rate = 1e-2,
     .move = move_rmsprop},
    {.row = {"lbfgs",
             {[LBFGS_MAX_ITER] = {"max_iter", 20, SETTING_COUNT},
              [LBFGS_HISTORY] = {"history_size", 100, SETTING_COUNT},
              [LBFGS_TOLERANCE_GRAD] = {"tolerance_grad", 1e-7, SETTING_NOT_NEGATIVE},
              [LBFGS_TOLERANCE_CHANGE] = {"tolerance_change", 1e-9, SETTING_NOT_NEGATIVE}}},
     .rate = 1,
     .begin = lbfgs_begin,
     .search = lbfgs_step},
};

/* ---- what is said of it ---- */

static int find_rule(struct question *q, double *settings)
{
    const struct dcalc_text *text = &q->request->optimizer;
    struct settings_table table = {"--optimizer", rules, sizeof rules / sizeof *rules,
                                   sizeof *rules};
    return text->bytes ? settings_read(q, &table, text, settings) : 0;
}

bool optimizer_read(struct question *q, struct optimizer *out)
{
    const struct dcalc_request *rq = q->request;
    *out = (struct optimizer){0};
    int found = find_rule(q, out->settings);
    if (found < 0) return false;
    out->rule = &rules[found];
    out->rate = out->rule->rate;
    out->decay = out->rule->decay;
    if (!rq->lr.bytes && out->rate == 0) {
        diag_error(q->core, KIND_USAGE, (struct span){0}, "%s needs a learning rate",
                   out->rule->row.name);
        return diag_hint(q->core, "give it with --lr 0.1");
    }
    if (out->rule->search && (rq->weight_decay.bytes || rq->clip.bytes))
        return diag_error(q->core, KIND_USAGE, (struct span){0},
                          "%s takes no --clip and no --weight-decay", out->rule->row.name);
    if (rq->weight_decay.bytes && !value_number(q, &rq->weight_decay, &out->decay)) return false;
    if (!rq->clip.bytes) return true;
    return value_number(q, &rq->clip, &out->clip) &&
           (out->clip > 0 || diag_error(q->core, KIND_USAGE, (struct span){0},
                                        "%s must be a number above 0", rq->clip.source));
}

bool optimizer_begin(struct optimizer *o, struct question *q, size_t n)
{
    o->n = n;
    if (o->rule->begin) return o->rule->begin(o, q);
    if (!states_make_room(o, q, MOST_STATES)) return false;
    for (size_t i = 0; i < MOST_STATES && o->rule->states[i]; i++)
        if (!states_add(o, q, o->rule->states[i])) return false;
    return true;
}

/* ---- a step ---- */

double optimizer_norm(const double *x, size_t n)
{
    double unit = 0, sum = 0;
    for (size_t i = 0; i < n; i++) unit = fmax(unit, fabs(x[i]));
    for (size_t i = 0; unit > 0 && i < n; i++) sum += x[i] / unit * (x[i] / unit);
    return unit * sqrt(sum);
}

/* As torch.nn.utils.clip_grad_norm_ does (Pascanu, Mikolov and Bengio 2013). */
static void clip(const struct optimizer *o, double *g)
{
    double share = o->clip / (optimizer_norm(g, o->n) + 1e-6);
    if (share >= 1) return;
    for (size_t i = 0; i < o->n; i++) g[i] *= share;
}

/* What the weights that are large lose by themselves. */
static void decay(const struct optimizer *o, const struct update *m, struct stretch *p)
{
    if (o->rule->is_separate)
        p->k->linear(p->w, p->w, 1 - m->rate * o->decay, 0, p->n);
    else
        p->k->add_scaled(m->g + (p->w - m->w), p->w, o->decay, p->n);
}

static void move_stretch(struct optimizer *o, struct update *m, size_t from, size_t n)
{
    struct stretch p = {block_kernels(), o->settings, m->w + from, {0}, m->g + from, n};
    for (size_t i = 0; i < o->n_states; i++) p.states[i] = o->states[i] + from;
    if (o->decay > 0) decay(o, m, &p);
    o->rule->move(&p, m->rate, m->step);
}

bool optimizer_step(struct optimizer *o, struct update *m)
{
    if (o->rule->search) return o->rule->search(o, m);
    if (o->clip > 0) clip(o, m->g);
    for (size_t i = 0; i < o->n; i += STRETCH)
        move_stretch(o, m, i, o->n - i < STRETCH ? o->n - i : STRETCH);
    return true;
}
