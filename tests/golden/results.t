# Calls with several results: named, or one of them picked.
# Tests src/graph/lower_several.c, src/text/parse.c, cmd/statement.c, cmd/builtins.c.
$ dcalc eval 's, l = slogdet(A); s*exp(l)' --at 'A=[[1,2],[3,4]]'
-2

$ dcalc grad 'slogdet(A)[1]' --at 'A=[[1,2],[3,4]]'
A  -2   1.5
    1  -0.5

$ dcalc eval 'slogdet(A)[-2] + slogdet(A)[k]' --at 'A=[[1,2],[3,4]],k=0'
-2

$ dcalc grad 's, l = slogdet(A); s*l^2' --shape A=[n,n]
A  2*sign(det(A))*slogdet(A)[1]*inv(A).T

# Under --let, in functions, in a derivative.
$ dcalc eval 's*exp(l)' --let 's, l = slogdet(A)' --at 'A=[[1,2],[3,4]]'
-2

$ dcalc eval 'f(A) = slogdet(2*A); s, l = f(B); s + f(B)[0]' --at 'B=[[1,2],[3,4]]'
-2

$ dcalc eval 's, l = slogdet([[x,1],[1,x]]); diff(l, x)' --at x=2
1.3333333333333333

# What the branch that is taken does not use need not be defined; what nothing uses must be.
$ dcalc eval 's, l = slogdet(A); where(x > 0, x, l)' --at 'A=[[1,2],[2,4]],x=3'
3

$ dcalc eval 's, l = slogdet(A); where(x > 0, x, l)' --at 'A=[[1,2],[2,4]],x=-3'
dcalc: expression:1:8: the matrix of 'slogdet' is singular
  s, l = slogdet(A); where(x > 0, x, l)
         ^^^^^^^^^^
[1]

$ dcalc eval 's, l = slogdet(A); x' --at 'A=[[1,2],[2,4]],x=3'
dcalc: expression:1:8: the matrix of 'slogdet' is singular
  s, l = slogdet(A); x
         ^^^^^^^^^^
[1]

# Everything else is an error.
$ dcalc eval '2*slogdet(A)' --at 'A=[[1,2],[3,4]]'
dcalc: expression:1:3: 'slogdet' has 2 results, and here one value is needed
  2*slogdet(A)
    ^^^^^^^^^^
  hint: pick one, as in slogdet(...)[0], or name them: a, b = slogdet(...)
[2]

$ dcalc eval 's = slogdet(A); s' --at 'A=[[1,2],[3,4]]'
dcalc: expression:1:5: 'slogdet' has 2 results, and here one value is needed
  s = slogdet(A); s
      ^^^^^^^^^^
  hint: pick one, as in slogdet(...)[0], or name them: a, b = slogdet(...)
[2]

$ dcalc eval 'slogdet(A)' --at 'A=[[1,2],[3,4]]'
dcalc: expression:1:1: 'slogdet' has 2 results, and here one value is needed
  slogdet(A)
  ^^^^^^^^^^
  hint: pick one, as in slogdet(...)[0], or name them: a, b = slogdet(...)
[2]

$ dcalc eval 'sum(slogdet(A)[:])' --at 'A=[[1,2],[3,4]]'
dcalc: expression:1:5: 'slogdet' has 2 results, and here one value is needed
  sum(slogdet(A)[:])
      ^^^^^^^^^^^^^
  hint: pick one, as in slogdet(...)[0], or name them: a, b = slogdet(...)
[2]

$ dcalc eval 'slogdet(A)[2]' --at 'A=[[1,2],[3,4]]'
dcalc: expression:1:12: 'slogdet' has no result 2
  slogdet(A)[2]
             ^
  hint: its results are slogdet(...)[0] to [1]
[2]

$ dcalc eval 'a, b, c = slogdet(A); a' --at 'A=[[1,2],[3,4]]'
dcalc: expression:1:1: 3 names for 2 results
  a, b, c = slogdet(A); a
  ^^^^^^^
[2]

$ dcalc eval 'a, b = [1, 2]; a'
dcalc: expression:1:1: 2 names for 1 result
  a, b = [1, 2]; a
  ^^^^
  hint: only a call with several results, such as slogdet(A), has more
[2]

$ dcalc eval 'a, a = slogdet([[2]]); a'
dcalc: expression:1:1: two names are called 'a'
  a, a = slogdet([[2]]); a
  ^^^^
[2]

$ dcalc eval 'a, b = slogdet([[2]])'
dcalc: expression:1:1: the program ends with several values
  a, b = slogdet([[2]])
  ^^^^
  hint: end it with one of them, as in a
[2]

$ dcalc eval 'a, b'
dcalc: expression:1:2: expected an operator, found ','
  a, b
   ^
  hint: several expressions are quoted one by one, or make a list: [a, b]
[2]

$ dcalc eval 'a, = 3'
dcalc: expression:1:2: expected an operator, found ','
  a, = 3
   ^
[2]

# The prompt remembers every name.
$ printf 'A = [[1,2],[3,4]]\ns, l = slogdet(A)\ns\nl = 3\ns*l\nvars\nsave s.txt\n' | dcalc repl; cat s.txt
-1
-3
A = [[1,2],[3,4]]
s, l = slogdet(A)
l = 3
ans = s*l
A = [[1,2],[3,4]]
s, l = slogdet(A)
l = 3
ans = s*l

$ printf 'a, b = 3\n1\n' | dcalc repl 2>&1
dcalc: expression:1:1: 2 names for 1 result
  a, b = 3; 0
  ^^^^
  hint: only a call with several results, such as slogdet(A), has more
1
[2]
