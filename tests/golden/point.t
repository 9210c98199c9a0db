# Ways to give a point.
# Tests cmd/point.c, cmd/statement.c, src/question/bindings.c.
$ dcalc grad '1/w - w*x^2 + w*x*y' --at w=.5,x=2,y=3,z=4
w  -2
x  -0.5
y  1
z  0

$ dcalc grad '1/w - w*x^2 + w*x*y' --at w=.5 --at 'x = 2 , y=3' --at z=4
w  -2
x  -0.5
y  1
z  0

$ dcalc eval 'x + y' --at 'x=max(1, 2),y=1/4'
2.25

$ dcalc eval 'W @ x' --at 'W=[[1, 2], [3, 4]],x=[1, 1]'
3  7

$ echo '{"w": 0.5, "x": 2, "y": "6/2"}' >p.json
$ dcalc grad 'w*x*y' --at @p.json
w  6
x  1.5
y  1

$ dcalc grad 'w*x*y' --at @- <p.json
w  6
x  1.5
y  1

# What comes later takes the place of what came before.
$ dcalc eval 'w*x*y' --at @p.json --at x=4
6

$ dcalc eval 'x' --at x=1 --at x=2
2

# The weights of an answer are the point of the next step.
$ dcalc backprop '(w*x - t)^2' --weights w --lr 0.1 --at w=1,x=2,t=3 -f json >step.json
$ dcalc backprop '(w*x - t)^2' --weights w --lr 0.1 --at @step.json,x=2,t=3 -q
0.04
-0.8
1.48

$ echo '{"x": }' | dcalc eval x --at @- 2>&1 >/dev/null | head -n 1 | cut -d: -f1-3
dcalc: standard input:1

$ echo '[1, 2]' | dcalc eval x --at @- 2>/dev/null
[2]

$ dcalc eval x --at @none.json
dcalc: none.json: No such file or directory
[3]

# Without --at the free names in order of appearance, with it the names that it binds.
$ dcalc grad 'b*a'
b  a
a  b

$ dcalc grad 'b*a' --at a=2,b=3
a  3
b  2

$ dcalc grad 'b*a' --at a=2,b=3 --wrt b
b  2

# A number past the range of doubles is shown where it stands.
$ dcalc eval x --at x=2152e342 --numbers double
dcalc: --at x:1:1: the value overflows on the way
  2152e342
  ^^^^^^^^
  hint: ask without --numbers double
[4]

# Values without a name, and files without @.
$ for a in 2 1,2 '(1,2)' x=1,2,3 x.npz /data/x.csv folder/; do dcalc grad 'x^2' --at "$a" 2>&1 | sed -n '/hint/p'; done
  hint: give it to a name: --at x=2
  hint: give it to a name: --at x=1
  hint: write --at x=1,y=2
  hint: a vector is in brackets: x=[1,2,3]
  hint: the name of a file comes behind @: --at @x.npz
  hint: the name of a file comes behind @: --at @/data/x.csv
  hint: the name of a file comes behind @: --at @folder/
$ dcalc eval x --at x=/data/x.npy 2>&1 | sed -n '/hint/p'; dcalc vjp '[x, y]' --at x=1,y=2 --vector 1,0 2>&1 | sed -n '/hint/p'; dcalc plot x --range -1:1 2>&1 | sed -n '/hint/p'
  hint: the name of a file comes behind @, as in --at x=@FILE
  hint: a vector is in brackets: --vector '[1,2]'
  hint: give it to a name: --range x=-1:1
