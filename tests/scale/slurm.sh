#!/usr/bin/env bash
# slurm.sh DCALC: the job array of dcalc-scale(7): its tasks one by one, and by Slurm on three nodes, each a host of its own,
# of which one is cut off while it works.
# shellcheck source=common.bash disable=SC2154
. "$(dirname "$0")/common.bash"
# shellcheck source=hosts.bash
. "$here/hosts.bash"
in_namespaces 6
cd "$work" || exit 1
example array.sh >array.sh
table 15000 >table.csv
dcalc eval '[x,y]' --points table.csv -q -o table.npy
dcalc grad 'jv(y, x)' --points table.npy --numbers certified -q -o whole.npy

# Without Slurm.
for i in 29 0 7; do SLURM_ARRAY_TASK_ID=$i SLURM_CPUS_PER_TASK=2 sh array.sh; done
for r in 0:500 3500:4000 14500:15000; do
    for f in answers whole; do dcalc eval '[a,b]' --points $f.npy --columns a,b --rows $r -q; done | awk '{ n[$0]++ } END { for (l in n) if (n[l] % 2) exit 1 }' || echo "$r"
done >differ
test ! -s differ
tell $? "tasks run one by one differ in rows $(cat differ)"
rm answers.npy report.*

if ! command -v slurmctld >/dev/null || ! command -v munged >/dev/null; then
    left_out 5 "slurmctld or munged is not here"
    finish
fi
head -c 1024 /dev/urandom >munge.key
chmod 400 munge.key
munge="mkdir -p /run/munge; chmod 755 /run/munge; munged --force --num-threads=2 --key-file=$work/munge.key --socket=/run/munge/munge.socket.2 \
    --pid-file=/run/munge/pid --log-file=/run/munge/log --seed-file=/run/munge/seed"
cat >slurm.conf <<END
ClusterName=dcalc
SlurmctldHost=control
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CryptoType=crypto/munge
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool.%n
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.%n.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
SlurmdTimeout=6
MinJobAge=600
ReturnToService=2
KillWait=5
NodeName=h[1-3] CPUs=1 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES State=UP MaxTime=INFINITE
END
# Nothing is confined by groups of processes, which the hosts share with all else.
echo CgroupPlugin=cgroup/v1 >cgroup.conf
mkdir state spool.h1 spool.h2 spool.h3
export SLURM_CONF=$work/slurm.conf
sh -c "$munge" >munge.log 2>&1
slurmctld -D >slurmctld.log 2>&1 &
for i in 1 2 3; do host $i "mount -t tmpfs none /sys/fs/cgroup; $munge; export SLURM_CONF=$work/slurm.conf PATH=$PATH; exec slurmd -D -N h$i"; done
idle() { test "$(sinfo -h -o %t -N | grep -c idle)" = 3; }
waits 60 idle
tell $? "three nodes are not idle: $(sinfo -N 2>&1; tail -n 3 slurmctld.log h1.log)"
sbatch -o task.%a.log array.sh >sbatch.log 2>&1
tell $? "sbatch failed: $(cat sbatch.log)"
cut_off_at_work 2 $$ '^dcalc grad jv'
done_all() { test -z "$(squeue -h)"; }
waits 240 done_all
tell $? "the tasks do not end: $(squeue)"
cmp answers.npy whole.npy
tell $? "the answers of the job array are not those of one machine: $(cat task.*.log | head -n 5)"
finish
