/* work_text.c - the work as text for a terminal: names, formulas, values and rules in columns. */
#include "write/work.h"

#include "base/utf8.h"
#include "print/formula.h"

#include <string.h>

/* Longer formulas do not widen their column. */
enum { WIDEST = 60, LEAST_ROOM = 24 };

/* The texts of a line. */
struct cells {
    const char *name, *formula, *value, *rule;
};

struct columns {
    size_t name, formula, value, rule;
};

struct page {
    struct work *work;
    struct str *out;
};

static const char *formula_text(const struct work *w, id node)
{
    return node == POISON ? "" : print_formula(w->q->graph, node);
}

static const char *value_text(struct work *w, id node)
{
    struct str text = {.mem = &w->q->core->mem};
    if (!w->has_values || node == POISON) return "";
    work_put_value(w, node, &text);
    const char *settled = str_settle(&text, &w->q->core->arena);
    return settled ? settled : "";
}

/* A number that is its own formula is written once. */
static struct cells cells_of(struct work *w, const struct work_line *line)
{
    struct cells c = {formula_text(w, line->name), formula_text(w, line->formula),
                      value_text(w, line->value), line->text ? line->text : ""};
    if (!strcmp(c.formula, c.value)) c.value = "";
    return c;
}

static void put_blanks(struct str *out, size_t n)
{
    while (n-- > 0) str_putc(out, ' ');
}

/* ---- texts side by side, some of them with several lines ---- */

static size_t columns_of(const char *text)
{
    size_t most = 0;
    for (size_t n; *text; text += n + (text[n] == '\n')) {
        n = strcspn(text, "\n");
        size_t columns = utf8_columns(text, n);
        if (columns > most) most = columns;
    }
    return most;
}

/* Line i of a text, n bytes of it; "" after the last. */
static const char *line_of(const char *text, size_t i, size_t *n)
{
    while (i-- > 0 && *text) {
        text += strcspn(text, "\n");
        text += *text == '\n';
    }
    *n = strcspn(text, "\n");
    return text;
}

struct piece {
    const char *text;
    size_t width; /* that it is padded to */
};

/* Their first lines in one line, and so on. */
static void put_pieces(struct str *out, const struct piece *pieces, size_t n)
{
    size_t height = 1, length;
    for (size_t i = 0; i < n; i++)
        while (*line_of(pieces[i].text, height, &length)) height++;
    for (size_t row = 0; row < height; row++) {
        size_t blanks = 0;
        for (size_t i = 0; i < n; i++) {
            const char *line = line_of(pieces[i].text, row, &length);
            size_t width = columns_of(pieces[i].text), taken = utf8_columns(line, length);
            if (length) put_blanks(out, blanks), blanks = 0;
            str_put(out, line, length);
            blanks += (width > pieces[i].width ? width : pieces[i].width) - taken;
        }
        str_putc(out, '\n');
    }
}

static void widen(size_t *width, const char *text, size_t most)
{
    size_t columns = columns_of(text);
    if (columns > *width && columns <= most) *width = columns;
}

static void put_line(struct str *out, const struct cells *c, const struct columns *width)
{
    bool value = *c->value, rule = *c->rule;
    const char *no_value = rule && width->value ? "   " : "";
    const struct piece pieces[] = {{"  ", 0},
                                   {c->name, width->name},
                                   {" = ", 0},
                                   {c->formula, value || rule ? width->formula : 0},
                                   {value ? " = " : no_value, 0},
                                   {c->value, rule ? width->value : 0},
                                   {rule ? "   " : "", 0},
                                   {c->rule, 0}};
    put_pieces(out, pieces, sizeof pieces / sizeof *pieces);
}

/* What is left of a line for a text, beside the others; 0: no line ends. */
static size_t room_beside(const struct work *w, size_t taken)
{
    size_t width = (size_t)w->q->request->width;
    return !width ? 0 : width > taken + LEAST_ROOM ? width - taken : LEAST_ROOM;
}

static size_t separated(size_t columns)
{
    return columns ? columns + 3 : 0;
}

/* Lines of one kind that follow one another, in columns. */
static void put_lines(void *page, size_t first, size_t n)
{
    const struct page *p = page;
    struct work *w = p->work;
    struct str *out = p->out;
    const struct work_line *lines = &w->lines.at[first];
    struct mem *mem = &w->q->core->mem;
    struct cells *cells = mem_array(mem, n, sizeof *cells);
    struct columns width = {0};
    for (size_t i = 0; i < n && cells; i++) {
        cells[i] = cells_of(w, &lines[i]);
        widen(&width.name, cells[i].name, SIZE_MAX);
        widen(&width.value, cells[i].value, WIDEST);
        widen(&width.rule, cells[i].rule, WIDEST);
    }
    size_t beside = 2 + separated(width.name) + separated(width.value) + separated(width.rule);
    for (size_t i = 0; i < n && cells; i++) {
        cells[i].formula = work_wrap(w, cells[i].formula, room_beside(w, beside));
        widen(&width.formula, cells[i].formula, WIDEST);
    }
    for (size_t i = 0; i < n && cells; i++) {
        enum shown shown = work_shows_line(i, n);
        if (shown == IS_SHOWN) put_line(out, &cells[i], &width);
        if (shown == IS_MARK) str_putf(out, "  %s\n", work_left_out(w, n));
    }
    mem_free_array(mem, cells, n, sizeof *cells);
}

/* ---- the product of a chain ---- */

static const char *in_product(struct work *w, const char *factor, bool sum)
{
    const char *text = sum ? work_text(w, "(%s)", factor) : factor;
    return text ? text : "";
}

static const char *number_in_product(struct work *w, id value)
{
    const char *text = value_text(w, value);
    return in_product(w, text, *text == '-');
}

/* One factor's name, formula and number. */
static void factor_cells(struct work *w, const struct work_line *factor, const char *cells[3])
{
    cells[0] = formula_text(w, factor->name);
    cells[1] = in_product(w, formula_text(w, factor->formula), work_is_sum(w, factor->formula));
    cells[2] = number_in_product(w, factor->value);
}

struct rows {
    struct str at[3]; /* names, formulas and numbers */
    int n;
};

/* Each factor in a column, if they are to stand below one another. Of many, the first and last are
 * written. */
static void fill_rows(struct work *w, const struct work_line *factors, size_t n, bool in_columns,
                      struct rows *rows)
{
    for (size_t i = 0; i < n; i++) {
        const char *cells[3] = {"...", "...", "..."};
        size_t width = 0;
        enum shown shown = work_shows_factor(i, n);
        if (shown == IS_LEFT_OUT) continue;
        if (shown == IS_SHOWN) factor_cells(w, &factors[i], cells);
        for (int r = 0; r < rows->n; r++) widen(&width, cells[r], SIZE_MAX);
        for (int r = 0; r < rows->n; r++) {
            str_putf(&rows->at[r], "%s%s", i > 0 ? " * " : "", cells[r]);
            if (i + 1 < n && in_columns) put_blanks(&rows->at[r], width - columns_of(cells[r]));
        }
    }
}

static void rows_free(struct rows *rows)
{
    for (int r = 0; r < 3; r++) str_free(&rows->at[r]);
}

static struct rows rows_of(struct work *w)
{
    struct str empty = {.mem = &w->q->core->mem};
    return (struct rows){{empty, empty, empty}, w->has_values ? 3 : 2};
}

static const char *row_text(const struct rows *rows, int r)
{
    return rows->at[r].s ? rows->at[r].s : "";
}

/* The factors side by side in three rows, or where these are too long each row by itself. */
static void put_factors(struct work *w, const struct work_line *factors, size_t n, const char *left,
                        struct str *out)
{
    struct rows rows = rows_of(w);
    size_t indent = columns_of(left);
    size_t room = room_beside(w, indent + 3), columns = 0;
    fill_rows(w, factors, n, true, &rows);
    for (int r = 0; r < rows.n; r++) widen(&columns, row_text(&rows, r), SIZE_MAX);
    if (room && columns > room) {
        rows_free(&rows);
        rows = rows_of(w);
        fill_rows(w, factors, n, false, &rows);
    }
    for (int r = 0; r < rows.n; r++) {
        const struct piece pieces[] = {
            {r ? "" : left, indent}, {" = ", 0}, {work_wrap(w, row_text(&rows, r), room), 0}};
        put_pieces(out, pieces, sizeof pieces / sizeof *pieces);
    }
    rows_free(&rows);
}

/* The line before the factors names their product. */
static void put_chain(void *page, size_t first, size_t n)
{
    const struct page *p = page;
    struct work *w = p->work;
    struct str *out = p->out;
    const struct work_line *lines = &w->lines.at[first];
    const char *name = formula_text(w, lines[0].name);
    struct str left = {.mem = &w->q->core->mem};
    str_putf(&left, "  %s", name);
    put_factors(w, lines + 1, n - 1, left.s ? left.s : "", out);
    str_free(&left);
}

/* "w = 0.5 - 0.1*0.27 = 0.473" */
static void put_step(void *page, size_t i, size_t n __attribute__((unused)))
{
    const struct page *p = page;
    struct work *w = p->work;
    const struct work_line *line = &w->lines.at[i];
    const struct piece pieces[] = {{"  ", 0},  {formula_text(w, line->name), 0},
                                   {" = ", 0}, {value_text(w, line->name), 0},
                                   {" - ", 0}, {value_text(w, line->rate), 0},
                                   {"*", 0},   {number_in_product(w, line->change), 0},
                                   {" = ", 0}, {value_text(w, line->value), 0}};
    put_pieces(p->out, pieces, sizeof pieces / sizeof *pieces);
}

/* Appends words in lines of so many columns; in one where that is 0. */
static void put_words(struct str *out, const char *text, size_t room)
{
    while (room && utf8_columns(text, strlen(text)) > room) {
        size_t end = 0;
        for (size_t i = 1; text[i] && (!end || utf8_columns(text, i) <= room); i++)
            if (text[i] == ' ') end = i;
        if (!end) break;
        str_put(out, text, end);
        str_putc(out, '\n');
        text += end + 1;
    }
    str_puts(out, text);
}

static void put_title(void *page, size_t i, size_t n __attribute__((unused)))
{
    const struct page *p = page;
    struct work *w = p->work;
    const struct work_line *line = &w->lines.at[i];
    struct str text = {.mem = p->out->mem};
    str_puts(&text, line->text);
    if (line->name != POISON)
        str_putf(&text, " %s = %s", formula_text(w, line->name), formula_text(w, line->formula));
    str_puts(&text, work_ends_sentence(line) ? "" : ":");
    put_words(p->out, text.s ? text.s : "", (size_t)w->q->request->width);
    str_putc(p->out, '\n');
    p->out->failed |= text.failed;
    str_free(&text);
}

void work_write_text(struct work *w, struct str *out)
{
    static work_writer *const writers[WORK_KINDS] = {
        [WORK_TITLE] = put_title,
        [WORK_LINE] = put_lines,
        [WORK_CHAIN] = put_chain,
        [WORK_STEP] = put_step,
    };
    struct page page = {w, out};
    work_lay_out(w, writers, &page);
}
