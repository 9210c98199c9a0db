/* dcalc diff: a derivative. */
#include "command.h"
#include "question.h"

static int run(struct call *call)
{
    return question_run(call, DCALC_DIFF);
}

static const struct example examples[] = {
    {"dcalc diff 'cos(exp(x))^3'", "-3*exp(x)*cos(exp(x))^2*sin(exp(x))\n"},
    {"dcalc diff 'cos(exp(x))^3' --at x=0", "-0.7369432446508228\n"},
    {"dcalc diff 'cos(exp(x))^3' --at x=0 -n 40", "-0.7369432446508227965649353433288069596021\n"},
    {"dcalc diff 'x^2*y^3' --wrt x,y,y", "12*x*y\n"},
    {"dcalc diff 'x^2 + y^2 = 1' --of y", "-x/y\n"},
    {0},
};

const struct command command_diff = {
    .name = "diff",
    .summary = "a derivative",
    .usage = "EXPR [--wrt x] [--at POINT] [--order N]",
    .takes = OPTIONS(TAKES_QUESTION, TAKES_TABLE, OPT_WRT, OPT_OF, OPT_ORDER),
    .examples = examples,
    .run = run,
};
