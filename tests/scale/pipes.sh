#!/usr/bin/env bash
# pipes.sh DCALC: a table cut into parts on one machine, the part of these tests that `make check` runs: the parts' bytes
# are those of the whole, and their reports add up.
# shellcheck source=common.bash disable=SC2154
. "$(dirname "$0")/common.bash"
cd "$work" || exit 1
mkdir -p .parallel/tmp && touch .parallel/will-cite

table 20000 >big.csv
question=(dcalc grad 'log(x)*y^2' --points)
"${question[@]}" big.csv --keep id -j1 >whole.csv 2>whole.err

# Blocks of whole lines, each a table without a header.
tail -n +2 big.csv |
    parallel -q --pipe -k -j2 --block 100k "${question[@]}" - --no-header --columns id,x,y --keep id --no-output-header -j1 2>/dev/null |
    cmp - <(tail -n +2 whole.csv)
tell $? "blocks of GNU parallel --pipe are not the whole"

# Ranges of rows of one file.
parallel -k -j2 "dcalc grad 'log(x)*y^2' --points big.csv --keep id -j1 --no-output-header --report r{#}.json --rows {}" \
    ::: 0:7000 7000:14000 14000: 2>/dev/null | cmp - <(tail -n +2 whole.csv)
tell $? "ranges of rows are not the whole"
test "$(jq -s -c '[map(.rows), map(.undefined)] | map(add)' r[123].json)" = '[20000,2857]'
tell $? "reports add up to $(jq -s -c '[map(.rows), map(.undefined)] | map(add)' r[123].json)"
# A part that fails says so, and its report too, through a descriptor of the driver's.
printf 'r1,1,2\nr2,x,3\n' | "${question[@]}" - --no-header --columns id,x,y --report /dev/fd/3 >/dev/null 2>&1 3>failed.json
test $? = 2 && test "$(jq -c '[.rows, .status]' failed.json)" = '[1,2]'
tell $? "a part with a bad row is reported as $(cat failed.json)"

# Two workers write one array at the same time.
dcalc eval '[x,y]' --points big.csv -q -o big.npy
"${question[@]}" big.npy -q -o whole.npy
for r in 9000: 0:9000; do "${question[@]}" big.npy -q -j1 --rows $r -o parts.npy --in-place & done
wait
cmp parts.npy whole.npy
tell $? "parts in place are not the whole"

# A connection instead of standard input and output.
if command -v systemd-socket-activate >/dev/null; then
    port=$((20000 + $$ % 20000))
    read -ra command < <(example activate | sed "s/7070/$port/")
    "${command[@]}" 2>/dev/null &
    server=$!
    connects() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }
    waits 20 connects
    echo '{"command":"diff","expr":"x^3","at":{"x":2}}' >job
    exec 3<>"/dev/tcp/127.0.0.1/$port" && cat job >&3 && head -n 1 <&3 | cmp - <(dcalc run job)
    tell $? "a job over a connection is not answered as from a file"
    exec 3>&-
    kill $server
else
    left_out 1 "systemd-socket-activate is not here"
fi
finish
