/* spawn [-i INPUT] [-o] RUNS COMMAND...: milliseconds of a whole process, from its start to its
 * end; the median of so many runs. INPUT is what it reads, -o says that it writes to a file in
 * memory and not to /dev/null. Also the most memory that a run took, in KiB. */
/* Build: -std=c11 -O2 -D_GNU_SOURCE -lm */
#include "common.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double run(char **command, int in, int out)
{
    int status;
    double start = now();
    pid_t child = vfork();
    if (!child) {
        dup2(in, 0), dup2(out, 1);
        execvp(*command, command);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) < 0 || status) exit(1);
    return 1e3 * (now() - start);
}

int main(int argc, char **argv)
{
    static double times[BENCH_MOST];
    struct rusage usage;
    const char *input = "";
    int keeps = 0;
    for (int option; (option = getopt(argc, argv, "+i:o")) != -1;)
        option == 'i' ? (void)(input = optarg) : (void)(keeps = 1);
    if (argc < optind + 2) return 2;
    int runs = atoi(argv[optind]);
    int in = memfd_create("input", 0),
        out = keeps ? memfd_create("output", 0) : open("/dev/null", O_WRONLY);
    if (runs > BENCH_MOST || in < 0 || out < 0 || write(in, input, strlen(input)) < 0) return 1;
    for (int k = -1; k < runs; k++) { /* the first does not count */
        if (lseek(in, 0, SEEK_SET) || (keeps && (lseek(out, 0, SEEK_SET) || ftruncate(out, 0))))
            return 1;
        double spent = run(argv + optind + 1, in, out);
        if (k >= 0) times[k] = spent;
    }
    getrusage(RUSAGE_CHILDREN, &usage);
    printf("%.6g kib=%ld\n", median(times, (size_t)runs), usage.ru_maxrss);
    return 0;
}
