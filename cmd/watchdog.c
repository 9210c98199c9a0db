#define _XOPEN_SOURCE 700
#include "watchdog.h"

#include <signal.h>
#include <stdatomic.h>
#include <sys/time.h>
#include <unistd.h>

enum { GRACE = 100000 /* microseconds of processor time */ };

/* Only static variables can be reached by a signal handler. */
static atomic_int held; /* by several threads */
static volatile sig_atomic_t spared, at_deadline, status_of_signal;
static int status_of_time;
static const char *message;
static size_t message_length;
static struct unfinished *volatile unfinished;

/* setitimer is a system call and nothing else, so that a handler may call it. */
static void start(int timer, double seconds)
{
    struct itimerval value = {.it_value = {(time_t)seconds, 0}};
    value.it_value.tv_usec = (suseconds_t)(1e6 * (seconds - (double)(time_t)seconds));
    if (seconds > 0 && value.it_value.tv_sec == 0 && value.it_value.tv_usec == 0)
        value.it_value.tv_usec = 1;
    setitimer(timer, &value, NULL);
}

static void end_program(void)
{
    for (struct unfinished *file = unfinished; file; file = file->next) unlink(file->path);
    ssize_t ignored = status_of_signal ? 0 : write(2, message, message_length);
    (void)ignored;
    _exit(status_of_signal ? status_of_signal : status_of_time);
}

static void on_timer(int signal)
{
    if (signal == SIGALRM)
        at_deadline = 1;
    else if (atomic_load(&held) == 0 && (at_deadline || status_of_signal))
        end_program();
    if (at_deadline || status_of_signal) start(ITIMER_PROF, 1e-6 * GRACE);
}

static void listen(void)
{
    struct sigaction action = {.sa_handler = on_timer, .sa_flags = SA_RESTART};
    sigaction(SIGALRM, &action, NULL);
    sigaction(SIGPROF, &action, NULL);
}

void watchdog_set(double seconds, int status, const char *text, size_t length)
{
    status_of_time = status;
    message = text;
    message_length = length;
    listen();
    start(ITIMER_REAL, seconds);
}

void watchdog_end(void)
{
    if (!message) return;
    start(ITIMER_REAL, 0);
    at_deadline = 0;
}

void watchdog_wake(int status)
{
    if (spared) return;
    listen();
    status_of_signal = status;
    start(ITIMER_PROF, 1e-6 * GRACE);
}

void watchdog_spare(bool on)
{
    spared = on;
}

void watchdog_hold(bool on)
{
    atomic_fetch_add(&held, on ? 1 : -1);
}

void watchdog_remove(struct unfinished *file)
{
    file->next = unfinished;
    unfinished = file;
}

void watchdog_keep(struct unfinished *file)
{
    struct unfinished *before = unfinished;
    if (before == file) unfinished = file->next;
    while (before && before->next != file) before = before->next;
    if (before) before->next = file->next;
}
