/* token_hints.c - characters that mean something in books and other languages: what is written
 * here. */
#include "text/token.h"

#include <string.h>

/* How a character stands: before its operand, behind it, right behind ^, or anywhere. */
enum stands { BEFORE, BEHIND, RAISED, ANYWHERE };

/* The first row that fits is taken. */
static const struct {
    const char *sign;
    enum stands stands;
    const char *hint;
} signs[] = {
    {"\xe2\x88\x9a", ANYWHERE, "a square root is written sqrt(x)"},
    {"\xe2\x88\x9b", ANYWHERE, "a cube root is written cbrt(x)"},
    {".'", BEHIND, "a transpose is written A.T"},
    {".^", BEHIND, "powers go entry by entry as they are: x^2"},
    {".*", BEHIND, "products go entry by entry as they are: x*y; those of matrices are A@B"},
    {"./", BEHIND, "quotients go entry by entry as they are: x/y"},
    {"||", BEHIND, "write or between two conditions"},
    {"|", ANYWHERE, "an absolute value is written abs(x), the norm of a vector norm(x)"},
    {"\xe2\x80\x96", ANYWHERE, "the norm of a vector is written norm(x)"},
    {"!", BEHIND, "a factorial is written gamma(x + 1)"},
    {"!", BEFORE, "write not before a condition"},
    {"~", ANYWHERE, "write not before a condition"},
    {"$", ANYWHERE, "a value of the shell is bound, as in --at \"x=$x\""},
    {"?", BEHIND, "write where(condition, a, b)"},
    {"&", ANYWHERE, "write and between two conditions"},
    {"\xe2\x88\xa7", ANYWHERE, "write and between two conditions"},
    {"\xe2\x88\xa8", ANYWHERE, "write or between two conditions"},
    {"'", BEHIND, "a derivative is written diff(f(x), x), a transpose A.T"},
    {"\xe2\x80\x99", BEHIND, "a derivative is written diff(f(x), x), a transpose A.T"},
    {"\xe2\x80\xb2", BEHIND, "a derivative is written diff(f(x), x), a transpose A.T"},
    {"\xe2\x80\xb3", BEHIND, "a second derivative is written diff(f(x), x, 2)"},
    {"\xe2\x80\x93", ANYWHERE, "a minus is written -"},
    {"\xe2\x80\x94", ANYWHERE, "a minus is written -"},
    {"\"", ANYWHERE, "names are written without quotes"},
    {"\xe2\x80\x9c", ANYWHERE, "names are written without quotes"},
    {"\xe2\x80\x9d", ANYWHERE, "names are written without quotes"},
    {"\xe2\x88\x82", ANYWHERE, "a derivative is written diff(f, x)"},
    {"\xe2\x88\x87", ANYWHERE, "a gradient is written grad(f, x)"},
    {"\xe2\x88\xab", ANYWHERE, "dcalc differentiates, and does not integrate"},
    {"\xe2\x88\x91", ANYWHERE, "a sum is written sum([a, b, c]), or sum(f, i, 1, n)"},
    {"\xe2\x88\x8f", ANYWHERE, "a product is written prod([a, b, c]), or prod(f, i, 1, n)"},
    {"\xe2\x88\x9e", ANYWHERE, "infinity is written inf, where a limit goes"},
    {"%*%", BEHIND, "a product of matrices is written A@B"},
    {"%/%", BEHIND, "a quotient without its remainder is written floor(x/y)"},
    {"%", BEHIND, "a remainder is written mod(x, y), a percentage x/100"},
    {"\xc2\xb0", BEHIND, "an angle of x degrees is x*pi/180"},
    {"\\", BEHIND, "the solution of A@x = b is written solve(A, b)"},
    {"\\", ANYWHERE, "LaTeX is written, by -f latex, and not read: \\frac{a}{b} is a/b"},
    {"{", RAISED, "an exponent is put in parentheses: x^(n + 1)"},
    {"{", ANYWHERE, "a vector is written [1, 2], a matrix [[1, 2], [3, 4]]"},
    {"\xe2\x81\xbb", BEHIND, "a negative power is written x^-2, an inverse function acos(x)"},
    {"\xc2\xbd", ANYWHERE, "write 1/2"},
    {"\xc2\xbc", ANYWHERE, "write 1/4"},
    {"\xc2\xbe", ANYWHERE, "write 3/4"},
};

/* Does something stand before byte `at` that can be an operand? */
static bool is_behind(const char *text, uint32_t at)
{
    while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t')) at--;
    return at > 0 && !strchr("+-*/^@=<>,;:([\n", text[at - 1]);
}

void token_hint(struct core *core, const char *text, uint32_t at, uint32_t length)
{
    bool raised = at > 0 && text[at - 1] == '^';
    enum stands stands = raised ? RAISED : is_behind(text, at) ? BEHIND : BEFORE;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t n = strlen(signs[i].sign);
        if (n > length - at || memcmp(signs[i].sign, text + at, n) != 0) continue;
        if (signs[i].stands != ANYWHERE && signs[i].stands != stands) continue;
        diag_hint(core, "%s", signs[i].hint);
        return;
    }
}
