/* gradient.c - the gradient of a function of two variables at a point. */
#include <dcalc.h>
#include <stdio.h>

int main(void)
{
    struct dcalc_text f = {"x^2*sin(y)", 10, "f"};
    struct dcalc_binding at[] = {{.name = "x", .value = {"3", 1, "x"}},
                                 {.name = "y", .value = {"pi/6", 4, "y"}}};
    struct dcalc_request request = DCALC_INIT(dcalc_request);
    request.command = DCALC_GRAD;
    request.exprs = &f, request.n_exprs = 1;
    request.at = at, request.n_at = 2;

    dcalc *session = dcalc_new();
    struct dcalc_result *result = session ? dcalc_run(session, &request) : NULL;
    if (!result) return 4;
    if (result->status != DCALC_OK) printf("%s\n", result->errors[0].message);
    for (size_t i = 0; result->status == DCALC_OK && i < result->n_derivatives; i++)
        printf("df/d%s = %.17g\n", result->derivatives[i].name, result->derivatives[i].values[0]);
    int status = dcalc_exit_status(result->status);
    dcalc_result_free(result);
    dcalc_free(session);
    return status;
}
