/* c_functions.h - the functions of the table in C: calls of the C library, or sources of our
 * own. */
#ifndef PRINT_C_FUNCTIONS_H
#define PRINT_C_FUNCTIONS_H

#include "fn/fn.h"

/* Helpers that are not functions of the table; they come after those that are. */
enum {
    C_POWER = FN_COUNT,
    C_SQUARE,
    C_ADD_UP,
    C_TOTAL,
    C_COLUMN_SUMS,
    C_DOT,
    C_ADD_ROWS,
    C_REAL_TO_INT,
    C_ZETA,
    C_FACTORISE,
    C_DETERMINANT,
    C_DET,
    C_LOGDET,
    C_SIGN_OF_DET,
    C_LOG_SIZE,
    C_SUBSTITUTE,
    C_SOLVE,
    C_SOLVE_TRANSPOSED,
    C_INVERT,
    C_MOVED_COFACTORS,
    C_COFACTORS,
    C_ENTRY_AT,
    C_PLACE_IN,
    C_REFLECT,
    C_REFLECTIONS,
    C_QR_Q,
    C_QR_R,
    C_PINV,
    C_CHOLESKY,
    C_MULTIPLY_PARTS,
    C_LARGEST_COLUMN,
    C_EXPM,
    C_ROOT_STEP,
    C_ROOT_OFF,
    C_ROOT_START,
    C_ROOT_REST,
    C_ROOT_CORRECTION,
    C_SQRTM,
    C_HELPERS
};

struct c_function {
    const char *call;   /* name to call; NULL: an operator of C */
    const char *source; /* of the helper with that name; NULL: the C library has it */
    int needs[4];       /* helpers that the source calls; 0 ends the list */
    bool posix;         /* in POSIX but not in C11 */
};

const struct c_function *c_function(int helper);

/* c_factor_sources.c */
extern const char c_reflect_source[], c_reflections_source[], c_qr_q_source[], c_qr_r_source[],
    c_pinv_source[], c_cholesky_source[];
/* c_function_sources.c */
extern const char c_multiply_parts_source[], c_largest_column_source[], c_expm_source[],
    c_root_step_source[], c_root_off_source[], c_root_start_source[], c_root_rest_source[],
    c_root_correction_source[], c_sqrtm_source[];

#endif
