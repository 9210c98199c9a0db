/* help_words.c - what the names mean that are neither functions nor commands: constants and words
 * of the language. */
#include "help_words.h"

#include <string.h>

static const struct help_word words[] = {
    {"pi", "3.141592653589793, the circumference of a circle of diameter 1, as exact as it is "
           "needed; π is the same. A program or a point may give the name another value."},
    {"π", "the constant pi"},
    {"e", "2.718281828459045, the base of the natural logarithm, exp(1). A program or a point may "
          "give the name another value."},
    {"inf",
     "infinity, where a name may go: limit(f, x, inf), limit(f, x, -inf), --at x=inf of the "
     "command limit; norm(x, inf) is the greatest size, and where(m, A, -inf) leaves entries "
     "out of max, softmax and logsumexp"},
    {"None", "a new axis in a subscript: x[:, None] is the column of a vector"},
    {"and", "a < b and b < c: both conditions of where() hold"},
    {"or", "a < b or b < c: one of two conditions of where() holds, or both"},
    {"not", "not a < b: a condition of where() that does not hold"},
    {"True", "1, as in keepdims=True"},
    {"False", "0, as in keepdims=False"},
    {"T", "after a point, the transpose of a matrix: A.T"},
    {0},
};

const struct help_word *help_word_at(size_t i)
{
    return i < sizeof words / sizeof *words - 1 ? &words[i] : NULL;
}

const struct help_word *help_word_find(const char *name)
{
    for (size_t i = 0; help_word_at(i); i++)
        if (strcmp(words[i].name, name) == 0) return &words[i];
    return NULL;
}
