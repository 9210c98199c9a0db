# Words of algebra in programs: the form of the answer is the one that the word chooses.
# Tests src/graph/lower_words.c, src/pass/expand.c, src/pass/together.c, src/pass/factorize.c, src/pass/apart.c, src/pass/divisors.c, src/pass/division.c, src/pass/primes.c, src/pass/closed.c, src/write/formulas.c.

$ dcalc eval 'expand((x + 1)^3)'; dcalc eval 'expand((a + b)*(c - d))'; dcalc eval 'expand(sin((x + 1)^2))'
x^3 + 3*x^2 + 3*x + 1
a*c - a*d + b*c - b*d
sin(x^2 + 2*x + 1)

$ dcalc eval 'collect(a*x + b*x + c, x)'; dcalc eval 'collect(a*exp(x) + b*exp(x), exp(x))'
c + x*(a + b)
exp(x)*(a + b)

$ dcalc eval 'coefficients((x + 2)^3, x)'; dcalc eval 'coefficients(a*x^2 + b*x + c, x)'; dcalc eval 'coefficients((x + 1)^5, x)[2]'
8  12  6  1
[c, b, a]
10

$ dcalc eval 'coefficients(x*sin(x), x)'
dcalc: expression:1:1: it is no polynomial in 'x'
  coefficients(x*sin(x), x)
  ^^^^^^^^^^^^^^^^^^^^^^^^^
[2]

$ dcalc eval 'together(1/x + 1/y)'; dcalc eval 'numerator(x/2 + y/3)'; dcalc eval 'denominator(x/2 + y/3)'
(x + y)/(x*y)
3*x + 2*y
6

$ for f in 'x^4 + 4' 'x^6 - 1' 'a^3 - b^3' 'x^2/4 - 1' '(x^2 - 1)/(x + 2*x^2)' 'sin(x)^2 - 1' 'x^5 + x + 1' 'x^2 + 1'; do dcalc eval "factor($f)"; done
(x^2 + 2*x + 2)*(x^2 - 2*x + 2)
(x + 1)*(x - 1)*(x^2 + x + 1)*(x^2 - x + 1)
(a - b)*(a^2 + a*b + b^2)
(x + 2)*(x - 2)/4
(x + 1)*(x - 1)/(x*(2*x + 1))
(sin(x) + 1)*(sin(x) - 1)
(x^2 + x + 1)*(x^3 - x^2 + 1)
x^2 + 1

$ for f in 'x^10 - 1' 'x^3 + y^3 + z^3 - 3*x*y*z' '0' '6*x^2 - 6' 'x^4 - 10*x^2 + 1'; do dcalc eval "factor($f)"; done
(x + 1)*(x - 1)*(x^4 + x^3 + x^2 + x + 1)*(x^4 - x^3 + x^2 - x + 1)
(x + y + z)*(x^2 - x*y - x*z + y^2 - y*z + z^2)
0
6*(x + 1)*(x - 1)
x^4 - 10*x^2 + 1

# Partial fractions: denominators stay irreducible over the rationals, other names are kept.
$ for f in '1/(x^2 - 1)' 'x/(x^3 + 1)' 'x^5/(x^2 - 1)' '1/((x - a)*(x - b))' '1/(x^2 - 2)' 'sin(y)/(x^2 - y^2)' 'k/(x^2*(x + c))' '3' 'y'; do dcalc eval "apart($f, x)"; done
1/(2*(x - 1)) - 1/(2*(x + 1))
(x + 1)/(3*(x^2 - x + 1)) - 1/(3*(x + 1))
x^3 + x + 1/(2*(x + 1)) + 1/(2*(x - 1))
1/((a - b)*(x - a)) - 1/((a - b)*(x - b))
1/(x^2 - 2)
sin(y)/(2*y*(x - y)) - sin(y)/(2*y*(x + y))
k/(c*x^2) - k/(c^2*x) + k/(c^2*(c + x))
3
y

$ dcalc eval 'apart(exp(x)/(x^2 - 1), x)'
dcalc: expression:1:1: it is no rational function of 'x'
  apart(exp(x)/(x^2 - 1), x)
  ^^^^^^^^^^^^^^^^^^^^^^^^^^
[2]

$ dcalc eval 'apart(1/x, 2)'
dcalc: expression:1:12: 'apart' needs a name without a value here
  apart(1/x, 2)
             ^
[2]

# A fraction has its poles whatever its form.
$ dcalc eval 'apart(1/(x^2 - 1), x)' --at x=3; dcalc eval 'apart(x/x, x)' --at x=0
0.125
dcalc: expression:1:7: division by zero
  apart(x/x, x)
        ^^^
[1]

# The name may be left out where there is one only.
$ dcalc eval 'apart(1/(x^2 - 1))'; dcalc eval 'coefficients((y - 1)^2)'
1/(2*(x - 1)) - 1/(2*(x + 1))
1  -2  1

$ dcalc eval 'apart(1/(x*y))'
dcalc: expression:1:1: 'apart' cannot take these arguments
  apart(1/(x*y))
  ^^^^^^^^^^^^^^
  hint: it is written apart(f, x)
[2]

# What a chosen form has lost of where it is defined, is said.
$ for f in 'cancel((x^3 - 8)/(x - 2))' 'factor((x^2 - 1)/(x^3 - x))' 'apart(x/x, x)' 'cancel(1/(1 + 1/x))'; do dcalc eval "$f" 2>&1; done
x^2 + 2*x + 4
dcalc: note: what is written has no value where x - 2 = 0
1/x
dcalc: note: what is written has no value where (x + 1)*(x - 1) = 0
1
dcalc: note: what is written has no value where x = 0
x/(x + 1)
dcalc: note: what is written has no value where x = 0

# Nothing is lost here: x^2 + 1 is never 0, and other forms keep their lines.
$ for f in 'cancel((x^4 - 1)/(x^2 + 1))' 'cancel((x^2 + 2*x + 1)/(x^2 - 1))' 'expand((x^2 - 1)/(x + 1))' 'cancel(3*(x + 1)/(6*x*(x - 1)))' 'cancel(x/2 + 1/3)'; do dcalc eval "$f" 2>&1; done
x^2 - 1
(x + 1)/(x - 1)
dcalc: note: what is written has no value where x + 1 = 0
x^2/(x + 1) - 1/(x + 1)
(x + 1)/(2*x^2 - 2*x)
x/2 + 1/3

$ dcalc eval 'cancel((x^3 - 8)/(x - 2))' --at x=2
dcalc: expression:1:8: division by zero
  cancel((x^3 - 8)/(x - 2))
         ^^^^^^^^^^^^^^^^^
[1]

# Common divisors and multiples, of numbers too.
$ for f in 'gcd(12, 18)' 'lcm(4, 6, 10)' 'gcd(1/2, 1/3)' 'gcd(0, 0)' 'gcd(-4, 6)' 'gcd(x^2 - 1, x^3 - 1, 2*x - 2)' 'lcm(x^2 - 1, x - 1)' 'gcd(6*x, 4)' 'n = 12; gcd(n, 18)' 'gcd(x/2, x/3)'; do dcalc eval "$f"; done
6
60
0.16666666666666666
0
2
x - 1
x^2 - 1
2
6
x/6

$ dcalc eval 'gcd(sin(x), x)'
dcalc: expression:1:1: common divisors are of polynomials in names
  gcd(sin(x), x)
  ^^^^^^^^^^^^^^
[2]

$ dcalc eval 'gcd(n, 18)' --at n=12
dcalc: expression:1:1: 'gcd' takes names as they are, and 'n' has a value
  gcd(n, 18)
  ^^^^^^^^^^
  hint: write the value into the program: n = ...; gcd(...)
[2]

$ dcalc eval 'lcm(x^60, y^120)'
dcalc: expression:1:1: too large, such as powers above 100 or coefficients beyond 64 bits
  lcm(x^60, y^120)
  ^^^^^^^^^^^^^^^^
[4]

# Prime factors of numbers, each with its power; SymPy's factorint.
$ for n in 12 -360 3/4 2^67-1 0 1 600851475143; do dcalc eval "factorint($n)" --exact; done
2  2
3  1
-1  1
 2  3
 3  2
 5  1
2  -2
3   1
   193707721  1
761838257287  1
0  1
1  1
  71  1
 839  1
1471  1
6857  1

$ dcalc eval 'n = 20; factorint(n!)[:,1]'; dcalc eval 'factor(12)'; dcalc eval 'factorint(x)'
18  8  4  2  1  1  1  1
12
dcalc: note: factor is of polynomials; the prime factors of a number are factorint(n)
dcalc: expression:1:1: prime factors are of a number
  factorint(x)
  ^^^^^^^^^^^^
  hint: polynomials are factored by factor(f)
[2]

$ dcalc eval 'factorint(2^89 - 1)'; dcalc eval 'factorint(2^89 - 1)' --exact
6.189700196426902e26  1
dcalc: note: a prime has more digits than are written; --exact writes all
618970019642690137449562111  1

$ dcalc eval 'factorint((2^89 - 1)*(2^107 - 1))'
dcalc: expression:1:1: a factor of 60 digits is no prime, and too long to be split
  factorint((2^89 - 1)*(2^107 - 1))
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
[4]

# Quotients and remainders of polynomials; the first coefficient of what divides must not be 0.
$ for f in 'quotient(x^3 + 1, x^2 - a, x)' 'remainder(x^3 + 1, x^2 - a, x)' 'remainder(x^100, x^2 - x - 1)' 'quotient(x^2, a*x, x)' 'quotient(x, x^2)'; do dcalc eval "$f"; done
x
a*x + 1
354224848179261915075*x + 218922995834555169026
x/a
0

$ dcalc eval 'quotient(x^2, a*x, x)' --at a=0,x=1
dcalc: expression:1:1: division by zero
  quotient(x^2, a*x, x)
  ^^^^^^^^^^^^^^^^^^^^^
[1]

$ dcalc eval 'remainder(7, 3)'
dcalc: expression:1:1: 'remainder' cannot take these arguments
  remainder(7, 3)
  ^^^^^^^^^^^^^^^
  hint: of numbers write mod(x, y)
[2]

$ dcalc eval 'quotient(x^2, y)'
dcalc: expression:1:1: 'quotient' cannot take these arguments
  quotient(x^2, y)
  ^^^^^^^^^^^^^^^^
  hint: it is written quotient(f, g, x)
[2]

# A name is put in, with its conditions; the name is then free no more.
$ dcalc eval 'subs(x^2 + y, x, 3)'; dcalc eval 'f = 1/x; subs(f, x, 2)'; dcalc eval 'subs(diff(x^3, x), x, 2)'
y + 9
0.5
12

$ dcalc eval 'u = x^2; subs(sin(u) + u, u, y)'; dcalc eval 'subs(where(x > 0, log(x), 0), x, -1)'
y + sin(y)
0

$ dcalc diff 'subs(x^2*y, x, 3*y)'; dcalc eval 'subs(A@x, x, [1, 2])' --shape A=[2,2],x=[2]
27*y^2
A@[1, 2]

$ dcalc eval 'f = 1/x; subs(f, x, 0)'
dcalc: expression:1:5: division by zero
  f = 1/x; subs(f, x, 0)
      ^^^
[1]

$ dcalc eval 'subs(x^2, 3, x)'
dcalc: expression:1:11: 'subs' puts a value in the place of a name
  subs(x^2, 3, x)
            ^
[2]

$ dcalc eval 'subs(x^2, x, [1, 2])'
dcalc: expression:1:14: 'subs' needs a value of the name's shape, got (2)
  subs(x^2, x, [1, 2])
               ^^^^^^
[2]

# Users' names come before these.
$ dcalc eval 'expand = 3; expand*x'
3*x

$ dcalc eval 'expand((a + b + c + d)^100)'
dcalc: expression:1:1: multiplied out, it has more than 20000 terms
  expand((a + b + c + d)^100)
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^
[4]

# Closed forms of constants.
$ for e in 'sin(pi/12)' 'log(8)/log(2)' 'sqrt(50)' 'tan(pi/8)' 'acos(-1/2)' 'gamma(5/2)' 'zeta(2)' 'sqrt(3 + 2*sqrt(2))'; do dcalc eval "$e" --exact; done
(sqrt(6) - sqrt(2))/4
3
5*sqrt(2)
sqrt(2) - 1
2*pi/3
3*sqrt(pi)/4
pi^2/6
sqrt(2) + 1

# What is too large to be factored is said to be left as it is; at a point that does not matter.
$ dcalc eval 'factor(x^105 - 1)'; dcalc eval 'apart(1/(x^101 - 1), x)' 2>&1 | tail -n 1 | cut -c 1-46; dcalc eval 'factor(x^105 - 1)' --at x=1
x^105 - 1
dcalc: note: too large for factor and apart, such as powers above 100: what is left as it is may have factors
dcalc: note: too large for factor and apart, s
0
$ dcalc eval 'factor(x^7*y^7 - z^14)' 2>&1 | wc -l; dcalc eval 'factor(a*x^50*y^60 + 1)'; dcalc eval 'apart(1/x, y)'
2
a*x^50*y^60 + 1
1/x

# Matrices of a few scalars are computed as on paper; larger ones stay operations
$ dcalc eval 'inv([[a, b], [c, d]])@[x, y]'
[(d*x - b*y)/(a*d - b*c), (a*y - c*x)/(a*d - b*c)]

$ dcalc eval 'inv([[cos(t), -sin(t)], [sin(t), cos(t)]])'
[[cos(t), sin(t)], [-sin(t), cos(t)]]

$ dcalc eval 'A = [[1, x], [0, 1]]; A@A@A'
[[1, 3*x], [0, 1]]

$ dcalc eval 'solve([[1, 2], [3, 4]], [x, y])'
[y - 2*x, (3*x - y)/2]

$ dcalc diff 'inv([[x, 1], [1, x]])' --wrt x
[[-(x^2 + 1)/(x^2 - 1)^2, 2*x/(x^2 - 1)^2], [2*x/(x^2 - 1)^2, -(x^2 + 1)/(x^2 - 1)^2]]

$ dcalc eval 'eigvalsh([[a, b], [b, -a]])'; dcalc eval 'eigvalsh([[2, 1], [1, 3]])' --exact
[-sqrt(a^2 + b^2), sqrt(a^2 + b^2)]
5/2 - sqrt(5)/2  sqrt(5)/2 + 5/2

$ dcalc eval 'inv([[a,b,c,d],[e,f,g,h],[i,j,k,l],[m,n,o,p]])'; dcalc eval '[[a, b], [c, d]]@softmax([1, z])'
inv([[a, b, c, d], [e, f, g, h], [i, j, k, l], [m, n, o, p]])
[[a, b], [c, d]]@softmax([1, z])

# Numbers in formulas are decimals only if the program has some
$ dcalc eval 'apart(1/((x - 1)*(x + 4)^2), x)'; dcalc eval 'expand((x/5 + 3/10)^2)'; dcalc diff '9*x/25'; dcalc eval '9/25*x'
1/(25*(x - 1)) - 1/(25*(x + 4)) - 1/(5*(x + 4)^2)
x^2/25 + 3*x/25 + 9/100
9/25
9*x/25
$ dcalc eval 'expand((0.2*x + 0.3)^2)'; dcalc eval '0.36*x*y/2'
0.04*x^2 + 0.12*x + 0.09
0.18*x*y
