# awk -f sizes.awk FILE...: how long functions and files are, a row a folder. A mirror, not a gate.
# A function opens and closes with a brace in the first column, as .clang-format makes it, and
# begins after the last line that ended something.

function folder(path) { sub(/\/[^\/]*$/, "", path); return path }

function sorted(list, n,    i, j, x) {
    for (i = 2; i <= n; i++) {
        x = list[i]
        for (j = i - 1; j > 0 && list[j] > x; j--) list[j + 1] = list[j]
        list[j + 1] = x
    }
}

function at(list, n, share,    k) { k = int(n * share + 0.999999); return n ? list[k < 1 ? 1 : k] : 0 }

function row(name,    i, n, m, over, lengths, files, lines, comments) {
    for (i = 1; i <= functions; i++)
        if (name == "all" || folder(where[i]) == name) { lengths[++n] = length_of[i]; over += length_of[i] > 60 }
    for (i = 1; i <= nfiles; i++)
        if (name == "all" || folder(file[i]) == name) {
            files[++m] = count[file[i]]; lines += count[file[i]]; comments += comment[file[i]]
        }
    sorted(lengths, n); sorted(files, m)
    printf "%-10s %9d %6d %6d %7.1f%% %7d   %5d %6d %6d %6d   %7.1f%%\n", name, n, at(lengths, n, .5), at(lengths, n, .9),
        n ? 100 * over / n : 0, at(lengths, n, 1), m, lines, at(files, m, .5), at(files, m, 1), lines ? 100 * comments / lines : 0
}

FNR == 1 { file[++nfiles] = FILENAME; start = 1; inside = block = 0
           if (!(folder(FILENAME) in seen)) { seen[folder(FILENAME)] = 1; order[++folders] = folder(FILENAME) } }
{ count[FILENAME]++ }
block || /\/\*/ || /(^|[^:"])\/\// { comment[FILENAME]++; remark = 1 }
/\/\*/ { block = 1 }
/\*\// { block = 0 }
/^{/ { inside = 1 }
/^}/ && inside { inside = 0; where[++functions] = FILENAME; length_of[functions] = FNR - start + 1
                 if (FNR - start + 1 > longest) { longest = FNR - start + 1; longest_at = FILENAME ":" start } }
!inside && (/^}/ || /;[ \t]*$/ || /^$/ || /^#/ || remark) { start = FNR + 1 }
{ remark = 0 }

END {
    print "           functions median    p90 over 60 longest   files  lines median    max   comments"
    for (f = 1; f <= folders; f++) row(order[f])
    row("all")
    print "aim                    <=14   <=45   <=3.0%                     100-350    500    8-20%"
    if (longest_at) print "longest function: " longest_at
}
