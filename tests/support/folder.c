/* folder.c - a folder of a suite's own, for what compilers read and write. */
#include "support.h"

#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/dcalc-suite-XXXXXX";

void folder_make(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

void folder_remove(void)
{
    folder_run("rm -r ../${PWD##*/}", "clean up");
}

FILE *folder_open(const char *name, const char *mode)
{
    char *path = text_of("%s/%s", folder, name);
    FILE *file = fopen(path, mode);
    ck_assert_ptr_nonnull(file);
    free(path);
    return file;
}

void folder_write(const char *name, const char *text)
{
    FILE *file = folder_open(name, "w");
    fputs(text, file);
    ck_assert_int_eq(fclose(file), 0);
}

void folder_run(const char *words, const char *what)
{
    char *command = text_of("cd %s && %s", folder, words);
    ck_assert_msg(system(command) == 0, "%s: %s", command, what);
    free(command);
}
