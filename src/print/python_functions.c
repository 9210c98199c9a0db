/* python_functions.c - the functions of the table in NumPy and SciPy, and those that the module
 * defines for itself. */
#include "print/python_private.h"

#include <string.h>

#define CALL(library, name) library "." name "(", ", ", ")", PYTHON_ATOM
#define NUMPY(name)                 \
    {                               \
        CALL("np", name), false, -1 \
    }
#define SPECIAL(name)                   \
    {                                   \
        CALL("special", name), true, -1 \
    }
#define ONE_BY(name)                                         \
    {                                                        \
        "1/np." name "(", "", ")", PYTHON_PRODUCT, false, -1 \
    }
#define BETWEEN(sign)                        \
    {                                        \
        "", sign, "", PYTHON_TEST, false, -1 \
    }
#define OWN(name, special, helper)                        \
    {                                                     \
        name "(", ", ", ")", PYTHON_ATOM, special, helper \
    }

static const struct python_function functions[FN_COUNT] = {
    [FN_sin] = NUMPY("sin"),
    [FN_cos] = NUMPY("cos"),
    [FN_tan] = NUMPY("tan"),
    [FN_sec] = ONE_BY("cos"),
    [FN_csc] = ONE_BY("sin"),
    [FN_cot] = ONE_BY("tan"),
    [FN_asin] = NUMPY("arcsin"),
    [FN_acos] = NUMPY("arccos"),
    [FN_atan] = NUMPY("arctan"),
    [FN_atan2] = NUMPY("arctan2"),
    [FN_sinh] = NUMPY("sinh"),
    [FN_cosh] = NUMPY("cosh"),
    [FN_tanh] = NUMPY("tanh"),
    [FN_sech] = ONE_BY("cosh"),
    [FN_csch] = ONE_BY("sinh"),
    [FN_coth] = ONE_BY("tanh"),
    [FN_asinh] = NUMPY("arcsinh"),
    [FN_acosh] = NUMPY("arccosh"),
    [FN_atanh] = NUMPY("arctanh"),
    [FN_exp] = NUMPY("exp"),
    [FN_exp2] = NUMPY("exp2"),
    [FN_expm1] = NUMPY("expm1"),
    [FN_log] = NUMPY("log"),
    [FN_log1p] = NUMPY("log1p"),
    [FN_log2] = NUMPY("log2"),
    [FN_log10] = NUMPY("log10"),
    [FN_cbrt] = NUMPY("cbrt"),
    [FN_hypot] = NUMPY("hypot"),
    [FN_abs] = NUMPY("abs"),
    [FN_sign] = NUMPY("sign"),
    [FN_floor] = NUMPY("floor"),
    [FN_ceil] = NUMPY("ceil"),
    [FN_round] = NUMPY("round"),
    [FN_mod] = NUMPY("mod"),
    [FN_heaviside] = {"np.heaviside(", "", ", 0.5)", PYTHON_ATOM, false, -1},
    [FN_minimum] = NUMPY("minimum"),
    [FN_maximum] = NUMPY("maximum"),
    [FN_less] = BETWEEN(" < "),
    [FN_less_equal] = BETWEEN(" <= "),
    [FN_equal] = BETWEEN(" == "),
    [FN_not_equal] = BETWEEN(" != "),
    [FN_erf] = SPECIAL("erf"),
    [FN_erfc] = SPECIAL("erfc"),
    [FN_erfinv] = SPECIAL("erfinv"),
    [FN_erfcinv] = SPECIAL("erfcinv"),
    [FN_exp1] = SPECIAL("exp1"),
    [FN_expi] = SPECIAL("expi"),
    [FN_gammainc] = SPECIAL("gammainc"),
    [FN_gammaincc] = SPECIAL("gammaincc"),
    [FN_betainc] = SPECIAL("betainc"),
    [FN_gamma] = SPECIAL("gamma"),
    [FN_lgamma] = SPECIAL("gammaln"),
    [FN_digamma] = SPECIAL("psi"),
    [FN_polygamma] = SPECIAL("polygamma"),
    [FN_beta] = SPECIAL("beta"),
    [FN_sinc] = NUMPY("sinc"),
    [FN_sincderiv] = OWN("_sincderiv", false, PYTHON_SINCDERIV),
    [FN_logit] = SPECIAL("logit"),
    [FN_xlogy] = SPECIAL("xlogy"),
    [FN_j0] = SPECIAL("j0"),
    [FN_j1] = SPECIAL("j1"),
    [FN_jn] = SPECIAL("jv"),
    [FN_y0] = SPECIAL("y0"),
    [FN_y1] = SPECIAL("y1"),
    [FN_yn] = SPECIAL("yv"),
    [FN_jv] = SPECIAL("jv"),
    [FN_yv] = SPECIAL("yv"),
    [FN_iv] = SPECIAL("iv"),
    [FN_kv] = SPECIAL("kv"),
    [FN_i0] = SPECIAL("i0"),
    [FN_i1] = SPECIAL("i1"),
    [FN_k0] = SPECIAL("k0"),
    [FN_k1] = SPECIAL("k1"),
    [FN_zeta] = SPECIAL("zeta"),
    [FN_ellipk] = SPECIAL("ellipk"),
    [FN_ellipe] = SPECIAL("ellipe"),
    [FN_hyp1f1] = SPECIAL("hyp1f1"),
    [FN_hyp2f1] = SPECIAL("hyp2f1"),
    [FN_rgamma] = SPECIAL("rgamma"),
    [FN_fresnels] = {"special.fresnel(", "", ")[0]", PYTHON_ATOM, true, -1},
    [FN_fresnelc] = {"special.fresnel(", "", ")[1]", PYTHON_ATOM, true, -1},
    [FN_Si] = {"special.sici(", "", ")[0]", PYTHON_ATOM, true, -1},
    [FN_Ci] = {"special.sici(", "", ")[1]", PYTHON_ATOM, true, -1},
    [FN_airyai] = {"special.airy(", "", ")[0]", PYTHON_ATOM, true, -1},
    [FN_airyaip] = {"special.airy(", "", ")[1]", PYTHON_ATOM, true, -1},
    [FN_airybi] = {"special.airy(", "", ")[2]", PYTHON_ATOM, true, -1},
    [FN_airybip] = {"special.airy(", "", ")[3]", PYTHON_ATOM, true, -1},
    [FN_lambertwm1] = {"np.real(special.lambertw(", "", ", -1))", PYTHON_ATOM, true, -1},
    [FN_lambertw] = {"np.real(special.lambertw(", "", "))", PYTHON_ATOM, true, -1},
    [FN_expit] = OWN("_expit", false, PYTHON_EXPIT),
    [FN_relu] = {"np.maximum(", "", ", 0)", PYTHON_ATOM, false, -1},
    [FN_leaky_relu] = OWN("_leaky_relu", false, PYTHON_LEAKY_RELU),
    [FN_elu] = OWN("_elu", false, PYTHON_ELU),
    [FN_softplus] = {"np.logaddexp(0, ", "", ")", PYTHON_ATOM, false, -1},
    [FN_gelu] = OWN("_gelu", true, PYTHON_GELU),
    [FN_silu] = OWN("_silu", false, PYTHON_SILU),
};

struct python_function python_function(enum fn fn)
{
    return functions[fn];
}

bool python_has(enum fn fn)
{
    return functions[fn].open != NULL;
}

#define SIGNS(vectors)                                             \
    "    size = np.abs(" vectors ")\n"                             \
    "    first = (size >= 0.99*size.max(axis=0)).argmax(axis=0)\n" \
    "    signs = np.sign(" vectors "[first, np.arange(first.size)])\n"

/* The derivative of f along H is the block at the upper right of f([[A, H], [0, A]]). */
#define ALONG                                     \
    "    from scipy import linalg\n"              \
    "    n = len(a)\n"                            \
    "    for h in directions:\n"                  \
    "        h = np.kron(np.eye(len(a)//n), h)\n" \
    "        a = np.block([[a, h], [0*a, a]])\n"

static const char *const helpers[PYTHON_HELPERS] = {
    [PYTHON_EXPIT] = "def _expit(x):\n    return np.exp(-np.logaddexp(0, -x))\n",
    [PYTHON_LEAKY_RELU] = "def _leaky_relu(x):\n    return np.where(x > 0, x, x/100)\n",
    [PYTHON_ELU] = "def _elu(x):\n    return np.where(x > 0, x, np.expm1(np.minimum(x, 0)))\n",
    [PYTHON_GELU] = "def _gelu(x):\n    return x*special.erfc(-x/np.sqrt(2))/2\n",
    /* The recurrences of eval/enclose_sinc.c. */
    [PYTHON_SINCDERIV] = "def _sincderiv(n, x):\n"
                         "    n = int(n)\n"
                         "    x = np.asarray(x, float)\n"
                         "    size = np.abs(x)\n"
                         "    z = np.pi*size\n"
                         "    turn = np.pi*(size % 2)\n"
                         "    waves = np.array([np.sin(turn), np.cos(turn)])\n"
                         "    waves = np.concatenate([waves, -waves])\n"
                         "    low = np.minimum(z, n + 1)\n"
                         "    g = np.zeros_like(z)\n"
                         "    for k in range(3*n + 60, n, -1):\n"
                         "        g = (waves[k % 4] - low*g)/k\n"
                         "    up = np.sinc(size)\n"
                         "    for k in range(1, n + 1):\n"
                         "        up = (waves[k % 4] - k*up)/np.maximum(z, 1)\n"
                         "    g = np.pi**n*np.where(z > n, up, g)\n"
                         "    return np.where((x < 0) & (n % 2 == 1), -g, g)\n",
    [PYTHON_SILU] = "def _silu(x):\n    return x*np.exp(-np.logaddexp(0, -x))\n",
    [PYTHON_EMBED] = "def _embed(a, shape, where):\n    out = np.zeros(shape)\n    out[where] = a\n"
                     "    return out\n",
    /* Computed from singular values, so that it has a value even if a is singular. */
    [PYTHON_COFACTOR] = "def _cofactor(a):\n    u, s, vt = np.linalg.svd(a)\n"
                        "    rest = np.array([np.prod(np.delete(s, i)) for i in range(s.size)])\n"
                        "    return np.linalg.det(u)*np.linalg.det(vt)*(u*rest) @ vt\n",
    /* As in graph/elimination.c. Part s belongs to the directions whose bits are in s. */
    [PYTHON_MOVED_COFACTOR] =
        "def _moved_cofactor(a, *directions):\n"
        "    one, parts = np.eye(len(a)), range(2**len(directions))\n"
        "    x = {0: a, **{2**i: h for i, h in enumerate(directions)}}\n"
        "    m = [one*(s == 0) for s in parts]\n"
        "    for step in range(1, len(a)):\n"
        "        m = [sum(x[t] @ m[s ^ t] for t in x if t & s == t) for s in parts]\n"
        "        m = [p - np.trace(p)/step*one for p in m]\n"
        "    return (-1)**(len(a) - 1)*m[-1].T\n",
    /* Where some of the numbers are arrays, all become as large. */
    [PYTHON_LIST] =
        "def _list(items):\n"
        "    rows = items if isinstance(items[0], list) else [items]\n"
        "    numbers = np.broadcast_arrays(*[x for row in rows for x in row])\n"
        "    out = np.array(numbers, float)\n"
        "    return out if rows[0] is items else out.reshape(len(rows), -1, *out.shape[1:])\n",
    [PYTHON_REARRANGE] =
        "def _rearrange(a, m, n):\n    p, q = a.shape[0]//m, a.shape[1]//n\n"
        "    return a.reshape(m, p, n, q).transpose(0, 2, 1, 3).reshape(m*n, p*q)\n",
    [PYTHON_GATHER] = "def _gather(a, *index):\n"
                      "    return np.asarray(a)[tuple(np.asarray(i).astype(int) for i in index)]\n",
    [PYTHON_SCATTER] = "def _scatter(b, shape, *index):\n    out = np.zeros(shape)\n"
                       "    index = np.broadcast_arrays(b, *index)[1:]\n"
                       "    np.add.at(out, tuple(i.astype(int) for i in index), b)\n"
                       "    return out\n",
    [PYTHON_RECURRENCE] = "def _recurrence(a, b, axis=0):\n    out = np.array(b, float)\n"
                          "    x, y = np.moveaxis(a, axis, 0), np.moveaxis(out, axis, 0)\n"
                          "    for i in range(1, len(y)):\n        y[i] += x[i]*y[i - 1]\n"
                          "    return out\n",
    /* Signs as in graph/spectrum.h. */
    [PYTHON_EIGVECSH] = "def _eigvecsh(a):\n    v = np.linalg.eigh((a + a.T)/2)[1]\n" SIGNS(
        "v") "    return v*signs\n",
    [PYTHON_EIGMAP] = "def _eigmap(a, g):\n    v = np.linalg.eigh((a + a.T)/2)[1]\n"
                      "    return v*g @ v.T\n",
    [PYTHON_SVDLEFT] =
        "def _svdleft(a):\n"
        "    u = np.linalg.svd(a, full_matrices=False)[0]\n" SIGNS("u") "    return u*signs\n",
    [PYTHON_SVDRIGHT] = "def _svdright(a):\n"
                        "    u, s, vt = np.linalg.svd(a, full_matrices=False)\n" SIGNS(
                            "u") "    return (vt.T*signs).T\n",
    [PYTHON_SVDMAP] = "def _svdmap(a, g):\n"
                      "    u, s, vt = np.linalg.svd(a, full_matrices=False)\n"
                      "    return u*g @ vt\n",
    [PYTHON_CHOLESKY] = "def _cholesky(a):\n    return np.linalg.cholesky((a + a.T)/2)\n",
    [PYTHON_QR] = "def _qr(a):\n    q, r = np.linalg.qr(a)\n"
                  "    signs = np.where(np.diag(r) < 0, -1.0, 1.0)\n"
                  "    return q*signs, signs[:, None]*r\n",
    [PYTHON_EXPM] = "def _expm(a, *directions):\n" ALONG "    return linalg.expm(a)[:n, -n:]\n",
    [PYTHON_SQRTM] =
        "def _sqrtm(a, *directions):\n" ALONG "    return linalg.sqrtm(a)[:n, -n:].real\n",
    [PYTHON_GRID] = "def _grid(values, shape, steps):\n"
                    "    steps = [values.itemsize*step for step in steps]\n"
                    "    return np.lib.stride_tricks.as_strided(values, shape, steps)\n",
    /* Rounds as repeated squaring in tape/code.h does. */
    [PYTHON_POWER_OF] = "def _power(x, n):\n    power = x if n % 2 else 1.0\n    while n > 1:\n"
                        "        x, n = x*x, n//2\n        if n % 2:\n            power = power*x\n"
                        "    return power\n",
};

const char *python_helper(enum python_helper helper)
{
    return helpers[helper];
}

bool python_is_helper(const char *name)
{
    size_t n = strlen(name);
    for (int i = 0; i < PYTHON_HELPERS; i++) {
        const char *called = helpers[i] + strlen("def ");
        if (!strncmp(called, name, n) && called[n] == '(') return true;
    }
    return false;
}
