/* window.h - how much of mapped files is in memory at a time.
 *
 * A mapped file takes memory as its pages are touched, and the system takes them back when it wants
 * to, which may be after the process is ended for having too much. So a thread looks how much of
 * files the process holds, and gives the pages back when that is more than is allowed; so do those
 * who compute with the file, as on a busy machine that thread may have to wait. Whoever
 * touches one of them again gets it again, so that nobody who reads has to know. */
#ifndef DATA_WINDOW_H
#define DATA_WINDOW_H

#include "base/mem.h"

struct window;

/* Opens a window that holds about `most` bytes at a time. NULL without memory or a thread. */
struct window *window_open(struct mem *mem, size_t most);
/* Puts a mapping under the window. False without memory. */
bool window_add(struct window *window, void *block, size_t size);
/* Looks now. Any thread may. */
void window_look(struct window *window);
/* Ends it, before the mappings are; NULL is allowed. */
void window_close(struct window *window);

#endif
