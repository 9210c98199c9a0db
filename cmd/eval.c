/* dcalc eval: the value, or the simplified formula. */
#include "command.h"
#include "question.h"

static int run(struct call *call)
{
    return question_run(call, DCALC_EVAL);
}

static const struct example examples[] = {
    {"dcalc eval 'sqrt(x^2 + y^2)' --at x=3,y=4", "5\n"},
    {"dcalc eval 'gamma(1/2)'", "1.772453850905516\n"},
    {"dcalc eval '[[1,2],[3,4]] @ [1,1]'", "3  7\n"},
    {"dcalc eval 'x - f/diff(f, x)' --let 'f = x^2 - 2' --at x=1.5", "1.4166666666666667\n"},
    {"dcalc eval 'E = x^2/2; F = -diff(E, x)' --show E,F --at x=3", "E  4.5\nF  -3\n"},
    {0},
};

const struct command command_eval = {
    .name = "eval",
    .summary = "the value, or the simplified formula",
    .usage = "EXPR [--at POINT] [--show NAMES]",
    .takes = OPTIONS(TAKES_QUESTION, TAKES_TABLE, OPT_SHOW),
    .examples = examples,
    .run = run,
};
