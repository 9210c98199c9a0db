#define _POSIX_C_SOURCE 200809L
#include "interrupt.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

/* A signal handler can reach only static variables, so these are the program's only mutable
 * ones. */
static _Atomic(dcalc *) watched;
static volatile sig_atomic_t seen, at_once;

static void on_interrupt(int signal)
{
    (void)signal;
    if (at_once) _exit(INTERRUPTED);
    seen = 1;
    dcalc *session = atomic_load(&watched);
    if (session) dcalc_interrupt(session);
}

void interrupt_catch(void)
{
    struct sigaction action = {.sa_handler = on_interrupt},
                     before; /* without SA_RESTART, so that Ctrl-C ends a read */
    if (sigaction(SIGINT, NULL, &before) == 0 && before.sa_handler == SIG_IGN) return;
    sigaction(SIGINT, &action, NULL);
}

void interrupt_at_once(bool on)
{
    at_once = on;
}

void interrupt_watch(dcalc *session)
{
    atomic_store(&watched, session);
    if (session) interrupt_catch();
}

bool interrupt_seen(void)
{
    return seen != 0;
}

void interrupt_forget(void)
{
    seen = 0;
}
