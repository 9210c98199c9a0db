#define _POSIX_C_SOURCE 200809L
#include "libedit.h"

#include "history.h"

#include <dlfcn.h>
#include <histedit.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The functions of libedit that are used, each under its name without the prefix. */
struct functions {
    __typeof__(el_init) *init;
    __typeof__(el_end) *end;
    __typeof__(el_set) *set;
    __typeof__(el_get) *get;
    __typeof__(el_gets) *gets;
    __typeof__(el_source) *source;
    __typeof__(el_line) *line;
    __typeof__(el_insertstr) *insert;
    __typeof__(history_init) *history_init;
    __typeof__(history) *history;
    __typeof__(history_end) *history_end;
};

static const struct {
    const char *name;
    size_t offset;
} symbols[] = {
    {"el_init", offsetof(struct functions, init)},
    {"el_end", offsetof(struct functions, end)},
    {"el_set", offsetof(struct functions, set)},
    {"el_get", offsetof(struct functions, get)},
    {"el_gets", offsetof(struct functions, gets)},
    {"el_source", offsetof(struct functions, source)},
    {"el_line", offsetof(struct functions, line)},
    {"el_insertstr", offsetof(struct functions, insert)},
    {"history_init", offsetof(struct functions, history_init)},
    {"history", offsetof(struct functions, history)},
    {"history_end", offsetof(struct functions, history_end)},
};

struct libedit {
    void *library;
    struct functions call;
    EditLine *editor;
    History *history;
    char *history_path; /* or NULL */
    prompt_candidate *candidate;
    void *user;
};

static bool load(struct libedit *libedit)
{
    libedit->library = dlopen("libedit.so.2", RTLD_NOW | RTLD_LOCAL);
    if (!libedit->library) return false;
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        void *symbol = dlsym(libedit->library, symbols[i].name);
        if (!symbol) return false;
        memcpy((char *)&libedit->call + symbols[i].offset, &symbol, sizeof symbol);
    }
    return true;
}

/* libedit passes only the editor to a callback. el_get returns the data attached to it, and is
 * looked up again in the loaded library. */
static struct libedit *owner(EditLine *editor)
{
    void *owner = NULL, *library = dlopen("libedit.so.2", RTLD_NOW | RTLD_NOLOAD);
    void *symbol = library ? dlsym(library, "el_get") : NULL;
    __typeof__(el_get) *get = NULL;
    memcpy(&get, &symbol, sizeof symbol);
    if (get) get(editor, EL_CLIENTDATA, &owner);
    if (library) dlclose(library);
    return owner;
}

static char *first_prompt(EditLine *editor)
{
    (void)editor;
    return "dcalc> ";
}

static char *more_prompt(EditLine *editor)
{
    (void)editor;
    return "  ...> ";
}

/* ---- completion ---- */

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || (unsigned char)c >= 0x80;
}

/* The candidates that begin with a word, and how far they agree. */
struct matches {
    const char *word;
    size_t length;
    const char *first;
    size_t common, n;
};

static void add_match(struct matches *matches, const char *candidate)
{
    if (strncmp(candidate, matches->word, matches->length) != 0) return;
    if (matches->n++ == 0) {
        matches->first = candidate;
        matches->common = strlen(candidate);
        return;
    }
    size_t common = 0;
    while (common < matches->common && candidate[common] == matches->first[common]) common++;
    matches->common = common;
}

/* Skips duplicates: a command and a function may have the same name. */
static bool is_repeated(const struct libedit *libedit, size_t i)
{
    const char *candidate = libedit->candidate(libedit->user, i);
    for (size_t j = 0; j < i; j++) {
        if (strcmp(libedit->candidate(libedit->user, j), candidate) == 0) return true;
    }
    return false;
}

static void list_matches(const struct libedit *libedit, const struct matches *matches)
{
    const char *candidate;
    putchar('\n');
    for (size_t i = 0; (candidate = libedit->candidate(libedit->user, i)); i++) {
        if (strncmp(candidate, matches->word, matches->length) != 0) continue;
        if (!is_repeated(libedit, i)) printf("%s  ", candidate);
    }
    putchar('\n');
    fflush(stdout);
}

static unsigned char finish_word(struct libedit *libedit, const struct matches *matches)
{
    char rest[64] = "";
    size_t length = matches->common - matches->length;
    if (length + 1 >= sizeof rest) return CC_ERROR;
    memcpy(rest, matches->first + matches->length, length);
    if (length == 0 && matches->n > 1) {
        list_matches(libedit, matches);
        return CC_REDISPLAY;
    }
    if (length > 0 && libedit->call.insert(libedit->editor, rest) != 0) return CC_ERROR;
    return CC_REFRESH;
}

static unsigned char complete(EditLine *editor, int key)
{
    (void)key;
    struct libedit *libedit = owner(editor);
    if (!libedit) return CC_ERROR;
    const LineInfo *line = libedit->call.line(editor);
    const char *start = line->cursor, *candidate;
    while (start > line->buffer && is_word_byte(start[-1])) start--;
    size_t length = (size_t)(line->cursor - start);
    char *word = malloc(length + 1);
    if (!word) return CC_ERROR;
    memcpy(word, start, length);
    word[length] = '\0';
    struct matches matches = {.word = word, .length = length};
    for (size_t i = 0; (candidate = libedit->candidate(libedit->user, i)); i++) {
        add_match(&matches, candidate);
    }
    unsigned char answer = matches.n ? finish_word(libedit, &matches) : CC_ERROR;
    free(word);
    return answer;
}

/* ---- set-up ---- */

static void load_history(struct libedit *libedit)
{
    HistEvent event;
    libedit->history = libedit->call.history_init();
    libedit->history_path = history_path();
    if (!libedit->history) return;
    libedit->call.history(libedit->history, &event, H_SETSIZE, 1000);
    libedit->call.history(libedit->history, &event, H_SETUNIQUE, 1);
    if (libedit->history_path) {
        libedit->call.history(libedit->history, &event, H_LOAD, libedit->history_path);
    }
    libedit->call.set(libedit->editor, EL_HIST, libedit->call.history, libedit->history);
}

static void set_up(struct libedit *libedit)
{
    struct functions *call = &libedit->call;
    call->set(libedit->editor, EL_CLIENTDATA, libedit);
    call->set(libedit->editor, EL_PROMPT, first_prompt);
    call->set(libedit->editor, EL_EDITOR, "emacs");
    call->set(libedit->editor, EL_ADDFN, "dcalc-complete", "complete a word", complete);
    load_history(libedit);
    call->source(libedit->editor, NULL); /* .editrc */
    /* After .editrc, because choosing vi keys there clears earlier bindings. */
    call->set(libedit->editor, EL_BIND, "^I", "dcalc-complete", NULL);
}

struct libedit *libedit_open(prompt_candidate *candidate, void *user)
{
    struct libedit *libedit = calloc(1, sizeof *libedit);
    if (!libedit) return NULL;
    libedit->candidate = candidate;
    libedit->user = user;
    /* Names may contain letters beyond ASCII. Numbers do not depend on LC_CTYPE. */
    setlocale(LC_CTYPE, "");
    if (load(libedit)) libedit->editor = libedit->call.init("dcalc", stdin, stdout, stderr);
    if (!libedit->editor) {
        libedit_close(libedit);
        return NULL;
    }
    set_up(libedit);
    return libedit;
}

void libedit_close(struct libedit *libedit)
{
    HistEvent event;
    if (libedit->history) {
        if (libedit->history_path) {
            libedit->call.history(libedit->history, &event, H_SAVE, libedit->history_path);
        }
        libedit->call.history_end(libedit->history);
    }
    if (libedit->editor) libedit->call.end(libedit->editor);
    if (libedit->library) dlclose(libedit->library);
    free(libedit->history_path);
    free(libedit);
}

const char *libedit_line(struct libedit *libedit, bool more, int *length)
{
    libedit->call.set(libedit->editor, EL_PROMPT, more ? more_prompt : first_prompt);
    return libedit->call.gets(libedit->editor, length);
}

void libedit_remember(struct libedit *libedit, const char *line)
{
    HistEvent event;
    if (libedit->history) libedit->call.history(libedit->history, &event, H_ENTER, line);
}
