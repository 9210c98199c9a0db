#include "base/thread.h"

#include <signal.h>
#include <stdlib.h>

bool thread_has_room(void)
{
    enum { ROOM = 1 << 16 };
    void *probe = malloc(ROOM);
    free(probe);
    return probe != NULL;
}

bool thread_start(pthread_t *thread, void *(*run)(void *), void *user)
{
    static const int own[] = {SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP};
    sigset_t others, before;
    sigfillset(&others);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) sigdelset(&others, own[i]);
    pthread_sigmask(SIG_SETMASK, &others, &before);
    bool ok = pthread_create(thread, NULL, run, user) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return ok;
}
