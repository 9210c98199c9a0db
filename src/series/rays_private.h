/* rays_private.h - what the files of expansions along rays share. */
#ifndef SERIES_RAYS_PRIVATE_H
#define SERIES_RAYS_PRIVATE_H

#include "series/rays.h"

/* Results lie in the core's arena; a NULL argument gives NULL, which is lack of memory. */
/* 0, with room for n terms. */
struct ray *ray_make(struct rays *r, size_t n);
const struct ray *ray_unknown(struct rays *r, id culprit);
const struct ray *ray_constant(struct rays *r, id constant);
/* No terms, and a rest of this order. */
const struct ray *ray_rest(struct rays *r, number order, const struct ray *like);
const struct ray *ray_sum(struct rays *r, const struct ray *a, const struct ray *b, number times);
const struct ray *ray_product(struct rays *r, const struct ray *a, const struct ray *b);
/* a^e, where a is the expansion of this formula. */
const struct ray *ray_power(struct rays *r, const struct ray *a, number e, id formula);
const struct ray *ray_scale(struct rays *r, const struct ray *a, id constant);
/* The formula with its needs, and those of another. */
id ray_needs(struct rays *r, id a, id b);
/* The same terms with these needs. */
const struct ray *ray_with_needs(struct rays *r, const struct ray *a, id needs);

/* The least exponent that is or may be there; *first is the coefficient, POISON if that is the
 * rest's. False if a is exactly 0. */
bool ray_leads(const struct rays *r, const struct ray *a, number *exponent, id *first);
/* The sign of a for all small t > 0 and every direction: -1, 0 (exactly 0), 1 or SIGN_UNKNOWN. */
int ray_sign(struct rays *r, const struct ray *a);
/* The constant that a goes to: its term of exponent 0, which holds no symbols, or 0; POISON if it
 * goes to none. */
id ray_limit(struct rays *r, const struct ray *a);

/* The least exponent after e at which a has something; false if there is nothing. */
bool ray_next(const struct rays *r, const struct ray *a, number e, number *next);

struct affine_line;
/* rays_line.c: a formula of one form, from its expansions to both sides. */
const struct ray *ray_of_line(struct rays *r, id formula, const struct affine_line *line);

/* rays_fn.c: functions of the table; rays_switch.c: those that switch. */
const struct ray *ray_fn(struct rays *r, id node, enum fn fn, const struct ray *const *args);
const struct ray *ray_switch(struct rays *r, enum fn fn, const struct ray *const *args);
bool ray_is_switch(enum fn fn);
/* a where the condition, a formula of the directions, holds, else b. */
const struct ray *ray_branch(struct rays *r, id condition, const struct ray *a,
                             const struct ray *b);

#endif
