#!/usr/bin/python3
"""Questions that have no answer, with the kind of the error and the exit status.

The kinds are decided by hand from what each operation is over the reals:
  domain     an operation has no value at its argument and none near it on that side
  pole       it is infinite or divides by zero; also a derivative that is
  kink       there is a value, but the one-sided derivatives differ or the value jumps
  overflow   a number past the exponents that the arithmetic has, 2^62
  undecided  a divisor, an edge or a jump that 2^14 bits do not tell from where the argument is
  limit      too large, too deep or endless
  syntax name shape   the question itself is not understood

Every operation as it is written must be defined, whatever the expression simplifies to. Where a
value is undecided the two sides are equal, or differ by less than 10^-5000; with mpmath at 2000
digits that is checked here for those rows (`residue` is what cannot be told from zero).
No randomness. Writes tests/data/undefined.tsv; run again with

    /usr/bin/python3 tests/generate/undefined.py        (Debian: python3-mpmath)
"""

import sys

from mpmath import mp, mpf

from truth import compile_program, run, scalar_names, write_table

STATUS = {"domain": 1, "pole": 1, "kink": 1, "overflow": 4, "undecided": 1, "limit": 4, "syntax": 2, "name": 2, "shape": 2}
ROWS = []


def add(kind, command, at, *exprs, wrt="-"):
    for expr in exprs:
        ROWS.append([command, expr, at or "-", wrt, kind, str(STATUS[kind])])


def domain():
    add("domain", "eval", "x=-1", "log(x)", "sqrt(x)", "sqrt(x)^2", "0*log(x)", "log(x)-log(x)", "0*sqrt(x)",
        "sqrt(x)-sqrt(x)",
        "log(x)^0", "exp(log(x))", "x^0.5", "x^(1/3)", "(x^0.5)^2", "x^pi", "x^-0.5", "log2(x)", "log10(x)",
        "log1p(2*x)",
        "y0(x)", "y1(x)", "yn(2,x)", "acosh(x)", "lambertw(x)", "polygamma(x,2)", "log(x)/log(x)",
        "where(x<0,log(x),x)",
        "log(x)*[0,1]", "max(log(x),5)", "[sqrt(x),1]", "asin(2*x)", "(x^3)^0.5", "pow(x,0.25)",
        "sqrt(x)*sqrt(x)", "1/log(x)")
    add("domain", "diff", "x=-1", "log(x)", "sqrt(x)^2", "0*log(x)", "log(x)-log(x)", "x^(1/3)", "x^2.5",
        "acosh(x)", "y0(x)", "log(x)*0+x",
        "where(x<0,sqrt(x),x)", "exp(log(x))", "sqrt(x)*sqrt(x)", "log10(x)", "lambertw(x)", "(x^0.5)^2",
        "x*log(x)/log(x)")
    add("domain", "eval", "x=1.5", "acos(x)", "asin(x)", "acos(x)+asin(x)", "atanh(x)", "atanh(-x)",
        "acosh(x/3)", "sqrt(1-x)", "log(1-x)",
        "polygamma(x,2)", "jn(x,1)", "yn(x,1)", "(-8)^(1/3)", "(-8)^(2/3)", "asin(1+1e-30)", "acosh(1-1e-300)",
        "sqrt(-1e-400)", "log(-1e-400)",
        "(-x)^x", "lambertw(-0.36787944117144232160)", "sqrt(0.3-0.1-0.2-1e-100)", "sqrt(cos(2*x))",
        "log(cos(2*x))", "acos(x)^0")
    add("domain", "eval", "x=0,y=0", "atan2(y,x)", "atan2(x-y,y)", "0*atan2(y,x)")
    add("domain", "grad", "x=-2,y=0.5", "x^y", "log(x*y)", "sqrt(x)+y", "0*log(x)+y")
    add("domain", "diff2", "x=-1", "log(x)", "x^1.5", "x*sqrt(x)")
    add("domain", "diff", "x=-1", "x^x")
    add("domain", "diff", "x=-2,y=3", "x^y", wrt="y")
    add("domain", "grad", "x=-2,y=3", "x^y")
    add("domain", "eval", "x=[1,-1]", "log(x)", "sum(sqrt(x))", "x@log(x)", "sqrt(x[1])", "acosh(x-1)")


def pole():
    add("pole", "eval", "x=0", "1/x", "x/x", "x^2/x", "sin(x)/x", "0/x", "(1-cos(x))/x^2", "x^-1", "0^-1",
        "x^-0.5", "log(x)", "x*log(x)", "exp(-1/x^2)",
        "exp(-1/x)", "1/(1/x)", "tanh(1/x)", "atan(1/x)", "csc(x)", "cot(x)", "csch(x)", "coth(x)", "x*cot(x)",
        "gamma(x)", "1/gamma(x)", "gamma(x-3)",
        "lgamma(x)", "lgamma(x-2)", "digamma(x)", "digamma(x-1)", "polygamma(1,x)", "polygamma(2,x-4)",
        "beta(x,1)", "beta(2.5,x-1)", "y0(x)", "y1(x)", "yn(2,x)",
        "log1p(x-1)", "log2(x)", "log10(x)", "atanh(x+1)", "atanh(x-1)", "mod(1,x)", "abs(x)/x", "1/sign(x)",
        "1/floor(x+0.5)", "1/heaviside(x-1)", "1/norm([x,x])",
        "1/(x-x)", "0*(1/x)", "1/x-1/x", "log(x^2)/2", "log(abs(x))", "1/sin(x)", "tan(x)/sin(x)", "sqrt(x)/x",
        "x/abs(x)", "[1,1/x]", "sum([1/x,-1/x])",
        "where(x<1,1/x,x)", "1/(exp(x)-1)", "x/(exp(x)-1)", "1/(1-cos(x))", "1/erf(x)", "1/j1(x)",
        "1/log(1+x)", "min(1/x,3)", "1/[1,x]", "x^(-1/3)", "pow(x,-2)", "1/relu(x)",
        "1/lambertw(x)", "1/min(x,1)", "log(x)-log(x)", "(x/x)^0")
    add("pole", "eval", "x=0.3", "1/(x-0.1-0.2)", "1/(10*x-3)", "log(x-0.3)", "1/floor(x)", "1/(x^2-0.09)",
        "mod(x,x-0.3)", "(x-0.3)/(x-0.3)", "1/(1/x-10/3)", "1/mod(x,0.1)")
    add("pole", "eval", "x=1", "(x^2-1)/(x-1)", "1/(x^2-2*x+1)", "1/log(x)", "log(x)/(x-1)", "atanh(x)",
        "atanh(1/x^3)", "1/acos(x)", "1/(x^10-1)", "gamma(1-x)", "0/0", "1/0", "x/0")
    add("pole", "diff", "x=0", "1/x", "x/x", "sin(x)/x", "x^2/x", "exp(-1/x^2)", "log(x)", "sqrt(x)",
        "cbrt(x)", "x^0.5", "x^(1/3)", "x^0.25", "x*log(x)", "asin(x+1)", "asin(x-1)", "acos(x-1)",
        "acosh(1+x)", "x^-2", "gamma(x)", "lgamma(x-1)", "y0(x)", "cot(x)", "0*log(x)", "sqrt(sin(x))",
        "cbrt(tan(x))", "cbrt(x)+x", "sqrt(x)+sqrt(x)", "digamma(x)", "atanh(1-x)", "1/(x^2+x)",
        "sqrt(1-cos(x))/x")
    add("pole", "diff", "x=0.3", "1/(x-0.1-0.2)", "sqrt(x-0.3)", "cbrt(x-0.1-0.2)", "log(0.3-x)")
    add("pole", "grad", "x=0,y=0", "x/y", "y/x", "sqrt(x)+y", "1/(x+y)", "log(x^2+y^2)", "x*y/(x^2+y^2)")
    add("pole", "eval", "x=pi/2", "tan(x)", "sec(x)", "1/cos(x)", "tan(3*x)", "csc(2*x)", "1/sin(4*x)")
    add("pole", "diff2", "x=0", "1/x", "x^1.5", "sqrt(x)", "x^(4/3)")


def kink():
    add("kink", "diff", "x=0", "abs(x)", "-abs(x)", "relu(x)", "leaky_relu(x)", "sign(x)", "heaviside(x)",
        "floor(x)", "ceil(x)", "round(x+1/2)", "round(x+5/2)", "mod(x,1)", "mod(x+3,3)", "max(x,0)",
        "min(x,0)", "max(x,2*x)", "min(x,-x)", "max(x,x^2)", "abs(sin(x))", "abs(x)+x", "exp(abs(x))",
        "sqrt(x^2)", "(x^2)^0.5", "(x^4)^(1/4)", "norm(x)", "norm([x,x])", "norm([x,2*x],1)",
        "norm([x,-x],inf)",
        "norm([x,x],inf)", "hypot(x,x)", "hypot(x,0)", "where(x<0,-x,x)", "where(x<0,0,1)",
        "where(x<=0,x,2*x)", "where(x>0,1,x)", "where(x==0,1,x)", "max([x,0])", "min([x,2*x,5])",
        "max(abs(x),x/2)", "floor(x)*exp(x)",
        "sin(abs(x))", "abs(tan(x))+x^2", "relu(x)-relu(-x)*2", "abs(expm1(x))", "log(1+abs(x))",
        "abs(abs(x)-0)", "cbrt(abs(x)^3)", "max(x,-x)", "abs(x)*cos(x)", "elu(x)+abs(x)", "(1+x)*floor(x+1)")
    add("kink", "diff", "x=0.3", "abs(x-0.1-0.2)", "max(x,0.1+0.2)", "floor(10*x)", "where(x<0.3,x,2*x)",
        "min(x^2,0.09)", "mod(x,0.1)", "round(5*x)", "sign(x-0.3)", "max([x,0.1+0.2])")
    add("kink", "diff", "x=2", "floor(x)", "ceil(x)", "mod(x,2)", "round(x/4)", "abs(x^2-4)", "max(x,x^2-2)",
        "min(x,2)", "abs(x-2)+abs(x+2)", "x*floor(x)", "(x-2)*floor(x)", "where(x<2,x^2,4)", "relu(x-2)",
        "heaviside(x-2)", "mod(7,x-1)+floor(x)")
    add("kink", "grad", "x=1,y=1", "max(x,y)", "min(x,y)", "abs(x-y)", "max(x*y,x)", "mod(x,y)",
        "hypot(x-y,y-x)", "max([x,y])", "norm([x-y,0])")
    add("kink", "grad", "x=0,y=0", "hypot(x,y)", "norm([x,y])", "abs(x)+y", "abs(x*y+x)", "sqrt(x^2+y^2)",
        "max(x,y)")
    add("kink", "grad", "v=[0,0]", "norm(v)", "sum(abs(v))", "norm(v,1)", "max(v)", "norm(v,inf)",
        "sum(relu(v))")
    add("kink", "grad", "y=0,x=-1", "atan2(y,x)", "x*atan2(y,x)")
    add("kink", "diff2", "x=0", "x*abs(x)", "relu(x)^2", "elu(x)", "abs(x)", "max(x,0)*x",
        "where(x<0,-x^2,x^2)", "max(x,0)", "relu(x)", "floor(x)", "abs(sin(x))", "sign(x)")


def overflow():
    add("overflow", "eval", "x=10", "exp(exp(exp(exp(x))))", "gamma(1e29*x)", "exp(10^x*1e10)", "exp2(1e29*x)",
        "sinh(1e29*x)", "cosh(-1e29*x)", "expm1(1e29*x)", "x^(1e29*x)", "pi^1e30", "lgamma(exp(exp(exp(x))))",
        "[1,exp(1e30)]", "-exp(1e29*x)", "exp(exp(x)^11)", "gamma(1e25)+x")
    add("overflow", "diff", "x=10", "exp(exp(exp(exp(x))))", "gamma(1e29*x)", "exp(1e29*x)",
        "exp(exp(exp(x^2)))", "cosh(x^30)", "exp2(x^25)")
    add("overflow", "grad", "x=1e10,y=1e10", "exp(x^2*y^2)", "gamma(x*y*1e5)")


RESIDUES = []


def undecided():
    """Each residue is zero, or nearer to it than 2^-16384; what is made of it cannot be told."""
    residues = ["sqrt(2)+sqrt(3)-sqrt(5+2*sqrt(6))", "16*atan(1/5)-4*atan(1/239)-pi", "log(2)+log(3)-log(6)", "cosh(1)^2-sinh(1)^2-1",
                "gamma(1/3)*gamma(2/3)-2*pi/sqrt(3)", "1-tanh(20000)", "cos(exp(-20000))-1",
                "erf(1)+erfc(1)-1", "sin(2)-2*sin(1)*cos(1)"]
    RESIDUES.extend(residues)
    for r in residues:
        add("undecided", "eval", "", f"1/({r})")
    add("undecided", "eval", "x=1", *(f"log({r})" for r in residues[:4]), *(f"sqrt({r})" for r in residues[:4]))
    r = residues[0]
    add("undecided", "eval", "x=1", f"acos(x+({r}))", f"floor(x+({r}))", f"gamma({r})", f"sign({r})",
        f"where({r} < 0, 1, 2)", f"mod(x+({r}),1)", f"round(x/2+({r}))",
        f"atanh(1+({r}))", f"({r})^-2", f"x/({r})", f"ceil({r})", f"heaviside({r})", "1/(sin(x)^2+cos(x)^2-1)",
        "lambertw(-1/e)", "sin(exp(exp(10*x)))", "acos(x+exp(-20000))",
        "floor(2-exp(-20000))", "where(exp(-20000)+1 > x, 1, 2)")
    # This residue is exactly 0, since (sqrt(2) + sqrt(3))^2 = 5 + 2*sqrt(6).
    add("kink", "diff", "x=1", f"abs(x-1+({r}))")
    add("undecided", "diff", "x=1", f"max(x,1+({r}))", f"1/(x-1+({r}))", f"sqrt(x-1+({r}))")
    add("kink", "diff", "x=1", f"floor(x+({r}))")


def limit():
    add("limit", "eval", "", "9^9^9^9", "1+9^9^9^9", "10^(10^10)", "2^(10^12)", "7^7^7^7",
        "(1+1/10^10)^(10^10)", "1e1000000000", "1e-1000000000", "(-3)^(10^10)", "(1/3)^(10^11)",
        "f(x) = f(x+1); f(1)", "f(x) = g(x); g(x) = f(x); f(1)", "zeros(100000,100000)",
        "sum(zeros(1000000,1000000))", "eye(100000)", "x = 2^1000; x = x^100; x = x^100; x^100")
    add("limit", "diff", "x=1", "x^(9^9^9^9)", "x*9^9^9^9", "f(t) = f(t)+1; f(x)")
    add("limit", "eval", "x=9^9^9^9", "x", "x-x")


def not_understood():
    add("syntax", "eval", "x=1,y=2", "x +", "(x", "x)", "1/2x", "2 3", "sin(x", "[1,2", "x = ", "x ^^ y",
        "* x", "x,y", "sin x", "1.2.3", "x $ y", "f(x = 2", "()", "x[", "x y", "= 3", "x < y < 3", "#", ";")
    add("name", "eval", "x=1", "x(2)", "sine(x)", "foo(1)", "x+z", "y", "Sin(x)", "exp(a)", "gama(x)")
    add("name", "diff", "x=1", "cosin(x)", "x*t", "log(x)+q^2")
    add("shape", "eval", "x=[1,2,3]", "x+[1,2]", "[[1,2],[3,4]]@x", "x@2", "trace(x)", "x[3]", "x[-4]",
        "x[0,1]", "[[1,2],[3]]", "x[0][0]", "reshape(x,2,2)", "concat(x,[[1,2]])", "dot(x,[1,2])",
        "x@[[1,2],[3,4]]", "outer(x,[[1,2]])")
    add("shape", "grad", "v=[1,2]", "v", "v*2", "outer(v,v)")


def check_residues():
    mp.dps = 2000
    for residue in RESIDUES:
        value = run(compile_program(residue), scalar_names(), {})
        assert abs(value) < mpf(10) ** -1990, (residue, mp.nstr(value, 5))


def main():
    for group in (domain, pole, kink, overflow, undecided, limit, not_understood):
        group()
    check_residues()
    write_table("undefined.tsv", ["command", "expr", "at", "wrt", "kind", "status"], ROWS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
