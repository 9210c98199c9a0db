/* dcalc jvp: the Jacobian times a vector. */
#include "command.h"
#include "question.h"

static int run(struct call *call)
{
    return question_run(call, DCALC_JVP);
}

static const struct example examples[] = {
    {"dcalc jvp '[x^2, x*y]' --vector x=1,y=10 --at x=3,y=4", "6  34\n"},
    {"dcalc jvp 'sin(x)*y' --vector x=1", "y*cos(x)\n"},
    {"dcalc jvp 'trace(A)*A' --vector A=V --shape A=[n,n],V=[n,n]", "trace(V)*A + trace(A)*V\n"},
    {0},
};

const struct command command_jvp = {
    .name = "jvp",
    .summary = "the Jacobian times a vector: the derivative in a direction",
    .usage = "EXPR --vector VECTOR [--wrt NAMES] [--at POINT]",
    .takes = OPTIONS(TAKES_QUESTION, OPT_WRT, OPT_OF, OPT_VECTOR),
    .examples = examples,
    .run = run,
};
