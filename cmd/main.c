/* dcalc: differentiates at the shell. */
#include "program.h"

int main(int argc, char **argv)
{
    return run_to_end(argc, argv, &(struct setting){0});
}
