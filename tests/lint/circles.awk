# awk -f circles.awk FILE...: pairs "includer included" of files of this tree, for tsort.
BEGIN { for (i = 1; i < ARGC; i++) here[ARGV[i]] = 1 }
/^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, part, "\"")
    folder = FILENAME; sub(/[^\/]*$/, "", folder)
    for (i = 1; i <= 3; i++) {
        to = (i == 1 ? "src/" : i == 2 ? "" : folder) part[2]
        if (to in here) { print FILENAME, to; next }
    }
}
