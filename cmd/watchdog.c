#define _XOPEN_SOURCE 700
#include "watchdog.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

enum { GRACE = 100000 /* microseconds of processor time, or of waiting */ };

/* Only static variables can be reached by a signal handler. */
static atomic_int held; /* by several threads */
static atomic_bool is_writing;
static _Atomic(pthread_t) writer;
static volatile sig_atomic_t spared, at_deadline, status_of_signal, asked_twice;
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

static void put(int fd, const char *text, size_t length)
{
    ssize_t ignored = write(fd, text, length);
    (void)ignored;
}

static void put_status(int fd, int status)
{
    char digits[] = {(char)('0' + status / 100), (char)('0' + status / 10 % 10),
                     (char)('0' + status % 10)};
    int first = status >= 100 ? 0 : status >= 10 ? 1 : 2;
    put(fd, digits + first, sizeof digits - (size_t)first);
}

/* All that it calls is a system call, as in what follows. */
static void write_last_words(const struct unfinished *file, int status)
{
    const struct last_words *last = file->last_words;
    put(last->fd, last->before, strlen(last->before));
    put_status(last->fd, status);
    put(last->fd, last->after, strlen(last->after));
    if (!file->path) return;
    bool named = !last->unnamed ||
                 linkat(AT_FDCWD, last->unnamed, AT_FDCWD, file->path, AT_SYMLINK_FOLLOW) == 0;
    if (named) rename(file->path, last->to);
}

static void end_program(void)
{
    int status = status_of_signal ? status_of_signal : status_of_time;
    for (struct unfinished *file = unfinished; file; file = file->next)
        if (file->last_words)
            write_last_words(file, status);
        else
            unlink(file->path);
    if (!status_of_signal) put(2, message, message_length);
    _exit(status);
}

/* An alarm comes to any thread, and interrupts that one alone. */
static void pass_on(int signal)
{
    pthread_t thread = atomic_load(&writer);
    if (atomic_load(&is_writing) && !pthread_equal(thread, pthread_self()))
        pthread_kill(thread, signal);
}

/* After a signal, writing that waits is interrupted again and again, so that it ends. */
static void on_alarm(int signal)
{
    if (asked_twice) end_program();
    if (status_of_signal) pass_on(signal);
    at_deadline = !status_of_signal;
    start(at_deadline ? ITIMER_PROF : ITIMER_REAL, 1e-6 * GRACE);
}

static void on_processor_time(int signal)
{
    (void)signal;
    if (!at_deadline && !status_of_signal) return;
    if (atomic_load(&held) == 0) end_program();
    start(ITIMER_PROF, 1e-6 * GRACE);
}

static void listen(int flags)
{
    struct sigaction alarm = {.sa_handler = on_alarm, .sa_flags = flags},
                     time = {.sa_handler = on_processor_time, .sa_flags = flags};
    sigaction(SIGALRM, &alarm, NULL);
    sigaction(SIGPROF, &time, NULL);
}

void watchdog_set(double seconds, int status, const char *text, size_t length)
{
    status_of_time = status;
    message = text;
    message_length = length;
    listen(SA_RESTART);
    start(ITIMER_REAL, seconds);
}

void watchdog_end(void)
{
    if (!message) return;
    start(ITIMER_REAL, 0);
    at_deadline = 0;
}

void watchdog_look(void)
{
    if (at_deadline && atomic_load(&held) == 0) end_program();
}

void watchdog_wake(int status)
{
    if (spared) return;
    listen(0);
    status_of_signal = status;
    start(ITIMER_PROF, 1e-6 * GRACE);
    start(ITIMER_REAL, 1e-6 * GRACE);
}

void watchdog_end_now(int status)
{
    status_of_signal = status;
    if (atomic_load(&held) == 0) end_program();
    listen(0);
    asked_twice = 1;
    start(ITIMER_REAL, 1e-6 * GRACE);
}

void watchdog_spare(bool on)
{
    spared = on;
}

void watchdog_hold(bool on)
{
    atomic_fetch_add(&held, on ? 1 : -1);
}

void watchdog_writes(bool on)
{
    static _Thread_local bool hears_alarms;
    if (!hears_alarms) {
        sigset_t alarm;
        sigemptyset(&alarm);
        sigaddset(&alarm, SIGALRM);
        pthread_sigmask(SIG_UNBLOCK, &alarm, NULL);
        hears_alarms = true;
    }
    if (on) atomic_store(&writer, pthread_self());
    atomic_store(&is_writing, on);
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
