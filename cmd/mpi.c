/* dcalc-mpi: the commands of dcalc, by all ranks of an MPI job. The one file that knows MPI. */
#include "program.h"
#include "report.h"

#include <mpi.h>

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- messages ---- */

struct world {
    struct dcalc_ranks ranks;
    MPI_Request *begun; /* messages */
    int n_begun, room;
    bool disagreed;
    int messages; /* where standard error was; what is written to it is kept until the end */
};

static bool agree(void *user, bool ok)
{
    struct world *world = user;
    int own = ok, all = 0;
    if (world->disagreed) return false;
    MPI_Allreduce(&own, &all, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    world->disagreed = !all;
    return all;
}

/* Returns the request of a further message, NULL without memory. */
static MPI_Request *begin(struct world *world)
{
    if (world->n_begun == world->room) {
        int room = 2 * world->room + 64;
        MPI_Request *all = realloc(world->begun, (size_t)room * sizeof *all);
        if (!all) return NULL;
        world->begun = all;
        world->room = room;
    }
    world->begun[world->n_begun] = MPI_REQUEST_NULL;
    return &world->begun[world->n_begun++];
}

/* MPI goes on with messages only while it is called. */
static bool send(void *user, int to, int tag, const double *values, size_t n)
{
    MPI_Request *request = begin(user);
    int any;
    return request && n <= INT_MAX &&
           MPI_Isend(values, (int)n, MPI_DOUBLE, to, tag, MPI_COMM_WORLD, request) == MPI_SUCCESS &&
           MPI_Iprobe(to, tag, MPI_COMM_WORLD, &any, MPI_STATUS_IGNORE) == MPI_SUCCESS;
}

static int expect(void *user, int from, int tag, double *values, size_t n)
{
    struct world *world = user;
    MPI_Request *request = begin(world);
    bool ok =
        request && n <= INT_MAX &&
        MPI_Irecv(values, (int)n, MPI_DOUBLE, from, tag, MPI_COMM_WORLD, request) == MPI_SUCCESS;
    return ok ? world->n_begun - 1 : -1;
}

static bool arrived(void *user, int expected, bool wait)
{
    struct world *world = user;
    MPI_Request *request = &world->begun[expected];
    int there = 1;
    if (wait) return MPI_Wait(request, MPI_STATUS_IGNORE) == MPI_SUCCESS;
    return MPI_Test(request, &there, MPI_STATUS_IGNORE) == MPI_SUCCESS && there;
}

static bool share(void *user, double *values, size_t n)
{
    enum { MOST = 1 << 27 };
    for (int count; n; values += count, n -= (size_t)count) {
        MPI_Request *request = begin(user);
        count = n < MOST ? (int)n : MOST;
        if (!request ||
            MPI_Ibcast(values, count, MPI_DOUBLE, 0, MPI_COMM_WORLD, request) != MPI_SUCCESS)
            return false;
    }
    return true;
}

static bool finish_messages(void *user)
{
    struct world *world = user;
    bool ok = true;
    for (int i = 0; i < world->n_begun; i++)
        ok = MPI_Wait(&world->begun[i], MPI_STATUS_IGNORE) == MPI_SUCCESS && ok;
    world->n_begun = 0;
    return ok;
}

/* ---- what is said ---- */

/* Rank 0 alone answers. Others keep what they have to say of an error, as that may be the same on
 * all of them. */
static void keep_quiet(struct world *world)
{
    int nowhere = open("/dev/null", O_WRONLY);
    FILE *kept = tmpfile();
    if (nowhere >= 0) dup2(nowhere, 1);
    if (!kept) return;
    world->messages = dup(2);
    dup2(fileno(kept), 2);
}

static void say_kept(const struct world *world)
{
    char text[4096];
    ssize_t n;
    if (world->messages < 0) return;
    dprintf(world->messages, "dcalc-mpi: on rank %d:\n", world->ranks.rank);
    for (off_t at = 0; (n = pread(2, text, sizeof text, at)) > 0; at += n)
        if (write(world->messages, text, (size_t)n) < 0) return;
}

/* Notes, on rows without an answer say, in the order of ranks. */
static void say_notes(const struct world *world)
{
    int own = world->messages >= 0 && lseek(2, 0, SEEK_END) > 0, any = 0;
    MPI_Allreduce(&own, &any, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
    for (int i = 0; any && i < world->ranks.n; i++) {
        if (own && i == world->ranks.rank) say_kept(world);
        MPI_Barrier(MPI_COMM_WORLD);
    }
}

/* The first rank that has failed says so. Returns its status, which is that of all. */
static int finish(struct world *world, int status)
{
    int n = world->ranks.n, own = n, first = n;
    if (agree(world, status == 0)) return say_notes(world), status;
    if (status != 0 && status != STATUS_OF_ANOTHER) own = world->ranks.rank;
    MPI_Allreduce(&own, &first, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    if (first == n) return status;
    MPI_Bcast(&status, 1, MPI_INT, first, MPI_COMM_WORLD);
    if (first == world->ranks.rank) say_kept(world);
    return status;
}

/* ---- the program ---- */

static bool is_given(int argc, char **argv, const char *option)
{
    size_t n = strlen(option);
    for (int i = 2; i < argc; i++)
        if (!strncmp(argv[i], option, n) && (!argv[i][n] || argv[i][n] == '=')) return true;
    return false;
}

/* How many of the machine's cores a rank has. */
static int share_of_cores(void)
{
    MPI_Comm machine;
    int ranks = 1, share = (int)sysconf(_SC_NPROCESSORS_ONLN);
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
    MPI_Comm_size(machine, &ranks);
    MPI_Comm_free(&machine);
    share /= ranks;
    return share < 1 ? 1 : share;
}

/* The words of the program, with defaults that options given after them replace. */
struct words {
    char **at;
    int n;
    char threads[16], part[32];
};

static void add(struct words *words, const char *option, char *value)
{
    words->at[words->n++] = (char *)option;
    if (value) words->at[words->n++] = value;
}

/* Each rank has a part of a training, or of the rows of a table, and writes it where it belongs. */
static void add_defaults(struct words *words, const struct dcalc_ranks *ranks, bool trains)
{
    static char parts[] = "16";
    snprintf(words->threads, sizeof words->threads, "%d", share_of_cores());
    snprintf(words->part, sizeof words->part, "%d/%d", ranks->rank + 1, ranks->n);
    add(words, "--threads", words->threads);
    if (trains) add(words, "--parts", parts);
    if (trains || ranks->n == 1) return;
    add(words, "--rows", words->part);
    add(words, "--in-place", NULL);
}

static bool with_defaults(struct words *words, int argc, char **argv,
                          const struct dcalc_ranks *ranks)
{
    enum { MOST_DEFAULTS = 8 };
    words->n = 0;
    words->at = malloc(((size_t)argc + MOST_DEFAULTS + 1) * sizeof *words->at);
    bool trains = argc > 1 && !strcmp(argv[1], "backprop") && is_given(argc, argv, "--data"),
         rows = is_given(argc, argv, "--points") && strcmp(argv[1], "plot") != 0;
    for (int i = 0; words->at && i < argc; i++) {
        words->at[words->n++] = argv[i];
        if (i == 1 && (trains || rows)) add_defaults(words, ranks, trains);
    }
    if (words->at) words->at[words->n] = NULL;
    return words->at != NULL;
}

/* What would be the work of one rank alone, or be written by all of them. */
static int check(int argc, char **argv, const struct dcalc_ranks *ranks)
{
    bool rows = is_given(argc, argv, "--points");
    if (ranks->n == 1 || !rows) return 0;
    if (is_given(argc, argv, "--rows"))
        return report_error(DCALC_USAGE, "take the rows with dcalc, or all rows",
                            "dcalc-mpi gives each rank its --rows");
    if (is_given(argc, argv, "--report"))
        return report_error(DCALC_USAGE, "start dcalc --rows 1/4 --report FILE for each part",
                            "dcalc-mpi writes no --report");
    return 0;
}

int main(int argc, char **argv)
{
    struct world world = {.messages = -1};
    struct dcalc_ranks *ranks = &world.ranks;
    setenv("OMPI_MCA_mpi_yield_when_idle", "1", 0); /* ranks that wait keep no core from others */
    MPI_Init(&argc, &argv);
    *ranks = (struct dcalc_ranks){.size = sizeof *ranks,
                                  .agree = agree,
                                  .send = send,
                                  .expect = expect,
                                  .arrived = arrived,
                                  .share = share,
                                  .finish = finish_messages,
                                  .user = &world};
    MPI_Comm_rank(MPI_COMM_WORLD, &ranks->rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks->n);
    if (ranks->rank > 0) keep_quiet(&world);
    struct words words;
    int status = check(argc, argv, ranks);
    if (status == 0)
        status = with_defaults(&words, argc, argv, ranks)
                     ? run_words(words.n, words.at, &(struct setting){.ranks = ranks})
                     : dcalc_exit_status(DCALC_LIMIT);
    status = finish(&world, status);
    if (dcalc_is_busy()) MPI_Abort(MPI_COMM_WORLD, status);
    MPI_Finalize();
    free(world.begun);
    return status;
}
