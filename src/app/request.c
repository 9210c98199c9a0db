#include "app/request.h"

#include "app/session.h"
#include "base/sized.h"

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
#define MEMBER_NAMES MEMBERS
#define MEMBER_WEIGHTS MEMBERS
#define MEMBER_TEXT MEMBER
#define MEMBER_COUNT MEMBER
#define MEMBER_FLAG MEMBER
#define MEMBER_NUMBERS MEMBER
#define MEMBER_KINKS MEMBER
#define MEMBER_FORMAT MEMBER
#define MEMBER_STRING MEMBER

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
    return true;
}
