#!/usr/bin/env bash
# play.sh [-s] BINARY FILE: plays one script of commands and expected output in a fresh folder.
#
#   $ command           run by bash; goes on in the next line after a \ or in an open quote
#   output              what it prints, standard error included; lines `# ...` are comments
#   [2]                 its exit status where that is not 0 (with -s statuses are not looked at)
#
# The folder is HOME and the working directory of all commands of the file. run.sh sets DATA to tests/data. DCALC_WRAP is put before
# the program, PLAY_LINK is a folder to be seen in that folder. The last line says how many commands did as expected.
set -u
shopt -s extglob
look_at_status=yes
if [ "$1" = -s ]; then look_at_status= && shift; fi
binary=$(realpath "$1")
file=$2
name=${PLAY_NAME:-$file}
# Valgrind sees no allocations of a static program.
if [ -n "${DCALC_WRAP:-}" ] && [ -x "$binary-shared" ]; then binary=$binary-shared; fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin" "$folder/home"
[ -z "${PLAY_LINK:-}" ] || ln -s "$PLAY_LINK" "$folder/home/"
# shellcheck disable=SC2016
printf '#!/bin/sh\nexec %s "%s" "$@"\n' "${DCALC_WRAP:-}" "$binary" >"$folder/bin/dcalc"
[ -n "${DCALC_WRAP:-}" ] || ln -sf "$binary" "$folder/bin/dcalc"
chmod +x "$folder/bin/dcalc"

passed=0
failed=0
command='' expected='' line_number=0 at=0

# Runs $command in a subshell of its own, and says its status in a last line.
run_command() {
    cd "$folder/home" || exit 1
    unset NO_COLOR XDG_STATE_HOME
    export HOME=$folder/home PATH=$folder/bin:$PATH TERM=dumb
    timeout "${PLAY_TIMEOUT:-60}" bash -c "$command" </dev/null 2>&1
    echo "[$?]"
}

# normal NAME: leaves out of $NAME the empty lines at its end, and the status where it is 0 or of no interest.
# In the shell itself, since two programs started for each command took a third of all golden runs.
normal() {
    local -n text=$1
    drop_empty_lines
    case $'\n'$text in
    *$'\n[0]') text=${text%'[0]'} ;;
    *$'\n['*([0-9])']') [ -n "$look_at_status" ] || text=${text%'['*} ;;
    esac
    drop_empty_lines
}
drop_empty_lines() { while [[ $text == *$'\n' ]]; do text=${text%$'\n'}; done; }

finish() {
    [ -n "$command" ] || return 0
    local got want=$expected
    got=$(run_command)
    normal got
    normal want
    if [ "$got" = "$want" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf '%s:%d: $ %s\n' "$name" "$at" "$command"
        diff <(printf '%s\n' "$want") <(printf '%s\n' "$got") | sed '1,1d; s/^/    /'
    fi
    command=''
}

# Does the command go on in the next line? After a backslash, or while a single quote is open.
goes_on() {
    local quotes=${command//[!\']/}
    case $command in *\\) return 0 ;; esac
    [ $((${#quotes} % 2)) -eq 1 ]
}

continued=''
while IFS= read -r line || [ -n "$line" ]; do
    line_number=$((line_number + 1))
    case $continued$line in
    yes*)
        command+=$'\n'$line
        goes_on || continued=''
        ;;
    '$ '*)
        finish
        command=${line#'$ '} expected='' at=$line_number
        if goes_on; then continued=yes; fi
        ;;
    '# '*) ;;
    *) expected+=$line$'\n' ;;
    esac
done <"$file"
finish
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
