#include "line.h"

#include "statement.h"

#include <stdbool.h>
#include <string.h>

/* The words so far. The text of all, and the places of their characters, stand one after the
 * other. */
struct reading {
    struct line_word word; /* the one being read, which has n characters */
    char *text;
    size_t n;
    char quote; /* the quote that is open, or 0 */
    int depth;  /* brackets that are open */
};

/* Notes where what comes next stands. */
static void mark(struct reading *reading, size_t at)
{
    reading->word.at[reading->n] = at;
    reading->word.open[reading->n] = reading->quote;
}

static void take(struct reading *reading, char c)
{
    if (!reading->quote) {
        reading->depth += c == '(' || c == '[';
        reading->depth -= c == ')' || c == ']';
    }
    reading->text[reading->n++] = c;
}

/* Reads the word that begins at `at`. Returns where it ends. What follows an opening quote begins
 * before it. */
static size_t read_word(struct reading *reading, const char *line, size_t at)
{
    mark(reading, at);
    for (; line[at]; at++) {
        char c = line[at];
        bool opens = !reading->quote && (c == '\'' || c == '"');
        if (!reading->quote && reading->depth <= 0 && strchr(" \t\r\n", c)) break;
        if (opens)
            reading->quote = c;
        else if (c == reading->quote)
            reading->quote = '\0';
        else
            take(reading, c);
        if (!opens) mark(reading, at + 1);
    }
    return at;
}

/* Makes room for the next word behind the one that was read. */
static void next_word(struct reading *reading)
{
    size_t room = reading->n + 1;
    reading->text += room;
    reading->word =
        (struct line_word){reading->text, reading->word.at + room, reading->word.open + room};
    reading->n = 0;
    reading->quote = '\0';
    reading->depth = 0;
}

struct line_words line_words(struct pool *pool, const char *line)
{
    size_t room = 2 * strlen(line) + 2, at = 0;
    struct line_words words = {pool_alloc(pool, room * sizeof *words.at), 0};
    struct reading reading = {.text = pool_alloc(pool, room)};
    reading.word.text = reading.text;
    reading.word.at = pool_alloc(pool, room * sizeof *reading.word.at);
    reading.word.open = pool_alloc(pool, room);
    for (;;) {
        at += strspn(line + at, " \t\r\n");
        at = read_word(&reading, line, at);
        words.at[words.n++] = reading.word;
        if (!line[at]) return words;
        next_word(&reading);
    }
}

const char *line_command(struct pool *pool, const char *line)
{
    line += strspn(line, " \t");
    size_t n = strspn(line, "abcdefghijklmnopqrstuvwxyz");
    bool alone = line[n] == '\0' || strchr(" \t\r\n#", line[n]);
    size_t length = statement_uncommented(line, strlen(line));
    if (statement_read(line, length).name_length > 0) alone = false;
    return pool_copy(pool, line, alone ? n : 0);
}
