/* program.h - the whole program, which dcalc and dcalc-mpi run. */
#ifndef CMD_PROGRAM_H
#define CMD_PROGRAM_H

#include "command.h"

/* The status, which is no exit status, of a rank whose work has ended because another rank failed.
 * It has said nothing of it. */
enum { STATUS_OF_ANOTHER = -1 };

/* Runs the command of the words. Ranks share its work, if it can be shared; else rank 0 does all of
 * it. Returns the exit status, or STATUS_OF_ANOTHER. */
int run_words(int argc, char *const *argv, const struct setting *setting);

/* The same for a program that ends with it, at once where exit() would wait or fail. */
int run_to_end(int argc, char *const *argv, const struct setting *setting);

#endif
