/* request.c - copies a caller's request and checks it, so that the stages can rely on it. */
#include "app/request.h"

#include "app/session.h"
#include "base/sized.h"

#include <float.h>

/* The expressions at least are there in every version. */
enum { LEAST = offsetof(struct dcalc_request, lets) };

/* How the members are listed, lists with their length. */
#define MEMBER(member) given->member,
#define MEMBERS(member) given->member, given->n_##member,
#define MEMBER_PART MEMBER
#define MEMBER_COMMAND MEMBER
#define MEMBER_EXPRS MEMBERS
#define MEMBER_TEXTS MEMBERS
#define MEMBER_POINT MEMBERS
#define MEMBER_SHAPES MEMBERS
#define MEMBER_VECTOR MEMBERS
#define MEMBER_DATA MEMBERS
#define MEMBER_RANGES MEMBERS
#define MEMBER_NAMES MEMBERS
#define MEMBER_WEIGHTS MEMBERS
#define MEMBER_TEXT MEMBER
#define MEMBER_COUNT MEMBER
#define MEMBER_ORDER MEMBER
#define MEMBER_SEED MEMBER
#define MEMBER_FLAG MEMBER
#define MEMBER_EXPLAIN MEMBER
#define MEMBER_NUMBERS MEMBER
#define MEMBER_KINKS MEMBER
#define MEMBER_FORMAT MEMBER
#define MEMBER_STRING MEMBER
#define MEMBER_SECONDS MEMBER
#define MEMBER_LANGUAGE MEMBER

/* Copies member by member, so that a member without a row in request.def does not compile. */
#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wmissing-field-initializers"
static struct dcalc_request copy_members(const struct dcalc_request *given)
{
    return (struct dcalc_request){
#define FIELD(member, kind, option, key, cache) MEMBER_##kind(member)
#define OTHER(member, kind, option, cache) MEMBER_##kind(member)
#include "app/request.def"
    };
}
#pragma GCC diagnostic pop

/* ---- checks ---- */

static bool refuse(dcalc *session, const char *member, const char *what)
{
    return diag_error(&session->core, KIND_USAGE, (struct span){0}, "the request's '%s' %s", member,
                      what);
}

static bool in_range(dcalc *session, const char *member, int value, int most)
{
    return (value >= 0 && value <= most) ||
           diag_error(&session->core, KIND_USAGE, (struct span){0},
                      "the request's '%s' must be from 0 to %d, not %d", member, most, value);
}

static bool check_seconds(dcalc *session, const char *member, double value)
{
    return (value >= 0 && value <= DBL_MAX) ||
           refuse(session, member, "must be a number of seconds");
}

/* A text of length 0 is empty, which the parser reports. */
static bool check_texts(dcalc *session, const char *member, const struct dcalc_text *texts,
                        size_t n)
{
    if (n && !texts) return refuse(session, member, "is NULL");
    for (size_t i = 0; i < n; i++)
        if (!texts[i].bytes) return refuse(session, member, "has a text that is NULL");
    return true;
}

static bool check_names(dcalc *session, const char *member, const char *const *names, size_t n)
{
    if (n && !names) return refuse(session, member, "is NULL");
    for (size_t i = 0; i < n; i++)
        if (!names[i]) return refuse(session, member, "has a name that is NULL");
    return true;
}

static bool check_bindings(dcalc *session, const char *member, const struct dcalc_binding *bindings,
                           size_t n)
{
    if (n && !bindings) return refuse(session, member, "is NULL");
    for (size_t i = 0; i < n; i++) {
        const struct dcalc_binding *b = &bindings[i];
        if (!b->name) return refuse(session, member, "has a name that is NULL");
        if (!b->value.bytes && !b->array.entries)
            return refuse(session, member, "has a name without a value");
    }
    return true;
}

/* What is checked of each kind. */
#define CHECK_PART(member) true
#define CHECK_COMMAND(member) in_range(session, #member, (int)r->member, LAST_command)
#define CHECK_EXPRS(member) check_texts(session, #member, r->member, r->n_##member)
#define CHECK_TEXTS CHECK_EXPRS
#define CHECK_POINT(member) check_bindings(session, #member, r->member, r->n_##member)
#define CHECK_SHAPES CHECK_POINT
#define CHECK_VECTOR CHECK_POINT
#define CHECK_DATA CHECK_POINT
#define CHECK_RANGES CHECK_POINT
#define CHECK_NAMES(member) check_names(session, #member, r->member, r->n_##member)
#define CHECK_WEIGHTS CHECK_NAMES
#define CHECK_TEXT CHECK_PART
#define CHECK_COUNT(member) in_range(session, #member, r->member, MOST_##member)
#define CHECK_ORDER(member) \
    ((TAKES_ORDER_ZERO(r->command) && r->member == DCALC_DEGREE_ZERO) || CHECK_COUNT(member))
#define CHECK_SEED CHECK_COUNT
#define CHECK_FLAG CHECK_PART
#define CHECK_EXPLAIN CHECK_PART
#define CHECK_NUMBERS(member) in_range(session, #member, (int)r->member, DCALC_DOUBLE)
#define CHECK_KINKS(member) in_range(session, #member, (int)r->member, DCALC_KINKS_SUBGRADIENT)
#define CHECK_LANGUAGE(member) in_range(session, #member, (int)r->member, DCALC_RUSSIAN)
#define CHECK_FORMAT(member) in_range(session, #member, (int)r->member, DCALC_PDF)
#define CHECK_STRING CHECK_PART
#define CHECK_SECONDS(member) check_seconds(session, #member, r->member)

static bool check_members(dcalc *session, const struct dcalc_request *r)
{
    return true
#define FIELD(member, kind, option, key, cache) &&CHECK_##kind(member)
#define OTHER(member, kind, option, cache) &&CHECK_##kind(member)
#include "app/request.def"
        ;
}

/* What only code can follow. */
static bool check_args(dcalc *session, const struct dcalc_request *r)
{
    return !r->n_args || r->format == DCALC_C || r->format == DCALC_PYTHON ||
           refuse(session, "args", "needs the format C or Python");
}

static bool check_simplify(dcalc *session, const struct dcalc_request *r)
{
    if (!r->no_simplify) return true;
    if (r->simplify) return refuse(session, "no_simplify", "contradicts simplify");
    return r->format == DCALC_C || refuse(session, "no_simplify", "needs the format C");
}

bool request_read(dcalc *session, struct dcalc_request *request, const struct dcalc_request *given)
{
    struct dcalc_request copy = {0};
    *request = copy;
    if (!sized_copy(&copy, sizeof copy, given, LEAST)) {
        diag_error(&session->core, KIND_USAGE, (struct span){0},
                   "the request's size is not set, or is that of a newer version of dcalc.h");
        return diag_hint(&session->core, "begin it with DCALC_INIT(dcalc_request)");
    }
    *request = copy_members(&copy);
    request->has_at = request->has_at || request->n_at > 0;
    return check_members(session, request) && check_args(session, request) &&
           check_simplify(session, request);
}
