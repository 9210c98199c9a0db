/* latex_school.c - the names that Russian schools have for functions, in LaTeX. */
#include "print/latex_names.h"

#include <string.h>

static const struct {
    const char *usual, *school;
} names[] = {
    {"\\tan", "\\operatorname{tg}"},
    {"\\cot", "\\operatorname{ctg}"},
    {"\\csc", "\\operatorname{cosec}"},
    {"\\arctan", "\\operatorname{arctg}"},
    {"\\sinh", "\\operatorname{sh}"},
    {"\\cosh", "\\operatorname{ch}"},
    {"\\tanh", "\\operatorname{th}"},
    {"\\coth", "\\operatorname{cth}"},
    {"\\operatorname{arsinh}", "\\operatorname{arsh}"},
    {"\\operatorname{arcosh}", "\\operatorname{arch}"},
    {"\\operatorname{artanh}", "\\operatorname{arth}"},
    {"\\log_{10}", "\\lg"},
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Returns the school's name of what a text begins with, and the length of the usual one; or NULL.
 */
static const char *school_name(const char *at, size_t *n)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        *n = strlen(names[i].usual);
        if (!strncmp(at, names[i].usual, *n) && !(is_letter(at[*n - 1]) && is_letter(at[*n])))
            return names[i].school;
    }
    return NULL;
}

void latex_put_school(struct str *out, const char *latex)
{
    for (size_t n; *latex; latex += n) {
        const char *name = *latex == '\\' ? school_name(latex, &n) : NULL;
        if (!name) n = 1;
        if (name)
            str_puts(out, name);
        else
            str_putc(out, *latex);
    }
}

bool latex_use_school(struct graph *g, struct formulas *formulas, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct str text = {.mem = &g->core->mem};
        latex_put_school(&text, formulas->texts[i]);
        const char *settled = str_settle(&text, &g->core->arena);
        if (!settled) return false;
        if (*settled) formulas->texts[i] = settled;
    }
    return true;
}

/* Leaves out what is no letter of the name: "arctg" of \operatorname{arctg}, "ln" of \ln. */
static void put_bare(struct str *out, const char *command)
{
    static const char upright[] = "\\operatorname{";
    size_t n = sizeof upright - 1;
    const char *at = !strncmp(command, upright, n) ? command + n : command + 1;
    for (; is_letter(*at); at++) str_putc(out, *at);
}

const char *latex_spoken_name(struct core *core, enum fn fn, bool school)
{
    const char *command = latex_function(fn).power;
    struct str text = {.mem = &core->mem}, name = text;
    if (!command) return fn_name(fn);
    if (school)
        latex_put_school(&text, command);
    else
        str_puts(&text, command);
    put_bare(&name, text.s ? text.s : "");
    str_free(&text);
    const char *settled = str_settle(&name, &core->arena);
    return settled && *settled ? settled : fn_name(fn);
}
