# awk -f layers.awk layers.txt FILE...: an include of a folder that layers.txt does not allow. The
# commands see the library only through its public header and the list of a request's members.
FNR == NR { if ($1 ~ /:$/) for (i = 1; i <= NF; i++) { to = $i; sub(/:/, "", to); if (i == 1) from = to; may[from, to] = 1 }
            next }
/^[ \t]*#[ \t]*include[ \t]*"/ {
    split(FILENAME, path, "/"); split($0, part, "\""); split(part[2], name, "/")
    if (path[1] == "cmd") ok = part[2] ~ /^app\/(dcalc\.h|request\.def)$/ || name[1] == "cmd" || name[2] == ""
    else ok = (path[2], name[1]) in may
    if (!ok) { print FILENAME ":" FNR ": may not include " part[2]; bad = 1 }
}
END { exit bad }
