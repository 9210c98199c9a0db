# Streams of jobs with signals and clocks in them, which valgrind would be too slow for.
# Tests cmd/interrupt.c, src/job/job_queue.c, src/job/jobs.c, src/data/json_stream.c.
$ mkfifo jobs answers
$ for i in $(seq 300); do echo "{\"id\": $i, \"command\": \"diff\", \"expr\": \"sin($i*x)/(x - $((i % 7)))\", \"at\": {\"x\": 3}}"; done >many.jsonl; echo '{"broken' >>many.jsonl; echo '[{"command": "eval", "expr": "2"}, {"command": "eval", "expr": "3"}]' >>many.jsonl; echo '{"command": "eval", "expr": "4"}' >>many.jsonl

# Answers that are ready do not wait for a job that takes long, which would hold up the reader.
$ job='{"command": "diff", "expr": "x^2", "at": {"x": 3}}'; dcalc run - <jobs >answers & exec 3>jobs 4<answers; printf '%s\n' "$job" "$job" "$job" "$job" '{"command": "eval", "expr": "gamma(pi/3)", "digits": 100000}' >&3; for i in 1 2 3 4; do read -r -t 20 a <&4; echo "$a" | cut -c 1-17; done; kill $!; exec 3>&- 4<&-; wait $!
{"command":"diff"
{"command":"diff"
{"command":"diff"
{"command":"diff"
[143]

# Nor do they wait behind blank lines, after which nothing has come yet.
$ job='{"command": "diff", "expr": "x^2", "at": {"x": 3}}'; for j in 1 2; do dcalc run -j $j - <jobs >answers & exec 3>jobs 4<answers; printf '%s\n' "$job" '' ' ' >&3; read -r -t 20 a <&4; echo "$a" | cut -c 1-17; printf '%s\n \n' '{"broken' >&3; read -r -t 20 a <&4; echo "$a" | cut -c 1-8; exec 3>&- 4<&-; wait $!; done
{"command":"diff"
{"error"
{"command":"diff"
{"error"
[1]

# A question that comes again with other numbers is answered as if it were new, by any thread; so is
# what comes between.
$ for i in $(seq 200); do echo "{\"id\": $i, \"command\": \"grad\", \"expr\": \"x*abs(y) + tanh(x/y)\", \"at\": {\"x\": $((i % 9)).5, \"y\": $((i % 13 - 6))}, \"numbers\": \"$([ $((i % 3)) = 0 ] && echo double || echo certified)\"}"; [ $i = 100 ] && echo '{"id": 100, "command": "grad", "expr": "x*"}'; true; done >again.jsonl
$ dcalc run -j 1 again.jsonl >serial; dcalc run -j 2 again.jsonl | cmp - serial; grep -c '"error":{"kind":"pole"' serial; while read -r job; do echo "$job" | dcalc run -; done <again.jsonl | cmp - serial; sed -n 3p serial
15
{"id":3,"command":"grad","expr":"x*abs(y) + tanh(x/y)","wrt":["x","y"],"at":{"x":3.5,"y":-3},"value":9.676799354414117,"gradient":{"x":2.892553100964338,"y":-3.6253547155416053}}

# An interrupt or a kill: what was answered by then is there, in whole lines, and nothing hangs. No leak check:
# it stops all threads, and can wait without end for one that ends just then.
$ export ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0; for j in 1 2; do for signal in INT TERM; do (head -n 40 again.jsonl; head -n 5 many.jsonl; sleep 4) | timeout --preserve-status -k 20 -s $signal 2 dcalc run -j $j - >cut; echo ${PIPESTATUS[1]} $(wc -l <cut) $(tail -c 1 cut | od -An -c); (head -n 40 again.jsonl; head -n 5 many.jsonl) | dcalc run - | cmp - cut; done; done
130 45 \n
143 45 \n
130 45 \n
143 45 \n

$ export ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0; (head -n 5 many.jsonl; sleep 4) | timeout --preserve-status -k 20 -s INT 2 dcalc run -j 2 - -o never.json; ls never.json*
ls: cannot access 'never.json*': No such file or directory
[2]

$ for j in 1 2; do cat again.jsonl again.jsonl again.jsonl | dcalc run -j $j - | head -n 2 | wc -l; echo ${PIPESTATUS[1]}; done
2
0
2
0
