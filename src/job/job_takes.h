/* job_takes.h - which commands take a key of a job: those whose command line takes the option. */
#ifndef JOB_JOB_TAKES_H
#define JOB_JOB_TAKES_H

#include "app/dcalc.h"

#define TAKEN_BY(command) (1u << DCALC_##command)

enum {
    BY_ALL = 2 * TAKEN_BY(PLOT) - 1,
    BY_MATRICES = TAKEN_BY(JACOBIAN) | TAKEN_BY(HESSIAN),
    BY_PRODUCTS = TAKEN_BY(JVP) | TAKEN_BY(VJP),
    BY_TABLES = TAKEN_BY(EVAL) | TAKEN_BY(DIFF) | TAKEN_BY(GRAD) | BY_MATRICES,
    BY_QUESTIONS = BY_TABLES | BY_PRODUCTS | TAKEN_BY(LIMIT_AT) | TAKEN_BY(BACKPROP),
    BY_NUMBERS = BY_QUESTIONS | TAKEN_BY(TAYLOR),
    BY_PICTURES = BY_NUMBERS | TAKEN_BY(PLOT),
    BY_DERIVATIVES = TAKEN_BY(DIFF) | TAKEN_BY(GRAD) | BY_MATRICES | BY_PRODUCTS |
                     TAKEN_BY(TAYLOR) | TAKEN_BY(CHECK),
};

/* By the members of app/request.def. */
enum {
    TAKEN_command = BY_ALL,
    TAKEN_exprs = BY_ALL,
    TAKEN_lets = BY_ALL,
    TAKEN_at = BY_ALL,
    TAKEN_shapes = BY_ALL,
    TAKEN_assume = BY_ALL,
    TAKEN_format = BY_ALL,
    TAKEN_seconds = BY_ALL,
    TAKEN_digits = BY_NUMBERS,
    TAKEN_numbers = BY_NUMBERS,
    TAKEN_exact = BY_NUMBERS,
    TAKEN_simplify = BY_NUMBERS,
    TAKEN_explain = BY_NUMBERS,
    TAKEN_language = BY_NUMBERS,
    TAKEN_symbolic = BY_QUESTIONS,
    TAKEN_kinks = BY_QUESTIONS,
    TAKEN_wrt = BY_DERIVATIVES | TAKEN_BY(LIMIT_AT),
    TAKEN_of = BY_DERIVATIVES,
    TAKEN_order = TAKEN_BY(DIFF) | TAKEN_BY(TAYLOR) | TAKEN_BY(CHECK),
    TAKEN_vector = BY_PRODUCTS,
    TAKEN_show = TAKEN_BY(EVAL),
    TAKEN_sparse = BY_MATRICES,
    TAKEN_pattern = BY_MATRICES,
    TAKEN_remainder = TAKEN_BY(TAYLOR),
    TAKEN_equals = TAKEN_BY(CHECK),
    TAKEN_gradient = TAKEN_BY(CHECK),
    TAKEN_range = TAKEN_BY(PLOT),
    TAKEN_derivative = TAKEN_BY(PLOT),
    TAKEN_tangent = TAKEN_BY(PLOT),
    TAKEN_taylor = TAKEN_BY(PLOT),
    TAKEN_width = BY_PICTURES,
    TAKEN_data = TAKEN_BY(BACKPROP) | TAKEN_BY(PLOT),
    TAKEN_weights = TAKEN_BY(BACKPROP),
    TAKEN_lr = TAKEN_BY(BACKPROP),
    TAKEN_steps = TAKEN_BY(BACKPROP),
    TAKEN_batch = TAKEN_BY(BACKPROP),
    TAKEN_parts = TAKEN_BY(BACKPROP),
    TAKEN_epochs = TAKEN_BY(BACKPROP),
    TAKEN_shuffle = TAKEN_BY(BACKPROP),
    TAKEN_seed = TAKEN_BY(BACKPROP),
    TAKEN_validate = TAKEN_BY(BACKPROP),
    TAKEN_patience = TAKEN_BY(BACKPROP),
    TAKEN_optimizer = TAKEN_BY(BACKPROP),
    TAKEN_schedule = TAKEN_BY(BACKPROP),
    TAKEN_clip = TAKEN_BY(BACKPROP),
    TAKEN_weight_decay = TAKEN_BY(BACKPROP),
};

#endif
