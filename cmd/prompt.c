#define _POSIX_C_SOURCE 200809L
#include "prompt.h"

#include "app/dcalc.h"
#include "files.h"
#include "interrupt.h"
#include "libedit.h"
#include "report.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct prompt {
    bool interactive;
    struct libedit *libedit; /* or NULL: lines are read without editing */
    char input[8192];        /* bytes at..end are read but not yet returned */
    size_t at, end;
    char *line;
    size_t length, room, limit;
    int error;  /* for which a script could not be read on, or 0 */
    int status; /* of a line that could not be taken, or 0 */
};

struct prompt *prompt_open(prompt_complete *complete, void *user)
{
    struct prompt *prompt = calloc(1, sizeof *prompt);
    if (!prompt) return NULL;
    prompt->limit = longest_text();
    prompt->interactive = isatty(0);
    if (prompt->interactive) prompt->libedit = libedit_open(complete, user);
    return prompt;
}

void prompt_close(struct prompt *prompt)
{
    if (prompt->libedit) libedit_close(prompt->libedit);
    free(prompt->line);
    free(prompt);
}

bool prompt_is_empty(const struct prompt *prompt)
{
    return prompt->libedit ? libedit_is_empty(prompt->libedit) : prompt->length == 0;
}

int prompt_error(const struct prompt *prompt)
{
    return prompt->interactive ? 0 : prompt->error;
}

int prompt_status(const struct prompt *prompt)
{
    return prompt->status;
}

bool prompt_is_interactive(const struct prompt *prompt)
{
    return prompt->interactive;
}

void prompt_greet(const struct prompt *prompt, const char *version)
{
    char line[160];
    const char *keys = prompt->libedit ? "TAB completes, Ctrl-D leaves" : "Ctrl-D leaves";
    int n = snprintf(line, sizeof line, "dcalc %s: ? for help, %s\n", version, keys);
    write_all(1, line, (size_t)n);
    if (prompt->libedit) return;
    report_note(
        "lines cannot be edited: this needs the library libedit (Debian: libedit2, Fedora, Arch: "
        "libedit) and a UTF-8 locale");
}

static bool fail(struct prompt *prompt, const char *message)
{
    prompt->status = report_error(DCALC_LIMIT, NULL, "%s", message);
    return false;
}

static bool put_byte(struct prompt *prompt, char c)
{
    if (prompt->length > prompt->limit) return fail(prompt, "a line is too long");
    if (prompt->length + 1 >= prompt->room) {
        size_t room = 2 * prompt->room + 256;
        char *grown = realloc(prompt->line, room);
        if (!grown) return fail(prompt, "out of memory");
        prompt->line = grown;
        prompt->room = room;
    }
    prompt->line[prompt->length++] = c ? c : '\1';
    prompt->line[prompt->length] = '\0';
    return true;
}

/* Returns the next byte of standard input, or -1. */
static int next_byte(struct prompt *prompt)
{
    if (prompt->at == prompt->end) {
        long n = read_some(0, prompt->input, sizeof prompt->input);
        if (n < 0 && !interrupt_seen()) prompt->error = errno;
        if (n <= 0) return -1;
        prompt->at = 0;
        prompt->end = (size_t)n;
    }
    return (unsigned char)prompt->input[prompt->at++];
}

static const char *plain_line(struct prompt *prompt, bool more)
{
    const char *mark = more ? "  ...> " : "dcalc> ";
    int c;
    prompt->length = 0;
    if (prompt->interactive) write_all(1, mark, strlen(mark));
    while ((c = next_byte(prompt)) >= 0 && c != '\n')
        if (!put_byte(prompt, (char)c)) return NULL;
    if (c < 0 && prompt->length == 0) return NULL;
    if (prompt->length > 0) return prompt->line;
    return "";
}

/* libedit includes the newline, and returns no bytes that a terminal cannot type. */
static const char *edited_line(struct prompt *prompt, bool more)
{
    int n = 0;
    prompt->length = 0;
    if (!libedit_has_room()) return fail(prompt, "out of memory"), NULL;
    const char *line = libedit_line(prompt->libedit, more, &n);
    if (!line || n <= 0) return NULL;
    for (int i = 0; i < n && line[i] != '\n'; i++) {
        if (!put_byte(prompt, line[i])) return NULL;
    }
    return prompt->length > 0 ? prompt->line : "";
}

const char *prompt_line(struct prompt *prompt, bool more, size_t *length)
{
    const char *line = prompt->libedit ? edited_line(prompt, more) : plain_line(prompt, more);
    *length = prompt->length;
    return line;
}

void prompt_remember(struct prompt *prompt, const char *line)
{
    if (prompt->libedit && *line) libedit_remember(prompt->libedit, line);
}
