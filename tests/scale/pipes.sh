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
finish
