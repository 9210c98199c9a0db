/* dcalc jacobian: the Jacobian of several expressions or of a vector. */
#include "command.h"
#include "question.h"

static int run(struct call *call)
{
    return question_run(call, DCALC_JACOBIAN);
}

static const struct example examples[] = {
    {"dcalc jacobian 'x^2' '3*x^2 - y' 'x*y' --at x=1,y=2", "2   0\n"
                                                            "6  -1\n"
                                                            "2   1\n"},
    {"dcalc jacobian '[r*cos(t), r*sin(t)]'", "cos(t)  -r*sin(t)\n"
                                              "sin(t)  r*cos(t)\n"},
    {0},
};

const struct command command_jacobian = {
    .name = "jacobian",
    .summary = "the Jacobian of several expressions or of a vector",
    .usage = "EXPR... [--wrt NAMES] [--at POINT]",
    .takes = OPTIONS(TAKES_QUESTION, TAKES_TABLE, OPT_WRT, OPT_OF, OPT_SPARSE, OPT_PATTERN),
    .examples = examples,
    .run = run,
};
