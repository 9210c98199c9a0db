/* python_texts.c - texts, statements and errors, which all other files that write Python make. */
#include "print/python_private.h"

#include <string.h>

const char *python_taken(struct python_writer *w, struct str *s)
{
    const char *text = s->failed ? NULL : arena_text(&w->core->arena, s->s ? s->s : "", s->n);
    str_free(s);
    if (!text) w->failed = true;
    return text ? text : "";
}

const char *python_text(struct python_writer *w, const char *format, ...)
{
    struct str s = {.mem = &w->core->mem};
    va_list args;
    va_start(args, format);
    str_vputf(&s, format, args);
    va_end(args);
    return python_taken(w, &s);
}

const char *python_call(struct python_writer *w, enum python_helper helper, const char *arguments)
{
    const char *text = python_helper(helper), *name = text + strlen("def ");
    w->used[helper] = true;
    return python_text(w, "%.*s(%s)", (int)(strchr(name, '(') - name), name, arguments);
}

struct python_value python_assign(struct python_writer *w, const char *name,
                                  struct python_value value)
{
    str_putf(&w->body, "    %s = %s\n", name, value.text);
    value.text = name;
    value.items = NULL;
    value.binds = PYTHON_ATOM;
    value.is_name = true;
    return value;
}

struct python_value python_temporary(struct python_writer *w, struct python_value value)
{
    const char *name = python_text(w, "t%u", ++w->n_temporaries);
    return python_assign(w, spelling_fresh(&w->names, name), value);
}

bool python_cannot(struct python_writer *w, const struct code_step *step, const char *what)
{
    struct span span = graph_node(w->g, w->p->tape->code.at[step->instruction].node)->span;
    w->failed = true;
    if (diag_any(w->core)) return false;
    return diag_error(w->core, KIND_USAGE, span, "NumPy has no %s", what);
}
