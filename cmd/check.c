/* dcalc check: whether a derivative that was worked out by hand is right. */
#include "command.h"
#include "question.h"

static int run(struct call *call)
{
    return question_run(call, DCALC_CHECK);
}

static const struct example examples[] = {
    {"dcalc check 'x^2*sin(x)' --equals '2*x*sin(x) + x^2*cos(x)'", "right: proved\n"},
    {"dcalc check 'x^2*y' 'x = 2*x*y' 'y = x^2'", "right: proved\n"},
    {"dcalc check 'x^2*y' --at x=3,y=2",
     "right: reverse mode, forward mode and difference quotients agree\n"
     "x: the worst entry is 12; reverse mode is off by 0, 0 ulps; forward mode by 0, 0 ulps\n"
     "y: the worst entry is 9; reverse mode is off by 0, 0 ulps; forward mode by 0, 0 ulps\n"},
    {0},
};

const struct command command_check = {
    .name = "check",
    .summary = "whether a derivative worked out by hand is right",
    .usage = "EXPR FORMULA... | EXPR --at POINT [--gradient FILE] [--wrt x] [--order N]",
    .takes = OPTIONS(TAKES_ANSWER, OPT_EQUALS, OPT_GRADIENT, OPT_WRT, OPT_OF, OPT_ORDER, OPT_DUMP),
    .examples = examples,
    .run = run,
};
