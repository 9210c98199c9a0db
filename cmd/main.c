/* dcalc: differentiates at the shell. */
#define _POSIX_C_SOURCE 200809L
#include "app/dcalc.h"
#include "command.h"
#include "help.h"

#include <signal.h>
#include <unistd.h>

/* Without arguments: the prompt on a terminal, a hint in a script. */
static int without_words(struct pool *pool)
{
    char *const words[] = {"repl", NULL};
    return isatty(0) ? command_dispatch(pool, NULL, 1, words) : help_hint(pool);
}

/* No answer can be written without memory. */
static void end_without_memory(void)
{
    static const char message[] = "dcalc: out of memory\n";
    ssize_t ignored = write(2, message, sizeof message - 1);
    (void)ignored;
    _exit(dcalc_exit_status(DCALC_LIMIT));
}

int main(int argc, char **argv)
{
    struct pool pool = {0};
    dcalc_own_memory(end_without_memory);
    signal(SIGPIPE, SIG_IGN); /* write reports a closed pipe */
    int status =
        argc > 1 ? command_dispatch(&pool, NULL, argc - 1, argv + 1) : without_words(&pool);
    pool_free(&pool);
    return status;
}
