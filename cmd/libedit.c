#define _POSIX_C_SOURCE 200809L
#include "libedit.h"

#include "files.h"
#include "history.h"
#include "interrupt.h"
#include "screen.h"
#include "typing.h"

#include <dlfcn.h>
#include <errno.h>
#include <histedit.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
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
    __typeof__(el_deletestr) *delete;
    __typeof__(el_resize) *resize;
    __typeof__(el_wset) *wide_set;
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
    {"el_deletestr", offsetof(struct functions, delete)},
    {"el_resize", offsetof(struct functions, resize)},
    {"el_wset", offsetof(struct functions, wide_set)},
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
    prompt_complete *complete;
    void *user;
    struct typing typing;
    bool is_dumb;  /* a terminal that obeys no commands */
    bool is_empty; /* so was the line when it was interrupted */
    size_t width;  /* that the terminal had when the line was last drawn */
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

static void send(const struct libedit *libedit, const char *command)
{
    if (!libedit->is_dumb) write_all(1, command, strlen(command));
}

/* ---- what is typed ---- */

/* Returns the row of the cursor, counted from that of the prompt, in a terminal of some width. */
static size_t cursor_row(const struct libedit *libedit, size_t width)
{
    const LineInfo *line = libedit->call.line(libedit->editor);
    size_t before = strlen(first_prompt(NULL));
    return (before + screen_columns(line->buffer, (size_t)(line->cursor - line->buffer))) / width;
}

/* Draws the line anew. A terminal that has become narrower or wider has laid out what stands on it
 * anew too, or has cut it; rows that are not the line's are left alone in both cases. */
static void draw_again(struct libedit *libedit)
{
    size_t width = screen_width(1), row = cursor_row(libedit, width);
    size_t old = cursor_row(libedit, libedit->width);
    send(libedit, "\r");
    for (size_t i = 0; i < row && i < old; i++) send(libedit, "\033[A");
    send(libedit, "\033[J");
    libedit->width = width;
    libedit->call.resize(libedit->editor);
    libedit->call.set(libedit->editor, EL_REFRESH);
}

/* Gives the terminal the settings for typing a line, or for running one. */
static void prepare(struct libedit *libedit, bool on)
{
    libedit->call.set(libedit->editor, EL_PREP_TERM, on);
    send(libedit, on ? "\033[?2004h" : "\033[?2004l");
}

/* After Ctrl-Z: gives the terminal back, and stops until the program is continued. */
static void stop(struct libedit *libedit)
{
    prepare(libedit, false);
    raise(SIGSTOP);
}

static int next_character(EditLine *editor, wchar_t *out)
{
    struct libedit *libedit = owner(editor);
    while (libedit) {
        switch (typing_next(&libedit->typing, out)) {
        case TYPED_CHARACTER: return 1;
        case TYPED_END: return 0;
        case TYPED_RESIZED: draw_again(libedit); break;
        case TYPED_STOPPED: stop(libedit); break;
        case TYPED_RESUMED:
            prepare(libedit, false);
            prepare(libedit, true);
            draw_again(libedit);
            break;
        case TYPED_SIGNAL: {
            const LineInfo *line = libedit->call.line(editor);
            libedit->is_empty = line->lastchar == line->buffer;
            errno = EINTR;
            return -1;
        }
        }
    }
    return -1;
}

/* Keys that are bound to nothing would type the end of what they send. */
static unsigned char ignore(EditLine *editor, int key)
{
    (void)editor, (void)key;
    return CC_NORM;
}

static unsigned char paste(EditLine *editor, int key)
{
    struct libedit *libedit = owner(editor);
    (void)key;
    if (libedit) libedit->typing.pasting = true;
    return CC_NORM;
}

/* ---- completion ---- */

/* Writes the candidates below the line, and goes on to where the line is then drawn again: as far
 * below its first row as the cursor is now. */
static void list_candidates(const struct libedit *libedit, const struct completion *found)
{
    size_t width = screen_width(1), row = cursor_row(libedit, width);
    const LineInfo *line = libedit->call.line(libedit->editor);
    size_t whole = strlen(first_prompt(NULL)) +
                   screen_columns(line->buffer, (size_t)(line->lastchar - line->buffer));
    const char **names = pool_alloc(found->pool, (found->n + 1) * sizeof *names);
    for (size_t i = 0; i < found->n; i++) names[i] = found->at[i].name;
    struct text out = {.pool = found->pool};
    for (size_t i = row; i <= whole / width; i++) text_add(&out, "\n");
    screen_list(&out, names, found->n, width - 1);
    for (size_t i = 0; i < row; i++) text_add(&out, "\n");
    write_all(1, out.bytes, out.length);
}

static size_t count_characters(const char *from, const char *to)
{
    size_t n = 0;
    for (; from < to; from++) n += ((unsigned char)*from & 0xc0) != 0x80;
    return n;
}

static unsigned char put_in(struct libedit *libedit, const struct completion *found)
{
    const LineInfo *line = libedit->call.line(libedit->editor);
    const char *text = complete_insert(found), *start = line->buffer + found->start;
    if (!text) {
        list_candidates(libedit, found);
        return CC_REDISPLAY;
    }
    libedit->call.delete(libedit->editor, (int)count_characters(start, line->cursor));
    return libedit->call.insert(libedit->editor, text) == 0 ? CC_REFRESH : CC_ERROR;
}

static unsigned char complete(EditLine *editor, int key)
{
    struct libedit *libedit = owner(editor);
    struct pool pool = {0};
    struct completion found;
    (void)key;
    if (!libedit) return CC_ERROR;
    const LineInfo *line = libedit->call.line(editor);
    char *before = pool_copy(&pool, line->buffer, (size_t)(line->cursor - line->buffer));
    libedit->complete(libedit->user, &pool, before, &found);
    unsigned char answer = found.n ? put_in(libedit, &found) : CC_ERROR;
    pool_free(&pool);
    return answer;
}

/* ---- set-up ---- */

static void take_line(void *user, const char *line)
{
    struct libedit *libedit = user;
    HistEvent event;
    libedit->call.history(libedit->history, &event, H_ENTER, line);
}

static void load_history(struct libedit *libedit)
{
    HistEvent event;
    libedit->history = libedit->call.history_init();
    libedit->history_path = history_path();
    if (!libedit->history) return;
    libedit->call.history(libedit->history, &event, H_SETSIZE, HISTORY_LINES);
    libedit->call.history(libedit->history, &event, H_SETUNIQUE, 1);
    if (libedit->history_path) history_read(libedit->history_path, take_line, libedit);
    libedit->call.set(libedit->editor, EL_HIST, libedit->call.history, libedit->history);
}

static void bind_key(struct libedit *libedit, const char *keys, const char *what)
{
    libedit->call.set(libedit->editor, EL_BIND, keys, what, NULL);
}

/* Function keys, and keys with Shift, Alt or Ctrl, that mean nothing here. Terminals number the
 * first from 1 to 34, and the second from 2 to 8. */
static void bind_unused(struct libedit *libedit)
{
    char keys[16];
    for (int key = 1; key <= 34; key++) {
        snprintf(keys, sizeof keys, "\033[%d~", key);
        bind_key(libedit, keys, "dcalc-ignore");
        for (int with = 2; with <= 8; with++) {
            snprintf(keys, sizeof keys, "\033[%d;%d~", key, with);
            bind_key(libedit, keys, "dcalc-ignore");
        }
    }
    for (const char *key = "ABCDEFHPQRS"; *key; key++) {
        for (int with = 2; with <= 8; with++) {
            snprintf(keys, sizeof keys, "\033[1;%d%c", with, *key);
            bind_key(libedit, keys, "dcalc-ignore");
        }
        if (*key < 'P') continue;
        snprintf(keys, sizeof keys, "\033O%c", *key); /* F1 to F4 */
        bind_key(libedit, keys, "dcalc-ignore");
    }
    for (char key = 'A'; key <= 'E'; key++) { /* F1 to F5 of the Linux console */
        snprintf(keys, sizeof keys, "\033[[%c", key);
        bind_key(libedit, keys, "dcalc-ignore");
    }
}

/* The same keys as xterm, rxvt, screen and the Linux console send them. */
static void bind_keys(struct libedit *libedit)
{
    static const char *const keys[][2] = {
        {"\033[1;5C", "em-next-word"},
        {"\033[1;5D", "ed-prev-word"},
        {"\033[1;3C", "em-next-word"},
        {"\033[1;3D", "ed-prev-word"},
        {"\033[5C", "em-next-word"},
        {"\033[5D", "ed-prev-word"},
        {"\033Oc", "em-next-word"},
        {"\033Od", "ed-prev-word"},
        {"\033[1~", "ed-move-to-beg"},
        {"\033[4~", "ed-move-to-end"},
        {"\033[7~", "ed-move-to-beg"},
        {"\033[8~", "ed-move-to-end"},
        {"\033[H", "ed-move-to-beg"},
        {"\033[F", "ed-move-to-end"},
        {"\033OH", "ed-move-to-beg"},
        {"\033OF", "ed-move-to-end"},
        {"\033[3~", "ed-delete-next-char"},
        {"\033[3;5~", "em-delete-next-word"},
        {"\033[5~", "ed-search-prev-history"},
        {"\033[6~", "ed-search-next-history"},
    };
    bind_unused(libedit);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        bind_key(libedit, keys[i][0], keys[i][1]);
    }
}

static bool uses_vi(const struct libedit *libedit)
{
    const char *editor = NULL;
    libedit->call.get(libedit->editor, EL_EDITOR, &editor);
    return editor && strcmp(editor, "vi") == 0;
}

static void set_up(struct libedit *libedit)
{
    struct functions *call = &libedit->call;
    EditLine *editor = libedit->editor;
    call->set(editor, EL_CLIENTDATA, libedit);
    call->set(editor, EL_PROMPT, first_prompt);
    call->set(editor, EL_EDITOR, "emacs");
    call->wide_set(editor, EL_GETCFN, next_character);
    call->set(editor, EL_ADDFN, "dcalc-complete", "complete a word", complete);
    call->set(editor, EL_ADDFN, "dcalc-paste", "take what is pasted", paste);
    call->set(editor, EL_ADDFN, "dcalc-ignore", "do nothing", ignore);
    load_history(libedit);
    bind_keys(libedit);
    call->source(editor, NULL); /* .editrc */
    /* Choosing vi keys there clears earlier bindings. */
    if (uses_vi(libedit)) bind_keys(libedit);
    bind_key(libedit, "^I", "dcalc-complete");
    bind_key(libedit, PASTE_BEGINS, "dcalc-paste");
    /* What is typed while a line runs waits as it is: a Ctrl-D is no end of the input by then. */
    call->set(editor, EL_SETTY, "-x", "-icanon", "-echo", NULL);
}

/* Names may contain letters beyond ASCII, which libedit loses silently in a locale that has none,
 * such as where LANG is not set. Numbers do not depend on LC_CTYPE. */
static bool choose_locale(void)
{
    static const char *const locales[] = {"", "C.UTF-8", "en_US.UTF-8"};
    for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
        if (setlocale(LC_CTYPE, locales[i]) && !strcmp(nl_langinfo(CODESET), "UTF-8")) return true;
    }
    return false;
}

bool libedit_has_room(void)
{
    enum { ENOUGH = 1 << 18 };
    void *probe = malloc(ENOUGH);
    free(probe);
    return probe != NULL;
}

struct libedit *libedit_open(prompt_complete *ask, void *user)
{
    struct libedit *libedit = calloc(1, sizeof *libedit);
    const char *terminal = getenv("TERM");
    if (!libedit) return NULL;
    libedit->complete = ask;
    libedit->user = user;
    libedit->is_dumb = !terminal || !*terminal || strcmp(terminal, "dumb") == 0;
    if (libedit_has_room() && choose_locale() && load(libedit)) {
        libedit->editor = libedit->call.init("dcalc", stdin, stdout, stderr);
    }
    if (!libedit->editor) {
        libedit_close(libedit);
        return NULL;
    }
    set_up(libedit);
    return libedit;
}

void libedit_close(struct libedit *libedit)
{
    if (libedit->history) libedit->call.history_end(libedit->history);
    if (libedit->editor) libedit->call.end(libedit->editor);
    if (libedit->library) dlclose(libedit->library);
    free(libedit->history_path);
    free(libedit);
}

const char *libedit_line(struct libedit *libedit, bool more, int *length)
{
    libedit->call.set(libedit->editor, EL_PROMPT, more ? more_prompt : first_prompt);
    libedit->width = screen_width(1);
    libedit->is_empty = false;
    interrupt_listen(true);
    prepare(libedit, true); /* before the prompt, so that what is typed at it is not lost */
    const char *line = libedit->call.gets(libedit->editor, length);
    int error = errno;
    prepare(libedit, false);
    interrupt_listen(false);
    errno = error;
    return line;
}

bool libedit_is_empty(const struct libedit *libedit)
{
    return libedit->is_empty;
}

void libedit_remember(struct libedit *libedit, const char *line)
{
    if (libedit->history) take_line(libedit, line);
    if (libedit->history_path) history_append(libedit->history_path, line);
}
