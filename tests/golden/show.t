# eval --show: several values of a program.
# Tests src/question/program.c, src/report/render_json.c.
$ dcalc eval 'E = x^2/2 + y; dE = grad(E, [x,y])' --show E,dE --at x=3,y=1
E   5.5
dE  3  1

$ dcalc eval 'E = x^2/2 + y; dE = grad(E, [x,y])' --show dE,E --at x=3,y=1 -f json
{"command":"eval","expr":"E = x^2/2 + y; dE = grad(E, [x,y])","show":["dE","E"],"at":{"x":3,"y":1},"value":{"dE":[3,1],"E":5.5}}

$ dcalc eval 'E = x^2/2 + y; dE = grad(E, [x,y])' --show dE --at x=3,y=1 -q
3  1

$ dcalc eval 'E = x^2; F = -diff(E, x)' --show E,F
E  x^2
F  -2*x

$ dcalc eval 'E = x^2; F = -diff(E, x)' --show E,F -f json
{"command":"eval","expr":"E = x^2; F = -diff(E, x)","show":["E","F"],"symbolic":{"E":"x^2","F":"-2*x"}}

$ dcalc eval 'E = x^2; F = -diff(E, x)' --show E,F -f latex
E = x^{2}
F = -2 x

$ dcalc eval 'E = x^2; F = -diff(E, x)' --show E,F --at x=1/3 --exact
E  1/9
F  -2/3

# The name of a result need not be that of a statement at the end; a name of the point is one too.
$ dcalc eval 'a = 2*x; b = a + 1; b^2' --show x,b --at x=3
x  3
b  7

$ dcalc eval 'gamma = 2; gamma = gamma + 1' --show gamma
gamma  3

$ dcalc eval 's, l = slogdet([[0,1],[1,0]])' --show s,l
s  -1
l  0

# Files, tables, jobs, code.
$ dcalc eval 'E = x^2/2; v = [x, 2*x]' --show E,v --at x=3 -o shown.npz
$ dcalc eval 'v/E' --at @shown.npz -q
0.6666666666666666  1.3333333333333333

$ dcalc eval 'E = x^2/2; F = 2*x' --show E,F --at x=3 -f csv
E,F
4.5,6

$ printf 'x,y\n1,2\n3,4\n' | dcalc eval 'E = x^2/2 + y; dE = grad(E, [x,y])' --show E,dE --points -
E,dE[0],dE[1]
2.5,1,1
8.5,3,1

$ printf '{"x":1,"y":2}\n' | dcalc eval 'E = x^2/2 + y; dE = grad(E, [x,y])' --show E,dE --points - -f json
{"E":2.5,"dE":[1,1]}

$ printf '%s\n' '{"id":1,"command":"eval","expr":"E=x^2;d=diff(E,x)","show":["E","d"],"at":{"x":3}}' '{"id":2,"command":"eval","expr":"E=x^2;d=diff(E,x)","show":["d","E"],"at":{"x":4}}' '{"id":3,"command":"eval","expr":"E=x^2;d=diff(E,x)","show":["d","E"],"at":{"x":5}}' '{"id":4,"command":"eval","expr":"E=x^2;d=diff(E,x)","at":{"x":5}}' | dcalc run -
{"id":1,"command":"eval","expr":"E=x^2;d=diff(E,x)","show":["E","d"],"at":{"x":3},"value":{"E":9,"d":6}}
{"id":2,"command":"eval","expr":"E=x^2;d=diff(E,x)","show":["d","E"],"at":{"x":4},"value":{"d":8,"E":16}}
{"id":3,"command":"eval","expr":"E=x^2;d=diff(E,x)","show":["d","E"],"at":{"x":5},"value":{"d":10,"E":25}}
{"id":4,"command":"eval","expr":"E=x^2;d=diff(E,x)","at":{"x":5},"value":10}

$ dcalc eval 'E = x^2/2; v = [x, 2*x]' --show E,v -f c | grep void
void f(double x, double *E, double v[2])

$ dcalc eval 'E = x^2/2' --show E -f c | grep double
double f(double x)

# What cannot be shown.
$ dcalc eval 'energy = x^2' --show enery --at x=1
dcalc: the program has no value 'enery' to show
  hint: did you mean energy?
[2]

$ dcalc eval 'E = x^2' --show force --at x=1 2>&1 | tail -n 1
  hint: assign it: force = ...

$ dcalc eval 'E = x^2' --show E,E --at x=1
dcalc: 'E' is to be shown twice
[2]

$ dcalc eval 'E = x^2; F = x' --show E,F --at x=1 --explain
dcalc: an explanation is of one value
  hint: show one name
[2]

$ dcalc grad 'E = x^2' --show E --at x=1 2>&1 | head -n 1
dcalc: grad takes no --show

$ echo '{"command":"grad","expr":"E=x^2","show":["E"],"at":{"x":4}}' | dcalc run -
{"error":{"kind":"usage","message":"grad takes no \"show\""}}
[1]
