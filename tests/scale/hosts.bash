# hosts.bash - hosts on one machine: each a network namespace with an address of its own on a bridge, with its own name
# and processes, and all of them within namespaces of the test. When the test ends, or is killed, so does all of it.
# Files are shared among hosts, as by NFS.
# shellcheck shell=bash disable=SC2154 # of common.bash

# in_namespaces N: runs this test again, as root, where it may make hosts. Where that is not permitted, its N tests are
# left out.
in_namespaces() {
    [ -z "${TEST_HOSTS:-}" ] || { set_up_namespaces && return; }
    local own=(unshare --net --mount --uts --ipc --pid --fork --kill-child --mount-proc) root=()
    [ "$(id -u)" = 0 ] || root=(sudo -n)
    local try='ip link add hosts type bridge && ip link set lo up && mount -t tmpfs none /run && ip netns add h && ip netns exec h true'
    if ! "${root[@]}" "${own[@]}" sh -c "$try" >"$work/try" 2>&1; then
        left_out "$1" "namespaces are not permitted here: $(head -n 1 "$work/try")"
        finish
    fi
    # unshare and sudo do not pass signals on, so that the end of this process is told by the end of a pipe.
    mkfifo "$work/alive"
    exec 9<>"$work/alive"
    "${root[@]}" env TEST_HOSTS="$work" BUILD="${BUILD:-build}" "${own[@]}" bash "$0" "$dcalc" 9>&- &
    at_end+=("exec 9>&-; wait")
    wait $!
    exit
}

set_up_namespaces() {
    rmdir "$work"
    work=$TEST_HOSTS # which is removed outside
    trap - EXIT
    { cat "$work/alive"; kill -TERM $$; kill -KILL -1; } >/dev/null 2>&1 &
    disown $!
    HOME=$work
    mount -t tmpfs none /run
    mkdir -p /run/sshd /run/munge /run/lock
    ip link set lo up
    ip link add hosts type bridge
    ip address add 10.77.0.254/24 dev hosts
    ip link set hosts up
    hostname control
    {
        echo 127.0.0.1 localhost
        echo 10.77.0.254 control
        for i in 1 2 3 4 5; do echo "10.77.0.$i h$i"; done
    } >"$work/hosts"
    mount --bind "$work/hosts" /etc/hosts
}

# host I COMMAND: starts host h$I, whose first process is the command in a shell; it ends with it. One that was cut off
# may be started again.
host() {
    ip netns delete "h$1" 2>/dev/null && ip link delete "v$1" 2>/dev/null
    ip netns add "h$1"
    ip link add "v$1" type veth peer name eth0 netns "h$1"
    ip link set "v$1" master hosts up
    ip netns exec "h$1" sh -c "ip link set lo up && ip address add 10.77.0.$1/24 dev eth0 && ip link set eth0 up"
    ip netns exec "h$1" unshare --uts --ipc --mount --pid --fork --kill-child --mount-proc \
        bash -c "hostname h$1; mount -t tmpfs none /run; mkdir -p /run/sshd; $2" >"$work/h$1.log" 2>&1 &
    echo $! >"$work/h$1.pid"
    disown $!
}

# cut_off I: the host's power fails: nobody on it says goodbye.
cut_off() {
    ip link set "v$1" down
    kill -KILL "$(cat "$work/h$1.pid")"
}

# cut_off_at_work I JOB PATTERN: as soon as there is a process there whose command is like the pattern. JOB, a
# process of this shell, is what makes it work; if it ends before, that is a failure.
cut_off_at_work() {
    until on "$1" pgrep -f "$3" >/dev/null 2>&1; do
        kill -0 "$2" 2>/dev/null || { tell 1 "h$1 did no work" && return; }
        sleep 0.02
    done
    cut_off "$1"
    tell 0
}

# on I COMMAND...: runs it there, without ssh.
on() {
    local first
    first=$(pgrep -P "$(cat "$work/h$1.pid")")
    shift
    nsenter --target "$first" --all "$@"
}

# ---- ssh ----

# Keys, and a configuration for clients, $work/ssh_config; GNU parallel reads PARALLEL_SSH.
make_ssh() {
    mkdir -p "$work/ssh"
    ssh-keygen -q -t ed25519 -N '' -f "$work/ssh/user"
    cat >"$work/ssh_config" <<END
Host *
    IdentityFile $work/ssh/user
    UserKnownHostsFile $work/ssh/known
    StrictHostKeyChecking yes
    ConnectTimeout 1
    ServerAliveInterval 1
    ServerAliveCountMax 2
    LogLevel ERROR
END
    export PARALLEL_SSH="ssh -F $work/ssh_config"
    # GNU parallel keeps its notes at home, and asks nothing.
    mkdir -p "$work/.parallel/tmp" && touch "$work/.parallel/will-cite"
}

# ssh_host I: host h$I with an ssh server, and dcalc in the PATH of who logs in.
ssh_host() {
    if [ ! -e "$work/ssh/h$1" ]; then
        ssh-keygen -q -t ed25519 -N '' -f "$work/ssh/h$1"
        echo "h$1 $(cat "$work/ssh/h$1.pub")" >>"$work/ssh/known"
    fi
    cat >"$work/ssh/sshd$1" <<END
Port 22
HostKey $work/ssh/h$1
AuthorizedKeysFile $work/ssh/user.pub
StrictModes no
UsePAM no
PermitRootLogin yes
MaxStartups 100
MaxSessions 100
PidFile none
SetEnv PATH=$(dirname "$dcalc"):/usr/local/bin:/usr/bin:/bin
END
    # What the shell of the user reads first is no part of the test.
    host "$1" "f=\$(getent passwd root | cut -d: -f6)/.bashrc; [ ! -e \$f ] || mount --bind /dev/null \$f
        exec /usr/sbin/sshd -D -e -f $work/ssh/sshd$1"
    waits 10 ssh -F "$work/ssh_config" "h$1" true || echo "h$1: $(cat "$work/h$1.log")"
}
