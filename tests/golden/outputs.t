# Where answers go, and in which form.
# Tests cmd/deliver.c, cmd/files.c, cmd/options.c, src/report/render_arrays.c, src/table/chunk_write.c.

# The ending chooses the form, in letters of any size.
$ for f in g.py g.PY g.tex g.dot g.jsonl g.ndjson g.JSON g.CSV g.Tsv g.txt; do dcalc grad 'x*y' --at x=1,y=2 -o $f; echo "$f: $(head -n 1 $f)"; done
g.py: import numpy as np
g.PY: import numpy as np
g.tex: \frac{\partial f}{\partial x} = 2
g.dot: digraph dcalc {
g.jsonl: {"command":"grad","expr":"x*y","wrt":["x","y"],"at":{"x":1,"y":2},"value":2,"gradient":{"x":2,"y":1}}
g.ndjson: {"command":"grad","expr":"x*y","wrt":["x","y"],"at":{"x":1,"y":2},"value":2,"gradient":{"x":2,"y":1}}
g.JSON: {"command":"grad","expr":"x*y","wrt":["x","y"],"at":{"x":1,"y":2},"value":2,"gradient":{"x":2,"y":1}}
g.CSV: x,y
g.Tsv: x	y
g.txt: x  2

$ dcalc eval '[1, 2]' -o V.NPY; dcalc eval '2*V' --at V=@V.NPY -q; dcalc grad 'x^2' -o Slope.C; ls Slope*; head -n 2 Slope.C
2  4
Slope.C
Slope.h
#include "Slope.h"

$ dcalc vjp '[x^2, 3*x]' --vector @V.NPY --at x=1; printf '1\n2\n' >v.Tsv; dcalc vjp '[x^2, 3*x]' --vector @v.Tsv --at x=1
x  8
dcalc: note: computed in doubles: arrays from files
x  8
dcalc: note: computed in doubles: arrays from files

# Tabs between fields; text with a tab stands in quotes.
$ dcalc eval '[[1,2],[3,4]]' -f tsv | tee m.tsv; dcalc eval 'A.T' --at A=@m.tsv -q
1	2
3	4
1  3
2  4

$ printf 'x,t\n1,"a\tb"\n2,"c,d"\n' | dcalc grad 'x^2' --points - --keep t -f tsv; printf 'x,t\n1,"a\tb"\n' >t.csv; dcalc grad 'x^2' --points t.csv --keep x,t -o t.tsv; dcalc eval 'x' --points t.tsv --keep t
t	df/dx
"a	b"	2
"c,d"	4
t,value
"a	b",1

$ dcalc eval 'x' --at x=1 -f tsv --symbolic; dcalc jacobian 'x^2' --at x=1 --sparse -f tsv
dcalc: a file of arrays holds only numbers
  hint: leave --symbolic out, or write text or JSON
dcalc: a sparse answer must be text, json, mtx, c or python
[2]

# -o - is standard output; a file of that name is ./-.
$ dcalc grad 'x*y' --at x=1,y=2 -o -; dcalc backprop 'w^2' --weights w --at w=1 --lr .1 -o - -f csv; dcalc eval '[1,2]' -f npy -o - | head -c 6 | od -An -c; printf 'x\n1\n' | dcalc eval 'x+1' --points - -o -; echo '{"command":"eval","expr":"2"}' | dcalc run - -o -; dcalc eval 1 -o a -o - ; dcalc eval 3 -o ./-; cat ./-; ls a 2>&1
x  2
y  1
w
0.8
 223   N   U   M   P   Y
value
2
{"command":"eval","expr":"2","value":2}
1
3
ls: cannot access 'a': No such file or directory
[2]

# A link stays, also one to a file that is not there yet; where it cannot lead anywhere, nothing is written.
$ mkdir there; ln -s there/x.json link.json; dcalc eval 1 -o link.json; dcalc eval 2 -o link.json; cat there/x.json; ls there; readlink link.json
{"command":"eval","expr":"2","value":2}
x.json
there/x.json

$ ln -s link.json again.json; rm there/x.json; dcalc eval 3 -o again.json; cat there/x.json; readlink again.json link.json; ln -s "$PWD/there/y.npy" there/z.npy; dcalc eval 4 -o there/z.npy; dcalc eval y --at y=@there/y.npy -q; readlink there/z.npy | sed 's/.*there/there/'
{"command":"eval","expr":"3","value":3}
link.json
there/x.json
4
there/y.npy

$ ln -s nowhere/x.json lost.json; dcalc eval 1 -o lost.json; ln -s circle.json circle.json; dcalc eval 1 -o circle.json; readlink lost.json circle.json
dcalc: lost.json: No such file or directory
dcalc: circle.json: Too many levels of symbolic links
nowhere/x.json
circle.json

# What a folder holds of an earlier answer is not read as if it was of this one.
$ dcalc grad 'x*y' --at x=1,y=2 -o step/; ls step; dcalc grad 'x*y' --at x=3,y=4 -o step/; dcalc grad 'x*y' --at x=5,y=6 --wrt x -o step/; dcalc eval '[x, y]' --at @step/ -q; rm step/y.npy; dcalc grad 'x*y' --at x=5,y=6 --wrt x -o step/; dcalc eval x --at @step/ -q; touch step/.hidden.npy step/notes.txt; dcalc grad 'x*y' --at x=5,y=7 --wrt x -o step/; touch step/Y.NPY; dcalc grad 'x*y' --at x=5,y=6 --wrt x -o step/
x.npy
y.npy
dcalc: step/y.npy is not of this answer, but --at @step/ would read it
  hint: remove it, or write to another folder
4  3
6
dcalc: step/Y.NPY is not of this answer, but --at @step/ would read it
  hint: remove it, or write to another folder
[2]

$ dcalc eval 'exp(1000)' -o new/; ls new 2>&1
dcalc: 1.9700711140170470e434 does not fit into the doubles of a NumPy file
  hint: text, JSON, CSV and Matrix Market files hold numbers of any size
ls: cannot access 'new': No such file or directory
[2]

# What is only read is not written as text under its name.
$ dcalc grad 'x*y' --at x=1,y=2 -o g.csv.GZ; ls g.csv.GZ 2>/dev/null
dcalc: .gz files are read, not written
  hint: arrays go to -o FILE.npz; -f writes a form to any name
[2]

$ dcalc grad 'x*y' --at x=1,y=2 -o g.gz -f csv; cat g.gz
x,y
2,1

# Closed descriptors are not where an answer goes. valgrind, which files.t is run under, needs them itself.
$ dcalc eval '[1,2]' -o closed.npy <&- >&- 2>&-; dcalc eval 'x/0' --at x=@closed.npy -o none.npy 2>&-; dcalc eval x --at x=@closed.npy -q; ls none.npy 2>/dev/null
1  2
[2]

# The report is not written over the answer.
$ printf 'x\n1\n' >one.csv; dcalc eval x --points one.csv -o both --report both; ls both 2>/dev/null; dcalc eval x --points one.csv --report -
dcalc: both cannot hold the answer and the report
dcalc: --report does not go to standard output
  hint: name a file
[2]

# What a name says is a file of another program is not written as text.
$ for e in mat h5 xlsx pt cpp f90 zst; do dcalc jacobian '[x, y]' -o J.$e 2>&1; done
dcalc: .mat files are not written
  hint: arrays go to -o FILE.npz, .csv, .mtx or .safetensors
dcalc: .h5 files are not written
  hint: arrays go to -o FILE.npz, .csv, .mtx or .safetensors
dcalc: .xlsx files are not written
  hint: arrays go to -o FILE.npz, .csv, .mtx or .safetensors
dcalc: .pt files are not written
  hint: arrays go to -o FILE.npz, .csv, .mtx or .safetensors
dcalc: .cpp files are not written
  hint: code goes to -o FILE.c or .py
dcalc: .f90 files are not written
  hint: code goes to -o FILE.c or .py
dcalc: .zst files are read, not written
  hint: arrays go to -o FILE.npz; -f writes a form to any name
[2]
$ dcalc jacobian '[x, y]' -o J.mat -f csv && cat J.mat
1,0
0,1
