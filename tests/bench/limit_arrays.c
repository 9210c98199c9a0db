/* limit_arrays ROW: what C written by hand takes for a step of gradient descent, for two cores at
 * most; matrices go to OpenBLAS, exp and log to SLEEF. Milliseconds. */
/* Build: -std=gnu11 -O3 -march=native -Wno-psabi -fopenmp -ffp-contract=fast -lopenblas -lsleef -lm
 */
#include "common.h"
#include "limit_vector.h"

#include <cblas.h>

static double *array(size_t n, size_t first, double a, double b)
{
    double *x = (double *)aligned_alloc(64, (n * sizeof *x + 63) / 64 * 64);
    if (!x) exit(1);
    for (size_t i = 0; i < n; i++) x[i] = uniform(first + i, a, b);
    return x;
}

static double loss;

/* ---- a chained Rosenbrock function; x is updated as it is read ---- */

enum { N = 1000000, PARTS = 64 };
static double *x;

static void part_of(long first, long end, double before, double after, double *sum)
{
    /* before, after: the old values of the neighbours of the part. */
    enum { STRETCH = 512 };
    double s = 0, t[STRETCH + 1], last = before;
    for (long i = first; i < end; i += STRETCH) {
        long n = end - i < STRETCH ? end - i : STRETCH;
        double *a = x + i, next = i + n < end ? a[n] : after;
        double own = i + n < N || n < 1 ? 1 : 0;
        t[0] = i ? a[0] - last * last : 0;
        last = a[n - 1];
        for (long k = 0; k + 1 < n; k++) t[k + 1] = a[k + 1] - a[k] * a[k];
        t[n] = own ? next - last * last : 0;
        for (long k = 0; k < n; k++) {
            double w = k + 1 < n || own != 0 ? 1 - a[k] : 0;
            s += 100 * t[k + 1] * t[k + 1] + w * w;
            a[k] -= 1e-5 * (200 * t[k] - 400 * a[k] * t[k + 1] - 2 * w);
        }
    }
    *sum = s;
}

static void vector(void *unused)
{
    static double before[PARTS + 1], after[PARTS + 1], sums[PARTS];
    (void)unused;
    if (!x) x = array(N, 0, -1, 1);
    for (long p = 0; p < PARTS; p++) {
        long first = N / PARTS * p, end = p + 1 < PARTS ? first + N / PARTS : N;
        before[p] = first ? x[first - 1] : 0;
        after[p] = end < N ? x[end] : 0;
    }
#pragma omp parallel for schedule(dynamic)
    for (long p = 0; p < PARTS; p++)
        part_of(N / PARTS * p, p + 1 < PARTS ? N / PARTS * (p + 1) : N, before[p], after[p],
                sums + p);
    loss = 0;
    for (int p = 0; p < PARTS; p++) loss += sums[p];
}

/* ---- logistic regression: the data read once ---- */

enum { ROWS = 100000, COLUMNS = 100, SHARES = 20, TOGETHER = 8 };
static double *X, *w, *y;

/* A few rows at a time stay in the first cache for the way back. */
static void logistic_share(size_t first, size_t end, double *g, double *sum)
{
    for (size_t i = first; i < end; i += TOGETHER) {
        const double *row = X + i * COLUMNS;
        double z[TOGETHER], minus[TOGETHER], e[TOGETHER], l[TOGETHER], r[TOGETHER];
        for (int j = 0; j < TOGETHER; j++) {
            double dot = 0;
#pragma omp simd reduction(+ : dot)
            for (int k = 0; k < COLUMNS; k++) dot += row[j * COLUMNS + k] * w[k];
            z[j] = dot;
            minus[j] = -fabs(dot);
        }
        for (int j = 0; j < TOGETHER; j += WIDTH) {
            vec v;
            memcpy(&v, minus + j, sizeof v);
            v = DO(exp, u10)(v);
            memcpy(e + j, &v, sizeof v);
            v = DO(log1p, u10)(v);
            memcpy(l + j, &v, sizeof v);
        }
        for (int j = 0; j < TOGETHER; j++) {
            r[j] = (z[j] >= 0 ? 1 : e[j]) / (1 + e[j]) - y[i + (size_t)j];
            *sum += (z[j] > 0 ? z[j] : 0) + l[j] - y[i + (size_t)j] * z[j];
        }
#pragma omp simd
        for (int k = 0; k < COLUMNS; k++) {
            double t = g[k];
            for (int j = 0; j < TOGETHER; j++) t += r[j] * row[j * COLUMNS + k];
            g[k] = t;
        }
    }
}

static void logistic(void *unused)
{
    static double gradients[SHARES][COLUMNS], sums[SHARES];
    (void)unused;
    if (!X) {
        X = array(ROWS * COLUMNS, 0, -1, 1);
        w = array(COLUMNS, 0, -.1, .1);
        y = array(ROWS, 0, 0, 1);
    }
    memset(gradients, 0, sizeof gradients);
    memset(sums, 0, sizeof sums);
#pragma omp parallel for schedule(dynamic)
    for (size_t s = 0; s < SHARES; s++)
        logistic_share(ROWS / SHARES * s, ROWS / SHARES * (s + 1), gradients[s], sums + s);
    loss = 0;
    for (int s = 0; s < SHARES; s++) {
        loss += sums[s] / ROWS;
        for (int k = 0; k < COLUMNS; k++) w[k] -= 0.1 / ROWS * gradients[s][k];
    }
}

/* ---- a network of three layers ---- */

enum { BATCH = 256, LAYERS = 3 };
static const int width[LAYERS + 1] = {784, 256, 256, 10};
static double *h[LAYERS + 1], *W[LAYERS], *b[LAYERS], *delta[LAYERS + 1], *target;

static void network_data(void)
{
    h[0] = array(BATCH * 784, 0, -1, 1);
    target = array(BATCH * 10, 0, 0, .2);
    for (int k = 0; k < LAYERS; k++) {
        W[k] = array((size_t)(width[k] * width[k + 1]), (size_t)k + 1, -.1, .1);
        b[k] = array((size_t)width[k + 1], 0, 0, 0);
        h[k + 1] = array((size_t)(BATCH * width[k + 1]), 0, 0, 0);
        delta[k + 1] = array((size_t)(BATCH * width[k + 1]), 0, 0, 0);
    }
}

static void forward(int k)
{
    int m = width[k], n = width[k + 1];
    for (int i = 0; i < BATCH; i++) memcpy(h[k + 1] + i * n, b[k], (size_t)n * sizeof(double));
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, BATCH, n, m, 1, h[k], m, W[k], n, 1,
                h[k + 1], n);
    if (k + 1 < LAYERS)
        for (int i = 0; i < BATCH * n; i++) h[k + 1][i] = h[k + 1][i] > 0 ? h[k + 1][i] : 0;
}

/* Minus the mean of Y*log_softmax(Z), and its derivative by Z. */
static void softmax_loss(const double *z, double *d)
{
    enum { CLASSES = 10 };
    loss = 0;
    for (int i = 0; i < BATCH; i++, z += CLASSES, d += CLASSES) {
        const double *t = target + i * CLASSES;
        double most = z[0], total = 0, mass = 0;
        for (int k = 1; k < CLASSES; k++) most = z[k] > most ? z[k] : most;
        for (int k = 0; k < CLASSES; k++) total += d[k] = Sleef_exp_u10(z[k] - most), mass += t[k];
        for (int k = 0; k < CLASSES; k++) {
            loss -= t[k] * (z[k] - most - Sleef_log_u10(total)) / BATCH;
            d[k] = (d[k] / total * mass - t[k]) / BATCH;
        }
    }
}

static void backward(int k)
{
    int m = width[k], n = width[k + 1];
    if (k > 0) {
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, BATCH, m, n, 1, delta[k + 1], n, W[k],
                    n, 0, delta[k], m);
        for (int i = 0; i < BATCH * m; i++) delta[k][i] = h[k][i] > 0 ? delta[k][i] : 0;
    }
    cblas_dgemm(CblasRowMajor, CblasTrans, CblasNoTrans, m, n, BATCH, -0.1, h[k], m, delta[k + 1],
                n, 1, W[k], n);
    for (int i = 0; i < BATCH; i++)
        for (int j = 0; j < n; j++) b[k][j] -= 0.1 * delta[k + 1][i * n + j];
}

static void network(void *unused)
{
    (void)unused;
    if (!target) network_data();
    for (int k = 0; k < LAYERS; k++) forward(k);
    softmax_loss(h[LAYERS], delta[LAYERS]);
    for (int k = LAYERS; k--;) backward(k);
}

/* ---- the sparse Jacobian of Broyden's tridiagonal function, as compressed rows ---- */

static void broyden(void *of)
{
    static double *values;
    static unsigned *columns;
    static size_t *starts;
    if (!x) x = array(N, 0, -1, 1);
    if (!values) {
        values = array(3 * N, 0, 0, 0);
        columns = (unsigned *)calloc(3 * N, sizeof *columns);
        starts = (size_t *)calloc(N + 1, sizeof *starts);
    }
    /* Places once, values at every point. */
    if (!starts[N])
        for (long i = 0, k = 0; i < N; starts[++i] = (size_t)k)
            for (long j = i ? i - 1 : 0; j < N && j <= i + 1; j++) columns[k++] = (unsigned)j;
    double *v = values + 2;
    values[0] = 3 - 4 * x[0], values[1] = -2;
#pragma omp parallel for simd
    for (long i = 1; i < N - 1; i++) {
        v[3 * i - 3] = -1;
        v[3 * i - 2] = 3 - 4 * x[i];
        v[3 * i - 1] = -2;
    }
    v[3 * (N - 2)] = -1, v[3 * (N - 2) + 1] = 3 - 4 * x[N - 1];
    if (!of) return;
    loss = 0;
    for (size_t i = 0; i < starts[N]; i++) loss += values[i];
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*step)(void *);
    } rows[] = {
        {"vector", vector}, {"logistic", logistic}, {"network", network}, {"broyden", broyden}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (argc < 2 || strcmp(argv[1], rows[i].name)) continue;
        for (int k = 0; k < 3; k++) rows[i].step(&loss);
        double check = loss;
        tell(1e3 * seconds_of(rows[i].step, NULL), check);
        return 0;
    }
    return 2;
}
