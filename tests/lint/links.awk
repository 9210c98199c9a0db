# nm -A OBJECT... | awk -f links.awk layers.txt src/app/dcalc.h -: a call from one room into another
# that layers.txt does not allow. The commands may call what the public header declares.
FILENAME == ARGV[1] { if ($1 ~ /:$/) for (i = 1; i <= NF; i++) { to = $i; sub(/:/, "", to); if (i == 1) from = to; may[from, to] = 1 }
                      next }
FILENAME == ARGV[2] { while (match($0, /dcalc_[a-z_]+\(/)) { public[substr($0, RSTART, RLENGTH - 1)] = 1; $0 = substr($0, RSTART + RLENGTH) }
                      next }
{
    object = $1; sub(/:.*/, "", object)
    sub(/.*\/src\//, "src/", object); sub(/.*\/cmd\//, "cmd/", object)
    split(object, path, "/")
    room = path[1] == "cmd" ? "cmd" : path[2]
    if ($(NF - 1) ~ /^[A-TV-Z]$/) defined_in[$NF] = room
    else if ($(NF - 1) == "U") { n++; user[n] = object; from_room[n] = room; symbol[n] = $NF }
}
END {
    for (i = 1; i <= n; i++) {
        from = from_room[i]; to = defined_in[symbol[i]]
        if (to == "" || from == to || (from, to) in may || (from == "cmd" && symbol[i] in public)) continue
        print user[i] ": may not call " symbol[i] " of " to; bad = 1
    }
    exit bad
}
