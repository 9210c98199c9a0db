#!/usr/bin/env bash
# run.sh [--update] BINARY: are the documents true?
#
#   - every `$ command` of README.md, of the manual pages and of `dcalc help` prints what stands
#     there; the commands of one document share a folder, and what needs an installed library is
#     left to tests/install/run.sh;
#   - the completion files and the manual's list of options are what the program makes of its rows;
#   - the plots that README.md shows are what the program draws;
#   - the completion files are good bash, zsh and fish;
#   - the tests that README.md and SECURITY.md name are there.
#
# --update writes the made texts anew. Ends with: N passed, N failed.
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
update=
if [ "$1" = --update ]; then update=yes && shift; fi
binary=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

tell() { # STATUS WHAT
    if [ "$1" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)) && echo "failed: $2"; fi
}

# Literal displays and lines of the manual, without the marks of mdoc.
from_mdoc() {
    awk '/^\.Bd -literal/ { inside = 1; next }
         /^\.Ed/ { inside = 0; print ""; next }
         /^\.Dl \$/ { sub(/^\.Dl /, ""); print "" }
         inside || /^\$ / { print }' "$1" | awk '/^\$ / { shown = 1 } /^$/ { shown = 0 } shown || /^$/' |
        sed -e 's/\\e/\\/g' -e 's/\\-/-/g' -e "s/\\\\(aq/'/g" -e 's/^\\&//' -e 's/\\(ha/^/g' \
            -e 's/\\(ti/~/g' -e 's/\\(ga/`/g'
}

from_help() {
    "$binary" help "$1" | awk '/^Examples:/ { inside = 1; next } inside && /^[^ ]/ { exit }
        inside { sub(/^  /, ""); print }'
}

play() { # NAME
    local ok bad
    PLAY_LINK=$top/tests PLAY_NAME=$1 bash "$here/../golden/play.sh" -s "$binary" "$work/$1" >"$work/log"
    read -r ok bad < <(awk '/^[0-9]+ passed, [0-9]+ failed$/ { print $1, $3 }' "$work/log")
    passed=$((passed + ok))
    failed=$((failed + bad))
    grep -vE '^[0-9]+ passed, [0-9]+ failed$' "$work/log"
}

# A promise is kept by a test: what README.md and SECURITY.md name under tests/ is there.
named=$(grep -oE 'tests/[A-Za-z0-9_./-]*[A-Za-z0-9_]' "$top/README.md" "$top/SECURITY.md" | sort -u)
while IFS=: read -r page file; do
    [ -e "$top/$file" ]
    tell $? "${page##*/} names $file, which is no file"
done <<<"$named"

export LC_ALL=C
awk -v library= -f "$here/blocks.awk" "$top/README.md" >"$work/README.md" && play README.md
for page in "$top"/man/*; do
    name=$(basename "$page")
    from_mdoc "$page" >"$work/$name" && play "$name"
done
for command in $("$binary" help | awk '/^(Commands|Pages of help):/ { inside = 1; next } /^$/ { inside = 0 } inside { print $1 }'); do
    from_help "$command" >"$work/help-$command" && play "help-$command"
done

same() { # FILE, the text it should hold on standard input
    if [ -n "$update" ]; then cat >"$1"; else diff "$1" -; fi
    tell $? "$(basename "$1") is not what its rows say; tests/docs/run.sh --update writes it anew"
}

# The page with its list of options made anew.
with_options() {
    awk -v made="$work/options" '
        /^\.\\" end of what dcalc help --man-options prints$/ { inside = 0 }
        !inside { print }
        /^\.\\" what dcalc help --man-options prints$/ {
            inside = 1
            while ((getline line < made) > 0) print line
        }' "$1"
}

for shell in bash:dcalc.bash zsh:_dcalc fish:dcalc.fish; do
    "$binary" help --completions "${shell%:*}" >"$work/completions"
    same "$top/completions/${shell#*:}" <"$work/completions"
done
"$binary" help --man-options >"$work/options"
with_options "$top/man/dcalc.1" >"$work/dcalc.1" && same "$top/man/dcalc.1" <"$work/dcalc.1"

mkdir "$work/pictures"
"$here/pictures.sh" "$binary" "$work/pictures"
for picture in tan abs sin rosenbrock training tangent; do
    same "$here/pictures/$picture.svg" <"$work/pictures/$picture.svg" >/dev/null
done

bash -n "$top/completions/dcalc.bash"
tell $? "dcalc.bash is no good bash"
if command -v zsh >/dev/null; then zsh -n "$top/completions/_dcalc"; tell $? "_dcalc is no good zsh"; fi
if command -v fish >/dev/null; then fish -n "$top/completions/dcalc.fish"; tell $? "dcalc.fish is no good fish"; fi
if command -v mandoc >/dev/null; then
    for page in "$top"/man/*; do mandoc -Tlint -Wwarning "$page"; tell $? "$(basename "$page") has warnings"; done
fi

# Every function is named in the manual.
for name in $("$binary" help functions | sed -n 's/^  \([a-z_0-9]*\)(.*/\1/p'); do
    grep -qw -- "$name" "$top/man/dcalc.1"
    tell $? "dcalc.1 does not name the function $name"
done

# What the shell really offers.
offered() { # WORD...: completes the last word
    bash --norc -c 'source "$0"; COMP_LINE=$*; COMP_POINT=${#COMP_LINE}; _dcalc; echo "${COMPREPLY[*]}"' \
        "$top/completions/dcalc.bash" "$@"
}
test "$(offered dcalc jac)" = jacobian
tell $? "bash completes no command"
test "$(offered dcalc diff x --ord)" = --order
tell $? "bash completes no option"
test "$(offered dcalc diff x -f j)" = json
tell $? "bash completes no value"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
