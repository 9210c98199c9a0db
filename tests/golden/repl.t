# A script for the prompt: no prompt, no echo.
# Tests cmd/builtins.c, cmd/definitions.c, cmd/prompt.c, cmd/remembered.c, cmd/repl.c, cmd/statement.c, cmd/words.c.
$ printf '1 + 1/2\n' | dcalc repl
1.5

$ printf 'x + x\n' | dcalc repl
2*x

$ printf 'f = cos(exp(x))^3\ndiff f\ndiff f --at x=0\n' | dcalc repl
-3*exp(x)*cos(exp(x))^2*sin(exp(x))
-0.7369432446508228

# At the prompt an expression with blanks needs no quotes.
$ printf 'diff x^2 + 3*x --wrt x\n' | dcalc repl
2*x + 3

$ printf "diff 'x^2 + 3*x' --wrt x # a comment\n" | dcalc repl
2*x + 3

$ printf 'g(a, b) = a*b^2\ng(2, 3)\ngrad g(u, v)\n' | dcalc repl
18
u  v^2
v  2*u*v

# A name defined again shadows the old one from there on.
$ printf 'a = 2\nb = a*x\na = 5\nb\na\n' | dcalc repl
2*x
5

$ printf 'x = 3\nx = x + 1\nx\n' | dcalc repl
4

$ printf 'u = x^2; v = u + 1; v*y\nvars\n' | dcalc repl
y*(x^2 + 1)
u = x^2
v = u + 1
ans = v*y

$ printf 'a = 1\nb = 2\na = 3\nvars\nforget b\nvars\nforget\nvars\na\n' | dcalc repl
b = 2
a = 3
a = 3
a

# Several names of one statement are sent once, and forgotten together.
$ printf 'Q, R = qr([[3,1],[4,2]])\nQ@R\nsave s.txt\nforget Q\nvars\n' | dcalc repl; cat s.txt
3  1
4  2
ans = Q@R
Q, R = qr([[3,1],[4,2]])
ans = Q@R

$ printf 'Q, R = qr([[3,1],[4,2]])\nQ = 2\nQ*R[0,0]\nvars\n' | dcalc repl
10
Q, R = qr([[3,1],[4,2]])
Q = 2
ans = Q*R[0,0]

$ printf 'a = 1\nforget aa\n' | dcalc repl
dcalc: 'aa' is not remembered
  hint: did you mean a?
[2]

# Several lines: an open bracket, or a backslash at the end.
$ printf 'A = [[1, 2], # first row\n     [3, 4]]\nA @ [1, \\\n 1]\n1 + \\\n2\n' | dcalc repl
3  7
3

# Comments, empty lines and a last line without its end.
$ printf '# nothing\n\n  \n2*3 # six' | dcalc repl
6

$ printf 'f = x^2\nh(a) = a + 1\nsave s.txt\n' | dcalc repl; cat s.txt
f = x^2
h(a) = a + 1

$ printf 'load s.txt\nh(f)\n' | dcalc repl
x^2 + 1

$ printf 'load s.txt\n' >s.txt; printf 'load s.txt\n1\n' | dcalc repl
dcalc: s.txt: files load each other too deeply
1
[4]

$ printf 'save\n' | dcalc repl
dcalc: save needs a file
  hint: write save FILE
[2]

# An error ends its line and not the script; the status is that of the first one.
$ printf 'f = foo(x)\n1 + 1\nvars\n' | dcalc repl 2>/dev/null
2
ans = 1 + 1
[2]

$ printf '1/0\n1 + 1\n' | dcalc repl 2>/dev/null
2
[1]

$ printf "diff 'x\n" | dcalc repl # '
dcalc: a quote is not closed
[2]

$ printf 'repl\n' | dcalc repl
dcalc: this is the prompt already
[2]

$ printf 'diff -\n' | dcalc repl
dcalc: standard input is already in use
[2]

$ printf '1\nquit\n2\n' | dcalc repl
1

$ printf '1\nexit\n2\n' | dcalc repl
1

$ printf 'help\n' | dcalc repl | head -n 3
A line is
  an expression              cos(1)^2, diff(x^3, x)
  a definition, remembered   f = cos(exp(x))^3, g(a, b) = a*exp(-b)

$ printf 'help tanh\n' | dcalc repl | head -n 1
tanh(x): hyperbolic tangent

$ printf '?\n' | dcalc repl | head -n 1; printf '?tanh\n? tanh\ntanh? # what is it\n' | dcalc repl | grep tanh
A line is
tanh(x): hyperbolic tangent
tanh(x): hyperbolic tangent
tanh(x): hyperbolic tangent

$ printf '' | dcalc repl

# A word that is near a command, and calls of commands.
$ printf 'hlep\nhlep = 2\nhlep\nquit()\n1\n' | dcalc repl
hlep
dcalc: note: hlep is a name here: did you mean the command help?
2

# No history is kept of a script.
$ printf '1\n' | dcalc repl; ls -A
1
s.txt

# Lines as the manual shows them, and commands of other prompts.
$ printf '%s\n' '$ dcalc diff x^2' 'dcalc grad x*y' 'dcalc vars' 'dcalc = 3; dcalc + 1' 'x = 2' 'del x' 'clear' 'W = @w.npy' | dcalc repl
2*x
x  y
y  x
ans = 2*x
4
dcalc: expression:1:5: expected an operator, found a name
  del x
      ^
  hint: for a product write del*x, for a call del(x)
dcalc: note: del is a name here: did you mean the command forget?
clear
dcalc: note: clear is a name here: did you mean the command forget?
dcalc: expression:1:5: expected a value, found '@'
  W = @w.npy
      ^
  hint: a file is bound to a name with --at x=@FILE
[2]

# What a line binds, gives a shape or a range holds for that line, whatever is remembered.
$ printf '%s\n' 'x = 2' 'f = x^2' 'eval f --at x=5' 'grad f --at x=3' 'limit sin(x)/x --at x=0' 'taylor exp(x) --at x=0 --order 2' 'grad sum(x^2) --shape x=[n]' 'f' | dcalc repl
25
x  6
1
1 + x + 0.5*x^2
x  2*x
4
$ printf 'x,y\n1,2\n2,3\n' >rows.csv; printf '%s\n' 'x = 2' 'f = x*y' 'y = 7' 'eval f --points rows.csv' 'eval sum(x) --at @rows.csv -q' 'plot x^2 + 1 --points rows.csv --width 24 --ascii' 'f' | dcalc repl
value
2
6
3
  |             ..
  |            .'
4 +          .:'
  |        .:'
  |      .:'
  |    .:'       +
  | ..:'
2 ++'
  ++------+------+
  1.0    1.5    2.0  x
   x^2 + 1
   + y
2*y

# Where there may be several expressions, an operator keeps one together.
$ printf '%s\n' 'jacobian x^2 + 1 x * y -q' 'check x^3 - x 3*x^2 - 1' | dcalc repl
2*x  0
y    x
right: proved

# Also where a statement that gives several names is needed for another of them.
$ printf '%s\n' 's, l = slogdet([[2, 1], [1, 2]])' 'eval s + exp(l) --at s=5' 'eval s + exp(l)' 'eval exp(l) --at l=0' | dcalc repl
8
4
1

# The last answer that is one number or formula: an expression as it was written, with all its digits; what a command printed.
$ printf '%s\n' '1/3' 'ans*3' 'sqrt(2)' 'ans^2' 'ans - 2' | dcalc repl
0.3333333333333333
1
1.4142135623730951
2
0
$ printf '%s\n' 'diff x^3' 'ans' 'diff ans --at x=2 -f json' 'ans/4' 'grad x*y' 'ans' 'check x^2 2*x' '1/0' 'ans' 'f = ans + 1' '7' 'f*ans' | dcalc repl 2>/dev/null
3*x^2
3*x^2
{"command":"diff","expr":"ans","wrt":["x"],"order":1,"at":{"x":2},"value":12,"derivative":12}
3
x  y
y  x
3
right: proved
3
7
28
[1]
# It sees what was defined before it, and one that nothing has used gives way.
$ printf '%s\n' 'x = 3' 'x^2' 'x = 5' 'ans' '1' '2' 'ans + 1' 'vars' 'forget ans' 'ans' | dcalc repl
9
9
1
2
3
x = 5
ans = ans + 1
ans

# What a definition hides is no part of what is asked: with y there would be a formula.
$ printf '%s\n' 'a = y' 'a = 1/3' 'a' 'b = y' 'f(b) = b/3' 'f(1)' 'x = y' 'x = x + 1' 'x' 'y' '1/3' 'ans + 1' | dcalc repl
0.3333333333333333
0.3333333333333333
y + 1
y
0.3333333333333333
1.3333333333333333

# Words that other programs have for commands.
$ printf '%s\n' 'derive x^2' 'solve x^2 = 4' 'simplify x + x' 'expand(x)' 'foo x' | dcalc repl 2>&1 | grep -v '^  '
dcalc: expression:1:8: expected an operator, found a name
dcalc: note: derive is no command: did you mean diff?
dcalc: expression:1:7: expected an operator, found a name
dcalc: note: solve is no command: dcalc solves linear systems: dcalc eval 'solve(A, b)'; a step to a zero of f is x - f/diff(f, x)
dcalc: expression:1:10: expected an operator, found a name
dcalc: note: simplify is no command: dcalc eval EXPR prints the simplified formula
x
dcalc: expression:1:5: expected an operator, found a name
