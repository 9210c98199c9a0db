/* column_names.c - what the columns of a table are called: by its header, by the comment before its
 * first row, by the user, or by their place. */
#include "data/columns_private.h"

#include "base/names.h"

#include <stdio.h>
#include <string.h>

bool head_fault(struct head *h, const struct head_line *line, const char *from, const char *to,
                enum kind kind, const char *message)
{
    *h->fault = (struct table_fault){.kind = kind,
                                     .message = message,
                                     .line = line->from,
                                     .end = line->to,
                                     .number = line->number,
                                     .from = from,
                                     .to = to};
    return false;
}

static bool fault(struct arena *arena, struct table_fault *fault, const char *hint,
                  const char *format, const char *word)
{
    struct str text = {.mem = arena->mem};
    str_putf(&text, format, word);
    *fault = (struct table_fault){.kind = KIND_USAGE, .hint = hint};
    fault->message = str_settle(&text, arena);
    return false;
}

/* ---- texts ---- */

const char *head_name(struct head *h, const struct row_field *field)
{
    const char *from = field->from, *end = from + field->length;
    char *name = arena_alloc(h->out->arena, field->length + 1), *to = name;
    if (!name) return NULL;
    while (from < end && row_is_blank(*from)) from++;
    while (end > from && row_is_blank(end[-1])) end--;
    if (!field->quoted && end - from >= 2 && *from == '\'' && end[-1] == '\'') from++, end--;
    for (; from < end; *to++ = *from++)
        if (field->quoted && *from == '"' && from + 1 < end) from++;
    *to = '\0';
    return name;
}

/* ---- x[0], x[1], ... ---- */

/* A name in a header: W, x[1], W[0,1]. */
struct place_name {
    const char *text;
    size_t base; /* the length before the bracket */
    int ndim;
    size_t at[2];
};

static bool take_index(const char **text, size_t *out)
{
    const char *at = *text;
    for (*out = 0; is_digit(*at) && *out < 100000000; at++) *out = *out * 10 + (size_t)(*at - '0');
    bool any = at > *text;
    *text = at;
    return any;
}

static struct place_name place_of(const char *text)
{
    struct place_name name = {.text = text, .base = strcspn(text, "[")}, plain = name;
    const char *at = text + name.base;
    plain.base = strlen(text);
    if (*at++ != '[' || name.base == 0 || !take_index(&at, &name.at[0])) return plain;
    name.ndim = 1;
    if (*at == ',' && at++ && take_index(&at, &name.at[1])) name.ndim = 2;
    return strcmp(at, "]") == 0 ? name : plain;
}

/* Does `name` go on with the array of `first`, of which n entries were seen? Its row of a matrix
 * may begin another only if all rows before are equally long. */
static bool goes_on(struct table_column *array, const struct place_name *first,
                    const struct place_name *name, size_t n)
{
    if (name->ndim != first->ndim || name->base != first->base ||
        memcmp(name->text, first->text, first->base) != 0)
        return false;
    if (name->ndim == 1) return name->at[0] == n && (array->dims[0] = n + 1, true);
    size_t width = array->dims[1];
    if (name->at[0] == 0) return name->at[1] == n && (array->dims[1] = n + 1, true);
    array->dims[0] = name->at[0] + 1;
    return name->at[0] * width + name->at[1] == n && name->at[1] < width;
}

/* x[0], x[1], ... side by side are one vector x, W[0,0], W[0,1], ... one matrix. */
static struct table_column take_column(const char *const *names, size_t n, size_t from)
{
    struct place_name first = place_of(names[from]);
    struct table_column column = {.name = first.text, .field = from, .n = 1, .dims = {1, 1}}, next;
    if (first.ndim == 0 || first.at[0] || first.at[1]) return column;
    column.ndim = first.ndim;
    for (next = column; from + column.n < n; column = next) {
        struct place_name name = place_of(names[from + column.n]);
        if (!goes_on(&next, &first, &name, column.n)) break;
        next.n = column.n + 1;
    }
    if (column.ndim == 2 && column.dims[0] * column.dims[1] != column.n)
        return (struct table_column){.name = first.text, .field = from, .n = 1, .dims = {1, 1}};
    return column;
}

/* ---- names that expressions can use ---- */

/* How often a name occurs, by its number among the names. */
struct tally {
    struct names names;
    VEC(size_t) times;
};

static bool count(struct tally *tally, struct arena *arena, const char *name)
{
    uint32_t i = names_intern(&tally->names, arena, name, strlen(name));
    if (i == NAME_NONE) return false;
    if (i == tally->times.n && !vec_push(arena->mem, &tally->times, 0)) return false;
    tally->times.at[i]++;
    return true;
}

static size_t times(const struct tally *tally, const char *name)
{
    uint32_t i = names_find(&tally->names, name, strlen(name));
    return i == NAME_NONE ? 0 : tally->times.at[i];
}

/* A name that had to be respelled must not be another's. */
static bool spell_columns(struct columns *out)
{
    struct tally given = {0}, made = {0};
    struct arena *arena = out->arena;
    bool ok = true;
    for (size_t k = 0; ok && k < out->all.n; k++) {
        struct table_column *c = &out->all.at[k];
        c->spelled = spelled_name(arena, c->name);
        ok = c->spelled && count(c->spelled == c->name ? &given : &made, arena, c->spelled);
    }
    for (size_t k = 0; ok && k < out->all.n; k++) {
        struct table_column *c = &out->all.at[k];
        if (c->spelled == c->name)
            c->is_twice = *c->name && times(&given, c->name) > 1;
        else if (times(&given, c->spelled))
            c->spelled = "";
        else
            c->is_twice = *c->spelled && times(&made, c->spelled) > 1;
    }
    names_free(&given.names, arena->mem);
    names_free(&made.names, arena->mem);
    vec_free(arena->mem, &given.times);
    vec_free(arena->mem, &made.times);
    return ok;
}

/* ---- what the user says ---- */

/* The place of COLUMN in NAME=COLUMN, or `width`. */
static size_t find_place(const char *const *names, size_t width, const char *column)
{
    size_t i = 0, place = 0;
    while (i < width && strcmp(names[i], column) != 0) i++;
    if (i < width) return i;
    const char *at = column;
    if (!take_index(&at, &place) || *at || place < 1 || place > width) return width;
    return place - 1;
}

static const char *list_of(const struct columns *out, const char *const *names, bool named)
{
    size_t width = out->width;
    struct str text = {.mem = out->arena->mem};
    str_puts(&text, "its columns are ");
    for (size_t i = 0; i < width && text.n < 200; i++)
        str_putf(&text, "%s%s", i ? ", " : "", *names[i] ? names[i] : "''");
    if (text.n >= 200) str_puts(&text, ", ...");
    if (named && !out->has_header)
        str_puts(&text, "; --header takes the first row for their names");
    return str_settle(&text, out->arena);
}

static bool rename_columns(struct columns *out, const struct table_form *form, const char **names,
                           struct table_fault *wrong)
{
    size_t next = 0, width = out->width;
    const char **before = arena_alloc(out->arena, (width + 1) * sizeof *before);
    if (!before) return false;
    memcpy(before, names, width * sizeof *names);
    for (size_t i = 0; i < form->n_columns; i++) {
        const char *word = form->columns[i], *equals = strchr(word, '=');
        size_t place = equals ? find_place(before, width, equals + 1) : next++;
        if (equals && place == width)
            return fault(out->arena, wrong, list_of(out, before, true),
                         "the table has no column '%s'", equals + 1);
        if (place >= width)
            return fault(out->arena, wrong, list_of(out, before, false),
                         "--columns names more columns than the table has: '%s'", word);
        if (!*word) continue;
        names[place] = equals ? arena_text(out->arena, word, (size_t)(equals - word)) : word;
        if (!names[place]) return false;
    }
    return true;
}

/* ---- all of it ---- */

/* The names become columns. */
static bool settle(struct columns *out, const struct table_form *form, const char **names,
                   struct table_fault *wrong)
{
    if (!rename_columns(out, form, names, wrong)) return false;
    out->all.n = 0;
    for (size_t from = 0; from < out->width;) {
        struct table_column column = take_column(names, out->width, from);
        size_t base = column.ndim ? strcspn(column.name, "[") : strlen(column.name);
        from += column.n;
        column.name = arena_text(out->arena, column.name, base);
        if (!column.name || !vec_push(out->arena->mem, &out->all, column)) return false;
    }
    return spell_columns(out);
}

static const char *name_by_place(struct arena *arena, size_t i)
{
    char text[32];
    int n = snprintf(text, sizeof text, "c%zu", i + 1);
    return arena_text(arena, text, (size_t)n);
}

bool columns_name(struct columns *out, const struct table_form *form, size_t width,
                  struct table_fault *wrong)
{
    const char **names = arena_alloc(out->arena, (width + 1) * sizeof *names);
    *wrong = (struct table_fault){0};
    out->width = width;
    for (size_t i = 0; names && i < width; i++)
        if (!(names[i] = name_by_place(out->arena, i))) return false;
    return names && settle(out, form, names, wrong);
}

/* Where rows have more fields than the header, those before its names are nameless. */
bool column_names_header(struct head *h)
{
    size_t width = h->out->width, n = h->fields.all.n, first = width > n ? width - n : 0;
    const char **names = arena_alloc(h->out->arena, (width + 1) * sizeof *names);
    for (size_t i = 0; names && i < width; i++) {
        names[i] = i < first ? "" : head_name(h, &h->fields.all.at[i - first]);
        if (!names[i]) return false;
    }
    return names && settle(h->out, h->form, names, h->fault);
}

/* Returns the names in the comment if they are `width` different ones, else NULL. */
static const char **names_in_comment(struct head *h, const struct head_line *comment, size_t width,
                                     char separator)
{
    const char *at = comment->from;
    while (at < comment->to && (row_is_blank(*at) || *at == '#')) at++;
    if (row_split_csv(&h->fields, &at, comment->to, separator)) return NULL;
    if (h->fields.all.n != width) return NULL;
    const char **names = arena_alloc(h->out->arena, (width + 1) * sizeof *names);
    for (size_t i = 0; names && i < width; i++) {
        names[i] = head_name(h, &h->fields.all.at[i]);
        if (!names[i] || !*names[i]) return NULL;
        for (size_t k = 0; k < i; k++)
            if (!strcmp(names[k], names[i])) return NULL;
    }
    return names;
}

bool column_names_found(struct head *h, const struct head_line *comment)
{
    size_t width = h->out->width;
    const char **names = NULL;
    if (comment->from && h->form->header == TABLE_HEADER_FOUND) {
        names = names_in_comment(h, comment, width, h->out->separator);
        if (!names) names = names_in_comment(h, comment, width, ',');
        if (!names) names = names_in_comment(h, comment, width, ' ');
    }
    if (!names)
        return !h->out->arena->mem->failed && columns_name(h->out, h->form, width, h->fault);
    h->out->has_header = true;
    return settle(h->out, h->form, names, h->fault);
}

size_t columns_index(const struct columns *columns, const char *name)
{
    for (size_t k = 0; k < columns->all.n; k++)
        if (*name && !strcmp(columns->all.at[k].name, name)) return k;
    for (size_t k = 0; k < columns->all.n; k++)
        if (*name && !strcmp(columns->all.at[k].spelled, name)) return k;
    return SIZE_MAX;
}

/* Does a field of the line have the name? Numbers are names in the first line alone. */
static bool has_name(struct head *h, const char *line, const char *end, const char *name,
                     bool numbers)
{
    static const char marks[] = {',', ';', '\t', '|', ' '};
    double x;
    /* A name is spelled with the letters that it begins with, so most lines need not be split. */
    if (!memmem(line, (size_t)(end - line), name, strcspn(name, "_"))) return false;
    for (size_t k = 0; k < sizeof marks; k++) {
        const char *at = line;
        if (row_split_csv(&h->fields, &at, end, marks[k]) || h->fields.all.n < 2) continue;
        for (size_t i = 0; i < h->fields.all.n; i++) {
            const struct row_field *field = &h->fields.all.at[i];
            if (!numbers && row_number(field, false, &x) != DECIMAL_NONE) continue;
            const char *given = head_name(h, field),
                       *spelled = given ? spelled_name(h->out->arena, given) : NULL;
            if (spelled && !strcmp(spelled, name)) return true;
        }
    }
    return false;
}

size_t columns_line_of(struct arena *arena, const char *text, size_t length, const char *name,
                       bool begins)
{
    enum { MOST = 100 };
    struct columns columns = {.arena = arena};
    struct head h = {.out = &columns, .fields.mem = arena->mem};
    const char *end = text + length;
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < MOST && text < end && found == SIZE_MAX; i++) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        if (has_name(&h, text, stop ? stop : end, name, begins && i == 0)) found = i;
        text = stop ? stop + 1 : end;
    }
    vec_free(arena->mem, &h.fields.all);
    return found;
}

const char *columns_skip_note(struct arena *arena, size_t lines, const char *name)
{
    struct str text = {.mem = arena->mem};
    if (lines == 0)
        str_puts(&text, "--header takes the first row for their names");
    else
        str_putf(&text, "line %zu has %s, where --skip %zu begins the table", lines + 1, name,
                 lines);
    return str_settle(&text, arena);
}
