# nm -A OBJECT... | awk -f call_circles.awk call_circles.txt -: the files of each room that call one
# another in a circle. There may be so many as call_circles.txt has it, and no more.
FILENAME == ARGV[1] { if ($1 !~ /^#/) allowed[$1] = $2; next }
{
    file = $1; sub(/:.*/, "", file); sub(/\.o$/, "", file)
    sub(/.*\/src\//, "", file); sub(/.*\/cmd\//, "cmd/", file)
    if ($(NF - 1) ~ /^[A-TV-Z]$/) owner[$NF] = file
    else if ($(NF - 1) == "U") { n++; user[n] = file; symbol[n] = $NF }
    files[file] = 1
}
function room_of(file) { sub(/\/.*/, "", file); return file }
# Marks what `file` reaches by calls within its room.
function reach(start, stack, top, at, k, next_file, many, list) {
    top = 1; stack[1] = start
    while (top > 0) {
        at = stack[top--]
        many = split(calls[at], list, " ")
        for (k = 1; k <= many; k++) {
            next_file = list[k]
            if ((start, next_file) in reached) continue
            reached[start, next_file] = 1
            stack[++top] = next_file
        }
    }
}
END {
    for (i = 1; i <= n; i++) {
        to = owner[symbol[i]]
        if (to == "" || to == user[i] || room_of(to) != room_of(user[i]) || (user[i], to) in seen) continue
        seen[user[i], to] = 1
        calls[user[i]] = calls[user[i]] " " to
    }
    for (file in files) reach(file)
    for (file in files)
        if ((file, file) in reached) { room = room_of(file); count[room]++; names[room] = names[room] " " file }
    for (room in count) {
        if (count[room] > allowed[room] + 0) { print room ": " count[room] " files in circles, not " allowed[room] + 0 ":" names[room]; bad = 1 }
    }
    for (room in allowed)
        if (count[room] + 0 < allowed[room] + 0) { print room ": only " count[room] + 0 " files in circles; write that into call_circles.txt"; bad = 1 }
    exit bad
}
