# Steps of training: chained, stopped, and on any number of threads.
# Tests src/number/doubles.c, src/question/leaves.c.
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
[4]
