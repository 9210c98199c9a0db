# Sums and products over an index: sum(f, i, a, b) and prod(f, i, a, b).
# Tests src/graph/lower_operators.c.
$ for e in 'sum(i^2, i, 1, 10)' 'prod(k, k, 1, 5)' 'sum(sum(i*j, j, 1, i), i, 1, 3)' 'sum(k, k, 1, 0)' 'prod(k, k, 1, 0)' 'f(n) = sum(1/k!, k, 0, n); f(3)'; do dcalc eval "$e" --exact; done
385
120
25
0
1
8/3

# They are written out, in every format, and differentiate like what they are.
$ dcalc eval 'sum(x^k/k!, k, 0, 3)'
x^3/6 + x^2/2 + x + 1
$ dcalc diff 'prod(x - k, k, 1, 3)'
3*x^2 - 12*x + 11
$ dcalc eval 'sum(x^k/k!, k, 0, 2)' -f latex
\frac{x^{2}}{2} + x + 1
$ dcalc eval 'sum(diff(x^k, x), k, 1, 3)'
3*x^2 + 2*x + 1
$ printf 'x\n1\n2\n' | dcalc eval 'sum(x^k, k, 0, 2)' --points -
value
3
7

# The index may be a subscript, a size or an exponent, and the bounds names of the point. It hides other names.
$ dcalc grad 'sum((y[i] - a*x[i])^2, i, 0, size(x) - 1)' --at x=[1,2],y=[1,3],a=1
x  0  -2
y  0  2
a  -4
$ dcalc eval 'sum(matrix_power(A, k), k, 0, 2)' --at A=[[1,1],[0,1]]
3  3
0  3
$ dcalc eval 'k + sum(x^k, k, 0, n)' --at k=5,n=3,x=2
20
$ dcalc eval 'sum(pi, pi, 1, 3)'
6

# Many terms: 1000 of the sum with the limit pi^2/6, and of fractions whose sum has some 8,700 digits above the line; by mpmath.
$ dcalc eval 'sum(1/i^2, i, 1, 1000)'
1.64393456668156
$ dcalc eval 'sum(1/i, i, 1, 20000)' -n 30 -j 1
10.4807282172293275728144600302

# Conditions are those of each term, where it matters.
$ dcalc eval 'sum(1/k, k, -1, 1)'
dcalc: expression:1:5: division by zero
  sum(1/k, k, -1, 1)
      ^^^
[1]
$ dcalc eval 'sum(where(i == 2, 0, log(x - i)), i, 1, 3)' --at x=2
dcalc: expression:1:22: 'log' is not defined at -1
  sum(where(i == 2, 0, log(x - i)), i, 1, 3)
                       ^^^^^^^^^^
[1]
$ dcalc eval 'sum(where(i == 2, 0, x - i), i, 1, 3) + sum(where(i == 2, 0, 1/(x - i)), i, 1, 3)' --at x=2
0

# A program's own function of that name is another; what cannot be summed is an error.
$ dcalc eval 'sum(a, i, b, c) = a + i + b + c; sum(1, 2, 3, 4)'
10
$ for e in 'sum(x^k, k, 0, n)' 'sum(1/i, i, 1, inf)' 'sum(range(k), k, 1, 2)' 'sum(slogdet([[k]]), k, 1, 2)' 'sum(diff(x^k, k), k, 1, 2)' 'sum(1, 2, 3, 4)' 'sum(1, i, 1, 1e7)' 'sum(i > 1, i, 1, 3)'; do dcalc eval "$e" 2>&1 | sed -n '1p;/hint/p'; done
dcalc: expression:1:16: the last index must be an integer constant
  hint: give it with --at, such as n=3
dcalc: expression:1:16: inf may only be the order of a norm, or where a limit goes: norm(x, inf), limit(f, x, inf)
  hint: sums and products have finitely many terms
dcalc: expression:1:5: the terms must have one shape, got (2) after (1)
dcalc: expression:1:5: 'slogdet' has 2 results, and here one value is needed
  hint: pick one, as in slogdet(...)[0], or name them: a, b = slogdet(...)
dcalc: expression:1:15: 'diff' differentiates by a name
dcalc: expression:1:1: 'sum' cannot take these arguments
  hint: it is written sum(x, axis), or over an index sum(f, i, a, b)
dcalc: expression:1:1: more than 1000000 terms
dcalc: expression:1:7: a comparison may stand only in a condition
  hint: write where(a < b, x, y)
$ e=x; for i in $(seq 501); do e="sum($e, i$i, 1, 1)"; done; dcalc eval "$e" 2>&1 | head -n 1
dcalc: expression:1:2001: sums over an index deeper than 500 levels

# Terms are counted in all, so that sums of sums come to an end.
$ dcalc eval 'sum(sum(i*j, i, 1, 999999), j, 1, 2)'
dcalc: expression:1:5: more than 1000000 terms
  sum(sum(i*j, i, 1, 999999), j, 1, 2)
      ^^^^^^^^^^^^^^^^^^^^^^
[4]

# What is too long for an exact number is computed to the digits that are asked for: mpmath's
# factorial(100000).
$ dcalc eval 'prod(k, k, 1, 100000)' -n 30; dcalc diff 'x^2*prod(k, k, 1, 50000)' --at x=1 -n 20
2.82422940796034787429342157802e456573
6.6946410191942896738e213236
