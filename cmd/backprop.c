/* dcalc backprop: steps of gradient descent: loss, gradient, new weights. */
#include "command.h"
#include "question.h"

static int run(struct call *call)
{
    return question_run(call, DCALC_BACKPROP);
}

static const struct example examples[] = {
    {"dcalc backprop '(w*x - t)^2' --weights w --lr 0.1 --at w=1,x=2,t=3", "loss      1\n"
                                                                           "dloss/dw  -4\n"
                                                                           "w         1.4\n"},
    {0},
};

const struct command command_backprop = {
    .name = "backprop",
    .summary = "steps of gradient descent: loss, gradient, new weights",
    .usage = "LOSS --weights NAMES --lr RATE --at POINT [--steps N | --data FILE [--batch N] "
             "[--epochs N]]",
    .takes = OPTIONS(TAKES_QUESTION, OPT_WEIGHTS, OPT_LR, OPT_STEPS, OPT_LOG, OPT_EVERY, OPT_DATA,
                     OPT_BATCH, OPT_PARTS, OPT_EPOCHS, OPT_SHUFFLE, OPT_SEED, OPT_OPTIMIZER,
                     OPT_SCHEDULE, OPT_CLIP, OPT_WEIGHT_DECAY, OPT_VALIDATE, OPT_PATIENCE,
                     OPT_CHECKPOINT, OPT_SAVE_EVERY),
    .examples = examples,
    .run = run,
};
