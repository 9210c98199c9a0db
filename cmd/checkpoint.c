#define _POSIX_C_SOURCE 200809L
#include "checkpoint.h"

#include "files.h"
#include "report.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

static int check(const struct options *options)
{
    const char *path = options->value[OPT_CHECKPOINT], *output = options->value[OPT_OUTPUT],
               *log = options->value[OPT_LOG];
    if (!path && options->value[OPT_SAVE_EVERY])
        return report_error(DCALC_USAGE, "give it with --checkpoint FILE",
                            "--save-every is about a checkpoint");
    if (path && strcmp(path, "-") == 0)
        return report_error(DCALC_USAGE, "name a file", "--checkpoint is read and written");
    if (path && output && strcmp(path, output) == 0)
        return report_error(DCALC_USAGE, NULL, "%s cannot hold the answer and the checkpoint",
                            path);
    if (path && log && strcmp(path, log) == 0)
        return report_error(DCALC_USAGE, NULL, "%s cannot hold the log and the checkpoint", path);
    return 0;
}

int checkpoint_open(struct checkpoint *checkpoint, const struct call *call,
                    struct dcalc_request *request)
{
    const char *path = call->options.value[OPT_CHECKPOINT];
    int status = check(&call->options);
    *checkpoint = (struct checkpoint){path};
    if (status != 0 || !path) return status;
    if (access(path, F_OK) != 0 && errno == ENOENT) return 0;
    struct dcalc_limits limits = DCALC_INIT(dcalc_limits);
    dcalc_default_limits(&limits);
    size_t most = option_size(&call->options, OPT_MAX_MEMORY, limits.memory);
    struct inputs inputs = {.pool = call->pool, .limit = most < SIZE_MAX ? most : most - 1};
    status = read_whole(&inputs, &request->resume, path);
    if (status != 0 || request->resume.length <= most) return status;
    return report_error(DCALC_LIMIT, "allow more with --max-memory", "%s does not fit into memory",
                        path);
}

bool checkpoint_write(const struct checkpoint *checkpoint, const char *bytes, size_t length)
{
    struct sink sink;
    struct pool pool = {0}; /* there may be many */
    bool ok = sink_open(&sink, &pool, checkpoint->path) == 0;
    if (ok) sink_write(&sink, bytes, length);
    ok = ok && sink_close(&sink, true) == 0;
    pool_free(&pool);
    return ok;
}
