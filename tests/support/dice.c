/* dice.c - the same random expressions in every run. */
#include "support.h"

#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint64_t dice_next(struct dice *dice)
{
    dice->state ^= dice->state >> 12;
    dice->state ^= dice->state << 25;
    dice->state ^= dice->state >> 27;
    return dice->state * 0x2545F4914F6CDD1Du;
}

size_t dice_below(struct dice *dice, size_t n)
{
    return (size_t)(dice_next(dice) >> 11) % n;
}

double dice_between(struct dice *dice, double low, double high)
{
    return low + (high - low) * (double)(dice_next(dice) >> 11) * 0x1p-53;
}

static const char *const leaves[] = {"x", "y", "z", "x", "2", "1/3", "0.7", "pi/4"};

/* %1$s and %2$s stand for smaller expressions; each keeps its value moderate. */
static const char *const forms[] = {
    "sin(%1$s)",
    "cos(%1$s)",
    "tanh(%1$s)",
    "atan(%1$s)",
    "exp(-(%1$s)^2)",
    "log1p((%1$s)^2)",
    "sqrt((%1$s)^2 + 1)",
    "softplus(%1$s)",
    "erf(%1$s)",
    "expit(%1$s)",
    "asinh(%1$s)",
    "-(%1$s)",
    "(%1$s) + (%2$s)",
    "(%1$s) - (%2$s)",
    "tanh(%1$s)*(%2$s)",
    "(%1$s)/((%2$s)^2 + 1)",
    "(%1$s)*cos(%2$s)",
    "((%1$s)^2 + 1)^sin(%2$s)",
    "hypot(%1$s, 1 + exp(sin(%2$s)))",
    "2*(%1$s) + (%2$s)/3",
};

/* Puts a form with its two holes filled. */
static void fill(struct str *out, const char *form, const char *a, const char *b)
{
    for (; *form; form++) {
        if (*form != '%') {
            str_putc(out, *form);
            continue;
        }
        str_puts(out, form[1] == '1' ? a : b);
        form += 3;
    }
}

char *dice_expression(struct dice *dice, int size)
{
    if (size <= 1) return strdup(leaves[dice_below(dice, sizeof leaves / sizeof *leaves)]);
    const char *form = forms[dice_below(dice, sizeof forms / sizeof *forms)];
    bool two = strstr(form, "%2") != NULL;
    int left = two ? 1 + (int)dice_below(dice, (size_t)size - 1) : size - 1;
    char *a = dice_expression(dice, left), *b = dice_expression(dice, two ? size - left : 1);
    struct mem mem = {0};
    struct str out = {.mem = &mem};
    fill(&out, form, a, b);
    free(a), free(b);
    char *text = strdup(out.s);
    str_free(&out);
    return text;
}

void dice_point(struct dice *dice, char point[64])
{
    double x = dice_between(dice, -2, 2), y = dice_between(dice, -2, 2),
           z = dice_between(dice, -2, 2);
    snprintf(point, 64, "x=%.4f,y=%.4f,z=%.4f", x, y, z);
}
