/* rooms.c - a core of one's own, small stacks and the height of memory. */
#include "support.h"

#include "eval/enclose.h"
#include "graph/graph.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __SANITIZE_ADDRESS__
enum { STACK_FACTOR = 8 };
#else
enum { STACK_FACTOR = 1 };
#endif

void core_open(struct core *core)
{
    struct dcalc_limits from = DCALC_INIT(dcalc_limits);
    dcalc_default_limits(&from);
    *core = (struct core){.limits = {.depth = from.depth,
                                     .nodes = from.nodes,
                                     .digits = from.digits,
                                     .bytes = from.bytes,
                                     .memory = from.memory}};
    core->mem.limit = from.memory;
    core->arena.mem = &core->mem;
}

void core_close(struct core *core)
{
    vec_free(&core->mem, &core->sources);
    vec_free(&core->mem, &core->diags);
    names_free(&core->names, &core->mem);
    arena_free(&core->arena);
    ck_assert_msg(core->mem.used == 0, "%zu bytes were not given back", core->mem.used);
}

static mpfr_exp_t emin, emax;

void enclosing_open(struct core *core, struct graph *graph, struct enclose_env *env)
{
    core_open(core);
    ck_assert(graph_init(graph, core));
    *env = (struct enclose_env){.core = core};
    emin = mpfr_get_emin();
    emax = mpfr_get_emax();
    mpfr_set_emin(mpfr_get_emin_min());
    mpfr_set_emax(mpfr_get_emax_max());
}

void enclosing_close(struct core *core, struct graph *graph, struct enclose_env *env)
{
    mpfr_set_emin(emin);
    mpfr_set_emax(emax);
    enclose_env_free(env);
    graph_free(graph);
    core_close(core);
    mpfr_free_cache();
}

struct errand {
    void (*work)(void *);
    void *user;
};

static void *run_errand(void *errand)
{
    struct errand *e = errand;
    e->work(e->user);
    return NULL;
}

void on_small_stack(size_t bytes, void (*work)(void *), void *user)
{
    struct errand errand = {work, user};
    pthread_attr_t attributes;
    pthread_t thread;
    ck_assert_int_eq(pthread_attr_init(&attributes), 0);
    ck_assert_int_eq(pthread_attr_setstacksize(&attributes, bytes * STACK_FACTOR), 0);
    ck_assert_int_eq(pthread_create(&thread, &attributes, run_errand, &errand), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    pthread_attr_destroy(&attributes);
}

static void nothing(void *user)
{
    (void)user;
}

/* The largest resident size of a child that does the work. */
static long height(void (*work)(void *), void *user)
{
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        work(user);
        _exit(0);
    }
    int status;
    struct rusage usage;
    ck_assert_int_eq(wait4(child, &status, 0, &usage), child);
    ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0,
                  "the child that was measured failed");
    return usage.ru_maxrss;
}

size_t memory_of(void (*work)(void *), void *user)
{
    long empty = height(nothing, NULL), full = height(work, user);
    return full > empty ? (size_t)(full - empty) * 1024 : 0;
}
