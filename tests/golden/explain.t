# The work, step by step.
# Tests src/write/explain_diff.c, src/write/explain_backward.c, src/write/explain_rows.c, src/write/explain_along.c, src/write/work_text.c, src/write/picked.c.

# The notebook's nest: the parts, the factors of the chain rule, and their numbers.
$ dcalc diff 'cos(exp(x))^3' --at x=1 --explain
The parts, from the inside out:
  f = exp(x) = 2.71828
  g = cos(f) = -0.911734
  h = g^3    = -0.757887
Each part differentiated by the one before:
  df/dx = exp(x)  = 2.71828     derivative of exp
  dg/df = -sin(f) = -0.410781   derivative of cos
  dh/dg = 3*g^2   = 2.49378     power rule
The chain rule multiplies them:
  dh/dx = dh/dg   * dg/df       * df/dx
        = 3*g^2   * (-sin(f))   * exp(x)
        = 2.49378 * (-0.410781) * 2.71828
Simplified:
  dh/dx = -3*exp(x)*cos(exp(x))^2*sin(exp(x)) = -2.7846

-2.784598671736992

# Quotients, products and powers, each with its rule.
$ dcalc diff '(x + 1)^2*sin(x)/sqrt(x)' --wrt x --explain
The parts, from the inside out:
  f = sin(x)
  g = x + 1
  h = g^2
  k = f*h
  p = k/sqrt(x)
Each part differentiated:
  df/dx = cos(x)                              derivative of sin
  dg/dx = 1                                   sum rule
  dh/dx = 2*dg/dx*g                           power rule, chain rule
  dk/dx = df/dx*h + dh/dx*f                   product rule
  dp/dx = (dk/dx*sqrt(x) - k/(2*sqrt(x)))/x   quotient and power rules
Simplified:
  dp/dx = (x + 1)*(cos(x)*(x + 1) + sin(x)*(3/2 - 1/(2*x)))/sqrt(x)

(x + 1)*(cos(x)*(x + 1) + sin(x)*(3/2 - 1/(2*x)))/sqrt(x)

# What is a power of x to x goes by logarithms.
$ dcalc diff 'x^x' --explain
The function:
  f = x^x
Differentiated:
  log(f)    = x*log(x)         logarithms of both sides
  (df/dx)/f = log(x) + 1       both sides differentiated, product rule
  df/dx     = f*(log(x) + 1)   multiplied by the function
Simplified:
  df/dx = x^x*(log(x) + 1)

x^x*(log(x) + 1)

# Each order is worked.
$ dcalc diff 'x*exp(x)' --order 2 --explain
The parts, from the inside out:
  f = exp(x)
  g = f*x
Each part differentiated:
  df/dx = exp(x)        derivative of exp
  dg/dx = df/dx*x + f   product rule
Simplified:
  dg/dx = exp(x)*(x + 1)
Once more, for k = dg/dx:
  h = x + 1
  k = f*h
Each part differentiated:
  dh/dx = 1                   sum rule
  dk/dx = df/dx*h + dh/dx*f   product rule
Simplified:
  d²g/dx² = exp(x)*(x + 2)

exp(x)*(x + 2)

# Other names are held, so that derivatives are partial.
$ dcalc diff 'sin(a*x)^2' --wrt x --explain | sed '$d'
The parts, from the inside out:
  f = a*x
  g = sin(f)
  h = g^2
Each part differentiated by the one before:
  ∂f/∂x = a        constant factor rule
  ∂g/∂f = cos(f)   derivative of sin
  ∂h/∂g = 2*g      power rule
The chain rule multiplies them:
  ∂h/∂x = ∂h/∂g * ∂g/∂f  * ∂f/∂x
        = 2*g   * cos(f) * a
Simplified:
  ∂h/∂x = a*sin(2*a*x)

# A function that has no parts.
$ dcalc diff x --explain
The function:
  f = x
Differentiated:
  df/dx = 1

1

# Digits as asked for.
$ dcalc diff 'sin(x^2)' --at x=1/3 --explain -n 12
The parts, from the inside out:
  f = x^2    = 0.111111111111
  g = sin(f) = 0.110882628510
Each part differentiated by the one before:
  df/dx = 2*x    = 0.666666666667   power rule
  dg/df = cos(f) = 0.993833508539   derivative of sin
The chain rule multiplies them:
  dg/dx = dg/df          * df/dx
        = cos(f)         * 2*x
        = 0.993833508539 * 0.666666666667
Simplified:
  dg/dx = 2*x*cos(x^2) = 0.662555672359

0.662555672359

# A program's names are kept, tanh and its like are differentiated by the states that are remembered.
$ dcalc backprop 'u = w*x + b; z = tanh(u); s = expit(z); (s - y)^2' --weights w,b --lr 1/10 --at w=.5,x=2,b=1,y=0 --explain
Forward pass, every state computed and remembered:
  u    = w*x + b   = 2
  z    = tanh(u)   = 0.964028
  s    = expit(z)  = 0.723927
  loss = (s - y)^2 = 0.524071
Backward pass, every adjoint from the result back:
  ∂loss/∂loss = 1
  ∂loss/∂s    = 2*(s - y)          = 1.44785     power rule, chain rule
  ∂loss/∂z    = ∂loss/∂s*s*(1 - s) = 0.289363    derivative of expit, chain rule
  ∂loss/∂u    = ∂loss/∂z*(1 - z^2) = 0.0204437   derivative of tanh, chain rule
Each weight: its partial derivative, and a step against it:
  ∂loss/∂w = ∂loss/∂u*x = 0.0408875   constant factor rule, chain rule
  w = 0.5 - 0.1*0.0408875 = 0.495911
  ∂loss/∂b = ∂loss/∂u = 0.0204437   sum rule, chain rule
  b = 1 - 0.1*0.0204437 = 0.997956

loss      0.5240709798863338
dloss/dw  0.04088749809429455
dloss/db  0.020443749047147276
w         0.49591125019057053
b         0.9979556250952852

# Columns line up by what a terminal shows, in any locale.
$ dcalc grad 'вес = w*x; 重 = exp(вес); 重^2' --wrt w --at w=1,x=2 --explain
Forward pass, every state computed and remembered:
  вес = w*x      = 2
  重  = exp(вес) = 7.38906
  f   = 重^2     = 54.5982
Backward pass, every adjoint from the result back:
  ∂f/∂f   = 1
  ∂f/∂重  = 2*重      = 14.7781   power rule
  ∂f/∂вес = ∂f/∂重*重 = 109.196   derivative of exp, chain rule
The partial derivatives:
  ∂f/∂w = ∂f/∂вес*x = 218.393   constant factor rule, chain rule

w  218.39260013257694

# Large arrays are described.
$ dcalc grad 'h = tanh(W @ x); h @ h' --wrt W --at 'W=ones(30, 20),x=ones(20)' --explain --numbers double | head -n 7 | cut -c1-70
Forward pass, every state computed and remembered:
  h = tanh(W@x) = (30 entries, norm 5.47723)
  f = h@h       = 30
Backward pass, every adjoint from the result back:
  ∂f/∂f = 1
  ∂f/∂h = 2*h = (30 entries, norm 10.9545)   product rule
The partial derivatives:

# Long works say what they leave out.
$ dcalc diff "$(seq -s + 1 100 | sed 's/[0-9]*/sin(&*x)/g')" --wrt x --explain | grep -n 'lines like'
32:  ... 150 lines like these ...
84:  ... 150 lines like these ...

# Every row of a Jacobian by every name.
$ dcalc jacobian 'x^2' 'x*sin(y)' --wrt x,y --at x=1,y=2 --explain
Row 1, by x:
The function:
  f1 = x^2 = 1
Differentiated:
  ∂f1/∂x = 2*x = 2   power rule
Row 1, by y:
  ∂f1/∂y = 0   derivative of a constant
Row 2, by x:
The function:
  f2 = x*sin(y) = 0.909297
Differentiated:
  ∂f2/∂x = sin(y) = 0.909297   constant factor rule
Row 2, by y:
The parts, from the inside out:
  f  = sin(y) = 0.909297
  f2 = f*x    = 0.909297
Each part differentiated by the one before:
  ∂f/∂y  = cos(y) = -0.416147   derivative of sin
  ∂f2/∂f = x      = 1           constant factor rule
The chain rule multiplies them:
  ∂f2/∂y = ∂f2/∂f * ∂f/∂y
         = x      * cos(y)
         = 1      * (-0.416147)
Simplified:
  ∂f2/∂y = x*cos(y) = -0.416147

                 2                    0
0.9092974268256817  -0.4161468365471424

# Second derivatives from the first.
$ dcalc hessian 'x^2*y^3' --explain
By x:
The function:
  f = x^2*y^3
Differentiated:
  ∂f/∂x = 2*x*y^3   constant factor and power rules
Once more, by x, for g = ∂f/∂x:
  g = 2*x*y^3
Differentiated:
  ∂g/∂x = 2*y^3   constant factor rule
That is:
  ∂²f/∂x² = 2*y^3
Once more, by y, for g = ∂f/∂x:
  ∂g/∂y = 6*x*y^2   constant factor and power rules
That is:
  ∂²f/∂x ∂y = 6*x*y^2
By y:
  ∂f/∂y = 3*x^2*y^2   constant factor and power rules
Once more, by y, for h = ∂f/∂y:
  h = 3*x^2*y^2
Differentiated:
  ∂h/∂y = 6*x^2*y   constant factor and power rules
That is:
  ∂²f/∂y² = 6*x^2*y
Mixed derivatives do not depend on the order of the names.

2*y^3    6*x*y^2
6*x*y^2  6*x^2*y

# Of arrays, each block.
$ dcalc jacobian 'tanh(W@x)' --wrt x --at W=[[1,2],[3,4]],x=[1,-1] --explain
The parts, from the inside out:
  g = W@x     = [-1, -1]
  f = tanh(g) = [-0.761594, -0.761594]
The partial derivatives:
  ∂f[0]/∂x = W.T@(sech(W@x)^2*[1, 0]) = [0.419974, 0.839949]
  ∂f[1]/∂x = W.T@(sech(W@x)^2*[0, 1]) = [1.25992, 1.6799]

0.4199743416140261  0.8399486832280522
1.2599230248420783  1.6798973664561043

$ dcalc hessian 'x@A@x*b' --wrt x,b --at A=[[1,2],[3,4]],x=[1,-1],b=3 --explain
The parts, from the inside out:
  g = x@A = [-2, -2]
  h = g@x = 0
  f = b*h = 0
The partial derivatives:
  ∂²f/∂x[0] ∂x = b*(A + A.T)@[1, 0]      = [6, 15]
  ∂²f/∂x[0] ∂b = x@A@[1, 0] + [1, 0]@A@x = -3
  ∂²f/∂x[1] ∂x = b*(A + A.T)@[0, 1]      = [15, 24]
  ∂²f/∂x[1] ∂b = x@A@[0, 1] + [0, 1]@A@x = -3
  ∂²f/∂b ∂x    = (A + A.T)@x             = [-3, -3]
  ∂²f/∂b ∂b    = 0

 6  15  -3
15  24  -3
-3  -3   0

# Along a vector, in differentials; a vector times the Jacobian, as a backward pass.
$ dcalc jvp 'z = tanh(W@x); z@z' --at W=[[1,2],[3,4]],x=[1,-1] --vector x=[1,0] --explain
Forward pass, every state computed and remembered:
  z = tanh(W@x) = [-0.761594, -0.761594]
  f = z@z       = 1.16005
The direction:
  dx = [1, 0]
The differential of each state, from those before it:
  dz = (W@dx)*(1 - z^2) = [0.419974, 1.25992]
  df = dz@z + z@dz      = -2.5588

-2.558800033796898

$ dcalc vjp '[x^2*y, x]' --at x=1,y=2 --vector '[1,3]' --explain
Forward pass, every state computed and remembered:
  L = sum([1, 3]*[x^2*y, x]) = 5
Backward pass, every adjoint from the result back:
  ∂L/∂L = 1
The partial derivatives:
  ∂L/∂x = 2*x*y + 3 = 7   sum rule, chain rule
  ∂L/∂y = x^2       = 1   sum rule, chain rule

x  7
y  1

# Matrices are blocks, and steps are picked.
$ dcalc backprop 'z = tanh(W@x); z@z' --weights W --lr 1/10 --at 'W=[[1,2],[3,4]],x=[1,-1]' --steps 30 --explain=30,1
Step 1:
Forward pass, every state computed and remembered:
  z    = tanh(W@x) = [-0.761594, -0.761594]
  loss = z@z       = 1.16005
Backward pass, every adjoint from the result back:
  ∂loss/∂loss = 1
  ∂loss/∂z    = 2*z = [-1.52319, -1.52319]   product rule
Each weight: its partial derivative, and a step against it:
  ∂loss/∂W = outer(∂loss/∂z*(1 - z^2), x) = [-0.6397  0.6397]   derivative of tanh, chain rule
                                            [-0.6397  0.6397]
  W = [1  2] - 0.1*[-0.6397  0.6397] = [1.06397  1.93603]
      [3  4]       [-0.6397  0.6397]   [3.06397  3.93603]
Step 30:
Forward pass, every state computed and remembered:
  z    = tanh(W@x) = [-1.54658e-6, -1.54658e-6]
  loss = z@z       = 4.7838e-12
Backward pass, every adjoint from the result back:
  ∂loss/∂loss = 1
  ∂loss/∂z    = 2*z = [-3.09315e-6, -3.09315e-6]   product rule
Each weight: its partial derivative, and a step against it:
  ∂loss/∂W = outer(∂loss/∂z*(1 - z^2), x) = [-3.09315e-6  3.09315e-6]   derivative of tanh, chain rule
                                            [-3.09315e-6  3.09315e-6]
  W = [1.5  1.5] - 0.1*[-3.09315e-6  3.09315e-6] = [1.5  1.5]
      [3.5  3.5]       [-3.09315e-6  3.09315e-6]   [3.5  3.5]

loss      4.783796074339388e-12
dloss/dW  -3.09315246126553e-6  3.09315246126553e-6
          -3.09315246126553e-6  3.09315246126553e-6
W         1.4999995360271308  1.5000004639728692
           3.499999536027131   3.500000463972869
dcalc: note: computed in doubles: several steps

$ dcalc backprop '(w*x - 1)^2' --weights w --lr 1/10 --at w=1,x=2 --steps 3 --explain=4
dcalc: there is no step 4 to explain
  hint: steps count from 1 to --steps
[2]

$ dcalc diff x --explain=1
dcalc: only backprop has steps to explain
  hint: leave the numbers of steps out
[2]

$ echo '{"command":"backprop","expr":"(w*x - 1)^2","weights":"w","lr":"1/10","at":{"w":1,"x":2},"steps":3,"explain":[3]}' | dcalc run - -f text
backprop (w*x - 1)^2
====================
at w=1, x=2

Step 3:
Forward pass, every state computed and remembered:
  loss = (w*x - 1)^2 = 0.0016
Backward pass, every adjoint from the result back:
  ∂loss/∂loss = 1
Each weight: its partial derivative, and a step against it:
  ∂loss/∂w = 2*x*(w*x - 1) = 0.16   power rule, chain rule
  w = 0.52 - 0.1*0.16 = 0.504

loss      0.001600000000000003
dloss/dw  0.16000000000000014
w         0.504

Note: computed in doubles: several steps

# A network of a usual size, in few lines.
$ dcalc backprop 'h = tanh(x@W1 + b1); p = softmax(h@W2 + b2); -log(p[3])' --weights W1,b1,W2,b2 --lr 1/10 --at 'W1=ones(784,256)/1e4,b1=zeros(256),W2=outer(ones(256),range(10))/100,b2=range(10)/10,x=ones(784)' --numbers double --explain -o out.txt; sed '/^$/,$d' out.txt | cut -c1-100
Forward pass, every state computed and remembered:
  h    = tanh(x@W1 + b1)    = (256 entries, norm 1.25184)
  p    = softmax(h@W2 + b2) = [0.0182952, 0.0247032, 0.0333557, 0.0450387, 0.0608137, 0.0821141, 0.1
  loss = -log(p[3])         = 3.10023
Backward pass, every adjoint from the result back:
  ∂loss/∂loss = 1
  ∂loss/∂p    = [0, 0, 0, -1/p[3], 0, 0, 0, 0, 0, 0] = [0, 0, 0, -22.2031, 0, 0, 0, 0, 0, 0]   d
  ∂loss/∂h    = W2@(p*(∂loss/∂p - p@∂loss/∂p))       = (256 entries, norm 0.586765)     
Each weight: its partial derivative, and a step against it:
  ∂loss/∂W1 = outer(x, ∂loss/∂h*(1 - h^2)) = (784x256, norm 16.3288)   derivative of tanh, c
  W1 = (784x256, norm 0.0448) - 0.1*(784x256, norm 16.3288) = (784x256, norm 1.58808)
  ∂loss/∂b1 = ∂loss/∂h*(1 - h^2) = (256 entries, norm 0.583173)   derivative of tanh, chain 
  b1 = (256 entries, norm 0) - 0.1*(256 entries, norm 0.583173) = (256 entries, norm 0.0583173)
  ∂loss/∂W2 = outer(h, p*(∂loss/∂p - p@∂loss/∂p)) = (256x10, norm 1.29764)   derivative 
  W2 = (256x10, norm 2.70111) - 0.1*(256x10, norm 1.29764) = (256x10, norm 2.67693)
  ∂loss/∂b2 = p*(∂loss/∂p - p@∂loss/∂p) = [0.0182952, 0.0247032, 0.0333557, -0.954961, 0
  b2 = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] - 0.1*[0.0182952, 0.0247032, 0.0333557, -0.9

# Without labels, the work is still shown.
$ dcalc grad 'x*y' --at x=1,y=2 --explain -q
By x:
The function:
  f = x*y = 2
Differentiated:
  ∂f/∂x = y = 2   constant factor rule
By y:
  ∂f/∂y = x = 1   constant factor rule

2
1

# A Taylor polynomial from the derivatives at the point; of higher orders those are found in the same way.
$ dcalc taylor 'sin(x)' --at x=0 --order 5 --explain
The derivatives at the point:
  f       = sin(x)  = 0
  df/dx   = cos(x)  = 1
  d²f/dx² = -sin(x) = 0
  d³f/dx³ = -cos(x) = -1
  d⁴f/dx⁴ = sin(x)  = 0
Each divided by the factorial of its order:
  c0 = f            = 0
  c1 = df/dx        = 1
  c2 = (d²f/dx²)/2  = 0
  c3 = (d³f/dx³)/6  = -0.166667
  c4 = (d⁴f/dx⁴)/24 = 0
The later derivatives are found in the same way.

x - 0.16666666666666666*x^3 + 0.008333333333333333*x^5

$ dcalc taylor 'exp(x*y)' --at x=0,y=1 --order 2 --explain
dcalc: only an expansion in one name is explained
  hint: choose it with --wrt x
[2]

$ dcalc taylor 'exp(x)' --at x=0 --order 2 --exact --explain --language ru
Производные в точке:
  f       = exp(x) = 1
  df/dx   = exp(x) = 1
  d²f/dx² = exp(x) = 1
Каждая делится на факториал своего порядка:
  c0 = f           = 1
  c1 = df/dx       = 1
  c2 = (d²f/dx²)/2 = 0.5

1 + x + 1/2*x^2

# Titles are broken at --width too.
$ dcalc backprop '(w*x - 1)^2' --weights w --lr 1/10 --at w=1,x=2 --explain --width 30 | sed -n 1,5p
Forward pass, every state
computed and remembered:
  loss = (w*x - 1)^2 = 1
Backward pass, every adjoint
from the result back:

# Forms that are no quotients: products, powers, differences; of many rounds the first and the last.
$ for l in 'x*log(x) x=0+' 'x^x x=0+' 'cos(x)^(1/x^2) x=0' 'exp(x*log(x)) x=0+' '1/x-1/sin(x) x=0' 'sqrt(x^2+x)-x x=inf' 'exp(x)/x^5 x=inf'; do dcalc limit "${l% *}" --at "${l##* }" --explain; done
The form 0*inf, written as a quotient:
  u = log(x)   goes to -inf
  v = 1/x      goes to inf
The form inf/inf, so by l'Hôpital's rule the derivatives of both:
  u'    = 1/x      goes to inf
  v'    = -1/x^2   goes to -inf
  u'/v' = -x       goes to 0

0
The form 0^0, so the logarithm first:
  log(f) = x*log(x)
The form 0*inf, written as a quotient:
  u = log(x)   goes to -inf
  v = 1/x      goes to inf
The form inf/inf, so by l'Hôpital's rule the derivatives of both:
  u'    = 1/x      goes to inf
  v'    = -1/x^2   goes to -inf
  u'/v' = -x       goes to 0
So the logarithm and the function:
  log(f) = x*log(x)   goes to 0
  f      = x^x        goes to 1

1
The form 1^inf, so the logarithm first:
  log(f) = log(cos(x))/x^2
Numerator and denominator:
  u = log(cos(x))   goes to 0
  v = x^2           goes to 0
The form 0/0, so by l'Hôpital's rule the derivatives of both:
  u' = -tan(x)   goes to 0
  v' = 2*x       goes to 0
The form 0/0, so by l'Hôpital's rule the derivatives of both:
  u'' = -sec(x)^2   goes to -1
  v'' = 2           goes to 2
So the logarithm and the function:
  log(f) = log(cos(x))/x^2   goes to -1/2
  f      = cos(x)^(1/x^2)    goes to exp(-1/2)

0.6065306597126334
The exponent first:
  log(f) = x*log(x)
The form 0*inf, written as a quotient:
  u = log(x)   goes to -inf
  v = 1/x      goes to inf
The form inf/inf, so by l'Hôpital's rule the derivatives of both:
  u'    = 1/x      goes to inf
  v'    = -1/x^2   goes to -inf
  u'/v' = -x       goes to 0
So the logarithm and the function:
  log(f) = x*log(x)        goes to 0
  f      = exp(x*log(x))   goes to 1

1
The form inf - inf, over one denominator:
  u = sin(x) - x   goes to 0
  v = x*sin(x)     goes to 0
The form 0/0, so by l'Hôpital's rule the derivatives of both:
  u' = cos(x) - 1          goes to 0
  v' = x*cos(x) + sin(x)   goes to 0
The form 0/0, so by l'Hôpital's rule the derivatives of both:
  u'' = -sin(x)               goes to 0
  v'' = 2*cos(x) - x*sin(x)   goes to 2

0
The form inf - inf, as (a^2 - b^2)/(a + b):
  u = x                   goes to inf
  v = x + sqrt(x^2 + x)   goes to inf
The form inf/inf, so by l'Hôpital's rule the derivatives of both:
  u' = 1                                 goes to 1
  v' = (2*x + 1)/(2*sqrt(x^2 + x)) + 1   goes to 2

0.5
Numerator and denominator:
  u = exp(x)   goes to inf
  v = x^5      goes to inf
The form inf/inf, so by l'Hôpital's rule the derivatives of both:
  u' = exp(x)   goes to inf
  v' = 5*x^4    goes to inf
The form inf/inf, so by l'Hôpital's rule the derivatives of both:
  u'' = exp(x)   goes to inf
  v'' = 20*x^3   goes to inf
The form inf/inf, so by l'Hôpital's rule the derivatives of both:
  u''' = exp(x)   goes to inf
  v''' = 60*x^2   goes to inf
In the same way, 2 times more:
  u^(5) = exp(x)   goes to inf
  v^(5) = 120      goes to 120

inf

# A bounded factor, parts that tell the limit, and parts that leave it open.
$ for l in 'x*sin(1/x) x=0' '(2+sin(x))/x x=inf' 'exp(-1/x^2) x=0' 'x^2+1 x=2' 'log(x+1)-log(x) x=inf' '(log(x)/x)*exp(1/x) x=inf'; do dcalc limit "${l% *}" --at "${l##* }" --explain; done
A bounded factor times one that goes to 0:
  u = sin(1/x)   stays between -1 and 1
  v = x          goes to 0

0
A bounded factor times one that goes to 0:
  u = sin(x) + 2   stays between 1 and 3
  v = 1/x          goes to 0

0
The parts, from the inside out:
  f = -1/x^2   goes to -inf
  g = exp(f)   goes to 0

0
The function:
  f = x^2 + 1   goes to 5

5
The parts, from the inside out:
  f = x + 1    goes to inf
  g = log(f)   goes to inf
  h = log(x)   goes to inf
  k = g - h    goes to 0
These leave it open: the limit is that of the expansion in the fastest growing part.

0
Numerator and denominator:
  u = log(x)*exp(1/x)   goes to inf
  v = x                 goes to inf
The form inf/inf, so by l'Hôpital's rule the derivatives of both:
  u' = exp(1/x)*(1 - log(x)/x)/x   goes to 0
  v' = 1                           goes to 1

0

# A limit by the rule of l'Hôpital, where both vanish or grow.
$ for l in '(1 - cos(x))/x^2 x=0' 'log(x)/x x=inf' '(1+1/x)^x x=inf' 'x/sqrt(x^2+1) x=inf' '1/x x=0+' 'abs(x)/x x=0-'; do dcalc limit "${l% *}" --at "${l##* }" --explain; done
Numerator and denominator:
  u = 1 - cos(x)   goes to 0
  v = x^2          goes to 0
The form 0/0, so by l'Hôpital's rule the derivatives of both:
  u' = sin(x)   goes to 0
  v' = 2*x      goes to 0
The form 0/0, so by l'Hôpital's rule the derivatives of both:
  u'' = cos(x)   goes to 1
  v'' = 2        goes to 2

0.5
Numerator and denominator:
  u = log(x)   goes to inf
  v = x        goes to inf
The form inf/inf, so by l'Hôpital's rule the derivatives of both:
  u' = 1/x   goes to 0
  v' = 1     goes to 1

0
The form 1^inf, so the logarithm first:
  log(f) = x*log(1/x + 1)
The form 0*inf, written as a quotient:
  u = x                goes to inf
  v = 1/log(1/x + 1)   goes to inf
The form inf/inf, so by l'Hôpital's rule the derivatives of both:
  u' = 1                              goes to 1
  v' = 1/(x*log(1/x + 1)^2*(x + 1))   goes to 1
So the logarithm and the function:
  log(f) = x*log(1/x + 1)   goes to 1
  f      = (1/x + 1)^x      goes to e

2.718281828459045
Numerator and denominator:
  u = x               goes to inf
  v = sqrt(x^2 + 1)   goes to inf
The form inf/inf, so by l'Hôpital's rule the derivatives of both:
  u' = 1                 goes to 1
  v' = x/sqrt(x^2 + 1)   goes to 1

1
Numerator and denominator:
  u = 1   goes to 1
  v = x   goes to 0

inf
Numerator and denominator:
  u = abs(x)   goes to 0
  v = x        goes to 0
The form 0/0, so by l'Hôpital's rule the derivatives of both:
  u' = sign(x)   goes to -1
  v' = 1         goes to 1

-1

# The rule is shown where it leads to the answer with all its conditions, on both sides.
$ for l in '(x+sin(x))/x x=inf' 'x^2*sin(1/x)/sin(x) x=0' 'abs(sin(x))/abs(x) x=0' 'sqrt(-x)/x x=0' 'sin(x)/x^3 x=0'; do dcalc limit "${l% *}" --at "${l##* }" --explain 2> /dev/null; done
The parts, from the inside out:
  f = sin(x)   stays between -1 and 1
  g = f + x    goes to inf
  h = g/x      goes to 1
These leave it open: the limit is that of the expansion in the fastest growing part.

1
The parts, from the inside out:
  f = 1/x
  g = sin(f)   stays between -1 and 1
  h = sin(x)   goes to 0
  k = g*x^2    goes to 0
  p = k/h      goes to 0
These leave it open: the limit is that of the expansion in the fastest growing part.

0
The parts, from the inside out:
  f = sin(x)   goes to 0
  g = abs(f)   goes to 0
  h = abs(x)   goes to 0
  k = g/h      goes to 1
These leave it open: the limit is that of the expansion in the fastest growing part.

1
Numerator and denominator:
  u = sqrt(-x)   goes to 0
  v = x          goes to 0
The form 0/0, so by l'Hôpital's rule the derivatives of both:
  u' = -1/(2*sqrt(-x))   goes to -inf
  v' = 1                 goes to 1

-inf
Numerator and denominator:
  u = sin(x)   goes to 0
  v = x^3      goes to 0
The form 0/0, so by l'Hôpital's rule the derivatives of both:
  u' = cos(x)   goes to 1
  v' = 3*x^2    goes to 0

inf

$ dcalc limit '(x^2 - 1)/(x - 1)' --at x=1 --explain --language ru -f latex
\noindent Числитель и знаменатель:
\begin{alignat*}{3}
  u &= x^{2} - 1 &\quad&\to 0 \\
  v &= x - 1 &\quad&\to 0
\end{alignat*}
\noindent Неопределённость вида 0/0, по правилу Лопиталя берём производные числителя и знаменателя:
\begin{alignat*}{3}
  u' &= 2 x &\quad&\to 2 \\
  v' &= 1 &\quad&\to 1
\end{alignat*}
\noindent Ответ:
\[ 2 \]

# Steps in jobs are numbers, a list of them, or words as on the command line.
$ for e in 2 '"2"' '[2]' '["2"]' '[2, "3"]' '[2.5]' '["2", 3]' '[]' 7; do echo "{\"command\":\"backprop\",\"expr\":\"(w*x - 1)^2\",\"weights\":\"w\",\"lr\":\"1/10\",\"at\":{\"w\":1,\"x\":2},\"steps\":3,\"explain\":$e}" | dcalc run - | grep -oE 'Step [0-9]|"message.*'; done
Step 2
Step 2
Step 2
Step 2
"message":"every item of \"explain\" must be a number"}}
"message":"there is no step 2.5 to explain","hint":"steps count from 1 to --steps"}}
"message":"every item of \"explain\" must be a string"}}
"message":"there is no step 7 to explain","hint":"steps count from 1 to --steps"}}

# A differential of 0 is written, too.
$ dcalc jvp 'u = y^2; u + 1' --vector x=1 --at x=3,y=2 --wrt x,y --explain; dcalc jvp 'x^2' --vector x=0 --at x=3 --explain | tail -n 6
Forward pass, every state computed and remembered:
  u = y^2   = 4
  f = u + 1 = 5
The direction:
  dx = 1
The differential of each state, from those before it:
  df = 0

0
The direction:
  dx = 0
The differential of each state, from those before it:
  df = 2*dx*x = 0

0

# Lines are as long as --width says, broken where a term or a factor ends, as near to the outside as there is a place.
$ dcalc diff 'sqrt(1+sin(x)^2)*exp(cos(x))/(1+x^2)' --explain --width 60 | sed -n '/Simplified/,/^$/p'
Simplified:
  du/dx = exp(cos(x))*(cos(x)*sin(x)
            - (sin(x)^2 + 1)*(2*x/(x^2 + 1) + sin(x)))
            /((x^2 + 1)*sqrt(sin(x)^2 + 1))

# The rows of a product that is too long stand below one another, not factor by factor.
$ dcalc diff 'sin(exp(cos(x^2+1)))' --at x=1 --explain --width 40 | sed -n '/chain rule/,/Simplified/p'
The chain rule multiplies them:
  dk/dx = dk/dh * dh/dg * dg/df * df/dx
        = cos(h) * h * (-sin(f)) * 2*x
        = 0.790248 * 0.659583
            * (-0.909297) * 2
Simplified:

# No line is longer, nothing is lost where nothing is left out, and what is left out is said.
$ for w in 70 80 400; do dcalc diff 'x^2*sin(x)*tan(x + 1)^3*exp(cos(x))/(1 + sqrt(x))' --explain --width $w | sed '$d' > wide.txt; awk -v w=$w 'length($0) > w' wide.txt; tr -d ' \n' < wide.txt | fold -w1 | sort | uniq -c > chars.$w; done; cmp chars.70 chars.400; cmp chars.80 chars.400
$ dcalc diff "$(printf 'sin(%d*x) + ' $(seq 199))x" --explain --width 80 | sed '$d' | awk 'length($0) > 80; /like these/ {print} END {print (NR < 200)}'
  ... 348 lines like these ...
           ... 13 lines like these ...
  ... 348 lines like these ...
               ... 59 lines like these ...
               ... 51 lines like these ...
1

# A constant term is no constant factor, and a factor of a power has its rule beside the power's.
$ for f in 'x^2 + 7*a' 'x + a^2*b' '2*x + a' 'x^3 - x'; do dcalc diff "$f" --wrt x --explain | grep rule; done
  ∂f/∂x = 2*x   sum and power rules
  ∂f/∂x = 1   sum rule
  ∂f/∂x = 2   sum and constant factor rules
  df/dx = 3*x^2 - 1   sum and power rules
$ for f in 'a*sin(x)^2' '3*sin(x)^2' 'sin(x)^2' '5/sin(x)'; do dcalc diff "$f" --wrt x --explain | grep 'd.*g/.f.*rule\|∂g/∂f.*rule' | sed 's/.*   //'; done
constant factor and power rules
constant factor and power rules
power rule
constant factor and power rules

# Rules as textbooks have them, a power by its own state, and a sum with the rules of all its terms.
$ dcalc diff 'asin(x^2)*2^(x^2)' --explain
The parts, from the inside out:
  f = x^2
  g = asin(f)
  h = 2^f
  k = g*h
Each part differentiated:
  df/dx = 2*x                     power rule
  dg/dx = (df/dx)/sqrt(1 - f^2)   derivative of asin, chain rule
  dh/dx = df/dx*h*log(2)          derivative of a^x, chain rule
  dk/dx = dg/dx*h + dh/dx*g       product rule
Simplified:
  dk/dx = 2*x*2^x^2*(log(2)*asin(x^2) + 1/sqrt(1 - x^4))

2*x*2^x^2*(log(2)*asin(x^2) + 1/sqrt(1 - x^4))

$ dcalc grad 'x^2*y + 3*sin(x*y)' --wrt x --explain
The parts, from the inside out:
  g = x*y
  h = sin(g)
  f = x^2*y + 3*h
Each part differentiated:
  ∂g/∂x = y                 constant factor rule
  ∂h/∂x = ∂g/∂x*cos(g)      derivative of sin, chain rule
  ∂f/∂x = 2*x*y + 3*∂h/∂x   sum, constant factor and power rules
Simplified:
  ∂f/∂x = y*(2*x + 3*cos(x*y))

x  y*(2*x + 3*cos(x*y))

# Lists and matrices: a matrix is one part, each rule has its name, and the last line is the answer.
$ dcalc diff 'sum([x^2, x])' --explain
The parts, from the inside out:
  f = x^2
  g = [f, x]
  h = sum(g)
Each part differentiated:
  df/dx = 2*x          power rule
  dg/dx = [df/dx, 1]   each entry by itself
  dh/dx = sum(dg/dx)   sum rule
Simplified:
  dh/dx = 2*x + 1

2*x + 1

$ dcalc diff 'inv([[x, 1], [0, exp(x)]])' --explain
The parts, from the inside out:
  f = exp(x)
  g = [[x, 1], [0, f]]
  h = inv(g)
Each part differentiated:
  df/dx = exp(x)                 derivative of exp
  dg/dx = [[1, 0], [0, df/dx]]   each entry by itself
  dh/dx = -inv(g)@dg/dx@inv(g)   derivative of inv
Simplified:
  dh/dx = [[-1/x^2, (1/x + 1)/(x*exp(x))], [0, -1/exp(x)]]

[[-1/x^2, (1/x + 1)/(x*exp(x))], [0, -1/exp(x)]]

$ dcalc diff '[x, 1]@[sin(x), 2]' --explain | sed -n '/Each/,$p'; dcalc grad 'logdet(A)' --shape A=[n,n] --explain | grep of
Each part differentiated:
  df/dx = [1, 0]              each entry by itself
  dg/dx = cos(x)              derivative of sin
  dh/dx = [dg/dx, 0]          each entry by itself
  dk/dx = df/dx@h + f@dh/dx   product rule
Simplified:
  dk/dx = x*cos(x) + sin(x)

x*cos(x) + sin(x)
  df/dA = inv(A).T   derivative of logdet
