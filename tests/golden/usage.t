# What the command line does not understand: status 2, nothing on standard output, and what to do.
# Tests cmd/options.c, cmd/commands.c.
$ dcalc
usage: dcalc COMMAND [OPTIONS] EXPR
  such as: dcalc diff 'cos(exp(x))^3' --at x=0
  see: dcalc help
[2]

$ dcalc 2>/dev/null
[2]

$ dcalc jacobain x
dcalc: unknown command 'jacobain'
  hint: did you mean jacobian?
[2]

$ dcalc 'x^2 + 1'
dcalc: unknown command 'x^2 + 1'
  hint: to differentiate it: dcalc diff 'x^2 + 1'
[2]

$ dcalc '-x^2'
dcalc: unknown command '-x^2'
  hint: to differentiate it: dcalc diff -e '-x^2'
[2]

$ dcalc --exact
dcalc: unknown command '--exact'
  hint: the command comes first: dcalc COMMAND [OPTIONS]
[2]

$ dcalc frobnicate
dcalc: unknown command 'frobnicate'
  hint: see: dcalc help
[2]

$ dcalc diff
dcalc: diff needs an expression
  hint: write dcalc diff EXPR [--wrt x] [--at POINT] [--order N], with - to read standard input
[2]

$ dcalc diff -x^2; dcalc eval -2 -n 3; dcalc diff '-sin(x)' --at x=0; dcalc check 1/x -1/x^2; dcalc eval '-|y|' --at y=-3 -q
-2*x
-2.00
-1
right: proved
-3

$ dcalc diff x -steps=5
dcalc: unknown option '-steps=5'
  hint: did you mean --steps=5?
[2]

$ dcalc diff -e^x
dcalc: unknown option '-e^x'
  hint: an expression that begins with a minus is written -e '-e^x', or after --
[2]

$ dcalc diff -at x=1 x
dcalc: unknown option '-at'
  hint: did you mean --at?
[2]

$ dcalc run -x
dcalc: unknown option '-x'
  hint: options are -f -o -j -h; see: dcalc help run
[2]

$ dcalc diff x -k; dcalc diff x -N 5; dcalc diff x -v
dcalc: unknown option '-k'
  hint: an expression that begins with a minus is written -e '-k', or after --; options are -e -n -f -q -o -j -h
dcalc: unknown option '-N'
  hint: did you mean -n, --digits?
dcalc: unknown option '-v'
  hint: did you mean --version?
[2]

# What other programs call it.
$ for word in derivative gradient evaluate simplify expand integrate solve train; do dcalc $word 'x^2'; done
dcalc: unknown command 'derivative'
  hint: did you mean diff?
dcalc: unknown command 'gradient'
  hint: did you mean grad?
dcalc: unknown command 'evaluate'
  hint: did you mean eval?
dcalc: unknown command 'simplify'
  hint: dcalc eval EXPR prints the simplified formula
dcalc: unknown command 'expand'
  hint: dcalc eval 'expand(EXPR)' multiplies out; dcalc taylor EXPR expands around a point
dcalc: unknown command 'integrate'
  hint: dcalc differentiates, and does not integrate
dcalc: unknown command 'solve'
  hint: dcalc solves linear systems: dcalc eval 'solve(A, b)'; a step to a zero of f is x - f/diff(f, x)
dcalc: unknown command 'train'
  hint: did you mean backprop?
[2]

$ dcalc diff x --ordr 2
dcalc: unknown option '--ordr'
  hint: did you mean --order?
[2]

# A prefix is not an option: an option that comes later must not change what a script means.
$ dcalc diff x --ord 2
dcalc: unknown option '--ord'
  hint: did you mean --order?
[2]

$ dcalc diff x --frobnicate
dcalc: unknown option '--frobnicate'
  hint: see: dcalc help diff
[2]

$ dcalc diff x --lr 2
dcalc: diff takes no --lr
  hint: see: dcalc help diff
[2]

$ dcalc diff x --at
dcalc: --at needs a value: --at POINT
  hint: see: dcalc help diff
[2]

$ dcalc diff x --exact=yes
dcalc: --exact takes no value
  hint: see: dcalc help diff
[2]

$ dcalc diff x --order 0
dcalc: --order takes a whole number from 1 to 1000000, not '0'
  hint: only taylor and check take 0
[2]

$ dcalc diff x --order=two
dcalc: --order takes a whole number from 0 to 1000000, not 'two'
[2]

$ dcalc eval 1/3 -n 0
dcalc: --digits takes a whole number from 1 to 100000, not '0'
[2]

$ dcalc eval 1/3 -n 100001
dcalc: --digits takes a whole number from 1 to 100000, not '100001'
[2]

$ dcalc eval 1/3 -n ''
dcalc: --digits takes a whole number from 1 to 100000, not ''
[2]

$ dcalc eval 1/3 --numbers duoble
dcalc: --numbers does not know 'duoble'
  hint: did you mean double?
[2]

$ dcalc diff x -f jsn
dcalc: --format does not know 'jsn'
  hint: did you mean json?
[2]

$ dcalc diff x --format=yaml
dcalc: --format does not know 'yaml'
  hint: it takes text|json|latex|csv|npy|npz|mtx|dot|c|python|tsv|safetensors|markdown|html|svg|png|pdf
[2]

$ dcalc diff x --timeout soon
dcalc: --timeout takes a number of seconds, such as 2.5, not 'soon'
[2]

$ dcalc diff x --timeout 0
dcalc: --timeout takes a number of seconds, such as 2.5, not '0'
[2]

$ dcalc diff x --max-memory much
dcalc: --max-memory takes a number of bytes, such as 500M or 16G, not 'much'
[2]

$ dcalc diff x --max-memory 0
dcalc: --max-memory takes a number of bytes, such as 500M or 16G, not '0'
[2]

$ dcalc diff x --max-memory 99999999999G
dcalc: --max-memory takes a number of bytes, such as 500M or 16G, not '99999999999G'
[2]

$ dcalc diff x y
dcalc: diff takes one expression, but 'y' is a second
  hint: quote an expression that contains spaces; only jacobian and plot take several
[2]

$ dcalc diff 'x^2' x=1; dcalc diff 'x^2' at x=1
dcalc: diff takes one expression, but 'x=1' is a second
  hint: a point is given with --at: --at x=1
dcalc: diff takes one expression, but 'at' is a second
  hint: did you mean --at?
[2]

$ dcalc diff x --at x=1 y=2
dcalc: diff takes one expression, but 'y=2' is a second
  hint: put commas between the values of --at: --at x=1,y=2
[2]

$ dcalc diff x --at x
dcalc: --at: 'x' is not NAME=VALUE
  hint: write --at x=1,y=2
[2]

$ dcalc diff x --at x=1,,y=2
dcalc: --at: '' is not NAME=VALUE
  hint: write --at x=1,y=2
[2]

$ dcalc diff x --at x=1,x=2
dcalc: --at binds 'x' twice
[2]

$ dcalc diff x --at 2x=1
dcalc: --at: '2x' is not a name
  hint: a name begins with a letter
[2]

$ dcalc diff x --at 'x<3=1'
dcalc: --at: 'x<3' is not a name
  hint: a name begins with a letter
[2]

$ dcalc diff x --wrt x,,y
dcalc: --wrt has an empty name
  hint: write names with commas between them, such as x,y
[2]

$ dcalc diff - - </dev/null
dcalc: standard input is already in use
[2]

$ dcalc run
dcalc: run needs a file of jobs
  hint: write dcalc run jobs.json, with - for standard input
[2]

$ dcalc run a.json b.json
dcalc: run takes one file, but 'b.json' is a second
[2]

$ dcalc repl x
dcalc: repl takes no arguments
  hint: give it lines on standard input: dcalc repl <FILE
[2]

$ dcalc help tahn
dcalc: there is no help on 'tahn'
  hint: did you mean tanh?
[2]

# Nothing that a terminal would obey, and no page-long words.
$ dcalc "$(printf 'a\033[31mb')"
dcalc: unknown command 'a?[31mb'
  hint: to differentiate it: dcalc diff 'a?[31mb'
[2]

$ dcalc "$(printf 'x%.0s' $(seq 100))"
dcalc: unknown command 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...'
  hint: see: dcalc help
[2]

$ dcalc "it's" # '
dcalc: unknown command 'it'\''s'
  hint: to differentiate it: dcalc diff 'it'\''s'
[2]

# What people write before they know.
$ dcalc diff x^2 --at x = 2; dcalc grad 'x*y' --at 'x=1 y=2'; dcalc grad 'x*y' --at '{"x":1,"y":2}'; dcalc grad 'x*y' --wrt 'x y'; dcalc -V; dcalc eval 3 -f JSON 2>&1 | tail -n 1; dcalc eval x --at 'x=where(1 == 1, 2, 3)'
dcalc: diff takes one expression, but '=' is a second
  hint: leave no blanks around =, as in --at x=2
dcalc: --at: 'x=1 y=2' has several values
  hint: put commas between values, as in x=1,y=2
dcalc: --at: '{"x":1' is not NAME=VALUE
  hint: JSON comes from a file or a pipe: --at @FILE, or @-
dcalc: the expression has no name 'x y'
  hint: put commas between names: x,y
dcalc: unknown command '-V'
  hint: did you mean --version?
  hint: did you mean json?
2

$ for e in '[1 2; 3 4]' '1 000' 'max($1, 2)'; do dcalc eval "$e" 2>&1 | tail -n 1; done; dcalc eval A --at 'A=[1 2; 3 4]' 2>&1 | tail -n 1
  hint: a list has commas, [1, 2], and a matrix a list for each row
  hint: for a product write 1*000, for one number leave out the blank
  hint: a value of the shell is bound, as in --at "x=$x"
  hint: a list has commas, [1, 2], and a matrix a list for each row

# Words of other programs for options, formats and commands.
$ for o in json var=x precision=3 xyz x=2; do dcalc diff 'x^2' --$o 2>&1 | sed -n '/hint/p'; done; dcalc taylor x --degree 3 2>&1 | sed -n '/hint/p'; dcalc diff x --degree 3 2>&1 | sed -n '/hint/p'; dcalc grad x --degree 3 2>&1 | sed -n '/hint/p'
  hint: did you mean --format json?
  hint: did you mean --wrt?
  hint: did you mean --digits?
  hint: see: dcalc help diff
  hint: a value is given with --at x=...
  hint: did you mean --order?
  hint: did you mean --order?
  hint: see: dcalc help grad
$ for f in tex py numpy c++ fortran; do dcalc diff x -f $f 2>&1 | sed -n '/hint/p' | cut -c 1-40; done
  hint: did you mean latex?
  hint: did you mean python?
  hint: did you mean python?
  hint: did you mean c?
  hint: it takes text|json|latex|csv|npy
$ for w in 2+2 'x+2' '(1)' laplacian; do dcalc "$w" 2>&1 | sed -n '/hint/p'; done
  hint: to evaluate it: dcalc eval '2+2'
  hint: to differentiate it: dcalc diff 'x+2'
  hint: to evaluate it: dcalc eval '(1)'
  hint: dcalc eval 'trace(hessian(f, [x, y]))'
