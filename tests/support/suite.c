/* suite.c - how a suite starts and ends, how differences are collected. */
#include "support.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct checks checks_new(const char *name)
{
    struct checks checks = {suite_create(name), tcase_create(name)};
    tcase_set_timeout(checks.tests, 30);
    suite_add_tcase(checks.suite, checks.tests);
    return checks;
}

int checks_run(struct checks checks)
{
    SRunner *runner = srunner_create(checks.suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

size_t number_from(const char *name, size_t otherwise)
{
    const char *text = getenv(name);
    return text ? strtoul(text, NULL, 10) : otherwise;
}

bool is_near(double got, double want, double relative, double scale)
{
    return fabs(got - want) <= relative * fmax(fabs(want), scale);
}

double largest(const double *values, size_t n)
{
    double most = 0;
    for (size_t i = 0; i < n; i++) most = fmax(most, fabs(values[i]));
    return most;
}

void tally_wrong(struct tally *tally, const char *format, ...)
{
    size_t room = sizeof tally->text - tally->length;
    tally->wrong++;
    if (room < 2) return;
    va_list args;
    va_start(args, format);
    int n = vsnprintf(tally->text + tally->length, room - 1, format, args);
    va_end(args);
    tally->length += n < 0 ? 0 : (size_t)n < room - 1 ? (size_t)n : room - 2;
    tally->text[tally->length++] = '\n';
    tally->text[tally->length] = '\0';
}

void ck_tally(const struct tally *tally)
{
    ck_assert_msg(tally->tried > 0, "nothing was tried");
    ck_assert_msg(tally->wrong == 0, "%zu of %zu are wrong:\n%s", tally->wrong, tally->tried,
                  tally->text);
}

char *text_of(const char *format, ...)
{
    char *text;
    va_list args;
    va_start(args, format);
    int n = vasprintf(&text, format, args);
    va_end(args);
    ck_assert_int_ge(n, 0);
    return text;
}
