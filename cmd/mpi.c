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

enum { MOST_PENDING = 64 };
struct world {
    struct dcalc_ranks ranks;
    MPI_Request pending[MOST_PENDING]; /* of what was sent */
    int n_pending;
    bool disagreed;
    int messages; /* where standard error was; what is written to it is kept until the end */
};

static bool wait_for_sent(struct world *world)
{
    int n = world->n_pending;
    world->n_pending = 0;
    return MPI_Waitall(n, world->pending, MPI_STATUSES_IGNORE) == MPI_SUCCESS;
}

static bool agree(void *user, bool ok)
{
    struct world *world = user;
    int own = ok, all = 0;
    if (world->disagreed) return false;
    MPI_Allreduce(&own, &all, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    world->disagreed = !all;
    return all;
}

/* Numbers of one message. */
static int piece(size_t n)
{
    enum { MOST = 1 << 27 };
    return n < MOST ? (int)n : MOST;
}

static bool send(void *user, int to, const double *values, size_t n)
{
    struct world *world = user;
    for (int count; n; values += count, n -= (size_t)count) {
        count = piece(n);
        if (world->n_pending == MOST_PENDING && !wait_for_sent(world)) return false;
        if (MPI_Isend(values, count, MPI_DOUBLE, to, 0, MPI_COMM_WORLD,
                      &world->pending[world->n_pending++]) != MPI_SUCCESS)
            return false;
    }
    return true;
}

static bool receive(void *user, int from, double *values, size_t n)
{
    (void)user;
    for (int count; n; values += count, n -= (size_t)count) {
        count = piece(n);
        if (MPI_Recv(values, count, MPI_DOUBLE, from, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE) !=
            MPI_SUCCESS)
            return false;
    }
    return true;
}

static bool share(void *user, double *values, size_t n)
{
    if (!wait_for_sent(user)) return false;
    for (int count; n; values += count, n -= (size_t)count) {
        count = piece(n);
        if (MPI_Bcast(values, count, MPI_DOUBLE, 0, MPI_COMM_WORLD) != MPI_SUCCESS) return false;
    }
    return true;
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
    MPI_Init(&argc, &argv);
    *ranks = (struct dcalc_ranks){.size = sizeof *ranks,
                                  .agree = agree,
                                  .send = send,
                                  .receive = receive,
                                  .share = share,
                                  .user = &world};
    MPI_Comm_rank(MPI_COMM_WORLD, &ranks->rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks->n);
    if (ranks->rank > 0) keep_quiet(&world);
    struct words words;
    int status = check(argc, argv, ranks);
    if (status == 0)
        status = with_defaults(&words, argc, argv, ranks) ? run_words(words.n, words.at, ranks)
                                                          : dcalc_exit_status(DCALC_LIMIT);
    status = finish(&world, status);
    if (dcalc_is_busy()) MPI_Abort(MPI_COMM_WORLD, status);
    MPI_Finalize();
    return status;
}
