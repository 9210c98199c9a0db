# Parts of a table: their reports, and answers in place.
# Tests cmd/summary.c, cmd/in_place.c, cmd/files.c, src/table/table_report.c, src/table/table.c.

# A report says how the run ended, too: after an error in a row, in the question, in the input, in what is written.
$ printf '1;2\n# c\n-1;3\n4;x\n' >a.csv; for q in 'log(c1)' 'log(c1)+c2' 'log(q)' 'log('; do dcalc eval "$q" --points a.csv --no-header --report r >/dev/null 2>&1; cat r; done
{"source":"a.csv","rows":3,"undefined":1,"dropped":0,"first":{"row":2,"line":3,"reason":"'log' is not defined at -1"},"status":0}
{"source":"a.csv","rows":2,"undefined":1,"dropped":0,"first":{"row":2,"line":3,"reason":"'log' is not defined at -1"},"error":{"kind":"syntax","message":"a.csv:4: 'x' is not a number"},"status":2}
{"source":"a.csv","rows":0,"undefined":0,"dropped":0,"error":{"kind":"name","message":"'q' has no value"},"status":2}
{"source":"a.csv","rows":0,"undefined":0,"dropped":0,"error":{"kind":"syntax","message":"'(' is never closed"},"status":2}

$ dcalc eval c1 --points none.csv --report r 2>/dev/null; cat r; dcalc eval c1 --points a.csv --at k=@none.npy --report r 2>/dev/null; cat r; dcalc eval c1 --points a.csv --no-header -o none/x --report r 2>/dev/null; cat r; dcalc eval x --points a.csv --rows 1 --report r 2>/dev/null; cat r; dcalc eval c1 --points a.csv --no-header --report r 2>/dev/null >/dev/full; cat r
{"rows":0,"undefined":0,"dropped":0,"status":3}
{"rows":0,"undefined":0,"dropped":0,"status":3}
{"rows":0,"undefined":0,"dropped":0,"status":3}
{"rows":0,"undefined":0,"dropped":0,"status":2}
{"source":"a.csv","rows":0,"undefined":0,"dropped":0,"status":3}

$ (seq 300; sleep 9) | timeout --foreground -s TERM 0.3 dcalc eval c1 --points - --no-header --report r >/dev/null 2>&1; grep -o '"rows":300\|"status".*' r
"rows":300
"status":143}

# A descriptor is written on from where it stands, and not replaced by a file, also as an output.
$ exec 3>two; for r in 0:1 1:2; do dcalc eval c1 --points a.csv --no-header --rows $r -q --no-output-header --report /dev/fd/3 -o /dev/stdout; done >both; cat both two
1
-1
{"source":"a.csv","rows":1,"undefined":0,"dropped":0,"status":0}
{"source":"a.csv","rows":1,"undefined":0,"dropped":0,"status":0}

$ { dcalc eval '[1,2]' -o /proc/self/fd/1 -f npy; dcalc eval 3 -o /dev/stderr 2>&1; } | tail -c 2; dcalc eval 1 -o /dev/fd/77
3
dcalc: /dev/fd/77: Bad file descriptor
[3]

# Parts of an array in any order, and at the same time, are what one run would have written.
$ dcalc eval 'i = range(1000); [sin(i)*100, i].T' -o a.npy -q; for q in 'grad y^2/x' 'eval x' 'jacobian [x,y]*x'; do \
    dcalc $q --points a.npy --columns x,y -q -o whole.npy; rm -f p.npy; for r in 999: 0:1 300:999 1:300; do dcalc $q --points a.npy --columns x,y --rows $r -q -o p.npy --in-place & done; wait; cmp p.npy whole.npy && echo same; done
same
same
same

$ dcalc eval 'x + y' --points a.npy --columns x,y --keep '*' -q -o whole.npy; for r in 0:500 500:; do cat a.npy | dcalc eval 'x + y' --points - --columns x,y --keep '*' -q -o p4.npy --in-place --rows $r; done; cmp p4.npy whole.npy

# A part alone makes the whole file; what is not written yet is 0.
$ dcalc eval y --points a.npy --columns x,y --rows 2:4 -o p2.npy --in-place; dcalc eval 'concat(y[:5], [sum(y)], [size(y)])' --at y=@p2.npy -q; dcalc eval y --points a.npy --columns x,y --rows 5000: -o p2.npy --in-place; dcalc eval 'sum(y)' --at y=@p2.npy -q
0  0  2  3  0  5  1000
5

# What has no place, or is something else, is left alone.
$ for o in '-o x.npy --points a.csv --no-header --columns x,y' '--points a.npy' '-o x.csv --points a.npy' '-o /dev/null -f npy --points a.npy' '-o a.npy --points a.npy' '-o p.npy --points a.npy' '-o two --points a.npy -f npy' '-o x.npy --missing drop --points a.npy' '-o x.npy --report x.npy --points a.npy'; do dcalc eval '[x,y,1]' $o --in-place 2>&1 | grep -v hint; done; ls x.* 2>/dev/null; cat two
dcalc: answers are written in place only from a NumPy array to a NumPy array
dcalc: only a .npy file is written in place
dcalc: only a .npy file is written in place
dcalc: /dev/null is not a regular file: it cannot be written in place
dcalc: a.npy is the table itself
dcalc: p.npy holds other rows than those of these answers
dcalc: two holds other rows than those of these answers
dcalc: answers in place leave no rows out: --missing drop does not fit
dcalc: x.npy cannot hold the answer and the report
{"source":"a.csv","rows":1,"undefined":0,"dropped":0,"status":0}
{"source":"a.csv","rows":1,"undefined":0,"dropped":0,"status":0}

# A header that tells of more than any file holds.
$ { printf '\223NUMPY\001\000v\000'; printf '%-117s\n' "{'descr': '<f8', 'fortran_order': False, 'shape': (2305843009213693951, 1), }"; seq 8; } >huge.npy; dcalc eval 'x*[1,1]' --points huge.npy --rows 0:1 -o h.npy --in-place; ls h.npy 2>/dev/null
dcalc: huge.npy: more rows than any file holds
[2]
