/* dcalc grad: the gradient by scalars, vectors and matrices. */
#include "command.h"
#include "question.h"

static int run(struct call *call)
{
    return question_run(call, DCALC_GRAD);
}

static const struct example examples[] = {
    {"dcalc grad '1/w - w*x^2 + w*x*y' --at w=.5,x=2,y=3,z=4", "w  -2\n"
                                                               "x  -0.5\n"
                                                               "y  1\n"
                                                               "z  0\n"},
    {"dcalc grad 'sum((W@x - y)^2)' --wrt W --at W=[[1,2],[3,4]],x=[1,2],y=[1,1]", "W   8  16\n"
                                                                                   "   20  40\n"},
    {0},
};

const struct command command_grad = {
    .name = "grad",
    .summary = "the gradient by scalars, vectors and matrices",
    .usage = "EXPR [--wrt NAMES] [--at POINT]",
    .takes = OPTIONS(TAKES_QUESTION, TAKES_TABLE, OPT_WRT, OPT_OF),
    .examples = examples,
    .run = run,
};
