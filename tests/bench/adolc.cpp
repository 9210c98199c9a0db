/* adolc broyden[-first]: the sparse Jacobian of Broyden's tridiagonal function by ADOL-C, which
 * Debian builds without ColPack, that would colour: the three colours are given. Milliseconds. */
/* Build: -O2 -ladolc */
#include "common.h"

#include <adolc/adolc.h>
#include <vector>

static const int n = 1000000;

/* The rows of a matrix of three columns, as ADOL-C takes them. */
static std::vector<double *> rows_of(std::vector<double> &entries)
{
    std::vector<double *> rows(entries.size() / 3);
    for (size_t i = 0; i < rows.size(); i++) rows[i] = &entries[3 * i];
    return rows;
}

static std::vector<double> x(n), y(n), seeds(3 * (size_t)n), compressed(3 * (size_t)n),
    values(3 * (size_t)n);
static std::vector<double *> in = rows_of(seeds), out = rows_of(compressed);

static void trace()
{
    trace_on(1);
    std::vector<adouble> a(n), f(n);
    for (int i = 0; i < n; i++) a[i] <<= x[i];
    for (int i = 0; i < n; i++) {
        f[i] = (3 - 2 * a[i]) * a[i] + 1;
        if (i > 0) f[i] -= a[i - 1];
        if (i + 1 < n) f[i] -= 2 * a[i + 1];
    }
    for (int i = 0; i < n; i++) f[i] >>= y[i];
    trace_off();
}

static void jacobian(void *)
{
    fov_forward(1, n, n, 3, x.data(), in.data(), y.data(), out.data());
    for (int i = 0; i < n; i++)
        for (int j = -1; j <= 1; j++) values[3 * (size_t)i + j + 1] = out[i][(i + j + 3) % 3];
}

int main(int argc, char **argv)
{
    bool first = argc > 1 && strstr(argv[1], "first");
    double start = now(), sum = 0;
    for (int i = 0; i < n; i++) x[i] = uniform(i, -1, 1), in[i][i % 3] = 1;
    trace();
    jacobian(NULL);
    double spent = now() - start;
    if (!first) spent = seconds_of(jacobian, NULL);
    for (double v : values) sum += v;
    tell(1e3 * spent, sum);
}
