/* train_private.h - what the files of training share. */
#ifndef TRAIN_PRIVATE_H
#define TRAIN_PRIVATE_H

#include "number/doubles.h"
#include "number/watch.h"
#include "train/train.h"

/* ---- values.c: arrays that the request gives ---- */

/* An array under a name. */
struct value {
    const char *name;
    struct dcalc_values
        array; /* its entries are where the caller has them, or in the core's arena */
    size_t count;
};

/* The one of n values with this name, or NULL. */
const struct value *value_find(const struct value *values, size_t n, const char *name);
/* Reads a binding, whose text is a constant expression. False after a diagnostic. */
bool value_read(struct question *q, const struct dcalc_binding *binding, struct value *out);
/* The numbers of constant nodes, one array after the other. `bound` are names that they may use. */
struct constants {
    const id *nodes;
    size_t n;
    const struct bound_name *bound;
    size_t n_bound;
};
bool value_compute(struct question *q, const struct constants *constants, double *out);
/* A number that is given as a text, not below 0. False after a diagnostic. */
bool value_number(struct question *q, const struct dcalc_text *text, double *out);

/* ---- settings.c: words such as adam:beta1=0.9,eps=1e-8 ---- */

/* What a setting's numbers must be. */
enum setting_range {
    SETTING_NOT_NEGATIVE,
    SETTING_POSITIVE,
    SETTING_FRACTION,
    SETTING_COUNT,
    SETTING_SWITCH,
};

struct setting {
    const char *name; /* NULL ends a list */
    double usual;
    enum setting_range range;
};

enum { MOST_SETTINGS = 6 };

struct settings_row {
    const char *name;
    struct setting settings[MOST_SETTINGS + 1];
};

/* Reads the word before the colon as one of n rows, which are `stride` bytes apart and begin with a
 * settings_row, and its settings, in the order of the row. Returns the row's number, -1 after a
 * diagnostic. */
struct settings_table {
    const char *option; /* "--optimizer" */
    const void *rows;
    size_t n, stride;
};
int settings_read(struct question *q, const struct settings_table *table,
                  const struct dcalc_text *text, double *values);

/* ---- schedule.c: the learning rate of an epoch ---- */

struct schedule {
    int kind; /* -1: the same rate throughout */
    double settings[MOST_SETTINGS];
};

bool schedule_read(struct question *q, struct schedule *out);
/* The rate of an epoch, from 0, of so many. */
double schedule_rate(const struct schedule *schedule, double rate, double epoch, double epochs);

/* ---- shuffle.c: the order of rows ---- */

enum { SHUFFLE_ROUNDS = 8 };

struct shuffle {
    uint64_t n;
    unsigned half; /* bits of half a number */
    uint64_t keys[SHUFFLE_ROUNDS];
};

/* Begins the order of n rows in an epoch, from 0. */
void shuffle_begin(struct shuffle *shuffle, uint64_t n, uint64_t seed, uint64_t epoch);
/* The row that comes at place i. */
uint64_t shuffle_at(const struct shuffle *shuffle, uint64_t i);

/* ---- batches.c: rows of the data ---- */

struct data {
    const char *option; /* "--data", in messages */
    struct value *arrays;
    size_t n, rows;    /* without arrays, one row */
    double **gathered; /* of each array, room for the rows of a batch in another order; or NULL */
    const double **at; /* of each array, the rows of the batch at hand */
};

bool data_read(struct question *q, struct data *out, const char *option,
               const struct dcalc_binding *bindings, size_t n);
/* The room for batches of so many rows in another order. */
bool data_make_room(struct question *q, struct data *data, size_t rows);
/* Numbers in a row of an array. */
static inline size_t data_width(const struct value *array)
{
    return array->array.ndim > 1 ? array->array.dims[1] : 1;
}
/* The shape of an array of so many rows. */
struct shape_data data_shape(const struct value *array, size_t rows);
/* Makes `at` the n rows from place `first` on, in the order of `shuffle` if there is one. False
 * after a diagnostic: a number is not finite. */
bool data_take(struct question *q, struct data *data, size_t first, size_t n,
               const struct shuffle *shuffle);

/* ---- split.c, split_loss.c: a loss as a sum over parts of a batch ---- */

/* How a loss depends on the number of rows: its sum over rows times that number to a power, plus,
 * with has_rest, what does not depend on the data, times the number to the power `rest`. */
struct split {
    int power;
    bool has_rest;
    int rest;
};

/* The variables that the rows of the data are, and how many rows. */
struct split_source {
    const id *data;
    size_t n_data;
    int64_t rows;
};

/* Reads how the loss of a question depends on its rows, whose number must be a prime that divides
 * no other size. False after a diagnostic: it is no sum over parts. */
bool split_read(struct question *q, const struct split_source *source, struct split *out);
/* Makes the loss that of a part of so many rows of a batch. */
bool split_take(struct question *q, const struct split *split, const struct split_source *source,
                size_t batch);

/* ---- model.c: the question for batches, or parts of them, of one size ---- */

struct model {
    size_t rows;
    struct dcalc_request request;
    struct question q;
    struct computation c;
    struct doubles doubles;
    struct lent *lent;          /* of the inputs that the question uses */
    const double *const **from; /* where each finds its values */
    const size_t *order;        /* of the weights, in which their derivatives are given */
    size_t n_weights, n_given;  /* the latter: in the run at hand */
    struct adding *to;          /* or NULL */
};

/* What all models of a training are made from. */
struct model_source {
    const struct question *whole; /* its request, core and graph */
    struct answer *answer;
    const struct value *weights;
    const double **weights_at; /* of each, its entries now */
    size_t n_weights;
    const size_t *order; /* see model_order */
    const struct data *data;
    const struct split *split; /* NULL: batches are whole */
    size_t batch;              /* with `split`: rows of the batch that the model is for a part of */
};

/* Makes the question and its derivatives. */
bool model_derive(struct model *model, const struct model_source *source, size_t rows);
/* Reads how the loss is a sum over parts of a batch. False after a diagnostic: it is none. */
bool model_split(const struct model_source *source, struct split *out);
/* Makes it ready to run; of a model that only measures the loss, without the derivatives. */
bool model_compile(struct model *model, const struct model_source *source, bool measures);
/* Lists the weights in the order in which a run is done with their derivatives. */
void model_order(const struct model *model, size_t *order);
/* Computes the loss where the weights and the data are now, and the derivatives of all weights,
 * which `to` takes in order as soon as they are there, unless it is NULL. False after a
 * diagnostic. */
bool model_run(struct model *model, struct adding *to, double *loss);
void model_close(struct model *model);

/* ---- optimizer.c ---- */

struct optimizer {
    const struct optimizer_rule *rule;
    double settings[MOST_SETTINGS];
    double rate;  /* the learning rate at the beginning */
    double decay; /* of weights */
    double clip;  /* the largest norm of the gradient; 0: any */
    size_t n;     /* numbers of all weights */
    /* What it remembers: n_states arrays like the weights, under their names, and n_numbers. */
    double **states;
    const char **names;
    size_t n_states;
    double *numbers;
    size_t n_numbers;
};

/* Computes the loss and its gradient where the weights are now. False after a diagnostic. */
struct loss_source {
    bool (*compute)(void *user, double *loss, double *gradient);
    void *user;
};

/* Reads what the request says of it. The rate is read later, if it is given. */
bool optimizer_read(struct question *q, struct optimizer *out);
/* Makes the states of n numbers, all 0. */
bool optimizer_begin(struct optimizer *optimizer, struct question *q, size_t n);
/* The weights, the loss and the gradient there, which are changed; the learning rate, the number of
 * the step, from 1; and how the loss is computed elsewhere. */
struct update {
    double *w, loss, *g;
    double rate, step;
    struct loss_source elsewhere;
};
/* Moves the weights. False after a diagnostic. */
bool optimizer_step(struct optimizer *optimizer, struct update *move);
/* states.c: room for so many states; adds one. */
bool states_make_room(struct optimizer *optimizer, struct question *q, size_t n);
bool states_add(struct optimizer *optimizer, struct question *q, const char *name);
/* lbfgs.c */
bool lbfgs_begin(struct optimizer *optimizer, struct question *q);
bool lbfgs_step(struct optimizer *optimizer, struct update *move);
/* Its settings, in the order of its row. */
enum { LBFGS_MAX_ITER, LBFGS_HISTORY, LBFGS_TOLERANCE_GRAD, LBFGS_TOLERANCE_CHANGE };
/* The Euclidean norm, computed so that no square leaves the doubles. */
double optimizer_norm(const double *x, size_t n);

/* ---- ranks.c: sums over parts, by all ranks ---- */

/* A sum that is made. */
struct adding;
/* Computes the n numbers of a part and gives them to sums_take, in order. False after a
 * diagnostic. */
struct part_source {
    bool (*compute)(void *user, size_t part, struct adding *to);
    void *user;
};
/* Takes the next n numbers of the part. The first can be sent while the last are computed. */
void sums_take(struct adding *to, const double *x, size_t n);

enum { ROOMS = 40 }; /* enough for 2^15 parts */
/* Sums of n numbers, and rooms for them while they are made. */
struct sums {
    struct core *core;
    const struct dcalc_ranks *ranks; /* or NULL */
    size_t n;
    double *rooms[ROOMS];
    bool taken[ROOMS];
};
void sums_open(struct sums *sums, struct question *q, size_t n);
/* Adds up the numbers of all parts, in an order that depends on how many they are
 * alone; every rank has the sum, in `out`, where there is room for n + 1. False after a diagnostic,
 * on every rank. */
bool sums_add(struct sums *sums, size_t parts, const struct part_source *source, double *out);
/* Has no rank failed? False after a diagnostic. */
bool ranks_agree(const struct dcalc_ranks *ranks, struct core *core);
/* Gives all ranks what rank 0 has. False after a diagnostic. */
bool ranks_share(const struct dcalc_ranks *ranks, struct core *core, double *values, size_t n);

/* ---- the whole ---- */

/* How far the training is. All are whole numbers but the losses. */
struct progress_made {
    double step, epoch, row; /* steps and epochs that are done; rows of this epoch that are */
    double losses;           /* sum of the losses of its batches, each times its rows */
    double loss, validation; /* of the last epoch that is done; nan: none */
    double best, best_epoch; /* the least validation loss, and its epoch; nan: none */
    double stopped;          /* 1: early */
};
enum { PROGRESS_NUMBERS = sizeof(struct progress_made) / sizeof(double) };

/* Batches of one number of rows, cut into parts whose rows differ by at most one. */
struct batch {
    size_t rows, parts;
    struct model models[2]; /* of parts of rows / parts rows, and of one row more */
    size_t n_models;
};

/* Whole batches of the data and the one that is left, and the same of the data to validate with. */
enum { BATCH, LAST_BATCH, VALIDATION, LAST_VALIDATION, BATCHES };

/* The batch at hand, from row `first` on, and the part of it whose rows are in the data's `at`, or
 * SIZE_MAX. */
struct batch_at {
    struct batch *batch;
    size_t first, part;
    const struct shuffle *shuffle;
};

struct training {
    struct question *q;
    struct answer *answer;
    struct value *weights; /* where they begin */
    size_t n_weights, n;   /* numbers of all of them */
    double *w, *gradient, *best;
    const double **weights_at;
    size_t *order; /* of the weights in `slope` */
    struct data data, validate;
    struct schedule schedule;
    struct optimizer optimizer;
    struct batch batches[BATCHES];
    struct split split; /* of the loss, if batches have several parts */
    struct batch_at at;
    double *slope; /* the gradient, in that order, and the loss of a batch */
    struct sums sums, measures;
    double *losses; /* of the batches to validate with; of those that this rank measures */
    size_t losses_n;
    size_t batch, parts;
    double epochs;
    struct progress_made made;
    struct watch watch;
    uint64_t hash; /* of what a checkpoint is of; 0: not computed yet */
};

/* parts.c: all batches and their models; reads the learning rate, and makes the answer's arrays. */
bool batches_make(struct training *t);
void batches_close(struct training *t);
/* Makes the next rows the batch at hand. */
void batch_take(struct training *t, size_t rows, const struct shuffle *shuffle);
/* The loss and its gradient at the batch at hand; the user is the training. False after a
 * diagnostic. */
bool batch_slope(void *user, double *loss, double *gradient);
/* The mean loss of the data to validate with. */
bool batches_measure(struct training *t, double *mean);

/* checkpoint.c: the bytes of a training as it is now, as a .safetensors file; and back. */
bool checkpoint_save(struct training *t);
bool checkpoint_resume(struct training *t);
/* Before the others, with several ranks. False after a diagnostic: one was asked something else. */
bool checkpoint_identify(struct training *t);
/* Gives all ranks the training as rank 0 has it. False after a diagnostic. */
bool checkpoint_share(struct training *t);

#endif
