/* generate.h - texts for others made from the rows: completion scripts and the manual's options. */
#ifndef CMD_GENERATE_H
#define CMD_GENERATE_H

#include "pool.h"

void generate_completions(struct text *out, const char *shell); /* "bash", "zsh" or "fish" */
void generate_man_options(struct text *out);

#endif
