/* feed.c - texts as the input of jobs and tables. */
#include "support.h"

#include <string.h>

struct feed feed_of(const char *text)
{
    return (struct feed){.bytes = text, .length = strlen(text)};
}

long feed_next(void *user, char *buffer, size_t size)
{
    struct feed *feed = user;
    size_t n = feed->length - feed->taken;
    if (n > size) n = size;
    if (feed->most && n > feed->most) n = feed->most;
    if (n) memcpy(buffer, feed->bytes + feed->taken, n);
    feed->taken += n;
    return (long)n;
}
