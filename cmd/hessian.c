/* dcalc hessian: the matrix of second derivatives. */
#include "command.h"
#include "question.h"

static int run(struct call *call)
{
    return question_run(call, DCALC_HESSIAN);
}

static const struct example examples[] = {
    {"dcalc hessian 'x^2*y + y^3'", "2*y  2*x\n"
                                    "2*x  6*y\n"},
    {"dcalc hessian 'x^2*y + y^3' --at x=1,y=2", "4   2\n"
                                                 "2  12\n"},
    {0},
};

const struct command command_hessian = {
    .name = "hessian",
    .summary = "the matrix of second derivatives",
    .usage = "EXPR [--wrt NAMES] [--at POINT]",
    .takes = OPTIONS(TAKES_QUESTION, TAKES_TABLE, OPT_WRT, OPT_OF, OPT_SPARSE, OPT_PATTERN),
    .examples = examples,
    .run = run,
};
