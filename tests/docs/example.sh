#!/usr/bin/env bash
# example.sh PAGE NAME: that example of a manual page, which follows a line `.\" example NAME`, without the marks of mdoc.
awk -v name="$2" '$2 == "example" && $3 == name { found = 1; next } found && /^\.Bd/ { inside = 1; next }
    inside && /^\.Ed/ { exit } inside { print }' "$1" |
    sed -e 's/\\e/\\/g' -e 's/\\-/-/g' -e "s/\\\\(aq/'/g" -e 's/^\\&//'
