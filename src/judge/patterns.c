/* patterns.c - what the wrong numbers of a gradient have in common: a factor, a transpose, a term
 * that training adds, another order, one row. */
#include "judge/compare_private.h"

#include <math.h>

/* Sums in another order, in parts of the largest entry, are no other pattern. */
enum { SLACK = 10 };

static bool is_close(const struct comparison *c, const struct beside *b, double a, double wanted)
{
    return fabs(a - wanted) <= SLACK * c->tolerance * b->largest;
}

/* ---- which arrays ---- */

static size_t count_wrong(const struct comparison *c)
{
    size_t n = 0;
    for (size_t k = 0; k < c->all.n; k++) n += !c->all.at[k].fine;
    return n;
}

/* The names of the wrong arrays: "W, S and b"; and how many they are. */
static const char *wrong_names(const struct comparison *c)
{
    const char *text = "";
    size_t n = count_wrong(c), seen = 0;
    for (size_t k = 0; k < c->all.n; k++) {
        if (c->all.at[k].fine) continue;
        const char *before = seen == 0 ? "" : seen + 1 == n ? " and " : ", ";
        text = local_text(c->q, "%s%s%s", text, before, c->all.at[k].right->name);
        seen++;
    }
    return text;
}

/* Does it hold of every wrong array? */
static bool all_wrong(const struct comparison *c,
                      bool (*holds)(const struct comparison *, const struct beside *))
{
    for (size_t k = 0; k < c->all.n; k++)
        if (!c->all.at[k].fine && !holds(c, &c->all.at[k])) return false;
    return true;
}

/* ---- order ---- */

static bool is_matrix(const struct beside *b)
{
    return b->right->ndim == 2 && b->right->dims[0] > 1 && b->right->dims[1] > 1;
}

/* The right number for each place, in another order of reading. */
typedef size_t (*place_of)(const struct beside *b, size_t i);

static bool stands_at(const struct comparison *c, const struct beside *b, place_of place)
{
    for (size_t i = 0; i < b->right->count; i++)
        if (!is_close(c, b, b->given[place(b, i)], b->right->values[i])) return false;
    return true;
}

static size_t turned(const struct beside *b, size_t i)
{
    return compare_turned(b->right, i);
}

static bool is_turned(const struct comparison *c, const struct beside *b)
{
    if (b->transposed) return stands_at(c, b, turned);
    return is_matrix(b) && b->right->dims[0] == b->right->dims[1] && stands_at(c, b, turned);
}

static bool is_by_columns(const struct comparison *c, const struct beside *b)
{
    return !b->transposed && is_matrix(b) && stands_at(c, b, turned);
}

/* Is row i of what was given row k of what is right? A vector's rows are its entries. */
static bool is_row(const struct comparison *c, const struct beside *b, size_t i, size_t k)
{
    size_t width = b->right->count / b->right->dims[0];
    for (size_t j = 0; j < width; j++)
        if (!is_close(c, b, b->given[i * width + j], b->right->values[k * width + j])) return false;
    return true;
}

static bool are_rows_mixed(const struct comparison *c, const struct beside *b)
{
    enum { MOST = 2000 };
    if (b->transposed || b->right->ndim == 0) return false;
    size_t rows = b->right->dims[0];
    if (rows < 2 || rows > MOST) return false;
    for (size_t i = 0; i < rows; i++) {
        bool given = false, right = false;
        for (size_t k = 0; k < rows && !(given && right); k++)
            given |= is_row(c, b, i, k), right |= is_row(c, b, k, i);
        if (!given || !right) return false;
    }
    return true;
}

static const char *by_order(const struct comparison *c)
{
    size_t n = count_wrong(c);
    const char *names = wrong_names(c);
    if (all_wrong(c, is_turned))
        return local_text(c->q, n == 1 ? "%s is transposed" : "%s are transposed", names);
    if (all_wrong(c, is_by_columns))
        return local_text(c->q, "the entries of %s stand column by column", names);
    if (n <= 2 && all_wrong(c, are_rows_mixed))
        return local_text(c->q, "the %s of %s stand in another order",
                          c->all.at[0].right->ndim == 1 && n == 1 ? "entries" : "rows", names);
    return NULL;
}

/* Two arrays that were exchanged. */
static const char *exchanged(const struct comparison *c)
{
    const struct beside *first = NULL, *other = NULL;
    for (size_t k = 0; k < c->all.n; k++) {
        if (c->all.at[k].fine) continue;
        if (!first)
            first = &c->all.at[k];
        else
            other = &c->all.at[k];
    }
    if (count_wrong(c) != 2 || first->right->count != other->right->count) return NULL;
    for (size_t i = 0; i < first->right->count; i++)
        if (!is_close(c, other, first->given[i], other->right->values[i]) ||
            !is_close(c, first, other->given[i], first->right->values[i]))
            return NULL;
    return local_text(c->q, "%s has the gradient of %s, and %s that of %s", first->right->name,
                      other->right->name, other->right->name, first->right->name);
}

/* ---- the given numbers as base*right + factor*part ---- */

enum part { OF_RIGHT, OF_POINT, OF_SIGN };

static double part_at(const struct beside *b, enum part part, size_t i)
{
    double x = part == OF_RIGHT ? b->right->values[i] : b->point[i];
    return part == OF_SIGN ? (x > 0) - (x < 0) : x;
}

/* What is left of a given number: without the right one, or without the weight, or all of it. */
enum rest { WITHOUT_NOTHING, WITHOUT_RIGHT, WITHOUT_POINT };

static double rest_at(const struct beside *b, enum rest rest, size_t i)
{
    double y = compare_given(b, i);
    if (rest == WITHOUT_RIGHT) return y - b->right->values[i];
    return rest == WITHOUT_POINT ? y - b->point[i] : y;
}

static bool is_in(const struct beside *b, bool wrong_alone)
{
    return !(wrong_alone && b->fine);
}

/* The factor of the part in what is left, the same in all arrays, or in all that are wrong; 0 if
 * there is none. It is taken where the part is largest, and errs least. */
static double common_factor(const struct comparison *c, enum rest rest, enum part part,
                            bool wrong_alone)
{
    double largest = 0, factor = 0;
    for (size_t k = 0; k < c->all.n; k++) {
        const struct beside *b = &c->all.at[k];
        if (!is_in(b, wrong_alone)) continue;
        if (!b->point && (rest == WITHOUT_POINT || part != OF_RIGHT)) return 0;
        for (size_t i = 0; i < b->right->count; i++)
            if (fabs(part_at(b, part, i)) > largest) {
                largest = fabs(part_at(b, part, i));
                factor = rest_at(b, rest, i) / part_at(b, part, i);
            }
    }
    for (size_t k = 0; k < c->all.n; k++) {
        const struct beside *b = &c->all.at[k];
        for (size_t i = 0; i < b->right->count && is_in(b, wrong_alone); i++)
            if (!is_close(c, b, rest_at(b, rest, i), factor * part_at(b, part, i))) return 0;
    }
    return isfinite(factor) ? factor : 0;
}

static bool is_whole(double x)
{
    return fabs(x) > 1.5 && fabs(x - nearbyint(x)) < 1e-6 * fabs(x);
}

/* `of` names the arrays: "of b ", or "" for all. */
static const char *factor_text(const struct comparison *c, const char *of, double factor)
{
    if (fabs(factor + 1) < 1e-6)
        return local_text(c->q, "every sign %sis the other way around", of);
    if (factor < 0)
        return local_text(c->q,
                          "every entry %sis %.6g times the right one, as of a step "
                          "-lr*gradient",
                          of, factor);
    if (is_whole(factor))
        return local_text(c->q,
                          "every entry %sis %.0f times the right one, as of a sum in place "
                          "of a mean over %.0f",
                          of, factor, factor);
    if (is_whole(1 / factor))
        return local_text(c->q,
                          "every entry %sis 1/%.0f of the right one, as of a mean in place "
                          "of a sum over %.0f",
                          of, 1 / factor, 1 / factor);
    return local_text(c->q, "every entry %sis %.10g times the right one", of, factor);
}

/* A factor of all arrays; or of those that are wrong, as where a bias alone has the mean. */
static const char *by_factor(const struct comparison *c)
{
    double all = common_factor(c, WITHOUT_NOTHING, OF_RIGHT, false), wrong;
    if (all != 0 && fabs(all - 1) > SLACK * c->tolerance) return factor_text(c, "", all);
    wrong = common_factor(c, WITHOUT_NOTHING, OF_RIGHT, true);
    if (wrong == 0 || fabs(wrong - 1) <= SLACK * c->tolerance) return NULL;
    return factor_text(c, local_text(c->q, "of %s ", wrong_names(c)), wrong);
}

/* What training does with gradients: penalties on weights, and steps. */
static const char *by_training(const struct comparison *c)
{
    double step = common_factor(c, WITHOUT_POINT, OF_RIGHT, false),
           decay = common_factor(c, WITHOUT_RIGHT, OF_POINT, true),
           sign = common_factor(c, WITHOUT_RIGHT, OF_SIGN, true);
    if (step != 0)
        return local_text(c->q,
                          "these are weights after a step: each has %.6g times its "
                          "gradient added",
                          step);
    if (decay != 0)
        return local_text(c->q, "%s: %.6g times the weights are added, as of weight decay",
                          wrong_names(c), decay);
    if (sign != 0)
        return local_text(c->q,
                          "%s: %.6g times the signs of the weights are added, as of an L1 "
                          "penalty",
                          wrong_names(c), sign);
    return NULL;
}

/* ---- entry by entry ---- */

static bool is_zero(const struct comparison *c, const struct beside *b)
{
    (void)c;
    for (size_t i = 0; i < b->right->count; i++)
        if (b->given[i] != 0) return false;
    return true;
}

static bool is_size(const struct comparison *c, const struct beside *b)
{
    for (size_t i = 0; i < b->right->count; i++)
        if (!is_close(c, b, compare_given(b, i), fabs(b->right->values[i]))) return false;
    return true;
}

/* Cut off at the largest number that was given. */
static const char *cut_off(const struct comparison *c)
{
    double most = 0;
    for (size_t k = 0; k < c->all.n; k++)
        for (size_t i = 0; i < c->all.at[k].right->count && !c->all.at[k].fine; i++)
            most = fmax(most, fabs(compare_given(&c->all.at[k], i)));
    for (size_t k = 0; k < c->all.n; k++)
        for (size_t i = 0; i < c->all.at[k].right->count; i++) {
            const struct beside *b = &c->all.at[k];
            double cut = fmax(-most, fmin(most, b->right->values[i]));
            if (!is_close(c, b, compare_given(b, i), cut)) return NULL;
        }
    return local_text(c->q, "entries are cut off at %.6g", most);
}

/* The wrong entries of one array, if they are one, or one row or column of it. */
static const char *by_place(const struct comparison *c, const struct beside *b)
{
    size_t n = 0, last = 0, row = 0, column = 0, width;
    bool one_row = is_matrix(b), one_column = one_row;
    width = one_row ? b->right->dims[1] : 1;
    for (size_t i = 0; i < b->right->count; i++) {
        if (is_close(c, b, compare_given(b, i), b->right->values[i])) continue;
        if (n++ == 0) row = i / width, column = i % width;
        one_row &= i / width == row;
        one_column &= i % width == column;
        last = i;
    }
    const char *name = b->right->name;
    struct shape_data d = {0};
    d.ndim = (int)b->right->ndim;
    for (int k = 0; k < d.ndim; k++) d.d[k] = (int64_t)b->right->dims[k];
    if (n == 1 && b->right->count > 1)
        return local_text(c->q, "%s alone differs", judge_entry(c->q, name, d, last));
    if (one_row) return local_text(c->q, "row %zu of %s alone differs", row, name);
    if (one_column) return local_text(c->q, "column %zu of %s alone differs", column, name);
    return NULL;
}

/* A few digits are right. */
static const char *by_digits(const struct comparison *c)
{
    double most = 0;
    for (size_t k = 0; k < c->all.n; k++) {
        const struct beside *b = &c->all.at[k];
        if (b->largest > 0) most = fmax(most, b->off / b->largest);
    }
    if (most > 5e-3 || most == 0) return NULL;
    return local_text(c->q,
                      "about %.0f digits are right, as of numbers of low precision or of "
                      "difference quotients",
                      floor(-log10(most)));
}

const char *patterns_find(const struct comparison *c, const struct beside *worst)
{
    size_t wrong = count_wrong(c);
    const char *names = wrong_names(c), *found = NULL;
    if (all_wrong(c, is_zero))
        return local_text(c->q,
                          wrong == 1 ? "%s is 0 everywhere: no gradient has reached it"
                                     : "%s are 0 everywhere: no gradient has reached them",
                          names);
    if (!found) found = by_order(c);
    if (!found) found = by_factor(c);
    for (size_t k = 0; k < c->all.n && !found; k++)
        if (c->all.at[k].transposed)
            return local_text(c->q, "%s is transposed, and differs besides",
                              c->all.at[k].right->name);
    if (!found) found = by_training(c);
    if (!found) found = exchanged(c);
    if (!found && all_wrong(c, is_size)) found = "the signs are lost";
    if (!found) found = cut_off(c);
    if (!found && wrong == 1) found = by_place(c, worst);
    if (!found) found = by_digits(c);
    if (!found && wrong < c->all.n)
        found = local_text(c->q, wrong == 1 ? "%s alone differs" : "%s differ, the others agree",
                           names);
    return found;
}
