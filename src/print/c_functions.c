#include "print/c_functions.h"

#define LIBRARY(name) \
    {                 \
        .call = #name \
    }
#define HELPER(name, ...)                    \
    {                                        \
        .call = #name, .source = __VA_ARGS__ \
    }

/* Sixteen partial sums, as for the blocks of tape/order.h. */
static const char add_up_source[] =
    "/* Sums have sixteen parts, each of every sixteenth entry. */\n"
    "static double add_up(const double s[16])\n"
    "{\n"
    "    double t[4];\n"
    "    for (int i = 0; i < 4; i++)\n"
    "        t[i] = (s[i] + s[i + 8]) + (s[i + 4] + s[i + 12]);\n"
    "    return (t[0] + t[2]) + (t[1] + t[3]);\n"
    "}\n";

static const char total_source[] =
    "/* The sum of rows by columns entries, in blocks of high by wide. */\n"
    "static double total(const double *x, int rows, int columns, int down, int across, int high,\n"
    "    int wide)\n"
    "{\n"
    "    double all[16] = {0};\n"
    "    int blocks = 0;\n"
    "    for (int r = 0; r < rows; r += high)\n"
    "        for (int c = 0; c < columns; c += wide) {\n"
    "            double part[16] = {0};\n"
    "            int n = 0;\n"
    "            for (int i = r; i < rows && i < r + high; i++)\n"
    "                for (int j = c; j < columns && j < c + wide; j++)\n"
    "                    part[n++ % 16] += x[i*down + j*across];\n"
    "            all[blocks++ % 16] += add_up(part);\n"
    "        }\n"
    "    return add_up(all);\n"
    "}\n";

static const char column_sums_source[] =
    "/* The sum of each column, chunk by chunk of so many blocks of high by wide. */\n"
    "static void column_sums(double *out, const double *x, int rows, int columns, int down,\n"
    "    int across, int high, int wide, int chunk)\n"
    "{\n"
    "    for (int j = 0; j < columns; j++) {\n"
    "        double all = 0, part = 0;\n"
    "        int before = -1;\n"
    "        for (int r = 0; r < rows; r += high) {\n"
    "            int block = r/high*((columns + wide - 1)/wide) + j/wide;\n"
    "            if (block/chunk != before) all += part, part = 0;\n"
    "            before = block/chunk;\n"
    "            for (int i = r; i < rows && i < r + high; i++)\n"
    "                part += x[i*down + j*across];\n"
    "        }\n"
    "        out[j] = all + part;\n"
    "    }\n"
    "}\n";

static const char dot_source[] =
    "/* The sum of n products, in blocks. */\n"
    "static double dot(const double *x, int dx, const double *y, int dy, int n, int block)\n"
    "{\n"
    "    double all[16] = {0};\n"
    "    for (int b = 0; b < n; b += block) {\n"
    "        double part[16] = {0};\n"
    "        for (int i = b; i < n && i < b + block; i++)\n"
    "            part[(i - b) % 16] += x[i*dx]*y[i*dy];\n"
    "        all[b/block % 16] += add_up(part);\n"
    "    }\n"
    "    return add_up(all);\n"
    "}\n";

static const char add_rows_source[] =
    "/* The rows of a matrix times the entries of y, added up in chunks of so many rows. */\n"
    "static void add_rows(double *out, const double *a, int down, int across, const double *y,\n"
    "    int dy, int rows, int columns, int chunk)\n"
    "{\n"
    "    for (int j = 0; j < columns; j++) {\n"
    "        double all = 0;\n"
    "        for (int r = 0; r < rows; r += chunk) {\n"
    "            double part = 0;\n"
    "            for (int i = r; i < rows && i < r + chunk; i++)\n"
    "                part += y[i*dy]*a[i*down + j*across];\n"
    "            all += part;\n"
    "        }\n"
    "        out[j] = all;\n"
    "    }\n"
    "}\n";

/* The series of digamma itself, and its difference from 0 near its positive root: both by the
 * recurrence up to 12 and the asymptotic series (DLMF 5.5.2, 5.11.2), the second with every
 * difference written without cancellation. Left of 0: reflection (DLMF 5.5.4). */
static const char digamma_source[] =
    "static double digamma(double x)\n"
    "{\n"
    "    static const double c[] = {-1/12.0, 1/120.0, -1/252.0, 1/240.0, -1/132.0, 691/32760.0,\n"
    "                               -1/12.0};\n"
    "    double sum = 0, p = 0, q = 0, d, a, b, za, zb;\n"
    "    int k;\n"
    "    if (x <= 0 && x == floor(x)) return x == 0 ? -1/x : NAN;\n"
    "    if (x < 0) return digamma(1 - x) - 3.141592653589793/tan(3.141592653589793*(x - "
    "nearbyint(x)));\n"
    "    if (x < 1.2 || x > 1.8) {\n"
    "        for (; x < 12; x += 1) sum += 1/x;\n"
    "        zb = 1/(x*x);\n"
    "        for (k = 6; k >= 0; k--) p = (p + c[k])*zb;\n"
    "        return log(x) - 0.5/x + p - sum;\n"
    "    }\n"
    "    a = 1.4616321449683622;\n"
    "    d = (x - a) - 9.549995429965697e-17;\n"
    "    b = x;\n"
    "    for (k = 0; k < 12; k++, a += 1, b += 1) sum += d/(a*b);\n"
    "    za = 1/(a*a);\n"
    "    zb = 1/(b*b);\n"
    "    for (k = 6; k >= 0; k--) {\n"
    "        q = q*za + p;\n"
    "        p = p*zb + c[k];\n"
    "    }\n"
    "    q = q*za + p;\n"
    "    return sum + log1p(d/a) + d/(2*a*b) - q*d*(a + b)*za*zb;\n"
    "}\n";

/* zeta(s, x) for s > 1: some terms, then Euler and Maclaurin's formula for the rest (DLMF
 * 25.11.28). */
static const char zeta_source[] =
    "static double zeta(double s, double x)\n"
    "{\n"
    "    static const double c[] = {1/12.0, -1/720.0, 1/30240.0, -1/1209600.0, 1/47900160.0,\n"
    "                               -691/1307674368000.0, 1/74724249600.0};\n"
    "    double sum = 0, power, term;\n"
    "    int k;\n"
    "    if (x < -1e6) return NAN;\n"
    "    if (x < 0 && x - floor(x) == 0.5 && fmod(s, 2) != 0) x = 1 - x; /* pairs cancel */\n"
    "    for (; x < s + 12; x += 1) {\n"
    "        power = pow(x, -s);\n"
    "        sum += power;\n"
    "        if (x > 0 && power < 1e-18*fabs(sum)) return sum;\n"
    "    }\n"
    "    power = pow(x, -s);\n"
    "    sum += power*x/(s - 1) + power/2;\n"
    "    term = power*s/x;\n"
    "    for (k = 0; k < 7; k++) {\n"
    "        sum += c[k]*term;\n"
    "        term *= (s + 2*k + 1)*(s + 2*k + 2)/(x*x);\n"
    "    }\n"
    "    return sum;\n"
    "}\n";

/* (-1)^(n+1) n! zeta(n + 1, x) (DLMF 5.15.1). */
static const char sinc_source[] =
    "static double sinc(double u)\n"
    "{\n"
    "    double x = fabs(u), rest = fmod(x, 2), sign = rest > 1 ? -1 : 1, sine;\n"
    "    if (x == 0) return 1;\n"
    "    if (isinf(x)) return 0;\n"
    "    if (rest > 1) rest -= 1;\n"
    "    if (rest > 0.5) rest = 1 - rest;\n"
    "    sine = rest > 0.25 && x >= 0.5 ? cos(3.141592653589793*(0.5 - rest)) : "
    "sin(3.141592653589793*rest);\n"
    "    return sign*sine/(3.141592653589793*x);\n"
    "}\n";

/* As eval/enclose_sinc.c. */
static const char sincderiv_source[] =
    "/* With z = pi*x, derivative n is pi^n*g(n), where z*g(n) = sin(z + n*pi/2) - n*g(n - 1): "
    "upward\n"
    "   if z is above n, else downward from an order where g no longer matters. */\n"
    "static double sincderiv(double n, double x)\n"
    "{\n"
    "    double size = fabs(x), z = 3.141592653589793*size, turn, wave[4], g;\n"
    "    int order = (int)n, k;\n"
    "    if (!(n >= 0 && n <= 1000 && n == floor(n)) || isnan(x)) return NAN;\n"
    "    if (isinf(x)) return 0;\n"
    "    turn = 3.141592653589793*fmod(size, 2);\n"
    "    wave[0] = sin(turn);\n"
    "    wave[1] = cos(turn);\n"
    "    wave[2] = -wave[0];\n"
    "    wave[3] = -wave[1];\n"
    "    if (z > n) {\n"
    "        g = sinc(size);\n"
    "        for (k = 1; k <= order; k++) g = (wave[k % 4] - k*g)/z;\n"
    "    } else {\n"
    "        g = 0;\n"
    "        for (k = 3*order + 60; k > order; k--) g = (wave[k % 4] - z*g)/k;\n"
    "    }\n"
    "    g *= pow(3.141592653589793, n);\n"
    "    return x < 0 && order % 2 ? -g : g;\n"
    "}\n";

static const char polygamma_source[] =
    "static double polygamma(double n, double x)\n"
    "{\n"
    "    double size;\n"
    "    if (n == 0) return digamma(x);\n"
    "    if (!(n > 0 && n == floor(n)) || isnan(x)) return NAN;\n"
    "    if (x <= 0 && x == floor(x)) return fmod(n, 2) != 0 ? INFINITY : NAN;\n"
    "    size = tgamma(n + 1)*zeta(n + 1, x);\n"
    "    return fmod(n, 2) != 0 ? size : -size;\n"
    "}\n";

static const char beta_source[] =
    "static double beta(double x, double y)\n"
    "{\n"
    "    double sign = 1, s = x + y;\n"
    "    if ((x <= 0 && x == floor(x)) || (y <= 0 && y == floor(y))) return NAN;\n"
    "    if (s <= 0 && s == floor(s)) return 0;\n"
    "    if (fabs(x) < 150 && fabs(y) < 150 && fabs(s) < 150)\n"
    "        return fabs(x) > fabs(y) ? tgamma(x)/tgamma(s)*tgamma(y) : "
    "tgamma(y)/tgamma(s)*tgamma(x);\n"
    "    if (x < 0 && fmod(floor(x), 2) != 0) sign = -sign;\n"
    "    if (y < 0 && fmod(floor(y), 2) != 0) sign = -sign;\n"
    "    if (s < 0 && fmod(floor(s), 2) != 0) sign = -sign;\n"
    "    return sign*exp(lgamma(x) + lgamma(y) - lgamma(s));\n"
    "}\n";

/* Corless, Gonnet, Hare, Jeffrey, Knuth 1996: the series (4.22) at -1/e, else Halley's method (5.9)
 * from that series, a logarithm, or the asymptotic expansion (4.18). */
static const char lambertw_source[] =
    "static double lambertw(double x)\n"
    "{\n"
    "    static const double c[] = {-1, 1, -1/3.0, 11/72.0, -43/540.0, 769/17280.0, -221/8505.0,\n"
    "                               680863/43545600.0, -1963/204120.0, 226287557/37623398400.0};\n"
    "    double w = 0, g, step, rest = fma(x, 2.718281828459045, 1) + x*1.4456468917292502e-16;\n"
    "    int k;\n"
    "    if (x == -0.36787944117144233) return -1;\n"
    "    if (!(rest >= 0)) return NAN;\n"
    "    if (fabs(x) < 1e-20 || isinf(x)) return x;\n"
    "    if (x < -0.25) {\n"
    "        double p = sqrt(2*rest);\n"
    "        for (k = 9; k >= 0; k--) w = w*p + c[k];\n"
    "        if (p < 0.05) return w;\n"
    "    } else if (x < 3)\n"
    "        w = log1p(x)*(1 - log1p(log1p(x))/(2 + log1p(x)));\n"
    "    else\n"
    "        w = log(x) - log(log(x))*(1 - 1/log(x));\n"
    "    for (k = 0; k < 20; k++) {\n"
    "        g = w - x*exp(-w);\n"
    "        step = g/(w + 1 - (w + 2)*g/(2*w + 2));\n"
    "        w -= step;\n"
    "        if (fabs(step) <= 1e-16*fabs(w)) break;\n"
    "    }\n"
    "    return w;\n"
    "}\n";

/* As in eval/kernels.c, except that the rounding of u/sqrt(2) is corrected by the derivative of
 * erfc. */
static const char gelu_source[] =
    "static double gelu(double u)\n"
    "{\n"
    "    double z = -u*0.7071067811865476, rest, tail;\n"
    "    if (u < -40) return -0.0;\n"
    "    if (isinf(u)) return u;\n"
    "    rest = fma(-u, 0.7071067811865476, -z) + u*4.833646656726457e-17;\n"
    "    tail = erfc(z) - 1.1283791670955126*exp(-z*z)*rest;\n"
    "    return u/2*tail;\n"
    "}\n";

/* LU factorization with partial pivoting (Golub and Van Loan, 1996, ch. 3). After the factors come
 * the original index of each row and the sign of the exchanges, 1 or -1, or 0 if a pivot is 0. */
static const char factorise_source[] =
    "/* The n by n matrix f becomes its factors L and U; behind them the rows' order and its "
    "sign,\n"
    "   which is 0 where the matrix is singular. */\n"
    "static void factorise(double *f, int n)\n"
    "{\n"
    "    double *order = f + n*n, *sign = order + n, x;\n"
    "    int i, j, p, best;\n"
    "    *sign = 1;\n"
    "    for (i = 0; i < n; i++) order[i] = i;\n"
    "    for (p = 0; p < n; p++) {\n"
    "        for (i = best = p; i < n; i++)\n"
    "            if (fabs(f[i*n + p]) > fabs(f[best*n + p])) best = i;\n"
    "        for (j = 0; j < n && best != p; j++)\n"
    "            x = f[p*n + j], f[p*n + j] = f[best*n + j], f[best*n + j] = x;\n"
    "        if (best != p) x = order[p], order[p] = order[best], order[best] = x, *sign = "
    "-*sign;\n"
    "        if (f[p*n + p] == 0) *sign = 0;\n"
    "        for (i = p + 1; i < n && f[p*n + p] != 0; i++) {\n"
    "            x = f[i*n + p] /= f[p*n + p];\n"
    "            for (j = p + 1; j < n; j++) f[i*n + j] -= x*f[p*n + j];\n"
    "        }\n"
    "    }\n"
    "}\n";

/* The exponent is kept separately, as the product of the pivots may leave the range on the way. */
static const char determinant_source[] =
    "/* By the factors: the result times 2^*exponent. */\n"
    "static double determinant(const double *f, int n, int *exponent)\n"
    "{\n"
    "    double x = f[n*n + n];\n"
    "    int i, e;\n"
    "    *exponent = 0;\n"
    "    for (i = 0; i < n; i++) {\n"
    "        x = frexp(x*f[i*n + i], &e);\n"
    "        *exponent += e;\n"
    "    }\n"
    "    return x;\n"
    "}\n";

static const char det_source[] = "static double det_of(const double *f, int n)\n"
                                 "{\n"
                                 "    int e;\n"
                                 "    double x = determinant(f, n, &e);\n"
                                 "    return ldexp(x, e);\n"
                                 "}\n";

#define LOG_OF(name, size)                                                                   \
    "static double " name "(const double *f, int n)\n"                                       \
    "{\n"                                                                                    \
    "    int e;\n"                                                                           \
    "    double x = " size "(determinant(f, n, &e));\n"                                      \
    "    return e > -1000 && e < 1000 ? log(ldexp(x, e)) : log(x) + e*0.6931471805599453;\n" \
    "}\n"

static const char sign_of_det_source[] = "static double sign_of_det(const double *f, int n)\n"
                                         "{\n"
                                         "    int e;\n"
                                         "    double x = determinant(f, n, &e);\n"
                                         "    return x > 0 ? 1 : x < 0 ? -1 : x;\n"
                                         "}\n";

static const char substitute_source[] =
    "/* x, m columns whose rows are in the factors' order, becomes the solution; nan where there "
    "is\n"
    "   none. */\n"
    "static void substitute(double *x, const double *f, int n, int m)\n"
    "{\n"
    "    int i, j, k;\n"
    "    for (i = 0; i < n*m && f[n*n + n] == 0; i++) x[i] = NAN;\n"
    "    for (i = 0; i < n; i++)\n"
    "        for (k = 0; k < i; k++)\n"
    "            for (j = 0; j < m; j++) x[i*m + j] -= f[i*n + k]*x[k*m + j];\n"
    "    for (i = n; i-- > 0;) {\n"
    "        for (k = i + 1; k < n; k++)\n"
    "            for (j = 0; j < m; j++) x[i*m + j] -= f[i*n + k]*x[k*m + j];\n"
    "        for (j = 0; j < m; j++) x[i*m + j] /= f[i*n + i];\n"
    "    }\n"
    "}\n";

static const char solve_source[] =
    "/* The solution x of A*x = b by the factors of A. */\n"
    "static void solve_by(double *x, const double *f, const double *b, int n, int m)\n"
    "{\n"
    "    int i, j;\n"
    "    for (i = 0; i < n; i++)\n"
    "        for (j = 0; j < m; j++) x[i*m + j] = b[(int)f[n*n + i]*m + j];\n"
    "    substitute(x, f, n, m);\n"
    "}\n";

/* A.T = U.T*L.T*P for P*A = L*U. */
static const char solve_transposed_source[] =
    "/* The solution x of A.T*x = b by the factors of A; nan where there is none. */\n"
    "static void solve_transposed(double *x, const double *f, const double *b, int n, int m)\n"
    "{\n"
    "    int i, j, k, row, other;\n"
    "    for (i = 0; i < n; i++) {\n"
    "        row = (int)f[n*n + i];\n"
    "        for (j = 0; j < m; j++) x[row*m + j] = f[n*n + n] == 0 ? NAN : b[i*m + j];\n"
    "        for (k = 0; k < i; k++) {\n"
    "            other = (int)f[n*n + k];\n"
    "            for (j = 0; j < m; j++) x[row*m + j] -= f[k*n + i]*x[other*m + j];\n"
    "        }\n"
    "        for (j = 0; j < m; j++) x[row*m + j] /= f[i*n + i];\n"
    "    }\n"
    "    for (i = n; i-- > 0;)\n"
    "        for (k = i + 1; k < n; k++) {\n"
    "            row = (int)f[n*n + i], other = (int)f[n*n + k];\n"
    "            for (j = 0; j < m; j++) x[row*m + j] -= f[k*n + i]*x[other*m + j];\n"
    "        }\n"
    "}\n";

static const char invert_source[] = "static void invert(double *x, const double *f, int n)\n"
                                    "{\n"
                                    "    int i;\n"
                                    "    for (i = 0; i < n*n; i++) x[i] = 0;\n"
                                    "    for (i = 0; i < n; i++) x[i*n + (int)f[n*n + i]] = 1;\n"
                                    "    substitute(x, f, n, n);\n"
                                    "}\n";

/* As in graph/elimination.c. Part s of m is the coefficient of the product of the directions
 * whose bits are in s; a has the part without directions and the parts of one direction, in that
 * order. */
static const char moved_cofactors_source[] =
    "/* The cofactors of a for parts = 1, else how they move along the directions behind a: the\n"
    "   recurrence of Faddeev and LeVerrier, which divides by 1, ..., n - 1 alone. */\n"
    "static void moved_cofactors(double *out, const double *a, double *m, int n, int parts)\n"
    "{\n"
    "    double *next = m + parts*n*n, *swap, *to, trace;\n"
    "    const double *by, *x;\n"
    "    int i, j, k, step, s, t;\n"
    "    for (i = 0; i < parts*n*n; i++) m[i] = i < n*n && i % (n + 1) == 0;\n"
    "    for (step = 1; step < n; step++, swap = m, m = next, next = swap)\n"
    "        for (s = 0; s < parts; s++) {\n"
    "            to = next + s*n*n;\n"
    "            for (i = 0; i < n*n; i++) to[i] = 0;\n"
    "            for (t = 0, by = a; t <= s; t = t ? 2*t : 1, by += n*n) {\n"
    "                x = m + (s ^ t)*n*n;\n"
    "                for (i = 0; i < n && (s & t) == t; i++)\n"
    "                    for (k = 0; k < n; k++)\n"
    "                        for (j = 0; j < n; j++) to[i*n + j] += by[i*n + k]*x[k*n + j];\n"
    "            }\n"
    "            for (trace = 0, i = 0; i < n; i++) trace += to[i*n + i];\n"
    "            for (i = 0; i < n; i++) to[i*n + i] -= trace/step;\n"
    "        }\n"
    "    x = m + (parts - 1)*n*n;\n"
    "    for (i = 0; i < n; i++)\n"
    "        for (j = 0; j < n; j++) out[j*n + i] = n % 2 ? x[i*n + j] : -x[i*n + j];\n"
    "}\n";

static const char entry_at_source[] =
    "static double entry_at(const double *a, double i, double j, int m, int n)\n"
    "{\n"
    "    if (i < 0) i += m;\n"
    "    if (j < 0) j += n;\n"
    "    if (!(i >= 0 && i < m && j >= 0 && j < n && floor(i) == i && floor(j) == j)) return NAN;\n"
    "    return a[(int)i*n + (int)j];\n"
    "}\n";

static const char place_in_source[] =
    "static double *place_in(double *a, double i, double j, int m, int n)\n"
    "{\n"
    "    int k;\n"
    "    if (i < 0) i += m;\n"
    "    if (j < 0) j += n;\n"
    "    if (i >= 0 && i < m && j >= 0 && j < n && floor(i) == i && floor(j) == j)\n"
    "        return a + ((int)i*n + (int)j);\n"
    "    for (k = 0; k < m*n; k++) a[k] = NAN;\n"
    "    return a;\n"
    "}\n";

static const char cofactors_source[] =
    "/* The cofactors of a with the factors f: det(a)*inv(a).T where there is an inverse. */\n"
    "static void cofactors(double *out, const double *f, const double *a, double *m, int n)\n"
    "{\n"
    "    int i, j, e;\n"
    "    double x = determinant(f, n, &e);\n"
    "    if (f[n*n + n] == 0) {\n"
    "        moved_cofactors(out, a, m, n, 1);\n"
    "        return;\n"
    "    }\n"
    "    invert(m, f, n);\n"
    "    for (i = 0; i < n; i++)\n"
    "        for (j = 0; j < n; j++) out[i*n + j] = ldexp(x*m[j*n + i], e);\n"
    "}\n";

static const struct c_function functions[C_HELPERS] = {
    [FN_sin] = LIBRARY(sin),
    [FN_cos] = LIBRARY(cos),
    [FN_tan] = LIBRARY(tan),
    [FN_sec] = HELPER(sec, "static double sec(double u)\n{\n    return 1/cos(u);\n}\n"),
    [FN_csc] = HELPER(csc, "static double csc(double u)\n{\n    return 1/sin(u);\n}\n"),
    [FN_cot] = HELPER(cot, "static double cot(double u)\n{\n    return 1/tan(u);\n}\n"),
    [FN_asin] = LIBRARY(asin),
    [FN_acos] = LIBRARY(acos),
    [FN_atan] = LIBRARY(atan),
    [FN_atan2] = LIBRARY(atan2),
    [FN_sinh] = LIBRARY(sinh),
    [FN_cosh] = LIBRARY(cosh),
    [FN_tanh] = LIBRARY(tanh),
    [FN_sech] = HELPER(sech, "static double sech(double u)\n"
                             "{\n"
                             "    double half = exp(-fabs(u)/2);\n"
                             "    return fabs(u) > 700 ? 2*half*half : 1/cosh(u);\n"
                             "}\n"),
    [FN_csch] = HELPER(csch, "static double csch(double u)\n"
                             "{\n"
                             "    double half = exp(-fabs(u)/2);\n"
                             "    return fabs(u) > 700 ? copysign(2*half*half, u) : 1/sinh(u);\n"
                             "}\n"),
    [FN_coth] = HELPER(coth, "static double coth(double u)\n{\n    return 1/tanh(u);\n}\n"),
    [FN_asinh] = LIBRARY(asinh),
    [FN_acosh] = LIBRARY(acosh),
    [FN_atanh] = LIBRARY(atanh),
    [FN_exp] = LIBRARY(exp),
    [FN_exp2] = LIBRARY(exp2),
    [FN_expm1] = LIBRARY(expm1),
    [FN_log] = LIBRARY(log),
    [FN_log1p] = LIBRARY(log1p),
    [FN_log2] = LIBRARY(log2),
    [FN_log10] = LIBRARY(log10),
    [FN_cbrt] = LIBRARY(cbrt),
    [FN_hypot] = LIBRARY(hypot),
    [FN_abs] = LIBRARY(fabs),
    [FN_sign] = HELPER(sign, "static double sign(double u)\n"
                             "{\n"
                             "    return u > 0 ? 1 : u < 0 ? -1 : u;\n"
                             "}\n"),
    [FN_floor] = LIBRARY(floor),
    [FN_ceil] = LIBRARY(ceil),
    [FN_round] = LIBRARY(nearbyint),
    [FN_mod] = HELPER(mod, "static double mod(double u, double v)\n"
                           "{\n"
                           "    double rest = fmod(u, v);\n"
                           "    if (rest == 0) return copysign(0, v);\n"
                           "    return (rest < 0) != (v < 0) ? rest + v : rest;\n"
                           "}\n"),
    [FN_heaviside] = HELPER(heaviside, "static double heaviside(double u)\n"
                                       "{\n"
                                       "    return u > 0 ? 1 : u < 0 ? 0 : u == 0 ? 0.5 : u;\n"
                                       "}\n"),
    [FN_minimum] = HELPER(minimum, "static double minimum(double u, double v)\n"
                                   "{\n"
                                   "    return isnan(u) || u < v ? u : v;\n"
                                   "}\n"),
    [FN_maximum] = HELPER(maximum, "static double maximum(double u, double v)\n"
                                   "{\n"
                                   "    return isnan(u) || u > v ? u : v;\n"
                                   "}\n"),
    [FN_erf] = LIBRARY(erf),
    [FN_erfc] = LIBRARY(erfc),
    [FN_gamma] = LIBRARY(tgamma),
    [FN_lgamma] = LIBRARY(lgamma),
    [FN_digamma] = HELPER(digamma, digamma_source),
    [FN_polygamma] = HELPER(polygamma, polygamma_source, .needs = {FN_digamma, C_ZETA}),
    [FN_beta] = HELPER(beta, beta_source),
    [FN_j0] = {.call = "j0", .posix = true},
    [FN_j1] = {.call = "j1", .posix = true},
    [FN_jn] = HELPER(jn_real,
                     "static double jn_real(double n, double x)\n"
                     "{\n"
                     "    return is_order(n) ? jn((int)n, x) : NAN;\n"
                     "}\n",
                     .needs = {C_REAL_TO_INT}, .posix = true),
    [FN_y0] = {.call = "y0", .posix = true},
    [FN_y1] = {.call = "y1", .posix = true},
    [FN_yn] = HELPER(yn_real,
                     "static double yn_real(double n, double x)\n"
                     "{\n"
                     "    return is_order(n) ? yn((int)n, x) : NAN;\n"
                     "}\n",
                     .needs = {C_REAL_TO_INT}, .posix = true),
    [FN_lambertw] = HELPER(lambertw, lambertw_source),
    [FN_expit] = HELPER(expit, "static double expit(double u)\n"
                               "{\n"
                               "    double e = exp(-fabs(u));\n"
                               "    return u >= 0 ? 1/(1 + e) : e/(1 + e);\n"
                               "}\n"),
    [FN_relu] = HELPER(relu, "static double relu(double u)\n"
                             "{\n"
                             "    return u <= 0 ? 0 : u;\n"
                             "}\n"),
    [FN_leaky_relu] = HELPER(leaky_relu, "static double leaky_relu(double u)\n"
                                         "{\n"
                                         "    return u > 0 ? u : u/100;\n"
                                         "}\n"),
    [FN_elu] = HELPER(elu, "static double elu(double u)\n"
                           "{\n"
                           "    return u > 0 ? u : expm1(u);\n"
                           "}\n"),
    [FN_softplus] = HELPER(softplus, "static double softplus(double u)\n"
                                     "{\n"
                                     "    double tail = log1p(exp(-fabs(u)));\n"
                                     "    return u > 0 ? u + tail : tail;\n"
                                     "}\n"),
    [FN_gelu] = HELPER(gelu, gelu_source),
    [FN_silu] = HELPER(silu,
                       "static double silu(double u)\n"
                       "{\n"
                       "    double half = exp(u/2);\n"
                       "    if (u < -800) return -0.0;\n"
                       "    return u > -40 ? u*expit(u) : u*half*half;\n"
                       "}\n",
                       .needs = {FN_expit}),
    [FN_sinc] = HELPER(sinc, sinc_source),
    [FN_sincderiv] = HELPER(sincderiv, sincderiv_source, .needs = {FN_sinc}),
    [FN_logit] =
        HELPER(logit, "static double logit(double u)\n"
                      "{\n"
                      "    return u > 0.25 && u < 0.75 ? 2*atanh(2*u - 1) : log(u/(1 - u));\n"
                      "}\n"),
    [FN_xlogy] = HELPER(xlogy, "static double xlogy(double u, double v)\n"
                               "{\n"
                               "    return u == 0 && !isnan(v) ? 0 : u*log(v);\n"
                               "}\n"),
    [C_POWER] = HELPER(power, "static double power(double x, int n)\n"
                              "{\n"
                              "    double result = 1;\n"
                              "    for (; n; n >>= 1, x *= x)\n"
                              "        if (n & 1) result *= x;\n"
                              "    return result;\n"
                              "}\n"),
    [C_SQUARE] = HELPER(square, "static double square(double x)\n{\n    return x*x;\n}\n"),
    [C_ADD_UP] = HELPER(add_up, add_up_source),
    [C_TOTAL] = HELPER(total, total_source, .needs = {C_ADD_UP}),
    [C_COLUMN_SUMS] = HELPER(column_sums, column_sums_source),
    [C_DOT] = HELPER(dot, dot_source, .needs = {C_ADD_UP}),
    [C_ADD_ROWS] = HELPER(add_rows, add_rows_source),
    [C_REAL_TO_INT] = HELPER(is_order, "static int is_order(double n)\n"
                                       "{\n"
                                       "    return n == floor(n) && fabs(n) < 1e9;\n"
                                       "}\n"),
    [C_ZETA] = HELPER(zeta, zeta_source),
    [C_FACTORISE] = HELPER(factorise, factorise_source),
    [C_DETERMINANT] = HELPER(determinant, determinant_source),
    [C_DET] = HELPER(det_of, det_source, .needs = {C_DETERMINANT}),
    [C_LOGDET] = HELPER(logdet_of, LOG_OF("logdet_of", ""), .needs = {C_DETERMINANT}),
    [C_SIGN_OF_DET] = HELPER(sign_of_det, sign_of_det_source, .needs = {C_DETERMINANT}),
    [C_LOG_SIZE] = HELPER(log_size_of, LOG_OF("log_size_of", "fabs"), .needs = {C_DETERMINANT}),
    [C_SUBSTITUTE] = HELPER(substitute, substitute_source),
    [C_SOLVE] = HELPER(solve_by, solve_source, .needs = {C_SUBSTITUTE}),
    [C_SOLVE_TRANSPOSED] = HELPER(solve_transposed, solve_transposed_source),
    [C_INVERT] = HELPER(invert, invert_source, .needs = {C_SUBSTITUTE}),
    [C_MOVED_COFACTORS] = HELPER(moved_cofactors, moved_cofactors_source),
    [C_COFACTORS] =
        HELPER(cofactors, cofactors_source, .needs = {C_DETERMINANT, C_INVERT, C_MOVED_COFACTORS}),
    [C_ENTRY_AT] = HELPER(entry_at, entry_at_source),
    [C_PLACE_IN] = HELPER(place_in, place_in_source),
    [C_REFLECT] = HELPER(reflect, c_reflect_source),
    [C_REFLECTIONS] = HELPER(reflections, c_reflections_source, .needs = {C_REFLECT}),
    [C_QR_Q] = HELPER(qr_q, c_qr_q_source, .needs = {C_REFLECT, C_REFLECTIONS}),
    [C_QR_R] = HELPER(qr_r, c_qr_r_source, .needs = {C_REFLECTIONS}),
    [C_PINV] = HELPER(pinv_of, c_pinv_source, .needs = {C_QR_Q}),
    [C_CHOLESKY] = HELPER(cholesky_of, c_cholesky_source),
    [C_MULTIPLY_PARTS] = HELPER(multiply_parts, c_multiply_parts_source),
    [C_LARGEST_COLUMN] = HELPER(largest_column, c_largest_column_source),
    [C_EXPM] = HELPER(expm_of, c_expm_source, .needs = {C_MULTIPLY_PARTS, C_LARGEST_COLUMN}),
    [C_ROOT_STEP] =
        HELPER(root_step, c_root_step_source, .needs = {C_FACTORISE, C_INVERT, C_DETERMINANT}),
    [C_ROOT_OFF] = HELPER(root_off, c_root_off_source),
    [C_ROOT_START] = HELPER(root_start, c_root_start_source,
                            .needs = {C_ROOT_STEP, C_ROOT_OFF, C_MULTIPLY_PARTS}),
    [C_ROOT_REST] = HELPER(root_rest, c_root_rest_source),
    [C_ROOT_CORRECTION] = HELPER(root_correction, c_root_correction_source,
                                 .needs = {C_ROOT_STEP, C_ROOT_OFF, C_MULTIPLY_PARTS}),
    [C_SQRTM] =
        HELPER(sqrtm_of, c_sqrtm_source, .needs = {C_ROOT_START, C_ROOT_REST, C_ROOT_CORRECTION}),
};

const struct c_function *c_function(int helper)
{
    return &functions[helper];
}
