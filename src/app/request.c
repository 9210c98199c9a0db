#include "app/request.h"

#include "app/session.h"
#include "base/sized.h"

/* The expressions at least are there in every version. */
enum { LEAST = offsetof(struct dcalc_request, lets) };

bool request_read(dcalc *session, struct dcalc_request *request, const struct dcalc_request *given)
{
    *request = (struct dcalc_request){0};
    if (!sized_copy(request, sizeof *request, given, LEAST)) {
        diag_error(&session->core, KIND_USAGE, (struct span){0},
                   "the request's size is not set, or is that of a newer version of dcalc.h");
        return diag_hint(&session->core, "begin it with DCALC_INIT(dcalc_request)");
    }
    request->has_at = request->has_at || request->n_at > 0;
    return true;
}
