#define _XOPEN_SOURCE 700
#include "interrupt.h"

#include "watchdog.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/select.h>
#include <unistd.h>

/* A signal handler can reach only static variables, so these are the program's only mutable
 * ones. */
static _Atomic(dcalc *) watched;
static volatile sig_atomic_t seen, resized, stopped, resumed;

/* A signal that ends the program is not replaced by a Ctrl-C, which the prompt survives, and ends
 * it at once when it comes again. */
static void on_interrupt(int signal)
{
    if (seen == signal && signal != SIGINT) watchdog_end_now(128 + signal);
    if (seen == 0 || seen == SIGINT) seen = signal;
    dcalc *session = atomic_load(&watched);
    if (session) dcalc_interrupt(session);
    watchdog_wake(128 + signal);
}

static void catch_signal(int signal)
{
    struct sigaction action = {.sa_handler = on_interrupt},
                     before; /* without SA_RESTART, so that the signal ends a read */
    if (sigaction(signal, NULL, &before) == 0 && before.sa_handler == SIG_IGN) return;
    sigaction(signal, &action, NULL);
}

static const int caught[] = {SIGINT, SIGTERM, SIGHUP, SIGXCPU};
enum { N_CAUGHT = sizeof caught / sizeof *caught };

void interrupt_catch(void)
{
    for (size_t i = 0; i < N_CAUGHT; i++) catch_signal(caught[i]);
}

bool interrupt_release(void)
{
    struct sigaction action = {.sa_handler = SIG_DFL}, before;
    for (size_t i = 0; i < N_CAUGHT; i++) {
        bool ours = sigaction(caught[i], NULL, &before) == 0 && before.sa_handler == on_interrupt;
        if (ours) sigaction(caught[i], &action, NULL);
    }
    if (!seen) return true;
    interrupt_catch();
    return false;
}

void interrupt_watch(dcalc *session)
{
    if (session) dcalc_keep_interrupts(session, true);
    atomic_store(&watched, session);
    if (session) interrupt_catch();
    if (session && seen) dcalc_interrupt(session);
}

bool interrupt_seen(void)
{
    return seen != 0;
}

bool interrupt_ends(void)
{
    return seen != 0 && seen != SIGINT;
}

int interrupt_status(void)
{
    return seen ? 128 + seen : 0;
}

void interrupt_forget(void)
{
    if (!interrupt_ends()) seen = 0;
}

static void on_terminal(int signal)
{
    if (signal == SIGWINCH) resized = 1;
    if (signal == SIGTSTP) stopped = 1;
    if (signal == SIGCONT) resumed = 1;
}

static const int of_terminal[] = {SIGWINCH, SIGTSTP, SIGCONT};
enum { N_OF_TERMINAL = sizeof of_terminal / sizeof *of_terminal };

void interrupt_listen(bool on)
{
    struct sigaction action = {.sa_handler = on ? on_terminal : SIG_DFL}, before;
    for (size_t i = 0; i < N_OF_TERMINAL; i++) {
        bool ignored =
            sigaction(of_terminal[i], NULL, &before) == 0 && before.sa_handler == SIG_IGN;
        if (!ignored) sigaction(of_terminal[i], &action, NULL);
    }
    resized = stopped = resumed = 0;
}

/* Takes what has come, a signal at a time. */
static bool take(enum waited *what)
{
    if (seen) return *what = WAITED_SIGNAL, true;
    if (stopped) return stopped = 0, *what = WAITED_STOP, true;
    if (resumed) return resumed = 0, *what = WAITED_RESUME, true;
    if (resized) return resized = 0, *what = WAITED_RESIZE, true;
    return false;
}

enum waited interrupt_wait(int fd)
{
    sigset_t held, before;
    enum waited what = WAITED_INPUT;
    sigemptyset(&held);
    sigaddset(&held, SIGINT);
    sigaddset(&held, SIGTERM);
    sigaddset(&held, SIGHUP);
    for (size_t i = 0; i < N_OF_TERMINAL; i++) sigaddset(&held, of_terminal[i]);
    sigprocmask(SIG_BLOCK, &held, &before);
    while (!take(&what)) {
        fd_set readable;
        FD_ZERO(&readable);
        FD_SET(fd, &readable);
        if (pselect(fd + 1, &readable, NULL, NULL, NULL, &before) >= 0) break;
        if (errno != EINTR) break; /* reading will tell */
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    return what;
}
