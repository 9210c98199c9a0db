# Numbers as programs write them, and what only looks like one.
# Tests src/text/token.c, src/graph/number_text.c.
$ dcalc eval '0xFF + 0b101 + 0o17 + 1_000'
1275

$ dcalc eval 0XfF_fF
65535

$ dcalc eval 0xffffffffffffffffffffffff --exact
79228162514264337593543950335

$ dcalc eval 1_0.2_5e0_1
102.5

$ dcalc eval '2x' --at x=0x10
32

$ dcalc eval '0x^2 + 3x' --at x=2
6

$ dcalc eval '2e^x + 3exp(x)' --at x=0
5

# Half an exponent.
$ dcalc eval '1e + 2'
dcalc: expression:1:1: the exponent of this number has no digits
  1e + 2
  ^^
  hint: for a product write 1*e
[2]

$ dcalc eval '2.5E+' 2>&1 | tail -n 1
  hint: for a product write 2.5*E

# Suffixes of other languages.
$ dcalc eval 'x + 1.5f' --at x=1
dcalc: expression:1:5: a number has no suffix for its type
  x + 1.5f
      ^^^^
  hint: numbers are exact: write 1.5, or 1.5*f for a product
[2]

$ dcalc eval 1L 2>&1 | tail -n 1
  hint: numbers are exact: write 1, or 1*L for a product

$ dcalc eval '2 + 3j'
dcalc: expression:1:5: there are no imaginary numbers
  2 + 3j
      ^^
  hint: for a product write 3*j
[2]

$ dcalc eval x --at x=1f 2>&1 | head -n 1
dcalc: --at x:1:1: a number has no suffix for its type

$ dcalc eval '2f + 2L' --at f=3,L=4
14

$ dcalc diff '2f^2' --wrt f
4*f

$ dcalc eval 'f = x^2; 2f' --at x=3
18

# Digits of another base, and underscores in the wrong place.
$ dcalc eval 0xFG
dcalc: expression:1:1: this is no hexadecimal number
  0xFG
  ^^^^
  hint: for a product write 0*xFG
[2]

$ dcalc eval 0b12 2>&1 | head -n 1
dcalc: expression:1:1: this is no binary number

$ dcalc eval 0o8 2>&1 | head -n 1
dcalc: expression:1:1: this is no octal number

$ dcalc eval 1__0
dcalc: expression:1:1: an underscore stands only between two digits
  1__0
  ^^^^
  hint: for a product write 1*__0
[2]

$ dcalc eval 0x1__0 2>&1 | head -n 1
dcalc: expression:1:1: this is no hexadecimal number

# A number, a point and a name: an array of a file, or a product.
$ dcalc eval 0.bias --at "@$DATA/members/model.npz"; dcalc eval '2.x + 2.sin(x) + 1.e2 + 3.' --at x=0; dcalc eval '2. xy' --at xy=4
dcalc: expression:1:1: '0.bias' can be read in two ways
  0.bias
  ^^^^^^
  hint: write 0*bias, or _0_bias for the array 0.bias of a file
103
8

# Signs of mathematics: a root, an absolute value, a factorial, the derivative of a function of one name.
$ for e in '√x' '√(x + 1)' '2√x*3' '√√16' '|x|' '||x| - 1|' '|√x|' 'x!' '3!' '(3!)!' '2^3!' '-3!' "f(t) = t^3; f'(x)" "f(t) = x*t^2; f''(x)" "f(t) = x*t; f'(x)" "sin'(x)"; do dcalc eval -e "$e"; done # '
sqrt(x)
sqrt(x + 1)
6*sqrt(x)
2
abs(x)
abs(abs(x) - 1)
sqrt(x)
gamma(x + 1)
6
720
64
-6
3*x^2
2*x
x
cos(x)

# What could be read in two ways is refused.
$ for e in '√2x' '√x^2' '√x²' '√x!' '√-x' 'x!!' 'x²!' '2|x|' '|[1, 2]|' '|x' '(|x)|' '|x, y|' "f(a, b) = a*b; f'(x)" "y'" 'a||b'; do dcalc eval -e "$e"; done
dcalc: expression:1:3: how much is under the root?
  √2x
    ^
  hint: put what the root takes into brackets, or the root itself
dcalc: expression:1:3: how much is under the root?
  √x^2
    ^
  hint: put what the root takes into brackets, or the root itself
dcalc: expression:1:3: how much is under the root?
  √x²
    ^
  hint: put what the root takes into brackets, or the root itself
dcalc: expression:1:3: how much is under the root?
  √x!
    ^
  hint: put what the root takes into brackets, or the root itself
dcalc: expression:1:2: how much is under the root?
  √-x
   ^
  hint: put what the root takes into brackets, or the root itself
dcalc: expression:1:3: '!!' has no meaning here
  x!!
    ^
  hint: the factorial of a factorial is written (x!)!
dcalc: expression:1:3: the factorial of the power, or of the exponent?
  x²!
    ^
  hint: put what it takes into brackets
dcalc: expression:1:2: '|' has no meaning here
  2|x|
   ^
  hint: an absolute value is written abs(x), the norm of a vector norm(x)
dcalc: expression:1:1: |...| is the absolute value of a number, not of shape (2)
  |[1, 2]|
  ^^^^^^^^
  hint: write norm(x), det(A), or abs(x) for that of each entry
dcalc: expression:1:1: '|' is never closed
  |x
  ^
dcalc: expression:1:4: expected '|', found ')'
  (|x)|
     ^
dcalc: expression:1:3: expected an operator, found ','
  |x, y|
    ^
  hint: a list is written [a, b]; arguments have no parentheses of their own: sum(f, i, a, b), diff(f, x, 2)
dcalc: expression:1:16: 'f' was given 1 argument
  f(a, b) = a*b; f'(x)
                 ^^^^^
  hint: it is written f(a, b)
dcalc: expression:1:2: ''' has no meaning here
  y'
   ^
  hint: a derivative is written diff(f(x), x), a transpose A.T
dcalc: expression:1:2: '|' has no meaning here
  a||b
   ^
  hint: write or between two conditions
[2]

# A name of the user wins: the signs do not go by the names of functions.
$ dcalc eval 'abs(t) = 7; gamma(t) = 8; sqrt(t) = 9; [|x|, 3!, √4]' --at x=-2; dcalc diff "|x|*x + √x + x!" --at x=1
2  6  2
2.9227843350984672
