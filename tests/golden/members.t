# What files hold under names: which of it is read, and how it is called. The files are from tests/generate/members.py.
# Tests src/data/point.c, src/data/members.c, src/data/pick.c, src/data/offers.c, cmd/point.c.
$ ln -s "$DATA"/members/* .

# A name that no expression can spell, by itself and picked.
$ dcalc eval 'fc1_weight@[1,2] + fc1_bias' --at @model.npz
-0.75  4  4
dcalc: note: computed in doubles: arrays from files

$ dcalc eval 'fc1_weight@[1,2] + fc1_bias' --at @model.safetensors -q
-0.75  4  4

$ dcalc eval 'W@[1,2] + b' --at W=@model.npz[fc1.weight],b=@model.safetensors[fc1.bias] -q
-0.75  4  4

$ dcalc eval '_0_bias' --at @model.npz -q; dcalc eval '_0_bias' --at @model.safetensors[0.bias] -q
0.5  1.5
0.5  1.5

$ dcalc eval 'b' --at b=@-[fc1.bias] -q <"$DATA/members/model.npz"
0.25  -0.5  1

# What was given is told so that it can be given again.
$ dcalc eval 'fc1_bias + b' --at @model.npz,b=@model.npz[fc1.bias] -f json -q
{"command":"eval","expr":"fc1_bias + b","at":{"fc1_bias":"@model.npz[fc1.bias]","b":"@model.npz[fc1.bias]"},"value":[0.5,-1,2],"notes":["computed in doubles: arrays from files"]}

$ echo '{"command":"eval","expr":"fc1_bias + b","at":{"fc1_bias":"@model.npz[fc1.bias]","b":"@model.npz[fc1.bias]"}}' | dcalc run -
{"command":"eval","expr":"fc1_bias + b","at":{"fc1_bias":"@model.npz[fc1.bias]","b":"@model.npz[fc1.bias]"},"value":[0.5,-1,2],"notes":["computed in doubles: arrays from files"]}

# Whatever is not used is not looked at: texts, objects, four axes, other files, names such as e and gamma.
$ dcalc grad 'fc2_weight@[x, 1, exp(1)] + gamma(3)' --at x=2 --at @model.npz -q -n 4
1.000
2.000  1.000  2.718

$ dcalc eval 'names = 2*gamma; names + 1' --at @model.npz -q
5

$ dcalc eval 'f(objects) = objects^2; f(gamma)' --at @model.npz -q
4

$ dcalc eval 'e*gamma' --at @model.npz
dcalc: model.npz[e]: byte 20: an array of strings, not of numbers
[3]

$ dcalc eval 'objects' --at @model.npz
dcalc: model.npz[objects]: byte 20: pickled Python objects are not supported; save an array of numbers
  hint: dcalc never unpickles, as that would run what the file says; save numbers: np.asarray(x, float)
[3]

$ dcalc eval w --at @packed.npz 2>&1 | head -1; dcalc eval 1 --at @packed.npz
dcalc: packed.npz[w]: it cannot be unpacked: Compression method not supported
1

$ dcalc eval c --at @model.safetensors
dcalc: model.safetensors[c]: numbers of type C64 are not supported
  hint: convert them: x.to(torch.float64)
[3]

# Of records with a field of objects nothing can be read: all of them are pickled.
$ dcalc eval b --at @mixed.npy; dcalc eval b --points mixed.npy; dcalc eval x --points objects.npy
dcalc: mixed.npy: byte 20: pickled Python objects are not supported; save an array of numbers
  hint: dcalc never unpickles, as that would run what the file says; save numbers: np.asarray(x, float)
dcalc: mixed.npy: pickled Python objects are not supported; save an array of numbers
  hint: dcalc never unpickles, as that would run what the file says; save numbers: np.asarray(x, float)
dcalc: objects.npy: pickled Python objects are not supported; save an array of numbers
  hint: dcalc never unpickles, as that would run what the file says; save numbers: np.asarray(x, float)
[2]

# Parts: indexes along the first axes.
$ dcalc eval K --at K=@model.npz[conv.weight]
dcalc: model.npz[conv.weight]: an array with 4 axes; at most 2 are supported
  hint: take a part of it: NAME=@model.npz[conv.weight][0,0]
[2]

$ dcalc eval K --at K=@model.npz[conv.weight][1]
dcalc: model.npz[conv.weight]: an array with 3 axes; at most 2 are supported
  hint: take a part of it: NAME=@model.npz[conv.weight][1][0]
[2]

$ dcalc eval K --at K=@model.npz[conv.weight][1,0] -q; dcalc eval K --at K=@model.npz[conv.weight][1][-1][0] -q
12  13
14  15
20  21

$ dcalc eval K --at K=@model.npz[conv.weight][2]
dcalc: model.npz[conv.weight]: [2] is outside axis 0, which has 2 entries
[2]

# Fields of records.
$ dcalc eval 'n*x' --at @records.npy -q; dcalc eval s --at s=@records.npy[x][1] -q
2.5  13.5
4.5

# In an archive or a folder they are looked for if no array has the name.
$ for at in @log.npz @log.npz[log],w=@log.npz @steps step=@log.npz,loss=@steps,w=@steps; do dcalc eval 'w*loss + step' --at $at -q -f json; done | cut -d, -f 3-
"at":{"w":"@log.npz","step":"@log.npz[log][step]","loss":"@log.npz[log][loss]"},"value":[2,2.75],"notes":["computed in doubles: arrays from files"]}
"at":{"step":"@log.npz[log][step]","loss":"@log.npz[log][loss]","w":"@log.npz"},"value":[2,2.75],"notes":["computed in doubles: arrays from files"]}
"at":{"w":"@steps/w.npy","step":"@steps/log.npy[step]","loss":"@steps/log.npy[loss]"},"value":[2,2.75],"notes":["computed in doubles: arrays from files"]}
"at":{"step":"@log.npz[log][step]","loss":"@steps/log.npy[loss]","w":"@steps/w.npy"},"value":[2,2.75],"notes":["computed in doubles: arrays from files"]}

$ dcalc eval 'X' --at X=@log.npz[log][loss] -q; dcalc eval 'X' --at X=@steps[loss] -q; dcalc eval 'X' --at X=@log.npz[log]; dcalc eval 'loss*step' --points log.npz
0.5  0.25
0.5  0.25
dcalc: log.npz[log]: records of several fields
  hint: it has step and loss
value
0.5
0.5

$ dcalc eval t --at @records.npy
dcalc: records.npy: the field 't': an array of strings, not of numbers
[3]

# Sparse matrices of SciPy: full, or their entries.
$ for f in csr csc coo dia bsr; do dcalc eval 'sum(abs(A - B)) + sum(abs(scatter(v, i, j, 4, 6) - B))' --at A=@$f.npz,B=@full.npy \
    --at "i=@$f.npz[row],j=@$f.npz[column],v=@$f.npz[value]" -q; done | uniq -c
      5 0

# Whole numbers that no double holds, as exactly as a full matrix has them.
$ for f in csr csc coo dia bsr; do dcalc eval 'sum(abs(A - B)) + sum(abs(scatter(v, i, j, 4, 4) - B))' --at A=@whole_$f.npz,B=@whole.npy \
    --at "i=@whole_$f.npz[row],j=@whole_$f.npz[column],v=@whole_$f.npz[value]"; done | uniq -c
      5 0

$ dcalc eval 'A[0,0] - 9007199254740992' --at A=@whole_dia.npz; dcalc eval 'v - 9007199254740992' --at v=@whole_large.npz[value]; dcalc eval 'A' --at A=@whole_large.npz
1
1  -9007199254740987
dcalc: whole_large.npz: byte 128: a whole number that a double cannot hold exactly
  hint: of an array of up to 4096 numbers it is read exactly; x.astype(float) rounds it
[1]

$ printf '%%%%MatrixMarket matrix coordinate real symmetric\n300000 300000 3\n1 1 2\n3 1 5\n300000 2 7\n' >large.mtx
$ dcalc eval 'A' --at A=@large.mtx
dcalc: large.mtx: a full matrix of 300000 by 300000 does not fit into memory
  hint: bind its entries, --at i=@large.mtx[row],j=@large.mtx[column],a=@large.mtx[value]; A@x is scatter(a*x[j], i, 300000) then
[4]

$ dcalc grad 'y = scatter(a*x[j], i, 300000); y@y' --wrt a --at 'i=@large.mtx[row],j=@large.mtx[column],a=@large.mtx[value],x=range(300000)+1' -q
34  10  102  56  1260000000000

$ dcalc eval 'A' --at A=@csr.npz[fomat]
dcalc: csr.npz: [fomat] is not an item of it
[2]

# Names that are not there.
$ dcalc eval W --at W=@model.npz
dcalc: model.npz: none of its 12 arrays is named 'W'
  hint: it has fc1.weight, fc1.bias, fc2.weight, 0.bias, conv.weight, names, objects, a.b and 4 more
[2]

$ dcalc eval W --at W=@model.npz[fc1.wieght] 2>&1 | cut -c 1-45
dcalc: model.npz: none of its 12 arrays is na
  hint: did you mean fc1.weight? it has fc1.w

$ dcalc eval 'sum(fc1_wieght)' --at @model.npz
dcalc: expression:1:5: 'fc1_wieght' has no value
  sum(fc1_wieght)
      ^^^^^^^^^^
  hint: did you mean fc1_weight, which is fc1.weight in model.npz? model.npz has fc1.weight, fc1.bias, fc2.weight, 0.bias, conv.weight, names, objects, a.b and 4 more
[2]

$ dcalc eval 'x@W' --at x=[1,2] --at @records.npy
dcalc: expression:1:2: '@' needs vectors or matrices on both sides, got (2) @ ()
  x@W
   ^
  hint: 'W' has no value: bind it with --at W=...; records.npy has n, x and t
[2]

$ dcalc eval a_b --at @model.npz
dcalc: model.npz: 'a_b' may be 'a.b' or 'a-b'
  hint: choose one: --at 'a_b=@model.npz[a.b]'
[2]

$ dcalc eval x --at x=@
dcalc: --at: no file is named after @
  hint: write the name right after it: W=@w.npy
[2]

# Two files with the same names.
$ dcalc eval 'a + b' --at a=@x.npz[w],b=@y.npz[w] -q; dcalc eval 'u + v' --at @x.npz,@y.npz -q
4  6
12

$ dcalc eval 'u*w' --at @x.npz,@y.npz
dcalc: --at: 'w' is both in x.npz and in y.npz
  hint: choose one: --at w=@x.npz[w]; files in an --at of their own replace those before
[2]

$ dcalc eval w --at @x.npz,@y.npz,w=@x.npz -q; dcalc eval w --at @x.npz --at @y.npz -q
1  2
3  4

# The arrays of an archive as the columns of a table.
$ dcalc eval 'P = [[1,2],[3,4],[5,6]]; x = [1, 2, 3]; w = [7, 8]; c = 5' --show P,x,w,c -o columns.npz -q
$ dcalc eval 'x*P[0] + s' --points columns.npz --keep P --at s=@columns.npz[c] -q
P[0],P[1],value
1,2,6
3,4,11
5,6,20

$ dcalc eval '2*x' --points columns.npz -f npy -o y.npy -q; dcalc eval y --at y=@y.npy -q; dcalc eval '2*x' --points - -q <columns.npz
2  4  6
value
2
4
6

$ dcalc grad 'fc1_weight@[k,2]' --points model.safetensors --at k=1 --wrt k
df/dk
1
0.5
0

$ dcalc eval 'x*c' --points columns.npz
dcalc: columns.npz: 'c' is a number, not a column of rows
  hint: give what is no column as --at c=@columns.npz
[2]

$ dcalc eval 'x*y' --points long.npz; dcalc eval 'y' --points long.npz
dcalc: long.npz: 'x' has a whole number that no double holds
  hint: --at x=@long.npz takes the array exactly, x.astype(float) rounds it
value
1
2

$ dcalc eval 'x@w' --points columns.npz
dcalc: columns.npz: 'w' has 2 rows, but 'x' has 3
  hint: give what is no column as --at w=@columns.npz
[2]

$ dcalc eval 'y' --points columns.npz
dcalc: expression:1:1: 'y' has no value
  y
  ^
  hint: bind it with --at y=...; columns.npz has P, x, w and c
[2]

# A name that only the derivative has lost needs a value all the same, as at one point.
$ for c in 'eval' 'diff --wrt w' 'diff --order 2 --wrt w' 'grad' 'grad --wrt y' 'jacobian' 'hessian'; do dcalc $c 'y + w^2' --points columns.npz 2>&1 | sed -n '1p;4p'; done | LC_ALL=C sort | uniq -c | sed 's/^ *//'
7   hint: bind it with --at y=...; columns.npz has P, x, w and c
7 dcalc: expression:1:1: 'y' has no value

$ printf 'a\n1\n2\n' >a.csv; dcalc grad 'x*y' --points a.csv
dcalc: expression:1:1: 'x' has no value
  x*y
  ^
  hint: bind it with --at x=...; a.csv has a
[2]

$ dcalc grad 'x*y + a' --points a.csv --at x=1
dcalc: expression:1:3: 'y' has no value
  x*y + a
    ^
  hint: bind it with --at y=...; a.csv has a
[2]

$ dcalc grad 'x*y + a' --points a.csv --at x=1,y=2
df/da
1
1

$ dcalc jvp 'x + a' --vector a=1 --at a=1 2>&1 | head -1; dcalc vjp 'x + a' --vector 1 --at a=1 2>&1 | head -1
dcalc: expression:1:1: 'x' has no value
dcalc: expression:1:1: 'x' has no value

$ echo '{"command":"grad","expr":"x*y","points":"@a.csv"}' | dcalc run -
{"error":{"kind":"name","message":"'x' has no value","start":0,"end":1,"hint":"bind it with --at x=...; a.csv has a","source":"expr"}}
[1]

$ dcalc eval 'x*W' --points columns.npz 2>&1 | tail -1
  hint: bind it with --at W=...; columns.npz has P, x, w and c

$ cat columns.npz | dcalc eval x --points -
dcalc: standard input is an archive, which cannot be read row by row
  hint: name the file: dcalc --points FILE.npz
[2]

# Names of files with commas, blanks, quotes and brackets.
$ cp records.npy 'a, b.npy'; cp records.npy "d'o'it.npy"; cp records.npy 'say "x".npy'; cp records.npy 'r[1].npy'; cp records.npy r.npy
$ dcalc eval 'x + y' --at 'x=@"a, b.npy",y=2' -q; dcalc eval x --at x=@"'a, b.npy'[n]" -q; dcalc eval x --at '@"a, b.npy"' -q
4.5  6.5
1  3
2.5  4.5

$ dcalc eval x --at "x=@d'o'it.npy" -q; dcalc eval x --at "x=@'d''o''it.npy'" -q; dcalc eval x --at 'x=@say "x".npy[n]' -q
2.5  4.5
2.5  4.5
1  3

$ dcalc eval x --at 'x=@r[1].npy' -q; dcalc eval n --at 'n=@r.npy[n][0]' -q; dcalc eval x --at 'x=@"r[1].npy"[n][1]' -q
2.5  4.5
1
3

# Keys of JSON, one within the other.
$ echo '{"note": "not a number", "layers": {"first": {"w": [1, 2]}}, "k": 3}' >j.json
$ dcalc eval 'k*w' --at @j.json,w=@j.json[layers][first][w]; dcalc eval note --at @j.json 2>&1 | head -1
3  6
dcalc: j.json: note:1:7: expected an operator, found a name

$ dcalc eval w --at w=@j.json[layers][second]
dcalc: j.json:1:1: there is no key second
  {"note": "not a number", "layers": {"first": {"w": [1, 2]}}, "k": 3}
  ^
[2]

# What has no value, beside what there is.
$ dcalc eval 'x' --points x.npz; dcalc eval 1 --points x.npz
dcalc: expression:1:1: 'x' has no value
  x
  ^
  hint: bind it with --at x=...; x.npz has w, u and e
dcalc: x.npz: it has none of the names that are needed
  hint: its arrays are the columns, called as in expressions
[2]

$ dcalc grad 'x^2*y' --at x=1,y=2 -f json >grad.json; dcalc eval gradient --at @grad.json; dcalc eval y --at y=@grad.json[gradient][y]
dcalc: expression:1:1: 'gradient' has no value
  gradient
  ^^^^^^^^
  hint: grad.json has value and gradient; --at NAME=@grad.json[gradient][x] picks one of its names
1

# An archive is read item by item, without a temporary file: of this one the other item does not fit into memory.
$ dcalc eval 'x = range(8000000); y = [1, 2, 3]; y' --show x,y -o both.npz -q; for name in y x; do TMPDIR=/none dcalc eval "sum($name)" --at @both.npz --max-memory 8M -q; done; rm both.npz
6
dcalc: both.npz[x]: x.npy does not fit into memory
