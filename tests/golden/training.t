# Steps of training: chained, stopped, and on any number of threads.
# Tests src/number/doubles.c, src/number/watch.c, src/question/leaves.c.
$ echo 'Z = tanh(X@W + b); sum((Z@v - y)^2)/8' >loss.txt
$ dcalc eval 'reshape(sin(range(24)), 8, 3)' -o X.npy; dcalc eval 'cos(range(8))' -o y.npy
$ printf 'dcalc backprop @loss.txt --weights W,b,v --lr 0.1 --at X=@X.npy,y=@y.npy -q "$@"\n' >train

# Steps one after another, from file to file, are the steps of one run, bit for bit.
$ sh train --steps 6 --at 'W=reshape(cos(range(12)),3,4),b=zeros(4),v=ones(4)/2' -o whole.npz
0.5161777063535782
$ sh train --steps 2 --at 'W=reshape(cos(range(12)),3,4),b=zeros(4),v=ones(4)/2' -o step.npz
0.6153156307161796
$ for i in 1 2; do sh train --steps 2 --at @step.npz -o step.npz; done
0.5313558473536584
0.5161777063535782
$ for w in W b v; do for f in whole step; do dcalc eval $w --at @$f.npz -q -n 17 >$f; done; cmp whole step; done

# The same bytes whatever the number of threads.
$ printf '%s\n' 'z = M@w; sum(softplus(z) - t*z)/3000 + sum((w[1:] - w[:-1]^2)^2)' >long.txt
$ printf '%s\n' 'dcalc grad @long.txt --wrt w -q --numbers double "$@" \' \
    '--at "M=reshape(sin(range(180000)), 3000, 60),w=range(60)/60,t=cos(range(3000))"' >ask
$ for j in 1 2 7; do sh ask -j $j >$j; done; sh ask >all; cmp 1 2; cmp 1 7; cmp 1 all; wc -w <all
60

$ dcalc grad 'x^2' --at x=1 -j 0
dcalc: --threads takes a whole number from 1 to 1024, not '0'
[2]

# An interrupt ends it at once, and nothing is written.
$ timeout --preserve-status -s INT 1 dcalc backprop '(w - 1)^2' --weights w --lr 0.001 --at w=0 \
    --steps 1000000000 -o out.json
[130]
$ ls out.json 2>/dev/null
[2]

# Two weights that change places.
$ dcalc backprop '(w2 - w1)^2/2' --weights w1,w2 --lr 1 --steps 2 --at w1=1,w2=5 -q
8
4
-4
1
5

# What no step changes, here the sums of the rows of Y, is computed once and must stay (from NumPy).
$ dcalc backprop -e '-sum(Y*log_softmax(W, axis=1))' --weights W --lr 0.1 --steps 3 -q -n 6 \
    --at 'W=[[1,2],[2,3]],Y=[[1,2],[2,3]]'
5.36750
-0.149599  0.149599
-0.411559  0.411559
1.05130  1.94870
2.15895  2.84105

# A kink on the way is passed over and told of; a step that overflows is an error.
$ dcalc backprop 'relu(w)^2 + relu(w - 1)' --weights w --lr 1/4 --steps 3 --at w=1
loss      0.0625
dloss/dw  0.5
w         0.125
dcalc: note: computed in doubles: several steps
dcalc: note: 'relu' has a kink at 0; its derivative there follows the convention of learning frameworks

$ dcalc backprop 'w^4' --weights w --lr 1 --steps 9 --at w=9
dcalc: expression:1:1: the value overflows on the way
  w^4
  ^^^
  hint: the loss grew for 3 steps and overflowed at step 5: try a smaller --lr
[4]

# The rate may be made of names: of the point, of a file, of the program; the answer is that of its value.
$ dcalc backprop '(w*x - t)^2' --weights w --lr λ/2 --at λ=0.2,w=1,x=2,t=3 -q
1
-4
1.4

$ echo '{"eta": 0.1, "w": 1, "other": 7}' >p.json; dcalc backprop 'r = eta; (2*w - 3)^2' --weights w --lr r --at @p.json -q
1
-4
1.4

$ printf '{"command":"backprop","expr":"(2*w - 3)^2","weights":"w","lr":"eta","at":{"w":1,"eta":%s}}\n' 0.1 0.2 0.1 | dcalc run - | grep -o '"weights".*'
"weights":{"w":1.4}}
"weights":{"w":1.8}}
"weights":{"w":1.4}}

$ dcalc backprop '(w*x - t)^2' --weights w --lr 'c*2' --at c=0.05,w=1,x=2,t=3 -f c | tail -7
double f(double c, double w, double x, double t, double *dw, double *w_next)
{
    const double t1 = w*x - t;
    *dw = 2*x*t1;
    *w_next = w - 4*(x*t1*c);
    return t1*t1;
}

$ dcalc backprop 'w^2' --weights w --lr eta --at w=1
dcalc: --lr:1:1: 'eta' has no value
  eta
  ^^^
  hint: bind it with --at eta=...
[2]

$ dcalc backprop 'w^2' --weights w --lr '[1,2]' --at w=1
dcalc: the learning rate must be a number
[2]

# A log: of (w - c)^2 with c = (1, 2), lr = 0.1, all go down by 0.8 in each step: the loss from 5, the norm of the
# gradient from 2*sqrt(5), and the weights reach (1 - 0.8^k)*sqrt(5).
$ dcalc backprop 'sum((w - [1,2])^2)' --weights w --lr 0.1 --at w=[0,0] --steps 5 -q -n 4 --log log.csv --every 2; head -n 1 log.csv; \
    dcalc eval 'concat([step], round(1e9*[loss,gradient,weights]))' --points log.csv --no-output-header
0.8389
-0.8192  -1.638
0.6723  1.345
step,loss,gradient,weights,seconds
2,3200000000,3577708764,804984472
4,1310720000,2289733609,1320174534
5,838860800,1831786887,1503353223

$ dcalc backprop 'sum((w - [1,2])^2)' --weights w --lr 0.1 --at w=[0,0] --steps 3 -o w.npz -q --log log.jsonl >/dev/null; \
    head -n 1 log.jsonl | sed 's/"seconds":[0-9.]*/"seconds":0/; s/[0-9][0-9],/,/g'; \
    dcalc eval 'round(1e9*loss/gradient)' --points log.jsonl --no-output-header
{"step":1,"loss":5,"gradient":4.472135954999,"weights":0.4472135954999,"seconds":0}
1118033989
894427191
715541753

# The steps are the same, bit for bit, whether anybody watches or not, and the log is a table.
$ for log in '' '--log l.tsv'; do sh train --steps 40 --at 'W=reshape(cos(range(12)),3,4),b=zeros(4),v=ones(4)/2' -o with.npz $log -q >/dev/null; \
    for w in W b v; do dcalc eval $w --at @with.npz -q -n 17; done >"seen$log"; done; cmp seen 'seen--log l.tsv'; dcalc eval loss --points l.tsv -n 3 -q | tail -n +2 | wc -l
40

# Norms have no squares beyond the doubles.
$ dcalc backprop 'sum(w)' --weights w --lr 1e300 --at w=[3e299,0] --steps 2 -q --numbers double --log big.csv >/dev/null; dcalc eval 'round(weights/1e291)' --points big.csv --no-output-header
1220655562
2624880950

# Where training diverges, the error says so, and the log has what came before.
$ dcalc backprop 'w^4' --weights w --lr 1 --at w=9 --steps 40 --log up.csv; cut -d, -f1,2 up.csv
dcalc: expression:1:1: the value overflows on the way
  w^4
  ^^^
  hint: the loss grew for 3 steps and overflowed at step 5: try a smaller --lr
step,loss
1,6561
2,71413468521201
3,9.323528338131281e+43
4,2.0748220310451225e+134

$ dcalc backprop 'log(w)^2' --weights w --lr 30 --at w=.5 --steps 100
dcalc: expression:1:1: 'log' is not defined at -19.274733468764673
  log(w)^2
  ^^^^^^
  hint: this is at step 19 of 100
[1]

# What does not go together.
$ dcalc backprop 'w^2' --weights w --lr 1 --at w=1 --log l.csv; dcalc backprop 'w^2' --weights w --lr 1 --at w=1 --steps 3 --every 2
dcalc: a log is of several steps
  hint: give their number with --steps
dcalc: --every is about a log
  hint: give it with --log FILE
[2]
$ dcalc backprop 'w^2' --weights w --lr .1 --at w=1 --steps 3 --log -; dcalc backprop 'w^2' --weights w --lr .1 --at w=1 --steps 3 --log a.csv -o a.csv; dcalc backprop 'w^2' --weights w --lr .1 --at w=1 --steps 3 --log no/l.csv
dcalc: --log does not go to standard output
  hint: name a file
dcalc: a.csv cannot hold the answer and the log
dcalc: cannot write no/l.csv: No such file or directory
[3]

# --kinks error is obeyed in training too; of a step at the point it is looked at whether there is a derivative
$ dcalc backprop 'relu(w*x) + w' --weights w --lr 0.1 --at w=0,x=1 -q
0
1
-0.1
$ dcalc backprop 'relu(w*x) + w' --weights w --lr 0.1 --at w=0,x=1 --kinks error
dcalc: expression:1:1: 'relu' has no derivative at 0
  relu(w*x) + w
  ^^^^^^^^^
  hint: the derivative from the left is 1, from the right 2
[1]
$ dcalc backprop 'w*abs(w) + w' --weights w --lr 0.1 --at w=0 --kinks error -q
0
1
-0.1
$ dcalc backprop 'relu(w - 1/2) + w' --weights w --lr 1/4 --at w=1 --steps 2 --kinks error -q
dcalc: expression:1:1: 'relu' has no derivative at 0
  relu(w - 1/2) + w
  ^^^^^^^^^^^^^
  hint: whether what is asked for has one in spite of it is not looked at
[1]
$ printf 'x\n1\n2\n' >x.csv; dcalc backprop 'mean(relu(w*x))' --weights w --lr 0.1 --at w=0 --data @x.csv --epochs 1 --kinks error 2>&1 | head -n 1
dcalc: expression:1:6: 'relu' has no derivative at 0
$ echo '{"command":"backprop","expr":"relu(w) + w","weights":["w"],"lr":0.1,"at":{"w":0},"kinks":"error"}' | dcalc run - | cut -c 1-73
{"error":{"kind":"kink","message":"'relu' has no derivative at 0","start"
