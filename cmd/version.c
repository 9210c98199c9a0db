/* dcalc version: which dcalc this is. */
#include "app/dcalc.h"
#include "command.h"
#include "help.h"

static int run(struct call *call)
{
    struct text out = {.pool = call->pool};
    text_format(&out, "dcalc %s\n", dcalc_version());
    return help_write(&out);
}

static const struct example examples[] = {
    {"dcalc version", "dcalc 0.1.0\n"},
    {0},
};

const struct command command_version = {
    .name = "version",
    .summary = "which dcalc this is",
    .usage = "",
    .examples = examples,
    .run = run,
};
