# Pictures of functions and of data: in the terminal, as SVG, in files; what is refused.
# Tests src/plot/plot.c, src/plot/characters.c, src/plot/svg.c, src/plot/dots.c, cmd/plot.c, cmd/picture.c.

# A curve with round ticks, in braille wherever it goes, and in ASCII if that is asked for.
$ dcalc plot 'sin(x)' --range x=0:2*pi --width 40
 1 +     ⣀⠤⠴⠤⣄
   |   ⢀⠞⠁    ⠱⡄
   |  ⣠⠋       ⠈⢆
   | ⣰⠃         ⠈⢢
   |⡰⠁            ⢣⡀
 0 +⠁--------------⢣------------⢀⠎
   |                ⠣⡀         ⢠⠏
   |                 ⠱⡀       ⣠⠋
   |                  ⠘⢆    ⢀⡴⠁
-1 +                    ⠙⠒⠖⠒⠉
   ++--------+---------+--------+-
    0        2         4        6  x
    sin(x)
$ dcalc plot 'x^2' '1 - x' --range x=-1:1 --width 30 --ascii
2 +..        |
  |  ':.     |
  |    '':.  |
  |       '':.
1 +':.       ''..     :'
  |  '.      |  2:...:
  |    ':.   |   .:':..
0 +------'1'''''''----''
  ++---------+---------+
  -1         0         1  x
   1: x^2
   2: 1 - x

# No line leads over the poles of tan, over a jump, or where there is no value.
$ dcalc plot 'tan(x)' --range x=-5:5 --width 44 --ascii
  |:          :     |    :          :
  |:          :     |    :         :'
  |:          :     |   .:         :
  |'         .:     |   :          :
  |         .'      | .:'        .:
0 +----..:''------..:''------..:''----
  |   :'        .:' |      .''
  |  :          :   |     :'         .
  |  :         :'   |     :          :
  | .:         :    |     :          :
  | :          :    |     :         .'
  +---+------+------+------+------+---
     -4     -2      0      2      4  x
   tan(x)
$ dcalc plot 'floor(x)' --range x=-1:2 --width 30 --ascii
2 +       |
  |       |
  |       |     ........
  |       |
  |       |
0 +-------'''''''-------
  |       |
  |''''''''
  +-------+------------+
          0            2  x
   floor(x)
$ dcalc plot 'sqrt(x)' --range x=-1:1 --width 30 --ascii
1.0 +         |       ..
    |         |     .:'
    |         |   .:'
    |         | .:'
0.5 +         |.:
    |         .:
    |         :
  0 +---------'---------
    ++--------+--------+
    -1        0        1  x
     sqrt(x)

# A peak of a millionth's width, and a kink that is marked.
$ dcalc plot 'exp(-((x - 0.3)/1e-6)^2)' --range x=-1:1 --width 30 --ascii
1.0 +         |  .
    |         |  :
    |         |  :
    |         |  :
0.5 +         |  :
    |         |  :
    |         |  :
  0 +'''''''''''''''''''
    ++--------+--------+
    -1        0        1  x
     exp(-((x - 0.3)/1e-6)^2)
$ dcalc plot 'abs(x)' --range x=-1:1 --width 30 --ascii
1.0 +..       |       ..
    | :.      |      .:
    |  ':     |     :'
    |   ':    |    :'
0.5 +     :.  |  .:'
    |      :. | .:
    |       ':|:'
  0 +--------'o'--------
    ++--------+--------+
    -1        0        1  x
     abs(x)

# The derivative, the tangent, a Taylor polynomial at the middle.
$ dcalc plot 'x^2' --range x=-1:1 --diff --tangent x=1/2 --width 30 --ascii
 2 +          |       ..
   |          |    .:''
   |':.       | ..'' .::
   |  '':1.....::.3:''
 0 +-------.::2''-------
   | ...::''  |
   |':.:'     |
-2 +''        |
   ++---------+--------+
   -1         0        1  x
    1: x^2
    2: derivative of x^2
    3: tangent at x=1/2: 0.25 + (x - 1/2)
$ dcalc plot 'cos(x)' --range x=-3:3 --taylor 2 --width 30 --ascii
 1 +        ....
   |      .:' |':.
   |      1   |  2
   |     :'   |  ':
 0 +----::----+---::----
   |   ::     |    ::
   | .::'     |    '::.
-1 +'' :      |     : ''
   +---+------+-----+---
      -2      0     2  x
    1: cos(x)
    2: degree 2 at x=0: 1 - 0.5*x^2

# The ends of a range may be made of names that have values.
$ dcalc plot 'a*x' --range x=-c:c --let 'c = a - 1' --at a=2 --width 24 --ascii
 2 +       |    ..
   |       |  .:'
   |       |.:'
   |       :'
 0 +-----.:'------
   |   .:' |
   | .:'   |
-2 +''     |
   ++------+-----+
   -1      0     1  x
    a*x

$ dcalc plot x --range 'x=0:sqrt(-a)' --at a=1
dcalc: an end of the range of 'x' has no value, or one beyond 1e300
[2]

$ dcalc plot x --range x=0:b --at a=1
dcalc: --range x:1:1: 'b' has no value
  b
  ^
  hint: bind it with --at b=...
[2]

# Other names get their values as ever.
$ dcalc plot 'a*x' --let 'a = b + 1' --at b=2 --range x=0:1 --width 24 --ascii
  |             ..
  |           .:'
2 +         .:'
  |       .:'
  |     .:'
  |   .:'
  | .:'
0 +''-------------
  ++------+------+
   0     0.5    1.0  x
   a*x

$ printf 'a = 3\nf = a*x\nplot f --range x=0:1 --width 24 --ascii\n' | dcalc repl
  |             ..
  |           .:'
2 +         .:'
  |       .:'
  |     .:'
  |   .:'
  | .:'
0 +''-------------
  ++------+------+
   0     0.5    1.0  x
   f

# Level lines, with arrows along the gradient.
$ dcalc plot 'x^2 + y' --range x=-1:1,y=0:1 --width 40 --ascii
1.0 + \ :.: .' ..'''''.. '. :.: /
    | \:.:\: .:' ^ ^ ^ ':. :/:.:/
    | : :.' :' .:''''':. ': '.: :
    |:':.:\: .'' ^ ^ ^ ''. :/'.:':
    |': :.' :' .:''''''. ': '.: :'
0.5 +:::.:.: .'' ^...^ ''. :.'.:::
    | :.:.'.:\ .:''^'''. /:.'.:.:
    |:.:.'.: :'^ ^...^ ^': :.'::.:
    | :.':'.'\ :'' ^ '': /'.':'.:
  0 +:.':'.' :'^ ^ ^ ^ ^': '.':'.:
    ++------+------+------+------+
   -1.0   -0.5     0     0.5    1.0  x
     x^2 + y
     levels: 0.2 0.4 0.6 0.8 1.0 1.2 1.4 1.6

# Data under a curve, and data alone as lines.
$ printf 'x,y,z\n0,0.1,5\n1,0.9,6\n2,2.2,7\n' >data.csv
$ dcalc plot 'x' --range x=0:2 --points data.csv --width 30 --ascii
  |                    +
2 +                  .:'
  |              ..:'
  |           ..:'
1 +        ..+'
  |     .:''
  |  .:''
0 ++'-------------------
  ++---------+---------+
   0         1         2  x
   x
   + y
$ dcalc plot z --points data.csv --width 30 --ascii
7 +                   ..
  |                ..'
  |             ..'
  |           .'
6 +        .''
  |     .''
  |  .''
5 +''
  ++---------+---------+
   0         1         2  x
   z
$ printf 'x,y\n1,2\n2,nan\n3,4\n4,5\n' >gap.csv; dcalc plot --points gap.csv --width 30 --ascii
  |                   ..
  |                ..'
4 +             ..'
  |
  |
  |
  |
2 +'
  +-------+------------+
          2            4  x
   y
$ printf 'x,name\n1,a\n2,b\n' >text.csv; dcalc plot --points text.csv
dcalc: text.csv has 1 column of numbers
  hint: a plot needs two: one to the right and one upwards
[2]
$ printf 'x,y\n' >empty.csv; dcalc plot --points empty.csv
dcalc: empty.csv: it contains no numbers
[2]
$ dcalc plot --points data.csv y --width 30 --ascii <data.csv | cmp - <(dcalc plot --points - y --width 30 --ascii <data.csv)
$ dcalc backprop '(w - 1)^2' --weights w --lr 0.1 --at w=0 --steps 20 --log log.jsonl -q >/dev/null
$ dcalc plot --points log.jsonl loss --width 30 --ascii
1.0 +.
    |:
    | :
    | :
0.5 + '.
    |  :.
    |   '..
  0 +------''''''''''
    +-------+-------+
           10      20  step
     loss

# Where intervals leave open what is in a dot's column, a note says so.
$ dcalc plot 'x*floor(1/x)' --range x=-1:1 --width 24 --ascii
2 +.      |
  |':     |
  | '. .  |
  |  :.:. |
  |   ::::.
1 +    '''':::' .'
  |       |':'.:'
  |       |   '
  ++------+------+
  -1      0      1  x
   x*floor(1/x)
dcalc: note: in 6 of 48 columns 'x*floor(1/x)' may reach further than is drawn: intervals do not show where it ends

$ dcalc plot 'x*floor(1/x)' --range x=-1:1 -o band.svg
dcalc: note: in 20 of 640 columns 'x*floor(1/x)' may reach further than is drawn: intervals do not show where it ends
$ dcalc plot 'sin(20*x*y)' --range x=-1:1,y=-3:3 --width 300 -o fine.svg
dcalc: note: level lines may have smaller loops and bends than are drawn

$ dcalc plot 3 --range x=0:1,y=0:1 --width 24 --ascii
1.0 +
    |
    |
    |
0.5 +
    |
    |
  0 +
    ++-----+-----+
     0    0.5   1.0  x
     3
dcalc: note: no round level is met in the ranges

# Where doubles lose all digits, more bits are taken.
$ dcalc plot '(1 - cos(x))/x^2' --range x=1e-9:1e-8 --width 24 --ascii
    |
    |
0.6 +
    |
    |'''''''''''''
0.4 +
    |
    |
    +-----+------+
        5e-9  1.0e-8  x
     (1 - cos(x))/x^2

# A constant, huge values, a range that doubles hardly divide.
$ dcalc plot 3 --range x=0:1 --width 24 --ascii
  |
4 +
  |
  |
  |'''''''''''''''
  |
2 +
  |
  ++------+------+
   0     0.5    1.0  x
   3
$ dcalc plot 'exp(x^2)' --range x=0:100 --width 24 --ascii
      |
      |
      |
5e299 +
      |
      |
      |   .
    0 +''''-------
      ++----+----+
       0   50   100  x
       exp(x^2)
$ dcalc plot 'sin(x)' --range x=1e9:1e9+1e-6 --width 40 --ascii
          |                     ..
          |                   .'
          |                 :'
0.5458440 +              ..'
          |           ..'
          |         .'
          |      .''
          |    ..'
0.5458435 +  .'
          |''
          ++--+----+-----+--+----+
  1000000000.0000000    1000000000.0000010  x
           sin(x)

# SVG, which dcalc writes itself; a job has it as a string.
$ dcalc plot 'abs(x)' --range x=-1:1 -o abs.svg; grep -c '<path class="curve' abs.svg; head -n 1 abs.svg
2
<svg xmlns="http://www.w3.org/2000/svg" width="640" height="399" viewBox="0 0 640 399">
$ dcalc plot 'abs(x)' --range x=-1:1 -f svg | cmp - abs.svg
$ echo '{"command": "plot", "expr": ["x", "x^2"], "range": {"x": [0, 1]}, "diff": true, "id": 7}' | \
    dcalc run - | sed 's/<svg.*svg>/PICTURE/'
{"id":7,"command":"plot","expr":["x","x^2"],"range":{"x":[0,1]},"svg":"PICTURE\n"}
$ echo '{"command": "plot", "data": {"x": [1, 2, 3], "y": [1, "3/2"]}}' | dcalc run -
{"error":{"kind":"shape","message":"'x' has 3 values, but 'y' has 2"}}
[1]

# PNG and PDF are made of it by rsvg-convert.
$ PATH=/nowhere $(command -v dcalc) plot x --range x=0:1 -o x.png; ls x.png
dcalc: cannot draw: the program rsvg-convert is not there
  hint: install librsvg2-bin (Debian), librsvg2-tools (Fedora) or librsvg (Arch, Homebrew); -o FILE.svg needs no program
ls: cannot access 'x.png': No such file or directory
[2]

# What cannot be drawn.
$ dcalc plot 'log(-x)' --range x=1:2
dcalc: 'log(-x)' has no value anywhere in x=1:2
[1]
$ dcalc plot '1/x' --range x=-1e-301:1e-301
dcalc: '1/x' has no value below 1e300 anywhere in x=-1e-301:1e-301
[4]
$ dcalc plot x --range x=2:1
dcalc: the range of 'x' ends before it begins
  hint: write the lower end first: x=0:1
[2]
$ dcalc plot x --range x=1:1
dcalc: the range of 'x' begins and ends at one double
[2]
$ dcalc plot x --range x=0:1e301
dcalc: an end of the range of 'x' has no value, or one beyond 1e300
[2]
$ dcalc plot x --range x=1/0:2
dcalc: --range x:1:1: division by zero
  1/0
  ^^^
[1]
$ dcalc plot x --range x
dcalc: --range: 'x' is not NAME=VALUE
  hint: write --range x=0:1/2
[2]
$ dcalc plot x
dcalc: a plot needs the range of a name
  hint: give it with --range x=0:10
[2]
$ dcalc plot 'x + a' --range x=0:1
dcalc: expression:1:5: 'a' has no value
  x + a
      ^
  hint: bind it with --at a=...
[2]
$ dcalc plot '[x, 1]' --range x=0:1
dcalc: expression:1:1: a plot is of a scalar, got shape (2)
  [x, 1]
  ^^^^^^
  hint: plot its entries, each as an expression of its own, or their sum
[2]
$ dcalc plot x --range x=0:1 --at x=1
dcalc: 'x' has both a value and a range
[2]
$ dcalc plot x --range x=0:1,x=0:2
dcalc: --range binds 'x' twice
[2]
$ dcalc plot x y --range x=0:1,y=0:1
dcalc: the level lines of two names are of one expression alone
  hint: derivatives, polynomials and data need one range
[2]
$ dcalc plot x*y*z --range x=0:1,y=0:1,z=0:1
dcalc: a plot has one name, or two
  hint: fix the others with --at, and give one range or two
[2]
$ dcalc plot 'abs(x)' --range x=-1:1 --tangent x=0
dcalc: expression:1:1: the function has no Taylor expansion here
  abs(x)
  ^^^^^^
  hint: the coefficient of degree 1 is -1 from the left, 1 from the right
[1]
$ dcalc plot x --range x=0:1 --tangent y=0
dcalc: the tangent needs a value of 'x' alone
  hint: such as --tangent x=1
[2]
$ dcalc plot x --range x=0:1 -f latex
dcalc: a plot is a picture
  hint: write text, svg or json; the program also png, pdf
[2]
$ dcalc plot nosuch --points data.csv
dcalc: expression:1:1: 'nosuch' has no value
  nosuch
  ^^^^^^
  hint: bind it with --at nosuch=...; data.csv has x, y and z
[2]
$ dcalc plot x --range x=0:1 -o no/x.svg
dcalc: no/x.svg: No such file or directory
[3]
$ dcalc plot x --range x=0:1 -o /dev/full
dcalc: /dev/full: No space left on device
[3]
$ dcalc plot x --range x=0:1 --width 200 | true

# Limits hold.
$ dcalc plot 'gamma(x)*sin(1/x)' --range x=-4:4 --max-work 1M -o slow.svg; ls slow.svg
dcalc: this takes more work than is allowed
  hint: allow more with --max-work
ls: cannot access 'slow.svg': No such file or directory
[2]
$ dcalc plot 'sum(sin(range(3000)*x))' --range x=0:1 --timeout 0.2 -f svg
dcalc: took longer than 0.2 s
  hint: raise it with --timeout
[4]

# What is too large to be drawn is left out with a note.
$ printf 'x,y\n1,2\n2,1e305\n3,-1e400\n4,5\n' > huge.csv; dcalc plot --points huge.csv --width 24 > huge.txt
dcalc: note: 2 of 4 values of 'y' reach 1e300, and are not drawn

# A matrix has columns without names.
$ echo '[[1,1,5],[2,4,5],[3,9,5]]' > m.json; dcalc eval m --at m=@m.json -o m.npy; dcalc plot --points m.npy c2 --width 24 --ascii
  |             .
  |           .'
  |         .'
  |        .'
5 +       :
  |    ..'
  |  .'
  |''
  ++------+-----+
   1      2     3  c1
   c2
$ dcalc eval 'm[0]' --at m=@m.json -o v.npy; dcalc plot --points v.npy
dcalc: v.npy: its array has no name
  hint: give it one: --at NAME=@v.npy
[2]

# A range has both ends.
$ dcalc plot 'sin(x)' --range x=0:
dcalc: the range of 'x' has no upper end
  hint: write both ends: x=0:1/2
[2]
$ dcalc plot 'sin(x)' --range 'x= :1'
dcalc: the range of 'x' has no lower end
  hint: write both ends: x=0:1/2
[2]
$ dcalc taylor 'sin(x)' --at x=0 --order 3 --remainder x=0:
dcalc: the range of 'x' has no upper end
  hint: write both ends: x=0:1/2
[2]

$ dcalc plot 'x^2' --range x=0:1 --tangent 1 2>&1 | tail -n 1
  hint: give it to a name: --tangent x=1

# The curve of an equation in two names: its line alone, with names of the point, of a file and of the program.
$ dcalc plot 'x^2 + y^2 = 1' --range x=-2:2,y=-2:2 --width 30 --ascii
 2 +          |
   |          |
   |      .''''''.
   |     :    |   :
 0 +-----:----+---:-----
   |      '......'
   |          |
-2 +          |
   ++---------+--------+
   -2         0        2  x
    x^2 + y^2 = 1

$ dcalc plot 'y = x^2' --range x=-1:1,y=0:1 --width 30 --ascii >a; dcalc plot 'y - x^2 = 0' --range x=-1:1,y=0:1 --width 30 --ascii >b; dcalc plot 'u = x*x; k*u == y' --at k=1 --range x=-1:1,y=0:1 --width 30 --ascii >c; for f in a b c; do head -n -1 $f | cksum; done | uniq | wc -l
1

$ dcalc plot 'x^2 + y^2 = -1' --range x=-2:2,y=-2:2 --width 30 --ascii 2>&1 >/dev/null; dcalc plot '0 = 1' --range x=-2:2,y=-2:2 --width 30 2>&1 >/dev/null; dcalc plot 'abs(x - y) = 0' --range x=-2:2,y=-2:2 --width 30 2>&1 >/dev/null
dcalc: note: in the ranges no place is seen where one side passes the other; where they only touch, no curve is drawn
dcalc: note: in the ranges no place is seen where one side passes the other; where they only touch, no curve is drawn
dcalc: note: in the ranges no place is seen where one side passes the other; where they only touch, no curve is drawn

$ echo '{"r":1}' >r.json; dcalc plot 'x^2 + y^2 = r^2' --at @r.json --range x=-2:2,y=-2:2 -f svg | grep -o 'class="[lha][a-z]*"' | sort -u
class="axis"
class="level"

$ printf 'plot x*y = 1 --range x=-2:2,y=-2:2 --width 30\n' | dcalc repl | tail -n 1
    x*y = 1

$ dcalc plot 'x = y = 2' --range x=-2:2,y=-2:2 2>&1 | head -n 1; dcalc plot 'x^2 = 1' --range x=-2:2 2>&1 | head -n 1
dcalc: expression:1:7: expected the end of the equation, found '='
dcalc: expression:1:5: expected an operator, found '='
