/* explain.c - the work, step by step. */
#include "app/session.h"

bool work_explain(struct work *w)
{
    (void)w;
    return true;
}
