#!/usr/bin/env bash
# run.sh DCALC: dcalc-mpi, which stands beside DCALC, on a few ranks of this machine: the bytes of dcalc, and errors that
# are told once. Ends with N passed, N failed.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
dcalc=$(realpath "$1")
program=$dcalc-mpi
tests=20
if [ ! -x "$program" ] || ! command -v mpirun >/dev/null; then
    echo "left out: $tests tests: there is no dcalc-mpi, or no mpirun"
    echo "0 passed, 0 failed"
    exit
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export LC_ALL=C HOME=$work OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_btl_base_warn_component_unused=0
more=()
! mpirun --version 2>&1 | grep -q 'Open MPI' || more=(--oversubscribe --quiet)
passed=0 failed=0

ranks() { # N WORDS...
    local n=$1
    shift
    timeout 60 mpirun "${more[@]}" -n "$n" "$program" "$@"
}

tell() { # STATUS WHAT
    if [ "$1" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)) && echo "failed: $2"; fi
}

data=$top/tests/data/training
echo 'h = relu(X/16@W + b); p = log_softmax(h@V + c, axis=1); 0 - mean(p[range(size(y)), y]) + sum(W^2)/1000' >loss.txt
question=(backprop @loss.txt --weights W,b,V,c --at "@$data/network_start.npz" --data "$data/digits_train.npz"
    --validate "$data/digits_test.npz" --batch 256 --epochs 2 --shuffle --optimizer adam)

# The last batch has 220 rows, and its parts 13 or 14.
"$dcalc" "${question[@]}" --parts 16 -o one.npz -q >one.txt
for n in 1 2 3; do
    ranks $n "${question[@]}" -o many.npz -q >many.txt
    tell $? "$n ranks"
    cmp one.npz many.npz && cmp one.txt many.txt
    tell $? "$n ranks train as one process does"
done

# Log and checkpoint are written once, and other ranks go on from there.
ranks 2 "${question[@]}" --epochs 1 --checkpoint c.safetensors --log log.csv -q >/dev/null
tell $? "a checkpoint"
ranks 3 "${question[@]}" --checkpoint c.safetensors --log log.csv -o many.npz -q >many.txt
cmp one.npz many.npz && cmp one.txt many.txt && [ "$(cut -d, -f 1 log.csv | tail -n +2 | tr '\n' ' ')" = '1 2 3 4 5 6 7 8 9 10 11 12 ' ]
tell $? "ranks that go on"

# Tables in place.
"$dcalc" eval 'i = range(1001); [i, sin(i)].T' -o table.npy -q
"$dcalc" grad 'log(x - 500)*y' --points table.npy -o one.npy -q 2>/dev/null
for n in 1 3; do
    ranks $n grad 'log(x - 500)*y' --points table.npy -o many$n.npy 2>notes$n
    tell $? "a table on $n ranks"
    cmp one.npy many$n.npy
    tell $? "a table of $n ranks"
done
[ "$(grep -c 'rows are undefined' notes3)" = 2 ] && grep -q 'table.npy:335' notes3
tell $? "notes of ranks: $(cat notes3)"

# What cannot be shared.
ranks 2 grad 'x*y' --points log.csv -o no.npy 2>error
[ $? = 2 ] && [ "$(grep -c 'only a .npy table has parts' error)" = 1 ]
tell $? "a table of text: $(cat error)"
ranks 2 grad 'x*y' --points table.npy 2>error
[ $? = 2 ] && [ "$(grep -c 'only a .npy file is written in place' error)" = 1 ] && ! grep -q -e --in-place error
tell $? "answers on standard output: $(cat error)"
ranks 2 backprop 'max(a*x)' --weights a --at a=1 --lr 1 --data 'x=[1,2,3]' 2>error
[ $? = 2 ] && [ "$(grep -c "'max' needs all of its rows at once" error)" = 1 ]
tell $? "a loss: $(cat error)"

# An error of one rank is told by it, and ends all.
{ echo x && seq 1 99; } >x.csv
"$dcalc" eval '1/(x - 98)' --points x.csv -o x.npy -q
ranks 3 backprop 'mean(a*x)' --weights a --at a=1 --lr 1 --data x=@x.npy 2>error
[ $? = 1 ] && grep -q 'on rank 2' error && grep -q 'x\[97\] is nan' error && [ "$(grep -c '^dcalc: ' error)" = 1 ]
tell $? "a row: $(cat error)"

# What is not shared is done once.
[ "$(ranks 2 diff 'x^2')" = '2*x' ]
tell $? "a derivative"

# The examples of the manual page.
mpirun() { command mpirun "${more[@]}" "$@"; }
example() { "$top/tests/docs/example.sh" "$top/man/dcalc-mpi.1" "$1"; }
PATH=$(dirname "$program"):$PATH
mkdir examples && cd examples || exit 1
dcalc backprop 'sum(W^2) + sum(b) + sum(v)' --weights W,b,v --at 'W=sin(reshape(range(12), 3, 4)),b=zeros(4),v=ones(4)/4' --lr 0 -o start.npz -q >/dev/null
dcalc backprop 'sum(x^2) + sum(y)' --weights x,y --at 'x=cos(reshape(range(1500), 500, 3)),y=sin(range(500))' --lr 0 -o train.npz -q >/dev/null
eval "$(example train)" >many.txt 2>error && eval "$(example train | sed 's/^.*-mpi/dcalc/; s/--checkpoint.*/--parts 16 -o one.npz/')" >one.txt 2>error
cmp one.npz weights.npz && cmp one.txt many.txt
tell $? "the example of a training"
dcalc eval 'i = range(1001); [i, sin(i)].T' -o table.npy -q
eval "$(example table)" && eval "$(example table | sed 's/^.*-mpi/dcalc/; s/answers/one/')" && cmp one.npy answers.npy
tell $? "the example of a table"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
