/* records.h - JSON objects in a list, or over many lines, as a line for each: JSON Lines. */
#ifndef DATA_RECORDS_H
#define DATA_RECORDS_H

#include "base/str.h"

/* The state of a text that comes in pieces; starts zeroed. */
struct records {
    bool any, is_list, is_closed; /* something came; a list was opened; it was closed */
    bool in_string, is_escaped;
    size_t depth;
    size_t held;   /* line ends within the record in hand, which come after it */
    bool has_text; /* the last line of the output has something on it, and no end yet */
};

/* Appends a piece to `out`. A record keeps the number of the line at which it begins, as long as no
 * two begin on one line. What is no record is passed on, for whoever reads the lines to refuse. */
void records_feed(struct records *records, const char *bytes, size_t n, struct str *out);
/* Returns true if the text may end here. */
bool records_are_whole(const struct records *records);

#endif
