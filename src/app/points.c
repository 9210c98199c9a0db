/* points.c - a table of points, answered row by row: whole lines are cut from the input in chunks,
 * which threads answer and which are put in order. How the input is cut changes nothing. */
#include "app/numbers.h"
#include "app/sheet.h"
#include "eval/crew.h"

#include <stdio.h>
#include <string.h>

enum { CHUNK_BYTES = 1 << 17, CHUNKS_A_THREAD = 4, LONGEST_LINE = 1 << 26 };

struct table {
    struct dcalc_points own; /* with the form of the input as it was found */
    const struct dcalc_points *points;
    struct sheet sheet;
    struct crew *crew;
    struct sheet_desk *desks; /* one a thread */
    struct chunk *chunks;
    double *bad_values;
    size_t n_desks, n_chunks, filled;
    struct mem mem;
    struct str rest;  /* read, but not yet a whole line */
    size_t row_bytes; /* of a matrix */
    bool ended, deserted;
    size_t line, rows, bytes, undefined;
    const char *reason; /* of the first undefined row, in the work's arena */
    size_t reason_line;
};

static struct core *core_of(struct table *t)
{
    return &t->sheet.w.core;
}

static bool fail_at(struct table *t, enum kind kind, size_t line, const char *subject,
                    const char *what)
{
    if (line == 0)
        return diag_error(core_of(t), kind, (struct span){0}, "%s: %s", t->points->source, what);

    return diag_error(core_of(t), kind, (struct span){0}, "%s:%zu: %s%s%s", t->points->source, line,
                      subject, *subject ? " " : "", what);
}

/* ---- reading ---- */

static bool waits(const struct table *t)
{
    return t->points->waits && t->points->waits(t->points->user);
}

/* Is there a whole line, or a whole row of a matrix? */
static bool has_row(const struct table *t)
{
    if (t->row_bytes) return t->rest.n >= t->row_bytes;
    return t->rest.n && memchr(t->rest.s, '\n', t->rest.n);
}

/* Reads until there is a whole line and either enough or nothing more at once. */
static bool fill_rest(struct table *t)
{
    const struct dcalc_points *p = t->points;
    char buffer[1 << 16];
    while (!t->ended) {
        bool line = has_row(t);
        if (line && (t->rest.n >= CHUNK_BYTES || waits(t))) return true;
        if (!line && t->rest.n > LONGEST_LINE)
            return fail_at(t, KIND_LIMIT, t->line + 1, "", "the line has no end within 64 MiB");
        long n = p->next(p->user, buffer, sizeof buffer);
        if (n < 0) return fail_at(t, KIND_IO, t->line + 1, "", "cannot be read");
        t->ended = n == 0;
        t->bytes += (size_t)n;
        str_put(&t->rest, buffer, (size_t)n);
        if (t->rest.failed) return fail_at(t, KIND_LIMIT, t->line + 1, "", "out of memory");
    }
    return true;
}

static bool drop_front(struct table *t, size_t n)
{
    memmove(t->rest.s, t->rest.s + n, t->rest.n - n + 1);
    t->rest.n -= n;
    return true;
}

/* Whole lines of the rest become the chunk's. */
static bool fill_chunk(struct table *t, struct chunk *chunk)
{
    if (!fill_rest(t)) return false;
    const char *last = t->rest.n ? memrchr(t->rest.s, '\n', t->rest.n) : NULL;
    size_t n = t->ended ? t->rest.n : last ? (size_t)(last + 1 - t->rest.s) : 0;
    if (t->row_bytes) n = t->rest.n - t->rest.n % t->row_bytes;
    if (t->row_bytes && t->ended && n < t->rest.n)
        return fail_at(t, KIND_SYNTAX, t->line + n / t->row_bytes + 1, "",
                       "the matrix breaks off in this row");
    str_clear(&chunk->text);
    str_clear(&chunk->out);
    chunk->lines = chunk->rows = chunk->undefined = chunk->bad_line = 0;
    chunk->error = NULL;
    if (n == 0) return true;
    str_put(&chunk->text, t->rest.s, n);
    if (chunk->text.failed) return fail_at(t, KIND_LIMIT, t->line + 1, "", "out of memory");
    return drop_front(t, n);
}

/* The first line that says something: the names of the columns, or the first object. */
static bool read_header(struct table *t, struct row_fields *fields)
{
    if (!fill_rest(t)) return false;
    while (t->rest.n) {
        char *end = memchr(t->rest.s, '\n', t->rest.n);
        if (!end && !t->ended) {
            if (!fill_rest(t)) return false;
            continue;
        }
        size_t n = end ? (size_t)(end - t->rest.s) : t->rest.n, skip = 0;
        if (t->line == 0 && n >= 3 && !memcmp(t->rest.s, "\xef\xbb\xbf", 3))
            skip = 3; /* a mark of UTF-8 */
        const char *line = t->rest.s + skip;
        size_t length = n - skip, blank = strspn(line, " \t\r");
        bool says = blank < length && line[blank] != '#';
        if (says && line[blank] == '{') t->own.input = DCALC_TABLE_JSON;
        bool json = t->points->input == DCALC_TABLE_JSON;
        const char *wrong = NULL;
        if (says) {
            t->sheet.separator = row_separator(line, length);
            wrong = json ? row_split_json(fields, line, length)
                         : row_split_csv(fields, line, length, t->sheet.separator);
        }
        if (wrong)
            return fail_at(t, wrong == row_no_memory ? KIND_LIMIT : KIND_SYNTAX, t->line + 1, "",
                           wrong);
        if (says) return true;
        t->line++;
        drop_front(t, end ? n + 1 : n);
        if (!t->rest.n && !fill_rest(t)) return false;
    }
    return fail_at(t, KIND_SYNTAX, 1, "", "the table is empty");
}

/* The header of a NumPy file: magic, version, length, and a dictionary of Python (NEP 1). */
static bool read_matrix_header(struct table *t, struct row_fields *names)
{
    const struct dcalc_points *p = t->points;
    if (p->keep_all || p->n_keep)
        return diag_error(core_of(t), KIND_USAGE, (struct span){0},
                          "a .npy table has no names, so no columns to keep");

    size_t before = 10, length = 0;
    unsigned long rows, columns;
    t->row_bytes = before; /* fill_rest then reads at least so much */
    if (!fill_rest(t)) return false;
    if (t->rest.n < before || memcmp(t->rest.s, "\x93NUMPY", 6) != 0)
        return fail_at(t, KIND_SYNTAX, 0, "", "this is no .npy file");
    const unsigned char *head = (const unsigned char *)t->rest.s;
    bool wide = head[6] > 1;
    length = wide ? (size_t)head[8] | (size_t)head[9] << 8 | (size_t)head[10] << 16
                  : (size_t)head[8] | (size_t)head[9] << 8;
    before += wide ? 2 : 0;
    t->row_bytes = before + length;
    if (!fill_rest(t)) return false;
    if (t->rest.n < before + length)
        return fail_at(t, KIND_SYNTAX, 0, "", "the file breaks off in its header");
    const char *text = arena_text(&core_of(t)->arena, t->rest.s + before, length);
    const char *sizes = text ? strstr(text, "'shape': (") : NULL;
    bool plain = text && strstr(text, "'<f8'") && strstr(text, "'fortran_order': False") && sizes;
    if (!plain || sscanf(sizes, "'shape': (%lu, %lu)", &rows, &columns) != 2)
        return fail_at(t, KIND_SYNTAX, 0, "",
                       "only matrices of float64, row by row, are read as points");
    if (!sheet_names(&t->sheet, names)) return false;
    if (names->all.n && names->all.n != columns)
        return diag_error(core_of(t), KIND_SHAPE, (struct span){0},
                          "%s has %lu columns, and the program %zu names", t->points->source,
                          columns, names->all.n);
    drop_front(t, before + length);
    t->row_bytes = columns * sizeof(double);
    return columns > 0;
}

static void pass_header(struct table *t)
{
    if (t->points->input != DCALC_TABLE_CSV) return;
    char *end = memchr(t->rest.s, '\n', t->rest.n);
    drop_front(t, end ? (size_t)(end + 1 - t->rest.s) : t->rest.n);
    t->line++;
}

/* ---- answering ---- */

static void answer_one(void *user, size_t i, unsigned thread)
{
    struct table *t = user;
    chunk_answer(&t->chunks[i], &t->desks[thread]);
}

/* False if told to stop: some chunks may be left then. */
static bool answer_chunks(struct table *t)
{
    crew_run(t->crew, core_of(t), t->filled, answer_one, t);
    return core_go_on_slow(core_of(t));
}

/* ---- what went wrong ---- */

static void find_reason(struct table *t, const struct chunk *chunk)
{
    struct dcalc_result *r = NULL;
    bool missing = false;
    for (size_t k = 0; k < t->sheet.inputs.n; k++)
        missing |= chunk->bad_values[k] != chunk->bad_values[k];
    dcalc *session = missing ? NULL : session_like(t->sheet.session);
    if (session) r = sheet_ask(&t->sheet, session, chunk->bad_values);
    const char *why = missing            ? "a value is missing"
                      : r && r->n_errors ? r->errors[0].message
                                         : "the numbers leave the range of doubles on the way";
    t->reason = arena_text(&core_of(t)->arena, why, strlen(why));
    t->reason_line = t->line + chunk->bad_line;
    if (t->points->strict)
        fail_at(t, r && r->n_errors ? (enum kind)r->errors[0].kind : KIND_DOMAIN, t->reason_line,
                "", t->reason ? t->reason : "");
    dcalc_result_free(r);
    dcalc_free(session);
}

/* ---- writing ---- */

static bool put(struct table *t, const struct str *out)
{
    if (out->n == 0) return true;
    t->deserted = !t->points->put(t->points->user, out->s, out->n);
    return !t->deserted;
}

static bool put_chunk(struct table *t, const struct chunk *chunk)
{
    if (!put(t, &chunk->out)) return false;
    if (chunk->undefined && !t->undefined) find_reason(t, chunk);
    t->rows += chunk->rows;
    t->undefined += chunk->undefined;
    if (chunk->undefined && t->points->strict) return false;
    if (chunk->error) {
        struct str field = {.mem = &t->mem};
        if (chunk->wrong[0]) str_putf(&field, "'%s'", chunk->wrong);
        const char *subject = field.s                               ? field.s
                              : !strcmp(chunk->error, "is missing") ? "a value"
                              : !strncmp(chunk->error, "has ", 4)   ? "the row"
                                                                    : "";
        fail_at(t, chunk->error == row_no_memory ? KIND_LIMIT : KIND_SYNTAX,
                t->line + chunk->error_line, subject, chunk->error);
        if (!strcmp(chunk->error, "is missing"))
            diag_hint(core_of(t), "--missing nan makes such rows undefined instead");
        str_free(&field);
        return false;
    }
    t->line += chunk->lines;
    return true;
}

static bool stream(struct table *t)
{
    while (!t->ended || t->rest.n) {
        for (t->filled = 0; t->filled < t->n_chunks; t->filled++) {
            if (t->filled && (t->ended ? !t->rest.n : waits(t))) break;
            if (!fill_chunk(t, &t->chunks[t->filled])) return false;
        }
        if (!answer_chunks(t)) return false;
        for (size_t i = 0; i < t->filled; i++)
            if (!put_chunk(t, &t->chunks[i])) return false;
        if (t->points->progress) t->points->progress(t->points->user, t->rows, t->bytes);
    }
    return true;
}

/* ---- all of it ---- */

static bool set_up(struct table *t)
{
    size_t inputs = t->sheet.inputs.n;
    /* Arrays are evaluated with the work's own memory. */
    t->crew = crew_new(&t->mem, t->sheet.rows.has_arrays ? 1 : (unsigned)t->points->threads);
    if (!t->crew) return false;
    t->n_desks = crew_size(t->crew);
    t->n_chunks = t->n_desks * CHUNKS_A_THREAD;
    t->desks = mem_array(&t->mem, t->n_desks, sizeof *t->desks);
    t->chunks = mem_array(&t->mem, t->n_chunks, sizeof *t->chunks);
    t->bad_values = mem_array(&t->mem, t->n_chunks * (inputs + 1), sizeof *t->bad_values);
    if (t->mem.failed) return false;
    for (size_t i = 0; i < t->n_chunks; i++) {
        struct chunk *chunk = &t->chunks[i];
        chunk->text.mem = chunk->out.mem = &chunk->mem;
        chunk->mem.fault = t->mem.fault;
        chunk->bad_values = t->bad_values + i * (inputs + 1);
    }
    for (size_t i = 0; i < t->n_desks; i++)
        if (!sheet_desk_init(&t->desks[i], &t->sheet)) return false;
    return true;
}

static void clean_up(struct table *t)
{
    crew_free(t->crew);
    for (size_t i = 0; t->desks && i < t->n_desks; i++) sheet_desk_free(&t->desks[i]);
    for (size_t i = 0; t->chunks && i < t->n_chunks; i++)
        str_free(&t->chunks[i].text), str_free(&t->chunks[i].out);
    mem_free_array(&t->mem, t->desks, t->n_desks, sizeof *t->desks);
    mem_free_array(&t->mem, t->bad_values, t->n_chunks * (t->sheet.inputs.n + 1),
                   sizeof *t->bad_values);
    mem_free_array(&t->mem, t->chunks, t->n_chunks, sizeof *t->chunks);
    str_free(&t->rest);
}

static bool run(struct table *t)
{
    struct row_fields header = {.mem = &t->mem};
    bool matrix = t->points->input == DCALC_TABLE_NPY;
    bool ok = (matrix ? read_matrix_header(t, &header) : read_header(t, &header)) &&
              sheet_prepare(&t->sheet, &header);
    vec_free(&t->mem, &header.all);
    if (!ok || !set_up(t)) return false;
    struct str names = {.mem = &t->mem};
    pass_header(t);
    sheet_put_header(&t->sheet, &names);
    ok = !names.failed && put(t, &names);
    str_free(&names);
    return ok && stream(t);
}

static void tell(struct table *t)
{
    struct str text = {.mem = &t->mem};
    if (!t->undefined || !t->reason) return;
    str_putf(&text, "%zu of %zu rows %s undefined; the first, %s:%zu: %s", t->undefined, t->rows,
             t->undefined == 1 ? "is" : "are", t->points->source, t->reason_line, t->reason);
    if (text.s) work_note(&t->sheet.w, text.s);
    str_free(&text);
}

struct dcalc_result *dcalc_run_points(dcalc *session, const struct dcalc_request *request,
                                      const struct dcalc_points *points)
{
    struct table t = {.own = *points};
    t.points = &t.own;
    t.rest.mem = &t.mem;
    t.mem.fault = &session->fault;
    if (!t.own.source) t.own.source = "points";
    bool ok = sheet_open(&t.sheet, session, request, t.points) && run(&t);
    if (ok) tell(&t);
    struct answer *answer = t.sheet.w.answer;
    if (t.mem.failed) core_of(&t)->mem.failed = true;
    if (answer && ((!ok && !t.deserted) || diag_any(core_of(&t))))
        answer_errors(answer, core_of(&t));
    clean_up(&t);
    sheet_free(&t.sheet);
    if (answer) answer->mem.fault = NULL;
    return answer ? &answer->public : NULL;
}
