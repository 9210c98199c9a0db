/* dcalc plot: pictures of functions, with data under them. */
#include "command.h"
#include "question.h"

static int run(struct call *call)
{
    return question_run(call, DCALC_PLOT);
}

static const struct example examples[] = {
    {"dcalc plot 'x^2' '1 - x' --range x=-1:1 --width 30 --ascii", "2 +..        |\n"
                                                                   "  |  ':.     |\n"
                                                                   "  |    '':.  |\n"
                                                                   "  |       '':.\n"
                                                                   "1 +':.       ''..     :'\n"
                                                                   "  |  '.      |  2:...:\n"
                                                                   "  |    ':.   |   .:':..\n"
                                                                   "0 +------'1'''''''----''\n"
                                                                   "  ++---------+---------+\n"
                                                                   "  -1         0         1  x\n"
                                                                   "   1: x^2\n"
                                                                   "   2: 1 - x\n"},
    {"dcalc plot 'sin(1/x)' --range x=-1:1 -o picture.svg", ""},
    {"dcalc plot 'x^3/3 - x' --range x=-2:2 --diff --tangent x=1.5 -o picture.svg", ""},
    {"dcalc plot '(1 - x)^2 + 100*(y - x^2)^2' --range x=-2:2,y=-1:3 -o picture.svg", ""},
    {0},
};

const struct command command_plot = {
    .name = "plot",
    .summary = "a picture of functions, level lines or data",
    .usage = "EXPR... --range x=A:B [--diff] [--tangent x=A] [--taylor N] [--points FILE]",
    .takes = OPTIONS(TAKES_ANSWER, TAKES_FORM, OPT_RANGE, OPT_DIFF, OPT_TANGENT, OPT_TAYLOR,
                     OPT_POINTS, OPT_WIDTH, OPT_ASCII),
    .examples = examples,
    .run = run,
};
