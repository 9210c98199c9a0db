# Training from data: batches, orders of rows, optimizers, checkpoints. What is expected is PyTorch's (tests/generate/training.py).
# Tests src/train/train.c, src/train/batches.c, src/train/checkpoint.c, src/train/model.c, src/train/optimizer.c, src/train/lbfgs.c, src/train/states.c, src/train/schedule.c, src/train/settings.c, src/train/shuffle.c, src/train/values.c, src/number/doubles.c, cmd/checkpoint.c, cmd/training_log.c.
$ ln -s "$DATA"/training/* .
$ echo 'mean((tanh(X@W + b)@v + c - y)^2)' >loss.txt

# 1,001 steps of each rule are those of torch.optim, to 1e-12; of lbfgs, which amplifies rounding, 20 moves and 80 short ones.
$ sh near.sh '' loss.txt rows.npz W,b,v,c 1e-12
sgd near
decay near
momentum near
nesterov near
adam near
adam2 near
adamw near
rmsprop near
centered near
clip near
shuffle near
step near
exponential near
cosine near
linear near
lbfgs near
lbfgs2 near

# The digits of scikit-learn: after each of ten epochs the losses are PyTorch's, to 1e-10.
$ echo 'X = X/16; p = log_softmax(X@V + c, axis=1); -mean(p[range(size(y)), y])' >logistic.txt
$ echo 'X = X/16; p = log_softmax(relu(X@W + b)@V + c, axis=1); -mean(p[range(size(y)), y])' >network.txt
$ sh near.sh logistic_ logistic.txt digits_train.npz V,c 1e-10
adam near
momentum near

$ sh near.sh network_ network.txt digits_train.npz W,b,V,c 1e-10
adam near
momentum near

# The same from a table, a folder, single files, and a job.
$ printf 'x,y\n' >line.csv; for i in 1 2 3 4 5; do echo "$i,$((2*i + 1))" >>line.csv; done
$ printf '%s\n' 'dcalc backprop "mean((a*x + b - y)^2)" --weights a,b --at a=0,b=0 --lr .05 --batch 2 --epochs 9 "$@"' >train.sh
$ sh train.sh --data line.csv
loss  0.0013840081672029491
a     1.9980110028069773
b     1.0534700661093517
dcalc: note: computed in doubles: several steps

$ mkdir f; for n in x y; do dcalc eval $n --at @line.csv -o f/$n.npy 2>/dev/null; done; sh train.sh --data f -q; sh train.sh --data f/ -q -f json
0.0013840081672029491
1.9980110028069773
1.0534700661093517
{"command":"backprop","expr":"mean((a*x + b - y)^2)","at":{"a":0,"b":0},"loss":0.0013840081672029491,"weights":{"a":1.9980110028069773,"b":1.0534700661093517},"steps":27,"epochs":9,"notes":["computed in doubles: several steps"]}

$ printf '%s\n' '{"command":"backprop","expr":"mean((a*x + b - y)^2)","weights":"a,b","at":{"a":0,"b":0},"lr":0.05,"batch":2,"epochs":9,"data":"@line.csv"}' \
    '{"command":"backprop","expr":"mean((a*x + b - y)^2)","weights":"a,b","at":{"a":0,"b":0},"optimizer":"adam","epochs":2,"data":{"x":[1,2,3],"y":"@f/y.npy[:3]"},"validate":{"x":[4],"y":[9]}}' | dcalc run - | sed 's/.*"loss"/"loss"/'
"loss":0.0013840081672029491,"weights":{"a":1.9980110028069773,"b":1.0534700661093517},"steps":27,"epochs":9,"notes":["computed in doubles: several steps"]}
"loss":27.634009666686655,"weights":{"a":0.001999984618583156,"b":0.0019999843088791885},"steps":2,"epochs":2,"validation":80.82010138835786,"notes":["computed in doubles: several steps","the validation loss is 80.82010138835786"]}

$ for s in 0 -1; do echo '{"command":"backprop","expr":"mean((w - x)^2)","weights":"w","at":{"w":1},"lr":0.25,"data":{"x":[3,5]},"shuffle":true,"seed":'$s'}'; done | dcalc run - | sed 's/.*"loss"/"loss"/'
"loss":10,"weights":{"w":2.5},"steps":1,"epochs":1,"notes":["computed in doubles: several steps"]}
{"error":{"kind":"usage","message":"\"seed\" must be a whole number from 0 to 2147483647"}}

# An optimizer without data takes --steps.
$ dcalc backprop '(w - 1)^2' --weights w --at w=0 --optimizer adam --lr .1 --steps 100 -q -n 6
4.67457e-6
0.997063

# The loss of other data after each epoch; an early stop gives the weights of the best epoch.
$ printf '%s\n' 'dcalc backprop "mean((a*x + b - y)^2)" --weights a,b --at a=0,b=0 --data line.csv "$@"' >fit.sh
$ sh fit.sh --validate x=[1,2,3],y=[2,4,6] --lr .01 --epochs 100 --patience 2 -n 4 --log log.csv
loss  0.7873
a     1.793
b     0.5070
dcalc: note: computed in doubles: several steps
dcalc: note: stopped after epoch 9; the weights are those of epoch 7, whose validation loss was 0.03717

$ cut -d, -f 1,6,7 log.csv | LC_ALL=C awk -F, 'NR == 1 || NR > 8 { printf "%s,%.6s,%.6s\n", $1, $2, $3 }'
step,epoch_,valida
8,1.3300,0.0817
9,0.7872,0.1612

$ sh fit.sh --lr .01 --epochs 2 --batch 2 --every 4 --log log.jsonl -q -n 3; sed 's/"seconds":[0-9.]*/"seconds":0/' log.jsonl
4.59
1.87
0.506
{"step":3,"loss":55.669505439999995,"gradient":76.08960878963697,"weights":1.458012599045701,"seconds":0,"epoch":1,"epoch_loss":40.574081088}
{"step":4,"loss":2.3660373070159997,"gradient":5.691032380794191,"weights":1.5125306580864022,"seconds":0}
{"step":6,"loss":5.633321817974765,"gradient":24.204658003561537,"weights":1.9381690907631315,"seconds":0,"epoch":2,"epoch_loss":4.5913881470543325}

# A training that is killed again and again ends with the bits of one that was not.
$ printf '%s\n' 'sh fit.sh --optimizer adam --lr .001 --batch 2 --epochs 700 --shuffle --seed 3 --weight-decay .01 --clip 5 -q "$@"' >long.sh
$ sh long.sh -o whole.npz >/dev/null
$ (t=0.01; until timeout -s KILL $t sh long.sh --checkpoint c.safetensors --save-every 7 -o parts.npz; do t=$(LC_ALL=C awk -v t=$t 'BEGIN { print 1.2*t }'); done) >/dev/null 2>&1; for w in a b; do dcalc eval $w --at @whole.npz -q -n 17; dcalc eval $w --at @parts.npz -q -n 17; dcalc eval $w --at @c.safetensors -q -n 17; done | uniq -c | awk '{ print $1 }'; ls c.safetensors
3
3
c.safetensors

# More epochs go on from there; what is finished is answered at once.
$ sh fit.sh --lr .01 --epochs 3 --batch 2 --checkpoint e.safetensors -q; sh fit.sh --lr .01 --epochs 5 --batch 2 --checkpoint e.safetensors -q; sh fit.sh --lr .01 --epochs 5 --batch 2 -q; sh fit.sh --lr .01 --epochs 5 --batch 2 --checkpoint e.safetensors -q
0.5837793525210943
2.0226862341239538
0.5509532999349149
0.051085362826854594
2.0875889754838455
0.5772333539582158
0.051085362826854594
2.0875889754838455
0.5772333539582158
0.051085362826854594
2.0875889754838455
0.5772333539582158

# A log goes on as the training does, behind a line that was cut short.
$ sh fit.sh --lr .01 --epochs 2 --checkpoint l.safetensors --log l.csv -q >/dev/null; printf 3,0. >>l.csv; sh fit.sh --lr .01 --epochs 4 --checkpoint l.safetensors --log l.csv -q >/dev/null; cut -d, -f 1 l.csv; rm l.safetensors; sh fit.sh --lr .01 --epochs 1 --checkpoint l.safetensors --log l.csv -q >/dev/null; cut -d, -f 1 l.csv
step
1
2
3
4
step
1

# Steps that are taken again stand in the log once, in every form, and what was seen of the loss before is not said again.
$ for form in csv tsv jsonl; do sh fit.sh --lr .01 --epochs 2 --batch 2 --checkpoint r.safetensors --log r.$form -q >/dev/null; cp r.safetensors early.safetensors; sh fit.sh --lr .01 --epochs 4 --batch 2 --checkpoint r.safetensors --log r.$form -q >/dev/null; sh fit.sh --lr .01 --epochs 4 --batch 2 --log whole.$form -q >/dev/null; cp early.safetensors r.safetensors; sh fit.sh --lr .01 --epochs 4 --batch 2 --checkpoint r.safetensors --log r.$form -q >/dev/null; for log in r.$form whole.$form; do sed 's/[0-9.]*[^0-9.]*seconds[^,}]*//; s/[0-9]\.[0-9]\{6\}\([,\t]\)/\1/' $log >$log.part; done; cmp r.$form.part whole.$form.part; wc -l <r.$form; rm r.*; done
13
13
12
$ for turn in 1 2; do dcalc backprop '(w*x)^2' --weights w --at w=1 --data x=[1,1,1,1e200] --batch 1 --lr .1 --checkpoint g.safetensors --save-every 2 -q 2>&1 | sed -n 's/.*hint: //p'; done
the loss overflowed at step 4: try a smaller --lr
the loss overflowed at step 4: try a smaller --lr

# Other data of the same size, another number of the point, and other data to validate with are of another training.
$ train() { dcalc backprop 'mean((w*x - c)^2)' --weights w --lr r --checkpoint d.safetensors --epochs 2 -q "$@" 2>&1 | head -n 1; }; train --at w=1,c=1,r=.1 --data x=[1,2]; train --at w=5,c=1,r=.1 --data x=[1,2]; train --at w=1,c=1,r=.1 --data x=[1,3]; train --at w=1,c=1,r=.2 --data x=[1,2]; train --at w=1,c=2,r=.1 --data x=[1,2]; train --at w=1,c=1,r=.1 --data x=[1,2] --validate x=[3]
0.20000000000000004
0.20000000000000004
dcalc: d.safetensors is a checkpoint of another training
dcalc: d.safetensors is a checkpoint of another training
dcalc: d.safetensors is a checkpoint of another training
dcalc: d.safetensors is a checkpoint of another training

# Data that memory does not hold: doubles are read where they are, others from a temporary file.
$ npy() { printf '\223NUMPY\1\0\166\0'; printf '%-117s\n' "{'descr': '$1', 'fortran_order': False, 'shape': ($2,), }"; }; npy '<f8' 5000000 >x8.npy; truncate -s 40000128 x8.npy; npy '<f4' 5000000 >x4.npy; truncate -s 20000128 x4.npy; dcalc eval x --at x=@x8.npy -o z.npz -q
$ for x in x8.npy x4.npy z.npz; do dcalc backprop 'mean((w - x)^2)' --weights w --at w=1 --data x=@$x --batch 5000 --lr .01 --max-memory 24M -q; done; dcalc eval 'sum(x)' --at x=@x4.npy --max-memory 24M; rm x8.npy x4.npy z.npz
0.02525252525252522
1.6829673572159541e-9
0.02525252525252522
1.6829673572159541e-9
0.02525252525252522
1.6829673572159541e-9
dcalc: this needs more memory than is allowed
  hint: allow more with --max-memory

# Mistakes.
$ sh fit.sh --lr a/2
dcalc: expression:1:7: 'a' has no value
  mean((a*x + b - y)^2)
        ^
  hint: the learning rate is made of constants and of names of --at; weights and data change from step to step
[2]

$ sh fit.sh --lr .02 --epochs 5 --batch 2 --checkpoint e.safetensors
dcalc: e.safetensors is a checkpoint of another training
  hint: the loss, the options, the point and the data must be those that it was made with; remove it to begin anew
[2]

$ echo broken >e.safetensors; sh fit.sh --lr .01 --checkpoint e.safetensors
dcalc: e.safetensors is no checkpoint, or a part of one
  hint: remove it to begin anew
[3]

$ sh fit.sh --lr .01 --checkpoint k.safetensors -q >/dev/null; sh fit.sh --lr .01 --checkpoint k.safetensors --assume 'a > 0'
dcalc: k.safetensors is a checkpoint of another training
  hint: the loss, the options, the point and the data must be those that it was made with; remove it to begin anew
[2]

$ sh fit.sh --lr .01 --checkpoint k.safetensors --log k.safetensors
dcalc: k.safetensors cannot hold the log and the checkpoint
[2]

$ sh fit.sh --lr .01 --checkpoint /dev/zero --max-memory 1M
dcalc: /dev/zero does not fit into memory
  hint: allow more with --max-memory
[4]

$ dcalc backprop 'w^2' --weights w --at w=1 --lr .1 --validate 'q=[1,2]'
dcalc: a training without data has no epochs to validate after
  hint: give the data with --data FILE
[2]

$ sh fit.sh --lr .01 --batch 6
dcalc: a batch of 6 is more than the 5 rows of the data
[2]

$ sh fit.sh --batch 2
dcalc: sgd needs a learning rate
  hint: give it with --lr 0.1
[2]

$ sh fit.sh --lr .01 --steps 2
dcalc: steps through data are counted in epochs
  hint: give their number with --epochs
[2]

$ sh fit.sh --lr .01 --optimizer adm
dcalc: --optimizer does not know 'adm'
  hint: did you mean adam?
[2]

$ sh fit.sh --lr .01 --optimizer adam:beta=.5
dcalc: adam has no setting 'beta'
  hint: it has beta1, beta2, eps; the rate is given with --lr
[2]

$ sh fit.sh --lr .01 --optimizer adam:beta1=1
dcalc: beta1 of adam must be a number from 0 to 1, without 1
[2]

$ sh fit.sh --lr .01 --schedule cosine:max=1
dcalc: cosine has no setting 'max'
  hint: it has min; the rate is given with --lr
[2]

$ sh fit.sh --lr .01 --clip 0
dcalc: --clip must be a number above 0
[2]
$ sh fit.sh --lr .01 --seed 3; dcalc backprop 'w^2' --weights w --at w=1 --lr .1 --steps 2 --seed 3
dcalc: a seed is of the order of shuffled rows
  hint: shuffle them with --shuffle
dcalc: a seed is of the order of shuffled rows
  hint: shuffle them with --shuffle
[2]
$ sh fit.sh --lr .01 --clip -1
dcalc: --clip must be a number that is not below 0
[2]

$ sh fit.sh --lr .01 --save-every 3
dcalc: --save-every is about a checkpoint
  hint: give it with --checkpoint FILE
[2]

$ sh fit.sh --lr .01 --patience 3
dcalc: an early stop needs data to validate with
  hint: give it with --validate FILE
[2]

$ sh fit.sh --lr .01 --validate x=[1,2]
dcalc: --validate has no 'y', but --data has
[2]

$ sh fit.sh --lr .01 --explain
dcalc: a training is computed in doubles, without formulas
  hint: leave out what asks for others
[2]

$ sh fit.sh --lr .01 --at x=1
dcalc: 'x' is in --at and in --data
[2]

$ sh fit.sh --lr 3 --epochs 2000
dcalc: expression:1:6: the value overflows on the way
  mean((a*x + b - y)^2)
       ^^^^^^^^^^^^^^^
  hint: the loss grew for 82 steps and overflowed at step 84: try a smaller --lr
[4]

$ dcalc backprop 'mean((a*x + b - y)^2)' --weights a,b --at a=0,b=0 --lr .1 --data x=[1,2,3],y=[1,2]
dcalc: 'y' of --data has 2 rows, but 'x' has 3
[2]

$ dcalc backprop 'mean((a*x + b - y)^2)' --weights a,b --at a=0,b=0 --lr .1 --data x=[1,2,3],y=1
dcalc: 'y' of --data is a number, and has no rows
  hint: what is the same in every step is given with --at
[2]

$ dcalc backprop 'mean((a*x + b - z)^2)' --weights a,b --at a=0,b=0 --lr .1 --data line.csv
dcalc: expression:1:17: 'z' has no value
  mean((a*x + b - z)^2)
                  ^
  hint: bind it with --at z=...; line.csv has x and y
[2]

$ dcalc backprop 'mean((a*x + b - y)^2)' --weights a,b --at a=0 --lr .1 --data line.csv
dcalc: the weight 'b' has no value
  hint: bind it with --at b=...; line.csv has x and y
[2]

$ dcalc backprop 'a^2' --weights a --at a=0 --lr .1 --epochs 3
dcalc: an epoch is a pass through data
  hint: give it with --data FILE
[2]

$ printf 'x,y\n1,2\n2,4\n3,1e400\n' >wide.csv; dcalc backprop 'mean((a*x - y)^2)' --weights a --at a=0 --lr .1 --data wide.csv; printf 'x,y\n1,2\n2,\n' >gap.csv; dcalc backprop 'mean((a*x - y)^2)' --weights a --at a=0 --lr .1 --data gap.csv
dcalc: 'y' has an entry that is no finite double
dcalc: gap.csv:3:3: an empty field
  2,
    ^
  hint: --missing drop leaves such rows out
[2]
