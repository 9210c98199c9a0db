# Jobs: one line of JSON for each, in order.
# Tests cmd/run.c, src/job/job.c, src/job/job_values.c, src/job/job_table.c, src/job/runner.c.
$ echo '{"id": 1, "command": "diff", "expr": "x^3", "at": {"x": 2}}' >one.json
$ dcalc run one.json
{"id":1,"command":"diff","expr":"x^3","wrt":["x"],"order":1,"at":{"x":2},"value":8,"derivative":12}

$ dcalc run - <one.json
{"id":1,"command":"diff","expr":"x^3","wrt":["x"],"order":1,"at":{"x":2},"value":8,"derivative":12}

$ echo '[{"command": "eval", "expr": "1/4"}, {"command": "diff", "expr": "x^2"}]' | dcalc run -
{"command":"eval","expr":"1/4","value":0.25}
{"command":"diff","expr":"x^2","wrt":["x"],"order":1,"symbolic":"2*x"}

$ echo '{"defaults": {"command": "eval", "at": {"x": "1/3"}}, "jobs": [{"id": "a", "expr": "3*x"}, {"id": "b", "expr": "x + y", "at": {"y": 2}, "digits": 3}]}' | dcalc run -
{"id":"a","command":"eval","expr":"3*x","at":{"x":"1/3"},"value":1}
{"id":"b","command":"eval","expr":"x + y","at":{"x":"1/3","y":2},"value":2.33}

# A broken line and a bad job get error answers, and the rest goes on.
$ printf '{"id": 1, "command": "eval", "expr": "2"}\n{"id": 2, "comm\n{"id": 3, "command": "eval", "expr": "3"}\n' | dcalc run - | cut -c1-24
{"id":1,"command":"eval"
{"error":{"kind":"syntax
{"id":3,"command":"eval"

$ printf '{"id": 1, "command": "eval", "expr": "2"}\n{"id": 2, "comm\n' | dcalc run - >/dev/null
[1]

$ echo '{"id": 7, "command": "eval", "expr": "1/x", "at": {"x": 0}}' | dcalc run - | cut -c1-31
{"id":7,"error":{"kind":"pole",

$ echo '{"id": 7, "command": "eval", "expr": "x", "wtr": ["x"]}' | dcalc run -
{"id":7,"error":{"kind":"usage","message":"a job has no key \"wtr\"","hint":"did you mean \"wrt\"?"}}
[1]

$ echo 'no json at all' | dcalc run - | cut -c1-18
{"error":{"kind":"

$ echo 'no json at all' | dcalc run - >/dev/null
[2]

$ dcalc run - </dev/null

# Answers come as soon as they are ready: the second job is written when the first is answered.
$ mkfifo jobs answers; dcalc run - <jobs >answers & exec 3>jobs 4<answers; echo '{"id": 1, "command": "eval", "expr": "1+1"}' >&3; read -r -t 20 a <&4; echo "$a"; echo '{"id": 2, "command": "eval", "expr": "2+2"}' >&3; read -r -t 20 b <&4; echo "$b"; exec 3>&-; wait $!
{"id":1,"command":"eval","expr":"1+1","value":2}
{"id":2,"command":"eval","expr":"2+2","value":4}

# With several threads the same bytes come out in the same order, as soon, whatever the form of the input.
$ for i in $(seq 300); do echo "{\"id\": $i, \"command\": \"diff\", \"expr\": \"sin($i*x)/(x - $((i % 7)))\", \"at\": {\"x\": 3}}"; done >many.jsonl; echo '{"broken' >>many.jsonl; echo '[{"command": "eval", "expr": "2"}, {"command": "eval", "expr": "3"}]' >>many.jsonl; echo '{"command": "eval", "expr": "4"}' >>many.jsonl
$ dcalc run -j 1 many.jsonl >serial; dcalc run -j 3 many.jsonl >parallel; echo $?; cmp serial parallel; wc -l <parallel; tail -n 2 parallel
1
303
[{"command":"eval","expr":"2","value":2},{"command":"eval","expr":"3","value":3}]
{"command":"eval","expr":"4","value":4}

# One line in, one line out: whatever a line holds, if the first is one job, or with --lines from the first on.
$ bad=$(printf '[]\n[1,{"command":"eval","expr":"5"}]\n{"jobs":[]}\n3\n"\n{\n}\n[{"command":"eval","expr":"6"}\n\377\n{"command":"eval",\n \t\n'); for j in 1 2; do printf '{"command":"eval","expr":"1"}\n%s\n{"command":"eval","expr":"7"}\n' "$bad" | dcalc run -j $j - | cut -c1-70; done >both; head -n 12 both; [ "$(head -n 12 both)" = "$(tail -n 12 both)" ] && echo same; printf '%s\n{"command":"eval","expr":"7"}\n' "$bad" | dcalc run --lines - | wc -l
{"command":"eval","expr":"1","value":1}
[]
[{"error":{"kind":"usage","message":"a job must be an object, not a nu
[]
{"error":{"kind":"usage","message":"standard input:5: a job must be an
{"error":{"kind":"syntax","message":"line 6: this string has no end","
{"error":{"kind":"syntax","message":"line 7: the JSON text ends too ea
{"error":{"kind":"syntax","message":"line 8: not JSON: unexpected '}'"
{"error":{"kind":"syntax","message":"line 9: the JSON text ends too ea
{"error":{"kind":"syntax","message":"line 10: not JSON from here on","
{"error":{"kind":"syntax","message":"line 11: the JSON text ends too e
{"command":"eval","expr":"7","value":7}
same
11

$ { head -c 70000000 /dev/zero | tr '\0' '['; echo; echo '{"command":"eval","expr":"2"}'; } | dcalc run --lines -
{"error":{"kind":"limit","message":"standard input:1: more than 64 MiB without an end"}}
{"command":"eval","expr":"2","value":2}
[1]

$ mkfifo in out; dcalc run - <in >out & exec 3>in 4<out; for line in '{"command":"eval","expr":"1"' '[1]' '[]' '{' '{"command":"eval","expr":"2"}'; do echo "$line" >&3; read -r -t 20 answer <&4; echo "$answer" | cut -c1-40; done; exec 3>&-; wait $!
{"error":{"kind":"syntax","message":"lin
[{"error":{"kind":"usage","message":"a j
[]
{"error":{"kind":"syntax","message":"lin
{"command":"eval","expr":"2","value":2}
[1]

$ (printf '{"defaults": {"digits": 3}, "jobs": ['; head -n 300 many.jsonl | paste -s -d , ; printf ']}') >many.json; dcalc run -j 1 many.json >serial; dcalc run -j 3 many.json | cmp - serial; wc -l <serial
300

$ dcalc run -j 2 - <jobs >answers & exec 3>jobs 4<answers; echo '{"id": 1, "command": "eval", "expr": "1+1"}' >&3; read -r -t 20 a <&4; echo "$a"; echo '{"id": 2, "command": "eval", "expr": "2+2"}' >&3; read -r -t 20 b <&4; echo "$b"; exec 3>&-; wait $!
{"id":1,"command":"eval","expr":"1+1","value":2}
{"id":2,"command":"eval","expr":"2+2","value":4}

$ yes '{"command": "eval", "expr": "1"}' | head -n 9000 | dcalc run -j 2 - | head -n 1; echo ${PIPESTATUS[2]}
{"command":"eval","expr":"1","value":1}
0

$ dcalc run -j 2 many.jsonl >/dev/full
dcalc: standard output: No space left on device
[3]

$ dcalc run one.json -o answers.json; cat answers.json
{"id":1,"command":"diff","expr":"x^3","wrt":["x"],"order":1,"at":{"x":2},"value":8,"derivative":12}

$ dcalc run one.json --no-files --timeout 10 | cut -c1-8
{"id":1,

# No job writes a file.
$ for key in o output save checkpoint log state in_place; do echo '{"command":"eval","expr":"1","'$key'":"written"}'; done | dcalc run - | grep -c '^{"error":{"kind":"usage","message":"a job has no key'; ls written 2>/dev/null
7
[2]

$ dcalc run one.json >/dev/full
dcalc: standard output: No space left on device
[3]

$ yes '{"command": "eval", "expr": "1"}' | head -n 3000 | dcalc run - | head -n 1; echo ${PIPESTATUS[2]}
{"command":"eval","expr":"1","value":1}
0

# Numbers: certified unless doubles are asked for, and strings where a double has too few digits.
$ echo '{"command": "eval", "expr": "(1 - cos(x))/x^2", "at": {"x": 1e-8}}' | dcalc run -
{"command":"eval","expr":"(1 - cos(x))/x^2","at":{"x":1e-8},"value":0.5}

$ echo '{"command": "eval", "expr": "(1 - cos(x))/x^2", "at": {"x": 1e-8}, "numbers": "double"}' | dcalc run -
{"command":"eval","expr":"(1 - cos(x))/x^2","at":{"x":1e-8},"value":0}

$ echo '{"command": "eval", "expr": "1/3", "numbers": "certified", "digits": 30}' | dcalc run -
{"command":"eval","expr":"1/3","value":"0.333333333333333333333333333333"}

$ echo '{"command": "eval", "expr": "1/3", "numbers": "best"}' | dcalc run - | cut -c1-25
{"error":{"kind":"usage",

$ echo '{"command": "eval", "expr": "log(2) + log(3) - log(6)"}' | dcalc run -
{"command":"eval","expr":"log(2) + log(3) - log(6)","value":0,"notes":["a value that cannot be distinguished from 0 is printed as 0; it is below 5.05e-4932"]}

$ echo '{"command": "diff", "expr": "abs(x)", "at": {"x": 0}}' | dcalc run -
{"error":{"kind":"kink","message":"'abs' has no derivative at 0","start":0,"end":6,"hint":"the derivative from the left is -1, from the right 1","source":"expr"}}
[1]

# jvp and vjp.
$ echo '{"command": "jvp", "expr": "A@x", "vector": {"x": [1, 0]}, "at": {"A": [[1, 2], [3, 4]], "x": [5, "7/2"]}}' | dcalc run -
{"command":"jvp","expr":"A@x","wrt":["x"],"at":{"A":[[1,2],[3,4]],"x":[5,"7/2"]},"vector":{"x":[1,0]},"value":[12,29],"jvp":[1,3]}

$ echo '{"command": "vjp", "expr": "x^2", "vector": [1, "1/2"], "at": {"x": [1, 2]}}' | dcalc run -
{"command":"vjp","expr":"x^2","wrt":["x"],"at":{"x":[1,2]},"vector":[1,"1/2"],"value":[1,4],"vjp":{"x":[2,2]}}

# A question that comes again with other sizes is another question.
$ for n in 3 3 3 4 5; do echo '{"command": "eval", "expr": "sum(range(n))*y", "shape": {"x": "[n]"}, "at": {"n": '$n', "y": 1}}'; done | dcalc run - | grep -o '"value.*'
"value":3}
"value":3}
"value":3}
"value":6}
"value":10}

$ for n in 3 3 3 4 5; do echo '{"command": "eval", "expr": "sum(range(n))*y", "at": {"n": '$n', "y": 1}}'; done | dcalc run - | grep -o '"value.*'
"value":3}
"value":3}
"value":3}
"value":6}
"value":10}

# A limit that a double cannot hold. By mpmath.
$ echo '{"command": "limit", "expr": "exp(x)", "at": {"x": 1e5}}' | dcalc run -
{"command":"limit","expr":"exp(x)","wrt":["x"],"at":{"x":1e5},"limit":2.8066633604261232e43429}

$ echo '{"command": "taylor", "expr": "exp(x)", "at": {"x": 0}, "order": 0}' | dcalc run -
{"command":"taylor","expr":"exp(x)","wrt":["x"],"order":0,"at":{"x":0},"symbolic":"1","value":1,"coefficients":[1]}

$ echo '{"command": "diff", "expr": "x", "at": {"x": 0}, "order": 0}' | dcalc run -
{"error":{"kind":"usage","message":"\"order\" must be a whole number from 1 to 1000000"}}
[1]

$ echo '{"command": "limit", "expr": "x", "at": {"x": 0}, "order": 2}' | dcalc run -
{"error":{"kind":"usage","message":"limit takes no \"order\""}}
[1]

$ echo '{"command": "taylor", "expr": "x", "at": {"x": 0}, "remainder": {"x": [0]}}' | dcalc run -
{"error":{"kind":"usage","message":"the remainder needs a range of 'x'","hint":"write its ends with a colon between them: x=0:1/2"}}
[1]

# A job's own timeout, from when it is read, within that of the command line. Others are not held up by it.
$ hard='"command":"eval","expr":"zeta(1/3)","digits":30000'; printf '%s\n' "{$hard,\"timeout\":0.05}" '{"command":"eval","expr":"log(2)","timeout":60}' | dcalc run -
{"error":{"kind":"limit","message":"took longer than 0.05 s","hint":"raise its timeout"}}
{"command":"eval","expr":"log(2)","value":0.6931471805599453}
[1]

$ hard='"command":"eval","expr":"zeta(1/3)","digits":30000'; printf '%s\n' "{\"timeout\":0.05,$hard}" "{$hard,\"timeout\":600}" "{$hard}" | dcalc run - --timeout 0.1 -j 2
{"error":{"kind":"limit","message":"took longer than 0.05 s","hint":"raise its timeout"}}
{"error":{"kind":"limit","message":"took longer than 0.1 s","hint":"raise it with --timeout"}}
{"error":{"kind":"limit","message":"took longer than 0.1 s","hint":"raise it with --timeout"}}
[1]

$ mkfifo never; printf '%s\n' '{"defaults":{"timeout":0.05,"command":"eval","expr":"x"},"jobs":[{"at":{"x":"@never"}},{"at":"@never"},{"timeout":0.02,"at":{"x":"@never"}},{"at":{"x":2}}]}' | dcalc run -
{"error":{"kind":"limit","message":"took longer than 0.05 s","hint":"raise its timeout"}}
{"error":{"kind":"limit","message":"took longer than 0.05 s","hint":"raise its timeout"}}
{"error":{"kind":"limit","message":"took longer than 0.02 s","hint":"raise its timeout"}}
{"command":"eval","expr":"x","at":{"x":2},"value":2}
[1]

$ for t in 0 -1 '"1"' true null 1e999; do echo "{\"timeout\":$t,\"command\":\"eval\",\"expr\":\"1\"}"; done | dcalc run - | sed 's/.*message/message/'
message":"\"timeout\" must be more than 0 seconds"}}
message":"\"timeout\" must be more than 0 seconds"}}
message":"\"timeout\" must be a number of seconds, not a string"}}
message":"\"timeout\" must be a number of seconds, not a boolean"}}
message":"\"timeout\" must be a number of seconds, not null"}}
message":"\"timeout\" must be more than 0 seconds"}}

# A job at every row of a table, from a file or in the job itself.
$ printf 'a;1,5\nb;2,5\nc;\n' >s.csv; t='"no-header":true,"columns":["id","x"],"decimal-comma":true'; printf '%s\n' "{\"id\":7,\"command\":\"grad\",\"expr\":\"k*x^2\",\"wrt\":\"x\",\"at\":{\"k\":2},\"points\":\"@s.csv\",$t,\"missing\":\"nan\",\"keep\":\"id\",\"report\":true}" "{\"points\":\"@s.csv\",$t,\"missing\":\"drop\",\"keep\":\"*\",\"command\":\"eval\",\"expr\":\"x\"}" | dcalc run -
{"id":7,"command":"grad","expr":"k*x^2","at":{"k":2},"points":"@s.csv","rows":[{"id":"a","df/dx":6},{"id":"b","df/dx":10},{"id":"c","df/dx":null}],"report":{"source":"s.csv","rows":3,"undefined":1,"dropped":0,"first":{"row":3,"line":3,"reason":"a value is missing"}},"notes":["1 of 3 rows is undefined; the first, s.csv:3: a value is missing"]}
{"command":"eval","expr":"x","points":"@s.csv","rows":[{"id":"a","x":"1,5","value":1.5},{"id":"b","x":"2,5","value":2.5}],"notes":["1 row without a value is left out"]}

$ dcalc eval 'k*x^2' --at k=2 --points s.csv --no-header --columns id,x --decimal-comma --missing nan --keep id -f json -q
{"id":"a","value":4.5}
{"id":"b","value":12.5}
{"id":"c","value":null}

$ printf '%s\n' '{"defaults":{"points":[{"x":1,"n":"a\nb","more":{"k":[[1]],"no":null}},{"x":-1,"n":"\u00fc","more":true}]},"jobs":[{"command":"eval","expr":"log(x)","keep":"n,more"},{"command":"diff","expr":"x^3"},{"command":"eval","expr":"log(x)","strict":true},{"command":"jacobian","expr":["x","x^2"],"points":[{"x":[2]}]}]}' | dcalc run -
{"command":"eval","expr":"log(x)","points":[{"x":1,"n":"a\nb","more":{"k":[[1]],"no":null}},{"x":-1,"n":"ü","more":true}],"rows":[{"n":"a\nb","more":{"k":[[1]],"no":null},"value":0},{"n":"ü","more":true,"value":null}],"notes":["1 of 2 rows is undefined; the first, points:2: 'log' is not defined at -1"]}
{"command":"diff","expr":"x^3","order":1,"points":[{"x":1,"n":"a\nb","more":{"k":[[1]],"no":null}},{"x":-1,"n":"ü","more":true}],"rows":[{"df/dx":3},{"df/dx":3}]}
{"error":{"kind":"domain","message":"points:2: 'log' is not defined at -1"}}
{"command":"jacobian","expr":["x","x^2"],"points":[{"x":[2]}],"rows":[{"df1/dx":[1],"df2/dx":[4]}]}
[1]

# How tables are read holds for those of "at", too, wherever it stands in the job.
$ printf '%s\n' "{\"command\":\"eval\",\"expr\":\"sum(x)\",\"at\":\"@s.csv\",\"header\":false,\"columns\":\"id,x\",\"decimal-comma\":true,\"missing\":\"drop\"}" '{"command":"eval","expr":"sum(v)","at":{"v":"@s.csv"},"columns":["","v"],"skip":1,"delimiter":"semicolon","header":false,"missing":"drop","decimal-comma":true}' '{"command":"eval","expr":"sum(x)","at":"@s.csv","no-header":true,"columns":"id,x","decimal-comma":true}' | dcalc run -
{"command":"eval","expr":"sum(x)","at":{"x":"@s.csv"},"value":4,"notes":["computed in doubles: arrays from files"]}
{"command":"eval","expr":"sum(v)","at":{"v":"@s.csv"},"value":2.5,"notes":["computed in doubles: arrays from files"]}
{"error":{"kind":"syntax","message":"s.csv:3:3: an empty field","hint":"--missing drop leaves such rows out"}}
[1]

$ seq 70000 | sed '1i x' >long.csv; echo '{"command":"eval","expr":"x^2","points":"@long.csv","keep":"x"}' | dcalc run - | /usr/bin/env python3 -c 'import json, sys; rows = json.load(sys.stdin)["rows"]; print(len(rows), all(r == {"x": i + 1, "value": (i + 1)**2} for i, r in enumerate(rows)))'
70000 True

# What cannot be.
$ for job in '"points":"s.csv"' '"points":[1]' '"points":{"x":1}' '"points":[]' '"points":"@none.csv"' '"points":[{"y":1}]' '"keep":"x"' '"strict":true' '"report":true' '"delimiter":"ab"' '"delimiter":";;"' '"delimiter":"comma","decimal-comma":true' '"missing":"maybe"' '"skip":-1' '"header":1' '"columns":[1]' '"point":[]' '"points":[{"x":1}],"command":"taylor"' '"points":[{"x":9007199254740993}]'; do echo "{\"expr\":\"x\",$job"; done | sed '/"command"/!s/$/,"command":"eval"/; s/$/}/' | dcalc run - | sed 's/.*"message"/"message"/'; echo '{"command":"eval","expr":"x","points":"@s.csv"}' | dcalc run - --no-files; echo '{"command":"eval","expr":"gammainc(x + 1, x + 2)","points":"@long.csv","timeout":0.02}' | dcalc run - | cut -c 1-59
"message":"\"points\" names a file as \"@FILE\""}}
"message":"every item of \"points\" must be an object, not a number"}}
"message":"\"points\" must be \"@FILE\" or a list of objects, not an object"}}
"message":"points:1: the table is empty"}}
"message":"none.csv: No such file or directory"}}
"message":"points:1: 'x' is missing in the row","hint":"points has y; --missing nan or drop takes what is not there for missing"}}
"message":"\"keep\" needs \"points\""}}
"message":"\"strict\" needs \"points\""}}
"message":"\"report\" needs \"points\""}}
"message":"\"ab\" cannot stand between fields","hint":"write a character, tab, or blank for runs of blanks"}}
"message":"\";;\" cannot stand between fields","hint":"write a character, tab, or blank for runs of blanks"}}
"message":"\"delimiter\" and \"decimal-comma\" are both a comma"}}
"message":"\"missing\" must be \"error\", \"nan\" or \"drop\""}}
"message":"\"skip\" must be a whole number from 1 to 1000000000"}}
"message":"\"header\" must be true or false, not a number"}}
"message":"every item of \"columns\" must be a string"}}
"message":"a job has no key \"point\"","hint":"did you mean \"points\"?"}}
"message":"taylor takes no \"points\""}}
"message":"points:1: '9007199254740993' is a number that no double holds","hint":"--numbers double rounds such numbers"}}
{"error":{"kind":"usage","message":"@s.csv: files are refused here (--no-files)"}}
{"error":{"kind":"limit","message":"took longer than 0.02 s

# No job writes a file: there is no key for that.
$ for key in output o out file; do echo '{"command":"eval","expr":"1","'$key'":"new.npy"}'; done | dcalc run - | cut -c1-52; ls | grep new.npy
{"error":{"kind":"usage","message":"a job has no key
{"error":{"kind":"usage","message":"a job has no key
{"error":{"kind":"usage","message":"a job has no key
{"error":{"kind":"usage","message":"a job has no key
[1]

# A key that the command does not use is an error, as on the command line; of the defaults of a list each job takes what it uses.
$ for job in '"eval","data":{"x":[1,2]}' '"eval","wrt":"x"' '"grad","order":2' '"diff","lr":0.1' '"check","digits":5' '"plot","kinks":"error"' '"taylor","symbolic":true' '"limit","of":"y"' '"backprop","show":"y"' '"jvp","points":[{"x":1}]' '"check","missing":"nan"'; do echo "{\"id\":1,\"expr\":\"x^2\",\"at\":{\"x\":1},\"command\":$job}"; done | dcalc run - | sed 's/.*"message"/"message"/'
"message":"eval takes no \"data\""}}
"message":"eval takes no \"wrt\""}}
"message":"grad takes no \"order\""}}
"message":"diff takes no \"lr\""}}
"message":"check takes no \"digits\""}}
"message":"plot takes no \"kinks\""}}
"message":"taylor takes no \"symbolic\""}}
"message":"limit takes no \"of\""}}
"message":"backprop takes no \"show\""}}
"message":"jvp takes no \"points\""}}
"message":"check takes no \"missing\""}}
$ echo '{"defaults":{"wrt":"x","order":2,"at":{"x":3}},"jobs":[{"command":"diff","expr":"x^3"},{"command":"eval","expr":"x"}]}' >with_defaults.json; dcalc run with_defaults.json | sed 's/.*"value"/"value"/'
"value":27,"derivative":18}
"value":3}

# Keys and options belong to the same commands.
$ echo 'keys="digits numbers exact simplify explain language symbolic kinks wrt of order vector show sparse pattern remainder equals
    gradient range diff tangent taylor width weights lr steps batch parts epochs shuffle seed validate patience optimizer schedule
    clip weight-decay points keep strict report header no-header columns delimiter decimal-comma skip missing rows timeout
    let shape assume at"
for c in eval diff grad jacobian hessian backprop jvp vjp taylor limit check plot; do
    for k in $keys; do printf "$1\n" $c $k; done
done' >each.sh
$ sh each.sh '{"command":"%s","expr":"x","%s":null}' | dcalc run - | sed -n 's/.*"message":"\([a-z]* takes no \)\\"\([a-z-]*\)\\".*/\1\2/p' >of_jobs; sh each.sh '%s x --%s' | dcalc repl 2>&1 | sed -n 's/^dcalc: \([a-z]* takes no \)--\([a-z-]*\)$/\1\2/p' >of_options; cmp of_jobs of_options; wc -l <of_jobs
342
