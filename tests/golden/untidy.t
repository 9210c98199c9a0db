# Tables as other programs write them, by --at @FILE and by --points alike.
# Tests cmd/table_form.c, src/data/columns.c, src/data/column_names.c, src/data/csv.c, src/data/csv_rows.c, src/data/unpack.c,
# src/data/records.c, src/data/foreign.c, src/table/table_report.c.
$ { echo '#!/bin/bash'; echo 'dcalc eval "sum($1)" --at "@$2" "${@:3}" -q; dcalc eval "$1" --points "$2" "${@:3}" -q | awk '"'NR > 1 { printf \"%s%s\", s, \$0; s = \" \" } END { if (s) print \"\" }'"; } >both; chmod +x both

# Text, gaps and names of rows in columns that nobody reads.
$ printf '"","x","note","gap"\n"a",1,"b, c",\n"b",2,d,NA\n' >r.csv; ./both x r.csv
3
1 2

$ printf '"x" "y"\n"1" 3 4\n"2" 5 6\n' >r.txt; ./both x r.txt; ./both y r.txt
8
3 5
10
4 6

$ printf ',x,y\n0,1,2\n1,3,4\n' >pandas.csv; ./both y pandas.csv; dcalc eval W --at W=@pandas.csv -q
6
2 4
1  2
3  4

$ printf ',0,1\n0,1.5,2\n1,3,4\n' >matrix.csv; dcalc eval W --at W=@matrix.csv -q; ./both _1 matrix.csv
1.5  2
  3  4
6
2 4

# Single quotes, blanks, separators at the ends of lines, comments, sep=, bars.
$ printf "sep=;\r\n'x' ; \" y \";\r\n# a remark\r\n1;2;\r\n\r\n3 ;\" 4 \";\r\n" >excel.csv; ./both x excel.csv; ./both y excel.csv
4
1 3
6
2 4

$ printf 'x|y\n1|2\n' >bars.csv; ./both y bars.csv; printf 'x~y\n1~2\n' >odd.csv; ./both y odd.csv --delimiter '~'
2
2
2
2

$ printf '# from numpy.savetxt\n# x y\n1e0 2e0\n3e0 4e0\n' >savetxt.txt; ./both y savetxt.txt; ./both c2 savetxt.txt --no-header
6
2 4
6
2 4

# Commas in text do not make a table of commas, nor semicolons in text one of semicolons.
$ printf 'x;note\n1;a, b, c\n2;d, e, f\n' >a.csv; ./both x a.csv; printf 'x,note\n1,a; b; c\n2,d; e; f\n' >b.csv; ./both x b.csv
3
1 2
3
1 2

# Decimal commas.
$ printf 'x;y\n1,5;2\n-2;,25e1\n' >comma.csv; ./both x comma.csv --decimal-comma; ./both y comma.csv --decimal-comma; ./both y comma.csv
-0.5
1.5 -2
4.5
2 2.5
dcalc: comma.csv:3:4: ',25e1' is not a number
  -2;,25e1
     ^^^^^
  hint: --decimal-comma reads such numbers
dcalc: comma.csv:3: ',25e1' is not a number
  hint: --decimal-comma reads such numbers
2

$ printf 'x\n1,5\n' >one.csv; ./both x one.csv; ./both x one.csv --decimal-comma; printf 'x,y\n"1,500",2\n' >thousand.csv; ./both x thousand.csv
dcalc: one.csv:2:1: 2 fields, but 1 in the first row
  1,5
  ^^^
  hint: --decimal-comma reads such numbers
dcalc: one.csv:2: the row has more fields than the header
  hint: --decimal-comma reads such numbers
1.5
1.5
dcalc: thousand.csv:2:2: '1,500' is not a number
  "1,500",2
   ^^^^^
dcalc: thousand.csv:2: '1,500' is not a number

# Bytes: a mark, UTF-16, carriage returns, gzip, Zstandard (a frame of one raw block).
$ printf '\377\376x\0\n\0001\0\n\0\354\003\n\0' >utf16.csv; ./both x utf16.csv; printf '\376\377\3\261\0\n\0002\0\n' >big.csv; ./both α big.csv
dcalc: utf16.csv:3:1: 'Ϭ' is not a number
  Ϭ
  ^
dcalc: utf16.csv:3: 'Ϭ' is not a number
1
2
2

$ printf 'x,y\r1,2\r3,4' >mac.csv; ./both y mac.csv
6
2 4

$ printf 'x,y\n1,2\n' | gzip -c >t.csv.gz; printf '3,4\n' | gzip -c >>t.csv.gz; ./both y t.csv.gz; cat t.csv.gz | dcalc eval 'sum(x)' --at @- -q
6
2 4
4

$ printf '\50\265\57\375\40\10\101\0\0x,y\n1,2\n' >t.zst; ./both y t.zst
2
2

# A window of 2 GiB.
$ printf '\50\265\57\375\0\250\11\0\0x' >long.zst; ./both y long.zst
dcalc: long.zst: the compressed data refers back over more than 128 MiB, as by zstd --long=28, which takes too much memory
dcalc: long.zst:1: the compressed data refers back over more than 128 MiB, as by zstd --long=28, which takes too much memory

$ head -c 30 t.csv.gz >half.gz; ./both y half.gz; printf '\375\067zXZ\0\0' >t.xz; ./both y t.xz
dcalc: half.gz: the compressed data breaks off
dcalc: half.gz:3: the compressed data breaks off
2
dcalc: t.xz: packed by xz: unpack it first, as by xz -dc FILE
dcalc: t.xz:1: packed by xz: unpack it first, as by xz -dc FILE

$ { printf 'x\n1\n2\n' | gzip -c; printf 'more'; } >more.gz; ./both x more.gz; printf '\376\377\0\n' >empty16.csv; ./both x empty16.csv
dcalc: more.gz: the compressed data is damaged
dcalc: more.gz:4: the compressed data is damaged
1 2
dcalc: empty16.csv: it contains no numbers
dcalc: empty16.csv:1: the table is empty

# Missing values; inf is none.
$ printf 'x,y\n1,NA\nnan,2\n3,4\nN/A,\n.,null\n#DIV/0!,5\n7,8\n' >na.csv; ./both x na.csv --missing drop; ./both y na.csv; dcalc eval 'x + y' --points na.csv --missing nan; dcalc eval 'sum(x*y)' --at @na.csv --missing drop -q
11
1 3 7
dcalc: na.csv:2:3: 'NA' is a missing value
  1,NA
    ^^
  hint: --missing drop leaves such rows out
dcalc: na.csv:2: a value is missing: 'NA'
  hint: --missing nan makes such rows undefined instead, --missing drop leaves them out
value
nan
nan
7
nan
nan
nan
15
dcalc: note: 5 of 7 rows are undefined; the first, na.csv:2: a value is missing
68

$ printf 'x,y\n1,?\n-,2\n3,4\n--,5\n*,6\n\\N,7\nNaT,8\n' >signs.csv; ./both x signs.csv; ./both x signs.csv --missing drop; ./both y signs.csv --missing drop
dcalc: signs.csv:3:1: '-' is a missing value
  -,2
  ^
  hint: --missing drop leaves such rows out
dcalc: signs.csv:3: a value is missing: '-'
  hint: --missing nan makes such rows undefined instead, --missing drop leaves them out
1
4
1 3
32
2 4 5 6 7 8

$ printf 'x\n1\ninf\n3\n' >inf.csv; ./both x inf.csv; dcalc eval x --points inf.csv --missing drop
dcalc: inf.csv:3:1: 'inf' is not a finite double
  inf
  ^^^
dcalc: inf.csv:3: 'inf' is not a finite double
1
value
1
nan
3
dcalc: note: 1 of 3 rows is undefined; the first, inf.csv:3: a value is infinite

$ printf 'x,y\n1,2\n3\n5,6\n' >short.csv; ./both y short.csv; ./both y short.csv --missing drop; ./both x short.csv --missing drop
dcalc: short.csv:3:1: 1 field, but 2 in the first row
  3
  ^
  hint: --missing drop or nan takes what is not there for missing
dcalc: short.csv:3: the row has fewer fields than the header
  hint: --missing drop or nan takes what is not there for missing
2
8
2 6
9
1 3 5

# Without a header: a row of numbers is never lost.
$ printf '1,2\n3,4\n' >bare.csv; ./both c2 bare.csv; ./both y bare.csv --columns x,y; dcalc eval y --points bare.csv
6
2 4
6
2 4
dcalc: expression:1:1: 'y' has no value
  y
  ^
  hint: bind it with --at y=...; bare.csv has c1 and c2; --columns names them
[2]

$ printf '2019,2020\n1,2\n' >years.csv; ./both _2020 years.csv --header; ./both c2 years.csv
2
2
2022
2020 2

$ printf 'id,2020\na,1\n' >mixed.csv; ./both _2020 mixed.csv; ./both q mixed.csv; ./both c2 mixed.csv --no-header
1
1
dcalc: mixed.csv:1:1: the first row has both names and numbers
  id,2020
  ^^^^^^^
  hint: say --header if it is a header, --no-header if it is not
dcalc: mixed.csv:1: the first row has both names and numbers
  hint: say --header if it is a header, --no-header if it is not
2021
2020 1

# Numbers that are words do not make a header a row of numbers; numbers that no double holds, or with a comma, do.
$ printf 'x,inf\n1,2,\n3,4,\n' >inf.csv; ./both x inf.csv
4
1 3

$ printf 'a;1,5\nb;2,5\n' >mixed.csv; ./both q mixed.csv; ./both c2 mixed.csv --decimal-comma; printf 'a,1e999\n' >mixed.csv; ./both q mixed.csv
dcalc: mixed.csv:1:1: the first row has both names and numbers
  a;1,5
  ^^^^^
  hint: say --header if it is a header, --no-header if it is not
dcalc: mixed.csv:1: the first row has both names and numbers
  hint: say --header if it is a header, --no-header if it is not
4
1.5 2.5
dcalc: mixed.csv:1:1: the first row has both names and numbers
  a,1e999
  ^^^^^^^
  hint: say --header if it is a header, --no-header if it is not
dcalc: mixed.csv:1: the first row has both names and numbers
  hint: say --header if it is a header, --no-header if it is not

$ printf '150,setosa\n5.1,1.4\n' >iris.csv; ./both c2 iris.csv; dcalc eval W --at W=@iris.csv; ./both setosa iris.csv
dcalc: iris.csv:1:5: 'setosa' is not a number
  150,setosa
      ^^^^^^
  hint: --header takes the first row for the names of columns
dcalc: iris.csv:1: 'setosa' is not a number
  hint: --header takes the first row for the names of columns
dcalc: iris.csv:1:5: 'setosa' is not a number
  150,setosa
      ^^^^^^
  hint: --header takes the first row for the names of columns
1.4
1.4

$ printf '3,a,4\n5,b,6\n' | dcalc eval 'x*y' --points - --columns x,id,y --keep id --no-output-header
a,12
b,30

$ printf '' | dcalc eval 'x*y' --points - --columns x,y --no-header; printf '' | dcalc eval 'x*y' --points - --no-header --no-output-header; printf '' | dcalc eval 'x*y' --points - --columns x,y
value
dcalc: standard input:1: the table is empty
[2]

# Names with units, by their parts, by --columns, or by position; two of one name.
$ printf 'height (cm),height (m),x,x\n171,1.71,1,2\n' >units.csv; ./both height_cm units.csv; ./both h units.csv --columns 'h=height (cm)'; ./both h units.csv --columns h=2; ./both x units.csv; ./both z units.csv --columns z=4; dcalc eval h --at 'h=@units.csv[height (m)]' -q
171
171
171
171
1.71
1.71
dcalc: units.csv: the name 'x' occurs twice
  hint: --columns x=3 calls the third column so
dcalc: the table has two columns 'x'
  hint: --columns x=3 calls the third column x
2
2
1.71

$ ./both h units.csv --columns 'h=height (mm)'; ./both a units.csv --columns a,b,c,d,e; dcalc eval heigth_cm --points units.csv
dcalc: units.csv: the table has no column 'height (mm)'
  hint: its columns are height (cm), height (m), x, x
dcalc: units.csv: the table has no column 'height (mm)'
  hint: its columns are height (cm), height (m), x, x
dcalc: units.csv: --columns names more columns than the table has: 'e'
  hint: its columns are height (cm), height (m), x, x
dcalc: units.csv: --columns names more columns than the table has: 'e'
  hint: its columns are height (cm), height (m), x, x
dcalc: expression:1:1: 'heigth_cm' has no value
  heigth_cm
  ^^^^^^^^^
  hint: did you mean height_cm, which is height (cm) in units.csv? units.csv has height (cm), height (m), x and x
[2]

# Lines before the table.
$ printf 'Report of May\n\nx,y\n1,2\n3,4\n' >report.csv; ./both y report.csv; ./both y report.csv --skip 2
dcalc: expression:1:5: 'y' has no value
  sum(y)
      ^
  hint: bind it with --at y=...; report.csv has Report of May; line 3 has y, where --skip 2 begins the table
dcalc: expression:1:1: 'y' has no value
  y
  ^
  hint: bind it with --at y=...; report.csv has Report of May; line 3 has y, where --skip 2 begins the table
6
2 4

# Line ends in quotes; the lines in messages are those of the file.
$ printf '"x","a\nb",y\n1,"c\r\n",2\n3,"""",4\n5,"f\n\ng",six\n' >lines.csv; ./both x lines.csv; ./both y lines.csv; dcalc eval x --points lines.csv --keep a_b -f json
9
1 3 5
dcalc: lines.csv:8:4: 'six' is not a number
  g",six
     ^^^
dcalc: lines.csv:6: 'six' is not a number
2 4
{"a\nb":"c\r\n","value":1}
{"a\nb":"\"","value":3}
{"a\nb":"f\n\ng","value":5}

# JSON: one list, lines, objects over lines; keys that the first does not have.
$ printf '[\n  {"x": 1, "t": "]"},\n  {"x": 2, "y": [1, 2]},\n {"x":\n3}\n]\n' >list.json; ./both x list.json; ./both z list.json; ./both 'sum(y)' list.json --missing drop
6
1 2 3
dcalc: expression:1:5: 'z' has no value
  sum(z)
      ^
  hint: bind it with --at z=...; list.json has x, t and y
dcalc: list.json:2: 'z' is missing in the row
  hint: list.json has x and t; --missing nan or drop takes what is not there for missing
3
dcalc: list.json:3: '[1, 2]' is not a number

$ dcalc eval 'sum(y)' --points list.json --missing drop --shape 'y=[2]' -q
value
3

$ printf '{"x":1}\n{"y":2,"x":3}\n' >lines.jsonl; dcalc eval 'sum(x)' --at @lines.jsonl -q; dcalc eval y --points lines.jsonl --missing nan -q; printf '{"x":1,\n"y":2}{"y":4,\n"x":3} 7' | dcalc eval 'x*y' --points -
4
value
nan
2
value
2
12
dcalc: standard input:3: this is not a JSON object
[2]

$ printf '[{"x":1},{"x":2}' | dcalc eval x --points -; printf '[{"x":1},{"x":' | dcalc eval 'sum(x)' --at @-
value
1
2
dcalc: standard input:3: the list has no end
dcalc: standard input: the JSON breaks off
[2]

# A worker for a part of a larger table.
$ printf '1,2,a\n0,3,b\n-1,4,c\nNA,5,d\n' | dcalc eval 'y/x' --points - --no-header --columns x,y,id --missing drop --keep id --no-output-header --report /dev/fd/3 3>report.json; cat report.json
a,2
b,nan
c,-4
dcalc: note: 1 row without a value is left out
dcalc: note: 1 of 3 rows is undefined; the first, standard input:2: division by zero
{"source":"standard input","rows":3,"undefined":1,"dropped":1,"first":{"row":2,"line":2,"reason":"division by zero"},"status":0}

$ printf 'x\n1\n-1\nq\n' | dcalc eval 'log(x)' --points - --report report.json; cat report.json; printf 'x\n' | dcalc eval 'log(x)' --points - --report report.json -o out.csv; cat report.json
value
0
nan
dcalc: standard input:4: 'q' is not a number
{"source":"standard input","rows":2,"undefined":1,"dropped":0,"first":{"row":2,"line":3,"reason":"'log' is not defined at -1"},"error":{"kind":"syntax","message":"standard input:4: 'q' is not a number"},"status":2}
{"source":"standard input","rows":0,"undefined":0,"dropped":0,"status":0}

# Arrays of NumPy take --columns too, where their entries have no names.
$ dcalc eval '[[1,2],[3,4]]' -o m.npy; dcalc eval 'x - y' --points m.npy --columns y,x; dcalc eval 'x - y' --points m.npy --columns y,x,z
value
1
1
dcalc: a row of m.npy has 2 entries, but the --columns' 3 names take 3
[2]

# What does not go together.
$ dcalc eval x --points bare.csv --header --no-header; dcalc eval x --points bare.csv --delimiter ab; dcalc eval x --points bare.csv --delimiter , --decimal-comma; dcalc eval x --points bare.csv --delimiter 5
dcalc: --header and --no-header are opposites
dcalc: --delimiter 'ab' cannot stand between fields
  hint: write a character, tab, or blank for runs of blanks
dcalc: a comma cannot be both the --delimiter and the --decimal-comma
dcalc: --delimiter '5' cannot stand between fields
  hint: write a character, tab, or blank for runs of blanks
[2]

# A header of numbers is said, and a row of counts before the table.
$ printf '2019,2020\n1,2\n' >years.csv; ./both _2020 years.csv; ./both _2020 years.csv --header; ./both x years.csv --columns x=2020
dcalc: expression:1:5: '_2020' has no value
  sum(_2020)
      ^^^^^
  hint: bind it with --at _2020=...; years.csv has c1 and c2; --header takes the first row for their names
dcalc: expression:1:1: '_2020' has no value
  _2020
  ^^^^^
  hint: bind it with --at _2020=...; years.csv has c1 and c2; --header takes the first row for their names
2
2
dcalc: years.csv: the table has no column '2020'
  hint: its columns are c1, c2; --header takes the first row for their names
dcalc: years.csv: the table has no column '2020'
  hint: its columns are c1, c2; --header takes the first row for their names

$ printf '2,30,good,bad\n1,2,3,4,5,0\n6,7,8,9,10,1\n' >counts.csv; ./both c6 counts.csv; ./both c6 counts.csv --skip 1; printf '2,30\n1,2,3,4\n' >counts.csv; ./both c1 counts.csv
dcalc: counts.csv:2:1: this row has more fields than the first
  1,2,3,4,5,0
  ^^^^^^^^^^^
  hint: --skip 1 begins the table here
dcalc: counts.csv:2: this row has more fields than the first
  hint: --skip 1 begins the table here
1
0 1
dcalc: counts.csv:2:1: 4 fields, but 2 in the first row
  1,2,3,4
  ^^^^^^^
  hint: --skip 1 begins the table here, --delimiter says what is between fields
dcalc: counts.csv:2: the row has more fields than the header
  hint: --skip 1 begins the table here, --delimiter says what is between fields
2

# TRUE and FALSE are numbers where numbers are wanted; a text in quotes is none.
$ printf '"","x","big"\n"a",1,TRUE\n"b",2,FALSE\n"c",3,true\n' >big.csv; ./both big big.csv; printf '{"x":true}\n{"x":false}\n' >big.jsonl; ./both x big.jsonl; printf 'x\n"true"\n' >text.csv; ./both x text.csv
2
1 0 1
1
1 0
dcalc: text.csv:2:2: 'true' is not a number
  "true"
   ^^^^
dcalc: text.csv:2: 'true' is not a number

# Files of other programs are named.
$ for magic in 'PAR1' 'ARROW1\0\0' 'RDX3\nX\n\0\0' 'X\n\0\0\0\003' 'SQLite format 3\0' '\211HDF\r\n\032\n' '\200\004\225' 'MATLAB 5.0 MAT-file, by' '<stata_dta><header>' 'abc\0\n'; do printf "$magic" >foreign.bin; ./both x foreign.bin 2>&1 | sed -n 's/^dcalc: foreign.bin: //p' | uniq -c; done
      2 a Parquet file, which dcalc does not read
      2 an Arrow or Feather file, which dcalc does not read
      2 a file of R's own, which dcalc does not read
      2 a file of R's own, which dcalc does not read
      2 a SQLite database, which dcalc does not read
      2 an HDF5 file, which dcalc does not read
      2 a Python pickle
      2 a file of MATLAB, which dcalc does not read
      2 a file of Stata, which dcalc does not read
      2 a binary file, no text
