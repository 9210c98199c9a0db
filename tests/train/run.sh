#!/usr/bin/env bash
# run.sh DCALC: what `make PGO=1` trains on: the work of the bench in small, one after the other and on one core,
# so that the same source gives the same profile. Ends with: N passed, 0 failed.
set -euo pipefail
dcalc=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export LC_ALL=C HOME=$folder

passed=0
run() {
    "$dcalc" "$@" >answer || {
        echo "run.sh: dcalc $*" >&2
        cat answer >&2
        exit 1
    }
    passed=$((passed + 1))
}

# rows N COLUMNS: CSV of numbers with 16 digits between -2 and 2.
rows() {
    awk -v n="$1" -v columns="$2" 'BEGIN {
        seed = 1
        split(columns, name, ",")
        print columns
        for (i = 0; i < n; i++) {
            line = ""
            for (k = 1; k in name; k++) {
                seed = (seed * 16807) % 2147483647
                high = seed
                seed = (seed * 16807) % 2147483647
                line = line sprintf("%s%.16g", (k > 1 ? "," : ""), 4 * (high + seed / 2147483647) / 2147483647 - 2)
            }
            print line
        }
    }'
}

# jobs N KIND STEP: streams of small jobs of three structures, each another formula; with the step 0, of three formulas.
jobs() {
    awk -v n="$1" -v kind="$2" -v step="$3" 'BEGIN {
        seed = 1
        for (i = 0; i < n; i++) {
            c = 10001 + step*i
            expr[0] = "u = tanh(w1*x + b1); v = expit(w2*u + b2); (v - y)^2 + 0." c "*(w1^2 + w2^2) + exp(-x^2/2)/sqrt(1 + w1^2)"
            expr[1] = "log(1 + exp(-y*(w1*x + b1))) + 0." c "*w2^2*sin(b2*x)"
            expr[2] = "f(t) = t^3 - 2*t*y + 0." c "; (f(w1) - f(w2))*(b1 + x)/(1 + b2^2) + cos(w1*w2)"
            at = ""
            split("w1 w2 b1 b2 x y", name, " ")
            for (k = 1; k <= 6; k++) {
                seed = (seed * 16807) % 2147483647
                at = at sprintf("%s\"%s\":%.3f", (k > 1 ? "," : ""), name[k], 4 * seed / 2147483647 - 2)
            }
            printf "{\"id\":%d,\"command\":\"grad\",\"numbers\":\"%s\",\"expr\":\"%s\",", i, kind, expr[i % 3]
            printf "\"wrt\":[\"w1\",\"w2\",\"b1\",\"b2\"],\"at\":{%s}}\n", at
        }
    }'
}

awk 'BEGIN { for (i = 1; i < 2000; i++) printf("%s100*(x%d - x%d^2)^2 + (1 - x%d)^2", (i > 1 ? " + " : ""), i + 1, i, i) }' >chain.txt
awk 'BEGIN { e = "x"; for (i = 0; i < 200; i++) e = "sin(" e "*x)"; print e }' >nest.txt
for i in $(seq 0 19); do
    awk -v i="$i" 'BEGIN {
        printf "x%d/(1", i
        for (j = 0; j < 20; j++) printf " + %d*x%d^2", (7*i + 3*j) % 11 + 1, j
        printf ")\n"
    }' >"rational$i.txt"
done
rows 20000 x,y >table.csv
rows 5000 s,k,t,v,r | tr -d - >options.csv
jobs 5000 double 1 >double.jsonl
jobs 1000 certified 1 >certified.jsonl
jobs 3000 double 0 >same.jsonl

# Formulas.
for _ in 1 2 3; do run grad @chain.txt; done
for _ in 1 2 3; do run diff @nest.txt; done
for _ in 1 2; do run diff 'exp(sin(x))' --order 18; done
mapfile -t rational < <(printf '@rational%d.txt\n' {0..19})
for _ in 1 2; do run jacobian "${rational[@]}"; done
run diff '(x^2 + 1)*sin(x)/(x + exp(x))' --order 4 --wrt x
run hessian 'log(x^2 + y^2 + 1)*atan(x/y)'
run grad 'sum((A@x - b)^2) + sum(exp(x))/3' --shape 'A=[10,5],x=[5],b=[10]'

# Numbers.
for f in '1/w - w*x^2 + w*x*y' 'exp(w*x)*sin(y)/(1 + w^2)' 'log(w)*sqrt(x) + tanh(x*y) + w^y'; do
    for _ in 1 2 3 4 5; do run grad "$f" --at w=.5,x=2,y=3; done
    run grad "$f" --at w=.5,x=2,y=3 --digits 50
    run hessian "$f" --at w=.5,x=2,y=3 --explain
done
run diff 'x^x' --order 20 --at x=2
run taylor 'exp(sin(x))' --order 12 --at x=0
run limit '(sin(x) - x)/x^3' --at x=0

# Streams and tables.
run run double.jsonl -j 1
run run certified.jsonl -j 1
run run same.jsonl -j 1
for _ in 1 2; do run grad '100*(y - x^2)^2 + (1 - x)^2' --points table.csv -j 1; done
run grad 'd = (log(s/k) + (r + v^2/2)*t)/(v*sqrt(t)); s*erfc(-d/sqrt(2))/2 - k*exp(-r*t)*erfc((v*sqrt(t) - d)/sqrt(2))/2' \
    --wrt s,k,t,v,r --points options.csv -j 1
echo "$passed passed, 0 failed"
