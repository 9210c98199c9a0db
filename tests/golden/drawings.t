# Backpropagation as a lecture draws it, for Graphviz.
# Tests src/write/lecture.c, src/write/document.c, src/write/dump.c, cmd/picture.c.

# States forward with their values, on the edges the local derivatives, adjoints back.
$ dcalc backprop 'u = expit(w*x); (v*u - t)^2' --weights w,v --lr 0.1 --at w=0,v=2,x=3,t=0 -f dot
digraph dcalc {
  rankdir=LR;
  bgcolor="white";
  ranksep=0.7;
  node [shape=plain, fontname="Helvetica", fontsize=13];
  edge [fontname="Helvetica", fontsize=11, color="#444444"];
  n0 [label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="5" STYLE="ROUNDED" BGCOLOR="#eef3fa"><TR><TD PORT="f"><B>w</B> = 0</TD></TR><HR/><TR><TD PORT="b"><FONT COLOR="#b03a2e">∂loss/∂w = 3<BR/>w := -0.3</FONT></TD></TR></TABLE>>];
  n1 [label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="5" STYLE="ROUNDED" BGCOLOR="#eef3fa"><TR><TD PORT="f"><B>x</B> = 3</TD></TR></TABLE>>];
  n2 [label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="5" STYLE="ROUNDED" BGCOLOR="#eef3fa"><TR><TD PORT="f"><B>v</B> = 2</TD></TR><HR/><TR><TD PORT="b"><FONT COLOR="#b03a2e">∂loss/∂v = 1<BR/>v := 1.9</FONT></TD></TR></TABLE>>];
  n3 [label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="5" STYLE="ROUNDED" BGCOLOR="#eef3fa"><TR><TD PORT="f"><B>t</B> = 0</TD></TR></TABLE>>];
  n4 [label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="5" STYLE="ROUNDED"><TR><TD PORT="f"><B>u</B> = expit(w*x)<BR/>= 0.5</TD></TR><HR/><TR><TD PORT="b"><FONT COLOR="#b03a2e">∂loss/∂u = 4</FONT></TD></TR></TABLE>>];
  n5 [label=<<TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="5" STYLE="ROUNDED"><TR><TD PORT="f"><B>loss</B> = (u*v - t)^2<BR/>= 1</TD></TR><HR/><TR><TD PORT="b"><FONT COLOR="#b03a2e">∂loss/∂loss = 1</FONT></TD></TR></TABLE>>];
  n0 -> n4 [tailport="f:e", headport="f:w", label=<∂u/∂w = u*x*(1 - u)<BR/>= 0.75>];
  n1 -> n4 [tailport="f:e", headport="f:w"];
  n2 -> n5 [tailport="f:e", headport="f:w", label=<∂loss/∂v = 2*u*(u*v - t)<BR/>= 1>];
  n3 -> n5 [tailport="f:e", headport="f:w"];
  n4 -> n5 [tailport="f:e", headport="f:w", label=<∂loss/∂u = 2*v*(u*v - t)<BR/>= 4>];
  n4 -> n0 [tailport="b:w", headport="b:e", constraint=false, style=dashed, color="#b03a2e"];
  n5 -> n2 [tailport="b:w", headport="b:e", constraint=false, style=dashed, color="#b03a2e"];
  n5 -> n4 [tailport="b:w", headport="b:e", constraint=false, style=dashed, color="#b03a2e"];
}

# Without a point, formulas; without names of the program, those of the explanation.
$ dcalc diff 'cos(exp(x))^3' -f dot | grep -o 'label=<[^<].*>\]\|<B>[^/]*</B>[^<]*\|#b03a2e">[^<]*'
<B>x</B>
#b03a2e">dh/dx = dh/df*f
<B>f</B> = exp(x)
#b03a2e">dh/df = -dh/dg*sin(f)
<B>g</B> = cos(f)
#b03a2e">dh/dg = 3*g^2
<B>h</B> = g^3
#b03a2e">dh/dh = 1
label=<df/dx = f>]
label=<dg/df = -sin(f)>]
label=<dh/dg = 3*g^2>]

# A product has parts beside each other: what is held makes a derivative partial, and the whole one stays dh/dx.
$ dcalc diff 'x*sin(x)' --at x=2 -f dot | grep -o 'label=<[^<][^<>]*\|#b03a2e">[^<]*'
#b03a2e">dg/dx = 0.0770038
#b03a2e">∂g/∂f = 2
#b03a2e">dg/dg = 1
label=<df/dx = cos(x)
label=<∂g/∂x|f = f
label=<∂g/∂f = x

# One symbol never stands for two things: the edge past g holds g, the adjoint of x does not.
$ dcalc grad 'x^2*y + sin(x*y)' --at x=1,y=2 -f dot | grep -o 'label=<[^<][^<>]*\|#b03a2e">∂f/∂[xy][^<]*'
#b03a2e">∂f/∂x = 3.16771
#b03a2e">∂f/∂y = 0.583853
label=<∂g/∂x = y*cos(x*y)
label=<∂g/∂y = x*cos(x*y)
label=<∂f/∂x|y,g = 2*x*y
label=<∂f/∂y|x,g = x^2
label=<∂f/∂g = 1

# Arrays have no local derivative, and large ones are told by their shape.
$ dcalc grad 'h = W@x; sum(h^2)' --wrt W --at 'W=ones(2, 3),x=[1,2,3]' -f dot | grep -o '<B>.*' | sed 's/<[^>]*>/ /g'
 W  = (2,3)      ∂f/∂W = (2,3)    >];
 x  = [1, 2, 3]   >];
 h  = W@x = [6, 6]      ∂f/∂h = [12, 12]    >];
 f  = sum(h^2) = 72      ∂f/∂f = 1    >];

# What a text means to Graphviz is written as an entity.
$ dcalc grad 'where(x < 1, x^2, x)' --wrt x -f dot | grep -c '&lt;'
3

# The point has to have a value.
$ dcalc diff 'log(x)' --at x=-1 -f dot
dcalc: expression:1:1: 'log' is not defined at -1
  log(x)
  ^^^^^^
[1]

# Of other questions, and with --dump of all, the graph.
$ dcalc eval 'x*y' -f dot | head -n 3
digraph dcalc {
  rankdir=LR;
  node [shape=box, fontname="Courier"];
$ dcalc grad 'x*y' --dump dot | tail -n 5
  d0 [label="df/dx", shape=plaintext];
  n1 -> d0;
  d1 [label="df/dy", shape=plaintext];
  n0 -> d1;
}

# Too much for a picture.
$ dcalc grad "$(seq 600 | awk '{ s = s "sin(" } END { print s "x" }')$(seq 600 | awk '{ printf ")" }')" --wrt x -f dot
dcalc: more than 500 steps to explain
  hint: --dump dot draws the graph, whatever its size
[4]

# Graphviz lays it out, if it is there.
$ PATH=/nowhere $(command -v dcalc) grad 'x*y' -o net.svg; ls net.svg
dcalc: cannot draw: the program dot is not there
  hint: install graphviz; -f dot needs no program
ls: cannot access 'net.svg': No such file or directory
[2]
$ PATH=/nowhere $(command -v dcalc) grad 'x*y' -f png
dcalc: cannot draw: the program dot is not there
  hint: install graphviz; -f dot needs no program
[3]
$ dcalc grad 'x*y' --points x.csv -f svg
dcalc: --points answers in CSV, TSV, JSON Lines or a NumPy array
  hint: write -f csv, -f tsv, -f json or -f npy
[2]
$ dcalc check x --equals x --at x=1 -f svg
dcalc: check answers in text or JSON
  hint: leave the format out
[2]
$ echo '{"command": "grad", "expr": "x*y", "format": "svg"}' | dcalc run -
{"error":{"kind":"usage","message":"the answer to a job is always \"json\", not \"svg\""}}
[1]

# Who lays out has the time that there is.
$ mkdir slow; printf '#!/bin/sh\nexec sleep 30\n' > slow/dot; chmod +x slow/dot; PATH=$PWD/slow:$PATH dcalc diff 'x^2' -o late.svg --timeout 0.2; ls -A | grep -c late
dcalc: cannot draw: dot took longer than 0.2 s
  hint: raise it with --timeout
0
[1]
