/* dcalc limit: the limit of an expression as one name goes to a number or to infinity. */
#include "command.h"
#include "question.h"

static int run(struct call *call)
{
    return question_run(call, DCALC_LIMIT_AT);
}

static const struct example examples[] = {
    {"dcalc limit 'sin(x)/x' --at x=0", "1\n"},
    {"dcalc limit '(1 + 1/x)^x' --at x=inf --exact", "e\n"},
    {"dcalc limit '1/x' --at x=0-", "-inf\n"},
    {"dcalc limit '(exp(a*x) - 1)/x' --at x=0", "a\n"},
    {0},
};

const struct command command_limit = {
    .name = "limit",
    .summary = "the limit as a name goes to a number, one side of it, or inf",
    .usage = "EXPR --at x=A[+|-]|inf|-inf",
    .takes = OPTIONS(TAKES_QUESTION, OPT_WRT),
    .examples = examples,
    .run = run,
};
