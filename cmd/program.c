#define _XOPEN_SOURCE 700
#include "program.h"

#include "command.h"
#include "help.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* Without arguments: the prompt on a terminal, a hint in a script. */
static int without_words(struct pool *pool, const struct setting *setting)
{
    char *const words[] = {"repl", NULL};
    return isatty(0) ? command_dispatch(pool, setting, 1, words) : help_hint(pool);
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

int run_words(int argc, char *const *argv, const struct setting *setting)
{
    struct pool pool = {0};
    keep_standard_files();
    dcalc_own_memory(end_without_memory);
    signal(SIGPIPE, SIG_IGN); /* write reports a closed pipe */
    signal(SIGXFSZ, SIG_IGN); /* and a file that would be too large */
    int status = argc > 1 ? command_dispatch(&pool, setting, argc - 1, argv + 1)
                          : without_words(&pool, setting);
    pool_free(&pool);
    return status;
}

/* FLINT's own end, of which exit() takes care, aborts the process where there is no memory. */
static bool has_memory(void)
{
    enum { ENOUGH = 1 << 16 };
    void *probe = malloc(ENOUGH);
    free(probe);
    return probe != NULL;
}

int run_to_end(int argc, char *const *argv, const struct setting *setting)
{
    int status = run_words(argc, argv, setting);
    if (dcalc_is_busy() || !has_memory()) _exit(status); /* exit() would wait, or fail */
    return status;
}
