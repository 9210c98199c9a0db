# Errors: the place, the line, the caret, what to do.
# Tests cmd/report.c, src/report/render_errors.c.
# One of each kind, and nothing on standard output.
$ dcalc eval '2*(x + '
dcalc: expression:1:3: '(' is never closed
  2*(x + 
    ^
[2]

$ dcalc eval '2*(x + ' 2>/dev/null
[2]

$ dcalc eval '[1, 2'
dcalc: expression:1:1: '[' is never closed
  [1, 2
  ^
[2]

$ dcalc eval ''
dcalc: expression:1:1: the expression is empty
[2]

$ dcalc eval '1/2x'
dcalc: expression:1:1: '1/2x' can be read in two ways
  1/2x
  ^^^^
  hint: write (1/2)*x or 1/(2*x)
[2]

$ dcalc eval 'a + ?'
dcalc: expression:1:5: '?' has no meaning here
  a + ?
      ^
[2]

# What books and other languages write.
$ for e in 'x√y' 'x|y' '!x' "y'" '3,5*x' 'tg x' 'ch^-1(x)' 'x % 2' 'a && b' '∞'; do dcalc eval "$e" 2>&1 | grep hint; done # '
  hint: a square root is written sqrt(x)
  hint: an absolute value is written abs(x), the norm of a vector norm(x)
  hint: write not before a condition
  hint: a derivative is written diff(f(x), x), a transpose A.T
  hint: a number has a decimal point, as in 3.5
  hint: write tg(x)
  hint: write arch(...) for the inverse, 1/ch(...) for the reciprocal
  hint: a remainder is written mod(x, y), a percentage x/100
  hint: write and between two conditions
  hint: infinity is written inf, where a limit goes

$ for e in 'derivative(x^2, x)' 'integrate(x^2, x)' 'sgn(x)' 'fact(n)' 'nCr(n, k)'; do dcalc eval "$e" 2>&1 | grep hint; done
  hint: a derivative is written diff(f, x)
  hint: dcalc differentiates, and does not integrate
  hint: write sign(x)
  hint: write factorial(x)
  hint: write binomial(n, k)

# The names of school books are functions, and free for variables.
$ dcalc eval 'tg(x) - tan(x) + ctg(x) - cot(x) + sh(x) - sinh(x) + ch(x) - cosh(x) + th(x) - tanh(x) + lg(x) - log10(x) + arctg(x) - atan(x)'; dcalc diff 'lg + sh*th' --wrt th
0
sh

# What other languages write with a dot.
$ dcalc eval 'X@fc1.weight'
dcalc: expression:1:6: '.' has no meaning here
  X@fc1.weight
       ^
  hint: a name has no dot: an array fc1.weight of a file is fc1_weight here
[2]

$ dcalc eval '2*X.sum(axis=1)'
dcalc: expression:1:4: '.' has no meaning here
  2*X.sum(axis=1)
     ^
  hint: write sum(X, ...)
[2]

# Names of modules, and what R writes.
$ for e in 'np.sin(x)' 'torch.nn.functional.relu(x)' 'np.pi' 'F.sum()' 'c(1, 2)' 't(A)' 'A %*% B' '7 %/% 2' 'x if x > 0 else 0' 'x > 0 ? x : 0' 'x <- 3' 'x < -3'; do dcalc eval "$e" 2>&1 | tail -n 1; done
  hint: names of modules are left out: write sin(...)
  hint: names of modules are left out: write relu(...)
  hint: names of modules are left out: write pi
  hint: write sum(F)
  hint: a vector is written [1, 2, 3], a product c*(...)
  hint: a transpose is written A.T, a product t*(...)
  hint: a product of matrices is written A@B
  hint: a quotient without its remainder is written floor(x/y)
  hint: write where(condition, a, b)
  hint: write where(condition, a, b)
  hint: an assignment is written x = 3
  hint: write where(a < b, x, y)

$ dcalc eval "$(printf 'a + \001')"
dcalc: expression:1:5: control character U+0001 in the expression
  a + ?
      ^
[2]

# Columns count characters, not bytes.
$ dcalc eval 'λ*µ + sine(x)' 2>&1 | head -n 3
dcalc: expression:1:7: there is no function 'sine'
  λ*µ + sine(x)
        ^^^^

# The later statement of a program, by its line.
$ dcalc eval "$(printf 'u = 1\nv = sine(u)\nv')" 2>&1 | head -n 3
dcalc: expression:2:5: there is no function 'sine'
  v = sine(u)
      ^^^^

$ dcalc eval 'sine(1)' 2>&1 | tail -n 1
  hint: did you mean sin?

# A line that was meant to continue the one before.
$ printf 'x^2\n  - y' | dcalc eval - --at x=1,y=2
dcalc: standard input:1:1: this value is not used
  x^2
  ^^^
  hint: to continue a line, put the - of the next one at its end
[2]

$ printf 'E = x^2\n+ y' | dcalc eval - --at x=1,y=2
dcalc: standard input:1:1: nothing uses 'E'
  E = x^2
  ^
  hint: to continue a line, put the + of the next one at its end
[2]

$ printf 'p = x^2\n-log(p)' | dcalc eval - --at x=1
0

$ dcalc eval 'x^2; y = 3' --at x=1
dcalc: expression:1:1: this value is not used
  x^2; y = 3
  ^^^
  hint: assign it to a name, or leave it out: the last statement is the value
[2]

$ dcalc eval '[1,2] @ [1,2,3]' 2>/dev/null
[2]

$ dcalc eval 'x*y' --at x=1 2>&1 | tail -n 1
  hint: bind it with --at y=...

$ dcalc eval 'log(x)' --at x=-1 2>/dev/null
[1]

$ dcalc diff 'log(x)' --at x=-1 2>/dev/null
[1]

$ dcalc eval 'x/x' --at x=0 2>/dev/null
[1]

$ dcalc eval '0*log(x)' --at x=-1 2>/dev/null
[1]

$ dcalc eval 'sqrt(x)^2' --at x=-1 2>/dev/null
[1]

$ dcalc diff 'abs(x)' --at x=0 2>/dev/null
[1]

$ dcalc diff 'x*abs(x)' --at x=0
0

# Limits.
$ dcalc eval '9^9^9^9' 2>/dev/null
[4]

$ { printf '%1000000s' | tr ' ' '('; } | dcalc eval - 2>/dev/null
[4]

$ { printf '%10000000s' | tr ' ' '1'; } | dcalc eval - >/dev/null 2>&1
[4]

$ yes 'x +' | dcalc eval - 2>/dev/null
[4]

# An error in a value speaks of --at and its name.
$ dcalc eval 'x' --at 'x=1 +'  2>&1 | head -n 1 | cut -d: -f1-3
dcalc: --at x:1

$ dcalc eval 'x' --let 'x = 1 +'  2>&1 | head -n 1 | cut -d: -f1-3
dcalc: --let:1

$ dcalc backprop '(w*x)^2' --weights w --lr 0.1 --at x=2 2>/dev/null
[2]

$ dcalc backprop '(w*x)^2' --weights v --lr 0.1 --at w=1,x=2 2>/dev/null
[2]

$ dcalc backprop '(w*x)^2' --weights w --at w=1,x=2 2>/dev/null
[2]

$ dcalc backprop '(w*x)^2' --lr 0.1 --at w=1,x=2 2>/dev/null
[2]

$ dcalc grad '[x, y]' 2>/dev/null
[2]

# Colors: asked for, refused, and never in a pipe by themselves.
$ dcalc eval 'a + ?' --color always 2>&1 | head -n 1 | cat -v
^[[1mdcalc: expression:1:5: ^[[0m'?' has no meaning here

$ NO_COLOR=1 TERM=xterm dcalc eval 'a + ?' 2>&1 | head -n 1 | cat -v
dcalc: expression:1:5: '?' has no meaning here

# Time is up, and Ctrl-C: while reading and while computing.
$ dcalc eval 'gamma(0.1) + beta(0.3, 1.7)' -n 50000 --timeout 0.2
dcalc: took longer than 0.2 s
  hint: raise it with --timeout
[4]

$ dcalc eval 'polygamma(3, 0.7)' -n 50000 --timeout 0.2
dcalc: took longer than 0.2 s
  hint: raise it with --timeout
[4]

$ dcalc eval 'erf(0.3) + gelu(0.7)' -n 100000 --timeout 0.2
dcalc: took longer than 0.2 s
  hint: raise it with --timeout
[4]

$ dcalc eval 'yn(3, 2000.5)' -n 50000 --timeout 0.2
dcalc: took longer than 0.2 s
  hint: raise it with --timeout
[4]

$ timeout --preserve-status -s INT 1 dcalc eval 'zeta(1/3)' -n 60000
[130]

$ dcalc eval 'jn(3, exp(100000))'
dcalc: expression:1:1: certified digits of this would take too much work
  jn(3, exp(100000))
  ^^^^^^^^^^^^^^^^^^
  hint: doubles may do: --numbers double
[4]

$ dcalc eval 'sum(range(10000000)[::-1])' --max-memory 10M
dcalc: this needs more memory than is allowed
  hint: allow more with --max-memory
[4]

$ dcalc eval 'sin(1)' -n 100000 --max-memory 100K
dcalc: this needs more memory than is allowed
  hint: allow more with --max-memory
[4]

$ dcalc eval '9^200000 + 9^199999 + x' --at x=1 --max-memory 200K
dcalc: this needs more memory than is allowed
  hint: allow more with --max-memory
[4]

$ dcalc eval 'x^2' --at x=3 --max-memory 1M
9

$ dcalc backprop '(w*x - t)^2' --weights w --lr 1e-9 --steps 1000000000 --at w=1,x=2,t=3 --timeout 0.5 2>/dev/null
[4]

$ sleep 2 | timeout --preserve-status -s INT 1 dcalc eval -
[130]

$ sleep 2 | timeout --preserve-status -s TERM 0.3 dcalc run - -o never.json; ls never.json*
ls: cannot access 'never.json*': No such file or directory
[2]

$ timeout --preserve-status -s INT 1 dcalc backprop '(w*x - t)^2' --weights w --lr 1e-9 --steps 1000000000 --at w=1,x=2,t=3
[130]

$ sleep 2 | timeout --preserve-status -s INT 1 dcalc run - -o never.json; ls never.json*
ls: cannot access 'never.json*': No such file or directory
[2]

# Of several expressions the message names the one it speaks of.
$ dcalc jacobian 'x' 'x/y' --at x=1,y=0
dcalc: expression #2:1:1: division by zero
  x/y
  ^^^
[1]

# Without a point, too, what has no value is an error.
$ dcalc eval '1/0'
dcalc: expression:1:1: division by zero
  1/0
  ^^^
[1]

$ dcalc eval 'log(-1)'
dcalc: expression:1:1: 'log' is not defined at -1
  log(-1)
  ^^^^^^^
[1]

$ dcalc diff 'log(-1)*x' 2>/dev/null
[1]

$ dcalc eval 'x/(x - x)' 2>/dev/null
[1]

$ dcalc eval '2 3'
dcalc: expression:1:3: expected an operator, found a number
  2 3
    ^
  hint: for a product write 2*3, for one number leave out the blank
[2]

# Decimals are exact, so this is a pole; and a pole stays one below whatever it goes to.
$ dcalc diff '1/(x - 0.1 - 0.2)' --at x=0.3
dcalc: expression:1:1: division by zero
  1/(x - 0.1 - 0.2)
  ^^^^^^^^^^^^^^^^^
[1]

$ dcalc eval 'exp(-1/x^2)' --at x=0 2>/dev/null
[1]

$ dcalc eval 'where(x=1, 2, 3)' --at x=1 2>&1 | tail -n 1
  hint: 'x=' names an argument; a comparison is written ==

$ dcalc diff 'sin(x) cos(x)' 2>&1 | tail -n 1
  hint: for a product put a * before cos

$ dcalc eval 'log(x) - log(x)' --at x=-1 2>/dev/null
[1]

# The hint that helps is at powers; sqrt of a negative number has none.
$ dcalc eval 'x^(1/3)' --at x=-8
dcalc: expression:1:1: '^' of -8 is not real
  x^(1/3)
  ^^^^^^^
  hint: use cbrt for real cube roots
[1]

$ dcalc eval 'sqrt(x)' --at x=-1
dcalc: expression:1:1: 'sqrt' of -1 is not real
  sqrt(x)
  ^^^^^^^
[1]

# Kinks and jumps, with their two sides.
$ dcalc diff 'abs(x)' --at x=0
dcalc: expression:1:1: 'abs' has no derivative at 0
  abs(x)
  ^^^^^^
  hint: the derivative from the left is -1, from the right 1
[1]

$ dcalc diff 'floor(x)' --at x=0
dcalc: expression:1:1: 'floor' has no derivative at 0
  floor(x)
  ^^^^^^^^
  hint: the function jumps there, from -1 to 0
[1]

$ dcalc diff 'ceil(x)' --at x=2^60 2>&1 | tail -n 1
  hint: the function jumps there, from 1152921504606846976 to 1152921504606846977

$ dcalc diff 'floor(x)/x' --at x=2^1000 2>&1 | tail -n 1
  hint: the function jumps there, by an amount that is small beside its value

$ dcalc diff 'max(x, 2*x)' --at x=0 2>&1 | tail -n 1
  hint: the derivative from the left is 1, from the right 2

$ dcalc diff 'relu(x)' --at x=0 2>&1 | tail -n 1
  hint: the derivative from the left is 0, from the right 1

$ dcalc diff 'sign(x)' --at x=0 2>&1 | tail -n 1
  hint: the function jumps there, from -1 to 1

$ dcalc diff 'abs(sin(pi*x))' --at x=1 2>&1 | tail -n 1
  hint: the derivative from the left is -3.141592653589793, from the right 3.141592653589793

$ dcalc diff 'where(x < 0, x, x^2)' --at x=0
dcalc: expression:1:1: 'where' has no derivative at 0
  where(x < 0, x, x^2)
  ^^^^^^^^^^^^^^^^^^^^
  hint: the derivative from the left is 1, from the right 0
[1]

$ dcalc diff 'where(x < 0, -1, 0)' --at x=0 2>&1 | tail -n 1
  hint: the function jumps there, from -1 to 0

# Where the sides agree, there is an answer.
$ dcalc diff 'where(x < 0, 0, x^2)' --at x=0
0

$ dcalc diff 'where(x <= 1, x^2, 2*x - 1)' --at x=1
2

$ dcalc diff 'abs(x)^3' --at x=0
0

$ dcalc grad 'norm([x, y])^2' --at x=0,y=0
x  0
y  0

# What no precision decides: the hint counts the bits.
$ dcalc eval '1/(log(2) + log(3) - log(6))'
dcalc: expression:1:1: whether '/' is defined cannot be decided: its argument is about 0
  1/(log(2) + log(3) - log(6))
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  hint: 16384 bits do not decide on which side of the boundary it lies
[1]

$ dcalc diff 'floor(x*log(8)/log(2))' --at x=1 2>/dev/null
[1]

$ dcalc eval 'exp(exp(exp(exp(10))))' 2>/dev/null
[4]

$ dcalc eval '10^(10^10)' 2>/dev/null
[4]

# At an edge that no precision decides no number is made up.
$ dcalc eval 'floor(log(8)/log(2))' 2>/dev/null
[1]

$ echo '{"command": "eval", "expr": "where(log(2) + log(3) >= log(6), 1, 2)"}' | dcalc run - | cut -c1-29
{"error":{"kind":"undecided",

$ dcalc grad 'norm(x)' --at x=[0,0] 2>/dev/null
[1]

# At a kink the convention of the learning frameworks, on request.
$ dcalc grad 'relu(x)' --at x=0 --kinks subgradient
x  0
dcalc: note: 'relu' has a kink at 0; its derivative there follows the convention of learning frameworks

$ echo '{"command":"diff","expr":"abs(x)","at":{"x":0},"kinks":"some"}' | dcalc run -
{"error":{"kind":"usage","message":"\"kinks\" must be \"error\" or \"subgradient\""}}
[1]

# Singular matrices, exactly and otherwise; negative determinants.
$ dcalc eval 'x@solve(A, x)' --at 'A=[[1,2],[2,4]],x=[1,2]'
dcalc: expression:1:3: the matrix of 'solve' is singular
  x@solve(A, x)
    ^^^^^^^^^^^
[1]

$ dcalc eval 'inv(A.T@A)' --at 'A=[[1,2,3],[4,5,6]]'
dcalc: expression:1:1: the matrix of 'inv' is singular
  inv(A.T@A)
  ^^^^^^^^^^
[1]

$ dcalc grad 'logdet(A)' --at 'A=[[0.1,0.2],[0.3,0.6]]'
dcalc: expression:1:1: the matrix of 'logdet' is singular
  logdet(A)
  ^^^^^^^^^
[1]

$ dcalc grad 'logdet(A)' --at 'A=[[1,2],[3,4]]'
dcalc: expression:1:1: 'logdet' of a negative determinant is not real
  logdet(A)
  ^^^^^^^^^
  hint: slogdet(A)[1] is the log of its size
[1]

$ dcalc eval 'inv(A)' --at 'A=outer(exp([1,2]), exp([3,1]))'
dcalc: expression:1:1: the matrix of 'inv' cannot be distinguished from a singular one
  inv(A)
  ^^^^^^
  hint: 16384 bits do not decide it
[1]

# The inverse must be there as it is written, whatever becomes of it.
$ dcalc eval 'inv(A)@A' --at 'A=[[0,0],[0,0]]'
dcalc: expression:1:1: the matrix of 'inv' is singular
  inv(A)@A
  ^^^^^^
[1]

# A determinant has its cofactors for a gradient where there is no inverse.
$ dcalc grad 'det(A)' --at 'A=[[1,2],[2,4]]'
A   4  -2
   -2   1

# A product that holds 0/0 has no coefficient to take out.
$ dcalc hessian 'norm(x)' --at 'x=[0,0]'
dcalc: expression:1:1: 'norm' has no derivative at 0
  norm(x)
  ^^^^^^^
  hint: along (1, 0) the derivative from the left is -1, from the right 1
[1]

$ dcalc hessian 'norm(relu(x))^2' --at 'x=[-1,2]'
0  0
0  2

# 0/0 in what an even function is asked of.
$ dcalc eval 'abs((x - x)/(x - x)^2)' 2>&1 | head -1
dcalc: expression:1:5: division by zero

$ dcalc grad 'abs(0*(1/(x - x)))' --at x=1 2>/dev/null
[1]

# 0/0 less 0/0 is no 0: the derivative of a function that ends at the point.
$ dcalc grad 'sech(acosh(cosh(x) - x))' --at x=0
x  1
dcalc: note: the derivative is infinite or 0/0 in its formula here; its value is the limit from the side on which the function has values

# The values of a point are defined as they are written, too.
$ dcalc eval x --at 'x=0*log(-1)'
dcalc: --at x:1:3: 'log' is not defined at -1
  0*log(-1)
    ^^^^^^^
[1]

$ dcalc eval x --at 'x=sqrt(-1)^2' 2>&1 | head -n 1
dcalc: --at x:1:1: 'sqrt' of -1 is not real

$ dcalc limit x --at x=1/0 2>&1 | head -n 1
dcalc: --at x:1:1: division by zero

# With -f json an error is the object by which a job would be answered.
$ dcalc diff 'abs(x)' --at x=0 -f json
{"error":{"kind":"kink","message":"'abs' has no derivative at 0","start":0,"end":6,"hint":"the derivative from the left is -1, from the right 1","source":"expression"}}
[1]

$ dcalc diff 'abs(x)' --at x=0 -f json 2>/dev/null
[1]

# So are those of files that are read, and of the rows of tables.
$ dcalc eval x --at @none.csv -f json; printf 'x\n1\nq\n' >q.csv; dcalc eval x --at @q.csv -o x.json; ls x.json 2>/dev/null; dcalc eval x --points q.csv -f json
{"error":{"kind":"io","message":"No such file or directory","start":0,"end":0,"source":"none.csv"}}
{"error":{"kind":"syntax","message":"'q' is not a number","start":0,"end":1,"line":3,"source":"q.csv"}}
{"value":1}
{"error":{"kind":"syntax","message":"q.csv:3: 'q' is not a number"}}
[2]

# What stands after a function without brackets may not be its whole argument.
$ for e in 'sin x + 1' 'sin 2x' 'exp x^2' 'sin^2 x' 'd/dx x^2' 'cos⁻¹(x)'; do dcalc diff "$e" --wrt x 2>&1 | grep hint; done
  hint: write sin(x)
  hint: write sin(...)
  hint: write exp(...)
  hint: write sin(x)^2
  hint: the derivative is written diff(..., x)
  hint: a negative power is written x^-2, an inverse function acos(x)

# What other programs, books and word processors write.
$ for e in '7 mod 3' '7 // 3' 'f(x) := x^2' 'x -> x^2' 'x – 1' '"x"' 'SIN(x)' 'D(x^2, x)' 'd/dx(x^2)' 'C(5, 2)' 'series(sin(x), x)' 'solve(x^2 - 4, x)'; do dcalc eval "$e" 2>&1 | grep hint; done
  hint: it is written mod(x, y)
  hint: a quotient without its remainder is written floor(x/y)
  hint: write = alone, as in f(x) = x^2
  hint: a function is defined as in f(x) = x^2
  hint: a minus is written -
  hint: names are written without quotes
  hint: did you mean sin?
  hint: a derivative is written diff(f, x)
  hint: a derivative is written diff(f, x)
  hint: a binomial coefficient is written binomial(n, k), a product C*(...)
  hint: a Taylor polynomial is a command: dcalc taylor EXPR --at x=0
  hint: solve(A, b) is the x of A@x = b; a step of Newton's method for a root is x - f/diff(f, x)

# Lines of a text from Windows.
$ printf 'x + 1)\r\n' | dcalc eval -
dcalc: standard input:1:6: expected an operator, found ')'
  x + 1)
       ^
[2]

# What SymPy, Mathematica, MATLAB and Maple have.
$ for e in 'D[x^2, x]' 'Integrate[x, x]' 'x.^2' 'x.*y' "A.'" 'sum(k^2, (k, 1, 10))' 'N(pi)' 'eig(A)' 'div(x)' 'simplify(x)' 't[0]'; do dcalc eval "$e" 2>&1 | grep hint; done # '
  hint: a call has parentheses, and a derivative is written diff(f, x)
  hint: a call has parentheses, and dcalc differentiates, and does not integrate
  hint: powers go entry by entry as they are: x^2
  hint: products go entry by entry as they are: x*y; those of matrices are A@B
  hint: a transpose is written A.T
  hint: a list is written [a, b]; arguments have no parentheses of their own: sum(f, i, a, b), diff(f, x, 2)
  hint: numbers have as many digits as -n says; a product is written N*(...)
  hint: of a symmetric matrix the eigenvalues are eigvalsh(A), and with vectors eigh(A)
  hint: write trace(jacobian([u, v], [x, y]))
  hint: formulas are simplified unasked, where that keeps all values; cancel(f) goes further
  hint: give the name a vector or matrix with --at
