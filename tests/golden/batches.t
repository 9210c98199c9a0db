# Batches in parts: losses that are sums over rows, and those that are not. What is expected of the first is the whole batch, and PyTorch's.
# Tests src/train/parts.c, src/train/split.c, src/train/split_loss.c, src/train/ranks.c.
$ ln -s "$DATA"/training/* .
$ echo 'X = X/16; p = log_softmax(X@V + c, axis=1); -mean(p[range(size(y)), y])' >logistic.txt
$ MORE='--parts 7' sh near.sh logistic_ logistic.txt digits_train.npz V,c 1e-10
adam near
momentum near

# Sums and means over rows, with penalties, in batches of 9 and a last one of 5 rows, in 1 to 16 parts.
$ dcalc eval 'a = reshape(range(69), 23, 3); X = sin(a^2 + a); X' -o X.npy -q; dcalc eval 'sin(3*range(23))' -o y.npy -q; dcalc eval 'k = range(23); k - 4*floor(k/4)' -o k.npy -q
$ printf '%s\n' 'dcalc backprop "$L" --weights W,v,l --at "W=[[.1,.2,.3,.4],[.5,.6,-.7,.8],[.9,-.1,.2,.3]],v=[.3,-.2,.5,.1],l=.7" --data X=@X.npy,y=@y.npy,k=@k.npy --batch 9 --epochs 3 --lr .01 -q --parts "$@"' >parts.sh
$ echo 'mean((tanh(X@W)@v - y)^2)
sum((tanh(X@W)@v - y)^2)/100 + l*sum(W^2)
mean((tanh(X@W)@v - y)^2) + l*sum(W^2) + 3
sum((X@W@v - y)^2)/(2*size(y)) + l/(2*size(y))*sum(W^2)
r = tanh(X@W)@v - y; l*(r@r + sum(v^2))/30
r = tanh(X@W)@v - y; l*(r@r/size(y) + sum(v^2))
p = log_softmax(X@W, axis=1); 0 - mean(p[range(size(k)), k])
G = X.T@(X@W - 1); sum(G)/40
trace((X@W - 1).T@(X@W - 1))/40
mean(where(y > 0, X@W@v, -y)) + norm(v)
sum(X@W@v + 5)/30 + v@v
e = W.T[k]; mean(sum(e*X, axis=1))
sum(mean((X@W - 1)^2, axis=0)) + l*mean(cumsum(W, axis=0)^2)
mean((concat(X, X^2, axis=1)@concat(W, W)@v - y)^2)*(1 + v@v)
mean(max(X@W, axis=1)*size(y)/size(y)) + mean(outer(y, v)^2)' >losses.txt
$ while read -r L; do export L; sh parts.sh 1 -o a.npz >a.txt; for n in 2 9; do sh parts.sh $n -o b.npz >b.txt; dcalc eval 'where(max(abs(W - V)) + max(abs(v - u)) + abs(l - m) < 1e-14, 1, 0)' --at @a.npz,V=@b.npz[W],u=@b.npz[v],m=@b.npz[l] -q; done; done <losses.txt | sort | uniq -c | awk '{ print $1, $2 }'
30 1

# What needs all rows is named.
$ for L in 'norm(X@W@v - y)' 'H = X@W; mean((H - mean(H, axis=0))^2)' 'max(X@W@v)' 'exp(mean(y*l))' 'sum(cumsum(X@W, axis=0))' 'mean(softmax(X@W, axis=0)@v)' 'mean((X@W)@(W.T@X.T))' 'X[0,:]@W@v' 'det(X.T@X + l)' 'mean(y*l) + sum(y*v[0])' 'sum(X@W@v*range(size(y)))' 'mean(y*l)/(1 + mean(y^2))'; do export L; sh parts.sh 3 2>&1 | head -n 3; done
dcalc: expression:1:1: a batch cannot be computed in parts: 'norm' needs all of its rows at once
  norm(X@W@v - y)
  ^^^^^^^^^^^^^^^
dcalc: expression:1:15: a batch cannot be computed in parts: '-' needs all of its rows at once
  H = X@W; mean((H - mean(H, axis=0))^2)
                ^^^^^^^^^^^^^^^^^^^^^
dcalc: expression:1:1: a batch cannot be computed in parts: 'max' needs all of its rows at once
  max(X@W@v)
  ^^^^^^^^^^
dcalc: expression:1:1: a batch cannot be computed in parts: 'exp' needs all of its rows at once
  exp(mean(y*l))
  ^^^^^^^^^^^^^^
dcalc: expression:1:5: a batch cannot be computed in parts: 'cumsum' needs all of its rows at once
  sum(cumsum(X@W, axis=0))
      ^^^^^^^^^^^^^^^^^^^
dcalc: expression:1:6: a batch cannot be computed in parts: 'softmax' needs all of its rows at once
  mean(softmax(X@W, axis=0)@v)
       ^^^^^^^^^^^^^^^^^^^^
dcalc: expression:1:6: a batch cannot be computed in parts: '@' needs all of its rows at once
  mean((X@W)@(W.T@X.T))
       ^^^^^^^^^^^^^^^
dcalc: expression:1:1: a batch cannot be computed in parts: '[]' needs all of its rows at once
  X[0,:]@W@v
  ^^^^^^
dcalc: expression:1:1: a batch cannot be computed in parts: 'det' needs all of its rows at once
  det(X.T@X + l)
  ^^^^^^^^^^^^^^
dcalc: expression:1:1: a batch cannot be computed in parts: terms of 'mean' depend on the number of rows in different ways
  mean(y*l) + sum(y*v[0])
  ^^^^^^^^^^^^^^^^^^^^^^^
dcalc: expression:1:5: a batch cannot be computed in parts: '*' needs all of its rows at once
  sum(X@W@v*range(size(y)))
      ^^^^^^^^^^^^^^^^^^^^
dcalc: expression:1:1: a batch cannot be computed in parts: 'mean' needs all of its rows at once
  mean(y*l)/(1 + mean(y^2))
  ^^^^^^^^^^^^^^^^^^^^^^^^^
$ L='sum(y*v[0])' sh parts.sh 5000
dcalc: --parts takes a whole number from 1 to 4096, not '5000'
[2]

$ dcalc backprop '(w - 1)^2' --weights w --at w=0 --lr .1 --parts 2
dcalc: batches are rows of data
  hint: give the data with --data FILE
[2]
