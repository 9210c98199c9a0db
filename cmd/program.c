#define _XOPEN_SOURCE 700
#include "command.h"
#include "help.h"
#include "program.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* Without arguments: the prompt on a terminal, a hint in a script. */
static int without_words(struct pool *pool)
{
    char *const words[] = {"repl", NULL};
    return isatty(0) ? command_dispatch(pool, &(struct setting){0}, 1, words) : help_hint(pool);
}

/* No answer can be written without memory. */
static void end_without_memory(void)
{
    static const char message[] = "dcalc: out of memory\n";
    ssize_t ignored = write(2, message, sizeof message - 1);
    (void)ignored;
    _exit(dcalc_exit_status(DCALC_LIMIT));
}

/* Where standard input, output or error was closed, a file that is opened would get its number, and
 * messages would go into it. What stands there instead can neither be read nor written. */
static void keep_standard_files(void)
{
    for (int fd = 0; fd < 3; fd++) {
        if (fcntl(fd, F_GETFD) >= 0) continue;
        if (open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd) return;
    }
}

int run_words(int argc, char *const *argv, const struct dcalc_ranks *ranks)
{
    struct pool pool = {0};
    const struct setting setting = {.ranks = ranks};
    keep_standard_files();
    dcalc_own_memory(end_without_memory);
    signal(SIGPIPE, SIG_IGN); /* write reports a closed pipe */
    signal(SIGXFSZ, SIG_IGN); /* and a file that would be too large */
    int status =
        argc > 1 ? command_dispatch(&pool, &setting, argc - 1, argv + 1) : without_words(&pool);
    pool_free(&pool);
    return status;
}
