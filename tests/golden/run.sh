#!/usr/bin/env bash
# run.sh BINARY [SCRIPT...]: plays the scripts named, or every one here, in the C locale and in one whose
# decimal point is a comma where the system has or can make one. LOCALES=C and LOCALES=comma choose one of
# the two; without a comma locale it is C. Ends with: N passed, N failed.
set -u
here=$(cd "$(dirname "$0")" && pwd)
binary=$(realpath "$1")
shift
[ $# -gt 0 ] || set -- "$here"/*.t
scripts=("$@")
export DATA=$here/../data
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

# A comma locale of the system, or one made for this run.
comma_locale() {
    local found
    found=$(locale -a 2>/dev/null | grep -iE '^(de_DE|fr_FR|es_ES|pt_BR)\.utf-?8$' | head -n 1)
    if [ -z "$found" ]; then
        mkdir "$logs/locale"
        localedef -i de_DE -f UTF-8 "$logs/locale/de_DE.UTF-8" >/dev/null 2>&1 &&
            found=de_DE.UTF-8
    fi
    printf '%s' "$found"
}

play_all() {
    local label=$1
    printf '%s\n' "${scripts[@]}" | xargs -P "$(nproc)" -I{} sh -c \
        'PLAY_NAME="$(basename "$3")" bash "$1/play.sh" "$2" "$3" >"$4-$(basename "$3")" 2>&1' \
        sh "$here" "$binary" {} "$logs/$label"
}

export LC_ALL=C
comma=
[ -n "${DCALC_WRAP:-}" ] || [ "${LOCALES:-}" = C ] || comma=$(comma_locale)
[ -n "$comma" ] && [ "${LOCALES:-}" = comma ] || play_all c
if [ -n "$comma" ]; then
    unset LC_ALL
    [ ! -d "$logs/locale" ] || export LOCPATH=$logs/locale
    # Other programs' messages stay English; this shell itself may not find the locale just made.
    { export LANG=$comma LC_NUMERIC=$comma LC_MESSAGES=C; } 2>/dev/null
    play_all comma
fi
cat "$logs"/*-*.t | grep -vE '^[0-9]+ passed, [0-9]+ failed$'
cat "$logs"/*-*.t | awk '/^[0-9]+ passed, [0-9]+ failed$/ { ok += $1; bad += $3 }
    END { printf "%d passed, %d failed\n", ok, bad; exit bad > 0 || ok == 0 }'
