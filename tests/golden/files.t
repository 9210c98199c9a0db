# Expressions from files and standard input.
# Tests cmd/files.c, cmd/deliver.c, cmd/pool.c.
$ echo 'x^3' >cube.txt
$ dcalc diff @cube.txt
3*x^2

$ echo 'u = x^2; u*y' | dcalc diff - --wrt x
2*x*y

$ echo 'x^3' | dcalc diff @-
3*x^2

$ dcalc diff -e '-x^2'
-2*x

$ dcalc diff --expr '-x^2'
-2*x

$ dcalc diff --wrt x -- '-x^2'
-2*x

$ dcalc diff --wrt x '-x^2'
-2*x

# Options may come before and after the expression.
$ dcalc diff --order 2 'x^3' --at x=2
12

$ dcalc diff --at=x=2 'x^3' --order=2
12

$ echo 'u = x^2' >u.txt
$ dcalc diff 'u^2' --let @u.txt
4*x^3

$ dcalc diff @none.txt
dcalc: none.txt: No such file or directory
[3]

$ dcalc diff @.
dcalc: .: Is a directory
[3]

$ mkdir deep; dcalc run deep
dcalc: deep: Is a directory
[3]

$ dcalc run none.json
dcalc: none.json: No such file or directory
[3]

# Errors in files are told with their name and line.
$ printf 'x\n1z\n' >"$(printf 'q\n"\033.csv')"

$ dcalc eval x --points "$(printf 'q\n"\033.csv')"
dcalc: q?"?.csv:2: '1z' is not a number
[2]

$ dcalc grad 'new*and' -o 'we"ird.c'

$ grep -c include 'we"ird.c'; grep we 'we"ird.h'
1
#ifndef we_ird_h
#define we_ird_h
double we_ird(double new_, double and_, double *dnew, double *dand);

$ rm q* we*

$ printf 'u = x^2\nu*+*3\n' >wrong.txt
$ dcalc diff @wrong.txt 2>&1 >/dev/null | head -n 1 | cut -d: -f1-3
dcalc: wrong.txt:2

# -o: the file appears whole or not at all.
$ dcalc diff 'x^3' -o out.txt; cat out.txt
3*x^2

$ dcalc diff 'x^' -o out.txt 2>/dev/null; echo $?; cat out.txt; ls
2
3*x^2
cube.txt
deep
out.txt
u.txt
wrong.txt

$ dcalc diff 'x^2' --output=out.txt && cat out.txt
2*x

$ dcalc diff 'x^' -o fresh.txt 2>/dev/null; ls fresh.txt
ls: cannot access 'fresh.txt': No such file or directory
[2]

$ dcalc diff 'x^2' -o none/out.txt
dcalc: none/out.txt: No such file or directory
[3]

$ dcalc diff 'x^2' -o deep
dcalc: deep: Is a directory
[3]

# A link stays a link, and rights stay as they are.
$ ln -s out.txt link.txt; chmod 640 out.txt; dcalc diff 'x^4' -o link.txt; cat out.txt; stat -c %a out.txt; test -L link.txt
4*x^3
640

$ dcalc diff 'x^3' -o /dev/stdout
3*x^2

$ dcalc diff 'x^3' -o /dev/null

# Writing that fails.
$ dcalc diff 'x^3' >/dev/full
dcalc: standard output: No space left on device
[3]

# A file that may not grow so large, and standard files that are closed.
$ (ulimit -f 1; dcalc eval 'range(1000)' -o big.npy; dcalc eval 'range(1000)' -o big/; dcalc eval 'range(1000)' >big.txt); ls -d big*
dcalc: big.npy: File too large
dcalc: big/value.npy: File too large
dcalc: standard output: File too large
big.txt

$ dcalc eval 1 >&-
dcalc: standard output: Bad file descriptor
[3]

$ dcalc eval - <&-
dcalc: standard input: Bad file descriptor
[3]

$ dcalc repl <&-
dcalc: standard input: Bad file descriptor
[3]

$ dcalc diff 'x^3' -o /dev/full
dcalc: /dev/full: No space left on device
[3]

$ dcalc diff 'x^3' >&-
dcalc: standard output: Bad file descriptor
[3]

# A reader that goes away is no failure and nothing is said.
$ dcalc diff 'x^3' | true
$ set -o pipefail; for i in 1 2 3 4 5; do dcalc diff 'x^3'; done | true; echo ${PIPESTATUS[1]}
0
