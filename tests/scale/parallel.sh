#!/usr/bin/env bash
# parallel.sh DCALC: GNU parallel over ssh on three hosts, of which one is cut off while it works.
# shellcheck source=common.bash disable=SC2154
. "$(dirname "$0")/common.bash"
# shellcheck source=hosts.bash
. "$here/hosts.bash"
in_namespaces 1
make_ssh
for i in 1 2 3; do ssh_host $i; done
cd "$work" || exit 1
names=$(parallel -j1 -S h1,h2,h3 -N0 hostname ::: 1 2 3 4 5 6 7 8 9 | sort -u | tr '\n' ' ')
test "$names" = 'h1 h2 h3 '
tell $? "jobs ran on $names"
finish
