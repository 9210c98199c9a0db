// program.cpp: the header in C++, outside and inside of extern "C".
extern "C" {
#include <dcalc.h>
}

#include <cstdio>
#include <cstdlib>
#include <cstring>

static const dcalc_request global = DCALC_INIT(dcalc_request);

static bool gradient(dcalc *session)
{
    dcalc_text f = {"x*y", 3, "f"};
    double entries[] = {1, 2};
    dcalc_binding at[2] = {};
    at[0].name = "x", at[0].array.entries = &entries[0];
    at[1].name = "y", at[1].array.entries = &entries[1];
    dcalc_request request = global;
    request.command = DCALC_GRAD;
    request.exprs = &f, request.n_exprs = 1;
    request.at = at, request.n_at = 2;
    dcalc_result *result = dcalc_run(session, &request);
    bool right = result && result->status == DCALC_OK && result->n_derivatives == 2 &&
                 result->derivatives[0].values[0] == 2 && result->derivatives[1].values[0] == 1;
    dcalc_result_free(result);
    return right;
}

static bool limits(dcalc *session)
{
    dcalc_limits limits = DCALC_INIT(dcalc_limits);
    if (!dcalc_default_limits(&limits)) return false;
    limits.nodes = 10;
    return dcalc_set_limits(session, &limits);
}

static bool refused(dcalc *session)
{
    char *answer = dcalc_ask(session, "{\"command\":\"diff\",\"expr\":\"sin(x)^2*exp(x)/(x+1)\"}");
    bool right = answer && std::strstr(answer, "\"kind\":\"limit\"");
    std::free(answer);
    return right;
}

int main()
{
    dcalc *session = dcalc_new();
    bool right = session && gradient(session) && limits(session) && refused(session);
    dcalc_free(session);
    std::puts(right ? "right" : "wrong");
    return !right;
}
