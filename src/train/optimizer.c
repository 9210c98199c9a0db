/* optimizer.c - how weights move by a gradient: the rules of torch.optim, in their order of
 * operations. A rule's numbers are its settings s and the states of each weight, which begin
 * as 0. */
#include "train/train_private.h"

#include <math.h>

enum { MOST_STATES = 3 };

struct optimizer_rule {
    struct settings_row row;
    const char *states[MOST_STATES];
    double rate;      /* if none is given; 0: one must be */
    double decay;     /* of weights, if none is given */
    bool is_separate; /* the decay is no part of the gradient (Loshchilov and Hutter 2019) */
    void (*move)(struct optimizer *o, double *w, const double *g, double rate, double step);
    /* Of a rule that computes the loss at further weights: */
    bool (*begin)(struct optimizer *o, struct question *q);
    bool (*search)(struct optimizer *o, struct update *move);
};

/* ---- rules ---- */

static void move_sgd(struct optimizer *o, double *w, const double *g, double rate, double step)
{
    (void)step;
    for (size_t i = 0; i < o->n; i++) w[i] -= rate * g[i];
}

enum { MOMENTUM, DAMPENING };

/* Polyak 1964, in the form of Sutskever, Martens, Dahl and Hinton 2013 without the rate. */
static void add_momentum(struct optimizer *o, const double *g, double step)
{
    const double *s = o->settings;
    double *m = o->states[0], share = step == 1 ? 1 : 1 - s[DAMPENING];
    for (size_t i = 0; i < o->n; i++) m[i] = s[MOMENTUM] * m[i] + share * g[i];
}

static void move_momentum(struct optimizer *o, double *w, const double *g, double rate, double step)
{
    add_momentum(o, g, step);
    move_sgd(o, w, o->states[0], rate, step);
}

static void move_nesterov(struct optimizer *o, double *w, const double *g, double rate, double step)
{
    add_momentum(o, g, step);
    const double *m = o->states[0];
    for (size_t i = 0; i < o->n; i++) w[i] -= rate * (g[i] + o->settings[MOMENTUM] * m[i]);
}

enum { BETA1, BETA2, ADAM_EPS };

/* Kingma and Ba 2015. */
static void move_adam(struct optimizer *o, double *w, const double *g, double rate, double step)
{
    const double *s = o->settings;
    double *m = o->states[0], *v = o->states[1];
    double size = rate / (1 - pow(s[BETA1], step)), root = sqrt(1 - pow(s[BETA2], step));
    for (size_t i = 0; i < o->n; i++) {
        m[i] += (1 - s[BETA1]) * (g[i] - m[i]);
        v[i] = s[BETA2] * v[i] + (1 - s[BETA2]) * (g[i] * g[i]);
        w[i] -= size * (m[i] / (sqrt(v[i]) / root + s[ADAM_EPS]));
    }
}

enum { ALPHA, RMS_EPS, RMS_MOMENTUM, CENTERED };

/* Tieleman and Hinton 2012; centered as in Graves 2013. */
static void move_rmsprop(struct optimizer *o, double *w, const double *g, double rate, double step)
{
    const double *s = o->settings;
    double *v = o->states[0], *m = o->states[1], *mean = o->states[2];
    (void)step;
    for (size_t i = 0; i < o->n; i++) {
        v[i] = s[ALPHA] * v[i] + (1 - s[ALPHA]) * (g[i] * g[i]);
        if (s[CENTERED] != 0) mean[i] += (1 - s[ALPHA]) * (g[i] - mean[i]);
        double scaled = g[i] / (sqrt(v[i] - mean[i] * mean[i]) + s[RMS_EPS]);
        m[i] = s[RMS_MOMENTUM] * m[i] + scaled;
        w[i] -= rate * m[i];
    }
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

bool optimizer_step(struct optimizer *o, struct update *m)
{
    if (o->rule->search) return o->rule->search(o, m);
    if (o->clip > 0) clip(o, m->g);
    if (o->decay > 0 && o->rule->is_separate)
        for (size_t i = 0; i < o->n; i++) m->w[i] *= 1 - m->rate * o->decay;
    else if (o->decay > 0)
        for (size_t i = 0; i < o->n; i++) m->g[i] += o->decay * m->w[i];
    o->rule->move(o, m->w, m->g, m->rate, m->step);
    return true;
}
