# Files that keep one waiting, that are cut short, and that cannot be mapped.
# Tests cmd/files.c, cmd/patience.c, cmd/cut_short.c, cmd/table.c, cmd/watchdog.c, cmd/summary.c, src/data/file.c.
$ mkfifo f

# A FIFO into which nobody writes: --timeout and Ctrl-C.
$ for c in 'eval @f' 'eval x --at x=@f' 'eval x --let @f' 'run f' 'eval x --points f'; do dcalc $c --timeout .05; echo $?; done
dcalc: f: took longer than 0.05 s
  hint: raise it with --timeout
4
dcalc: took longer than 0.05 s
  hint: raise it with --timeout
4
dcalc: f: took longer than 0.05 s
  hint: raise it with --timeout
4
dcalc: f: took longer than 0.05 s
  hint: raise it with --timeout
4
dcalc: f: took longer than 0.05 s
  hint: raise it with --timeout
4

$ for c in 'eval @f' 'eval x --at x=@f' 'run f' 'eval x --points f'; do timeout --preserve-status -s INT .1 dcalc $c >/dev/null 2>&1; echo $?; done | uniq -c
      4 130

# Standard input that never comes.
$ for c in 'eval -' 'eval x --at x=@-' 'eval x --points -'; do sleep .2 | dcalc $c --timeout .05; echo $?; done
dcalc: standard input: took longer than 0.05 s
  hint: raise it with --timeout
4
dcalc: standard input: took longer than 0.05 s
  hint: raise it with --timeout
4
dcalc: standard input: took longer than 0.05 s
  hint: raise it with --timeout
4

# A FIFO that is written to late.
$ { sleep .1; echo 1+1 >f; } & dcalc eval @f --timeout 20; { sleep .1; echo '[3,4]' >f; } & dcalc eval x --at x=@f
2
3  4

$ { sleep .1; printf 'x\n1\n2\n' >f; } & dcalc eval 2x --points f; { sleep .1; echo '{"command":"eval","expr":"1+2"}' >f; } & dcalc run f
value
2
4
{"command":"eval","expr":"1+2","value":3}

# A reader who does not read: a signal ends the waiting for him, and a slow one gets whole lines. Once the first has
# begun to wait, the others wait from their start on.
$ mkfifo full; exec 3<>full; yes '{"command":"eval","expr":"1"}' | head -n 9000 >jobs; { echo x; seq 100000; } >long.csv; for s in INT TERM; do for c in 'eval range(100000)' 'run jobs -j 1' 'run jobs -j 2' 'eval x --points long.csv -j 1' 'eval x --points long.csv -j 2' 'eval x --points long.csv -f npy'; do timeout --preserve-status -k 9 -s $s .2 dcalc $c >full 2>/dev/null; echo $?; done; done | uniq -c
      6 130
      6 143

$ for j in 1 2; do for s in INT TERM; do rm full; mkfifo full; (exec 3<>full; timeout --preserve-status -k 9 -s $s .2 dcalc run jobs -j $j >full 2>/dev/null; echo $?); done; done
130
143
130
143

$ timeout --preserve-status -s TERM .2 dcalc run jobs -j 1 2>/dev/null | { sleep .25; cat; } | sort -u
{"command":"eval","expr":"1","value":1}

# A FIFO that nobody reads, as an output: a signal ends the waiting, and --timeout where there is no answer yet.
$ mkfifo out; for c in 'eval 1 -o out' 'eval x --points long.csv -o out' 'eval x --points long.csv --report out' 'run jobs -o out' 'backprop (w*x-1)^2 --weights w --at w=1,x=2 --lr .1 --steps 5 --log out' 'backprop (w*x-1)^2 --weights w --at w=1,x=2 --lr .1 --steps 5 --checkpoint out'; do timeout --preserve-status -k 9 -s INT .2 dcalc $c >/dev/null; echo $?; done | uniq -c; dcalc eval x --points long.csv -o out --timeout .1; dcalc eval '[1,2]' -o out & cat out
      6 130
dcalc: took longer than 0.1 s
  hint: raise it with --timeout
1  2

$ dcalc backprop '(w*x-1)^2' --weights w --at w=1,x=2 --lr .1 --steps 5 --log out --timeout .1
dcalc: took longer than 0.1 s
  hint: raise it with --timeout
[4]

$ dcalc backprop '(w*x-1)^2' --weights w --at w=1,x=2 --lr .1 --steps 2 --log out -q >/dev/null & cut -d, -f 1,2 out | head -n 2; wait
step,loss
1,1

# Processor time that the system allows: as SIGTERM.
$ ulimit -S -t 1; dcalc eval 'zeta(1/3)' -n 60000
[152]

# Two signals in a row end the program at once; the report is whole.
$ exec 3<>full; for i in 1 2 3; do dcalc eval x --points long.csv -j 1 --report r >full & sleep .2; kill -TERM $!; sleep .0$i; kill -TERM $! 2>/dev/null; wait $!; echo $?; grep -o '"status".*' r; done
143
"status":143}
143
"status":143}
143
"status":143}

# A mapped file that is cut short. The table is opened when the array is mapped, and read before it is used.
$ dcalc eval 'range(100000)' -o x.npy -q; { exec 3>f; truncate -s 4096 x.npy; printf 'y\n1\n' >&3; } & dcalc eval 'sum(x) + y' --at x=@x.npy --points f -q 2>&1 | sed 's|/.*/||'
dcalc: x.npy: it was cut short while it was read

$ dcalc eval 'range(100000)' -o x.npy -q; { exec 3>f; truncate -s 4096 x.npy; printf 'y\n1\n' >&3; } & dcalc eval 'sum(x) + y' --at x=@x.npy --points f -q >/dev/null 2>&1
[3]

$ dcalc eval x --at x=@x.npy
dcalc: x.npy: truncated: 3968 bytes of entries instead of 100000 entries of 8 bytes
[3]

# What the system makes up: no size, or nothing to map.
$ f=/sys/kernel/kexec_loaded; [ -r $f ] || { f=seven; echo 7 >$f; }; [ "$(dcalc eval x --at x=@$f)" = "$(cat $f)" ] && echo same
same

$ f=/proc/sys/kernel/pid_max; [ -r $f ] || { f=seven; echo 7 >$f; }; [ "$(dcalc eval x --at x=@$f)" = "$(cat $f)" ] && echo same
same
