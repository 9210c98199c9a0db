#include "words.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct splitter {
    struct pool *pool;
    const char *at;
    char **words;
    int n;
};

/* Reads one word at splitter->at. Returns false if a quote is not closed. */
static bool read_word(struct splitter *splitter)
{
    struct text word = {.pool = splitter->pool};
    int depth = 0;
    text_add(&word, "");
    for (; *splitter->at; splitter->at++) {
        char c = *splitter->at;
        if (depth <= 0 && strchr(" \t\r\n", c)) break;
        if (c == '\'' || c == '"') {
            const char *end = strchr(splitter->at + 1, c);
            if (!end) return false;
            text_put(&word, splitter->at + 1, (size_t)(end - splitter->at) - 1);
            splitter->at = end;
            continue;
        }
        depth += c == '(' || c == '[';
        depth -= c == ')' || c == ']';
        text_put(&word, &c, 1);
    }
    splitter->words[splitter->n++] = word.bytes;
    return true;
}

char **words_split(struct pool *pool, const char *line, int *n)
{
    struct splitter splitter = {.pool = pool, .at = line};
    splitter.words = pool_alloc(pool, (strlen(line) / 2 + 2) * sizeof *splitter.words);
    for (;;) {
        splitter.at += strspn(splitter.at, " \t\r\n");
        if (!*splitter.at || *splitter.at == '#') break;
        if (!read_word(&splitter)) return NULL;
    }
    *n = splitter.n;
    return splitter.words;
}
