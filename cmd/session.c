#include "session.h"

#include "interrupt.h"
#include "report.h"

dcalc *session_open(const struct call *call)
{
    dcalc *session = dcalc_new();
    if (!session) {
        report_error(DCALC_LIMIT, NULL, "out of memory");
        return NULL;
    }
    struct dcalc_limits limits = DCALC_INIT(dcalc_limits);
    dcalc_default_limits(&limits);
    limits.seconds = option_seconds(&call->options, OPT_TIMEOUT);
    limits.memory = option_size(&call->options, OPT_MAX_MEMORY, limits.memory);
    limits.work = option_size(&call->options, OPT_MAX_WORK, limits.work);
    dcalc_set_limits(session, &limits);
    interrupt_watch(session);
    return session;
}

void session_close(dcalc *session)
{
    interrupt_watch(NULL);
    dcalc_free(session);
}
