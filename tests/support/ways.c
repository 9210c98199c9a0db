#include "ways.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- points ---- */

/* Where an input's numbers stand in a row, and how many there are. */
size_t way_place(const struct attempt *t, size_t input, size_t *n)
{
    size_t d[2], at = 0;
    for (size_t i = 0; i < input; i++) at += sample_entries(&t->sample, sample_inputs[i].sort, d);
    *n = sample_entries(&t->sample, sample_inputs[input].sort, d);
    return at;
}

/* [[1,2],[3,4]] */
static void put_numbers(struct str *out, enum sort sort, const double *x, const size_t d[2],
                        const char *before)
{
    size_t n = d[0] * d[1];
    if (sort != SORT_SCALAR) str_putc(out, '[');
    for (size_t i = 0; i < n; i++) {
        bool matrix = sort >= SORT_MATRIX, first = i % d[1] == 0;
        if (i > 0) str_putc(out, ',');
        if (matrix && first) str_putc(out, '[');
        str_puts(out, before);
        str_double(out, x[i]);
        if (matrix && (i + 1) % d[1] == 0) str_putc(out, ']');
    }
    if (sort != SORT_SCALAR) str_putc(out, ']');
}

static void put_input(struct str *out, const struct attempt *t, size_t input, const double *row,
                      const char *before)
{
    size_t n, d[2], at = way_place(t, input, &n);
    sample_entries(&t->sample, sample_inputs[input].sort, d);
    put_numbers(out, sample_inputs[input].sort, row + at, d, before);
}

/* {"x":1,"u":[1,2]} of what the program needs. */
void way_point(struct str *out, const struct attempt *t, const double *row)
{
    const char *comma = "{";
    for (size_t i = 0; i < SAMPLE_INPUTS; i++) {
        if (!sample_needs(&t->sample, i)) continue;
        str_putf(out, "%s\"%s\":", comma, sample_inputs[i].name);
        put_input(out, t, i, row, "");
        comma = ",";
    }
    str_puts(out, *comma == '{' ? "{}" : "}");
}

/* ---- questions ---- */

void asking_open(struct asking *a, const struct attempt *t)
{
    memset(a, 0, sizeof *a);
    a->mem.is_plain = true; /* free() takes its texts */
    a->expr = (struct dcalc_text){t->text, strlen(t->text), "expression"};
    a->request = (struct dcalc_request)DCALC_INIT(dcalc_request);
    a->request.command = t->command;
    a->request.exprs = &a->expr;
    a->request.n_exprs = 1;
    a->request.order = t->order;
    a->request.numbers = DCALC_DOUBLE;
    a->request.simplify = t->seed % 4 == 0;
    a->request.threads = 1;
    if (t->command == DCALC_EVAL) return;
    a->request.wrt = t->wrt;
    a->request.n_wrt = t->n_wrt;
}

/* The point as numbers, as expressions for them, or as arrays of doubles. */
void asking_bind(struct asking *a, const struct attempt *t, const double *row, enum way way)
{
    for (size_t i = 0; i < SAMPLE_INPUTS; i++) {
        if (!sample_needs(&t->sample, i)) continue;
        enum sort sort = sample_inputs[i].sort;
        struct dcalc_binding *b = &a->at[a->request.n_at++];
        *b = (struct dcalc_binding){.name = sample_inputs[i].name, .value.source = "at"};
        if (way == GIVEN) {
            size_t n, d[2], at = way_place(t, i, &n);
            sample_entries(&t->sample, sort, d);
            bool matrix = sort >= SORT_MATRIX;
            b->array.ndim = sort == SORT_SCALAR ? 0 : matrix ? 2 : 1;
            b->array.dims[0] = matrix ? d[0] : n, b->array.dims[1] = matrix ? d[1] : 0;
            b->array.entries = row + at;
            continue;
        }
        struct str text = {.mem = &a->mem};
        put_input(&text, t, i, row, way == TERMS ? "1*" : "");
        a->texts[i] = text.s;
        b->value.bytes = text.s, b->value.length = text.n;
    }
    a->request.at = a->at;
    a->request.has_at = true;
}

void asking_close(struct asking *a)
{
    for (size_t i = 0; i < SAMPLE_INPUTS; i++)
        if (a->texts[i]) free(a->texts[i]);
}

static void reply_add(struct reply *out, const struct dcalc_array *arrays, size_t n)
{
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < arrays[k].count; i++) {
            ck_assert_uint_lt(out->n, MOST_REPLIES);
            out->at[out->n++] = arrays[k].values[i];
        }
}

void reply_take(struct reply *out, const struct dcalc_result *r)
{
    *out = (struct reply){.given = true, .refused = r->status != DCALC_OK, .kind = r->status};
    out->has_notes = r->n_notes > 0;
    if (out->refused) return;
    if (r->command != DCALC_DIFF) reply_add(out, r->values, r->n_values);
    out->n_values = out->n;
    reply_add(out, r->derivatives, r->n_derivatives);
    if (!r->n_derivatives) out->n_values = 0;
}

/* A session that has never been asked before keeps nothing. */
struct dcalc_result *run_anew(const struct dcalc_request *request)
{
    dcalc *session = dcalc_new();
    struct dcalc_result *result = dcalc_run(session, request);
    ck_assert_ptr_nonnull(result);
    dcalc_free(session);
    return result;
}

void ask_at(struct attempt *t, size_t row, enum way way)
{
    struct asking a;
    asking_open(&a, t);
    asking_bind(&a, t, t->rows[row], way);
    struct dcalc_result *r = run_anew(&a.request);
    reply_take(&t->got[way][row], r);
    dcalc_result_free(r);
    asking_close(&a);
}

/* ---- jobs ---- */

struct stream {
    struct feed feed;
    struct str out;
};

static bool stream_put(void *user, const char *bytes, size_t length)
{
    struct stream *s = user;
    str_put(&s->out, bytes, length);
    return true;
}

static bool stream_put_again(void *user, const char *bytes, size_t length)
{
    struct stream *s = user;
    memcpy(s->out.s, bytes, length);
    return true;
}

static void put_job(struct str *out, const struct attempt *t, const double *row)
{
    static const char *const commands[] = {[DCALC_EVAL] = "eval",
                                           [DCALC_DIFF] = "diff",
                                           [DCALC_GRAD] = "grad",
                                           [DCALC_JACOBIAN] = "jacobian",
                                           [DCALC_HESSIAN] = "hessian"};
    str_putf(out, "{\"command\":\"%s\",\"expr\":\"%s\",\"numbers\":\"double\",%s\"at\":",
             commands[t->command], t->text, t->seed % 4 ? "" : "\"simplify\":true,");
    way_point(out, t, row);
    for (size_t i = 0; t->command != DCALC_EVAL && i < t->n_wrt; i++)
        str_putf(out, i ? ",\"%s\"" : ",\"wrt\":[\"%s\"", t->wrt[i]);
    if (t->command != DCALC_EVAL) str_puts(out, "]");
    if (t->order) str_putf(out, ",\"order\":%d", t->order);
    str_puts(out, "}\n");
}

/* Every number of the answer: those of "value" and of what comes after it. */
static void read_job(struct reply *out, const struct reply *at, char *line)
{
    char *from = strstr(line, "\"value\""), *error = strstr(line, "\"error\":{\"kind\":");
    *out = (struct reply){.given = true, .refused = error != NULL, .n_values = at->n_values};
    if (error) {
        for (int k = 1; k <= DCALC_IO; k++)
            if (!strncmp(error + 17, dcalc_kind_name((enum dcalc_kind)k),
                         strlen(dcalc_kind_name((enum dcalc_kind)k))))
                out->kind = (enum dcalc_kind)k;
        return;
    }
    if (!from || strstr(line, "\"derivative\"")) from = strstr(line, "\"derivative\"");
    for (char *c = from; c && *c;) {
        if (!strchr("-0123456789", *c) || !strchr("[:,", c[-1])) {
            c++;
            continue;
        }
        ck_assert_uint_lt(out->n, MOST_REPLIES);
        out->at[out->n++] = strtod(c, &c);
    }
}

/* All rows in one stream: what comes for the third time is answered by what is kept. */
static void ask_jobs(struct attempt *t)
{
    struct mem mem = {0};
    struct str in = {.mem = &mem};
    for (size_t row = 0; row < ROWS; row++) put_job(&in, t, t->rows[row]);
    struct stream s = {.feed = {.bytes = in.s, .length = in.n}, .out.mem = &mem};
    struct dcalc_jobs jobs = DCALC_INIT(dcalc_jobs);
    jobs.next = feed_next, jobs.put = stream_put, jobs.user = &s, jobs.source = "jobs";
    dcalc *session = dcalc_new();
    dcalc_run_jobs(session, &jobs);
    dcalc_free(session);
    char *line = s.out.s;
    for (size_t row = 0; row < ROWS; row++) {
        char *end = line ? strchr(line, '\n') : NULL;
        ck_assert_msg(end, "no answer to job %zu of %s", row, t->text);
        *end = '\0';
        read_job(&t->got[JOBS][row], &t->got[AT][row], line);
        line = end + 1;
    }
    str_free(&in), str_free(&s.out);
}

/* ---- tables ---- */

static void put_table(struct str *out, const struct attempt *t, enum dcalc_table input)
{
    static const char header[] =
        "{'descr': [('x', '<f8'), ('y', '<f8'), ('z', '<f8')], 'fortran_order': False, "
        "'shape': (4,), }                \n";
    if (input == DCALC_TABLE_CSV) str_puts(out, "x,y,z\n");
    if (input == DCALC_TABLE_NPY) {
        uint16_t n = sizeof header - 1;
        str_put(out, "\x93NUMPY\x01\x00", 8);
        str_put(out, (const char *)&n, sizeof n);
        str_put(out, header, n);
    }
    for (size_t row = 0; row < ROWS; row++) {
        const double *x = t->rows[row];
        for (int i = 0; i < 3 && input == DCALC_TABLE_CSV; i++)
            str_double(out, x[i]), str_putc(out, i < 2 ? ',' : '\n');
        if (input == DCALC_TABLE_NPY) str_put(out, (const char *)x, 3 * sizeof *x);
        if (input == DCALC_TABLE_JSON) way_point(out, t, x), str_putc(out, '\n');
    }
}

static size_t read_npy(const struct str *out, const double **numbers)
{
    uint16_t n;
    memcpy(&n, out->s + 8, sizeof n);
    *numbers = (const double *)(const void *)(out->s + 10 + n);
    return (out->n - 10 - n) / sizeof **numbers;
}

static void read_answers(struct attempt *t, enum way way, const struct str *out, bool csv)
{
    double *read = NULL;
    const double *numbers;
    size_t n;
    if (csv) {
        const char *rows = strchr(out->s, '\n');
        char *c = out->s + (rows - out->s) + 1;
        numbers = read = calloc(out->n, sizeof *read);
        for (n = 0; *c; c++) read[n++] = strtod(c, &c);
    } else {
        n = read_npy(out, &numbers);
    }
    ck_assert_msg(n % ROWS == 0, "%s: %zu numbers", t->text, n);
    for (size_t row = 0; row < ROWS; row++) {
        struct reply *got = &t->got[way][row];
        got->given = true;
        got->n = n / ROWS;
        ck_assert_uint_le(got->n, MOST_REPLIES);
        memcpy(got->at, numbers + row * got->n, got->n * sizeof *numbers);
    }
    free(read);
}

static void ask_table(struct attempt *t, enum way way)
{
    static const enum dcalc_table inputs[] = {[TABLE_CSV] = DCALC_TABLE_CSV,
                                              [TABLE_NPY] = DCALC_TABLE_NPY,
                                              [TABLE_JSON] = DCALC_TABLE_JSON};
    struct asking a;
    asking_open(&a, t);
    struct str in = {.mem = &a.mem};
    put_table(&in, t, inputs[way]);
    struct stream s = {.feed = {.bytes = in.s, .length = in.n}, .out.mem = &a.mem};
    struct dcalc_points points = DCALC_INIT(dcalc_points);
    points.next = feed_next, points.put = stream_put, points.put_again = stream_put_again;
    points.user = &s, points.source = "points", points.threads = 1;
    points.input = inputs[way];
    points.output = way == TABLE_CSV ? DCALC_TABLE_CSV : DCALC_TABLE_NPY;
    dcalc *session = dcalc_new();
    struct dcalc_result *r = dcalc_run_points(session, &a.request, &points);
    for (size_t row = 0; row < ROWS; row++)
        t->got[way][row] =
            (struct reply){.given = true, .refused = r->status != DCALC_OK, .kind = r->status};
    if (r->status == DCALC_OK) read_answers(t, way, &s.out, way == TABLE_CSV);
    dcalc_result_free(r);
    dcalc_free(session);
    str_free(&in), str_free(&s.out);
    asking_close(&a);
}

/* ---- training ---- */

struct losses {
    double first;
    bool told;
};

static void take_loss(void *user, int step, double loss)
{
    struct losses *l = user;
    if (step == 1) l->first = loss, l->told = true;
}

/* Backprop of so many steps; the weights are the names of wrt. */
static struct dcalc_result *train(const struct attempt *t, const double *row, int steps,
                                  struct losses *losses)
{
    struct asking a;
    asking_open(&a, t);
    asking_bind(&a, t, row, AT);
    a.request.command = DCALC_BACKPROP;
    a.request.weights = t->wrt, a.request.n_weights = t->n_wrt;
    a.request.n_wrt = 0;
    a.request.lr = (struct dcalc_text){"1/8", 3, "lr"};
    a.request.steps = steps;
    a.request.progress = take_loss, a.request.user = losses;
    struct dcalc_result *r = run_anew(&a.request);
    asking_close(&a);
    return r;
}

/* The row with the new weights in it. */
static void move_weights(const struct attempt *t, const struct dcalc_result *r, double *row)
{
    for (size_t k = 0; k < r->n_weights; k++)
        for (size_t i = 0; i < SAMPLE_INPUTS; i++) {
            size_t n, at = way_place(t, i, &n);
            if (strcmp(sample_inputs[i].name, r->weights[k].name) != 0) continue;
            memcpy(row + at, r->weights[k].values, n * sizeof *row);
        }
}

/* The value and gradient of the first of two steps are those of --at; what the second step finds
 * and leaves is what a single one from there does. */
static void ask_training(struct attempt *t, size_t row)
{
    struct reply *two = &t->steps[row][0], *one = &t->steps[row][1];
    struct losses losses = {0}, none = {0};
    double moved[SAMPLE_NUMBERS];
    struct dcalc_result *first = train(t, t->rows[row], 1, &none),
                        *both = train(t, t->rows[row], 2, &losses);
    memcpy(moved, t->rows[row], sizeof moved);
    if (first->status == DCALC_OK) {
        t->got[TRAINING][row].given = true;
        reply_add(&t->got[TRAINING][row], first->values, first->n_values);
        reply_add(&t->got[TRAINING][row], first->derivatives, first->n_derivatives);
        if (losses.told) t->got[TRAINING][row].at[0] = losses.first;
        move_weights(t, first, moved);
        struct dcalc_result *second = train(t, moved, 1, &none);
        reply_take(one, second);
        if (!one->refused) reply_add(one, second->weights, second->n_weights);
        dcalc_result_free(second);
        reply_take(two, both);
        if (!two->refused) reply_add(two, both->weights, both->n_weights);
    }
    dcalc_result_free(first), dcalc_result_free(both);
}

/* ---- all ways but C ---- */

void ask_ways(struct attempt *t)
{
    for (size_t row = 0; row < ROWS; row++) {
        ask_at(t, row, AT);
        if (row == t->seed % ROWS) ask_at(t, row, TERMS);
        if (row == t->seed / ROWS % ROWS) ask_at(t, row, GIVEN);
    }
    ask_jobs(t);
    if (sample_is_scalar(&t->sample))
        ask_table(t, TABLE_CSV), ask_table(t, TABLE_NPY);
    else
        ask_table(t, TABLE_JSON);
    if (t->command != DCALC_GRAD) return;
    ask_training(t, t->seed % 2);
}
