# Derivatives worked out by hand.
# Tests cmd/check.c, src/judge/judge.c, src/judge/compare.c, src/judge/patterns.c, src/judge/modes.c, src/judge/domain.c,
# src/question/claims.c, src/question/shapes.c, src/report/render_text.c,
# src/report/render_modes.c.

$ dcalc check 'x^2*sin(x)' --equals '2*x*sin(x) + x^2*cos(x)'
right: proved

$ dcalc check 'x^2*sin(x)' --equals '2*x*cos(x)'
wrong: at x=2 it is 1.9726023611141572, the formula gives -1.6645873461885696
slip: the product rule: the derivative of (x^2)*(sin(x)) is u'*v + u*v', not u'*v'
[1]

# The formula may follow the expression, be a file, and may use what the program assigns.
$ dcalc check 'u = w*x; expit(u)' 'z = expit(u); z*(1 - z)*x' --wrt w
right: proved

$ echo '2*x' >answer; dcalc check 'x^2' --equals @answer
right: proved

$ echo '2x' | dcalc check 'x^2' -
right: proved

# By several names the gradient, of order 2 the Hessian, of a vector the Jacobian, of arrays entry by entry.
$ dcalc check 'x^2*y' --equals '2*x*y' --equals 'x^3'
wrong: at x=2,y=1/2 the entry for y is 4, the formula gives 8
[1]

$ dcalc check 'x^3*y^2' '[[6*x*y^2, 6*x^2*y], [6*x^2*y, 2*x^3]]' --order 2
right: proved

$ dcalc check 'sum((W@x - y)^2)' '2*outer(W@x - y, x)' --wrt W --shape W=[2,3],x=[3],y=[2]
right: proved

$ dcalc check 'A@x' 'A.T' --wrt x --shape A=[2,2],x=[2]
wrong: at A=[[2,1/2],[-1,3]] the entry for row 1, x[1] is 1/2, the formula gives -1
slip: the formula is the transpose
[1]

# What books write of symmetric matrices: the gradient of x'Ax.
$ dcalc check 'x@A@x' '2*A@x' --wrt x --shape A=[2,2],x=[2]
wrong: at x=[2,1/2],A=[[-1,3],[1/3,-1/2]] the entry for x[0] is -7/3, the formula gives -1
slip: the formula holds only where A is symmetric
[1]
$ dcalc check 'trace(A@A)' '2*A' --wrt A --shape A=[n,n] 2>/dev/null | sed -n '/slip/p'
slip: the formula is the transpose
$ dcalc check 'x@A@A@x' '2*A@A@x' --wrt x --shape A=[n,n],x=[n] 2>/dev/null | sed -n '/slip/p'
slip: the formula holds only where A is symmetric
$ dcalc check 'x@A@x' '3*A@x' --wrt x --shape A=[2,2],x=[2] | sed -n '/slip/p'

$ dcalc check 'x^5' --order 3 '60*x^2'
right: proved

# Values of names are put in.
$ dcalc check 'a*x^2' '6*x' --at a=3
right: proved

$ dcalc check 'sum(x^2)' '2*x' --at x=[1,2]
right: proved

# Slips.
$ dcalc check 'sin(3*x)' 'cos(3*x)' | tail -1
slip: the chain rule: in sin(3*x) the derivative of the inner 3*x, which is 3, is missing

$ dcalc check 'sin(x)/(x + 1)' 'cos(x)' | tail -1
slip: the quotient rule: the derivative of u/v is (u'*v - u*v')/v^2, not u'/v'

$ dcalc check '1/x^2' --equals '-2/x' | tail -1
slip: the power rule: the exponent of 1/x^2 goes down by 1, not up

$ dcalc check '2^x' 'x*2^(x - 1)' | tail -1
slip: the power rule is for a constant exponent: 2^x is exp(x*log(2))

$ dcalc check 'log10(x)' '1/x' | tail -1
slip: the derivative of log10 has a factor 1/log(10)

$ dcalc check 'sin(x)' 'pi/180*cos(x)' | tail -1
slip: the formula is pi/180 times the derivative: angles are in radians, not degrees

$ dcalc check 'x^2 + 3*x + 5' '2*x + 8' | tail -1
slip: the derivative of a constant is 0

$ dcalc check 'x^2 - 3*x' '2*x + 3' | tail -1
slip: the sign of the derivative of the term -3*x

$ dcalc check 'x^2' 'x^3/3' | tail -1
slip: this is an antiderivative: the expression was integrated

$ dcalc check 'x^2/3' '0.667*x' | tail -1
slip: a number was rounded, equal to 3 digits: fractions and constants keep every digit

$ dcalc check 'x^2' '2*x + 10^-40'
wrong: at x=2 it is 4, the formula gives 4, off by 1e-40
slip: a number was rounded: fractions and constants keep every digit
[1]

# What is not proved says so, and where only one side has a value too.
$ dcalc check 'abs(x)^3' '3*x*abs(x)'
right: proved
$ dcalc check 'cos(3*acos(x))' '12*x^2 - 3'
right: equal to 50 digits at 44 points, not proved
chance: random points miss a difference on a tenth of the domain once in 103 times

$ dcalc check 'x/x' 1 --order 0
right: proved
domain: the expression has no value at x=0, where the formula has one

$ dcalc check 'x^2/2' 'x^2/x'
right: proved
domain: the formula has no value at x=0, where the function has one

# A kink is no point at which to compare.
$ dcalc check 'max(x, y)^2' 'where(x > y, 2*x, 0)' 'where(x > y, 0, 2*y)' -q
right

# A folder of homework in a loop, and a class in one file.
$ for f in '2*x' 'x' '2x +'; do dcalc check 'x^2' "$f" -q 2>/dev/null; echo $?; done
right
0
wrong
1
2

$ printf '%s\n' '{"command":"check","expr":"x^2","equals":"2*x","id":7}' '{"command":"check","expr":"x*y","equals":["y","y"]}' | dcalc run -
{"id":7,"command":"check","expr":"x^2","wrt":["x"],"equal":true,"proved":true}
{"command":"check","expr":"x*y","wrt":["x","y"],"equal":false,"entry":"y","where":"x=2,y=1/2","value":2,"claimed":"1/2","slip":"this is the derivative by x"}

# A gradient that was computed elsewhere, such as @torch.npz: the worst entry, and what all that is wrong has in common.
$ dcalc check 'sum((W@x - y)^2)' --at 'W=[[1,2],[3,4]],x=[1,2],y=[1,1]' --gradient 'W=[[8,16],[20,40]]'
right: the worst entry, W[0,0], is off by 0, 0 ulps

$ dcalc grad 'sum(exp(W@x))' --at 'W=[[.1,.2],[.3,.4]],x=[1,2]' -o dW.npz && dcalc check 'sum(exp(W@x))' --at 'W=[[.1,.2],[.3,.4]],x=[1,2]' --gradient @dW.npz -q
right

$ dcalc check 'sum((W@x - y)^2)' --at 'W=[[1,2],[3,4]],x=[1,2],y=[1,1]' --gradient 'W=[[8,20],[16,40]],x=[68,96]'
wrong: W[0,1] is 16, not 20: off by 4, 1.13e+15 ulps
slip: W is transposed
[1]

$ dcalc check 'sum((W@x - y)^2)' --at 'W=[[1,2],[3,4]],x=[1,2],y=[1,1]' --gradient 'W=[[4,8],[10,20]],x=[34,48]'
wrong: W[1,1] is 40, not 20: off by 20, 2.81e+15 ulps
slip: every entry is 1/2 of the right one, as of a mean in place of a sum over 2
[1]

$ dcalc check 'sum((W@x - y)^2)' --at 'W=[[1,2],[3,4]],x=[1,2],y=[1,1]' --gradient 'W=[[256,512],[640,1280]],x=[2176,3072]'
wrong: W[1,1] is 40, not 1280: off by 1.24e+03, 1.75e+17 ulps
slip: every entry is 32 times the right one, as of a sum in place of a mean over 32
[1]

$ dcalc check 'sum((W@x - y)^2)' --at 'W=[[1,2],[3,4]],x=[1,2],y=[1,1]' --gradient 'W=[[8,16],[20,40]],x=[0,0]' -f json
{"command":"check","expr":"sum((W@x - y)^2)","wrt":["W","x"],"at":{"W":[[1,2],[3,4]],"x":[1,2],"y":[1,1]},"equal":false,"entry":"x[1]","value":96,"claimed":0,"off":"96, 6.76e+15 ulps","slip":"x is 0 everywhere: no gradient has reached it"}
[1]

$ dcalc check 'sum((W@x - y)^2)' --at 'W=[[1,2],[3,4]],x=[1,2],y=[1,1]' --gradient 'W=[8,16]'
dcalc: the gradient given for 'W' has shape (2), not (2,2)
[2]

# Decimals in the place of constants, and names without parentheses or products.
$ dcalc check 'pi*x^2/2' '3.14159*x'; dcalc check '2^x' '0.693*2^x'; dcalc check 'x^2*sin(x)' '2*x*sin(x) + x^2*cosx'; dcalc check 'x*y*z' yz --wrt x; dcalc check 'x*sin(x)' 'sin(x) + x cos(x)'
wrong: at x=2 it is 6.283185307179586, the formula gives 6.28318
slip: a decimal in place of pi, equal to 6 digits
wrong: at x=2 it is 2.772588722239781, the formula gives 2.772
slip: a decimal in place of log(2), equal to 3 digits
dcalc: the formula has the name 'cosx', the expression has not
  hint: write cos(x)
dcalc: the formula has the name 'yz', the expression has not
  hint: write y*z
dcalc: formula:1:12: expected an operator, found a name
  sin(x) + x cos(x)
             ^^^
  hint: for a product write x*cos(...)
[2]

# What wrong numbers have in common: order, factors, what training adds, single places, few digits.
$ wrong() { dcalc check 'sum((W@x - y)^2) + sum(v^3)' --wrt W,v --at 'W=[[1,2,0],[3,-4,5]],x=[1,2,-1],y=[1,1],v=[1,2]' --gradient "$1" | tail -1; }; wrong 'W=[[8,-22],[16,-44],[-8,22]],v=[3,12]'; wrong 'W=[[8,-22,16],[-44,-8,22]],v=[3,12]'; wrong 'W=[[-22,-44,22],[8,16,-8]],v=[3,12]'; wrong 'W=[[8,16,-8],[-22,-44,22]],v=[1.5,6]'; wrong 'W=[[-0.8,-1.6,0.8],[2.2,4.4,-2.2]],v=[-.3,-1.2]'; wrong 'W=[[8.1,16.2,-8],[-21.7,-44.4,22.5]],v=[3.1,12.2]'; wrong 'W=[[8.5,16.5,-8],[-21.5,-44.5,22.5]],v=[3,12]'; wrong 'W=[[.2,.4,.8],[5.2,.4,2.8]],v=[.7,.8]'; wrong 'W=[[8,10,-8],[-10,-10,10]],v=[3,10]'; wrong 'W=[[8,16,8],[22,44,22]],v=[3,12]'; wrong 'W=[[8,16,-8],[-22,-44,23]],v=[3,12]'; wrong 'W=[[8,16,-8],[1,2,3]],v=[3,12]'; wrong 'W=[[8,16.01,-8],[-22,-44.02,22.01]],v=[3.004,12]'; wrong 'W=[[0,0,0],[0,0,0]],v=[0,0]'; wrong 'W=[[8,1,-8],[2,-44,22]],v=[3,12]'
slip: W is transposed
slip: the entries of W stand column by column
slip: the rows of W stand in another order
slip: every entry of v is 1/2 of the right one, as of a mean in place of a sum over 2
slip: every entry is -0.1 times the right one, as of a step -lr*gradient
slip: W and v: 0.1 times the weights are added, as of weight decay
slip: W: 0.5 times the signs of the weights are added, as of an L1 penalty
slip: these are weights after a step: each has -0.1 times its gradient added
slip: entries are cut off at 10
slip: the signs are lost
slip: W[1,2] alone differs
slip: row 1 of W alone differs
slip: about 3 digits are right, as of numbers of low precision or of difference quotients
slip: W and v are 0 everywhere: no gradient has reached them
slip: W alone differs

$ dcalc check 'sum(v^3) + sum(w^2)' --at 'v=[1,2],w=[3,4]' --gradient 'v=[6,8],w=[3,12]'; dcalc check 'sum(v^3)' --at 'v=[1,2,3]' --gradient 'v=[27,3,12]'
wrong: v[1] is 12, not 8: off by 4, 2.25e+15 ulps
slip: v has the gradient of w, and w that of v
wrong: v[0] is 3, not 27: off by 24, 5.4e+16 ulps
slip: the entries of v stand in another order
[1]

$ dcalc check 'x*y' --at x=1,y=2 --gradient x=2 --wrt x,y
dcalc: no gradient is given for 'y'
  hint: give it, as in --gradient 'y=@FILE', or choose the names to compare with --wrt
[2]

$ dcalc check 'x^2' --gradient x=2
dcalc: a gradient's numbers are those at a point
  hint: give it with --at
[2]

# What cannot be judged.
$ dcalc check 'x^2'
dcalc: check needs the formula that is to be checked
  hint: give it with --equals FORMULA; a point alone, with --at, checks the gradient there
[2]

$ dcalc check 'x^2' '2*t'
dcalc: the formula has the name 't', the expression has not
  hint: write it with the expression's names
[2]

$ dcalc check 'x*y' y
dcalc: the derivative has 2 entries, the formula 1
  hint: give one formula for each name, or choose names with --wrt
[2]

$ dcalc check 'sqrt(-1 - x^2)' x
dcalc: no point was found at which both formulas have a value
  hint: give values to some names with --at x=2
[2]

$ dcalc check 'x^2' '2*x' -f latex
dcalc: check answers in text or JSON
  hint: leave the format out
[2]

# Numbers of functions of matrices, whose entries have no formulas.
$ dcalc check 'expm(A)[0,0]' --equals 'expm(A)' --shape A=[2,2]
wrong: at A=[[2,1/2],[-1,3]] the entry for A[0,0] is 5.840598728652713, the formula gives 4.850545531595435
[1]

# What no double holds is not compared as if it were infinite.
$ dcalc check 'x^2' --at x=1 --gradient x=1e400
dcalc: the gradient given for 'x' has an entry that does not fit a double
[4]

$ dcalc check 'x^2*1e300' --at x=1e300 --gradient x=2
dcalc: the gradient by 'x' has an entry that does not fit a double
[4]

# No factor of 1.
$ dcalc check 'x^2' --at x=1/3 --gradient x=0.6666667
wrong: x is 0.6666666666666666, not 0.6666667: off by 3.33e-08, 3e+08 ulps
slip: every entry is 1.00000005 times the right one
[1]

# Formulas by name, as teachers and files have them.
$ dcalc check 'x^2*y' '{"y": "x^2", "x": "2*x*y"}'; dcalc check 'x^2*y' 'y = x^2' 'x = 2*x*y' --wrt x,y; dcalc check 'x^2*y' 'df/dx = 2*x*y'; dcalc check 'x^2' "f'(x) = 2x"; dcalc check 'x^2' "y' = 2x"
right: proved
right: proved
right: proved
right: proved
right: proved

$ echo '{"x": "2*x*y", "y": "y"}' >g.json; dcalc check 'x^2*y' @g.json
wrong: at x=2,y=1/2 the entry for y is 4, the formula gives 1/2
[1]

$ dcalc check 'x^2*y' '["2*x*y", "x^2"]'; dcalc check 'x^3*y^2' '[["6*x*y^2", "6*x^2*y"], ["6*x^2*y", "2*x^3"]]' --order 2
right: proved
right: proved

$ echo '{"command":"check","expr":"x*y","equals":{"y":"x","x":"y"}}' | dcalc run -
{"command":"check","expr":"x*y","wrt":["y","x"],"equal":true,"proved":true}

$ dcalc check 'x^2*y' 'y = x^2' --wrt x,y
dcalc: no formula is given for 'x'
  hint: choose the names to differentiate by with --wrt
[2]

# Open sizes are compared at one size for each letter.
$ dcalc check 'x.T@A@x' '(A + A.T)@x' --wrt x --shape A=[n,n],x=[n]
right: equal to 50 digits at 44 points, not proved
chance: random points miss a difference on a tenth of the domain once in 103 times
dcalc: note: compared for the sizes n=3

$ dcalc check 'logdet(A)' 'inv(A)' --wrt A --shape A=[n,n] -q
wrong
[1]

# What holds at the point of --at need not hold elsewhere.
$ dcalc check 'x^2' 4 --at x=2
right: proved
dcalc: note: compared at the one point that --at gives: elsewhere they may differ

# Where the function has no derivative and the formula a value. A kink of the formula alone is none.
$ dcalc check 'floor(x)' 0 | tail -1; dcalc check 'abs(2*x - 3)' '2*sign(2*x - 3)' | tail -1; dcalc check 'where(x > 0, x^2, 0)' 'where(x > 0, 2*x, 0)'
domain: the function has no derivative at x=1, where the formula has a value
domain: the function has no derivative at x=3/2, where the formula has a value
right: proved

$ dcalc check 'sqrt(x)' '1/(2*sqrt(x))'
right: proved

# Without a formula: reverse and forward mode beside difference quotients.
$ dcalc check 'sum((W@x - y)^2)' --wrt W,x --at 'W=[[1,2],[3,4]],x=[1,2],y=[1,1]'
right: reverse mode, forward mode and difference quotients agree
W: the worst entry, W[0,0], is 8; reverse mode is off by 0, 0 ulps; forward mode by 0, 0 ulps
x: the worst entry, x[0], is 68; reverse mode is off by 0, 0 ulps; forward mode by 0, 0 ulps

$ printf '{"W":[[0.1,0.2],[0.3,0.4]],"b":[0,1],"x":[1,2]}' >p.json; dcalc check 'sum(tanh(W@x + b)^2)' --wrt b --at @p.json -f json
{"command":"check","expr":"sum(tanh(W@x + b)^2)","wrt":["b"],"at":{"W":[[0.1,0.2],[0.3,0.4]],"b":[0,1],"x":[1,2]},"equal":true,"names":[{"name":"b","entries":2,"compared":2,"entry":"b[0]","value":0.7268619813835873,"reverse":0.7268619813835873,"reverse_off":0,"reverse_ulps":0,"forward":0.7268619813835873,"forward_off":0,"forward_ulps":0}]}

$ dcalc check 'abs(x)' --at x=0
dcalc: expression:1:1: 'abs' has no derivative at 0
  abs(x)
  ^^^^^^
  hint: the derivative from the left is -1, from the right 1
[2]
