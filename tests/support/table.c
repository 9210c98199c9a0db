/* table.c - references from tests/data. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_whole(const char *path)
{
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file, "cannot open %s", path);
    char *bytes = NULL;
    size_t size = 0;
    ck_assert_int_ge(getdelim(&bytes, &size, EOF, file), 0);
    fclose(file);
    return bytes;
}

/* Cuts a line into fields; an empty one is written "-". */
static void cut_line(struct table *table, char *line, const char *path)
{
    size_t n = 0;
    for (char *field; (field = strsep(&line, "\t"));) {
        ck_assert_msg(n++ < table->columns, "%s: too many fields: %s", path, field);
        table->fields[table->rows * table->columns + n - 1] = strcmp(field, "-") ? field : "";
    }
    ck_assert_msg(n == table->columns, "%s: row %zu has %zu fields", path, table->rows, n);
    table->rows++;
}

struct table table_read(const char *path, size_t columns)
{
    struct table table = {.bytes = read_whole(path), .columns = columns};
    size_t lines = 1;
    for (const char *c = table.bytes; *c; c++) lines += *c == '\n';
    table.fields = calloc(lines * columns, sizeof *table.fields);
    char *rest = table.bytes;
    for (char *line; (line = strsep(&rest, "\n"));)
        if (*line && *line != '#') cut_line(&table, line, path);
    return table;
}

void table_free(struct table *table)
{
    free(table->fields);
    free(table->bytes);
}

double *read_numbers(const char *text, size_t *n)
{
    double *numbers = malloc((strlen(text) + 1) * sizeof *numbers);
    for (*n = 0; *text;) {
        char *end;
        double x = strtod(text, &end);
        if (end == text)
            text++;
        else
            numbers[(*n)++] = x, text = end;
    }
    return numbers;
}
