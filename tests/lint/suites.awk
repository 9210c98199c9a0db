# awk -f suites.awk SUITE... FILE...: a suite says in its first line what it is about, and below that, in a
# comment of one line or more, which files it tests: /* Tests src/a/b.c, cmd/d.c. */ in C, # Tests
# src/a/b.c, cmd/d.c. in a script. Every .c among the files has a suite, those of src one in C or Python.
function complain(line, what) { print FILENAME ":" line ": " what; bad = 1 }
function take(text,    name, n, i) {
    gsub(/ +\* +| +# +/, " ", text)
    if (text !~ FORM) { complain(2, "not " opening " Tests src/a/b.c, cmd/d.c." closing); return }
    sub(/^[^ ]+ Tests /, "", text); sub(/\.[^.]*$/, "", text)
    n = split(text, name, ", ")
    for (i = 1; i <= n; i++) {
        if (tested[FILENAME, name[i]]++) complain(2, name[i] " twice")
        suite[name[i]] = FILENAME
        if (name[i] !~ /^src/ || FILENAME !~ /\.t$/) closely[name[i]] = 1
    }
}
BEGIN { FILE = "(src|cmd)(/[a-z]+)?/[a-z0-9_]+\\.(c|def)"; FORM = "^[/#*]+ Tests " FILE "(, " FILE ")*\\.( \\*/)?$" }
FILENAME !~ /^tests\// { nextfile }
FNR == 1 {
    suites++
    text = ""; opening = FILENAME ~ /\.c$/ ? "/*" : "#"; closing = FILENAME ~ /\.c$/ ? " */" : ""
    if (FILENAME ~ /\.c$/ ? !/^\/\* .*\. \*\/$/ : !/^#(!| .*\.$)/) complain(1, "not " opening " What the suite is about." closing)
}
FNR > 1 { text = text (FNR > 2 ? " " : "") $0 }
FNR > 1 && (closing ? /\*\/$/ : /\.$/) || FNR > 20 { take(text); nextfile }
END {
    for (i = 1; i < ARGC; i++) there[ARGV[i]] = 1
    for (file in suite) if (!(file in there)) { print suite[file] ":2: no file " file; bad = 1 }
    for (i = 1; i < ARGC; i++)
        if (ARGV[i] ~ /^src\/.*\.c$/ && !(ARGV[i] in closely)) { print ARGV[i] ": no suite tests it"; bad = 1 }
    print suites " suites"
    exit bad || !suites
}
