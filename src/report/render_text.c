/* Text output. One labelled line for each scalar or vector; a matrix is one row a line, the rows
 * after the first indented to stand under it. Labels, values and columns are separated by two or
 * more spaces, so that single spaces only occur inside a formula. */
#include "report/render.h"

#include <string.h>

/* A cell or label longer than this no longer pushes the others of its column to the right:
 * one long formula must not multiply into a page of blanks. */
enum { WIDEST = 40 };

struct cell {
    const char *text; /* NULL while the grid's own text grows */
    size_t n, width;  /* bytes; characters, of several rows */
};

/* Cells of one result, and the texts of those that have none elsewhere, end to end. */
struct grid {
    struct str text;
    VEC(struct cell) cells;
    size_t rows, cols;
    bool left; /* formulas stand left, numbers right */
};

struct page {
    struct str *out;
    bool quiet;
    bool explained;     /* the work stands above */
    size_t label_width; /* of the labels in this block */
    size_t value_width; /* of the numbers that have a formula beside them */
};

/* All bytes but those that continue a character, which are 10xxxxxx. */
static size_t characters(const char *s, size_t n)
{
    size_t count = n, i = 0;
    for (; i + sizeof(uint64_t) <= n; i += sizeof(uint64_t)) {
        uint64_t eight;
        memcpy(&eight, s + i, sizeof eight);
        if (eight & 0x8080808080808080)
            count -= (size_t)__builtin_popcountll(eight >> 7 & ~eight >> 6 & 0x0101010101010101);
    }
    for (; i < n; i++) count -= ((unsigned char)s[i] & 0xc0) == 0x80;
    return count;
}

static size_t wider(size_t width, size_t other)
{
    return other > width && other <= WIDEST ? other : width;
}

static void pad(struct str *out, size_t from, size_t to)
{
    char *blanks = from < to ? str_reserve(out, to - from) : NULL;
    if (!blanks) return;
    memset(blanks, ' ', to - from);
    blanks[to - from] = 0;
    out->n += to - from;
}

static void push_cell(struct grid *grid, const char *text, size_t n)
{
    struct cell cell = {text, n, 0};
    if (!vec_push(grid->text.mem, &grid->cells, cell)) grid->text.failed = true;
}

static void set_shape(struct grid *grid, const struct dcalc_array *array)
{
    grid->rows = array->ndim == 2 ? array->dims[0] : 1;
    grid->cols = array->ndim == 2 ? array->dims[1] : array->ndim == 1 ? array->dims[0] : 1;
}

static void fill_values(struct grid *grid, const struct dcalc_array *array)
{
    set_shape(grid, array);
    for (size_t i = 0; i < array->count; i++) {
        size_t start = grid->text.n;
        render_entry(&grid->text, array, i);
        push_cell(grid, NULL, grid->text.n - start);
    }
}

static void fill_shape(struct grid *grid, const struct dcalc_array *array)
{
    grid->rows = grid->cols = 1;
    grid->left = true;
    str_putf(&grid->text, "(%zu", array->dims[0]);
    if (array->ndim == 2) str_putf(&grid->text, "x%zu", array->dims[1]);
    str_puts(&grid->text, ") numbers, which -o FILE.npz writes");
    push_cell(grid, NULL, grid->text.n);
}

/* One formula may stand for a whole array (W@x - y); else each entry has its own. */
static void fill_formulas(struct grid *grid, const struct dcalc_array *array)
{
    set_shape(grid, array);
    if (array->n_formulas != array->count) grid->rows = grid->cols = 1;
    grid->left = true;
    for (size_t i = 0; i < array->n_formulas; i++)
        push_cell(grid, array->formulas[i], strlen(array->formulas[i]));
}

/* Says where the texts are, and of several rows how wide. */
static void settle(struct grid *grid)
{
    const char *own = grid->text.s;
    for (size_t i = 0; i < grid->cells.n; i++) {
        struct cell *cell = &grid->cells.at[i];
        if (!cell->text) {
            cell->text = own;
            own += cell->n;
        }
        if (grid->rows > 1) cell->width = characters(cell->text, cell->n);
    }
}

static void grid_free(struct grid *grid)
{
    vec_free(grid->text.mem, &grid->cells);
    str_free(&grid->text);
}

static const struct cell *cell_at(const struct grid *grid, size_t row, size_t col)
{
    return &grid->cells.at[row * grid->cols + col];
}

static size_t column_width(const struct grid *grid, size_t col)
{
    size_t width = 0;
    for (size_t row = 0; row < grid->rows && grid->rows > 1; row++)
        width = wider(width, cell_at(grid, row, col)->width);
    return width;
}

static void put_cell(struct page *page, const struct grid *grid, size_t row, size_t col,
                     size_t width)
{
    const struct cell *cell = cell_at(grid, row, col);
    if (col) str_put(page->out, "  ", 2);
    if (!grid->left) pad(page->out, cell->width, width);
    str_put(page->out, cell->text, cell->n);
    if (grid->left && col + 1 < grid->cols) pad(page->out, cell->width, width);
}

/* The label on the first line of a result, blanks of its width on the others. */
static void put_label(struct page *page, const char *label, size_t row)
{
    size_t n = strlen(label), taken = row ? 0 : characters(label, n);
    if (page->quiet || !*label) return;
    if (!row) str_put(page->out, label, n);
    pad(page->out, taken, page->label_width + 2);
    if (taken > page->label_width) str_puts(page->out, "  ");
}

static void put_grid(struct page *page, const char *label, const struct grid *grid)
{
    VEC(size_t) widths = {0};
    for (size_t col = 0; col < grid->cols; col++)
        if (!vec_push(page->out->mem, &widths, column_width(grid, col))) page->out->failed = true;
    for (size_t row = 0; row < grid->rows && !page->out->failed; row++) {
        put_label(page, label, row);
        for (size_t col = 0; col < grid->cols; col++)
            put_cell(page, grid, row, col, widths.at[col]);
        str_putc(page->out, '\n');
    }
    vec_free(page->out->mem, &widths);
}

static void put_filled(struct page *page, const char *label, const struct dcalc_array *array,
                       void (*fill)(struct grid *, const struct dcalc_array *))
{
    struct grid grid = {.text.mem = page->out->mem};
    fill(&grid, array);
    if (grid.text.failed) {
        page->out->failed = true;
    } else {
        settle(&grid);
        put_grid(page, label, &grid);
    }
    grid_free(&grid);
}

/* A scalar's number and formula stand on one line. */
static bool is_pair(const struct dcalc_array *array)
{
    return array->ndim == 0 && render_has_numbers(array) && array->n_formulas == 1;
}

static void put_pair(struct page *page, const char *label, const struct dcalc_array *array)
{
    size_t start;
    put_label(page, label, 0);
    start = page->out->n;
    render_entry(page->out, array, 0);
    pad(page->out, page->out->n - start, page->value_width);
    if (!page->quiet) str_putf(page->out, "  %s", array->formulas[0]);
    str_putc(page->out, '\n');
}

/* The one cell of most grids, for which there need be none. */
static void put_line(struct page *page, const char *label, const char *text)
{
    put_label(page, label, 0);
    str_puts(page->out, text);
    str_putc(page->out, '\n');
}

/* Numbers, formulas, or for arrays with both first the formulas and then the numbers. */
static void put_array(struct page *page, const char *label, const struct dcalc_array *array)
{
    bool numbers = render_has_numbers(array);
    if (is_pair(array)) {
        put_pair(page, label, array);
        return;
    }
    if (array->n_formulas == 1 && !(numbers && page->quiet))
        put_line(page, label, array->formulas[0]);
    else if (array->n_formulas && !(numbers && page->quiet))
        put_filled(page, label, array, fill_formulas);
    bool many = page->explained && array->count > RENDER_MOST_EXPLAINED;
    if (numbers) put_filled(page, label, array, many ? fill_shape : fill_values);
}

/* How a kind of result is called: `dloss/dW` before, `W` after the step, nothing for a value. */
struct block {
    const struct dcalc_array *arrays;
    size_t n;
    const char *prefix; /* before the name, NULL: no label at all */
};

static void label_text(struct str *label, const struct block *block, size_t i)
{
    str_clear(label);
    str_puts(label, block->prefix ? block->prefix : "");
    str_puts(label, block->prefix ? block->arrays[i].name : "");
}

static void measure_pair(struct page *page, struct str *scratch, const struct dcalc_array *array)
{
    if (page->quiet || !is_pair(array)) return;
    str_clear(scratch);
    render_entry(scratch, array, 0);
    page->value_width = wider(page->value_width, scratch->n);
}

static void measure(struct page *page, struct str *scratch, const struct block *block)
{
    for (size_t i = 0; i < block->n; i++) {
        label_text(scratch, block, i);
        page->label_width = wider(page->label_width, characters(scratch->s, scratch->n));
        measure_pair(page, scratch, &block->arrays[i]);
        if (scratch->failed) return;
    }
}

static void put_blocks(struct page *page, const struct block *blocks, size_t n)
{
    struct str label = {.mem = page->out->mem};
    for (size_t b = 0; b < n; b++) measure(page, &label, &blocks[b]);
    for (size_t b = 0; b < n; b++)
        for (size_t i = 0; i < blocks[b].n && !page->out->failed; i++) {
            label_text(&label, &blocks[b], i);
            if (label.failed)
                page->out->failed = true;
            else
                put_array(page, label.s, &blocks[b].arrays[i]);
        }
    str_free(&label);
}

static void put_backprop(struct page *page, const struct dcalc_result *result)
{
    struct dcalc_array loss = result->n_values ? result->values[0] : (struct dcalc_array){0};
    loss.name = "loss";
    struct block blocks[] = {
        {&loss, result->n_values ? 1 : 0, ""},
        {result->derivatives, result->n_derivatives, "dloss/d"},
        {result->weights, result->n_weights, ""},
    };
    put_blocks(page, blocks, 3);
}

/* The coefficients one a line; of several names each behind its exponents. */
static void put_coefficients(struct page *page, const struct dcalc_array *array)
{
    size_t columns = array->ndim == 2 ? array->dims[1] : 1;
    for (size_t i = 0; i < array->count; i++) {
        if (i % columns) str_puts(page->out, "  ");
        render_entry(page->out, array, i);
        if ((i + 1) % columns == 0) str_putc(page->out, '\n');
    }
}

/* The polynomial, and how far it can be from the function. */
static void put_polynomial(struct page *page, const struct dcalc_result *result)
{
    const struct dcalc_array *rest = result->remainder;
    if (page->quiet || !result->derivatives[0].n_formulas)
        put_coefficients(page, &result->derivatives[0]);
    else
        str_putf(page->out, "%s\n", result->derivatives[0].formulas[0]);
    if (!rest) return;
    if (!page->quiet) str_puts(page->out, "within     ");
    render_entry(page->out, rest, 2);
    str_puts(page->out, page->quiet ? "\n" : "\nremainder  ");
    render_entry(page->out, rest, 0);
    str_puts(page->out, "  ");
    render_entry(page->out, rest, 1);
    str_putc(page->out, '\n');
}

static void put_results(struct page *page, const struct dcalc_result *result)
{
    struct block block = {result->derivatives, result->n_derivatives, NULL};
    if (result->command == DCALC_BACKPROP) {
        put_backprop(page, result);
        return;
    }
    if (result->command == DCALC_TAYLOR) {
        put_polynomial(page, result);
        return;
    }
    if (result->command == DCALC_GRAD || result->command == DCALC_VJP) block.prefix = "";
    if (result->n_derivatives > 1) block.prefix = "";
    if (result->command == DCALC_EVAL || result->command == DCALC_LIMIT_AT)
        block =
            (struct block){result->values, result->n_values, *result->values[0].name ? "" : NULL};
    put_blocks(page, &block, 1);
}

/* Ends in exactly one newline and an empty line, whatever the text ends in. */
static void put_explanation(struct str *out, const char *text)
{
    size_t n = strlen(text);
    while (n && text[n - 1] == '\n') n--;
    str_put(out, text, n);
    str_puts(out, "\n\n");
}

/* The shared parts that formulas use; numbers beside formulas have no use for them. */
static void put_lets(struct page *page, const struct dcalc_result *result)
{
    const struct dcalc_array *first = result->n_derivatives ? result->derivatives : NULL;
    bool beside = first && render_has_numbers(first) && first->n_formulas;
    if (page->quiet && beside && result->command != DCALC_TAYLOR) return;
    render_lets(page->out, result);
}

/* How often random points all miss a difference that a tenth of the domain has: once in so many
 * times. */
static double once_in(size_t points)
{
    double times = 1;
    for (size_t i = 0; i < points && times < 1e6; i++) times /= 0.9;
    return times;
}

static void put_right(struct str *out, const struct dcalc_verdict *v)
{
    if (v->proved) {
        str_puts(out, "right: proved\n");
        return;
    }
    str_putf(out, "right: equal to 50 digits at %zu point%s, not proved\n", v->points,
             v->points == 1 ? "" : "s");
    if (v->points > 1)
        str_putf(
            out,
            "chance: random points miss a difference on a tenth of the domain once in %.0f times\n",
            once_in(v->points));
}

static void put_wrong(struct str *out, const struct dcalc_verdict *v)
{
    str_puts(out, "wrong: ");
    if (*v->where) str_putf(out, "at %s ", v->where);
    str_putf(out, "%s%s is %s, the formula gives %s\n", *v->entry ? "the entry for " : "it",
             v->entry, v->value, v->claimed);
    if (v->slip) str_putf(out, "slip: %s\n", v->slip);
}

/* Writes the worst entry of numbers computed elsewhere. */
static void put_compared(struct str *out, const struct dcalc_verdict *v)
{
    if (v->equal)
        str_putf(out, "right: the worst entry, %s, is off by %s\n", v->entry, v->off);
    else
        str_putf(out, "wrong: %s is %s, not %s: off by %s\n", v->entry, v->value, v->claimed,
                 v->off);
    if (v->slip) str_putf(out, "slip: %s\n", v->slip);
}

static void put_verdict(struct str *out, const struct dcalc_verdict *v, bool quiet)
{
    if (quiet) {
        str_puts(out, v->equal ? "right\n" : "wrong\n");
        return;
    }
    (v->n_compared ? render_modes_text
     : v->off      ? put_compared
     : v->equal    ? put_right
                   : put_wrong)(out, v);
    if (v->domain) str_putf(out, "domain: %s\n", v->domain);
}

void render_text(struct str *out, const struct dcalc_result *result, bool quiet)
{
    struct page page = {.out = out, .quiet = quiet, .explained = result->explanation};
    if (result->verdict) {
        put_verdict(out, result->verdict, quiet);
        return;
    }
    if (result->explanation) put_explanation(out, result->explanation);
    put_lets(&page, result);
    if (result->nonzeros)
        render_sparse(out, result, quiet);
    else
        put_results(&page, result);
}
