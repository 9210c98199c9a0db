# Errors: the place, the line, the caret, what to do. One of each kind, and nothing on standard
# output.
$ dcalc eval '2*(x + '
dcalc: expression:1:3: '(' is never closed
  2*(x + 
    ^
[2]

$ dcalc eval '2*(x + ' 2>/dev/null
[2]

$ dcalc eval '[1, 2'
dcalc: expression:1:1: '[' is never closed
  [1, 2
  ^
[2]

$ dcalc eval ''
dcalc: expression:1:1: the expression is empty
  
  ^
[2]

$ dcalc eval '1/2x'
dcalc: expression:1:1: '1/2x' can be read in two ways
  1/2x
  ^^^^
  hint: write (1/2)*x or 1/(2*x)
[2]

$ dcalc eval 'a + ?'
dcalc: expression:1:5: '?' has no meaning here
  a + ?
      ^
[2]

$ dcalc eval "$(printf 'a + \001')"
dcalc: expression:1:5: control character U+0001 in the expression
  a + ?
      ^
[2]

# Columns count characters, not bytes.
$ dcalc eval 'λ*µ + sine(x)' 2>&1 | head -n 3
dcalc: expression:1:7: there is no function 'sine'
  λ*µ + sine(x)
        ^^^^

# The later statement of a program, by its line.
$ dcalc eval "$(printf 'u = 1\nv = sine(u)\nv')" 2>&1 | head -n 3
dcalc: expression:2:5: there is no function 'sine'
  v = sine(u)
      ^^^^

$ dcalc eval 'sine(1)' 2>&1 | tail -n 1
  hint: did you mean sin?

$ dcalc eval 'pi = 3; pi'
dcalc: expression:1:1: 'pi' is a constant and cannot be assigned
  pi = 3; pi
  ^^
  hint: choose another name, such as pi1
[2]

$ dcalc eval '[1,2] @ [1,2,3]' 2>/dev/null
[2]

$ dcalc eval 'x*y' --at x=1 2>&1 | tail -n 1
  hint: bind it with --at y=...

$ dcalc eval 'log(x)' --at x=-1 2>/dev/null
[1]

$ dcalc diff 'log(x)' --at x=-1 2>/dev/null
[1]

$ dcalc eval 'x/x' --at x=0 2>/dev/null
[1]

$ dcalc eval '0*log(x)' --at x=-1 2>/dev/null
[1]

$ dcalc eval 'sqrt(x)^2' --at x=-1 2>/dev/null
[1]

$ dcalc diff 'abs(x)' --at x=0 2>/dev/null
[1]

$ dcalc diff 'x*abs(x)' --at x=0
0

# Limits.
$ dcalc eval '9^9^9^9' 2>/dev/null
[4]

$ { printf '%1000000s' | tr ' ' '('; } | dcalc eval - 2>/dev/null
[4]

$ { printf '%10000000s' | tr ' ' '1'; } | dcalc eval - >/dev/null 2>&1
[4]

$ yes 'x +' | dcalc eval - 2>/dev/null
[4]

# An error in a value speaks of --at and its name.
$ dcalc eval 'x' --at 'x=1 +'  2>&1 | head -n 1 | cut -d: -f1-3
dcalc: --at x:1

$ dcalc eval 'x' --let 'x = 1 +'  2>&1 | head -n 1 | cut -d: -f1-3
dcalc: --let:1

$ dcalc backprop '(w*x)^2' --weights w --lr 0.1 --at x=2 2>/dev/null
[2]

$ dcalc backprop '(w*x)^2' --weights v --lr 0.1 --at w=1,x=2 2>/dev/null
[2]

$ dcalc backprop '(w*x)^2' --weights w --at w=1,x=2 2>/dev/null
[2]

$ dcalc backprop '(w*x)^2' --lr 0.1 --at w=1,x=2 2>/dev/null
[2]

$ dcalc grad '[x, y]' 2>/dev/null
[2]

# Colors: asked for, refused, and never in a pipe by themselves.
$ dcalc eval 'a + ?' --color always 2>&1 | head -n 1 | cat -v
^[[1mdcalc: expression:1:5: ^[[0m'?' has no meaning here

$ NO_COLOR=1 TERM=xterm dcalc eval 'a + ?' 2>&1 | head -n 1 | cat -v
dcalc: expression:1:5: '?' has no meaning here

# Time is up, and Ctrl-C: while reading and while computing.
$ dcalc backprop '(w*x - t)^2' --weights w --lr 1e-9 --steps 1000000000 --at w=1,x=2,t=3 --timeout 0.5 2>/dev/null
[4]

$ sleep 2 | timeout --preserve-status -s INT 1 dcalc eval -
[130]

$ timeout --preserve-status -s INT 1 dcalc backprop '(w*x - t)^2' --weights w --lr 1e-9 --steps 1000000000 --at w=1,x=2,t=3
[130]

$ sleep 2 | timeout --preserve-status -s INT 1 dcalc run - -o never.json; ls never.json*
ls: cannot access 'never.json*': No such file or directory
[2]

# Of several expressions the message names the one it speaks of.
$ dcalc jacobian 'x' 'x/y' --at x=1,y=0
dcalc: expression #2:1:1: division by zero
  x/y
  ^^^
[1]
