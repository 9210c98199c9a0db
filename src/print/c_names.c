/* c_names.c - turns names of the program into identifiers of C. */
#include "print/c_private.h"

#include <stdio.h>
#include <string.h>

const char *c_text(struct c_writer *w, const char *format, ...)
{
    struct str s = {.mem = &w->core->mem};
    va_list args;
    va_start(args, format);
    str_vputf(&s, format, args);
    va_end(args);
    const char *text = s.failed ? NULL : arena_text(&w->core->arena, s.s ? s.s : "", s.n);
    str_free(&s);
    if (!text) w->failed = true;
    return text ? text : "";
}

/* Keywords, macros and functions that the code or its headers may use. */
static const char words[] =
    " auto break case char const continue default do double else enum extern float for goto if "
    "inline "
    "int long register restrict return short signed sizeof static struct switch typedef union "
    "unsigned "
    "void volatile while NULL EOF INFINITY NAN HUGE_VAL HUGE_VALF HUGE_VALL MATH_ERRNO "
    "MATH_ERREXCEPT "
    "math_errhandling FP_NAN FP_INFINITE FP_NORMAL FP_SUBNORMAL FP_ZERO FP_ILOGB0 FP_ILOGBNAN "
    "FP_FAST_FMA "
    "stdin stdout stderr signgam main printf scanf putchar fprintf fputs isnan isinf isfinite "
    "isnormal "
    "signbit fpclassify fabs fmod fma fmin fmax fdim tgamma nearbyint rint lrint nan remainder "
    "remquo "
    "copysign frexp ldexp modf scalbn ilogb logb trunc nextafter lround sqrt pow jn yn power "
    "square zeta "
    "is_order factorise determinant logdet_of log_size_of det_of sign_of_det substitute solve_by "
    "solve_transposed invert cofactors moved_cofactors frexp jn_real yn_real read_point asm typeof "
    "bool true false linux unix ";

static bool is_word(const char *name)
{
    size_t n = strlen(name);
    for (const char *at = words; (at = strstr(at + 1, name));)
        if (at[-1] == ' ' && at[n] == ' ') return true;
    const struct fn_row *row = fn_find(name, n);
    return row && row->function >= 0;
}

static const char *greek(unsigned code)
{
    static const char *const names[] = {
        "alpha", "beta",   "gamma",   "delta", "epsilon", "zeta",    "eta",  "theta", "iota",
        "kappa", "lambda", "mu",      "nu",    "xi",      "omicron", "pi",   "rho",   "sigma",
        "sigma", "tau",    "upsilon", "phi",   "chi",     "psi",     "omega"};
    return code >= 0x3b1 && code <= 0x3c9 ? names[code - 0x3b1] : NULL;
}

/* Appends a character outside ASCII as the name of a Greek letter, or as its number. The parser has
 * checked that the bytes are UTF-8. */
static const char *put_letter(struct str *out, const char *s)
{
    unsigned char c = (unsigned char)*s++;
    unsigned code = c < 0xe0 ? c & 0x1fu : c < 0xf0 ? c & 0x0fu : c & 0x07u;
    while (((unsigned char)*s & 0xc0) == 0x80) code = code << 6 | ((unsigned char)*s++ & 0x3fu);
    if (greek(code))
        str_puts(out, greek(code));
    else
        str_putf(out, "u%04x", code);
    return s;
}

static void put_identifier(struct str *out, const char *name)
{
    /* C reserves names that begin with an underscore. */
    if (*name == '_' || (*name >= '0' && *name <= '9')) str_putc(out, 'v');
    while (*name) {
        unsigned char c = (unsigned char)*name;
        bool plain =
            c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (c >= 0x80) {
            name = put_letter(out, name);
            continue;
        }
        str_putc(out, plain ? (char)c : '_');
        name++;
    }
}

const char *c_name(struct c_writer *w, const char *name)
{
    struct str s = {.mem = &w->core->mem};
    put_identifier(&s, name);
    if (!s.failed && is_word(s.s)) str_putc(&s, '_');
    size_t n = s.n;
    for (unsigned k = 2; !s.failed && names_find(&w->taken, s.s, s.n) != NAME_NONE; k++) {
        s.n = n;
        str_putf(&s, "_%u", k);
    }
    if (s.failed || names_intern(&w->taken, &w->core->arena, s.s, s.n) == NAME_NONE)
        w->failed = true;
    const char *result = c_text(w, "%s", s.failed ? "" : s.s);
    str_free(&s);
    return result;
}

void c_line(struct c_writer *w, uint32_t block, const char *format, ...)
{
    struct str *out = &w->branches.at[block].out;
    va_list args;
    for (uint32_t i = 0; i <= w->branches.at[block].depth; i++) str_puts(out, "    ");
    va_start(args, format);
    str_vputf(out, format, args);
    va_end(args);
    str_putc(out, '\n');
}

const char *c_temporary(struct c_writer *w)
{
    char name[16];
    snprintf(name, sizeof name, "t%u", ++w->n_temporaries);
    return c_name(w, name);
}
