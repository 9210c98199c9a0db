/* c_factor_sources.c - helpers in C for pseudoinverses and factors of matrices, which take the
 * steps of eval/factor_doubles.c. */
#include "print/c_functions.h"

const char c_reflect_source[] =
    "/* Subtracts v (v'x) from the columns of x from column `from` on; both m by n, v in column k. "
    "*/\n"
    "static void reflect(double *x, const double *v, double *row, int k, int from, int m, int n)\n"
    "{\n"
    "    int i, j;\n"
    "    for (j = 0; j < n; j++) row[j] = 0;\n"
    "    for (i = k; i < m; i++)\n"
    "        for (j = from; j < n; j++) row[j] += v[i*n + k]*x[i*n + j];\n"
    "    for (i = k; i < m; i++)\n"
    "        for (j = from; j < n; j++) x[i*n + j] -= v[i*n + k]*row[j];\n"
    "}\n";

const char c_reflections_source[] =
    "/* The m by n matrix f becomes R, with signs of its own, in its upper triangle; behind it "
    "the\n"
    "   vectors of the reflections, R's diagonal and scratch. Returns 0 where the rank is not "
    "full. */\n"
    "static int reflections(double *f, int m, int n)\n"
    "{\n"
    "    double *v = f + m*n, *r = v + m*n, *row = r + n;\n"
    "    int i, k, full = 1;\n"
    "    for (k = 0; k < n; k++) {\n"
    "        double size = 0, whole = 0, top = f[k*n + k], scale;\n"
    "        for (i = k; i < m; i++) size += f[i*n + k]*f[i*n + k];\n"
    "        for (i = 0; i < m; i++) whole += f[i*n + k]*f[i*n + k];\n"
    "        size = sqrt(size);\n"
    "        whole = hypot(sqrt(whole), size);\n"
    "        if (!(size > (double)m*0x1p-52*whole)) full = 0;\n"
    "        r[k] = top > 0 ? -size : size;\n"
    "        scale = sqrt(size*(size + fabs(top)));\n"
    "        for (i = k; i < m; i++) v[i*n + k] = size > 0 ? (f[i*n + k] - (i == k ? r[k] : "
    "0))/scale : 0;\n"
    "        reflect(f, v, row, k, k + 1, m, n);\n"
    "        f[k*n + k] = r[k];\n"
    "    }\n"
    "    return full;\n"
    "}\n";

const char c_qr_q_source[] = "static void qr_q(double *q, double *f, int m, int n)\n"
                             "{\n"
                             "    int i, k, full = reflections(f, m, n);\n"
                             "    double *v = f + m*n, *r = v + m*n;\n"
                             "    for (i = 0; i < m*n; i++) q[i] = 0;\n"
                             "    for (k = 0; k < n; k++) q[k*n + k] = r[k] < 0 ? -1 : 1;\n"
                             "    for (k = n; k-- > 0;) reflect(q, v, r + n, k, 0, m, n);\n"
                             "    for (i = 0; i < m*n && !full; i++) q[i] = NAN;\n"
                             "}\n";

const char c_qr_r_source[] =
    "static void qr_r(double *out, double *f, int m, int n)\n"
    "{\n"
    "    int i, j, full = reflections(f, m, n);\n"
    "    double *r = f + 2*m*n;\n"
    "    for (i = 0; i < n; i++)\n"
    "        for (j = 0; j < n; j++)\n"
    "            out[i*n + j] = !full ? NAN : j < i ? 0 : r[i] < 0 ? -f[i*n + j] : f[i*n + j];\n"
    "}\n";

const char c_pinv_source[] =
    "/* The pseudoinverse of the m by n matrix f; transposed if it is that of a wide matrix. */\n"
    "static void pinv_of(double *out, double *f, int m, int n, int wide)\n"
    "{\n"
    "    double *q = f + 2*m*n + 2*n, *p = q + m*n, *r = f + 2*m*n;\n"
    "    int i, j, k;\n"
    "    qr_q(q, f, m, n);\n"
    "    for (i = n; i-- > 0;) {\n"
    "        for (j = 0; j < m; j++) p[i*m + j] = r[i] < 0 ? -q[j*n + i] : q[j*n + i];\n"
    "        for (k = i + 1; k < n; k++)\n"
    "            for (j = 0; j < m; j++) p[i*m + j] -= f[i*n + k]*p[k*m + j];\n"
    "        for (j = 0; j < m; j++) p[i*m + j] /= r[i];\n"
    "    }\n"
    "    for (i = 0; i < n; i++)\n"
    "        for (j = 0; j < m; j++) out[wide ? j*n + i : i*m + j] = p[i*m + j];\n"
    "}\n";

const char c_cholesky_source[] =
    "/* Of the symmetric part of a; nan where it is not positive definite. */\n"
    "static void cholesky_of(double *l, const double *a, int n)\n"
    "{\n"
    "    int i, j, k, definite = 1;\n"
    "    for (i = 0; i < n*n; i++) l[i] = 0;\n"
    "    for (i = 0; i < n; i++)\n"
    "        for (j = 0; j <= i; j++) {\n"
    "            double s = 0;\n"
    "            for (k = 0; k < j; k++) s += l[i*n + k]*l[j*n + k];\n"
    "            s = (a[i*n + j] + a[j*n + i])/2 - s;\n"
    "            if (j == i && !(s > 0)) definite = 0;\n"
    "            l[i*n + j] = j < i ? s/l[j*n + j] : sqrt(s);\n"
    "        }\n"
    "    for (i = 0; i < n*n && !definite; i++) l[i] = NAN;\n"
    "}\n";
