/* dcalc vjp: a vector times the Jacobian. */
#include "command.h"
#include "question.h"

static int run(struct call *call)
{
    return question_run(call, DCALC_VJP);
}

static const struct example examples[] = {
    {"dcalc vjp '[x^2, x*y]' --vector '[1,10]' --at x=3,y=4", "x  46\n"
                                                              "y  30\n"},
    {0},
};

const struct command command_vjp = {
    .name = "vjp",
    .summary = "a vector times the Jacobian: the gradient of the weighted value",
    .usage = "EXPR --vector VECTOR [--wrt NAMES] [--at POINT]",
    .takes = OPTIONS(TAKES_QUESTION, OPT_WRT, OPT_OF, OPT_VECTOR),
    .examples = examples,
    .run = run,
};
