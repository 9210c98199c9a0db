# Much in few processes, so that valgrind, which takes a second to start the program, sees much of it.
# Tests src/job/job.c, src/job/runner.c, src/job/job_values.c, cmd/repl.c.

$ dcalc run "$DATA/notebook.json" | wc -l
8

# Formulas of textbooks; functions at points, certified and in doubles; matrices and their gradients.
$ awk -F'\t' '/^[12]/ && NR % 8 == 0 { printf "{\"command\":\"diff\",\"expr\":\"%s\",\"wrt\":[\"%s\"],\"order\":%d}\n", $3, $2, $1 }' "$DATA/textbook.tsv" | dcalc run - -j 1 | grep -c '"symbolic"'
130

$ awk -F'\t' '/^[a-z]/ && NR % 12 == 0 { gsub(/[a-z]+=/, "\"&", $2); gsub(/=/, "\":", $2); printf "{\"command\":\"hessian\",\"expr\":\"%s\",\"at\":{%s},\"numbers\":\"%s\"}\n", $1, $2, NR % 24 ? "double" : "certified" }' "$DATA/functions.tsv" | dcalc run - -j 1 | grep -c '"hessian"'
102

$ awk -F'\t' '/^(eval|grad)/ && NR % 4 == 0 { gsub(/[A-Za-z]+=/, "\"&", $3); gsub(/=/, "\":", $3); sub(/^-$/, "", $3); printf "{\"command\":\"eval\",\"expr\":\"%s\",\"at\":{%s}}\n", $2, $3 }' "$DATA/matrices.tsv" | dcalc run - -j 1 | grep -c '"value"'
76

$ printf '%s\n' 'f = cos(exp(x))^3' 'diff f' 'ans' 'grad f*y --at x=0,y=2' 'g(a, b) = a*b^2' 'g(2, 3)' 'A = [[1, 2], [3, 4]]' 'inv(A)' 'save s.txt' 'forget f' 'vars' '1/0' 'foo(x)' 'load s.txt' 'f' 'limit sin(x)/x --at x=0' 'taylor exp(x) --at x=0 --order 3' 'check x^2 2*x' 'backprop (w*x - 1)^2 --weights w --at w=.5,x=1 --lr .1' 'quit' | dcalc repl
-3*exp(x)*cos(exp(x))^2*sin(exp(x))
-3*exp(x)*cos(exp(x))^2*sin(exp(x))
x  -1.4738864893016457
y  0.15772860525099341
18
 -2     1
1.5  -0.5
g(a, b) = a*b^2
A = [[1, 2], [3, 4]]
ans = inv(A)
dcalc: expression:1:1: division by zero
  1/0
  ^^^
dcalc: expression:1:1: there is no function 'foo'
  foo(x)
  ^^^
cos(exp(x))^3
1
1 + x + 0.5*x^2 + 0.16666666666666666*x^3
right: proved
loss      0.25
dloss/dw  -1
w         0.6
[1]
