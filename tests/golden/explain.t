# The work, step by step.
# Tests src/write/explain_diff.c, src/write/explain_backward.c, src/write/work_text.c.

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
  dp/dx = (dk/dx*sqrt(x) - k/(2*sqrt(x)))/x   quotient rule
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
Once more, for p = dg/dx:
  h = exp(x)
  k = x + 1
  p = h*k
Each part differentiated:
  dh/dx = exp(x)              derivative of exp
  dk/dx = 1                   sum rule
  dp/dx = dh/dx*k + dk/dx*h   product rule
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
  ∂loss/∂s    = 2*(s - y)          = 1.44785
  ∂loss/∂z    = s*∂loss/∂s*(1 - s) = 0.289363
  ∂loss/∂u    = ∂loss/∂z*(1 - z^2) = 0.0204437
Each weight: its partial derivative, and a step against it:
  ∂loss/∂w = x*∂loss/∂u = 0.0408875
  w = 0.5 - 0.1*0.0408875 = 0.495911
  ∂loss/∂b = ∂loss/∂u = 0.0204437
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
  ∂f/∂重  = 2*重      = 14.7781
  ∂f/∂вес = ∂f/∂重*重 = 109.196
The partial derivatives:
  ∂f/∂w = x*∂f/∂вес = 218.393

w  218.39260013257694

# Large arrays are described.
$ dcalc grad 'h = tanh(W @ x); h @ h' --wrt W --at 'W=ones(30, 20),x=ones(20)' --explain --numbers double | head -n 7 | cut -c1-70
Forward pass, every state computed and remembered:
  h = tanh(W@x) = (30 entries), norm 5.47723
  f = h@h       = 30
Backward pass, every adjoint from the result back:
  ∂f/∂f = 1
  ∂f/∂h = 2*h = (30 entries), norm 10.9545
The partial derivatives:

# Long works say what they leave out.
$ dcalc diff "$(seq -s + 1 100 | sed 's/[0-9]*/sin(&*x)/g')" --wrt x --explain | grep -n 'lines like'
32:  ... 150 lines like these ...
84:  ... 150 lines like these ...
