#include "print/latex_names.h"

#include "print/pieces.h"

#include <string.h>

/* ---- names ---- */

/* The Greek letters that have a command; those that look like Latin letters have none. */
static const struct {
    const char *name, *letter;
} greek[] = {
    {"alpha", "α"},  {"beta", "β"},  {"gamma", "γ"}, {"delta", "δ"}, {"epsilon", "ε"},
    {"zeta", "ζ"},   {"eta", "η"},   {"theta", "θ"}, {"iota", "ι"},  {"kappa", "κ"},
    {"lambda", "λ"}, {"mu", "μ"},    {"nu", "ν"},    {"xi", "ξ"},    {"pi", "π"},
    {"rho", "ρ"},    {"sigma", "σ"}, {"tau", "τ"},   {"phi", "φ"},   {"chi", "χ"},
    {"psi", "ψ"},    {"omega", "ω"}, {"Gamma", "Γ"}, {"Delta", "Δ"}, {"Theta", "Θ"},
    {"Lambda", "Λ"}, {"Xi", "Ξ"},    {"Pi", "Π"},    {"Sigma", "Σ"}, {"Phi", "Φ"},
    {"Psi", "Ψ"},    {"Omega", "Ω"},
};

/* Writes a single letter, or the name of one, as it is, and longer names upright: \mathrm{loss}. */
static void put_stem(struct str *out, const char *stem, size_t n)
{
    for (size_t i = 0; i < sizeof greek / sizeof *greek; i++) {
        bool named = strlen(greek[i].name) == n && !memcmp(greek[i].name, stem, n);
        bool letter = strlen(greek[i].letter) == n && !memcmp(greek[i].letter, stem, n);
        if (!named && !letter) continue;
        str_putf(out, "\\%s", greek[i].name);
        return;
    }
    bool one = n == 1 || ((unsigned char)stem[0] >= 0xC0 && n <= 4);
    str_puts(out, one ? "" : "\\mathrm{");
    str_put(out, stem, n);
    str_puts(out, one ? "" : "}");
}

/* The parts of a subscript: 1, true, i,j. */
static void put_subscripts(struct str *out, const char *text)
{
    str_puts(out, "_{");
    for (bool first = true; *text; first = false) {
        text += strspn(text, "_");
        size_t n = strcspn(text, "_"), digits = strspn(text, "0123456789");
        if (n == 0) break;
        if (!first) str_putc(out, ',');
        if (n == 1 || digits >= n) {
            str_put(out, text, n);
        } else {
            str_puts(out, "\\mathrm{");
            str_put(out, text, n);
            str_putc(out, '}');
        }
        text += n;
    }
    str_putc(out, '}');
}

void latex_name(struct str *out, const char *name)
{
    size_t n = strcspn(name, "_"), stem = n;
    while (stem > 1 && is_digit(name[stem - 1])) stem--;
    if (n == 0) { /* there is only a subscript */
        str_puts(out, "\\mathrm{");
        for (; *name; name++) str_puts(out, *name == '_' ? "\\_" : (char[2]){*name, 0});
        str_putc(out, '}');
        return;
    }
    put_stem(out, name, stem);
    if (name[stem] && name[stem + strspn(name + stem, "_")]) put_subscripts(out, name + stem);
}

/* ---- numbers ---- */

void latex_digits(struct str *out, const char *text)
{
    const char *exponent = strchr(text, 'e');
    size_t n = exponent ? (size_t)(exponent - text) : strlen(text);
    bool one = exponent && n == 1 && *text == '1';
    if (!one) str_put(out, text, n);
    if (exponent) str_putf(out, "%s10^{%s}", one ? "" : " \\times ", exponent + 1);
}

void latex_number(struct graph *g, number n, struct str *out)
{
    struct str text = {.mem = &g->core->mem};
    number_print(&g->numbers, n, &text);
    char *slash = text.s ? strchr(text.s, '/') : NULL;
    bool negative = text.s && text.s[0] == '-';
    if (slash) {
        *slash = '\0';
        str_putf(out, "%s\\frac{%s}{%s}", negative ? "-" : "", text.s + negative, slash + 1);
    } else
        latex_digits(out, text.s ? text.s : "");
    if (text.failed) out->failed = true;
    str_free(&text);
}

/* ---- functions ---- */

#define OPEN "\\left("
#define CLOSE "\\right)"
#define NAMED(command)                                  \
    {                                                   \
        command OPEN, ", ", CLOSE, command, POWER_BINDS \
    }
#define UPRIGHT(name) NAMED("\\operatorname{" name "}")

/* Functions that are not listed are written with their own name, upright. */
static const struct latex_function functions[FN_COUNT] = {
    [FN_sin] = NAMED("\\sin"),
    [FN_cos] = NAMED("\\cos"),
    [FN_tan] = NAMED("\\tan"),
    [FN_sec] = NAMED("\\sec"),
    [FN_csc] = NAMED("\\csc"),
    [FN_cot] = NAMED("\\cot"),
    [FN_asin] = NAMED("\\arcsin"),
    [FN_acos] = NAMED("\\arccos"),
    [FN_atan] = NAMED("\\arctan"),
    [FN_sinh] = NAMED("\\sinh"),
    [FN_cosh] = NAMED("\\cosh"),
    [FN_tanh] = NAMED("\\tanh"),
    [FN_coth] = NAMED("\\coth"),
    [FN_asinh] = UPRIGHT("arsinh"),
    [FN_acosh] = UPRIGHT("arcosh"),
    [FN_atanh] = UPRIGHT("artanh"),
    [FN_exp] = {"e^{", ", ", "}", NULL, POWER_BINDS},
    [FN_exp2] = {"2^{", ", ", "}", NULL, POWER_BINDS},
    [FN_expm1] = {"e^{", ", ", "} - 1", NULL, SUM_BINDS},
    [FN_log] = NAMED("\\ln"),
    [FN_log1p] = {"\\ln\\left(1 + ", ", ", CLOSE, NULL, POWER_BINDS},
    [FN_log2] = {"\\log_{2}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_log10] = {"\\log_{10}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_cbrt] = {"\\sqrt[3]{", ", ", "}", NULL, POWER_BINDS},
    [FN_abs] = {"\\left|", ", ", "\\right|", NULL, ATOM_BINDS},
    [FN_sign] = UPRIGHT("sgn"),
    [FN_floor] = {"\\left\\lfloor ", ", ", "\\right\\rfloor ", NULL, ATOM_BINDS},
    [FN_ceil] = {"\\left\\lceil ", ", ", "\\right\\rceil ", NULL, ATOM_BINDS},
    [FN_mod] = {"\\left(", " \\bmod ", "\\right)", NULL, ATOM_BINDS},
    [FN_minimum] = {"\\min" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_maximum] = {"\\max" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_less] = {"\\left[", " < ", "\\right]", NULL, ATOM_BINDS},
    [FN_less_equal] = {"\\left[", " \\le ", "\\right]", NULL, ATOM_BINDS},
    [FN_equal] = {"\\left[", " = ", "\\right]", NULL, ATOM_BINDS},
    [FN_not_equal] = {"\\left[", " \\ne ", "\\right]", NULL, ATOM_BINDS},
    [FN_erfinv] = {"\\operatorname{erf}^{-1}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_erfcinv] = {"\\operatorname{erfc}^{-1}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_exp1] = {"E_{1}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_expi] = {"\\operatorname{Ei}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_gammainc] = {"P" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_gammaincc] = {"Q" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_betainc] = {"I" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_gamma] = {"\\Gamma" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_lgamma] = {"\\ln\\left|\\Gamma" OPEN, ", ", CLOSE "\\right|", NULL, POWER_BINDS},
    [FN_digamma] = {"\\psi" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_polygamma] = {"\\psi^{\\left(", "\\right)}" OPEN, CLOSE, NULL, POWER_BINDS},
    [FN_beta] = {"\\mathrm{B}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_j0] = {"J_{0}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_j1] = {"J_{1}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_jn] = {"J_{", "}" OPEN, CLOSE, NULL, POWER_BINDS},
    [FN_y0] = {"Y_{0}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_y1] = {"Y_{1}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_yn] = {"Y_{", "}" OPEN, CLOSE, NULL, POWER_BINDS},
    [FN_lambertw] = {"W_{0}" OPEN, ", ", CLOSE, NULL, POWER_BINDS},
    [FN_relu] = UPRIGHT("ReLU"),
    [FN_leaky_relu] = UPRIGHT("LeakyReLU"),
    [FN_elu] = UPRIGHT("ELU"),
    [FN_gelu] = UPRIGHT("GELU"),
    [FN_silu] = UPRIGHT("SiLU"),
};

struct latex_function latex_function(enum fn fn)
{
    return functions[fn];
}
