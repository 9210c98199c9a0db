#include "print/c_functions.h"

#define LIBRARY(name) \
    {                 \
        .call = #name \
    }
#define HELPER(name, ...)                    \
    {                                        \
        .call = #name, .source = __VA_ARGS__ \
    }

/* The digamma function's own sum, and its value near its positive root as a difference from 0
 * there: both are the recurrence up to 12 and the asymptotic series (DLMF 5.5.2, 5.11.2), the
 * second with every difference written without cancellation. Left of 0: reflection (DLMF 5.5.4). */
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

/* zeta(s, x) for s > 1: terms, and Euler-Maclaurin behind them (DLMF 25.11.28). */
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
 * from the same series, a logarithm, or the asymptotic (4.18). */
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

/* As in eval/kernels.c: the rounding of u/sqrt(2) goes in by the derivative of erfc. */
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
    [C_POWER] = HELPER(power, "static double power(double x, int n)\n"
                              "{\n"
                              "    double result = 1;\n"
                              "    for (; n; n >>= 1, x *= x)\n"
                              "        if (n & 1) result *= x;\n"
                              "    return result;\n"
                              "}\n"),
    [C_SQUARE] = HELPER(square, "static double square(double x)\n{\n    return x*x;\n}\n"),
    [C_REAL_TO_INT] = HELPER(is_order, "static int is_order(double n)\n"
                                       "{\n"
                                       "    return n == floor(n) && fabs(n) < 1e9;\n"
                                       "}\n"),
    [C_ZETA] = HELPER(zeta, zeta_source),
};

const struct c_function *c_function(int helper)
{
    return &functions[helper];
}
