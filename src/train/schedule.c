/* schedule.c - the learning rate from epoch to epoch, as the schedulers of PyTorch have it
 * (torch.optim.lr_scheduler: StepLR, ExponentialLR, CosineAnnealingLR, LinearLR). */
#include "train/train_private.h"

#include <math.h>

enum { SCHEDULE_STEP, SCHEDULE_EXPONENTIAL, SCHEDULE_COSINE, SCHEDULE_LINEAR };

static const struct settings_row rows[] = {
    [SCHEDULE_STEP] = {"step", {{"size", 10, SETTING_COUNT}, {"gamma", 0.1, SETTING_NOT_NEGATIVE}}},
    [SCHEDULE_EXPONENTIAL] = {"exponential", {{"gamma", 0.9, SETTING_NOT_NEGATIVE}}},
    [SCHEDULE_COSINE] = {"cosine", {{"min", 0, SETTING_NOT_NEGATIVE}}},
    [SCHEDULE_LINEAR] = {"linear",
                         {{"start", 1.0 / 3, SETTING_NOT_NEGATIVE},
                          {"end", 1, SETTING_NOT_NEGATIVE},
                          {"epochs", 5, SETTING_COUNT}}},
};

bool schedule_read(struct question *q, struct schedule *out)
{
    const struct dcalc_text *text = &q->request->schedule;
    struct settings_table table = {"--schedule", rows, sizeof rows / sizeof *rows, sizeof *rows};
    *out = (struct schedule){.kind = -1};
    if (!text->bytes) return true;
    out->kind = settings_read(q, &table, text, out->settings);
    return out->kind >= 0;
}

double schedule_rate(const struct schedule *schedule, double rate, double epoch, double epochs)
{
    const double *s = schedule->settings, pi = 3.14159265358979323846;
    switch (schedule->kind) {
    case SCHEDULE_STEP: return rate * pow(s[1], floor(epoch / s[0]));
    case SCHEDULE_EXPONENTIAL: return rate * pow(s[0], epoch);
    case SCHEDULE_COSINE: /* Loshchilov and Hutter 2017, without restarts */
        return s[0] + (rate - s[0]) * (1 + cos(pi * epoch / epochs)) / 2;
    case SCHEDULE_LINEAR: return rate * (s[0] + (s[1] - s[0]) * fmin(epoch / s[2], 1));
    default: return rate;
    }
}
