/* static.c - dcalc where all of it is one static program, which starts in two thirds of the time.
 * Such a program cannot open shared libraries: they would bring a second C library. Where it needs
 * one, or will read what cannot be read twice, the process becomes dcalc-shared, the same program
 * linked dynamically, which stands beside it and begins anew. So nothing may have been written. */
#define _XOPEN_SOURCE 700
#include "files.h"
#include "interrupt.h"
#include "program.h"
#include "report.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

/* As the program was started. */
static char *const *words;
static sigset_t blocked;

/* Writes the path of the other program: a link to this one has no other beside it. */
static bool find_other(char path[static PATH_MAX])
{
    static const char suffix[] = "-shared";
    char own[PATH_MAX];
    const char *started = (const char *)getauxval(AT_EXECFN);
    if (!started || !realpath(started, own)) return false;
    if (snprintf(path, PATH_MAX, "%s%s", own, suffix) < PATH_MAX) return true;
    return errno = ENAMETOOLONG, false;
}

/* Returns only if that cannot be, with errno set. A thread that leaves signals alone may be the one
 * that needs a library. */
static void become_other(char path[static PATH_MAX])
{
    if (!find_other(path) || access(path, X_OK) != 0 || !interrupt_release()) return;
    pthread_sigmask(SIG_SETMASK, &blocked, NULL);
    execv(path, words);
    interrupt_catch();
}

/* Without the other program, what needs no library is answered here. */
static void will_read(void)
{
    char path[PATH_MAX];
    become_other(path);
}

static void note_once(const char *path, int error)
{
    static atomic_flag told = ATOMIC_FLAG_INIT;
    char note[PATH_MAX + 128];
    if (atomic_flag_test_and_set(&told)) return;
    snprintf(note, sizeof note, "libraries are opened by %s: %s", path, strerror(error));
    report_note(note);
}

/* The linker has these called for dlopen and its kin. */
void *__wrap_dlopen(const char *name, int flags);
void *__wrap_dlsym(void *library, const char *name);
int __wrap_dlclose(void *library);

void *__wrap_dlopen(const char *name, int flags)
{
    char path[PATH_MAX] = "dcalc-shared";
    (void)name, (void)flags;
    errno = EBUSY;
    if (!has_written()) become_other(path);
    if (!interrupt_seen()) note_once(path, errno);
    return NULL;
}

void *__wrap_dlsym(void *library, const char *name)
{
    (void)library, (void)name;
    return NULL;
}

int __wrap_dlclose(void *library)
{
    (void)library;
    return -1;
}

int main(int argc, char **argv)
{
    words = argv;
    pthread_sigmask(SIG_SETMASK, NULL, &blocked);
    return run_to_end(argc, argv, &(struct setting){.will_read = will_read});
}
