/* generate.h - generates the completion scripts and the manual's list of options from the rows of
 * options and commands. */
#ifndef CMD_GENERATE_H
#define CMD_GENERATE_H

#include "pool.h"

void generate_completions(struct text *out, const char *shell); /* "bash", "zsh" or "fish" */
void generate_man_options(struct text *out);

#endif
