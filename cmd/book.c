#include "book.h"

#include "statement.h"

#include <string.h>

void book_add(struct book *book, const char *name, size_t name_length, const char *text,
              size_t length)
{
    if (book->n == book->room) {
        book->room = 2 * book->room + 16;
        struct definition *grown = pool_alloc(&book->pool, book->room * sizeof *grown);
        if (book->n) memcpy(grown, book->at, book->n * sizeof *grown);
        book->at = grown;
    }
    struct definition *definition = &book->at[book->n++];
    definition->name = pool_copy(&book->pool, name, name_length);
    definition->text = pool_copy(&book->pool, text, length);
    definition->forgotten = false;
}

bool book_forget(struct book *book, const char *name)
{
    bool found = false;
    for (size_t i = 0; i < book->n; i++) {
        if (book->at[i].forgotten || strcmp(book->at[i].name, name) != 0) continue;
        book->at[i].forgotten = found = true;
    }
    return found;
}

void book_free(struct book *book)
{
    pool_free(&book->pool);
    *book = (struct book){0};
}

bool book_is_current(const struct book *book, size_t i)
{
    if (book->at[i].forgotten) return false;
    for (size_t j = i + 1; j < book->n; j++) {
        bool same = strcmp(book->at[j].name, book->at[i].name) == 0;
        if (same && !book->at[j].forgotten) return false;
    }
    return true;
}

/* Marks what each name of the text stands for to a reader that stands before definition `end`. */
static void mark(const struct book *book, bool *needed, const char *text, size_t length, size_t end)
{
    size_t at = 0, start;
    while (statement_next_name(text, length, &at, &start)) {
        for (size_t i = end; i-- > 0;) {
            const struct definition *definition = &book->at[i];
            if (definition->forgotten || strlen(definition->name) != at - start) continue;
            if (memcmp(definition->name, text + start, at - start) != 0) continue;
            needed[i] = true;
            break;
        }
    }
}

size_t book_needed(const struct book *book, struct pool *pool, const struct dcalc_text *texts,
                   size_t n_texts, struct dcalc_text **out)
{
    bool *needed = pool_alloc(pool, book->n + 1);
    size_t n = 0;
    for (size_t i = 0; i < n_texts; i++) {
        mark(book, needed, texts[i].bytes, texts[i].length, book->n);
    }
    /* A definition needs only older ones, so one walk from the newest finds them all. */
    for (size_t i = book->n; i-- > 0;) {
        if (needed[i]) mark(book, needed, book->at[i].text, strlen(book->at[i].text), i), n++;
    }
    *out = pool_alloc(pool, (n + 1) * sizeof **out);
    n = 0;
    for (size_t i = 0; i < book->n; i++) {
        const struct definition *definition = &book->at[i];
        if (!needed[i]) continue;
        (*out)[n++] =
            (struct dcalc_text){definition->text, strlen(definition->text), definition->name};
    }
    return n;
}
