/* dcalc: differentiates at the shell. */
#include "program.h"

#include <stdlib.h>
#include <unistd.h>

/* FLINT's own end, of which exit() takes care, aborts the process where there is no memory. */
static bool has_memory(void)
{
    enum { ENOUGH = 1 << 16 };
    void *probe = malloc(ENOUGH);
    free(probe);
    return probe != NULL;
}

int main(int argc, char **argv)
{
    int status = run_words(argc, argv, NULL);
    if (dcalc_is_busy() || !has_memory()) _exit(status); /* exit() would wait, or fail */
    return status;
}
