#include "summary.h"

#include "report.h"

#include <string.h>

int summary_open(struct summary *summary, struct call *call)
{
    const char *path = call->options.value[OPT_REPORT];
    *summary = (struct summary){.pool = call->pool};
    if (!path) return 0;
    if (strcmp(path, "-") == 0)
        return report_error(DCALC_USAGE, "name a file", "--report does not go to standard output");
    int status = sink_open(&summary->sink, call->pool, path);
    summary->wanted = status == 0;
    if (summary->wanted) sink_set_last_words(&summary->sink, "{\"status\":", "}\n");
    return status;
}

bool summary_take(struct summary *summary, const char *json, size_t length)
{
    static const char end[] = "}\n";
    summary->json = pool_copy(summary->pool, json, length - strlen(end));
    return true;
}

int summary_check(struct summary *summary, const char *path)
{
    if (!summary->wanted || !path || strcmp(path, summary->sink.path) != 0) return 0;
    summary->wanted = false;
    sink_close(&summary->sink, false);
    return report_error(DCALC_USAGE, NULL, "%s cannot hold the answer and the report", path);
}

int summary_close(struct summary *summary, int status)
{
    if (!summary->wanted) return status;
    const char *json = summary->json ? summary->json : "{\"rows\":0,\"undefined\":0,\"dropped\":0";
    const char *line = pool_format(summary->pool, "%s,\"status\":%d}\n", json, status);
    sink_write(&summary->sink, line, strlen(line));
    int written = sink_close(&summary->sink, true);
    return status == 0 ? written : status;
}
