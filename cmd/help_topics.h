/* help_topics.h - pages of help on what is no command and no function. */
#ifndef CMD_HELP_TOPICS_H
#define CMD_HELP_TOPICS_H

#include <stddef.h>

struct help_topic {
    const char *name, *summary;
    const char *text; /* NULL for lists: of functions, of rules */
};

/* Returns row i, or NULL past the end. */
const struct help_topic *help_topic_at(size_t i);

#endif
