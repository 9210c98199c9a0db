/* arb: milliseconds that Arb takes for the gradient of library.c's row `certified`, written by hand
 * with every part shared: from the texts of the point, by balls of 80 bits, to nearest doubles. */
/* Build: -std=gnu11 -O2 -lflint-arb -lflint -lmpfr -lgmp -lm */
#include "common.h"

#include <arb.h>

enum { BITS = 80, VALUES = 24 };

static arb_t v[VALUES];
static double total;

static void round_to_double(const arb_t x)
{
    arf_t low, high;
    arf_init(low);
    arf_init(high);
    arb_get_lbound_arf(low, x, BITS);
    arb_get_ubound_arf(high, x, BITS);
    double a = arf_get_d(low, ARF_RND_NEAR), b = arf_get_d(high, ARF_RND_NEAR);
    if (a != b) exit(1); /* not decided at this precision */
    total += a;
    arf_clear(low);
    arf_clear(high);
}

static void gradient(void *nothing)
{
    static const char *const point[] = {"0.6", "1.15", "-1.6", "-1.8", "1.34", "-0.26", "0.02"};
    arb_ptr w1 = v[0], w2 = v[1], b1 = v[2], b2 = v[3], x = v[4], y = v[5], c = v[6], u = v[7],
            s = v[8], bell = v[9], root = v[10], dv = v[11], du = v[12], t = v[13], g = v[14];
    (void)nothing;
    total = 0;
    for (int i = 0; i < 7; i++) arb_set_str(v[i], point[i], BITS);
    arb_mul(u, w1, x, BITS);
    arb_add(u, u, b1, BITS);
    arb_tanh(u, u, BITS);
    arb_mul(s, w2, u, BITS);
    arb_add(s, s, b2, BITS);
    arb_neg(s, s);
    arb_exp(s, s, BITS);
    arb_add_ui(s, s, 1, BITS);
    arb_inv(s, s, BITS);
    arb_sqr(bell, x, BITS);
    arb_mul_2exp_si(bell, bell, -1);
    arb_neg(bell, bell);
    arb_exp(bell, bell, BITS);
    arb_sqr(root, w1, BITS);
    arb_add_ui(root, root, 1, BITS);
    arb_sub(dv, s, y, BITS);
    arb_mul(dv, dv, s, BITS);
    arb_sub_ui(t, s, 1, BITS);
    arb_mul(dv, dv, t, BITS);
    arb_mul_si(dv, dv, -2, BITS);
    arb_sqr(du, u, BITS);
    arb_sub_ui(du, du, 1, BITS);
    arb_neg(du, du);
    arb_mul(du, du, w2, BITS);
    arb_mul(du, du, dv, BITS);
    arb_sqrt(t, root, BITS);
    arb_mul(t, t, root, BITS);
    arb_div(t, w1, t, BITS);
    arb_mul(g, du, x, BITS);
    arb_addmul(g, c, w1, BITS);
    arb_submul(g, bell, t, BITS);
    round_to_double(g);
    arb_mul(g, dv, u, BITS);
    arb_addmul(g, c, w2, BITS);
    round_to_double(g);
    round_to_double(du);
    round_to_double(dv);
}

int main(void)
{
    for (int i = 0; i < VALUES; i++) arb_init(v[i]);
    double seconds = seconds_of(gradient, NULL);
    tell(1e3 * seconds, total);
    return 0;
}
