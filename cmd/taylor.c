/* dcalc taylor: a Taylor polynomial. */
#include "command.h"
#include "question.h"

static int run(struct call *call)
{
    return question_run(call, DCALC_TAYLOR);
}

static const struct example examples[] = {
    {"dcalc taylor 'exp(x)' --at x=0 --order 3", "1 + x + 0.5*x^2 + 0.16666666666666666*x^3\n"},
    {"dcalc taylor 'sqrt(x)' --at x=1 --order 2 --exact", "1 + 1/2*(x - 1) - 1/8*(x - 1)^2\n"},
    {"dcalc taylor 'sin(x)' --at x=0 --order 5 --exact --remainder x=0:1/2",
     "x - 1/6*x^3 + 1/120*x^5\n"
     "within     1.55e-6\n"
     "remainder  -1.55e-6  0\n"},
    {"dcalc taylor 'exp(x*y)' --wrt x,y --at x=0,y=1 --order 2 --exact",
     "1 + x + 1/2*x^2 + x*(y - 1)\n"},
    {0},
};

const struct command command_taylor = {
    .name = "taylor",
    .summary = "a Taylor polynomial, and how far it can be from the function",
    .usage = "EXPR --at POINT [--wrt x,y] [--order N] [--remainder x=L:R]",
    .takes = OPTIONS(TAKES_NUMBERS, OPT_WRT, OPT_OF, OPT_ORDER, OPT_REMAINDER),
    .examples = examples,
    .run = run,
};
