#!/usr/bin/env bash
# services.sh DCALC: `dcalc run -` behind systemd's socket activation and behind xinetd, as dcalc-scale(7) has it.
# shellcheck source=common.bash disable=SC2154
. "$(dirname "$0")/common.bash"
cd "$work" || exit 1
port=$((20000 + $$ % 20000))
servers=()
at_end+=('[ ${#servers[@]} -eq 0 ] || kill "${servers[@]}"; wait')

printf '%s\n' '{"command":"diff","expr":"x^3","at":{"x":2}}' '{"command":"eval","expr":"x","at":{"x":"@/etc/passwd"}}' 'none' \
    '{"command":"eval","expr":"1/3"}' >jobs
dcalc run - --lines --no-files <jobs >answers

# ask FILE: sends the jobs over a connection, and reads as many answers.
ask() {
    exec 3<>"/dev/tcp/127.0.0.1/$port" && cat "$1" >&3 && head -n "$(grep -c . "$1")" <&3
    exec 3>&-
}
connects() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }

# serves WHAT: five connections at once get the answers that standard output would.
serves() {
    local i asked=()
    for i in 1 2 3 4 5; do
        ask jobs >"$1.$i" &
        asked+=($!)
    done
    wait "${asked[@]}"
    for i in 1 2 3 4 5; do
        cmp "$1.$i" answers
        tell $? "connection $i to $1 is not answered as standard input is"
    done
}

if command -v systemd-socket-activate >/dev/null; then
    read -ra command < <(example activate | sed "s/7070/$port/")
    "${command[@]}" 2>activate.log &
    servers+=($!)
    waits 30 connects
    serves activate
    kill "${servers[0]}"
    servers=()
    port=$((port + 1))
else
    left_out 5 "systemd-socket-activate is not here"
fi

# The units are those that systemd reads.
if command -v systemd-analyze >/dev/null; then
    mkdir units
    example dcalc.socket >units/dcalc.socket
    example dcalc@.service | sed "s|/usr/bin/dcalc|$dcalc|" >units/dcalc@.service
    systemd-analyze verify units/dcalc.socket units/dcalc@.service >verify.log 2>&1 && ! grep -E '^.*units?/dcalc|dcalc[.@]' verify.log
    tell $? "systemd finds fault with the units: $(cat verify.log)"
else
    left_out 1 "systemd-analyze is not here"
fi

if command -v xinetd >/dev/null; then
    example xinetd.conf | sed "s/7070/$port/; s|/usr/bin/dcalc|$dcalc|; s/nobody/$(id -un)/" >xinetd.conf
    xinetd -dontfork -f xinetd.conf -pidfile "$work/xinetd.pid" 2>xinetd.log &
    servers+=($!)
    waits 30 connects
    serves xinetd
else
    left_out 5 "xinetd is not here"
fi
finish
