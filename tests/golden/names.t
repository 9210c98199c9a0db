# Names: what users call something comes before functions and constants of the table.
# Tests src/graph/lower_name.c, src/text/parse_hints.c.
# A name that no parenthesis follows is a variable: bound, assigned, named in an option, or free.
$ dcalc diff 'gamma*x^2' --wrt gamma
x^2

$ dcalc eval 'beta*x' --at beta=2,x=1
2

$ dcalc diff 'y0 = 1; y1 = y0 + x; y1^2'
2*x + 2

$ dcalc diff 'sin*x' --wrt sin
x

$ dcalc eval 'sin*x' --at sin=2,x=3
6

$ dcalc grad 'relu*softmax + norm' --at relu=2,softmax=3,norm=4
relu     3
softmax  2
norm     1

# The same name with a parenthesis is the function.
$ dcalc eval 'gamma(gamma) + gamma' --at gamma=4
10

$ dcalc eval 'sum(sum)' --at sum=[1,2]
3

$ dcalc eval 'gamma = 3; gamma(gamma)'
2

# Unless the program defines one.
$ dcalc eval 'gamma(x) = x^2; gamma = 3; gamma(gamma)'
9

$ dcalc eval 'sin(x) = 2*x; sin(21)'
42

$ dcalc eval 'where(a, b, c) = a + b + c; where(1, 2, 3)'
6

$ dcalc diff 'f(gamma) = gamma^2; f(3*x)'
18*x

$ dcalc eval 'f(inf, e, sin) = inf*e*sin; f(2, 3, 7)'
42

# Constants: a user's e, pi and inf.
$ dcalc eval 'e*x' --at e=2,x=21
42

$ dcalc eval 'pi = 3; 14*pi'
42

$ dcalc eval 'x = e; e = 1; log(x) + e'
2

$ dcalc eval 'inf = 2; norm([3,4], inf)'
5

$ dcalc eval 'norm([3,4], inf)'
4

$ dcalc diff 'e^2*x' --wrt e --at e=3,x=7
42

$ dcalc eval 'π/4*4'
3.141592653589793

$ dcalc eval 'π*2' --at π=21
42

# Where a user's name is that of a constant, the constant is written without it.
$ dcalc grad 'exp(1)*e' --wrt e
e  exp(1)

$ dcalc grad 'erf(x)*pi' --wrt x,pi
x   2*pi*exp(-x^2)/sqrt(acos(-1))
pi  erf(x)

$ dcalc eval 'exp(1)*x'
e*x

# A layer norm with gamma and beta.
$ dcalc grad --let 'xhat = (x - mean(x))/sqrt(mean((x - mean(x))^2))' 'sum(gamma*xhat + beta)' --wrt gamma,beta --at 'x=[1,3],gamma=[1,1],beta=[0,0]'
gamma  -1  1
beta   1  1

$ dcalc backprop '(beta*x + gamma - 1)^2' --weights beta,gamma --lr 0.1 --at beta=1,gamma=2,x=3
loss          16
dloss/dbeta   24
dloss/dgamma  8
beta          -1.4
gamma         1.2

$ dcalc limit 'sin(gamma)/gamma' --at gamma=0
1

$ dcalc limit 'sin(e)/e' --at e=0
1

$ dcalc taylor 'exp(e)' --at e=0 --order 2
1 + e + 0.5*e^2

$ dcalc jvp 'gamma*[1,2]' --at gamma=3 --vector gamma=1
1  2

# The letter of a size, and a name with a shape.
$ dcalc grad 'sum(sin)' --shape sin=[e]
sin  ones(e)

# Columns of tables, keys of jobs, arrays of archives.
$ printf 'e,sum,norm\n1,2,3\n' | dcalc grad 'e*sum + norm + sum([1,2])' --points -
df/de,df/dsum,df/dnorm
2,1,1

$ printf '{"mean":[1,2],"max":3}\n' | dcalc eval 'mean@mean + max(max, 7)' --points -
value
12

$ echo '{"command":"grad","expr":"gamma*e + erf","at":{"gamma":3,"e":1,"erf":2}}' | dcalc run -
{"command":"grad","expr":"gamma*e + erf","wrt":["gamma","e","erf"],"at":{"gamma":3,"e":1,"erf":2},"value":5,"gradient":{"gamma":1,"e":3,"erf":1}}

$ dcalc grad 'range*[1,2]@[1,1] + mean' --at range=5,mean=6 -f npz -o archive.npz
$ dcalc eval 'range + mean' --at @archive.npz -q
4

# A function of the elementary ones alone is an error: a parenthesis is missing.
$ dcalc eval 'sin x'
dcalc: expression:1:5: expected an operator, found a name
  sin x
      ^
  hint: write sin(x)
[2]

$ dcalc eval 'sin 2' 2>&1 | tail -n 1
  hint: write sin(2)

$ dcalc eval 'exp*x'
dcalc: expression:1:1: 'exp' is a function
  exp*x
  ^^^
  hint: write exp(x)
[2]

$ dcalc eval 'log^2*x' 2>&1 | tail -n 1
  hint: write log(x)^2

$ dcalc eval '2 + exp' 2>&1 | tail -n 1
  hint: write exp(...)

$ dcalc eval 'sin^2(x)' 2>&1 | tail -n 1
  hint: write sin(...)^2

$ dcalc eval 'sin^2 x' 2>&1 | tail -n 1
  hint: write sin(x)^2

$ dcalc eval 'sin²x' 2>&1 | tail -n 1
  hint: write sin(x)²

$ dcalc eval 'cos^-1 x' 2>&1 | tail -n 1
  hint: write acos(x) for the inverse, 1/cos(x) for the reciprocal

$ dcalc eval 'gamma x' 2>&1 | tail -n 1
  hint: for a product write gamma*x, for a call gamma(x)

$ dcalc eval x --at x=gamma 2>&1 | head -n 1
dcalc: --at x:1:1: 'gamma' is a function

$ dcalc eval 'f(x) = x; f + 1' 2>&1 | tail -n 1
  hint: write f(...)

$ dcalc eval 'beta(x + 1)' --at beta=2,x=1 2>&1 | tail -n 1
  hint: it is written beta(x, y); for a product write beta*(...)

$ dcalc eval 'softmax + x' --at x=1
dcalc: expression:1:1: 'softmax' has no value
  softmax + x
  ^^^^^^^
  hint: call the function, softmax(...), or bind the name with --at softmax=...
[2]

# What is no name.
$ echo '{"command":"eval","expr":"x","at":{"2x":1,"x":1}}' | dcalc run -
{"error":{"kind":"usage","message":"\"at\" has the key \"2x\", which is not a name","hint":"a name begins with a letter"}}
[1]

$ echo '{"command":"jvp","expr":"x","at":{"x":1},"vector":{"x y":1}}' | dcalc run -
{"error":{"kind":"usage","message":"\"vector\" has the key \"x y\", which is not a name","hint":"a name begins with a letter"}}
[1]

# A derivative that is missing is an error, never 0.
$ for f in 'jn(x, 2)' 'x*polygamma(x, 2)'; do dcalc diff "$f" --wrt x --at x=1; done
dcalc: expression:1:1: there is no derivative of 'jn' by its first argument
  jn(x, 2)
  ^^^^^^^^
dcalc: expression:1:1: there is no derivative of 'polygamma' by its first argument
  x*polygamma(x, 2)
  ^^^^^^^^^^^^^^^^^
[1]

# Names that schools have, in Russia, Germany, France, Italy and Spain; others are named in the error.
$ for f in tang tgh cotg cotan ctgh cotgh cotanh cosech sen senh arcsen arctang arcosh arsinh artanh argsh argch argth lb ld arccotg arcoth; do dcalc diff "$f(x)"; done
sec(x)^2
sech(x)^2
-csc(x)^2
-csc(x)^2
-csch(x)^2
-csch(x)^2
-csch(x)^2
-coth(x)*csch(x)
cos(x)
cosh(x)
1/sqrt(1 - x^2)
1/(x^2 + 1)
1/sqrt(x^2 - 1)
1/sqrt(x^2 + 1)
1/(1 - x^2)
1/sqrt(x^2 + 1)
1/sqrt(x^2 - 1)
1/(1 - x^2)
1/(x*log(2))
1/(x*log(2))
-1/(x^2 + 1)
1/(1 - x^2)
$ dcalc eval 'arcctg(-1)' --exact; dcalc grad 'sum(arcctg(x))' --at x=[1,2]; dcalc eval 'lb(8) + ld'  --at ld=1
3*pi/4
x  -0.5  -0.2
4
$ for f in actg acosec arcctgh argsech arccsch sch versin; do dcalc diff "$f(x)" 2>&1 | grep hint; done
  hint: write acot(x)
  hint: write acsc(x)
  hint: write acoth(x)
  hint: write asech(x)
  hint: write acsch(x)
  hint: write sech(x)
  hint: write 1 - cos(x)

# Free names that run a product or a call together are names, and a note says so; not where they are asked for.
$ dcalc diff sinx; dcalc eval 'x*y + xy'; dcalc diff sinx --wrt sinx; dcalc eval sinx --at sinx=2; dcalc eval lnx -f json
1
dcalc: note: 'sinx' is one name; the function is written sin(x)
x*y + xy
dcalc: note: 'xy' is one name; the product is written x*y
1
2
{"command":"eval","expr":"lnx","symbolic":"lnx","notes":["'lnx' is one name; the function is written ln(x)"]}

$ dcalc eval 'cost*t + maxx + index + xy'
cost*t + index + maxx + xy

# What other programs and books write.
$ for e in '\frac{1}{x}' 'x^{2}' '2+2=' '2 = x' '10 choose 3' 'range(1..10)' 'x, y' '(x, y)' 'Sin[x]' 'Foo[x]' 'xsin(x)' 'f(x) = x^2' 'f(a, b) = a*b' 'if x > 0 then 1' 't x' '∑ i'; do dcalc eval "$e" 2>&1 | sed '/hint/!d'; done
  hint: LaTeX is written, by -f latex, and not read: \frac{a}{b} is a/b
  hint: an exponent is put in parentheses: x^(n + 1)
  hint: leave it out: what stands before it is answered
  hint: an equation needs the name that it defines: --of y in diff and its kin; elsewhere write left - right
  hint: write binomial(n, k)
  hint: a range is written range(1, 11) for 1 to 10, of a plot x=1:10
  hint: several expressions are quoted one by one, or make a list: [a, b]
  hint: a list is written [a, b]; arguments have no parentheses of their own: sum(f, i, a, b), diff(f, x, 2)
  hint: a call has parentheses: sin(...)
  hint: give the name a vector or matrix with --at
  hint: for a product write x*sin(...)
  hint: end it with an expression, such as f(x)
  hint: end it with an expression, such as f(a, b)
  hint: write where(condition, a, b)
  hint: for a product write t*x, for a call t(x)
  hint: a sum is written sum([a, b, c]), or sum(f, i, 1, n)

# What has no names is differentiated by one that has a value, or by one that is assigned.
$ dcalc diff 5
dcalc: there is no name to differentiate by
  hint: give one a value, --at x=1, or choose an assigned one, --wrt u
[2]
$ dcalc diff 5 --at x=1; dcalc diff 'u = 3; u^2' --wrt u
0
6
