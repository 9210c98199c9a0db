/* settings.c - a word with settings: adam:beta1=0.9,eps=1e-8. */
#include "train/train_private.h"

#include "base/decimal.h"

#include <math.h>
#include <string.h>

static const struct span nowhere = {0, 0, 0};

/* A part of the text, without blanks around it. */
struct part {
    const char *at;
    size_t n;
};

static struct part trimmed(const char *at, size_t n)
{
    while (n && strchr(" \t\n", *at)) at++, n--;
    while (n && strchr(" \t\n", at[n - 1])) n--;
    return (struct part){at, n};
}

static size_t length_to(const char *at, size_t n, char stop)
{
    const char *end = memchr(at, stop, n);
    return end ? (size_t)(end - at) : n;
}

static bool is_word(struct part part, const char *word)
{
    return strlen(word) == part.n && !memcmp(part.at, word, part.n);
}

static const struct settings_row *row_at(const struct settings_table *table, size_t i)
{
    return (const struct settings_row *)((const char *)table->rows + i * table->stride);
}

/* ---- what is not known ---- */

static bool unknown_row(struct question *q, const struct settings_table *table, struct part word)
{
    struct str all = {.mem = &q->core->mem};
    const char *near = NULL;
    int best = 3; /* edits away */
    for (size_t i = 0; i < table->n; i++) {
        const char *name = row_at(table, i)->name;
        str_putf(&all, "%s%s", i ? ", " : "", name);
        int edits = names_distance(word.at, word.n, name, strlen(name), 2);
        if (edits < best) best = edits, near = name;
    }
    diag_error(q->core, KIND_USAGE, nowhere, "%s does not know '%.*s'", table->option, (int)word.n,
               word.at);
    if (near)
        diag_hint(q->core, "did you mean %s?", near);
    else if (!all.failed)
        diag_hint(q->core, "it takes %s", all.s);
    str_free(&all);
    return false;
}

static bool unknown_setting(struct question *q, const struct settings_row *row, struct part word)
{
    struct str all = {.mem = &q->core->mem};
    for (const struct setting *s = row->settings; s->name; s++)
        str_putf(&all, "%s%s", all.n ? ", " : "", s->name);
    diag_error(q->core, KIND_USAGE, nowhere, "%s has no setting '%.*s'", row->name, (int)word.n,
               word.at);
    if (all.n && !all.failed)
        diag_hint(q->core, "it has %s; the rate is given with --lr", all.s);
    else
        diag_hint(q->core, "it has none; the rate is given with --lr");
    str_free(&all);
    return false;
}

/* ---- a setting ---- */

static bool in_range(enum setting_range range, double x)
{
    switch (range) {
    case SETTING_NOT_NEGATIVE: return x >= 0;
    case SETTING_POSITIVE: return x > 0;
    case SETTING_FRACTION: return x >= 0 && x < 1;
    case SETTING_COUNT: return x >= 1 && x <= 1e9 && x == floor(x);
    case SETTING_SWITCH: return x == 0 || x == 1;
    }
    return false;
}

static bool out_of_range(struct question *q, const struct settings_row *row,
                         const struct setting *setting)
{
    static const char *const words[] = {
        [SETTING_NOT_NEGATIVE] = "a number that is not below 0",
        [SETTING_POSITIVE] = "a number above 0",
        [SETTING_FRACTION] = "a number from 0 to 1, without 1",
        [SETTING_COUNT] = "a whole number from 1 on",
        [SETTING_SWITCH] = "0 or 1",
    };
    return diag_error(q->core, KIND_USAGE, nowhere, "%s of %s must be %s", setting->name, row->name,
                      words[setting->range]);
}

static bool read_setting(struct question *q, const struct settings_row *row, struct part item,
                         double *values)
{
    size_t equals = length_to(item.at, item.n, '=');
    struct part name = trimmed(item.at, equals), value = {item.at, 0};
    if (equals < item.n) value = trimmed(item.at + equals + 1, item.n - equals - 1);
    size_t i = 0;
    while (row->settings[i].name && !is_word(name, row->settings[i].name)) i++;
    if (!row->settings[i].name) return unknown_setting(q, row, name);
    double x;
    enum decimal_kind kind = value.n ? decimal_read(value.at, value.n, &x) : DECIMAL_NONE;
    if (kind != DECIMAL_FINITE || !in_range(row->settings[i].range, x))
        return out_of_range(q, row, &row->settings[i]);
    values[i] = x;
    return true;
}

int settings_read(struct question *q, const struct settings_table *table,
                  const struct dcalc_text *text, double *values)
{
    size_t colon = length_to(text->bytes, text->length, ':'), found = 0, n;
    struct part word = trimmed(text->bytes, colon);
    while (found < table->n && !is_word(word, row_at(table, found)->name)) found++;
    if (found == table->n) return unknown_row(q, table, word), -1;
    const struct settings_row *row = row_at(table, found);
    for (size_t i = 0; row->settings[i].name; i++) values[i] = row->settings[i].usual;
    for (size_t at = colon + 1; at < text->length; at += n + 1) {
        n = length_to(text->bytes + at, text->length - at, ',');
        if (!read_setting(q, row, trimmed(text->bytes + at, n), values)) return -1;
    }
    return (int)found;
}
