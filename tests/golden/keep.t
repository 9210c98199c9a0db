# Columns of a table that are passed through by --keep.
# Tests src/table/labels.c, src/table/chunk_write.c, src/data/row_json.c, src/data/json_value.c.

# Kept text keeps its bytes from JSON Lines to CSV: escapes are what they stand for, and quotes stand where they must.
$ echo '{"\u03b1": 2, "t": "a\"b", "u":"x\ny", "v":"\u00e9\ud83d\ude00", "w":[1,"\\"], "n":null,"q":"#h","b":true}' >text.jsonl; echo '{"α": 3, "t": "c, d", "u":"  p ", "v":"", "w":{"a":[]}, "n":7,"q":"plain","b":false}' >>text.jsonl

$ dcalc eval 'α^2' --points text.jsonl --keep '*'
α,t,u,v,w,n,q,b,value
2,"a""b","x
y",é😀,"[1,""\\""]",,"#h",true,4
3,"c, d","  p ",,"{""a"":[]}",7,plain,false,9


$ dcalc eval 'α^2' --points text.jsonl --keep '*' -f json
{"α":2,"t":"a\"b","u":"x\ny","v":"\u00e9\ud83d\ude00","w":[1,"\\"],"n":null,"q":"#h","b":true,"value":4}
{"α":3,"t":"c, d","u":"  p ","v":"","w":{"a":[]},"n":7,"q":"plain","b":false,"value":9}

# What is written as JSON is JSON, whatever the bytes: no UTF-8, Python's NaN, a tab in a string.
$ printf '{"x":1,"t":"a\377b\tc","n":NaN}\n{"x":2,"t":[[],{"":-Infinity}],"n":0}\n' | dcalc eval x --points - --keep '*' -f json
{"x":1,"t":"a�b\tc","n":null,"value":1}
{"x":2,"t":[[],{"":null}],"n":0,"value":2}

$ printf 'x,"t ""q"" \377"\n1,"a ""b"" \377"\n' | dcalc eval x --points - --keep '*' -f json
{"x":1,"t \"q\" �":"a \"b\" �","value":1}

$ printf '{"x":1,"t":5}\n{"x":2,"t":nonsense}\n' | dcalc eval x --points - --keep t -f json
{"t":5,"value":1}
{"error":{"kind":"syntax","message":"standard input:2: 'nonsense' is not a JSON value"}}
[2]

$ for t in '"\q"' '[1,]' '{"a"}' '01' '[1' '{"a":1 "b"}'; do printf '{"x":1,"t":%s}\n' "$t" | dcalc eval x --points - --keep t -f json; done
{"error":{"kind":"syntax","message":"standard input:1: '\\q' is not a JSON value"}}
{"error":{"kind":"syntax","message":"standard input:1: '[1,]' is not a JSON value"}}
{"error":{"kind":"syntax","message":"standard input:1: '{\"a\"}' is not a JSON value"}}
{"error":{"kind":"syntax","message":"standard input:1: '01' is not a JSON value"}}
{"error":{"kind":"syntax","message":"standard input:1: this is not a JSON object"}}
{"error":{"kind":"syntax","message":"standard input:1: '{\"a\":1 \"b\"}' is not a JSON value"}}
[2]

# No two columns of the output have one name.
$ printf 'x,value\n1,2\n' | dcalc eval x --points - --keep '*'
dcalc: a kept column and one of the answer would both be called 'value'
  hint: --show gives the answer other names, as in eval 'y = x^2' --show y
[2]

$ printf 'x,value\n1,2\n' | dcalc eval 'y = x' --show y --points - --keep '*'
x,value,y
1,2,1

$ printf 'x,"df/dx[0]"\n1,2\n' | dcalc eval 'z = x' --show z --points - --keep 'df/dx'; printf '"y[0]",x\n1,2\n' | dcalc eval 'y = [x,1]' --show y --points - --keep '*' -f json
df/dx[0],z
2,1
{"error":{"kind":"usage","message":"a kept column and one of the answer would both be called 'y'","hint":"--show gives the answer other names, as in eval 'y = x^2' --show y"}}
[2]

$ printf 'x\n1\n' | dcalc grad x --points - --keep x,x
dcalc: the column 'x' is kept twice
[2]
