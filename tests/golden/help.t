# Help comes on standard output with status 0, examples first.
# Tests cmd/commands.c, cmd/generate.c, cmd/help.c, cmd/help_words.c, cmd/main.c, cmd/version.c.
$ dcalc help | head -n 4
dcalc: differentiates at the shell

Examples:
  $ dcalc diff 'cos(exp(x))^3'

$ dcalc --help | cmp - <(dcalc help)
$ dcalc -h | cmp - <(dcalc help)
$ dcalc help grad | cmp - <(dcalc grad --help)
$ dcalc grad -h | cmp - <(dcalc grad --help)
$ dcalc grad 'not even )( an expression' --help | head -n 3
dcalc grad: the gradient by scalars, vectors and matrices

Examples:

$ dcalc version
dcalc 0.1.0

$ dcalc --version
dcalc 0.1.0

$ dcalc diff --version
dcalc 0.1.0

$ dcalc help tanh
tanh(x): hyperbolic tangent

Its derivative, where u is the argument and f is the value:
  df/du = sech(u)^2

In doubles it errs by at most 1 unit in the last place.

$ dcalc help atan2
atan2(y, x): angle of the point (x, y)

Its derivatives, where u, v, ... are the arguments and f is the value:
  df/du = v/(u^2 + v^2)
  df/dv = -u/(u^2 + v^2)

In doubles it errs by at most 1 unit in the last place.

$ dcalc help jn
jn(n, x): Bessel function of the first kind, order n

Its derivatives, where u, v, ... are the arguments and f is the value:
  df/du = not defined
  df/dv = (jn(u - 1, v) - jn(u + 1, v))/2

In doubles it errs by at most 1 unit in the last place.

$ dcalc help functions | head -n 2
elementary:
  sin(x)                     sine

$ dcalc help functions | grep -c internal
0
[1]

# Pages on subjects.
$ for page in language formats points jobs explain; do dcalc help $page | head -n 1; done; dcalc help jbos; dcalc help arrays
dcalc help language: how expressions are written
dcalc help formats: what is written, and what is read
dcalc help points: an answer at every row of a table
dcalc help jobs: many questions, as lines of JSON
dcalc help explain: the work, step by step
dcalc: there is no help on 'jbos'
  hint: did you mean jobs?
dcalc: there is no help on 'arrays'
  hint: see: dcalc help, dcalc help language|functions|rules|formats|points|jobs|explain
[2]

# Constants, words of the language, and options.
$ for word in pi None wrt n; do dcalc help $word; done; dcalc help --wrt; dcalc help Pi; dcalc help digit
pi: 3.141592653589793, the circumference of a circle of diameter 1, as exact as
it is needed; π is the same. A program or a point may give the name another
value.
None: a new axis in a subscript: x[:, None] is the column of a vector
  --wrt NAMES
        the names to differentiate by, such as x,y; default: the names of --at,
        or without --at the free names
        an option of diff, grad, jacobian, hessian, jvp, vjp, taylor, limit,
        check
  -n, --digits N
        significant digits; default: as many as it takes to read back the same
        number
        an option of diff, grad, jacobian, hessian, jvp, vjp, taylor, limit,
        eval, backprop
dcalc: help takes no --wrt
  hint: see: dcalc help wrt
dcalc: there is no help on 'Pi'
  hint: did you mean pi?
dcalc: there is no help on 'digit'
  hint: did you mean digits?
[2]

# A function of other programs.
$ dcalc help choose; dcalc help identity; dcalc help integrate
dcalc: there is no help on 'choose'
  hint: write binomial(n, k)
dcalc: there is no help on 'identity'
  hint: write eye(n)
dcalc: there is no help on 'integrate'
  hint: dcalc differentiates, and does not integrate
[2]

# Every command has help that names it, and no line is wider than a terminal.
$ for c in diff grad jacobian hessian jvp vjp eval backprop run repl help version; do dcalc help $c | head -n 1; done | cut -d: -f1
dcalc diff
dcalc grad
dcalc jacobian
dcalc hessian
dcalc jvp
dcalc vjp
dcalc eval
dcalc backprop
dcalc run
dcalc repl
dcalc help
dcalc version

$ for c in diff run help; do dcalc help $c; done | awk 'length > 110'

$ dcalc help >/dev/full
dcalc: standard output: No space left on device
[3]

$ dcalc help | true

$ dcalc help language | grep 'for i'
  sum(x), sum(x^i/i, i, 1, 9)  of all entries, of terms for i = 1 to 9
