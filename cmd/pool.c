#include "pool.h"

#include "report.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pool_block {
    struct pool_block *next;
    max_align_t bytes[];
};

static void *or_end(void *memory)
{
    if (!memory) exit(report_error(DCALC_LIMIT, NULL, "out of memory"));
    return memory;
}

void *pool_alloc(struct pool *pool, size_t size)
{
    struct pool_block *block = or_end(calloc(1, sizeof *block + size));
    block->next = pool->blocks;
    pool->blocks = block;
    return block->bytes;
}

char *pool_copy(struct pool *pool, const char *bytes, size_t length)
{
    char *copy = pool_alloc(pool, length + 1);
    if (length) memcpy(copy, bytes, length);
    return copy;
}

char *pool_format(struct pool *pool, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    size_t room = (size_t)vsnprintf(NULL, 0, format, args) + 1;
    char *string = pool_alloc(pool, room);
    vsnprintf(string, room, format, again);
    va_end(again);
    va_end(args);
    return string;
}

void pool_free(struct pool *pool)
{
    while (pool->blocks) {
        struct pool_block *next = pool->blocks->next;
        free(pool->blocks);
        pool->blocks = next;
    }
}

void text_put(struct text *text, const char *bytes, size_t length)
{
    if (text->room - text->length <= length) {
        size_t room = 2 * (text->length + length) + 256;
        char *grown = pool_alloc(text->pool, room);
        if (text->length) memcpy(grown, text->bytes, text->length);
        text->bytes = grown;
        text->room = room;
    }
    if (length) memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void text_add(struct text *text, const char *string)
{
    text_put(text, string, strlen(string));
}

void text_format(struct text *text, const char *format, ...)
{
    char line[1024];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    text_put(text, line, (size_t)length < sizeof line ? (size_t)length : sizeof line - 1);
}
