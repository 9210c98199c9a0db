# awk -f map.awk CONTRIBUTING.md FILE...: files that the map there does not name, and names in the map
# that stand for no file.
# A heading of the map begins with its folder, ### `src/base`, and below it "- `mem`, `limits.def`: ..."
# names files: mem.c and mem.h, whichever exist; limits.def, which gives its ending.
function take(name) {
    if (name in there) { named[name]++; return }
    if (!((name ".c") in there) && !((name ".h") in there)) { print "CONTRIBUTING.md:" FNR ": no file " name; bad = 1 }
    named[name ".c"]++; named[name ".h"]++
}
BEGIN { for (i = 2; i < ARGC; i++) { file[++files] = ARGV[i]; there[ARGV[i]] = 1 }
        ARGC = 2 }
/^#/ { folder = "" }
/^### `/ { split($0, part, "`"); folder = part[2] "/" }
folder && /^- `/ {
    text = substr($0, 1, index($0, ":"))
    n = split(text, part, "`")
    for (i = 2; i <= n; i += 2) take(folder part[i])
}
END {
    for (i = 1; i <= files; i++)
        if (named[file[i]] != 1) { print file[i] " stands " named[file[i]] + 0 " times in the map of CONTRIBUTING.md"; bad = 1 }
    print files " files"
    exit bad || !files
}
