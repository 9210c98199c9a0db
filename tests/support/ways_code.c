#include "ways.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_new(struct code_file *l, const char *block, size_t n)
{
    for (size_t i = 0; i < l->n_blocks; i++)
        if (strlen(l->blocks[i]) == n && !memcmp(l->blocks[i], block, n)) return false;
    ck_assert_uint_lt(l->n_blocks, sizeof l->blocks / sizeof *l->blocks);
    l->blocks[l->n_blocks++] = strndup(block, n);
    return true;
}

/* The blocks of a document are parted by empty lines; its last one is the function. */
static void put_document(struct code_file *l, const char *code)
{
    for (const char *end; (end = strstr(code, "\n\n")); code = end + 2) {
        if (!strncmp(code, "#define", 7) || !strncmp(code, "#include", 8)) continue;
        if (is_new(l, code, (size_t)(end - code)))
            str_putf(&l->code, "%.*s\n\n", (int)(end - code), code);
    }
    str_putf(&l->code, "%s\n", code);
}

static size_t place_of_name(const struct attempt *t, const char *name, size_t length)
{
    for (size_t i = 0; i < SAMPLE_INPUTS; i++) {
        size_t n, at = way_place(t, i, &n);
        if (strlen(sample_inputs[i].name) == length && !memcmp(sample_inputs[i].name, name, length))
            return at;
    }
    ck_abort_msg("no input %.*s in %s", (int)length, name, t->text);
}

/* One argument of the prototype: `double x`, `const double A[4]`, `double *dx`, `double f_work[9]`.
 * Returns how many numbers it takes of the answer. */
static size_t put_argument(struct str *out, const struct attempt *t, const char *c, const char *end,
                           size_t filled)
{
    const char *bracket = memchr(c, '[', (size_t)(end - c)),
               *star = memchr(c, '*', (size_t)(end - c)), *name = bracket ? bracket : end;
    bool constant = !strncmp(c, "const", 5);
    while (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", name[-1]))
        name--;
    size_t length = (size_t)((bracket ? bracket : end) - name);
    if (constant || (!bracket && !star)) {
        str_putf(out, constant ? "x + %zu" : "x[%zu]", place_of_name(t, name, length));
        return 0;
    }
    if (bracket && memmem(bracket, (size_t)(end - bracket), "_work", 5))
        return str_puts(out, "work"), 0;
    str_putf(out, "y + %zu", filled);
    return bracket ? strtoul(bracket + 1, NULL, 10) : 1;
}

static void put_call(struct code_file *l, const struct attempt *t, size_t k, const char *header)
{
    char *name = text_of("f%zu(", k);
    const char *c = strstr(header, name), *end;
    ck_assert_msg(c, "no %s in %s", name, header);
    const char *line = c;
    while (line > header && line[-1] != '\n') line--;
    bool returns = !strncmp(line, "double", 6);
    size_t filled = returns;
    str_putf(&l->code,
             "int call%zu(const double *x, double *y)\n{\n    static double work[5000];\n    %s%s",
             k, returns ? "y[0] = " : "", name);
    c += strlen(name);
    for (bool more = strncmp(c, "void", 4) != 0; more; c = end + 1) {
        while (strchr(" \n", *c)) c++;
        end = c + strcspn(c, ",)");
        filled += put_argument(&l->code, t, c, end, filled);
        more = *end == ',';
        str_puts(&l->code, more ? ", " : "");
    }
    str_putf(&l->code, ");\n    (void)work, (void)x;\n    return %zu;\n}\n\n", filled);
    free(name);
}

/* Adds the program's function, number k. False where there is none. */
bool code_file_add(struct code_file *l, const struct attempt *t, size_t k)
{
    struct asking a;
    asking_open(&a, t);
    asking_bind(&a, t, t->rows[0], AT); /* for the shapes */
    char *name = text_of("f%zu", k);
    a.request.format = DCALC_C;
    a.request.no_simplify = !a.request.simplify;
    a.request.code_name = name;
    struct dcalc_result *r = run_anew(&a.request);
    bool ok = r->status == DCALC_OK;
    if (ok) put_document(l, r->document), put_call(l, t, k, r->header);
    dcalc_result_free(r);
    asking_close(&a);
    free(name);
    return ok;
}

/* Compiled and opened; it stays open. */
void *code_file_open(struct code_file *l)
{
    char folder[] = "/tmp/dcalc-machine-XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(folder));
    char *source = text_of("%s/f.c", folder), *object = text_of("%s/f.so", folder);
    FILE *file = fopen(source, "w");
    ck_assert_ptr_nonnull(file);
    fputs("#define _XOPEN_SOURCE 600\n#include <math.h>\n#include <stddef.h>\n\n", file);
    fwrite(l->code.s, 1, l->code.n, file);
    fclose(file);
    char *command = text_of(
        "${CC:-cc} -std=c11 -w -O0 -ffp-contract=off -fPIC -shared -o %s %s -lm", object, source);
    ck_assert_msg(system(command) == 0, "%s", command);
    void *handle = dlopen(object, RTLD_NOW | RTLD_LOCAL);
    ck_assert_msg(handle, "%s", dlerror());
    unlink(source);
    unlink(object), rmdir(folder);
    free(command), free(source), free(object);
    return handle;
}

void code_file_free(struct code_file *l)
{
    for (size_t i = 0; i < l->n_blocks; i++) free(l->blocks[i]);
    str_free(&l->code);
}

void ask_code(struct attempt *t, void *handle, size_t k)
{
    char *name = text_of("call%zu", k);
    int (*call)(const double *, double *);
    void *symbol = dlsym(handle, name);
    ck_assert_ptr_nonnull(symbol);
    memcpy(&call, &symbol, sizeof call);
    for (size_t row = 0; row < ROWS; row++) {
        struct reply *got = &t->got[CODE][row];
        got->given = true;
        got->n = (size_t)call(t->rows[row], got->at);
        ck_assert_uint_le(got->n, MOST_REPLIES);
    }
    free(name);
}
