# Models as PyTorch saves them (tests/generate/state_dict.py): loss and gradients are those of its autograd.
# Tests src/data/npz.c, src/data/safetensors.c, src/data/members.c.
$ ln -s "$DATA"/state_dict/* .

# near ANSWER EXPECTED: the loss and every gradient, to 1e-12 of 1 or of their size.
$ printf '%s\n' 'near() { for n in $(grep -oE "^\"[a-z0-9_]+\"" $2 | tr -d \"); do' 'case $n in loss) a=value ;; *) a=gradient][$n ;; esac' \
    'dcalc eval "where(max(abs(a - b)/(1 + abs(b))) < 1e-12, 1, 0)" --at "a=@$1[$a],b=@$2[$n]" -q' 'done | sort | uniq -c; }' >near.sh

# A network of three layers: linear, relu; linear, gelu; linear, cross entropy.
$ echo 'linear(x, W, b) = x@W.T + b
h = relu(linear(X, fc1_weight, fc1_bias))
h = gelu(linear(h, fc2_weight, fc2_bias))
p = log_softmax(linear(h, fc3_weight, fc3_bias), axis=1)
-mean(p[range(5), y])' >network.txt

$ dcalc grad @network.txt --at @network.npz,@network_data.npz -o n.json -q; . ./near.sh; near n.json network.json
      7 1

$ dcalc grad @network.txt --at @network.safetensors,@network_data.npz -o n.json -q; . ./near.sh; near n.json network.json
      7 1

# A step of training writes weights under the names of expressions, which come before those of the model.
$ dcalc backprop @network.txt --at @network.npz,@network_data.npz --weights fc1_weight,fc3_bias --lr 0.5 -o step.npz -q -n 8
1.1580429

$ dcalc eval @network.txt --at @network.npz,@network_data.npz --at @step.npz -q -n 10
1.125536205

# A block of a transformer: two heads of attention with a mask, norms, gelu.
$ echo 'i = range(5)
linear(x, W, b) = x@W.T + b
norm(x, w, b) = (x - mean(x, axis=1, keepdims=True))/sqrt(var(x, axis=1, keepdims=True) + 1e-5)*w + b
attend(q, k, v) = softmax(where(i[:,None] >= i, q@k.T/sqrt(4), -1e9), axis=1)@v
h = linear(norm(X, norm1_weight, norm1_bias), self_attn_in_proj_weight, self_attn_in_proj_bias)
q = h[:,0:8]; k = h[:,8:16]; v = h[:,16:24]
a = concat(attend(q[:,:4], k[:,:4], v[:,:4]), attend(q[:,4:], k[:,4:], v[:,4:]), axis=1)
x = X + linear(a, self_attn_out_proj_weight, self_attn_out_proj_bias)
h = gelu(linear(norm(x, norm2_weight, norm2_bias), linear1_weight, linear1_bias))
x = x + linear(h, linear2_weight, linear2_bias)
mean((x - T)^2)' >block.txt

$ dcalc grad @block.txt --at @block.npz,@block_data.npz -o b.json -q; . ./near.sh; near b.json block.json
     13 1

$ dcalc grad @block.txt --at @block.safetensors,@block_data.npz -o b.json -q; . ./near.sh; near b.json block.json
     13 1

# The same digits, certified.
$ dcalc eval @block.txt --at @block.npz,@block_data.npz --numbers certified
4.607244861393549
