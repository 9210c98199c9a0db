# awk -f heads.awk FILE...: a header begins with /* its name - what it is for; another file begins with a
# comment, unless it has a header of the same name. A file that calls itself by a name calls itself by its own.
BEGIN { for (i = 1; i < ARGC; i++) there[ARGV[i]] = 1 }
FNR == 1 {
    base = FILENAME; sub(/.*\//, "", base)
    header = FILENAME; sub(/\.c$/, ".h", header)
    named = match($0, /^\/\* [a-z0-9_]+\.[a-z]+ - /) ? $2 : ""
    if (base ~ /\.h$/ ? named != base : !/^\/\*/ && !(header in there)) { print FILENAME ":1: does not say what the file is for"; bad = 1 }
    else if (named && named != base) { print FILENAME ":1: calls itself " named; bad = 1 }
    files++; nextfile
}
END { exit bad || !files }
