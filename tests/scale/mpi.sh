#!/usr/bin/env bash
# mpi.sh DCALC: dcalc-mpi on three hosts, of which one is cut off while it trains; ranks that are killed at random moments,
# MPI_KILLS times (5), whose training goes on from the checkpoint each time: the bytes of one process.
# shellcheck source=common.bash disable=SC2154
. "$(dirname "$0")/common.bash"
# shellcheck source=hosts.bash
. "$here/hosts.bash"
program=$dcalc-mpi
if [ ! -x "$program" ] || ! mpirun --version 2>&1 | grep -q 'Open MPI'; then
    left_out 8 "there is no dcalc-mpi, or no mpirun of Open MPI"
    finish
fi
in_namespaces 8
make_ssh
for i in 1 2 3; do ssh_host $i; done
cd "$work" || exit 1
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
local_ranks=(mpirun --oversubscribe)
remote_ranks=(mpirun --oversubscribe --mca mpi_yield_when_idle 1 --mca plm_rsh_agent "ssh -F $work/ssh_config"
    --mca btl_tcp_if_include 10.77.0.0/24 --mca oob_tcp_if_include 10.77.0.0/24)

dcalc eval 'i = range(4000); a = reshape(i, 500, 8); sin(a^2 + a)' -o x.npy -q
dcalc eval 'sin(3*range(500))' -o y.npy -q
train=(backprop 'mean((tanh(x@W + b)@v - y)^2)' --weights W,b,v --at 'W=sin(reshape(range(64), 8, 8)),b=zeros(8),v=ones(8)/8'
    --data x=@x.npy,y=@y.npy --batch 60 --shuffle --optimizer adam --parts 6 -q)

# ---- killed ranks ----

epochs=$((30 + 30 * ${MPI_KILLS:-5}))
dcalc "${train[@]}" --epochs $epochs -o whole.npz >whole.txt
tell $? "one process"
kills=0 broken=0 tries=0
while [ $kills -lt "${MPI_KILLS:-5}" ] && [ $((tries += 1)) -le $((3 * ${MPI_KILLS:-5} + 3)) ]; do
    before=$(stat -c %i%Y c.safetensors 2>/dev/null)
    "${local_ranks[@]}" -n $((2 + RANDOM % 2)) "$program" "${train[@]}" --epochs $epochs --checkpoint c.safetensors --save-every 1 \
        -o parts.npz >killed.txt 2>&1 &
    job=$!
    while kill -0 $job && [ "$(stat -c %i%Y c.safetensors 2>/dev/null)" = "$before" ]; do :; done
    sleep "0.0$((RANDOM % 10))"
    kill -KILL "$(pgrep -P $job dcalc-mpi | shuf -n 1)" 2>/dev/null && kills=$((kills + 1))
    wait $job && break
    dcalc eval 'W*0' --at @c.safetensors -q >/dev/null 2>&1 || broken=$((broken + 1))
done
grep -q 'on signal 9' killed.txt
tell $? "the job does not tell of a rank that was killed: $(head -n 3 killed.txt)"
[ $broken = 0 ] && [ $kills = "${MPI_KILLS:-5}" ]
tell $? "$kills kills, and $broken broken checkpoints"
"${local_ranks[@]}" -n 3 "$program" "${train[@]}" --epochs $epochs --checkpoint c.safetensors -o parts.npz >parts.txt
cmp whole.npz parts.npz && cmp whole.txt parts.txt
tell $? "what was killed $kills times has other weights"

# ---- hosts ----

dcalc "${train[@]}" --epochs 40 -o whole.npz >whole.txt
"${remote_ranks[@]}" --host h1:2,h2:2,h3:2 "$program" "${train[@]}" --epochs 40 -o hosts.npz >hosts.txt 2>error
cmp whole.npz hosts.npz && cmp whole.txt hosts.txt
tell $? "three hosts: $(head -n 5 error)"
dcalc eval 'i = range(100000); [i, sin(i)].T' -o table.npy -q
dcalc grad 'exp(x/1e5)*y' --points table.npy -o one.npy -q
"${remote_ranks[@]}" --host h1,h2,h3 "$program" grad 'exp(x/1e5)*y' --points table.npy -o three.npy -q 2>error
cmp one.npy three.npy
tell $? "a table on three hosts: $(head -n 5 error)"

# Host 2 is cut off. The job ends, and goes on with the others.
dcalc "${train[@]}" --epochs 200 -o whole.npz >whole.txt
"${remote_ranks[@]}" --host h1,h2,h3 "$program" "${train[@]}" --epochs 200 --checkpoint h.safetensors --save-every 1 -o cut.npz >cut.txt 2>error &
job=$!
waits 30 test -e h.safetensors
cut_off 2
waits 60 eval "! kill -0 $job" || kill $job
! wait $job
tell $? "the job does not end with its host"
"${remote_ranks[@]}" --host h1,h3 "$program" "${train[@]}" --epochs 200 --checkpoint h.safetensors -o cut.npz >cut.txt 2>error
cmp whole.npz cut.npz && cmp whole.txt cut.txt
tell $? "the hosts that are left: $(head -n 5 error)"
finish
