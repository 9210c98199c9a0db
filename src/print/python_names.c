/* python_names.c - names and sizes in Python. */
#include "print/python_private.h"

#include <string.h>

static const char *const reserved[] = {
    "False",   "None",     "True",     "and",    "as",      "assert", "async",  "await",
    "break",   "class",    "continue", "def",    "del",     "elif",   "else",   "except",
    "finally", "for",      "from",     "global", "if",      "import", "in",     "is",
    "lambda",  "nonlocal", "not",      "or",     "pass",    "raise",  "return", "try",
    "while",   "with",     "yield",    "np",     "special", "float",
};

static bool is_reserved(const char *name)
{
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (!strcmp(reserved[i], name)) return true;
    return false;
}

void python_name(struct str *out, const char *name)
{
    str_puts(out, name);
    if (is_reserved(name)) str_putc(out, '_');
}

void python_note_letter(struct python_writer *w, int64_t size)
{
    for (size_t i = 0; i < w->letters.n; i++)
        if (w->letters.at[i] == size) return;
    if (!vec_push(&w->core->mem, &w->letters, size)) w->failed = true;
}

void python_put_size(struct python_writer *w, struct str *out, int64_t size)
{
    if (size_is_letter(size)) {
        python_note_letter(w, size);
        python_name(out, names_text(&w->core->names, size_letter(size)));
    } else {
        str_int(out, size);
    }
}

const char *python_shape(struct python_writer *w, shape s)
{
    struct shape_data d = shape_get(&w->g->shapes, s);
    struct str text = {.mem = &w->core->mem};
    if (d.ndim != 1) str_putc(&text, '(');
    for (int i = 0; i < d.ndim; i++) {
        if (i) str_puts(&text, ", ");
        python_put_size(w, &text, d.d[i]);
    }
    if (d.ndim != 1) str_putc(&text, ')');
    return python_taken(w, &text);
}
