# Work under pressure: little time, little memory, users who do not wait.
# Tests src/base/escape.c, src/base/mem.c, src/app/session.c, src/data/window.c, cmd/main.c,
# cmd/watchdog.c, cmd/interrupt.c.

# Single calls of the libraries that compute for seconds or minutes are left when time is up or the user
# does not want to wait, and a service goes on with right answers.
$ dcalc eval 'jn(100, x)' --at x=1234567/3 -n 100000 --timeout 0.3
dcalc: took longer than 0.3 s
  hint: raise it with --timeout
[4]

$ time=$(date +%s%N); dcalc eval 'sin(22/3)' -n 100000 --timeout 0.1; echo $((($(date +%s%N) - time)/1000000000))
dcalc: took longer than 0.1 s
  hint: raise it with --timeout
0

# A row that is given up leaves MPFR's spare integers alone, which went with it.
$ printf 'y\n0.1\n' | dcalc grad 'max(max(sin(tanh(y/(2 + relu(abs(cos(atan(y))))^2))), 1/3), 1/3)' --points - --timeout 0.5 >answer 2>&1; status=$?; test $status = 0 -o $status = 4 || cat answer

$ timeout --preserve-status -s INT 0.3 dcalc eval 'yn(2, 1/3)' -n 100000
[130]

$ printf '%s\n' '{"command":"eval","expr":"zeta(1/3)","digits":30000}' '{"command":"eval","expr":"log(2) + sin(22/3) + zeta(1/3)","digits":40}' | dcalc run - --timeout 0.6
{"error":{"kind":"limit","message":"took longer than 0.6 s","hint":"raise it with --timeout"}}
{"command":"eval","expr":"log(2) + sin(22/3) + zeta(1/3)","value":"0.5872838018279686856379302678144098388941"}
[1]

# So are decompositions of large matrices, which LAPACK does in one call of seconds, and nobody waits for them.
$ A='A = reshape(sin(range(2000*2000)), 2000, 2000);'; time=$(date +%s%N); for f in 'sum(svdvals(A))' 'sum(eigvalsh(A + A.T))'; do dcalc eval "$A $f" --numbers double --timeout 0.3; done; echo $((($(date +%s%N) - time)/2000000000))
dcalc: took longer than 0.3 s
  hint: raise it with --timeout
dcalc: took longer than 0.3 s
  hint: raise it with --timeout
0

$ A='A = reshape(sin(range(2000*2000)), 2000, 2000);'; timeout --preserve-status -s INT 0.3 dcalc eval "$A sum(svdvals(A))" --numbers double
[130]

$ { echo '{"command":"eval","expr":"A = reshape(sin(range(2000*2000)), 2000, 2000); sum(svdvals(A))","numbers":"double","timeout":0.3}'; echo '{"command":"eval","expr":"sum(svdvals(2*eye(400)))","numbers":"double"}'; } >jobs; for j in 1 2; do dcalc run jobs -j $j; done
{"error":{"kind":"limit","message":"took longer than 0.3 s","hint":"raise its timeout"}}
{"command":"eval","expr":"sum(svdvals(2*eye(400)))","value":800}
{"error":{"kind":"limit","message":"took longer than 0.3 s","hint":"raise its timeout"}}
{"command":"eval","expr":"sum(svdvals(2*eye(400)))","value":800}
[1]

# One line without an end, of a hundred megabytes.
$ yes 1.5, | tr -d '\n' | head -c 100000000 >line.csv; for c in 'sum(x) --at x=@line.csv' 'c1 --points line.csv --no-header'; do time=$(date +%s%N); dcalc eval $c --timeout 0.1; echo $?; timeout --preserve-status -k 9 -s INT 0.2 dcalc eval $c; echo "$? $((($(date +%s%N) - time)/8000000000))"; done; rm line.csv
dcalc: took longer than 0.1 s
  hint: raise it with --timeout
4
130 0
dcalc: line.csv: took longer than 0.1 s
  hint: raise it with --timeout
4
130 0

# A file of zeros that has no end to speak of.
$ truncate -s 1T zeros.csv; dcalc eval 'sum(x)' --at x=@zeros.csv --timeout 0.2
dcalc: took longer than 0.2 s
  hint: raise it with --timeout
[4]

$ truncate -s 8T zeros.csv 2>/dev/null || truncate -s 1T zeros.csv; for signal in INT TERM; do timeout --preserve-status -k 9 -s $signal 0.2 dcalc eval 'sum(x)' --at x=@zeros.csv; echo $?; done
130
143

$ truncate -s 1T zeros.json; dcalc eval 'sum(x)' --at x=@zeros.json --timeout 0.2 -f json
{"error":{"kind":"limit","message":"took longer than 0.2 s","hint":"raise it with --timeout"}}
[4]

# What a single call needs for itself counts as memory too.
$ dcalc eval 'sin(22/3)' -n 100000 --max-memory 1M
dcalc: this needs more memory than is allowed
  hint: allow more with --max-memory
[4]

# A mapped file is in memory only in part where all of it would be more than is allowed (in megabytes here).
$ printf '%s' "{'descr': '<f8', 'fortran_order': False, 'shape': (75000000,), }" >header; { printf '\223NUMPY\1\0\166\0'; printf '%-117s\n' "$(cat header)"; } >zeros.npy; truncate -s 600000128 zeros.npy; python3 -c 'import resource, subprocess, sys; subprocess.run(sys.argv[1:]); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 400 << 10)' dcalc eval 'norm(x)' --at x=@zeros.npy --max-memory 64M -q
0
True

$ yes 1.5 | head -n 1000000 >many.txt; dcalc eval x --at x=@many.txt --max-memory 1M
dcalc: this needs more memory than is allowed
  hint: allow more with --max-memory
[4]

# The system refuses memory: a command ends with status 4, and a service goes on. Sanitizers cannot run
# in so little.
$ { (ulimit -v 60000; dcalc eval 1) >/dev/null; } 2>/dev/null || { echo 'dcalc: out of memory' && (exit 4); exit; }; ulimit -v 60000; dcalc grad 'sum(sin(x)^2)' --at 'x=range(100000)' -n 30
dcalc: out of memory
[4]

$ printf '%s\n' '{"command":"grad","expr":"sum(sin(x)^2)","at":{"x":"range(100000)"},"digits":30}' '{"command":"eval","expr":"sin(22/3)"}' >jobs; { (ulimit -v 60000; dcalc eval 1) >/dev/null; } 2>/dev/null || { tail -n 1 jobs | dcalc run - -j 1; exit; }; (ulimit -v 60000; dcalc run jobs -j 1) | tail -n 1
{"command":"eval","expr":"sin(22/3)","value":0.8674968696188061}

# What would take hours ends by itself: a bound on the operations of one request, the same on every machine.
$ dcalc eval 'zeta(1/3)' -n 30000 --max-work 100M
dcalc: this takes more work than is allowed
  hint: allow more with --max-work
[4]

$ for n in 1 2 3; do dcalc diff 'x^x' --order 20000 --at x=2 --max-work 100M -f json; done 2>&1 | uniq -c | cut -c5-
  3 {"error":{"kind":"limit","message":"this takes more work than is allowed","hint":"allow more with --max-work"}}

$ printf '%s\n' '{"command":"eval","expr":"sum(sin(range(100000)))","numbers":"certified"}' '{"command":"eval","expr":"sin(1/3)"}' | dcalc run - --max-work 50M
{"error":{"kind":"limit","message":"this takes more work than is allowed","hint":"allow more with --max-work"}}
{"command":"eval","expr":"sin(1/3)","value":0.32719469679615226}
[1]

$ dcalc eval 'inv(eye(3000)*pi)' --max-work 100M; echo $?; dcalc eval 'inv(eye(3000)*pi)' --numbers certified; echo $?; dcalc eval 'inv(eye(300)*pi)[299]@ones(300)'
dcalc: this takes more work than is allowed
  hint: allow more with --max-work
4
dcalc: this needs more memory than is allowed
  hint: allow more with --max-memory
4
0.3183098861837907
dcalc: note: computed in doubles: a large computation

$ for n in 1000000000 100000; do for f in x sin'(x)'; do echo '{"command":"diff","expr":"'$f'","order":'$n'}'; done; done | dcalc run -; echo '{"command":"diff","expr":"x^x","order":1000000}' | dcalc run - --max-work 10M
{"error":{"kind":"usage","message":"\"order\" must be a whole number from 1 to 1000000"}}
{"error":{"kind":"usage","message":"\"order\" must be a whole number from 1 to 1000000"}}
{"command":"diff","expr":"x","wrt":["x"],"order":100000,"symbolic":"0"}
{"command":"diff","expr":"sin(x)","wrt":["x"],"order":100000,"symbolic":"sin(x)"}
{"error":{"kind":"limit","message":"this takes more work than is allowed","hint":"allow more with --max-work"}}
[1]

# What takes a second is answered. The last digits by Arb.
$ dcalc eval 'gamma(.3)' -n 20000 | sed 's/\(.*\)\(.\{20\}\)$/\2/'
87454627057180548789

# A disk that is full: no file and no folder is left. Where no disk can be made, only the answer is.
$ mkdir -p small; echo 'mount -t tmpfs -o size=64k none small; dcalc eval "range(100000)" -o small/f/; echo $?; dcalc eval "range(100000)" -o small/g.npy; echo $?; ls -A small' >try; if unshare -rm mount -t tmpfs none small 2>/dev/null; then unshare -rm bash try; else printf 'dcalc: small/%s: No space left on device\n3\n' f/value.npy g.npy; fi
dcalc: small/f/value.npy: No space left on device
3
dcalc: small/g.npy: No space left on device
3

# Steps of training and rows of tables may be many.
$ dcalc backprop '(w*x - 1)^2' --weights w --at w=.5,x=1 --lr .1 --steps 100000 --max-work 1M -q | tail -n 1
0.9999999999999998

$ seq 100000 | dcalc eval 'sin(c1)' --points - --no-header --columns c1 --max-work 1M -j 1 | tail -n 1
0.03574879797201651
