/* Any bytes as a stream of jobs: every answer is one line of JSON, and the stream ends with an
 * exit status that exists. Where lines are asked for, every line has one answer. */
#include "fuzz.h"

/* Each job may take its second, so that their number bounds the time of an input. */
enum { MOST_ANSWERS = 12 };

struct stream {
    const uint8_t *bytes;
    size_t left, answers;
};

/* Small pieces, so that values fall apart at every place. */
static long next_piece(void *user, char *buffer, size_t size)
{
    struct stream *stream = user;
    size_t n = stream->left < 13 ? stream->left : 13;
    if (n > size) n = size;
    if (n) memcpy(buffer, stream->bytes, n);
    stream->bytes += n;
    stream->left -= n;
    return (long)n;
}

static bool take_answers(void *user, const char *bytes, size_t length)
{
    struct stream *stream = user;
    LAW(length > 0 && bytes[length - 1] == '\n', "an answer that is no line");
    LAW(!memchr(bytes, '\0', length), "a NUL in an answer");
    for (const char *end = bytes + length, *next; bytes < end; bytes = next) {
        next = (const char *)memchr(bytes, '\n', (size_t)(end - bytes)) + 1;
        LAW((bytes[0] == '{' && next[-2] == '}') || (bytes[0] == '[' && next[-2] == ']'),
            "an answer that is neither an object nor a list");
        stream->answers++;
    }
    return stream->answers < MOST_ANSWERS;
}

static size_t count_lines(const uint8_t *bytes, size_t size)
{
    size_t lines = 0;
    for (size_t i = 0, says = 0; i < size; i++) {
        if (!strchr(" \t\r\n", bytes[i]) || !bytes[i]) says = 1;
        bool ends = bytes[i] == '\n' || i + 1 == size;
        if (ends) lines += says, says = 0;
    }
    return lines;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dcalc *session = fuzz_session(1);
    struct stream stream = {.bytes = data, .left = size};
    struct dcalc_jobs jobs = {.size = sizeof jobs,
                              .next = next_piece,
                              .put = take_answers,
                              .user = &stream,
                              .source = "jobs",
                              .no_files = true,
                              .lines = size % 2};
    int status = dcalc_run_jobs(session, &jobs);
    LAW(status >= 0 && status <= 4, "exit status %d", status);
    LAW(stream.answers || status == 0, "exit status %d without an answer", status);
    bool all = jobs.lines && stream.answers < MOST_ANSWERS && status < 4;
    LAW(!all || stream.answers == count_lines(data, size), "%zu answers to %zu lines",
        stream.answers, count_lines(data, size));
    dcalc_free(session);
    return 0;
}
