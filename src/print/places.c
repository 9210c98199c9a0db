#include "print/places.h"

enum { WIDEST = 90 };

void places_put(struct str *out, size_t line, struct place_list list)
{
    for (size_t i = 0; i < list.n; i++) {
        bool wide = out->n - line > WIDEST;
        if (i) str_puts(out, wide ? ",\n    " : ", ");
        if (wide) line = out->n - 4;
        str_putf(out, "%zu", list.wide ? list.wide[i] : list.narrow[i]);
    }
}
