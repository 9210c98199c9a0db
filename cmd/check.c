/* dcalc check: whether a derivative that was worked out by hand is right. */
#include "command.h"
#include "question.h"

static int run(struct call *call)
{
    return question_run(call, DCALC_CHECK);
}

static const struct example examples[] = {
    {"dcalc check 'x^2*sin(x)' --equals '2*x*sin(x) + x^2*cos(x)'", "right: proved\n"},
    {0},
};

const struct command command_check = {
    .name = "check",
    .summary = "whether a derivative worked out by hand is right",
    .usage = "EXPR --equals FORMULA | --gradient FILE [--wrt x] [--order N] [--at POINT]",
    .takes = TAKES(AT) | TAKES(SHAPE) | TAKES(LET) | TAKES(ASSUME) | TAKES(EXPR) | TAKES(EQUALS) |
             TAKES(GRADIENT) | TAKES(WRT) | TAKES(ORDER) | TAKES(FORMAT) | TAKES(QUIET) |
             TAKES(OUTPUT) | TAKES(COLOR) | TAKES(TIMEOUT) | TAKES(MAX_MEMORY) | TAKES(MAX_WORK) |
             TAKES(DUMP),
    .examples = examples,
    .run = run,
};
