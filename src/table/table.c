/* table.c - a table of points, answered row by row: whole lines are cut from the input in chunks,
 * which threads answer and which are put in order. How the input is cut changes nothing. While one
 * batch of chunks is answered, the caller's thread puts the one before and reads the next. */
#include "app/request.h"
#include "base/sized.h"
#include "data/foreign.h"
#include "number/numbers.h"
#include "table/table.h"
#include "eval/threads.h"

#include <math.h>
#include <string.h>

/* How many chunks are read before they are answered: enough for threads to share out; for one alone
 * so few that they stay near the processor. */
enum { CHUNKS_ALONE = 3, CHUNKS_A_THREAD = 16, MOST_CHUNKS = 256 };

/* ---- reading ---- */

/* Whole rows of the rest become the chunk's, by an exchange of buffers. */
static bool fill_lines(struct table *t, struct chunk *chunk, bool wait)
{
    size_t n;
    bool fine = table_fill_rows(t, wait, &n);
    n = table_want_rows(t, n);
    if (n == 0) return fine;
    struct str empty = chunk->text, full = t->rest;
    str_put(&empty, full.s + n, full.n - n);
    full.n = n;
    chunk->text = full;
    t->rest = empty;
    return !empty.failed || table_break(t, KIND_LIMIT, "out of memory");
}

static bool fill_chunk(struct table *t, struct chunk *chunk, bool wait)
{
    str_clear(&chunk->text);
    str_clear(&chunk->out);
    chunk->lines = chunk->rows = chunk->undefined = chunk->bad_line = chunk->dropped = 0;
    chunk->small = 0;
    chunk->error = NULL;
    return t->own.input == DCALC_TABLE_NPY ? table_fill_records(t, chunk, wait)
                                           : fill_lines(t, chunk, wait);
}

/* As many chunks as there are at once; for the first it may wait. What was read before the input
 * broke is answered. */
static void fill_batch(struct table *t, struct batch *batch, bool wait)
{
    for (bool more = true; more && batch->filled < t->n_chunks && (!t->ended || t->rest.n);) {
        bool may_wait = wait && batch->filled == 0;
        if (!may_wait && !t->ended && !t->broken && table_waits(t)) return;
        struct chunk *chunk = &batch->chunks[batch->filled];
        more = fill_chunk(t, chunk, may_wait);
        if (!chunk->text.n) return;
        batch->filled++;
    }
}

static bool is_archive(struct table *t)
{
    t->needed = 4;
    bool fine = table_fill(t, true);
    t->needed = 0;
    return fine && t->rest.n >= 4 && memcmp(t->rest.s, "PK\3\4", 4) == 0;
}

static bool refuse_archive(struct table *t)
{
    diag_error(table_core(t), KIND_USAGE, (struct span){0},
               "%s is an archive, which cannot be read row by row", t->points->source);
    return diag_hint(table_core(t), "name the file: dcalc --points FILE.npz");
}

static bool refuse(struct table *t, const struct foreign *foreign)
{
    table_fail(t, KIND_IO, 0, "", foreign->what);
    return diag_hint(table_core(t), "%s", foreign->hint);
}

/* Looks at the first line. */
static bool is_text(struct table *t)
{
    bool fine = table_fill(t, true);
    t->needed = foreign_needs(t->rest.s, t->rest.n);
    if (fine && t->needed) fine = table_fill(t, true);
    t->needed = 0;
    const struct foreign *foreign = foreign_find(t->rest.s, t->rest.n);
    return foreign ? refuse(t, foreign) : fine;
}

static bool has_no_parts(struct table *t)
{
    diag_error(table_core(t), KIND_USAGE, (struct span){0},
               "only a .npy table has parts, as it tells how many rows there are");
    return diag_hint(table_core(t), "give a range of rows, as 0:1000, or make a .npy of it: dcalc "
                                    "eval '[x, y]' --points rows.csv -o rows.npy");
}

/* What the first byte says counts more than the file's name. */
static bool read_header(struct table *t)
{
    t->needed = 1;
    if (!table_fill(t, true)) return false;
    t->needed = 0;
    if (t->rest.n && t->rest.s[0] == '\x93') t->own.input = DCALC_TABLE_NPY;
    if (t->rest.n && t->rest.s[0] == 'P' && is_archive(t)) return refuse_archive(t);
    if (t->own.input == DCALC_TABLE_NPY) return table_read_npy(t);
    if (t->query.form.parts) return has_no_parts(t);
    if (t->own.input == DCALC_TABLE_JSON || !t->rest.n || strchr("[{ \t\r\n", *t->rest.s))
        return table_read_names(t);
    return is_text(t) && table_read_names(t);
}

/* ---- what went wrong ---- */

static void find_reason(struct table *t, const struct chunk *chunk)
{
    struct dcalc_result *r = NULL;
    bool missing = false, infinite = false;
    for (size_t k = 0; k < t->query.inputs.n; k++) {
        missing |= isnan(chunk->bad_values[k]);
        infinite |= isinf(chunk->bad_values[k]);
    }
    dcalc *session = missing || infinite ? NULL : session_like(t->query.session);
    if (session) r = row_query_ask(&t->query, session, chunk->bad_values);
    const char *why = missing            ? "a value is missing"
                      : infinite         ? "a value is infinite"
                      : r && r->n_errors ? r->errors[0].message
                                         : "the numbers leave the range of doubles on the way";
    t->reason = arena_text(&table_core(t)->arena, why, strlen(why));
    t->reason_line = t->line + chunk->bad_line;
    t->reason_row = t->rows + chunk->bad_row + 1;
    if (t->points->strict)
        table_fail(t, r && r->n_errors ? (enum kind)r->errors[0].kind : KIND_DOMAIN, t->reason_line,
                   "", t->reason ? t->reason : "");
    dcalc_result_free(r);
    dcalc_free(session);
}

/* ---- writing ---- */

static bool put(struct table *t, const struct str *out)
{
    const struct dcalc_points *p = t->points;
    if (out->n == 0) return true;
    t->deserted = p->put_at ? !p->put_at(p->user, out->s, out->n, t->put_at)
                            : !p->put(p->user, out->s, out->n);
    t->put_at += out->n;
    return !t->deserted;
}

static bool put_header(struct table *t, size_t rows, bool (*put_it)(void *, const char *, size_t))
{
    struct str header = {.mem = &t->mem};
    chunk_write_header(&t->query, &header, rows);
    bool ok = !header.failed;
    if (ok && header.n) t->deserted = !put_it(t->points->user, header.s, header.n);
    str_free(&header);
    return ok && !t->deserted;
}

/* The header of the answers to all rows, the size of these, and where those wanted begin. */
static bool put_places(struct table *t)
{
    const struct dcalc_points *p = t->points;
    struct str header = {.mem = &t->mem};
    size_t row = (t->query.kept_fields.n + t->query.n_answers) * sizeof(double), size;
    chunk_write_header(&t->query, &header, t->all_records);
    bool ok = !header.failed, fits = !__builtin_mul_overflow(t->all_records, row, &size) &&
                                     !__builtin_add_overflow(header.n, size, &size);
    if (ok && !fits) ok = table_fail(t, KIND_LIMIT, 0, "", "more rows than any file holds");
    t->put_at = header.n + t->first_record * row;
    if (ok)
        t->deserted =
            !p->put_at(p->user, header.s, header.n, 0) || !p->put_at(p->user, NULL, 0, size);
    str_free(&header);
    return ok && !t->deserted;
}

/* Do rows have a place among the answers before all of them are read? */
static bool have_places(struct table *t)
{
    if (!t->points->put_at) return true;
    if (t->own.input != DCALC_TABLE_NPY || t->own.output != DCALC_TABLE_NPY) {
        diag_error(table_core(t), KIND_USAGE, (struct span){0},
                   "answers are written in place only from a NumPy array to a NumPy array");
        return diag_hint(table_core(t), "other tables do not say how many rows they have");
    }
    return t->query.form.missing != TABLE_MISSING_DROP ||
           diag_error(table_core(t), KIND_USAGE, (struct span){0},
                      "answers in place leave no rows out: --missing drop does not fit");
}

/* Nothing is written before the first row is understood. */
static bool begin_output(struct table *t)
{
    if (t->has_begun) return true;
    t->has_begun = true;
    if (t->points->put_at) return put_places(t);
    return put_header(t, t->n_records, t->points->put);
}

static bool put_chunk(struct table *t, const struct chunk *chunk)
{
    if (chunk->rows && !begin_output(t)) return false;
    if (!put(t, &chunk->out)) return false;
    if (chunk->undefined && !t->undefined) find_reason(t, chunk);
    t->rows += chunk->rows;
    t->dropped += chunk->dropped;
    t->undefined += chunk->undefined;
    t->small += chunk->small;
    if (chunk->undefined && t->points->strict) return false;
    if (chunk->error) return table_tell_wrong(t, chunk);
    t->line += chunk->lines;
    return true;
}

static bool put_batch(struct table *t, struct batch *batch)
{
    for (size_t i = 0; i < batch->filled; i++)
        if (!put_chunk(t, &batch->chunks[i])) return false;
    bool any = batch->filled > 0;
    batch->filled = 0;
    if (any && t->points->progress) t->points->progress(t->points->user, t->rows, t->bytes);
    return true;
}

/* ---- answering ---- */

static void answer_one(void *user, size_t i, unsigned thread)
{
    struct table *t = user;
    chunk_answer(&t->now->chunks[i], &t->workers[thread]);
}

static void put_and_fill(void *user)
{
    struct table *t = user;
    t->failed = !put_batch(t, t->other);
    if (!t->failed) fill_batch(t, t->other, false);
}

/* About how many rows the chunks in hand have, where a number of text takes 8 bytes. */
static size_t rows_in_hand(const struct table *t)
{
    bool binary = t->own.input == DCALC_TABLE_NPY;
    size_t bytes = 0, each = binary ? t->query.record : 8 * (t->query.n_fields + 1);
    for (size_t i = 0; i < t->now->filled; i++) bytes += t->now->chunks[i].text.n;
    return each ? bytes / each : 0;
}

/* Where nothing more is there at once, answers go out before it is waited for. */
static bool stream(struct table *t)
{
    for (fill_batch(t, t->now, true); t->now->filled;) {
        if (!rows_expect(&t->query.rows, rows_in_hand(t))) return false;
        threads_run_beside(t->threads, table_core(t), t->now->filled, answer_one, t, put_and_fill);
        if (t->failed || !core_go_on_slow(table_core(t))) return false;
        if (!t->other->filled) {
            if (!put_batch(t, t->now)) return false;
            fill_batch(t, t->other, true);
        }
        struct batch *answered = t->now;
        t->now = t->other;
        t->other = answered;
    }
    return !t->broken && table_is_whole(t);
}

/* ---- all of it ---- */

static bool make_batch(struct table *t, struct batch *batch)
{
    size_t inputs = t->query.inputs.n;
    batch->chunks = mem_array(&t->mem, t->n_chunks, sizeof *batch->chunks);
    batch->bad_values = mem_array(&t->mem, t->n_chunks * (inputs + 1), sizeof *batch->bad_values);
    if (t->mem.failed) return false;
    for (size_t i = 0; i < t->n_chunks; i++) {
        struct chunk *chunk = &batch->chunks[i];
        chunk->text.mem = &t->mem; /* filled by this thread alone */
        chunk->out.mem = &chunk->mem;
        chunk->mem.fault = t->mem.fault;
        chunk->bad_values = batch->bad_values + i * (inputs + 1);
    }
    return true;
}

static void free_batch(struct table *t, struct batch *batch)
{
    for (size_t i = 0; batch->chunks && i < t->n_chunks; i++)
        str_free(&batch->chunks[i].text), str_free(&batch->chunks[i].out);
    mem_free_array(&t->mem, batch->bad_values, t->n_chunks * (t->query.inputs.n + 1),
                   sizeof *batch->bad_values);
    mem_free_array(&t->mem, batch->chunks, t->n_chunks, sizeof *batch->chunks);
}

static bool set_up(struct table *t)
{
    /* Arrays are evaluated with the question's own memory. */
    t->threads = threads_new(&t->mem, t->query.rows.has_arrays ? 1 : (unsigned)t->points->threads);
    if (!t->threads) return false;
    t->n_workers = threads_size(t->threads);
    t->n_chunks = t->n_workers == 1 ? CHUNKS_ALONE : t->n_workers * CHUNKS_A_THREAD;
    if (t->n_chunks > MOST_CHUNKS) t->n_chunks = MOST_CHUNKS;
    t->workers = mem_array(&t->mem, t->n_workers, sizeof *t->workers);
    t->now = &t->batches[0];
    t->other = &t->batches[1];
    if (!t->workers || !make_batch(t, t->now) || !make_batch(t, t->other)) return false;
    for (size_t i = 0; i < t->n_workers; i++)
        if (!chunk_worker_init(&t->workers[i], &t->query)) return false;
    return true;
}

static void clean_up(struct table *t)
{
    threads_free(t->threads);
    for (size_t i = 0; t->workers && i < t->n_workers; i++) chunk_worker_free(&t->workers[i]);
    for (size_t i = 0; i < 2; i++) free_batch(t, &t->batches[i]);
    mem_free_array(&t->mem, t->workers, t->n_workers, sizeof *t->workers);
    str_free(&t->rest);
    str_free(&t->raw);
    unpack_free(&t->unpack);
    vec_free(&table_core(t)->mem, &t->npy.fields);
}

static bool run(struct table *t)
{
    if (!read_header(t) || !have_places(t)) return false;
    if (!row_query_prepare(&t->query)) return table_note_skip(t), false;
    if (!table_check_types(t) || !set_up(t)) return false;
    if (t->own.input != DCALC_TABLE_NPY && !table_skip_rows(t)) return false;
    if (!stream(t) || !begin_output(t)) return false;
    bool counted =
        t->own.output == DCALC_TABLE_NPY && !t->points->put_at && t->rows != t->n_records;
    return !counted || put_header(t, t->rows, t->points->put_again);
}

static void note(struct table *t, struct str *text)
{
    if (text->s) answer_note(t->query.run.answer, text->s);
    str_clear(text);
}

static void tell(struct table *t)
{
    struct str text = {.mem = &t->mem};
    if (t->dropped) {
        str_putf(&text, "%zu row%s without a value %s left out", t->dropped,
                 t->dropped == 1 ? "" : "s", t->dropped == 1 ? "is" : "are");
        note(t, &text);
    }
    if (t->undefined && t->reason) {
        str_putf(&text, "%zu of %zu rows %s undefined; the first, %s:%zu: %s", t->undefined,
                 t->rows, t->undefined == 1 ? "is" : "are", t->points->source, t->reason_line,
                 t->reason);
        note(t, &text);
    }
    if (t->small) {
        str_putf(&text,
                 "%zu number%s too small for doubles, and 0 or of few digits here: --at "
                 "computes %s",
                 t->small, t->small == 1 ? " is" : "s are", t->small == 1 ? "it" : "them");
        note(t, &text);
    }
    str_free(&text);
}

static bool read_size(dcalc *session, struct dcalc_points *own, const struct dcalc_points *given)
{
    return sized_copy(own, sizeof *own, given, offsetof(struct dcalc_points, keep)) ||
           diag_error(&session->core, KIND_USAGE, (struct span){0},
                      "the dcalc_points' size is not set");
}

struct dcalc_result *dcalc_run_points(dcalc *session, const struct dcalc_request *given,
                                      const struct dcalc_points *points)
{
    struct dcalc_request request;
    struct table t = {0};
    size_t n_offers = session->offers.all.n;
    if (!request_read(session, &request, given) || !read_size(session, &t.own, points))
        return session_failure(session);
    t.points = &t.own;
    if (t.own.input == DCALC_TABLE_TSV) t.own.input = DCALC_TABLE_CSV; /* tabs are found */
    t.query.form = session->form;
    t.rows_left = form_rows(&t.query.form);
    if (t.own.missing_is_nan && !session->form.missing) t.query.form.missing = TABLE_MISSING_NAN;
    t.rest.mem = t.unpack.mem = &t.mem;
    t.unpack.next = t.own.next;
    t.unpack.user = t.own.user;
    t.mem.fault = &session->fault;
    if (!t.own.source) t.own.source = "points";
    bool ok = row_query_open(&t.query, session, &request, t.points) && run(&t);
    if (t.broken && !t.deserted && !diag_any(table_core(&t)))
        table_fail(&t, t.broken_kind, t.line + 1, "", t.broken);
    if (ok) tell(&t);
    struct answer *answer = t.query.run.answer;
    if (t.own.report) table_report(&t);
    if (t.mem.failed || (answer && answer->mem.failed)) table_core(&t)->mem.failed = true;
    if (!ok) session_offer_names(session, table_core(&t));
    if (answer && ((!ok && !t.deserted) || diag_any(table_core(&t))))
        answer_errors(answer, table_core(&t));
    clean_up(&t);
    session->offers.all.n = n_offers; /* the names of the table's columns are the query's */
    row_query_free(&t.query);
    if (answer) answer->mem.fault = NULL;
    return answer ? &answer->public : NULL;
}
