/* Memory fails at the n-th allocation, for every n, of one question after another. */
/* Tests src/base/mem.c, src/base/diag.c, src/app/run.c, src/app/session.c, src/question/answer.c,
 * src/write/document.c. */

/* What comes out is the right answer or an error of kind limit, nothing is lost (a sanitizer sees
 * that) and the session goes on. */
#include "support/support.h"

#include "app/session.h"

#include <stdlib.h>
#include <string.h>

/* No question here takes more allocations. */
enum { MOST = 20000 };

static dcalc *session;

static void set_up(void)
{
    session = dcalc_new();
}

static void tear_down(void)
{
    dcalc_free(session);
}

/* ---- requests ---- */

#define NET "h = tanh(W1 @ x + b1); o = W2 @ h; sum((o - t)^2)"
#define NET_AT "W1=[[.1,.2],[.3,-.4]],b1=[.5,-.6],W2=[[.7,.8]],x=[1,-1],t=[.25]"

static const struct test_question questions[] = {
    {.command = DCALC_JACOBIAN,
     .expr = "concat(where(x < 1/9, x^3, x*y[0])[1:], A @ sin(x)) | softmax(x)",
     .at = "x=[.1,.2,.3],y=[5,6],A=[[1,2,3],[4,5,6]]",
     .sparse = true},
    {.command = DCALC_JACOBIAN,
     .expr = "concat(x*trace([[y[0], 1], [2, y[1]]]), [prod(x)])",
     .at = "x=[2,3,5],y=[7,8]",
     .sparse = true,
     .numbers = DCALC_DOUBLE},
    {.command = DCALC_HESSIAN, .expr = "sum(sin(x[1:])*x[:-1])", .shape = "x=[3]", .sparse = true},
    {.command = DCALC_GRAD,
     .expr = "w, V = eigh(A); w[0]*V[0,0] + sum(exp(eigvalsh(B)) + svdvals(B))",
     .at = "A=[[2,1],[1,3]],B=[[1,0],[0,1]]"},
    {.command = DCALC_EVAL,
     .expr = "U, s, Vt = svd(A); U@diag(s)@Vt + eigmap(B, sin(eigvalsh(B)))",
     .at = "A=[[2,1],[1,3]],B=[[1,2],[2,1]]",
     .numbers = DCALC_DOUBLE},
    {.command = DCALC_EVAL, .expr = "sqrtm(expm(A))", .at = "A=[[2,1],[1,3]]"},
    {.command = DCALC_GRAD,
     .expr = "sum(expm(A)) + sqrtm(A)[0,0]",
     .at = "A=[[2,1],[1,3]]",
     .numbers = DCALC_DOUBLE},
    {.command = DCALC_GRAD,
     .expr = "det(A) + sum(kron(inv(A), diag(b))) + solve(A, b)@cumsum(b)",
     .at = "A=[[1,.2],[.3,1]],b=[1,2]"},
    {.command = DCALC_HESSIAN,
     .expr = "sum(cumprod(x)) + recurrence(x, 1/x)[-1]",
     .at = "x=[1,2,3]"},
    {.command = DCALC_JACOBIAN,
     .expr = "recurrence(x, x[::-1])",
     .at = "x=[1,2,3]",
     .sparse = true},
    {.command = DCALC_VJP,
     .expr = "cumprod(A, axis=0)*recurrence(A, A, axis=1)",
     .vector = "[[1,2],[3,4]]",
     .at = "A=[[1,0],[0,4]]",
     .numbers = DCALC_DOUBLE},
    /* arrays longer than a block, fused into groups */
    {.command = DCALC_GRAD,
     .expr = "sum(sin(x)*cos(x) + embed(x[::2], 1200, 0, 2)) + sum(cumsum(x[::-1])^2)",
     .at = "x=range(1200)/7",
     .numbers = DCALC_DOUBLE},
    {.command = DCALC_BACKPROP,
     .expr = "h = tanh(W@x + b); sum(softmax(outer(h[:3], h), axis=1)*outer(h[:3], b)) + h@h",
     .at = "W=reshape(sin(range(1800)),600,3),x=[1,2,3],b=cos(range(600))",
     .weights = "W,b",
     .lr = ".01",
     .steps = 3},
    {.command = DCALC_GRAD,
     .expr = "sum(concat(x[1:], [a])*recurrence(x, cumprod(x)))",
     .shape = "x=[700]",
     .wrt = "x,a",
     .format = DCALC_C},
    {.command = DCALC_GRAD,
     .expr = "sum(recurrence(A, cumprod(A, axis=1), axis=0))",
     .shape = "A=[3,4]",
     .format = DCALC_PYTHON},
    {.command = DCALC_HESSIAN, .expr = "logdet(A) + sum(cofactor(A)^2)", .at = "A=[[1,.2],[.3,1]]"},
    {.command = DCALC_EVAL, .expr = "inv(exp(A)@A)", .at = "A=[[1,2],[2,4]]"},
    {.command = DCALC_JVP, .expr = "[x^2, x*y]", .vector = "x=1,y=10", .at = "x=3,y=4"},
    {.command = DCALC_VJP, .expr = "u = x*y; [u^2, abs(x)]", .vector = "[1,2]", .at = "x=3,y=4"},
    /* every command, with formulas and with numbers */
    {.command = DCALC_EVAL,
     .expr = "gamma = x^2*y; dg = grad(gamma*e, [x, e]); z = log(dg, 3) + 0x1F_0*size(dg)",
     .show = "gamma,dg,x",
     .at = "x=2,y=3,e=4"},
    {.command = DCALC_EVAL, .expr = "hessian(a*sum(v*v), [v, a])", .at = "a=2,v=[3,5]"},
    {.command = DCALC_EVAL, .expr = "E = x^2; F = hessian(E*y, [x, y])", .show = "F,E"},
    {.command = DCALC_EVAL, .expr = "(x^2 - 1)/(x - 1) + sin(x)^2 + cos(x)^2"},
    {.command = DCALC_EVAL, .expr = "exp(x)*gamma(y) - erf(x*y)", .at = "x=1/3,y=2.5"},
    {.command = DCALC_DIFF, .expr = "cos(exp(x))^3"},
    {.command = DCALC_DIFF, .expr = "cos(exp(x))^3", .at = "x=0"},
    {.command = DCALC_DIFF, .expr = "x^3*sin(y)", .wrt = "x,y,y"},
    {.command = DCALC_DIFF, .expr = "x^5*exp(x)", .order = 4, .at = "x=2"},
    {.command = DCALC_DIFF, .expr = "x*exp(sin(x))", .order = 7, .at = "x=2"},
    {.command = DCALC_TAYLOR, .expr = "exp(sin(x))", .order = 3, .at = "x=1/3"},
    {.command = DCALC_TAYLOR, .expr = "log(x)", .order = 2, .at = "x=1", .exact = true},
    {.command = DCALC_TAYLOR, .expr = "x*exp(y)", .order = 2, .at = "x=1,y=0"},
    {.command = DCALC_TAYLOR, .expr = "abs(x)*x", .order = 1, .at = "x=0"},
    {.command = DCALC_TAYLOR, .expr = "1/x", .at = "x=0"},
    {.command = DCALC_TAYLOR, .expr = "x^3", .order = 2, .at = "x=2", .format = DCALC_C},
    {.command = DCALC_LIMIT_AT, .expr = "exp(x)*(exp(1/x - exp(-x)) - exp(1/x))", .at = "x=inf"},
    {.command = DCALC_LIMIT_AT, .expr = "(1 - cos(a*x))/abs(x)^2", .at = "x=0"},
    {.command = DCALC_LIMIT_AT, .expr = "sin(x) + cos(x) + 1/gamma(x)", .at = "x=inf"},
    {.command = DCALC_LIMIT_AT, .expr = "floor(x)*erf(1/x)", .at = "x=0"},
    {.command = DCALC_EVAL, .expr = "limit(x*erfc(y*x), x, inf)", .at = "y=2"},
    {.command = DCALC_GRAD, .expr = "1/w - w*x^2 + w*x*y", .at = "w=.5,x=2,y=3,z=4"},
    {.command = DCALC_GRAD, .expr = "hypot(x, y) + atan2(y, x) + beta(x, y)", .wrt = "y,x"},
    {.command = DCALC_JACOBIAN, .expr = "x^2 | 3*x^2 - y | x*y"},
    {.command = DCALC_JACOBIAN, .expr = "x^2 | 3*x^2 - y | x*y", .at = "x=1,y=2"},
    {.command = DCALC_HESSIAN, .expr = "x^2*y + exp(x*y)"},
    {.command = DCALC_HESSIAN, .expr = "x^2*y + exp(x*y)", .at = "x=1,y=2"},
    {.command = DCALC_BACKPROP,
     .expr = "u = expit(w1*x); z = expit(w2*u); (w3*z - t)^2",
     .lr = "1/10",
     .at = "w1=1,w2=2,w3=3,x=10,t=-1",
     .weights = "w1,w2,w3"},

    /* matrices */
    {.command = DCALC_GRAD, .expr = NET, .at = NET_AT, .wrt = "W1,b1,W2"},
    {.command = DCALC_BACKPROP,
     .expr = NET,
     .at = NET_AT,
     .weights = "W1,W2",
     .lr = ".05",
     .explain = true},
    {.command = DCALC_JACOBIAN,
     .expr = "softmax(A @ x)",
     .at = "A=[[1,2],[3,4],[5,6]],x=[.1,.2]",
     .wrt = "x"},
    {.command = DCALC_EVAL,
     .expr = "concat([x], range(3)) @ reshape(range(8), 4, 2) + A.T[0, 1:] - trace(A)",
     .at = "A=[[1,2,3],[4,5,6],[7,8,9]],x=2"},
    {.command = DCALC_GRAD,
     .expr = "sum(A[:, 0] * outer(x, x)[1]) + prod(x) + norm(A) + max(x)",
     .wrt = "x,A",
     .at = "A=[[1,2],[3,4]],x=[2,5]"},
    {.command = DCALC_DIFF,
     .expr = "logsumexp(x*A, axis=0) + mean(A, axis=1, keepdims=1)",
     .wrt = "x",
     .at = "A=[[1,2],[3,4]],x=1/7",
     .digits = 30},

    /* programs */
    {.command = DCALC_DIFF,
     .expr = "f(a, b) = a*exp(-b); g(a) = f(a, a)^2; g(x) + f(x, 3)",
     .wrt = "x"},
    {.command = DCALC_EVAL, .expr = "f = x^2 - 2; x - f/diff(f, x)", .at = "x=3/2"},
    {.command = DCALC_EVAL,
     .expr = "f = x^2*y; grad(f, y) + hessian(f, x) + sum(jacobian([f, x], x))",
     .wrt = "x"},
    {.command = DCALC_GRAD,
     .expr = "a = x*y; a = a + sin(a); where(a < 1, a^2, log(a))",
     .at = "x=1,y=2"},

    /* big numbers and many digits */
    {.command = DCALC_EVAL, .expr = "2^500/3^300 + 1e-200", .at = ""},
    {.command = DCALC_DIFF, .expr = "x^10000000000", .at = "x=1"},
    {.command = DCALC_EVAL, .expr = "exp(-x^2)", .at = "x=100"},
    {.command = DCALC_EVAL,
     .expr = "jn(2, x) + lambertw(x) + polygamma(1, x)",
     .at = "x=1/3",
     .digits = 60},
    {.command = DCALC_EVAL, .expr = "sin(x + 1e-30) - sin(x)", .at = "x=1"},

    /* explanations, closed forms, formulas beside numbers, shared parts */
    {.command = DCALC_DIFF, .expr = "cos(exp(x))^3", .at = "x=0", .explain = true},
    {.command = DCALC_DIFF, .expr = "x*sqrt(x^2 + 1)/log(x)", .explain = true},
    {.command = DCALC_DIFF, .expr = "cos(exp(x))^3", .at = "x=0", .exact = true},
    {.command = DCALC_GRAD, .expr = "atan(x)*y/3", .at = "x=1,y=pi/4", .exact = true},
    {.command = DCALC_GRAD,
     .symbolic = true,
     .at = "x=1/2,y=-1",
     .expr = "a = exp(sin(x*y)/(x^2 + y^2 + 1)); b = a*cos(a) + a; b*log(b^2 + 1) + tanh(a*b)"},
    {.command = DCALC_HESSIAN, .expr = "a = exp(sin(x*y)/(x^2 + y^2 + 1)); a*cos(a)"},
    {.command = DCALC_GRAD, .expr = "u = x*y; exp(u)/(u + 1)", .format = DCALC_DOT},
    {.command = DCALC_GRAD,
     .expr = "where(s > 0, log(s)*sin(log(s)), expit(s)) + sum(A@A.T) + max(A[0, ::-1])",
     .at = "A=[[1,2],[3,4]],s=1",
     .format = DCALC_C},
    {.command = DCALC_GRAD,
     .expr = "where(s > 0, det(A)*trace(inv(A)), sum(cumsum(kron(A, A)))) + logdet(A)",
     .at = "A=[[1,2],[3,4]],s=1",
     .format = DCALC_C},
    {.command = DCALC_HESSIAN,
     .expr = "det(A) + solve(A.T, b)@b",
     .at = "A=[[1,2],[3,4]],b=[1,2]",
     .wrt = "A",
     .format = DCALC_C},
    {.command = DCALC_GRAD,
     .expr = "norm(A@x - b)^2/n",
     .wrt = "A,x",
     .shape = "A=[m,n],x=[n],b=[m],c=[2]"},
    {.command = DCALC_EVAL, .expr = "mean(x)", .shape = "x=[n]", .at = "x=[1,2]"},
    {.command = DCALC_HESSIAN, .expr = "logsumexp(A@x)", .wrt = "x", .shape = "A=[m,n],x=[n]"},
    {.command = DCALC_GRAD,
     .expr = "z = tanh(W@x); norm(V@z - t)^2 + logsumexp(x)",
     .wrt = "W,x",
     .shape = "W=[m,n],V=[k,m],x=[n],t=[k]",
     .format = DCALC_LATEX},
    {.command = DCALC_GRAD,
     .expr = "z = tanh(W@x); norm(V@z - t)^2 + mean(x[:] + 1)",
     .wrt = "W,x",
     .shape = "W=[m,n],V=[k,m],x=[n],t=[k]",
     .format = DCALC_PYTHON},
    {.command = DCALC_EVAL, .expr = "x + y", .shape = "x=[n],y=[m]"},

    /* errors of every kind */
    {.command = DCALC_EVAL, .expr = "(x + * 2"},
    {.command = DCALC_EVAL, .expr = "sine(x)"},
    {.command = DCALC_EVAL, .expr = "[1, 2] + [1, 2, 3]"},
    {.command = DCALC_DIFF, .expr = "log(x)", .at = "x=-1"},
    {.command = DCALC_DIFF, .expr = "x/(y - y)", .at = "x=1,y=2"},
    {.command = DCALC_GRAD, .expr = "abs(x)*y", .at = "x=0,y=1"},
    {.command = DCALC_EVAL, .expr = "exp(exp(exp(x)))", .at = "x=10"},
    {.command = DCALC_EVAL,
     .expr = "1/(sin(x)^2 + cos(x)^2 - sin(1/x)^2 - cos(1/x)^2)",
     .at = "x=2"},
    {.command = DCALC_EVAL, .expr = "9^9^9^9"},
    {.command = DCALC_EVAL, .expr = "x + y", .at = "x=1"},
    {.command = DCALC_BACKPROP, .expr = "(w*x)^2", .weights = "v", .lr = "1", .at = "w=1,x=2"},
};
enum { N_QUESTIONS = sizeof questions / sizeof *questions };

/* Everything that a result says; to be freed. */
static char *words_of(const struct dcalc_result *r)
{
    size_t length;
    char *body = dcalc_render(
        &(struct dcalc_request){.size = sizeof(struct dcalc_request), .command = r->command}, r,
        &(struct dcalc_render){.size = sizeof(struct dcalc_render), .format = DCALC_TEXT}, &length);
    char *errors = dcalc_render_errors(r, false);
    char *words = text_of("%s%s%s", body, errors, r->explanation ? r->explanation : "");
    for (size_t i = 0; i < r->n_notes; i++) {
        char *more = text_of("%snote: %s\n", words, r->notes[i]);
        free(words);
        words = more;
    }
    free(body), free(errors);
    return words;
}

static char *answer_to(const struct test_question *q, enum dcalc_kind *status)
{
    struct dcalc_result *result = ask(session, q);
    char *words = words_of(result);
    *status = result->status;
    dcalc_result_free(result);
    return words;
}

/* One question, with memory that fails at every place there is. */
START_TEST(requests)
{
    const struct test_question *q = &questions[_i];
    enum dcalc_kind status;
    char *want = answer_to(q, &status), *got;
    size_t n = 0;
    do {
        ck_assert_uint_lt(++n, MOST);
        session_fail_at(session, n);
        got = answer_to(q, &status);
        ck_assert_msg(session_did_fail(session) ? status == DCALC_LIMIT || !strcmp(got, want)
                                                : !strcmp(got, want),
                      "%s, allocation %zu: %s instead of %s", q->expr, n, got, want);
        free(got);
    } while (session_did_fail(session));
    ck_assert_msg(n > 5, "%s: no more than %zu allocations", q->expr, n);
    session_fail_at(session, 0);
    got = answer_to(q, &status);
    ck_assert_str_eq(got, want);
    free(got), free(want);
}
END_TEST

/* Names that memory had no room for, and all the others that a request then asks about. */
static void run_out_at_names(void *user)
{
    const struct test_question *q = user;
    for (size_t n = 1; n <= 40; n++) {
        dcalc *one = dcalc_new();
        session_fail_at(one, n);
        dcalc_result_free(ask(one, q));
        dcalc_free(one);
    }
}

/* A request that fails takes no more memory than one that does not. */
START_TEST(memory_after_a_fault)
{
    struct test_question q = {
        .command = DCALC_GRAD, .expr = "f(a, b) = a*exp(-b); hypot(x, y) + f(x, y)", .wrt = "y,x"};
    ck_assert_uint_lt(memory_of(run_out_at_names, &q), (size_t)64 << 20);
}
END_TEST

/* ---- the views of the stages ---- */

static const char *const stages[] = {"tokens", "ast", "graph", "tape"};
enum { N_STAGES = sizeof stages / sizeof *stages };

/* The view, or the error in its place; to be freed. */
static char *dump(const char *stage, enum dcalc_kind *status)
{
    static const char program[] =
        "f(a) = a*exp(-a); A = [[1, x], [y, 2]]; sum(tanh(A @ [x, 1/3])) + f(x*y)^3";
    struct dcalc_text text = {program, sizeof program - 1, "expression"};
    struct dcalc_binding at[] = {{.name = "x", .value = {"1/2", 3, "x"}},
                                 {.name = "y", .value = {"2", 1, "y"}}};
    struct dcalc_request request = {.size = sizeof request,
                                    .command = DCALC_GRAD,
                                    .exprs = &text,
                                    .n_exprs = 1,
                                    .at = at,
                                    .n_at = 2,
                                    .has_at = true};
    struct dcalc_result *errors;
    char *view = dcalc_dump(session, &request, stage, &errors);
    *status = errors ? errors->status : DCALC_OK;
    ck_assert_msg((view != NULL) == (errors == NULL), "%s: a view and an error", stage);
    if (!view) view = words_of(errors);
    dcalc_result_free(errors);
    return view;
}

START_TEST(views)
{
    enum dcalc_kind status;
    char *want = dump(stages[_i], &status);
    ck_assert_int_eq(status, DCALC_OK);
    size_t n = 0;
    do {
        ck_assert_uint_lt(++n, MOST);
        session_fail_at(session, n);
        char *got = dump(stages[_i], &status);
        ck_assert_msg(!strcmp(got, want) || (session_did_fail(session) && status == DCALC_LIMIT),
                      "%s, allocation %zu: %s instead of %s", stages[_i], n, got, want);
        free(got);
    } while (session_did_fail(session));
    free(want);
}
END_TEST

/* ---- jobs ---- */

static const char jobs_text[] =
    "{\"id\": 1, \"command\": \"diff\", \"expr\": \"cos(exp(x))^3\", \"at\": {\"x\": 0}, "
    "\"symbolic\": true}\n"
    "{\"id\": 2, \"command\": \"jacobian\", \"expr\": [\"x^2\", \"x*y\"], \"wrt\": \"x,y\", "
    "\"at\": {\"x\": \"1/3\", \"y\": [1, 2]}}\n"
    "{\"id\": 3, \"command\": \"backprop\", \"expr\": \"(W @ x) @ (W @ x)\", \"weights\": [\"W\"], "
    "\"lr\": 0.1, \"steps\": 3, "
    "\"at\": {\"W\": [[1, 2], [3, 4]], \"x\": [1, -1]}}\n"
    "{\"id\": 4, \"command\": \"eval\", \"expr\": \"z + 1\", \"let\": [\"z = 2*x\"], \"at\": "
    "{\"x\": 1e-3}, \"digits\": 40}\n"
    "{\"id\": 5, \"command\": \"grad\", \"expr\": \"sine(x)\", \"at\": {\"x\": 1}}\n"
    "{\"id\": 6, \"command\": \"grad\", \"expr\": \"x\", \"colour\": \"red\"}\n"
    "{\"id\": 7, \"command\"\n"
    "{\"defaults\": {\"command\": \"diff\", \"wrt\": [\"x\"], \"at\": {\"x\": 2, \"y\": 3}}, "
    "\"jobs\": ["
    "{\"id\": 8, \"expr\": \"x*y\", \"explain\": true}, {\"id\": 9, \"expr\": \"x^y\", \"at\": "
    "{\"x\": 1}}]}\n"
    "{\"id\": 10, \"command\": \"grad\", \"expr\": \"sum(W@x)\", \"wrt\": \"W\", \"at\": "
    "\"@tests/data/network\"}\n"
    "{\"id\": 11, \"command\": \"eval\", \"expr\": \"mean(t)\", \"at\": {\"t\": "
    "\"@tests/data/challenger.csv\"}}\n";
enum { N_ANSWERS = 11 };

struct stream {
    const char *text;
    char *answers[N_ANSWERS];
    size_t n;
};

static long next_piece(void *user, char *buffer, size_t size)
{
    struct stream *stream = user;
    size_t n = strlen(stream->text);
    if (n > size) n = size;
    memcpy(buffer, stream->text, n);
    stream->text += n;
    return (long)n;
}

static bool take_answers(void *user, const char *bytes, size_t length)
{
    struct stream *stream = user;
    ck_assert(length > 0 && bytes[length - 1] == '\n');
    for (const char *end = bytes + length; bytes < end;) {
        size_t line = (size_t)((const char *)memchr(bytes, '\n', length) + 1 - bytes);
        ck_assert_uint_lt(stream->n, N_ANSWERS);
        stream->answers[stream->n++] = strndup(bytes, line);
        bytes += line;
        length -= line;
    }
    return true;
}

static struct stream run_jobs(void)
{
    struct stream stream = {.text = jobs_text};
    struct dcalc_jobs jobs = {.size = sizeof jobs,
                              .next = next_piece,
                              .put = take_answers,
                              .user = &stream,
                              .source = "jobs"};
    dcalc_run_jobs(session, &jobs);
    return stream;
}

static void free_answers(struct stream *stream)
{
    for (size_t i = 0; i < stream->n; i++) free(stream->answers[i]);
}

/* Each answer is the right one or an error; only a run that cannot go on may have fewer. */
static void compare_answers(const struct stream *got, const struct stream *want, bool failed,
                            const char *how, size_t n)
{
    size_t errors = 0;
    for (size_t i = 0; i < got->n; i++) {
        bool same = !strcmp(got->answers[i], want->answers[i]);
        bool error = strstr(got->answers[i], "\"kind\":\"limit\"") != NULL;
        errors += error;
        ck_assert_msg(same || (failed && error), "%s %zu: %s instead of %s", how, n,
                      got->answers[i], want->answers[i]);
    }
    ck_assert_msg(got->n == want->n || (failed && errors), "%s %zu: %zu answers", how, n, got->n);
}

START_TEST(jobs)
{
    struct stream want = run_jobs();
    ck_assert_uint_eq(want.n, N_ANSWERS);
    size_t n = 0;
    do {
        ck_assert_uint_lt(++n, MOST);
        session_fail_at(session, n);
        struct stream got = run_jobs();
        compare_answers(&got, &want, session_did_fail(session), "allocation", n);
        free_answers(&got);
    } while (session_did_fail(session));
    free_answers(&want);
}
END_TEST

/* Jobs under every bound of memory, which the reading of the jobs obeys as well. */
START_TEST(jobs_in_little_memory)
{
    struct stream want = run_jobs();
    struct dcalc_limits limits = DCALC_INIT(dcalc_limits);
    dcalc_default_limits(&limits);
    for (size_t bound = 1; bound < 1 << 18; bound += bound / 40 + 8) {
        limits.memory = bound;
        dcalc_set_limits(session, &limits);
        struct stream got = run_jobs();
        compare_answers(&got, &want, true, "bytes", bound);
        free_answers(&got);
    }
    free_answers(&want);
}
END_TEST

/* ---- points ---- */

/* How many names were read, or the error's kind with a minus. */
static long read_point(const char *text)
{
    const struct dcalc_binding *at = NULL;
    size_t n = 0;
    struct dcalc_result *error = dcalc_read_file(
        session,
        &(struct dcalc_file){sizeof(struct dcalc_file), "point.json", text, strlen(text), NULL},
        NULL, &at, &n);
    long answer = error ? -(long)error->status : (long)n;
    for (size_t i = 0; !error && i < n; i++)
        ck_assert(at[i].name && at[i].value.source &&
                  strlen(at[i].value.bytes) == at[i].value.length);
    dcalc_result_free(error);
    return answer;
}

static const char *const points[] = {
    "{\"x\": 0.1, \"W\": [[1, 2], [3, 4e-3]], \"y\": \"pi/4\", \"a long name\": [1, 2, 3]}",
    "{\"weights\": {\"W\": [[1, 2], [3, 4]], \"b\": 1}, \"loss\": 3}",
    "{\"x\": {\"y\": 1}}",
    "{\"x\": 1, \"x\": 2}",
    "{\"x\": 1",
};
enum { N_POINTS = sizeof points / sizeof *points };

START_TEST(point)
{
    const char *text = points[_i];
    long want = read_point(text);
    size_t n = 0;
    session->core.mem.fault = &session->fault;
    do {
        ck_assert_uint_lt(++n, MOST);
        session_fail_at(session, n);
        long got = read_point(text);
        ck_assert_msg(got == want || (session_did_fail(session) && got == -(long)DCALC_LIMIT),
                      "%s, allocation %zu: %ld instead of %ld", text, n, got, want);
    } while (session_did_fail(session));
    session_fail_at(session, 0);
    ck_assert_int_eq(read_point(text), want);
}
END_TEST

int main(void)
{
    struct checks checks = checks_new("faults");
    tcase_add_checked_fixture(checks.tests, set_up, tear_down);
    tcase_add_loop_test(checks.tests, requests, 0, N_QUESTIONS);
    tcase_add_test(checks.tests, memory_after_a_fault);
    tcase_add_loop_test(checks.tests, views, 0, N_STAGES);
    tcase_add_test(checks.tests, jobs);
    tcase_add_test(checks.tests, jobs_in_little_memory);
    tcase_add_loop_test(checks.tests, point, 0, N_POINTS);
    return checks_run(checks);
}
