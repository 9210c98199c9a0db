#!/usr/bin/env bash
# parallel.sh DCALC: GNU parallel over ssh on three hosts, of which one is cut off while it works: the work ends on the
# others, with the bytes of one machine. The commands are those of dcalc-scale(7).
# shellcheck source=common.bash disable=SC2154
. "$(dirname "$0")/common.bash"
# shellcheck source=hosts.bash
. "$here/hosts.bash"
in_namespaces 9
make_ssh
cd "$work" || exit 1
table 15000 >table.csv
tail -n +2 table.csv >rows.csv
dcalc eval '[x,y]' --points table.csv -q -o table.npy
certified='jv(y, x)'
dcalc grad "$certified" --points table.csv --numbers certified -q --no-output-header >whole.csv
dcalc grad "$certified" --points table.npy --numbers certified -q -o whole.npy

for i in 1 2 3; do ssh_host $i; done
on_all=$(parallel -j1 -S h1,h2,h3 -N0 hostname ::: 1 2 3 4 5 6 7 8 9 | sort -u | tr '\n' ' ')
test "$on_all" = 'h1 h2 h3 '
tell $? "jobs ran on $on_all"

# Ranges of rows, answered in place.
seq 0 1000 14999 | awk '{ print $1 ":" $1 + 1000 }' >ranges
parallel -j1 -S h1,h2,h3 --retries 3 --joblog log.ranges --workdir "$work" \
    "dcalc grad '$certified' --points table.npy --numbers certified -j1 -q --rows {} -o out.npy --in-place --report {#}.json" \
    :::: ranges 2>ranges.err &
job=$!
cut_off_at_work 2 $job '^dcalc grad jv'
wait $job
tell $? "parallel with ranges failed: $(tail -n 3 ranges.err)"
cmp out.npy whole.npy
tell $? "ranges of rows on two hosts are not the whole"
sums=$(jq -s -c '[(map(.rows) | add), (map(.status) | add)]' ./*.json)
test "$sums" = '[15000,0]'
tell $? "reports add up to $sums"


# Blocks of a stream.
ssh_host 2
parallel -q --pipe -k -j1 -S h1,h2,h3 --retries 3 --block 30k --joblog log.pipe \
    dcalc grad "$certified" --points - --no-header --columns id,x,y --numbers certified -j1 -q --no-output-header \
    <rows.csv >pipe.csv 2>pipe.err &
job=$!
cut_off_at_work 2 $job '^dcalc grad jv'
wait $job
tell $? "parallel --pipe failed: $(tail -n 3 pipe.err)"
cmp pipe.csv whole.csv
tell $? "blocks are not the whole"

# Jobs of `dcalc run`, while a host is down from the start.
seq 2000 | awk '{ printf "{\"id\":%d,\"command\":\"diff\",\"expr\":\"x^%d\",\"at\":{\"x\":\"1/%d\"}}\n", $1, $1 % 50, $1 }' >jobs.jsonl
dcalc run jobs.jsonl >answers.jsonl
parallel --pipe -k -j1 -S h1,h2,h3 --retries 3 --block 20k dcalc run - -j1 <jobs.jsonl 2>jobs.err | cmp - answers.jsonl
tell $? "jobs on two hosts are not answered as on one machine: $(tail -n 3 jobs.err)"
finish
