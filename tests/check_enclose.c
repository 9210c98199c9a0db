/* Enclosures of functions: they hold the true value, and are tight at points. */
/* Tests src/eval/enclose.c, src/eval/enclose_bernoulli.c, src/eval/enclose_bessel.c,
 * src/eval/enclose_beta.c, src/eval/enclose_circular.c, src/eval/enclose_elementary.c,
 * src/eval/enclose_gamma.c, src/eval/enclose_zeros.c, src/eval/enclose_erfc.c,
 * src/eval/enclose_kept.c, src/eval/enclose_sinc.c, src/eval/enclose_lambert.c,
 * src/eval/enclose_polygamma.c, src/eval/enclose_power.c, src/eval/enclose_recurrence.c,
 * src/eval/enclose_series.c, src/eval/enclose_steps.c, src/eval/enclose_special.c,
 * src/eval/enclose_shared.c. */

/* They hold what a closer look at inner points finds, agree with the reference values and refuse
 * what is not defined. */
#include "eval/enclose.h"
#include "eval/special.h"
#include "support/support.h"

#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FINE 320 /* bits of the closer look */
#define ROUNDS (SLOWER > 1 ? 40 : 250)
#define SPECIAL_ROUNDS (ROUNDS / 5) /* of functions that Arb computes, which takes its time */
#define REFERENCES "tests/data/functions.tsv"

static struct core core;
static struct enclose_env env = {.core = &core};

static void tear_down(void)
{
    enclose_env_free(&env);
}

struct args {
    mpfi_t box[FN_MOST_ARGUMENTS];
    mpfi_srcptr at[FN_MOST_ARGUMENTS];
};

static void args_init(struct args *args, mpfr_prec_t bits)
{
    for (int i = 0; i < FN_MOST_ARGUMENTS; i++) {
        mpfi_init2(args->box[i], bits);
        mpfi_set_ui(args->box[i], 0);
        args->at[i] = args->box[i];
    }
}

static void args_clear(struct args *args)
{
    for (int i = 0; i < FN_MOST_ARGUMENTS; i++) mpfi_clear(args->box[i]);
}

/* ---- random boxes ---- */

/* Marsaglia's xorshift64* (2003), Vigna's multiplier. */
static uint64_t dice(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717);
}

/* Both signs, 2^-9 to 2^6, every third a multiple of 1/4 below 8. */
static double random_number(uint64_t *state)
{
    uint64_t roll = dice(state);
    double sign = roll & 1 ? -1 : 1;
    if (roll % 3 == 0) return sign * (double)(dice(state) % 32) / 4;
    double unit = (double)(dice(state) >> 11) * 0x1p-53;
    for (uint64_t halvings = (roll >> 8) % 15; halvings > 0; halvings--) unit /= 2;
    return sign * 64 * unit;
}

/* How many of the first arguments are whole numbers: those that have no derivative. */
static int orders_of(enum fn fn)
{
    int n = 0;
    for (const char *rule = fn_row(fn)->rules; rule && !strncmp(rule, "none", 4); n++) {
        rule = strchr(rule, ';');
        if (rule) rule += strspn(rule, "; ");
    }
    return n;
}

/* An order of a Bessel function may be negative, several derivatives take their time. */
static long random_order(enum fn fn, uint64_t *state)
{
    if (orders_of(fn) > 1) return (long)(dice(state) % 3);
    return (long)(dice(state) % 9) - (fn == FN_jn || fn == FN_yn ? 4 : 0);
}

/* A point with as many bits as the box can hold. */
static void random_point(mpfi_t box, uint64_t *state)
{
    double unit = (double)(dice(state) >> 11) * 0x1p-53;
    mpfr_set_d(&box->left, random_number(state), MPFR_RNDN);
    mpfr_t more;
    mpfr_init2(more, 53);
    mpfr_set_d(more, unit * 0x1p-50, MPFR_RNDN);
    if (dice(state) % 2) mpfr_add(&box->left, &box->left, more, MPFR_RNDN);
    mpfr_clear(more);
    mpfr_set(&box->right, &box->left, MPFR_RNDN);
}

/* Widens a point by a few ulp, or by up to 2^-10, 1 or 16. */
static void random_widening(mpfi_t box, uint64_t *state)
{
    static const double widths[] = {0x1p-10, 1, 16};
    uint64_t roll = dice(state) % 8;
    for (uint64_t i = 0; i < roll; i++) mpfr_nextabove(&box->right);
    if (roll >= 3) return;
    double unit = (double)(dice(state) >> 11) * 0x1p-53;
    mpfr_add_d(&box->right, &box->right, unit * widths[roll], MPFR_RNDU);
}

static void random_box(enum fn fn, struct args *args, bool wide, uint64_t *state)
{
    for (int i = 0; i < fn_arity(fn); i++) {
        random_point(args->box[i], state);
        if (i < orders_of(fn))
            mpfi_set_si(args->box[i], random_order(fn, state));
        else if (wide)
            random_widening(args->box[i], state);
    }
}

static void inner_point(mpfi_t point, mpfi_srcptr box, uint64_t *state)
{
    mpfr_t share;
    mpfr_init2(share, FINE);
    double unit = (double)(dice(state) >> 11) * 0x1p-53;
    if (dice(state) % 4 == 0) unit = dice(state) % 2;
    mpfr_sub(share, &box->right, &box->left, MPFR_RNDD);
    mpfr_mul_d(share, share, unit, MPFR_RNDD);
    mpfr_add(share, share, &box->left, MPFR_RNDD);
    if (mpfr_less_p(share, &box->left)) mpfr_set(share, &box->left, MPFR_RNDN);
    if (mpfr_greater_p(share, &box->right)) mpfr_set(share, &box->right, MPFR_RNDN);
    mpfi_set_fr(point, share);
    mpfr_clear(share);
}

static bool meet(mpfi_srcptr x, mpfi_srcptr y)
{
    return mpfr_lessequal_p(&x->left, &y->right) && mpfr_lessequal_p(&y->left, &x->right);
}

static void complain(enum fn fn, const struct args *args, mpfi_srcptr coarse, mpfi_srcptr fine)
{
    char text[4000];
    int n = 0;
    for (int i = 0; i < fn_arity(fn); i++)
        n += mpfr_snprintf(text + n, sizeof text - (size_t)n, "[%.25Rg, %.25Rg] ",
                           &args->box[i]->left, &args->box[i]->right);
    ck_abort_msg("%s %s", fn_row(fn)->name, text);
    (void)coarse;
    (void)fine;
}

/* ---- the tests ---- */

/* One random box: what is found inside must be in the enclosure. Whether there was one. */
static bool try_box(enum fn fn, mpfr_prec_t bits, uint64_t *state)
{
    struct args box, inner;
    mpfi_t coarse, fine;
    args_init(&box, bits);
    args_init(&inner, FINE);
    mpfi_init2(coarse, bits);
    mpfi_init2(fine, FINE);
    random_box(fn, &box, true, state);
    bool defined = enclose_fn(&env, fn, coarse, box.at);
    for (int i = 0; defined && i < 3; i++) {
        for (int k = 0; k < fn_arity(fn); k++) inner_point(inner.box[k], box.at[k], state);
        if (!enclose_fn(&env, fn, fine, inner.at) || !meet(coarse, fine))
            complain(fn, &box, coarse, fine);
    }
    bool same = enclose_fn(&env, fn, box.box[fn_arity(fn) - 1], box.at) == defined;
    if (!same || (defined && mpfi_cmp(box.box[fn_arity(fn) - 1], coarse) != 0))
        ck_abort_msg("%s into its argument", fn_row(fn)->name);
    args_clear(&box);
    args_clear(&inner);
    mpfi_clear(coarse);
    mpfi_clear(fine);
    return defined;
}

/* True if few boxes are in the domain. */
static bool is_rare(int fn)
{
    return fn == FN_betainc || fn == FN_betaincderiv;
}

static int rounds_of(int fn)
{
    bool slow = fn == FN_iv || fn == FN_kv; /* in wide boxes */
    if (is_rare(fn) || !special_find((enum fn)fn)) return ROUNDS;
    return slow ? 10 : SPECIAL_ROUNDS;
}

START_TEST(encloses_inner_points)
{
    static const mpfr_prec_t bits[] = {64, 128, 256};
    uint64_t state = UINT64_C(88172645463325252) + (uint64_t)_i;
    bool rare = is_rare(_i) || _i == FN_hyp2f1deriv;
    int defined = 0, rounds = rounds_of(_i), least = rounds / (rare ? 100 : 20);
    for (int i = 0; i < rounds; i++) defined += try_box((enum fn)_i, bits[i % 3], &state);
    ck_assert_msg(defined > least, "%s: %d defined", fn_row((enum fn)_i)->name, defined);
}
END_TEST

static bool is_tight(mpfi_srcptr x, mpfr_exp_t bits)
{
    if (mpfr_equal_p(&x->left, &x->right)) return true;
    mpfr_t width;
    mpfr_init2(width, 64);
    mpfr_sub(width, &x->right, &x->left, MPFR_RNDU);
    bool tight = !mpfi_has_zero(x) && mpfr_get_exp(width) + bits < mpfr_get_exp(&x->left);
    mpfr_clear(width);
    return tight;
}

START_TEST(is_tight_at_points)
{
    enum fn fn = (enum fn)_i;
    uint64_t state = 4242 + (uint64_t)_i;
    struct args box;
    mpfi_t value;
    args_init(&box, 128);
    mpfi_init2(value, 128);
    for (int i = 0; i < rounds_of(_i); i++) {
        random_box(fn, &box, false, &state);
        bool balanced = fn == FN_polygamma && mpfr_sgn(&box.at[1]->left) < 0; /* may be near 0 */
        if (enclose_fn(&env, fn, value, box.at) && !balanced && !is_tight(value, 90))
            complain(fn, &box, value, value);
    }
    mpfi_clear(value);
    args_clear(&box);
}
END_TEST

/* The argument that "x" names in "x=0.1,y=3", or the number it is. */
static bool read_argument(mpfi_t to, char *name, const char *at)
{
    while (*name == ' ') name++;
    size_t length = strlen(name);
    const char *from = name;
    for (const char *p = at; p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL)
        if (strncmp(p, name, length) == 0 && p[length] == '=') from = p + length + 1;
    char number[200];
    snprintf(number, sizeof number, "%.*s", (int)strcspn(from, ","), from);
    return number[strspn(number, "-+.e0123456789")] == 0 && mpfi_set_str(to, number, 10) == 0;
}

/* The arguments of "f(x, y)": false unless it is just that. */
static bool read_call(char *expr, const char *at, enum fn *fn, struct args *args)
{
    char *open = strchr(expr, '('), *end = expr + strlen(expr) - 1;
    if (!open || *end != ')' || strchr(open + 1, '(')) return false;
    *open = *end = 0;
    const struct fn_row *row = fn_find(expr, strlen(expr));
    if (!row || row->function < 0) return false;
    *fn = (enum fn)row->function;
    int n = 0;
    char *rest = NULL;
    for (char *name = strtok_r(open + 1, ",", &rest); name; name = strtok_r(NULL, ",", &rest))
        if (n == 3 || !read_argument(args->box[n++], name, at)) return false;
    return n == fn_arity(*fn);
}

/* A printed value of 40 digits and half a unit of the last to either side. */
static void read_value(mpfi_t to, const char *text)
{
    mpfi_t slack;
    mpfi_init2(slack, FINE);
    mpfi_set_str(slack,
                 "[0.999999999999999999999999999999999999999, "
                 "1.000000000000000000000000000000000000001]",
                 10);
    mpfi_set_str(to, text, 10);
    mpfi_mul(to, to, slack);
    mpfi_clear(slack);
}

static bool agrees(char *line)
{
    char *rest = NULL, *expr = strtok_r(line, "\t", &rest), *at = strtok_r(NULL, "\t", &rest);
    char *wrt = strtok_r(NULL, "\t", &rest), *value = strtok_r(NULL, "\t", &rest);
    if (!expr || *expr == '#' || !at || !wrt || !value) return false;
    enum fn fn;
    struct args args;
    mpfi_t ours, theirs;
    args_init(&args, FINE);
    mpfi_init2(ours, FINE);
    mpfi_init2(theirs, FINE);
    bool is_call = read_call(expr, at, &fn, &args);
    if (is_call) {
        read_value(theirs, value);
        if (!enclose_fn(&env, fn, ours, args.at) || !meet(ours, theirs))
            complain(fn, &args, ours, theirs);
    }
    mpfi_clear(ours);
    mpfi_clear(theirs);
    args_clear(&args);
    return is_call;
}

START_TEST(agrees_with_references)
{
    char line[2000];
    int seen = 0;
    FILE *file = fopen(REFERENCES, "r");
    ck_assert_ptr_nonnull(file);
    while (fgets(line, sizeof line, file)) seen += agrees(line);
    fclose(file);
    ck_assert_int_gt(seen, 500);
}
END_TEST

/* Values of mpmath or Arb at 60 digits, where it is hard. */
static const struct {
    enum fn fn;
    const char *args[3], *value;
} hard[] = {
    {FN_sin, {"1e22"}, "-0.852200849767188801772705893753029368261762150410043656256509"},
    {FN_sin,
     {"3.1415926535897932384626433832795028841972"},
     "-3.06006248941790250554076921835937137910013719651746578829320e-41"},
    {FN_tan,
     {"1.5707963267948966192313216916397514420986"},
     "-65358142420825141693649491197992934343235.2894687886953386751"},
    {FN_sec,
     {"1.5707963267948966192313216916397514420986"},
     "-65358142420825141693649491197992934343235.2894687886953386751"},
    {FN_cot,
     {"3.1415926535897932384626433832795028841972"},
     "32679071210412570846824745598996467171617.6447343943476693376"},
    {FN_csch, {"1e-30"}, "1000000000000000000000000000000.00000000000000000000000000000"},
    {FN_sech, {"1000"}, "1.01519177950989135305836189591486738386111985657856747236648e-434"},
    {FN_expm1, {"1e-40"}, "1.00000000000000000000000000000000000000005000000000000000000e-40"},
    {FN_log1p, {"-1e-40"}, "-1.00000000000000000000000000000000000000005000000000000000000e-40"},
    {FN_erfc, {"30"}, "2.56465620375611160003339727750144714654888972277861705412260e-393"},
    {FN_erfc, {"-3"}, "1.99997790950300141455862722387041767962015229291260075034276"},
    {FN_gelu, {"-30"}, "-1.47201417814445611786014277697405714159909548241775317701897e-196"},
    {FN_silu, {"-900"}, "-1.22802949112911448552954183413322536624487901883484840731084e-388"},
    {FN_softplus, {"-900"}, "1.36447721236568276169949092681469485138319890981649823034538e-391"},
    {FN_softplus, {"900"}, "900.000000000000000000000000000000000000000000000000000000000"},
    {FN_expit, {"-900"}, "1.36447721236568276169949092681469485138319890981649823034538e-391"},
    {FN_mod, {"1e30", "0.75"}, "0.250000000000000000000000000000000000000000000000000000000000"},
    {FN_gamma,
     {"1.4616321449683623"},
     "0.885603194410888700278815900582589462752634684915980205433108"},
    {FN_gamma,
     {"-20.00000001"},
     "-0.0000000000411031749915903743011124059274510336452383139972573188846126"},
    {FN_gamma, {"171.5"}, "9.48336756682479933625340546920495158937563910974316253961414e+307"},
    {FN_gamma, {"1e5"}, "2.82422940796034787429342157802453551847749492609122485057892e+456568"},
    {FN_lgamma,
     {"1.00000000000000000001"},
     "-5.77215664901532860598287419748161298859837328670132126002519e-21"},
    {FN_lgamma,
     {"-2.4570247382208005"},
     "0.000000000000000186479020948882807398218929291912395335964603310985370962608"},
    {FN_lgamma, {"1e10"}, "220258509288.810581470041923123460126556427276020288743189382"},
    {FN_digamma,
     {"1.461632144968362341"},
     "-0.000000000000000000254168349110575250953524426056733175352505508965956227000394"},
    {FN_digamma, {"-7.99999"}, "-99997.8593267984838874811015640884860802750264486001550559232"},
    {FN_sinc, {"0.7"}, "0.3678830105717741892909036439817256389658836840467247474601"},
    {FN_sincderiv, {"3", "-1.3"}, "1.113505794198774584964171430001691238738577666705961752723"},
    {FN_sincderiv, {"40", "3.5"}, "-461467415509946642.9283775916128630122495785154453395686151"},
    {FN_polygamma, {"1", "1e-10"}, "100000000000000000001.644934066607815055872966006573263991642"},
    {FN_polygamma,
     {"1", "1e10"},
     "0.000000000100000000005000000000166666666666666666666333333333333333333"},
    {FN_polygamma, {"40", "3.5"}, "-40259632236359521913331697.5501214122569598162916793157696722"},
    {FN_polygamma, {"7", "-4.25"}, "330352695.843542513323784882356379044576760264958599530332196"},
    {FN_polygamma,
     {"300", "50"},
     "-1.25012465641559220552049763019229166861991433389666198379177e+103"},
    {FN_polygamma, {"6", "-3.7"}, "-3283537.10938147763994993943155539154138647666075085201806778"},
    {FN_beta,
     {"1000", "2000"},
     "4.82397397061288655700531258933952117488797883361909461007815e-831"},
    {FN_beta, {"-0.5", "0.25"}, "2.62205755429211981046483958989111941368275495143162316281682"},
    {FN_beta, {"1e-10", "1e6"}, "9999999985.60727428757405070355180812512061374048486964016414"},
    {FN_beta,
     {"-2.5", "1.5000000001"},
     "0.0000000000837758040924916076196368956567321681611941226617973308649093"},
    {FN_j0,
     {"2.404825557695773"},
     "-0.000000000000000120119500736768612312549988108773073520978574887891400895226"},
    {FN_j0, {"1e6"}, "0.000331043013739873740987963042219625435868441425625626626351742"},
    {FN_jn, {"50", "1"}, "2.90600494817323939446938157792155559460540838528652272836665e-80"},
    {FN_jn, {"3", "-7.5"}, "0.258060913193460311662659323233311361160928092196135188688925"},
    {FN_jn, {"-3", "7.5"}, "0.258060913193460311662659323233311361160928092196135188688925"},
    {FN_jn, {"100", "101"}, "0.114801321427899149187002174396086636148531849167117691907058"},
    {FN_y0,
     {"0.8935769662791675"},
     "-0.0000000000000000189821987371034928971010131319536873539856853488266194769020"},
    {FN_y1, {"1e-5"}, "-63661.9772753654851574748484392477251091502544786872405084717"},
    {FN_yn, {"-3", "7.5"}, "-0.159707591937935115095034867690139914191853743783961767624362"},
    {FN_yn, {"50", "3"}, "-317938914610051950253210501230419320304764785272052873.751682"},
    {FN_yn, {"20", "1000.5"}, "0.0195705324891863591047689107967492422499541899677191832723593"},
    {FN_jn, {"1500", "1500.1"}, "0.0393888607875257751747130863598103189750943436878130033461917"},
    {FN_jn,
     {"100000", "100000"},
     "0.00963694401133786227102878318857428479030850194743752035374302"},
    {FN_jn,
     {"100000", "99999.3"},
     "0.00950347814085977619107814987545959983026721105891630941859593"},
    {FN_jn,
     {"20000", "12345.6"},
     "2.94952218268492172690703804752436635982306699931034888360313e-2401"},
    {FN_jn,
     {"-30001", "-40000.7"},
     "0.00348623551858893455114956308232436915429287572331067907202241"},
    {FN_jn,
     {"1000", "100000.5"},
     "8.45820033455568015854601335318154528270776660838756693543371e-5"},
    {FN_jn, {"1500", "1492.75"}, "0.0187300435917674435740018832199112294944441087983764600661177"},
    {FN_jn,
     {"20000", "5000.5"},
     "3.87424962186373125311892665236164654900562070344711791842180e-9515"},
    {FN_jn, {"6001", "6000"}, "0.0233728140508612205218601148333167918243568378911947624784530"},
    {FN_yn, {"17", "1.5"}, "-917728801113022.523134812022283085599329755584191975093716069"},
    {FN_yn, {"18", "17.9"}, "-0.306429005125343863543617055833400777884794678019417654549475"},
    {FN_yn, {"40", "40.1"}, "-0.220370375561539617351868600346081050050992931688280487367052"},
    {FN_yn,
     {"100000", "100000"},
     "-0.0166916767517057103490388978336258541119746684001814181086410"},
    {FN_yn,
     {"20000", "12345.6"},
     "-6.85859690115109548020801543619132102882941193608229216367786e+2395"},
    {FN_yn, {"1500", "5000.3"}, "-0.0113306072968125690114209890249826818111016420150050147837421"},
    {FN_yn,
     {"1000", "0.001"},
     "-1.37242940204208057164354247585900412044995644579420084850253e+5865"},
    {FN_yn, {"-301", "300.99"}, "0.115765272239627236669892907052539537852410816117242718042892"},
    {FN_yn, {"1000", "999.2"}, "-0.0831973093450789971222397104059176336250352515002647088479272"},
    {FN_yn,
     {"1000", "100000.5"},
     "0.00252177122405324128701947805834320836044319674896480645705459"},
    {FN_lambertw,
     {"-0.3678794411714423215955237701"},
     "-0.999999999999981720614937078629688400133826735385054730538279"},
    {FN_lambertw, {"1e-50"}, "9.99999999999999999999999999999999999999999999999990000000000e-51"},
    {FN_lambertw, {"1e100"}, "224.843106445118501539373134337955675410840813198584693267184"},
    {FN_lambertw, {"2.7"}, "0.996628734265477466030297598040083090967719416429318522458884"},
    {FN_lambertw, {"-0.25"}, "-0.357402956181388903068811104055904753316590555076012043627620"},
};

START_TEST(agrees_where_it_is_hard)
{
    struct args args;
    mpfi_t ours, theirs;
    args_init(&args, FINE);
    mpfi_init2(ours, FINE);
    mpfi_init2(theirs, FINE);
    for (int i = 0; i < fn_arity(hard[_i].fn); i++) mpfi_set_str(args.box[i], hard[_i].args[i], 10);
    read_value(theirs, hard[_i].value);
    if (!enclose_fn(&env, hard[_i].fn, ours, args.at) || !meet(ours, theirs) ||
        !is_tight(ours, 100))
        complain(hard[_i].fn, &args, ours, theirs);
    mpfi_clear(ours);
    mpfi_clear(theirs);
    args_clear(&args);
}
END_TEST

/* Boxes on which there is no value, or none for the whole box. */
static const struct {
    enum fn fn;
    const char *args[3];
} undefined[] = {
    {FN_tan, {"[1, 2]"}},
    {FN_sec, {"[-2, -1]"}},
    {FN_csc, {"0"}},
    {FN_cot, {"[3, 4]"}},
    {FN_csch, {"[-1, 1]"}},
    {FN_coth, {"0"}},
    {FN_asin, {"[1, 1.5]"}},
    {FN_acos, {"-1.25"}},
    {FN_acosh, {"[0.5, 2]"}},
    {FN_atanh, {"1"}},
    {FN_log, {"0"}},
    {FN_log, {"[-1, 1]"}},
    {FN_log1p, {"-1"}},
    {FN_log2, {"-3"}},
    {FN_log10, {"0"}},
    {FN_atan2, {"0", "0"}},
    {FN_atan2, {"[-1, 1]", "[-1, 1]"}},
    {FN_mod, {"1", "[-1, 1]"}},
    {FN_gamma, {"0"}},
    {FN_gamma, {"[-2.5, -1.5]"}},
    {FN_gamma, {"-3"}},
    {FN_gamma, {"1e300"}},
    {FN_lgamma, {"[-1, 1]"}},
    {FN_digamma, {"-7"}},
    {FN_polygamma, {"1", "-2"}},
    {FN_polygamma, {"-1", "2"}},
    {FN_polygamma, {"1.5", "2"}},
    {FN_polygamma, {"1e9", "2"}},
    {FN_beta, {"0", "3"}},
    {FN_beta, {"2", "[-4, -3.5]"}},
    {FN_jn, {"0.5", "1"}},
    {FN_y0, {"0"}},
    {FN_y1, {"[-1, 1]"}},
    {FN_yn, {"[1, 2]", "1"}},
    {FN_lambertw, {"-0.3678794411714423215955237701614608674458111311"}},
    {FN_lambertw, {"-1"}},
};

/* What is summed here at many bits holds what MPFR rounds at few. */
START_TEST(agrees_with_itself_at_many_bits)
{
    static const enum fn family[] = {FN_gamma, FN_lgamma, FN_digamma,  FN_polygamma, FN_beta,
                                     FN_j0,    FN_j1,     FN_jn,       FN_y0,        FN_y1,
                                     FN_yn,    FN_erf,    FN_lambertw, FN_erfc,      FN_gelu};
    enum { MANY = 5000, TIMES = 12 };
    enum fn fn = family[_i];
    uint64_t state = UINT64_C(362436069362436069) + (uint64_t)_i;
    struct args args;
    mpfi_t few, many;
    args_init(&args, FINE);
    mpfi_init2(few, FINE);
    mpfi_init2(many, MANY);
    for (int i = 0; i < TIMES; i++) {
        random_box(fn, &args, false, &state);
        bool defined = enclose_fn(&env, fn, few, args.at);
        if (defined != enclose_fn(&env, fn, many, args.at) || (defined && !meet(few, many)) ||
            (defined && !is_tight(many, MANY - 120)))
            complain(fn, &args, few, many);
    }
    mpfi_clear(few);
    mpfi_clear(many);
    args_clear(&args);
}
END_TEST

START_TEST(stops_when_told)
{
    static const struct {
        enum fn fn;
        const char *args[2];
    } slow[] = {
        {FN_gamma, {"0.1"}},
        {FN_digamma, {"0.1"}},
        {FN_lgamma, {"1.7"}},
        {FN_polygamma, {"3", "0.7"}},
        {FN_beta, {"0.3", "1.7"}},
        {FN_jn, {"5", "100.5"}},
        {FN_yn, {"5", "100.5"}},
        {FN_polygamma, {"2", "-4000000.5"}},
        {FN_erf, {"0.3"}},
        {FN_erfc, {"30.5"}},
        {FN_polygamma, {"300", "-90000.5"}},
    };
    atomic_bool stop = true;
    struct core told = {.interrupted = &stop};
    struct enclose_env other = {.core = &told};
    told.arena.mem = &told.mem;
    struct args args;
    mpfi_t out;
    args_init(&args, FINE);
    mpfi_init2(out, 40000);
    for (size_t i = 0; i < sizeof slow / sizeof *slow; i++) {
        for (int k = 0; k < fn_arity(slow[i].fn); k++)
            mpfi_set_str(args.box[k], slow[i].args[k], 10);
        ck_assert(!enclose_fn(&other, slow[i].fn, out, args.at));
        ck_assert_msg(told.diags.n == 1, "%s did not ask", fn_row(slow[i].fn)->name);
        told.diags.n = 0;
    }
    enclose_env_free(&other);
    vec_free(&told.mem, &told.diags);
    arena_free(&told.arena);
    mpfi_clear(out);
    args_clear(&args);
}
END_TEST

START_TEST(refuses_what_is_undefined)
{
    struct args args;
    mpfi_t value;
    args_init(&args, FINE);
    mpfi_init2(value, 128);
    for (int i = 0; i < fn_arity(undefined[_i].fn); i++)
        mpfi_set_str(args.box[i], undefined[_i].args[i], 10);
    if (enclose_fn(&env, undefined[_i].fn, value, args.at))
        complain(undefined[_i].fn, &args, value, value);
    ck_assert(mpfr_inf_p(&value->left) && mpfr_inf_p(&value->right));
    mpfi_clear(value);
    args_clear(&args);
}
END_TEST

static Suite *enclose_suite(void)
{
    Suite *suite = suite_create("enclose");
    TCase *cases = tcase_create("enclose");
    tcase_set_timeout(cases, 120);
    tcase_add_checked_fixture(cases, NULL, tear_down);
    tcase_add_loop_test(cases, agrees_with_itself_at_many_bits, 0, 15);
    tcase_add_test(cases, stops_when_told);
    tcase_add_loop_test(cases, encloses_inner_points, 0, FN_COUNT);
    tcase_add_loop_test(cases, is_tight_at_points, 0, FN_COUNT);
    tcase_add_test(cases, agrees_with_references);
    tcase_add_loop_test(cases, agrees_where_it_is_hard, 0, sizeof hard / sizeof *hard);
    tcase_add_loop_test(cases, refuses_what_is_undefined, 0, sizeof undefined / sizeof *undefined);
    suite_add_tcase(suite, cases);
    return suite;
}

int main(void)
{
    SRunner *runner = srunner_create(enclose_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
