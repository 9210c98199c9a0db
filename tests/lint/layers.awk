# awk -f layers.awk layers.txt FILE...: an include of a room that layers.txt does not allow.
FNR == NR { if ($1 ~ /:$/) for (i = 1; i <= NF; i++) { to = $i; sub(/:/, "", to); if (i == 1) from = to; may[from, to] = 1 }
            next }
/^[ \t]*#[ \t]*include[ \t]*"/ {
    n = split(FILENAME, path, "/"); split($0, part, "\""); m = split(part[2], name, "/")
    from = path[1] == "cmd" ? "cmd" : path[2]
    to = part[2] ~ /^app\/(dcalc\.h|request\.def)$/ ? "dcalc.h" : m == 1 ? from : name[1]
    if (!((from, to) in may)) { print FILENAME ":" FNR ": may not include " part[2]; bad = 1 }
}
END { exit bad }
